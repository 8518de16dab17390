"""What goes in a story about copies, and who holds what, held against the judge at the moment at which it happens."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any, cast

from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeKind, is_meanwhile
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import london_day
from countersign.casework.ports import Office, Press
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went
from countersign.testkit.examples import a_sender
from tests.proof.copies_cast import CAST, PLANTED, TOKENS, Decided, Slot, Version, place_of, tells
from tests.proof.copies_steps import Story
from tests.proof.judge_copies import (
    FULL,
    HELD,
    MARKED,
    NONE,
    PART,
    PROVIDER,
    SECTIONS,
    Happened,
    Known,
    Said,
    Verdict,
    says_what_is_missing,
    stands,
    verdict,
)
from tests.support.builders import Json, register, scheme
from tests.support.casework import TUESDAY, CaseUnderTest
from tests.support.installations import InMemory, Installation
from tests.support.offices import EditionsByHand, PressByHand
from tests.support.reading import everything_in

HERE = (Status.AGREED, Status.SIGNED_OFF)
"""Where a version is agreed, or in force."""
WAITS = (Status.AWAITING_DECISION, Status.RETURNED)
A_RISK = "somebody_who_is_a_risk"
"""The kind of mark that a version of these stories states."""


class UnlikeTheTableError(AssertionError):
    """The product did something that the table does not allow, or left something undone."""


@dataclass
class Copy:
    """A copy that somebody really has."""

    key: str
    who: str
    version: int
    sections: frozenset[str]
    at: datetime
    is_sure: bool = True
    """Whether anybody here knows that it arrived."""
    asked_back: bool = False
    came_back: bool = False
    came_back_at: datetime | None = None


@dataclass
class Tally:
    """What was played."""

    stories: int = 0
    steps: int = 0
    seen: Counter[str] = field(default_factory=Counter[str])

    def __str__(self) -> str:
        """For people."""
        what = ", ".join(f"{count} {name}" for name, count in sorted(self.seen.items()))
        return f"{self.stories} stories of {self.steps} steps: {what}"


class Relay(Transport):
    """A way of sending that can be in trouble."""

    def __init__(self, seen: "Seen", *, repeatable: bool) -> None:
        """Nothing is wrong with it yet."""
        self.repeatable = self.quick = repeatable
        self.how, self.many = "", 0
        self.meanwhile: Callable[[Item], bool] = lambda _: False
        self._seen = seen

    def send(self, item: Item) -> Went:
        """Take it, or not."""
        try:
            self._seen.handed_over(item)
        except UnlikeTheTableError as wrong:
            # The outbox goes on whatever a way of sending raises: it is told once the step is over.
            self._seen.seen_as_it_went.append(wrong)
        how = ""
        if self.many:
            self.many, how = self.many - 1, self.how if not self.repeatable else "refuses"
        if how not in {"refuses", "breaks off"}:
            self._seen.arrived(item, is_sure=not how)
        self.meanwhile(item)
        if how:
            raise NotSentError("a story", certain=how == "refuses")
        return Went("taken")


def in_short(what: Any) -> str:
    """A step or a version without what it leaves as it usually is."""
    if isinstance(what, tuple):
        return f"({', '.join(in_short(each) for each in cast('tuple[Any, ...]', what))})"
    if isinstance(what, frozenset):
        return repr(sorted(cast("frozenset[str]", what)))
    if not is_dataclass(what):
        return repr(what)
    said = [
        f"{each.name}={in_short(value)}" for each in fields(what) if (value := getattr(what, each.name)) != each.default
    ]
    return f"{type(what).__name__}({', '.join(said)})"


def editions_of(story: Story) -> Scheme:
    """The council's edition: the procedure's own, with what the story has otherwise."""
    return scheme({"sharing.carers": story.carers_by_default, "understanding.sign_off_waits": story.sign_off_waits})


def _read(media_type: str, content: bytes) -> str:
    """The words of a file: what a reader sees, and what is in it besides."""
    if media_type == "application/pdf" and content.startswith(b"%PDF-"):
        return everything_in(content)
    return content.decode(errors="replace")


class Seen:
    """One story, as far as it was played: what is known of it, what went, and what is wrong with that."""

    def __init__(
        self, story: Story, tally: Tally, *, installation: Installation | None = None, press: Press | None = None
    ) -> None:
        """`press`: what makes letters and records; models as JSON if none is given."""
        self.story, self.tally = story, tally
        office = Office(EditionsByHand(editions_of(story)), press or PressByHand(), a_sender())
        self.case = CaseUnderTest(installation or InMemory(register()), office)
        self.email, self.post = Relay(self, repeatable=False), Relay(self, repeatable=True)
        self.versions: list[Version] = []
        self.said: list[Said] = []
        self._sharing: list[tuple[Decided, Json]] = []
        """The decisions that the version in hand has."""
        self._before: dict[str, Slot] = {}
        self._heard: dict[str, Said] = {}
        self._under: set[tuple[str, str, int]] = set()
        """Under which reference a decision came, whom it was about, and of which version that was."""
        self.copies: list[Copy] = []
        self.looked_at: set[tuple[str, int, frozenset[str]]] = set()
        self.left_at = TUESDAY
        self.days_named: dict[str, tuple[date, ...]] = {}
        self.has_died = self.understanding_is_open = False
        self.hand = self.in_force = 0
        """The version in hand, and the one that was signed last."""
        self.agreed: set[int] = set()
        self.given: set[int] = set()
        """The versions whose record the person has."""
        self._to_share = False
        self.places: dict[str, tuple[str, ...]] = {}
        self.unsure: set[str] = set()
        """Who moved, and is stated anew since, where they were: where they are is not judged (docs/proof.md)."""
        self.asked: dict[str, str] = {}
        """Whom the person asked for, by reference."""
        self.happened: list[Happened] = []
        """What came about copies in messages of their own, but for decisions and marks."""
        self.put: dict[tuple[str, str, str, str], Happened] = {}
        """The marks that messages put and that stand, by reference, kind, whom it is about and their name then."""
        self.lifted: dict[tuple[str, str], int] = {}
        self._stated: dict[tuple[str, str, str], tuple[int, int]] = {}
        """When which version first stated each mark: by reference, whom it is about, and their name there."""
        self._number = 0
        self.seen_as_it_went: list[UnlikeTheTableError] = []
        self.told: list[str] = []

    # What is so

    @property
    def today(self) -> Any:
        """London's day."""
        return london_day(self.case.now)

    @property
    def status(self) -> Status:
        """Where the plan stands."""
        return self.case.standing.status

    def _is(self, status: Status) -> bool:
        return self.status is status

    @property
    def is_here(self) -> bool:
        """Whether copies are given: a version is agreed, or in force."""
        return self.status in HERE or (self.status in WAITS and self.in_force > 0)

    @property
    def is_in_force(self) -> bool:
        """Whether the workflow gives copies that a message makes due: those of the version in force."""
        return self.status is Status.SIGNED_OFF or (self.status in WAITS and self.in_force > 0)

    def next_number(self) -> int:
        """The number of what comes now: it tells what came first."""
        self._number += 1
        return self._number

    def everybody(self, version: int) -> dict[str, str]:
        """Whoever may have a copy of a version, by reference."""
        return {reference: slot.who for reference, slot in self.versions[version - 1].slots} | self.asked

    def who_is(self, reference: str, version: int) -> str:
        """Who that is in a version; "" for nobody."""
        return (self.versions[version - 1].who | self.asked).get(reference, "")

    def name_in(self, who: str, version: int) -> str:
        """The name that somebody has by then."""
        name = self.versions[version - 1].name_of(who)
        return name or (CAST[who].name if who in CAST else "Lena Qforth" if who == "lena" else "")

    def known(self, version: int) -> Known:
        """What is known of copies of a version, now."""
        has, marks = self.versions[version - 1], self.marks()
        happened = sorted((*self.happened, *marks), key=lambda each: each.number)
        everybody = self.everybody(version)
        return Known(
            today=self.today,
            decisions=self.said,
            stands={
                who: stands(who, reference, self.name_in(who, version), version, happened)
                for reference, who in everybody.items()
            },
            has_marks=bool(marks),
            carers_by_default=self.story.carers_by_default,
            delivers=frozenset(has.who[reference] for reference in has.delivers if reference in has.who),
            doubted=frozenset(
                slot.who for reference, slot in has.slots if self._is_doubted(reference, slot.who, version)
            ),
            has_died=self.has_died,
        )

    def marks(self) -> list[Happened]:
        """TELL-8: the marks that stand: what any version or message put stands until a message lifts it."""
        return [*self.put.values(), *self.stated()]

    def stated(self) -> list[Happened]:
        """Those of them that a version put, each when it was stated first."""
        return [
            Happened(MARKED, since, who, reference, name, first)
            for (reference, who, name), (since, first) in self._stated.items()
            if self.lifted.get((reference, A_RISK), -1) < since
        ]

    def _is_doubted(self, reference: str, who: str, version: int) -> bool:
        """SHARE-6: whether the reference was used for somebody else before, and nothing is decided about them."""
        about = {about for under, about, of in self._under if under == reference and of <= version}
        return bool(about - {who}) and not any(said.about == who for said in self.said)

    def verdict(self, who: str, version: int) -> Verdict:
        """What somebody is to have of a version, now."""
        return verdict(CAST[who].kind, who, self.known(version))

    def wrong(self, what: str) -> UnlikeTheTableError:
        """What is wrong, with all that led to it."""
        told = "\n".join(f"  {line}" for line in self.told)
        return UnlikeTheTableError(
            f"{what}\n{self.case.now:%a %d %b %H:%M}, {self.status}\n  {in_short(self.story.first)}\n{told}"
        )

    # What goes

    def handed_over(self, item: Item) -> None:
        """A relay is handed something: at this very moment it has to be allowed."""
        kind = item.key.split("/")[2]
        if kind == NoticeKind.COPY:
            self._judge_copy(item.key, item)
        if kind in (NoticeKind.COPY_TO_RETURN, NoticeKind.NO_LONGER_IN_FORCE):
            self._judge_whom_it_goes_to(item)
        if kind in (NoticeKind.COPY, NoticeKind.AGREED, NoticeKind.PLAN_GIVEN) and self.has_died:
            raise self.wrong(f"{item.key} goes after a death")

    def _judge_whom_it_goes_to(self, item: Item) -> None:
        """SHARE-9, END: a letter about a copy goes to its holder, where they are now; after a death to no carer."""
        who = self._holder_by(item.key)
        if not self._is_reached(who, item):
            raise self.wrong(f"{item.key} goes to {item.address}, and {who} has the copy")
        if self.has_died and CAST[who].kind != PROVIDER and "/no_longer_in_force/" in item.key:
            raise self.wrong(f"{item.key} goes to {who}, no provider, after a death")

    def _is_reached(self, who: str, item: Item) -> bool:
        """TELL-8: whether it goes where they are now."""
        return who in self.unsure or item.address == self.places.get(who, place_of(who))

    def _holder_by(self, key: str) -> str:
        """Whom the key of a letter about a copy names: by the version of the copy, where it says that."""
        _, version, _, reference, *occasion = key.split("/")
        of = occasion[0] if occasion and re.fullmatch(r"v[0-9]+", occasion[0]) else version
        return self.who_is(reference, int(of[1:]))

    def _look_who_was_told_that_it_left(self) -> None:
        """END: whoever has a copy is told that the plan has left; after a death a person speaks to most of them."""
        if self.status is not Status.ENDED:
            return
        kept = self.case.kept
        told = {self._holder_by(key) for key in kept.notices if "/no_longer_in_force/" in key}
        spoken_to = {self._holder_to_speak_to(name) for name in kept.tasks if name.startswith("speak:")}
        for copy in self.copies:
            theirs = [other for other in self.copies if other.who == copy.who and other.is_sure]
            is_told = copy.who in told | spoken_to
            if copy.is_sure and not copy.came_back and copy.at < self.left_at and not is_told:
                raise self.wrong(f"{copy.who} has a copy, and is not told that the plan has left")
            if (
                copy.is_sure
                and copy.who in told
                and all(other.asked_back and other.at < self.left_at for other in theirs)
            ):
                raise self.wrong(f"{copy.who} was asked for every copy, and reads on which day the plan leaves")

    def _holder_to_speak_to(self, task: str) -> str:
        """Whom a task to speak to somebody names: by the version in hand, or by the one of their copy."""
        of, _, reference = task.split(":")[1].rpartition("/")
        return self.who_is(reference, int(of[1:]) if of else self.hand)

    def arrived(self, item: Item, *, is_sure: bool) -> None:
        """It did arrive."""
        _, _, kind, whom, *_ = item.key.split("/")
        if kind == NoticeKind.AGREED and whom == "person" and is_sure and not is_meanwhile(item.key):
            self.given.add(int(item.key.split("/")[1][1:]))
        if kind == NoticeKind.COPY and not any(copy.key == item.key for copy in self.copies):
            self.copies.append(self._copy_of(item.key, is_sure=is_sure))
            self.tally.seen[f"copies: {self._extent(item.key).partition(':')[0]}"] += 1

    def _copy_of(self, key: str, *, is_sure: bool) -> Copy:
        _, version, _, reference, *_ = key.split("/")
        number, extent = int(version[1:]), self._extent(key)
        sections = frozenset(SECTIONS) if extent == FULL else frozenset(extent.removeprefix("part:").split("+"))
        return Copy(key, self.who_is(reference, number), number, sections, self.case.now, is_sure)

    @staticmethod
    def _extent(key: str) -> str:
        return key.split("/")[4]

    def _judge_copy(self, key: str, item: Item | None = None) -> None:
        """SHARE-1..8, TELL-8: it may go to them, so much of it, there, and says nothing of what was left out."""
        _, number, _, reference, *_ = key.split("/")
        version = int(number[1:])
        has = self.versions[version - 1]
        who = self.who_is(reference, version)
        may = self.verdict(who, version)
        extent = "part:" + "+".join(sorted(may.sections)) if may.extent == PART else may.extent
        is_signed = version == self.in_force or (version == self.hand and version in self.agreed)
        if not is_signed or may.extent in (NONE, HELD) or self._extent(key) != extent:
            raise self.wrong(f"{who} is given {key}, and may have {may}")
        if may.extent == PART and self._tells(version, may) and (who, version, may.sections) not in self.looked_at:
            raise self.wrong(f"{who} is given {key}, whose text tells what was left out")
        if item is None:
            return
        if not self._is_reached(who, item):
            raise self.wrong(f"{who} is given {key} at {item.address}")
        self._judge_words(item, has, who, may, version)

    def _tells(self, version: int, may: Verdict) -> bool:
        marked = frozenset(mark.name for mark in self.marks())
        return tells(self.versions[version - 1], may.sections, marked)

    def _judge_words(self, item: Item, has: Version, who: str, may: Verdict, version: int) -> None:
        words = "\n".join(_read(media_type, content) for _, media_type, content in item.files)
        if may.extent == FULL:
            lacking = [token for tokens in TOKENS.values() for token in tokens if token not in words]
            lacking = [token for token in lacking if token != "Zindicates"]
            if lacking:
                raise self.wrong(f"{item.key} is to be whole, and lacks {lacking}")
            return
        for planted in has.planted:
            section, _, said = PLANTED[planted]
            words = words.replace(said, "") if section in may.sections else words
        left_out = [section for section in SECTIONS if section not in may.sections]
        found = [token for section in left_out for token in TOKENS[section] if token in words]
        if "services" in left_out:
            found += [slot.name for _, slot in has.slots if slot.who != who and slot.name in words]
        if found:
            raise self.wrong(f"{item.key} holds {found}, which was left out")
        says = any(said in words for said in ('sections_left_out":["', '"left_out":["', "Left out:", "leaves out"))
        if says and not says_what_is_missing(who, self.known(version)):
            raise self.wrong(f"{item.key} says what is missing")
