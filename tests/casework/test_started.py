"""ROUTE-5: what becomes of a plan that may start: approved on the report, returned, withdrawn; nothing is a dead end.

Yasmin's plan is authorised to start on Thursday 5 November 2026 by tm-206. dpt-641 is of the team that arranges it.
"""

import pytest

from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.wording.letters import Closed, Returned
from tests.casework.cases import ready
from tests.casework.cases.table import Ready
from tests.support.builders import Json, changed, example
from tests.support.casework import CaseUnderTest

BY_ITS_AUTHORISER = {"sent_by.id": "tm-206"}


def report(case: CaseUnderTest, by: str, received_on: str = "2026-11-10", *, works: bool = True) -> Refusal | None:
    changes = {"sent_by.id": by, "received_on": received_on, "put_into_practice": works}
    return case.consider("report_first_payment", changes=changes).answer.code


@pytest.mark.rule("ROUTE-5", "WHO-1")
@pytest.mark.parametrize(
    ("by", "code"),
    [
        pytest.param("sw-1090", None, id="its practitioner"),
        pytest.param("dpt-641", None, id="the team that arranges the payment"),
        pytest.param("tm-206", Refusal.NO_AUTHORITY, id="whoever agreed the plan"),
        pytest.param("sw-1115", Refusal.NO_AUTHORITY, id="another practitioner"),
        pytest.param("sw-9999", Refusal.NO_AUTHORITY, id="a stranger"),
    ],
)
def test_only_whoever_arranges_it_or_answers_for_the_plan_reports_the_first_payment(
    case: CaseUnderTest, by: str, code: Refusal | None
) -> None:
    ready.authorised_to_start(case)
    case.at("2026-11-11 16:10")
    assert report(case, by) is code


@pytest.mark.rule("ROUTE-5")
@pytest.mark.parametrize(
    ("received_on", "code"),
    [
        ("2020-11-10", Refusal.INCOMPLETE),
        ("2026-11-04", Refusal.INCOMPLETE),
        ("2026-11-05", None),
        ("2026-11-11", None),
        ("2026-11-12", Refusal.INCOMPLETE),
    ],
)
def test_it_came_from_the_day_of_the_authorisation_to_that_of_the_report(
    case: CaseUnderTest, received_on: str, code: Refusal | None
) -> None:
    ready.authorised_to_start(case)
    case.at("2026-11-11 16:10")
    assert report(case, "sw-1090", received_on) is code


@pytest.mark.rule("ROUTE-5")
@pytest.mark.parametrize(
    ("bring", "by", "code"),
    [
        pytest.param(ready.authorised_to_start, "tm-206", Refusal.NOT_NOW, id="nothing is reported yet"),
        pytest.param(ready.reported_as_not_working, "tm-206", Refusal.NOT_NOW, id="it does not work yet"),
        pytest.param(ready.reported_as_working, "tm-206", None, id="it works: by whoever agreed it"),
        pytest.param(ready.reported_as_working, "hs-1", None, id="it works: by a role above"),
        pytest.param(ready.reported_as_working, "sw-1090", Refusal.OWN_PLAN, id="by its own practitioner"),
        pytest.param(ready.reported_as_working, "dpt-641", Refusal.NO_AUTHORITY, id="by whoever arranged it"),
    ],
)
def test_the_authoriser_approves_on_the_report_that_it_works(
    case: CaseUnderTest, bring: Ready, by: str, code: Refusal | None
) -> None:
    bring(case)
    determined = case.consider("approve_arrangement", changes={"sent_by.id": by})
    assert determined.answer.code is code
    assert case.standing.status is (Status.AUTHORISED_TO_START if code else Status.AGREED)


@pytest.mark.rule("ROUTE-5", "SUB-1")
@pytest.mark.parametrize("words", ["n/a", "Yes.", "As above", "TBC"])
def test_a_report_says_how_it_works(case: CaseUnderTest, words: str) -> None:
    ready.authorised_to_start(case)
    case.at("2026-11-11 16:10")
    said = {"sent_by.id": "sw-1090", "received_on": "2026-11-10", "how_it_works": words}

    assert case.consider("report_first_payment", changes=said).answer.code is Refusal.MALFORMED


@pytest.mark.rule("ROUTE-5")
def test_a_later_report_that_it_does_not_work_takes_the_approval_away(case: CaseUnderTest) -> None:
    ready.reported_as_working(case)
    assert report(case, "sw-1090", works=False) is None
    assert case.consider("approve_arrangement", changes=BY_ITS_AUTHORISER).answer.code is Refusal.NOT_NOW
    assert case.clock("first_payment").owner == "practitioner"


RETURNED: Json = {**BY_ITS_AUTHORISER, "limbs.direct_payment_appropriate_and_cost_effective": True}
"""Clare's return, as one of a plan with a direct payment."""


@pytest.mark.rule("ROUTE-5", "RET-3", "RET-5", "RET-9")
def test_what_does_not_work_is_returned_and_put_right_while_what_runs_goes_on(case: CaseUnderTest) -> None:
    ready.reported_as_not_working(case)
    case.at("2026-11-12 10:00")
    brought = case.watch(lambda: case.accept("decide", "clare-2-returned", RETURNED))
    assert brought.status is Status.RETURNED
    assert Happening.WHAT_RUNS_GOES_ON in brought.record
    assert "outcome to dpt-641: queued" in brought.notices
    facts = case.letter("v1/returned/person").facts
    assert isinstance(facts, Returned)
    assert facts.has_started

    with case.installation.files.open(case.plan_id) as file:
        assert [decision.outcome for decision in file.decisions()] == ["agree", "return"]
        latest = file.decision(1)
        assert latest is not None
        reasons = [reason.id for reason in latest.reasons]
    plan: Json = {**example("payment-1-submission")["plan"], "plan_id": case.plan_id}
    answers = {
        "responses": [
            {"reason": reason, "what_was_done": "It is put right now.", "to_the_person": "It is put right now."}
            for reason in reasons
        ]
    }
    again = changed(case.message("resubmit", "peter-3-resubmission"), answers)
    by = {"id": "sw-1090", "system": "case-system"}
    determined = case.put(case.considering("resubmit", {**again, "plan": plan, "sent_by": by}))
    assert determined.answer.accepted, determined.answer
    assert determined.standing.status is Status.AWAITING_DECISION


@pytest.mark.rule("ROUTE-5", "DEC-5")
@pytest.mark.parametrize(
    ("bring", "decision", "code"),
    [
        pytest.param(ready.authorised_to_start, "clare-2-returned", Refusal.NOT_NOW, id="returned before any report"),
        pytest.param(ready.reported_as_not_working, "payment-2-agreed", Refusal.NOT_NOW, id="agreed a second time"),
        pytest.param(ready.reported_as_working, "clare-2-returned", None, id="returned, although it is said to work"),
    ],
)
def test_once_it_may_start_a_plan_is_decided_again_only_by_a_return_on_the_report(
    case: CaseUnderTest, bring: Ready, decision: str, code: Refusal | None
) -> None:
    bring(case)
    case.at("2026-11-12 10:00")
    determined = case.consider("decide", decision, RETURNED if "returned" in decision else BY_ITS_AUTHORISER)
    assert determined.answer.code is code, determined.answer


@pytest.mark.rule("ROUTE-5", "END")
@pytest.mark.parametrize("bring", [ready.authorised_to_start, ready.reported_as_not_working])
def test_the_person_may_change_their_mind_before_it_is_signed_off(case: CaseUnderTest, bring: Ready) -> None:
    bring(case)
    case.at("2026-11-12 10:00")
    by: Json = {"sent_by.id": "sw-1090"}
    brought = case.watch(lambda: case.accept("withdraw", changes=by))
    assert brought.status is Status.WITHDRAWN
    assert "outcome to dpt-641: queued" in brought.notices
    facts = case.letter("v1/closed/person").facts
    assert isinstance(facts, Closed)
    assert facts.has_started


@pytest.mark.rule("ROUTE-5")
def test_what_was_reported_is_kept(case: CaseUnderTest) -> None:
    ready.reported_as_not_working(case)
    state = case.kept.state
    assert state is not None
    assert state.first_payment is FirstPayment.NOT_WORKING_YET
