"""Only JSON is taken in, in one encoding: whatever else comes is malformed like any other, and sticks nothing.

Every case is sent past the client's own converter, as a sender in another language would, or a codec that we lack.
"""

import gzip
import json
from typing import NamedTuple

import pytest
from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.common import RawValue

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.temporal import names
from tests.support.servers import Desk, PlanUnderTest
from workflows import limits


class Shape(NamedTuple):
    """Bytes, and what their sender says that they are."""

    data: bytes
    metadata: dict[str, bytes]

    @property
    def payload(self) -> Payload:
        """As it goes over the wire."""
        return Payload(data=self.data, metadata=self.metadata)


def a(encoding: str, data: bytes, **more: bytes) -> Shape:
    return Shape(data, {"encoding": encoding.encode(), **more})


LONE = json.dumps({"what": "half \ud800 a character"}).encode()
EXECUTION = WorkflowExecution(workflow_id="w", run_id="r")

SHAPES = {
    "bytes": a("binary/plain", b"\xff\xfe\x00\x01"),
    "no bytes at all": a("binary/plain", b""),
    "nothing, in Temporal's own encoding": a("binary/null", b""),
    "a message of a known type": a(
        "binary/protobuf", EXECUTION.SerializeToString(), messageType=b"temporal.api.common.v1.WorkflowExecution"
    ),
    "the same as JSON": a(
        "json/protobuf", b'{"workflowId":"w"}', messageType=b"temporal.api.common.v1.WorkflowExecution"
    ),
    "encrypted by a codec": a("binary/encrypted", b"\x00\x01\x02", **{"encryption-key-id": b"k"}),
    "compressed by a codec": a("binary/zlib", b"x\x9c\x03\x00"),
    "compressed, and said to be JSON": a("json/plain", gzip.compress(b'{"message_id": "gz-1-12345"}')),
    "another alphabet's bytes": a("json/plain", '{"what": "Zoë"}'.encode("latin-1")),
    "sixteen bits a character": a("json/plain", '{"what": "no"}'.encode("utf-16")),
    "no encoding said": Shape(b'{"what": "no"}', {}),
    "half a character": a("json/plain", LONE),
    "a number that is none": a("json/plain", b'{"a": NaN}'),
    "a number beyond every other": a("json/plain", b'{"a": 1e999}'),
    "a number of five thousand digits": a("json/plain", b'{"a": ' + b"9" * 5000 + b"}"),
    "two hundred thousand brackets": a("json/plain", b"[" * 200_000),
    "fields given twice": a("json/plain", b'{"a": 1, "a": 2}'),
    "a character that no text has": a("json/plain", b'{"a": "\x00"}'),
    "far too long": a("json/plain", b'"' + b"x" * limits.LONGEST_MESSAGE + b'"'),
}


async def never_failed(plan: PlanUnderTest) -> None:
    """No workflow task of any run has failed."""
    history = await plan.handle.fetch_history()
    failed = [event for event in history.events if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED]
    assert failed == []


@pytest.mark.parametrize("interim", [False, True], ids=["the plan", "interim support"])
async def test_whatever_is_not_json_is_malformed_and_the_next_message_is_answered(
    plan: PlanUnderTest, interim: bool
) -> None:
    await plan.submit("clare-1-submission")
    assert (await plan.ask("report_urgent_needs", plan.message("message-report-urgent-needs"))).accepted
    to = plan.interim if interim else plan
    if interim:
        await plan.until_interim(Interim.ASKED_FOR)
    name = "start_interim_support" if interim else "decide"
    for count, shape in enumerate(SHAPES.values(), start=1):
        await to.send_raw(name, shape.payload)
        after = await to.until_status(lambda now, count=count: now.refused_count == count, f"{count} refused")
        assert after.refused[-1].code is Refusal.MALFORMED
    for shape in SHAPES.values():
        answer = await to.ask(name, RawValue(shape.payload))
        assert (answer.outcome, answer.code) == ("refused", Refusal.MALFORMED)
    good = plan.message("message-report-urgent-needs", again="good")
    assert (await to.ask("report_urgent_needs", good)).accepted
    await never_failed(to)


async def test_a_plan_started_with_anything_else_is_refused_and_ends(desk: Desk) -> None:
    for shape in SHAPES.values():
        plan = desk.plan()
        await plan.start(RawValue(shape.payload))
        outcome = await plan.outcome()
        assert outcome.status is Status.REFUSED
        assert outcome.answer is not None
        assert outcome.answer.code is Refusal.MALFORMED
        await never_failed(plan)


async def test_acknowledge_with_anything_else_sticks_nothing(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    for shape in SHAPES.values():
        assert (await plan.ask(names.ACKNOWLEDGE, RawValue(shape.payload))).code is Refusal.PLAN_EXISTS
    assert (await plan.ask(names.ACKNOWLEDGE, "clare-submission-1")).accepted
    await never_failed(plan)


async def test_it_is_not_in_the_way_of_a_new_run(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await plan.desk.shut()
    for shape in SHAPES.values():
        await plan.send_raw("decide", shape.payload)
    await plan.send("decide", plan.message("clare-2-returned"))
    for shape in SHAPES.values():
        await plan.send_raw("resubmit", shape.payload)
    await plan.desk.open()
    await plan.until_is(Status.RETURNED)
    await plan.until_status(lambda now: now.refused_count == 2 * len(SHAPES), "every one refused")
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted
    await never_failed(plan)
