"""One plan's case under test, at a fixed clock: a workflow's part is played here, in milliseconds and without a server.

    case = CaseUnderTest(installation, an_office())
    case.submit("clare-1-submission")
    brought = case.brings_about("decide", "clare-4-agreed", {"version": 1})

What one determination leaves is what the next one begins with, as a workflow carries it. What the plan says to its
interim support is told when a test has it told.
"""

import hashlib
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from countersign.careplan.clocks import Clock
from countersign.careplan.interim import OPEN, STARTS_IT
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.declaring import Declared, Relation, Workflow
from countersign.careplan.notices import NoticeEvent, after
from countersign.careplan.people import Channel
from countersign.careplan.ways import Stands, Way, place_of, sending_reference
from countersign.careplan.working_time import london_day
from countersign.casework import determining, signing, taking_up
from countersign.casework.changes import Changes
from countersign.casework.determinations import (
    Considering,
    Determination,
    PlanSays,
    Receipt,
    Situation,
    Standing,
)
from countersign.casework.in_memory import Kept
from countersign.casework.kept import Notice, Sending, TaskKind
from countersign.casework.ports import Office
from countersign.casework.status import PlanStatus
from countersign.wording.letters import Letter
from tests.support.builders import Json, changed, example
from tests.support.consequences import Brought, brought_about
from tests.support.installations import Installation
from tests.support.offices import an_office
from tests.support.times import london

TUESDAY = london("2026-11-03 10:15").astimezone(UTC)
"""When Clare's plan is submitted. London keeps UTC until the spring."""

_number = itertools.count(1)


@dataclass
class CaseUnderTest:
    """A plan of which nobody has heard yet, and the two workflows that would look after it."""

    installation: Installation

    office: Office = field(default_factory=an_office)

    now: datetime = TUESDAY
    """What the plan's clock says."""

    plan_id: str = field(default_factory=lambda: f"00000000-0000-4000-8000-{next(_number):012}")

    standings: dict[Workflow, Standing] = field(
        default_factory=lambda: {Workflow.PLAN: Standing(), Workflow.INTERIM: Standing()}
    )
    """Where the plan stands, as each of its workflows knows it."""

    to_interim: list[PlanSays] = field(default_factory=list[PlanSays])
    """What the plan has said to its interim support, and nobody has told it yet."""

    practitioner: str = "sw-1042"
    """Whom the plan names as its practitioner, once it is submitted."""

    ids: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """The ids of the messages that were made, by name."""

    sent: list[Considering] = field(default_factory=list[Considering])
    """What was put before the rules, in order."""

    # What is so

    @property
    def standing(self) -> Standing:
        """Where the plan stands."""
        return self.standings[Workflow.PLAN]

    def status(self, workflow: Workflow = Workflow.PLAN) -> PlanStatus:
        """What a workflow of the plan answers when it is asked where it stands."""
        return PlanStatus(
            **dict(self.standings[workflow]),
            plan_id=self.plan_id,
            team="community",
            kind="adult",
            scheme="procedure",
            owner="",
            due=None,
            next_step=None,
            open_tasks=0,
            waiting_notices=0,
            refused_count=0,
            refused=(),
            answer=None,
        )

    @property
    def kept(self) -> Kept:
        """Everything that is kept of it."""
        return self.installation.kept(self.plan_id)

    def clock(self, name: str) -> Clock:
        """A clock that runs, of either workflow."""
        return next(clock for standing in self.standings.values() for clock in standing.clocks if clock.name == name)

    def clocks(self, workflow: Workflow = Workflow.PLAN) -> dict[str, Clock]:
        """The clocks that run, by name."""
        return {clock.name: clock for clock in self.standings[workflow].clocks}

    def letter(self, key: str) -> Letter:
        """The letter of a notice, by its key without the plan: `v1/submitted/person`."""
        with self.installation.files.open(self.plan_id) as file:
            page = file.enclosed(f"{self.plan_id}/{key}")[0]
        return Letter.model_validate_json(page.content)

    def open_tasks(self) -> dict[str, TaskKind]:
        """The open tasks: name and kind."""
        return {name: task.kind for name, task in self.kept.tasks.items() if task.done_at is None}

    def latest(self, name: str) -> str:
        """The id of the latest message of that name."""
        return self.ids[name][-1]

    def at(self, moment: str) -> None:
        """Move the plan's clock to a moment: `2026-11-16 09:30`, in London."""
        self.now = london(moment).astimezone(UTC)

    # What a workflow does

    def submit(self, given: str = "clare-1-submission", changes: Json | None = None) -> Receipt:
        """A submission, made about this plan and sent now, comes to the door."""
        message = changed(example(given), {"plan.plan_id": self.plan_id, "sent_at": self.now.isoformat()})
        message = changed(message, changes or {})
        self.practitioner = message["plan"]["practitioner"]["id"]
        return self.receive(json.dumps(message).encode())

    def receive(self, content: bytes) -> Receipt:
        """Whatever comes to the door."""
        receipt = determining.receive_submission(
            self.installation.files, self.office, self.situation(Workflow.PLAN), content
        )
        self._take_over(Workflow.PLAN, receipt)
        return receipt

    def message(self, name: str, given: str = "", changes: Json | None = None) -> Json:
        """A message of that name, sent now by whoever would send it, under an id of its own.

        `given`: an example, if not `message-` and its name. `changes`: by path.
        """
        declared = MESSAGES[name].declared
        ids = self.ids.setdefault(name, [])
        ids.append(f"{name.replace('_', '-')}-message-{len(ids) + 1}")
        usual: Json = {
            "message_id": ids[-1],
            "sent_at": self.now.isoformat(),
            "sent_by.id": self._usual_sender(declared),
        }
        message = example(given or f"message-{name.replace('_', '-')}")
        if "plan_id" in message:
            usual["plan_id"] = self.plan_id
        if "content_sha256" in message:
            usual["content_sha256"] = self.standing.content_sha256
        if declared.about:
            usual[declared.about] = self.standing.version
        if "plan" in message:
            usual["plan.plan_id"] = self.plan_id
        if message.get("ending"):
            usual["ending.from_day"] = london_day(self.now).isoformat()
        return changed(message, usual | (changes or {}))

    def considering(
        self,
        name: str,
        message: Json,
        *,
        to: Workflow | None = None,
        by_signal: bool = False,
    ) -> Considering:
        """A message as a workflow puts it before the rules. `to`: which, if not the one that it goes to."""
        declared = MESSAGES[name].declared if name in MESSAGES else None
        workflow = to or (declared.goes_to if declared else Workflow.PLAN)
        return Considering(
            situation=self.situation(workflow),
            name=name,
            message=message,
            message_id=message.get("message_id", ""),
            sha256=hashlib.sha256(f"{name}\0{json.dumps(message)}".encode()).hexdigest(),
            by_signal=by_signal,
        )

    def put(self, considering: Considering) -> Determination:
        """Put a message before the rules, and take over what follows."""
        self.sent.append(considering)
        determined = determining.consider(self.installation.files, self.office, considering)
        self._take_over(considering.situation.workflow, determined)
        return determined

    def put_again(self, number: int) -> Determination:
        """Put one of those before the rules that were put there already, as things stand now."""
        earlier = self.sent[number]
        situation = self.situation(earlier.situation.workflow)
        return self.put(earlier.model_copy(update={"situation": situation}))

    def consider(
        self, name: str, given: str = "", changes: Json | None = None, *, to: Workflow | None = None
    ) -> Determination:
        """Make a message, as `message` does, and put it before the rules."""
        return self.put(self.considering(name, self.message(name, given, changes), to=to))

    def accept(
        self, name: str, given: str = "", changes: Json | None = None, *, to: Workflow | None = None
    ) -> Determination:
        """The same, on the way to what a test is about: fails unless it is accepted."""
        determined = self.consider(name, given, changes, to=to)
        assert determined.answer.accepted, determined.answer
        return determined

    def take_step(self, name: str, at: datetime | None = None) -> Determination:
        """TIME-2: the next step of a clock, taken when it falls due if not at another moment."""
        self.now = at or self.clock(name).steps[0].at
        return self.take_the_step_of(name)

    def take_the_step_of(self, name: str) -> Determination:
        """The same, now."""
        workflow = next((of for of in Workflow if name in self.clocks(of)), Workflow.PLAN)
        determined = determining.take_step(self.installation.files, self.office, self.situation(workflow, step_of=name))
        self._take_over(workflow, determined)
        return determined

    def tell_new_date(self) -> Determination:
        """TIME-6: the quiet period is over."""
        assert self.standing.promise.tell_at is not None, "there is nothing to tell"
        self.now = self.standing.promise.tell_at
        determined = determining.tell_new_date(self.installation.files, self.office, self.situation(Workflow.PLAN))
        self._take_over(Workflow.PLAN, determined)
        return determined

    def follow_plan(self, says: PlanSays) -> Determination:
        """The workflow of interim support hears what the plan says."""
        determined = determining.follow_plan(
            self.installation.files, self.office, self.situation(Workflow.INTERIM), says
        )
        self._take_over(Workflow.INTERIM, determined)
        return determined

    def tell_interim(self) -> list[Determination]:
        """Everything that the plan has said is told to its interim support, unless there is none to tell."""
        said, self.to_interim = self.to_interim, []
        return [self.follow_plan(says) for says in said if says.event in STARTS_IT or self.standing.interim in OPEN]

    def keep_fault(self, what: str, fault: str) -> Determination:
        """Our own software failed on something."""
        determined = taking_up.keep_fault(
            self.installation.files, self.office, self.situation(Workflow.PLAN), what, fault
        )
        self._take_over(Workflow.PLAN, determined)
        return determined

    def send_letters(self) -> None:
        """Everything that waits to be sent goes, now."""
        with self.installation.files.open(self.plan_id) as file:
            sent: dict[str, Notice] = {}
            sendings: dict[str, Sending] = {}
            for notice in file.unsent():
                way = Way.FOLDER if notice.channel is Channel.POST else Way.SMTP
                went = after(notice.status, NoticeEvent.WENT)
                sent[notice.key] = replace(notice, status=went, sent_at=self.now, reference="sent", way=way)
                place, own = place_of(notice.channel, notice.address), sending_reference(notice.key, notice.number)
                sending = Sending(notice.key, notice.number, way, own, place, self.now, Stands.WENT, self.now, "sent")
                sendings[own] = sending
            file.keep(Changes(notices=sent, sendings=sendings))

    def queue_the_record(self) -> None:
        """REC-1: the written record and the copies are made, and wait to be sent."""
        signing.queue(self.installation.files, self.office, self.situation(Workflow.PLAN), to_the_person=True)

    def give_the_record(self) -> Determination:
        """REC-1, REC-4: the written record is made and, where it can be sent, given: then the plan is signed off."""
        files, situation = self.installation.files, self.situation(Workflow.PLAN)
        self.queue_the_record()
        self.send_letters()
        determined = signing.go_on(files, self.office, situation)
        self._take_over(Workflow.PLAN, determined)
        return determined

    def share(self) -> Determination:
        """SHARE-1..3: the copies that a new decision about sharing has made due are queued."""
        determined = signing.share(self.installation.files, self.office, self.situation(Workflow.PLAN))
        self._take_over(Workflow.PLAN, determined)
        return determined

    def situation(self, workflow: Workflow, step_of: str = "") -> Situation:
        """What a workflow knows now."""
        return Situation(
            plan_id=self.plan_id,
            workflow=workflow,
            standing=self.standings[workflow],
            now=self.now,
            step_of=step_of,
        )

    def _take_over(self, workflow: Workflow, determined: Determination) -> None:
        standing, plan = determined.standing, self.standing
        if workflow is Workflow.PLAN:
            standing = standing.model_copy(update={"interim": plan.interim})
            self.to_interim += determined.to_interim
        else:
            self.standings[Workflow.PLAN] = plan.model_copy(update={"interim": standing.interim})
        self.standings[workflow] = standing

    def _usual_sender(self, declared: Declared) -> str:
        """The duty team, operations, the plan's practitioner, or, of Clare's plan, her team manager."""
        if declared.goes_to is Workflow.INTERIM:
            return "duty-1"
        if Relation.OPERATIONS in declared.sent_by and Relation.PLANNER not in declared.sent_by:
            return "ops-661"
        role = declared.sent_by & {Relation.DECIDER, Relation.ROLE}
        return "tm-201" if role and Relation.PLANNER not in declared.sent_by else self.practitioner

    # What a test looks at

    def brings_about(self, name: str, given: str = "", changes: Json | None = None) -> Brought:
        """What a message brings about, which is accepted."""
        return self.watch(lambda: self.accept(name, given, changes))

    def watch(self, act: Callable[[], Determination]) -> Brought:
        """What a determination brings about."""
        before = self.kept
        determined = act()
        return brought_about(before, determined, self.kept)
