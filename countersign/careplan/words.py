"""Words as they are compared, and codes as they are read."""

import unicodedata

_LOOKS_ALIKE = str.maketrans(
    "аеорсухкмтвніѕјһԁԛԝьгαορνυτικεχγµıɑɡℓⅼ",
    "aeopcyxkmtbhisjhdqwbraopvutikexyuiagll",
)
"""Small letters of other scripts that look like Latin ones, and those. Source: ours, after Unicode's confusables."""

_NOT_SEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
"""What nobody sees, besides Unicode's format characters (Cf): joiners, fillers and variation selectors."""


def plainly(text: str) -> str:
    """A text without capitals, accents and what nobody sees, so that it is compared by how its letters look alone."""
    apart = unicodedata.normalize("NFKD", text)
    seen = (character for character in apart if not unicodedata.combining(character) and not _is_unseen(character))
    return "".join(seen).casefold().translate(_LOOKS_ALIKE)


def as_seen(text: str) -> str:
    """A text as it is written, with its capitals: without what nobody sees, and each letter in its usual form."""
    return "".join(character for character in unicodedata.normalize("NFKC", text) if not _is_unseen(character))


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or character in _NOT_SEEN


def spelled_out(code: str) -> str:
    """A code as words: "team_manager" as "team manager"."""
    return code.replace("_", " ")
