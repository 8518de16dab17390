"""SHARE-4, SHARE-6, TELL-8 · Nobody says where letters go, or that there is a copy, who may be whoever receives it."""

import pytest

from countersign.careplan.messages.answers import Refusal
from tests.casework.copies import TODAY, in_force
from tests.casework.people import with_her_niece
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

ON_THAT_DAY: Json = {"decided_on": "2026-11-06"}
CONSENT: Json = {"sharing.decided_on": "2026-11-06"}
RECEIVES: Json = {
    "who": "representative",
    "why": "She reads his letters to him.",
    "decided_by": "social worker",
    "decided_on": "2026-11-06",
    "receives_record": True,
}
MAL: Json = {"request.whom.name": "Mal Pax"}


@pytest.mark.rule("SHARE-4", "SHARE-6", "TELL-8")
@pytest.mark.parametrize(
    ("message", "changes", "where"),
    [
        ("change_contact", ON_THAT_DAY | {"decided_by": "R. Marlow"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "Ruth Mar1ow"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "Northbridge Home Care"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "C1"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "carer"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "P1"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "manager of P1"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "provider"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "Edith Marlow"}, ""),
        ("change_representative", ON_THAT_DAY | {"decided_by": "the representative"}, "decided_by"),
        (
            "change_representative",
            ON_THAT_DAY | {"written_to": RECEIVES | {"decided_by": "the representative"}},
            "written_to.decided_by",
        ),
        (
            "change_representative",
            ON_THAT_DAY | {"written_to": RECEIVES | {"decided_by": "C1"}},
            "written_to.decided_by",
        ),
        ("change_representative", ON_THAT_DAY | {"written_to": RECEIVES}, ""),
        ("change_contact", ON_THAT_DAY | {"decided_by": "social worker"}, ""),
        ("record_consent", CONSENT | {"sharing.decided_by": "Northbridge Home Care"}, "sharing.decided_by"),
        ("record_consent", CONSENT | {"sharing.decided_by": "her daughter"}, "sharing.decided_by"),
        ("record_consent", CONSENT | {"sharing.decided_by": "provider"}, "sharing.decided_by"),
        ("record_consent", CONSENT | {"sharing.decided_by": "manager of P1"}, "sharing.decided_by"),
        ("record_consent", CONSENT | {"sharing.decided_by": "carer"}, "sharing.decided_by"),
        ("record_consent", CONSENT, ""),
        ("request_copy", TODAY | MAL | {"request.carried_by": "asked-1"}, "request.carried_by"),
        ("request_copy", TODAY | MAL | {"request.carried_by": "Mr Pax"}, "request.carried_by"),
        ("request_copy", TODAY | MAL | {"request.carried_by": "Mal, on the telephone"}, ""),
        ("request_copy", TODAY | MAL | {"request.carried_by": "Mal Pax, on the telephone"}, "request.carried_by"),
        ("request_copy", TODAY | MAL | {"request.carried_by": "her neighbour"}, ""),
    ],
)
def test_the_words_for_whoever_decided_or_brought_it(
    in_memory: CaseUnderTest, message: str, changes: Json, where: str
) -> None:
    in_force(in_memory)
    answer = in_memory.consider(message, changes=changes).answer
    assert sorted({reason.partition(":")[0] for reason in answer.reasons}) == ([where] if where else [])
    assert answer.code == (Refusal.INCOMPLETE if where else None)


@pytest.mark.rule("TELL-8")
def test_whoever_an_earlier_version_had_says_it_no_more_than_before(in_memory: CaseUnderTest) -> None:
    case = in_memory
    case.submit()
    case.at("2026-11-05 09:00")
    case.accept("decide", "clare-2-returned")
    case.at("2026-11-06 10:00")
    case.accept("resubmit", "clare-3-resubmission", {"plan.carers": []})
    answer = case.consider("change_contact", changes=ON_THAT_DAY | {"decided_by": "Ruth Marlow"}).answer
    assert (answer.code, answer.reasons[0].partition(":")[0]) == (Refusal.INCOMPLETE, "decided_by")


@pytest.mark.rule("TELL-1", "TELL-8", "REC-1")
@pytest.mark.parametrize(
    ("decided_by", "is_taken"),
    [
        ("Ruth Marlow", False),
        ("manager of P1", False),
        ("the representative", False),
        ("Lorna Pettigrew", False),
        ("the person", True),
        ("social worker", True),
    ],
)
@pytest.mark.parametrize("receives_record", [True, False])
def test_nobody_who_may_receive_says_in_a_plan_who_is_written_to(
    in_memory: CaseUnderTest, decided_by: str, is_taken: bool, receives_record: bool
) -> None:
    chosen = RECEIVES | {"decided_by": decided_by, "decided_on": "2026-11-02", "receives_record": receives_record}
    receipt = in_memory.submit(changes=with_her_niece() | {"plan.written_to": chosen})
    where = [] if is_taken else ["plan.written_to.decided_by"]
    assert [reason.partition(":")[0] for reason in receipt.answer.reasons] == where


@pytest.mark.rule("SHARE-6", "SUB-2")
def test_a_plan_that_contradicts_itself_is_not_taken(in_memory: CaseUnderTest) -> None:
    receipt = in_memory.submit(changes={"plan.sharing.0.decided_by": "Ruth Marlow"})
    assert [reason.partition(":")[0] for reason in receipt.answer.reasons] == ["plan.sharing.decided_by"]
