"""SHARE-4, SHARE-6, TELL-8 · Nobody says where letters go, or that there is a copy, who may be whoever receives it."""

import pytest

from countersign.careplan.messages.answers import Refusal
from tests.casework.copies import TODAY, in_force
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

ON_THAT_DAY: Json = {"decided_on": "2026-11-06"}
CONSENT: Json = {"sharing.decided_on": "2026-11-06"}
MAL: Json = {"request.whom.name": "Mal Pax"}


@pytest.mark.rule("SHARE-4", "SHARE-6", "TELL-8")
@pytest.mark.parametrize(
    ("message", "changes", "where"),
    [
        ("change_contact", ON_THAT_DAY | {"decided_by": "R. Marlow"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "Ruth Mar1ow"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "Northbridge Home Care"}, "decided_by"),
        ("change_contact", ON_THAT_DAY | {"decided_by": "Edith Marlow"}, ""),
        ("change_contact", ON_THAT_DAY | {"decided_by": "social worker"}, ""),
        ("record_consent", CONSENT | {"sharing.decided_by": "Northbridge Home Care"}, "sharing.decided_by"),
        ("record_consent", CONSENT | {"sharing.decided_by": "her daughter"}, "sharing.decided_by"),
        ("record_consent", CONSENT, ""),
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
    assert [reason.partition(":")[0] for reason in answer.reasons] == ([where] if where else [])
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


@pytest.mark.rule("SHARE-6", "SUB-2")
def test_a_plan_that_contradicts_itself_is_not_taken(in_memory: CaseUnderTest) -> None:
    receipt = in_memory.submit(changes={"plan.sharing.0.decided_by": "Ruth Marlow"})
    assert [reason.partition(":")[0] for reason in receipt.answer.reasons] == ["plan.sharing.decided_by"]
