"""SHARE, TELL-5 · What an item consists of: the letter, and what is enclosed, each in its forms."""

from typing import NamedTuple

from countersign.letters.channels.transport import Item, NotSentError

LETTER = "letter"
DRAFT = "letter-"
"""How the name of a draft begins: it is for whoever makes the letter in another form, and goes to nobody."""


class Paper(NamedTuple):
    """One form of a paper."""

    name: str
    """Of its file, such as record.pdf."""

    media_type: str

    content: bytes


def enclosed(item: Item, *, letter: bool = False) -> dict[str, dict[str, Paper]]:
    """What is enclosed with a letter, or the letter itself: by its name, each form by its ending.

    `{"record": {"html": Paper("record.html", ...), "pdf": Paper("record.pdf", ...)}}`
    """
    papers: dict[str, dict[str, Paper]] = {}
    for file in item.files:
        name, _, ending = file[0].rpartition(".")
        if (name == LETTER) is letter and not name.startswith(DRAFT):
            papers.setdefault(name, {})[ending] = Paper(*file)
    return papers


def only_where_chosen(item: Item) -> None:
    """Raises NotSentError for good where something is enclosed that its recipient has not chosen to have by e-mail.

    A letter that says "with this letter" and has nothing with it would be worse than none.
    """
    if enclosed(item) and not item.encloses_by_choice:
        raise NotSentError("what is enclosed may not go by e-mail", for_good=True, code="enclosures-not-chosen")
