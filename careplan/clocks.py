"""TIME-1, TIME-2, TIME-6 · Clocks: whose turn it is, by when, what happens next, and what stopped or moved them.

Source: the procedure gives no number of days, so every figure is the scheme's (TIME-1). A clock is a budget of time
that runs from the start of the wait and stands while it is paused; each of its rungs falls due when it has run for
the rung's budget, wherever its pauses lie. Moments are absolute (UTC): they are worked out when something happens, and
a change of the scheme or of the calendar reaches a running clock only by being planned again.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from careplan.lifecycle import Status
from careplan.scheme import CountedIn, Ladder, Scheme, StepKind
from careplan.wire import Stored
from careplan.working_time import NOTHING, Time, WorkingDays, add_months, london_day, time_of

PRACTITIONER = "practitioner"


class Wait(StrEnum):
    """What a clock measures: what is waited for. A question's clock has the question's id after a colon."""

    DECISION = "decision"
    RESUBMISSION = "resubmission"
    RECORD = "record"
    REVIEW = "review"
    SIGN_OFF = "sign_off"
    INFORMATION = "information"
    QUESTION = "question"
    TIDY_UP = "tidy_up"
    MEETING = "meeting"
    FIRST_PAYMENT = "first_payment"
    CONDITION = "condition"
    URGENT_NEEDS = "urgent_needs"
    ACKNOWLEDGED = "acknowledged"
    ARRANGED = "arranged"
    IN_PLACE = "in_place"
    INTERIM_REVIEW = "interim_review"


WAIT_OF: dict[Status, Wait] = {
    Status.AWAITING_DECISION: Wait.DECISION,
    Status.RETURNED: Wait.RESUBMISSION,
    Status.AUTHORISED_TO_START: Wait.FIRST_PAYMENT,
    Status.AGREED: Wait.RECORD,
    Status.SIGNED_OFF: Wait.REVIEW,
}
"""TIME-1: what a plan waits for in each state in which it waits. Its due date is what the person is promised."""


class Because(StrEnum):
    """Why a date moved. Each has its sentence in the letter to the person."""

    INFORMATION_ASKED = "information_asked"
    INFORMATION_CAME = "information_came"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    NOT_IN_TIME = "not_in_time"
    PLANNED_AGAIN = "planned_again"


RULE_OF: dict[Because, str] = {
    Because.INFORMATION_ASKED: "TIME-6",
    Because.INFORMATION_CAME: "TIME-6",
    Because.QUESTION_ASKED: "RET-4",
    Because.QUESTION_ANSWERED: "RET-4",
    Because.NOT_IN_TIME: "TIME-2",
    Because.PLANNED_AGAIN: "TIME-1",
}
"""The rule under which a date moved."""


MOVES_CARRIED = 20
"""A wait that nobody ends moves its date again and again: so many of the latest changes go from run to run."""


class Step(Stored):
    """One rung: what falls due, when (UTC), and for how long the clock has then run."""

    kind: StepKind
    at: datetime
    budget: timedelta


class Pause(Stored):
    """TIME-6: one entry of a clock's ledger: what it stood still for, from when, until when.

    While it lasts (`until` is None) `expected` is the moment by which it is to end; dates are worked out with that.
    """

    why: str
    since: datetime
    expected: datetime
    until: datetime | None = None

    @property
    def end(self) -> datetime:
        """When it ended, or is expected to."""
        return self.expected if self.until is None else self.until


class Move(Stored):
    """One change of a due date: when, why, under which rule, and from which moment to which."""

    at: datetime
    because: Because
    rule: str
    was: datetime
    now: datetime


class Clock(Stored):
    """TIME-1: what a wait holds: whose turn it is, by when, and what happens next.

    `name`: a `Wait`, with a question's id after a colon. `owner`: a role of the scheme, or "practitioner". `person`:
    the member of staff that it was reassigned to, if it was. `since`: the start of the wait. `due`: the promised
    moment; `budget`: the time after which it comes, or None once it was passed and is the next rung's. `steps`: the
    rungs still to come, soonest first; the moments of a paused clock are expectations. `repeat_every`: between rungs
    after the last. `began_late`: the scheme's date had passed before it was heard of, so it has one of its own.
    `taken`: how many of the scheme's rungs were taken. `climbed`: how many people up it has gone. `moves`: the latest
    changes of its date, of which there were `moved`; all are in the record. `edition`: of the scheme by which it was
    planned. `cause`: the message or rung that started it.
    """

    name: str
    cause: str = ""
    owner: str
    person: str = ""
    since: datetime
    due: datetime
    budget: timedelta | None
    steps: tuple[Step, ...]
    counted_in: CountedIn = CountedIn.WORKING_DAYS
    repeat_every: int
    began_late: bool = False
    taken: int = 0
    climbed: int = 0
    pauses: tuple[Pause, ...] = ()
    moves: tuple[Move, ...] = ()
    moved: int = 0
    edition: str = ""

    @property
    def wait(self) -> Wait:
        """What is waited for."""
        return Wait(self.name.partition(":")[0])

    @property
    def about(self) -> str:
        """The id of the question that it is about, if it is about one."""
        return self.name.partition(":")[2]

    @property
    def is_paused(self) -> bool:
        """Whether it stands still now."""
        return any(pause.until is None for pause in self.pauses)

    def moves_since(self, before: "Clock") -> tuple[Move, ...]:
        """The changes of its date since it was as `before`, as far as they are still carried."""
        return self.moves[len(self.moves) - (self.moved - before.moved) :] if self.moved > before.moved else ()

    @property
    def rung(self) -> datetime | None:
        """When its next rung falls due; None while it is paused."""
        return None if self.is_paused else self.steps[0].at


def ladder_of(scheme: Scheme, wait: Wait) -> Ladder:
    """The scheme's ladder for a wait. A review and a condition have none: they are due on a day."""
    clocks, interim = scheme.clocks, scheme.interim
    return {
        Wait.DECISION: clocks.awaiting_decision,
        Wait.RESUBMISSION: clocks.returned,
        Wait.RECORD: clocks.agreed,
        Wait.SIGN_OFF: clocks.sign_off,
        Wait.INFORMATION: clocks.information,
        Wait.QUESTION: clocks.question,
        Wait.TIDY_UP: clocks.tidy_up,
        Wait.MEETING: clocks.meeting,
        Wait.FIRST_PAYMENT: clocks.first_payment,
        Wait.URGENT_NEEDS: interim.urgent_needs,
        Wait.ACKNOWLEDGED: interim.acknowledged,
        Wait.ARRANGED: interim.arranged,
        Wait.IN_PLACE: interim.in_place,
        Wait.INTERIM_REVIEW: interim.review,
    }[wait]


def clock_of(wait: Wait, owner: str, since: datetime, scheme: Scheme, days: WorkingDays, about: str = "") -> Clock:
    """TIME-1: the clock of a wait that starts at `since`. `about`: the id of the question that it is about."""
    if wait is Wait.REVIEW:
        return _review_clock(since, scheme, days)
    ladder = ladder_of(scheme, wait)
    time = time_of(ladder.counted_in, days)
    due = time.after(since, ladder.due_after)
    return Clock(
        name=f"{wait.value}:{about}" if about else wait.value,
        owner=owner,
        since=since,
        due=due,
        budget=time.between(since, due),
        steps=_steps(ladder, since, time),
        counted_in=ladder.counted_in,
        repeat_every=ladder.repeat_every,
        edition=scheme.edition,
    )


def _steps(ladder: Ladder, since: datetime, time: Time) -> tuple[Step, ...]:
    moments = [(step.do, time.after(since, step.after)) for step in ladder.steps]
    return tuple(Step(kind=kind, at=at, budget=time.between(since, at)) for kind, at in moments)


def _review_clock(since: datetime, scheme: Scheme, days: WorkingDays) -> Clock:
    """A review that would fall on a day off falls on the last working day before."""
    review_on = add_months(london_day(since), scheme.review.within_months)
    due = days.closing(days.last_working_day(review_on))
    budget = days.between(since, due)
    return Clock(
        name=Wait.REVIEW.value,
        owner=PRACTITIONER,
        since=since,
        due=due,
        budget=budget,
        steps=(Step(kind=StepKind.REVIEW, at=due, budget=budget),),
        repeat_every=scheme.review.repeat_every,
        edition=scheme.edition,
    )


def condition_clock(condition: str, due_on: date, since: datetime, scheme: Scheme, days: WorkingDays) -> Clock:
    """DP-6: the clock of one condition on a direct payment, due by the end of a day: the practitioner is reminded.

    A reminder that would have come before the clock began comes with the due date.
    """
    due = max(days.closing(days.last_working_day(due_on)), days.after(since, 0))
    before = days.closing(days.working_day_before(london_day(due), scheme.direct_payments.remind_before))
    rungs = [(StepKind.REMIND, before)] if since < before < due else []
    rungs.append((StepKind.ESCALATE, due))
    return Clock(
        name=f"{Wait.CONDITION.value}:{condition}",
        owner=PRACTITIONER,
        since=since,
        due=due,
        budget=days.between(since, due),
        steps=tuple(Step(kind=kind, at=at, budget=days.between(since, at)) for kind, at in rungs),
        repeat_every=scheme.direct_payments.repeat_every,
        edition=scheme.edition,
    )


def has_run(clock: Clock, at: datetime, time: Time) -> timedelta:
    """For how long a clock has run by a moment: the time since its start, without its pauses."""
    return running(clock.since, _standstills(clock), at, time)


def running(
    since: datetime, standstills: Iterable[tuple[datetime, datetime]], until: datetime, time: Time
) -> timedelta:
    """The time from `since` to `until`, without the standstills between: (from, to), in order; they may overlap."""
    total, begins = NOTHING, since
    for stands, goes_on in standstills:
        total += time.between(begins, min(stands, until))
        begins = max(begins, goes_on)
    return total + time.between(begins, until)


def _moment(clock: Clock, budget: timedelta, time: Time) -> datetime:
    """The first moment by which a clock has run for so long, its pauses ending as they did or are expected to."""
    left, begins = budget, clock.since
    for since, until in _standstills(clock):
        before = time.between(begins, since)
        if left <= before:
            break
        left -= before
        begins = max(begins, until)
    return time.on(begins, left)


def _standstills(clock: Clock) -> list[tuple[datetime, datetime]]:
    """When the clock stood still, in order. Several questions at once stop it once: whoever reads this sees to that."""
    return sorted((pause.since, pause.end) for pause in clock.pauses)


def _worked_out(clock: Clock, at: datetime, because: Because, time: Time) -> Clock:
    """The clock with every moment worked out from its budgets again, and the move of its date, if any, kept."""
    steps = tuple(step.model_copy(update={"at": _moment(clock, step.budget, time)}) for step in clock.steps)
    due = steps[0].at if clock.budget is None else _moment(clock, clock.budget, time)
    return _moved(clock.model_copy(update={"steps": steps}), due, at, because)


def _moved(clock: Clock, due: datetime, at: datetime, because: Because) -> Clock:
    if due == clock.due:
        return clock
    move = Move(at=at, because=because, rule=RULE_OF[because], was=clock.due, now=due)
    moves = (*clock.moves, move)[-MOVES_CARRIED:]
    return clock.model_copy(update={"due": due, "moves": moves, "moved": clock.moved + 1})


def paused(clock: Clock, why: str, at: datetime, expected: datetime, because: Because, days: WorkingDays) -> Clock:
    """TIME-6: the clock stands still from `at` for `why`, and its date is worked out as if until `expected`."""
    pause = Pause(why=why, since=at, expected=max(at, expected))
    standing = clock.model_copy(update={"pauses": (*clock.pauses, pause)})
    return _worked_out(standing, at, because, time_of(clock.counted_in, days))


def resumed(clock: Clock, why: str, at: datetime, because: Because, days: WorkingDays) -> Clock:
    """TIME-6: what it stood still for has come. It runs again once nothing else keeps it."""
    resuming = _with_pauses(clock, lambda pause: {"until": max(at, pause.since)}, why)
    return _worked_out(resuming, at, because, time_of(clock.counted_in, days))


def stopped(clock: Clock, at: datetime) -> Clock:
    """TIME-6: the clock as its wait ends: what it still stood for, it stood for until then."""
    return _with_pauses(clock, lambda pause: {"until": max(at, pause.since)})


def expected_by(clock: Clock, why: str, at: datetime, expected: datetime, because: Because, days: WorkingDays) -> Clock:
    """TIME-6: what it stands still for is now expected by another moment: it is late, or was planned again."""
    moved = _with_pauses(clock, lambda _: {"expected": expected}, why)
    return _worked_out(moved, at, because, time_of(clock.counted_in, days))


def _with_pauses(clock: Clock, change: Callable[[Pause], dict[str, datetime]], why: str | None = None) -> Clock:
    """The clock with each pause that lasts changed, or with those only that are for `why`."""
    pauses = tuple(
        pause.model_copy(update=change(pause)) if pause.until is None and why in (None, pause.why) else pause
        for pause in clock.pauses
    )
    return clock.model_copy(update={"pauses": pauses})


def climbed(clock: Clock, now: datetime, days: WorkingDays, reached: int = 0) -> Clock:
    """TIME-2: the clock after its soonest rung was taken at `now`, by telling the person `reached` rungs up.

    After the last rung it goes on: the last kind repeats every `repeat_every`, so that nothing falls silent; a reminder
    that nobody acted on repeats one person up. A repeat counts from the rung before it, not from when a worker woke;
    repeats missed while nothing ran are not sent one by one. A rung at which the promised date has passed sets a new
    one: the next rung, unless that has fallen due too and sets one itself.
    """
    time = time_of(clock.counted_in, days)
    taken, rest = clock.steps[0], clock.steps[1:]
    if not rest:
        kind = StepKind.ESCALATE if taken.kind is StepKind.REMIND else taken.kind
        rest = (_repeated(clock, kind, taken.at, max(now, taken.at), time),)
    later = clock.model_copy(update={"steps": rest, "taken": clock.taken + 1, "climbed": max(clock.climbed, reached)})
    if clock.due > max(now, taken.at) or rest[0].at <= now:
        return later
    return _moved(later.model_copy(update={"budget": None}), rest[0].at, now, Because.NOT_IN_TIME)


def _repeated(clock: Clock, kind: StepKind, at: datetime, now: datetime, time: Time) -> Step:
    while at <= now:
        # A rung fell as the office closed, which would count as the next day: so from just before it.
        start = at if clock.counted_in is CountedIn.HOURS else at - timedelta(seconds=1)
        at = time.after(start, clock.repeat_every)
    return Step(kind=kind, at=at, budget=has_run(clock, at, time))


def ahead(clock: Clock, now: datetime, days: WorkingDays) -> Clock:
    """TIME-6: nobody is promised a day that is over: a wait that began so long ago is due with the next rung to come.

    The rungs that fell due meanwhile are still to be taken.
    """
    if clock.due > now:
        return clock
    time, last = time_of(clock.counted_in, days), clock.steps[-1]
    to_come = [step.at for step in clock.steps if step.at > now]
    due = to_come[0] if to_come else _repeated(clock, last.kind, last.at, now, time).at
    return clock.model_copy(update={"due": due, "budget": has_run(clock, due, time), "began_late": True})


def planned_again(clock: Clock, scheme: Scheme, days: WorkingDays, now: datetime) -> Clock:
    """TIME-1: a running clock under the scheme and the calendar as they are now; its start and pauses stay.

    Rungs that were taken stay taken. One that would now have fallen due already falls due at once.
    """
    if clock.wait is Wait.CONDITION:
        return clock  # its day is the decision's, not the scheme's
    fresh = clock_of(clock.wait, clock.owner, clock.since, scheme, days, clock.about)
    steps = fresh.steps[clock.taken :]
    later = clock.model_copy(
        update={
            "repeat_every": fresh.repeat_every,
            "counted_in": fresh.counted_in,
            "edition": fresh.edition,
            "budget": clock.budget if clock.budget is None or clock.began_late else fresh.budget,
        }
    )
    if not steps:
        time = time_of(fresh.counted_in, days)
        kind, at = clock.steps[0].kind, clock.steps[0].at
        at = at if fresh.counted_in is CountedIn.HOURS else _within_office_hours(at, days)
        steps = (Step(kind=kind, at=at, budget=has_run(later, at, time)),)
    planned = later.model_copy(update={"steps": steps})
    time = time_of(planned.counted_in, days)
    if planned.budget is not None and _moment(planned, planned.budget, time) <= now:
        # Nobody is promised a day that is over: the next rung's is the date.
        planned = planned.model_copy(update={"budget": None})
    return _worked_out(planned, now, Because.PLANNED_AGAIN, time)


def _within_office_hours(at: datetime, days: WorkingDays) -> datetime:
    """The moment itself, or, where the office is closed all day or not open yet, when it closes next."""
    day = london_day(at)
    return at if days.is_working_day(day) and days.opening(day) < at else days.after(at, 0)
