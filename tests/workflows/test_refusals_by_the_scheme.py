"""DEC-5 · The messages about meetings, payments, conditions and requests: out of order, late, by nobody, and twice.

Each is refused with its code and every reason and changes nothing; one that comes twice counts once.
"""

from typing import Any

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.working_time import london_day
from countersign.casework.happenings import Happening
from tests.support.servers import PlanUnderTest
from tests.workflows.refused import At, Refused, as_an_update, brought_to, today

ASKED, CALL = "request-information-message-1", "call-2-agreed"
PAYMENT, MISSED = ("report_first_payment", "payment-3-first-payment"), "message-report-missed-meeting"
NOBODY = {"sent_by.id": "nobody-1"}
NOT_KNOWN = ("sent_by.id", "register")

REFUSALS = {
    "a request withdrawn that nobody made": Refused(
        At.WAITING,
        "withdraw_request",
        "message-withdraw-request",
        {"sent_by.id": "tm-201"},
        Refusal.NO_SUCH_QUESTION,
        (("request", "none"),),
    ),
    "a request withdrawn by another team's manager": Refused(
        At.ASKED,
        "withdraw_request",
        "message-withdraw-request",
        {"request": ASKED, "sent_by.id": "tm-202"},
        Refusal.NO_AUTHORITY,
        (("sent_by.id", "tm-202", "community", "ROUTE-10"),),
    ),
    "a request withdrawn by the practitioner who is to answer it": Refused(
        At.ASKED,
        "withdraw_request",
        "message-withdraw-request",
        {"request": ASKED, "sent_by.id": "sw-1042"},
        Refusal.OWN_PLAN,
        (("sent_by.id", "sw-1042", "ROUTE-9"),),
    ),
    "part of what nobody asked for": Refused(
        At.ASKED,
        "supply_information",
        "message-supply-information",
        {"request": "another-request-1", "still_to_come": "The rest of it, on Friday."},
        Refusal.NO_SUCH_QUESTION,
        (("request", ASKED),),
    ),
    "a meeting missed where none is waited for": Refused(
        At.WAITING,
        "report_missed_meeting",
        MISSED,
        {"sent_by.id": "sw-1042"},
        Refusal.NOT_NOW,
        (("", "awaiting decision"),),
    ),
    "a meeting missed after the plan was agreed": Refused(
        At.AUTHORISED, "report_missed_meeting", MISSED, {}, Refusal.NOT_NOW, (("", "authorised to start"),)
    ),
    "a meeting missed of another day": Refused(
        At.FOR_THE_CALL,
        "report_missed_meeting",
        MISSED,
        {},
        Refusal.NOT_NOW,
        (("held_on", "meeting"),),
    ),
    "a meeting missed, as nobody says": Refused(
        At.FOR_THE_CALL, "report_missed_meeting", MISSED, NOBODY, Refusal.NO_AUTHORITY, (NOT_KNOWN,)
    ),
    "a first payment before any decision": Refused(
        At.WAITING, *PAYMENT, {}, Refusal.NOT_NOW, (("", "awaiting decision", "first payment"),)
    ),
    "a first payment of a day to come": Refused(
        At.AUTHORISED,
        *PAYMENT,
        {"received_on": "2043-06-01"},
        Refusal.INCOMPLETE,
        (("received_on", "ROUTE-5"),),
    ),
    "a first payment, as nobody says": Refused(
        At.AUTHORISED, *PAYMENT, NOBODY, Refusal.NO_AUTHORITY, (("sent_by.id", "arranges the payment", "ROUTE-5"),)
    ),
    "a first payment of years ago": Refused(
        At.AUTHORISED, *PAYMENT, {"received_on": "2020-11-13"}, Refusal.INCOMPLETE, (("received_on", "ROUTE-5"),)
    ),
    "an approval of what nobody has reported": Refused(
        At.AUTHORISED,
        "approve_arrangement",
        "payment-4-approved",
        {},
        Refusal.NOT_NOW,
        (("on_what", "Nobody has reported", "ROUTE-5"),),
    ),
    "a condition of a plan that has none": Refused(
        At.WAITING,
        "meet_condition",
        "message-meet-condition",
        {},
        Refusal.NO_SUCH_CONDITION,
        (("condition", "none"),),
    ),
    "a condition that is not due before the plan is signed off": Refused(
        At.AUTHORISED,
        "meet_condition",
        "message-meet-condition",
        {},
        Refusal.NO_SUCH_CONDITION,
        (("condition", "none"),),
    ),
    "a condition that there is not": Refused(
        At.PAID,
        "meet_condition",
        "message-meet-condition",
        {"condition": "D9"},
        Refusal.NO_SUCH_CONDITION,
        (("condition", "D1"),),
    ),
    "a condition met, as nobody says": Refused(
        At.PAID, "meet_condition", "message-meet-condition", NOBODY, Refusal.NO_AUTHORITY, (NOT_KNOWN,)
    ),
    "a call's decision on a version to come": Refused(
        At.FOR_THE_CALL, "decide", CALL, {"version": 2}, Refusal.STALE_VERSION, (("version", "version 2", "version 1"),)
    ),
    "a call's decision that names no meeting": Refused(
        At.FOR_THE_CALL,
        "decide",
        CALL,
        {"meeting": None},
        Refusal.INCOMPLETE,
        (("meeting", "Weekly conference call", "ROUTE-3"),),
    ),
    "a call's decision on a day to which nobody was invited": Refused(
        At.FOR_THE_CALL, "decide", CALL, {}, Refusal.NOT_QUORATE, (("meeting.held_on", "ROUTE-6"),)
    ),
    "a decision alone that names a meeting": Refused(
        At.WAITING,
        "decide",
        CALL,
        {"sent_by.id": "tm-201"},
        Refusal.CONTRADICTION,
        (("meeting", "Team manager", "ROUTE-3"),),
    ),
    "a second decision while the first payment is waited for": Refused(
        At.AUTHORISED,
        "decide",
        "payment-2-agreed",
        {},
        Refusal.NOT_NOW,
        (("outcome", "authorised to start", "ROUTE-5"),),
    ),
    "a resubmission while the first payment is waited for": Refused(
        At.AUTHORISED,
        "resubmit",
        "clare-3-resubmission",
        {},
        Refusal.NOT_NOW,
        (("", "authorised to start"),),
    ),
}


async def day_of_the_call(plan: PlanUnderTest) -> str:
    """The day for which the plan waits now."""
    clocks = (await plan.status()).clocks
    return london_day(next(clock.since for clock in clocks if clock.wait is Wait.MEETING)).isoformat()


@pytest.mark.rule("DEC-5", "ROUTE-3", "ROUTE-5", "ROUTE-10", "DEC-4", "DP-6")
@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS.keys())
async def test_it_is_refused_with_its_code_and_every_reason_and_changes_nothing(
    plan: PlanUnderTest, case: Refused
) -> None:
    await as_an_update(plan, case)


TWICE: dict[str, tuple[At, str, dict[str, Any]]] = {
    "a request withdrawn": (At.ASKED, "withdraw_request", {"request": ASKED, "sent_by.id": "tm-201"}),
    "part of the information": (
        At.ASKED,
        "supply_information",
        {"request": ASKED, "still_to_come": "The rest of it, on Friday."},
    ),
    "a meeting missed": (At.FOR_THE_CALL, "report_missed_meeting", {}),
    "a first payment that does not work yet": (
        At.AUTHORISED,
        "report_first_payment",
        {"put_into_practice": False, "sent_by.id": "sw-1090"},
    ),
    "a condition met": (At.PAID, "meet_condition", {}),
}


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize(("at", "name", "changes"), TWICE.values(), ids=TWICE.keys())
async def test_what_comes_twice_counts_once(plan: PlanUnderTest, at: At, name: str, changes: dict[str, Any]) -> None:
    await brought_to(plan, at)
    if name == "report_missed_meeting":
        changes = {"held_on": await day_of_the_call(plan), "because": "called_off"}
    if name == "report_first_payment":
        changes = {**changes, "received_on": today(plan)}
    message = plan.message(f"message-{name.replace('_', '-')}", changes)
    first = await plan.ask(name, message)
    assert (first.accepted, first.duplicate) == (True, False)
    before, happenings, notices = await plan.status(), plan.happenings(), plan.notices()
    again = await plan.ask(name, message)
    assert again == first.model_copy(update={"duplicate": True})
    after = await plan.status()
    assert (after.clocks, after.status, after.open_tasks) == (before.clocks, before.status, before.open_tasks)
    assert plan.happenings() == [*happenings, Happening.MESSAGE_CAME_AGAIN]
    assert plan.notices().keys() == notices.keys(), "nobody is told twice"


@pytest.mark.rule("ROUTE-3", "DEC-5")
async def test_word_that_a_call_was_missed_is_refused_once_the_next_call_is_waited_for(plan: PlanUnderTest) -> None:
    """Two people report the same call: the second does not lose the plan its next one."""
    await brought_to(plan, At.FOR_THE_CALL)
    day = await day_of_the_call(plan)
    assert (
        await plan.ask("report_missed_meeting", plan.message(MISSED, {"held_on": day, "because": "called_off"}))
    ).accepted
    following = await day_of_the_call(plan)
    again = await plan.ask(
        "report_missed_meeting", plan.message(MISSED, {"held_on": day, "because": "called_off"}, again="by-another")
    )
    assert again.code is Refusal.NOT_NOW
    assert following > day
    assert await day_of_the_call(plan) == following
