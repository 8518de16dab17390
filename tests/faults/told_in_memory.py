"""What happens to one plan under faults, and what that implies: the same messages, put before case work in memory.

    story = Story(7)
    submission = story.begin()      # what a case system sends, and what the answer implies
    while asked := story.next(): …  # each message as it is sent, with what must come of it

Nothing fails in memory, so it says what is true of the plan, whatever became of the processes that looked after it.
"""

import json
import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from countersign.careplan.interim import OPEN, Interim
from countersign.careplan.lifecycle import CLOSED, Status
from countersign.careplan.messages import INTERIM_MESSAGES
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.working_time import london_day
from countersign.casework.determinations import Considering, Determination, Receipt
from countersign.client.plans import ALSO_OF_INTERIM, STARTS_INTERIM_SUPPORT
from tests.casework.conftest import example_register
from tests.casework.stories import STORIES, Teller
from tests.casework.stories import Story as Kind
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest
from tests.support.installations import InMemory

SHORTEST, LONGEST = 3, 9
"""How many messages come after a submission."""
BY_SIGNAL = 0.25
"""How many of them are sent as signals, which are not answered."""
BRINGS_ON = 0.45
"""How many of them bring the plan on, where any can."""
COMES_AGAIN = 0.08
"""How many came before."""
BRINGS_SUPPORT_ON = {
    Interim.NONE: "report_urgent_needs",
    Interim.NEED_ASKED: "answer_urgent_needs",
    Interim.ASKED_FOR: "acknowledge_interim_support",
    Interim.ACKNOWLEDGED: "arrange_interim_support",
    Interim.ARRANGED: "start_interim_support",
    Interim.IN_PLACE: "review_interim_support",
}
"""The message by which interim support gets further than a stage."""
NO_STORY_IS_CUT = 60
"""Steps that follow from one message by themselves. More is a defect of this module."""


BY_EMAIL = (
    Kind("peter-1-submission", "sw-1063", "tm-203", "peter-4-agreed", "peter-2-returned", "peter-3-resubmission"),
    Kind("carer-1-submission", "sw-1115", "tm-201", "carer-2-agreed"),
    Kind("above-1-submission", "sw-1084", "sm-31", "above-2-agreed"),
)
"""Plans of people to whom letters go by e-mail."""


class _AnyTime(Teller):
    """Makes up messages that are sent now: nothing that they bring about falls due while a story is played."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._story = self._random.choice([*STORIES, *BY_EMAIL])

    def begins_with(self, case: "_Case") -> None:
        """The plan is submitted."""
        self.begins()(case)

    def sends(self, case: "_Case") -> None:
        """A message comes: one that brings the plan on, one from before, or any that means something."""
        kind = self._random.random()
        brings_on = self._brings_on(case) if kind < BRINGS_ON else None
        if brings_on is not None:
            case.consider(*brings_on)
        elif case.were_considered and kind > 1 - COMES_AGAIN:
            case.put_again(self._random.choice(case.were_considered))
        else:
            self._message(case)(case)

    def _brings_on(self, case: "_Case") -> tuple[str, str, Json] | None:
        """The next message of a plan that goes well: its name, its example, and what is changed in that."""
        stage, status = case.standing.interim, case.standing.status
        if stage in BRINGS_SUPPORT_ON and self._random.random() < 0.5:
            return BRINGS_SUPPORT_ON[stage], "", {}
        if status is Status.RETURNED:
            return "resubmit", self._story.resubmitted or "clare-3-resubmission", self._resubmitted(case)
        if status is Status.AUTHORISED_TO_START:
            is_paid = any(sent.name == "report_first_payment" for sent in case.sent)
            decider = {"sent_by.id": self._decider(case)}
            paid = {"received_on": london_day(case.now).isoformat()}
            return ("approve_arrangement", "", decider) if is_paid else ("report_first_payment", "", paid)
        if status is not Status.AWAITING_DECISION:
            return None
        is_returned = self._story.returned and case.standing.version == 1 and self._random.random() < 0.5
        example = self._story.returned if is_returned else self._story.agreed
        return (
            "decide",
            example,
            {"sent_by.id": self._decider(case)} | ({} if is_returned else self._at_the_meeting(case)),
        )

    def _decider(self, case: "_Case") -> str:
        """Whoever speaks for the role to which the plan was sent."""
        state = case.kept.state
        if state is None:
            return self._story.decides
        with case.installation.files.open(case.plan_id) as file:
            holders = file.register().holders(state.route_role, state.team, london_day(case.now))
        return holders[0].person if holders else self._story.decides

    def _by_somebody(self, case: CaseUnderTest, name: str) -> Json:
        return super()._by_somebody(case, name) | {"sent_at": case.now.isoformat()}


@dataclass
class _Case(CaseUnderTest):
    """The plan in memory. Each message goes to the workflow to which a case system's client would take it."""

    submission: Json = field(default_factory=dict[str, Any])
    answers: list[Answer] = field(default_factory=list[Answer])
    by_signal: bool = False
    """Whether the next message is sent as a signal, if it takes effect."""

    def receive(self, content: bytes) -> Receipt:
        """Keep what came to the door, so that it can be sent."""
        self.submission = json.loads(content)
        return super().receive(content)

    def put(self, considering: Considering) -> Determination:
        """As the client of a case system, which tries the other workflow where this is the wrong one."""
        if considering.name in INTERIM_MESSAGES and self.standing.interim not in OPEN:
            return self._nobody_takes(considering)
        determined = super().put(considering)
        is_wrong = determined.answer.code is Refusal.WRONG_WORKFLOW and considering.name in ALSO_OF_INTERIM
        if is_wrong and self.standing.interim in OPEN:
            to_interim = {"situation": self.situation(Workflow.INTERIM)}
            determined = super().put(considering.model_copy(update=to_interim))
            del self.sent[-2]
        self.answers.append(determined.answer)
        return determined

    def _nobody_takes(self, considering: Considering) -> Determination:
        """No interim support runs, so no workflow considers the message: the client itself refuses it."""
        answer = Answer(outcome="refused", code=Refusal.NOT_NOW)
        self.sent.append(considering)
        self.answers.append(answer)
        return Determination(answer=answer, standing=self.standings[Workflow.INTERIM])

    @property
    def were_considered(self) -> list[int]:
        """The numbers of the messages that a workflow has considered. Where no interim support runs, none does."""
        sent = enumerate(zip(self.sent, self.answers, strict=True))
        return [number for number, (one, answer) in sent if answer.accepted or one.name not in INTERIM_MESSAGES]

    def considering(
        self,
        name: str,
        message: Json,
        *,
        to: Workflow | None = None,
        by_signal: bool = False,
    ) -> Considering:
        """By the workflow to which it goes first. Urgent needs are reported to interim support (TIME-3)."""
        del to, by_signal
        is_of_interim = name in INTERIM_MESSAGES or name == STARTS_INTERIM_SUPPORT
        return super().considering(name, message, to=Workflow.INTERIM if is_of_interim else Workflow.PLAN)


@dataclass(frozen=True)
class Implied:
    """Where a plan stands once everything is done that its messages imply."""

    status: Status
    version: int
    interim: Interim


@dataclass(frozen=True)
class Asked:
    """One message as it is sent, the answer that it must get, and where that must bring the plan."""

    name: str
    message: Json
    answer: Answer
    implied: Implied
    by_signal: bool = False


class Story:
    """One plan and what is sent to it. The same seed tells the same story, at another time."""

    def __init__(self, seed: int) -> None:
        """`seed`: also makes the plan's id, so that every seed has a plan of its own."""
        rng = random.Random(seed)  # noqa: S311  # nobody's secret
        self.seed = seed
        self.plan_id = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        self._rng = rng
        self._left = rng.randint(SHORTEST, LONGEST)
        self._teller = _AnyTime(seed)
        self.case = _Case(InMemory(example_register()), plan_id=self.plan_id, now=datetime.now(UTC))

    def begin(self) -> Asked:
        """The submission."""
        self.case.now = datetime.now(UTC)
        self._teller.begins_with(self.case)
        self._until_nothing_follows()
        assert self.case.submission is not None
        return Asked("submit", self.case.submission, Answer(outcome="accepted"), self._implied())

    def next(self) -> Asked | None:
        """The next message; None if the story is told: it is long enough, or the plan has left."""
        if not self._left or self.case.standing.status in CLOSED:
            return None
        self._left -= 1
        self.case.now = datetime.now(UTC)
        self.case.by_signal = self._rng.random() < BY_SIGNAL
        self._teller.sends(self.case)
        sent = self.case.sent[-1]
        message, answer = cast("Json", sent.message), self.case.answers[-1]
        self._until_nothing_follows(shares=sent.name == "record_consent" and answer.accepted)
        by_signal = self.case.by_signal and answer.accepted and sent.name not in ALSO_OF_INTERIM
        return Asked(sent.name, message, answer, self._implied(), by_signal)

    def _implied(self) -> Implied:
        standing = self.case.standing
        return Implied(standing.status, standing.version, standing.interim)

    def _until_nothing_follows(self, *, shares: bool = False) -> None:
        """What both workflows do by themselves after a message, at once."""
        case, gives = self.case, True
        for _ in range(NO_STORY_IS_CUT):
            due = [
                clock
                for of in Workflow
                for clock in case.clocks(of).values()
                if not clock.is_paused and clock.steps[0].at <= case.now
            ]
            tell_at = case.standing.promise.tell_at
            if case.to_interim:
                case.tell_interim()
            elif gives and case.standing.status is Status.AGREED:
                gives = False
                case.give_the_record()
            elif shares and case.standing.status is Status.SIGNED_OFF:
                shares = False
                case.share()
            elif due:
                case.take_the_step_of(min(due, key=lambda clock: clock.steps[0].at).name)
            elif tell_at is not None and tell_at <= case.now:
                case.tell_new_date()
            else:
                case.send_letters()
                return
        raise AssertionError(f"the story of seed {self.seed} does not come to rest")
