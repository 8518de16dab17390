"""TIME-1, TIME-2 · Every clock of a scheme in sentences: what is due when, and what happens until then."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from countersign.careplan.clocks import Move, Wait
from countersign.careplan.ladders import CountedIn, Ladder, StepKind
from countersign.careplan.scheme import Scheme
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import in_london

NEXT_UP = "the next person up"
INTERIM = (
    "the duty team is asked for interim support where urgent needs are known, and otherwise to find out whether there "
    "are any"
)


class ClockWords(NamedTuple):
    """The words for a clock."""

    due: str
    """What is due."""

    since: str
    """From when the clock counts."""

    who: str
    """Who is reminded."""


CLOCKS: dict[str, ClockWords] = {
    "awaiting_decision": ClockWords("A decision is due", "the plan came", "whoever is to decide"),
    "information": ClockWords("Information is due", "the authoriser asked for it", "the practitioner"),
    "returned": ClockWords("A returned plan is due again", "it was returned", "the practitioner"),
    "question": ClockWords("An answer to a question about a return is due", "it was asked", "whoever was asked"),
    "first_payment": ClockWords(
        "The first payment is to be put into practice", "the plan was authorised to start", "the practitioner"
    ),
    "agreed": ClockWords("The written record is to be given", "the plan was agreed", "whoever is to give it"),
    "understanding": ClockWords(
        "Support in understanding the plan is to be recorded",
        "it was stated that the person has substantial difficulty",
        "the practitioner",
    ),
    "amendment": ClockWords(
        "An answer to an amendment that was asked for, and then the amended plan, is due",
        "it was asked for, and agreed to",
        "the practitioner",
    ),
    "sign_off": ClockWords(
        "All of it is to be done", "the first submission, whatever was returned meanwhile", "whoever is to decide"
    ),
    "tidy_up": ClockWords("What is left to do when a plan has left is due", "it left", "the practitioner"),
}
"""The clocks of a sign-off, in the order in which a plan meets them. The clock of a panel or call is told with that."""

INTERIM_CLOCKS: dict[str, ClockWords] = {
    "urgent_needs": ClockWords("Whether there are urgent needs is to be known", "it was asked", "the duty team"),
    "acknowledged": ClockWords("The duty team is to say that it has the request", "it was made", "the duty team"),
    "arranged": ClockWords("Interim support is to be arranged", "that", "the duty team"),
    "in_place": ClockWords("Interim support is to be in place", "that", "the duty team"),
    "review": ClockWords("Interim support is reviewed", "it was in place and after each review", "the duty team"),
}


def counted(number: int, unit: CountedIn) -> str:
    """A number of working days or hours, such as "5 working days"."""
    name = "working day" if unit is CountedIn.WORKING_DAYS else "hour"
    return f"{number} {name}{'' if number == 1 else 's'}"


def clock_in_words(ladder: Ladder, words: ClockWords) -> str:
    """A clock as two sentences: what is due by when, and what happens until it has come."""
    unit = ladder.counted_in
    night = ", day and night" if unit is CountedIn.HOURS else ""
    due = f"{words.due} {counted(ladder.due_after, unit)} after {words.since}{night}."
    *before, last = ladder.steps
    steps = [f"after {counted(step.after, unit)} {_does(step.do, words.who)}" for step in before]
    last_after = counted(last.after, unit)
    repeat_every = counted(ladder.repeat_every, unit)
    if last.do is StepKind.REMIND:
        steps += [f"after {last_after} {_does(last.do, words.who)}", f"then, every {repeat_every}, {NEXT_UP} is told"]
    else:
        steps.append(f"after {last_after}, and from then on every {repeat_every}, {_does(last.do, words.who)}")
    sentence = "; ".join(steps)
    return f"{due} {sentence[:1].upper()}{sentence[1:]}."


def _does(kind: StepKind, who: str) -> str:
    return {
        StepKind.REMIND: f"{who} is reminded",
        StepKind.ESCALATE: f"{NEXT_UP} is told",
        StepKind.OVERDUE: f"{NEXT_UP} is told that it is overdue, and {INTERIM}",
        StepKind.INTERIM_DECISION: f"{NEXT_UP} is asked for an interim decision, and {INTERIM}",
        StepKind.MISSED: "it counts as missed",
        StepKind.REVIEW: f"{who} is asked for the review, and {NEXT_UP} where it was asked before",
    }[kind]


def clocks_in_words(scheme: Scheme) -> Iterator[tuple[str, str, str]]:
    """Each clock of a sign-off: (its place in the scheme, its sentences, its source)."""
    for name, words in CLOCKS.items():
        if name == "first_payment" and scheme.sign_off.after != "first_payment":
            continue
        ladder: Ladder = getattr(scheme.clocks, name)
        yield f"clocks.{name}", clock_in_words(ladder, words), ladder.source
    review = scheme.review
    text = (
        f"A plan in force is reviewed {_weeks(review.first_within_weeks)} after it was agreed, then at least every "
        f"{_months(review.within_months)}, and within {counted(review.on_request_within, CountedIn.WORKING_DAYS)} of a "
        f"reasonable request. {counted(review.remind_before, CountedIn.WORKING_DAYS)} before the day the practitioner "
        "is reminded, and the person is told. Once it is late, somebody is told again every "
        f"{counted(review.repeat_every, CountedIn.WORKING_DAYS)}."
    )
    yield "review", text, review.source


def interim_in_words(scheme: Scheme) -> Iterator[tuple[str, str, str]]:
    """Each clock of interim support: (its place in the scheme, its sentences, its source)."""
    yield "duty", f"Interim support is asked of the {scheme.duty.title}.", scheme.duty.source
    for name, words in INTERIM_CLOCKS.items():
        ladder: Ladder = getattr(scheme.interim, name)
        yield f"interim.{name}", clock_in_words(ladder, words), ladder.source
    top = scheme.top_of_interim
    others = ", ".join(scheme.title_of(role) for role in top.also)
    also = f" The same goes to: {others}." if others else ""
    text = (
        f"The highest role is told that interim support waits between {top.not_before:%H:%M} and "
        f"{top.not_after:%H:%M} only, and at most every {counted(top.repeat_every, CountedIn.HOURS)}.{also} If nobody "
        "below is there when interim support is first asked for, that request comes to them at once."
    )
    yield "top_of_interim", text, top.source


def _weeks(number: int) -> str:
    return f"{number} week{'' if number == 1 else 's'}"


def _months(number: int) -> str:
    return f"{number} month{'' if number == 1 else 's'}"


WAIT_NAMES: dict[str, str] = {
    Wait.DECISION: "decision",
    Wait.RESUBMISSION: "resubmission",
    Wait.RECORD: "written record",
    Wait.REVIEW: "review of the plan",
    Wait.PAYMENT_REVIEW: "review of the payment",
    Wait.REVIEW_ASKED: "review asked for",
    Wait.SIGN_OFF: "the whole sign-off",
    Wait.INFORMATION: "information",
    Wait.QUESTION: "question about return",
    Wait.TIDY_UP: "what is left to do",
    Wait.MEETING: "panel or call",
    Wait.FIRST_PAYMENT: "first payment",
    Wait.CONDITION: "condition",
    Wait.UNDERSTANDING: "support to understand",
    Wait.CONCERN: "concern about a copy",
    Wait.COPY_ENDS: "last day of a copy",
    Wait.AMENDMENT: "amendment",
    Wait.ENDS: "end of the plan",
    Wait.URGENT_NEEDS: "urgent needs?",
    Wait.ACKNOWLEDGED: "interim: acknowledge",
    Wait.ARRANGED: "interim: arrange",
    Wait.IN_PLACE: "interim: put in place",
    Wait.INTERIM_REVIEW: "interim: review",
}
"""A short name of each wait, in at most 21 characters, for where space is scarce."""


def move_in_words(wait: str, move: Move) -> str:
    """One change of a due date, such as "decision: due …, and was due …: not in time"."""
    because = spelled_out(move.because)
    return f"{WAIT_NAMES.get(wait, wait)}: due {in_london(move.now)}, and was due {in_london(move.was)}: {because}"


def late_since(missed: Mapping[str, datetime]) -> tuple[str, ...]:
    """TIME-8: each wait that is late, in words: "decision: since Tue 17 Nov 2026 17:00", the longest delay first.

    `missed`: the date that each wait has missed, by the name of its clock.
    """
    return tuple(
        f"{WAIT_NAMES.get(name.partition(':')[0], name)}: since {in_london(at)}"
        for name, at in sorted(missed.items(), key=lambda name_and_date: (name_and_date[1], name_and_date[0]))
    )


def lateness_in_words(late: timedelta, counted_in: CountedIn, office_day: timedelta) -> str:
    """How late a wait is in the clock's own time: in working days and office hours, or in hours, day and night."""
    if counted_in is CountedIn.HOURS:
        days, rest = 0, late
    else:
        days, rest = divmod(late, office_day)
    hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{minutes} min" if not days else ""]
    return " ".join(part for part in parts if part)
