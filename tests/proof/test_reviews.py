"""REV-1..4 · Any history of reviews: asked for, declined, held, late or not held; judged from the rulebook."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.clocks import Wait
from countersign.careplan.working_time import LONDON, london_day
from tests.casework.cases import ready
from tests.proof.judge_reviews import Reviews
from tests.support.builders import Json, is_bank_holiday, register
from tests.support.casework import CaseUnderTest
from tests.support.installations import InMemory

HOLIDAYS = frozenset(
    day for day in (date(2026, 1, 1) + timedelta(days=number) for number in range(365 * 8)) if is_bank_holiday(day)
)
OUTCOMES = ("nothing_changes", "amend", "reassess", "ends")

record = st.fixed_dictionaries(
    {
        "do": st.just("record"),
        "of": st.sampled_from([["plan"], ["direct_payment"], ["plan", "direct_payment"], ["plan"]]),
        "ago": st.sampled_from([0, 0, 1, 3, 40, -1]),
        "outcome": st.sampled_from(OUTCOMES),
        "says": st.sampled_from([True, True, False]),
    }
)
asks = st.fixed_dictionaries({"do": st.sampled_from(["ask", "decline"])})
time = st.fixed_dictionaries({"do": st.just("wait"), "days": st.sampled_from([1, 7, 20, 56, 120, 200, 400])})
histories = st.lists(st.one_of(time, time, record, asks), min_size=3, max_size=12)


def pass_time(case: CaseUnderTest, days: int) -> None:
    """Let days pass; each step of a clock is taken as it falls due."""
    until = case.now + timedelta(days=days)
    while True:
        running = [clock for clock in case.clocks().values() if clock.steps[0].at <= until]
        if not running:
            case.now = until
            return
        case.take_step(min(running, key=lambda clock: clock.steps[0].at).name)


def play(history: list[Json], *, paid: bool) -> None:
    """Play a history, and hold what came of it against the rulebook."""
    case = CaseUnderTest(InMemory(register()))
    ready.paid(case) if paid else ready.signed_off(case)
    who = "sw-1090" if paid else "sw-1042"
    judge = Reviews(date(2026, 11, 5), date(2026, 11, 10) if paid else None, HOLIDAYS)
    budget = case.kept.signed
    for step in history:
        today = london_day(case.now)
        match step["do"]:
            case "wait":
                pass_time(case, step["days"])
            case "ask":
                assert case.consider("ask_for_review", changes={"sent_by.id": who}).answer.accepted
                judge.asks(counted_from(case.now))
            case "decline":
                accepted = case.consider("decline_review", changes={"sent_by.id": who}).answer.accepted
                assert accepted == judge.may_decline(), step
                judge.asked_by = None
            case _:
                held_on = today - timedelta(days=step["ago"])
                says = step["says"] and step["outcome"] != "nothing_changes"
                of = set(step["of"])
                changes: Json = {
                    "sent_by.id": who,
                    "reviews": step["of"],
                    "held_on": held_on.isoformat(),
                    "outcome": step["outcome"],
                    "what_changes": "The morning call comes sooner." if says else None,
                }
                answer = case.consider("record_review", changes=changes).answer
                may = judge.may_record(of, held_on, step["outcome"], says_what_changes=says, today=today)
                assert answer.accepted == may, (step, answer.reasons)
                if may:
                    judge.record(of, held_on)
        look(case, judge)
    assert case.kept.signed == budget, "REV-4: no review changes a budget"
    told_once(case)


def counted_from(at: datetime) -> date:
    """The day from which something counts: after the office has closed at five, it is the next."""
    local = at.astimezone(LONDON)
    return local.date() + timedelta(days=local.hour >= 17)


def look(case: CaseUnderTest, judge: Reviews) -> None:
    """The day by which each review is due, as it was before anything was missed."""
    seen = {
        clock.name: london_day(clock.moves[0].was if clock.moves else clock.due)
        for clock in case.clocks().values()
        if clock.wait not in {Wait.CONDITION, Wait.AMENDMENT}
    }
    wanted = {"review": judge.plan_due(), "payment_review": judge.payment_due(), "review_asked": judge.asked_by}
    assert seen == {name: day for name, day in wanted.items() if day is not None}
    promised = case.standing.promise.current
    assert promised is not None
    still_to_come = [day for day in (judge.plan_due(), judge.asked_by) if day and day >= london_day(case.now)]
    assert not still_to_come or promised <= min(still_to_come) or promised in still_to_come, promised


def told_once(case: CaseUnderTest) -> None:
    """REV-2: no review is told twice that it is late, and none is late that the person was not told of."""
    late = Counter(key for key in case.kept.notices if "/review_late/person/" in key)
    assert all(count == 1 for count in late.values())
    told = {key.rpartition("/")[2] for key in late}
    missed = {
        move.was.astimezone(LONDON).date().isoformat()
        for wait in case.kept.waits.values()
        if wait.name in ("review", "payment_review", "review_asked")
        for move in wait.moves[:1]
    }
    assert told == missed


@pytest.mark.rule("REV-1", "REV-2", "REV-3", "REV-4", "DP-9")
@settings(max_examples=150, deadline=None)
@given(history=histories, paid=st.booleans())
def test_any_history_of_reviews_is_what_the_rulebook_says(history: list[Json], paid: bool) -> None:
    play(history, paid=paid)
