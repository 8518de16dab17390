"""Words as they are compared, and codes as they are read."""

import unicodedata


def plainly(text: str) -> str:
    """A text without capitals and accents, so that names and words are compared by their letters alone."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()


def spelled_out(code: str) -> str:
    """A code as words: "team_manager" as "team manager"."""
    return code.replace("_", " ")
