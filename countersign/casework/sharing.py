"""SHARE-1..9 · Which copies of a plan may go now; what is asked, held back, and asked for again.

Everything that sends, withholds or shows a copy asks `copies_now`: when it is made, when a decision comes, and again
when it is about to go.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from countersign.careplan.clocks import PRACTITIONER
from countersign.careplan.consent import SharingDecision, SharingScope
from countersign.careplan.left_out import Hit, hits
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.plan import Plan
from countersign.careplan.same_recipient import Holder, holders_in, still_means
from countersign.careplan.scheme import SharingPolicy
from countersign.careplan.sharing import Copy, Recorded, copies
from countersign.careplan.who_gets_a_copy import Asks
from countersign.careplan.working_time import london_day
from countersign.casework.case import Case
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import Consent, CopyGiven, Notice, Task, TaskKind, Version
from countersign.casework.ports import CaseFile
from countersign.wording.addressees import recipient_of
from countersign.wording.letters import CopyToReturn, Letter

NO_LONGER_ASKED = "It is not asked any more."

IS_ASKED = {
    Asks.WHAT_THEY_WANT: "Ask the person what they are to have, and record the decision.",
    Asks.CAPACITY: "Record the decision again, with whether the person had capacity.",
    Asks.BEST_INTERESTS: "Record a best-interests decision, with who was consulted.",
    Asks.DECIDE_AGAIN: "Record a new decision.",
    Asks.CONCERN: "Speak with your line manager: nothing goes meanwhile.",
    Asks.WHO_IT_IS: "If it is the same recipient under a new name, say so in `formerly`; if not, record a decision.",
}
"""SHARE-2, SHARE-5, SHARE-6: what is asked of the practitioner, by what the table asks."""


class Known(NamedTuple):
    """Everything from which the copies of a plan are decided."""

    versions: tuple[Plan, ...]
    """Every version, the first one first."""

    recorded: tuple[Recorded, ...]
    """Every decision, in the order in which they came, each once."""

    is_looked_at: Callable[[str], bool]
    """SHARE-7: whether a person has done the task of that name, to look at a copy."""


def known_in(file: CaseFile) -> Known:
    """What a plan's file has."""
    metas = file.versions()
    plans = tuple(file.version(meta.version) for meta in metas)
    return Known(plans, in_order(plans, metas, file.consents()), partial(_is_by_a_person, file.task))


def known_of(case: Case) -> Known:
    """The same, with what this determination changes."""
    known, changes, metas = known_in(case.file), case.changes, case.file.versions()
    plans = known.versions
    if changes.version is not None and changes.content is not None:
        plans, metas = (*plans, changes.content), (*metas, changes.version)
    recorded = in_order(plans, metas, (*case.file.consents(), *changes.consents))
    return Known(plans, recorded, partial(_is_by_a_person, case.tasks.named))


def _is_by_a_person(named: Callable[[str], Task | None], name: str) -> bool:
    task = named(name)
    return task is not None and task.done_at is not None and task.done_by != Actor.SYSTEM


def in_order(plans: Sequence[Plan], metas: Sequence[Version], consents: Iterable[Consent]) -> tuple[Recorded, ...]:
    """SHARE-6: every decision about sharing in the order in which they came, with the version that it is about.

    One that a later version or message only repeats came when it came first, and stays about whom it was about then:
    who stands under its reference now may be somebody else.
    """
    came: list[tuple[datetime, int, SharingDecision]] = [
        (meta.submitted_at, meta.version, decision)
        for meta, plan in zip(metas, plans, strict=True)
        for decision in plan.sharing
    ]
    for consent in consents:
        before = [meta.version for meta in metas if meta.submitted_at <= consent.recorded_at]
        came.append((consent.recorded_at, max(before, default=1), consent.decision))
    first: dict[str, Recorded] = {}
    for at, version, decision in sorted(came, key=lambda known: known[:2]):
        first.setdefault(decision.model_dump_json(), Recorded(decision, version, london_day(at)))
    return tuple(first.values())


def copies_now(known: Known, version: int, policy: SharingPolicy, today: date) -> tuple[Copy, ...]:
    """SHARE-1..7: who is to have a copy of a version today, as everything stands now, and what holds the others."""
    decided = copies(known.versions, known.recorded, policy, today, version)
    return tuple(_looked_through(copy, known, version) for copy in decided)


def _looked_through(copy: Copy, known: Known, version: int) -> Copy:
    """SHARE-7: a part copy whose text may say what was left out is held until a person has looked at it."""
    if copy.scope is not SharingScope.PART or known.is_looked_at(look_task(copy, version)):
        return copy
    if not hits(known.versions[version - 1], copy.sections):
        return copy
    held = {
        "scope": SharingScope.NONE,
        "asks": Asks.LOOK,
        "rule": "SHARE-7",
        "basis": "its text may say what was left out",
    }
    return copy.model_copy(update=held)


def look_task(copy: Copy, version: int) -> str:
    """The name of the task to look at a part copy: of these sections, by this decision."""
    sections = "+".join(sorted(section.value for section in copy.sections))
    return f"look:{copy.recipient}:v{version}:{copy.decided_on}:{sections}"


def ask_task(copy: Copy, version: int) -> str:
    """The name of the task that asks about a copy that is held."""
    if copy.asks is Asks.LOOK:
        return look_task(copy, version)
    decided_on = f":{copy.decided_on}" if copy.decided_on else ""
    return f"sharing:{copy.recipient}:v{version}:{copy.asks}{decided_on}"


def ask_about_sharing(case: Case) -> None:
    """SHARE-1..7: ask the practitioner about each copy that is held, once; what is not asked any more is settled."""
    known = known_of(case)
    held = {
        ask_task(copy, case.version): copy
        for copy in copies_now(known, case.version, case.scheme.sharing, case.today)
        if copy.asks is not None
    }
    for task in case.tasks.open(TaskKind.SHARING, TaskKind.LOOK_AT_COPY):
        if task.name not in held:
            case.tasks.done(task, Actor.SYSTEM, NO_LONGER_ASKED)
    for name, copy in held.items():
        if case.tasks.named(name) is not None:
            continue
        is_to_look = copy.asks is Asks.LOOK
        case.tasks.ask(
            name,
            TaskKind.LOOK_AT_COPY if is_to_look else TaskKind.SHARING,
            _what_to_look_at(copy, hits(case.plan, copy.sections)) if is_to_look else _what_is_asked(copy),
            role=PRACTITIONER,
            owner=case.course.practitioner,
        )
        case.record.note(Happening.SHARING_UNSOUND, recipient=copy.recipient, rule=copy.rule)


def _what_is_asked(copy: Copy) -> str:
    asked = IS_ASKED[copy.asks] if copy.asks else ""
    return f"{copy.recipient}: {copy.basis}. {asked} [{copy.rule}]"


def _what_to_look_at(copy: Copy, found: Iterable[Hit]) -> str:
    kinds = "; ".join(dict.fromkeys(f"a {hit.kind.value} in {hit.section.value}" for hit in found))
    return (
        f"{copy.recipient}: the part copy may say what it leaves out ({kinds}). `starter.py copies --words` shows what "
        "was found. Completing this task sends it as it is; another decision takes its place. [SHARE-7]"
    )


def withhold_what_may_not_go(case: Case, waiting: Iterable[Notice]) -> frozenset[str]:
    """SHARE-6: hold back each copy that is not to go as it was decided; returns their keys.

    `waiting`: the notices that are still to go or to be given, of any kind.
    """
    going = [notice for notice in waiting if notice.kind is NoticeKind.COPY]
    held: set[str] = set()
    if not going:
        return frozenset()
    known = known_of(case)
    for version in {notice.version for notice in going}:
        now = {copy.recipient: copy.extent for copy in copies_now(known, version, case.scheme.sharing, case.today)}
        for notice in going:
            if notice.version == version and extent_of(notice) != now.get(notice.recipient):
                case.letters.withhold(notice)
                case.record.note(Happening.COPY_WITHHELD, recipient=notice.recipient)
                held.add(notice.key)
    return frozenset(held)


def extent_of(notice: Notice) -> str:
    """How much of the plan the copy of a notice is, in the form of `Copy.extent`: it is part of the notice's key."""
    return notice.key.split(f"/{NoticeKind.COPY.value}/{notice.recipient}/", 1)[1].partition("/")[0]


# What went


class Holding(NamedTuple):
    """SHARE-9: a copy that went, and what became of it."""

    copy: CopyGiven

    holder: Holder
    """Whoever got it, as the version that it is of has them."""

    since: datetime
    """When it went."""

    asked_back: datetime | None
    """When its holder was asked to return or destroy it; None if they were not."""

    came_back: datetime | None
    """When somebody recorded that it was returned or destroyed; None if nobody did."""


def back_task(notice: str) -> str:
    """The name of the task to see that a copy comes back, by the key of its notice."""
    return f"back:{notice.split('/', 1)[1]}"


def holdings(file: CaseFile, versions: Sequence[Plan]) -> tuple[Holding, ...]:
    """SHARE-9: every copy that went, the earliest first."""
    went: list[Holding] = []
    for copy in file.copies():
        notice, task = file.notice(copy.notice), file.task(back_task(copy.notice))
        if notice is None or notice.status is not NoticeStatus.SENT or notice.sent_at is None:
            continue
        came_back = task.done_at if task and task.done_by != Actor.SYSTEM else None
        holder = holders_in(versions[copy.version - 1])[copy.recipient]
        went.append(Holding(copy, holder, notice.sent_at, task.raised_at if task else None, came_back))
    return tuple(sorted(went, key=lambda holding: (holding.since, holding.copy.notice)))


def as_it_is_now(copy: CopyGiven, versions: Sequence[Plan]) -> Holder:
    """Whoever has a copy, as the last version has them; as they were, where it has them no more."""
    since = versions[copy.version - 1 :]
    return holders_in(versions[-1] if still_means(copy.recipient, since) else since[0])[copy.recipient]


def ask_for_copies_back(case: Case) -> None:
    """SHARE-9: ask each holder of a copy that may no longer be shared to return or destroy it; tell the practitioner.

    Only where that is decided: while something is still asked about a recipient, nobody is asked for anything.
    """
    known = known_of(case)
    asked: list[str] = []
    for holding in holdings(case.file, known.versions):
        if holding.asked_back is not None:
            continue
        given = holding.copy
        to_have = copies_now(known, given.version, case.scheme.sharing, case.today)
        now = next(copy for copy in to_have if copy.recipient == given.recipient)
        if now.asks is not None or now.covers(given.extent):
            continue
        holder = as_it_is_now(given, known.versions)
        whom = recipient_of(holder.reference, holder.party)
        facts = CopyToReturn(sent_on=london_day(holding.since), is_part=bool(given.sections))
        occasion = f"v{given.version}/{given.scope}/{london_day(holding.since)}"
        case.letters.send(Letter(head=case.letters.head(whom), facts=facts), holder.contact, occasion=occasion)
        case.tasks.ask(
            back_task(given.notice),
            TaskKind.COPY_BACK,
            f"{given.recipient} was asked to return or destroy the copy of version {given.version}: find out whether "
            "they have, and complete this task then. [SHARE-9]",
            role=PRACTITIONER,
            owner=case.course.practitioner,
        )
        case.record.note(Happening.COPY_ASKED_BACK, recipient=given.recipient)
        asked.append(given.recipient)
    if asked:
        whose = ", ".join(dict.fromkeys(asked))
        case.tell_practitioner("copy_asked_back", f"{whose}: asked to return or destroy a copy that may not be shared.")
