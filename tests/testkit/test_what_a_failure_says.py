"""A failed expectation shows what was expected, what was found, and the plan's whole story, readable at a glance."""

import pytest

from countersign.casework.happenings import Happening
from countersign.testkit import (
    Scenario,
    due,
    escalation_to,
    interim,
    interim_decision_asked_of,
    letter_to_person,
    no_letter_to_person,
    noted,
    nothing_more,
    notice_to,
    paused,
    promised,
    refused,
    reminder_to,
    running,
    status,
    task,
)

MONDAY = "2043-06-01 09:30"


async def failure_of(scenario: Scenario) -> str:
    """What the scenario fails with."""
    with pytest.raises(AssertionError) as failed:
        await scenario
    return str(failed.value)


async def test_it_shows_what_was_expected_what_was_found_and_the_whole_story(scenario: Scenario) -> None:
    scenario.on(MONDAY).submit("undecided").expect(letter_to_person("submitted")).report_urgent_needs()
    scenario.after(until="2043-06-01 13:45").request_information().after(hours=7)
    said = await failure_of(scenario.expect(reminder_to("team manager")))
    lines = [line.rstrip() for line in said.replace(scenario.plan.plan_id, "PLAN").splitlines()]
    assert lines[:3] == [
        "Step 8 of the scenario: expect(reminder_to('team manager'))",
        "  expected  1 reminder(s) to team manager",
        "  found     acknowledged: remind to Duty team (duty-1), due Mon 01 Jun 2043 10:30",
    ]
    asked = "information:request-information-message-1"
    to_tell = "to be told Tue 23 Jun 2043 on Tue 02 Jun 2043 17:00"
    moved = "from Mon 15 Jun 2043 17:00 to Tue 23 Jun 2043 12:15"
    for line in (
        "The plan PLAN, Mon 01 Jun 2043 20:45 in London by its own clock:",
        f"  awaiting_decision, version 1; the person holds Mon 15 Jun 2043; {to_tell}",
        f"    clock  decision: team_manager, due Tue 23 Jun 2043 12:15, PAUSED for {asked}",
        f"           paused Mon 01 Jun 2043 13:45 expected to Mon 08 Jun 2043 17:00: {asked}",
        f"           moved  Mon 01 Jun 2043 13:45: information_asked, {moved}",
        "  interim support asked_for",
        "    clock  acknowledged: duty_team, due Tue 02 Jun 2043 08:00, next escalate Tue 02 Jun 2043 08:00",
        "  Mon 01 Jun 2043 09:30  letter   submitted to person, sent",
        "» Mon 01 Jun 2043 09:30  record   Urgent needs were reported (sw-1101) [TIME-3]",
        "» Mon 01 Jun 2043 10:30  step     acknowledged: remind to Duty team (duty-1)",
        "» Mon 01 Jun 2043 11:30  step     acknowledged: escalate to Team manager (tm-207)",
        "» Mon 01 Jun 2043 15:30  step     acknowledged: escalate to Head of service (hs-1, duty-1, sw-1101)",
    ):
        assert line in lines, f"{line!r} is not in:\n{said}"


async def test_what_repeats_is_shown_once_with_how_often(scenario: Scenario) -> None:
    """Whoever is at the top of the ladder is told again and again, but not at night."""
    scenario.on(MONDAY).submit("undecided").report_urgent_needs().after(until="2043-06-03 09:00")
    said = await failure_of(scenario.expect(reminder_to("team manager")))
    assert "» Wed 03 Jun 2043 08:00  step     … the same 2 times more until now" in said


NOT_MET = [
    (escalation_to("service manager"), "1 escalation(s) to service manager", "remind to Team manager (tm-207)"),
    (reminder_to("team manager", times=2), "2 reminder(s) to team manager", "due Mon 08 Jun 2043 17:00"),
    (reminder_to("team manager", at="2043-06-09 17:00"), "due 2043-06-09 17:00", "due Mon 08 Jun 2043 17:00"),
    (reminder_to("team manager", about="record"), "about record", "decision: remind"),
    (interim_decision_asked_of("tm-207"), "1 interim decision(s) asked of tm-207", "decision: remind"),
    (letter_to_person("agreed"), "1 letter(s) agreed to the person", "submitted to person, sent"),
    (letter_to_person("submitted", says="16 June"), "that says '16 June'", "15 June 2043"),
    (no_letter_to_person(), "no such letter", "submitted to person, sent"),
    (notice_to("sm-31", "reminder"), "a message reminder to sm-31", "reminder to tm-207, sent"),
    (promised("2043-06-16"), "the person promised 2043-06-16", "promised Mon 15 Jun 2043, told Mon 15 Jun 2043"),
    (promised(working_days=9), "9 working days after the submission", "promised Mon 15 Jun 2043"),
    (paused(), "the clock paused", "decision: team_manager, due Mon 15 Jun 2043 17:00, next escalate Thu 11 Jun 2043"),
    (running("information"), "the clock of information running", "decision: team_manager"),
    (due("service manager"), "waiting for service manager", "decision: team_manager, due Mon 15 Jun 2043 17:00"),
    (due("team manager", "2043-06-15 16:00"), "by 2043-06-15 16:00", "due Mon 15 Jun 2043 17:00"),
    (interim("in_place"), "interim support in_place", "interim support none"),
    (status("returned"), "the plan returned", "the plan awaiting_decision"),
    (refused("not_now"), "a message refused with not_now", "no message was refused"),
    (task("review"), "a task review", "no task"),
    (noted("Agreed"), "on the record: 'Agreed'", "Submitted, complete"),
    (noted(Happening.AGREED), "on the record: agreed", "submitted: Submitted, complete"),
]
"""An expectation, and words of what it says that it wanted and found, of a plan whose manager was reminded once."""
MET = (promised(working_days=10), noted(Happening.REMINDED), noted("Team manager reminded"))


async def test_each_expectation_that_is_not_met_says_so_and_no_other_does(scenario: Scenario) -> None:
    expected = [expectation for expectation, _, _ in NOT_MET]
    said = await failure_of(scenario.on(MONDAY).submit("undecided").after(working_days=5).expect(*expected, *MET))
    _, *blocks = said.partition("The scenario so far")[0].split("  expected  ")
    assert len(blocks) == len(NOT_MET)
    for block, (expectation, wanted, found) in zip(blocks, NOT_MET, strict=True):
        wanted_of_block, _, found_of_block = block.partition("  found  ")
        assert wanted in wanted_of_block, expectation.said
        assert found in found_of_block, expectation.said


async def test_what_has_happened_besides_is_named(scenario: Scenario) -> None:
    said = await failure_of(scenario.on(MONDAY).submit("undecided").after(working_days=5).expect(nothing_more()))
    _, _, found = said.partition("The scenario so far")[0].partition("  expected  nothing else")
    assert "decision: remind to Team manager (tm-207)" in found


async def test_a_message_that_is_refused_and_not_expected_to_be_is_the_failure(scenario: Scenario) -> None:
    said = await failure_of(scenario.submit("undecided").resubmit("clare-3-resubmission").after(hours=1))
    assert said.startswith(
        "The message resubmit was refused, and nothing expected it: not_now, the plan awaiting decision"
    )
    assert "  because   The plan is awaiting decision: only a returned plan is resubmitted." in said
    assert "What has happened" in said


async def test_an_expectation_looks_only_at_what_has_happened_since_the_one_before(scenario: Scenario) -> None:
    scenario.submit("undecided").expect(letter_to_person("submitted"))
    said = await failure_of(scenario.after(hours=1).expect(letter_to_person("submitted")))
    assert "  found     no letter to the person" in said
