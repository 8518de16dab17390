"""Plays generated stories about copies: who is given one, who holds what, who is asked for it back, and the signature.

The stories are the same every time; `make prove` plays as many others as you like. See docs/proof.md.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from countersign.letters.documents import Documents
from countersign.testkit import office
from tests.proof.copies_amended import PlayingOn
from tests.proof.copies_cast import Decided, Slot, Version
from tests.proof.copies_seen import Tally
from tests.proof.copies_steps import (
    Agree,
    Amend,
    ComesBack,
    Concern,
    Consent,
    DecideAmended,
    DoTask,
    Leaves,
    Mark,
    Moves,
    Step,
    Story,
    TakeBack,
    Trouble,
    Turn,
    Wait,
)
from tests.proof.copies_stories import all_stories
from tests.proof.generated import play_generated
from tests.support.builders import register
from tests.support.installations import InDatabase, in_database

PARTS, STORIES = 2, 60

RUTH = Version((("C1", Slot("ruth")), ("P1", Slot("north"))))
"""A carer of whom nothing is decided, and a provider."""
ALL = Consent(Decided("C1", "full"))
NEEDS = Consent(Decided("C1", "part", frozenset({"needs"})))
NOTHING = Consent(Decided("C1", "none"))


@pytest.mark.rule(
    "SHARE-1", "SHARE-2", "SHARE-3", "SHARE-6", "SHARE-7", "SHARE-8", "SHARE-9", "REC-1", "REC-3", "REC-4"
)
@pytest.mark.parametrize("part", range(PARTS))
def test_whoever_may_have_a_copy_has_it_and_nobody_else(part: int) -> None:
    tally = Tally()
    play_generated(lambda story: PlayingOn(story, tally).play(), start=part, how_many=STORIES, of=all_stories())
    assert tally.stories >= STORIES


@pytest.fixture(scope="module")
def installation(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InDatabase]:
    file = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("copies") / "countersign.db")
    with in_database(f"sqlite:///{file}") as installation:
        installation.put_in_force(register())
        yield installation


@pytest.mark.rule("SHARE-9")
def test_the_query_says_who_held_what_on_every_day(installation: InDatabase) -> None:
    """The same stories in a database, and looked up there as `starter.py copies` does."""

    def play(story: Story) -> None:
        PlayingOn(story, Tally(), installation=installation).play()

    play_generated(play, start=1000, how_many=6, of=all_stories())


@pytest.mark.rule("SHARE-7", "SHARE-8")
def test_what_was_left_out_is_in_no_byte_of_what_went() -> None:
    """The same with our own letters and print: each copy is read whole, its PDF too."""
    documents: Documents = office.documents()

    def play(story: Story) -> None:
        PlayingOn(story, Tally(), press=documents).play()

    parts = (*sorted({"services", "risks_and_contingency"}),)
    for_ruth = Consent(Decided("C1", "part", frozenset({"needs", "outcomes"}), because_of_risk=True))
    for_north = Consent(Decided("P1", "part", frozenset(parts)))
    play(Story(RUTH, (for_ruth, for_north, Agree(), Turn())))


# What they found

SAM = Version((("C1", Slot("sam")), ("C2", Slot("ruth")), ("P1", Slot("north"))))
"""Ruth stands under another reference, and somebody else under hers."""
TELLS = Version(
    (("C1", Slot("ruth")), ("P1", Slot("north"))),
    planted=frozenset({"a service, in what is done if something goes wrong"}),
)
A_PART = Consent(Decided("C1", "part", frozenset({"needs", "risks_and_contingency"})))
OTHERWISE = Consent(Decided("C1", "part", frozenset({"needs"})))
AS_HERSELF = Decided("C1", "full", basis="best_interests", capacity=False, decider="representative")

FOUND: dict[str, tuple[Version, tuple[Step, ...]]] = {
    "a carer who was left out stands under another reference": (RUTH, (NOTHING, ComesBack(SAM), Agree(), Turn())),
    "the representative decides for themselves as a carer": (
        Version(RUTH.slots, decisions=(AS_HERSELF,), representative="ruth"),
        (Agree(),),
    ),
    "and by a message": (Version(RUTH.slots, representative="ruth"), (Consent(AS_HERSELF), Agree(), Turn())),
    "a mark names the representative, who is a carer too": (
        Version(RUTH.slots, representative="ruth", marks=frozenset({"representative"})),
        (Agree(), Turn()),
    ),
    "the advocate's name, in words": (
        Version((*RUTH.slots, ("advocate", Slot("rhys")))),
        (Consent(Decided("advocate", "full", decider="in words")), Agree(), Turn()),
    ),
    "narrowed to a part that tells what is left out": (TELLS, (Agree(), Turn(), A_PART)),
    "it broke off, it had arrived, and it is withdrawn": (
        RUTH,
        (Agree(), Trouble("email", "breaks off, arrived", 1), Turn(), NOTHING),
    ),
    "it broke off, a person was asked, and it is withdrawn": (
        RUTH,
        (Agree(), Trouble("email", "breaks off, arrived", 1), Turn(), Turn(), NOTHING, DoTask(0)),
    ),
    "a death while a copy waits": (
        RUTH,
        (Agree(), Trouble("email", "refuses", 1), Turn(), Leaves("died")),
    ),
    "a death while somebody is to give it": (
        RUTH,
        (Agree(), Trouble("email", "breaks off", 1), Turn(), Leaves("died"), DoTask(0)),
    ),
    "consent that has ended, and a decision about another": (
        Version((*RUTH.slots, ("advocate", Slot("rhys")))),
        (Consent(Decided("advocate", "full", lasts=0)), Agree(), Turn(), Wait(24), ALL),
    ),
    "the whole, a part, and the whole again on one day": (RUTH, (ALL, NEEDS, ALL, Agree(), Turn())),
    "a part, the whole, and the same part again on one day": (RUTH, (NEEDS, ALL, NEEDS, Agree(), Turn())),
    "a look is wanted, then not, and is again": (TELLS, (Agree(), A_PART, OTHERWISE, A_PART, Turn(), Wait(1))),
}
"""Each broke the table, and was mended in the product."""


# What they found once plans were amended

AMENDED = Version(SAM.slots)
"""Of a plan that has Ruth alone: she stands under another reference, and somebody else under hers."""
IN_HAND = Amend(AMENDED)
RUTH_OTHERWISE = Version((("C2", Slot("ruth", "now called otherwise")), ("P1", Slot("north"))))
TWO = Version((("C1", Slot("jo")), ("C2", Slot("ruth")), ("P1", Slot("north"))))
WITHOUT_HER = Version((("C1", Slot("sam")), ("P1", Slot("north"))))
P1_MAY = Version(RUTH.slots, decisions=(Decided("P1", "full"),), planted=TELLS.planted)
IS_A_RISK = Mark("C1", "somebody_who_is_a_risk")
LIFTED = Mark("C1", "somebody_who_is_a_risk", is_lifted=True)
NOT_AGREED = Version((("C1", Slot("sam")), ("P1", Slot("north"))), decisions=(Decided("C1", "full"),))

ONCE_AMENDED: dict[str, tuple[Version, tuple[Step, ...]]] = {
    "a concern about a carer who has another name and reference": (
        RUTH,
        (Agree(), Turn(), Concern("C1"), Amend(RUTH_OTHERWISE), DecideAmended(), Turn()),
    ),
    "a mark on a carer who has another name and reference": (
        RUTH,
        (Agree(), Turn(), IS_A_RISK, Amend(RUTH_OTHERWISE), DecideAmended(), Turn()),
    ),
    "consent that an amended plan states, which waits": (RUTH, (Agree(), Turn(), Amend(P1_MAY), Turn())),
    "an unsigned version decides about another under her reference": (
        RUTH,
        (Agree(), Trouble("email", "refuses", 1), Turn(), Amend(NOT_AGREED), Turn()),
    ),
    "a decision once an amended plan was taken back": (
        RUTH,
        (Agree(), Turn(), IN_HAND, TakeBack(), NOTHING, Turn()),
    ),
    "a mark is put, the amended plan is taken back, and it is lifted": (
        RUTH,
        (
            Agree(),
            Turn(),
            Amend(P1_MAY),
            IS_A_RISK,
            TakeBack(),
            Mark("C1", IS_A_RISK.kind, is_lifted=True),
            ALL,
            Turn(),
        ),
    ),
    "a copy is asked back from whoever is somebody else in the version in hand": (
        RUTH,
        (Agree(), Turn(), Amend(AMENDED), Consent(Decided("C2", "none")), TakeBack(), Turn()),
    ),
    "a death, and whoever had a copy is in no later version": (
        TWO,
        (Agree(), Turn(), Amend(Version(RUTH.slots[1:])), DecideAmended(), Turn(), Leaves("died"), Turn()),
    ),
    "a move, and whoever had a copy is in no later version": (
        RUTH,
        (Agree(), Turn(), Amend(WITHOUT_HER), DecideAmended(), Turn(), Leaves("moved_away"), Turn()),
    ),
    "a mark while an amended plan is in hand, and a copy of the one in force": (
        RUTH,
        (Agree(), Turn(), Amend(P1_MAY), IS_A_RISK, Consent(Decided("P1", "full")), Turn()),
    ),
    "a mark while a part copy waits that says what it leaves out": (
        RUTH,
        (NEEDS, Agree(), Trouble("email", "refuses", 4), Turn(), Mark("P1", "somebody_who_is_a_risk"), Turn()),
    ),
    "the same words on one day, and the reference means somebody else by then": (
        RUTH,
        (
            Agree(),
            Turn(),
            ALL,
            NEEDS,
            Amend(WITHOUT_HER),
            ALL,
            TakeBack(),
            Turn(),
        ),
    ),
    "somebody has moved, and an amended plan has them under another reference": (
        RUTH,
        (Agree(), Turn(), Moves("C1"), Amend(AMENDED), DecideAmended(), Turn()),
    ),
    "a copy that a person is to give, of a version whose place another has taken": (
        Version((("C1", Slot("ruth", makes_by_hand=True)), ("P1", Slot("north")))),
        (Agree(), Turn(), Amend(WITHOUT_HER), DecideAmended(), Turn(), DoTask(0), Amend(RUTH), Turn()),
    ),
    "one that the relay refuses until then": (
        RUTH,
        (Agree(), Trouble("email", "refuses", 3), Turn(), Amend(WITHOUT_HER), DecideAmended(), Turn()),
    ),
}
"""Each broke the table, or the software, and was mended in the product."""


@pytest.mark.rule("AMEND-2", "AMEND-3", "SHARE-5", "SHARE-6", "SHARE-9", "TELL-8", "END")
@pytest.mark.parametrize(("first", "steps"), ONCE_AMENDED.values(), ids=ONCE_AMENDED)
def test_found_once_amended(first: Version, steps: tuple[Step, ...]) -> None:
    PlayingOn(Story(first, steps), Tally()).play()


@pytest.mark.rule("SHARE-1", "SHARE-6", "SHARE-7", "SHARE-9", "END")
@pytest.mark.parametrize(("first", "steps"), FOUND.values(), ids=FOUND)
def test_found(first: Version, steps: tuple[Step, ...]) -> None:
    PlayingOn(Story(first, steps), Tally()).play()
