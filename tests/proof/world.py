"""Plays a story against the real workflows on a real server, and moves the clocks of both together.

No part of the product is replaced. Only the world around it is ours: the database is away for a while, letters are not
taken, the register is emptied, no worker runs.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from countersign.careplan.clocks import Wait as Waits
from countersign.careplan.interim import Interim
from countersign.careplan.messages import INTERIM_MESSAGES
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import WorkingDays, working_days
from countersign.casework.status import PlanStatus
from countersign.embedded.virtual_time import BothClocks
from countersign.embedded.workflow_clock import ChildRuns
from countersign.schemes.reader import is_bank_holiday
from countersign.store.register import replace_register
from countersign.testkit.letterbook import Letterbook
from countersign.testkit.office import PATIENCE
from tests.proof.correspondents import Now, register_of, what_fits, written
from tests.proof.editions import scheme_of
from tests.proof.installation import Installation, said
from tests.proof.steps import (
    TOLD,
    UNCLEAR,
    WHAT_FITS,
    Away,
    NewScheme,
    NextDue,
    Post,
    Register,
    Send,
    Step,
    Story,
    Together,
    Wait,
    in_words,
)
from tests.support.builders import SURE, Json
from tests.support.servers import Desk, PlanUnderTest

A_SECOND = timedelta(seconds=1)
SELDOM = frozenset({Waits.MEETING, Waits.CONDITION})
"""Waits that the tally counts separately, because no state shows them."""
EVENTS_IN_A_WAIT = 14
"""The most events that may fall due in one wait. After that the story goes on with its next step."""


@dataclass
class Happened:
    """One line of a story for people to read: a step, and the answer to it."""

    at: datetime
    what: str

    def __str__(self) -> str:
        return f"{said(self.at)}  {self.what}"


def _written_to(told: str, begins: datetime) -> Json:
    """The part of a submission that says who is written to beside the person, or instead."""
    if told == TOLD[0]:
        return {"plan.representative": None}
    contact = {"channel": "email", "format": "standard", "email": "imogen.vale@example.org"}
    somebody: Json = {"name": "Imogen Vale", "relationship": "niece", "contact": contact}
    on = (begins - timedelta(days=60)).date().isoformat()
    alone = {"who": "representative", "why": SURE, "decided_by": "the person", "decided_on": on}
    return {"plan.representative": somebody, "plan.written_to": alone if told == TOLD[-1] else None}


@dataclass
class World:
    """One story while it is played."""

    here: Installation
    story: Story
    plan: PlanUnderTest
    begins: datetime
    edition: str
    told: list[Happened] = field(default_factory=list)
    sent: list[tuple[bool, str, Any]] = field(default_factory=list)
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    register: list[tuple[datetime, str]] = field(default_factory=list)
    reached: set[str] = field(default_factory=set[str])
    cut_short: str = ""
    steps_played: int = 0

    def __post_init__(self) -> None:
        """Set the clocks to the moment at which the story begins."""
        self.letters = Letterbook(self.plan)
        self.clocks = BothClocks(
            self.desk.client, self.plan.plan_id, self.begins, patience=PATIENCE, saw=self._saw_status
        )

    # Where things are

    @property
    def desk(self) -> Desk:
        return self.here.desk

    @property
    def interim(self) -> PlanUnderTest:
        return self.plan.interim

    @property
    def scheme(self) -> Scheme:
        return scheme_of(self.edition, self.begins.date())

    @property
    def days(self) -> WorkingDays:
        return working_days(self.scheme, is_bank_holiday)

    @property
    def now(self) -> datetime:
        """The time by both clocks, which are kept together."""
        return self.clocks.at

    def _saw_status(self, workflow: Workflow, status: PlanStatus) -> None:
        of_interim = workflow is Workflow.INTERIM
        self.reached |= {f"interim support {status.interim}" if of_interim else status.status.value}
        self.reached |= {f"a wait for a {clock.wait.value}" for clock in status.clocks if clock.wait in SELDOM}

    # The story

    async def begin(self) -> None:
        """Send the submission, at the moment at which the story begins."""
        self._register("everybody", self.begins)
        changes = {
            "sent_at": (self.begins - self.story.before).isoformat(),
            "plan.scheme": "procedure",
            **({"plan.direct_payment.under_a_requirement": "not_stated"} if self.story.submission == UNCLEAR else {}),
            **({"plan.person.contact.format": "braille"} if self.story.by_hand else {}),
            **_written_to(self.story.told, self.begins),
        }
        submission = self.letters.submission(self.story.submission.partition(",")[0], changes, self.begins)
        before = f", sent {in_words(self.story.before)} before it came" if self.story.before else ""
        self.told.append(Happened(self.begins, f"submission of {self.story.submission}{before}"))
        await self.clocks.begin(submission, self.begins, self.desk.settings.task_queue)
        await self.settled()

    async def play(self, step: Step) -> None:
        """Play one step, and wait until everything that follows from it has happened."""
        try:
            await self._play(step)
        except ChildRuns:
            self.cut_short = "the server moves no clock of a run whose child runs"
            return
        await self.settled()
        self.steps_played += 1

    async def settled(self) -> None:
        """Wait until neither workflow has anything more to do now, so that every due step is taken."""
        await self.clocks.settled()
        left = [f"{workflow.value} {said(at)}" for workflow, at in sorted(self.clocks.not_taken)]
        assert not left, f"something fell due, and nobody took it: {left}"

    async def _play(self, step: Step) -> None:
        at = self.now
        if isinstance(step, Send):
            await self._send(step, at, by_signal=step.by_signal)
            return
        self.told.append(Happened(at, str(step)))
        match step:
            case Wait():
                await self._pass(at + step.time, EVENTS_IN_A_WAIT)
            case NextDue():
                await self._pass(at + timedelta(days=500), step.times)
            case Away():
                await self._away(step, at)
            case Together():
                await self.desk.shut()
                for each in step.sends:
                    await self._send(each, at, by_signal=True)
                await self.desk.open()
            case Register():
                self._register(step.left, at)
            case NewScheme():
                self.edition = step.figures
                await self.here.put_in_force(step.figures, self.begins.date())
            case Post():
                self.here.post.works = step.works

    async def _away(self, step: Away, at: datetime) -> None:
        until = at + step.time
        self.outages.append((at, until))
        self.here.database.away_until = until
        self.clocks.activities_may_fail = True
        for number, send in enumerate(step.sends, start=1):
            moment = at + step.time * number / (len(step.sends) + 1)
            await self._forward_to(moment)
            await self._send(send, moment, by_signal=True)
        await self._forward_to(until + A_SECOND)
        self.here.database.away_until = None
        self.clocks.activities_may_fail = False

    def _register(self, left: str, at: datetime) -> None:
        self.register.append((at, left))
        with self.here.database.transaction() as session:
            replace_register(session, register_of(left))

    # Time

    async def _pass(self, until: datetime, most: int) -> None:
        """Let time pass, from one due event of either workflow to the next."""
        for _ in range(most):
            panel = min((held for held in self._panels() if self.now < held <= until), default=None)
            if await self.clocks.to_next_due(panel or until):
                await self._forward_to(self.now)  # the clock for which nothing fell due is still a second behind
            elif panel is not None:
                await self._forward_to(panel)
            else:
                break
        else:
            return
        if until < self.now + timedelta(days=400):
            await self._forward_to(until)

    def _panels(self) -> list[datetime]:
        """The moments of panels. A panel may lead to something before any step falls due."""
        running = [status for workflow, status in self.clocks.statuses.items() if workflow in self.clocks.running]
        return [clock.since for status in running for clock in status.clocks if clock.wait is Waits.MEETING]

    async def _forward_to(self, moment: datetime) -> None:
        await self.clocks.forward_to(moment)
        self._note_that_neither_runs()

    def _note_that_neither_runs(self) -> None:
        if not self.clocks.running:
            self.told.append(Happened(self.now, "(neither workflow runs any more)"))

    async def _in_time(self, awaited: Awaitable[Any], what: str) -> Any:
        try:
            return await asyncio.wait_for(awaited, PATIENCE)
        except TimeoutError:
            raise AssertionError(f"never happened: {what}") from None

    # Sending

    async def _send(self, step: Send, at: datetime, *, by_signal: bool) -> None:
        to_interim, name, message = self._message(step, at)
        self.sent.append((to_interim, name, message))
        answer = await self._sent(to_interim, name, message, by_signal=by_signal)
        if step.twist == "twice":
            answer += " and again: " + await self._sent(to_interim, name, message, by_signal=by_signal)
        what = f"({name}) " if step.what.startswith(WHAT_FITS) else ""
        self.told.append(Happened(at, f"{what}{step} → {answer}"))

    async def _sent(self, to_interim: bool, name: str, message: Any, *, by_signal: bool) -> str:
        to = self.interim if to_interim else self.plan
        try:
            if by_signal:
                await to.send(name, message)
                return "a signal"
            answer = await self._in_time(to.ask(name, message), f"an answer to {name}")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return "nobody is there"
        except WorkflowUpdateFailedError as error:
            if "completed" not in str(error.cause).lower():
                raise
            return "it had just ended"
        return f"{answer.outcome}{f' ({answer.code.value})' if answer.code else ''}"

    def _message(self, step: Send, at: datetime) -> tuple[bool, str, Any]:
        """The message that a step means, as things are now."""
        if step.what == "an earlier one again" and self.sent:
            return self.sent[len(self.sent) // 2]
        what = step.what
        if what.startswith(WHAT_FITS):
            support = self.clocks.statuses.get(Workflow.INTERIM)
            stage = support.interim if support and Workflow.INTERIM in self.clocks.running else Interim.NONE
            what = what_fits(what.removeprefix(WHAT_FITS), Now(self.letters, at), stage)
        name, _, kind = what.partition(":")
        message = written(name, step.by, Now(self.letters, at, kind))
        message["sent_at"] = (at - step.ago).isoformat()
        to_interim = name in INTERIM_MESSAGES
        match step.twist:
            case "about an older version" | "about a later version":
                by = 1 if "later" in step.twist else -1
                for key in ("version", "answers_version"):
                    if key in message:
                        message[key] = max(1, message[key] + by)
            case "malformed":
                message["surprise"] = message.pop("sent_by")
            case "its id used before" if self.sent:
                message["message_id"] = self.sent[-1][2]["message_id"]
            case "to the other":
                to_interim = not to_interim
            case _:
                pass
        return to_interim, name, message
