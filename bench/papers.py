"""What the papers cost: processor time on one core, each document made for another plan.

    python -m bench.papers              a table with the aims, in about a minute
    python -m bench.papers --quick      a smaller run, to see that it works
    python -m bench.papers --json       the result as one JSON object on standard output

Time of the processor, and not of a clock, so that a busy machine changes little; on a busy one it is still a fifth more
than on an idle one. Compare what one run says. Documents are printed in this process, by the code that prints them in
the processes of a worker; the run of letters has these processes, and their time is counted.

Exit codes: 0 measured, whether or not an aim was missed; 2 usage.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import psutil
from rich.console import Console
from rich.progress import track
from rich.table import Table as Shown

from bench import messages
from countersign.careplan.budget import budget_of
from countersign.careplan.messages.submission import Submission
from countersign.careplan.notices import NoticeKind
from countersign.careplan.people import Format
from countersign.careplan.plan import Plan
from countersign.careplan.reading_out import reference_of
from countersign.careplan.scheme import Scheme
from countersign.letters.channels.folder import Folder
from countersign.letters.channels.transport import Item
from countersign.letters.documents import Documents
from countersign.letters.filters import TEMPLATES
from countersign.letters.printing import STANDARD_PRINT, Printer, request_of
from countersign.letters.typesetter import Typesetter
from countersign.schemes.reader import Schemes
from countersign.settings import Settings
from countersign.testkit.examples import a_sender
from countersign.wording.addressees import addressees
from countersign.wording.as_decided import AsDecided
from countersign.wording.letter_head import LetterHead
from countersign.wording.letters import Agreed, Letter
from countersign.wording.written_record import WrittenRecord, written_record

AGREED_ON = date(2026, 11, 20)
REVIEW_BY = date(2027, 11, 20)
AGREED_BY = "Team manager"
UNCOUNTED = 12
"""The first of each kind: what is made ready once is then ready, and Typst keeps what it needed for the last ten."""

DOCUMENTS, LETTERS, ALONE = 100, 1000, 10
QUICK_DOCUMENTS, QUICK_LETTERS, QUICK_ALONE = 10, 30, 5
PARTS = 10
"""Of a run of letters."""

RECORD_HTML_MS, RECORD_PDF_MS, LETTER_PDF_MS, RUN_RATIO = 3.0, 30.0, 10.0, 1.25
"""The aims."""

Given = TypeVar("Given")


@dataclass(frozen=True)
class Times:
    """Medians in milliseconds of processor time.

    The letter is its subject, HTML and plain text; `letter_pdf_ms` has its PDF besides, and `letter_print_ms` is the
    PDF alone.
    """

    made: int
    letter_ms: float
    letter_pdf_ms: float
    letter_print_ms: float
    record_html_ms: float
    record_pdf_ms: float
    record_all_forms_ms: float


@dataclass(frozen=True)
class Run:
    """Letters made, printed and put into the folder for post: processor time, that of what prints included."""

    letters: int
    alone_ms: float
    """One letter, of several made one at a time, before, within and after the run: the median."""

    each_ms: float
    """A letter of the run."""

    @property
    def ratio(self) -> float:
        """What a letter of the run costs, where one alone costs 1."""
        return self.each_ms / self.alone_ms


class _Here(Printer):
    """Prints in this process, so that the processor's time can be read to the microsecond."""

    def __init__(self) -> None:
        super().__init__()
        folders = [str(folder) for folder in self.faces.folders]
        self._setters = {name: Typesetter(TEMPLATES / name, folders) for name in ("record.typ", "letter.typ")}

    def _set(self, template: str, given: object, on: date) -> tuple[bytes, bytes]:
        return self._setters[template].answer(request_of(given, on))


def document_times(count: int) -> Times:
    """Make each document of `count` plans."""
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # as what prints has it
    printer = _Here()
    documents = Documents(printer)
    scheme = _scheme()
    plans = [_plan() for _ in range(count + UNCOUNTED)]
    letters = [_letter(plan, scheme) for plan in plans]
    records = [_record(plan, scheme) for plan in plans]
    others = [_record(_plan(), scheme) for _ in plans]
    # The forms of a record are made together by the public method; each is timed by the step that makes it.
    html = documents._render_html  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

    def make(letter: Letter) -> object:
        return documents.letter(letter, Format.STANDARD)

    def page(record: WrittenRecord) -> object:
        return html("record.j2", Format.STANDARD, {"record": record, "head": None})

    composed = [(documents.blocks_of(letter), _letter(_plan(), scheme).head) for letter in letters]
    return Times(
        made=count,
        letter_ms=_median_ms([_by_email(letter) for letter in letters], make),
        letter_pdf_ms=_median_ms(letters, make),
        letter_print_ms=_median_ms(composed, lambda both: printer.letter(*both, size=STANDARD_PRINT)),
        record_html_ms=_median_ms(records, page),
        record_pdf_ms=_median_ms(records, lambda record: printer.pdf(record, size=STANDARD_PRINT)),
        record_all_forms_ms=_median_ms(others, lambda record: documents.record(record, Format.STANDARD)),
    )


def run_of_letters(count: int, alone: int, say: Console) -> Run:
    """Make, print and post so many letters as a worker does, and `alone` one at a time before, within and after."""
    scheme = _scheme()
    with closing(Documents()) as documents, tempfile.TemporaryDirectory() as place:
        folder = Folder(Path(place))

        def post(letter: Letter) -> None:
            made = documents.letter(letter, Format.STANDARD)
            files = (("letter.html", "text/html", made.html), ("letter.txt", "text/plain", made.text))
            key = f"{letter.head.plan_id}/v1/agreed/person"
            folder.send(Item(key, (), made.subject, "standard", (*files, ("letter.pdf", "application/pdf", made.pdf))))

        def one_at_a_time() -> list[float]:
            return [_cost(lambda: [post(_letter(_plan(), scheme)) for _ in range(5)]) / 5 for _ in range(alone // 5)]

        for _ in range(UNCOUNTED):
            post(_letter(_plan(), scheme))
        # Some alone between the parts of the run: how busy the machine is changes while it lasts.
        singly, whole = one_at_a_time(), 0.0
        shown = track(range(PARTS), "Letters", console=say, disable=not say.is_terminal)
        for part in shown:
            share = count * (part + 1) // PARTS - count * part // PARTS
            whole += _cost(lambda share=share: [post(_letter(_plan(), scheme)) for _ in range(share)])
            singly += one_at_a_time()
            if not say.is_terminal:
                say.print(f"Letters: {count * (part + 1) // PARTS:,} of {count:,}")
        return Run(count, statistics.median(singly), whole / count)


def _cost(make: Callable[[], object]) -> float:
    """Processor time in milliseconds."""
    begun = _processor()
    make()
    return (_processor() - begun) * 1000


def _processor() -> float:
    """Seconds of processor time of this process and of all that it started, whether or not they have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    going = sum(sum(child.cpu_times()[:2]) for child in psutil.Process().children())
    return time.process_time() + ended.ru_utime + ended.ru_stime + going


def _scheme() -> Scheme:
    return Schemes(Settings().schemes).in_force("procedure", datetime.now(UTC).date())


def _plan() -> Plan:
    """A plan of which nobody else has a word in common but ours: what prints keeps what it has laid out."""
    plan = Submission.model_validate(messages.submission(messages.new_plan_id())).plan
    own = f"{plan.plan_id[:6]}"

    def said(text: str) -> str:
        return f"{text} ({own})" if text else text

    return plan.model_copy(
        update={
            "person": plan.person.model_copy(update={"name": said(plan.person.name)}),
            "practitioner": plan.practitioner.model_copy(update={"name": said(plan.practitioner.name)}),
            "needs": tuple(need.model_copy(update={"description": said(need.description)}) for need in plan.needs),
            "outcomes": tuple(
                outcome.model_copy(update={"description": said(outcome.description)}) for outcome in plan.outcomes
            ),
            "services": tuple(
                line.model_copy(update={"service": said(line.service), "description": said(line.description)})
                for line in plan.services
            ),
            "preferences": said(plan.preferences),
            "contingency_plan": said(plan.contingency_plan),
            "how_budget_was_worked_out": said(plan.how_budget_was_worked_out),
        }
    )


def _record(plan: Plan, scheme: Scheme) -> WrittenRecord:
    decided = AsDecided(
        version=1,
        reference=reference_of(plan.plan_id),
        agreed_on=AGREED_ON,
        agreed_by=AGREED_BY,
        sender=a_sender(),
        practitioner=(plan.practitioner.name, plan.practitioner.telephone or ""),
        review_by=REVIEW_BY,
        is_net=scheme.direct_payments.paid == "net",
    )
    return written_record(plan, decided, is_the_persons=True)


def _letter(plan: Plan, scheme: Scheme) -> Letter:
    head = LetterHead(
        recipient=addressees(plan, NoticeKind.AGREED, AGREED_ON)[0].recipient,
        letter_date=AGREED_ON,
        reference=reference_of(plan.plan_id),
        plan_id=plan.plan_id,
        version=1,
        person_name=plan.person.name,
        practitioner_name=plan.practitioner.name,
        practitioner_telephone=plan.practitioner.telephone or "",
        sender=a_sender(),
        enclosures=("Your written record of the plan",),
    )
    facts = Agreed(
        agreed_on=AGREED_ON,
        agreed_by=AGREED_BY,
        budget=budget_of(plan),
        how_budget_was_worked_out=plan.how_budget_was_worked_out,
        review_by=REVIEW_BY,
        then_every_months=scheme.review.within_months,
        has_started=False,
        conditions=(),
        managed_otherwise=(),
    )
    return Letter(head=head, facts=facts)


def _by_email(letter: Letter) -> Letter:
    recipient = letter.head.recipient.model_copy(update={"by_post": False})
    return letter.model_copy(update={"head": letter.head.model_copy(update={"recipient": recipient})})


def _median_ms(given: Sequence[Given], make: Callable[[Given], object]) -> float:
    times: list[float] = []
    for each in given:
        begun = time.process_time()
        make(each)
        times.append((time.process_time() - begun) * 1000)
    return statistics.median(times[UNCOUNTED:])


def _show(times: Times, run: Run, to: Console) -> None:
    """The table: what was measured, and whether the aim is met."""
    table = Shown(title=f"Papers: medians of {times.made}, milliseconds of one core")
    for name in ("What", "Measured", "Aim", ""):
        table.add_column(name, justify="right" if name in ("Measured", "Aim") else "left")
    for name, value, aim in (
        ("Record as a page", times.record_html_ms, RECORD_HTML_MS),
        ("Record as PDF", times.record_pdf_ms, RECORD_PDF_MS),
        ("Record in all its forms", times.record_all_forms_ms, None),
        ("Letter as page and text", times.letter_ms, None),
        ("Letter as PDF", times.letter_print_ms, LETTER_PDF_MS),
        ("Letter in all its forms", times.letter_pdf_ms, None),
        ("One letter alone, posted", run.alone_ms, None),
        (f"A letter in a run of {run.letters:,}", run.each_ms, None),
        ("The run beside one alone", run.ratio, RUN_RATIO),
    ):
        met = "" if aim is None else "met" if value <= aim else "missed"
        table.add_row(name, f"{value:.2f}", "" if aim is None else f"{aim:g}", met)
    to.print(table)


def main(arguments: Sequence[str]) -> int:
    """The command. Returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.papers", description="Measure what the papers cost.")
    parser.add_argument("--quick", action="store_true", help="a smaller run, to see that it works")
    parser.add_argument("--json", action="store_true", help="the result as JSON on standard output")
    chosen = parser.parse_args(arguments)
    say = Console(stderr=True, highlight=False)
    documents, letters, alone = (
        (QUICK_DOCUMENTS, QUICK_LETTERS, QUICK_ALONE) if chosen.quick else (DOCUMENTS, LETTERS, ALONE)
    )
    say.print(f"Documents: {documents} of each")
    times = document_times(documents)
    run = run_of_letters(letters, alone, say)
    if chosen.json:
        print(json.dumps({"documents": asdict(times), "run": asdict(run) | {"ratio": run.ratio}}, indent=1))
    else:
        _show(times, run, Console(highlight=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
