"""A plan's file in the database: every value is read back as it was written, and what is written once stays as it is.

`tests/casework` asks of files in memory and in both databases what a case asks of them.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.people import Channel, Format
from countersign.casework import kept
from countersign.casework.changes import Changes
from countersign.casework.in_memory import Kept
from countersign.store.database import Database
from countersign.store.tables import DocumentRow, NoticeDocumentRow, PlanVersionRow, WaitRow
from tests.store.values import (
    ARRANGEMENT,
    CONSENT,
    COPY,
    DECISION,
    DOCUMENTS,
    ENTRY,
    KEPT,
    LATER,
    MESSAGE,
    NOTICE,
    ONE_OF_EACH,
    PLAN,
    QUESTION,
    ROUTED,
    SAID_ABOUT_COPIES,
    SENDING,
    SIGNED,
    STATE,
    STEP,
    TASK,
    VERSION,
    WAIT,
)
from tests.support.installations import InDatabase


def keep(installation: InDatabase, these: Changes, plan_id: str = PLAN) -> None:
    with installation.files.open(plan_id) as file:
        file.keep(these)


@pytest.mark.rule("TELL-1")
def test_of_two_senders_at_once_the_second_sees_what_the_first_has_taken(filled: InDatabase) -> None:
    """A worker that stood still may be replaced, and then go on: neither may take what the other is sending."""
    queued = replace(NOTICE, status=NoticeStatus.QUEUED)
    keep(filled, Changes(notices={NOTICE.key: queued}))

    def what_another_sees() -> list[NoticeStatus]:
        with filled.files.open(PLAN) as file:
            return [notice.status for notice in file.unsent(NOTICE.workflow)]

    with ThreadPoolExecutor(1) as another:
        with filled.files.open(PLAN) as file:
            (taken,) = file.unsent(NOTICE.workflow)
            seen = another.submit(what_another_sees)
            with suppress(TimeoutError):
                seen.result(0.3)  # it has to wait, so there is none
            file.keep(Changes(notices={taken.key: replace(taken, status=NoticeStatus.SENDING)}))

        assert seen.result(10) == [NoticeStatus.SENDING]


# Every value, there and back


def test_there_is_one_of_each_value_that_is_kept() -> None:
    values = {name for name in kept.__all__ if is_dataclass(getattr(kept, name))}

    assert {type(value).__name__ for value in ONE_OF_EACH} == values


@pytest.mark.parametrize("value", ONE_OF_EACH, ids=lambda value: type(value).__name__)
def test_no_field_of_it_is_as_it_is_by_default(value: Any) -> None:
    """Otherwise a field that nobody writes would be read back all the same."""
    has_default = [field for field in fields(value) if field.default is not MISSING]

    assert [field.name for field in has_default if getattr(value, field.name) == field.default] == []


@pytest.mark.rule("REC-4", "ROUTE-10", "TIME-7", "SHARE-6", "RET-4", "TIME-4", "DEC-7")
@pytest.mark.parametrize("part", [field.name for field in fields(Kept)])
def test_what_is_kept_is_read_back_as_it_was_written(filled: InDatabase, part: str) -> None:
    assert getattr(filled.kept(PLAN), part) == getattr(KEPT, part)


def test_a_case_reads_back_what_it_wrote(filled: InDatabase) -> None:
    with filled.files.open(PLAN) as file:
        assert file.state() == STATE
        assert file.versions() == (VERSION,)
        assert file.version(2) == KEPT.versions[2][1]
        assert file.routes() == (ROUTED,)
        assert file.decision(2) == DECISION
        assert file.message(MESSAGE.message_id) == MESSAGE
        assert file.wait(WAIT.name, WAIT.cause) == WAIT
        assert file.question(QUESTION.question) == QUESTION
        assert file.arrangement() == ARRANGEMENT
        assert file.consents() == (CONSENT,)
        assert file.about_copies() == (SAID_ABOUT_COPIES,)
        assert file.copies() == (COPY,)
        assert file.notice(NOTICE.key) == NOTICE
        assert file.enclosed(NOTICE.key) == DOCUMENTS
        assert file.caused(NOTICE.cause) == (NOTICE,)
        assert file.caused("another") == ()
        assert file.sendings() == (SENDING,)
        assert file.task(TASK.name) == TASK


@pytest.mark.rule("DEC-9")
def test_what_a_version_cost_is_kept_in_pence(filled: InDatabase) -> None:
    with filled.database.transaction() as session:
        assert session.execute(select(PlanVersionRow.weekly, PlanVersionRow.one_off)).one() == (41250, 1)


# What is written once


def count(database: Database, model: type[Any]) -> int:
    with database.transaction() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.rule("REC-4", "TIME-7", "SHARE-6")
@pytest.mark.parametrize(
    "again",
    [
        pytest.param(Changes(record=[replace(ENTRY, what="Something else")]), id="a happening"),
        pytest.param(Changes(steps=[replace(STEP, told="Somebody else")]), id="a step of a ladder"),
        pytest.param(Changes(routes=[replace(ROUTED, role="head_of_service")]), id="a route"),
        pytest.param(Changes(consents=[replace(CONSENT, recorded_by="sw-9")]), id="a decision about sharing"),
        pytest.param(
            Changes(about_copies=[replace(SAID_ABOUT_COPIES, recorded_by="sw-9")]), id="something about a copy"
        ),
        pytest.param(Changes(copies=[replace(COPY, basis="another")]), id="a copy"),
        pytest.param(Changes(tasks={TASK.name: replace(TASK, done_at=None, why="Another")}), id="a task"),
        pytest.param(
            Changes(version=replace(VERSION, submitted_by="sw-9"), content=KEPT.versions[2][1]), id="a version"
        ),
        pytest.param(
            Changes(notices={NOTICE.key: replace(NOTICE, subject="Another")}, enclosed={NOTICE.key: (DOCUMENTS[0],)}),
            id="a notice",
        ),
        pytest.param(
            Changes(documents={DOCUMENTS[0].sha256: replace(DOCUMENTS[0], content=b"another")}), id="a document"
        ),
    ],
)
def test_what_is_told_twice_stays_as_it_was_told_first(filled: InDatabase, again: Changes) -> None:
    keep(filled, again)

    assert filled.kept(PLAN) == KEPT


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(Changes(message=MESSAGE), id="a message"),
        pytest.param(Changes(decision=DECISION), id="a decision"),
        pytest.param(Changes(new_plan=STATE), id="a plan"),
    ],
)
def test_what_another_attempt_has_kept_already_is_refused_and_nothing_goes_with_it(
    filled: InDatabase, again: Changes
) -> None:
    again = replace(again, record=[replace(ENTRY, key="another")], signed=replace(SIGNED, version=3))
    with pytest.raises(IntegrityError):
        keep(filled, again)

    assert filled.kept(PLAN) == KEPT


def test_the_same_content_is_the_same_document(filled: InDatabase, database: Database) -> None:
    another = replace(NOTICE, key=f"{PLAN}/v2/copy/C1/full", recipient="C1")
    documents = {document.sha256: document for document in DOCUMENTS}
    keep(filled, Changes(notices={another.key: another}, enclosed={another.key: DOCUMENTS}, documents=documents))

    assert (count(database, DocumentRow), count(database, NoticeDocumentRow)) == (2, 4)


# What moves on


@pytest.mark.rule("TIME-4", "RET-4", "TIME-7")
@pytest.mark.parametrize(
    ("part", "now"),
    [
        pytest.param("waits", Changes(waits=[replace(WAIT, due=LATER, ended_at=None, next_step=None)]), id="a wait"),
        pytest.param(
            "questions", Changes(questions={QUESTION.question: replace(QUESTION, answer="No.")}), id="a question"
        ),
        pytest.param(
            "arrangements", Changes(arrangement=replace(ARRANGEMENT, ended_at=None, ended_by="")), id="an arrangement"
        ),
        pytest.param("tasks", Changes(tasks={TASK.name: replace(TASK, what_was_done="All of it.")}), id="a task"),
        pytest.param("signed", Changes(signed=replace(SIGNED, version=3, needs=1)), id="a signed budget"),
    ],
)
def test_what_moves_on_is_kept_as_it_is_now(filled: InDatabase, part: str, now: Changes) -> None:
    keep(filled, now)
    after = filled.kept(PLAN)

    (value,) = (
        [now.signed]
        if now.signed
        else [now.arrangement]
        if now.arrangement
        else [*now.waits, *now.questions.values(), *now.tasks.values()]
    )
    assert after == replace(KEPT, **{part: value if part == "signed" else {key_of(KEPT, part): value}})


def key_of(kept: Kept, part: str) -> object:
    (key,) = getattr(kept, part)
    return key


@pytest.mark.rule("TELL-8")
def test_of_a_notice_only_how_far_it_has_got_and_where_it_goes_changes(filled: InDatabase) -> None:
    moved = replace(NOTICE, status=NoticeStatus.QUEUED, cause="another", attempts=0, sent_at=None, reference="")
    moved = replace(moved, channel=Channel.POST, format=Format.STANDARD, address=("9 Chapel Row",), subject="Another")
    keep(filled, Changes(notices={NOTICE.key: replace(moved, recipient="C1", kind=NoticeKind.CLOSED)}))

    assert filled.kept(PLAN) == replace(KEPT, notices={NOTICE.key: moved})


@pytest.mark.rule("TELL-8", "REC-4")
def test_what_a_notice_is_made_of_again_takes_the_place_of_what_it_was_and_removes_nothing(filled: InDatabase) -> None:
    again = replace(NOTICE, first_document=NOTICE.first_document + len(DOCUMENTS))
    (page, *_) = DOCUMENTS
    keep(filled, Changes(notices={NOTICE.key: again}, made_again={NOTICE.key: (page,)}))

    with filled.files.open(PLAN) as file:
        assert file.enclosed(NOTICE.key) == (page,)
    assert count(filled.database, NoticeDocumentRow) == len(DOCUMENTS) + 1


def test_a_plan_s_fields_change_one_by_one(filled: InDatabase) -> None:
    keep(filled, Changes(plan={"meetings_missed": 3, "exceptional": (), "reassigned_to": ()}))

    assert filled.kept(PLAN).state == replace(STATE, meetings_missed=3, exceptional=(), reassigned_to=())


def test_what_is_kept_of_one_plan_is_not_read_of_another(filled: InDatabase) -> None:
    assert filled.kept("4b3f0c1e-0000-4000-8000-000000000002") == Kept()


@pytest.mark.rule("TIME-7")
def test_open_waits_are_found_by_their_date(filled: InDatabase, database: Database) -> None:
    open_now = replace(WAIT, cause="resubmit-0001", ended_at=None)
    keep(filled, Changes(waits=[open_now, replace(open_now, cause="submit-0002", due=WAIT.since)]))
    with database.transaction() as session:
        due = select(WaitRow.cause).where(WaitRow.ended_at.is_(None)).order_by(WaitRow.due)
        assert list(session.scalars(due)) == ["submit-0002", "resubmit-0001"]
