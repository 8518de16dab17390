"""Where a plan is, and whose it is. Nothing else changes that."""

from dataclasses import replace
from datetime import date, datetime
from functools import cached_property

from countersign.careplan.amendments import Request
from countersign.careplan.as_marked import as_marked
from countersign.careplan.authority import Exceptional
from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.interim import NOT_ARRANGED, Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.may_decide import LightAmendment
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.messages.leaving import EndAhead
from countersign.careplan.people_since import (
    Numbered,
    PeopleSince,
    as_they_are_now,
    carried_over,
    with_their_advocates,
    with_what_is_new,
)
from countersign.careplan.plan import Plan
from countersign.careplan.promise import Promise, told
from countersign.careplan.same_staff import same_staff
from countersign.careplan.understanding import Understood
from countersign.careplan.working_time import london_day
from countersign.casework.deciding_facts import light_amendment
from countersign.casework.kept import PlanState, Practising, SaidAboutCopies
from countersign.casework.matter import Matter
from countersign.casework.ports import CaseFile


class Course:
    """The plan's state as it is kept, and what its workflow holds: version, promised date, stage of interim support."""

    def __init__(self, matter: Matter) -> None:
        """Begin where the workflow says that the plan stands."""
        standing = matter.situation.standing
        self._matter = matter
        self.status = standing.status
        self.version = standing.version
        self.promise = standing.promise
        self.interim = standing.interim

    # The facts

    @cached_property
    def _state(self) -> PlanState:
        state = self._matter.file.state()
        if state is None:
            raise LookupError("the plan is not kept here")
        return state

    @property
    def state(self) -> PlanState:
        """The plan's state as it is now. Raises LookupError if the plan was never accepted."""
        return self._state

    @property
    def in_force(self) -> int:
        """AMEND: the number of the version that is in force; 0 before any was signed."""
        signed = self.version if self.status is Status.SIGNED_OFF else 0  # as it was before this was kept
        return self.state.in_force or signed

    @property
    def in_force_now(self) -> int:
        """The same for the plan's own workflow, and 0 while nothing is kept; interim support's own holds none."""
        situation = self._matter.situation
        if situation.workflow is not Workflow.PLAN or (self.status in (Status.RECEIVED, Status.REFUSED)):
            return situation.standing.in_force
        return self.in_force

    @property
    def is_amended(self) -> bool:
        """AMEND: whether a version is in force and another, an amended plan, is in hand."""
        return self.in_force not in (0, self.version)

    @property
    def plan_in_force(self) -> Plan:
        """The content of the version in force; before any was signed, of the version in hand."""
        return self._matter.file.version(self.in_force) if self.is_amended else self.plan

    @property
    def light_amendment(self) -> LightAmendment | None:
        """AMEND-2: the version in hand as a light amendment; None if it is none, or not light."""
        matter = self._matter
        return light_amendment(matter.file, self.state, matter.scheme, self.plan, self.version, matter.today)

    @cached_property
    def plan(self) -> Plan:
        """The version in hand."""
        return self._matter.file.version(self.version)

    @property
    def people_now(self) -> Plan:
        """TELL-8: the version in hand with its people and marks as they are now, for whom to write to and where.

        It is never kept.
        """
        people = as_they_are_now(self.plan, self.state.people_since, self.version)
        said = (*self._said_about_copies, *self._matter.changes.about_copies)
        file, comes = self._matter.file, self._matter.changes.version
        metas = (*file.versions(), *((comes,) if comes else ()))
        # A later version may wait beside the one that is looked at, or have been taken back.
        numbers = range(1, max(self.version, len(metas)) + 1)
        since = self.state.people_since
        kept = [self.plan if number == self.version else file.version(number) for number in numbers]
        versions, moved = with_their_advocates(kept, since), since.known_as if since else ()
        return as_marked(people, versions, self.version, [one.as_came(metas) for one in said], moved)

    @cached_property
    def _said_about_copies(self) -> tuple[SaidAboutCopies, ...]:
        return self._matter.file.about_copies()

    @property
    def content_sha256(self) -> str:
        """WHO-2: the hash of the content of the version in hand, as it is kept; empty in interim support's workflow."""
        new = self._matter.changes.version
        if self._matter.situation.workflow is not Workflow.PLAN or not self.version:
            return ""
        if new is not None and new.version == self.version:
            return new.content_sha256
        return self._kept_sha256.get(self.version, "")

    @cached_property
    def _kept_sha256(self) -> dict[int, str]:
        return sha256_by_version(self._matter.file)

    @property
    def practitioner(self) -> str:
        """Who answers for the plan now: the practitioner it was reassigned to, or that of the version in hand."""
        return self.state.practitioner or self.plan.practitioner.id

    @property
    def practitioner_to_call(self) -> tuple[str, str]:
        """WHO-5: the name and telephone number for letters, of whoever answers for the plan now, by the register.

        Either is empty where the register does not have it: then letters give the council's own number.
        """
        register, today = self._matter.register, self._matter.today
        return register.name_of(self.practitioner, today), register.telephone_of(self.practitioner, today)

    @property
    def line_manager(self) -> str:
        """The line manager of whoever answers for the plan, by the register; or whom the plan names; empty if neither.

        SUB-8: nobody is their own line manager.
        """
        by_register = self._matter.register.line_manager_of(self.practitioner, self._matter.today)
        known = by_register or self.plan.practitioner.line_manager or ""
        return "" if same_staff(known, self.practitioner) else known

    # What changes it

    def begin(self, state: PlanState, plan: Plan) -> None:
        """Begin a plan that was not known before, with its first version."""
        self.__dict__["_state"], self.__dict__["plan"] = state, plan
        self.status, self.version = state.status, state.version
        self._matter.changes.new_plan = state

    def submitted_at(self, moment: datetime) -> None:
        """The plan was submitted at this moment: everything counts from then."""
        self._change(submitted_at=moment)

    def resubmitted_as(self, plan: Plan, at: datetime) -> None:
        """A new version is in hand, submitted at that moment. The version itself names its practitioner."""
        before, was = self.plan, self.version
        kept = (version.version for version in self._matter.file.versions())
        self.version = max(kept) + 1  # versions that were withdrawn have their numbers for good
        self.__dict__["plan"] = plan
        now, on = Numbered(plan, self.version), london_day(at)
        since = carried_over(self.state.people_since, Numbered(before, was), now, on=on, at=at)
        new = {"practitioner": "", "person_reference": plan.person.reference or "", "people_since": since}
        self._change(version=self.version, **new)

    def as_decided(self, plan: Plan) -> None:
        """From here on, look at the version in hand as it was decided (DP-5). It is kept as it was submitted."""
        self.__dict__["plan"] = plan

    def moved_to(self, status: Status) -> None:
        """The plan has come into this state."""
        self.status = status
        self._change(status=status, version=self.version)

    def sent_to(self, role: str, exceptional: tuple[Exceptional, ...]) -> None:
        """ROUTE-2, ROUTE-3: a role has the plan to decide. It waits for no panel or call until it is taken to one."""
        self._change(route_role=role, exceptional=exceptional, meeting="", meeting_at=None, meetings_missed=0)

    def taken_to(self, meeting: str, at: datetime) -> None:
        """ROUTE-3: the plan waits for a panel or call."""
        self._change(meeting=meeting, meeting_at=at)

    def missed_a_meeting(self) -> None:
        """ROUTE-3: a panel or call did not decide the plan."""
        self._change(meetings_missed=self.state.meetings_missed + 1)

    def first_payment_is(self, reported: FirstPayment, received_on: date | None = None) -> None:
        """ROUTE-5: what is reported of the first payment, and when it came. Its day, once reported, stays (REV-3)."""
        self._change(first_payment=reported, first_paid_on=self.state.first_paid_on or received_on)

    def reassigned(self, to: Practising) -> None:
        """TIME-2: somebody else is now its practitioner."""
        self._change(practitioner=to.id, reassigned_to=(*self.state.reassigned_to, to))

    def supplied_information(self, by: str) -> None:
        """ROUTE-9: information came; if from the practitioner to whom the plan was reassigned, they worked on it."""
        if same_staff(by, self.state.practitioner):
            *before, now = self.state.reassigned_to
            self._change(reassigned_to=(*before, replace(now, supplied_information=True)))

    @property
    def help_is_asked_for(self) -> bool:
        """TIME-3: whether urgent needs are known for which nobody has arranged short-term support yet."""
        return self.state.urgent_needs_known and self.interim in NOT_ARRANGED

    def urgent_needs(self, *, known: bool) -> None:
        """TIME-3: it is now known whether there are urgent needs."""
        self._change(urgent_needs_known=known)

    def person_died(self) -> None:
        """END: nothing is sent to the person from now on."""
        self._change(has_died=True)

    def ends(self, said: EndAhead | None) -> None:
        """END: the plan ends on a day that lies ahead, as was said last; None: it does not, or it has left."""
        self._change(ends=said)

    def understanding_is(self, now: Understood) -> None:
        """REC-3: what is stated of the person's understanding, and the support given."""
        self._change(understanding=now)

    def people_are(self, since: PeopleSince) -> None:
        """TELL-8: what was said of the people of the plan since the version in hand was submitted."""
        before = self.state.people_since
        after = len(self._said_about_copies) + len(self._matter.changes.about_copies)
        self._change(people_since=with_what_is_new(before, since, self.plan, self.version, after))

    def signed(self) -> None:
        """AMEND: the version in hand is in force from now on, and no other is in hand."""
        self._change(in_force=self.version, amended_from=0)

    def amended_by(self, plan: Plan, at: datetime) -> None:
        """AMEND-2: an amended plan is in hand, as a new version. The one in force stays so."""
        before = self.in_force
        self.resubmitted_as(plan, at)
        self._change(in_force=before, amended_from=self.version)

    def back_to_the_one_in_force(self) -> None:
        """AMEND-2: the amended plan was taken back: the version in force is in hand again."""
        answers_for_it, taken_back = self.practitioner, Numbered(self.plan, self.version)
        self.version = self.in_force
        self.__dict__["plan"] = self._matter.file.version(self.version)
        at = next(kept.submitted_at for kept in self._matter.file.versions() if kept.version == self.version)
        again, on = Numbered(self.plan, self.version), london_day(at)
        is_named = same_staff(answers_for_it, self.plan.practitioner.id)
        self._change(
            version=self.version,
            practitioner="" if is_named else answers_for_it,
            amended_from=0,
            person_reference=self.plan.person.reference or "",
            people_since=carried_over(self.state.people_since, taken_back, again, on=on, at=at),
        )

    def amendments_are(self, now: tuple[Request, ...]) -> None:
        """AMEND-1: every request for an amendment, as it stands now."""
        self._change(amendments=now)

    def due_at(self, moment: datetime | None) -> None:
        """The plan's state is due at this moment."""
        self._change(due_at=moment)

    def promises(self, promise: Promise) -> None:
        """TIME-6: the date that the person was promised, and what they are still to be told."""
        self.promise = promise

    def promised(self, day: date | None, by: str = "") -> None:
        """TIME-6: a letter promises the person this day; None: nothing is promised any more.

        `by`: the cause of that letter, if it is not of this determination.
        """
        self.promise = told(day, by or self._matter.cause.key, self.promise)

    def interim_is(self, stage: Interim) -> None:
        """Interim support has got as far as this stage."""
        self.interim = stage

    def _change(self, **now: object) -> None:
        """Change some fields. Only those that differ are kept, because another transaction may change the others."""
        changed = {name: value for name, value in now.items() if getattr(self.state, name) != value}
        if not changed:
            return
        self.__dict__["_state"] = replace(self.state, **changed)
        changes = self._matter.changes
        if changes.new_plan is not None:
            changes.new_plan = self._state
        else:
            changes.plan.update(changed)


def sha256_by_version(file: CaseFile) -> dict[int, str]:
    """WHO-2: the hash of the content of each version that is kept, by its number."""
    return {version.version: version.content_sha256 for version in file.versions()}
