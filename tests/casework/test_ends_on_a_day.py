"""END: a plan in force that ends on a day ahead is in force until that day, and leaves by itself as it begins."""

import uuid
from datetime import date

import pytest

from countersign.careplan.interim import PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.missed import missed_by
from countersign.careplan.working_time import in_london
from countersign.casework.happenings import Happening
from countersign.wording.letters import Closed, NoLongerInForce
from countersign.wording.letters_about_reviews import Reviewed
from tests.casework.cases import ready
from tests.casework.cases.table import Ready
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest
from tests.support.times import london

DECEMBER = {"ending.from_day": "2026-12-01"}
DECIDED_THEN: Json = {"sharing.decided_on": "2026-11-20"}
OUTCOME = "outcome to sw-1042: queued"


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("from_day", "begins"),
    [
        pytest.param("2026-12-01", "Tue 01 Dec 2026 00:00", id="a working day"),
        pytest.param("2026-12-06", "Sun 06 Dec 2026 00:00", id="a Sunday"),
        pytest.param("2026-12-25", "Fri 25 Dec 2026 00:00", id="Christmas"),
        pytest.param("2027-03-29", "Mon 29 Mar 2027 00:00", id="the first day of summer time, at 23:00 UTC"),
        pytest.param("2027-11-18", "Thu 18 Nov 2027 00:00", id="in a year"),
    ],
)
def test_it_leaves_as_the_day_begins_in_london_whatever_day_it_is(
    case: CaseUnderTest, from_day: str, begins: str
) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    said = case.accept("end", changes={"ending.from_day": from_day}).answer.said

    assert said == (f"The plan ends on {from_day}, and is in force until then.",)
    assert in_london(case.clock("ends").steps[0].at) == begins


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("bring", "at", "changes"),
    [
        pytest.param(ready.submitted, "2026-11-04 10:00", {"ending.the_rest": None}, id="before it is decided"),
        pytest.param(ready.agreed, "2026-11-06 10:00", {}, id="before the record is given"),
        pytest.param(ready.authorised_to_start, "2026-11-09 10:00", {"sent_by.id": "sw-1090"}, id="before it is paid"),
        pytest.param(ready.signed_off, "2026-11-18 10:00", {"reason": "died"}, id="and the person has died"),
    ],
)
def test_a_plan_that_was_never_signed_off_leaves_at_once_as_does_every_plan_after_a_death(
    case: CaseUnderTest, bring: Ready, at: str, changes: Json
) -> None:
    bring(case)
    case.at(at)
    case.accept("end", changes=DECEMBER | changes)

    assert case.standing.status is Status.ENDED
    assert "ends" not in case.clocks()


@pytest.mark.rule("END", "TELL-6")
def test_nobody_is_told_twice_but_the_practitioner(case: CaseUnderTest) -> None:
    ready.ending_in_december(case)
    told = set(case.kept.notices)
    brought = case.watch(lambda: case.take_step("ends"))

    assert case.standing.status is Status.ENDED
    assert brought.notices == (OUTCOME,)
    (key,) = set(case.kept.notices) - told
    with case.installation.files.open(case.plan_id) as file:
        notice = file.enclosed(key)[0].content.decode()
    assert "no longer in force from 2026-12-01, as was said" in notice


@pytest.mark.rule("END", "SHARE-3")
def test_whoever_was_given_a_copy_since_is_told_on_the_day(case: CaseUnderTest) -> None:
    """C1 had a copy as the end was said. P1 is given one afterwards, so nobody has told them yet."""
    ready.submitted(case)
    case.accept(
        "record_consent", changes={"sharing.scope": "none", "sharing.sections": [], "sharing.decided_on": "2026-11-03"}
    )
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.at("2026-11-18 10:00")
    said = case.watch(lambda: case.accept("end", changes=DECEMBER))
    case.at("2026-11-23 10:00")
    case.accept("record_consent", changes={"sharing.scope": "full", "sharing.sections": [], **DECIDED_THEN})
    case.share()
    left = case.watch(lambda: case.take_step("ends"))

    assert [notice for notice in said.notices if "no_longer" in notice] == ["no_longer_in_force to C1: queued"]
    assert [notice for notice in left.notices if "no_longer" in notice] == ["no_longer_in_force to P1: queued"]
    facts = case.letter("v1/no_longer_in_force/P1").facts
    assert isinstance(facts, NoLongerInForce)
    assert not facts.lies_ahead


@pytest.mark.rule("END")
def test_the_record_keeps_who_said_it_and_the_day_names_them_again(case: CaseUnderTest) -> None:
    ready.ending_in_december(case)
    case.take_step("ends")

    said = {entry.event: entry for entry in case.kept.record.values()}
    ends, ended = said[Happening.ENDS_ON], said[Happening.ENDED]
    assert ends.what == "Ends on 2026-12-01: moved away; in force until then"
    assert ends.detail["ending"] == {"from_day": "2026-12-01", "services": [], "the_rest": {"becomes": "stops"}}
    assert ended.what == "Ended: moved away (from 2026-12-01)"
    assert (ended.actor, ended.message_id) == (ends.actor, ends.message_id) == ("sw-1042", "end-message-1")


@pytest.mark.rule("END", "TIME-5")
def test_interim_support_hears_of_it_as_the_plan_leaves_and_not_before(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    assert case.watch(lambda: case.accept("end", changes=DECEMBER)).to_interim == ()
    assert case.watch(lambda: case.take_step("ends")).to_interim == (PlanEvent.LEFT,)


# Until that day


@pytest.mark.rule("END", "REV-2", "DP-6")
def test_what_falls_due_before_the_day_goes_on_and_what_falls_due_after_it_is_not_reminded_of(
    case: CaseUnderTest,
) -> None:
    """The condition is due on 26 February, the payment's review on 10 May 2027: it ends on 1 May."""
    ready.paid(case)
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"sent_by.id": "sw-1090", "ending.from_day": "2027-05-01"})

    condition = case.watch(lambda: case.take_step("condition:D1"))
    review = case.watch(lambda: case.take_step("payment_review"))

    assert condition.notices == ("condition_coming to person: queued", "reminder to sw-1090: queued")
    assert (review.notices, review.record) == ((), ())
    assert "remind of payment_review: nobody" in review.kept


@pytest.mark.rule("END", "TIME-6")
@pytest.mark.parametrize(
    ("from_day", "promised"),
    [
        pytest.param("2026-12-31", None, id="by the end of the day on which it ends"),
        pytest.param("2027-01-01", date(2026, 12, 31), id="on the day before"),
    ],
)
def test_a_review_after_the_end_is_promised_no_more(case: CaseUnderTest, from_day: str, promised: date | None) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"ending.from_day": from_day})

    assert case.standing.promise.held == promised


@pytest.mark.rule("END")
def test_its_messages_are_taken_until_the_day(case: CaseUnderTest) -> None:
    ready.ending_in_december(case)
    case.at("2026-11-26 10:00")
    case.accept("record_consent")
    case.accept("reassign", changes={"sent_by.id": "tm-201", "whose": "practitioner", "to": "sw-1115"})

    assert case.watch(lambda: case.take_step("ends")).notices == ("outcome to sw-1115: queued",)


@pytest.mark.rule("END", "REV-2")
def test_a_review_that_is_held_before_the_day_leaves_the_end_as_it_is_and_promises_no_other(
    case: CaseUnderTest,
) -> None:
    ready.ending_in_december(case)
    ends = case.clock("ends")
    case.at("2026-11-26 10:00")
    said = case.accept("record_review", changes={"held_on": "2026-11-26"}).answer.said

    assert case.clock("ends") == ends
    reviewed = next(key for key in case.kept.notices if "/reviewed/person" in key).removeprefix(f"{case.plan_id}/")
    facts = case.letter(reviewed).facts
    assert isinstance(facts, Reviewed)
    assert (facts.ends_from, facts.plan_review_by, case.standing.promise.held) == (date(2026, 12, 1), None, None)
    assert said == ()


@pytest.mark.rule("END", "TIME-1")
def test_clocks_that_are_planned_again_leave_it_on_its_day(case: CaseUnderTest) -> None:
    ready.ending_in_december(case)
    ends = case.clock("ends")
    case.accept("replan_clocks")

    assert case.clock("ends") == ends


@pytest.mark.rule("END", "TIME-8")
def test_nobody_is_late_with_an_end(case: CaseUnderTest) -> None:
    """Its step was not taken yet, because no worker ran: whoever is told of what is late can do nothing about it."""
    ready.ending_in_december(case)

    assert missed_by(case.clock("ends"), london("2026-12-03 10:00")) is None


# Said again


@pytest.mark.rule("END")
def test_another_day_takes_the_place_of_the_first_and_letters_name_both(case: CaseUnderTest) -> None:
    ready.ending_in_december(case)
    case.at("2026-11-23 10:00")
    case.accept("end", changes={"ending.from_day": "2026-12-06"})

    for key in ("v1/closed/person/end-message-2", "v1/no_longer_in_force/P1/end-message-2"):
        facts = case.letter(key).facts
        assert isinstance(facts, Closed | NoLongerInForce)
        assert (facts.from_day, facts.instead_of) == (date(2026, 12, 6), date(2026, 12, 1))
    case.take_step("ends")
    assert in_london(case.now) == "Sun 06 Dec 2026 00:00"
    assert case.standing.status is Status.ENDED


@pytest.mark.rule("END", "REV-2")
def test_a_review_that_ends_the_plan_takes_the_place_of_what_was_said(case: CaseUnderTest) -> None:
    ready.ending_in_december(case)
    case.at("2026-11-23 10:00")
    ending: Json = {"from_day": "2026-12-10", "the_rest": {"becomes": "stops"}}
    case.accept("record_review", changes={"held_on": "2026-11-23", "outcome": "ends", "ending": ending})

    state = case.kept.state
    assert state is not None
    assert state.ends is not None
    assert (state.ends.reason.value, state.ends.ending.from_day) == ("ended", date(2026, 12, 10))
    assert in_london(case.clock("ends").due) == "Thu 10 Dec 2026 00:00"


@pytest.mark.rule("END")
def test_a_later_plan_takes_its_place_on_the_day_that_was_said(case: CaseUnderTest) -> None:
    reference: Json = {"plan.person.reference": "AIS-204417"}
    case.at("2026-11-03 10:15")
    assert case.submit(changes=reference).answer.accepted
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    later = CaseUnderTest(case.installation, plan_id=str(uuid.uuid4()))
    later.at("2026-11-09 10:15")
    assert later.submit(changes=reference).answer.accepted
    case.at("2026-11-10 10:00")
    words = "Under the newer plan, if that is agreed as it was submitted."
    ending: Json = {"from_day": "2026-12-01", "the_rest": {"becomes": "goes_on", "in_words": words}}
    why = "A newer plan takes its place."
    said: Json = {"reason": "superseded", "why": why, "superseded_by": later.plan_id, "ending": ending}
    case.accept("end", changes=said)

    assert case.standing.status is Status.SIGNED_OFF
    facts = case.letter("v1/closed/person").facts
    assert isinstance(facts, Closed)
    assert facts.newer_waits, "nobody is told that a plan is agreed which is not"
    case.take_step("ends")
    assert case.standing.status is Status.ENDED
    said_of_it = next(entry for entry in case.kept.record.values() if entry.event == Happening.ENDS_ON)
    assert said_of_it.detail["superseded_by"] == later.plan_id


@pytest.mark.rule("END", "TIME-6", "REV-1")
def test_a_review_that_falls_before_the_end_is_promised_again_when_the_end_moves_past_it(case: CaseUnderTest) -> None:
    """Asked for by 14 December; the first review is on 31 December."""
    ready.review_asked_for(case)
    held: list[str] = []
    for day in ("2026-12-10", "2026-12-20", "2027-01-30"):
        case.at("2026-11-18 10:00")
        ending: Json = {"ending.from_day": day, "sent_by.id": "sw-1042", "reason": "moved_away", "why": None}
        case.accept("end", changes=ending)
        held.append(str(case.standing.promise.current))

    assert held == ["None", "2026-12-14", "2026-12-14"]
