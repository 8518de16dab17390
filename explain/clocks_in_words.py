"""TIME-1, TIME-2 · Every clock of a scheme as a sentence: what is due when, and what happens until it has come."""

from collections.abc import Iterator
from typing import NamedTuple

from careplan.scheme import CountedIn, Ladder, Scheme, StepKind

NEXT_UP = "the next person up"
INTERIM = (
    "the duty team is asked for interim support where urgent needs are known, and otherwise to find out whether there "
    "are any"
)


class ClockWords(NamedTuple):
    """How one clock is spoken of: what is to have come, from when it counts, and who is reminded."""

    due: str
    since: str
    who: str


CLOCKS: dict[str, ClockWords] = {
    "awaiting_decision": ClockWords("A decision is due", "the plan came", "whoever is to decide"),
    "information": ClockWords("Information is due", "the authoriser asked for it", "the practitioner"),
    "returned": ClockWords("A returned plan is due again", "it was returned", "the practitioner"),
    "question": ClockWords("An answer to a question about a return is due", "it was asked", "whoever was asked"),
    "first_payment": ClockWords(
        "The first payment is to be put into practice", "the plan was authorised to start", "the practitioner"
    ),
    "agreed": ClockWords("The written record is to be given", "the plan was agreed", "whoever is to give it"),
    "sign_off": ClockWords(
        "All of it is to be done", "the first submission, whatever was returned meanwhile", "whoever is to decide"
    ),
    "tidy_up": ClockWords("What is left to do when a plan has left is due", "it left", "the practitioner"),
}
"""The clocks of a sign-off in the order in which a plan meets them; that of a panel or call is told with it."""

INTERIM_CLOCKS: dict[str, ClockWords] = {
    "urgent_needs": ClockWords("Whether there are urgent needs is to be known", "it was asked", "the duty team"),
    "acknowledged": ClockWords("The duty team is to say that it has the request", "it was made", "the duty team"),
    "arranged": ClockWords("Interim support is to be arranged", "that", "the duty team"),
    "in_place": ClockWords("Interim support is to be in place", "that", "the duty team"),
    "review": ClockWords("Interim support is reviewed", "it was in place and after each review", "the duty team"),
}


def counted(number: int, unit: CountedIn) -> str:
    """So many working days, or hours."""
    name = "working day" if unit is CountedIn.WORKING_DAYS else "hour"
    return f"{number} {name}{'' if number == 1 else 's'}"


def clock_in_words(ladder: Ladder, words: ClockWords) -> str:
    """One clock as two sentences: by when, and what happens until it has come."""
    unit = ladder.counted_in
    night = ", day and night" if unit is CountedIn.HOURS else ""
    due = f"{words.due} {counted(ladder.due_after, unit)} after {words.since}{night}."
    *before, last = ladder.steps
    steps = [f"after {counted(step.after, unit)} {_does(step.do, words.who)}" for step in before]
    first = counted(last.after, unit)
    again = counted(ladder.repeat_every, unit)
    if last.do is StepKind.REMIND:
        steps += [f"after {first} {_does(last.do, words.who)}", f"then, every {again}, {NEXT_UP} is told"]
    else:
        steps.append(f"after {first}, and from then on every {again}, {_does(last.do, words.who)}")
    whole = "; ".join(steps)
    return f"{due} {whole[:1].upper()}{whole[1:]}."


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
    """Each clock of a sign-off: its place in the scheme, its sentences, its source."""
    for name, words in CLOCKS.items():
        if name == "first_payment" and scheme.sign_off.after != "first_payment":
            continue
        ladder: Ladder = getattr(scheme.clocks, name)
        yield f"clocks.{name}", clock_in_words(ladder, words), ladder.source
    review = scheme.review
    text = (
        f"A plan in force is reviewed within {_months(review.within_months)} of its sign-off. Until it is, somebody is "
        f"told again every {counted(review.repeat_every, CountedIn.WORKING_DAYS)}."
    )
    yield "review", text, review.source


def interim_in_words(scheme: Scheme) -> Iterator[tuple[str, str, str]]:
    """Each clock of interim support: its place in the scheme, its sentences, its source."""
    yield "duty", f"Interim support is asked of the {scheme.duty.title}.", scheme.duty.source
    for name, words in INTERIM_CLOCKS.items():
        ladder: Ladder = getattr(scheme.interim, name)
        yield f"interim.{name}", clock_in_words(ladder, words), ladder.source


def _months(number: int) -> str:
    return f"{number} month{'' if number == 1 else 's'}"
