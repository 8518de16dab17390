"""TELL-2 · Which words of a message stand in a letter to the person, and that they speak to them.

One table. What is not in it is for staff, and is in no letter; what somebody else said stands there in quotation
marks. Source: the rulebook, TELL-2 (written for the person: "you" is the person, no "I" of somebody else, nothing meant
for the practitioner).
"""

from collections.abc import Iterator
from typing import NamedTuple, cast

from pydantic import BaseModel

from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import Finding, finding
from countersign.careplan.messages.amendments import (
    AnswerAmendment,
    AskForAmendment,
    SubmitAmendment,
    WithdrawAmendment,
)
from countersign.careplan.messages.decisions import Decide, Resubmit
from countersign.careplan.messages.declaring import Sent
from countersign.careplan.messages.interim import ArrangeInterimSupport, ReviewInterimSupport, StartInterimSupport
from countersign.careplan.messages.leaving import End, Withdraw
from countersign.careplan.messages.reviews import DeclineReview, RecordReview
from countersign.careplan.plan import Plan
from countersign.careplan.to_the_person import calls_by_name, says_i


class Words(NamedTuple):
    """Words of a message that a letter to the person has as they stand there."""

    field: str
    """Where they are: `reasons.*.to_the_person` is a field of each reason."""

    wanted: str = ""
    """What to say there, where something must be said."""


_ENDING = (Words("ending.services.*.in_words"), Words("ending.the_rest.in_words"))

TO_THE_PERSON: dict[type[Sent], tuple[Words, ...]] = {
    Decide: (
        Words("reasons.*.to_the_person", "what is missing, or does not fit yet"),
        Words("reasons.*.what_happens_next", "what their practitioner will do about it"),
        Words("managed_otherwise.*.why"),
        Words("conditions.*.what"),
    ),
    Resubmit: (
        Words("responses.*.to_the_person", "what was done"),
        Words("why_it_costs_less"),
        Words("less_because.what"),
    ),
    SubmitAmendment: (Words("less_because.what"),),
    AnswerAmendment: (Words("reasons"),),
    WithdrawAmendment: (Words("reason"),),
    Withdraw: (Words("reason"),),
    End: (Words("why"), *_ENDING),
    DeclineReview: (Words("why"),),
    RecordReview: (Words("findings"), Words("what_changes"), *_ENDING),
    ArrangeInterimSupport: (Words("to_the_person"),),
    StartInterimSupport: (Words("to_the_person"),),
    ReviewInterimSupport: (Words("to_the_person"),),
}
"""By message: every text of it that the person reads in a letter."""

THEIR_OWN: dict[type[Sent], tuple[str, ...]] = {AskForAmendment: ("what_is_wanted",)}
"""Texts that the person reads as what somebody said: in quotation marks, and as they are."""

NAMES: dict[type[Sent], tuple[str, ...]] = {Decide: ("conditions.*.name", "conditions.*.relationship")}
"""Names that the person reads: no sentence of theirs can speak as anybody."""

_TO_YOU = (
    "In words to the person “you” is the person; what somebody said, or a place is called, stands in quotation marks."
)


def speaks_to_the_person(message: Sent, plan: Plan) -> tuple[Finding, ...]:
    """TELL-2: what is wrong with the words of a message that the person is to read. Faults only; everything at once.

    `plan`: with its people as they are now.
    """
    return tuple(
        finding("TELL-2", False, fault, where)
        for words in TO_THE_PERSON.get(type(message), ())
        for where, text in texts_at(message, words.field)
        for fault in _faults(text, words.wanted, plan)
    )


def texts_at(message: BaseModel, field: str) -> Iterator[tuple[str, str]]:
    """Each text at a path of a message, with where it is, such as `reasons.R1.to_the_person`."""
    first, _, rest = field.partition(".")
    yield from _under(getattr(message, first), first, rest)


def _under(value: object, where: str, rest: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, tuple):
        for number, item in enumerate(cast("tuple[object, ...]", value)):
            yield from _under(item, f"{where}.{_called(item, number)}", rest.removeprefix("*."))
    elif isinstance(value, BaseModel) and rest:
        name, _, further = rest.partition(".")
        yield from _under(getattr(value, name), f"{where}.{name}", further)
    elif isinstance(value, str):
        yield where, value


def _called(item: object, number: int) -> str:
    """What a sender calls one of a list: its reference, or else its place."""
    reference = next(
        (getattr(item, name, None) for name in ("id", "reason", "line") if getattr(item, name, None)), number
    )
    return str(reference)


def _faults(text: str, wanted: str, plan: Plan) -> Iterator[str]:
    if wanted and not is_evidence(text):
        yield f"say {wanted}, in words to the person: their letter has these, and no words for staff."
    if says_i(text):
        yield f"has I, me or my. {_TO_YOU}"
    if calls_by_name(plan, text):
        yield f"calls the person by their name. {_TO_YOU}"
