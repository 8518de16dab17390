"""The steps of stories about whose decision it is, and how such stories are generated."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.proof.coming_back import A_RETURN, ALL_DONE, Back, Done, returns, whats_done
from tests.proof.councils import PEOPLE, Council, councils
from tests.proof.plans import Facts, plans, versions_after

TWISTS = (
    "a question left out",
    "best use answered no",
    "the contingency unclear",
    "involvement unclear",
    "involvement unclear, and nobody says why",
    "the outcomes not clear",
    "regard that says nothing",
    "a limb does not hold",
    "the third limb turned round",
    "nothing considered",
    "one thing not considered",
    "as if nothing were barred",
    "everything otherwise",
)
MEETINGS = (
    "none",
    "too few",
    "without a skill",
    "on another day",
    "on the first day",
    "long ago",
    "too early",
    "the planner sat there",
    "the sender was not there",
    "no expert",
    "an expert of what",
    "a stranger sat there",
    "one twice",
)

PRACTITIONER = PEOPLE.index("sw-1")


@dataclass(frozen=True)
class Attempt:
    """Somebody tries a decision. `by`: the number of a person; None for number `fits` of those who may decide now.

    `twist`, `meeting`: what is wrong with it, if anything. `again`: the same message comes twice. `back`: what a
    return gives as its reasons.
    """

    fits: int = 0
    by: int | None = None
    agrees: bool = True
    twist: str = ""
    meeting: str = ""
    version_off: int = 0
    again: bool = False
    back: Back = A_RETURN

    def __str__(self) -> str:
        who = f"whoever may (number {self.fits})" if self.by is None else PEOPLE[self.by]
        wrong = ", ".join(part for part in (self.twist, f"the meeting: {self.meeting}" if self.meeting else "") if part)
        return f"{who} {'agrees' if self.agrees else 'returns'} it{f' ({wrong})' if wrong else ''}"


@dataclass(frozen=True)
class Days:
    """Days pass."""

    number: int


@dataclass(frozen=True)
class Missed:
    """The panel or call that the plan waits for is missed, if it waits for any."""


@dataclass(frozen=True)
class Replan:
    """Every clock is planned again, and the plan goes where the scheme of today sends it."""


@dataclass(frozen=True)
class Resubmit:
    """A new version. `explains`: it says why it costs less if it does, and only then.

    `agreed`: it says how going over it again was agreed with the person. `done`: what it says of the reasons.
    """

    facts: Facts
    explains: bool = True
    agreed: bool = True
    done: Done = ALL_DONE


@dataclass(frozen=True)
class Ask:
    """Number `fits` of those who may decide now asks for information."""

    fits: int


@dataclass(frozen=True)
class Answer:
    """The oldest request for information that is open is answered, if there is one."""


@dataclass(frozen=True)
class Cover:
    """The plan is reassigned to a practitioner: the number of a person."""

    by: int


Step = Attempt | Days | Missed | Replan | Resubmit | Ask | Answer | Cover


@dataclass(frozen=True)
class Story:
    """A council, a plan, and what happens."""

    council: Council
    facts: Facts
    steps: tuple[Step, ...]


def _attempts() -> st.SearchStrategy[Attempt]:
    """A good decision, or one with a single fault: two faults would hide each other."""
    fits = st.integers(0, 5)
    return st.one_of(
        st.builds(Attempt, fits, agrees=st.sampled_from((True, False)), again=st.booleans()),
        st.builds(Attempt, fits, by=st.sampled_from((*range(len(PEOPLE)), PRACTITIONER, PRACTITIONER, PRACTITIONER))),
        st.builds(Attempt, fits, twist=st.sampled_from(TWISTS)),
        st.builds(Attempt, fits, meeting=st.sampled_from(MEETINGS)),
        st.builds(Attempt, fits, meeting=st.sampled_from(MEETINGS)),
        st.builds(Attempt, fits, version_off=st.sampled_from((-1, 1)), agrees=st.booleans()),
    )


@st.composite
def stories(draw: DrawFn, longest: int = 7) -> Story:
    """Whole stories. At the end of each, somebody who may decide the plan tries to agree it correctly."""
    council, first = draw(councils()), draw(plans())
    facts, steps = first, list[Step]()
    for _ in range(draw(st.integers(0, longest))):
        kind = draw(
            st.sampled_from((*["attempt"] * 4, *["again"] * 2, "days", "missed", "replan", *["ask"] * 2, "cover"))
        )
        if kind == "attempt":
            steps.append(draw(_attempts()))
        elif kind == "again":
            back = draw(st.one_of(st.just(A_RETURN), returns(facts)))
            steps.append(Attempt(fits=draw(st.integers(0, 5)), agrees=False, back=back))
            facts = draw(versions_after(facts))
            if draw(st.integers(0, 2)) == 0:
                # Whoever it is reassigned to resubmits it: perhaps whoever returned it.
                number = draw(st.integers(0, len(PEOPLE) - 1))
                steps.append(Cover(number))
                facts = replace(facts, by=PEOPLE[number])
            usually = st.sampled_from((*[True] * 6, False))
            steps.append(Resubmit(facts, draw(usually), draw(usually), draw(whats_done())))
        elif kind == "ask":
            number = draw(st.integers(0, 2))
            steps.append(Ask(number))
            steps += draw(st.sampled_from(([], [Answer()], [Attempt(fits=number)], [Answer(), Attempt(fits=number)])))
        elif kind == "cover":
            steps.append(Cover(draw(st.sampled_from((*range(len(PEOPLE)), PRACTITIONER)))))
        elif kind == "days":
            steps.append(Days(draw(st.integers(1, 8))))
        else:
            steps.append(Missed() if kind == "missed" else Replan())
    steps.append(Attempt(fits=draw(st.integers(0, 5))))
    return Story(council, first, tuple(steps))
