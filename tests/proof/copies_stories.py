"""The stories about copies: what is submitted, decided, sent, refused by a channel and withdrawn, and what else is.

A step that does not fit where the plan stands is passed over, so every list of steps is a story.
"""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.proof.copies_cast import (
    AS_IT_IS,
    CAST,
    EMAIL,
    PLANTED,
    POST,
    REFERENCES,
    SPELLINGS,
    Decided,
    Slot,
    Version,
)
from tests.proof.copies_steps import (
    Agree,
    Amend,
    AnswerRequest,
    Asks,
    AskToAmend,
    ComesBack,
    Concern,
    ConcernDecided,
    Consent,
    DecideAmended,
    DoTask,
    Leaves,
    Mark,
    Moves,
    Step,
    Story,
    SubmitAmended,
    TakeBack,
    TakeBackRequest,
    Trouble,
    Turn,
    Understanding,
    ViewRequest,
    Wait,
)
from tests.proof.judge_copies import ANYONE, PROVIDER, SECTIONS

OF_ANYBODY = tuple(reference for references in REFERENCES.values() for reference in references)


WAYS_OUT = ("died", "moved_away", "withdrawn")


@st.composite
def decisions(draw: DrawFn, about: str = "") -> Decided:
    """A decision, mostly `about` somebody. Of ten, one has something wrong with it."""
    usual = (about,) * 12 if about else ("C1", "P1", "P1")
    scope = draw(st.sampled_from(("full", "full", "part", "part", "none")))
    lacks = draw(st.sampled_from((False, False, True)))
    decided = Decided(
        recipient=draw(st.sampled_from((*OF_ANYBODY, *usual))),
        scope=scope,
        sections=frozenset(draw(st.sets(st.sampled_from(SECTIONS), min_size=1, max_size=4))),
        basis="best_interests" if lacks else "consent",
        capacity=not lacks,
        days_ago=draw(st.sampled_from((0, 0, 0, 1, 1, 2, 4))),
        lasts=draw(st.sampled_from((None, None, None, 0, 1, 5))),
        because_of_risk=draw(st.sampled_from((False, False, True))) and scope == "part",
        decider=draw(st.sampled_from(("", "representative", ""))) if lacks else "person",
    )
    if scope == "none" and draw(st.booleans()):
        return replace(decided, basis="consent", capacity=False, decider="person")
    if draw(st.integers(0, 9)):
        return decided
    wrong: dict[str, object] = draw(
        st.sampled_from(
            (
                {"days_ago": -1},
                {"capacity": None},
                {"capacity": not decided.capacity},
                {"basis": "consent", "capacity": False},
                {"consulted": False},
                {"decider": decided.recipient},
                {"decider": "in words"},
                {"decider": "representative"},
                {"decider": "representative", "basis": "best_interests", "capacity": False},
            )
        )
    )
    return Decided(**{**vars(decided), **wrong})  # type: ignore[arg-type]


@st.composite
def versions(draw: DrawFn, about: str, *, must_say: bool) -> Version:
    """A version of the plan. `about`: whom most of the story is about, a reference.

    `must_say`: whether it has to say if the person has difficulty in understanding.
    """
    slots: list[tuple[str, Slot]] = []
    for kind, references in REFERENCES.items():
        of_kind = [who for who, somebody in CAST.items() if somebody.kind == kind]
        there = draw(st.permutations(of_kind))
        at_least = 1 if kind == PROVIDER or about in references else 0
        there = there[: draw(st.integers(at_least, len(references)))]
        slots += [
            (
                reference,
                Slot(
                    who,
                    draw(st.sampled_from((AS_IT_IS, AS_IT_IS, AS_IT_IS, *SPELLINGS))),
                    draw(st.sampled_from((False,) * 7 + (True,))),
                ),
            )
            for reference, who in zip(references, there, strict=False)
        ]
    references = [reference for reference, _ in slots]
    likely = (about,) * 2 if about in references else ()
    named = st.sampled_from((*references, *likely, "representative"))
    return Version(
        slots=tuple(slots),
        decisions=tuple(draw(st.lists(decisions(about), max_size=2))),
        repeats=draw(st.booleans()),
        marks=frozenset(draw(st.sets(named, max_size=1))) if draw(st.booleans()) else frozenset(),
        representative=draw(st.sampled_from(("", "", "lena", "ruth"))),
        delivers=frozenset(draw(st.sampled_from((("P1",), ("P1",), ("P1", "P2"), ("P2",), ())))),
        planted=frozenset(draw(st.sets(st.sampled_from(sorted(PLANTED)), max_size=2))),
        difficulty=draw(st.sampled_from((False, True) if must_say else (None, None, False, True))),
        by_hand=draw(st.sampled_from((False,) * 5 + (True,))),
    )


MARKS = ("somebody_who_is_a_risk", "ask_before_copies")
WHOM = tuple(who for who, somebody in CAST.items() if somebody.kind == ANYONE)


@st.composite
def requests(draw: DrawFn, about: str) -> Asks:
    """What the person asks for: mostly in full, with capacity, of today, and themselves."""
    reference = draw(st.sampled_from((about or "C1", "C1", "P1", "advocate", "asked-1", "asked-1", "asked-2")))
    scope = draw(st.sampled_from(("full", "full", "part")))
    return Asks(
        reference,
        whom=draw(st.sampled_from((WHOM[int(reference[-1]) - 1],) * 4 + WHOM)) if reference.startswith("asked") else "",
        scope=scope,
        sections=draw(st.frozensets(st.sampled_from(SECTIONS), min_size=1, max_size=4))
        if scope == "part"
        else frozenset(),
        capacity=draw(st.sampled_from((True, True, True, False, None))),
        days_ago=draw(st.sampled_from((0, 0, 0, 0, 1, 2, -1))),
        lasts=draw(st.sampled_from((None, None, None, 0, 2))),
        is_carried_by_them=draw(st.sampled_from((False,) * 7 + (True,))),
    )


def _marks(about: str) -> SearchStrategy[Step]:
    whom = st.sampled_from((about or "C1", "C1", "P1", "asked-1", "representative"))
    return st.builds(Mark, whom, st.sampled_from((*MARKS[:1], *MARKS)), st.booleans())


def _anything(about: str) -> SearchStrategy[Step]:
    """What may happen at any time."""
    how = st.sampled_from(("refuses", "refuses", "breaks off", "breaks off, arrived"))
    trouble = st.builds(Trouble, st.sampled_from((EMAIL, EMAIL, POST)), how, st.sampled_from((1, 1, 2, 6)))
    wait = st.builds(Wait, st.sampled_from((1, 6, 24, 24, 72)))
    whom = st.sampled_from((about or "C1", about or "P1", "C1", "P1"))
    decided = st.builds(
        ConcernDecided,
        whom,
        st.sampled_from(("in_full", "in_part", "declined")),
        st.frozensets(st.sampled_from(SECTIONS), min_size=1, max_size=4),
    )
    concerns = st.one_of(st.builds(Concern, whom), decided, st.builds(Moves, whom), _marks(about))
    understanding = st.builds(Understanding, st.sampled_from(("difficulty", "none", "support", "support")))
    return st.one_of(
        st.builds(Consent, decisions(about)),
        concerns,
        requests(about),
        wait,
        trouble,
        st.builds(DoTask, st.integers(0, 5)),
        understanding,
    )


@st.composite
def stories(draw: DrawFn) -> Story:
    """A whole story: before it is agreed, and after."""
    waits = draw(st.sampled_from((False, False, False, True)))
    about = draw(st.sampled_from(("C1", "P1", "C1", "P1", "advocate", "")))
    of_it = st.builds(Consent, decisions(about))
    again = st.builds(ComesBack, versions(about, must_say=waits))
    before = st.one_of(of_it, st.builds(Wait, st.sampled_from((6, 24))), again, again)
    turn = st.builds(Turn, st.one_of(st.none(), st.none(), st.none(), decisions(about)))
    anything = _anything(about)
    after = st.one_of(anything, anything, of_it, of_it, turn, turn)
    agreed: tuple[Step, ...] = (Agree(),) if draw(st.integers(0, 9)) else ()
    return Story(
        first=draw(versions(about, must_say=waits)),
        steps=(
            *draw(st.lists(before, max_size=3)),
            *agreed,
            *draw(st.lists(after, min_size=4, max_size=14)),
            *draw(_leaves()),
            *draw(st.lists(after, max_size=3)),
        ),
        carers_by_default=draw(st.sampled_from(("full", "full", "full", "on_request"))),
        sign_off_waits=waits,
    )


COSTS = ("the same", "the same", "more", "much more", "less", "less, on record", "less, on record")


def _amends(about: str, *, must_say: bool) -> SearchStrategy[Amend]:
    return st.builds(
        Amend,
        versions(about, must_say=must_say),
        st.sampled_from(COSTS),
        st.sampled_from(("person", "person", "carer")),
        st.sampled_from((True,) * 7 + (False,)),
        st.sampled_from(("",) * 15 + ("died",)),
        st.booleans(),
        st.sampled_from(("",) * 5 + ("agreed", "all")),
    )


def _decides(about: str, *, must_say: bool) -> SearchStrategy[Step]:
    return st.one_of(
        st.builds(DecideAmended, st.just(False)),
        st.builds(DecideAmended, st.booleans()),
        st.builds(DecideAmended, st.booleans()),
        st.just(TakeBack()),
        st.builds(ComesBack, versions(about, must_say=must_say)),
    )


def _leaves() -> SearchStrategy[tuple[Step, ...]]:
    return st.one_of(st.just(()), st.just(()), st.tuples(st.builds(Leaves, st.sampled_from(WAYS_OUT))))


@st.composite
def amended_stories(draw: DrawFn) -> Story:
    """A story whose plan is agreed, mostly signed off at once, and amended once, twice or three times."""
    waits = draw(st.sampled_from((False, False, False, True)))
    about = draw(st.sampled_from(("C1", "P1", "C1", "P1", "advocate", "")))
    turn = st.builds(Turn, st.one_of(st.none(), st.none(), decisions(about)))
    between = st.one_of(_anything(about), _anything(about), st.builds(Consent, decisions(about)), turn, turn)
    decides = _decides(about, must_say=waits)
    amendments: list[Step] = []
    for _ in range(draw(st.integers(1, 3))):
        amend = draw(_amends(about, must_say=waits))
        # What may be light is mostly decided by the limbs first: either answer says whether it is.
        by_the_limbs = (DecideAmended(by_the_limbs=True),) if amend.keeps_words and draw(st.integers(0, 3)) else ()
        amendments += [amend, *by_the_limbs, *draw(st.lists(between, max_size=4)), draw(decides)]
        amendments += [*draw(st.lists(st.one_of(decides, between, turn), max_size=4)), Turn()]
    return Story(
        first=draw(versions(about, must_say=waits)),
        steps=(Agree(), *draw(st.lists(between, max_size=2)), Turn(), *amendments, *draw(_leaves()), Turn()),
        carers_by_default=draw(st.sampled_from(("full", "full", "full", "on_request"))),
        sign_off_waits=waits,
    )


@st.composite
def several_requests(draw: DrawFn) -> Story:
    """A story in which amendments are asked for one over another, answered in any order, and carried out together."""
    number, asks = st.integers(0, 4), st.builds(AskToAmend, st.sampled_from(("person", "carer", "representative")))
    one = st.one_of(
        st.builds(ViewRequest, number),
        st.builds(AnswerRequest, number, st.sampled_from((True, True, False))),
        st.builds(TakeBackRequest, number),
    )
    also = st.sampled_from(("", "", "agreed", "agreed", "all"))
    # Of the amended plan little matters here but that it is another than the one in force.
    submits = st.builds(
        SubmitAmended,
        st.builds(Amend, versions("C1", must_say=False), st.sampled_from(("more", "less, on record")), also=also),
    )
    moves = st.one_of(_decides("C1", must_say=False), st.just(DecideAmended()), st.just(Turn()))
    passes = st.builds(Wait, st.sampled_from((1, 24, 72)))
    any_of = st.one_of(asks, one, one, one, submits, moves, passes)
    steps: list[Step] = []
    for _ in range(draw(st.integers(1, 3))):
        steps += draw(st.lists(asks, min_size=1, max_size=3))
        steps += draw(st.lists(st.one_of(one, one, one, any_of), min_size=1, max_size=8))
        steps += [draw(submits), *draw(st.lists(any_of, max_size=4)), draw(moves), Turn()]
    when = draw(st.integers(0, 3))
    begins: tuple[Step, ...] = (Agree(), Turn()) if when else (Agree(), draw(asks), Turn())
    return Story(first=draw(versions("C1", must_say=False)), steps=(*begins, *steps, *draw(_leaves()), Turn()))


def all_stories() -> SearchStrategy[Story]:
    """Of the kinds of stories, one or the other."""
    return st.one_of(stories(), amended_stories(), several_requests())
