"""A plan's clocks as a picture: plain characters, eighty columns, and what happened at a glance."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from countersign.careplan.clocks import Because, Clock, Move, Pause, Wait, end_clock
from countersign.careplan.interim import Interim
from countersign.careplan.ladders import CountedIn, StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.promise import Promise
from countersign.casework.determinations import Entry
from countersign.casework.status import PlanStatus
from countersign.cli.showing import picture
from countersign.cli.showing.plans import show_status
from countersign.queries.timeline import timeline
from countersign.queries.waits import StepTakenView, WaitView
from countersign.wording.clocks_in_words import WAIT_NAMES, lateness_in_words
from tests.support.builders import scheme

START = datetime(2026, 11, 2, 17, tzinfo=UTC)
NOW = START + timedelta(days=20)


def at(day: int) -> datetime:
    return START + timedelta(days=day)


def wait(name: str, since: int, due: int, **parts: Any) -> WaitView:
    """One wait as the database knows it; moments in days after the start."""
    view = WaitView(
        plan="9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5",
        wait=name,
        owner="team_manager",
        person="",
        version=1,
        since=at(since),
        first_due=at(due),
        due=at(due),
        missed=None,
        ended=None,
        climbed=0,
        next_step=StepKind.REMIND,
        next_step_at=None,
        pauses=(),
        moves=(),
        steps=(),
    )
    return view.model_copy(update=parts)


def stood(since: int, until: int | None) -> Pause:
    """A clock stood still while information was waited for."""
    return Pause(
        why="information:a-1", since=at(since), expected=at(26), until=at(until) if until is not None else None
    )


def taken(kind: StepKind, day: int) -> StepTakenView:
    """A step that was taken when it fell due."""
    return StepTakenView(kind=kind, due=at(day), taken=at(day), told="Team manager", empty=())


AGREED = PlanStatus(
    plan_id="9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5",
    status=Status.AGREED,
    version=1,
    team="community",
    kind="adult",
    scheme="procedure",
    owner="team_manager",
    due=None,
    next_step=None,
    clocks=(),
    promise=Promise(),
    interim=Interim.NONE,
    open_tasks=0,
    waiting_notices=0,
    refused_count=0,
    refused=(),
    answer=None,
)
"""What a plan that was agreed says of itself."""


def bar(line: str) -> str:
    return line[picture.LABEL : picture.WIDTH - picture.TAIL]


def test_a_plan_that_never_waited_has_no_picture() -> None:
    assert picture.clocks([], NOW) == []


def test_a_picture_is_plain_text_in_eighty_columns() -> None:
    waits = [wait("question:ask-about-return-1", 0, 12, person="tm-201-of-the-long-reference", missed=at(5))]
    waits += [wait("review", 3, 400), wait("interim_review", 4, 21, ended=at(9))]

    lines = [*picture.clocks(waits, NOW), *picture.LEGEND]

    assert all(line.isascii() and len(line) <= 80 for line in lines)


@pytest.mark.rule("TIME-6")
def test_a_bar_shows_running_standing_and_what_is_to_come() -> None:
    dates, ruler, line = picture.clocks([wait("decision", 0, 30, pauses=(stood(10, 15),))], NOW)

    assert re.fullmatch(r"=+[.]+=+-+[|]", bar(line).rstrip())
    assert bar(line).count(".") == pytest.approx(len(bar(line)) * 5 / 30, abs=2)
    assert line.endswith("due 02 Dec 2026")
    assert dates.split()[:2] == ["02", "Nov"]
    assert "now" in ruler


@pytest.mark.rule("TIME-2")
def test_a_bar_shows_from_when_a_wait_is_late_and_which_steps_were_taken() -> None:
    steps = (taken(StepKind.REMIND, 5), taken(StepKind.ESCALATE, 8), taken(StepKind.OVERDUE, 10))
    late = wait("decision", 0, 24, missed=at(10), steps=steps, next_step=StepKind.ESCALATE, next_step_at=at(24))

    *_, line = picture.clocks([late], NOW)

    assert [letter for letter in bar(line) if letter.isalpha()] == ["R", "E", "O", "e"]
    assert bar(line).index("!") == bar(line).index("O") + 1
    assert line.endswith("was due 12 Nov 2026")


def test_a_wait_that_is_over_ends_where_it_ended_and_says_when() -> None:
    over, running = wait("decision", 0, 14, ended=at(3)), wait("resubmission", 3, 17)

    *_, first, second = picture.clocks([over, running], NOW)

    assert first.endswith("over 05 Nov 2026")
    assert len(bar(first).rstrip()) < len(bar(second).rstrip())
    assert bar(second).startswith(" ")


def test_a_date_far_ahead_does_not_squeeze_what_has_happened() -> None:
    *_, decision, review = picture.clocks([wait("decision", 0, 14, ended=at(10)), wait("review", 10, 375)], NOW)

    assert bar(review).endswith(picture.BEYOND)
    assert bar(decision).count("=") >= 8


@pytest.mark.rule("TIME-4")
def test_a_wait_of_hours_is_due_to_the_minute() -> None:
    *_, line = picture.clocks([wait("acknowledged", 19, 21)], NOW)
    assert line.endswith("due 23 Nov 17:00")


def test_waits_of_the_same_name_are_told_apart_by_version() -> None:
    *_, first, second = picture.clocks([wait("decision", 0, 14, ended=at(3)), wait("decision", 6, 20, version=2)], NOW)
    assert first.startswith("decision v1")
    assert second.startswith("decision v2")


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize("what", list(Wait))
def test_every_wait_has_a_name_that_fits_on_its_line(what: Wait) -> None:
    assert 0 < len(WAIT_NAMES[what]) <= 21


@pytest.mark.rule("TIME-2")
def test_every_step_has_a_letter_of_its_own_which_the_legend_explains() -> None:
    letters = [picture.STEPS[kind].upper() for kind in StepKind]

    assert len(set(letters)) == len(letters)
    assert all(f"{letter} " in f"{' '.join(picture.LEGEND)} " for letter in letters)


@pytest.mark.rule("DP-6")
def test_the_conditions_of_a_payment_are_told_apart_by_their_references() -> None:
    *_, first, second = picture.clocks([wait("condition:K1", 0, 30), wait("condition:K2", 0, 30)], NOW)

    assert first.startswith("condition K1 ")
    assert second.startswith("condition K2 ")


@pytest.mark.rule("ROUTE-3", "TIME-2")
def test_a_panel_that_did_not_decide_is_seen_on_its_line() -> None:
    missed = wait("meeting", 5, 6, missed=at(6), ended=at(6), steps=(taken(StepKind.MISSED, 6),))

    *_, line = picture.clocks([wait("decision", 0, 30), missed], NOW)

    assert line.startswith("panel or call")
    assert "M" in bar(line)


@pytest.mark.rule("TIME-1")
def test_both_workflows_and_every_move_of_a_date_are_told_in_the_order_of_time() -> None:
    move = Move(at=at(2), because=Because.INFORMATION_ASKED, rule="TIME-6", was=at(10), now=at(14))

    told = timeline(
        AGREED,
        None,
        [Entry(at=at(0), what="Submitted", rule="SUB-1"), Entry(at=at(5), what="Agreed", rule="DEC-1")],
        [Entry(at=at(3), what="Acknowledged", rule="TIME-4")],
        [wait("decision", 0, 14, moves=(move,))],
    ).entries

    assert [(line.of, line.rule) for line in told] == [
        ("plan", "SUB-1"),
        ("clock", "TIME-6"),
        ("interim", "TIME-4"),
        ("plan", "DEC-1"),
    ]
    assert told[1].what == "decision: due Mon 16 Nov 2026 17:00, and was due Thu 12 Nov 2026 17:00: information asked"


@pytest.mark.parametrize(
    ("late", "counted_in", "said"),
    [
        (timedelta(hours=26, minutes=40), CountedIn.WORKING_DAYS, "3 d 2 h"),
        (timedelta(hours=26, minutes=40), CountedIn.HOURS, "26 h 40 min"),
        (timedelta(minutes=5), CountedIn.WORKING_DAYS, "5 min"),
        (timedelta(hours=16), CountedIn.WORKING_DAYS, "2 d"),
    ],
)
def test_lateness_is_said_in_working_days_or_in_hours(late: timedelta, counted_in: CountedIn, said: str) -> None:
    assert lateness_in_words(late, counted_in, timedelta(hours=8)) == said


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("clocks", "shown"),
    [
        pytest.param((), "", id="which nobody said"),
        pytest.param((end_clock(date(2043, 7, 1), at(0), scheme()),), "Wed 01 Jul 2043", id="in summer time"),
    ],
)
def test_the_status_of_a_plan_shows_the_day_on_which_it_ends(clocks: tuple[Clock, ...], shown: str) -> None:
    printed = StringIO()
    show_status(Console(file=printed), AGREED.model_copy(update={"clocks": clocks}), None)
    line = [line for line in printed.getvalue().splitlines() if line.startswith("Ends on")]

    assert [shown in found for found in line] == [True] * len(clocks)
    assert len(line) == len(clocks)
