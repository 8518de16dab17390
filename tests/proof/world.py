"""Plays a story against the real workflows on a real server, and moves the clocks of both in step.

Nothing of the product is replaced. What the world around it does is ours: the database is away for a while, the post
is not taken, the register is emptied, no worker is up.
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.schemes import is_bank_holiday
from careplan.clocks import Wait as Waits
from careplan.interim import Interim
from careplan.messages import INTERIM_MESSAGES
from careplan.scheme import Scheme
from careplan.working_time import WorkingDays, working_days
from store.register import replace_register
from testkit.examples import Json, example
from tests.proof.correspondents import CONTENT, register_of, seen_of, sender, what_fits
from tests.proof.editions import scheme_of
from tests.proof.installation import Installation, said
from tests.proof.steps import (
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
from tests.servers import Desk, PlanUnderTest
from workflows import names
from workflows.state import PlanStatus

A_SECOND = timedelta(seconds=1)
A_MINUTE = timedelta(minutes=1)
SELDOM = frozenset({Waits.MEETING, Waits.CONDITION})
"""Waits that are counted, since no state shows them."""
REAL_SECONDS = 15.0
"""How long anything may take, really, before the story says that it never happened."""
NUDGE_SECONDS = 3.0
"""How long a timer may be overdue, really, before the server is asked once more."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
EVENTS_IN_A_WAIT = 14
"""So many things fall due in one wait at most: a story then goes on with its next step."""


@dataclass
class Happened:
    """What a story shows of itself when it is read: each step, and what was answered."""

    at: datetime
    what: str

    def __str__(self) -> str:
        return f"{said(self.at)}  {self.what}"


@dataclass(frozen=True)
class Look:
    """How one of the two workflows was when last looked at. `mark`: what changes whenever anything does."""

    at_rest: bool = True
    runs: bool = False
    mark: tuple[Any, ...] = ()
    now: datetime = LONG_AGO
    has_children: bool = False


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
    runs: set[tuple[bool, str]] = field(default_factory=set)
    reached: set[str] = field(default_factory=set[str])
    submission: Json = field(default_factory=dict)
    cut_short: str = ""
    steps_played: int = 0
    looks: dict[bool, Look] = field(default_factory=lambda: {False: Look(), True: Look()})
    statuses: dict[bool, PlanStatus] = field(default_factory=dict)
    _asked: dict[bool, tuple[Any, ...]] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1001))
    _ids: list[str] = field(default_factory=list)

    # What is where

    @property
    def desk(self) -> Desk:
        return self.here.desk

    @property
    def interim(self) -> PlanUnderTest:
        return replace(self.plan, of_interim=True)

    @property
    def scheme(self) -> Scheme:
        return scheme_of(self.edition, self.begins.date())

    @property
    def days(self) -> WorkingDays:
        return working_days(self.scheme, is_bank_holiday)

    def running(self) -> list[PlanUnderTest]:
        """The workflows that ran when last looked at, the plan's first."""
        return [each for each in (self.plan, self.interim) if self.looks[each.of_interim].runs]

    @property
    def now(self) -> datetime:
        """What the clocks say: they are kept in step."""
        return next((self.looks[each.of_interim].now for each in self.running()), self.told[-1].at)

    # The story

    async def begin(self) -> None:
        """The submission comes, at the kind of moment that the story begins with."""
        self._register("everybody", self.begins)
        submission = example(f"{self.story.submission.partition(',')[0]}-1-submission")
        if self.story.submission == UNCLEAR:
            submission["plan"]["direct_payment"]["under_a_requirement"] = "not_stated"
        submission["sent_at"] = (self.begins - self.story.before).isoformat()
        submission["plan"] |= {"plan_id": self.plan.plan_id, "scheme": "procedure"}
        if self.story.by_hand:
            submission["plan"]["person"]["contact"]["format"] = "braille"
        self.submission = submission
        before = f", sent {in_words(self.story.before)} before it came" if self.story.before else ""
        self.told.append(Happened(self.begins, f"submission of {self.story.submission}{before}"))
        delay = self.begins - datetime.now(UTC)
        await self.desk.client.start_workflow(
            names.WORKFLOW,
            submission,
            id=self.plan.workflow_id,
            task_queue=self.desk.settings.task_queue,
            start_delay=delay,
        )
        await self.desk.server.fast_forward(self.plan.handle, delay + A_SECOND)
        await self.settled()

    async def play(self, step: Step) -> None:
        """One step. Afterwards everything that followed from it has happened."""
        await self._play(step)
        if not self.cut_short:
            await self.settled()
            self.steps_played += 1

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
        for number, each in enumerate(step.sends, start=1):
            moment = at + step.time * number / (len(step.sends) + 1)
            await self._move_to(moment)
            await self._send(each, moment, by_signal=True)
        await self._move_to(until + A_SECOND)
        if not self.cut_short:
            self.here.database.away_until = None

    def _register(self, left: str, at: datetime) -> None:
        self.register.append((at, left))
        with self.here.database.transaction() as session:
            replace_register(session, register_of(left))

    # Time

    async def _pass(self, until: datetime, most: int) -> None:
        """Let time pass, one thing that falls due after another, in whichever workflow it does."""
        for _ in range(most):
            due = [moment for moment in self._falls_due() if self.now < moment <= until]
            if not due:
                break
            await self._move_to(min(due) + A_SECOND)
        else:
            return
        if until < self.now + timedelta(days=400):
            await self._move_to(until)

    def _falls_due(self) -> list[datetime]:
        moments: list[datetime] = []
        for each in self.running():
            status = self.statuses[each.of_interim]
            if status.next_step is not None:
                moments.append(status.next_step.at)
            if status.promise.tell_at is not None:
                moments.append(status.promise.tell_at)
            # A panel is held, and something may come of it, before anything has fallen due.
            held = [clock.since for clock in status.clocks if clock.wait is Waits.MEETING]
            moments += [moment for moment in held if moment > self.now]
        return moments

    async def _move_to(self, moment: datetime) -> None:
        """Move the clock of each workflow that runs to a moment, and wait until nothing is left to do there."""
        for each in self.running():
            by = moment - self.looks[each.of_interim].now
            if by <= timedelta(0) or self.cut_short:
                continue
            moving = asyncio.ensure_future(self.desk.server.fast_forward(each.handle, by))
            if not await self._moved(each, moving):
                self.cut_short = "the server moves no clock of a run whose child runs"
                return
        if not self.cut_short:
            await self.settled()
        if not self.running():
            self.told.append(Happened(moment, "(neither workflow runs any more)"))

    async def _moved(self, each: PlanUnderTest, moving: "asyncio.Future[bool]") -> bool:
        """Wait until a clock was moved. False if it never will be: the server leaves it alone while a child runs."""
        deadline = time.monotonic() + REAL_SECONDS
        while not (await asyncio.wait({moving}, timeout=0.5))[0]:
            look = await self._look(each)
            stands = look.at_rest and look.has_children and (await self._look(each)).mark == look.mark
            if stands or time.monotonic() > deadline:
                moving.cancel()
                assert stands, f"the clock of {each.workflow_id.partition('-')[0]} could not be moved: {look}"
                return False
        return True

    async def _in_time(self, awaited: Awaitable[Any], what: str) -> Any:
        try:
            return await asyncio.wait_for(awaited, REAL_SECONDS)
        except TimeoutError:
            raise AssertionError(f"never happened: {what}") from None

    async def settled(self) -> None:
        """Wait until neither workflow has anything more to do now: two looks in a row show the same, at rest."""
        deadline, nudge = time.monotonic() + REAL_SECONDS, time.monotonic() + NUDGE_SECONDS
        before: object = None
        while True:
            self.looks = {each.of_interim: await self._look(each) for each in (self.plan, self.interim)}
            marks = [look.mark for look in self.looks.values()]
            if before == marks and all(look.at_rest for look in self.looks.values()) and await self._agree():
                return
            before = marks
            if time.monotonic() > nudge:
                nudge += NUDGE_SECONDS
                await self._nudge()
            if time.monotonic() > deadline:
                stages = [status.interim.value for status in self.statuses.values()]
                raise AssertionError(f"the workflows do not come to rest: {self.looks}; interim support {stages}")
            await asyncio.sleep(0.004)

    async def _nudge(self) -> None:
        """Move a clock a second further whose timer the server has left out, as it now and then does when it skips.

        A rung that takes more than a minute's worth of this breaks its promise all the same. And where the server has
        moved the one clock further than it was to, the other is brought level with it.
        """
        latest = max((self.looks[each.of_interim].now for each in self.running()), default=LONG_AGO)
        for each in self.running():
            look, status = self.looks[each.of_interim], self.statuses.get(each.of_interim)
            if look.at_rest and not look.has_children and latest - look.now > A_MINUTE:
                await self._moved(
                    each, asyncio.ensure_future(self.desk.server.fast_forward(each.handle, latest - look.now))
                )
                continue
            left_out = status is not None and status.next_step is not None and status.next_step.at <= look.now
            if left_out and look.at_rest and not look.has_children and self.here.database.away_until is None:
                await self._moved(each, asyncio.ensure_future(self.desk.server.fast_forward(each.handle, A_SECOND)))

    async def _look(self, each: PlanUnderTest) -> Look:
        try:
            seen = (await each.handle.describe()).raw_description
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return Look()
        info = seen.workflow_execution_info
        run = info.execution.run_id
        self.runs.add((each.of_interim, run))
        away = self.here.database.away_until is not None
        busy = [one for one in seen.pending_activities if not (away and one.HasField("last_failure"))]
        return Look(
            at_rest=not busy and not seen.HasField("pending_workflow_task"),
            runs=info.status == WorkflowExecutionStatus.RUNNING.value,
            mark=(run, info.history_length, info.status),
            now=seen.workflow_extended_info.time_skipping_info.current_time.ToDatetime().replace(tzinfo=UTC),
            has_children=len(seen.pending_children) > 0,
        )

    async def _agree(self) -> bool:
        """Ask both how they are, and whether the plan knows how far its interim support has got."""
        for each in (self.plan, self.interim):
            mark = self.looks[each.of_interim].mark
            if mark and self._asked.get(each.of_interim) != mark:
                self.statuses[each.of_interim] = await each.status()
                self._asked[each.of_interim] = mark
                status = self.statuses[each.of_interim]
                self.reached |= {f"interim support {status.interim}" if each.of_interim else status.status.value}
                self.reached |= {f"a wait for a {clock.wait.value}" for clock in status.clocks if clock.wait in SELDOM}
        if self.here.database.away_until is not None:
            return True
        if any(moment <= self.now for moment in self._falls_due()):
            return False
        return len(self.running()) < 2 or self.statuses[False].interim is self.statuses[True].interim

    # What is sent

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
        """The message that a step stands for, as things are now."""
        if step.what == "an earlier one again" and self.sent:
            return self.sent[len(self.sent) // 2]
        what = step.what
        if what.startswith(WHAT_FITS):
            support = self.statuses.get(True)
            stage = support.interim if support and self.looks[True].runs else Interim.NONE
            seen = seen_of(self.plan, "", at, self.submission)
            what = what_fits(what.removeprefix(WHAT_FITS), seen, stage)
        name, _, kind = what.partition(":")
        message: Json = {"message_id": f"proof-{next(self._numbers)}", "sent_at": (at - step.ago).isoformat()}
        now = seen_of(self.plan, kind, at, self.submission)
        content, right = CONTENT[name]
        message |= content(now)
        message["sent_by"] = {"id": sender(step.by, right(now), now), "system": "case-system"}
        to_interim = name in INTERIM_MESSAGES
        match step.twist:
            case "about an older version" | "about a later version":
                by = 1 if "later" in step.twist else -1
                for key in ("version", "answers_version"):
                    if key in message:
                        message[key] = max(1, message[key] + by)
            case "malformed":
                message["surprise"] = message.pop("sent_by")
            case "its id used before" if self._ids:
                message["message_id"] = self._ids[-1]
            case "to the other":
                to_interim = not to_interim
            case _:
                pass
        self._ids.append(message["message_id"])
        return to_interim, name, message
