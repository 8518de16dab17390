"""What a scenario sends, made about its own plan: an example by its name, a file, or a message written out."""

import copy
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.declaring import Relation, Workflow
from countersign.careplan.plan import Plan
from countersign.careplan.register import Register
from countersign.careplan.routing import route
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import london_day
from countersign.casework.deciding_facts import practitioners_of
from countersign.casework.kept import Decision, PlanState
from countersign.schemes.reader import Schemes
from countersign.store.case_files import SqlCaseFile, SqlFiles
from countersign.testkit.examples import EXAMPLES, Json, changed, read
from countersign.testkit.office import PlanUnderTest
from countersign.testkit.words import Day, day_of

Given = str | Path | Mapping[str, Any]
"""A message: the name of an example (`undecided-2-agreed`, or `agreed` for this plan's own), a file, or its content."""

Changes = Mapping[str, Any]
"""The new value at each path: `{"version": 2, "plan.team": "transition"}`."""

DECIDES = frozenset({Relation.DECIDER, Relation.ROLE})
"""Whoever has the plan to decide is one of these to it."""


@dataclass
class Letterbook:
    """Every message of one scenario: made about its plan, from whoever would send it, each with an id of its own."""

    plan: PlanUnderTest
    story: str = ""
    submitted: Json = field(default_factory=dict[str, Any])
    ids: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def submission(self, given: Given, changes: Changes, at: datetime) -> Json:
        """The submission that starts the plan."""
        message, _ = self._found(given, "submission", about_this_plan=False)
        message["plan"]["plan_id"] = self.plan.plan_id
        self.submitted = self._sent("submit", message, changes, at)
        return copy.deepcopy(self.submitted)

    def message(self, name: str, given: Given | None, changes: Changes, *, at: datetime, by: str = "") -> Json:
        """A message of that name. `given`: None for the example of that name. `by`: who sends it, if not the usual one.

        A message that is written out keeps its sender, its id and its version; an example of another story does not.
        """
        if name == "resubmit" and given is None:
            message, own = self._resubmission(), False
        else:
            message, own = self._found(given or f"message-{name.replace('_', '-')}", name, about_this_plan=True)
        if not own:
            message.setdefault("sent_by", {})["system"] = "case-system"
            message["sent_by"]["id"] = self._usual_sender(name, at)
            about = MESSAGES[name].declared.about
            if about:
                message[about] = self._version()
        if by:
            message["sent_by"]["id"] = by
        if "plan" in message:
            message["plan"]["plan_id"] = self.plan.plan_id
        if not isinstance(given, Mapping) and Path(given or "").suffix != ".json":
            self._as_of_that_day(name, message, at)
        return self._sent(name, message, changes, at, keep_id=isinstance(given, Mapping))

    def _as_of_that_day(self, name: str, message: Json, at: datetime) -> None:
        """What an example says of a day in November 2026 is said of the day on which it is sent, or of the meeting."""
        if name == "report_first_payment":
            message["received_on"] = london_day(at).isoformat()
        state = self._state()
        if state is None or state.meeting_at is None:
            return
        held_on = london_day(state.meeting_at).isoformat()
        if name == "report_missed_meeting":
            message["held_on"] = held_on
        elif name == "decide":
            record = message.get("meeting") or self._record_of_the_meeting(state, message["sent_by"]["id"], at)
            message["meeting"] = {**record, "held_on": held_on} if record else None

    def _record_of_the_meeting(self, state: PlanState, sender: str, at: datetime) -> Json | None:
        """A panel or call that may decide, where the sender speaks for it; None where they decide alone."""
        scheme, day = self._scheme(at), london_day(at)
        meeting = scheme.meeting_of(state.route_role)
        with self._file() as file:
            held = [holding for holding in file.register().holdings if holding.in_force(day, None)]
            practitioners = practitioners_of(file.versions(), state)
        speaks = any((holding.person, holding.role) == (sender, state.route_role) for holding in held)
        if meeting is None or not speaks:
            return None
        assessor = Plan.model_validate(self.submitted["plan"]).expert_assessor
        expert = assessor.id if assessor else ""
        decide = {row.role for row in scheme.authority}
        others = {holding.person for holding in held if holding.role not in decide} - practitioners - {sender, expert}
        people = [person for person in (sender, expert, *sorted(others)) if person][: meeting.quorum]
        skills: dict[str, list[str]] = {person: [] for person in people}
        for number, skill in enumerate(meeting.skills):
            skills[people[number % len(people)]].append(skill)
        record = at_meeting(day, *skills.items())["meeting"]
        return {**record, "expert": expert} if expert else record

    def latest(self, name: str) -> str:
        """The id of the latest message of that name. Raises ValueError if none was sent."""
        if not self.ids.get(name):
            raise ValueError(f"No {name} was sent in this scenario yet.")
        return self.ids[name][-1]

    def _found(self, given: Given, wanted: str, *, about_this_plan: bool) -> tuple[Json, bool]:
        """The message, and whether it was written for this plan."""
        if isinstance(given, Mapping):
            return copy.deepcopy(dict(given)), "sent_by" in given
        path = Path(given)
        if path.suffix == ".json" and path.exists():
            return copy.deepcopy(read(path)), True
        name = path.name.removesuffix(".json")
        own = sorted(EXAMPLES.glob(f"{self.story}-*-{name}.json")) if self.story else []
        others = sorted(EXAMPLES.glob(f"*-[0-9]-{name}.json")) if about_this_plan else []
        exact = [one for one in (EXAMPLES / f"{name}.json", EXAMPLES / f"{name}-1-submission.json") if one.exists()]
        for found in (*exact, *own, *others):
            if not about_this_plan:
                self.story = found.name.partition("-")[0]
            return copy.deepcopy(read(found)), found in own or found.name.startswith(f"{self.story}-")
        raise ValueError(f"{given!r} is neither a file nor an example of a {wanted}: there are {', '.join(_names())}.")

    def _resubmission(self) -> Json:
        """The plan as it was, with an answer to every reason: for a plan without an example of its own."""
        own = sorted(EXAMPLES.glob(f"{self.story}-*-resubmission.json")) if self.story else []
        if own:
            return copy.deepcopy(read(own[0]))
        decision = self._decision()
        reasons = decision.reasons if decision else ()
        done = [{"reason": reason.id, "what_was_done": "Talked over with the person, and noted."} for reason in reasons]
        return {
            "message_id": "resubmission-1",
            "plan": copy.deepcopy(self.submitted["plan"]),
            "responses": done,
            "revisiting_agreed": "By telephone, with the person.",
        }

    def _usual_sender(self, name: str, at: datetime) -> str:
        """Who would send such a message that day: the duty team, an authoriser, or whoever answers for the plan."""
        declared, state = MESSAGES[name].declared, self._state()
        plan, scheme = Plan.model_validate(self.submitted["plan"]), self._scheme(at)
        if declared.goes_to is Workflow.INTERIM:
            role = scheme.duty.role
        elif declared.sent_by & DECIDES:
            role = (state.route_role if state else "") or route(plan, scheme).role
        else:
            return (state.practitioner if state else "") or plan.practitioner.id
        holders = self._register().holders(role, plan.team, london_day(at))
        if not holders:
            raise ValueError(f"Nobody is {scheme.title_of(role)} for {plan.team} that day: say who sends {name}.")
        return holders[0].person

    def _scheme(self, at: datetime) -> Scheme:
        schemes = Schemes(self.plan.desk.settings.schemes)
        return schemes.in_force(self.submitted["plan"].get("scheme", "procedure"), london_day(at))

    def _file(self) -> AbstractContextManager[SqlCaseFile]:
        return SqlFiles(self.plan.desk.database).open(self.plan.plan_id)

    def _state(self) -> PlanState | None:
        with self._file() as file:
            return file.state()

    def _register(self) -> Register:
        with self._file() as file:
            return file.register()

    def _decision(self) -> Decision | None:
        # First the version: on SQLite a second file waits until the first is closed.
        version = self._version()
        with self._file() as file:
            return file.decision(version)

    def _version(self) -> int:
        state = self._state()
        return state.version if state else 1

    def _sent(self, name: str, message: Json, changes: Changes, at: datetime, *, keep_id: bool = False) -> Json:
        message["sent_at"] = at.isoformat()
        known = [one for ids in self.ids.values() for one in ids]
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
    there = [{"id": one} if isinstance(one, str) else {"id": one[0], "skills": list(one[1])} for one in members]
    how = {"how_the_person_took_part": "They came, with somebody beside them, and spoke first."}
    return {"meeting": {"held_on": day_of(held_on).isoformat(), "members": there, **how, **more}}


def _names() -> list[str]:
    return [path.stem for path in sorted(EXAMPLES.glob("*.json"))]
