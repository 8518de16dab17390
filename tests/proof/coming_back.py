"""Returns and resubmissions of the stories: what a return gives as its reasons, and what is said to each of them."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from countersign.testkit.examples import Json
from tests.proof.plans import PAYEES, Facts
from tests.proof.purses import SAYS_NOTHING
from tests.support.builders import SURE

NOT_APPROPRIATE, NOT_BEST_USE = "not_appropriate_or_proportionate", "not_effective_use_of_resources"
LIMBS = ("appropriate_and_proportionate", "best_use_of_resources", "direct_payment_appropriate_and_cost_effective")
PAYMENT = 2
"""The number of the limb about a direct payment."""
LEVEL, PREVENTS, BEST_USE = (
    "level_proportionate_to_needs_and_risk",
    "prevents_reduces_delays_needs",
    "best_use_of_available_resources",
)
OF_A_PAYMENT = (
    "arrangements_to_manage_it",
    "relative_in_the_same_household",
    "care_home_beyond_four_weeks",
    "requirement_or_order",
    "most_effective_use_of_resources",
)

NAMED: dict[str, Json] = {
    "one that counts": {},
    "one that could not meet the needs": {"could_meet_needs": False},
    "one that was not available": {"available_when_required": False},
    "one for a need that the plan has not": {"needs": ["N99"]},
    "one, and nobody says why": {"why": "TBC"},
}
"""DEC-6: the better use that a return names, where it is none of the plan's."""


@dataclass(frozen=True)
class Reason:
    """A reason of a return. `limb`: its number. `compared_with`: an alternative of the plan. `named`: of another."""

    ground: str = NOT_APPROPRIATE
    limb: int = 0
    criterion: str = LEVEL
    id: str = "R1"
    words: str = SURE
    steps: int = 1
    compared_with: str = ""
    named: str = ""
    facts: str = ""


@dataclass(frozen=True)
class Back:
    """A return. `failed`: the numbers of the limbs that do not hold. `replies`: the answers that are not yes.

    `wanted`: information, a revision, or "" where it does not say.
    """

    reasons: tuple[Reason, ...] = (Reason(),)
    failed: tuple[int, ...] = (0,)
    replies: tuple[tuple[str, str], ...] = ((LEVEL, "no"),)
    wanted: str = "revision"


@dataclass(frozen=True)
class Done:
    """What a resubmission says was done. `reasons`: "all", or what is wrong. `gathered`: whether from others."""

    reasons: str = "all"
    gathered: str = "at hand"


A_RETURN, ALL_DONE = Back(), Done()
"""Joe's return, for a revision; and a resubmission that says of each reason what was done."""

GATHERED: dict[str, Json | None] = {
    "at hand": {"from_others": False},
    "nobody says": None,
    "from others, as was weighed": {"from_others": True, "what_was_weighed": SURE},
    "from others, and nothing was weighed": {"from_others": True, "what_was_weighed": "n/a"},
}
"""RET-3: whether information had to be gathered, and what was weighed."""


# In the form that the product reads


def reason_json(reason: Reason) -> Json:
    """A reason of a return."""
    of_a_payment = reason.criterion in OF_A_PAYMENT
    said: Json = {
        "id": reason.id,
        "ground": reason.ground,
        "limb": LIMBS[reason.limb],
        "payment_criterion" if of_a_payment else "criterion": reason.criterion or None,
        "reason": reason.words,
        "steps": ["Talk again."] * reason.steps,
        "facts": reason.facts,
        "to_the_person": SURE,
        "what_happens_next": SURE,
        "compared_with": reason.compared_with or None,
    }
    if reason.named:
        whole = {"what": "A club", "needs": ["N1"], "could_meet_needs": True, "available_when_required": True}
        said["alternative"] = {**whole, "why": SURE, **NAMED[reason.named]}
    return said


def responses_json(done: Done, reasons: tuple[str, ...]) -> list[Json]:
    """What was done about each reason."""
    said = [{"reason": reason, "what_was_done": SURE, "to_the_person": SURE} for reason in reasons]
    if done.reasons == "all but the first":
        return said[1:]
    if done.reasons == "the first twice":
        return [*said[:1], *said]
    if done.reasons == "another besides":
        return [*said, {"reason": "R9", "what_was_done": SURE, "to_the_person": SURE}]
    return said


# How they are generated


def _whole(facts: Facts) -> st.SearchStrategy[Back]:
    """A return with nothing wrong: Clare's, Joe's, one on best use, and Peter's where there is a direct payment."""
    clare = Back((Reason(criterion=PREVENTS),), (0,), ((PREVENTS, "unclear"),), "information")
    best = Reason(NOT_BEST_USE, 1, BEST_USE, named="one that counts")
    compared = replace(best, id="R2", named="", compared_with="A1")
    both = Back((Reason(), compared), (0, 1), ((LEVEL, "no"), (BEST_USE, "no")))
    kinds = [clare, A_RETURN, Back((best,), (1,), ((BEST_USE, "no"),)), both]
    if any(line.direct for line in facts.lines):
        paid = {line.payee for line in facts.lines if line.direct}
        unclear = any(PAYEES[payee][1] != "nothing" for payee in paid)
        peter = Reason(NOT_APPROPRIATE, 2, OF_A_PAYMENT[1], facts="" if unclear else SURE)
        kinds += [Back((peter,), (2,), (), wanted) for wanted in ("information", "revision")]
        dear = Reason(NOT_BEST_USE, 2, OF_A_PAYMENT[4], facts=SURE, named="one that counts")
        kinds += [Back((dear,), (2,), ())]
        kinds += [*kinds[-3:], Back((replace(dear, named=""),), (2,), ())]
    return st.sampled_from(kinds)


@st.composite
def returns(draw: DrawFn, facts: Facts) -> Back:
    """A whole return, or one with one thing otherwise. Two things would hide each other."""
    back: Back = draw(_whole(facts))
    first, *rest = back.reasons
    criteria = st.sampled_from((LEVEL, BEST_USE, PREVENTS, *OF_A_PAYMENT))
    one_reason: dict[str, Reason] = {
        "the words say nothing": replace(first, words=draw(st.sampled_from(SAYS_NOTHING))),
        "no step": replace(first, steps=0),
        "no criterion": replace(first, criterion=""),
        "another criterion": replace(first, criterion=draw(criteria)),
        "another ground": replace(first, ground={NOT_BEST_USE: NOT_APPROPRIATE}.get(first.ground, NOT_BEST_USE)),
        "another limb": replace(first, limb=draw(st.integers(0, 2))),
        "another alternative": replace(first, named=draw(st.sampled_from(("", *NAMED)))),
        "another comparison": replace(
            first, named="", compared_with=draw(st.sampled_from(("", "A1", "A2", "A3", "A9")))
        ),
        "other facts": replace(first, facts=draw(st.sampled_from((SURE, *SAYS_NOTHING)))),
    }
    other: dict[str, Back] = {
        "no reason": replace(back, reasons=()),
        "one id for all": replace(back, reasons=(*back.reasons, replace(first))),
        "it does not say what it wants": replace(back, wanted=""),
        "the other is wanted": replace(back, wanted="information" if back.wanted == "revision" else "revision"),
        "no answer bears it out": replace(back, replies=()),
        "another limb fails": replace(back, failed=tuple(sorted({*back.failed, draw(st.integers(0, 1))}))),
        "every limb holds": replace(back, failed=()),
    }
    # A direct payment fails in more ways, and fewer plans have one.
    of_a_payment = ["other facts", "another criterion", "other facts"] if first.limb == PAYMENT else []
    kind = draw(st.sampled_from((*["whole"] * 4, *one_reason, *other, *of_a_payment)))
    if kind in one_reason:
        return replace(back, reasons=(one_reason[kind], *rest))
    return other.get(kind, back)


def whats_done() -> st.SearchStrategy[Done]:
    """What a resubmission says was done: mostly all of it."""
    reasons = (*["all"] * 6, "all but the first", "the first twice", "another besides")
    return st.builds(Done, st.sampled_from(reasons), st.sampled_from((*["at hand"] * 3, *GATHERED)))
