"""REC-1, TELL-4 · Makes letters and the written record, from their models, in the format that the reader can read.

`countersign.wording` decides what is said about a plan; nothing here does. The same model gives the same bytes on any
machine at any time. Many threads may use one `Documents` at once.
"""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template, TemplateError

from countersign.careplan.figures import day
from countersign.careplan.people import LARGE_PRINT, MADE_BY_PEOPLE, MADE_HERE, Format
from countersign.careplan.words import spelled_out
from countersign.casework.ports import Draft, LetterFiles, RecordFiles
from countersign.letters import directions
from countersign.letters.composed import Composed, NotComposedError, beside, composed
from countersign.letters.council_words import CouncilWords
from countersign.letters.drafts import draft
from countersign.letters.faces import Faces, named
from countersign.letters.filters import environment, sentence, squash
from countersign.letters.pieces import of_letter, of_record
from countersign.letters.printing import STANDARD_PRINT, CannotPrintError, Printer, UndrawnError
from countersign.letters.sandbox import bounded
from countersign.letters.voice import voice_of
from countersign.wording.document import Fact
from countersign.wording.isolates import isolated
from countersign.wording.letter_head import LetterHead
from countersign.wording.letters import Letter, StaffNotice
from countersign.wording.written_record import WrittenRecord

log = logging.getLogger(__name__)


class Documents:
    """Makes letters and records."""

    def __init__(
        self, printer: Printer | None = None, *, fonts: Path | None = None, words: CouncilWords | None = None
    ) -> None:
        """Read every template, so that a broken one stops the worker when it starts, and not a letter weeks later.

        `fonts`: a folder with the council's own, for scripts that ours lack (REC-5). `words`: the council's templates.
        """
        self.words = words or CouncilWords()
        self._blocks = environment("blocks", autoescape=False)
        self._html = environment("html", autoescape=True)
        self._text = environment("text", autoescape=False)
        self._printer = printer or Printer(faces=Faces(fonts))
        if fonts is not None:
            _ = self._printer.faces.all  # read now too, for the same reason

    def in_words_of(self, words: CouncilWords | None) -> "Documents":
        """What makes the same in these words, or in ours, and prints as this does. Closing either closes both."""
        return Documents(self._printer, words=words)

    def close(self) -> None:
        """End what prints."""
        self._printer.close()

    def letter(self, letter: Letter, fmt: Format) -> LetterFiles:
        """A letter in one format. Raises ValueError for a format that people make by hand.

        The PDF is empty where the letter goes by e-mail, if no font here has a character of it, or if printing it would
        take more than it may: a person prints the page instead.
        """
        _made_here(fmt)
        head = isolated(letter.head)
        whole = self.blocks_of(letter)
        made = self._pages(whole, fmt, head=head, reference=head.reference)
        if not head.recipient.by_post:
            return made
        size = head.recipient.print_size if fmt is Format.LARGE_PRINT else STANDARD_PRINT
        return made._replace(pdf=_printed("a letter", lambda: self._printer.letter(whole, head, size=size)))

    def staff_notice(self, notice: StaffNotice, fmt: Format) -> LetterFiles:
        """A notice to staff. Its template gets only the fields of the notice, so that nothing personal can slip in."""
        rows = (
            ("Our reference", notice.reference),
            ("Plan in the case system", notice.plan_reference),
            ("Version", str(notice.version)),
            ("Status", sentence(spelled_out(notice.status))),
            ("Late since", day(notice.missed_on) if notice.missed_on else ""),
            ("Due by", day(notice.due_on) if notice.due_on else ""),
            ("Task", notice.task),
        )
        context = {
            "reference": notice.reference,
            "staff_facts": tuple(Fact(label=label, values=(value,)) for label, value in rows if value),
        }
        _made_here(fmt)
        whole = _composed(self._blocks.get_template(f"letters/{notice.kind.value}.j2"), context)
        return self._pages(whole, fmt, head=None, reference=notice.reference)

    def record(self, record: WrittenRecord, fmt: Format, print_size: int = LARGE_PRINT) -> RecordFiles:
        """REC-1: the written record in all its forms. Raises ValueError for a format that people make by hand.

        `print_size`: in large print, of how many points.

        The PDF is empty if no font here has a character of it, or if printing it would take more than it may: a person
        prints the page instead.
        """
        _made_here(fmt)
        record = isolated(record)
        context = {"record": record, "head": None, "print_size": print_size}
        size = print_size if fmt is Format.LARGE_PRINT else STANDARD_PRINT
        return RecordFiles(
            html=self._render_html("record.j2", fmt, context),
            pdf=_printed("a record", lambda: self._printer.pdf(record, size=size)),
            text=self._render_text("record.j2", context),
        )

    def draft(self, what: Letter | WrittenRecord, fmt: Format, print_size: int = LARGE_PRINT) -> Draft:
        """TELL-4: the draft of a letter or record in a format that people make. Raises ValueError for any other.

        `print_size`: of an easy-read draft, in points.
        """
        if fmt not in MADE_BY_PEOPLE:
            raise ValueError(f"'{fmt.value}' is made here, and needs no draft (TELL-4).")
        if isinstance(what, WrittenRecord):
            what = isolated(what)
            return draft("record", of_record(what), fmt, self._html, print_size=print_size, known=(what.person_name,))
        head = isolated(what.head)
        known = (head.recipient.name, head.person_name, head.practitioner_name, head.signer.name if head.signer else "")
        pieces = of_letter(self.blocks_of(what), head)
        return draft("letter", pieces, fmt, self._html, print_size=print_size, known=known)

    def undrawn(self, page: bytes) -> str:
        """REC-5: the names of the characters of a page or a text that no font here can draw; empty if all can be."""
        return named(self._printer.faces.undrawn(_TAG.sub(" ", page.decode()).splitlines()))

    def blocks_of(self, letter: Letter) -> Composed:
        """What a letter says, as blocks: in the council's words where it has any, and in two languages where it can be.

        No letter waits for the council's words: what fails in them, although every sample went well, goes in ours.
        """
        letter, language = isolated(letter), letter.head.recipient.language
        ours = self._blocks.get_template(f"letters/{letter.facts.kind.value}.j2")
        whole = self._if_it_can(letter, "") or _composed(ours, _context(letter))
        translation = self._if_it_can(letter, language) if language else None
        return beside(whole, translation, language) if translation else whole

    def _if_it_can(self, letter: Letter, language: str) -> Composed | None:
        try:
            return self.in_their_words(letter, language)
        except _FAILS_IN_A_TEMPLATE as error:
            kind = letter.facts.kind.value
            log.warning("the council's %s (%s) fails: %s", kind, language or "en", type(error).__name__)
            return None

    def in_their_words(self, letter: Letter, language: str = "") -> Composed | None:
        """A letter in the council's own words; None where it has none. Raises what a template does that does not fit.

        `language`: one beside English; then the letter in that language alone.
        """
        edition, kind = letter.head.edition, letter.facts.kind
        words = self.words.in_language(edition, language, kind) if language else self.words.in_english(edition, kind)
        layout = "layout.translation.j2" if language else "layout.blocks.j2"
        with bounded():
            return _composed(words, _context(letter), layout=layout) if words else None

    def pages(self, whole: Composed, head: LetterHead | None) -> LetterFiles:
        """What blocks say, as a page and as a text. `head`: as for `text_of`."""
        return self._pages(whole, Format.STANDARD, head=head)

    def text_of(self, whole: Composed, head: LetterHead | None) -> str:
        """What blocks say, as plain text. `head`: from whom and to whom, where that stands there too."""
        return self._render_text("letter.j2", {"letter": whole, "head": head}).decode()

    def _pages(self, letter: Composed, fmt: Format, **context: object) -> LetterFiles:
        """A letter as a page and as a text. `context`: its head, if it is to somebody who is not staff."""
        given = {"letter": letter, **context}
        return LetterFiles(
            subject=letter.subject,
            html=self._render_html("letter.j2", fmt, given),
            text=self._render_text("letter.j2", given),
        )

    @staticmethod
    def _render(templates: Environment, template: str, **context: object) -> str:
        return templates.get_template(template).render(**context)

    def _render_html(self, template: str, fmt: Format, context: dict[str, Any]) -> bytes:
        head = context.get("head")
        large = (
            (head.recipient.print_size if isinstance(head, LetterHead) else context.get("print_size", LARGE_PRINT))
            if fmt is Format.LARGE_PRINT
            else 0
        )
        page = self._render(self._html, template, layout="layout.html.j2", large=large, **context)
        return directions.in_html(page).encode()

    def _render_text(self, template: str, context: dict[str, Any]) -> bytes:
        text = self._render(self._text, template, layout="layout.text.j2", large=0, **context)
        return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()


_TAG = re.compile("<[^<>]*>")

_FAILS_IN_A_TEMPLATE = (
    TemplateError,
    NotComposedError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What a template raises that does not fit what it is given."""


def _context(letter: Letter) -> dict[str, Any]:
    return {"head": letter.head, "facts": letter.facts, "voice": voice_of(letter.head)}


def _composed(template: Template, context: dict[str, Any], *, layout: str = "layout.blocks.j2") -> Composed:
    """What a template says, as blocks."""
    subject = template.render(layout="layout.subject.j2", **context)
    return composed(squash(subject), template.render(layout=layout, **context))


def _printed(what: str, make: Callable[[], bytes]) -> bytes:
    """The PDF; empty if there is none. `what`: of what, for the log."""
    try:
        return make()
    except UndrawnError:  # no log has its text: the characters were written about a person
        log.warning("%s is not printed: some of its characters are in no font", what)
    except CannotPrintError as error:
        log.warning("%s is not printed: %s", what, error)
    return b""


def _made_here(fmt: Format) -> None:
    if fmt not in MADE_HERE:
        raise ValueError(f"'{fmt.value}' is made by people, not by this program (TELL-4): raise a task for it.")
