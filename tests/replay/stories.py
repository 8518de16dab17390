"""The stories whose histories are kept: between them every step of a plan's life, and what can go wrong on the way.

The people in them are made up, and their plans are as short as the rules allow, so that the histories stay small.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.working_time import london_day
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.letters.channels.folder import Folder
from countersign.store.case_files import SqlFiles
from tests.letters.transports import Trouble, of
from tests.support.builders import SURE, Json, without
from tests.support.defects import ALWAYS, put_into_handler
from tests.support.duty import ENDS, duty_does, in_place
from tests.support.servers import PlanUnderTest, raw, until

Story = Callable[[PlanUnderTest], Awaitable[None]]


def short(message: Json) -> Json:
    """The same submission, with one need, one outcome and one service, and few words."""
    plan = message["plan"]
    plan["needs"], plan["outcomes"] = plan["needs"][:1], plan["outcomes"][:1]
    plan["services"] = plan["services"][:1]
    plan["indicative_budget"] = "2000.00"
    for statement in plan["readiness"].values():
        statement["evidence"] = SURE
    for words in ("how_budget_was_worked_out", "contingency_plan", "preferences"):
        plan[words] = SURE
    return message


def today() -> str:
    """The day in London, as messages give it."""
    return london_day(datetime.now(UTC)).isoformat()


async def submitted(plan: PlanUnderTest, changes: Json | None = None) -> None:
    assert (await plan.submit(short(plan.message("clare-1-submission", changes)))).accepted


async def told(plan: PlanUnderTest, name: str, example: str, **changes: Any) -> None:
    message = plan.message(example, changes)
    answer = await plan.ask(name, short(message) if name == "resubmit" else message)
    assert answer.accepted, answer


async def agreed(plan: PlanUnderTest) -> None:
    await told(plan, "decide", "clare-4-agreed", version=1)


async def returned_and_put_right(plan: PlanUnderTest) -> None:
    await submitted(plan)
    await told(plan, "decide", "clare-2-returned")
    await plan.until_interim(Interim.NEED_ASKED)
    await told(plan, "resubmit", "clare-3-resubmission")
    await told(plan, "decide", "clare-4-agreed")
    await plan.until_is(Status.SIGNED_OFF)
    await plan.until_interim(Interim.NONE)
    await plan.to_next_step()
    await ended(plan, "moved_away")
    await given_by_hand(plan)
    await plan.outcome()


async def all_by_signal(plan: PlanUnderTest) -> None:
    await plan.start(short(plan.message("clare-1-submission")))
    await plan.send("decide", plan.message("clare-2-returned"))
    await plan.send("resubmit", short(plan.message("clare-3-resubmission")))
    await plan.send("decide", plan.message("clare-4-agreed"))
    await plan.until_is(Status.SIGNED_OFF)


async def refused_at_the_door(plan: PlanUnderTest) -> None:
    submission = short(plan.message("clare-1-submission"))
    assert (await plan.submit(without(submission, "plan.readiness"))).code is Refusal.INCOMPLETE
    await plan.outcome()


async def started_with_two_arguments(plan: PlanUnderTest) -> None:
    await plan.start({}, {})
    await plan.outcome()


async def withdrawn_while_it_waits(plan: PlanUnderTest) -> None:
    await submitted(plan)
    support = await in_place(plan)
    await support.to_next_step()
    await told(plan, "withdraw", "message-withdraw")
    await plan.outcome()
    await duty_does(support, "review_interim_support", **ENDS)


async def withdrawn_once_returned(plan: PlanUnderTest) -> None:
    await submitted(plan)
    await told(plan, "decide", "clare-2-returned")
    await told(plan, "withdraw", "message-withdraw")
    await plan.outcome()


async def given_by_hand_and_shared_later(plan: PlanUnderTest) -> None:
    await submitted(plan, {"plan.person.contact.format": "braille", "plan.sharing": []})
    await agreed(plan)
    await plan.to_next_step()
    assert (await plan.complete("give:v1/agreed/person")).accepted
    await plan.until_is(Status.SIGNED_OFF)
    await told(plan, "record_consent", "message-record-consent")
    await until(lambda: any(".copy.P1." in name for name in plan.letters()), "the provider's copy")


async def ended_before_its_record_was_given(plan: PlanUnderTest) -> None:
    await submitted(plan, {"plan.person.contact.format": "braille"})
    await agreed(plan)
    await until(lambda: "give:v1/agreed/person" in plan.tasks(), "the record to be given by hand")
    await ended(plan, "moved_away")
    await plan.to_next_step()
    await given_by_hand(plan)
    await plan.outcome()


async def given_by_hand(plan: PlanUnderTest) -> None:
    """TELL-8: nothing goes by itself to the address that somebody has left."""
    for task in [name for name, kind in plan.tasks().items() if kind is TaskKind.GIVE_BY_HAND]:
        assert (await plan.complete(task, by="sw-1042")).accepted


async def ended(plan: PlanUnderTest, reason: str, practitioner: str = "sw-1042") -> None:
    why = "She wants no support from the council any more." if reason == "ended" else None
    by = {"id": practitioner, "system": "case-system"}
    await told(plan, "end", "message-end", sent_by=by, reason=reason, why=why)


async def died_while_it_waits(plan: PlanUnderTest) -> None:
    await submitted(plan, {"plan.person.contact.format": "braille"})
    await ended(plan, "died")
    await plan.outcome()


async def moved_away_once_returned(plan: PlanUnderTest) -> None:
    await submitted(plan)
    await told(plan, "decide", "clare-2-returned")
    await plan.until_interim(Interim.NEED_ASKED)
    await ended(plan, "moved_away")
    await given_by_hand(plan)
    await plan.outcome()


async def asked_before_deciding_and_about_the_return(plan: PlanUnderTest) -> None:
    await submitted(plan)
    asked = plan.message("message-request-information", {"version": 1, "sent_by.id": "tm-201"})
    assert (await plan.ask("request_information", asked)).accepted
    await plan.to_next_step()
    await told(plan, "supply_information", "message-supply-information", request=asked["message_id"])
    await plan.to_next_step()
    await told(plan, "decide", "clare-2-returned")
    await plan.until_interim(Interim.NEED_ASKED)
    about = plan.message("message-ask-about-return", {"version": 1, "sent_by.id": "sw-1042"})
    assert (await plan.ask("ask_about_return", about)).accepted
    by = {"id": "tm-201", "system": "case-system"}
    await told(plan, "answer_about_return", "message-answer-about-return", question=about["message_id"], sent_by=by)
    await told(plan, "resubmit", "clare-3-resubmission")
    await told(plan, "replan_clocks", "message-replan-clocks", sent_by=by)


async def undecided(plan: PlanUnderTest) -> None:
    await submitted(plan)
    for _ in range(3):
        await plan.to_next_step()
    await plan.until_interim(Interim.NEED_ASKED)
    await plan.to_next_step()
    await told(plan, "decide", "clare-4-agreed", version=1)
    await plan.until_is(Status.SIGNED_OFF)


async def started_paid_and_a_condition_met(plan: PlanUnderTest) -> None:
    assert (await plan.submit(plan.message("payment-1-submission"))).accepted
    await told(plan, "decide", "payment-2-agreed")
    payment = plan.message(
        "payment-3-first-payment", {"put_into_practice": False, "received_on": today()}, again="not-yet"
    )
    assert (await plan.ask("report_first_payment", payment)).accepted
    await plan.to_next_step()
    await told(plan, "report_first_payment", "payment-3-first-payment", received_on=today())
    await told(plan, "approve_arrangement", "payment-4-approved")
    await plan.until_is(Status.SIGNED_OFF)
    await plan.to_next_step()
    by = {"id": "sw-1090", "system": "case-system"}
    await told(plan, "meet_condition", "message-meet-condition", condition="D1", sent_by=by)
    await ended(plan, "ended", "sw-1090")


async def reviewed_while_in_force(plan: PlanUnderTest) -> None:
    """Asked for and declined; then held in time, so that the plan goes on as a new run; then late; then it ends."""
    await submitted(plan)
    await agreed(plan)
    await plan.until_is(Status.SIGNED_OFF)
    await told(plan, "ask_for_review", "message-ask-for-review")
    await told(plan, "decline_review", "message-decline-review")
    await plan.to_next_step()
    day = london_day(datetime.now(UTC) + plan.moved).isoformat()
    await told(plan, "record_review", "message-record-review", held_on=day)
    await plan.to_next_step()
    await plan.to_next_step()
    await ended(plan, "ended")


async def to_be_amended(plan: PlanUnderTest, version: int, words: str, practitioner: str = "sw-1042") -> None:
    """An amendment is asked for and agreed to, and the plan in force is submitted with other words."""
    by = {"sent_by.id": practitioner}
    asked = plan.message("message-ask-for-amendment", by, again=f"v{version}-{words[:3]}")
    assert (await plan.ask("ask_for_amendment", asked)).accepted
    answer = plan.message("message-answer-amendment", by | {"request": asked["message_id"]}, again=words[:3])
    assert (await plan.ask("answer_amendment", answer)).accepted
    amended = plan.message("message-submit-amendment", by | {"amends_version": version}, again=words[:3])
    with SqlFiles(plan.desk.database).open(plan.plan_id) as file:
        amended["plan"] = file.version(version).model_dump(mode="json") | {"contingency_plan": words}
    amended["requests"] = [asked["message_id"]]
    taken = await plan.ask("submit_amendment", amended)
    assert taken.accepted, taken
    plan.hashes[taken.version] = taken.content_sha256  # after a withdrawal the next number is not the next to it


async def amended_and_taken_back_twice_and_signed_the_third_time(plan: PlanUnderTest) -> None:
    await submitted(plan)
    await agreed(plan)
    await plan.until_is(Status.SIGNED_OFF)
    await to_be_amended(plan, 1, "Her neighbour rings the agency, and it comes by ten.")
    await told(plan, "withdraw_amendment", "message-withdraw-amendment")
    await to_be_amended(plan, 1, "Ruth rings the agency, and it comes by ten.")
    await told(plan, "decide", "clare-2-returned", version=3)
    again = plan.message("message-withdraw-amendment", again="returned")
    assert (await plan.ask("withdraw_amendment", again)).accepted
    await to_be_amended(plan, 1, "The agency rings Ruth, and comes by ten.")
    decide = plan.message("clare-4-agreed", {"version": 4, "answers": []}, again="light")
    assert (await plan.ask("decide", decide)).accepted
    await plan.until_is(Status.SIGNED_OFF)


async def amended_started_and_taken_back(plan: PlanUnderTest) -> None:
    assert (await plan.submit(plan.message("payment-1-submission"))).accepted
    await told(plan, "decide", "payment-2-agreed")
    await told(plan, "report_first_payment", "payment-3-first-payment", received_on=today())
    await told(plan, "approve_arrangement", "payment-4-approved")
    await plan.until_is(Status.SIGNED_OFF)
    await to_be_amended(plan, 1, "Her sister stands in, and rings us on the day.", "sw-1090")
    by = {"id": "tm-206", "system": "case-system"}
    decide = plan.message("payment-2-agreed", {"version": 2, "conditions": [], "answers": []}, again="light")
    assert (await plan.ask("decide", decide | {"sent_by": by})).accepted
    mine = {"id": "sw-1090", "system": "case-system"}
    await told(plan, "withdraw_amendment", "message-withdraw-amendment", sent_by=mine)


async def ended_before_its_first_payment(plan: PlanUnderTest) -> None:
    assert (await plan.submit(plan.message("payment-1-submission"))).accepted
    await told(plan, "decide", "payment-2-agreed")
    await ended(plan, "ended", "sw-1090")


async def started_and_returned_because_it_does_not_work(plan: PlanUnderTest) -> None:
    assert (await plan.submit(plan.message("payment-1-submission"))).accepted
    await told(plan, "decide", "payment-2-agreed")
    await told(plan, "report_first_payment", "payment-3-first-payment", put_into_practice=False, received_on=today())
    by = {"id": "tm-206", "system": "case-system"}
    third_limb = {"limbs.direct_payment_appropriate_and_cost_effective": True}
    await told(plan, "decide", "clare-2-returned", sent_by=by, version=1, **third_limb)


async def started_and_withdrawn(plan: PlanUnderTest) -> None:
    assert (await plan.submit(plan.message("payment-1-submission"))).accepted
    await told(plan, "decide", "payment-2-agreed")
    by = {"id": "sw-1090", "system": "case-system"}
    await told(plan, "withdraw", "message-withdraw", sent_by=by)
    await plan.outcome()


async def missed_by_its_call(plan: PlanUnderTest) -> None:
    assert (await plan.submit(plan.message("call-1-submission"))).accepted
    asked = plan.message("message-request-information", {"version": 1, "sent_by.id": "cl-611"})
    assert (await plan.ask("request_information", asked)).accepted
    part = {"request": asked["message_id"], "still_to_come": "The letter itself."}
    assert (await plan.ask("supply_information", plan.message("message-supply-information", part))).accepted
    withdrawn = {"request": asked["message_id"], "sent_by.id": "cl-611"}
    assert (await plan.ask("withdraw_request", plan.message("message-withdraw-request", withdrawn))).accepted
    await plan.to_next_step()
    by = {"id": "hs-1", "system": "case-system"}
    assert (await plan.ask("decide", without(plan.message("call-2-agreed", {"sent_by": by}), "meeting"))).accepted
    await plan.until_is(Status.SIGNED_OFF)


async def everything_malformed(plan: PlanUnderTest) -> None:
    await submitted(plan)
    await plan.send("decide")
    await plan.send("decide", {}, {})
    await plan.send("decide", [])
    await plan.send("decide", raw(b"\xff", encoding=b"json/plain"))
    await plan.send("decide", raw(b"\xff", encoding=b"json/plain"), raw(b"\xff", encoding=b"json/plain"))
    await plan.send("nobody knows this", {})
    await plan.until_status(lambda status: status.refused_count == 6, "all of them counted")
    assert (await plan.ask("decide")).code is Refusal.MALFORMED
    message = plan.message("message-report-urgent-needs")
    assert (await plan.ask("report_urgent_needs", message)).accepted
    assert (await plan.ask("report_urgent_needs", message)).duplicate
    assert (await plan.ask("report_urgent_needs", message | {"what": "x"})).code is Refusal.MESSAGE_ID_REUSED


async def the_post_fails(plan: PlanUnderTest) -> None:
    await plan.desk.open_with(folder=Trouble(Folder(plan.desk.settings.outbox), what=of("person", "agreed")))
    await submitted(plan)
    await agreed(plan)
    await plan.until_status(lambda status: status.waiting_notices == 1, "the letter waiting")
    await plan.forward(timedelta(hours=5))
    await plan.until_status(lambda status: status.open_tasks == 1, "the task")
    assert (await plan.complete("give:v1/agreed/person")).accepted
    await plan.until_is(Status.SIGNED_OFF)


async def our_software_fails(plan: PlanUnderTest) -> None:
    await submitted(plan)
    with pytest.MonkeyPatch.context() as broken:
        put_into_handler(broken, "decide", ALWAYS)
        decision = plan.message("clare-4-agreed", {"version": 1})
        assert (await plan.ask("decide", decision)).code is Refusal.FAULT
    (fault,) = [name for name, kind in plan.tasks().items() if kind is TaskKind.FAULT]
    assert (await plan.complete(fault)).accepted
    await plan.until_is(Status.SIGNED_OFF)


async def support_from_its_asking_to_its_end(plan: PlanUnderTest) -> None:
    await submitted(plan)
    support = await in_place(plan)
    await support.to_next_step()
    await duty_does(support, "review_interim_support")
    await told(plan, "withdraw", "message-withdraw")
    await until(lambda: Happening.INTERIM_REVIEW_ASKED in plan.happenings(), "that the plan has left, heard")
    await duty_does(support, "review_interim_support", **ENDS)


STORIES: dict[str, Story] = {
    story.__name__: story
    for story in (
        returned_and_put_right,
        all_by_signal,
        refused_at_the_door,
        started_with_two_arguments,
        withdrawn_while_it_waits,
        withdrawn_once_returned,
        given_by_hand_and_shared_later,
        ended_before_its_record_was_given,
        died_while_it_waits,
        moved_away_once_returned,
        support_from_its_asking_to_its_end,
        asked_before_deciding_and_about_the_return,
        started_paid_and_a_condition_met,
        reviewed_while_in_force,
        amended_and_taken_back_twice_and_signed_the_third_time,
        amended_started_and_taken_back,
        ended_before_its_first_payment,
        started_and_returned_because_it_does_not_work,
        started_and_withdrawn,
        missed_by_its_call,
        undecided,
        everything_malformed,
        the_post_fails,
        our_software_fails,
    )
}
