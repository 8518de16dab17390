"""TIME-1, TIME-2, TIME-6 · Clocks: whose turn it is, by when, what happens next, and what stopped or moved a date.

Source: the procedure gives no number of days, so every figure is the scheme's (TIME-1).
A clock runs from the start of a wait and stands still while it is paused. Each of its steps has a budget of time, and
falls due when the clock has run for that budget, wherever its pauses lie. Moments are absolute (UTC), worked out when
something happens: a change of scheme or calendar reaches a running clock only when the clock is planned again.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from countersign.careplan.ladders import CountedIn, Ladder, StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.reviews import review_by
from countersign.careplan.scheme import Scheme
from countersign.careplan.wire import Stored
from countersign.careplan.working_time import NOTHING, Time, WorkingDays, london_day, time_of

PRACTITIONER = "practitioner"


class Wait(StrEnum):
    """What a clock measures: what we wait for."""

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
"""TIME-1: what a plan waits for in each state in which it waits. The person is promised the due date of this wait."""


class Because(StrEnum):
    """Why a date moved. The letter to the person has a sentence for each reason."""

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
"""How many of a clock's latest date changes are carried into the next run. The database keeps all of them."""


class Step(Stored):
    """One step of a clock: what falls due, and when."""

    kind: StepKind

    at: datetime
    """When it falls due (UTC)."""

    budget: timedelta
    """For how long the clock has then run."""


class Pause(Stored):
    """TIME-6: one pause of a clock: what the clock stands still for, from when, and until when."""

    why: str
    """The name of the clock for whose end this one waits."""

    since: datetime
    """When it began."""

    expected: datetime
    """When it is expected to end. Dates are worked out with this moment while it lasts."""

    until: datetime | None = None
    """When it ended; None while it lasts."""

    @property
    def end(self) -> datetime:
        """When the pause ended, or is expected to end."""
        return self.expected if self.until is None else self.until


class Move(Stored):
    """One change of a due date."""

    at: datetime
    """When it was changed."""

    because: Because
    """Why it was changed."""

    rule: str
    """The id of the rule under which it was changed."""

    was: datetime
    """The due date before."""

    now: datetime
    """The due date after."""


class Clock(Stored):
    """TIME-1: the clock of a wait: whose turn it is, by when, and what happens next."""

    name: str
    """A `Wait`. The clock of a question, a request or a condition has its id after a colon."""

    cause: str = ""
    """The message, or the step of a clock, that started it."""

    owner: str
    """Whose turn it is: a role of the scheme, or "practitioner"."""

    person: str = ""
    """The member of staff to whom the wait was reassigned; empty if it was not."""

    since: datetime
    """The start of the wait."""

    due: datetime
    """The promised moment (UTC)."""

    budget: timedelta | None
    """For how long the clock has run when it is due; None once that date has passed: `due` is then the next step's."""

    steps: tuple[Step, ...]
    """The steps still to come, the soonest first. While the clock is paused, their moments are expectations."""

    counted_in: CountedIn = CountedIn.WORKING_DAYS
    """Whether it runs in working days, or in hours, day and night."""

    repeat_every: int
    """How much time lies between one repeat of the last step and the next."""

    began_late: bool = False
    """Whether the scheme's date had passed before we heard of the wait: the clock then has a later date."""

    taken: int = 0
    """How many steps were taken."""

    climbed: int = 0
    """How many levels of people above the first were told."""

    pauses: tuple[Pause, ...] = ()
    """Every pause, those that have ended included."""

    moves: tuple[Move, ...] = ()
    """The latest changes of the due date. All of them are in the record."""

    moved: int = 0
    """How often the due date has changed."""

    edition: str = ""
    """The edition of the scheme by which it was planned."""

    @property
    def wait(self) -> Wait:
        """What we wait for."""
        return Wait(self.name.partition(":")[0])

    @property
    def about(self) -> str:
        """The id of the question, request or condition that the clock is about; empty if it is about none."""
        return self.name.partition(":")[2]

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still now."""
        return any(pause.until is None for pause in self.pauses)

    def moves_since(self, before: "Clock") -> tuple[Move, ...]:
        """The changes of the due date since the clock was as `before`, as far as the clock still carries them."""
        return self.moves[len(self.moves) - (self.moved - before.moved) :] if self.moved > before.moved else ()

    @property
    def step_at(self) -> datetime | None:
        """When the next step falls due; None while the clock is paused."""
        return None if self.is_paused else self.steps[0].at


def ladder_of(scheme: Scheme, wait: Wait) -> Ladder:
    """The scheme's ladder for a wait. A review and a condition have no ladder: they are due on a day."""
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
    """TIME-1: the clock of a wait that starts at `since`. `about`: the id of what it is about, such as a question."""
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
    due = days.closing(review_by(since, scheme, days))
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
    """DP-6: the clock of a condition on a direct payment. It is due by the end of a day, and reminds the practitioner.

    A reminder that would have come before the clock began is left out.
    """
    due = max(days.closing(days.last_working_day(due_on)), days.after(since, 0))
    remind_at = days.closing(days.working_day_before(london_day(due), scheme.direct_payments.remind_before))
    steps = [(StepKind.REMIND, remind_at)] if since < remind_at < due else []
    steps.append((StepKind.ESCALATE, due))
    return Clock(
        name=f"{Wait.CONDITION.value}:{condition}",
        owner=PRACTITIONER,
        since=since,
        due=due,
        budget=days.between(since, due),
        steps=tuple(Step(kind=kind, at=at, budget=days.between(since, at)) for kind, at in steps),
        repeat_every=scheme.direct_payments.repeat_every,
        edition=scheme.edition,
    )


def has_run(clock: Clock, at: datetime, time: Time) -> timedelta:
    """For how long a clock has run at a moment: the time since its start, less its pauses."""
    return running(clock.since, _standstills(clock), at, time)


def running(
    since: datetime, standstills: Iterable[tuple[datetime, datetime]], until: datetime, time: Time
) -> timedelta:
    """The time from `since` to `until`, less the standstills. These are (from, to), in order, and may overlap."""
    total, begins = NOTHING, since
    for stops, goes_on in standstills:
        total += time.between(begins, min(stops, until))
        begins = max(begins, goes_on)
    return total + time.between(begins, until)


def _moment(clock: Clock, budget: timedelta, time: Time) -> datetime:
    """The first moment by which a clock has run for `budget`. A pause that lasts ends when it is expected to."""
    left, begins = budget, clock.since
    for since, until in _standstills(clock):
        run = time.between(begins, since)
        if left <= run:
            break
        left -= run
        begins = max(begins, until)
    return time.on(begins, left)


def _standstills(clock: Clock) -> list[tuple[datetime, datetime]]:
    """When the clock stood still, in order. Pauses may overlap: whoever reads this counts that time only once."""
    return sorted((pause.since, pause.end) for pause in clock.pauses)


def _worked_out(clock: Clock, at: datetime, because: Because, time: Time) -> Clock:
    """The clock with every moment worked out again from its budgets. It keeps a change of its date as a move."""
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
    """TIME-6: the clock stands still from `at` for `why`. Its date is worked out as if that ended at `expected`."""
    pause = Pause(why=why, since=at, expected=max(at, expected))
    standing_still = clock.model_copy(update={"pauses": (*clock.pauses, pause)})
    return _worked_out(standing_still, at, because, time_of(clock.counted_in, days))


def resumed(clock: Clock, why: str, at: datetime, because: Because, days: WorkingDays) -> Clock:
    """TIME-6: what the clock stood still for has come. The clock runs again once no other pause lasts."""
    resuming = _with_pauses(clock, lambda pause: {"until": max(at, pause.since)}, why)
    return _worked_out(resuming, at, because, time_of(clock.counted_in, days))


def stopped(clock: Clock, at: datetime) -> Clock:
    """TIME-6: the clock when its wait ends. Each pause that still lasts ends with it."""
    return _with_pauses(clock, lambda pause: {"until": max(at, pause.since)})


def expected_by(clock: Clock, why: str, at: datetime, expected: datetime, because: Because, days: WorkingDays) -> Clock:
    """TIME-6: what the clock stands still for is now expected at another moment: it is late, or was planned again."""
    delayed = _with_pauses(clock, lambda _: {"expected": expected}, why)
    return _worked_out(delayed, at, because, time_of(clock.counted_in, days))


def _with_pauses(clock: Clock, change: Callable[[Pause], dict[str, datetime]], why: str | None = None) -> Clock:
    """The clock with each pause that lasts changed. `why`: change only the pauses for this reason; None for all."""
    pauses = tuple(
        pause.model_copy(update=change(pause)) if pause.until is None and why in (None, pause.why) else pause
        for pause in clock.pauses
    )
    return clock.model_copy(update={"pauses": pauses})


def climbed(clock: Clock, now: datetime, days: WorkingDays, reached: int = 0) -> Clock:
    """TIME-2: the clock after its soonest step was taken at `now`, by telling the person `reached` levels up.

    The last step repeats every `repeat_every`, so that the clock never falls silent. A reminder that nobody acted on
    repeats as an escalation. A repeat counts from the step before it, not from when a worker woke. Repeats that were
    missed while nothing ran are not sent later one by one. A step at which the promised date has passed sets a new
    date: that of the next step, unless the next step has fallen due too and will set a date itself.
    """
    time = time_of(clock.counted_in, days)
    taken, to_come = clock.steps[0], clock.steps[1:]
    if not to_come:
        kind = StepKind.ESCALATE if taken.kind is StepKind.REMIND else taken.kind
        to_come = (_repeated(clock, kind, taken.at, max(now, taken.at), time),)
    following = clock.model_copy(
        update={"steps": to_come, "taken": clock.taken + 1, "climbed": max(clock.climbed, reached)}
    )
    if clock.due > max(now, taken.at) or to_come[0].at <= now:
        return following
    return _moved(following.model_copy(update={"budget": None}), to_come[0].at, now, Because.NOT_IN_TIME)


def _repeated(clock: Clock, kind: StepKind, at: datetime, now: datetime, time: Time) -> Step:
    """The first repeat after `now` of the step that fell due at `at`."""
    while at <= now:
        # A step falls due as the office closes, from when time counts as the next day: so start a second earlier.
        start = at if clock.counted_in is CountedIn.HOURS else at - timedelta(seconds=1)
        at = time.after(start, clock.repeat_every)
    return Step(kind=kind, at=at, budget=has_run(clock, at, time))


def ahead(clock: Clock, now: datetime, days: WorkingDays) -> Clock:
    """TIME-6, TIME-8: a clock whose date is over already gets the date of the next step: nobody is promised a past day.

    Its move keeps the date that it missed, so it is late from then on. Steps that fell due are still to be taken.
    """
    if clock.due > now:
        return clock
    time, last = time_of(clock.counted_in, days), clock.steps[-1]
    to_come = [step.at for step in clock.steps if step.at > now]
    due = to_come[0] if to_come else _repeated(clock, last.kind, last.at, now, time).at
    late = _moved(clock, due, now, Because.NOT_IN_TIME)
    return late.model_copy(update={"budget": has_run(clock, due, time), "began_late": True})


def planned_again(clock: Clock, scheme: Scheme, days: WorkingDays, now: datetime) -> Clock:
    """TIME-1: a running clock under the scheme and the calendar as they are now. Its start and its pauses stay.

    Steps that were taken stay taken. A step that would have fallen due already falls due at once.
    """
    if clock.wait is Wait.CONDITION:
        return clock  # the decision says when a condition is due, not the scheme
    fresh = clock_of(clock.wait, clock.owner, clock.since, scheme, days, clock.about)
    steps = fresh.steps[clock.taken :]
    updated = clock.model_copy(
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
        steps = (Step(kind=kind, at=at, budget=has_run(updated, at, time)),)
    planned = updated.model_copy(update={"steps": steps})
    time = time_of(planned.counted_in, days)
    if planned.budget is not None and _moment(planned, planned.budget, time) <= now:
        # Nobody is promised a day that is over: the date is that of the next step.
        planned = planned.model_copy(update={"budget": None})
    return _worked_out(planned, now, Because.PLANNED_AGAIN, time)


def _within_office_hours(at: datetime, days: WorkingDays) -> datetime:
    """The moment itself; or, if the office is not open yet or is closed all day, the moment when it closes next."""
    day = london_day(at)
    return at if days.is_working_day(day) and days.opening(day) < at else days.after(at, 0)
