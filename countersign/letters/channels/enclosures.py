"""SHARE, TELL-5 · What an item consists of: the letter, and what is enclosed, each in its forms."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from countersign.careplan.people import Format
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


def in_one_form(forms: Mapping[str, Paper], fmt: str, kinds: Sequence[str] = ("pdf", "html", "txt")) -> Paper | None:
    """A paper in the one form that its reader can read, under a name that says what it is; None where there is none.

    `kinds`: those that the way takes, the best first. Plain text is best for whoever reads that.

    >>> in_one_form({"html": Paper("record.html", "", b""), "pdf": Paper("record.pdf", "", b"")}, "standard").name
    'care-and-support-plan.pdf'
    """
    best = sorted(kinds, key=lambda kind: kind != "txt") if fmt == Format.PLAIN_TEXT else kinds
    paper = next((forms[kind] for kind in best if kind in forms), None)
    if paper is None:
        return None
    name, _, ending = paper.name.rpartition(".")
    return paper._replace(name=f"{_IN_WORDS.get(name, name)}.{ending}")


_IN_WORDS = {"record": "care-and-support-plan"}
"""What a paper is called where its reader sees the name of its file."""


def only_where_chosen(item: Item) -> None:
    """Raises NotSentError for good where something is enclosed that its recipient has not chosen to have by e-mail.

    A letter that says "with this letter" and has nothing with it would be worse than none.
    """
    if enclosed(item) and not item.encloses_by_choice:
        raise NotSentError("what is enclosed may not go by e-mail", for_good=True, code="enclosures-not-chosen")
