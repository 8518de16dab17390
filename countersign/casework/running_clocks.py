"""TIME-1, TIME-2, TIME-6 · The clocks that run while a plan waits. Nothing else starts, stops or moves one."""

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import datetime

from countersign.careplan.clock_moves import has_run, paused, resumed, stopped
from countersign.careplan.clocks import Because, Clock, clock_of
from countersign.careplan.clocks import Wait as WaitFor
from countersign.careplan.working_time import time_of
from countersign.casework.kept import Wait
from countersign.casework.matter import Matter


class RunningClocks:
    """Every clock of one workflow of a plan, by name."""

    def __init__(self, matter: Matter) -> None:
        """Begin with the clocks that the workflow holds."""
        self._matter = matter
        self._running = {clock.name: clock for clock in matter.situation.standing.clocks}

    def __iter__(self) -> Iterator[Clock]:
        return iter(tuple(self._running.values()))

    def __contains__(self, name: str) -> bool:
        return name in self._running

    def __getitem__(self, name: str) -> Clock:
        return self._running[name]

    def get(self, name: str) -> Clock | None:
        """The clock of that name, if it runs."""
        return self._running.get(name)

    def all(self) -> tuple[Clock, ...]:
        """Every clock. The first is the clock of the plan's state."""
        return tuple(self._running.values())

    def of(self, waits: Container[WaitFor]) -> tuple[Clock, ...]:
        """The clocks of these waits."""
        return tuple(clock for clock in self if clock.wait in waits)

    def before(self) -> tuple[Clock, ...]:
        """Every clock as it was before this determination."""
        return self._matter.situation.standing.clocks

    # What changes them

    def start(self, wait: WaitFor, owner: str, since: datetime, about: str = "", person: str = "") -> Clock:
        """TIME-1: start to wait. `person`: who is waited for, if not everybody who holds the role."""
        matter = self._matter
        return self.begin(clock_of(wait, owner, since, matter.scheme, matter.days, about), person)

    def begin(self, clock: Clock, person: str = "") -> Clock:
        """TIME-1: take over a clock that starts now. It keeps what started it."""
        return self.set(clock.model_copy(update={"cause": self._matter.cause.key, "person": person}))

    def set(self, clock: Clock) -> Clock:
        """Take over a clock as it is now."""
        self._running[clock.name] = clock
        return clock

    def stop(self, *names: str) -> None:
        """Stop these clocks: what they waited for has come, or is no longer wanted."""
        for name in names:
            self._running.pop(name, None)

    def stop_all(self) -> None:
        """Stop every clock."""
        self._running.clear()

    def pause(self, clock: Clock, why: Clock, because: Because, at: datetime) -> None:
        """TIME-6: stop a clock for as long as the clock `why` runs. Its new due date counts on `why` being on time."""
        self.set(paused(clock, why.name, at, why.due, because, self._matter.days))

    def resume(self, clock: Clock, why: str, because: Because, at: datetime) -> None:
        """TIME-6: what the clock waited for has come. It runs again, unless something else still stops it."""
        self.set(resumed(clock, why, at, because, self._matter.days))

    def hand_to(self, clock: Clock, *, person: str, owner: str = "") -> None:
        """TIME-2: wait for somebody else. `owner`: their role, if it is another one."""
        self.set(clock.model_copy(update={"person": person} | ({"owner": owner} if owner else {})))

    # Keeping them

    def keep_waits(self, version: int, ended_at: datetime) -> None:
        """TIME-7: keep each wait that began, changed or ended. The others are not touched.

        `ended_at`: when the message that ended the waits was sent. The next waits begin at that moment.
        """
        known = {(clock.name, clock.cause): clock for clock in self.before()}
        if self.all() == self.before():
            return
        for clock in self:
            if known.pop((clock.name, clock.cause), None) != clock:
                self._matter.changes.waits.append(self._as_it_is(clock, version))
        for clock in known.values():
            wait = self._matter.file.wait(clock.name, clock.cause)
            if wait is not None and wait.ended_at is None:
                self._matter.changes.waits.append(self._ended(wait, clock, max(ended_at, clock.since)))

    def _as_it_is(self, clock: Clock, version: int) -> Wait:
        before = self._matter.file.wait(clock.name, clock.cause)
        moves = before.moves if before else ()
        new = clock.moves[-(clock.moved - len(moves)) :] if clock.moved > len(moves) else ()
        return Wait(
            name=clock.name,
            cause=clock.cause,
            since=before.since if before else clock.since,
            version=before.version if before else version,
            owner=clock.owner,
            person=clock.person,
            edition=clock.edition,
            first_due=before.first_due if before else clock.due,
            due=clock.due,
            next_step=clock.steps[0].kind,
            next_step_at=clock.step_at,
            climbed=clock.climbed,
            pauses=clock.pauses,
            moves=(*moves, *new),
            ended_at=before.ended_at if before else None,
            ended_by=before.ended_by if before else "",
            ran_for=before.ran_for if before else None,
        )

    def _ended(self, wait: Wait, clock: Clock, at: datetime) -> Wait:
        ended = stopped(clock, at)
        ran = has_run(ended, at, time_of(clock.counted_in, self._matter.days))
        return replace(
            wait,
            ended_at=at,
            ended_by=self._matter.cause.key,
            next_step=None,
            next_step_at=None,
            ran_for=round(ran.total_seconds()),
            pauses=ended.pauses,
        )
