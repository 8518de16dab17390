"""TELL-1, TELL-8, REC-3 · Handles what is said of the people of a plan since: where they are reached, and who they are.

No version changes. What was decided last counts, whenever it came, and takes effect at once on what is not sent yet.
"""

from datetime import date

from countersign.careplan.about_copies import may_hold
from countersign.careplan.circumstances import Recipients
from countersign.careplan.days_within_reason import decided_long_ago
from countersign.careplan.findings import Finding, finding
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.declaring import Message
from countersign.careplan.messages.people import ChangeContact, ChangeRepresentative
from countersign.careplan.people import Advocate, Contact, Representative
from countersign.careplan.people_since import (
    AdvocateSaid,
    ContactSaid,
    PeopleSince,
    RepresentativeSaid,
    VersionOfDay,
    party_of,
    with_advocate,
    with_contact,
    with_representative,
)
from countersign.careplan.references import written_to_somebody
from countersign.careplan.said_later import moment_said
from countersign.careplan.same_recipient import name_of
from countersign.careplan.who_decided import is_said_by
from countersign.careplan.working_time import london_day
from countersign.casework.case import Accepted, Case
from countersign.casework.copies import follow_copies
from countersign.casework.copies_known import known_of
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.sharing import ask_about_sharing
from countersign.casework.understanding import tell_the_advocate
from countersign.casework.whom_and_where import take_effect

LATER_STANDS = "Something that was decided later stands, so nothing has changed. [TELL-8]"


@handles(ChangeContact)
def change_contact(case: Case, message: ChangeContact) -> Accepted | Refused:
    """TELL-8: where and how somebody is written to, of whoever the plan knows by now."""
    about, people = message.about, case.course.people_now
    party = party_of(people, about)
    if party is None:
        reason = f"about: {about} is nobody in version {case.version}, nor was named since. [TELL-8]"
        return Refused(Refusal.NO_SUCH_RECIPIENT, (reason,))
    faults = [*_days(message.decided_on, case.today), *_not_reached(message.contact, "contact")]
    if _is_said_by_who_may_receive(case, message.decided_by):
        faults.append(_by_who_receives())
    if faults:
        return Refused.because(Refusal.INCOMPLETE, faults)
    said = ContactSaid(
        about=about,
        version=case.version,
        contact=message.contact,
        telephone=message.telephone or "",
        decided_on=message.decided_on,
        said_at=moment_said(message.sent_at, case.now),
    )
    detail = message.model_dump(mode="json", include={"contact", "telephone", "decided_by", "decided_on"})
    since = with_contact(case.course.state.people_since, said, _versions(case))
    if since is None:
        return _later_stands(case, message, about)
    case.course.people_are(since)
    case.record.note(Happening.CONTACT_CHANGED, by=Actor.STAFF, of=message, whom=about, detail=detail)
    follow_copies(case)
    why = case.letters.why_not_there(about, message.contact)
    return Accepted((f"What is to go to {about} is a person's task: {why}.",) if why else (), shares=True)


@handles(ChangeRepresentative)
def change_representative(case: Case, message: ChangeRepresentative) -> Accepted | Refused:
    """TELL-1, TELL-8: who acts for the person, and who is written to, from now on."""
    acts, before = message.representative, case.course.people_now
    faults = [*_days(message.decided_on, case.today), *_not_whole(acts)]
    if _is_said_by_who_may_receive(case, message.decided_by, acts):
        faults.append(_by_who_receives())
    chosen = message.written_to
    faults += written_to_somebody(chosen, acts, where="written_to")
    if chosen is not None:
        faults += _days(chosen.decided_on, case.today, "written_to.decided_on")
    if chosen is not None and _is_said_by_who_may_receive(case, chosen.decided_by, acts):
        faults.append(_by_who_receives("written_to.decided_by"))
    if faults:
        return Refused.because(Refusal.INCOMPLETE, faults)
    if (
        chosen is None
        and before.written_to is not None
        and _goes_on(before.representative, acts, before.written_to.who)
    ):
        chosen = before.written_to
    said_at = moment_said(message.sent_at, case.now)
    said = RepresentativeSaid(representative=acts, written_to=chosen, decided_on=message.decided_on, said_at=said_at)
    since = with_representative(case.course.state.people_since, said, _versions(case))
    if since is None:
        return _later_stands(case, message, "the representative")
    case.course.people_are(since)
    detail = message.model_dump(mode="json", exclude={"message_id", "sent_by", "sent_at", "plan_id"})
    now = "somebody acts for them" if acts else "nobody does any more"
    case.record.note(Happening.REPRESENTATIVE_CHANGED, by=Actor.STAFF, of=message, now=now, detail=detail)
    take_effect(case)
    ask_about_sharing(case)
    return Accepted(shares=True)


def name_the_advocate(case: Case, advocate: Advocate, message: Message) -> tuple[str, ...]:
    """REC-3: the person has this advocate by now. They are told when the plan is given; now, if it is.

    Returns what the sender is told besides.
    """
    decided_on = advocate.since or min(london_day(message.sent_at), case.today)
    said_at = moment_said(message.sent_at, case.now)
    said = AdvocateSaid(advocate=advocate, decided_on=decided_on, said_at=said_at, occasion=case.cause.key)
    since = with_advocate(case.course.state.people_since, said, case.plan, case.version)
    if since is None:
        case.record.note(Happening.SOMETHING_LATER_STANDS, by=Actor.STAFF, of=message, whom="the advocate")
        return (LATER_STANDS,)
    case.course.people_are(since)
    detail = {"advocate": advocate.model_dump(mode="json")}
    case.record.note(Happening.ADVOCATE_NAMED, by=Actor.STAFF, of=message, detail=detail)
    follow_copies(case)
    tell_the_advocate(case)
    return ()


def moves(case: Case, on: date | None) -> None:
    """TELL-8: the person moves away on a day, or has, by the latest word; None: by the latest word they do not."""
    known = case.course.state.people_since or PeopleSince()
    if known.moved_on != on:
        case.course.people_are(known.model_copy(update={"moved_on": on}))
        take_effect(case)


def _versions(case: Case) -> tuple[VersionOfDay, ...]:
    """Every version up to the one in hand, the first one first, with the day on which it was submitted."""
    kept = (version for version in case.file.versions() if version.version <= case.version)
    return tuple(
        VersionOfDay(case.file.version(one.version), london_day(one.submitted_at), one.submitted_at) for one in kept
    )


def _goes_on(before: Representative | None, now: Representative | None, who: Recipients) -> bool:
    """Whether a choice of who is written to holds still: one for a representative holds for nobody else."""
    same = before is not None and now is not None and name_of(before.name) == name_of(now.name)
    return same or who is Recipients.PERSON


def _days(decided_on: date, today: date, where: str = "decided_on") -> list[Finding]:
    """TELL-8: nothing was decided on a day that has not come, or years ago. Faults only."""
    not_yet = f"it is said to be on {decided_on}, which has not come yet." if decided_on > today else ""
    wrong = not_yet or decided_long_ago(decided_on, today)
    return [finding("TELL-8", False, wrong, where)] if wrong else []


def _not_whole(acts: Representative | None) -> list[Finding]:
    """TELL-1: what is missing of somebody who is to act for the person. Faults only."""
    if acts is None:
        return []
    wanted = (("basis", acts.basis), ("scope", acts.scope), ("starts_on", acts.starts_on))
    words = {
        "basis": "say on what footing they act.",
        "scope": "say in what they act for the person.",
        "starts_on": "say from which day they act.",
    }
    faults = [finding("TELL-1", False, words[name], f"representative.{name}") for name, value in wanted if not value]
    return [*faults, *_not_reached(acts.contact, "representative.contact")]


def _not_reached(contact: Contact, where: str) -> list[Finding]:
    """TELL-8: what is missing of where somebody is reached from now on. Faults only."""
    field, what = contact.what_is_missing()
    return [finding("TELL-8", False, what, f"{where}.{field}")] if field else []


def _is_said_by_who_may_receive(case: Case, decided_by: str, acts: Representative | None = None) -> bool:
    """TELL-8, SHARE-6: whether the words name anybody who has, or may have, letters or a copy; but for the person.

    Whoever gives the new address may be whoever reads what comes there, also who is in an earlier version alone.
    `acts`: who is to act for the person.
    """
    known, people = known_of(case), case.course.people_now
    versions = (people, *known.versions)
    holders = (holder for plan in versions for holder in may_hold(plan, known.came).values())
    if any(is_said_by(decided_by, holder.party, holder.reference) for holder in holders):
        return True
    representatives = (party for party in (acts, *(plan.representative for plan in versions)) if party is not None)
    return any(is_said_by(decided_by, party) for party in representatives)


def _by_who_receives(where: str = "decided_by") -> Finding:
    reason = (
        "whoever may receive something cannot decide it: say that it was the person, or the role of whoever checked it."
    )
    return finding("TELL-8", False, reason, where)


def _later_stands(case: Case, message: Message, whom: str) -> Accepted:
    case.record.note(Happening.SOMETHING_LATER_STANDS, by=Actor.STAFF, of=message, whom=whom)
    return Accepted((LATER_STANDS,))
