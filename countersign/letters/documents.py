"""REC-1, TELL-4 · Makes letters and the written record, from their models, in the format that the reader can read.

`countersign.wording` decides what is said about a plan; nothing here does. The same model gives the same bytes on any
machine at any time. Many threads may use one `Documents` at once.
"""

import logging
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment

from countersign.careplan.figures import day
from countersign.careplan.people import MADE_HERE, Format
from countersign.careplan.words import spelled_out
from countersign.casework.ports import LetterFiles, RecordFiles
from countersign.letters import directions
from countersign.letters.faces import Faces, named
from countersign.letters.filters import environment, sentence, squash
from countersign.letters.printing import CannotPrintError, Printer, UndrawnError
from countersign.letters.voice import voice_of
from countersign.wording.document import Fact
from countersign.wording.isolates import isolated
from countersign.wording.letters import Letter, StaffNotice
from countersign.wording.written_record import WrittenRecord

log = logging.getLogger(__name__)


class Documents:
    """Makes letters and records."""

    def __init__(self, printer: Printer | None = None, *, fonts: Path | None = None) -> None:
        """Read every template, so that a broken one stops the worker when it starts, and not a letter weeks later.

        `fonts`: a folder with the council's own, for scripts that ours lack (REC-5).
        """
        self._html = environment("html", autoescape=True)
        self._text = environment("text", autoescape=False)
        self._printer = printer or Printer(faces=Faces(fonts))
        if fonts is not None:
            _ = self._printer.faces.all  # read now too, for the same reason

    def close(self) -> None:
        """End what prints."""
        self._printer.close()

    def letter(self, letter: Letter, fmt: Format) -> LetterFiles:
        """A letter in one format. Raises ValueError for a format that people make by hand."""
        letter = isolated(letter)
        context = {"head": letter.head, "facts": letter.facts, "voice": voice_of(letter.head)}
        return self._letter(f"letters/{letter.facts.kind.value}.j2", fmt, context)

    def staff_notice(self, notice: StaffNotice, fmt: Format) -> LetterFiles:
        """A notice to staff. Its template gets only the fields of the notice, so that nothing personal can slip in."""
        rows = (
            ("Plan reference", notice.plan_reference),
            ("Version", str(notice.version)),
            ("Status", sentence(spelled_out(notice.status))),
            ("Late since", day(notice.missed_on) if notice.missed_on else ""),
            ("Due by", day(notice.due_on) if notice.due_on else ""),
            ("Task", notice.task),
        )
        context = {
            "plan_reference": notice.plan_reference,
            "staff_facts": tuple(Fact(label=label, values=(value,)) for label, value in rows if value),
        }
        return self._letter(f"letters/{notice.kind.value}.j2", fmt, context)

    def record(self, record: WrittenRecord, fmt: Format) -> RecordFiles:
        """REC-1: the written record in all its forms. Raises ValueError for a format that people make by hand.

        The PDF is empty if no font here has a character of it, or if printing it would take more than it may: a person
        prints the page instead.
        """
        _made_here(fmt)
        record = isolated(record)
        context = {"record": record}
        pdf, undrawn = b"", ""
        try:
            pdf = self._printer.pdf(record, large=fmt is Format.LARGE_PRINT)
        except UndrawnError as error:
            undrawn = str(error)  # no log has it: the characters were written about a person
            log.warning("a record is not printed: some of its characters are in no font")
        except CannotPrintError as error:
            log.warning("a record is not printed: %s", error)
        return RecordFiles(
            html=self._render_html("record.j2", fmt, context),
            pdf=pdf,
            text=self._render_text("record.j2", context),
            undrawn=undrawn,
        )

    def _letter(self, template: str, fmt: Format, context: dict[str, Any]) -> LetterFiles:
        _made_here(fmt)
        subject = self._render(self._text, template, layout="layout.subject.j2", **context)
        text = self._render_text(template, context)
        return LetterFiles(
            subject=squash(subject),
            html=self._render_html(template, fmt, context),
            text=text,
            # The text says all that the page says.
            undrawn=named(self._printer.faces.undrawn(text.decode().splitlines())),
        )

    @staticmethod
    def _render(templates: Environment, template: str, **context: object) -> str:
        return templates.get_template(template).render(**context)

    def _render_html(self, template: str, fmt: Format, context: dict[str, Any]) -> bytes:
        large = fmt is Format.LARGE_PRINT
        page = self._render(self._html, template, layout="layout.html.j2", large=large, **context)
        return directions.in_html(page).encode()

    def _render_text(self, template: str, context: dict[str, Any]) -> bytes:
        text = self._render(self._text, template, layout="layout.text.j2", large=False, **context)
        return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()


def _made_here(fmt: Format) -> None:
    if fmt not in MADE_HERE:
        raise ValueError(f"'{fmt.value}' is made by people, not by this program (TELL-4): raise a task for it.")
