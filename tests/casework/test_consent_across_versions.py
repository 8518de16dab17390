"""SHARE-6, SHARE-9, AMEND-2 · A decision about somebody of the version in force, while another version is in hand."""

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.casework.kept import TaskKind
from tests.casework.cases import ready
from tests.casework.test_amendments import ON_THE_LIMBS, agree, amend, copies_of
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

TYNE_VALLEY: Json = {
    "plan.providers.0.name": "Tyne Valley Carers",
    "plan.providers.0.contact.email": "post@tyne.example.org",
}
"""Another agency stands under P1 in the amended plan."""

WITHOUT_HER_DAUGHTER: Json = {"plan.carers": []}

NO_MORE: Json = {"sharing.scope": "none", "sharing.sections": [], "sent_by.id": "sw-1042"}


def in_hand(case: CaseUnderTest, changes: Json) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    amend(case, changes)
    case.send_letters()
    case.at("2026-11-27 10:00")


def decide(case: CaseUnderTest, recipient: str, **changes: object) -> None:
    day = {"sharing.recipient": recipient, "sharing.decided_on": case.now.date().isoformat()}
    case.accept("record_consent", changes=NO_MORE | day | changes)


def asked_back(case: CaseUnderTest) -> list[str]:
    return sorted(name for name, kind in case.open_tasks().items() if kind is TaskKind.COPY_BACK)


@pytest.mark.rule("SHARE-6", "SHARE-9", "AMEND-2")
def test_whoever_is_in_the_version_in_force_alone_is_not_lost(case: CaseUnderTest) -> None:
    in_hand(case, WITHOUT_HER_DAUGHTER)
    decide(case, "C1")
    assert asked_back(case) == ["back:v1/copy/C1/full"]


@pytest.mark.rule("SHARE-6", "SHARE-9", "AMEND-2")
def test_of_a_reference_that_means_two_the_message_says_which_and_the_other_keeps_what_was_decided(
    case: CaseUnderTest,
) -> None:
    in_hand(case, TYNE_VALLEY)
    decide(case, "P1", of_version=1)
    assert asked_back(case) == ["back:v1/copy/P1/full"], "the agency that delivers now"
    decide(case, "P1", **{"sharing.scope": "full"})
    case.at("2026-11-30 10:00")
    agree(case, ON_THE_LIMBS)
    assert copies_of(case, 2) == ["C1", "P1"], "the one that delivers from now on"
    assert asked_back(case) == ["back:v1/copy/P1/full"]


@pytest.mark.rule("SHARE-6", "AMEND-2")
def test_left_out_it_is_the_version_in_hand(case: CaseUnderTest) -> None:
    in_hand(case, TYNE_VALLEY)
    decide(case, "P1")
    assert asked_back(case) == [], "the agency that delivers now keeps its copy"
    case.at("2026-11-30 10:00")
    agree(case, ON_THE_LIMBS)
    assert copies_of(case, 2) == ["C1"]


@pytest.mark.rule("SHARE-6", "SHARE-9", "AMEND-2")
@pytest.mark.parametrize("first", [1, 2])
def test_the_same_words_about_both_are_two_decisions(case: CaseUnderTest, first: int) -> None:
    in_hand(case, TYNE_VALLEY)
    decide(case, "P1", of_version=first)
    case.at("2026-11-27 10:05")
    decide(case, "P1", of_version=3 - first)
    assert asked_back(case) == ["back:v1/copy/P1/full"]
    case.at("2026-11-30 10:00")
    agree(case, ON_THE_LIMBS)
    assert copies_of(case, 2) == ["C1"]


@pytest.mark.rule("SHARE-6", "AMEND-2")
def test_the_same_consent_about_both_lets_both_have_a_copy(case: CaseUnderTest) -> None:
    in_hand(case, TYNE_VALLEY)
    for version in (1, 2):
        case.at(f"2026-11-27 10:0{version}")
        decide(case, "P1", of_version=version, **{"sharing.scope": "full"})
    case.at("2026-11-30 10:00")
    agree(case, ON_THE_LIMBS)
    assert copies_of(case, 2) == ["C1", "P1"]
    assert asked_back(case) == []


@pytest.mark.rule("SHARE-9", "AMEND-2")
def test_whoever_is_in_no_version_any_more_and_holds_a_copy_can_be_asked_for_it(case: CaseUnderTest) -> None:
    in_hand(case, WITHOUT_HER_DAUGHTER)
    case.at("2026-11-30 10:00")
    agree(case, ON_THE_LIMBS)
    decide(case, "C1")
    assert asked_back(case) == ["back:v1/copy/C1/full"]


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(
    ("recipient", "of_version", "says"),
    [
        ("C9", None, "of version 2 or version 1, which is in force"),
        ("C1", 2, "of version 2, nor"),
        ("C1", 7, "of version 7, nor"),
    ],
)
def test_whom_no_version_has_is_refused_with_where_it_was_looked_for(
    case: CaseUnderTest, recipient: str, of_version: int | None, says: str
) -> None:
    in_hand(case, WITHOUT_HER_DAUGHTER)
    day = {"sharing.recipient": recipient, "sharing.decided_on": "2026-11-27", "of_version": of_version}
    answer = case.consider("record_consent", changes=NO_MORE | day).answer
    assert answer.code is Refusal.NO_SUCH_RECIPIENT
    assert says in answer.reasons[0]


@pytest.mark.rule("SHARE-6", "AMEND-2")
def test_nobody_of_the_version_in_force_decides_about_their_own_copy_either(case: CaseUnderTest) -> None:
    in_hand(case, WITHOUT_HER_DAUGHTER)
    own: Json = {
        "sharing.recipient": "C1",
        "sharing.scope": "full",
        "sharing.sections": [],
        "sharing.decided_by": "Ruth Marlow",
        "sharing.decider": "C1",
        "sharing.decided_on": "2026-11-27",
        "sent_by.id": "sw-1042",
    }
    answer = case.consider("record_consent", changes=own).answer
    assert answer.code is Refusal.INCOMPLETE
    assert any("SHARE-6" in reason for reason in answer.reasons)
