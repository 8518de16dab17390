"""END, SHARE-5, SHARE-9 · Who has a copy of a plan that ends, and who of them is spoken to instead of written to.

A letter that a plan is not in force says from which day, and that the copy may be used until then. So it is not for
whoever was asked to return theirs, nor for somebody who is marked as a risk or under a concern: they would learn the
day on which the person leaves. Source: the rulebook, TELL-8, SHARE-5 and SHARE-9.
"""

from enum import StrEnum
from typing import NamedTuple

from countersign.careplan.about_copies import all_said, as_whom, bears_on, may_hold, standing
from countersign.careplan.circumstances import SafeguardingKind
from countersign.careplan.clocks import PRACTITIONER
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.people import Provider
from countersign.careplan.same_recipient import Holder
from countersign.careplan.who_gets_a_copy import Concern
from countersign.casework.case import Case
from countersign.casework.copies_known import Known
from countersign.casework.kept import TaskKind
from countersign.casework.sharing import as_it_is_now, asked_back, under


class HasACopy(NamedTuple):
    """Somebody who was given a copy, or is to be, and of whom nobody has recorded its return."""

    reference: str
    """Theirs in the version in hand; where it has them no more, that of the version of which they have a copy."""

    of: int
    """That version; 0 where the version in hand has them."""

    holder: Holder
    """As they are now."""

    delivers: str
    """Their reference in the version in force, whose lines are spoken of; empty where it has them no more."""

    is_asked_back: bool
    """SHARE-9: whether every copy of theirs was asked back."""

    @property
    def code(self) -> str:
        """What stands for them: a reference, with the version if another has it for somebody else."""
        return f"v{self.of}/{self.reference}" if self.of else self.reference


def have_a_copy(case: Case, known: Known) -> tuple[HasACopy, ...]:
    """SHARE-6: each of them once, whatever references they had, and never somebody who stands there now instead."""
    since = case.course.state.people_since
    found: dict[tuple[str, str], HasACopy] = {}
    for copy in sorted(case.file.copies(), key=lambda copy: copy.version):
        task, notice = asked_back(case.tasks.named, copy.notice), case.letters.notice(copy.notice)
        did_not_go = task is None and notice is not None and notice.status is NoticeStatus.WITHHELD
        if did_not_go or (task is not None and task.done_at is not None):
            continue
        holder = as_it_is_now(copy, known, since)
        here = under(copy, case.version, known)
        before = found.get((holder.reference, holder.name))
        found[holder.reference, holder.name] = HasACopy(
            reference=here or copy.recipient,
            of=0 if here else copy.version,
            holder=holder,
            delivers=under(copy, case.in_force or case.version, known),
            is_asked_back=task is not None and (before is None or before.is_asked_back),
        )
    return tuple(sorted(found.values(), key=lambda has: has.code))


class Instead(StrEnum):
    """Why a person speaks to somebody who had a copy, and no letter goes. Each value is part of a task's name."""

    BEREAVED = ""
    MARKED = ":marked"
    ASKED_BACK = ":asked-back"


_WHY = {
    Instead.BEREAVED: "{code} had a copy of the plan: speak to them, rather than write.",
    Instead.MARKED: (
        "{code} has a copy of the plan, which ends. A mark or a concern bears on them, so no letter goes. Consider "
        "with your line manager whether, when and how they are told. [TELL-8, SHARE-5]"
    ),
    Instead.ASKED_BACK: (
        "{code} was asked to return a copy of the plan, which ends, so no letter goes. See that it comes back. If they "
        "deliver care, tell them what becomes of it. [SHARE-9]"
    ),
}


def instead_of_a_letter(case: Case, known: Known, has: HasACopy) -> Instead | None:
    """Why somebody is spoken to, rather than told by letter that the plan is not in force; None if a letter goes."""
    if case.course.state.has_died and not isinstance(has.holder.party, Provider):
        return Instead.BEREAVED
    if _is_marked(known, has.of or case.version, has.reference, has.holder):
        return Instead.MARKED
    return Instead.ASKED_BACK if has.is_asked_back else None


def _is_marked(known: Known, version: int, reference: str, holder: Holder) -> bool:
    """Whether somebody is marked as a risk, or a mark or a concern about their copy is still to be decided.

    That it is not safe to write to them is no reason: such a letter is given by hand.
    """
    said = all_said(known.versions, version, known.came, known.moved)
    there = may_hold(known.versions[version - 1], known.came).get(reference, holder)
    stands, whom = standing(there, said), as_whom(there, said)
    if stands.concern is Concern.OPEN or stands.mark not in (None, SafeguardingKind.ADDRESS_NOT_SAFE):
        return True
    risk = SafeguardingKind.SOMEBODY_WHO_IS_A_RISK
    return any(mark.mark.kind is risk and bears_on(mark, whom) for mark in said.marks)


def ask_to_speak(case: Case, code: str, instead: Instead, *, again: str = "", may_have_gone: bool = False) -> None:
    """END: ask the practitioner to speak to somebody who had a copy.

    `code`: what stands for them, such as C1. `again`: what tells the task from the one before, if that is done already.
    """
    name = f"speak:{code}{instead}"
    before = case.tasks.named(name)
    if again and before is not None and before.done_at is not None:
        name = f"{name}:{again}"
    why = _WHY[instead].format(code=code)
    why += " A letter may have reached them already." if may_have_gone else ""
    case.tasks.ask(name, TaskKind.SPEAK, why, role=PRACTITIONER, owner=case.course.practitioner)
