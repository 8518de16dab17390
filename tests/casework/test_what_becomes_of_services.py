"""END: whoever is told that a plan ends learns from which day, and what becomes of the services that concern them."""

import uuid
from datetime import date

import pytest

from countersign.careplan.ending import Ending
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.messages.leaving import End
from countersign.casework.case import Accepted, Case
from countersign.casework.causes import Cause
from countersign.casework.handlers.leaving import plan_ends
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.wording.letters import Closed, NoLongerInForce
from tests.casework.cases import ready
from tests.casework.cases.table import Ready
from tests.support.builders import Json, example
from tests.support.casework import CaseUnderTest

WHY = "She wants no support from the council any more."

HOME_CARE = "Home care: this stops. The last day is 30 November 2026."
LUNCH_CLUB = "Thursday lunch club: this goes on. The lunch club lets her come as its own guest."
TELECARE = "Telecare: somebody else takes this over. Her daughter has a pendant put in."

FROM_DECEMBER: Json = {
    "from_day": "2026-12-01",
    "services": [
        {"line": "S1", "becomes": "stops", "last_day": "2026-11-30"},
        {"line": "S3", "becomes": "goes_on", "in_words": "The lunch club lets her come as its own guest"},
        {"line": "S4", "becomes": "handed_over", "in_words": "Her daughter has a pendant put in"},
    ],
}


def ends(case: CaseUnderTest, ending: Json, **changes: object) -> None:
    """Clare's plan ends, by her word."""
    case.accept("end", changes={"sent_by.id": "sw-1042", "reason": "ended", "why": WHY, "ending": ending, **changes})


@pytest.mark.rule("END")
def test_the_person_is_told_from_which_day_and_what_becomes_of_each_service(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    ends(case, FROM_DECEMBER)

    facts = case.letter("v1/closed/person").facts
    assert isinstance(facts, Closed)
    assert (facts.from_day, facts.lies_ahead) == (date(2026, 12, 1), True)
    assert facts.services == (HOME_CARE, LUNCH_CLUB, TELECARE)


@pytest.mark.rule("END")
@pytest.mark.parametrize(("from_day", "lies_ahead"), [("2026-11-18", False), ("2026-11-19", True)])
def test_a_plan_that_ends_today_has_ended_and_one_that_ends_tomorrow_will(
    case: CaseUnderTest, from_day: str, lies_ahead: bool
) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    ends(case, {"from_day": from_day, "the_rest": {"becomes": "stops"}})

    for key in ("v1/closed/person", "v1/no_longer_in_force/P1"):
        facts = case.letter(key).facts
        assert isinstance(facts, Closed | NoLongerInForce)
        assert facts.lies_ahead is lies_ahead


@pytest.mark.rule("END", "SHARE-3")
@pytest.mark.parametrize(("holder", "services"), [("P1", (HOME_CARE,)), ("C1", ())])
def test_a_provider_is_told_of_what_they_deliver_and_a_carer_of_no_service(
    case: CaseUnderTest, holder: str, services: tuple[str, ...]
) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    ends(case, FROM_DECEMBER)

    facts = case.letter(f"v1/no_longer_in_force/{holder}").facts
    assert isinstance(facts, NoLongerInForce)
    assert (facts.from_day, facts.services) == (date(2026, 12, 1), services)


@pytest.mark.rule("END", "TELL-6")
@pytest.mark.parametrize(
    ("bring", "tells"), [pytest.param(ready.agreed, True, id="no copy yet"), pytest.param(ready.signed_off, False)]
)
def test_the_practitioner_tells_whoever_delivers_a_service_and_has_no_copy(
    case: CaseUnderTest, bring: Ready, tells: bool
) -> None:
    bring(case)
    case.at("2026-11-18 10:00")
    ends(case, FROM_DECEMBER)

    (key,) = [key for key in case.kept.notices if "/outcome/sw-1042/end-" in key]
    with case.installation.files.open(case.plan_id) as file:
        notice = file.enclosed(key)[0].content.decode()
    assert ("ends on 2026-12-01" if case.standing.status is Status.SIGNED_OFF else "from 2026-12-01") in notice
    assert ("No letter goes to P1" in notice) is tells


@pytest.mark.rule("END")
def test_the_record_says_it_by_references_and_keeps_the_words_beside_it(case: CaseUnderTest) -> None:
    ready.agreed(case)
    case.at("2026-11-18 10:00")
    ends(case, FROM_DECEMBER)

    said = {entry.event: entry for entry in case.kept.record.values()}
    assert said[Happening.ENDED].what == "Ended: ended (from 2026-12-01)"
    assert said[Happening.SERVICES_END].what == (
        "What becomes of the services: S1 stops (last day 2026-11-30), S3 goes on, S4 is handed over"
    )
    assert said[Happening.ENDED].detail["ending"] == FROM_DECEMBER
    assert said[Happening.ENDED].detail["why"] == WHY


@pytest.mark.rule("END")
def test_after_a_death_a_provider_is_told_of_the_services_where_somebody_said(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-12-04 10:00")
    case.accept("end", changes={"reason": "died", "ending.from_day": "2026-12-02"})

    facts = case.letter("v1/no_longer_in_force/P1").facts
    assert isinstance(facts, NoLongerInForce)
    assert facts.services == ("Home care: this has stopped. The last day was 1 December 2026.",)


@pytest.mark.rule("END", "SHARE-4")
def test_after_a_death_a_person_speaks_to_a_friend_who_has_a_copy(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-06 10:00")
    case.accept("request_copy", changes={"request.asked_on": "2026-11-06"})
    case.share()
    case.send_letters()
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"reason": "died", "ending": None})

    told = {key.rpartition("/")[2] for key in case.kept.notices if "/no_longer_in_force/" in key}
    assert told == {"P1"}, "a provider, and nobody who may be bereaved"
    assert {name for name, kind in case.open_tasks().items() if kind is TaskKind.SPEAK} == {"speak:C1", "speak:asked-1"}


@pytest.mark.rule("END")
def test_everything_that_is_missing_or_wrong_is_named_at_once(case: CaseUnderTest) -> None:
    ready.agreed(case)
    said: Json = {
        "reason": "superseded",
        "ending": {"from_day": "2026-11-04", "services": [{"line": "S9", "becomes": "stops"}]},
    }
    answer = case.consider("end", changes=said).answer

    assert answer.code is Refusal.INCOMPLETE
    assert [reason.split(":")[0] for reason in answer.reasons] == [
        "why",
        "superseded_by",
        "ending.from_day",
        *["ending.services"] * 4,
    ]


# The person changes their mind


@pytest.mark.rule("END", "DP-9")
def test_signed_off_before_the_first_payment_the_person_changes_their_mind_and_nothing_starts(
    case: CaseUnderTest,
) -> None:
    """Under the procedure's scheme a plan is signed off before its first payment, here of 30 November."""
    case.at("2026-11-03 09:50")
    assert case.submit("payment-1-submission", {"plan.scheme": "procedure"}).answer.accepted
    case.at("2026-11-05 14:20")
    case.accept("decide", "payment-2-agreed", {"sent_by.id": "tm-206"})
    case.give_the_record()
    case.at("2026-11-12 10:00")
    assert case.consider("withdraw", changes={"sent_by.id": "sw-1090"}).answer.code is Refusal.NOT_NOW
    case.accept(
        "end",
        changes={"sent_by.id": "sw-1090", "reason": "ended", "why": "She has changed her mind about the payment."},
    )

    facts = case.letter("v1/closed/person").facts
    assert isinstance(facts, Closed)
    assert facts.services == (
        "Personal assistant: this does not start.",
        "Place at the Canalside pottery: this does not start.",
    )


@pytest.mark.rule("END", "DP-5")
def test_what_the_decision_had_managed_otherwise_waits_for_no_payment(case: CaseUnderTest) -> None:
    case.at("2026-11-04 10:05")
    assert case.submit("barred-1-submission").answer.accepted
    case.at("2026-11-06 15:40")
    case.accept("decide", "barred-2-agreed", {"sent_by.id": "tm-205"})
    case.at("2026-11-12 10:00")
    case.accept("end", changes={"sent_by.id": "sw-1084", "reason": "ended", "why": WHY})

    facts = case.letter("v1/closed/person").facts
    assert isinstance(facts, Closed)
    assert facts.services == (
        "Help morning and evening: this has stopped. The last day was 11 November 2026.",
        "Railway club: this does not start.",
    )


@pytest.mark.rule("END", "ROUTE-5")
def test_once_the_first_payment_works_the_plan_ends_instead_and_says_what_becomes_of_what_runs(
    case: CaseUnderTest,
) -> None:
    ready.reported_as_working(case)
    case.at("2026-11-12 10:00")
    by: Json = {"sent_by.id": "sw-1090"}
    answer = case.consider("withdraw", changes=by).answer
    assert answer.code is Refusal.NOT_NOW
    assert "Use end" in answer.reasons[0]

    case.accept("end", changes=by | {"reason": "ended", "why": WHY})
    assert case.standing.status is Status.ENDED


@pytest.mark.rule("END", "ROUTE-5")
def test_what_runs_of_a_returned_plan_goes_on_when_it_is_withdrawn(case: CaseUnderTest) -> None:
    ready.reported_as_not_working(case)
    case.at("2026-11-12 10:00")
    works: Json = {"sent_by.id": "tm-206", "limbs.direct_payment_appropriate_and_cost_effective": True}
    case.accept("decide", "clare-2-returned", works)
    case.at("2026-11-13 10:00")
    brought = case.watch(lambda: case.accept("withdraw", changes={"sent_by.id": "sw-1090"}))

    assert Happening.WHAT_RUNS_GOES_ON in brought.record
    assert "outcome to dpt-641: queued" in brought.notices
    facts = case.letter("v1/closed/person").facts
    assert isinstance(facts, Closed)
    assert facts.has_started


@pytest.mark.rule("END", "ROUTE-5")
def test_what_runs_of_a_returned_plan_is_spoken_of_when_the_person_moves_away(case: CaseUnderTest) -> None:
    ready.reported_as_not_working(case)
    case.at("2026-11-12 10:00")
    works: Json = {"sent_by.id": "tm-206", "limbs.direct_payment_appropriate_and_cost_effective": True}
    case.accept("decide", "clare-2-returned", works)

    by: Json = {"sent_by.id": "sw-1090"}
    assert case.consider("end", changes=by | {"ending": None}).answer.code is Refusal.INCOMPLETE
    case.accept("end", changes=by)


TAXI: Json = {
    "id": "S12",
    "service": "Taxi to the pottery",
    "description": "There and back on Thursdays, until the bus runs again.",
    "managed_by": "council",
}
RETURNED: Json = {"sent_by.id": "tm-206", "limbs.direct_payment_appropriate_and_cost_effective": True}


def put_right_with_a_taxi(case: CaseUnderTest) -> None:
    """Yasmin's plan had started, did not work, was returned, and is resubmitted with one more service."""
    ready.reported_as_not_working(case)
    case.at("2026-11-12 10:00")
    case.accept("decide", "clare-2-returned", RETURNED)
    with case.installation.files.open(case.plan_id) as file:
        latest = file.decision(1)
    assert latest is not None
    done = [
        {
            "reason": reason.id,
            "what_was_done": "A taxi takes her there now.",
            "to_the_person": "A taxi takes you there now.",
        }
        for reason in latest.reasons
    ]
    plan: Json = {**example("payment-1-submission")["plan"], "plan_id": case.plan_id}
    plan["services"] = [*plan["services"], TAXI | {"needs": plan["services"][0]["needs"]}]
    again = case.message("resubmit", "peter-3-resubmission", {"responses": done, "plan": plan})
    by = {"id": "sw-1090", "system": "case-system"}
    determined = case.put(case.considering("resubmit", {**again, "plan": plan, "sent_by": by}))
    assert determined.answer.accepted, determined.answer


@pytest.mark.rule("END", "ROUTE-5")
@pytest.mark.parametrize(
    ("agreed_again", "code"),
    [pytest.param(False, Refusal.INCOMPLETE, id="it waits"), pytest.param(True, None, id="it is agreed too")],
)
def test_what_runs_is_the_version_that_was_agreed_last_and_not_the_one_in_hand(
    case: CaseUnderTest, agreed_again: bool, code: Refusal | None
) -> None:
    put_right_with_a_taxi(case)
    if agreed_again:
        case.at("2026-11-13 10:00")
        case.accept("decide", "payment-2-agreed", {"sent_by.id": "tm-206", "version": 2})
    case.at("2026-11-16 10:00")
    taxi: Json = {"from_day": "2026-11-16", "services": [{"line": "S12", "becomes": "stops"}]}
    ending = taxi | {"the_rest": {"becomes": "stops"}}
    answer = case.consider("end", changes={"sent_by.id": "sw-1090", "ending": ending}).answer

    assert answer.code is code, answer
    assert not code or "S12 is no line of the plan that was agreed" in answer.reasons[0]


@pytest.mark.rule("END")
def test_a_plan_that_a_later_one_supersedes_says_in_one_word_that_all_goes_on(case: CaseUnderTest) -> None:
    reference: Json = {"plan.person.reference": "AIS-204417"}
    case.at("2026-11-03 10:15")
    assert case.submit(changes=reference).answer.accepted
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    later = CaseUnderTest(case.installation, plan_id=str(uuid.uuid4()))
    later.at("2026-11-09 10:15")
    assert later.submit(changes=reference).answer.accepted
    said: Json = {"reason": "superseded", "why": WHY, "superseded_by": later.plan_id}
    said |= {"ending": {"from_day": "2026-11-10", "the_rest": {"becomes": "goes_on"}}}
    case.at("2026-11-10 10:00")
    too_soon = case.consider("end", changes=said).answer
    later.at("2026-11-10 10:05")
    later.accept("decide", "clare-4-agreed", {"version": 1})
    case.at("2026-11-10 10:10")
    case.accept("end", changes=said)

    assert too_soon.code is Refusal.INCOMPLETE
    assert "ending.the_rest: say in words under which plan it goes on" in too_soon.reasons[0]
    facts = case.letter("v1/closed/person").facts
    assert isinstance(facts, Closed)
    assert not facts.newer_waits
    assert facts.services == tuple(
        f"{service}: this goes on, under the newer plan."
        for service in ("Home care", "Thursday lunch club", "Telecare")
    )


# Another message that says so


@pytest.mark.rule("END", "REV-2")
@pytest.mark.parametrize(
    ("sender", "ending", "code", "where"),
    [
        pytest.param("sw-1042", FROM_DECEMBER, None, "", id="its practitioner"),
        pytest.param("tm-201", FROM_DECEMBER, Refusal.NO_AUTHORITY, "sent_by.id", id="whoever agreed it"),
        pytest.param(
            "sw-1042", {"from_day": "2026-12-01"}, Refusal.INCOMPLETE, "ending.services", id="nothing is said"
        ),
    ],
)
def test_another_message_can_end_a_plan_by_the_same_rules(
    case: CaseUnderTest, sender: str, ending: Json, code: Refusal | None, where: str
) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    message = End.model_validate({**case.message("end", changes={"sent_by.id": sender})})
    with case.installation.files.open(case.plan_id) as file:
        under = Case(file, case.office, case.situation(Workflow.PLAN), Cause.message(message.message_id))
        outcome = plan_ends(under, message, Ending.model_validate(ending), WHY, case.now.date())

    if code is None:
        assert isinstance(outcome, Accepted)
        assert (under.status, "ends" in under.clocks) == (Status.SIGNED_OFF, True)
    else:
        assert isinstance(outcome, Refused)
        assert outcome.code is code
        assert {reason.split(":")[0] for reason in outcome.reasons} == {where}
        assert under.status is Status.SIGNED_OFF


@pytest.mark.rule("END")
def test_the_example_says_it_of_every_service_in_one_word() -> None:
    assert example("message-end")["ending"] == {"from_day": "2026-11-18", "the_rest": {"becomes": "stops"}}
