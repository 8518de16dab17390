"""REC-5 · Turns the marks that keep somebody's words apart into elements of HTML.

Where such words are all that an element holds, the element takes their direction, so that a paragraph in Urdu begins
at the right. Within a sentence of ours they stand in `<bdi>`. Attributes and the title keep the marks: browsers obey
them.
"""

import re

from countersign.wording.isolates import FSI, PDI

_OWN = re.compile(
    rf"<(p|li|dd|dt|td|th|h[1-6]|caption)((?: [^<>]*)?)>(\s*)"
    rf"{FSI}((?:[^<>{FSI}{PDI}]|</?(?:a|span|wbr)\b[^<>]*>)*){PDI}(\s*)</\1>"
)
"""An element that holds nothing else. Dates, numbers and links within it are elements of their own."""
_PIECE = re.compile(r"<(?:style|title)\b.*?</(?:style|title)>|<[^<>]*>|[^<>]+", re.DOTALL)


def in_html(html: str) -> str:
    """The page with elements in place of the marks. Every `<` and `>` of its words must be escaped already."""
    if FSI not in html:
        return html
    html = _OWN.sub(r'<\1\2 dir="auto">\3\4\5</\1>', html)
    return _PIECE.sub(_with_elements, html)


def _with_elements(piece: re.Match[str]) -> str:
    text = piece[0]
    return text if text.startswith("<") else text.replace(FSI, "<bdi>").replace(PDI, "</bdi>")


_FROM_RIGHT = frozenset({"ar", "arc", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_SCRIPTS_FROM_RIGHT = frozenset({"Arab", "Hebr", "Nkoo", "Syrc", "Thaa"})


def is_from_right(code: str) -> bool:
    """Whether a language is read from right to left, by its code, with the script where that has to be said."""
    language, _, script = code.partition("-")
    return script in _SCRIPTS_FROM_RIGHT if script else language in _FROM_RIGHT
