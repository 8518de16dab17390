"""What every message brings about, whole: what is not said to change has not changed.

In memory, on SQLite and on PostgreSQL.
"""

import pytest

from countersign.careplan.messages import MESSAGES
from countersign.casework.happenings import Happening
from tests.casework.cases import ACCEPTED, REFUSED
from tests.casework.cases.table import Accepted, Refused
from tests.support.casework import CaseUnderTest
from tests.support.consequences import brought_about

WHAT_IS_ACCEPTED = [
    pytest.param(name, accepted, id=f"{name}: {accepted.what}")
    for name, cases in ACCEPTED.items()
    for accepted in cases
]
WHAT_IS_REFUSED = [
    pytest.param(name, refused, id=f"{name} {refused.what}") for name, cases in REFUSED.items() for refused in cases
]


def test_every_message_has_a_case_of_what_it_brings_about() -> None:
    assert set(ACCEPTED) == set(MESSAGES)
    assert set(REFUSED) <= set(MESSAGES)


@pytest.mark.parametrize(("name", "accepted"), WHAT_IS_ACCEPTED)
def test_a_message_brings_about_what_it_is_to_and_nothing_else(
    case: CaseUnderTest, name: str, accepted: Accepted
) -> None:
    accepted.ready(case)
    case.at(accepted.at)

    brought = case.brings_about(name, accepted.given, accepted.changes)

    assert brought._asdict() == accepted.brings._asdict()


@pytest.mark.parametrize(("name", "refused"), WHAT_IS_REFUSED)
def test_a_message_that_a_rule_refuses_changes_nothing(case: CaseUnderTest, name: str, refused: Refused) -> None:
    refused.ready(case)
    before, standings = case.kept, dict(case.standings)

    determined = case.consider(name, refused.given, refused.changes)

    assert (determined.answer.outcome, determined.answer.code) == ("refused", refused.code)
    assert determined.answer.reasons, "its sender learns why"
    assert case.standings == standings
    brought = brought_about(before, determined, case.kept)
    assert brought.record == (Happening.MESSAGE_REFUSED,)
    assert (brought.notices, brought.asked, brought.done, brought.kept, brought.state, brought.to_interim) == (
        (),
        (),
        (),
        (),
        {},
        (),
    )
