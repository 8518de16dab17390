"""TELL-4 · No two sentences of a letter stand on each other: `{% endif %}` at the end of a line eats the break."""

import itertools
import re

import pytest

from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.wording.facts import Facts
from tests.support.letters import EVERYBODY, LETTERS, head, letter, ways

_TOUCH = re.compile(r"[a-z0-9)”][.?!:,;][A-Z][a-z]|[a-z][A-Z][a-z]+ [a-z]")
"""A sentence after another without a space; or a capital inside a word, as where a stop is missing too."""


def touching(said: str) -> list[str]:
    return [said[max(found.start() - 20, 0) : found.end() + 20] for found in _TOUCH.finditer(said)]


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize("facts", LETTERS, ids=[facts.kind.value for facts in LETTERS])
def test_no_two_sentences_touch_in_any_way_of_any_letter(documents: Documents, facts: Facts) -> None:
    for way, recipient in itertools.product(ways(facts), EVERYBODY):
        made = documents.letter(letter(way, head(recipient)), Format.STANDARD)
        page = re.sub(r"<style.*?</style>|<[^>]*>", " ", made.html.decode(), flags=re.DOTALL)
        assert touching(made.text.decode()) == [], way
        assert touching(page) == [], way


def test_two_that_touch_are_seen() -> None:
    assert touching("We say below when each one does.We will look at it.") != []
    assert touching("The plan goes onUntil then it is so.") != []
    assert touching("It costs £9.50 a week. Call 01632 960104.") == []
