"""SUB-5, REC-2, BUD-1 · Which words of a plan stand in the person's papers as they are, and that they say something.

What may be left out is left out where there is nothing to say: "TBC", "see above" or a full stop would be
printed as they are. Source: the rulebook, REC-2 (in words that the person can follow); SUB-5. What must be there at
all is asked in `careplan.readiness`; a name, a time or a telephone number in its own field (`careplan.evidence`).
"""

import re
from collections.abc import Iterator

from countersign.careplan.charging import Charging
from countersign.careplan.evidence import says_something
from countersign.careplan.findings import Finding, finding
from countersign.careplan.needs import DesiredOutcome, Need
from countersign.careplan.texts import texts_under


def needs_and_outcomes_in_words(needs: tuple[Need, ...], outcomes: tuple[DesiredOutcome, ...]) -> tuple[Finding, ...]:
    """SUB-5: what a need or an outcome says to the person says something, or is left out. Faults only."""
    said = (*texts_under(needs, "needs", "*.to_the_person"), *texts_under(outcomes, "outcomes", "*.to_the_person"))
    return tuple(finding("SUB-5", False, _OR_LEFT_OUT, f"plan.{where}") for where, text in said if _is_empty(text))


def words_of_their_own(how_to_talk: str, preferences: str, advice: str) -> tuple[Finding, ...]:
    """REC-2: how to talk with the person, what they prefer and what was told as advice likewise. Faults only."""
    said = {"how_to_talk": how_to_talk, "preferences": preferences, "advice": advice}
    return tuple(
        finding("REC-2", False, _OR_LEFT_OUT, f"plan.{where}") for where, text in said.items() if _is_empty(text)
    )


_OR_LEFT_OUT = "Say something here, or leave it out: the person reads it as it stands."


def _is_empty(text: str) -> bool:
    return bool(text.strip()) and not says_something(text)


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
