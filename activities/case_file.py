"""One plan's file, within one transaction: what a determination reads, and the record and the tasks it writes.

Every act is keyed by the message or the rung that caused it, so that doing it again does nothing.
"""

from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from activities.documents import Documents
from activities.schemes import Schemes
from careplan.budget import cost_to_council
from careplan.clocks import WAIT_OF, Clock
from careplan.determinations import Entry, PlanSays, Situation
from careplan.lifecycle import Status
from careplan.messages import Message
from careplan.plan import Plan
from careplan.routing import Register
from careplan.scheme import Scheme
from careplan.working_time import WorkingDays, counted_from, london_day
from store import plans, register
from store.tables import PlanRow

NOT_KNOWN = "sent_by.id: did not submit or plan this plan, and is not on the register today."


def words_of(status: Status) -> str:
    """A status as people say it."""
    return status.value.replace("_", " ")


class CaseFile:
    """A plan, its scheme and its situation. `cause`: the message or rung that this is all because of."""

    def __init__(
        self, session: Session, schemes: Schemes, documents: Documents, situation: Situation, cause: str
    ) -> None:
        """Opened within a transaction of the caller's."""
        self.session = session
        self.schemes = schemes
        self.documents = documents
        self.situation = situation
        self.cause = cause
        self.status = situation.status
        self.version = situation.version
        self.clocks = {clock.name: clock for clock in situation.clocks}
        self.promise = situation.promise
        self.interim = situation.interim
        self.to_interim: list[PlanSays] = []
        self.counts_from = situation.now
        self.entries: list[Entry] = []

    # What it reads

    @property
    def now(self) -> datetime:
        """The workflow's own time."""
        return self.situation.now

    @property
    def today(self) -> date:
        """The day in London."""
        return london_day(self.now)

    @cached_property
    def plan(self) -> Plan:
        """The version in hand."""
        return plans.load_plan(self.session, self.plan_id, self.version)

    @cached_property
    def row(self) -> PlanRow:
        """The plan's row. Raises LookupError if the plan was never accepted."""
        row = plans.plan_row(self.session, self.plan_id)
        if row is None:
            raise LookupError("the plan is not in the database")
        return row

    @property
    def scheme(self) -> Scheme:
        """The edition of the council's scheme that is in force today."""
        return self.schemes.in_force(self.row.scheme, self.today)

    @property
    def days(self) -> WorkingDays:
        """The council's working days."""
        return self.schemes.days(self.scheme)

    @property
    def plan_id(self) -> str:
        """Whose plan, by its reference."""
        return self.situation.plan_id

    @property
    def practitioner(self) -> str:
        """Who answers for the plan now: the practitioner it was reassigned to, or that of the version in hand."""
        return self.row.practitioner or self.plan.practitioner.id

    @property
    def practitioner_to_call(self) -> tuple[str, str]:
        """The name and telephone that letters give; after a reassignment those of its message, never the old ones."""
        if not self.row.practitioner:
            return self.plan.practitioner.name, self.plan.practitioner.telephone or ""
        now = self.row.reassigned_to[-1]
        return now["name"], now["telephone"]

    @property
    def line_manager(self) -> str:
        """The practitioner's line manager; empty if the plan names none."""
        return self.plan.practitioner.line_manager or ""

    @property
    def main_clock(self) -> Clock | None:
        """The clock of the state that the plan is in; its due date is what the person is promised."""
        return self.clocks.get(WAIT_OF[self.status].value) if self.status in WAIT_OF else None

    @property
    def due_on(self) -> date | None:
        """The day, in London, on which the state that the plan is in is due; None where nothing is waited for."""
        return london_day(self.main_clock.due) if self.main_clock else None

    def sent(self, message: Message, not_before: datetime | None = None) -> datetime:
        """From when what follows from a message counts: from when it was sent, not from when a worker woke."""
        oldest = self.days.before(self.now, self.scheme.office.oldest_message)
        self.counts_from = counted_from(message.sent_at, came=self.now, not_before=not_before, oldest=oldest)
        return self.counts_from

    @cached_property
    def the_register(self) -> Register:
        """The register of staff, as the rules ask it; read once, since nothing here changes it."""
        return register.register_of(self.session)

    def knows(self, person: str) -> bool:
        """Whether this person submitted or planned the plan, or stands on the register today."""
        return (
            person == self.practitioner
            or person in self.practitioners
            or register.is_registered(self.session, person, self.today)
        )

    def holds(self, person: str, *others: str) -> bool:
        """Whether a person holds a role that decides, or one of the `others`, for this plan's team today."""
        roles = {*others, *(row.role for row in self.scheme.authority)}
        return any(
            one.person == person
            and one.role in roles
            and one.in_force(self.today, self.plan.team)
            and (not one.acting_for or self.the_register.is_away(one.acting_for, self.today))
            for one in self.the_register.holdings
        )

    def on_duty(self, role: str) -> tuple[register.Contactable, ...]:
        """Who holds a role for this plan's team today, and is not away.

        Of a role that decides: without whoever could not decide this plan, as it is their own (ROUTE-9) or beyond a
        limit of theirs (ROUTE-10).
        """
        found = register.holders(self.session, role, self.plan.team, self.today)
        if role not in {row.role for row in self.scheme.authority}:
            return found
        weekly, one_off = cost_to_council(self.plan.services)
        may = {
            one.person
            for one in self.the_register.holdings
            if one.role == role
            and one.in_force(self.today, self.plan.team)
            and one.covers(weekly, one_off)
            and not {one.person, one.acting_for} & self.practitioners
        }
        return tuple(one for one in found if one.person in may)

    @property
    def practitioners(self) -> frozenset[str]:
        """ROUTE-9: everybody who submitted, resubmitted or planned it, or to whom it was reassigned as practitioner."""
        return plans.practitioners(self.session, self.plan_id) | {one["id"] for one in self.row.reassigned_to}

    # What it does

    def note(
        self, what: str, rule: str, /, *, by: str = "", actor: str = "", message_id: str = "", **detail: object
    ) -> None:
        """Put one happening on the record and on the timeline. `by` is a role; `actor` a reference, for the record."""
        number = len(self.entries)
        plans.note(
            self.session,
            key=f"{self.plan_id}/{self.cause}/{number}",
            plan_id=self.plan_id,
            version=self.version,
            at=self.now,
            what=what,
            actor=actor or by,
            rule=rule,
            message_id=message_id,
            detail=detail,
        )
        self.entries.append(Entry(at=self.now, what=what, by=by, rule=rule, version=self.version))

    def task(
        self,
        name: str,
        kind: str,
        why: str,
        *,
        role: str,
        owner: str = "",
        due_at: datetime | None = None,
    ) -> None:
        """Ask a person to do something, by a moment, or within the working days that the scheme gives for a task."""
        plans.raise_task(
            self.session,
            plan_id=self.plan_id,
            workflow=self.situation.workflow.value,
            name=name,
            kind=kind,
            owner_role=role,
            owner=owner,
            why=why,
            raised_at=self.now,
            due_at=due_at or self.days.after(self.now, self.scheme.tasks.within),
        )

    def settle_tasks(self, why: str, *kinds: str) -> None:
        """Nobody need do these any more, and why."""
        for kind in kinds:
            for task in plans.open_task_rows(self.session, self.plan_id, kind):
                task.done_at, task.done_by, task.what_was_done = self.now, "system", why
