"""ROUTE-4, ROUTE-3, ROUTE-6: Shropshire. Under £1,000 a week the practice decides; otherwise the weekly call does."""

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.store.tables import DecisionRow, PlanRow
from countersign.testkit import (
    Scenario,
    at_meeting,
    letter_to_person,
    no_letter_to_person,
    noted,
    notice_to,
    promised,
    refused,
    running,
    status,
)
from countersign.testkit.office import Desk, one_of
from tests.schemes.councils import costing
from tests.support.builders import so

MONDAY = "2043-06-01 09:30"
SHROPSHIRE = {"scheme": "shropshire", "team": "community"}
NOT_SIMPLE = "Three services that have to agree with each other, in a home that is about to be adapted around her."


@pytest.mark.rule("ROUTE-4", "ROUTE-2")
async def test_just_under_a_thousand_pounds_the_practice_decides_alone(scenario: Scenario) -> None:
    """£999.99 a week. A call that nobody needs decides nothing: whoever decides alone names no meeting."""
    await (
        scenario.on(MONDAY)
        .submit("undecided", costing("999.99", **SHROPSHIRE))
        .expect(notice_to("pl-601", "awaiting_decision"), no_letter_to_person("invitation"))
        .decide("agreed", at_meeting("2043-06-01", "pl-601", "fin-631"), by="pl-601")
        .expect(refused(Refusal.CONTRADICTION))
        .decide("agreed", by="pl-601")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("ROUTE-4", "ROUTE-3", "ROUTE-6", "ROUTE-9", "ROUTE-10")
async def test_at_exactly_a_thousand_pounds_the_weekly_call_decides(scenario: Scenario) -> None:
    """£1,000.00 a week. Monday's plan is in time for this week's call: its papers close two working days before."""
    called = "2043-06-03"
    await (
        scenario.on(MONDAY)
        .submit("undecided", costing("1000.00", **SHROPSHIRE))
        .expect(
            notice_to("cl-611", "awaiting_decision"),
            letter_to_person("invitation", says=("3 June 2043", "10am", "larger than usual")),
            noted(Happening.MEETING_SET, says="Wed 03 Jun 2043 10:00"),
            running("meeting"),
        )
        .decide("agreed", by="pl-601")
        .expect(refused(Refusal.NO_AUTHORITY))
        .decide("agreed", by="cl-611")
        .expect(refused(Refusal.NOT_QUORATE))  # it has not been held yet
        .after(until=f"{called} 11:30")
        .decide("agreed", {"meeting": None}, by="cl-611")
        .expect(refused(Refusal.INCOMPLETE))
        .decide("agreed", at_meeting(called, "cl-611"), by="cl-611")
        .expect(refused(Refusal.NOT_QUORATE))
        .decide("agreed", at_meeting(called, "cl-611", "cl-611"), by="cl-611")
        .expect(refused(Refusal.NOT_QUORATE))
        .decide("agreed", at_meeting(called, "cl-611", "nobody-1"), by="cl-611")
        .expect(refused(Refusal.NOT_QUORATE))
        .decide("agreed", at_meeting(called, "cl-611", "sw-1101"), by="cl-611")
        .expect(refused(Refusal.NOT_QUORATE))  # who submitted the plan is not of those who decide it
        .decide("agreed", at_meeting("2043-06-02", "cl-611", "fin-631"), by="cl-611")
        .expect(refused(Refusal.NOT_QUORATE))  # nobody was invited to a call on that day
        .decide("agreed", by="cl-611")
        .expect(status("signed_off"))
    )
    decision = one_of(scenario.plan.rows(DecisionRow))
    assert (decision.authority["meeting"], decision.authority["row"]) == ("weekly_call", 2)
    assert decision.authority["scheme"] == "shropshire@2015-04-01"


@pytest.mark.rule("ROUTE-4", "ROUTE-3")
async def test_what_is_very_complex_goes_to_the_call_however_little_it_costs(scenario: Scenario) -> None:
    """£400.00 a week. Submitted on a Tuesday, it is too late for tomorrow's call."""
    await (
        scenario.on("2043-06-02 09:30")
        .submit("undecided", costing("400.00", **SHROPSHIRE, very_complex=so(NOT_SIMPLE)))
        .expect(letter_to_person("invitation", says=("10 June 2043", "complex")))
        .decide("agreed", by="pl-601")
        .expect(refused(Refusal.NO_AUTHORITY))
        .after(until="2043-06-10 10:30")
        .decide("agreed", by="cl-611")
        .expect(status("signed_off"))
    )
    assert one_of(scenario.plan.rows(PlanRow)).exceptional == ["very_complex"]


@pytest.mark.rule("ROUTE-3", "ROUTE-4")
async def test_one_call_decides_two_plans_with_a_message_for_each(desk: Desk) -> None:
    """The first is agreed; the second is returned, and its person is told why."""
    first, second = Scenario(desk), Scenario(desk)
    for scenario in (first, second):
        await scenario.on(MONDAY).submit("undecided", costing("1150.00", **SHROPSHIRE)).after(until="2043-06-03 11:00")
    there = at_meeting("2043-06-03", "cl-611", "fin-631", "pl-601")
    await first.decide("agreed", there, by="cl-611").expect(status("signed_off"), letter_to_person("agreed"))
    await second.decide("returned", there).expect(status("returned"), letter_to_person("returned"))


@pytest.mark.rule("ROUTE-3", "TIME-2")
async def test_a_call_that_nobody_held_goes_to_the_next_step_and_to_the_next_call(scenario: Scenario) -> None:
    """Nobody says anything: the meeting's own clock finds out. The person is invited again."""
    await (
        scenario.on(MONDAY)
        .submit("undecided", costing("1000.00", **SHROPSHIRE))
        .decide("agreed", by="hs-1")
        .expect(refused(Refusal.NO_AUTHORITY))
        .after(until="2043-06-04 17:00")
        .expect(
            notice_to("hs-1", "escalation"),
            letter_to_person("invitation", says="10 June 2043"),
            running("meeting"),
            promised("2043-06-15"),
        )
        .decide("agreed", by="hs-1")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("ROUTE-3", "ROUTE-6", "TIME-2")
@pytest.mark.parametrize(
    ("because", "words"), [("not_quorate", "was not quorate"), ("not_reached", "did not reach the plan")]
)
async def test_a_call_that_is_reported_missed_goes_up_at_once_and_the_next_one_may_still_decide(
    scenario: Scenario, because: str, words: str
) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided", costing("1000.00", **SHROPSHIRE))
        .after(until="2043-06-03 10:40")
        .report_missed_meeting(because)
        .expect(
            noted(Happening.MISSED_MEETING_REPORTED, says=words),
            notice_to("hs-1", "escalation"),
            letter_to_person("invitation", says="10 June 2043"),
        )
        .after(until="2043-06-10 10:40")
        .expect(no_letter_to_person("invitation"))
        .decide("agreed", by="cl-611")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
async def test_word_of_a_call_that_comes_late_still_counts(scenario: Scenario) -> None:
    """It was held, nobody said so in time, and the next one was set. The person was invited to both."""
    await (
        scenario.on(MONDAY)
        .submit("undecided", costing("1000.00", **SHROPSHIRE))
        .after(until="2043-06-05 09:00")
        .expect(notice_to("hs-1", "escalation"))
        .decide("agreed", at_meeting("2043-06-03", "cl-611", "fin-631"), by="cl-611")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("ROUTE-4", "ROUTE-6", "DEC-6")
async def test_brons_plan_goes_to_the_call_and_is_agreed_there(scenario: Scenario) -> None:
    """The example's own story."""
    await (
        scenario.on(MONDAY)
        .submit("call")
        .expect(letter_to_person("invitation", says=("3 June 2043", "join the call")))
        .after(until="2043-06-03 11:00")
        .decide("agreed")
        .expect(status("signed_off"), letter_to_person("agreed"))
    )
