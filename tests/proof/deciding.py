"""Plays stories about whose decision it is, with the real activities on a real database. `tests.proof.judge` judges.

No server is needed. Each message is put before `Determinations` as the workflow would do it, at the story's own time.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from activities.determine import Determinations
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.register import Absence
from countersign.careplan.ways import Way
from countersign.careplan.working_time import london_day, moment_of
from countersign.casework.determinations import Considering, Determination, Situation
from countersign.casework.determinations import Standing as StandingOfPlan
from countersign.casework.ports import Office
from countersign.letters.channels.transport import Item, Transport, Went
from countersign.letters.outbox import Outbox
from countersign.schemes.reader import Schemes
from countersign.store.case_files import SqlFiles
from countersign.store.database import Database
from countersign.store.register import replace_absences, replace_register
from countersign.store.tables import PlanRow
from countersign.testkit.examples import a_sender
from tests.proof.coming_back import GATHERED, responses_json
from tests.proof.councils import BEGINS, MEETS_AT, OPERATIONS, PEOPLE, Council, lines_of, pounds, put_in_force
from tests.proof.decision_json import decide_json
from tests.proof.judge import Said, Standing, against, could_be_agreed, is_sent_to, who_may, why_it_meets
from tests.proof.judge_resubmitting import against_resubmitting, against_submitting, takes_from_the_person
from tests.proof.looking import kept_as_decided, rules_agree, told_of_a_change
from tests.proof.moves import Answer as AnswerStep
from tests.proof.moves import Ask, Attempt, Cover, Days, Missed, Replan, Resubmit, Story
from tests.proof.plans import ASK, Facts, costs, found, plan_json
from tests.proof.twists import sat_as, twisted
from tests.support.builders import SURE, Json
from tests.support.servers import documents

IN_WORDS = {Status.AWAITING_DECISION: "awaiting a decision", Status.RETURNED: "returned"}
FIRST = datetime.combine(BEGINS, time(10), UTC)


class DiffersError(AssertionError):
    """The product did not do what the rulebook says. The text is the story, for a person to read."""


class TakesEverything(Transport):
    """A way of sending that takes everything and keeps nothing."""

    repeatable = True
    quick = True

    def send(self, item: Item) -> Went:
        return Went(item.key)


@dataclass
class Chamber:
    """Plays stories one after another, with one database and one folder for schemes."""

    database: Database
    folder: Path
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def play(self, story: Story) -> "Table":
        """Play one story. Raises DiffersError, with the story in words."""
        table = self.laid(story.council)
        try:
            taken = table.submit(story.facts)
            for step in story.steps if taken else ():
                table.take(step)
        except AssertionError as error:
            told = "\n".join(f"  {line}" for line in table.told)
            raise DiffersError(f"{error}\n\nThe story:\n{told}\n\nTo play it again:\n{story!r}") from None
        return table

    def laid(self, council: Council) -> "Table":
        """Put this council's schemes in force, keep its register, and return the table of a new plan."""
        put_in_force(council, self.folder)
        with self.database.transaction() as session:
            replace_register(session, lines_of(council))
            away = (Absence(away.person, away.starts, away.ends) for away in council.away)
            replace_absences(session, away, by="the proof", at=FIRST)
        files, office = SqlFiles(self.database), Office(Schemes(self.folder), documents(), a_sender())
        outbox = Outbox(files, office, {Way.FOLDER: TakesEverything(), Way.SMTP: TakesEverything()})
        rules = Determinations(files, office, outbox)
        plan_id = str(UUID(int=next(self.numbers)))
        return Table(self.database, rules, Standing(council), plan_id)


@dataclass
class Table:
    """One plan while it is decided about."""

    database: Database
    rules: Determinations
    standing: Standing
    plan_id: str
    told: list[str] = field(default_factory=list[str])
    answers: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list[tuple[str, str, tuple[str, ...]]])
    seen: list[str] = field(default_factory=list[str])
    situation: Situation | None = None
    at: datetime = FIRST
    _numbers: "count[int]" = field(default_factory=lambda: count(1001))

    # Sending

    def submit(self, facts: Facts) -> bool:
        """Send the first version. Whether it was taken."""
        message = self._message(facts.by) | {"plan": plan_json(self.plan_id, facts)}
        self.situation = Situation(plan_id=self.plan_id, standing=StandingOfPlan(), now=self.at)
        raw = RawValue(Payload(data=json.dumps(message).encode()))
        answer = self._took(self.rules.receive_submission(self.situation, raw))
        self.told.append(f"{self.at:%a %d %b}  submitted: {_facts_in_words(facts)} → {_answer(answer)}")
        why = against_submitting(facts, self.standing)
        assert answer.accepted is not bool(why), f"at the door: {'; '.join(why) or 'a whole plan was refused'}"
        rules_agree(answer, why)
        if answer.accepted:
            self._a_version(facts)
        else:
            self.seen.append("refused at the door")
        return answer.accepted

    def take(self, step: Any) -> None:
        """Play one step."""
        match step:
            case Days():
                self._days(step.number)
            case Missed():
                self._missed()
            case Replan():
                self._replan()
            case Resubmit():
                self._resubmit(step)
            case Ask():
                self._ask(step)
            case AnswerStep():
                self._supply()
            case Cover():
                self._cover(step)
            case _:
                self._attempt(step)

    @property
    def clocks(self) -> list[tuple[str, str, datetime]]:
        """The name, owner and due date of each clock that runs."""
        clocks = self.situation.standing.clocks if self.situation else ()
        return [(clock.name, clock.owner, clock.due) for clock in clocks]

    def _attempt(self, step: Attempt) -> None:
        said = self._said(step)
        why = against(said, self.standing)
        message = self._message(said.by) | decide_json(said)
        answer = self._send("decide", message)
        self.seen.append("agreed" if answer.accepted and said.agrees else "returned" if answer.accepted else "refused")
        words = "; ".join(why) or "nothing is against it"
        self.told.append(f"{self.at:%a %d %b}  {step}: {said} → {_answer(answer)}  [by the rulebook: {words}]")
        assert answer.code is not Refusal.MALFORMED, "the story's own message is malformed"
        assert not (answer.accepted and why), f"it took effect, and should not have: {'; '.join(why)}"
        assert answer.accepted or why, "nothing is against this decision, and it was refused"
        rules_agree(answer, why)
        if answer.accepted:
            self._decided(said)
        if step.again:
            again = self._send("decide", message)
            assert again.duplicate, "the same message counted twice"
            assert again.accepted is answer.accepted, "the same message had another answer"

    def _said(self, step: Attempt) -> Said:
        """The decision that a step means, as things are now: a good one, in which the step's fault is then put."""
        standing = self.standing
        otherwise = could_be_agreed(standing) or ()
        if step.twist == "as if nothing were barred" or not step.agrees:
            otherwise = ()
        if step.twist == "everything otherwise":
            # No message says that DP-9 takes a payment away.
            rules = {line: rule for rule, line, _ in found(standing.facts) if rule != "DP-9"}
            lines = (id_ for id_, line in standing.facts.named().items() if line.direct)
            otherwise = tuple((id_, rules.get(id_, rules.get("", "DP-8"))) for id_ in lines)
        chosen = frozenset(line for line, _ in otherwise)
        by, at_meeting = self._sender(step, chosen)
        left = any(line.direct for id_, line in standing.facts.named().items() if id_ not in chosen)
        look = sorted((rule, line) for rule, line, means in found(standing.facts, chosen) if means == ASK)
        considered = {"nothing considered": [], "one thing not considered": look[1:]}.get(step.twist, look)
        failed, replies = (step.back.failed, step.back.replies) if not step.agrees else ((), ())
        third = True if left else None
        said = Said(
            by=by,
            version=max(1, len(standing.versions) + step.version_off),
            agrees=step.agrees,
            limbs=(0 not in failed, 1 not in failed, False if 2 in failed else third),
            considered=frozenset(considered if step.agrees else ()),
            otherwise=otherwise,
            replies=replies,
            back=step.back,
            meeting=sat_as(self.standing, step.meeting, by) if at_meeting else None,
        )
        return twisted(said, step.twist, left=left)

    def _sender(self, step: Attempt, otherwise: frozenset[str]) -> tuple[str, bool]:
        """Who sends it, and whether for a panel or call. "Whoever may" is looked up as things are now."""
        fits = who_may(self.standing, otherwise)
        if step.by is not None:
            at_meeting = any(meets for _, meets in fits) if step.meeting else False
            return PEOPLE[step.by], at_meeting and step.meeting != "none"
        if not fits:
            return PEOPLE[step.fits % len(PEOPLE)], False
        if step.meeting:
            fits = [(person, meets) for person, meets in fits if meets] or fits
        by, at_meeting = fits[step.fits % len(fits)]
        if at_meeting and step.meeting != "too early" and self.standing.invited[-1:]:
            self._until(self.standing.invited[-1])
        return by, at_meeting if step.meeting != "none" else False

    def _resubmit(self, step: Resubmit) -> None:
        less = [costs(step.facts)[place] < costs(self.standing.facts)[place] for place in (0, 1)]
        takes = any(less) or takes_from_the_person(step.facts, self.standing.facts)
        explains = takes if step.explains else not takes
        content = {
            "answers_version": len(self.standing.versions),
            "plan": plan_json(self.plan_id, step.facts),
            "responses": responses_json(step.done, tuple(reason.id for reason in self.standing.back.reasons)),
            "gathered": GATHERED[step.done.gathered],
            "revisiting_agreed": SURE if step.agreed else "",
            "why_it_costs_less": SURE if explains else "",
        }
        why = against_resubmitting(step.facts, self.standing, step.done, explained=explains, agreed=step.agreed)
        answer = self._send("resubmit", self._message(step.facts.by) | content)
        self.told.append(f"{self.at:%a %d %b}  resubmitted: {_facts_in_words(step.facts)} → {_answer(answer)}")
        words = "; ".join(why) or "nothing is against it"
        assert answer.accepted is not bool(why), f"a resubmission that should have been otherwise taken: {words}"
        rules_agree(answer, why)
        if answer.accepted:
            self.seen.append("resubmitted")
            told_of_a_change(self.plan_id, self.standing.facts, step.facts)
            self.standing.holder = ""
            self._a_version(step.facts)

    def _ask(self, step: Ask) -> None:
        fits = who_may(self.standing, frozenset())
        if not fits or self.standing.status != "awaiting a decision":
            return
        by, _ = fits[step.fits % len(fits)]
        message = self._message(by)
        content = {"version": len(self.standing.versions), "what": SURE}
        answer = self._send("request_information", message | content)
        self.told.append(f"{self.at:%a %d %b}  {by} asks for information → {_answer(answer)}")
        if answer.accepted:
            self.standing.asked.append((by, message["message_id"]))
            self.seen.append("asked")

    def _supply(self) -> None:
        if not self.standing.asked or self.standing.status != "awaiting a decision":
            return
        _, request = self.standing.asked[0]
        answer = self._send("supply_information", self._message("sw-1") | {"request": request, "information": SURE})
        self.told.append(f"{self.at:%a %d %b}  {request} is answered → {_answer(answer)}")
        assert answer.accepted, "an open request was not answered"
        del self.standing.asked[0]

    def _cover(self, step: Cover) -> None:
        if self.standing.status not in IN_WORDS.values():
            return
        to = PEOPLE[step.by]
        content = {"whose": "practitioner", "to": to, "reason": "They cover for a while."}
        answer = self._send("reassign", self._message("sw-1") | content)
        self.told.append(f"{self.at:%a %d %b}  {to} is to be its practitioner → {_answer(answer)}")
        assert answer.accepted is self.standing.is_there(to), "whoever is on the register may take a plan over"
        if answer.accepted:
            self.standing.holder = to
            self.seen.append("covered")

    def _missed(self) -> None:
        row = self._row()
        waits = row.meeting_at is not None and self.standing.status == "awaiting a decision"
        if waits and row.meeting_at is not None:
            self._until(london_day(row.meeting_at))
            self.at = max(self.at, row.meeting_at)
        held_on = (london_day(row.meeting_at) if row.meeting_at else self.standing.today).isoformat()
        content = {"held_on": held_on, "because": "not_held", "why": "Nobody could come."}
        answer = self._send("report_missed_meeting", self._message("sw-1") | content)
        self.told.append(f"{self.at:%a %d %b}  the meeting was missed → {_answer(answer)}")
        assert answer.accepted is waits, "whether it waits for a panel or call is not as was to be expected"
        if answer.accepted:
            self.seen.append("missed")
            self._no_longer_invited()
            if not self._goes_elsewhere():
                self.standing.missed += 1
            self._invited()

    def _replan(self) -> None:
        self._send("replan_clocks", self._message(OPERATIONS) | {"why": "The scheme has changed."})
        self.told.append(f"{self.at:%a %d %b}  planned again, by the scheme of today")
        self._goes_elsewhere()

    def _days(self, number: int) -> None:
        self.at += timedelta(days=number)
        self.standing.today = self.at.date()
        self.told.append(f"{number} days pass")

    def _until(self, day: date) -> None:
        if day > self.standing.today:
            self._days((day - self.standing.today).days)

    def _message(self, by: str) -> Json:
        number = next(self._numbers)
        return {
            "message_id": f"proof-{number}",
            "sent_by": {"id": by, "system": "case-system"},
            "sent_at": self.at.isoformat(),
        }

    def _send(self, name: str, message: Json) -> Answer:
        assert self.situation is not None
        if "plan" not in message:
            message = {**message, "plan_id": self.plan_id}
        if name == "decide":
            message["content_sha256"] = self.situation.standing.content_sha256
        content = json.dumps(message, sort_keys=True)
        considering = Considering(
            situation=self.situation.model_copy(update={"now": self.at}),
            name=name,
            message=message,
            message_id=message["message_id"],
            sha256=sha256(content.encode()).hexdigest(),
            by_signal=False,
        )
        self.at += timedelta(seconds=1)
        answer = self._took(self.rules.consider(considering))
        self.answers.append((name, answer.outcome, answer.reasons))
        return answer

    def _took(self, determined: Determination) -> Answer:
        assert self.situation is not None
        # Interim support has a workflow of its own, and here there is none to tell.
        standing = determined.standing.model_copy(update={"interim": self.situation.standing.interim})
        self.situation = self.situation.model_copy(update={"standing": standing})
        self.standing.status = IN_WORDS.get(standing.status, "agreed")
        return determined.answer

    # Looking

    def _row(self) -> PlanRow:
        with self.database.transaction() as session:
            row = session.get(PlanRow, self.plan_id)
        assert row is not None
        return row

    def _a_version(self, facts: Facts) -> None:
        """Check a new version: it went where the rulebook says, and the person is invited to any panel or call."""
        standing = self.standing
        standing.versions.append(facts)
        standing.missed, standing.invited, standing.routed = 0, [], standing.edition
        standing.asked = []
        standing.went.append("")
        standing.went[-1] = is_sent_to(standing)
        self._went_there(why_it_meets(standing))

    def _goes_elsewhere(self) -> bool:
        """Whether the edition in force sends the plan elsewhere. If so, check that it went, with a new invitation."""
        standing = self.standing
        if standing.status != "awaiting a decision" or standing.routed in (None, standing.edition):
            return False
        assert standing.routed is not None
        was, role = standing.went[-1], is_sent_to(standing)
        moves = (was, _meeting(standing.routed, was)) != (role, _meeting(standing.edition, role))
        standing.routed, standing.went[-1] = standing.edition, role
        if moves:
            standing.missed = 0
            self._no_longer_invited()
            self.seen.append("sent elsewhere by a new edition")
        # Where it stays, the person was told why it is there by the edition of that day.
        self._went_there(why_it_meets(standing) if moves else None)
        return moves

    def _went_there(self, why: list[str] | None) -> None:
        """Check the role, the panel or call, and why it is there. `why`: None where that is not looked at."""
        row, role = self._row(), self.standing.went[-1]
        assert row.route_role == role, (
            f"it went to {row.route_role or 'nobody'}, and should have gone to {role or 'nobody'}"
        )
        meets = _meeting(self.standing.edition, role)
        assert row.meeting == meets, f"it waits for {row.meeting or 'no meeting'}, and should for {meets or 'none'}"
        if meets:
            self.seen.append("to a meeting")
            assert why is None or sorted(row.exceptional) == why, (
                f"it is told {row.exceptional}, and is there for {why}"
            )
        self._invited()

    def _no_longer_invited(self) -> None:
        """ROUTE-3: what has not begun takes place without this plan."""
        began = [day for day in self.standing.invited if moment_of(day, MEETS_AT) <= self.at]
        self.standing.invited = began

    def _invited(self) -> None:
        row = self._row()
        if row.meeting_at is not None and london_day(row.meeting_at) not in self.standing.invited:
            self.standing.invited.append(london_day(row.meeting_at))

    def _decided(self, said: Said) -> None:
        """Check what is kept of a decision that took effect: its authority, and the plan as it was submitted."""
        members = [member for member, _ in said.meeting.members] if said.meeting else []
        self.standing.decided |= {said.by, *members}
        self.standing.asked = []
        self.standing.back = said.back
        kept_as_decided(self.database, self.plan_id, self.standing, said)


def _meeting(edition: Any, role: str) -> str:
    return next((row.meeting for row in edition.rows if row.role == role), "")


def _answer(answer: Answer) -> str:
    return f"{answer.outcome}{f' ({answer.code.value}: ' + '; '.join(answer.reasons) + ')' if answer.code else ''}"


def _facts_in_words(facts: Facts) -> str:
    weekly, once = costs(facts)
    return f"£{pounds(weekly)} a week, £{pounds(once)} once, {facts}"
