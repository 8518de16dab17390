"""TELL-2, REC-2 · Whether what is meant for the person speaks to them: "you" is the person, and nobody else is "I".

The written record gives these words as they are, so whoever decides looks at them first. Their own words may stand in
quotation marks, and there "I" is they. Source: the rulebook, TELL-2 ("you" is the person, no "I" of somebody else) and
REC-2 (in words the person can follow). A reason names references, never a person.
"""

import re
from collections.abc import Iterator

from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment_findings import listed
from countersign.careplan.people import Person
from countersign.careplan.plan import Plan
from countersign.careplan.same_person import TITLES, words_of

_QUOTED = re.compile('“[^”]*”|"[^"]*"|‘(?:[^’]|’(?=\\w))*’(?!\\w)|«[^»]*»')
_SOMEBODY_ELSE = re.compile(r"\bI\b|\b(?:[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b")

SHORTEST = 3
"""A part of the person's name that is shorter is not looked for by itself."""


def words_to_the_person(plan: Plan) -> tuple[Finding, ...]:
    """Which needs and outcomes have no words to the person, and which words to them speak as, or of, somebody else."""
    texts = dict(_texts(plan))
    without = [item.id for item in (*plan.needs, *plan.outcomes) if not item.to_the_person.strip()]
    as_somebody = [what for what, text in texts.items() if says_i(text)]
    by_name = [what for what, text in texts.items() if names(plan.person, text)]
    their_own = "The person's own words stand in quotation marks; in all others “you” is the person."
    found = (
        (without, "No words to the person for {what}: their record would have the practitioner's, and say so."),
        (as_somebody, f"In words to the person, {{what}} has I, me or my outside quotation marks. {their_own}"),
        (by_name, "In words to the person, {what} calls them by their name: say “you”."),
    )
    return tuple(finding("TELL-2", False, reason.format(what=listed(what)), "plan") for what, reason in found if what)


def says_i(text: str) -> bool:
    """Whether somebody speaks of themself outside quotation marks.

    >>> [says_i(text) for text in ("I visited you.", "“I want to sing.”", "You said: “I sing.” Tell me.", "You sing.")]
    [True, False, True, False]
    """
    return _SOMEBODY_ELSE.search(_QUOTED.sub(" ", text)) is not None


def names(person: Person, text: str, but: frozenset[str] = frozenset()) -> bool:
    """Whether a text has a part of the person's name outside quotation marks, written as a name is.

    `but`: parts that do not count, in small letters.
    """
    unquoted = _QUOTED.sub(" ", text)
    return any(
        re.search(rf"\b{re.escape(part)}\b", unquoted)
        for part in _parts(f"{person.name} {person.preferred_name or ''}")
        if len(part) >= SHORTEST and not set(words_of(part)) <= TITLES | but
    )


def calls_by_name(plan: Plan, text: str) -> bool:
    """The same, for what would be refused: but a name that somebody else of the plan has too, or that is a word.

    A daughter of the same surname, or the month of May, may stand in words to the person.
    """
    others = (plan.representative, plan.advocate, plan.practitioner, *plan.carers, *plan.providers)
    theirs = {word for other in others if other is not None for word in words_of(getattr(other, "name", None) or "")}
    return names(plan.person, text, frozenset(theirs) | _ALSO_A_WORD)


_ALSO_A_WORD = frozenset(["april", "august", "grace", "hope", "june", "mark", "may", "rose", "sunny", "will", "young"])
"""Names that may begin a sentence, or name a month, without meaning anybody."""


def _parts(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name)


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    """Each text that is in words to the person, with what a reason calls it."""
    for item in (*plan.needs, *plan.outcomes):
        yield item.id, item.to_the_person
    yield "how to talk with them", plan.how_to_talk
    yield "how the budget was worked out", plan.how_budget_was_worked_out
