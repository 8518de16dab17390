"""SUB-5, REC-2, BUD-1 · Which words of a plan stand in the person's papers as they are, and that they say something.

One table. What may be left out is left out where there is nothing to say: "TBC", "see above" or a full stop would be
printed as they are. Source: the rulebook, REC-2 (in words that the person can follow); SUB-5. What must be there at
all is asked in `careplan.readiness`; a name, a time or a telephone number in its own field (`careplan.evidence`).
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from countersign.careplan.charging import Charging
from countersign.careplan.evidence import says_something
from countersign.careplan.findings import Finding, finding
from countersign.careplan.texts import texts_under


class Printed(NamedTuple):
    """Words of a plan that are printed as they stand."""

    part: str
    """The part of the plan."""

    path: str
    """Where they are within it; empty where the part is a text itself."""

    rule: str

    what: str
    """What they are, in words."""


PRINTED = (
    Printed("needs", "*.to_the_person", "SUB-5", "The need, in words to the person,"),
    Printed("outcomes", "*.to_the_person", "SUB-5", "What they want to achieve, in words to the person,"),
    Printed("how_to_talk", "", "REC-2", "How to talk with the person"),
    Printed("preferences", "", "REC-2", "What the person prefers"),
    Printed("advice", "", "REC-2", "What was told as advice"),
)
"""Each may be empty, and is not printed then."""


def says_what_is_printed(printed: Printed) -> Callable[[object], tuple[Finding, ...]]:
    """The check of one row: what is there and says nothing. Faults only."""

    def check(part: object) -> tuple[Finding, ...]:
        reason = f"{printed.what} must say something, or be left out: it is printed as it stands."
        return tuple(
            finding(printed.rule, False, reason, f"plan.{where}")
            for where, text in texts_under(part, printed.part, printed.path)
            if text.strip() and not says_something(text)
        )

    return check


_OTHERS = re.compile(r"(?:we|you|i|they|it|he|she|the|a|an|your|our|by|with|from|every|each|as)\b", re.IGNORECASE)
"""Words that do not go on after "We"."""


def goes_on_after_we(charging: Charging | None) -> tuple[Finding, ...]:
    """BUD-1: how the person is asked to pay is printed after "We". Faults only."""
    return tuple(
        finding("BUD-1", False, fault, "plan.charging.billed")
        for fault in _faults_of(charging.billed if charging and charging.billed else "")
    )


def _faults_of(billed: str) -> Iterator[str]:
    so = "such as “send you a bill every four weeks”."
    if billed and not says_something(billed):
        yield f"How the person is asked to pay must say something, or be left out: {so}"
    elif billed and (_OTHERS.match(billed) or billed[0].isupper() or not billed[0].isalpha()):
        yield f"How the person is asked to pay goes on after “We”: begin with what we do, in a small letter, {so}"
