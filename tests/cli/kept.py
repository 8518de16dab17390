"""A database with plans on file, for a command that reads it: no server runs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from countersign.careplan.budget import cost_to_council, weekly_cost_to_council
from countersign.careplan.consistency import profile
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.decisions import Decide, Resubmit
from countersign.careplan.plan import Plan
from countersign.careplan.routing import AuthorityUsed, route
from countersign.careplan.scheme import Scheme
from countersign.casework.changes import Changes
from countersign.casework.kept import Decision, PlanState, Routed, SignedBudget, Version
from countersign.store.case_files import SqlFiles
from countersign.store.database import Database, open_engine
from countersign.store.migrate import migrate
from countersign.store.register import replace_register
from countersign.store.register_file import read_register
from countersign.store.tables import AbsenceRow
from tests.support.stack import DONE, EXAMPLES, Commands, example

NOW = datetime.now(UTC)
TODAY = NOW.date()


class Kept:
    """A database with a register, and the files of plans that a test keeps in it."""

    def __init__(self, folder: Path, scheme_of: Callable[[str], Scheme]) -> None:
        place = folder / ".countersign" / "countersign.db"
        place.parent.mkdir()
        migrate(f"sqlite:///{place}")
        self.database = Database(open_engine(f"sqlite:///{place}"))
        self._files = SqlFiles(self.database)
        self._scheme_of = scheme_of
        text = (EXAMPLES / "register.csv").read_text(encoding="utf-8")
        with self.database.transaction() as session:
            replace_register(session, read_register(text, "register.csv"))

    def plan(self, name: str, **parts: Any) -> Plan:
        """The plan of an example, awaiting a decision; `parts` of it replaced."""
        plan = Plan.model_validate({**example(f"{name}-1-submission")["plan"], **parts})
        to = route(plan, self._scheme_of(plan.scheme))
        state = PlanState(
            plan_id=plan.plan_id,
            kind=plan.kind.value,
            team=plan.team,
            scheme=plan.scheme,
            status=Status.AWAITING_DECISION,
            version=1,
            submitted_at=NOW,
            route_role=to.role,
            meeting=to.meeting,
            meeting_at=datetime(2043, 6, 3, 9, tzinfo=UTC) if to.meeting else None,
            exceptional=to.exceptional,
        )
        routed = Routed(1, "submit-1", to.role, to.meeting, to.exceptional, NOW)
        self.keep(plan, Changes(new_plan=state, version=_version(plan, 1), content=plan, routes=[routed]))
        return plan

    def returned_and_resubmitted(self, name: str) -> Plan:
        """An example's story up to its second version, which goes where the first one went."""
        first = self.plan(name)
        decide = Decide.model_validate(example(f"{name}-2-returned"))
        resubmit = Resubmit.model_validate(example(f"{name}-3-resubmission"))
        scheme = self._scheme_of(first.scheme)
        to = route(first, scheme)
        second = replace(
            _version(resubmit.plan, 2), responses=resubmit.responses, why_it_costs_less=resubmit.why_it_costs_less
        )
        changes = Changes(
            plan={"version": 2},
            decision=Decision(
                version=1,
                message_id=decide.message_id,
                outcome=decide.outcome.value,
                decided_by=decide.sent_by.id,
                decided_at=NOW,
                authority=AuthorityUsed(
                    scheme=scheme.edition, role=to.role, row=2, limit=None, one_off_limit=None, on=TODAY
                ),
                content=decide.model_dump(mode="json"),
            ),
            version=second,
            content=resubmit.plan,
            routes=[Routed(2, "resubmit-1", to.role, to.meeting, to.exceptional, NOW)],
        )
        self.keep(first, changes)
        return resubmit.plan

    def signed(self, plan: Plan, number: int, weekly: str) -> None:
        """One more plan like this one is signed, at that cost a week."""
        line = plan.services[0].model_copy(update={"weekly_cost": Decimal(weekly)})
        other = plan.model_copy(update={"plan_id": f"00000000-0000-4000-8000-00000000000{number}", "services": (line,)})
        budget = SignedBudget(
            version=1,
            kind=other.kind.value,
            setting=other.setting.value,
            needs=profile(other.needs),
            weekly=weekly_cost_to_council(other.services),
            signed_on=TODAY,
        )
        self.keep(other, Changes(signed=budget))

    def keep(self, plan: Plan, changes: Changes) -> None:
        """Keep changes in the plan's file."""
        with self._files.open(plan.plan_id) as file:
            file.keep(changes)

    def away(self, person: str) -> None:
        """A member of staff is away from today, until further notice."""
        with self.database.transaction() as session:
            session.add(AbsenceRow(person=person, starts=TODAY, ends=None))


def _version(plan: Plan, number: int) -> Version:
    """A version of a plan, as it is kept."""
    cost = cost_to_council(plan.services)
    planned_by = {plan.planned_by.id} if plan.planned_by else set[str]()
    practitioners = frozenset({plan.practitioner.id, *planned_by})
    return Version(number, plan.practitioner.id, NOW, practitioners, cost.weekly, cost.one_off)


def brief(alone: Commands, plan: Plan) -> dict[str, Any]:
    """What the brief on a plan says."""
    said = alone("--json", "brief", plan.plan_id)
    assert said.code == DONE, said.err
    return said.json
