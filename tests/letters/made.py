"""The letters of these tests as their readers have them."""

import re
from typing import Any

from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.wording.facts import Facts
from countersign.wording.letter_head import Recipient
from tests.support.letters import head, letter
from tests.support.reading import without_marks


def text_of(documents: Documents, facts: Facts, recipient: Recipient | None = None, **at_head: Any) -> str:
    """A letter in plain text: to the person, if to nobody else. `at_head`: what stands otherwise at its head."""
    return documents.letter(letter(facts, head(recipient, **at_head)), Format.STANDARD).text.decode()


def page_of(documents: Documents, facts: Facts, recipient: Recipient | None = None, **at_head: Any) -> bytes:
    """The same letter as a page."""
    return documents.letter(letter(facts, head(recipient, **at_head)), Format.STANDARD).html


def in_both_forms(
    documents: Documents, facts: Facts, recipient: Recipient | None = None, **at_head: Any
) -> tuple[str, str]:
    """The words of a letter as text and as a page, each on one line."""
    page = page_of(documents, facts, recipient, **at_head).decode()
    page = re.sub(r"</?(?:a|span|bdi)\b[^>]*>", "", page)  # what keeps a number whole, or leads somewhere
    return " ".join(text_of(documents, facts, recipient, **at_head).split()), " ".join(page.split())


def subject_in(text: str) -> str:
    """The subject of a letter, as its reader finds it: the last line above the greeting."""
    return without_marks(text.split("\nDear ", maxsplit=1)[0]).strip().splitlines()[-1]
