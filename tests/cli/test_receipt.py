"""TELL-5 · `starter.py receipt`: Notify's callback is kept if its token is right, once, and nobody in it is."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from countersign.careplan.ways import Receipt, Stands, Way, sending_reference
from countersign.store.database import Database, open_engine
from countersign.store.tables import ReceiptRow, SendingRow
from starter import cli
from tests.letters.test_notify_callbacks import called_back
from tests.store.rows import MORNING, PLAN, a_notice, a_plan
from tests.support.notify import Status
from tests.support.stack import DONE, FAILED, REFUSED, USAGE

TOKEN = "a-token-of-notifys"
NOTICE = a_notice().key
OURS = sending_reference(NOTICE, 1)
Taken = Callable[..., Result]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database, SQLite and then PostgreSQL, in which one sending went."""
    with closing(Database(open_engine(database_url))) as opened:
        with opened.transaction() as session:
            session.add_all([a_plan(), a_notice()])
            session.add(
                SendingRow(
                    reference=OURS,
                    plan_id=PLAN,
                    notice=NOTICE,
                    number=1,
                    way=Way.NOTIFY_EMAIL,
                    place="",
                    begun_at=MORNING,
                    stands=Stands.WENT,
                    went_at=MORNING,
                    their_reference="",
                    stood_at=None,
                    why="",
                    pages=0,
                    pence=None,
                )
            )
        yield opened


@pytest.fixture
def taken(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Taken:
    """Type `starter.py --json receipt` with a body and a header."""
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    monkeypatch.setenv("COUNTERSIGN_DATABASE_URL", database_url)
    monkeypatch.setenv("COUNTERSIGN_NOTIFY_CALLBACK_TOKEN_FILE", str(file))

    def type_it(body: object, *words: str, header: str | None = f"Bearer {TOKEN}") -> Result:
        given = body if isinstance(body, bytes) else json.dumps(body).encode()
        environment = {"HTTP_AUTHORIZATION": header}
        return CliRunner().invoke(cli, ["--json", "receipt", *words], input=given, env=environment)

    return type_it


def kept(database: Database) -> list[tuple[Any, ...]]:
    with database.transaction() as session:
        rows = session.scalars(select(ReceiptRow).order_by(ReceiptRow.what)).all()
        return [(row.reference, row.what, row.at, row.by, row.why, row.considered_at) for row in rows]


def about(status: Status = Status.PERMANENT_FAILURE, reference: str = OURS) -> dict[str, Any]:
    return called_back(status=status, reference=reference)


AT = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)
FAILURE = (OURS, Receipt.FAILED, AT, "callback", "permanent-failure", None)


@pytest.mark.rule("TELL-5")
def test_a_callback_is_kept_once_however_often_it_comes(database: Database, taken: Taken) -> None:
    said = [json.loads(taken(about()).stdout) for _ in range(3)]
    assert said == [{"taken": "new"}, {"taken": "known"}, {"taken": "known"}]
    assert kept(database) == [FAILURE]


@pytest.mark.rule("TELL-5")
def test_what_comes_late_or_out_of_order_is_kept_beside(database: Database, taken: Taken) -> None:
    for status in (Status.PERMANENT_FAILURE, Status.DELIVERED, Status.SENDING):
        assert taken(about(status)).exit_code == DONE
    assert [row[1] for row in kept(database)] == [Receipt.DELIVERED, Receipt.FAILED]


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    "header",
    [None, "", TOKEN, "Bearer ", "Bearer another", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN.upper()}"],
)
def test_a_forged_one_is_refused_unread(database: Database, taken: Taken, header: str | None) -> None:
    refused = taken(about(), header=header)
    assert refused.exit_code == REFUSED
    assert "not the token" in refused.stdout
    assert taken(b"\xff no JSON at all", header=header).stdout == refused.stdout
    assert TOKEN not in refused.output
    assert kept(database) == []


@pytest.mark.rule("TELL-5")
def test_a_header_of_any_bytes_is_refused_as_another_token_is(
    database: Database, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environb, b"HTTP_AUTHORIZATION", b"Bearer \xff\xc3")
    refused = CliRunner().invoke(cli, ["--json", "receipt"], input=json.dumps(about()).encode())
    assert (refused.exit_code, kept(database)) == (REFUSED, [])
    assert taken(about()).exit_code == DONE


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize("kind", ["letter", "sms"])
def test_what_is_said_of_another_way_is_not_believed(database: Database, taken: Taken, kind: str) -> None:
    status = Status.PERMANENT_FAILURE if kind == "sms" else Status.DELIVERED
    said = taken(called_back(kind=kind, status=status, reference=OURS))
    assert said.exit_code == DONE
    assert kept(database) == []


@pytest.mark.rule("TELL-5")
def test_nothing_is_kept_as_of_before_it_was_begun(database: Database, taken: Taken) -> None:
    assert taken(about() | {"completed_at": "0001-01-01T00:00:00.000000Z"}).exit_code == DONE
    assert [row[2] for row in kept(database)] == [MORNING]


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (about(reference=sending_reference("another", 1)), "unknown"),
        (about(reference="another system's"), "nothing"),
        (about(Status.SENDING), "nothing"),
    ],
    ids=["no sending of ours", "of another system", "still under way"],
)
def test_what_is_about_nothing_of_ours_ends_well_so_that_notify_does_not_send_it_again(
    database: Database, taken: Taken, body: object, says: str
) -> None:
    result = taken(body)
    assert (result.exit_code, json.loads(result.stdout)) == (DONE, {"taken": says})
    assert kept(database) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"id": 1, "id": 2}', b" " * 20_001, b"[" * 10_000, {"to": "edie@example.org"}],
    ids=repr,
)
def test_what_is_no_callback_is_refused_and_not_repeated(database: Database, taken: Taken, body: object) -> None:
    refused = taken(body)
    assert refused.exit_code == REFUSED
    assert "standard input" in refused.stdout
    assert "edie" not in refused.output
    assert kept(database) == []


@pytest.mark.rule("TELL-5")
def test_whom_it_went_to_is_kept_nowhere(database: Database, taken: Taken) -> None:
    for status in (Status.DELIVERED, Status.TEMPORARY_FAILURE):
        assert "edie" not in taken(about(status)).output
    assert "edie" not in repr(kept(database))


@pytest.mark.parametrize(("content", "says"), [(None, "No such file"), (b"short", "10 characters"), (b"\xff", "UTF-8")])
def test_a_token_that_cannot_be_used_is_a_mistake_of_usage(
    taken: Taken, tmp_path: Path, content: bytes | None, says: str
) -> None:
    file = tmp_path / "another"
    if content is not None:
        file.write_bytes(content)
    result = taken(about(), "--token-file", str(file), header="Bearer short")
    assert result.exit_code == USAGE
    assert says in result.stdout


def test_without_a_token_nothing_is_taken(taken: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNTERSIGN_NOTIFY_CALLBACK_TOKEN_FILE")
    result = taken(about())
    assert result.exit_code == USAGE
    assert "COUNTERSIGN_NOTIFY_CALLBACK_TOKEN_FILE" in result.stdout


@pytest.mark.rule("TELL-5")
def test_where_it_cannot_be_kept_now_notify_is_to_send_it_again(taken: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert taken(about()).exit_code == FAILED


def test_people_read_a_sentence(database: Database, taken: Taken) -> None:
    del database, taken  # the settings are set
    words = CliRunner().invoke(
        cli, ["receipt"], input=json.dumps(about()).encode(), env={"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
    )
    assert words.stdout == "Kept. Its plan looks at it.\n"
