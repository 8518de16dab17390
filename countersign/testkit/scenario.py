"""A scenario: what people send, how much time passes, and what is expected to have happened by then.

    await scenario.submit("undecided").after(working_days=5).expect(reminder_to("team manager")).decide("agreed")

Steps are collected, and run in order when the scenario is awaited. It can then go on and be awaited again.
"""

from collections.abc import Awaitable, Callable, Generator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from temporalio.service import RPCError, RPCStatusCode

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import INTERIM_MESSAGES
from countersign.careplan.messages.answers import Answer
from countersign.careplan.register import Absence
from countersign.careplan.scheme import Scheme
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import LONDON, WorkingDays, add_months, london_day
from countersign.casework.status import PlanStatus
from countersign.client.plans import Plans, at_the_door
from countersign.embedded.virtual_time import BothClocks
from countersign.embedded.workflow_clock import real_now
from countersign.schemes.reader import Schemes
from countersign.store.delegations import go_away
from countersign.store.register import replace_register
from countersign.store.register_file import read_register
from countersign.temporal import names
from countersign.testkit.expectations import Expectation, Looked, NothingMore
from countersign.testkit.happened import Seen, everything, name_of, new_since
from countersign.testkit.letterbook import Changes, Given, Letterbook
from countersign.testkit.messages import Messages
from countersign.testkit.office import PATIENCE, Desk
from countersign.testkit.picture import picture
from countersign.testkit.words import Day, Moment, day_of, moment_of, said, to_the_second

Act = Callable[[], Awaitable[None]]


class Scenario(Messages):
    """One plan, from its submission on. See docs/testing.md."""

    def __init__(self, desk: Desk) -> None:
        """`desk`: the installation on which it is played."""
        self.desk = desk
        self.plan = desk.plan()
        self._letters = Letterbook(self.plan)
        self._plans = Plans(
            desk.client, desk.settings.task_queue, timedelta(seconds=PATIENCE), desk.signs, through_the_plan=True
        )
        self._to_do: list[tuple[str, Act]] = []
        self._done: list[str] = []
        self._known: frozenset[str] = frozenset()
        self._answers: list[tuple[str, Answer]] = []
        self._clocks: BothClocks | None = None
        # Before any workflow runs, we keep the time ourselves: when the plan starts, and what to send once it does.
        self._moment: datetime | None = None
        self._to_start: Mapping[str, Any] | None = None
        self._to_send: list[tuple[str, Mapping[str, Any]]] = []
        self._worker_is_down = False
        self._submitted_at = self._sent_at = real_now()

    def __await__(self) -> Generator[Any, None, Self]:
        """Run every step that has not run yet."""
        return self._run().__await__()

    async def _run(self) -> Self:
        to_do, self._to_do = self._to_do, []
        for step, act in to_do:
            self._done.append(step)
            if not step.startswith("expect("):
                await self._nothing_was_refused()
            await act()
        await self._nothing_was_refused()
        return self

    @property
    def steps_not_run(self) -> tuple[str, ...]:
        """Steps that were written down and never awaited."""
        return tuple(step for step, _ in self._to_do)

    def _then(self, step: str, act: Act) -> Self:
        self._to_do.append((step, act))
        return self

    # Time

    def on(self, moment: Moment) -> Self:
        """Begin at a future moment, in London: `2032-12-17 17:05`. Only before the submission."""
        begin = moment_of(moment)

        async def act() -> None:
            if self._clocks is not None:
                raise ValueError("A scenario begins on a date before its submission, not later.")
            if begin <= await self._now():
                raise ValueError(f"A plan's clock goes forward only, and {said(begin)} has passed.")
            self._moment = begin

        return self._then(f"on({moment!r})", act)

    def after(
        self,
        *,
        working_days: int | None = None,
        hours: float | None = None,
        months: int | None = None,
        until: Moment | None = None,
    ) -> Self:
        """Let time pass until this long after the last message was sent, as a ladder counts it; or `until` a moment.

        Working days end when the office closes. Everything that falls due meanwhile happens, one step after another.
        """
        return self._pass("after", lambda: self._sent_at, working_days, hours, months, until)

    def later(self, *, working_days: int | None = None, hours: float | None = None, months: int | None = None) -> Self:
        """The same, counted from now instead of from the last message."""
        return self._pass("later", None, working_days, hours, months, None)

    def _pass(
        self,
        name: str,
        since: Callable[[], datetime] | None,
        working_days: int | None,
        hours: float | None,
        months: int | None,
        until: Moment | None,
    ) -> Self:
        given = {"working_days": working_days, "hours": hours, "months": months, "until": until}
        given = {unit: value for unit, value in given.items() if value is not None}
        if len(given) != 1:
            raise ValueError(f"{name}() takes one of working_days, hours, months and until.")

        async def act() -> None:
            now = await self._now()
            to = self._reckoned(since() if since else now, working_days, hours, months, until)
            if to < now - timedelta(minutes=1):
                raise ValueError(f"Time goes forward only: it is {said(now)}, and {said(to)} has passed.")
            await self._forward(to)

        return self._then(f"{name}({', '.join(f'{unit}={value!r}' for unit, value in given.items())})", act)

    def _reckoned(
        self,
        since: datetime,
        working_days: int | None,
        hours: float | None,
        months: int | None,
        until: Moment | None,
    ) -> datetime:
        if working_days is not None:
            return self.days.after(since, working_days)
        if hours is not None:
            return since + timedelta(hours=hours)
        if months is not None:
            local = since.astimezone(LONDON)
            day = add_months(local.date(), months)
            return datetime.combine(day, local.time(), LONDON).astimezone(since.tzinfo)
        return moment_of(until or "")

    async def _now(self) -> datetime:
        if self._clocks is None:
            return self._moment or real_now()
        return await self._clocks.now()

    async def _forward(self, to: datetime) -> None:
        if self._clocks is None:
            self._moment = to
        elif self._worker_is_down:
            await self._clocks.forward_without_worker(to, self._send_what_waits)
        else:
            await self._clocks.forward_to(to)

    # Messages

    def submit(self, given: Given, changes: Changes | None = None) -> Self:
        """The practitioner submits the plan: an example (`"undecided"`), a file, or a message written out."""

        async def act() -> None:
            at = to_the_second(await self._now())
            submission = self._letters.submission(given, changes or {}, at)
            self._submitted_at = self._sent_at = moment_of(submission["sent_at"])
            answer = at_the_door(submission, came=at)
            if not answer.accepted:
                self._answers.append(("submit", answer))
            elif self._worker_is_down:
                self._moment, self._to_start = at, submission
            else:
                await self._start(submission)

        return self._then(f"submit({given!r})" if isinstance(given, str) else "submit(…)", act)

    async def _start(self, submission: Mapping[str, Any]) -> None:
        """Start the plan now; or, if the scenario begins at another time, on that day.

        A workflow with a later start begins when its own clock has been moved that far.
        """
        began = self._moment
        clocks = BothClocks(self.desk.client, self.plan.plan_id, began or real_now(), patience=PATIENCE)
        if began is None:
            answer = await self._plans.submit(submission)
            self._clocks = clocks
        else:
            signs = self.desk.signs
            as_sent = signs(self.plan.plan_id, "submit", submission) if signs else submission
            await clocks.begin(as_sent, began, self.desk.settings.task_queue)
            self._clocks = clocks
            if self._worker_is_down:
                await self._send_what_waits()
                await self.desk.open()
                self._worker_is_down = False
            answer = await self._acknowledged(submission)
        self._answers.append(("submit", answer))

    async def _acknowledged(self, submission: Mapping[str, Any]) -> Answer:
        try:
            return await self.plan.ask(names.ACKNOWLEDGE, submission["message_id"])
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            # It was refused, or withdrawn by the next message: it has ended already, and its result has the answer.
            return (await self.plan.outcome()).answer or Answer(outcome="accepted")

    def send(
        self,
        name: str,
        given: Given | None = None,
        changes: Changes | None = None,
        *,
        by: str = "",
        sent: Moment | None = None,
    ) -> Self:
        """Send any message, by its name. `given`: None for the example of that name. `changes`: new values, by path.

        `by`: who sends it. `sent`: when it says that it was sent, if not now.
        """

        async def act() -> None:
            at = moment_of(sent) if sent else to_the_second(await self._now())
            message = self._letters.message(name, given, self._filled_in(changes or {}), at=at, by=by)
            self._sent_at = moment_of(message["sent_at"])
            if self._worker_is_down:
                self._to_send.append((name, message))
                return
            if self._clocks is not None:
                await self._clocks.settled()
            self._answers.append((name, await self._plans.ask(self.plan.plan_id, name, message)))

        shown = [repr(given)] if isinstance(given, str) else []
        shown += [f"{key}={value!r}" for key, value in (("by", by), ("sent", sent)) if value]
        return self._then(f"{name}({', '.join(shown)})", act)

    def _filled_in(self, changes: Changes) -> dict[str, Any]:
        """The changes as values. A change may be a function of what was sent before."""
        return {path: value() if callable(value) else value for path, value in changes.items()}

    def latest(self, name: str) -> str:
        """The id of the latest message of that name. Raises ValueError if none was sent."""
        return self._letters.latest(name)

    async def _send_what_waits(self) -> None:
        """Send the messages as signals, in their order: no worker runs that could answer."""
        waiting, self._to_send = self._to_send, []
        for name, message in waiting:
            to = self.plan.interim if name in INTERIM_MESSAGES else self.plan
            await to.send(name, message)

    # The installation

    def worker_down(self) -> Self:
        """Stop the worker. From here on messages are signals, and nothing happens until the worker is up again."""

        async def act() -> None:
            if self._clocks is not None:
                # This also learns when each workflow will have something to do: without a worker, nobody can ask.
                await self._clocks.forward_to(await self._clocks.now())
            await self.desk.shut()
            self._worker_is_down = True

        return self._then("worker_down()", act)

    def worker_up(self, schemes: Path | None = None) -> Self:
        """Start the worker. It finds everything that was sent and that fell due meanwhile."""

        async def act() -> None:
            self._with_schemes(schemes)
            if self._to_start is not None:
                submission, self._to_start = self._to_start, None
                await self._start(submission)
            else:
                await self._send_what_waits()
                await self.desk.open()
                self._worker_is_down = False

        return self._then("worker_up()", act)

    def schemes(self, folder: Path) -> Self:
        """Restart the worker with another folder of schemes, as a council that has changed its scheme does."""

        async def act() -> None:
            await self.desk.shut()
            self._with_schemes(folder)
            await self.desk.open()

        return self._then(f"schemes({folder.name!r})", act)

    def _with_schemes(self, folder: Path | None) -> None:
        if folder is not None:
            self.desk.settings = self.desk.settings.model_copy(update={"schemes": folder})

    def register(self, text: str) -> Self:
        """Replace the register of staff, as `starter.py register` does: `text` is the whole of it, as CSV."""

        async def act() -> None:
            lines = read_register(text, "the scenario's register")
            with self.desk.database.transaction() as session:
                replace_register(session, lines)

        return self._then("register(…)", act)

    def away(self, person: str, starts: Day, ends: Day | None = None) -> Self:
        """Somebody is away, from the first day to the last: whoever acts for them may then do so (ROUTE-9)."""
        absence = Absence(person, day_of(starts), day_of(ends) if ends else None)

        async def act() -> None:
            with self.desk.database.transaction() as session:
                change = go_away(session, absence, by="operations", at=await self._now())
            if change.refused:
                raise ValueError(" ".join(refused.reason for refused in change.refused))

        return self._then(f"away({person!r}, {starts!r})", act)

    # What is expected

    def expect(self, *expected: Expectation) -> Self:
        """Expect that all of these hold. Unless it says otherwise, each sees only what is new since the last one."""
        step = f"expect({', '.join(expectation.said for expectation in expected)})"

        async def act() -> None:
            if self._worker_is_down:
                raise ValueError("Nothing can be expected while the worker is down: bring it up first.")
            if self._clocks is not None:
                await self._clocks.settled()
            seen = await self._seen()
            looked = [
                (expectation, expectation.look(seen))
                for expectation in expected
                if not isinstance(expectation, NothingMore)
            ]
            if any(expectation.said.startswith("refused(") and look.holds for expectation, look in looked):
                seen.answers = []
                self._answers = []
            met_by = tuple(met for _, look in looked for met in look.met_by)
            looked += [
                (expectation, expectation.beside(seen, met_by))
                for expectation in expected
                if isinstance(expectation, NothingMore)
            ]
            unmet = [(expectation, look) for expectation, look in looked if not look.holds]
            if unmet:
                raise AssertionError(await self._failed(unmet))
            await self._nothing_was_refused()
            self._answers = []
            self._known = frozenset(map(name_of, everything(self.plan)))

        return self._then(step, act)

    async def _seen(self) -> Seen:
        new = new_since(self._known, everything(self.plan))
        status, _ = await self._statuses()
        refusals = [(name, answer) for name, answer in self._answers if not answer.accepted]
        return Seen(
            plan=self.plan,
            new=new,
            status=status,
            scheme=self.scheme,
            days=self.days,
            submitted_at=self._submitted_at,
            answers=refusals,
        )

    async def _statuses(self) -> tuple[PlanStatus | None, PlanStatus | None]:
        """The status of the plan, and that of its interim support while it runs."""
        if self._clocks is None or self._worker_is_down:
            return None, None
        interim = self.plan.interim
        return await self.plan.status(), await interim.status() if await interim.is_running() else None

    @property
    def scheme(self) -> Scheme:
        """The plan's scheme, as the worker uses it."""
        name = self._letters.submitted.get("plan", {}).get("scheme", "procedure")
        return Schemes(self.desk.settings.schemes).in_force(name, london_day(self._sent_at))

    @property
    def days(self) -> WorkingDays:
        """The council's working days."""
        return Schemes(self.desk.settings.schemes).days(self.scheme)

    async def picture(self) -> str:
        """The plan's whole story, as a failed expectation shows it."""
        return picture(self.plan, *await self._statuses(), await self._now(), self._known)

    async def _failed(self, unmet: list[tuple[Expectation, Looked]]) -> str:
        lines = [f"Step {len(self._done)} of the scenario: {self._done[-1]}"]
        for expectation, look in unmet:
            found = look.found.replace("\n", "\n            ")
            lines += [f"  expected  {expectation.wanted}", f"  found     {found}"]
        lines += ["", f"The scenario so far: {'.'.join(self._done)}", "", await self.picture()]
        return "\n".join(lines)

    async def _nothing_was_refused(self) -> None:
        """Fail first on a message that was refused without being expected to be."""
        refused = [(name, answer) for name, answer in self._answers if not answer.accepted]
        if refused:
            name, answer = refused[0]
            code = answer.code.value if answer.code else ""
            reasons = "\n            ".join(answer.reasons)
            status = spelled_out(Status(answer.plan_status)) if answer.plan_status else "not started"
            raise AssertionError(
                f"The message {name} was refused, and nothing expected it: {code}, the plan {status}\n"
                f"  because   {reasons}\n\nThe scenario so far: {'.'.join(self._done)}\n\n{await self.picture()}"
            )
