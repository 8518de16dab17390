"""The Jinja environment of each medium, with the filters that templates can call."""

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, cast

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from countersign.careplan.authority import Exceptional
from countersign.careplan.budget import Budget
from countersign.careplan.clocks import Because
from countersign.careplan.consent import Section
from countersign.careplan.figures import a_week_and_once, day, day_of_week, pounds, time_of_day
from countersign.careplan.notices import NoticeKind
from countersign.careplan.payment_terms import PaymentTerms
from countersign.careplan.reviews import ReviewOf
from countersign.carried import folder
from countersign.letters.composed import as_line, by_language
from countersign.letters.directions import is_from_right
from countersign.letters.runs import Run, may_have_runs, parts_of, runs_of
from countersign.letters.sandbox import CouncilEnvironment
from countersign.letters.voice import Voice
from countersign.wording.document import Fact, Table, lines_of
from countersign.wording.isolates import FSI, PDI, without_isolates
from countersign.wording.letter_head import LetterHead
from countersign.wording.letters import LetterReason
from countersign.wording.payment_in_letters import payment_in_a_letter
from countersign.wording.peoples_words import points_of, read
from countersign.wording.plain_words import SECTION_WORDS, at_least_every, mid_sentence
from countersign.wording.sender_in_words import at_once, complaints_in_words, ways_to_reach_us, when_closed
from countersign.wording.who_pays import amounts_of, who_pays

TEMPLATES = folder("templates")

WHY_IT_MOVED = {
    Because.INFORMATION_ASKED: "We needed to know more about the plan, so we asked.",
    Because.INFORMATION_CAME: "We now have the information that we asked for.",
    Because.QUESTION_ASKED: "There was a question about what the plan still needs.",
    Because.QUESTION_ANSWERED: "A question about what the plan still needs has been answered.",
    Because.NOT_IN_TIME: "This has taken longer than it should.",
    Because.PLANNED_AGAIN: "Our own timetable has changed.",
}
"""TIME-6: why a promised date moved, in the words of the letter."""


OF_JINJA = frozenset({"capitalize", "first", "join", "last", "length", "lower", "trim", "upper"})
"""The filters of Jinja's own that a council's template may use, besides ours: none reaches further than its text."""


def environment(medium: str, *, autoescape: bool, loader: BaseLoader | None = None) -> Environment:
    """The templates for one medium: `blocks` for letters, `html` and `text` for pages.

    Every template is read, so that a broken one fails now. `loader`: finds a council's own templates among ours; they
    are run where nothing can be reached but what they are given, and each ends soon.
    """
    made = (CouncilEnvironment if loader else Environment)(
        loader=loader or FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "alive": alive,
        "all_words": _all_words,
        "at_once": at_once,
        "block": as_line,
        "by_language": by_language,
        "complaints": _complaints,
        "mid_sentence": mid_sentence,
        "ways_to_reach_us": ways_to_reach_us,
        "a_week_and_once": a_week_and_once,
        "budget_tables": _budget_tables,
        "dates_in_words": _dates_in_words,
        "in_quotation_marks": in_quotation_marks,
        "day": day,
        "day_in_figures": day_in_figures,
        "day_of_week": day_of_week,
        "is_from_right": is_from_right,
        "indented": _indented,
        "lines": lines_of,
        "payment_in_a_letter": _payment_in_a_letter,
        "points": points_of,
        "pounds": pounds,
        "read": read,
        "say_you": _say_you,
        "section_words": _section_words,
        "sentence": sentence,
        "squash": squash,
        "stacked": stacked,
        "underlined": underlined,
        "as_own_line": as_own_line,
        "time_of_day": time_of_day,
        "when_closed": when_closed,
        "who_else_pays": _who_else_pays,
        "who_pays": _who_pays,
        "why_exceptional": _why_exceptional,
        "why_it_moved": _why_it_moved,
        "as_a_beginning": sentence,
        "at_least_every": at_least_every,
        "being_reviewed": _being_reviewed,
    }
    made.filters.update(filters)
    if isinstance(made, CouncilEnvironment):
        made.count_filters()
    made.tests["led_or_numbered"] = is_led_or_numbered
    # In every template `m` has the macros of its medium, and `parts` the pieces that several letters share.
    shared = cast("dict[str, object]", made.globals)
    shared["m"] = made.get_template(f"medium/{medium}.j2").module
    if medium == "blocks":
        shared["parts"] = made.get_template("letters/parts.j2").module
        pages = [f"letters/{kind.value}.j2" for kind in NoticeKind] + ["layout.subject.j2", "layout.translation.j2"]
    else:
        pages = ["letter.j2", "record.j2", *(["easy_read.j2"] if medium == "html" else [])]
    for name in (*pages, f"layout.{medium}.j2"):
        made.get_template(name)
    return made


_WHOLE, _FROM_LEFT = ' class="whole"', ' dir="ltr"'


def alive(text: str) -> Markup:
    """A text in HTML: what belongs together never breaks over lines, and what can be followed is a link."""
    whole = text.unescape() if isinstance(text, Markup) else text
    if not may_have_runs(whole):  # most texts: a page has some hundred of them
        return escape(whole)
    # Numbers are read from left to right among words that are not.
    way = _FROM_LEFT if FSI in whole else ""
    return Markup("".join(_run(run, way) for run in runs_of(whole)))  # noqa: S704 - each run is escaped


def _run(run: Run, way: str) -> str:
    """A run as HTML. Of strings, and not of Markup, which takes three times as long."""
    parts = parts_of(run.text) if run.link and not run.whole else [run.text]
    words = "<wbr>".join(str(escape(text)) for text in parts)
    if run.link:
        return f'<a href="{escape(run.link)!s}"{_WHOLE if run.whole else ""}{way}>{words}</a>'
    return f"<span{_WHOLE}{way}>{words}</span>" if run.whole else words


_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)


def _say_you(texts: Iterable[str]) -> bool:
    """TELL-2: whether words say “you” to somebody."""
    return any(_YOU.search(text) for text in texts)


def _all_words(reasons: Iterable[LetterReason]) -> tuple[str, ...]:
    """Everything that was written about reasons."""
    return tuple(text for reason in reasons for text in (reason.reason, reason.what_happens_next, reason.what_was_done))


def _indented(text: str) -> str:
    """A text with every line of it set in, as a plain text shows whose words they are."""
    return textwrap.indent(text, "    ")


def _payment_in_a_letter(
    terms: PaymentTerms,
    budget: Budget,
    head: LetterHead,
    voice: Voice,
    has_come: bool = False,  # noqa: FBT002  # a template gives it by its place
) -> tuple[str, ...]:
    """DP-9: how much a direct payment is, when it comes, and how what the person pays is paid."""
    return payment_in_a_letter(terms, budget, on=None if has_come else head.letter_date, who=voice.who)


def _complaints(head: LetterHead) -> tuple[str, ...]:
    """TELL-2: how to complain, a point for each step, first what the reader can use first."""
    return lines_of(complaints_in_words(head.sender, head.recipient.reaches_us_by, names_advocate=False))


def day_in_figures(value: date) -> str:
    """A day as 7/12/2026, for a language other than English."""
    return f"{value.day}/{value.month}/{value.year}"


def sentence(text: str) -> str:
    """The text with a capital as its first letter."""
    return text[:1].upper() + text[1:]


def in_quotation_marks(text: str) -> str:
    """TELL-2: what somebody said, as a letter gives it; what they quoted has single marks within.

    >>> in_quotation_marks("She said: “I would like a bath.”")
    '“She said: ‘I would like a bath.’”'
    """
    said = text.strip()
    # The marks belong to the words: of words from the right the first one stands at the right.
    before, after = FSI if said.startswith(FSI) else "", PDI if said.endswith(PDI) else ""
    said = said.removeprefix(FSI).removesuffix(PDI)
    if said.startswith("“") and said.find("”") == len(said) - 1:
        return f"{before}{said}{after}"
    within = re.sub(r'"([^"]*)"', r"‘\1’", said.replace("“", "‘").replace("”", "’"))
    return f"{before}“{within}”{after}"


def squash(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def underlined(heading: str, line: str) -> str:
    """TELL-4: a heading of ours in plain text, with a line under it, which nobody's own words can have.

    `line`: the sign that it is made of.
    """
    words = squash(heading)
    return f"{words}\n{line * max(3, min(len(without_isolates(words)), _LONGEST_LINE))}"


_LONGEST_LINE = 72


def as_own_line(text: str) -> str:
    """REC-5: somebody's words in plain text, where they begin a line: what looks like a mark of ours is a list's item.

    That is what is only drawn, as a line under a heading, and what begins with a box to tick.
    """
    words = squash(text)
    return f"- {words}" if _LOOKS_LIKE_A_MARK.match(words) or _is_only_drawn(words) else words


_LOOKS_LIKE_A_MARK = re.compile(r"[\u2066-\u2069]*[\[(] ?[xX]?[\])]|[\u2066-\u2069]*[\u2610-\u2612\u25a1\u25fb]")


def _is_only_drawn(words: str) -> bool:
    """Whether a text is signs alone, or one letter again and again: some letters are lines too."""
    signs = without_isolates(words).replace(" ", "")
    return len(signs) > 1 and (not any(map(str.isalnum, signs)) or (len(set(signs)) == 1 and not signs.isascii()))


def is_led_or_numbered(value: str) -> bool:
    """Whether a line among others has no bullet: it leads to what follows, or has a number that somebody gave it."""
    return value.endswith(":") or re.match(r"\d{1,3}\. ", value) is not None


def _budget_tables(budget: Budget, voice: Voice) -> tuple[Table, ...]:
    """BUD-1: the three amounts of the budget, each week and once, as the tables of a letter."""
    return amounts_of(budget, the="the", whose=voice.whose, who=voice.who)


def _who_pays(budget: Budget, voice: Voice) -> str:
    """BUD-1: who pays the budget, in words that fit the case."""
    return who_pays(budget, voice.who)


WHY_TO_A_MEETING = {
    Exceptional.LARGER_THAN_USUAL: "The plan’s budget is larger than usual.",
    Exceptional.VERY_COMPLEX: "The plan is very complex: it has many parts to think of together.",
    Exceptional.DISTINCTIVE: "The plan is very different from most others.",
    Exceptional.NOBODY_ALONE: "By our rules nobody may decide alone about a plan that costs this much.",
    Exceptional.REFERRED: "Somebody here looked at the plan first, and found it too complex for one person to decide.",
}
"""ROUTE-3: why a plan goes to a panel or call, in the words of the letter; `WHY_THERE` has those of the record."""


def _why_exceptional(reasons: Sequence[Exceptional], meeting: str) -> tuple[str, ...]:
    """ROUTE-3: why a plan goes to a panel or call. `meeting`: what the letter calls it."""
    known = tuple(WHY_TO_A_MEETING[reason] for reason in reasons)
    before = f"An earlier plan, which cost more, went to the {meeting}. So this one goes there too."
    return known or (before,)


def _why_it_moved(because: Sequence[Because]) -> tuple[str, ...]:
    return tuple(WHY_IT_MOVED[reason] for reason in because)


def _who_else_pays(budget: Budget) -> tuple[str, ...]:
    """BUD-2: who else pays, and how much."""
    return tuple(f"{other.who}: {a_week_and_once(other.weekly, other.one_off)}" for other in budget.others)


def _being_reviewed(of: Sequence[ReviewOf], voice: Voice) -> str:
    """REV-2: what is reviewed, such as "your plan for care and support, and the direct payment"."""
    if tuple(of) == (ReviewOf.DIRECT_PAYMENT,):
        return f"{voice.whose} direct payment"
    words = {
        ReviewOf.PLAN: f"{voice.whose} plan for care and support",
        ReviewOf.DIRECT_PAYMENT: "the direct payment",
    }
    return ", and ".join(words[reviewed] for reviewed in of or (ReviewOf.PLAN,))


def _section_words(sections: Iterable[Section]) -> tuple[str, ...]:
    return tuple(SECTION_WORDS[section] for section in sections)


def _dates_in_words(text: str) -> str:
    """The text with dates for people: a basis for sharing is stored with 2026-11-21; people read 21 November 2026."""
    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", lambda written: day(date.fromisoformat(written[0])), text)


def stacked(table: Table) -> tuple[tuple[Fact, ...], ...]:
    """A table as lists: for each row, every cell that is not empty, under its column's heading."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    headings = [column.heading for column in table.columns]
    if len(headings) == 2:  # noqa: PLR2004 - a row of two is a label and its value
        return (tuple(Fact(label=row[0], values=(row[1],)) for row in rows),)
    return tuple(
        tuple(Fact(label=heading, values=(cell,)) for heading, cell in zip(headings, row, strict=True) if cell)
        for row in rows
    )
