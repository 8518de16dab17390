"""SHARE-9 · Everything that is kept about one plan, for whoever answers a subject access request.

Source: UK GDPR article 15 (check): a person may have what is held about them; Data Protection Act 2018, Schedule 2
paragraph 16 and Schedule 3 (check): not what is about somebody else, or could cause serious harm, unless that is right.
Which is which a person decides. So what speaks of a concern, a mark, or somebody else's letter is put apart, for them
to read first; what can be given as it is stands by itself. Nothing is left out: a test names every table.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.clocks import Wait
from countersign.careplan.messages.copies import DecideConcern, RaiseConcern, RecordSafeguarding
from countersign.careplan.notices import THE_PERSONS, TO_STAFF
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.queries.view import View
from countersign.store.statements import table_of
from countersign.store.tables import (
    AboutCopiesRow,
    ConsentRow,
    CopyRow,
    DecisionRow,
    DocumentRow,
    InterimRow,
    MessageRow,
    NoticeDocumentRow,
    NoticeRow,
    PlanRow,
    PlanVersionRow,
    QuestionRow,
    RecordRow,
    RouteRow,
    SaidToInterimRow,
    SignedBudgetRow,
    StandingRow,
    StepTakenRow,
    Table,
    TaskRow,
    WaitingMessageRow,
    WaitRow,
)

Entry = dict[str, Any]
"""One thing that is kept: its fields by name, as JSON has them."""


class ExportPart(View):
    """One kind of thing that is kept."""

    title: str

    to_give: tuple[Entry, ...]
    """What can be given as it is, the earliest first."""

    to_read_first: tuple[Entry, ...]
    """What somebody reads first: it may be about somebody else, or do harm."""

    whole: tuple[Entry, ...]
    """Every entry with every field."""


class ExportedFile(NamedTuple):
    """One file of a letter that was made."""

    notice: str
    """The key of its notice, without the plan."""

    name: str

    is_theirs: bool
    """Whether it went to the person, or to their representative."""

    content: bytes


class Export(View):
    """Everything that is kept about one plan."""

    plan: str

    made_at: datetime

    parts: tuple[ExportPart, ...]


class _Kind(NamedTuple):
    model: type[Table]
    title: str
    order: tuple[str, ...]
    is_theirs: Callable[[Mapping[str, Any]], bool]
    """Whether an entry can be given as it is."""
    apart: tuple[str, ...] = ()
    """The fields that somebody reads first, of every entry."""


_SPEAK_OF_A_CONCERN = frozenset(
    {
        Happening.CONCERN_RAISED,
        Happening.CONCERN_ASKED,
        Happening.CONCERN_DECIDED,
        Happening.MARK_PUT,
        Happening.MARK_LIFTED,
        Happening.COPIES_DECIDED,
        Happening.COPY_WITHHELD,
        Happening.COPY_ASKED_BACK,
        Happening.SHARING_UNSOUND,
        Happening.TOLD_OF_CONCERN,
    }
)
_MESSAGES_OF_A_CONCERN = frozenset(
    message.declared.name for message in (RaiseConcern, DecideConcern, RecordSafeguarding)
)
_TASKS_TO_GIVE = frozenset({TaskKind.GIVE_BY_HAND, TaskKind.REVIEW, TaskKind.AFTER_REVIEW, TaskKind.UNDERSTANDING})


OF_THE_MACHINERY = (
    "key",
    "cause",
    "message_id",
    "ended_by",
    "notice",
    "reference",
    "determination",
    "sha256",
    "content_sha256",
    "proof",
)
"""Fields that tie entries together and say nothing to the person; a message's id may say what it was about."""


def _is_not_because_of_risk(entry: Mapping[str, Any]) -> bool:
    return not entry["content"].get("because_of_risk")


def _always(_: Mapping[str, Any]) -> bool:
    return True


def _never(_: Mapping[str, Any]) -> bool:
    return False


def _is_a_request(entry: Mapping[str, Any]) -> bool:
    return entry["kind"] == "request"


def _is_to_them(entry: Mapping[str, Any]) -> bool:
    return entry["recipient"] in THE_PERSONS


def _is_a_task_to_give(entry: Mapping[str, Any]) -> bool:
    return entry["kind"] in _TASKS_TO_GIVE


def _is_no_concern(entry: Mapping[str, Any]) -> bool:
    return _is_of_another_wait(entry["name"])


def _is_no_step_of_one(entry: Mapping[str, Any]) -> bool:
    return _is_of_another_wait(entry["wait"])


def _is_of_another_wait(name: str) -> bool:
    return name.partition(":")[0] != Wait.CONCERN.value


def _says_nothing_of_one(entry: Mapping[str, Any]) -> bool:
    what = str(entry["what"]).lower()
    return entry["event"] not in _SPEAK_OF_A_CONCERN and "concern" not in what and "safeguarding" not in what


def _came_from_the_plan(entry: Mapping[str, Any]) -> bool:
    return entry["name"] not in _MESSAGES_OF_A_CONCERN


KINDS: tuple[_Kind, ...] = (
    _Kind(PlanRow, "Where the plan is", (), _always),
    _Kind(PlanVersionRow, "The plan, each version", ("version",), _always, ("safeguarding", "sharing")),
    _Kind(DecisionRow, "What was decided", ("decided_at",), _always),
    _Kind(RouteRow, "Who was to decide it", ("at",), _always),
    _Kind(SignedBudgetRow, "The budget, as it was signed", (), _always),
    _Kind(QuestionRow, "What was asked on the way, and the answers", ("asked_at",), _always),
    _Kind(InterimRow, "Support meanwhile", ("number",), _always),
    _Kind(ConsentRow, "Who may have a copy: what was decided", ("recorded_at",), _is_not_because_of_risk),
    _Kind(
        AboutCopiesRow,
        "Copies: what was asked for and said",
        ("recorded_at",),
        _is_a_request,
    ),
    _Kind(CopyRow, "Copies: who was given what", ("decided_at",), _always, ("rule",)),
    _Kind(
        NoticeRow,
        "Letters and notices",
        ("queued_at", "key"),
        _is_to_them,
    ),
    _Kind(
        RecordRow,
        "What happened, in order",
        ("at", "number"),
        _says_nothing_of_one,
        ("detail",),
    ),
    _Kind(MessageRow, "Messages from the case system", ("received_at",), _came_from_the_plan),
    _Kind(WaitRow, "What was waited for", ("since",), _is_no_concern),
    _Kind(StepTakenRow, "Who was reminded and told", ("taken_at",), _is_no_step_of_one),
    _Kind(TaskRow, "What people were asked to do", ("raised_at",), _is_a_task_to_give),
    _Kind(SaidToInterimRow, "What was passed on to support meanwhile", ("number",), _never),
    _Kind(WaitingMessageRow, "Messages that waited for their turn", ("number",), _never),
    _Kind(StandingRow, "Where each workflow stands", (), _never),
)
"""Every table that has a plan's rows, in the order in which a person reads them."""


def export_of(session: Session, plan_id: str, now: datetime) -> Export | None:
    """Everything that is kept about a plan; None if no plan of that id is kept."""
    if session.get(PlanRow, plan_id) is None:
        return None
    return Export(plan=plan_id, made_at=now, parts=tuple(_part(session, plan_id, kind) for kind in KINDS))


def files_of(session: Session, plan_id: str) -> tuple[ExportedFile, ...]:
    """Every file of every letter of a plan to anybody but staff, whose notices hold nothing about the person."""
    query = (
        select(NoticeRow.key, NoticeRow.recipient, NoticeDocumentRow.name, DocumentRow.content)
        .join(NoticeDocumentRow, NoticeDocumentRow.notice == NoticeRow.key)
        .join(DocumentRow, DocumentRow.sha256 == NoticeDocumentRow.sha256)
        .where(NoticeRow.plan_id == plan_id, NoticeRow.kind.not_in(TO_STAFF))
        .order_by(NoticeRow.queued_at, NoticeRow.key, NoticeDocumentRow.position)
    )
    return tuple(
        ExportedFile(row.key.removeprefix(f"{plan_id}/"), row.name, row.recipient in THE_PERSONS, row.content)
        for row in session.execute(query)
    )


def _part(session: Session, plan_id: str, kind: _Kind) -> ExportPart:
    table = table_of(kind.model)
    rows = session.execute(
        select(table).where(table.c.plan_id == plan_id).order_by(*(table.c[name] for name in kind.order))
    )
    whole: list[Entry] = []
    to_give: list[Entry] = []
    to_read: list[Entry] = []
    for row in rows:
        entry = {name: _as_json(value) for name, value in row._mapping.items() if name != "plan_id"}  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        whole.append(entry)
        apart = {name: value for name, value in entry.items() if name in kind.apart} | _within(entry, kind.apart)
        if not kind.is_theirs(entry):
            to_read.append(entry)
            continue
        to_give.append(_without(entry, (*kind.apart, *OF_THE_MACHINERY)))
        if any(apart.values()):
            to_read.append({**_which(entry), **apart})
    return ExportPart(title=kind.title, to_give=tuple(to_give), to_read_first=tuple(to_read), whole=tuple(whole))


def _which(entry: Entry) -> Entry:
    """What tells an entry from others."""
    names = ("number", "version", "at", "what", "recipient", "message_id")
    return {name: entry[name] for name in names if name in entry}


def _without(entry: Entry, apart: tuple[str, ...]) -> Entry:
    left = {name: value for name, value in entry.items() if name not in apart}
    content = _content(entry)
    return left | {"content": {name: content[name] for name in content if name not in apart}} if content else left


def _within(entry: Entry, apart: tuple[str, ...]) -> Entry:
    content = _content(entry)
    return {name: content[name] for name in content if name in apart}


def _content(entry: Entry) -> Entry:
    """The content of an entry that has one of several fields."""
    content = entry.get("content")
    return cast("Entry", content) if isinstance(content, dict) else {}


def _as_json(value: object) -> Any:  # noqa: ANN401  # any JSON value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str) and value.startswith("{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
