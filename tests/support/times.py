"""What the tests of time are built from: moments in London, clocks, and clocks after steps and pauses."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from countersign.careplan.clock_moves import climbed, paused, resumed
from countersign.careplan.clocks import AS_A_DAY_BEGINS, Because, Clock, Step, Wait, clock_of
from countersign.careplan.ladders import CountedIn, StepKind
from countersign.careplan.working_time import LONDON, time_of
from tests.support.builders import Json, days, scheme

MONDAY = "2026-11-16 09:30"

moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - its bounds

BY_THE_SCHEME = [wait for wait in Wait if wait not in (Wait.CONDITION, Wait.PAYMENT_REVIEW, *AS_A_DAY_BEGINS)]
"""Every wait whose time is the scheme's. A condition's day is the decision's, a direct payment's review the law's."""


def london(text: str) -> datetime:
    """`2026-11-16 09:30`, London time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def hours(text: str) -> timedelta:
    """`7:30` is seven and a half hours."""
    whole, minutes = text.split(":")
    return timedelta(hours=int(whole), minutes=int(minutes))


def a_clock(wait: Wait = Wait.DECISION, since: str = MONDAY, changes: Json | None = None, about: str = "") -> Clock:
    """The clock of a wait under the default scheme, or one with those changes."""
    return clock_of(wait, "team_manager", london(since), scheme(changes), days(changes), about)


def after_steps(clock: Clock, count: int) -> Clock:
    """The clock after so many steps, each taken when it fell due."""
    for _ in range(count):
        clock = climbed(clock, clock.steps[0].at, days())
    return clock


def at_closing(rows: list[tuple[StepKind, str]]) -> list[tuple[StepKind, datetime]]:
    """Steps on those days, as the office closes."""
    return [(kind, london(f"{day} 17:00")) for kind, day in rows]


def steps_to_come(clock: Clock) -> list[tuple[StepKind, datetime]]:
    """Every step that a clock has still to take: what, and when."""
    return [(step.kind, step.at) for step in clock.steps]


def at_its_last_step(
    kind: StepKind, at: str, repeat_every: int, counted_in: CountedIn = CountedIn.WORKING_DAYS
) -> Clock:
    """A clock with one step left, on which its date falls."""
    since = london("2026-11-02 09:30").astimezone(UTC)
    moment = london(at).astimezone(UTC)
    budget = time_of(counted_in, days()).between(since, moment)
    return Clock(
        name="decision",
        owner="team_manager",
        since=since,
        due=moment,
        budget=budget,
        steps=(Step(kind=kind, at=moment, budget=budget),),
        counted_in=counted_in,
        repeat_every=repeat_every,
    )


Pausing = tuple[timedelta, timedelta, bool]
"""How long after the start of the wait, for how long, and whether it has ended."""

GAPS = st.timedeltas(timedelta(0), timedelta(days=6))
PAUSES = st.lists(st.tuples(GAPS, GAPS, st.booleans()), max_size=5)
"""Several pauses of a clock."""


def with_pauses(clock: Clock, pauses: list[Pausing]) -> Clock:
    """The clock after those pauses. One that ended did so half-way to what was expected."""
    for number, (after, lasts, has_ended) in enumerate(pauses):
        since = clock.since + after
        clock = paused(clock, f"information:{number}", since, since + lasts, Because.INFORMATION_ASKED, days())
        if has_ended:
            clock = resumed(clock, f"information:{number}", since + lasts / 2, Because.INFORMATION_CAME, days())
    return clock
