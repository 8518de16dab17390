"""SHARE-9 · Asks each holder for the copies that may no longer be shared: in one letter, and with one task."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from countersign.careplan.clocks import PRACTITIONER
from countersign.careplan.consent import SharingScope
from countersign.careplan.figures import day
from countersign.careplan.notices import NoticeKind
from countersign.careplan.sharing import Copy
from countersign.careplan.working_time import london_day
from countersign.casework.beside_the_state import tell_beside_the_state
from countersign.casework.case import Case
from countersign.casework.copies_known import Known, as_it_was_asked_last, known_of
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import CopyGiven, TaskKind
from countersign.casework.sharing import (
    IN_ONE_WITH,
    Holding,
    as_decided,
    as_it_is_now,
    back_task,
    by_holder,
    copies_now,
    holdings,
    under,
)
from countersign.wording.letters import Letter, Recipient
from countersign.wording.letters_about_copies import CopyToReturn


def ask_for_copies_back(case: Case, known: Known | None = None, also_told: Iterable[str] = ()) -> None:
    """SHARE-9: ask each holder of a copy that may no longer be shared to return or destroy it; tell the practitioner.

    Only where that is decided, or what was decided has ended: while something else is still asked about a recipient,
    nobody is asked for anything. One letter and one task a holder, for everything that they may still have.
    """
    known = known or known_of(case)
    asked: list[str] = []
    to_have: dict[int, tuple[Copy, ...]] = {}
    for theirs in by_holder(holdings(case.file, known), known):
        theirs_now = [held for held in theirs if held.came_back is None]
        to_return = [held for held in theirs_now if _may_not_keep(case, known, held, to_have)]
        for held in theirs_now:
            if held.asked_back is not None and held not in to_return:
                _may_be_kept(case, held)
        if all(held.asked_back for held in to_return):
            continue
        asked.append(_ask_for(case, known, to_return))
    if asked:
        whose = ", ".join(dict.fromkeys(asked))
        what = f"{whose}: asked to return or destroy a copy that may not be shared."
        back = "copies-back"
        tell_beside_the_state(case, "copy_asked_back", what, due=_back_by(case), others=also_told, occasion=back)


def _back_by(case: Case) -> datetime:
    return case.days.after(case.now, case.scheme.copies_back.within)


def _may_not_keep(case: Case, known: Known, holding: Holding, to_have: dict[int, tuple[Copy, ...]]) -> bool:
    """Whether a copy is more than its holder is to have by now. `to_have`: what was worked out already, by version."""
    given = holding.copy
    if given.version not in to_have:
        to_have[given.version] = as_decided(known, given.version, case.scheme.sharing, case.today)
    now = next(copy for copy in to_have[given.version] if copy.recipient == given.recipient)
    return (now.asks is None or now.has_ended) and not now.covers(given.extent)


def _ask_for(case: Case, known: Known, to_return: list[Holding]) -> str:
    """Ask one holder, in one letter and with one task, for every copy that they may still have. Returns who it is.

    Each newer copy said that the older one is to be destroyed, but nobody has said that it was: so each is named. A
    task that is open about one of them goes on in the new one.
    """
    latest = max(
        (held for held in to_return if held.asked_back is None), key=lambda held: (held.copy.version, held.since)
    )
    given, others = latest.copy, [held for held in to_return if held is not latest]
    holder = as_it_is_now(given, known, case.course.state.people_since)
    # By the reference of the copy's own version: in another one it may be somebody else's.
    whom = Recipient(reference=given.recipient, name=holder.name, greeting=holder.name, address=holder.contact.address)
    due = _back_by(case)
    facts = CopyToReturn(
        sent_on=london_day(latest.since),
        also_sent_on=tuple(dict.fromkeys(london_day(held.since) for held in others)),
        is_part=bool(given.sections),
        another_goes=_another_goes(case, known, given),
        is_provider=holder.is_provider,
        back_by=london_day(due),
    )
    name = case.tasks.name_to_ask_again(back_task(given.notice))
    occasion = f"{_which(latest)}{name.removeprefix(back_task(given.notice)).replace(':', '/')}"
    case.letters.send(Letter(head=case.letters.head(whom), facts=facts), holder.contact, occasion=occasion)
    copies_sent = "; ".join(
        f"version {held.copy.version}, sent on {day(london_day(held.since))}" for held in (latest, *others)
    )
    _see_that_they_come_back(case, name, latest, others, copies_sent, due)
    case.record.note(Happening.COPY_ASKED_BACK, recipient=given.recipient)
    return given.recipient


def _which(holding: Holding) -> str:
    """Which copy a letter that asks for one back is about: a part of that letter's key."""
    return f"v{holding.copy.version}/{holding.copy.scope}/{london_day(holding.since)}"


def _may_be_kept(case: Case, holding: Holding) -> None:
    """SHARE-9: a copy may be shared again before its holder was told to return it: they are not told, and keep it."""
    about = f"/{NoticeKind.COPY_TO_RETURN.value}/{holding.copy.recipient}/{_which(holding)}"
    waiting = (*case.file.unsent(case.situation.workflow), *case.letters.to_be_given())
    letters = [notice for notice in waiting if about in notice.key]
    if not letters or any(notice.may_have_gone for notice in letters):
        return
    for letter in letters:
        case.letters.withhold(letter)
    name, _ = as_it_was_asked_last(case.tasks.named, back_task(holding.copy.notice))
    task = case.tasks.named(name)
    if task is not None and task.done_at is None:
        case.tasks.done(task, Actor.SYSTEM, "The copy may be shared again, and its holder was not asked for it yet.")


def _another_goes(case: Case, known: Known, given: CopyGiven) -> bool:
    """SHARE-9: whether a copy of less, which nobody is asked about, goes to whoever is to return this one."""
    version = case.in_force or case.version
    reference = under(given, version, known)
    now = copies_now(known, version, case.scheme.sharing, case.today)
    copy = next((copy for copy in now if copy.recipient == reference), None)
    if copy is None or copy.scope is SharingScope.NONE:
        return False
    return not any(
        (other.version, other.recipient, other.extent) == (version, reference, copy.extent)
        and case.tasks.named(back_task(other.notice)) is None
        for other in case.file.copies()
    )


def _see_that_they_come_back(
    case: Case, name: str, latest: Holding, others: Iterable[Holding], copies_sent: str, due: datetime
) -> None:
    """One task for all of them. The task of each other copy says which that is, and is done."""
    ask = partial(case.tasks.ask, kind=TaskKind.COPY_BACK, role=PRACTITIONER, owner=case.course.practitioner)
    ask(
        name,
        why=f"{latest.copy.recipient} was asked to return or destroy every copy that they may still have "
        f"({copies_sent}): find out whether they have, and complete this task then. [SHARE-9]",
        due_at=due,
    )
    for held in others:
        own = case.tasks.name_to_ask_again(back_task(held.copy.notice))
        ask(own, why=f"{held.copy.recipient} was asked to return or destroy another copy too. [SHARE-9]")
        task = case.tasks.named(own)
        if task is not None and task.done_at is None:
            case.tasks.done(task, Actor.SYSTEM, f"{IN_ONE_WITH}{name}")
