"""What a scenario sends, made about its own plan: an example by its name, a file, or a message written out."""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from activities.schemes import Schemes
from careplan.messages import INTERIM_MESSAGES
from careplan.plan import Plan
from careplan.routing import route
from careplan.working_time import london_day
from store import plans, register
from store.tables import PlanRow
from testkit.examples import EXAMPLES, Json, changed, read
from testkit.office import PlanUnderTest

Given = str | Path | Mapping[str, Any]
"""A message: the name of an example (`undecided-2-agreed`, or `agreed` for this plan's own), a file, or its content."""

Changes = Mapping[str, Any]
"""The new value at each path: `{"version": 2, "plan.team": "transition"}`."""

BY_WHOEVER_DECIDES = frozenset({"decide", "request_information", "answer_about_return"})
OF_A_VERSION = {
    "decide": "version",
    "resubmit": "answers_version",
    "request_information": "version",
    "ask_about_return": "version",
}
"""Which field says what version a message is about. Where nothing else is asked for, it is the one in hand."""


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
            if name in OF_A_VERSION:
                message[OF_A_VERSION[name]] = self._version()
        if by:
            message["sent_by"]["id"] = by
        if "plan" in message:
            message["plan"]["plan_id"] = self.plan.plan_id
        return self._sent(name, message, changes, at, keep_id=isinstance(given, Mapping))

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
        with self.plan.desk.database.transaction() as session:
            decision = plans.load_decision(session, self.plan.plan_id, self._version())
        reasons = decision.reasons if decision else ()
        done = [{"reason": each.id, "what_was_done": "Talked over with the person, and noted."} for each in reasons]
        return {
            "message_id": "resubmission-1",
            "plan": copy.deepcopy(self.submitted["plan"]),
            "responses": done,
            "revisiting_agreed": "By telephone, with the person.",
        }

    def _usual_sender(self, name: str, at: datetime) -> str:
        """The authoriser, the duty team or the practitioner: whoever would send such a message that day."""
        plan = Plan.model_validate(self.submitted["plan"])
        if name not in BY_WHOEVER_DECIDES and name not in INTERIM_MESSAGES:
            row = self._row()
            return (row.practitioner if row else "") or plan.practitioner.id
        scheme = Schemes(self.plan.desk.settings.schemes).in_force(plan.scheme, london_day(at))
        row = self._row()
        decides = (row.route_role if row else "") or route(plan, scheme).role
        role = scheme.duty.role if name in INTERIM_MESSAGES else decides
        with self.plan.desk.database.transaction() as session:
            holders = register.holders(session, role, plan.team, london_day(at))
        if not holders:
            raise ValueError(f"Nobody is {scheme.title_of(role)} for {plan.team.value} that day: say who sends {name}.")
        return holders[0].person

    def _row(self) -> PlanRow | None:
        return next(iter(self.plan.rows(PlanRow)), None)

    def _version(self) -> int:
        row = self._row()
        return row.version if row else 1

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


def _names() -> list[str]:
    return [path.stem for path in sorted(EXAMPLES.glob("*.json"))]
