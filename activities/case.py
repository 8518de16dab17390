"""One plan on the desk, within one transaction: its clocks, its state, and what follows from a message or a rung.

What it reads is in `activities.case_file`, what it says to whom in `activities.telling`.
"""

from datetime import date, datetime

from activities.telling import Telling
from careplan import lifecycle, promise
from careplan.clocks import (
    PRACTITIONER,
    WAIT_OF,
    Because,
    Clock,
    Wait,
    ahead,
    clock_of,
    paused,
    resumed,
)
from careplan.determinations import Determination, PlanSays, Workflow
from careplan.findings import Finding
from careplan.interim import PlanEvent
from careplan.lifecycle import CLOSED, Event, Status
from careplan.messages import Answer, Refusal
from careplan.plan import Plan
from careplan.routing import AuthorityUsed, authority_to_agree, is_own_plan, to_decide
from careplan.working_time import london_day
from store import plans, waits

ONLY_WHILE_OPEN = ("bad_message", "fault_in_register")
"""Tasks of operations that matter only while a plan is open: no plan stays open for them."""


class Case(Telling):
    """A plan, its scheme and its situation. `cause`: the message or rung that this is all because of."""

    # Whose it is to decide

    def authority_of(
        self, person: str, where: str = "sent_by.id", *, plan: Plan | None = None, at_meeting: bool = True
    ) -> AuthorityUsed | Determination:
        """ROUTE-9, ROUTE-10: the authority by which a person may decide this plan today, or the refusal.

        `where`: the field of the message that names them. `plan`: as it would be decided, if not as it was submitted.
        `at_meeting`: whether for a panel or call that sits about it, or alone.
        """
        decided = plan or self.plan
        missed = self.row.meetings_missed > 0
        deciding = to_decide(decided, self.row.route_role, self.scheme, meeting_missed=missed, at_meeting=at_meeting)
        authority = authority_to_agree(person, self.the_register, deciding, self.scheme, self.today)
        acting_for = "" if isinstance(authority, Finding) else authority.acting_for
        own = is_own_plan(person, self.practitioners, acting_for)
        if not own.met:
            return self.refused_for(Refusal.OWN_PLAN, [own.model_copy(update={"where": where})])
        if isinstance(authority, Finding):
            return self.refused_for(Refusal.NO_AUTHORITY, [authority.model_copy(update={"where": where})])
        return authority

    # Its clocks

    def start(self, wait: Wait, owner: str, since: datetime, about: str = "") -> Clock:
        """TIME-1: start to wait."""
        clock = clock_of(wait, owner, since, self.scheme, self.days, about).model_copy(update={"cause": self.cause})
        self.clocks[clock.name] = clock
        return clock

    def stop(self, *names: str) -> None:
        """What was waited for has come, or is no longer wanted."""
        for name in names:
            self.clocks.pop(name, None)

    def pause_main_clock(self, why: Clock, because: Because, at: datetime) -> None:
        """TIME-6: the clock of the state stands still while `why` is waited for, and until it is due."""
        main = self.main_clock
        if main is not None:
            self.clocks[main.name] = paused(main, why.name, at, why.due, because, self.days)

    def resume_main_clock(self, why: str, because: Because, at: datetime) -> None:
        """TIME-6: what it stood still for has come: it runs again once nothing else keeps it."""
        main = self.main_clock
        if main is not None:
            self.clocks[main.name] = resumed(main, why, at, because, self.days)

    def say_to_interim(self, event: PlanEvent, because: str, since: datetime | None = None) -> None:
        """Have the workflow of the plan's interim support told what happened, now or at `since`."""
        self.to_interim.append(PlanSays(event=event, because=because, cause=self.cause, since=since or self.now))

    # What follows

    def move(self, event: Event, since: datetime) -> Clock | None:
        """Take the plan one step through its life, and start to wait in the state that follows. Returns its new clock.

        Clocks of the state that is left stop with it. That of the whole sign-off goes on until the plan is signed off
        or has left.
        """
        self.status = lifecycle.after(self.status, event)
        self.row.status, self.row.version = self.status.value, self.version
        whole = self.clocks.get(Wait.SIGN_OFF.value)
        self.clocks.clear()
        self.promise = promise.told(None)
        clock = None
        if self.status in WAIT_OF:
            awaits = self.status is Status.AWAITING_DECISION
            owner = (self.row.route_role or self.scheme.authority[-1].role) if awaits else PRACTITIONER
            clock = ahead(self.start(WAIT_OF[self.status], owner, since), self.now, self.days)
            self.clocks[clock.name] = clock
        if whole is not None and self.status not in (*CLOSED, Status.SIGNED_OFF):
            # It goes on, and its ladder is that of whoever has the plan to decide.
            decides = clock.owner if clock and self.status is Status.AWAITING_DECISION else whole.owner
            self.clocks[whole.name] = whole.model_copy(update={"owner": decides})
        return clock

    def promised(self, day: date | None) -> None:
        """TIME-6: a letter of this determination tells the person this date."""
        self.promise = promise.told(day)

    def accepted(self, *said: str) -> Determination:
        """The determination of a message or rung that took effect. `said`: what its sender needs to know of it."""
        if self.situation.workflow is Workflow.PLAN:
            self._follow_the_date()
            self._wait_for_what_is_left()
            clock = self.main_clock
            self.row.due_at = clock.due if clock else None
        answer = Answer(outcome="accepted", plan_status=self.status.value, version=self.version, said=said)
        return self._determination(answer)

    def _follow_the_date(self) -> None:
        """TIME-6: the promise follows the clock of the state, and the person is told when it is time."""
        now = self.main_clock
        was = {clock.name: clock for clock in self.situation.clocks}.get(now.name) if now else None
        if now is not None and was is not None and was.cause == now.cause and now.moved != was.moved:
            because = tuple(move.because for move in now.moves_since(was))
            quiet = self.scheme.promises.quiet_for
            self.promise = promise.moved(self.promise, london_day(now.due), because, self.now, quiet, self.days)
        # A rung that has fallen due too may move the date again: one letter tells of both.
        is_the_last = not any(clock.rung is not None and clock.rung <= self.now for clock in self.clocks.values())
        if self.promise.tell_at is not None and self.promise.tell_at <= self.now and is_the_last:
            self.tell_new_date()

    def _wait_for_what_is_left(self) -> None:
        """END, TIME-1: a plan that has left waits for what is still to be done by hand, and for nothing else."""
        if self.status not in CLOSED:
            return
        open_now = plans.open_task_rows(self.session, self.plan_id)
        left = [task for task in open_now if task.workflow == Workflow.PLAN and task.kind not in ONLY_WHILE_OPEN]
        if not left:
            self.settle_tasks("The plan has left.", *ONLY_WHILE_OPEN)
            self.stop(Wait.TIDY_UP.value)
        elif Wait.TIDY_UP.value not in self.clocks:
            whose = PRACTITIONER if any(task.owner_role == PRACTITIONER for task in left) else left[0].owner_role
            self.start(Wait.TIDY_UP, whose, self.now)

    def refused(self, code: Refusal, reasons: tuple[str, ...] | list[str]) -> Determination:
        """The determination of a message that changes nothing."""
        answer = Answer(
            outcome="refused",
            code=code,
            reasons=tuple(reasons),
            plan_status=self.status.value,
            version=self.version,
        )
        return self.unchanged(answer)

    def unchanged(self, answer: Answer) -> Determination:
        """The determination that leaves the plan as it is."""
        return self._determination(answer)

    def refused_for(self, code: Refusal, findings: tuple[Finding, ...] | list[Finding]) -> Determination:
        """The same, from what the rules found: each finding is one reason, with its rule."""
        return self.refused(code, [f"{found.where}: {found.reason} [{found.rule}]" for found in findings])

    def _determination(self, answer: Answer) -> Determination:
        clocks = tuple(self.clocks.values())
        if clocks != self.situation.clocks:
            waits.keep_waits(
                self.session,
                self.plan_id,
                self.version,
                before=self.situation.clocks,
                after=clocks,
                cause=self.cause,
                ended_at=self.counts_from,
                days=self.days,
            )
        return Determination(
            answer=answer,
            status=self.status,
            version=self.version,
            clocks=clocks,
            promise=self.promise,
            interim=self.interim,
            to_interim=tuple(self.to_interim),
            entries=tuple(self.entries),
        )


def ask_for_interim_support(case: Case, because: str, since: datetime | None = None) -> None:
    """TIME-3: have interim support asked for, or, where it is not known, asked whether there are urgent needs.

    `since`: from when its clock counts, if not from now. However many things set it off, there is one arrangement for a
    plan at a time (TIME-4).
    """
    known = case.row.urgent_needs_known
    case.say_to_interim(PlanEvent.NEEDS_KNOWN if known else PlanEvent.NEEDS_NOT_KNOWN, because, since)
    what = "Interim support is wanted" if known else "It is to be found out whether there are urgent needs"
    case.note(f"{what}: {because}", "TIME-3", by="system")
