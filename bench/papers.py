"""How long the documents take to make, one after the other on one thread, each for another plan."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from bench import messages
from countersign.careplan.budget import budget_of
from countersign.careplan.messages.submission import Submission
from countersign.careplan.notices import NoticeKind
from countersign.careplan.people import Format
from countersign.careplan.plan import Plan
from countersign.careplan.reading_out import reference_of
from countersign.careplan.scheme import Scheme
from countersign.letters.documents import Documents
from countersign.letters.printing import STANDARD_PRINT
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
UNCOUNTED = 2
"""The first of each kind: what is made ready once is then ready."""

Given = TypeVar("Given")


@dataclass(frozen=True)
class Times:
    """Medians in milliseconds. The letter is its subject, HTML and plain text; `letter_pdf_ms` has its PDF besides."""

    made: int
    letter_ms: float
    letter_pdf_ms: float
    record_html_ms: float
    record_pdf_ms: float
    record_all_forms_ms: float


def document_times(count: int) -> Times:
    """Make each document of `count` plans."""
    documents = Documents()
    scheme = Schemes(Settings().schemes).in_force("procedure", datetime.now(UTC).date())
    plans = [_plan() for _ in range(count + UNCOUNTED)]
    letters = [_letter(plan, scheme) for plan in plans]
    records = [_record(plan, scheme) for plan in plans]
    others = [_record(_plan(), scheme) for _ in plans]
    # The forms of a record are made together by the public method; each is timed by the step that makes it.
    html = documents._render_html  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    pdf = documents._printer.pdf  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

    def make(letter: Letter) -> object:
        return documents.letter(letter, Format.STANDARD)

    def page(record: WrittenRecord) -> object:
        return html("record.j2", Format.STANDARD, {"record": record, "head": None})

    return Times(
        made=count,
        letter_ms=_median_ms([_by_email(letter) for letter in letters], make),
        letter_pdf_ms=_median_ms(letters, make),
        record_html_ms=_median_ms(records, page),
        record_pdf_ms=_median_ms(records, lambda record: pdf(record, size=STANDARD_PRINT)),
        record_all_forms_ms=_median_ms(others, lambda record: documents.record(record, Format.STANDARD)),
    )


def _plan() -> Plan:
    return Submission.model_validate(messages.submission(messages.new_plan_id())).plan


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
        begun = time.perf_counter()
        make(each)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[UNCOUNTED:])
