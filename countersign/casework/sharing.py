"""SHARE-1..9 · Which copies of a plan may go now; what is asked, held back, and asked for again.

Everything that sends, withholds or shows a copy asks `copies_now`: when it is made, when a decision comes, and again
when it is about to go.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import NamedTuple

from countersign.careplan.about_copies import asked_for
from countersign.careplan.asked_for import is_asked_for
from countersign.careplan.clocks import PRACTITIONER
from countersign.careplan.consent import ADVOCATE, SharingScope
from countersign.careplan.left_out import Hit, hits
from countersign.careplan.notices import REPRESENTATIVE, TOLD, NoticeKind
from countersign.careplan.people_since import PeopleSince
from countersign.careplan.same_recipient import Holder, are_one, are_the_same, holders_in, still
from countersign.careplan.scheme import SharingPolicy
from countersign.careplan.sharing import Copy, copies
from countersign.careplan.who_gets_a_copy import Asks
from countersign.careplan.who_is_told import the_record_for
from countersign.careplan.working_time import london_day
from countersign.casework.case import Case
from countersign.casework.copies_known import Known, as_it_was_asked_last, known_of
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import CopyGiven, Notice, Task, TaskKind
from countersign.casework.ports import CaseFile
from countersign.wording.letters import Letter
from countersign.wording.letters_about_copies import CopyOfPlan

NO_LONGER_ASKED = "It is not asked any more."

IS_ASKED = {
    Asks.WHAT_THEY_WANT: "Ask the person what they are to have, and record the decision.",
    Asks.CAPACITY: "Record the decision again, with whether the person had capacity.",
    Asks.BEST_INTERESTS: "Record a best-interests decision, with who was consulted.",
    Asks.DECIDE_AGAIN: "Record a new decision.",
    Asks.CONCERN: "Speak with your line manager: nothing goes meanwhile.",
    Asks.WHO_IT_IS: "If it is the same recipient under a new name, say so in `formerly`; if not, record a decision.",
}
"""SHARE-2, SHARE-5, SHARE-6: what is asked of the practitioner, by what the table asks.

A concern about a copy is put to the line manager (`countersign.casework.concerns`); of the representative's record the
practitioner asks them.
"""


def copies_now(known: Known, version: int, policy: SharingPolicy, today: date) -> tuple[Copy, ...]:
    """SHARE-1..7: who is to have a copy of a version today, as everything stands now, and what holds the others."""
    return tuple(
        _looked_through(_of_another_advocate(copy, known, version), known, version)
        for copy in as_decided(known, version, policy, today)
    )


def as_decided(known: Known, version: int, policy: SharingPolicy, today: date) -> tuple[Copy, ...]:
    """The same, whether or not somebody is still to look through a part copy."""
    return copies(known.versions, known.recorded, policy, today, version, known.came, known.moved)


def _of_another_advocate(copy: Copy, known: Known, version: int) -> Copy:
    """SHARE-6: what was decided about an advocate lets nothing go to another who has come in their place."""
    stated = holders_in(known.versions[version - 1]).get(copy.recipient)
    if copy.recipient != ADVOCATE or copy.scope is SharingScope.NONE or stated is None or known.advocate is None:
        return copy
    if are_the_same(stated, Holder(ADVOCATE, known.advocate)):
        return copy
    held = {
        "scope": SharingScope.NONE,
        "sections": (),
        "asks": Asks.WHO_IT_IS,
        "rule": "SHARE-6",
        "basis": "the person has another advocate by now than the one about whom it was decided",
    }
    return copy.model_copy(update=held)


def _looked_through(copy: Copy, known: Known, version: int) -> Copy:
    """SHARE-7: a part copy whose text may say what was left out is held until a person has looked at it."""
    if copy.scope is not SharingScope.PART or known.is_looked_at(look_task(copy, version)):
        return copy
    if not hits(known.versions[version - 1], copy.sections, known.marked(version)):
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


def ask_about_sharing(case: Case, known: Known | None = None) -> None:
    """SHARE-1..7: ask the practitioner about each copy that is held, once; what is not asked any more is settled.

    A concern is asked of the line manager: `countersign.casework.concerns`. `known`: if it was read already. AMEND:
    while an amended plan is in hand, copies of the version in force are asked about too.
    """
    known = known or known_of(case)
    versions = {case.version, case.course.state.version, case.in_force or case.version}
    every = [
        *((copy, version) for version in sorted(versions) for copy in _held(case, known, version)),
        *((copy, case.version) for copy in _for_the_representative(case)),
    ]
    held = {ask_task(copy, version): (copy, version) for copy, version in every}
    asked = {name: as_it_was_asked_last(case.tasks.named, name) for name in held}
    for task in case.tasks.open(TaskKind.SHARING, TaskKind.LOOK_AT_COPY):
        if task.name not in {last for last, _ in asked.values()}:
            case.tasks.done(task, Actor.SYSTEM, NO_LONGER_ASKED)
    for base, (copy, version) in held.items():
        last, before = asked[base]
        if before is not None and (before.done_at is None or before.done_by != Actor.SYSTEM):
            continue
        name = _the_next(base, last) if before else base
        is_to_look = copy.asks is Asks.LOOK
        case.tasks.ask(
            name,
            TaskKind.LOOK_AT_COPY if is_to_look else TaskKind.SHARING,
            _what_to_look_at(copy, hits(known.versions[version - 1], copy.sections, known.marked(version)))
            if is_to_look
            else _what_is_asked(copy),
            role=PRACTITIONER,
            owner=case.course.practitioner,
        )
        case.record.note(Happening.SHARING_UNSOUND, recipient=copy.recipient, rule=copy.rule)


def _the_next(name: str, last: str) -> str:
    number = int(last.removeprefix(f"{name}:")) if last != name else 1
    return f"{name}:{number + 1}"


def _held(case: Case, known: Known, version: int) -> list[Copy]:
    """The copies of a version about which the practitioner is asked something."""
    every = copies_now(known, version, case.scheme.sharing, case.today)
    return [copy for copy in every if copy.asks not in (None, Asks.CONCERN)]


def _for_the_representative(case: Case) -> tuple[Copy, ...]:
    """REC-1, TELL-8: what the table says of the representative's letters and record, where they act and it is held."""
    people = case.course.people_now
    answer = the_record_for(people, REPRESENTATIVE, case.today)
    if people.representative is None or not people.representative.acts_on(case.today) or answer.asks is None:
        return ()
    held = Copy(recipient=REPRESENTATIVE, scope=SharingScope.NONE, basis=answer.why, rule=answer.rule, asks=answer.asks)
    return (held,)


def _what_is_asked(copy: Copy) -> str:
    asked = IS_ASKED.get(copy.asks, "") if copy.asks else ""
    return f"{copy.recipient}: {copy.basis}. {asked} [{copy.rule}]"


def _what_to_look_at(copy: Copy, found: Iterable[Hit]) -> str:
    kinds = "; ".join(dict.fromkeys(f"a {hit.kind.value} in {hit.section.value}" for hit in found))
    return (
        f"{copy.recipient}: the part copy may say what it leaves out ({kinds}). `starter.py copies --words` shows what "
        "was found. Completing this task sends it as it is; another decision takes its place. [SHARE-7]"
    )


def withhold_what_may_not_go(case: Case, waiting: Iterable[Notice], known: Known | None = None) -> frozenset[str]:
    """SHARE-6: hold back each copy that is not to go as it was decided; returns their keys.

    AMEND-3: nor does one of a version whose place another has taken: its holders have that one. SHARE-8: nor a part
    copy that says what is missing, since a mark was put: it is made again. `waiting`: the notices that are still to go
    or to be given, of any kind.
    """
    going = [notice for notice in waiting if notice.kind is NoticeKind.COPY]
    held: set[str] = set()
    if not going:
        return frozenset()
    known = known or known_of(case)
    for version in {notice.version for notice in going}:
        now = {copy.recipient: copy for copy in copies_now(known, version, case.scheme.sharing, case.today)}
        for notice in going:
            is_replaced = version < case.in_force
            if notice.version == version and (is_replaced or not _isas_decided(notice, now.get(notice.recipient))):
                case.letters.withhold(notice)
                if notice.may_have_gone:
                    _find_out_whether_it_went(case, notice)
                case.record.note(Happening.COPY_WITHHELD, recipient=notice.recipient)
                held.add(notice.key)
    return frozenset(held)


def _isas_decided(notice: Notice, copy: Copy | None) -> bool:
    """Whether what waits is as much as is decided now and, where a risk is the reason by now, is silent about it."""
    if copy is None or extent_of(notice) != copy.extent:
        return False
    facts = Letter.model_validate_json(notice.letter).facts if notice.letter else None
    return not (copy.because_of_risk and isinstance(facts, CopyOfPlan) and facts.sections_left_out)


def _find_out_whether_it_went(case: Case, notice: Notice) -> None:
    """SHARE-9: a copy that may have arrived, and may not be shared any more, is not forgotten."""
    case.tasks.ask(
        back_task(notice.key),
        TaskKind.COPY_BACK,
        f"A copy of version {notice.version} for {notice.recipient} may have arrived, and may not be shared any more: "
        "find out whether it did; if so, ask for it back. Complete this task then. [SHARE-9]",
        role=PRACTITIONER,
        owner=case.course.practitioner,
    )


def extent_of(notice: Notice) -> str:
    """How much of the plan the copy of a notice is, in the form of `Copy.extent`: it is part of the notice's key."""
    return notice.key.split(f"/{NoticeKind.COPY.value}/{notice.recipient}/", 1)[1].partition("/")[0]


def versions_that_count(case: Case) -> tuple[int, ...]:
    """The versions whose copies matter: in hand, in force, and each of which somebody was given a copy."""
    given = (copy.version for copy in case.file.copies())
    return tuple(sorted({case.version, case.in_force or case.version, *given}))


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


IN_ONE_WITH = "Asked for in one with another copy: see "
"""How what was done about the task of a copy begins, where another task asks for it too: that task's name follows."""


def asked_back(named: Callable[[str], Task | None], notice: str) -> Task | None:
    """The task to see that a copy comes back, by the key of its notice; None if it never was asked for.

    It may be one for several copies. A copy whose holder may keep it after all, before they were told otherwise, was
    not asked for. `named`: a task by its name.
    """
    _, task = as_it_was_asked_last(named, back_task(notice))
    while task and task.done_by == Actor.SYSTEM and task.what_was_done.startswith(IN_ONE_WITH):
        _, task = as_it_was_asked_last(named, task.what_was_done.removeprefix(IN_ONE_WITH))
    return task if task is not None and task.done_by != Actor.SYSTEM else None


def holdings(file: CaseFile, known: Known) -> tuple[Holding, ...]:
    """SHARE-9: every copy that went, the earliest first."""
    went: list[Holding] = []
    for copy in file.copies():
        notice, task = file.notice(copy.notice), asked_back(file.task, copy.notice)
        if notice is None or notice.status not in TOLD or notice.sent_at is None:
            continue
        came_back = task.done_at if task else None
        holder = holder_then(copy, known)
        went.append(Holding(copy, holder, notice.sent_at, task.raised_at if task else None, came_back))
    return tuple(sorted(went, key=lambda holding: (holding.since, holding.copy.notice)))


def by_holder(went: Iterable[Holding], known: Known) -> list[list[Holding]]:
    """SHARE-6: what went to each holder, under whatever references: the earliest first."""
    found: list[list[Holding]] = []
    for holding in went:
        copy = holding.copy
        theirs = next((held for held in found if _is_theirs_too(held[-1].copy, copy, known)), None)
        if theirs is None:
            found.append([holding])
        else:
            theirs.append(holding)
    return found


def _is_theirs_too(one: CopyGiven, other: CopyGiven, known: Known) -> bool:
    if is_asked_for(one.recipient) or is_asked_for(other.recipient):
        return one.recipient == other.recipient
    return are_one(one.recipient, one.version, other.recipient, other.version, known.versions)


def under(copy: CopyGiven, version: int, known: Known) -> str:
    """The reference under which a version has whoever got a copy; empty if it has them no more."""
    if is_asked_for(copy.recipient):
        return copy.recipient
    there = holders_in(known.versions[version - 1])
    same = (other for other in there if are_one(copy.recipient, copy.version, other, version, known.versions))
    return next(same, "")


def older_copy_sent(case: Case, recipient: str) -> date | None:
    """AMEND-3, SHARE-9: the day on which somebody was sent the latest copy whose place another takes; None if none was.

    One of an older version that is still theirs to use; or one of this version, more or less of it, that has not come
    back. `recipient`: their reference in the version in hand.
    """
    known = known_of(case)
    days = [
        london_day(holding.since)
        for holding in holdings(case.file, known)
        if under(holding.copy, case.version, known) == recipient
        and (
            (holding.copy.version < case.version and holding.asked_back is None)
            or (holding.copy.version == case.version and holding.came_back is None)
        )
    ]
    return max(days, default=None)


def holder_then(copy: CopyGiven, known: Known) -> Holder:
    """Whoever has a copy, as they were when it was decided that they get it."""
    others = asked_for(known.came, copy.decided_at)
    return others.get(copy.recipient) or holders_in(known.versions[copy.version - 1])[copy.recipient]


def as_it_is_now(copy: CopyGiven, known: Known, since: PeopleSince | None) -> Holder:
    """TELL-8: whoever has a copy, as was said of them last; as they were, where the last version has them no more.

    `since`: what was said of the plan's people beside its versions.
    """
    return holder_now(copy.recipient, copy.version, known, since)


def holder_now(reference: str, version: int, known: Known, since: PeopleSince | None) -> Holder:
    """The same, of whomever a reference means in a version: a later one may have them under another."""
    others = asked_for(known.came)
    if reference in others:
        return others[reference]
    versions = known.versions
    means = {
        number: now
        for number in range(version, len(versions) + 1)
        if (now := still(reference, versions[version - 1 : number])) is not None
    }
    latest = max(means, default=version)
    holder = holders_in(versions[latest - 1])[means.get(latest, reference)]
    said = [there for there in (since.contacts if since else ()) if means.get(there.version) == there.about]
    if not said:
        return holder
    contact = max(said, key=lambda there: there.version).contact
    return holder._replace(party=holder.party.model_copy(update={"contact": contact}))
