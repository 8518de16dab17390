"""Plays a story about copies against the real rules, letters and outbox, and holds each thing that happens against the
judge: what each relay is handed, who holds what, who is asked for it back, and when the plan is signed off.

The workflow's part is played as `workflows.plan_sign_off` does it: what is due is made, then what waits is sent.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from countersign.careplan.clocks import Wait as Waits
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import london_day
from countersign.casework.kept import TaskKind
from countersign.casework.ports import Office, Press
from countersign.casework.sharing import holdings, known_in
from countersign.letters.channels.transport import Item, NotSentError
from countersign.letters.outbox import MOST_ATTEMPTS, Outbox
from countersign.queries.copies import copies_of
from tests.proof.copies_cast import CAST, PLANTED, TOKENS, Decided, Slot, Version, elsewhere, place_of, plan_json, tells
from tests.proof.copies_stories import (
    Agree,
    ComesBack,
    Concern,
    ConcernDecided,
    Consent,
    DoTask,
    Leaves,
    Moves,
    Step,
    Story,
    Trouble,
    Turn,
    Understanding,
    Wait,
)
from tests.proof.judge_copies import (
    FULL,
    HELD,
    NONE,
    PART,
    SECTIONS,
    THE_PERSON,
    Asked,
    Known,
    Said,
    Verdict,
    in_force,
    is_taken_back,
    refused,
    says_what_is_missing,
    usually_has_one,
    verdict,
)
from tests.support.builders import Json, register, scheme
from tests.support.casework import TUESDAY, CaseUnderTest
from tests.support.installations import InDatabase, InMemory, Installation
from tests.support.offices import EditionsByHand, PressByHand
from tests.support.reading import everything_in

HERE = (Status.AGREED, Status.SIGNED_OFF)
"""Where copies are given."""


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


class Relay:
    """A way of sending that can be in trouble."""

    def __init__(self, playing: "Playing", *, repeatable: bool) -> None:
        """Nothing is wrong with it yet."""
        self.repeatable = repeatable
        self.how, self.many = "", 0
        self.meanwhile: Callable[[Item], bool] = lambda _: False
        self._playing = playing

    def send(self, item: Item) -> str:
        """Take it, or not."""
        try:
            self._playing.handed_over(item)
        except UnlikeTheTableError as wrong:
            # The outbox goes on whatever a way of sending raises: it is told once the step is over.
            self._playing.seen_as_it_went.append(wrong)
        how = ""
        if self.many:
            self.many, how = self.many - 1, self.how if not self.repeatable else "refuses"
        if how != "refuses" and how != "breaks off":
            self._playing.arrived(item, is_sure=not how)
        self.meanwhile(item)
        if how:
            raise NotSentError("a story", certain=how == "refuses")
        return "taken"


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


def _has_it(copy: Copy, day: date | None) -> bool:
    """Whether somebody has a copy at the end of a day; now, if none is given."""
    if day is None:
        return not copy.came_back
    there = london_day(copy.at) <= day
    return there and not (copy.came_back_at is not None and london_day(copy.came_back_at) <= day)


def _read(media_type: str, content: bytes) -> str:
    """The words of a file: what a reader sees, and what is in it besides."""
    if media_type == "application/pdf" and content.startswith(b"%PDF-"):
        return everything_in(content)
    return content.decode(errors="replace")


class Playing:
    """One story."""

    def __init__(
        self, story: Story, tally: Tally, *, installation: Installation | None = None, press: Press | None = None
    ) -> None:
        """`press`: what makes letters and records; models as JSON if none is given."""
        self.story, self.tally = story, tally
        office = Office(EditionsByHand(editions_of(story)), press or PressByHand())
        self.case = CaseUnderTest(installation or InMemory(register()), office)
        self.email, self.post = Relay(self, repeatable=False), Relay(self, repeatable=True)
        self.versions: list[Version] = []
        self.said: list[Said] = []
        self._sharing: list[tuple[Decided, Json]] = []
        """The decisions that the version in hand has."""
        self._before: dict[str, Slot] = {}
        self._heard: dict[str, Said] = {}
        self._under: set[tuple[str, str]] = set()
        """Under which reference a decision came, and whom it was about."""
        self.copies: list[Copy] = []
        self.looked_at: set[tuple[str, int, frozenset[str]]] = set()
        self.given = self.has_died = self.understanding_is_open = False
        self._to_share = False
        self.places: dict[str, tuple[str, ...]] = {}
        self.concerns: list[Asked] = []
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

    def known(self, version: int) -> Known:
        """What is known of copies of a version, now."""
        has = self.versions[version - 1]
        return Known(
            today=self.today,
            decisions=self.said,
            marked=frozenset(has.who[about] for about in has.marks if about in has.who),
            carers_by_default=self.story.carers_by_default,
            delivers=frozenset(has.who[reference] for reference in has.delivers if reference in has.who),
            concerns=self.concerns,
            doubted=frozenset(slot.who for reference, slot in has.slots if self._is_doubted(reference, slot.who)),
            has_died=self.has_died,
        )

    def _is_doubted(self, reference: str, who: str) -> bool:
        about = {about for under, about in self._under if under == reference}
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

    # Steps

    def play(self) -> None:
        """The whole story; at the end every channel works, and everything that can go goes."""
        self.tally.stories += 1
        self._submit(self.story.first)
        for step in self.story.steps:
            if not self.versions:
                return
            self.tally.steps += 1
            self.case.now += timedelta(minutes=1)
            self.told.append(f"{self.case.now:%a %d %b %H:%M} {in_short(step)}")
            self._take(step)
            self._look()
        self.email.many = self.post.many = 0
        self.told.append("at the end")
        for _ in range(MOST_ATTEMPTS + 2):
            self._turn(None)
        self._look()
        self._look_whether_everybody_has_theirs()
        self._look_at_the_query()

    def _take(self, step: Step) -> None:
        match step:
            case Consent(decided):
                self._decide_about_sharing(decided)
            case Wait(hours):
                self._pass_time(hours)
            case ComesBack(version):
                self._comes_back(version)
            case Agree():
                if self.status is Status.AWAITING_DECISION:
                    self._accept("decide", "clare-4-agreed")
                    self.tally.seen["agreed"] += 1
            case Turn(meanwhile):
                self._turn(meanwhile)
            case Trouble(channel, how, many):
                relay = self.email if channel == "email" else self.post
                relay.how, relay.many = how, many
            case DoTask(number):
                self._do_a_task(number)
            case Leaves(how):
                self._leave(how)
            case Moves(reference):
                self._move(reference)
            case Concern(reference):
                self._concern(reference, None)
            case ConcernDecided(reference):
                self._concern(reference, step)
            case Understanding(what):
                self._record_understanding(what)

    def _pass_time(self, hours: int) -> None:
        """Time passes; a day after which a decision is over is followed as it begins, and no other clock is."""
        until = self.case.now + timedelta(hours=hours)
        while (clock := self.case.clocks().get(Waits.COPY_ENDS.value)) and clock.due <= until:
            self.case.now = max(self.case.now, clock.due)
            self.case.take_the_step_of(clock.name)
            self._follow()
            self._sent_at_once()
        self.case.now = until

    def _accept(self, name: str, given: str = "", changes: Json | None = None) -> None:
        determined = self.case.accept(name, given, changes)
        self._to_share |= determined.shares
        self._sent_at_once()

    def _sent_at_once(self) -> None:
        """As `activities.sending` does after every determination."""
        self._outbox().send_what_is_quick(self.case.situation(Workflow.PLAN))

    def _outbox(self) -> Outbox:
        return Outbox(self.case.installation.files, self.case.office, {"email": self.email, "post": self.post})

    def _sharing_of(self, version: Version) -> list[Json]:
        fresh = [
            decided.json(self.today, version.name_of(version.who[decided.recipient]))
            for decided in self._new_in(version)
        ]
        return [said for _, said in self._repeated_in(version)] + fresh

    @staticmethod
    def _new_in(version: Version) -> list[Decided]:
        return [decided for decided in version.decisions if decided.recipient in version.who]

    def _repeated_in(self, version: Version) -> list[tuple[Decided, Json]]:
        there = [(decided, said) for decided, said in self._sharing if decided.recipient in version.who]
        return there if version.repeats else []

    def _submit(self, version: Version) -> None:
        sharing = self._sharing_of(version)
        plan = plan_json(version, sharing, self._before) | {"plan_id": self.case.plan_id}
        receipt = self.case.submit(changes={"plan": plan})
        self._took_in(version, sharing, accepted=receipt.answer.accepted, reasons=receipt.answer.reasons)

    def _took_in(self, version: Version, sharing: list[Json], *, accepted: bool, reasons: tuple[str, ...]) -> None:
        """SHARE-6: a version whose decisions cannot be is refused, and any other is taken in."""
        new, repeated = self._new_in(version), self._repeated_in(version)
        said = [self._said_of(decided, version) for decided in new]
        # A version is read by itself: what it repeats has to make sense there too.
        read = [*said, *(self._said_of(decided, version) for decided, _ in repeated)]
        faults = set[str]().union(*(refused(each, self.today, in_a_plan=True) for each in read))
        if accepted is bool(faults):
            raise self.wrong(f"a version is {'taken in' if accepted else 'refused'}: {faults} {reasons}")
        if not accepted:
            self.tally.seen["versions refused"] += 1
            return
        self.versions.append(version)
        self._before |= {slot.who: slot for _, slot in version.slots}
        fresh = sharing[len(repeated) :]
        self._sharing = repeated + list(zip(new, fresh, strict=True))
        for each, as_json in zip(said, fresh, strict=True):
            self._hear(each, as_json, repeated_in_a_plan=True)
        if version.difficulty is not None and (len(self.versions) == 1 or self._states_anew(version)):
            self.understanding_is_open = version.difficulty
        self._sent_at_once()

    def _states_anew(self, version: Version) -> bool:
        return version.difficulty != self.versions[-2].difficulty

    def _said_of(self, decided: Decided, version: Version) -> Said:
        about = version.who[decided.recipient]
        by = {"person": THE_PERSON, "in words": about, "": ""}.get(decided.decider)
        if by is None:
            by = version.who.get(decided.decider, "")
        return decided.said(about, self.today, by)

    def _hear(self, said: Said, as_json: Json, *, repeated_in_a_plan: bool) -> None:
        """SHARE-6: what is repeated word for word is about whom it was about when it first came."""
        words = repr(sorted(as_json.items()))
        first = self._heard.setdefault(words, said)
        self._under.add((as_json["recipient"], first.about))
        if first in self.said and not repeated_in_a_plan:
            self.said.remove(first)
        if first not in self.said:
            self.said.append(first)

    def _decide_about_sharing(self, decided: Decided) -> None:
        if self.status not in (Status.AWAITING_DECISION, Status.RETURNED, *HERE):
            return
        version = self.versions[-1]
        is_there = decided.recipient in version.who
        as_json = decided.json(self.today, version.name_of(version.who.get(decided.recipient, "")))
        determined = self.case.consider("record_consent", changes={"sharing": as_json, "sent_by.id": "sw-1042"})
        said = self._said_of(decided, version) if is_there else None
        faults = refused(said, self.today, in_a_plan=False) if said else {"not in the plan"}
        if determined.answer.accepted is bool(faults):
            raise self.wrong(f"{decided}: {determined.answer.reasons or 'accepted'}, and the judge has {faults}")
        if said is None or faults:
            self.tally.seen["decisions refused"] += 1
            return
        self.tally.seen["decisions"] += 1
        self._hear(said, as_json, repeated_in_a_plan=False)
        self._to_share |= self.status is Status.SIGNED_OFF
        self._follow()
        self._sent_at_once()

    def _follow(self) -> None:
        """SHARE-9: whoever may not keep a copy any more is asked for it."""
        for copy in self.copies:
            if not copy.came_back and self._may_not_keep(copy):
                self.tally.seen["asked back"] += not copy.asked_back
                copy.asked_back = True

    def _may_not_keep(self, copy: Copy) -> bool:
        """SHARE-9: whether what is decided by now takes a copy back."""
        return is_taken_back(CAST[copy.who].kind, copy.who, copy.sections, self.known(copy.version))

    def _comes_back(self, version: Version) -> None:
        if self.status is not Status.AWAITING_DECISION:
            return
        self._accept("decide", "clare-2-returned")
        self.case.now += timedelta(hours=2)
        sharing = self._sharing_of(version)
        plan = plan_json(version, sharing, self._before) | {"plan_id": self.case.plan_id}
        answer = self.case.consider("resubmit", "clare-3-resubmission", {"plan": plan}).answer
        self._took_in(version, sharing, accepted=answer.accepted, reasons=answer.reasons)
        if answer.accepted:
            self.tally.seen["resubmitted"] += 1

    def _turn(self, meanwhile: Decided | None) -> None:
        case = self.case
        if self.status is Status.AGREED:
            case.queue_the_record()
            self._sent_at_once()
            self._go_on()
        if self.status is Status.SIGNED_OFF and self._to_share:
            case.share()
            self._follow()
            self._sent_at_once()
            self._to_share = False
        self.email.meanwhile = self._comes_meanwhile(meanwhile)
        self._outbox().send_what_waits(case.situation(Workflow.PLAN))
        self._outbox().give_up_on_the_hopeless(case.situation(Workflow.PLAN))
        self.email.meanwhile = lambda _: False
        if self.status is Status.AGREED:
            case.queue_the_record()
            self._go_on()
            if self.given and not self._waits_for_understanding() and not self._is(Status.SIGNED_OFF):
                raise self.wrong("the person has the record, and the plan is not signed off")

    def _go_on(self) -> None:
        """As `activities.written_record` ends."""
        from countersign.casework import signing  # noqa: PLC0415  # as the case under test does

        files, situation = self.case.installation.files, self.case.situation(Workflow.PLAN)
        determined = signing.go_on(files, self.case.office, situation)
        self.case._take_over(Workflow.PLAN, determined)  # pyright: ignore[reportPrivateUsage]

    def _comes_meanwhile(self, decided: Decided | None) -> Callable[[Item], bool]:
        waiting = [decided] if decided else []

        def comes(item: Item) -> bool:
            if waiting and f"/copy/{waiting[0].recipient}/" not in item.key:
                self._decide_about_sharing(waiting.pop())
                self.tally.seen["decisions while letters go"] += 1
            return bool(waiting)

        return comes

    def _waits_for_understanding(self) -> bool:
        return self.story.sign_off_waits and self.understanding_is_open

    def _do_a_task(self, number: int) -> None:
        tasks = [
            (name, kind)
            for name, kind in self.case.open_tasks().items()
            if kind in (TaskKind.GIVE_BY_HAND, TaskKind.LOOK_AT_COPY, TaskKind.COPY_BACK)
        ]
        if not tasks:
            return
        name, kind = tasks[number % len(tasks)]
        self.told.append(f"  which is {name}")
        determined = self.case.accept("complete_task", changes={"task": name, "sent_by.id": "sw-1042"})
        self._to_share |= determined.shares
        self.tally.seen[f"tasks: {kind.value}"] += 1
        key = f"{self.case.plan_id}/{name.partition(':')[2]}"
        if kind is TaskKind.GIVE_BY_HAND:
            self._given_by_hand(key)
        elif kind is TaskKind.LOOK_AT_COPY:
            _, reference, version, _, sections, *_ = name.split(":")
            number = int(version[1:])
            self.looked_at.add((self.versions[number - 1].who[reference], number, frozenset(sections.split("+"))))
        else:
            for copy in self.copies:
                if copy.key == key:
                    copy.came_back, copy.came_back_at = True, self.case.now
        self._sent_at_once()

    def _given_by_hand(self, key: str) -> None:
        notice = self.case.kept.notices[key]
        if notice.kind is NoticeKind.AGREED and notice.recipient == "person":
            self.given = self.given or notice.status is NoticeStatus.SENT
        if notice.kind is not NoticeKind.COPY or notice.status is not NoticeStatus.SENT:
            return
        self._judge_copy(key)
        there = next((copy for copy in self.copies if copy.key == key), None)
        if there:
            there.is_sure = True
        else:
            self.copies.append(self._copy_of(key, is_sure=True))

    def _leave(self, how: str) -> None:
        if how == "withdrawn" and self.status in (Status.AWAITING_DECISION, Status.RETURNED):
            self._accept("withdraw", changes={"sent_by.id": "sw-1042"})
        elif how == "moved_away" and self.status in HERE:
            day = self.today.isoformat()
            self._accept("end", changes={"sent_by.id": "sw-1042", "ending.from_day": day})
        elif how == "died" and not self.has_died and self.status not in (Status.WITHDRAWN, Status.ENDED):
            self.has_died = True  # before anything goes in that same activity
            self._accept("end", changes={"sent_by.id": "sw-1042", "reason": "died", "ending": None})
        else:
            return
        self.tally.seen[f"left: {how}"] += 1

    def _move(self, reference: str) -> None:
        """TELL-8: whoever checked it says where somebody is reached now."""
        who = self.versions[-1].who.get(reference, "")
        if who not in CAST or self.status not in HERE:
            return
        place = elsewhere(who, len(self.places) + 1)
        by = CAST[who].by
        there: Json = {"email": place[0]} if by == "email" else {"address": list(place)}
        changes: Json = {"about": reference, "contact": {"channel": by, "format": "standard", **there}}
        changes |= {"telephone": None, "decided_by": "duty social worker", "decided_on": self.today.isoformat()}
        self._accept("change_contact", changes=changes | {"sent_by.id": "sw-1042"})
        self.places[who] = place
        self.tally.seen["moved"] += 1

    def _concern(self, reference: str, decided: ConcernDecided | None) -> None:
        """SHARE-5: a concern is raised, or their line manager decides about it, with reasons."""
        who = self.versions[-1].who.get(reference, "")
        if who not in CAST or self.status not in HERE:
            return
        if decided is None:
            raised: Json = {"concern.recipient": reference, "sent_by.id": "sw-1042"}
            answer, said = self.case.consider("raise_concern", changes=raised).answer, Asked(who)
        else:
            sections = sorted(decided.sections) if decided.outcome == "in_part" else []
            says: Json = {"recipient": reference, "outcome": decided.outcome, "sections": sections}
            changes = {f"decided.{name}": value for name, value in says.items()}
            answer = self.case.consider("decide_concern", changes=changes).answer
            said = Asked(who, {"in_full": FULL, "in_part": PART}.get(decided.outcome, NONE), decided.sections)
        if not answer.accepted:
            return
        self.concerns = [asked for asked in self.concerns if asked.about != who] + [said]
        self._to_share = True
        self._follow()
        self._sent_at_once()
        self.tally.seen[f"concerns: {decided.outcome if decided else 'raised'}"] += 1

    def _record_understanding(self, what: str) -> None:
        if self.status not in (Status.AWAITING_DECISION, Status.RETURNED, *HERE):
            return
        changes: Json = {"sent_by.id": "sw-1042", "understanding": None, "support": None}
        if what != "support":
            has = what == "difficulty"
            words = "Short visits and pictures help her to keep hold of it."
            stated: Json = {"so": has, "in_words": words, "difficulties": ["retaining"] if has else []}
            changes["understanding"] = stated
        else:
            changes["support"] = {
                "what": "Two visits of half an hour, a page at a time.",
                "given_on": self.today.isoformat(),
                "advocate": "arranged",
                "about_the_advocate": "Offered on the first visit, and accepted.",
            }
        accepted = self.case.consider("record_understanding", changes=changes).answer.accepted
        if what == "support" and not accepted and self.understanding_is_open:
            raise self.wrong("support in understanding was not taken in")
        if accepted:
            self.understanding_is_open = what == "difficulty"
            self.tally.seen[f"understanding: {what}"] += 1
        self._sent_at_once()

    # What goes

    def handed_over(self, item: Item) -> None:
        """A relay is handed something: at this very moment it has to be allowed."""
        kind = item.key.split("/")[2]
        if kind == NoticeKind.COPY:
            self._judge_copy(item.key, item)
        if kind in (NoticeKind.COPY, NoticeKind.AGREED, NoticeKind.PLAN_GIVEN) and self.has_died:
            raise self.wrong(f"{item.key} goes after a death")

    def arrived(self, item: Item, *, is_sure: bool) -> None:
        """It did arrive."""
        _, _, kind, whom, *_ = item.key.split("/")
        if kind == NoticeKind.AGREED and whom == "person" and is_sure:
            self.given = True
        if kind == NoticeKind.COPY and not any(copy.key == item.key for copy in self.copies):
            self.copies.append(self._copy_of(item.key, is_sure=is_sure))
            self.tally.seen[f"copies: {self._extent(item.key).partition(':')[0]}"] += 1

    def _copy_of(self, key: str, *, is_sure: bool) -> Copy:
        _, version, _, reference, *_ = key.split("/")
        number, extent = int(version[1:]), self._extent(key)
        sections = frozenset(SECTIONS) if extent == FULL else frozenset(extent.removeprefix("part:").split("+"))
        return Copy(key, self.versions[number - 1].who[reference], number, sections, self.case.now, is_sure)

    @staticmethod
    def _extent(key: str) -> str:
        return key.split("/")[4]

    def _judge_copy(self, key: str, item: Item | None = None) -> None:
        """SHARE-1..8, TELL-8: it may go to them, so much of it, there, and says nothing of what was left out."""
        _, number, _, reference, *_ = key.split("/")
        version = int(number[1:])
        has = self.versions[version - 1]
        who = has.who[reference]
        may = self.verdict(who, version)
        extent = "part:" + "+".join(sorted(may.sections)) if may.extent == PART else may.extent
        if version != len(self.versions) or may.extent in (NONE, HELD) or self._extent(key) != extent:
            raise self.wrong(f"{who} is given {key}, and may have {may}")
        if may.extent == PART and tells(has, may.sections) and (who, version, may.sections) not in self.looked_at:
            raise self.wrong(f"{who} is given {key}, whose text tells what was left out")
        if item is None:
            return
        if item.address != self.places.get(who, place_of(who)):
            raise self.wrong(f"{who} is given {key} at {item.address}")
        self._judge_words(item, has, who, may, version)

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
        if says and not says_what_is_missing(CAST[who].kind, who, self.known(version)):
            raise self.wrong(f"{item.key} says what is missing")

    # What is looked at after every step

    def _look(self) -> None:
        if self.seen_as_it_went:
            raise self.seen_as_it_went[0]
        self._look_at_what_was_asked_back()
        self._look_at_who_holds_what()
        if self.status is Status.SIGNED_OFF and not self.given:
            raise self.wrong("it is signed off, and the person has not been given the record")
        is_open = "understanding" in self.case.clocks()
        if self.status in (Status.AWAITING_DECISION, Status.RETURNED, *HERE) and is_open != self.understanding_is_open:
            raise self.wrong(f"support in understanding is {'open' if is_open else 'not open'}")

    def _look_at_what_was_asked_back(self) -> None:
        """SHARE-9: each holder of what was withdrawn is asked once; nobody else is."""
        asked = Counter(
            key.split(f"/{NoticeKind.COPY_TO_RETURN}/")[1].partition("/")[2]
            for key in self.case.kept.notices
            if f"/{NoticeKind.COPY_TO_RETURN}/" in key
        )
        for copy in self.copies:
            _, version, _, reference, scope = copy.key.split("/", 4)
            day = london_day(self.case.kept.notices[copy.key].sent_at or copy.at)
            times = asked[f"{version}/{scope}/{day}"] if copy.is_sure else 0
            mine = sum(
                f"/{NoticeKind.COPY_TO_RETURN}/" in key and key.endswith(f"/{version}/{scope}/{day}")
                for key in self.case.kept.notices
                if key.split("/")[3] in (reference,)
            )
            if copy.is_sure and copy.asked_back != (mine == 1):
                raise self.wrong(f"{copy} was asked for {mine} times, of {times}")
            if not copy.is_sure and copy.asked_back and not copy.came_back and not self._is_looked_into(copy):
                raise self.wrong(f"{copy} may have arrived, was withdrawn, and nobody looks into it")

    def _is_looked_into(self, copy: Copy) -> bool:
        name = copy.key.partition("/")[2]
        return any(task.partition(":")[2].endswith(name) for task in self.case.open_tasks())

    def _look_at_who_holds_what(self) -> None:
        """SHARE-9: who holds what is what really went."""
        with self.case.installation.files.open(self.case.plan_id) as file:
            shown = {
                (held.copy.notice, held.since, held.came_back is not None, held.asked_back is not None)
                for held in holdings(file, known_in(file))
            }
        really = {(copy.key, copy.at, copy.came_back, copy.asked_back) for copy in self.copies if copy.is_sure}
        if {(key, came_back, asked) for key, _, came_back, asked in shown} != {
            (key, came_back, asked) for key, _, came_back, asked in really
        }:
            raise self.wrong(f"shown: {sorted(shown)}\nreally: {sorted(really)}")

    def _look_at_the_query(self) -> None:
        """SHARE-9: the query says who held what at the end of every day of the story, and who holds it now."""
        installation = self.case.installation
        if not isinstance(installation, InDatabase):
            return
        editions, first = self.case.office.editions, london_day(TUESDAY)
        days = [first + timedelta(days=number) for number in range((self.today - first).days + 1)]
        with installation.database.transaction() as session:
            for day in (None, *days):
                found = copies_of(session, editions, self.case.plan_id, self.case.now, on=day)
                shown = {held.notice for held in found.holders if "/copy/" in held.notice} if found else set[str]()
                really = {copy.key for copy in self.copies if copy.is_sure and _has_it(copy, day)}
                if shown != really:
                    raise self.wrong(f"on {day} shown: {sorted(shown)}\nreally: {sorted(really)}")

    def _look_whether_everybody_has_theirs(self) -> None:
        """SHARE-1..3: whoever is to have a copy, and whom nothing holds, has it; who is held is asked about."""
        if self.status not in HERE:
            return
        version = len(self.versions)
        has, tasks = self.versions[-1], self.case.open_tasks()
        for reference, slot in has.slots:
            may = self.verdict(slot.who, version)
            asked = [
                name
                for name in tasks
                if name.startswith(tuple(f"{what}:{reference}:" for what in ("sharing", "look", "concern")))
            ]
            usually = usually_has_one(CAST[slot.who].kind, slot.who, self.known(version))
            theirs = [copy for copy in self.copies if copy.who == slot.who and copy.version == version]
            said = in_force(self.said, slot.who, self.today)
            if may.extent == HELD and usually and not asked and not any(not copy.asked_back for copy in theirs):
                raise self.wrong(f"{slot.who} ({reference}) is held, and nobody is asked: {may}")
            if may.extent not in (FULL, PART):
                continue
            tells_too_much = may.extent == PART and tells(has, may.sections)
            if tells_too_much and (slot.who, version, may.sections) not in self.looked_at:
                if not any(name.startswith("look:") for name in asked):
                    raise self.wrong(f"{slot.who}'s part copy tells too much, and nobody is asked to look")
                continue
            if any(may.may_have <= copy.sections and not copy.asked_back for copy in theirs):
                self.tally.seen["have theirs"] += 1
            elif any(name.startswith("look:") for name in asked):
                self.tally.seen["held for a look that the judge would not ask for"] += 1
            elif any(name.startswith(f"give:v{version}/copy/{reference}/") for name in tasks):
                self.tally.seen["to be given theirs by hand"] += 1
            else:
                raise self.wrong(f"{slot.who} ({reference}) has not got theirs: {may}")
            self.tally.seen["by default" if said is None else f"by {said.basis}"] += 1
