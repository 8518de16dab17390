"""SUB-5, DP-3, DP-9, SHARE-6 · Days that nobody can mean are refused with their field, and break no arithmetic."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.care_home import looked_at
from countersign.careplan.consent import SharingDecision
from countersign.careplan.days_within_reason import decided_long_ago, sharing_was_decided
from countersign.careplan.findings import Finding, unmet
from countersign.careplan.payment import CareHomeStay
from countersign.careplan.submission import check_plan, read_submission
from countersign.careplan.working_time import months_away
from tests.support.builders import PAID_DIRECTLY, Json, changed, example, plan, plan_json

SUBMITTED = date(2026, 11, 9)


WITHOUT_DAYS: Json = {"services.0.starts_on": None}
"""The plain plan says when its first line begins."""


def found(changes: Json, on: date | None = SUBMITTED) -> list[Finding]:
    """What is wrong with the plain plan with these changes, when it is submitted on a day."""
    return list(unmet(check_plan(plan(**changed(plan_json(), WITHOUT_DAYS | changes)), on=on)))


def where(changes: Json, on: date | None = SUBMITTED) -> list[tuple[str, str]]:
    return [(fault.rule, fault.where) for fault in found(changes, on)]


def paid_from(day: str) -> Json:
    return {**PAID_DIRECTLY, "direct_payment.starts_on": day}


STARTS, ENDS, PAID = (
    ("SUB-5", "plan.services.S1.starts_on"),
    ("SUB-5", "plan.services.S1.ends_on"),
    ("DP-9", "plan.direct_payment.starts_on"),
)


@pytest.mark.rule("SUB-5", "DP-9")
@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        # submitted on 9 November 2026
        pytest.param({"services.0.starts_on": "2028-11-09"}, [], id="starts in 24 months"),
        pytest.param({"services.0.starts_on": "2028-11-10"}, [STARTS], id="starts a day later"),
        pytest.param({"services.0.starts_on": "2099-01-01"}, [STARTS], id="starts in a lifetime"),
        pytest.param({"services.0.starts_on": "2016-04-01"}, [], id="has run for ten years"),
        pytest.param(paid_from("2028-11-09"), [], id="paid from 24 months on"),
        pytest.param(paid_from("2028-11-10"), [PAID], id="paid from a day later"),
        pytest.param(paid_from("2026-01-01"), [], id="paid already"),
        pytest.param({"services.0.ends_on": "2026-11-09"}, [], id="ends that day"),
        pytest.param({"services.0.ends_on": "2026-11-08"}, [ENDS], id="ended the day before"),
        pytest.param({"services.0.ends_on": "2020-01-01"}, [ENDS], id="ended years ago"),
        pytest.param({"services.0.ends_on": "2040-01-01"}, [], id="ends in many years"),
    ],
)
def test_a_first_day_is_near_and_a_last_day_has_not_passed(changes: Json, wrong: list[tuple[str, str]]) -> None:
    assert where(changes) == wrong
    assert where(changes, on=None) == [], "where nobody knows the day of the submission, no day is wrong"


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("arrives", "leaves", "wrong"),
    [
        # submitted on 9 November 2026
        ("2024-11-09", "2024-11-16", False),
        ("2024-11-08", "2024-11-15", True),
        ("2028-11-02", "2028-11-09", False),
        ("2028-11-03", "2028-11-10", True),
        ("2098-12-24", "2098-12-31", True),
        ("2001-12-24", "2001-12-31", True),
    ],
)
def test_a_stay_in_a_care_home_lies_within_24_months_of_the_submission(arrives: str, leaves: str, wrong: bool) -> None:
    stays = [{"arrives_on": arrives, "leaves_on": leaves}]
    found_there = [at for at in where({**PAID_DIRECTLY, "services.0.care_home_stays": stays}) if at[0] == "DP-3"]
    assert found_there == ([("DP-3", "plan.services.S1.care_home_stays")] if wrong else [])


@pytest.mark.rule("SUB-2", "SUB-5", "DP-9")
def test_they_are_refused_at_the_door_with_their_field() -> None:
    changes: Json = {
        "plan.services.0.starts_on": "2090-01-01",
        "plan.services.1.starts_on": None,
        "plan.services.1.ends_on": "2026-11-01",
    }
    read = read_submission(changed(example("plain-1-submission"), changes))
    assert [str(problem.where) for problem in read.problems] == [
        "plan.services.S1.starts_on",
        "plan.services.S2.ends_on",
    ]


@pytest.mark.rule("SHARE-6", "SUB-2")
@pytest.mark.parametrize(
    ("decided_on", "refused"),
    [("2026-11-09", False), ("2026-11-10", True), ("2031-01-01", True), ("2026-01-01", False)],
)
def test_nobody_has_decided_about_a_copy_on_a_day_that_has_not_come(decided_on: str, refused: bool) -> None:
    wrong = where({"sharing.0.decided_on": decided_on})
    assert wrong == ([("SHARE-6", "plan.sharing.decided_on")] if refused else [])


# The arithmetic, for what an earlier version of the software took


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("arrives", "leaves"),
    [
        pytest.param(date(9999, 12, 1), date(9999, 12, 31), id="the last month there is"),
        pytest.param(date(1, 1, 1), date(1, 1, 31), id="the first month there is"),
        pytest.param(date(1, 1, 1), date(9999, 12, 31), id="all the time there is"),
    ],
)
def test_stays_of_any_day_are_counted_and_break_nothing(arrives: date, leaves: date) -> None:
    stay: Any = CareHomeStay.model_construct(arrives_on=arrives, leaves_on=leaves)
    assert looked_at([stay]).nights_in_a_year > 28


@pytest.mark.rule("DP-3")
def test_months_beyond_the_calendar_are_its_first_or_last_day() -> None:
    assert months_away(date(9999, 6, 1), 12) == date.max
    assert months_away(date(1, 6, 1), -12) == date.min
    assert months_away(date(2026, 11, 30), 3) == date(2027, 2, 28)


@pytest.mark.rule("SHARE-6", "TELL-8")
@pytest.mark.parametrize(
    ("decided_on", "is_late"),
    [("2024-11-09", False), ("2024-11-08", True), ("2001-01-01", True), ("2026-11-09", False)],
)
def test_what_a_message_says_was_decided_lately(decided_on: str, is_late: bool) -> None:
    assert bool(decided_long_ago(date.fromisoformat(decided_on), SUBMITTED)) is is_late


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(
    ("scope", "decided_on", "wrong"),
    [
        ("full", "2015-04-01", []),
        ("full", "2015-03-31", [("SHARE-6", "plan.sharing.decided_on")]),
        ("full", "2001-01-01", [("SHARE-6", "plan.sharing.decided_on")]),
        ("none", "2001-01-01", []),
    ],
)
def test_a_plan_repeats_what_was_decided_since_anybody_could(
    scope: str, decided_on: str, wrong: list[tuple[str, str]]
) -> None:
    said = changed(
        {"sharing": example("clare-1-submission")["plan"]["sharing"]},
        {"sharing.0.scope": scope, "sharing.0.decided_on": decided_on},
    )
    decisions = tuple(SharingDecision.model_validate(each) for each in said["sharing"])
    assert [(fault.rule, fault.where) for fault in sharing_was_decided(decisions, SUBMITTED)] == wrong
