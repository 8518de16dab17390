"""DEC-5 · Every refusal: a message that may not take effect changes nothing, sticks nothing, and is seen afterwards.

As an update it is answered with a code and every reason. As a signal nobody is answered, so it has to be visible: to
the query, to a search, and on the record, each time without its content.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from careplan.lifecycle import Status
from careplan.messages import MESSAGES, Refusal
from store.tables import MessageRow, RecordRow
from tests.servers import PlanUnderTest, one_of, raw

NO_CHANGES: Mapping[str, Any] = {}
A_DECISION = {"version": 1}


class Refused(NamedTuple):
    """A message that is refused: from a plan in which state, with what changed, by what code, for which reasons."""

    before: Status
    name: str
    example: str
    changes: Mapping[str, Any]
    code: Refusal
    reasons: tuple[str, ...]
    """How each reason begins. As many as there are, and in this order."""


WAITING, RETURNED, SIGNED_OFF = Status.AWAITING_DECISION, Status.RETURNED, Status.SIGNED_OFF
AGREED = "clare-4-agreed"
NO_LIMB = {"limbs.appropriate_and_proportionate": False}

REFUSALS = {
    "a field that is none, and one that is missing": Refused(
        WAITING,
        "withdraw",
        "message-withdraw",
        {"sent_by": {"id": "sw-1042"}, "reasons": "?"},
        Refusal.MALFORMED,
        ("sent_by.system: is missing", "reasons: is not a field of this message"),
    ),
    "a message that there is not": Refused(
        WAITING, "amend", "message-withdraw", NO_CHANGES, Refusal.UNKNOWN_MESSAGE, ("There is no such message",)
    ),
    "a decision on a version to come": Refused(
        WAITING, "decide", AGREED, NO_CHANGES, Refusal.STALE_VERSION, ("version: the decision is about version 2",)
    ),
    "a decision by somebody not on the register": Refused(
        WAITING,
        "decide",
        AGREED,
        A_DECISION | {"sent_by.id": "nobody-1"},
        Refusal.NO_AUTHORITY,
        ("sent_by.id: nobody-1 holds no role",),
    ),
    "a decision by somebody whose entry has expired": Refused(
        WAITING,
        "decide",
        AGREED,
        A_DECISION | {"sent_by.id": "tm-199"},
        Refusal.NO_AUTHORITY,
        ("sent_by.id: tm-199 holds no role",),
    ),
    "a decision by another team's manager": Refused(
        WAITING,
        "decide",
        AGREED,
        A_DECISION | {"sent_by.id": "tm-202"},
        Refusal.NO_AUTHORITY,
        ("sent_by.id: tm-202 holds no role for team community",),
    ),
    "a decision by somebody with no authority to decide": Refused(
        WAITING,
        "decide",
        AGREED,
        A_DECISION | {"sent_by.id": "sw-1115"},
        Refusal.NO_AUTHORITY,
        ("sent_by.id: sw-1115 is practitioner",),
    ),
    "a decision by the practitioner themself": Refused(
        WAITING,
        "decide",
        AGREED,
        A_DECISION | {"sent_by.id": "sw-1042"},
        Refusal.OWN_PLAN,
        ("sent_by.id: sw-1042 submitted or planned this plan",),
    ),
    "an agreement in which a limb fails": Refused(
        WAITING,
        "decide",
        AGREED,
        A_DECISION | NO_LIMB,
        Refusal.CONTRADICTION,
        ("limbs.appropriate_and_proportionate: A plan cannot be agreed",),
    ),
    "a return without reasons, and an answer missing": Refused(
        WAITING,
        "decide",
        "clare-2-returned",
        {"reasons": [], "wanted": None, "answers": []},
        Refusal.INCOMPLETE,
        (*["answers: The question"] * 11, "reasons: A return gives", "wanted: A return says"),
    ),
    "a resubmission of a plan that was not returned": Refused(
        WAITING, "resubmit", "clare-3-resubmission", NO_CHANGES, Refusal.NOT_NOW, ("The plan is awaiting decision",)
    ),
    "the end of a plan that was never agreed": Refused(
        WAITING,
        "end",
        "message-end",
        {"sent_by.id": "sw-1042", "reason": "ended"},
        Refusal.NOT_NOW,
        ("The plan is awaiting decision",),
    ),
    "a task that nobody was asked to do": Refused(
        WAITING,
        "complete_task",
        "message-complete-task",
        NO_CHANGES,
        Refusal.NO_SUCH_TASK,
        ("task: is not one of the open tasks (none).",),
    ),
    "consent about somebody the plan does not know": Refused(
        WAITING,
        "record_consent",
        "message-record-consent",
        {"sharing.recipient": "P9"},
        Refusal.NO_SUCH_RECIPIENT,
        ("sharing.recipient: P9 is not a carer or provider of version 1.",),
    ),
    "consent to a part, without saying which": Refused(
        WAITING,
        "record_consent",
        "message-record-consent",
        {"sharing.sections": []},
        Refusal.INCOMPLETE,
        ("sharing.sections: P1: a part copy names the sections",),
    ),
    "a withdrawal by somebody unknown": Refused(
        WAITING,
        "withdraw",
        "message-withdraw",
        {"sent_by.id": "nobody-1"},
        Refusal.NO_AUTHORITY,
        ("sent_by.id: did not submit or plan this plan, and is not on the register today.",),
    ),
    "a resubmission of another version": Refused(
        RETURNED,
        "resubmit",
        "clare-3-resubmission",
        {"answers_version": 7},
        Refusal.STALE_VERSION,
        ("answers_version: version 1 is in hand",),
    ),
    "a resubmission that carries another plan": Refused(
        RETURNED,
        "resubmit",
        "clare-3-resubmission",
        {"plan.plan_id": "00000000-0000-4000-8000-000000000000"},
        Refusal.WRONG_PLAN,
        ("plan.plan_id: is another plan's.",),
    ),
    "a resubmission that answers no reason and has a gap": Refused(
        RETURNED,
        "resubmit",
        "clare-3-resubmission",
        {"responses": [], "plan.contingency_plan": ""},
        Refusal.INCOMPLETE,
        ("responses: Nothing is said about reason R1", "plan.contingency_plan: "),
    ),
    "a second decision on the same version": Refused(
        RETURNED, "decide", AGREED, A_DECISION, Refusal.NOT_NOW, ("Version 1 is returned",)
    ),
    "the withdrawal of a plan that is in force": Refused(
        SIGNED_OFF, "withdraw", "message-withdraw", NO_CHANGES, Refusal.NOT_NOW, ("The plan is signed off",)
    ),
}

TELLS_OPERATIONS = {Refusal.MALFORMED, Refusal.UNKNOWN_MESSAGE, Refusal.NO_AUTHORITY}
"""What nobody would hear of otherwise: the sender of a signal is not answered."""

each_refusal = pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS.keys())


async def brought_to(plan: PlanUnderTest, status: Status) -> None:
    assert (await plan.submit("clare-1-submission")).accepted
    if status is Status.RETURNED:
        assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    if status is Status.SIGNED_OFF:
        assert (await plan.ask("decide", plan.message("clare-4-agreed", A_DECISION, again="first"))).accepted
        # The next message comes when everything about this one is over.
    await plan.until_is(status)


async def still_works(plan: PlanUnderTest) -> None:
    """A valid message takes effect, and no workflow task has ever failed."""
    urgent = plan.message("message-report-urgent-needs")
    assert (await plan.ask("report_urgent_needs", urgent)).accepted
    assert await plan.failed_tasks() == 0


@pytest.mark.rule("DEC-5", "ROUTE-9", "ROUTE-10", "DEC-1", "DEC-2", "RET-2", "RET-3", "RET-5")
@each_refusal
async def test_as_an_update_it_is_answered_with_its_code_and_every_reason(plan: PlanUnderTest, case: Refused) -> None:
    await brought_to(plan, case.before)
    before = await plan.status()
    answer = await plan.ask(case.name, plan.message(case.example, case.changes))
    assert (answer.outcome, answer.code) == ("refused", case.code)
    assert len(answer.reasons) == len(case.reasons), answer.reasons
    for reason, wanted in zip(answer.reasons, case.reasons, strict=True):
        assert reason.startswith(wanted)
    assert (answer.plan_status, answer.version) == (before.status.value, before.version)
    after = await plan.status()
    assert after == before.model_copy(update={"refused_count": 1, "refused": after.refused}), "nothing else changed"
    assert [(one.name, one.code) for one in after.refused] == [
        (case.name if case.name in MESSAGES else "unknown", case.code)
    ]
    await still_works(plan)


@pytest.mark.rule("DEC-5")
@each_refusal
async def test_as_a_signal_it_changes_nothing_and_is_seen_afterwards(plan: PlanUnderTest, case: Refused) -> None:
    await brought_to(plan, case.before)
    before = await plan.status()
    message = plan.message(case.example, case.changes)
    await plan.send(case.name, message)
    after = await plan.until_status(lambda status: status.refused_count == 1, "the refusal counted")
    shown = case.name if case.name in MESSAGES else "unknown"
    assert [(one.name, one.code) for one in after.refused] == [(shown, case.code)]
    told = case.code in TELLS_OPERATIONS
    unchanged = {"refused_count": 1, "refused": after.refused, "open_tasks": before.open_tasks + told}
    assert after == before.model_copy(update=unchanged)

    async def shown_to_searches() -> bool:
        found = await plan.search_attributes()
        return found["PlanRefusedMessages"] == 1 and found.get("PlanNeedsAttention", False) is (after.open_tasks > 0)

    assert await shown_to_searches()
    assert ("bad_message" in plan.tasks().values()) is told

    row = one_of([row for row in plan.rows(RecordRow) if row.what.startswith("Message ")])
    assert row.what == f"Message '{shown}' refused: {case.code.value}"
    assert set(row.detail) == {"sha256"}
    kept = one_of([row for row in plan.rows(MessageRow) if row.outcome == "refused"])
    assert (kept.name, kept.code) == (shown, case.code.value)
    await still_works(plan)


SHAPES: dict[str, tuple[RawValue | dict[str, Any] | list[Any] | str | float | None, ...]] = {
    "not JSON": (raw(b"\xffnot json{", encoding=b"json/plain"),),
    "half a JSON object": (raw(b'{"message_id": "half', encoding=b"json/plain"),),
    "half a character": (raw(b'{"message_id": "\\ud800"}', encoding=b"json/plain"),),
    "an encoding that is not known": (raw(b"{}", encoding=b"binary/encrypted"),),
    "no metadata": (raw(b"{}"),),
    "bytes": (raw(b"{}", encoding=b"binary/plain"),),
    "null": (raw(b"", encoding=b"binary/null"),),
    "JSON null": (raw(b"null", encoding=b"json/plain"),),
    "a protobuf message": (raw(b"{}", encoding=b"json/protobuf", messageType=b"nobody.knows.This"),),
    "no argument": (),
    "two arguments": ({}, {}),
    "two arguments, neither JSON": (raw(b"\xff", encoding=b"json/plain"), raw(b"\xff", encoding=b"json/plain")),
    "a list": ([{"message_id": "a-list-0001"}],),
    "a text": ("withdraw, please",),
    "a number that is none": (raw(b"NaN", encoding=b"json/plain"),),
    "an empty object": ({},),
    "a message id that is no text": ({"message_id": {"id": 1}},),
    "200 lists in each other": (raw(b"[" * 200 + b"]" * 200, encoding=b"json/plain"),),
    "10,000 lists in each other": (raw(b"[" * 10_000 + b"]" * 10_000, encoding=b"json/plain"),),
    "a megabyte": (raw(b'{"message_id": "long-0001", "reason": "%b"}' % (b"x" * 1_000_000), encoding=b"json/plain"),),
    "nearly all that the server takes": (raw(b'"%b"' % (b"x" * 2_090_000), encoding=b"json/plain"),),
}

each_shape = pytest.mark.parametrize("arguments", SHAPES.values(), ids=SHAPES.keys())


@each_shape
async def test_a_malformed_signal_sticks_nothing_and_is_seen(plan: PlanUnderTest, arguments: tuple[Any, ...]) -> None:
    await plan.submit("clare-1-submission")
    before = await plan.status()
    await plan.send("withdraw", *arguments)
    after = await plan.until_status(lambda status: status.refused_count == 1, "the malformed signal counted")
    assert [(one.name, one.code) for one in after.refused] == [("withdraw", Refusal.MALFORMED)]
    assert (after.status, after.version, after.due) == (before.status, before.version, before.due)
    assert "Message 'withdraw' refused: malformed" in plan.record()
    assert list(plan.tasks().values()) == ["bad_message"]
    await still_works(plan)


@each_shape
async def test_a_malformed_update_is_answered_and_sticks_nothing(
    plan: PlanUnderTest, arguments: tuple[Any, ...]
) -> None:
    await plan.submit("clare-1-submission")
    answer = await plan.ask("withdraw", *arguments)
    assert (answer.outcome, answer.code) == ("refused", Refusal.MALFORMED)
    assert answer.reasons
    assert (await plan.status()).refused_count == 1
    assert plan.tasks() == {}, "its sender knows"
    await still_works(plan)


async def test_signals_past_the_clients_own_converter_stick_nothing(plan: PlanUnderTest) -> None:
    """As a sender writes them who uses gRPC by hand: no payload at all, an empty one, a name that is no name."""
    await plan.submit("clare-1-submission")
    await plan.send_raw("withdraw")
    await plan.send_raw("withdraw", Payload())
    await plan.send_raw("withdraw\n\x00 everything", Payload(metadata={"encoding": b"json/plain"}, data=b"{}"))
    await plan.send_raw("w" * 900, Payload(metadata={"encoding": b"json/plain"}, data=b"{}"))
    after = await plan.until_status(lambda status: status.refused_count == 4, "all four counted")
    assert after.status is Status.AWAITING_DECISION
    assert {one.name for one in after.refused} == {"withdraw", "unknown"}
    await still_works(plan)


async def test_a_signal_that_was_sent_before_the_first_worker_ran_is_considered(plan: PlanUnderTest) -> None:
    await plan.desk.shut()
    await plan.start(plan.message("clare-1-submission"))
    await plan.send("report_urgent_needs", plan.message("message-report-urgent-needs"))
    await plan.send("nonsense")
    await plan.desk.open()
    status = await plan.until_status(lambda status: status.refused_count == 1, "the nonsense counted")
    assert status.status is Status.AWAITING_DECISION
    assert "Urgent needs were reported" in plan.record()


async def test_only_the_last_refusals_are_shown_and_all_are_counted(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    for number in range(25):
        await plan.send("nonsense", {"number": number})
    status = await plan.until_status(lambda status: status.refused_count == 25, "all of them counted")
    assert len(status.refused) == 20
    assert plan.record().count("Message 'unknown' refused: unknown_message") == 25
    assert list(plan.tasks().values()) == ["bad_message"], "one task, however many come"
    await still_works(plan)
