"""SHARE-9 · Who holds which version of a plan, how much of it, since when and on what basis: now or on a day before."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.consent import Section, SharingScope
from countersign.careplan.left_out import Kind, hits
from countersign.careplan.notices import PERSON, THE_PERSONS, TOLD, NoticeKind
from countersign.careplan.sharing import Copy
from countersign.careplan.who_gets_a_copy import Asks, Capacity, Decided, Default, Given, Who, who_gets
from countersign.careplan.working_time import london_day
from countersign.casework.copies_known import Known, known_in
from countersign.casework.kept import PlanState, Task
from countersign.casework.ports import Editions
from countersign.casework.sharing import by_holder, copies_now, holdings
from countersign.casework.what_came_of_it import task_that_asks
from countersign.queries.view import View
from countersign.store.case_files import SqlCaseFile
from countersign.store.tables import NoticeRow
from countersign.wording.letters import Letter


class CopyHeld(View):
    """Somebody who holds a version of the plan."""

    recipient: str
    """`person`, `representative`, `advocate`, or a reference of the plan such as C1 or P1."""

    holder: str
    """Who it is, whatever reference each version has them under: the same for every copy that they have."""

    name: str
    """Their name, as the version that they hold has it."""

    version: int

    extent: str
    """`full`, or `part:` with the sections."""

    since: datetime
    """When it went."""

    basis: str
    """Why they were given it, in words."""

    rule: str

    asked_back: datetime | None
    """When they were asked to return or destroy it; None if they were not."""

    notice: str
    """The key of the notice with which it went."""


class WordsFound(View):
    """SHARE-7: one thing of a part left out that stands in the text of a part copy."""

    kind: Kind

    section: Section

    words: str
    """Empty unless they were asked for."""


class CopyNotGone(View):
    """A recipient whose copy is kept back, and what is asked about it."""

    recipient: str

    version: int

    asks: Asks

    why: str

    rule: str

    role: str
    """The role of whoever answers; empty if nobody is asked."""

    person: str
    """A staff reference; empty for whoever holds the role."""

    by: datetime | None
    """By when they answer."""

    found: tuple[WordsFound, ...]


class NoCopy(View):
    """Somebody who may have a copy, has none of a version, and of whom nothing is asked."""

    recipient: str

    version: int

    scope: SharingScope
    """What they are to have: `none`, or what has not gone yet."""

    why: str
    """What was decided, in the words of the table; no reason of a concern."""

    rule: str

    decided_on: date | None
    """None where nobody decided anything about them."""


class CopiesOfPlan(View):
    """Who has which version of a plan, and what is kept back."""

    plan: str

    on: date | None
    """The day asked about; None: now."""

    latest: int
    """The latest version of which the person had been given the record by then; 0 before any."""

    holders: tuple[CopyHeld, ...]
    """The earliest first."""

    not_gone: tuple[CopyNotGone, ...]
    """What is kept back until somebody answers, now; empty for a day in the past."""

    none: tuple[NoCopy, ...]
    """Who has none now, and why; empty for a day in the past."""


def copies_of(
    session: Session,
    editions: Editions,
    plan_id: str,
    now: datetime,
    *,
    on: date | None = None,
    with_words: bool = False,
) -> CopiesOfPlan | None:
    """Who holds which version; None if no plan of that id is kept. Raises UnknownSchemeError.

    `on`: as it was at the end of that day in London; None for now. `with_words`: with the words that hold a part copy.
    """
    file = SqlCaseFile(session.connection(), plan_id)
    known = known_in(file)
    if not known.versions:
        return None
    day = on or london_day(now)
    records = [held for held in _records(session, plan_id) if london_day(held.since) <= day]
    copies = [held for held in _copies(file, known, day) if london_day(held.since) <= day]
    return CopiesOfPlan(
        plan=plan_id,
        on=on,
        latest=max((held.version for held in records), default=0),
        holders=tuple(sorted((*records, *copies), key=lambda held: held.since)),
        not_gone=() if on else _not_gone(editions, known, file, day, with_words=with_words),
        none=() if on else _none(editions, known, file, day),
    )


def _copies(file: SqlCaseFile, known: Known, day: date) -> list[CopyHeld]:
    return [
        CopyHeld(
            recipient=holding.copy.recipient,
            holder=f"{theirs[0].copy.recipient} of version {theirs[0].copy.version}",
            name=holding.holder.name,
            version=holding.copy.version,
            extent=holding.copy.extent,
            since=holding.since,
            basis=holding.copy.basis,
            rule=holding.copy.rule,
            asked_back=holding.asked_back if holding.asked_back and london_day(holding.asked_back) <= day else None,
            notice=holding.copy.notice,
        )
        for theirs in by_holder(holdings(file, known), known)
        for holding in theirs
        if holding.came_back is None or london_day(holding.came_back) > day
    ]


def _records(session: Session, plan_id: str) -> list[CopyHeld]:
    """REC-1: the person, and their representative, hold the written record."""
    query = select(NoticeRow).where(
        NoticeRow.plan_id == plan_id, NoticeRow.kind == NoticeKind.AGREED, NoticeRow.status.in_(TOLD)
    )
    held: list[CopyHeld] = []
    for row in session.scalars(query):
        who = Who.PERSON if row.recipient == PERSON else Who.REPRESENTATIVE
        answer = who_gets(Given(who, Decided.NOTHING, Capacity.NOT_STATED, None, Default.ON_REQUEST))
        if row.recipient in THE_PERSONS and row.sent_at is not None:
            held.append(
                CopyHeld(
                    recipient=row.recipient,
                    holder=row.recipient,
                    name=Letter.model_validate_json(row.letter).head.recipient.name if row.letter else "",
                    version=row.version,
                    extent="full",
                    since=row.sent_at,
                    basis=answer.why,
                    rule=answer.rule,
                    asked_back=None,
                    notice=row.key,
                )
            )
    return held


def _versions_now(state: PlanState | None) -> list[int]:
    """AMEND-2: the version in force, and the one in hand; one that was taken back leads nowhere."""
    return sorted({state.in_force or state.version, state.version}) if state else []


def _not_gone(
    editions: Editions, known: Known, file: SqlCaseFile, today: date, *, with_words: bool
) -> tuple[CopyNotGone, ...]:
    tasks = file.open_tasks()
    return tuple(
        _kept_back(copy, copy.asks, version, known, task_that_asks(copy, version, tasks), with_words=with_words)
        for version in _versions_now(file.state())
        for copy in _copies_of(editions, known, version, today)
        if copy.asks is not None
    )


def _copies_of(editions: Editions, known: Known, version: int, today: date) -> tuple[Copy, ...]:
    policy = editions.in_force(known.versions[version - 1].scheme, today).sharing
    return copies_now(known, version, policy, today)


def _kept_back(
    copy: Copy, asks: Asks, version: int, known: Known, task: Task | None, *, with_words: bool
) -> CopyNotGone:
    plan = known.versions[version - 1]
    found = hits(plan, copy.sections, known.marked(version)) if asks is Asks.LOOK else ()
    return CopyNotGone(
        recipient=copy.recipient,
        version=version,
        asks=asks,
        why=copy.basis,
        rule=copy.rule,
        role=task.owner_role if task else "",
        person=task.owner if task else "",
        by=task.due_at if task else None,
        found=tuple(
            WordsFound(kind=hit.kind, section=hit.section, words=hit.words if with_words else "") for hit in found
        ),
    )


def _none(editions: Editions, known: Known, file: SqlCaseFile, today: date) -> tuple[NoCopy, ...]:
    """SHARE-9: of the version in force everybody who has no copy; of the one in hand whoever is to have none."""
    state = file.state()
    have = {
        (holding.copy.version, holding.copy.recipient)
        for holding in holdings(file, known)
        if holding.came_back is None and holding.asked_back is None
    }
    return tuple(
        NoCopy(
            recipient=copy.recipient,
            version=version,
            scope=copy.scope,
            why=copy.basis,
            rule=copy.rule,
            decided_on=copy.decided_on,
        )
        for version in _versions_now(state)
        for copy in _copies_of(editions, known, version, today)
        if copy.asks is None
        and (copy.scope is SharingScope.NONE or (state and version == state.in_force))
        and (version, copy.recipient) not in have
    )
