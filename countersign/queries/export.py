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
from itertools import chain
from typing import Any, NamedTuple, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.about_copies import asked_for
from countersign.careplan.clocks import Wait
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.copies import DecideConcern, RaiseConcern, RecordSafeguarding
from countersign.careplan.notices import PERSON, TO_STAFF, TOLD
from countersign.careplan.words import spelled_out
from countersign.casework.copies_known import known_in
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.casework.their_form import is_draft
from countersign.queries.about_others import OTHERS, Entry, ToCheck, names_of_others, to_check, without_others
from countersign.queries.letters import HOW_IT_IS_SENT, HOW_IT_WENT, OF_ITS_WAY
from countersign.queries.view import View
from countersign.store.case_files import SqlCaseFile
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
    SendingRow,
    SignedBudgetRow,
    StandingRow,
    StepTakenRow,
    Table,
    TaskRow,
    WaitingMessageRow,
    WaitRow,
)


class ExportPart(View):
    """One kind of thing that is kept."""

    title: str

    to_them: str
    """The title, as it speaks to the person."""

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
    """Whether it went to the person."""

    content: bytes


class Export(View):
    """Everything that is kept about one plan."""

    plan: str

    made_at: datetime

    parts: tuple[ExportPart, ...]

    to_check: tuple[ToCheck, ...]
    """What somebody looks at in what can be given, and blacks out where it is not the person's to have."""


class _Kind(NamedTuple):
    model: type[Table]
    title: str
    to_them: str
    order: tuple[str, ...]
    is_theirs: Callable[[Mapping[str, Any]], bool]
    """Whether an entry can be given as it is."""
    apart: tuple[str, ...] = ()
    """The fields that somebody reads first, of every entry."""
    left_out: tuple[str, ...] = ()
    """The fields that say nothing to the person: only the whole has them."""


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
_SAY_WHERE_A_LETTER_GOES = frozenset(
    {
        Happening.CONTACT_CHANGED,
        Happening.ADDRESSED_AGAIN,
        Happening.LETTER_NOT_FOR_THEM,
        Happening.LETTER_CAME_BACK,
        Happening.LETTER_OVERTAKEN,
        Happening.ASKED_TO_GIVE_BY_HAND,
        Happening.HOLDER_TOLD_IT_HAS_LEFT,
    }
)
"""It may be somebody else's letter; and one that is held back, or given by hand, may be so because of a mark."""

_SAY_WHO_ASKED = frozenset({Happening.AMENDMENT_ASKED, Happening.REVIEW_ASKED})
"""The person reads in their letter that somebody else asked; who did, whoever answers for them weighs."""

_MESSAGES_OF_A_CONCERN = frozenset(
    message.declared.name for message in (RaiseConcern, DecideConcern, RecordSafeguarding)
)
_TASKS_TO_GIVE = frozenset({TaskKind.GIVE_BY_HAND, TaskKind.REVIEW, TaskKind.AFTER_REVIEW, TaskKind.UNDERSTANDING})


OF_THE_MACHINERY = (
    "number",
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
"""Fields that tie entries together and say nothing to the person.

A message's id may say what it was about; and of numbers one that is missing says that something is left out (SHARE-8).
"""


def _is_their_own_and_not_for_a_risk(entry: Mapping[str, Any]) -> bool:
    """SHARE-6: what the person decided. What others decided for them may rest on what somebody said of somebody."""
    content = entry["content"]
    return content.get("basis") == "consent" and not content.get("because_of_risk")


def _is_whole(entry: Mapping[str, Any]) -> bool:
    """SHARE-8: why a copy is a part, and that it is, may point at a concern about whoever has it."""
    return not entry["sections"] and entry["rule"] != "SHARE-5"


def _always(_: Mapping[str, Any]) -> bool:
    return True


def _never(_: Mapping[str, Any]) -> bool:
    return False


def _is_a_request(entry: Mapping[str, Any]) -> bool:
    return entry["kind"] == "request"


def _went_to_them(entry: Mapping[str, Any]) -> bool:
    """Letters to their representative have somebody else's address; one that did not go may not be safe to give."""
    return _is_theirs(entry["recipient"], entry["status"])


def _is_theirs(recipient: str, status: str) -> bool:
    return recipient == PERSON and status in TOLD


def _is_a_letter_to_them(entry: Mapping[str, Any]) -> bool:
    """Whether a sending is of a letter to the person: the third part of its notice's key says to whom."""
    return entry["notice"].split("/")[3:4] == [PERSON]


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
    if entry["event"] in _SAY_WHO_ASKED and any(f"by {spelled_out(who)}" in what for who in OTHERS):
        return False
    return (
        entry["event"] not in _SPEAK_OF_A_CONCERN | _SAY_WHERE_A_LETTER_GOES
        and "concern" not in what
        and "safeguarding" not in what
    )


def _speaks_of_the_plan(entry: Mapping[str, Any]) -> bool:
    """Not one about a concern; nor what only our own software says, such as a step of a clock."""
    return entry["name"] in MESSAGES and entry["name"] not in _MESSAGES_OF_A_CONCERN


_A_CLOCKS = (
    "cause",
    "ran_for",
    "climbed",
    "edition",
    "next_step",
    "next_step_at",
    "pauses",
    "moves",
    "version",
    "person",
)

KINDS: tuple[_Kind, ...] = (
    _Kind(
        PlanRow,
        "Where the plan is",
        "Your plan now",
        (),
        _always,
        ("people_since",),
        ("scheme", "route_role", "has_died", "meetings_missed", "first_payment", "amended_from", "urgent_needs_known"),
    ),
    _Kind(
        PlanVersionRow,
        "The plan, each version",
        "Your plan, each version of it",
        ("version",),
        _always,
        ("safeguarding", "sharing", "gathered"),
        ("practitioners", "plan_id", "scheme"),
    ),
    _Kind(DecisionRow, "What was decided", "What we decided", ("decided_at",), _always, (), ("plan_id",)),
    _Kind(RouteRow, "Who was to decide it", "Who was to decide about your plan", ("at",), _always, (), ("referred",)),
    _Kind(
        SignedBudgetRow, "The budget, as it was signed", "Your budget, as it was signed", (), _always, (), ("needs",)
    ),
    _Kind(
        QuestionRow,
        "What was asked on the way, and the answers",
        "What we asked about your plan, and the answers",
        ("asked_at",),
        _always,
        (),
        ("question",),
    ),
    _Kind(InterimRow, "Support meanwhile", "Support while you waited", ("number",), _always),
    _Kind(
        ConsentRow,
        "Who may have a copy: what was decided",
        "Who may have a copy: what you decided",
        ("recorded_at",),
        _is_their_own_and_not_for_a_risk,
    ),
    _Kind(
        AboutCopiesRow,
        "Copies: what was asked for and said",
        "Copies that you asked us to give",
        ("recorded_at",),
        _is_a_request,
    ),
    _Kind(CopyRow, "Copies: who was given what", "Who was given a copy", ("decided_at",), _is_whole, ("rule",)),
    _Kind(
        NoticeRow,
        "Letters and notices",
        "Letters to you",
        ("queued_at", "key"),
        _went_to_them,
        (),
        ("recipient", *HOW_IT_IS_SENT),
    ),
    _Kind(SendingRow, *HOW_IT_WENT, ("begun_at",), _is_a_letter_to_them, (), OF_ITS_WAY),
    _Kind(
        RecordRow,
        "What happened, in order",
        "What happened, in order",
        ("at", "number"),
        _says_nothing_of_one,
        ("detail",),
        ("event", "rule"),
    ),
    _Kind(
        MessageRow,
        "Messages from the case system",
        "What staff sent us about your plan",
        ("received_at",),
        _speaks_of_the_plan,
        (),
        ("code",),
    ),
    _Kind(
        WaitRow, "What was waited for", "What was waited for, and until when", ("since",), _is_no_concern, (), _A_CLOCKS
    ),
    _Kind(
        StepTakenRow,
        "Who was reminded and told",
        "When we reminded staff",
        ("taken_at",),
        _is_no_step_of_one,
        (),
        ("empty",),
    ),
    _Kind(TaskRow, "What people were asked to do", "What staff were asked to do", ("raised_at",), _is_a_task_to_give),
    _Kind(SaidToInterimRow, "What was passed on to support meanwhile", "", ("number",), _never),
    _Kind(WaitingMessageRow, "Messages that waited for their turn", "", ("number",), _never),
    _Kind(StandingRow, "Where each workflow stands", "", (), _never),
)
"""Every table that has a plan's rows, in the order in which a person reads them."""


def export_of(session: Session, plan_id: str, now: datetime) -> Export | None:
    """Everything that is kept about a plan; None if no plan of that id is kept."""
    if session.get(PlanRow, plan_id) is None:
        return None
    parts = tuple(_part(session, plan_id, kind) for kind in KINDS)
    return Export(plan=plan_id, made_at=now, parts=parts, to_check=_to_check(session, plan_id, parts))


def _to_check(session: Session, plan_id: str, parts: tuple[ExportPart, ...]) -> tuple[ToCheck, ...]:
    known = known_in(SqlCaseFile(session.connection(), plan_id))
    people = names_of_others(known.versions, (holder.name for holder in asked_for(known.came).values()))
    return tuple(chain.from_iterable(to_check(part.title, part.to_give, people) for part in parts))


def files_of(session: Session, plan_id: str) -> tuple[ExportedFile, ...]:
    """Every file of every letter of a plan to anybody but staff, whose notices hold nothing about the person."""
    query = (
        select(NoticeRow.key, NoticeRow.recipient, NoticeRow.status, NoticeDocumentRow.name, DocumentRow.content)
        .join(NoticeDocumentRow, NoticeDocumentRow.notice == NoticeRow.key)
        .join(DocumentRow, DocumentRow.sha256 == NoticeDocumentRow.sha256)
        .where(NoticeRow.plan_id == plan_id, NoticeRow.kind.not_in(TO_STAFF))
        .order_by(NoticeRow.queued_at, NoticeRow.key, NoticeDocumentRow.position)
    )
    return tuple(
        ExportedFile(
            row.key.removeprefix(f"{plan_id}/"),
            row.name,
            _is_theirs(row.recipient, row.status) and not is_draft(row.name),
            row.content,
        )
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
        if not kind.is_theirs(entry):
            to_read.append(entry)
            continue
        given, of_others = without_others(_without(entry, (*kind.apart, *kind.left_out, *OF_THE_MACHINERY)))
        to_give.append(given)
        apart = {name: value for name, value in entry.items() if name in kind.apart} | _within(entry, kind.apart)
        if any(apart.values()) or of_others:
            to_read.append({**_which(entry), **apart, **of_others})
    return ExportPart(
        title=kind.title,
        to_them=kind.to_them,
        to_give=tuple(to_give),
        to_read_first=tuple(to_read),
        whole=tuple(whole),
    )


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
