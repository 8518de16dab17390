"""TELL-2 · No text of a message is in a letter to the person unless it stands in the table of such words.

Every message is sent in every way in which it is accepted, with each of its sentences marked. So a new field whose text
comes into a letter has to stand in the table, where what it says is looked at first.
"""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from countersign.careplan.messages import MESSAGES
from countersign.careplan.notices import PERSON, REPRESENTATIVE
from countersign.careplan.words_in_letters import NAMES, THEIR_OWN, TO_THE_PERSON
from tests.casework.cases import ACCEPTED
from tests.casework.cases.table import Accepted
from tests.support.builders import Json, changed
from tests.support.casework import CaseUnderTest

IN_A_LETTER = {
    message.declared.name: (
        *(words.field for words in TO_THE_PERSON.get(message, ())),
        *THEIR_OWN.get(message, ()),
        *NAMES.get(message, ()),
    )
    for message in MESSAGES.values()
}
SENTENCE = 5
"""A text of so many words is a sentence, and no reference, name, day or code."""

CASES = [
    pytest.param(name, accepted, id=f"{name}: {accepted.what}")
    for name, cases in ACCEPTED.items()
    for accepted in cases
]


def sentences(value: Any, path: str = "") -> Iterator[str]:
    """The path of each sentence of a message; the plan is no message's own words."""
    if isinstance(value, dict):
        for key, item in cast("Json", value).items():
            if key != "plan":
                yield from sentences(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(cast("list[Any]", value)):
            yield from sentences(item, f"{path}.{number}")
    elif isinstance(value, str) and len(value.split()) >= SENTENCE:
        yield path


def field_of(path: str) -> str:
    """The same path as the table writes it: `reasons.*.reason`."""
    return ".".join("*" if part.isdigit() else part for part in path.split("."))


@pytest.mark.rule("TELL-2")
@pytest.mark.parametrize(("name", "accepted"), CASES)
def test_only_words_of_the_table_reach_the_person(case: CaseUnderTest, name: str, accepted: Accepted) -> None:
    accepted.ready(case)
    case.at(accepted.at)
    before = set(case.kept.notices)
    message: Json = case.message(name, accepted.given, accepted.changes)
    marked = {
        path: f"Only staff read this about {path.replace('.', ' ')} zyx"
        for path in sentences(message)
        if field_of(path) not in IN_A_LETTER[name]
    }
    determined = case.put(case.considering(name, changed(message, marked)))
    assert determined.answer.accepted, determined.answer.reasons
    letters = [
        notice.letter
        for key, notice in case.kept.notices.items()
        if key not in before and notice.recipient in (PERSON, REPRESENTATIVE)
    ]
    assert [letter for letter in letters if "zyx" in letter] == []
