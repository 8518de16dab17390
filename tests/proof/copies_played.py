"""Plays a story about copies against the real rules, letters and outbox. What happens is judged in `copies_seen`.

The workflow's part is played as `workflows.plan_sign_off` does it: what is due is made, then what waits is sent.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from countersign.careplan.clocks import Wait as Waits
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.ways import Way
from countersign.casework.kept import TaskKind
from countersign.letters.channels.transport import Item
from countersign.letters.outbox import Outbox
from tests.proof.copies_cast import CAST, Decided, Version, elsewhere, plan_json
from tests.proof.copies_looked_at import LookedAt
from tests.proof.copies_seen import HERE, WAITS, Copy, Tally, UnlikeTheTableError, in_short
from tests.proof.copies_steps import (
    Agree,
    ComesBack,
    Concern,
    ConcernDecided,
    Consent,
    DoTask,
    Leaves,
    Moves,
    Step,
    Trouble,
    Turn,
    Understanding,
    Wait,
)
from tests.proof.judge_copies import (
    DECIDED,
    FULL,
    NONE,
    PART,
    RAISED,
    THE_PERSON,
    Happened,
    Said,
    is_taken_back,
    refused,
)
from tests.support.builders import Json

__all__ = ["Playing", "Tally", "UnlikeTheTableError"]


class Playing(LookedAt):
    """One story, as it is played."""

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
        for _ in range(7):
            self.case.now += timedelta(hours=1)  # what fails for now is tried for as long as the scheme says
            self._turn(None)
        self._look()
        self._look_whether_everybody_has_theirs()
        self._look_who_was_told_that_it_left()
        self._look_at_the_query()

    def _take(self, step: Step) -> None:  # noqa: C901, PLR0912  # one case for each kind of step
        match step:
            case Consent(decided):
                self._decide_about_sharing(decided)
            case Wait(hours):
                self._pass_time(hours)
            case ComesBack(version):
                self._comes_back(version)
            case Agree():
                if self.status is Status.AWAITING_DECISION:
                    self._agree()
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
            case _:
                raise ValueError(step)

    def _agree(self) -> None:
        self._accept("decide", "clare-4-agreed")
        self.agreed.add(self.hand)
        self.tally.seen["agreed"] += 1

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
        self._take_over_what_is_due(shares=determined.shares)
        self._sent_at_once()

    def _take_over_what_is_due(self, *, shares: bool) -> None:
        """As `workflows.plan_sign_off` does after a message: the version in force is given then."""
        self._to_share |= shares and self.is_in_force

    def _sent_at_once(self) -> None:
        """As `activities.sending` does after every determination."""
        self._outbox().send_what_is_quick(self.case.situation(Workflow.PLAN))

    def _outbox(self) -> Outbox:
        return Outbox(self.case.installation.files, self.case.office, {Way.SMTP: self.email, Way.FOLDER: self.post})

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
        before = self.versions[self.hand - 1] if self.hand else None
        for _, slot in version.slots:
            was = next((there for _, there in before.slots if there.who == slot.who), None) if before else slot
            if was is None or was.makes_by_hand != slot.makes_by_hand:
                self.unsure |= {slot.who} & self.places.keys()
        self.versions.append(version)
        self.hand = len(self.versions)
        for reference in version.marks & version.who.keys():
            who = version.who[reference]
            self._stated.setdefault((reference, who, self.name_in(who, self.hand)), (self.next_number(), self.hand))
        self._before |= {slot.who: slot for _, slot in version.slots}
        fresh = sharing[len(repeated) :]
        self._sharing = repeated + list(zip(new, fresh, strict=True))
        for each, as_json in zip(said, fresh, strict=True):
            self._hear(each, as_json, repeated_in_a_plan=True)
        if version.difficulty is not None and (before is None or version.difficulty != before.difficulty):
            self.understanding_is_open = version.difficulty
        self._follow()
        self._sent_at_once()

    def _said_of(self, decided: Decided, version: Version) -> Said:
        about = (version.who | self.asked)[decided.recipient]
        by = {"person": THE_PERSON, "in words": about, "": ""}.get(decided.decider)
        if by is None:
            by = (version.who | self.asked).get(decided.decider, "")
        return decided.said(about, self.today, by)

    def _hear(self, said: Said, as_json: Json, *, of: int = 0, repeated_in_a_plan: bool) -> None:
        """SHARE-6: what a version repeats word for word is about whom it was about when it first came.

        A message is about whom its reference means as it comes: "a reference used again … carries nothing over".
        """
        words = repr(sorted(as_json.items()))
        first = self._heard.setdefault(words, said)
        if not repeated_in_a_plan and first.about != said.about:
            first = self._heard.setdefault(f"{words} {said.about}", said)
        self._under.add((as_json["recipient"], first.about, of or self.hand))
        if first in self.said and not repeated_in_a_plan:
            self.said.remove(first)
        if first not in self.said:
            self.said.append(first)

    def _decide_about_sharing(self, decided: Decided) -> None:
        if self.status not in (*WAITS, *HERE):
            return
        of = self._means_somebody_in(decided.recipient) or self.hand
        version = self.versions[of - 1]
        who = self.who_is(decided.recipient, of)
        is_there = bool(who)
        as_json = decided.json(self.today, self.name_in(who, of))
        determined = self.case.consider("record_consent", changes={"sharing": as_json, "sent_by.id": "sw-1042"})
        said = self._said_of(decided, version) if is_there else None
        faults = refused(said, self.today, in_a_plan=False) if said else {"not in the plan"}
        if determined.answer.accepted is bool(faults):
            raise self.wrong(f"{decided}: {determined.answer.reasons or 'accepted'}, and the judge has {faults}")
        if said is None or faults:
            self.tally.seen["decisions refused"] += 1
            return
        self.tally.seen["decisions"] += 1
        self._hear(said, as_json, of=of, repeated_in_a_plan=False)
        self._take_over_what_is_due(shares=True)
        self._follow()
        self._sent_at_once()

    def _means_somebody_in(self, reference: str) -> int:
        """AMEND-2, SHARE-9: the version in hand, or else the one in force, or the last that was given to them; or 0."""
        given = {copy.version for copy in self.case.kept.copies.values() if copy.recipient == reference}
        may_be = (self.hand, self.in_force or self.hand, *sorted(given, reverse=True))
        return next((version for version in may_be if self.who_is(reference, version)), 0)

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
        if self.in_force:
            before = self.versions[self.hand - 1]
            version = replace(version, telecare=before.telecare, difficulty=before.difficulty)
        self.case.now += timedelta(hours=2)
        sharing = self._sharing_of(version)
        plan = plan_json(version, sharing, self._before) | {"plan_id": self.case.plan_id}
        is_cut = self.in_force and Decimal(version.telecare) < Decimal(self.versions[self.in_force - 1].telecare)
        changes: Json = {"plan": plan} | ({"less_because": self.less_because()} if is_cut else {})
        answer = self.case.consider("resubmit", "clare-3-resubmission", changes).answer
        self._took_in(version, sharing, accepted=answer.accepted, reasons=answer.reasons)
        if answer.accepted:
            self.tally.seen["resubmitted"] += 1

    def less_because(self) -> Json:
        """REV-4: what is on record for a cut."""
        words = "You sleep through the night again, so the alarm is looked after by day only."
        return {"kind": "reduced_needs", "recorded_on": self.today.isoformat(), "what": words}

    def _turn(self, meanwhile: Decided | None) -> None:
        case = self.case
        if self.status is Status.AGREED:
            case.queue_the_record()
            self._sent_at_once()
            self._go_on()
        if self.is_in_force and self._to_share:
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
            if self.hand in self.given and not self._waits_for_understanding() and not self._is(Status.SIGNED_OFF):
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
        self._take_over_what_is_due(shares=determined.shares)
        self.tally.seen[f"tasks: {kind.value}"] += 1
        key = f"{self.case.plan_id}/{name.partition(':')[2]}"
        if kind is TaskKind.GIVE_BY_HAND:
            self._given_by_hand(key)
        elif kind is TaskKind.LOOK_AT_COPY:
            _, reference, version, _, sections, *_ = name.split(":")
            number = int(version[1:])
            self.looked_at.add((self.who_is(reference, number), number, frozenset(sections.split("+"))))
        else:
            of_it = next(copy for copy in self.copies if copy.key == key.partition(":")[0])
            for copy in self.copies:
                is_asked_too = copy.who == of_it.who and copy.is_sure and copy.asked_back and not copy.came_back
                if copy is of_it or is_asked_too:
                    copy.came_back, copy.came_back_at = True, self.case.now
        self._sent_at_once()

    def _given_by_hand(self, key: str) -> None:
        notice = self.case.kept.notices[key]
        if notice.kind is NoticeKind.AGREED and notice.recipient == "person":
            self.given |= {notice.version} if notice.status is NoticeStatus.SENT else set()
        if notice.kind is not NoticeKind.COPY or notice.status is not NoticeStatus.SENT:
            return
        self._judge_copy(key)
        there = next((copy for copy in self.copies if copy.key == key), None)
        if there:
            there.is_sure = True
        else:
            self.copies.append(self._copy_of(key, is_sure=True))

    def _leave(self, how: str) -> None:
        if how == "withdrawn" and self.status in WAITS and not self.in_force:
            self._accept("withdraw", changes={"sent_by.id": "sw-1042"})
        elif how == "moved_away" and self.is_here:
            day = self.today.isoformat()
            self._accept("end", changes={"sent_by.id": "sw-1042", "ending.from_day": day})
        elif how == "died" and not self.has_died and self.status not in (Status.WITHDRAWN, Status.ENDED):
            self.has_died = True  # before anything goes in that same activity
            self._accept("end", changes={"sent_by.id": "sw-1042", "reason": "died", "ending": None})
        else:
            return
        self.left_at = self.case.now
        self.tally.seen[f"left: {how}"] += 1

    def _move(self, reference: str) -> None:
        """TELL-8: whoever checked it says where somebody is reached now."""
        who = self.versions[self.hand - 1].who.get(reference, "")
        if who not in CAST or not self.is_here:
            return
        place = elsewhere(who, len(self.places) + 1)
        by = CAST[who].by
        there: Json = {"email": place[0]} if by == "email" else {"address": list(place)}
        changes: Json = {"about": reference, "contact": {"channel": by, "format": "standard", **there}}
        changes |= {"telephone": None, "decided_by": "duty social worker", "decided_on": self.today.isoformat()}
        self.places[who] = place  # before anything goes in that same activity
        self._accept("change_contact", changes=changes | {"sent_by.id": "sw-1042"})
        self.tally.seen["moved"] += 1

    def _concern(self, reference: str, decided: ConcernDecided | None) -> None:
        """SHARE-5: a concern is raised, or their line manager decides about it, with reasons."""
        who = self.who_is(reference, self.hand)
        if who not in CAST or not self.is_here:
            return
        outcome, sections = "", frozenset[str]()
        if decided is None:
            raised: Json = {"concern.recipient": reference, "sent_by.id": "sw-1042"}
            answer = self.case.consider("raise_concern", changes=raised).answer
        else:
            outcome = {"in_full": FULL, "in_part": PART}.get(decided.outcome, NONE)
            sections = decided.sections if outcome == PART else sections
            says: Json = {"recipient": reference, "outcome": decided.outcome, "sections": sorted(sections)}
            changes = {f"decided.{name}": value for name, value in says.items()}
            answer = self.case.consider("decide_concern", changes=changes).answer
        if not answer.accepted:
            return
        self._it_happened(DECIDED if decided else RAISED, reference, outcome, sections)
        self._take_over_what_is_due(shares=decided is not None)
        self._follow()
        self._sent_at_once()
        self.tally.seen[f"concerns: {decided.outcome if decided else 'raised'}"] += 1

    def _it_happened(
        self, what: str, reference: str, outcome: str = "", sections: frozenset[str] = frozenset()
    ) -> None:
        who = self.who_is(reference, self.hand)
        name = self.name_in(who, self.hand)
        self.happened.append(Happened(what, self.next_number(), who, reference, name, self.hand, outcome, sections))

    def _record_understanding(self, what: str) -> None:
        if self.status not in (*WAITS, *HERE):
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
