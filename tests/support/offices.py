"""What a case is worked out with in a test: every scheme there is, and a press that makes letters as their models."""

from datetime import date
from typing import Literal

from countersign.careplan.notices import NoticeKind
from countersign.careplan.people import LARGE_PRINT, MADE_HERE, Format
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import WorkingDays, working_days
from countersign.casework.ports import Draft, LetterFiles, Office, RecordFiles, UnknownSchemeError
from countersign.casework.their_form import draft_name
from countersign.testkit.examples import a_sender
from countersign.wording.letters import Letter, StaffNotice
from countersign.wording.written_record import WrittenRecord
from tests.support.builders import SCHEME_NAMES, is_bank_holiday, scheme


class EditionsByHand:
    """The schemes of `schemes/`, or a test's own editions in their place: `casework.ports.Editions`."""

    def __init__(self, *own: Scheme) -> None:
        """`own`: editions that a test has made."""
        self._editions = [*reversed(own), *(scheme(name=name) for name in SCHEME_NAMES)]

    def in_force(self, name: str, on: date) -> Scheme:
        """The edition of a scheme that is in force on a day; of two of one day, the one given last."""
        editions = [
            edition for edition in self._editions if edition.scheme.name == name and edition.scheme.in_force_from <= on
        ]
        if not editions:
            raise UnknownSchemeError(name)
        return max(editions, key=lambda edition: edition.scheme.in_force_from)

    def days(self, scheme: Scheme) -> WorkingDays:
        """The working days of a council."""
        return working_days(scheme, is_bank_holiday)

    def editions(self, name: str) -> tuple[Scheme, ...]:
        """Every edition of a scheme."""
        return tuple(edition for edition in self._editions if edition.scheme.name == name)

    def names(self) -> tuple[str, ...]:
        """Every scheme there is."""
        return tuple(dict.fromkeys(edition.scheme.name for edition in self._editions))


class PressByHand:
    """Makes letters and records as their models, without a template or a page: `casework.ports.Press`."""

    def letter(self, letter: Letter, fmt: Format) -> LetterFiles:
        """The model of a letter as JSON; besides as what stands for a PDF, where it is posted."""
        made = _made(letter.facts.kind, letter.model_dump_json(), fmt)
        return made._replace(pdf=b"%PDF " + made.html) if letter.head.recipient.by_post else made

    def staff_notice(self, notice: StaffNotice, fmt: Format) -> LetterFiles:
        """The model of a notice to staff as JSON."""
        return _made(notice.kind, notice.model_dump_json(), fmt)

    def record(self, record: WrittenRecord, fmt: Format, print_size: int = LARGE_PRINT) -> RecordFiles:
        """The model of a record as JSON; what stands for a PDF says how large it is printed."""
        made = _made(NoticeKind.AGREED, record.model_dump_json(), fmt)
        return RecordFiles(html=made.html, pdf=f"%PDF {print_size} ".encode() + made.html, text=made.text)

    def draft(self, what: Letter | WrittenRecord, fmt: Format, print_size: int = LARGE_PRINT) -> Draft:
        """What stands for a draft: its format, its size, and the model as JSON."""
        kind: Literal["letter", "record"] = "letter" if isinstance(what, Letter) else "record"
        content = f"{fmt.value} {print_size} {what.model_dump_json()}".encode()
        return Draft(draft_name(kind, fmt), "text/plain", content)

    def undrawn(self, page: bytes) -> str:  # noqa: ARG002 - a press has it
        """Every character can be drawn."""
        return ""


def _made(kind: NoticeKind, model: str, fmt: Format) -> LetterFiles:
    if fmt not in MADE_HERE:
        raise ValueError(fmt)
    return LetterFiles(subject=kind.value, html=model.encode(), text=f"{fmt.value}\n{model}".encode())


def an_office(*own: Scheme) -> Office:
    """What a case is worked out with, with a test's own editions of schemes if it has any."""
    return Office(EditionsByHand(*own), PressByHand(), a_sender())
