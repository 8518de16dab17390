"""AMEND-2, WHO-2 · A plan with a version in force and one in hand, held against what its workflow says of itself."""

from collections.abc import Callable

import pytest

from countersign.careplan.messages.declaring import Workflow
from countersign.casework.differences import Difference, Differs, Execution, Mend, Seen, Side, differences
from countersign.casework.taking_up import take_up
from tests.casework.cases import ready
from tests.casework.test_amendments import LIGHT, ON_THE_LIMBS, agree, amend
from tests.support.casework import CaseUnderTest


def found(case: CaseUnderTest, **says: object) -> tuple[Difference, ...]:
    """What differs, where the workflow stands as it was told, but for what it `says` otherwise."""
    kept = take_up(case.installation.files, case.situation(Workflow.PLAN))
    status = case.status().model_copy(update={"waiting_notices": kept.to_deliver, **says})
    return differences(Side("plan", Workflow.PLAN, kept, (), Seen(Execution.RUNS, status=status)))


def withdrawn(case: CaseUnderTest) -> None:
    ready.amended(case)
    case.accept("withdraw_amendment")


def signed(case: CaseUnderTest) -> None:
    ready.amended(case)
    case.at("2026-11-30 10:00")
    agree(case)


def light_and_signed(case: CaseUnderTest) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    amend(case, LIGHT)
    case.at("2026-11-30 10:00")
    agree(case, ON_THE_LIMBS)


def amended_again(case: CaseUnderTest) -> None:
    """The first was taken back, and its number is not used again."""
    withdrawn(case)
    case.at("2026-11-27 10:00")
    case.accept("ask_for_amendment")
    case.accept("answer_amendment", changes={"request": case.latest("ask_for_amendment")})
    case.at("2026-11-27 11:00")
    amend(case, LIGHT | {"requests": [case.latest("ask_for_amendment")]})


LIFE: list[tuple[Callable[[CaseUnderTest], None], int, int]] = [
    (ready.signed_off, 1, 1),
    (ready.amended, 2, 1),
    (ready.amended_and_returned, 2, 1),
    (withdrawn, 1, 1),
    (amended_again, 3, 1),
    (signed, 2, 2),
    (light_and_signed, 2, 2),
]
"""How a plan came there, the version in hand, and the one in force."""


@pytest.mark.rule("AMEND-2", "WHO-2")
@pytest.mark.parametrize(("life", "in_hand", "in_force"), LIFE, ids=lambda part: getattr(part, "__name__", ""))
def test_workflow_and_record_agree_on_both_versions_and_on_what_the_one_in_hand_holds(
    case: CaseUnderTest, life: Callable[[CaseUnderTest], None], in_hand: int, in_force: int
) -> None:
    life(case)
    says = case.status()
    assert (says.version, says.in_force) == (in_hand, in_force)
    assert says.content_sha256 == case.kept.versions[in_hand][0].content_sha256
    assert found(case) == ()


@pytest.mark.rule("AMEND-2", "WHO-2")
@pytest.mark.parametrize("life", [life for life, _, _ in LIFE], ids=lambda life: life.__name__)
def test_a_workflow_that_says_another_version_is_in_force_is_brought_to_our_record(
    case: CaseUnderTest, life: Callable[[CaseUnderTest], None]
) -> None:
    life(case)
    (differs,) = found(case, in_force=case.standing.in_force + 1)
    assert (differs.differs, differs.mend) == (Differs.STANDS_ELSEWHERE, Mend.BEGIN_ANEW)
    assert differs.what == "Its workflow and our record differ about which version is in force."


@pytest.mark.rule("AMEND-2", "WHO-2")
def test_a_workflow_with_the_hash_of_the_version_taken_back_is_brought_to_our_record(case: CaseUnderTest) -> None:
    withdrawn(case)
    taken_back = case.kept.versions[2][0].content_sha256
    assert case.status().content_sha256 != taken_back
    (differs,) = found(case, content_sha256=taken_back)
    assert differs.what == "Its workflow and our record differ about the content of the version."
