"""TIME-1, TIME-2, TIME-6 · Clocks: whose turn it is, by when, what happens next, and what stopped or moved a date.

Source: the procedure gives no number of days, so every figure is the scheme's (TIME-1).
A clock runs from the start of a wait and stands still while it is paused. Each of its steps has a budget of time, and
falls due when the clock has run for that budget, wherever its pauses lie. Moments are absolute (UTC), worked out when
something happens: a change of scheme or calendar reaches a running clock only when the clock is planned again.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from countersign.careplan.ladders import CountedIn, Ladder, StepKind
from countersign.careplan.lifecycle import CLOSED, Status
from countersign.careplan.reviews import review_by
from countersign.careplan.scheme import Scheme
from countersign.careplan.wire import Stored
from countersign.careplan.working_time import RoundTheClock, Time, WorkingDays, london_day, moment_of, time_of

PRACTITIONER = "practitioner"


class Wait(StrEnum):
    """What a clock measures: what we wait for."""

    DECISION = "decision"
    RESUBMISSION = "resubmission"
    RECORD = "record"
    REVIEW = "review"
    PAYMENT_REVIEW = "payment_review"
    REVIEW_ASKED = "review_asked"
    SIGN_OFF = "sign_off"
    INFORMATION = "information"
    QUESTION = "question"
    TIDY_UP = "tidy_up"
    MEETING = "meeting"
    FIRST_PAYMENT = "first_payment"
    CONDITION = "condition"
    UNDERSTANDING = "understanding"
    CONCERN = "concern"
    COPY_ENDS = "copy_ends"
    AMENDMENT = "amendment"
    ENDS = "ends"
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

ON_A_DAY = frozenset({Wait.REVIEW, Wait.PAYMENT_REVIEW, Wait.REVIEW_ASKED, Wait.CONDITION, Wait.ENDS})
"""The waits that are due on a day: no ladder of the scheme says when."""

AS_A_DAY_BEGINS = frozenset({Wait.ENDS, Wait.COPY_ENDS})
"""The waits whose one step comes by itself as a day begins. Nobody can be late with them."""

BESIDE = ON_A_DAY | {Wait.UNDERSTANDING, Wait.CONCERN, Wait.COPY_ENDS, Wait.AMENDMENT}
"""The waits that run beside the states of a plan, until it leaves: of the version in force, of what was asked."""


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

    reviewed_on: date | None = None
    """For a review: the day of the last one, from which this counts; None before the first."""

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

    waits_for: str = ""
    """In words, what comes next, where one wait has several ends: an amendment that was agreed waits for the plan."""

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


def is_after_the_end(clock: Clock, clocks: Iterable[Clock]) -> bool:
    """END: whether what a clock waits for falls due once the plan has left, so that nobody is reminded of it.

    `clocks`: every clock of the plan.
    """
    ends = next((other for other in clocks if other.wait is Wait.ENDS), None)
    return ends is not None and clock.wait in ON_A_DAY and clock.wait is not Wait.ENDS and clock.due >= ends.due


def soonest(clocks: Iterable[Clock]) -> Clock | None:
    """The clock that falls due first, of those that run and on which somebody acts; None if there is none."""
    running = [clock for clock in clocks if not clock.is_paused and clock.wait is not Wait.COPY_ENDS]
    return min(running, key=lambda clock: clock.due, default=None)


def goes_on(clock: Clock, status: Status) -> bool:
    """Whether a clock runs on in the state that its plan has come into; the others stop.

    That of the whole sign-off does until it is signed off; of understanding (REC-3), of copies (SHARE), of amendments,
    and of what falls due on a day for the version in force (AMEND-2), until the plan leaves.
    """
    if clock.wait is Wait.SIGN_OFF:
        return status not in (*CLOSED, Status.SIGNED_OFF)
    return clock.wait in BESIDE and status not in CLOSED


def ladder_of(scheme: Scheme, wait: Wait) -> Ladder:
    """The scheme's ladder for a wait. Those of `ON_A_DAY` have none."""
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
        Wait.UNDERSTANDING: clocks.understanding,
        Wait.CONCERN: clocks.concern,
        Wait.AMENDMENT: clocks.amendment,
        Wait.URGENT_NEEDS: interim.urgent_needs,
        Wait.ACKNOWLEDGED: interim.acknowledged,
        Wait.ARRANGED: interim.arranged,
        Wait.IN_PLACE: interim.in_place,
        Wait.INTERIM_REVIEW: interim.review,
    }[wait]


def clock_of(wait: Wait, owner: str, since: datetime, scheme: Scheme, days: WorkingDays, about: str = "") -> Clock:
    """TIME-1: the clock of a wait that starts at `since`. `about`: the id of what it is about, such as a question."""
    if wait is Wait.REVIEW:
        return review_clock(since, scheme, days)
    if wait is Wait.REVIEW_ASKED:
        due = days.after(since, scheme.review.on_request_within)
        return _clock_of_a_review(wait, due, since, scheme, days)
    ladder = ladder_of(scheme, wait)
    time = time_of(ladder.counted_in, days)
    due = time.after(since, ladder.due_after)
    return Clock(
        name=f"{wait.value}:{about}" if about else wait.value,
        owner=owner,
        since=since,
        due=due,
        budget=time.between(since, due),
        steps=_steps(((step.do, time.after(since, step.after)) for step in ladder.steps), since, time),
        counted_in=ladder.counted_in,
        repeat_every=ladder.repeat_every,
        edition=scheme.edition,
    )


def _steps(moments: Iterable[tuple[StepKind, datetime]], since: datetime, time: Time) -> tuple[Step, ...]:
    """What falls due and when, each with the time for which a clock that starts at `since` has then run."""
    return tuple(Step(kind=kind, at=at, budget=time.between(since, at)) for kind, at in moments)


def review_clock(since: datetime, scheme: Scheme, days: WorkingDays, reviewed_on: date | None = None) -> Clock:
    """REV-1, REV-2: the clock of the next review of the plan. `reviewed_on`: the day of the last; None before any."""
    due = days.closing(review_by(london_day(since), scheme, days, reviewed_on))
    return _clock_of_a_review(Wait.REVIEW, due, since, scheme, days, reviewed_on)


def payment_review_clock(
    due_on: date, since: datetime, scheme: Scheme, days: WorkingDays, reviewed_on: date | None = None
) -> Clock:
    """REV-3, DP-9: the clock of the next review of the direct payment, due by the end of a day."""
    return _clock_of_a_review(Wait.PAYMENT_REVIEW, days.closing(due_on), since, scheme, days, reviewed_on)


def _clock_of_a_review(
    wait: Wait, due: datetime, since: datetime, scheme: Scheme, days: WorkingDays, reviewed_on: date | None = None
) -> Clock:
    """A reminder before the day, and the review on it. A reminder whose day is over already comes at once."""
    remind_at = days.closing(days.working_day_before(london_day(due), scheme.review.remind_before))
    steps = [(StepKind.REMIND, min(max(remind_at, since), due)), (StepKind.REVIEW, due)]
    return Clock(
        name=wait.value,
        owner=PRACTITIONER,
        since=since,
        due=due,
        budget=days.between(since, due),
        steps=_steps(steps, since, days),
        repeat_every=scheme.review.repeat_every,
        reviewed_on=reviewed_on,
        edition=scheme.edition,
    )


def day_of_a_condition(first_on: date, since: datetime, days: WorkingDays) -> date:
    """DP-6, TIME-1: the day by which a condition is due that says `first_on`, for its clock and in words alike.

    It is the last working day until then, because on a day off nobody could take it; and not before the office closes
    next after `since`.
    """
    return max(days.last_working_day(first_on), london_day(days.after(since, 0)))


def condition_clock(condition: str, due_on: date, since: datetime, scheme: Scheme, days: WorkingDays) -> Clock:
    """DP-6: the clock of a condition on a direct payment. It is due by the end of a day, and reminds the practitioner.

    A reminder that would have come before the clock began is left out.
    """
    due = days.closing(day_of_a_condition(due_on, since, days))
    remind_at = days.closing(days.working_day_before(london_day(due), scheme.direct_payments.remind_before))
    steps = [(StepKind.REMIND, remind_at)] if since < remind_at < due else []
    steps.append((StepKind.ESCALATE, due))
    return Clock(
        name=f"{Wait.CONDITION.value}:{condition}",
        owner=PRACTITIONER,
        since=since,
        due=due,
        budget=days.between(since, due),
        steps=_steps(steps, since, days),
        repeat_every=scheme.direct_payments.repeat_every,
        edition=scheme.edition,
    )


def end_clock(from_day: date, since: datetime, scheme: Scheme) -> Clock:
    """END: the clock of a plan whose end lies ahead: its one step comes as that day begins in London.

    An end is a day of the calendar, so a day off changes nothing. Nothing pauses this clock, and it is never late: as
    its step is taken, the plan leaves.
    """
    return _as_a_day_begins(Wait.ENDS, StepKind.END, from_day, since, scheme)


def copy_ends_clock(from_day: date, since: datetime, scheme: Scheme) -> Clock:
    """SHARE-9: the clock of decisions about copies that are past their last day as a day begins in London."""
    return _as_a_day_begins(Wait.COPY_ENDS, StepKind.LAPSE, from_day, since, scheme)


def _as_a_day_begins(wait: Wait, step: StepKind, from_day: date, since: datetime, scheme: Scheme) -> Clock:
    at = moment_of(from_day, time())
    budget = RoundTheClock().between(since, at)
    return Clock(
        name=wait.value,
        owner=PRACTITIONER,
        since=since,
        due=at,
        budget=budget,
        steps=(Step(kind=step, at=at, budget=budget),),
        counted_in=CountedIn.HOURS,
        repeat_every=1,
        edition=scheme.edition,
    )
