"""TELL-2 · Which words of a message stand in a letter to the person, and that they speak to them.

One table. What is not in it is for staff, and is in no letter; what somebody else said stands there in quotation
marks. Source: the rulebook, TELL-2 (written for the person: "you" is the person, no "I" of somebody else, nothing meant
for the practitioner).
"""

from collections.abc import Iterator
from typing import NamedTuple

from countersign.careplan.evidence import LEAST_TELLING, has_a_hole, is_evidence, says_something
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
from countersign.careplan.texts import texts_at
from countersign.careplan.to_the_person import calls_by_name, is_only_quoted, says_i


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

_TOO_LITTLE = (
    f"Besides small words, such as “we”, “will” and “it”, {LEAST_TELLING} are wanted at least that say what, who or "
    "when, such as: We will look at the hours with you on Friday."
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


def _faults(text: str, wanted: str, plan: Plan) -> Iterator[str]:
    if has_a_hole(text):
        yield "was not filled in: put the words themselves in place of what is in brackets, or is only there to try it."
    elif wanted and not says_something(text):
        yield f"say {wanted}, in words to the person: their letter has these, and no words for staff."
    elif wanted and not is_evidence(text):
        yield f"says too little: say {wanted}, in a whole sentence. {_TOO_LITTLE}"
    elif text and not wanted and not says_something(text):
        yield "must say something, in words to the person: their letter has these as they stand."
    if is_only_quoted(text):
        yield "has nothing but a quotation: say who said it, such as: You said."
    if says_i(text):
        yield f"has I, me or my. {_TO_YOU}"
    if calls_by_name(plan, text):
        yield f"calls the person by their name. {_TO_YOU}"
