"""Transactions behave alike on SQLite and PostgreSQL: whole or not at all, queueing, in UTC, with their references."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from countersign.settings import SettingsError, read_settings
from countersign.store.database import Database, why_not
from countersign.store.tables import PlanRow, RecordRow
from tests.store.rows import PLAN, a_decision, a_happening, a_plan, a_version, an_enclosure, keep_one_of_each

WRITERS = 8


def test_a_moment_is_kept_in_utc_to_the_microsecond(database: Database) -> None:
    in_summer = datetime(2026, 7, 1, 0, 30, 15, 123456, tzinfo=timezone(timedelta(hours=1)))
    with database.transaction() as session:
        session.add(a_plan())
        session.flush()
        session.execute(text("UPDATE plans SET due_at = NULL"))
        row = session.get_one(PlanRow, PLAN)
        row.submitted_at = in_summer
    with database.transaction() as session:
        kept = session.get_one(PlanRow, PLAN)
        assert kept.submitted_at == in_summer
        assert kept.submitted_at.tzinfo is UTC
        assert kept.submitted_at.isoformat() == "2026-06-30T23:30:15.123456+00:00"
        assert kept.due_at is None


def test_moments_are_compared_as_moments_whatever_their_offset(database: Database) -> None:
    with database.transaction() as session:
        session.add(a_plan())
    # 10:29 in British Summer Time is a minute before 09:30 in UTC, though its digits are later.
    for minute, expected in ((29, []), (30, [PLAN])):
        until = datetime(2026, 4, 1, 10, minute, tzinfo=timezone(timedelta(hours=1)))
        with database.transaction() as session:
            found = session.scalars(select(PlanRow.plan_id).where(PlanRow.submitted_at <= until)).all()
            assert list(found) == expected


def test_a_time_without_an_offset_is_refused(database: Database) -> None:
    plan = a_plan()
    plan.submitted_at = datetime(2026, 4, 1, 9, 30)  # noqa: DTZ001 - the very thing that is refused
    with pytest.raises(StatementError, match="a moment needs its offset from UTC"), database.transaction() as session:
        session.add(plan)
    with database.transaction() as session:
        assert session.scalars(select(PlanRow)).all() == []


def test_a_transaction_that_fails_leaves_nothing_behind(database: Database) -> None:
    def half_a_submission() -> None:
        with database.transaction() as session:
            session.add(a_plan())
            session.flush()
            session.add(a_version())
            session.flush()
            raise InterruptedError("the worker was stopped here")

    with pytest.raises(InterruptedError):
        half_a_submission()
    with database.transaction() as session:
        for table in ("plans", "plan_versions"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608


def test_a_transaction_is_seen_by_others_once_it_is_whole(database: Database) -> None:
    with database.transaction() as session:
        session.add(a_plan())
    with database.transaction() as session:
        assert session.get(PlanRow, PLAN) is not None


def test_writers_queue_and_lose_nothing(database: Database) -> None:
    """Each reads, then writes what it read plus one: were two to overlap on SQLite, one would fail half-way."""
    with database.transaction() as session:
        session.add(a_plan())
    ready = threading.Barrier(WRITERS)

    def write(number: int) -> None:
        ready.wait(timeout=10)
        with database.transaction() as session:
            plan = session.get_one(PlanRow, PLAN, with_for_update=True)
            plan.version += 1
            session.add(a_happening(f"happening/{number}"))

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, range(WRITERS)))
    with database.transaction() as session:
        assert session.get_one(PlanRow, PLAN).version == 1 + WRITERS
        assert len(session.scalars(select(RecordRow)).all()) == WRITERS


def test_one_happening_is_one_row_however_often_it_is_told(database: Database) -> None:
    with database.transaction() as session:
        session.add(a_happening())
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(a_happening())


@pytest.mark.rule("REC-4")
def test_a_decision_needs_the_version_that_it_is_about(database: Database) -> None:
    with database.transaction() as session:
        session.add(a_plan())
        session.flush()
        session.add(a_version(1))
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(a_decision(version=2))
    with database.transaction() as session:
        session.add(a_decision(version=1))


def test_a_version_needs_its_plan(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(a_version())


def test_an_enclosure_needs_its_notice_and_its_document(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(an_enclosure())


@pytest.mark.rule("REC-4")
def test_a_plan_with_versions_cannot_be_removed_from_under_them(database: Database) -> None:
    with database.transaction() as session:
        keep_one_of_each(session)
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.execute(text("DELETE FROM plans"))
    with database.transaction() as session:
        assert session.get(PlanRow, PLAN) is not None


URL = "postgresql+psycopg://pw:S3cret@db.council.example:5432/plans"
REFUSED = {
    'failed: FATAL:  password authentication failed for user "pw"': "does not take the password of pw",
    'failed: FATAL:  database "plans" does not exist': "has no database plans",
    'failed: FATAL:  role "pw" does not exist': "has no role pw",
    'FATAL:  no pg_hba.conf entry for host "1", user "pw", no encryption': "whether it wants TLS",
    "server does not support SSL, but SSL was required": "answers without TLS",
    "port 1 failed: Connection refused": "does not answer",
    "[Errno -2] Name or service not known": "no machine of that name",
    'invalid sslmode value: "nope"': "the sslmode in the URL is none",
    'invalid connection option "nope"': "no option of PostgreSQL's",
    "something new\nDETAIL:  Key (name)=(Mary) is there already": "cannot be used (OperationalError)",
}


@pytest.mark.parametrize(("driver_says", "we_say"), REFUSED.items(), ids=REFUSED.values())
def test_why_the_database_cannot_be_used_is_said_as_what_it_is(driver_says: str, we_say: str) -> None:
    said = why_not(OperationalError("SELECT :name", {"name": "Mary"}, Exception(driver_says)), URL)
    assert said.startswith("PostgreSQL at db.council.example:5432 ")
    assert we_say in said
    assert "S3cret" not in said
    assert "Mary" not in said


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql+psycopg://pw:S3@cret@host/plans", "has more than one @"),
        ("postgresql+asyncpg://pw:S3cret@host/plans", "must start with"),
        ("sqlite://", "must name a file"),
        ("S3cret", "is not a URL"),
    ],
)
def test_a_url_that_cannot_be_is_a_setting_that_cannot(url: str, says: str) -> None:
    with pytest.raises(SettingsError, match=f"COUNTERSIGN_DATABASE_URL: {says}") as said:
        read_settings({"COUNTERSIGN_DATABASE_URL": url})
    assert "S3" not in str(said.value)
