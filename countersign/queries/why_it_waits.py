"""TELL-5 · Why a notice waits, in words for whoever runs the installation, from what the outbox keeps of it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.notices import UNSENT, NoticeStatus
from countersign.careplan.ways import Stands, Way
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import in_london
from countersign.casework.kept import TaskKind
from countersign.casework.notice_files import notice_to_give
from countersign.queries.view import View
from countersign.store.tables import NoticeRow, SendingRow, TaskRow, WayPauseRow
from countersign.wording.sending_in_sentences import WAY_NAMES


class Paused(View):
    """A way by which nothing goes for now, on any worker."""

    way: Way

    until: datetime

    why: str
    """A code, such as `rate`."""


def paused_now(session: Session, now: datetime) -> dict[Way, Paused]:
    """Every way that is paused now."""
    rows = session.scalars(select(WayPauseRow).where(WayPauseRow.until > now))
    return {row.way: Paused(way=row.way, until=row.until, why=row.why) for row in rows}


def why_it_waits(
    notice: NoticeRow,
    last: SendingRow | None,
    tasks: Mapping[str, TaskRow],
    paused: Mapping[Way, Paused],
    now: datetime,
) -> str:
    """What a notice waits for; empty where it waits for nothing.

    `last`: its latest handing over. `tasks`: the open tasks of its plan, by name.
    """
    fault = next((name for name, task in sorted(tasks.items()) if task.kind == TaskKind.FAULT), "")
    if notice.status in UNSENT and fault:
        return f"our software failed with this plan: complete the task {fault} once that is mended"
    if notice.status == NoticeStatus.QUEUED:
        return _queued(notice, last, paused, now)
    if notice.status == NoticeStatus.SENDING:
        return "it was handed over, and nobody knows yet whether it went"
    if notice.status == NoticeStatus.BY_HAND:
        to_give = (task for task in tasks.values() if task.kind == TaskKind.GIVE_BY_HAND)
        return _by_hand(next((task for task in to_give if notice_to_give(task.plan_id, task.name) == notice.key), None))
    return "it is held back: it may not go now" if notice.status == NoticeStatus.WITHHELD else ""


def _by_hand(task: TaskRow | None) -> str:
    if task is None:
        return "somebody is to give it"
    whom = task.owner or f"whoever is {spelled_out(task.owner_role)}"
    return f"{whom} is to give it by {in_london(task.due_at)}. {task.why.removesuffix('.')}"


def _queued(notice: NoticeRow, last: SendingRow | None, paused: Mapping[Way, Paused], now: datetime) -> str:
    if notice.next_try is None or notice.next_try <= now:
        return "it is about to go, by the next way" if last and last.stands is not Stands.BEGUN else "it is about to go"
    then = in_london(notice.next_try)
    pause = next((pause for pause in paused.values() if pause.until == notice.next_try), None)
    if pause is not None:
        return f"nothing goes by {WAY_NAMES[pause.way]} until {then} ({pause.why})"
    if last is not None and last.stands in (Stands.LATER, Stands.BEGUN) and last.why:
        return f"it did not go by {WAY_NAMES[last.way]} ({last.why}), and is tried again {then}"
    return f"it did not go, and is tried again {then}"
