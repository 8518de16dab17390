"""What a scenario sends, made about its own plan: an example by its name, a file, or a message written out."""

import copy
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from countersign.careplan.content import content_sha256
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.declaring import Relation, Workflow
from countersign.careplan.messages.of_that_day import OF_THAT_DAY
from countersign.careplan.messages.returning import AskedOf
from countersign.careplan.plan import Plan
from countersign.careplan.routing import route
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import london_day
from countersign.casework.deciding_facts import practitioners_of
from countersign.casework.kept import PlanState
from countersign.schemes.reader import Schemes
from countersign.store.case_files import SqlCaseFile, SqlFiles
from countersign.store.tables import PlanVersionRow, QuestionRow
from countersign.testkit.examples import EXAMPLES, Json, changed, move_conditions, read
from countersign.testkit.office import PlanUnderTest
from countersign.testkit.senders import DECIDES, comes_from_its_practitioner
from countersign.testkit.words import Day, day_of

Given = str | Path | Mapping[str, Any]
"""A message: the name of an example (`undecided-2-agreed`, or `agreed` for this plan's own), a file, or its content."""

Changes = Mapping[str, Any]
"""The new value at each path: `{"version": 2, "plan.team": "transition"}`."""

THIRD_LIMB = "direct_payment_appropriate_and_cost_effective"

_Kept = TypeVar("_Kept")


@dataclass
class Letterbook:
    """Every message of one scenario: made about its plan, from whoever would send it, each with an id of its own."""

    plan: PlanUnderTest
    story: str = ""
    submitted: Json = field(default_factory=dict[str, Any])
    ids: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def submission(self, given: Given, changes: Changes, at: datetime) -> Json:
        """The submission that starts the plan."""
        message, _ = self._found(given, "submission")
        message["plan"]["plan_id"] = self.plan.plan_id
        self.submitted = self._sent("submit", message, changes, at)
        return copy.deepcopy(self.submitted)

    def message(self, name: str, given: Given | None, changes: Changes, *, at: datetime, by: str = "") -> Json:
        """A message of that name. `given`: None for the example of that name. `by`: who sends it, if not the usual one.

        A message that is written out is sent as it is, but names the scenario's own plan, and a decision its content.
        An example is made about the plan as it stands: from whoever would send it that day, about the version in hand,
        and true of that day, of the plan and of its meeting.
        """
        if name == "resubmit" and given is None:
            message, is_written_out = self._resubmission(), False
        elif name == "submit_amendment" and given is None:
            message, is_written_out = self._amendment(), False
        else:
            message, is_written_out = self._found(given or f"message-{name.replace('_', '-')}", name)
        if not is_written_out:
            message["sent_by"] = {"id": by or self.usual_sender(name, at), "system": "case-system"}
            about = MESSAGES[name].declared.about
            if about:
                message[about] = self._version()
        elif by:
            message["sent_by"]["id"] = by
        if "plan" in message:
            message["plan"]["plan_id"] = self.plan.plan_id
        else:
            message["plan_id"] = self.plan.plan_id
        if name == "decide":
            message["content_sha256"] = content_sha256(Plan.model_validate(self.in_hand()))
        if not is_written_out and not isinstance(given, Mapping):
            message = self._as_things_are(name, message, at)
        return self._sent(name, message, changes, at, keep_id=isinstance(given, Mapping))

    def in_hand(self) -> Json:
        """The plan as it stands: the version in hand."""
        number = self._version()
        kept = [row.content for row in self.plan.rows(PlanVersionRow) if row.version == number]
        return json.loads(kept[0]) if kept else copy.deepcopy(self.submitted["plan"])

    def _as_things_are(self, name: str, message: Json, at: datetime) -> Json:
        """An example, true of the day on which it is sent, of the plan and of the meeting that the plan waits for."""
        if name in OF_THAT_DAY:
            message = changed(message, {OF_THAT_DAY[name]: london_day(at).isoformat()})
        state = self._kept(SqlCaseFile.state)
        if name in ("report_missed_meeting", "move_meeting") and state and state.meeting_at:
            message["held_on"] = london_day(state.meeting_at).isoformat()
        if name == "decide":
            otherwise = [agreed["line"] for agreed in message.get("managed_otherwise", ())]
            lines = [line for line in self.in_hand()["services"] if line["id"] not in otherwise]
            asked = any(line["managed_by"] == "direct_payment" for line in lines)
            move_conditions(message, london_day(at))
            message["limbs"][THIRD_LIMB] = message["limbs"][THIRD_LIMB] is not False if asked else None
            message["meeting"] = self._record_of_the_meeting(state, message["sent_by"]["id"], at) if state else None
        return message

    def _record_of_the_meeting(self, state: PlanState, sender: str, at: datetime) -> Json | None:
        """A panel or call that may decide, where the sender speaks for it; None where they decide alone."""
        scheme, day = self._scheme(at), london_day(at)
        meeting = scheme.meeting_of(state.route_role)
        held = [holding for holding in self._kept(SqlCaseFile.register).holdings if holding.in_force(day, None)]
        speaks = any((holding.person, holding.role) == (sender, state.route_role) for holding in held)
        if meeting is None or state.meeting_at is None or not speaks:
            return None
        practitioners = practitioners_of(self._kept(SqlCaseFile.versions), state)
        assessor = self.in_hand().get("expert_assessor")
        expert = assessor["id"] if assessor else ""
        decide = {row.role for row in scheme.authority}
        others = {holding.person for holding in held if holding.role not in decide} - practitioners - {sender, expert}
        people = [person for person in (sender, expert, *sorted(others)) if person][: meeting.quorum]
        skills: dict[str, list[str]] = {person: [] for person in people}
        for number, skill in enumerate(meeting.skills):
            skills[people[number % len(people)]].append(skill)
        record = at_meeting(london_day(state.meeting_at), *skills.items())["meeting"]
        return {**record, "expert": expert} if expert else record

    def latest(self, name: str) -> str:
        """The id of the latest message of that name. Raises ValueError if none was sent."""
        if not self.ids.get(name):
            raise ValueError(f"No {name} was sent in this scenario yet.")
        return self.ids[name][-1]

    def _found(self, given: Given, wanted: str) -> tuple[Json, bool]:
        """The message, and whether it is written out for this plan, as an example is not."""
        if isinstance(given, Mapping):
            return copy.deepcopy(dict(given)), "sent_by" in given
        path = Path(given)
        if path.suffix == ".json" and path.exists():
            return read(path), True
        name = path.name.removesuffix(".json")
        both = (EXAMPLES / f"{name}.json", EXAMPLES / f"{name}-1-submission.json")
        exact = [file for file in both if file.exists()]
        others = [] if wanted == "submission" else sorted(EXAMPLES.glob(f"*-[0-9]-{name}.json"))
        for found in (*exact, *self._own(name), *others):
            if wanted == "submission":
                self.story = found.name.partition("-")[0]
            return read(found), False
        raise ValueError(f"{given!r} is neither a file nor an example of a {wanted}: there are {', '.join(_names())}.")

    def _own(self, name: str) -> list[Path]:
        """The examples of that name that are of the plan's own story."""
        return sorted(EXAMPLES.glob(f"{self.story}-*-{name}.json")) if self.story else []

    def _amendment(self) -> Json:
        """The plan in force as it is: the scenario's own changes amend it."""
        return {"message_id": "amendment-1", "plan": self.in_hand()}

    def _resubmission(self) -> Json:
        """The story's own, if it answers the version in hand; or the plan with an answer to each reason."""
        version = self._version()
        for own in self._own("resubmission"):
            if read(own)["answers_version"] == version:
                return read(own)
        decision = self._kept(lambda file: file.decision(version))
        reasons = decision.reasons if decision else ()
        done = [
            {
                "reason": reason.id,
                "what_was_done": "Talked over with the person, and noted.",
                "to_the_person": "We talked it over with you, and the plan says so now.",
            }
            for reason in reasons
        ]
        again = self.in_hand()
        again["preferences"] = f"{again.get('preferences', '')} Gone over again in version {version + 1}.".strip()
        return {
            "message_id": "resubmission-1",
            "plan": again,
            "gathered": {"from_others": False},
            "responses": done,
            "revisiting_agreed": "By telephone, with the person.",
        }

    def usual_sender(self, name: str, at: datetime) -> str:
        """Who would send such a message that day: the duty team, an authoriser, or whoever answers for the plan.

        Raises ValueError where nobody is who would.
        """
        declared, state = MESSAGES[name].declared, self._kept(SqlCaseFile.state)
        plan, scheme = Plan.model_validate(self.in_hand()), self._scheme(at)
        relations = declared.sent_by
        is_answered_above = Relation.LINE_MANAGER in relations and Relation.PRACTITIONER not in relations
        if declared.goes_to is Workflow.INTERIM:
            role = scheme.duty.role
        elif comes_from_its_practitioner(name) or not relations & DECIDES:
            return (state.practitioner if state else "") or plan.practitioner.id
        elif is_answered_above and plan.practitioner.line_manager and self._asks_line_manager():
            return plan.practitioner.line_manager
        else:
            role = (state.route_role if state else "") or route(plan, scheme).role
        holders = self._kept(SqlCaseFile.register).holders(role, plan.team, london_day(at))
        if not holders:
            raise ValueError(f"Nobody is {scheme.title_of(role)} for {plan.team} that day: say who sends {name}.")
        return holders[0].person

    def _asks_line_manager(self) -> bool:
        questions = [row for row in self.plan.rows(QuestionRow) if row.answered_at is None]
        return any(row.asked_of == AskedOf.LINE_MANAGER for row in questions)

    def _scheme(self, at: datetime) -> Scheme:
        schemes = Schemes(self.plan.desk.settings.schemes)
        return schemes.in_force(self.submitted["plan"].get("scheme", "procedure"), london_day(at))

    def _version(self) -> int:
        state = self._kept(SqlCaseFile.state)
        return state.version if state else 1

    def _kept(self, what: Callable[[SqlCaseFile], _Kept]) -> _Kept:
        """What the plan's file says. On SQLite a second file waits until the first is closed: one at a time."""
        with SqlFiles(self.plan.desk.database).open(self.plan.plan_id) as file:
            return what(file)

    def _sent(self, name: str, message: Json, changes: Changes, at: datetime, *, keep_id: bool = False) -> Json:
        message["sent_at"] = at.isoformat()
        known = [taken for ids in self.ids.values() for taken in ids]
        message.setdefault("message_id", f"{name.replace('_', '-')}-1")
        if not keep_id and message["message_id"] in known:
            stem = re.sub(r"-\d+$", "", message["message_id"])
            message["message_id"] = f"{stem}-{len(known) + 1}"
        finished = changed(message, changes)
        self.ids.setdefault(name, []).append(finished["message_id"])
        return finished


def at_meeting(held_on: Day, *members: str | tuple[str, Sequence[str]], **more: str) -> Json:
    """Changes to a decision that say it was made at a panel or call, and who was there.

    `members`: references of those who were there, or each with the skills that they brought.
    `more`: other fields of the record, such as `expert="ea-651"`.
    """
    there = [
        {"id": member} if isinstance(member, str) else {"id": member[0], "skills": list(member[1])}
        for member in members
    ]
    how = {"how_the_person_took_part": "They came, with somebody beside them, and spoke first."}
    return {"meeting": {"held_on": day_of(held_on).isoformat(), "members": there, **how, **more}}


def _names() -> list[str]:
    return [path.stem for path in sorted(EXAMPLES.glob("*.json"))]
