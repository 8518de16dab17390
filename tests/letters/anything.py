"""Whatever somebody may write into a field: pieces in any script and of any kind, put together by Hypothesis.

Every text ends with a word of its own (`TOKENS`), by which a test counts how often the text arrived.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, cast, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from countersign.careplan.bounds import MARKS
from countersign.careplan.characters import fault_of, is_named
from countersign.wording.isolates import without_isolates
from countersign.wording.peoples_words import read
from tests.letters.scripts import UNDRAWN, WRITTEN

MARKUP = (
    "<script>alert(1)</script> <b>x</b> &amp; &lt;i&gt; <!-- c --> ]]> <bdi> \"'>",
    "{{ 7 * 7 }} {% raw %} {# c #} {%- endblock -%} {{ self }}",
    '#panic() #let x = 1 $a^2$ @ref <label> #"s" \\u{41} //c /*c*/ = H',
    "# H *x* **y** _z_ `c` ~~s~~ [l](http://e.example) ![i](x) | t | --- > q",
    "\\textbf{x} \\input{/etc/passwd} $$y$$ % c ~ ^^41 \\\\ --- ``q''",
)
"""HTML, Jinja, Typst, Markdown and TeX."""

FIGURES = (
    "£1,234.50 a week",
    "on 12 November 2026 at 8:00",
    "Ring 01632 960104 or 18001 01632 960199.",
    "NB-4K7M-2Q",
    "CD-FGHJ-KM is ours",
    "TE5 7XX",
    "somebody.with.a.long.name@council.example",
    "www.council.example/help",
)

LISTS = ("- milk\n- tea", "* milk\n• tea", "1. Ring.\n2) Wait.", "Shopping:\n– milk\n\n3. x\n3. y", "o\tmilk\no\ttea")

UNSEEN = ("An\u200dna", "Żan\u200ceta", "co\u00adoperate", "Anna\ufeff", "a\u2060b", "x\ufe0f", "می\u200cخواهم")

AS_LONG = ("word " * 1300, "w" * 7000, "שלום " * 1100, "x, " * 900)
"""About as long as a text may be."""

TOO_LONG = "Too much. " * 1000
"""10,000 characters: refused at the door."""


def _with_marks(letter: str, marks: list[str]) -> str:
    return letter + "".join(marks)


_MARKED = st.builds(
    _with_marks,
    st.sampled_from("aéqЖאبকक"),
    st.lists(st.sampled_from("\u0301\u0308\u0323\u05b0\u064b\u093f"), min_size=1, max_size=MARKS),
)
_DRAWN = [word for pair in WRITTEN.values() for word in pair]
_NOT_DRAWN = [pair[0] for kind, pair in UNDRAWN.items() if kind != "our own marks"]

_piece = st.one_of(
    st.sampled_from(_DRAWN),
    st.sampled_from(MARKUP),
    st.sampled_from(FIGURES),
    st.sampled_from(LISTS),
    st.sampled_from(UNSEEN),
    _MARKED,
    st.text(st.characters(codec="latin-1", exclude_categories=("Cc",)), max_size=12),
)
_any_piece = st.one_of(_piece, _piece, _piece, st.sampled_from(_NOT_DRAWN), st.text(max_size=8))
_gap = st.sampled_from((" ", " ", "\n", "\t", "\n\n", "\n- ", "\n2. ", "  ", "", "\u00a0", ", "))


@st.composite
def texts(draw: st.DrawFn, *, drawn: bool, pieces: int = 6) -> str:
    """Words that the door takes. `drawn`: whether nearly all of it can be drawn by our fonts."""
    piece = _piece if drawn else _any_piece
    written = "".join(draw(piece) + draw(_gap) for _ in range(draw(st.integers(0, pieces)))).strip()
    return written if not fault_of(written) else "Nothing."


@st.composite
def names(draw: st.DrawFn) -> str:
    """A name, or something else on one line."""
    written = draw(st.one_of(st.sampled_from([pair[0] for pair in WRITTEN.values()]), texts(drawn=True, pieces=2)))
    line = " ".join(written.split())[:90].strip()
    return line if is_named(line) and not fault_of(line) else "Ann"


def token(number: int) -> str:
    """A word that nobody writes, the same for the same number: letters only, since figures are read aloud."""
    return "Zq" + "".join("abcdefghij"[int(digit)] for digit in f"{number:02}") + "v"


def words_of(text: str) -> list[str]:
    """The words that have to arrive: those of the paragraphs and items, without the marks of lists."""
    blocks = (block.model_dump() for block in read(text))
    said = (line for block in blocks for line in (block.get("items") or (block["text"],)))
    return [word for line in said for word in alike(line).split()]


def alike(text: str) -> str:
    """A text as forms are compared: composed, without what nobody sees, quotation marks and capitals.

    A quoted text has other quotation marks within, and a sentence begins with a capital.
    """
    return unicodedata.normalize("NFC", _OF_NO_WORD.sub("", without_isolates(text))).casefold()


def solid_alike(text: str) -> str:
    """The same without white space."""
    return "".join(alike(text).split())


_OF_NO_WORD = re.compile("[\u00ad\u034f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\"'“”‘’]")


def filled(model: Any, draw: Callable[[], str], put: dict[str, str]) -> Any:
    """A model with another text in each field that holds words; `put` gets each, by its token."""
    if type(model) is str:
        own = token(len(put))
        put[own] = f"{draw()} {own}".strip()
        return put[own]
    if isinstance(model, tuple):
        return tuple(filled(held, draw, put) for held in cast("tuple[object, ...]", model))
    if isinstance(model, BaseModel):
        fields = {name: field for name, field in type(model).model_fields.items() if name not in OURS}
        held = {name: getattr(model, name) for name, field in fields.items() if _has_words(field.annotation)}
        return model.model_copy(update={name: filled(value, draw, put) for name, value in held.items()})
    return model


OURS = frozenset({"meeting_at", "meeting_title", "status", "plan_reference", "reference"})
"""Fields of which the words are ours or the scheme's."""


def _has_words(annotation: object) -> bool:
    return annotation is str or get_origin(annotation) is tuple
