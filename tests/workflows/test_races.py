"""DEC-5 · Messages that meet: in either order one takes effect, the other is refused with a reason, and nothing mixes.

Each pair is sent twice over, in both orders, as signals before any worker runs: so they are there together when the
plan first looks, and the server's own order decides.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.causes import Cause
from countersign.casework.happenings import Happening
from countersign.store.register import replace_register
from countersign.store.register_file import read_register
from countersign.store.tables import DecisionRow, MessageRow, PlanVersionRow
from tests.support.builders import EXAMPLES, Json
from tests.support.servers import PlanUnderTest, one_of
from tests.workflows.refused import ABOUT_MESSAGES, V1

Message = tuple[str, Json]


class Race(NamedTuple):
    """Two messages that meet, and what becomes of the plan when the one, or the other, comes first.

    The code is that of the refused one; None where both may take effect, one after the other.
    """

    returned: bool
    one: Callable[[PlanUnderTest], Message]
    other: Callable[[PlanUnderTest], Message]
    one_first: tuple[Status, Refusal | None]
    other_first: tuple[Status, Refusal | None]


def agreed(plan: PlanUnderTest) -> Message:
    return "decide", plan.message("clare-4-agreed", V1)


def agreed_above(plan: PlanUnderTest) -> Message:
    return "decide", plan.message("clare-4-agreed", V1 | {"sent_by.id": "sm-31"}, again="sm")


def returned(plan: PlanUnderTest) -> Message:
    return "decide", plan.message("clare-2-returned", {"sent_by.id": "hs-1"}, again="hs")


def withdrawn(plan: PlanUnderTest) -> Message:
    return "withdraw", plan.message("message-withdraw")


def resubmitted(plan: PlanUnderTest) -> Message:
    return "resubmit", plan.message("clare-3-resubmission")


def ended(plan: PlanUnderTest) -> Message:
    return "end", plan.message(
        "message-end", {"sent_by.id": "sw-1042", "reason": "ended", "why": "She has asked us to stop."}
    )


def moved_away(plan: PlanUnderTest) -> Message:
    return "end", plan.message("message-end", {"sent_by.id": "sw-1042"})


RACES = {
    "a decision and a withdrawal": Race(
        False, agreed, withdrawn, (Status.SIGNED_OFF, Refusal.NOT_NOW), (Status.WITHDRAWN, Refusal.PLAN_CLOSED)
    ),
    "two agreements by two people": Race(
        False, agreed, agreed_above, (Status.SIGNED_OFF, Refusal.NOT_NOW), (Status.SIGNED_OFF, Refusal.NOT_NOW)
    ),
    "an agreement and a return": Race(
        False, agreed, returned, (Status.SIGNED_OFF, Refusal.NOT_NOW), (Status.RETURNED, Refusal.NOT_NOW)
    ),
    "a resubmission and a late decision on the old version": Race(
        True,
        resubmitted,
        agreed,
        (Status.AWAITING_DECISION, Refusal.STALE_VERSION),
        (Status.AWAITING_DECISION, Refusal.NOT_NOW),
    ),
    "a resubmission and a withdrawal": Race(
        True,
        resubmitted,
        withdrawn,
        (Status.WITHDRAWN, None),
        (Status.WITHDRAWN, Refusal.PLAN_CLOSED),
    ),
    "an agreement and an end": Race(False, agreed, ended, (Status.ENDED, None), (Status.SIGNED_OFF, Refusal.NOT_NOW)),
    "an agreement and the person's moving away": Race(
        False, agreed, moved_away, (Status.ENDED, None), (Status.ENDED, Refusal.PLAN_CLOSED)
    ),
}


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("race", RACES.values(), ids=RACES.keys())
@pytest.mark.parametrize("one_first", [True, False], ids=["in this order", "in the other"])
async def test_when_two_messages_meet(plan: PlanUnderTest, race: Race, one_first: bool) -> None:
    await plan.submit("clare-1-submission")
    if race.returned:
        assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    await plan.desk.shut()
    first, second = (race.one, race.other) if one_first else (race.other, race.one)
    await plan.send(*first(plan))
    await plan.send(*second(plan))
    await plan.desk.open()
    status, code = race.one_first if one_first else race.other_first
    refused = 0 if code is None else 1
    after = await plan.until_status(
        lambda now: (now.status, now.refused_count) == (status, refused), f"{status.value}, {refused} refused"
    )
    assert [shown.code for shown in after.refused] == [code][:refused]
    about_messages = [event for event in plan.happenings() if event in ABOUT_MESSAGES]
    assert about_messages == [Happening.MESSAGE_REFUSED][:refused]
    decisions = [row.version for row in plan.rows(DecisionRow)]
    assert len(decisions) == len(set(decisions)), "no version is decided twice"


@pytest.mark.rule("DEC-5")
async def test_two_people_who_decide_at_once_are_each_answered(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    answers = await asyncio.gather(plan.ask(*agreed(plan)), plan.ask(*returned(plan)), plan.ask(*agreed_above(plan)))
    assert sorted(answer.outcome for answer in answers) == ["accepted", "refused", "refused"]
    assert {answer.code for answer in answers} == {None, Refusal.NOT_NOW}
    assert len(plan.rows(DecisionRow)) == 1


@pytest.mark.rule("DEC-5")
async def test_a_decision_and_a_withdrawal_at_once_are_each_answered(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    decided, left = await asyncio.gather(plan.ask(*agreed(plan)), plan.ask(*withdrawn(plan)))
    assert [decided.outcome, left.outcome].count("accepted") == 1
    status = (await plan.status()).status
    assert status is (Status.WITHDRAWN if left.accepted else Status.SIGNED_OFF) or status is Status.AGREED


async def test_a_message_that_comes_five_times_at_once_counts_once(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    name, message = returned(plan)
    answers = await asyncio.gather(
        plan.ask(name, message),
        plan.ask(name, message),
        plan.ask(name, message, update_id=message["message_id"]),
        plan.send(name, message),
        plan.send(name, message),
    )
    given = [answer for answer in answers if answer is not None]
    assert all(answer.accepted for answer in given)
    status = await plan.until_status(lambda status: status.refused_count == 4, "four of the five counted as repeats")
    assert status.status is Status.RETURNED
    assert all(shown.code is None for shown in status.refused)
    assert len(plan.rows(DecisionRow)) == 1
    assert sum(name.startswith("v1.returned") for name in plan.letters()) == 1
    assert plan.happenings().count(Happening.MESSAGE_CAME_AGAIN) == 4
    again = await plan.ask(name, message)
    assert (again.accepted, again.duplicate, again.plan_status) == (True, True, "returned")


async def test_a_message_that_was_refused_and_comes_again_is_refused_again(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    name, message = resubmitted(plan)
    first = await plan.ask(name, message)
    assert first.code is Refusal.NOT_NOW
    assert (await plan.ask(*returned(plan))).accepted
    second = await plan.ask(name, message)
    assert (second.code, second.duplicate) == (Refusal.NOT_NOW, True), "one message has one answer"
    assert (await plan.ask(name, message | {"message_id": "clare-resubmission-2"})).accepted


async def test_a_message_id_with_other_content_is_refused_and_changes_nothing(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    urgent = plan.message("message-report-urgent-needs")
    assert (await plan.ask("report_urgent_needs", urgent)).accepted
    before = await plan.until_interim(Interim.ASKED_FOR)
    answer = await plan.ask("report_urgent_needs", urgent | {"what": "Something else altogether."})
    assert answer.code is Refusal.MESSAGE_ID_REUSED
    _, decision = agreed(plan)
    answer = await plan.ask("decide", decision | {"message_id": urgent["message_id"]})
    assert answer.code is Refusal.MESSAGE_ID_REUSED
    after = await plan.status()
    assert (after.status, after.interim, after.open_tasks) == (before.status, before.interim, before.open_tasks)
    assert plan.rows(DecisionRow) == []
    assert (await plan.ask("decide", decision)).accepted, "under an id of its own"


async def test_a_message_id_that_the_submission_had_is_taken(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    name, decision = agreed(plan)
    answer = await plan.ask(name, decision | {"message_id": "clare-submission-1"})
    assert answer.code is Refusal.MESSAGE_ID_REUSED
    assert (await plan.status()).status is Status.AWAITING_DECISION


async def test_an_id_that_looks_like_one_of_our_own_stops_no_step_of_the_clock(plan: PlanUnderTest) -> None:
    """What a determination is kept under must not be within a sender's reach."""
    await plan.submit("clare-1-submission")
    clock = next(clock for clock in (await plan.status()).clocks if clock.wait is Wait.DECISION)
    for cause in (Cause.step(clock), Cause.record_given(1), Cause.signing(1, await plan.now())):
        withdrawal = plan.message("message-withdraw", {"message_id": cause.key})
        assert (await plan.ask("withdraw", withdrawal)).code is Refusal.MALFORMED
    await plan.to_next_step()
    assert any(name.startswith("v1.reminder.tm-201.") for name in plan.letters())


async def test_a_message_that_only_the_database_remembers_does_not_take_the_plan_back(plan: PlanUnderTest) -> None:
    """No run remembers messages: the database does."""
    await plan.submit("clare-1-submission")
    name, first = returned(plan)
    assert (await plan.ask(name, first)).accepted
    assert (await plan.ask(*resubmitted(plan))).accepted
    assert (await plan.ask("decide", plan.message("clare-4-agreed"))).accepted
    await plan.until_is(Status.SIGNED_OFF)
    answer = await plan.ask(name, first)
    assert (answer.accepted, answer.duplicate) == (True, True)
    after = await plan.status()
    assert (after.status, after.version) == (Status.SIGNED_OFF, 2)
    assert len(plan.rows(PlanVersionRow)) == 2
    assert one_of([row for row in plan.rows(MessageRow) if row.message_id == first["message_id"]]).outcome == "accepted"


@pytest.mark.rule("ROUTE-9", "SUB-3")
async def test_whoever_planned_it_for_the_practitioner_may_not_decide_it_either(plan: PlanUnderTest) -> None:
    await plan.submit("above-1-submission", {"plan.planned_by.id": "sm-31"})
    answer = await plan.ask("decide", plan.message("above-2-agreed"))
    assert answer.code is Refusal.OWN_PLAN
    assert (await plan.ask("decide", plan.message("above-2-agreed", {"sent_by.id": "hs-1"}, again="hs"))).accepted


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
async def test_a_limit_that_is_too_low_does_not_decide_and_a_higher_one_does(plan: PlanUnderTest) -> None:
    await plan.submit("above-1-submission")
    answer = await plan.ask("decide", plan.message("above-2-agreed", {"sent_by.id": "tm-205"}, again="tm"))
    assert answer.code is Refusal.NO_AUTHORITY
    assert "team_manager" in answer.reasons[0], "what they hold is named"
    assert (await plan.ask("decide", plan.message("above-2-agreed", {"sent_by.id": "hs-1"}, again="hs"))).accepted
    assert one_of(plan.rows(DecisionRow)).authority["role"] == "head_of_service"


@pytest.mark.rule("ROUTE-10")
async def test_authority_is_looked_up_when_deciding_and_not_when_it_was_asked_for(plan: PlanUnderTest) -> None:
    """The person was told that a plan awaits them, and left the register the day before they decide."""
    await plan.submit("clare-1-submission")
    assert "v1.awaiting_decision.tm-201.clare-submission-1" in plan.letters()
    text = (EXAMPLES / "register.csv").read_text(encoding="utf-8")
    gone = text.replace(
        "tm-201,team_manager,community,2024-04-01,,", "tm-201,team_manager,community,2024-04-01,2026-01-01,"
    )
    assert gone != text
    with plan.desk.database.transaction() as session:
        replace_register(session, read_register(gone, "register.csv"))
    assert (await plan.ask(*agreed(plan))).code is Refusal.NO_AUTHORITY
