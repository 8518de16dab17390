"""How a message is declared: once, beside its fields.

The contract, the dispatcher, the command line, the test kit and the examples all use the declaration.
docs/adding-a-message.md goes through it step by step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Annotated, ClassVar

from pydantic import Field

from countersign.careplan.interim import IN_WORDS as STAGE_IN_WORDS
from countersign.careplan.interim import INTERIM_STEPS, Interim, InterimEvent
from countersign.careplan.lifecycle import CLOSED, Status
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.wire import Incoming, Instant, MessageId, PlanId, StaffId
from countersign.careplan.words import spelled_out


class Workflow(StrEnum):
    """A plan's two workflows: its own, and the workflow of its interim support."""

    PLAN = "plan"
    INTERIM = "interim"


class Relation(StrEnum):
    """What a sender is to the plan. A message names some relations: its sender needs one of them."""

    PRACTITIONER = "practitioner"
    """The sender answers for the plan now."""

    PLANNER = "planner"
    """The sender submitted, resubmitted or planned any version of the plan, or was its practitioner for a time."""

    SUBMITTER = "submitter"
    """The sender is the version's practitioner or delegated planner, or the register lets them submit for whoever
    answers for the plan now (SUB-8)."""

    LINE_MANAGER = "line_manager"
    """The sender is the practitioner's line manager, by the register or as the plan names them, and is on the register
    that day."""

    DECIDER = "decider"
    """The sender may decide the plan that day, as it stands or as the message decides it (ROUTE-9, ROUTE-10)."""

    SPEAKER = "speaker_of_the_meeting"
    """The sender speaks for the panel or call that decides the plan (ROUTE-3)."""

    CLERK = "clerk_of_the_meeting"
    """The sender holds that day, for the plan's team, the role of the clerk of that panel or call."""

    DECIDED = "decided"
    """The sender decided a version of the plan, or sat on the panel or call that did (RET-9)."""

    ASKER = "asker"
    """The sender asked the question, or made the request, that the message is about."""

    ROLE = "role_that_decides"
    """The sender holds that day, for the plan's team, a role that decides under the plan's scheme."""

    DUTY_TEAM = "duty_team"
    """The sender holds that day, for the plan's team, the role of the scheme's duty team."""

    ARRANGER = "team_that_arranges_the_payment"
    """The sender holds that day, for the plan's team, the role of the team that arranges first payments (ROUTE-5)."""

    OPERATIONS = "operations"
    """The sender holds that day, for any team, the role `operations` on the register: they run this installation."""

    ANYBODY = "anybody"
    """The sender may be anybody."""


RELATION_WORDS: dict[Relation, str] = {
    Relation.PRACTITIONER: "answers for the plan",
    Relation.PLANNER: "submitted or planned the plan",
    Relation.SUBMITTER: "is its practitioner or planner, or submits for that practitioner by the register",
    Relation.LINE_MANAGER: "is the practitioner's line manager",
    Relation.DECIDER: "may decide the plan",
    Relation.SPEAKER: "speaks for the panel or call that decides it",
    Relation.CLERK: "is the clerk of that panel or call",
    Relation.DECIDED: "decided a version of the plan, or sat on the panel or call that did",
    Relation.ASKER: "asked",
    Relation.ROLE: "holds a role that decides for the team",
    Relation.DUTY_TEAM: "is of the duty team",
    Relation.ARRANGER: "is of the team that arranges the payment",
    Relation.OPERATIONS: "runs this installation",
}
"""Each relation in words that go on after "Whoever"."""

OPERATIONS_ROLE = "operations"
"""The role of whoever runs this installation, on the register. No scheme names it."""

ANSWERS_FOR_IT = frozenset({Relation.PRACTITIONER, Relation.PLANNER, Relation.SUBMITTER, Relation.LINE_MANAGER})
"""WHO-1: whoever answers for the plan, works on it or submits it, and their line manager."""

OF_THE_SCHEME = frozenset({Relation.ROLE, Relation.DUTY_TEAM, Relation.ARRANGER})
"""WHO-1: whoever holds, for the plan's team, a role that its scheme names."""

OPEN = frozenset(Status) - CLOSED
"""Every state in which a plan has not left yet."""

ALWAYS = frozenset(Status)
"""Every state, those included in which a plan has left."""


@dataclass(frozen=True, kw_only=True)
class Declared:
    """The declaration of one message."""

    name: str
    """The name of the signal and of the update."""

    workflows: tuple[Workflow, ...]
    """The workflow that it is sent to. If there is a second one, it is sent there when `also` says."""

    sent_by: frozenset[Relation]
    """Who may send it: a sender needs one of these relations to the plan."""

    why_they: str
    """WHO-1: for the contract: why it is they who may send it."""

    never_by: frozenset[Relation] = frozenset()
    """Who may not send it, whatever else they are to the plan: a sender may have none of these relations."""

    never_rule: str = ""
    """The id of the rule that says who may not send it."""

    states: frozenset[Status] = OPEN
    """The states of a plan in which it means something. For interim support, `events` says that instead."""

    not_now: str = ""
    """What its sender is told in any other state. `{status}` and `{version}` are those of the plan."""

    events: frozenset[InterimEvent] = frozenset()
    """What it can do to interim support. It means something in each stage where one of these events may happen."""

    about: str = ""
    """The field that names the version that it is about; empty if it is about no version."""

    stale: str = "{about}: version {version} is in hand, not version {named}."
    """What its sender is told if it is about a version that is not the one in hand."""

    when: str = ""
    """For the contract: when it is sent, or what else its sender needs, with the id of the rule."""

    also: str = ""
    """For the contract: when it is sent to the second workflow."""

    overtakes: bool = False
    """Whether it is handled before a step of a clock that fell due earlier (TIME-3)."""

    starts_interim: bool = False
    """Whether it starts interim support where no workflow of the plan runs that could do so (TIME-3)."""

    @property
    def goes_to(self) -> Workflow:
        """The workflow that it is sent to."""
        return self.workflows[0]

    @property
    def stages(self) -> frozenset[Interim]:
        """The stages of interim support in which it means something."""
        return frozenset(step.before for step in INTERIM_STEPS if step.event in self.events)

    def whoever(self) -> str:
        """Who may send it, in words."""
        return whoever(self.sent_by)

    def who_may_send(self) -> str:
        """Who may send it and when, in words."""
        never = f"; never {whoever(self.never_by).lower()}" if self.never_by else ""
        return f"{self.whoever()}{never}{f'; {self.when}' if self.when else ''}."

    def not_in_this_state(
        self, status: Status, version: int, named: int | None, *, in_force: bool = False
    ) -> Refused | None:
        """DEC-5: why the message means nothing to a plan in this state; None if it does.

        `version`: the version in hand. `named`: the version that the message is about; None if it is about none.
        `in_force`: whether an earlier version is in force while that one is in hand: what is about a plan in force, and
        not about a version, means something to it then.
        """
        if status in CLOSED and status not in self.states:
            return Refused(Refusal.PLAN_CLOSED, (f"The plan is {status.value}: nothing more can be done with it.",))
        if named is not None and named != version:
            stale = self.stale.format(about=self.about, version=version, named=named)
            return Refused(Refusal.STALE_VERSION, (stale,))
        about_the_one_in_force = in_force and not self.about and Status.SIGNED_OFF in self.states
        if status not in self.states and not about_the_one_in_force:
            return self.not_for_now(status, version)
        return None

    def not_for_now(self, status: Status, version: int) -> Refused:
        """The refusal of a message that means nothing while the plan is as it is."""
        return Refused(Refusal.NOT_NOW, (self.not_now.format(status=spelled_out(status), version=version),))

    def not_in_this_stage(self, stage: Interim) -> Refused | None:
        """TIME-4: why the message means nothing to interim support that has got so far; None if it does."""
        if not self.events or stage in self.stages:
            return None
        return not_in_stage(stage)


def not_in_stage(stage: Interim) -> Refused:
    """The refusal of what cannot happen to interim support in this stage. It says what can happen."""
    may = sorted({spelled_out(step.event) for step in INTERIM_STEPS if step.before is stage})
    reason = f"Interim support is {STAGE_IN_WORDS[stage]}: what can happen to it now is {', '.join(may) or 'nothing'}."
    return Refused(Refusal.NOT_NOW, (reason,))


def whoever(relations: Iterable[Relation]) -> str:
    """Who has one of these relations to the plan, in words: "Whoever may decide the plan"."""
    ordered = [relation for relation in Relation if relation in set(relations)]
    if Relation.ANYBODY in ordered:
        return "Anybody"
    *most, last = (RELATION_WORDS[relation] for relation in ordered)
    return f"Whoever {', '.join(most)}{', or ' if most else ''}{last}"


class Sender(Incoming):
    """Who sent a message: a member of staff, and the system it came through."""

    id: StaffId

    system: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")]
    """The system that the message came through."""


class Sent(Incoming):
    """What everything that is sent carries. It is a `Message`, or it carries the whole plan that it is about."""

    declared: ClassVar[Declared]
    """How the message is declared."""

    message_id: MessageId

    sent_by: Sender

    sent_at: Instant
    """When it was sent, with its offset from UTC, such as 2026-11-21T09:30:00+00:00. It is not later than now."""

    def named_version(self) -> int | None:
        """The version that the message is about; None if it is about none."""
        return getattr(self, self.declared.about) if self.declared.about else None


class Message(Sent):
    """What every message carries that is about a plan and does not carry it."""

    plan_id: PlanId
    """WHO-2: the plan that it is about. Any other plan refuses it."""


def declared_in(*modules: ModuleType) -> dict[str, type[Sent]]:
    """The messages that these modules declare, by name, in the order of the modules' text.

    Raises ValueError for a name that is declared twice.
    """
    messages: dict[str, type[Sent]] = {}
    for module in modules:
        for model in vars(module).values():
            if not (isinstance(model, type) and issubclass(model, Sent) and model.__module__ == module.__name__):
                continue
            if messages.setdefault(model.declared.name, model) is not model:
                raise ValueError(f"the message {model.declared.name} is declared twice")
    return messages
