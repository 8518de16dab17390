"""REC-3 · Whether the person has substantial difficulty in being involved, and whether an advocate must be arranged.

Source: the procedure, "If you are of the view that the person will experience substantial difficulty understanding the
plan then you must make sure that appropriate support is in place, including consideration of the duty to provide an
independent advocate"; Care Act 2014 s.67(2), (4) and (5) for the four difficulties and for who is appropriate, s.67(6)
for the person's consent (check); Care and Support (Independent Advocacy Support) (No. 2) Regulations 2014 reg 4 for the
two cases in which an advocate is arranged although somebody is appropriate (check: read in the regulations that these
replaced). What is not stated is not satisfied: the duty falls away only where the council *is satisfied* that there is
somebody. A reason names no one.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from countersign.careplan.evidence import Said, is_evidence, says_something
from countersign.careplan.findings import Finding, finding
from countersign.careplan.wire import Answered, Day, Flag, Incoming, Stored, is_so


class Difficulty(StrEnum):
    """REC-3: the four things with which somebody may have substantial difficulty (Care Act 2014 s.67(4))."""

    UNDERSTANDING = "understanding"
    RETAINING = "retaining"
    WEIGHING = "weighing"
    COMMUNICATING = "communicating"


class AppropriateIndividual(Answered):
    """REC-3: whether somebody is appropriate to represent and support the person (Care Act 2014 s.67(5), (6))."""

    so: Flag
    """Whether there is somebody."""

    in_words: str = Field(default="", max_length=8000)
    """Who they are to the person, and why they can do it; wanted where there is somebody."""

    is_paid_to_care: Flag | None = None
    """Whether they give the person care or treatment in a professional capacity or for pay; none: not stated."""

    is_accepted: Flag | None = None
    """Whether the person consents to being represented by them; or, where they cannot, whether it is in their best
    interests. None: not stated."""


class Understanding(Answered):
    """REC-3: whether the person has substantial difficulty, in what, and who can support them."""

    so: Flag
    """Whether the person would have substantial difficulty without support."""

    in_words: str = Field(default="", max_length=8000)
    """What is difficult, and what helps; wanted where there is difficulty."""

    difficulties: tuple[Difficulty, ...] = Field(default=(), max_length=4)
    """In which of the four; wanted where there is difficulty, and only then."""

    appropriate_individual: AppropriateIndividual | None = None
    """Whether somebody is appropriate to represent and support the person; none where it is not stated."""

    long_stay: Answered | None = None
    """Whether the NHS is likely to arrange 28 days in a hospital or 8 weeks in a care home, and an advocate
    would be in the person's best interests; none where it is not stated."""

    disagreement: Answered | None = None
    """Whether the council and that individual disagree about something material, and agree that an advocate would be in
    the person's best interests; none where it is not stated."""


class AdvocateDuty(StrEnum):
    """REC-3: whether the council must arrange an independent advocate (Care Act 2014 s.67(2))."""

    NOT_STATED = "not_stated"
    """Nobody has said whether the person has substantial difficulty."""

    NO_DIFFICULTY = "no_difficulty"

    SOMEBODY_IS_APPROPRIATE = "somebody_is_appropriate"
    """There is difficulty, and somebody who can support the person."""

    ARRANGE = "arrange"


class Duty(NamedTuple):
    """Whether an advocate must be arranged, and why."""

    duty: AdvocateDuty

    why: str
    """A sentence, without its full stop."""


def advocate_duty(understanding: Understanding | None) -> Duty:
    """REC-3: whether the council must arrange an independent advocate, by what is stated."""
    if understanding is None:
        return Duty(AdvocateDuty.NOT_STATED, "it is not stated whether the person has substantial difficulty")
    if not understanding.so:
        return Duty(AdvocateDuty.NO_DIFFICULTY, "the person has no substantial difficulty")
    why = _why_an_advocate(understanding)
    if why:
        return Duty(AdvocateDuty.ARRANGE, why)
    return Duty(AdvocateDuty.SOMEBODY_IS_APPROPRIATE, "somebody is appropriate to represent and support the person")


def _why_an_advocate(understanding: Understanding) -> str:
    """Why one must be arranged where there is difficulty; empty if none must. The two exceptions come first."""
    somebody = understanding.appropriate_individual or AppropriateIndividual(so=True)
    nobody_said = understanding.appropriate_individual is None
    reasons = (
        (is_so(understanding.long_stay), "the NHS is likely to arrange a long stay in a hospital or a care home"),
        (is_so(understanding.disagreement), "the council and whoever supports the person disagree"),
        (nobody_said, "it is not stated whether anybody is appropriate to represent and support the person"),
        (not somebody.so, "nobody is appropriate to represent and support the person"),
        (somebody.is_paid_to_care is True, "whoever would support the person is paid to care for them"),
        (
            somebody.is_paid_to_care is None,
            "it is not stated that whoever would support the person is not paid to care",
        ),
        (
            somebody.is_accepted is False,
            "the person does not consent to whoever would support them, or is ill served by them",
        ),
        (somebody.is_accepted is None, "it is not stated that the person consents to whoever would support them"),
    )
    return next((why for is_why, why in reasons if is_why), "")


def is_stated_whole(understanding: Understanding | None, where: str = "plan.understanding") -> tuple[Finding, ...]:
    """REC-3: a yes says in which of the four and what helps, a no names none of them. Faults only.

    `where`: the field that holds it.
    """
    if understanding is None:
        return ()
    faults: list[tuple[str, str]] = []
    if understanding.so and not understanding.difficulties:
        faults.append(("difficulties", "There is substantial difficulty: say in which of the four."))
    if understanding.so and not is_evidence(understanding.in_words):
        faults.append(("in_words", "There is substantial difficulty: say what is difficult, and what helps."))
    if understanding.difficulties and not understanding.so:
        faults.append(("difficulties", "It says that there is no substantial difficulty, and names some."))
    somebody = understanding.appropriate_individual
    if somebody is not None and somebody.so and not is_evidence(somebody.in_words):
        why = "Somebody is appropriate: say what they are to the person, and why they can do it."
        faults.append(("appropriate_individual.in_words", why))
    for name, answer in (("long_stay", understanding.long_stay), ("disagreement", understanding.disagreement)):
        if answer is not None and answer.so and not says_something(answer.in_words):
            faults.append((f"{name}.in_words", "It is so: say why."))
    return tuple(finding("REC-3", False, reason, f"{where}.{field}") for field, reason in faults)


def is_stated(understanding: Understanding | None, *, is_waited_for: bool) -> tuple[Finding, ...]:
    """REC-3: where sign-off waits for support, the plan says whether any is needed. Faults only."""
    if understanding is not None or not is_waited_for:
        return ()
    reason = (
        "Under this scheme sign-off waits for support in understanding the plan: say whether the person has "
        "substantial difficulty."
    )
    return (finding("REC-3", False, reason, "plan.understanding"),)


class AdvocateConsidered(StrEnum):
    """REC-3: what came of considering whether to arrange an independent advocate."""

    ARRANGED = "arranged"
    """One was arranged, and can support the person now."""

    IN_PLACE = "in_place"
    """The person had one already."""

    NOT_OWED = "not_owed"
    """None must be arranged, because somebody else is appropriate."""


class Support(Incoming):
    """REC-3: what support in understanding the plan was given."""

    what: Said
    """What was done so that the person understands the plan, and how their budget was decided."""

    given_on: Day
    """The day on which it was given."""

    advocate: AdvocateConsidered
    """What came of considering whether to arrange an independent advocate."""

    about_the_advocate: Said
    """How that was considered."""


def support_is_whole(support: Support, understanding: Understanding | None, on: date) -> tuple[Finding, ...]:
    """REC-3: the support was given, to somebody who needs it, and the duty was not passed over. Faults only.

    `understanding`: what is stated by now. `on`: the day on which the support is recorded.
    """
    faults: list[tuple[str, str]] = []
    if support.given_on > on:
        faults.append(("given_on", f"It is said to be on {support.given_on}, which has not come yet."))
    duty = advocate_duty(understanding)
    if duty.duty in (AdvocateDuty.NOT_STATED, AdvocateDuty.NO_DIFFICULTY):
        why = "nobody has said that the person has substantial difficulty: say so in `understanding`."
        faults.append(("", why))
    elif duty.duty is AdvocateDuty.ARRANGE and support.advocate is AdvocateConsidered.NOT_OWED:
        why = f"an independent advocate must be arranged, because {duty.why}. If that has changed, say so in "
        faults.append(("advocate", f"{why}`understanding`."))
    return tuple(
        finding("REC-3", False, reason, f"support.{field}" if field else "support") for field, reason in faults
    )


class Understood(Stored):
    """REC-3: what is stated of the person's understanding by now, and the support that was given for it."""

    stated: Understanding

    support: Support | None = None
    """None while none was recorded, or none is needed."""

    @property
    def is_open(self) -> bool:
        """Whether support is still to be put in place."""
        return self.stated.so and self.support is None
