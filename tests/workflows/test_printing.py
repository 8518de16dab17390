"""What cannot be printed becomes a person's task, and while something is printed nothing else waits for it."""

import threading
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from countersign.careplan.lifecycle import Status
from countersign.careplan.people import LARGE_PRINT, Format
from countersign.casework.kept import TaskKind
from countersign.casework.ports import RecordFiles
from countersign.letters.documents import Documents
from countersign.letters.printing import AT_ONCE, CannotPrintError, Printer
from countersign.testkit import office
from countersign.wording.written_record import WrittenRecord
from tests.support.servers import Desk, PlanUnderTest, until


class Overtaxed(Printer):
    """Whatever it prints is over the limits."""

    def pdf(self, record: WrittenRecord, *, size: int) -> bytes:  # noqa: ARG002
        raise CannotPrintError("more time than printing may take")


class Slow(Documents):
    """Prints nothing until it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go, self.begun = threading.Event(), 0

    def record(self, record: WrittenRecord, fmt: Format, print_size: int = LARGE_PRINT) -> RecordFiles:
        self.begun += 1
        assert self.may_go.wait(office.PATIENCE)
        return super().record(record, fmt, print_size)


async def agreed(desk: Desk, **changes: object) -> PlanUnderTest:
    plan = desk.plan()
    await plan.submit("clare-1-submission", changes)
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    return plan


@pytest.mark.rule("REC-4", "TELL-5")
async def test_what_cannot_be_printed_is_given_by_hand_once_and_the_plan_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.shut()
    monkeypatch.setattr(office, "documents", lambda: Documents(Overtaxed()))
    await desk.open()
    plan = await agreed(desk)
    await plan.until_status(lambda status: status.open_tasks > 0, "the task")
    tasks = plan.tasks()
    assert tasks["give:v1/agreed/person"] is TaskKind.GIVE_BY_HAND
    assert set(tasks.values()) == {TaskKind.GIVE_BY_HAND}, "no fault of ours"
    assert (await plan.status()).status is Status.AGREED
    for task in tasks:
        assert (await plan.complete(task)).accepted
    await plan.until_is(Status.SIGNED_OFF)
    assert plan.tasks() == {}


@pytest_asyncio.fixture(loop_scope="session")
async def slow(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Slow]:
    """The desk's worker, which prints slowly."""
    await desk.shut()
    documents = Slow()
    monkeypatch.setattr(office, "documents", lambda: documents)
    await desk.open()
    yield documents
    documents.may_go.set()


async def test_while_much_is_printed_everything_else_goes_on(desk: Desk, slow: Slow) -> None:
    """More plans are agreed at once than there are threads: none of them stands in the way of a message."""
    plans = [await agreed(desk) for _ in range(AT_ONCE + 7)]
    await until(lambda: slow.begun == AT_ONCE, "printing")
    other = desk.plan()
    assert (await other.submit("clare-1-submission")).accepted
    assert (await other.ask("report_urgent_needs", other.message("message-report-urgent-needs"))).accepted
    assert (await other.ask("decide", other.message("clare-2-returned"))).accepted
    assert slow.begun == AT_ONCE
    slow.may_go.set()
    for plan in plans:
        await plan.until_is(Status.SIGNED_OFF)
