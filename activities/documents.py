"""REC-1, TELL-4 · Letters and the written record, made from their models in the format that the reader can read.

Nothing here decides what is said about a plan: `careplan.written_record` and the letter's facts do. The same model
gives the same bytes on any machine at any time. One `Documents` may be used by many threads at once.
"""

import json
import os
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple, cast

import fontpkg_atkinson_hyperlegible
import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import templates
from careplan.authority import Exceptional
from careplan.budget import Budget
from careplan.clocks import Because
from careplan.document import Column, Fact, Table, day, day_of_week, lines_of, pounds, time_of_day
from careplan.notices import TO_STAFF, LetterFacts, NoticeKind
from careplan.plain_words import SECTION_WORDS
from careplan.plan import MADE_HERE, Format, Section
from careplan.written_record import WrittenRecord

TEMPLATES = Path(templates.__file__).parent
FONTS = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"

LONGEST_WORD = 24
"""A longer run of letters may be broken in print, so that it cannot run off the page."""

_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_PIECE = re.compile(r".{1,8}")


class Letter(NamedTuple):
    """A letter or message: its subject, and its body as UTF-8 HTML and as UTF-8 plain text."""

    subject: str
    html: bytes
    text: bytes


class RecordFiles(NamedTuple):
    """The written record in each form: UTF-8 HTML, PDF (PDF/UA-1), UTF-8 plain text."""

    html: bytes
    pdf: bytes
    text: bytes


class Voice(NamedTuple):
    """How a letter speaks of the person: as "you", or by name to the representative who is told in their place."""

    who: str
    whose: str
    is_self: bool

    def verb(self, with_you: str, with_a_name: str) -> str:
        """The form of a verb that fits: "have" with you, "has" with a name."""
        return with_you if self.is_self else with_a_name


def voice_of(facts: LetterFacts) -> Voice:
    """TELL-1: "you" where the letter goes to the person; otherwise their name, or a phrase where no name is given."""
    if facts.recipient.about_self:
        return Voice("you", "your", is_self=True)
    name = facts.person_name
    return Voice(name, f"{name}’s", is_self=False) if name else Voice("the person", "the person’s", is_self=False)


class Documents:
    """Makes letters and records. Templates, fonts and compilers are made ready once and kept."""

    def __init__(self) -> None:
        """Read every template, so that a broken one stops the worker as it starts and not a letter weeks later."""
        self._html = _environment("html", autoescape=True)
        self._text = _environment("text", autoescape=False)
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
        # A Typst compiler serves one call at a time, works outside Python's lock, and leaves tens of megabytes with
        # every thread it was called from: so print has threads of its own, as many as there are processors to serve.
        self._print = ThreadPoolExecutor(os.cpu_count(), "print")
        self._of_this_thread = threading.local()

    def letter(self, facts: LetterFacts, fmt: Format) -> Letter:
        """The letter or message that `facts` are for. Raises ValueError for a format that people make elsewhere."""
        _made_here(fmt)
        template = f"letters/{facts.kind.value}.j2"
        # A notice to staff is never given more than it may say, so that no template can let anything personal slip.
        context = _staff_context(facts) if facts.kind in TO_STAFF else {"facts": facts, "voice": voice_of(facts)}
        subject = self._render(self._text, template, layout="layout.subject.j2", **context)
        return Letter(
            subject=_squash(subject),
            html=self._render_html(template, fmt, context),
            text=self._render_text(template, context),
        )

    def record(self, record: WrittenRecord, fmt: Format) -> RecordFiles:
        """REC-1: the written record in all its forms. Raises ValueError for a format that people make elsewhere."""
        _made_here(fmt)
        context = {"record": record}
        return RecordFiles(
            html=self._render_html("record.j2", fmt, context),
            pdf=self._pdf(record, large=fmt is Format.LARGE_PRINT),
            text=self._render_text("record.j2", context),
        )

    @staticmethod
    def _render(environment: Environment, template: str, **context: object) -> str:
        return environment.get_template(template).render(**context)

    def _render_html(self, template: str, fmt: Format, context: dict[str, Any]) -> bytes:
        large = fmt is Format.LARGE_PRINT
        return self._render(self._html, template, layout="layout.html.j2", large=large, **context).encode()

    def _render_text(self, template: str, context: dict[str, Any]) -> bytes:
        text = self._render(self._text, template, layout="layout.text.j2", large=False, **context)
        return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()

    def _pdf(self, record: WrittenRecord, *, large: bool) -> bytes:
        said = _each_text(record.model_dump(mode="json"), _breakable)
        try:
            return self._compile(said, record.agreed_on, large=large)
        except typst.TypstError:
            # A tagged PDF may not hold a character that no font can draw: first emoji and the like are put into words,
            pass
        try:
            return self._compile(_each_text(said, _with_signs_named), record.agreed_on, large=large)
        except typst.TypstError:
            # and then, as a last resort, words in alphabets that none of the fonts has.
            return self._compile(_each_text(said, _with_words_named), record.agreed_on, large=large)

    def _compile(self, said: object, agreed_on: date, *, large: bool) -> bytes:
        return self._print.submit(self._compile_here, said, agreed_on, large=large).result()

    def _compile_here(self, said: object, agreed_on: date, *, large: bool) -> bytes:
        compiler: typst.Compiler | None = getattr(self._of_this_thread, "compiler", None)
        if compiler is None:
            compiler = typst.Compiler(TEMPLATES / "record.typ", root=TEMPLATES, font_paths=self._fonts)
            self._of_this_thread.compiler = compiler
        pdf = compiler.compile(
            format="pdf",
            sys_inputs={"given": json.dumps({"record": said, "large": large})},
            pdf_standards=["ua-1"],
            # Midday, so that it is the same date in every reader's time zone that matters here.
            timestamp=datetime.combine(agreed_on, time(12), UTC),
        )
        return cast("bytes", pdf)


def _made_here(fmt: Format) -> None:
    if fmt not in MADE_HERE:
        raise ValueError(f"'{fmt.value}' is made by people, not by this program (TELL-4): raise a task for it.")


def _environment(medium: str, *, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=autoescape,  # noqa: S701 - on for HTML, off for plain text, where it would spoil the words
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "budget_table": _budget_table,
        "dates_in_words": _dates_in_words,
        "day": day,
        "day_of_week": day_of_week,
        "lines": lines_of,
        "pounds": pounds,
        "section_words": _section_words,
        "sentence": _sentence,
        "squash": _squash,
        "stacked": _stacked,
        "time_of_day": time_of_day,
        "who_else_pays": _who_else_pays,
        "why_exceptional": _why_exceptional,
        "why_it_moved": _why_it_moved,
        "as_a_beginning": _as_a_beginning,
    }
    environment.filters.update(filters)
    # Every template has the macros of its medium as `m`, and what several letters say as `parts`.
    shared = cast("dict[str, object]", environment.globals)
    shared["m"] = environment.get_template(f"medium/{medium}.j2").module
    shared["parts"] = environment.get_template("letters/parts.j2").module
    letters = [f"letters/{kind.value}.j2" for kind in NoticeKind]
    for name in (*letters, "record.j2", f"layout.{medium}.j2", "layout.subject.j2"):
        environment.get_template(name)
    return environment


def _staff_context(facts: LetterFacts) -> dict[str, Any]:
    rows = (
        ("Plan reference", facts.plan_reference),
        ("Version", str(facts.version)),
        ("Status", _sentence(facts.status.replace("_", " "))),
        ("Due by", day(facts.due_on) if facts.due_on else ""),
        ("Task", facts.task),
    )
    return {
        "plan_reference": facts.plan_reference,
        "staff_facts": tuple(Fact(label=label, values=(value,)) for label, value in rows if value),
    }


def _budget_table(budget: Budget, voice: Voice) -> Table:
    """BUD-1: the three amounts, as a letter gives them."""
    rows = (
        (f"The cost to the council of meeting {voice.whose} needs", budget.cost_to_council),
        (f"What {voice.who} must pay, from the financial assessment", budget.person_pays),
        ("What the council pays", budget.council_pays),
    )
    return Table(
        caption="The personal budget each week",
        columns=(Column(heading="What it is"), Column(heading="Each week", amount=True)),
        rows=tuple((words, pounds(amount)) for words, amount in rows),
    )


WHY_IT_MOVED = {
    Because.INFORMATION_ASKED: "We needed to know more about the plan, so we asked.",
    Because.INFORMATION_CAME: "We now have the information that we asked for.",
    Because.QUESTION_ASKED: "We were asked to explain what the plan still needs.",
    Because.QUESTION_ANSWERED: "We have now explained what the plan still needs.",
    Because.NOT_IN_TIME: "This has taken longer than it should.",
    Because.PLANNED_AGAIN: "Our office hours or closing days have changed, or the time that we allow for this.",
}
"""TIME-6: why a promised date moved, as the letter says it."""


WHY_EXCEPTIONAL = {
    Exceptional.LARGER_THAN_USUAL: "The personal budget is larger than most.",
    Exceptional.VERY_COMPLEX: "The plan is very complex.",
    Exceptional.DISTINCTIVE: "The plan is particularly distinctive: there are few like it.",
}
"""ROUTE-3: why a plan goes to a panel or call, as the letter says it."""


def _why_exceptional(reasons: Sequence[str]) -> tuple[str, ...]:
    known = tuple(WHY_EXCEPTIONAL[Exceptional(one)] for one in reasons)
    return known or ("The plan costs less than an earlier one that went there. It is decided in the same way.",)


def _why_it_moved(because: Sequence[str]) -> tuple[str, ...]:
    return tuple(WHY_IT_MOVED[Because(one)] for one in because)


def _as_a_beginning(text: str) -> str:
    return text[:1].upper() + text[1:]


def _who_else_pays(budget: Budget) -> tuple[str, ...]:
    """BUD-2: who else pays, and how much."""
    found: list[str] = []
    for other in budget.others:
        weekly = f"{pounds(other.weekly)} a week"
        once = f"{pounds(other.one_off)} once"
        amounts = f"{weekly}, and {once}" if other.weekly and other.one_off else once if other.one_off else weekly
        found.append(f"{other.who}: {amounts}")
    return tuple(found)


def _section_words(names: Iterable[str]) -> tuple[str, ...]:
    """Sections by their value in words; anything else is taken to be words already."""
    return tuple(SECTION_WORDS[Section(name)] if name in set(Section) else name for name in names)


def _dates_in_words(text: str) -> str:
    """A basis for sharing is stored with the date as 2026-11-21; people read 21 November 2026."""
    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", lambda found: day(date.fromisoformat(found[0])), text)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _squash(text: str) -> str:
    return " ".join(text.split())


def _stacked(table: Table) -> tuple[tuple[Fact, ...], ...]:
    """A table as lists: for each row, every cell that says something under its column's heading."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    headings = [column.heading for column in table.columns]
    if len(headings) == 2:  # noqa: PLR2004 - a row of two is a label and its value
        return (tuple(Fact(label=row[0], values=(row[1],)) for row in rows),)
    return tuple(
        tuple(Fact(label=heading, values=(cell,)) for heading, cell in zip(headings, row, strict=True) if cell)
        for row in rows
    )


def _each_text(value: object, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    """A JSON value with `change` made to every text in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(each, change) for key, each in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_each_text(each, change) for each in cast("list[object]", value)]
    return value


def _breakable(text: str) -> str:
    """Text for print: no control characters, and long runs of letters may be broken, invisibly."""
    text = "".join(letter for letter in text if letter >= " ")
    return _LONG_WORD.sub(lambda found: "\u200b".join(_PIECE.findall(found[0])), text)


def _with_signs_named(text: str) -> str:
    """Text in which every sign that the typeface lacks is named in brackets. Letters are left as they are."""
    return "".join(letter if letter.isalpha() or _is_drawn(letter) else _name_of(letter) for letter in text)


def _with_words_named(text: str) -> str:
    """Text that the typeface can draw, whatever it was: words in another alphabet are named in brackets."""
    words: list[str] = []
    for word in re.split(r"(\s+)", _with_signs_named(text)):
        plain = "".join(map(_plain, word))
        strange = next((letter for letter in plain if not _is_drawn(letter)), None)
        words.append(f"[a word in {_script(strange)} letters]" if strange else plain)
    return "".join(words)


def _is_drawn(letter: str) -> bool:
    """Whether Atkinson Hyperlegible surely has it: it has all of these character sets."""
    for page in ("ascii", "cp1252", "cp1250", "cp1254"):
        try:
            letter.encode(page)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _plain(letter: str) -> str:
    """A letter that the typeface lacks, without what is joined to it; two letters for one that stands for two."""
    if _is_drawn(letter):
        return letter
    return "".join(each for each in unicodedata.normalize("NFKD", letter) if unicodedata.category(each) != "Mn")


def _name_of(sign: str) -> str:
    # What only joins or modifies its neighbours has nothing to be said about it.
    if unicodedata.category(sign)[0] in "MC":
        return ""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if all(map(_is_drawn, plain)) else f"[{unicodedata.name(sign, 'a sign').lower()}]"


def _script(letter: str) -> str:
    script = unicodedata.name(letter, "other").split()[0]
    return "Chinese" if script == "CJK" else script.title()
