"""Plays one story as a case system does whose calls fail: it sends each message again until it has its answer."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from temporalio.service import RPCError

from countersign.careplan.interim import OPEN
from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.client.plans import Plans
from countersign.client.unanswered import NoAnswer, NotTakenIn, PlanNotFound
from tests.faults.outside import Outside
from tests.faults.told_in_memory import Asked, Story
from tests.support.builders import Json, example

STAMPED_ANEW = 0.5
"""How many retries say that they were sent later than the first."""
STUCK_AFTER = 240.0
"""Seconds: whatever has not happened until then does not happen."""


class WentWrongError(AssertionError):
    """Something about one plan is not as it must be. The text says what."""


@dataclass
class Told:
    """One story, as far as it was played."""

    story: Story
    sent: list[Asked] = field(default_factory=list[Asked])
    gave: set[str] = field(default_factory=set[str])
    """The tasks to give a notice by hand that only faults have brought about, and that somebody did."""
    calls: Counter[str] = field(default_factory=Counter[str])
    problems: list[str] = field(default_factory=list[str])


class Player:
    """A case system of one story, and the people who give by hand what could not be sent."""

    def __init__(self, told: Told, plans: Plans, outside: Outside) -> None:
        """`told`: what is played, and what comes of it."""
        self._told, self._plans, self._outside = told, plans, outside
        self._plan_id = told.story.plan_id
        self._rng = random.Random(told.story.seed)  # noqa: S311  # nobody's secret

    async def play(self) -> None:
        """Tell the whole story. What is wrong is added to its problems."""
        try:
            asked: Asked | None = self._told.story.begin()
            while asked is not None:
                self._told.sent.append(asked)
                await self._send(asked)
                await self.reached(asked)
                asked = self._told.story.next()
        except WentWrongError as wrong:
            self._told.problems.append(str(wrong))

    async def _send(self, asked: Asked) -> None:
        name, message_id = asked.name, asked.message["message_id"]
        if asked.by_signal:
            await self._signalled(asked)
            await self._until(lambda: (self._plan_id, message_id) in self._outside.seen.accepted, f"{message_id} taken")
            return
        if name == "submit":
            answer = await self._answered(self._plans.submit, asked.message, name)
        else:
            answer = await self._answered(
                lambda message: self._plans.ask(self._plan_id, name, message), asked.message, name
            )
        got, wanted = _in_short(answer), _in_short(asked.answer)
        if got != wanted and not self._was_answered_again(asked, answer) and not _is_gone(asked, answer):
            why = "; ".join(answer.reasons)
            raise WentWrongError(f"{message_id} was answered {got} and not {wanted}: {why}")

    def _was_answered_again(self, asked: Asked, answer: Answer) -> bool:
        """Whether it was accepted before, and interim support, which has ended, was still there to say so."""
        before = [one.message["message_id"] for one in self._told.sent[:-1] if one.answer.accepted]
        return answer.duplicate and answer.accepted and asked.message["message_id"] in before

    async def _signalled(self, asked: Asked) -> None:
        async def sent(message: Json) -> Answer:
            try:
                await self._plans.signal(self._plan_id, asked.name, message)
            except NotTakenIn as refused:
                return refused.answer
            return asked.answer

        await self._answered(sent, asked.message, asked.name)

    async def _answered(self, call: Callable[[Json], Awaitable[Answer]], message: Json, name: str) -> Answer:
        """Send a message until it is answered."""
        deadline = asyncio.get_running_loop().time() + STUCK_AFTER
        last = ""
        while asyncio.get_running_loop().time() < deadline:
            self._told.calls["sent"] += 1
            try:
                answer = await call(message)
            except (NoAnswer, PlanNotFound, RPCError) as error:
                last = str(error)
            else:
                moved_on = answer.code is Refusal.NOT_NOW and any("moved on" in reason for reason in answer.reasons)
                if answer.code is not Refusal.BUSY and not moved_on:
                    return answer
                last = "; ".join(answer.reasons)
            self._told.calls["sent again"] += 1
            await asyncio.sleep(self._rng.uniform(0.2, 1.0))
            if self._rng.random() < STAMPED_ANEW:
                message = {**message, "sent_at": datetime.now(UTC).isoformat()}
        raise WentWrongError(f"{name} was never answered: {last}")

    async def reached(self, asked: Asked) -> None:
        """Wait until the plan stands where its messages have it stand."""

        def stands() -> bool:
            seen = self._outside.seen
            is_followed = self._plan_id not in seen.to_follow or asked.implied.interim not in OPEN
            return is_followed and seen.stands.get(self._plan_id) == asked.implied

        await self._until(stands, f"after {asked.message['message_id']}: {asked.implied}")

    async def come_to_rest(self) -> None:
        """Wait until nothing is to be sent any more, and nobody is asked to give what the story gives to nobody."""
        if not self._told.problems:
            try:
                await self._until(self._is_at_rest, "everything sent, and everything given")
            except WentWrongError as wrong:
                self._told.problems.append(str(wrong))

    def _is_at_rest(self) -> bool:
        seen = self._outside.seen
        return self._plan_id not in seen.unsent and not self._to_give()

    def _to_give(self) -> set[str]:
        """What is to be given by hand only because of faults."""
        open_anyway = self._told.story.case.open_tasks()
        return self._outside.seen.to_give.get(self._plan_id, set()) - set(open_anyway) - self._told.gave

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        deadline = asyncio.get_running_loop().time() + STUCK_AFTER
        while not holds():
            for task in self._to_give():
                await self._give(task)
            if asyncio.get_running_loop().time() > deadline:
                stands = self._outside.seen.stands.get(self._plan_id)
                raise WentWrongError(f"it was never so: {what}; it stands at {stands}")
            await self._outside.next_look()

    async def _give(self, task: str) -> None:
        """Somebody gives a notice by hand, and says so. After a plan has left nobody can say it any more."""
        message = example("message-complete-task") | {
            "message_id": f"by-hand-{uuid4().hex[:12]}",
            "plan_id": self._plan_id,
            "sent_by": {"id": "ops-661", "system": "case-system"},
            "sent_at": datetime.now(UTC).isoformat(),
            "task": task,
        }
        answer = await self._answered(
            lambda it: self._plans.ask(self._plan_id, "complete_task", it), message, "complete_task"
        )
        if not answer.accepted and answer.code not in (Refusal.PLAN_CLOSED, Refusal.NO_SUCH_TASK):
            raise WentWrongError(f"{task} could not be completed: {answer.code}: {'; '.join(answer.reasons)}")
        self._told.gave.add(task)


def _is_gone(asked: Asked, answer: Answer) -> bool:
    """Whether it was what the plan left by, and its workflow was ended before it could answer."""
    return asked.implied.status in CLOSED and answer.code is Refusal.PLAN_CLOSED


def _in_short(answer: Answer) -> str:
    return "accepted" if answer.accepted else str(answer.code.value if answer.code else "refused")
