"""END: a later plan takes the place of a plan; and the person is told why a plan has left, in words."""

import uuid

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.wording.letters import Closed
from tests.casework.cases import ready
from tests.casework.cases.table import Ready
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

REFERENCE = "AIS-204417"
WHY = "Her needs have changed, and she has asked for another plan."


def submitted(case: CaseUnderTest, at: str, reference: str = REFERENCE) -> CaseUnderTest:
    """The plan of a person with this reference is submitted."""
    case.at(at)
    assert case.submit(changes={"plan.person.reference": reference or None}).answer.accepted
    return case


def another(case: CaseUnderTest, at: str, reference: str = REFERENCE) -> CaseUnderTest:
    """One more plan, kept where the first one is."""
    return submitted(CaseUnderTest(case.installation, plan_id=str(uuid.uuid4())), at, reference)


def superseded_by(plan_id: str) -> Json:
    return {"sent_by.id": "sw-1042", "reason": "superseded", "superseded_by": plan_id, "why": WHY}


@pytest.mark.rule("END")
def test_a_later_plan_of_the_same_person_takes_the_place_of_a_plan(case: CaseUnderTest) -> None:
    submitted(case, "2026-11-03 10:15")
    later = another(case, "2026-11-04 10:15")
    case.at("2026-11-04 11:00")
    case.accept("end", changes=superseded_by(later.plan_id))

    assert case.standing.status is Status.ENDED
    assert later.standing.status is Status.AWAITING_DECISION


@pytest.mark.rule("END")
def test_a_plan_that_takes_the_place_of_one_is_never_replaced_by_it(case: CaseUnderTest) -> None:
    submitted(case, "2026-11-03 10:15")
    later = another(case, "2026-11-04 10:15")
    case.at("2026-11-04 11:00")
    case.accept("end", changes=superseded_by(later.plan_id))
    later.at("2026-11-04 12:00")
    answer = later.consider("end", changes=superseded_by(case.plan_id)).answer

    assert answer.code is Refusal.INCOMPLETE
    assert [reason.split(":")[0] for reason in answer.reasons] == ["superseded_by", "superseded_by"]
    assert "is not later" in answer.reasons[0]
    assert "is not open" in answer.reasons[1]


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("reference", "says"),
    [pytest.param("AIS-308817", "another person's", id="another"), pytest.param("", "gives no", id="nobody knows")],
)
def test_another_persons_plan_does_not(case: CaseUnderTest, reference: str, says: str) -> None:
    submitted(case, "2026-11-03 10:15")
    later = another(case, "2026-11-04 10:15", reference)
    case.at("2026-11-04 11:00")
    answer = case.consider("end", changes=superseded_by(later.plan_id)).answer

    assert answer.code is Refusal.INCOMPLETE
    assert says in answer.reasons[0]
    assert REFERENCE not in "".join(answer.reasons), "a refusal says nothing about the person"


@pytest.mark.rule("END")
@pytest.mark.parametrize("born", ["1941-06-20", None])
def test_nor_does_one_with_the_same_reference_and_another_birthday(case: CaseUnderTest, born: str | None) -> None:
    submitted(case, "2026-11-03 10:15")
    later = CaseUnderTest(case.installation, plan_id=str(uuid.uuid4()))
    later.at("2026-11-04 10:15")
    changes: Json = {"plan.person.reference": REFERENCE, "plan.person.date_of_birth": born}
    assert later.submit(changes=changes).answer.accepted
    case.at("2026-11-04 11:00")
    answer = case.consider("end", changes=superseded_by(later.plan_id)).answer

    assert answer.code is (Refusal.INCOMPLETE if born else None)
    assert "1941" not in "".join(answer.reasons), "a refusal says nothing about the person"


@pytest.mark.rule("END")
def test_a_plan_that_nobody_submitted_does_not(case: CaseUnderTest) -> None:
    submitted(case, "2026-11-03 10:15")
    answer = case.consider("end", changes=superseded_by(str(uuid.uuid4()))).answer

    assert answer.code is Refusal.INCOMPLETE
    assert "no plan of this id was ever accepted" in answer.reasons[0]


@pytest.mark.rule("END")
def test_the_reference_that_a_resubmission_fills_in_counts(case: CaseUnderTest) -> None:
    ready.returned(case)
    case.at("2026-11-09 10:00")
    case.accept("resubmit", "clare-3-resubmission", {"plan.person.reference": REFERENCE})
    later = another(case, "2026-11-10 10:15")
    case.at("2026-11-10 11:00")
    case.accept("end", changes=superseded_by(later.plan_id))

    assert case.standing.status is Status.ENDED


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("name", "changes", "why"),
    [
        pytest.param("withdraw", {"reason": WHY}, WHY, id="withdrawn"),
        pytest.param("end", {"reason": "ended", "why": WHY}, WHY, id="ended"),
        pytest.param("end", {"reason": "moved_away"}, "", id="moved away, of which nobody need say why"),
        pytest.param("end", {"reason": "moved_away", "why": WHY}, WHY, id="moved away, and somebody does"),
    ],
)
def test_the_person_is_told_why_in_the_words_that_were_given(
    case: CaseUnderTest, name: str, changes: Json, why: str
) -> None:
    bring = ready.submitted if name == "withdraw" else ready.agreed
    bring(case)
    case.at("2026-11-06 10:00")
    case.accept(name, changes={"sent_by.id": "sw-1042", **changes})
    facts = case.letter("v1/closed/person").facts

    assert isinstance(facts, Closed)
    assert facts.why == why


@pytest.mark.rule("END", "ROUTE-9")
def test_a_manager_withdraws_a_plan_of_their_own_which_they_may_not_decide(case: CaseUnderTest) -> None:
    case.at("2026-11-03 10:15")
    own: Json = {"plan.practitioner.id": "tm-201", "plan.practitioner.line_manager": None, "sent_by.id": "tm-201"}
    assert case.submit(changes=own).answer.accepted
    case.accept("withdraw", changes={"sent_by.id": "tm-201"})

    assert case.standing.status is Status.WITHDRAWN


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("bring", "sender", "to"),
    [
        pytest.param(ready.submitted, "tm-201", "tm-201", id="who makes it their own"),
        pytest.param(ready.submitted, "sm-31", "tm-201", id="to whom it is given"),
        pytest.param(ready.returned, "sm-31", "hs-1", id="once it was returned"),
    ],
)
def test_whoever_may_decide_a_plan_does_not_withdraw_it_by_holding_it_for_a_while(
    case: CaseUnderTest, bring: Ready, sender: str, to: str
) -> None:
    bring(case)
    case.accept("reassign", changes={"sent_by.id": sender, "whose": "practitioner", "to": to})

    assert case.consider("withdraw", changes={"sent_by.id": to}).answer.code is Refusal.NO_AUTHORITY
    case.accept("withdraw", changes={"sent_by.id": "sw-1042"})


@pytest.mark.rule("END", "WHO-1")
@pytest.mark.parametrize(
    ("sender", "reason", "code"),
    [
        pytest.param("sw-1042", "ended", None, id="its practitioner"),
        pytest.param("fin-631", "ended", Refusal.NO_AUTHORITY, id="a finance officer"),
        pytest.param("sw-1115", "ended", Refusal.NO_AUTHORITY, id="another practitioner"),
        pytest.param("duty-1", "ended", Refusal.NO_AUTHORITY, id="the duty team"),
        pytest.param("bs-671", "moved_away", None, id="who submits for its practitioner, of a move"),
        pytest.param("tm-201", "moved_away", None, id="whoever decides it, of a move"),
        pytest.param("sw-1115", "moved_away", Refusal.NO_AUTHORITY, id="another practitioner, of a move"),
        pytest.param("duty-1", "died", None, id="the duty team, of a death"),
        pytest.param("ops-661", "died", None, id="operations, of a death"),
        pytest.param("fin-631", "died", Refusal.NO_AUTHORITY, id="a finance officer, of a death"),
    ],
)
def test_only_whoever_answers_for_a_plan_ends_it_but_whoever_works_for_the_person_says_of_a_death_or_a_move(
    case: CaseUnderTest, sender: str, reason: str, code: Refusal | None
) -> None:
    ready.signed_off(case)
    why = {"why": WHY} if reason == "ended" else {}

    assert case.consider("end", changes={"sent_by.id": sender, "reason": reason, **why}).answer.code is code
