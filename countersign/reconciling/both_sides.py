"""TIME-1 · Both sides of every plan, our record and Temporal: looks at them, and brings workflows to our record.

A plan in whose midst something is just being done differs for a moment. So what differs is looked at again, until
nothing differs or the same does.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from countersign.careplan.messages.declaring import Workflow
from countersign.casework.differences import Difference, Execution, Mend, Seen, Side, differences, wrong_id
from countersign.casework.ports import CaseFile, Office
from countersign.casework.putting_again import Started, TakenIn, keep_to_consider, refusals, submit_again
from countersign.client.unanswered import PlanNotFound
from countersign.client.workflows import History, Workflows, id_of
from countersign.queries.reconciling import (
    Known,
    OurSide,
    known_messages,
    known_plans,
    our_side,
    with_something_to_do,
    with_support_to_see_to,
)
from countersign.store.case_files import SqlCaseFile, SqlFiles
from countersign.store.database import Database
from countersign.temporal import names

_Of = TypeVar("_Of")

AT_ONCE = 8
"""How many plans are looked at, or mended, side by side."""

LOOKS = 4
"""How often a plan that differs is looked at before that is said."""

BETWEEN_LOOKS = 0.5
"""In seconds."""

NOT_TO_TAKE = "our record does not have the plan, and Temporal no longer has its submission."

TOLD_EVERY = 100
"""After so many plans whoever waits is told how far it has got."""


class Found(NamedTuple):
    """What differs of one plan, and what Temporal has of it besides."""

    plan: str
    """Empty for a workflow that is of no plan."""

    differences: tuple[Difference, ...] = ()

    lost: Mapping[Workflow, tuple[TakenIn, ...]] = {}
    """The messages to each of its workflows that our record does not have."""

    start: Started | None = None
    """Its submission, if our record does not have the plan."""


class Reached(NamedTuple):
    """What was found, and what is left of it."""

    plans: int
    """How many plans were looked at."""

    found: list[Found]

    left: list[Found]


class BothSides:
    """Our record and Temporal."""

    def __init__(
        self,
        database: Database,
        office: Office,
        workflows: Workflows,
        patience: timedelta,
        tell: Callable[[str], None],
    ) -> None:
        """`patience`: how long a mended plan may take. `tell`: tells whoever waits how far it has got."""
        self._database = database
        self._files = SqlFiles(database)
        self._office = office
        self._workflows = workflows
        self._patience = patience
        self._tell = tell

    async def reconciled(self, plan: str | None, *, mend: bool) -> Reached:
        """Look at one plan or at every plan and, if it is asked for, mend what differs.

        Raises NoAnswer; or PlanNotFound, if neither side knows anything of the one plan.
        """
        if plan is not None and not await self._is_anywhere(plan):
            raise PlanNotFound
        plans, found = ([plan], []) if plan is not None else await self._everything()
        return await self._reached(plans, found, mend=mend)

    async def brought_back(self) -> Reached:
        """Mend every plan for which a workflow should run and none does, and look at no other. Raises NoAnswer.

        Somebody ended it, or the server did, at a limit of its own. This can be done every few minutes: what runs is
        found by searching, without asking each workflow.
        """
        running = await self._workflows.running()
        with self._database.transaction() as session:
            wanted = {names.workflow_id(plan): plan for plan in with_something_to_do(session)}
            wanted |= {names.interim_id(plan): plan for plan in with_support_to_see_to(session)}
        # TIME-3: what was reported to one that was ended at once is in its history alone.
        ended = await self._workflows.ended_from_outside()
        wanted |= {one: plan for one in ended for of in Workflow if (plan := names.plan_of(one, of))}
        stopped = {plan for workflow_id, plan in wanted.items() if workflow_id not in running}
        return await self._reached(sorted(stopped), [], mend=True)

    async def _reached(self, plans: list[str], found: list[Found], *, mend: bool) -> Reached:
        looked = await self._side_by_side(self._settled, plans, "looked at")
        found += [of for of in looked if of.differences]
        mended = await self._side_by_side(self._mended, found, "mended") if mend else found
        return Reached(len(plans), found, [of for of in mended if of.differences])

    async def _side_by_side(
        self, act: Callable[[_Of], Awaitable[Found]], on: Sequence[_Of], done_what: str
    ) -> list[Found]:
        """Act on each of many, some at once. Whoever waits is told how far it has got."""
        turn, done = asyncio.Semaphore(AT_ONCE), 0

        async def acted(of: _Of) -> Found:
            nonlocal done
            async with turn:
                found = await act(of)
            done += 1
            if done % TOLD_EVERY == 0:
                self._tell(f"{done:,} of {len(on):,} plans {done_what}…")
            return found

        return await asyncio.gather(*map(acted, on))

    # Looking

    async def _everything(self) -> tuple[list[str], list[Found]]:
        """Every plan to look at; and the workflows that are of no plan."""
        plans: set[str] = set()
        ended: set[str] = set()
        none: list[Found] = []
        for workflow_id, of_type, runs in await self._workflows.listed():
            of = next(of for of, name in names.TYPES.items() if name == of_type)
            plan = names.plan_of(workflow_id, of)
            if plan:
                (plans if runs else ended).add(plan)
            elif runs:
                none.append(Found("", (wrong_id(workflow_id, of_type),)))
        with self._database.transaction() as session:
            plans |= {*with_something_to_do(session), *(ended - known_plans(session, ended))}
        return sorted(plans), none

    async def _is_anywhere(self, plan: str) -> bool:
        ours, _ = self._ours(plan)
        if ours.plan.known:
            return True
        seen = [await self._workflows.seen(of, plan) for of in Workflow]
        return any(one.execution is not Execution.NONE for one in seen)

    async def _settled(self, plan: str) -> Found:
        """What differs of a plan, once nothing is in hand any more."""
        found = await self._look(plan)
        for _ in range(LOOKS - 1):
            if not found.differences:
                break
            await asyncio.sleep(BETWEEN_LOOKS)
            found = await self._look(plan)
        return found

    async def _look(self, plan: str) -> Found:
        ours, _ = self._ours(plan)
        sides = [
            Side(id_of(of, plan), of, kept, ours.record, await self._workflows.seen(of, plan))
            for of, kept in ((Workflow.PLAN, ours.plan), (Workflow.INTERIM, ours.interim))
        ]
        if not any(map(differences, sides)) and not any(_was_ended(side.seen) for side in sides):
            return Found(plan)
        histories = {side.of: await self._workflows.history(side.workflow_id) for side in sides}
        _, known = self._ours(plan)
        lost = {of: _lost(history, known) for of, history in histories.items()}
        start = histories[Workflow.PLAN].start
        refused = self._tried(plan, None if ours.plan.known else start, lost, is_known=ours.plan.known)
        whole = [side._replace(seen=_with(side, lost[side.of], start), refused=refused) for side in sides]
        found = tuple(found for side in whole for found in differences(side))
        return Found(plan, found, lost, None if ours.plan.known else start)

    def _tried(
        self, plan: str, start: Started | None, lost: Mapping[Workflow, tuple[TakenIn, ...]], *, is_known: bool
    ) -> Mapping[Workflow, tuple[str, ...]]:
        """What the rules would refuse now of what counted then. They are asked in a transaction that is undone."""
        if not is_known and start is None:
            return {of: (NOT_TO_TAKE,) for of, messages in lost.items() if messages}
        if start is None and not any(lost.values()):
            return {}
        try:
            with self._database.undone() as connection:
                return refusals(_Within(connection), self._office, plan, start, lost, datetime.now(UTC))
        except (SQLAlchemyError, LookupError, ValueError, TypeError, ArithmeticError) as error:
            return dict.fromkeys(Workflow, (f"our software fails on it ({type(error).__name__}).",))

    def _ours(self, plan: str) -> tuple[OurSide, Known]:
        with self._database.transaction() as session:
            return our_side(session, plan, datetime.now(UTC)), known_messages(session, plan)

    # Mending

    async def _mended(self, found: Found) -> Found:
        """Mend what differs of one plan, its interim support last. Returns what differs still."""
        if not found.plan:
            for difference in found.differences:
                await self._workflows.end(difference.workflow)
            return found._replace(differences=())
        until = time.monotonic() + self._patience.total_seconds()
        while True:
            for of in Workflow:
                await self._mend(found, of)
            # What one workflow does then may make the other one differ, so what differs for a while is mended too.
            found = await self._settled(found.plan)
            if time.monotonic() > until or not any(left.mend in _DONE_HERE for left in found.differences):
                return found

    async def _mend(self, found: Found, of: Workflow) -> None:
        plan, lost = found.plan, found.lost.get(of, ())
        mends = {difference.mend for difference in found.differences if difference.workflow == id_of(of, plan)}
        if Mend.LEAVE in mends or not mends & _DONE_HERE:
            return
        if found.start is not None and of is Workflow.PLAN:
            answer = submit_again(self._files, self._office, plan, found.start, datetime.now(UTC))
            if not answer.accepted:
                return  # the next look says why
        if lost:
            if of is Workflow.INTERIM:
                await self._until_heard(plan, Workflow.INTERIM)  # what the plan said to it came first
            keep_to_consider(self._files, plan, of, lost)
        # What runs is never ended for it, but for what cannot go on; and it considers what waits before any clock.
        await self._workflows.start(of, plan, over=Mend.START_OVER in mends)
        if mends & {Mend.BEGIN_ANEW, Mend.SEND_AGAIN, Mend.SUBMIT_AGAIN}:
            await self._workflows.begin_anew(of, plan)
        if lost:
            await self._until_heard(plan, of)

    async def _until_heard(self, plan: str, of: Workflow) -> None:
        """Wait until a workflow has considered all that waits for it; not longer than whoever waits would."""
        until = time.monotonic() + self._patience.total_seconds()
        while time.monotonic() < until:
            ours, _ = self._ours(plan)
            kept = ours.plan if of is Workflow.PLAN else ours.interim
            if not kept.waiting and not (of is Workflow.INTERIM and kept.to_follow):
                return
            await asyncio.sleep(BETWEEN_LOOKS / 5)


_DONE_HERE = frozenset({Mend.START, Mend.START_OVER, Mend.BEGIN_ANEW, Mend.SUBMIT_AGAIN, Mend.SEND_AGAIN})


class _Within:
    """Every plan's file, all within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def open(self, plan_id: str) -> Generator[CaseFile]:
        """A plan's file."""
        yield SqlCaseFile(self._connection, plan_id)


def _was_ended(seen: Seen) -> bool:
    """Whether a workflow did not end by itself: then its history may hold messages that nobody has considered."""
    return seen.execution is Execution.HAS_ENDED and seen.how != "completed"


def _lost(history: History, known: Known) -> tuple[TakenIn, ...]:
    return tuple(message for message in history.messages if not known.has(message.message_id, message.sha256))


def _with(side: Side, lost: tuple[TakenIn, ...], start: Started | None) -> Seen:
    named = tuple(f"{message.name} ({message.message_id})" for message in lost)
    return replace(side.seen, lost=named, has_submission=start is not None)
