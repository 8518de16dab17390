"""Says, from the rulebook and without the product's rules, what is wrong with a return, and with what comes back.

Each fault begins with the rule that it breaks.
"""

from collections import Counter
from collections.abc import Iterator

from tests.proof.coming_back import NOT_APPROPRIATE, NOT_BEST_USE, OF_A_PAYMENT, Back, Done, Reason
from tests.proof.plans import ALTERNATIVES, Facts, found
from tests.proof.purses import SAYS_NOTHING

Limbs = tuple[bool, bool, bool | None]

GROUNDS = {0: {NOT_APPROPRIATE}, 1: {NOT_BEST_USE}, 2: {NOT_APPROPRIATE, NOT_BEST_USE}}
"""RET-1: two grounds only. A direct payment that fails is one or the other."""

BORNE_OUT_BY = dict(zip(OF_A_PAYMENT, ({"DP-1"}, {"DP-2"}, {"DP-3"}, {"DP-4"}, {"DP-7", "DP-8"}), strict=True))
"""RET-1: which findings bear out that a direct payment fails a criterion: each is about what the criterion says."""

COULD_NOT = {"the council could not", "nobody says"}
"""DP-8: what plans say of a line that the council could not commission, as far as anybody says."""


def against_return(back: Back, limbs: Limbs, facts: Facts) -> Iterator[str]:
    """Every reason why a return is not whole, beside what is wrong with any decision."""
    if not back.reasons:
        yield "RET-2: it gives no reason"
    if not back.wanted:
        yield "RET-3: it does not say whether it wants information or a revision"
    if len({reason.id for reason in back.reasons}) < len(back.reasons):
        yield "RET-2: two reasons are called the same"
    for number, holds in enumerate(limbs):
        if holds is False and back.reasons and number not in {reason.limb for reason in back.reasons}:
            yield f"RET-2: limb {number} does not hold, and nobody says why"
    for reason in back.reasons:
        yield from _a_reason(reason, back, limbs)
        yield from _best_use(reason, back, facts)
        if reason.limb == 2 and reason.criterion in OF_A_PAYMENT:
            about = {rule for rule, _, _ in found(facts)}
            if not about & BORNE_OUT_BY[reason.criterion] and reason.facts in SAYS_NOTHING:
                yield f"RET-1: nothing bears out that the payment fails {reason.criterion}"


def _a_reason(reason: Reason, back: Back, limbs: Limbs) -> Iterator[str]:
    if reason.words in SAYS_NOTHING:
        yield "RET-2: a reason says nothing"
    if not reason.steps:
        yield "RET-2: a reason suggests no step"
    of_a_payment = reason.criterion in OF_A_PAYMENT
    if not reason.criterion or of_a_payment is not (reason.limb == 2):
        yield "RET-2: a reason names no criterion of its limb"
    if limbs[reason.limb] is not False:
        yield "RET-1: a reason rests on a limb that is not answered no"
    if reason.ground not in GROUNDS[reason.limb]:
        yield "RET-1: the ground is not one of the limb"
    if reason.criterion and not of_a_payment and reason.criterion not in dict(back.replies):
        yield "DEC-2: a reason rests on a question that is answered yes"


def _best_use(reason: Reason, back: Back, facts: Facts) -> Iterator[str]:
    """DEC-6: only what could meet the needs and was available counts; a return for revision names one."""
    if reason.compared_with and not all(ALTERNATIVES.get(reason.compared_with, (False,))):
        yield f"DEC-6: {reason.compared_with} does not count"
    if reason.named and reason.named != "one that counts":
        yield f"DEC-6: it names {reason.named}"
    commissioned = any(line.direct and line.commissioned not in COULD_NOT for line in facts.lines)
    of_the_council = reason.limb == 2 and commissioned
    named = reason.compared_with or reason.named or of_the_council
    if reason.ground == NOT_BEST_USE and back.wanted == "revision" and not named:
        yield "DEC-6: no better use is named"


def against_what_was_done(done: Done, back: Back, *, changed: bool, agreed: bool) -> Iterator[str]:
    """RET-3, RET-5: why what a resubmission says was done is not enough.

    `changed`: the plan says something else. `agreed`: it says how going over it was agreed with the person.
    """
    ids = [reason.id for reason in back.reasons]
    answered = {"all but the first": ids[1:], "the first twice": [*ids[:1], *ids], "another besides": [*ids, "R9"]}
    if Counter(answered.get(done.reasons, ids)) != Counter(ids):
        yield "RET-5: it does not say once of each reason, and of no other, what was done"
    if back.wanted == "revision" and not changed:
        yield "RET-3: a revision was wanted, and it says what it said"
    if back.wanted == "revision" and not agreed:
        yield "RET-3: nothing was agreed with the person"
    if back.wanted == "information" and done.gathered == "nobody says":
        yield "RET-3: it does not say whether information was gathered"
    if done.gathered == "from others, and nothing was weighed":
        yield "RET-3: information came from others, and nobody says what was weighed"
