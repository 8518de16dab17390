"""DEC-5 · Every refusal: a message that may not take effect changes nothing, sticks nothing, and is seen afterwards.

As an update it is answered with a code and every reason. As a signal nobody is answered, so it has to be visible: to
the query, to a search, and on the record, each time without its content.
"""

from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.store.tables import MessageRow, RecordRow
from tests.support.servers import PlanUnderTest, one_of, raw
from tests.workflows.refused import (
    ABOUT_MESSAGES,
    NO_CHANGES,
    V1,
    At,
    Refused,
    as_an_update,
    brought_to,
    shows_nothing_but,
    still_works,
)

AGREED = "clare-4-agreed"
NO_LIMB = {"limbs.appropriate_and_proportionate": False}

REFUSALS = {
    "a field that is none, and one that is missing": Refused(
        At.WAITING,
        "withdraw",
        "message-withdraw",
        {"sent_by": {"id": "sw-1042"}, "reasons": "?"},
        Refusal.MALFORMED,
        (("sent_by.system", "missing"), ("reasons", "not a field")),
    ),
    "a message that there is not": Refused(
        At.WAITING,
        "amend",
        "message-withdraw",
        NO_CHANGES,
        Refusal.UNKNOWN_MESSAGE,
        (("", "no such message", "decide"),),
    ),
    "a decision on a version to come": Refused(
        At.WAITING, "decide", AGREED, NO_CHANGES, Refusal.STALE_VERSION, (("version", "version 2", "version 1"),)
    ),
    "a decision by somebody not on the register": Refused(
        At.WAITING,
        "decide",
        AGREED,
        V1 | {"sent_by.id": "nobody-1"},
        Refusal.NO_AUTHORITY,
        (("sent_by.id", "nobody-1", "community", "ROUTE-10"),),
    ),
    "a decision by somebody whose entry has expired": Refused(
        At.WAITING,
        "decide",
        AGREED,
        V1 | {"sent_by.id": "tm-199"},
        Refusal.NO_AUTHORITY,
        (("sent_by.id", "tm-199", "community", "ROUTE-10"),),
    ),
    "a decision by another team's manager": Refused(
        At.WAITING,
        "decide",
        AGREED,
        V1 | {"sent_by.id": "tm-202"},
        Refusal.NO_AUTHORITY,
        (("sent_by.id", "tm-202", "community", "ROUTE-10"),),
    ),
    "a decision by somebody with no authority to decide": Refused(
        At.WAITING,
        "decide",
        AGREED,
        V1 | {"sent_by.id": "sw-1115"},
        Refusal.NO_AUTHORITY,
        (("sent_by.id", "sw-1115", "practitioner", "ROUTE-1"),),
    ),
    "a decision by the practitioner themself": Refused(
        At.WAITING,
        "decide",
        AGREED,
        V1 | {"sent_by.id": "sw-1042"},
        Refusal.OWN_PLAN,
        (("sent_by.id", "sw-1042", "ROUTE-9"),),
    ),
    "an agreement in which a limb fails": Refused(
        At.WAITING,
        "decide",
        AGREED,
        V1 | NO_LIMB,
        Refusal.CONTRADICTION,
        (("limbs.appropriate_and_proportionate", "DEC-1"),),
    ),
    "a return without reasons, and an answer missing": Refused(
        At.WAITING,
        "decide",
        "clare-2-returned",
        {"reasons": [], "wanted": None, "answers": []},
        Refusal.INCOMPLETE,
        (*[("answers", "DEC-2")] * 11, ("reasons", "RET-2"), ("wanted", "RET-3")),
    ),
    "a resubmission of a plan that was not returned": Refused(
        At.WAITING, "resubmit", "clare-3-resubmission", NO_CHANGES, Refusal.NOT_NOW, (("", "awaiting decision"),)
    ),
    "the end of a plan that was never agreed": Refused(
        At.WAITING,
        "end",
        "message-end",
        {"sent_by.id": "sw-1042", "reason": "ended", "why": "She has asked us to stop."},
        Refusal.NOT_NOW,
        (("", "awaiting decision"),),
    ),
    "a task that nobody was asked to do": Refused(
        At.WAITING,
        "complete_task",
        "message-complete-task",
        NO_CHANGES,
        Refusal.NO_SUCH_TASK,
        (("task", "none"),),
    ),
    "consent about somebody the plan does not know": Refused(
        At.WAITING,
        "record_consent",
        "message-record-consent",
        {"sharing.recipient": "P9"},
        Refusal.NO_SUCH_RECIPIENT,
        (("sharing.recipient", "P9", "version 1"),),
    ),
    "consent to a part, without saying which": Refused(
        At.WAITING,
        "record_consent",
        "message-record-consent",
        {"sharing.sections": []},
        Refusal.INCOMPLETE,
        (("sharing.sections", "P1", "SHARE-1"),),
    ),
    "a withdrawal by somebody unknown": Refused(
        At.WAITING,
        "withdraw",
        "message-withdraw",
        {"sent_by.id": "nobody-1"},
        Refusal.NO_AUTHORITY,
        (("sent_by.id", "register"),),
    ),
    "a resubmission of another version": Refused(
        At.RETURNED,
        "resubmit",
        "clare-3-resubmission",
        {"answers_version": 7},
        Refusal.STALE_VERSION,
        (("answers_version", "version 1", "version 7"),),
    ),
    "a resubmission that carries another plan": Refused(
        At.RETURNED,
        "resubmit",
        "clare-3-resubmission",
        {"plan.plan_id": "00000000-0000-4000-8000-000000000000"},
        Refusal.WRONG_PLAN,
        (("plan.plan_id", "another plan"),),
    ),
    "a resubmission that answers no reason and has a gap": Refused(
        At.RETURNED,
        "resubmit",
        "clare-3-resubmission",
        {"responses": [], "plan.contingency_plan": ""},
        Refusal.INCOMPLETE,
        (("responses", "R1", "RET-5"), ("plan.contingency_plan", "SUB-1")),
    ),
    "a second decision on the same version": Refused(
        At.RETURNED, "decide", AGREED, V1, Refusal.NOT_NOW, (("", "Version 1", "returned"),)
    ),
    "the withdrawal of a plan that is in force": Refused(
        At.SIGNED_OFF, "withdraw", "message-withdraw", NO_CHANGES, Refusal.NOT_NOW, (("", "signed off"),)
    ),
}

TELLS_OPERATIONS = {
    Refusal.MALFORMED,
    Refusal.UNKNOWN_MESSAGE,
    Refusal.WRONG_PLAN,
    Refusal.NOT_VERIFIED,
    Refusal.NO_AUTHORITY,
}
"""What nobody would hear of otherwise: the sender of a signal is not answered."""

LEAVES_ITS_ID_FREE = {Refusal.MALFORMED, Refusal.UNKNOWN_MESSAGE, Refusal.WRONG_PLAN, Refusal.WRONG_WORKFLOW}
"""What was not considered: mended, or sent where it belongs, it counts under the same id."""

ONE_OF_EACH_CODE = {case.code: case for case in REFUSALS.values()}
"""What is done about a refused signal follows from its code alone. The last of each: every state is among them."""


@pytest.mark.rule("DEC-5", "ROUTE-9", "ROUTE-10", "DEC-1", "DEC-2", "RET-2", "RET-3", "RET-5")
@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS.keys())
async def test_as_an_update_it_is_answered_with_its_code_and_every_reason(plan: PlanUnderTest, case: Refused) -> None:
    await as_an_update(plan, case)


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("case", ONE_OF_EACH_CODE.values(), ids=ONE_OF_EACH_CODE.keys())
async def test_as_a_signal_it_changes_nothing_and_is_seen_afterwards(plan: PlanUnderTest, case: Refused) -> None:
    await brought_to(plan, case.at)
    before = await plan.status()
    await plan.send(case.name, plan.message(case.example, case.changes))
    after = await plan.until_status(lambda status: status.refused_count == 1, "the refusal counted")
    told = case.code in TELLS_OPERATIONS
    shows_nothing_but(case, before, after, new_tasks=int(told))
    searched = await plan.search_attributes()
    assert searched["PlanRefusedMessages"] == 1
    assert searched.get("PlanNeedsAttention", False) is (after.open_tasks > 0)
    assert (TaskKind.BAD_MESSAGE in plan.tasks().values()) is told
    row = one_of([row for row in plan.rows(RecordRow) if row.event in ABOUT_MESSAGES])
    assert (row.event, set(row.detail)) == (Happening.MESSAGE_REFUSED, {"sha256"})
    kept = [(row.name, row.code) for row in plan.rows(MessageRow) if row.outcome == "refused"]
    assert kept == ([] if case.code in LEAVES_ITS_ID_FREE else [(case.shown_name, case.code)])
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
    assert [(shown.name, shown.code) for shown in after.refused] == [("withdraw", Refusal.MALFORMED)]
    assert (after.status, after.version, after.due) == (before.status, before.version, before.due)
    assert Happening.MESSAGE_REFUSED in plan.happenings()
    assert list(plan.tasks().values()) == [TaskKind.BAD_MESSAGE]
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
    assert {shown.name for shown in after.refused} == {"withdraw", "unknown"}
    await still_works(plan)


async def test_a_signal_that_was_sent_before_the_first_worker_ran_is_considered(plan: PlanUnderTest) -> None:
    await plan.desk.shut()
    await plan.start(plan.message("clare-1-submission"))
    await plan.send("report_urgent_needs", plan.message("message-report-urgent-needs"))
    await plan.send("nonsense")
    await plan.desk.open()
    status = await plan.until_status(lambda status: status.refused_count == 1, "the nonsense counted")
    assert status.status is Status.AWAITING_DECISION
    assert Happening.URGENT_NEEDS_REPORTED in plan.happenings()


async def test_only_the_last_refusals_are_shown_and_all_are_counted(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    for number in range(25):
        await plan.send("nonsense", {"number": number})
    status = await plan.until_status(lambda status: status.refused_count == 25, "all of them counted")
    assert len(status.refused) == 20
    assert {(shown.name, shown.code) for shown in status.refused} == {("unknown", Refusal.UNKNOWN_MESSAGE)}
    assert plan.happenings().count(Happening.MESSAGE_REFUSED) == 25
    assert list(plan.tasks().values()) == [TaskKind.BAD_MESSAGE], "one task, however many come"
    await still_works(plan)
