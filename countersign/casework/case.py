"""Works out what one message, or one step of a clock, means for one plan.

A case is made of parts: the plan's file is read, and the course, clocks, record, tasks and letters change one thing
each. Only that part changes that thing. The case gathers every change and keeps them all once, at the end. No handler
holds a database session, or knows that there is one.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple, Unpack

from countersign.careplan import lifecycle, promise
from countersign.careplan.budget import cost_to_council
from countersign.careplan.clock_moves import ahead
from countersign.careplan.clocks import WAIT_OF, Because, Clock, Wait, goes_on
from countersign.careplan.interim import OPEN, STARTS_IT, PlanEvent
from countersign.careplan.lifecycle import CLOSED, Event, Status
from countersign.careplan.may_decide import DecidingFacts, authority_of
from countersign.careplan.may_submit import is_theirs_to_submit
from countersign.careplan.messages.answers import Answer, Refused
from countersign.careplan.messages.declaring import Sent, Workflow
from countersign.careplan.missed import missed_by
from countersign.careplan.notices import NoticeKind
from countersign.careplan.plan import Plan
from countersign.careplan.register import Contactable, Register
from countersign.careplan.routing import AuthorityUsed
from countersign.careplan.same_staff import is_among, same_staff
from countersign.careplan.scheme import Scheme
from countersign.careplan.senders import Proof
from countersign.careplan.working_time import WorkingDays, counted_from, london_day
from countersign.casework import deciding_facts as loading
from countersign.casework.causes import Cause
from countersign.casework.changes import Changes
from countersign.casework.course import Course
from countersign.casework.determinations import Determination, PlanSays, Situation, Standing
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import ONLY_WHILE_OPEN, Version
from countersign.casework.letters import Letters
from countersign.casework.matter import Matter
from countersign.casework.ports import CaseFile, Office
from countersign.casework.record import Record
from countersign.casework.running_clocks import RunningClocks
from countersign.casework.sendings import Sendings
from countersign.casework.tasks import Tasks
from countersign.casework.to_staff import Dates, ToStaff


class Accepted(NamedTuple):
    """What a handler returns for a message that took effect."""

    said: tuple[str, ...] = ()
    """What the sender needs to know."""

    tries_faults_again: bool = False
    """Whether to consider again the messages on which our software failed."""

    shares: bool = False
    """Whether a copy that was held may go."""


class Case:
    """A plan, and what follows from one message or step."""

    def __init__(self, file: CaseFile, office: Office, situation: Situation, cause: Cause) -> None:
        """`cause`: the message or step that brings everything about."""
        self._matter = Matter(file, office, situation, cause)
        self.file = file
        self.course = Course(self._matter)
        self.clocks = RunningClocks(self._matter)
        self.record = Record(self._matter, self.course)
        self.tasks = Tasks(self._matter)
        self.sendings = Sendings(self._matter)
        self.letters = Letters(self._matter, self.course, self.record, self.tasks)
        self.staff = ToStaff(self._matter, self.course, self.letters)
        self._to_interim: list[PlanSays] = []
        self._effective_at = situation.now
        self.proof: Proof | None = None  # WHO-4: of who sent the message; none of a step or anything of our own

    # The facts

    @property
    def situation(self) -> Situation:
        """What the workflow knows."""
        return self._matter.situation

    @property
    def cause(self) -> Cause:
        """The message or step that brings everything about."""
        return self._matter.cause

    @property
    def changes(self) -> Changes:
        """What has changed so far."""
        return self._matter.changes

    @property
    def now(self) -> datetime:
        """The workflow's own time."""
        return self._matter.now

    @property
    def today(self) -> date:
        """The day in London."""
        return self._matter.today

    @property
    def plan_id(self) -> str:
        """The plan's id."""
        return self._matter.plan_id

    @property
    def scheme(self) -> Scheme:
        """The edition of the council's scheme that is in force today."""
        return self._matter.scheme

    @property
    def days(self) -> WorkingDays:
        """The council's working days."""
        return self._matter.days

    @property
    def status(self) -> Status:
        """Where the plan is."""
        return self.course.status

    @property
    def version(self) -> int:
        """The number of the version in hand."""
        return self.course.version

    @property
    def plan(self) -> Plan:
        """The content of the version in hand."""
        return self.course.plan

    @property
    def in_force(self) -> int:
        """AMEND: the number of the version that is in force; 0 before any was signed."""
        return self.course.in_force

    @property
    def main_clock(self) -> Clock | None:
        """The clock of the plan's state. Its due date is the date that the person is promised."""
        return self.clocks.get(WAIT_OF[self.status].value) if self.status in WAIT_OF else None

    @property
    def due_on(self) -> date | None:
        """The day in London on which the plan's state is due; None if the plan waits for nothing."""
        return london_day(self.main_clock.due) if self.main_clock else None

    @property
    def missed_on(self) -> date | None:
        """TIME-8: the first day in London by which the plan's state should have ended; None while it is not late."""
        missed = self.missed_by(self.main_clock)
        return london_day(missed) if missed else None

    def missed_by(self, clock: Clock | None) -> datetime | None:
        """TIME-8: the first date that a clock has missed; None while it is not late."""
        return missed_by(clock, self.now) if clock else None

    # Who people are to the plan

    @property
    def practitioners(self) -> frozenset[str]:
        """ROUTE-9: everybody whose work the plan is, and whoever is its practitioner now."""
        return loading.practitioners_of(self._all_versions, self.course.state)

    @property
    def worked_on_it(self) -> frozenset[str]:
        """WHO-1: the same, and everybody besides who ever was its practitioner."""
        return loading.worked_on_it(self._all_versions, self.course.state)

    @property
    def _all_versions(self) -> tuple[Version, ...]:
        new = self.changes.version
        return (*self._versions, *([new] if new else []))

    @cached_property
    def decided_by(self) -> frozenset[str]:
        """RET-9: everybody who decided a version of the plan, or sat on the panel or call that did."""
        return frozenset(person for decision in self.file.decisions() for person in decision.people)

    def is_theirs_to_submit(self, person: str) -> bool:
        """SUB-8: whether the version in hand is a person's to submit, or they submit for whoever answers for it."""
        return is_theirs_to_submit(person, self.plan, self.course.practitioner, self._matter.register, self.today)

    @property
    def register(self) -> Register:
        """The council's register of staff."""
        return self._matter.register

    @cached_property
    def _versions(self) -> tuple[Version, ...]:
        return self.file.versions()

    @property
    def deciding_facts(self) -> DecidingFacts:
        """The facts from which `careplan.may_decide` says who may decide the plan now."""
        return loading.deciding_facts(
            self.file,
            self.course.state,
            scheme=self.scheme,
            register=self.register,
            practitioners=self.practitioners,
            today=self.today,
            plan=self.plan,
            version=self.version,
            status=self.status,
        )

    def authority_of(self, person: str, where: str = "sent_by.id") -> AuthorityUsed | Refused:
        """ROUTE-9, ROUTE-10: the authority by which a person may decide the plan today, or why they may not.

        `where`: the field of the message that names them.
        """
        return authority_of(self.deciding_facts, person, where)

    def is_theirs_to_decide(self, person: str) -> bool:
        """Whether a person may decide the plan today, alone or at the panel or call for which they speak.

        Whoever only holds it for its practitioner may, because they may hand it back.
        """
        theirs = loading.whose_work_it_is(self._all_versions, self.course.state)
        facts = self.deciding_facts._replace(practitioners=theirs)
        answers = (authority_of(facts, person, at_meeting=at_meeting) for at_meeting in (True, False))
        return any(isinstance(answer, AuthorityUsed) for answer in answers)

    def is_registered(self, person: str) -> bool:
        """Whether a person is on the register today."""
        return self._matter.register.has(person, self.today)

    def is_away(self, person: str) -> bool:
        """Whether a person is away today."""
        return self._matter.register.is_away(person, self.today)

    def holds(self, person: str, *roles: str) -> bool:
        """Whether a person holds one of these roles for this plan's team today, or acts for a holder who is away."""
        return any(
            same_staff(holding.person, person)
            and holding.role in roles
            and holding.in_force(self.today, self.plan.team)
            and (not holding.acting_for or self.is_away(holding.acting_for))
            for holding in self._matter.register.holdings
        )

    def speaks_for_the_meeting(self, person: str) -> bool:
        """ROUTE-3: whether a person speaks today for the panel or call that the plan waits for."""
        waits_for = self.course.state.meeting
        speak = (row.role for row in self.scheme.authority if row.in_meeting == waits_for)
        return bool(waits_for) and self.holds(person, *speak)

    @property
    def roles_that_decide(self) -> tuple[str, ...]:
        """The roles that decide plans under the scheme, the lowest first."""
        return tuple(row.role for row in self.scheme.authority)

    def holders(self, role: str) -> tuple[Contactable, ...]:
        """The people who hold a role for this plan's team today and are not away."""
        return self._matter.register.holders(role, self.plan.team, self.today)

    def on_duty(self, role: str) -> tuple[Contactable, ...]:
        """The people to tell, when a role is to be told.

        For a role that decides plans, these leave out anybody who could not decide this one: because it is their own
        plan (ROUTE-9), or because it costs more than a limit of theirs (ROUTE-10).
        """
        held = self.holders(role)
        if role not in self.roles_that_decide:
            return held
        light = self.course.light_amendment
        cost = light.light.rise if light else cost_to_council(self.plan.services)
        may = loading.could_decide(self.register, role, cost, self.plan.team, self.today, self.practitioners)
        return tuple(contactable for contactable in held if is_among(contactable.person, may))

    # What follows

    def takes_effect(self, message: Sent, not_before: datetime | None = None) -> datetime:
        """The moment from which a message takes effect: when it was sent, not when a worker picked it up.

        `not_before`: when the wait that it ends began.
        """
        oldest = self.days.before(self.now, self.scheme.office.oldest_message)
        at = counted_from(message.sent_at, came=self.now, not_before=not_before, oldest=oldest)
        self._effective_at = at
        return at

    @property
    def state_began(self) -> datetime | None:
        """When the plan came into its state. No message takes effect from an earlier moment."""
        return self.main_clock.since if self.main_clock else None

    def pause_main_clock(self, why: Clock, because: Because, at: datetime) -> None:
        """TIME-6: stop the clock of the plan's state for as long as the clock `why` runs."""
        if self.main_clock is not None:
            self.clocks.pause(self.main_clock, why, because, at)

    def resume_main_clock(self, why: str, because: Because, at: datetime) -> None:
        """TIME-6: what the clock waited for has come. The clock runs again, unless something else still stops it."""
        if self.main_clock is not None:
            self.clocks.resume(self.main_clock, why, because, at)

    def say_to_interim(self, event: PlanEvent, because: str, since: datetime | None = None) -> None:
        """Tell the workflow of the plan's interim support what happened, now or at `since`."""
        says = PlanSays(event=event, because=because, cause=self.cause.key, since=since or self.now)
        self._to_interim.append(says)

    def ask_for_interim_support(self, because: str, since: datetime | None = None) -> None:
        """TIME-3: ask for interim support; if nobody knows yet whether there are urgent needs, ask that first.

        `since`: when its clock starts, if not now. A plan has one arrangement at a time, however often it is asked for
        (TIME-4).
        """
        known = self.course.state.urgent_needs_known
        self.say_to_interim(PlanEvent.NEEDS_KNOWN if known else PlanEvent.NEEDS_NOT_KNOWN, because, since)
        happening = Happening.INTERIM_WANTED if known else Happening.NEEDS_TO_BE_FOUND_OUT
        self.record.note(happening, because=because)

    def move(self, event: Event, since: datetime) -> Clock | None:
        """Move the plan to its next state and start that state's clock, the new one. Those of the old state stop.

        Some go on (`careplan.clocks.goes_on`). A review that runs is the clock of a version in force again (AMEND-2).
        """
        self.course.moved_to(lifecycle.after(self.status, event))
        others = {clock.name: clock for clock in self.clocks if goes_on(clock, self.status)}
        self.clocks.stop_all()
        self.course.promised(None)
        clock = None
        if self.status in WAIT_OF:
            wait = WAIT_OF[self.status]
            runs = others.pop(wait.value, None)
            owner = self.decides if self.status is Status.AWAITING_DECISION else Actor.PRACTITIONER
            clock = self.clocks.set(runs or ahead(self.clocks.start(wait, owner, since), self.now, self.days))
        for other in others.values():
            # The ladder of the whole starts from the role that has the plan to decide.
            to_decide = other.wait is Wait.SIGN_OFF and clock and self.status is Status.AWAITING_DECISION
            self.clocks.set(other.model_copy(update={"owner": clock.owner}) if to_decide and clock else other)
        return clock

    @property
    def decides(self) -> str:
        """The role that has the plan to decide: the one it was sent to, or the highest if no role may agree it."""
        return self.course.state.route_role or self.scheme.authority[-1].role

    # Telling people

    def tell_role(
        self, kind: NoticeKind, role: str, *, task: str, status: str, **dates: Unpack[Dates]
    ) -> tuple[str, ...]:
        """Tell everyone who holds a role for this team today. Returns the people told; nobody, if nobody holds it.

        `dates`: those to give them, if not those of the plan's state.
        """
        there = self.on_duty(role)
        emails = {contactable.person: contactable.email for contactable in there}
        given = self._dates_to_give(dates)
        return self.staff.tell(kind, emails, task=task, status=status, emails=emails, **given)

    def tell_people(
        self, kind: NoticeKind, people: Iterable[str], *, task: str, status: str, **dates: Unpack[Dates]
    ) -> tuple[str, ...]:
        """Tell these people. Returns them. `dates`: as in `tell_role`."""
        return self.staff.tell(kind, people, task=task, status=status, **self._dates_to_give(dates))

    def _dates_to_give(self, dates: Dates) -> Dates:
        return dates if dates.get("due") else Dates(due=self._state_is_due, missed=self.missed_by(self.main_clock))

    def tell_practitioner(self, status: str, task: str) -> None:
        """TELL-6: tell the plan's practitioner its outcome at once."""
        self.tell_people(NoticeKind.OUTCOME, (self.course.practitioner,), task=task, status=status)

    @property
    def _state_is_due(self) -> datetime | None:
        return self.main_clock.due if self.main_clock else None

    # How it ends

    def close(self, outcome: Accepted | Refused) -> Determination:
        """The determination: the answer, where the plan stands now, and everything that follows."""
        if isinstance(outcome, Refused):
            answer = self._answer("refused").model_copy(update={"code": outcome.code, "reasons": outcome.shown})
            return self.unchanged(answer)
        if self.situation.workflow is Workflow.PLAN:
            self._follow_the_date()
            self._wait_for_what_is_left()
            self.course.due_at(self._state_is_due)
        answer = self._answer("accepted").model_copy(update={"said": outcome.said})
        follows = {"retry_faults": outcome.tries_faults_again, "shares": outcome.shares}
        return self.unchanged(answer).model_copy(update=follows)

    def unchanged(self, answer: Answer) -> Determination:
        """The determination with this answer, and with everything else as it is now."""
        self.clocks.keep_waits(self.version, self._effective_at)
        standing = Standing(
            status=self.status,
            version=self.version,
            content_sha256=self.course.content_sha256,
            in_force=self.course.in_force_now,
            clocks=self.clocks.all(),
            promise=self.course.promise,
            interim=self.course.interim,
        )
        self.changes.standing = (self.situation.workflow, standing)
        said, entries = tuple(self._to_interim), self.record.entries
        if said and self._interim_is_to_hear():
            self.changes.said = list(said)
        return Determination(answer=answer, standing=standing, to_interim=said, entries=entries)

    def _interim_is_to_hear(self) -> bool:
        """Whether there is interim support, or there will be, to hear what the plan says."""
        arrangement = self.file.arrangement()
        is_open = arrangement is not None and arrangement.stage in OPEN
        return is_open or any(says.event in STARTS_IT for says in (*self._to_interim, *self.file.to_follow(self.now)))

    def _answer(self, outcome: str) -> Answer:
        so = {"plan_status": self.status.value, "version": self.version, "content_sha256": self.course.content_sha256}
        return Answer.model_validate({"outcome": outcome, **so})

    def _follow_the_date(self) -> None:
        """TIME-6: the promised date follows the clock of the plan's state. Tell the person when it is time to."""
        now = self.main_clock
        was = {clock.name: clock for clock in self.clocks.before()}.get(now.name) if now else None
        if now is not None and was is not None and was.cause == now.cause and now.moved != was.moved:
            because = tuple(move.because for move in now.moves_since(was))
            if now.wait is Wait.REVIEW:  # a late review has a letter of its own, and only one (REV-2)
                because = tuple(reason for reason in because if reason is not Because.NOT_IN_TIME)
            quiet = self.scheme.promises.quiet_for
            if because:
                due_on = london_day(now.due)
                self.course.promises(promise.moved(self.course.promise, due_on, because, self.now, quiet, self.days))
        # If another step has also fallen due, it may move the date again: then one letter tells both.
        is_the_last = not any(clock.step_at is not None and clock.step_at <= self.now for clock in self.clocks)
        tell_at = self.course.promise.tell_at
        if tell_at is not None and tell_at <= self.now and is_the_last:
            self.letters.tell_new_date(self.missed_on)

    def _wait_for_what_is_left(self) -> None:
        """END, TIME-1: a plan that has left waits only for what people still have to do by hand."""
        if self.status not in CLOSED:
            return
        open_tasks = self.tasks.open()
        left = [task for task in open_tasks if task.workflow is Workflow.PLAN and task.kind not in ONLY_WHILE_OPEN]
        if not left:
            self.tasks.settle("The plan has left.", *ONLY_WHILE_OPEN)
            self.clocks.stop(Wait.TIDY_UP.value)
        elif Wait.TIDY_UP.value not in self.clocks:
            roles, practitioner = [task.owner_role for task in left], Actor.PRACTITIONER.value
            self.clocks.start(Wait.TIDY_UP, practitioner if practitioner in roles else roles[0], self.now)
