"""TELL, SHARE · Sends what waits to be sent, each notice once; and what cannot be sent becomes a person's task.

A notice is queued in the transaction that caused it, so none is lost and none is without a cause. Sending comes
afterwards, and can fail, be tried again, or be cut short by a crash, without anything being sent twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session
from temporalio import activity

from activities.case import Case
from activities.documents import Documents
from activities.post import Item, NotSentError, Transport
from activities.schemes import Schemes
from activities.telling import give_by_hand
from careplan.determinations import Determination, Situation, Workflow
from careplan.notices import NoticeKind
from careplan.sharing import copies
from careplan.working_time import london_day
from store import plans
from store.database import Database
from store.tables import NoticeRow

MOST_ATTEMPTS = 5
"""After so many failures a notice is a person's to give: about a quarter of an hour, as `workflows.limits` has it."""


@dataclass(frozen=True)
class Waiting:
    """One notice as it is about to go."""

    item: Item
    channel: str
    interrupted: bool


class PostRoom:
    """Sends the notices of one workflow of a plan at a time, so no two senders meet over one notice."""

    def __init__(self, database: Database, schemes: Schemes, transports: Mapping[str, Transport]) -> None:
        """`transports`: by channel, "post" and "email"."""
        self._database = database
        self._schemes = schemes
        self._transports = transports

    def send_what_waits(self, plan_id: str, workflow: Workflow, now: datetime) -> None:
        """Try every notice that waits, once."""
        waiting = self._take(plan_id, workflow, london_day(now))
        if not waiting:
            return
        sent: dict[str, str] = {}
        failed: dict[str, str] = {}
        for one in waiting:
            transport = self._transports[one.channel]
            if one.interrupted and not transport.repeatable:
                failed[one.item.key] = "sending"
                continue
            try:
                sent[one.item.key] = transport.send(one.item)
            except NotSentError as error:
                activity.logger.warning("notice not sent: %s", error)
                failed[one.item.key] = "queued" if error.certain else "sending"
            except Exception as error:  # noqa: BLE001  # what one notice meets must not stop the others, nor the plan
                activity.logger.error("a fault of ours while sending a notice: %s", type(error).__name__)
                failed[one.item.key] = "queued" if transport.repeatable else "sending"
            else:
                if not transport.repeatable:
                    with self._database.transaction() as session:
                        _mark_sent(session, {one.item.key: sent.pop(one.item.key)}, now)
        with self._database.transaction() as session:
            _mark_sent(session, sent, now)
            for key, status in failed.items():
                values = {"status": status, "attempts": NoticeRow.attempts + 1}
                session.execute(update(NoticeRow).where(NoticeRow.key == key).values(**values))

    def _take(self, plan_id: str, workflow: Workflow, today: date) -> list[Waiting]:
        with self._database.transaction() as session:
            rows = plans.unsent(session, plan_id, workflow)
            if any(row.kind == NoticeKind.COPY for row in rows):
                self._withhold_what_may_not_go(session, plan_id, rows, today)
            waiting: list[Waiting] = []
            for row in rows:
                if row.status == "withheld":
                    continue
                files = tuple(plans.notice_files(session, row.key))
                if row.format == "plain_text":
                    files = tuple(file for file in files if not file[0].endswith(".html")) or files
                item = Item(row.key, tuple(row.address), row.subject, row.format, files)
                waiting.append(Waiting(item, row.channel, interrupted=row.status == "sending"))
                if not self._transports[row.channel].repeatable:
                    row.status = "sending"
            return waiting

    def _withhold_what_may_not_go(self, session: Session, plan_id: str, rows: list[NoticeRow], today: date) -> None:
        """SHARE-2: consent is read again when sending; a copy that is no longer what was decided is withheld."""
        going = [row for row in rows if row.kind == NoticeKind.COPY]
        for version in {row.version for row in going}:
            plan = plans.load_plan(session, plan_id, version)
            policy = self._schemes.in_force(plan.scheme, today).sharing
            decided = {one.recipient: one for one in copies(plan, plans.sharing_decisions(session, plan), policy)}
            for row in going:
                if row.version == version and not row.key.endswith(f"/{row.recipient}/{decided[row.recipient].extent}"):
                    row.status = "withheld"


def _mark_sent(session: Session, sent: Mapping[str, str], now: datetime) -> None:
    """`sent`: for each notice's key, the reference by which what was sent can be found."""
    rows = [{"key": key, "status": "sent", "sent_at": now, "reference": reference} for key, reference in sent.items()]
    if rows:
        session.execute(update(NoticeRow), rows)


class Deliveries:
    """The activity that takes up what could not be sent at once."""

    def __init__(self, database: Database, schemes: Schemes, documents: Documents, post: PostRoom) -> None:
        """The same dependencies as the determinations."""
        self._database, self._schemes, self._documents, self._post = database, schemes, documents, post

    @activity.defn
    def deliver(self, situation: Situation) -> Determination:
        """Send what waits. What failed too often becomes a task; `to_deliver` says how much is to be tried again."""
        self._post.send_what_waits(situation.plan_id, situation.workflow, situation.now)
        with self._database.transaction() as session:
            case = Case(session, self._schemes, self._documents, situation, f"deliver/{situation.now.isoformat()}")
            for row in plans.unsent(session, situation.plan_id, situation.workflow):
                interrupted = row.status == "sending" and row.attempts > 0
                if row.attempts >= MOST_ATTEMPTS or interrupted:
                    row.status = "by_hand"
                    why = (
                        "find out whether it arrived, and if not give it by hand"
                        if interrupted
                        else "it could not be sent"
                    )
                    give_by_hand(case, row.key, NoticeKind(row.kind), row.recipient, why)
            determined = case.accepted()
            left = plans.count_unsent(session, situation.plan_id, situation.workflow)
            tasks = plans.open_tasks(session, situation.plan_id, situation.workflow)
            return determined.model_copy(update={"open_tasks": tasks, "to_deliver": left})
