"""TELL-6 · When a digest may go, in what order it tells, and what it says of a scheme."""

from datetime import UTC, date, datetime, timedelta

import pytest

from countersign.careplan.digests import Waiting, digest_day, digest_key, in_order
from countersign.careplan.scheme import SchemeError, read_scheme
from countersign.wording.digest import digest_subject, digest_text
from countersign.wording.in_sentences import explained
from tests.support.builders import Json, changed, days, scheme, scheme_json
from tests.support.times import london

pytestmark = pytest.mark.rule("TELL-6")

STAFF: Json = {"staff": {"digest_at": "08:30:00", "source": "a test"}}
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        pytest.param("2026-11-30 08:29", None, id="a minute before"),
        pytest.param("2026-11-30 08:30", "2026-11-30", id="then"),
        pytest.param("2026-11-30 23:59", "2026-11-30", id="late the same day"),
        pytest.param("2026-12-01 00:00", None, id="the day after, before its own"),
        pytest.param("2026-12-01 08:30", "2026-12-01", id="the day after: its own"),
        pytest.param("2026-11-28 10:00", None, id="a Saturday"),
        pytest.param("2026-12-25 10:00", None, id="Christmas Day"),
        pytest.param("2026-07-01 08:29", None, id="a minute before, in summer"),
        pytest.param("2026-07-01 08:30", "2026-07-01", id="in summer it is London's time too"),
    ],
)
def test_a_digest_goes_on_its_own_working_day_from_its_time_on(now: str, day: str | None) -> None:
    found = digest_day(scheme(STAFF).staff, days(), london(now).astimezone(UTC))
    assert (found.isoformat() if found else None) == day


def test_a_scheme_that_says_no_time_has_no_digest() -> None:
    assert scheme().staff is None
    assert digest_day(None, days(), NOW) is None


def test_a_time_with_an_offset_or_without_a_source_is_refused() -> None:
    for wrong, problem in (
        ({"digest_at": "08:30:00Z", "source": "a test"}, "staff.digest_at: is a time of the day in London"),
        ({"digest_at": "08:30:00"}, "staff.source: is missing"),
        ({"source": "a test"}, "staff.digest_at: is missing"),
    ):
        with pytest.raises(SchemeError) as error:
            read_scheme(changed(scheme_json(), {"staff": wrong}), "procedure.toml")
        assert any(problem in said for said in error.value.problems), error.value.problems


def test_a_scheme_is_explained_with_its_digest() -> None:
    def said(changes: Json) -> list[str]:
        sentences = explained(scheme(changes), days(), date(2026, 11, 27))
        return [sentence.text for sentence in sentences if sentence.where == "staff"]

    assert said({}) == []
    assert said(STAFF)[0].startswith("At 08:30 on each working day whoever is waited for has one e-mail")


def waiting(due: int, missed: int | None = None, plan: str = "p", what: str = "review") -> Waiting:
    """Something that is due, and was missed, so many days from now."""
    late = None if missed is None else NOW + timedelta(days=missed)
    return Waiting(plan, "signed_off", what, NOW + timedelta(days=due), late)


def test_what_is_late_is_told_first_the_longest_before_the_others_and_then_by_due_date() -> None:
    soon, later, late, later_moved = waiting(1), waiting(3), waiting(-1, -1), waiting(9, -5)
    assert in_order([later, soon, late, later_moved]) == (later_moved, late, soon, later)


def test_a_key_says_nothing_of_whose_it_is_and_is_one_for_a_person_a_day_and_a_scheme() -> None:
    day = date(2026, 11, 30)
    key = digest_key(day, "procedure", "sw-1042")
    assert key == digest_key(day, "procedure", " SW-1042")
    others = {digest_key(date(2026, 12, 1), "procedure", "sw-1042"), digest_key(day, "doncaster", "sw-1042")}
    assert key not in others | {digest_key(day, "procedure", "sw-1043")}
    assert "1042" not in key


def test_it_is_short_lines_and_lists_a_hundred_things_at_most() -> None:
    plan = "9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5"
    many = [waiting(-2, -2, plan), *(waiting(number, plan=plan) for number in range(1, 112))]
    text = digest_text(many, date(2026, 11, 30), "A council")
    assert text.startswith(
        "What waits for you on 30 November 2026. A council.\n\nLATE, was due 28 November 2026: review. Plan "
    )
    assert max(map(len, text.splitlines())) <= 76
    assert text.count(plan) == 100
    assert "And 12 more: starter.py tasks, starter.py overdue." in text
    assert "more:" not in digest_text(many[:100], date(2026, 11, 30), "A council")
    assert digest_subject(many) == "What waits for you: 112, 1 late"
    assert digest_subject(many[1:2]) == "What waits for you: 1"
