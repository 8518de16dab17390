"""REC-1 · Printing has limits of time and memory: a document over them ends one process; the next is printed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
import pytest

from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.letters.printing import RECORD, STANDARD_PRINT, CannotPrintError, Limits, Printer
from countersign.wording.written_record import WrittenRecord
from tests.house.laws import ROOT
from tests.support.records import plan, record_of

PATIENCE = 120
SLOW = "aא" * 100_000
"""A face and a direction for each letter: some seconds of setting. No door takes it at this length."""
LARGE = "word " * 600_000
"""Three million letters: most of a gigabyte."""


def record(preferences: str = "Tea.") -> WrittenRecord:
    return record_of(plan().model_copy(update={"preferences": preferences}))


@contextmanager
def a_printer(limits: Limits | None = None) -> Generator[Printer]:
    printer = Printer(limits)
    try:
        yield printer
    finally:
        printer.close()


def printing_now(parent: int = 0) -> list[psutil.Process]:
    """The processes that print for one process: for this one, if no other is named."""
    children = psutil.Process(parent or None).children()
    return [child for child in children if any("typesetter" in part for part in child.cmdline())]


def of(printer: Printer) -> int:
    """The process that prints for a printer, of which exactly one stands."""
    (process,) = printer._presses[RECORD].ready  # pyright: ignore[reportPrivateUsage]
    return process._process.pid  # pyright: ignore[reportPrivateUsage]


def until(holds: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"never saw: {what}"
        time.sleep(0.01)


def is_printing(pid: int) -> bool:
    """Whether it has worked for longer than any start and small document take."""
    return psutil.Process(pid).cpu_times().user > 0.4


@pytest.mark.rule("REC-1")
@pytest.mark.parametrize(
    ("limits", "text", "what"),
    [(Limits(seconds=1), SLOW, "more time"), (Limits(megabytes=200), LARGE, "more memory")],
    ids=["time", "memory"],
)
def test_a_document_over_a_limit_ends_what_prints_it_and_the_next_one_is_printed(
    limits: Limits, text: str, what: str
) -> None:
    with a_printer(limits) as printer:
        printed = printer.pdf(record(), size=STANDARD_PRINT)
        first = of(printer)
        with pytest.raises(CannotPrintError, match=f"^{what} than printing may take$") as raised:
            printer.pdf(record(text), size=STANDARD_PRINT)
        assert text[:2] not in str(raised.value)
        assert not psutil.pid_exists(first)
        assert printer.pdf(record(), size=STANDARD_PRINT) == printed
        assert of(printer) != first


@pytest.mark.rule("REC-1")
def test_a_record_that_cannot_be_printed_has_its_other_forms() -> None:
    with a_printer(Limits(seconds=1)) as printer:
        files = Documents(printer).record(record(SLOW), Format.STANDARD)
    assert files.pdf == b""
    assert "א" in files.html.decode()
    assert "א" in files.text.decode()


@pytest.mark.rule("REC-1")
@pytest.mark.parametrize(("ends", "patience"), [(signal.SIGKILL, 100), (signal.SIGSTOP, 20)], ids=["killed", "hanging"])
def test_a_document_whose_process_ends_is_printed_by_another(ends: signal.Signals, patience: int) -> None:
    with a_printer(Limits(patience=patience)) as printer, ThreadPoolExecutor(1) as thread:
        printer.pdf(record(), size=STANDARD_PRINT)
        first = of(printer)
        going = thread.submit(printer.pdf, record(SLOW[:60_000]), size=STANDARD_PRINT)
        until(lambda: is_printing(first), "the document being set")
        os.kill(first, ends)
        assert going.result(PATIENCE).startswith(b"%PDF")
        assert not psutil.pid_exists(first)
        assert of(printer) != first


def test_one_that_ends_while_nothing_is_printed_is_replaced() -> None:
    with a_printer() as printer:
        printed = printer.pdf(record(), size=STANDARD_PRINT)
        os.kill(of(printer), signal.SIGKILL)
        assert printer.pdf(record(), size=STANDARD_PRINT) == printed


def test_one_is_replaced_when_it_has_printed_so_many() -> None:
    with a_printer(Limits(documents=2)) as printer:
        printer.pdf(record(), size=STANDARD_PRINT)
        first = of(printer)
        printer.pdf(record(), size=STANDARD_PRINT)
        assert not psutil.pid_exists(first)
        printer.pdf(record(), size=STANDARD_PRINT)
        assert of(printer) != first


def test_one_that_holds_much_memory_is_replaced() -> None:
    with a_printer(Limits(megabytes=300)) as printer:
        printer.pdf(record(), size=STANDARD_PRINT)
        first = of(printer)
        printer.pdf(record(LARGE[:400_000]), size=STANDARD_PRINT)
        assert not psutil.pid_exists(first)


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_whoever_stops_everything_does_not_stop_a_document(told: signal.Signals) -> None:
    """The worker finishes what it has: a supervisor and a terminal tell every process of it to stop."""
    with a_printer() as printer:
        printed = printer.pdf(record(), size=STANDARD_PRINT)
        first = of(printer)
        os.kill(first, told)
        assert printer.pdf(record(), size=STANDARD_PRINT) == printed
        assert of(printer) == first


PRINTS_AND_GOES_ON = """
import json, sys, threading
from countersign.letters.printing import STANDARD_PRINT, Printer
from tests.letters.test_printing_within_limits import SLOW, of, record
printer = Printer()
printer.pdf(record(), size=STANDARD_PRINT)
pid = of(printer)
threading.Thread(target=printer.pdf, args=(record(SLOW * 4),), kwargs={"size": STANDARD_PRINT}, daemon=True).start()
print(json.dumps(pid), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "ended"])
def test_nothing_prints_on_when_its_worker_has_ended(killed: bool) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", PRINTS_AND_GOES_ON], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        pid = json.loads(worker.stdout.readline())
        until(lambda: is_printing(pid), "the document being set")
        if killed:
            worker.kill()
        else:
            worker.stdin.close()
    until(lambda: not psutil.pid_exists(pid), "the end of what printed")


def test_what_prints_has_none_of_the_workers_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_DATABASE_URL", "postgresql+psycopg://x:secret@nowhere/x")
    with a_printer() as printer:
        printer.pdf(record(), size=STANDARD_PRINT)
        assert not [name for name in psutil.Process(of(printer)).environ() if name.startswith("COUNTERSIGN_")]


def test_a_fork_prints_with_a_process_of_its_own() -> None:
    with a_printer() as printer:
        printed = printer.pdf(record(), size=STANDARD_PRINT)
        child = os.fork()
        if child == 0:
            same = printer.pdf(record(), size=STANDARD_PRINT) == printed
            os._exit(0 if same else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert printer.pdf(record(), size=STANDARD_PRINT) == printed


def test_no_more_are_set_at_once_than_there_may_be() -> None:
    with a_printer() as printer, ThreadPoolExecutor(6) as threads:
        most, done = 0, threading.Event()

        def count() -> None:
            nonlocal most
            while not done.wait(0.005):
                most = max(most, len(printing_now()) - before)

        before = len(printing_now())
        counting = threading.Thread(target=count)
        counting.start()
        for going in [
            threads.submit(printer.pdf, record(f"Wish {number}."), size=STANDARD_PRINT) for number in range(20)
        ]:
            going.result(PATIENCE)
        done.set()
        counting.join()
    assert 1 <= most <= 2
