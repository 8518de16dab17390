"""SHARE-4, SHARE-5, TELL-8 · Handles what the person asks for, concerns about copies, and safeguarding marks."""

from datetime import datetime

from countersign.careplan import sharing
from countersign.careplan.about_copies import AboutCopies, Mark, asked_for, marks, may_hold
from countersign.careplan.asked_for import PERSON, CopyRequest, is_asked_for
from countersign.careplan.bounds import ASKED_FOR
from countersign.careplan.clocks import PRACTITIONER, Wait
from countersign.careplan.concerns import ConcernDecision, ConcernOutcome
from countersign.careplan.consent import Section, SharingBasis, SharingScope
from countersign.careplan.days_within_reason import decided_long_ago
from countersign.careplan.evidence import says_something
from countersign.careplan.findings import Finding, finding
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.copies import (
    DECIDES_CONCERNS,
    DecideConcern,
    RaiseConcern,
    RecordSafeguarding,
    RequestCopy,
)
from countersign.careplan.messages.declaring import Message
from countersign.careplan.notices import REPRESENTATIVE
from countersign.careplan.people import Carer
from countersign.careplan.plan import Plan
from countersign.careplan.said_later import moment_said, sent_before
from countersign.careplan.same_recipient import Holder, are_the_same, name_of
from countersign.careplan.same_staff import is_among
from countersign.careplan.sharing import came_into_force_last
from countersign.careplan.who_gets_a_copy import Default
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import london_day
from countersign.casework.beside_the_state import tell_beside_the_state
from countersign.casework.case import Accepted, Case
from countersign.casework.concerns import is_open, put_at, put_by, raised_by, said_about, tasks_about, whoever
from countersign.casework.copies import follow_copies
from countersign.casework.copies_known import Known, known_of
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import SaidAboutCopies, TaskKind
from countersign.casework.relations import may_send
from countersign.casework.sharing import back_task, copies_now, holdings, under, versions_that_count
from countersign.casework.what_came_of_it import copies_that_count, what_came_of_it, what_changed
from countersign.wording.letters_about_copies import CopyDecided

BY_POST = 3
"""SHARE-5: so many working days after somebody is to have explained it the person rings, if they have not heard: the
letter that says so may come by second-class post."""


@handles(RequestCopy)
def request_copy(case: Case, message: RequestCopy) -> Accepted | Refused:
    """SHARE-4: the person's own decision that somebody has a copy. What comes of it is said to the sender."""
    request, known = message.request, known_of(case)
    if not is_asked_for(request.recipient) and request.recipient not in may_hold(_in_hand(case, known), known.came):
        return _nobody("request.recipient", request.recipient, case)
    asked = asked_for(known.came)
    if is_asked_for(request.recipient) and request.recipient not in asked and len(asked) >= ASKED_FOR:
        reason = (
            f"request.recipient: {ASKED_FOR} were asked for already, and no plan has more: the person may pass on "
            "their own record. [SHARE-4]"
        )
        return Refused(Refusal.NOT_NOW, (reason,))
    faults = (*_who_it_is(case, known, request), *_what_is_wrong(case, known, request))
    if faults:
        return Refused.because(Refusal.INCOMPLETE, faults)
    _keep(case, message, request)
    case.record.note(
        Happening.COPY_REQUESTED,
        by=Actor.STAFF,
        of=message,
        recipient=request.recipient,
        scope=request.scope.value,
        detail={"words": request.words, "carried_by": request.carried_by},
    )
    follow_copies(case)
    return Accepted(what_came_of_it(case, request.recipient, with_why=True), shares=True)


def _who_it_is(case: Case, known: Known, request: CopyRequest) -> list[Finding]:
    """SHARE-6: a number means one recipient for the whole life of the plan, and nobody has two references."""
    if request.whom is None:
        return []
    before, now = asked_for(known.came).get(request.recipient), Holder(request.recipient, request.whom)
    faults: list[Finding] = []
    if before is not None and not are_the_same(before, now):
        reason = (
            f"{request.recipient} is somebody else: give this one a number that was not used. If it is the same one "
            "under a new name, say so in `formerly`."
        )
        faults.append(finding("SHARE-6", False, reason, "request.recipient"))
    plan = _in_hand(case, known)
    others = {PERSON: plan.person.name} | ({REPRESENTATIVE: plan.representative.name} if plan.representative else {})
    others |= {reference: holder.name for reference, holder in may_hold(plan, known.came).items()}
    others.pop(request.recipient, None)
    for reference, name in others.items():
        if name_of(name) == name_of(request.whom.name):
            reason = (
                f"{reference} has that name: ask for the copy of {reference}. If it is somebody else, give a name that "
                "tells them apart."
            )
            faults.append(finding("SHARE-6", False, reason, "request.whom.name"))
    return faults


def _what_is_wrong(case: Case, known: Known, request: CopyRequest) -> list[Finding]:
    """What a request lacks. Whether the person had capacity may be left open: then it is asked."""
    faults: list[Finding] = []
    if is_asked_for(request.recipient) and request.whom is None:
        reason = f"{request.recipient}: say who they are and where to send it."
        faults.append(finding("SHARE-4", False, reason, "request.whom"))
    if not is_asked_for(request.recipient) and request.whom is not None:
        reason = f"{request.recipient} is in the plan, which says who they are: leave it out."
        faults.append(finding("SHARE-4", False, reason, "request.whom"))
    if request.scope is SharingScope.NONE:
        reason = "`record_consent` says that somebody is to have nothing; a request is for all of the plan or a part."
        faults.append(finding("SHARE-4", False, reason, "request.scope"))
    wrong_part = _why_not_this_part(request.sections, is_part=request.scope is SharingScope.PART)
    if wrong_part:
        faults.append(finding("SHARE-4", False, wrong_part, "request.sections"))
    if request.asked_on > case.today:
        reason = f"{request.recipient}: it is said to be asked on {request.asked_on}, which has not come yet."
        faults.append(finding("SHARE-6", False, reason, "request.asked_on"))
    long_ago = decided_long_ago(request.asked_on, case.today)
    if long_ago:
        faults.append(finding("SHARE-6", False, f"{request.recipient}: {long_ago}", "request.asked_on"))
    capacity = request.has_capacity
    if capacity is not None and not capacity.so and not says_something(capacity.in_words):
        reason = f"{request.recipient}: the person lacked capacity: say how that was found."
        faults.append(finding("SHARE-6", False, reason, "request.has_capacity.in_words"))
    others = asked_for(known.came)
    if request.whom is not None:
        others |= {request.recipient: Holder(request.recipient, request.whom)}
    carried = request.as_decided(by=request.carried_by, decider=None)
    if sharing.decided_by_who_receives((carried,), sharing.Parties.of(_in_hand(case, known), others)):
        reason = (
            f"{request.recipient}: whoever would receive a copy cannot bring the request: hear it from the person. If "
            "it was somebody else of that name, say what they are to the person."
        )
        faults.append(finding("SHARE-6", False, reason, "request.carried_by"))
    return faults


def _why_not_this_part(sections: tuple[Section, ...], *, is_part: bool) -> str:
    """What is wrong with the sections that are named: a part says which it has, and nothing else does; else empty."""
    if is_part == bool(sections):
        return ""
    return "name the sections that are shared." if is_part else "only a part has sections: leave them out."


@handles(RaiseConcern)
def raise_concern(case: Case, message: RaiseConcern) -> Accepted | Refused:
    """SHARE-5: the copy is held at once, and the concern is put to the line manager."""
    concern, known = message.concern, known_of(case)
    if not _may_have_one(case, known, concern.recipient):
        return _nobody("concern.recipient", concern.recipient, case)
    _keep(case, message, concern)
    detail = {"at_risk": concern.at_risk.value, "why": concern.why, "raised_by": concern.raised_by}
    case.record.note(Happening.CONCERN_RAISED, by=Actor.STAFF, of=message, recipient=concern.recipient, detail=detail)
    follow_copies(case)
    said = what_came_of_it(case, concern.recipient, with_why=False)
    if not is_open(case, concern.recipient):
        said = (*said, "Nobody is asked to decide the concern now: it is on the record.")
    return Accepted(said)


@handles(DecideConcern)
def decide_concern(case: Case, message: DecideConcern) -> Accepted | Refused:
    """SHARE-5: the copy goes in full, in part, or not at all; a holder of more is asked to return it (SHARE-9)."""
    decision, known, sender = message.decided, known_of(case), message.sent_by.id
    recipient = decision.recipient
    if not _may_have_one(case, known, recipient):
        return _nobody("decided.recipient", recipient, case)
    wrong_part = _why_not_this_part(decision.sections, is_part=decision.outcome is ConcernOutcome.IN_PART)
    if wrong_part:
        return Refused.because(Refusal.INCOMPLETE, (finding("SHARE-5", False, wrong_part, "decided.sections"),))
    if not is_open(case, recipient):
        reason = f"decided.recipient: no concern about the copy for {recipient} is to be decided now."
        return Refused(Refusal.NOT_NOW, (reason,))
    too_early = sent_before(message.sent_at, said_about(case, known, recipient), "what was said last about this copy")
    if too_early:
        return Refused(Refusal.NOT_NOW, (f"{too_early} [SHARE-5]",))
    not_theirs = _not_theirs_to_decide(case, known, sender, recipient)
    if not_theirs:
        return Refused(Refusal.NO_AUTHORITY, (not_theirs,))
    raised = sorted(raised_by(case, known, recipient))
    case.clocks.stop(f"{Wait.CONCERN.value}:{recipient}")  # whatever is still open under that reference is put anew
    for task in tasks_about(case, recipient):
        case.tasks.done(task, sender, f"Decided: {spelled_out(decision.outcome)}.")
    _keep(case, message, decision)
    case.record.note(
        Happening.CONCERN_DECIDED,
        by=Actor.STAFF,
        of=message,
        recipient=recipient,
        outcome=spelled_out(decision.outcome),
        detail={"reasons": decision.reasons, "sections": [section.value for section in decision.sections]},
    )
    follow_copies(case, also_told=raised)
    explained_by = _explain(case, decision)
    what = f"The concern about the copy for {recipient} is decided: {spelled_out(decision.outcome)}."
    tell_beside_the_state(case, "concern_decided", what, due=explained_by, others=raised)
    return Accepted(what_came_of_it(case, recipient, with_why=True), shares=True)


def _not_theirs_to_decide(case: Case, known: Known, sender: str, recipient: str) -> str:
    """SHARE-5: why a concern about a recipient's copy is not for this sender to decide; empty if it is."""
    if is_among(sender, raised_by(case, known, recipient)):
        return f"sent_by.id: {sender} raised it or put the mark, so somebody else decides. [SHARE-5]"
    own_name = case.register.name_of(sender, case.today)
    if own_name and name_of(own_name) == name_of(whoever(known, recipient).name):
        return "sent_by.id: whoever would receive a copy cannot decide a concern about it. [SHARE-5]"
    return ""


def _wanted(case: Case, known: Known, recipient: str) -> frozenset[Section]:
    """What of the plan the person themselves wants somebody to have; nothing where they did not say so."""
    theirs = [recorded for recorded in known.recorded if recorded.decision.recipient == recipient]
    last = came_into_force_last(theirs, case.today)
    if last is None or last.decision.basis is not SharingBasis.CONSENT:
        return frozenset()
    return _sections(last.decision.scope, last.decision.sections)


def _goes(case: Case, known: Known, decision: ConcernDecision) -> frozenset[Section]:
    """What of the plan goes to them, by the copy that results; where that waits for something, what may go by this."""
    copies = (
        copy
        for version in reversed(versions_that_count(case))
        for copy in copies_now(known, version, case.scheme.sharing, case.today)
        if copy.recipient == decision.recipient
    )
    copy = next(copies, None)
    if copy is not None and copy.asks is None:
        return _sections(copy.scope, copy.sections)
    allowed = {ConcernOutcome.IN_FULL: SharingScope.FULL, ConcernOutcome.IN_PART: SharingScope.PART}
    return _sections(allowed.get(decision.outcome, SharingScope.NONE), decision.sections)


def _sections(scope: SharingScope, sections: tuple[Section, ...]) -> frozenset[Section]:
    return frozenset({SharingScope.FULL: tuple(Section), SharingScope.PART: sections}.get(scope, ()))


def _explain(case: Case, decision: ConcernDecision) -> datetime | None:
    """SHARE-5, SHARE-8: the person is told where less goes than they wanted, not why nor to whom.

    Their practitioner explains it; also where they wanted nothing, and a carer has less than is usual. `decision`: what
    was decided about the concern. Returns by when; None if nothing is to be explained.
    """
    known, recipient = known_of(case), decision.recipient
    wanted = _wanted(case, known, recipient)
    goes = _goes(case, known, decision)
    due = case.days.after(case.now, case.scheme.tasks.within)
    if not wanted <= goes:
        letter = CopyDecided(
            is_part=bool(wanted & goes),
            had_gone=_was_asked_back(case, known, recipient),
            explained_by=london_day(case.days.after(case.now, case.scheme.tasks.within + BY_POST)),
        )
        if case.letters.tell_person(letter, occasion=f"{recipient}/{case.cause.key}"):
            case.record.note(Happening.TOLD_OF_CONCERN)
    elif goes >= _usual(case, known, recipient):
        return None
    why = (
        f"{recipient}: explain to the person what was decided about the copy, as far as that puts nobody at risk, and "
        "that they may pass on their own record. The reasons are on the record. [SHARE-5]"
    )
    name = f"explain:{recipient}:{case.cause}"
    case.tasks.ask(name, TaskKind.EXPLAIN, why, role=PRACTITIONER, owner=case.course.practitioner, due_at=due)
    return due


def _usual(case: Case, known: Known, recipient: str) -> frozenset[Section]:
    """SHARE-1: what of the plan a carer has of whom nothing was decided; nothing for anybody else."""
    is_decided = any(recorded.decision.recipient == recipient for recorded in known.recorded)
    is_carer = isinstance(whoever(known, recipient).party, Carer)
    has_one = is_carer and not is_decided and Default(case.scheme.sharing.carers) is Default.FULL
    return _sections(SharingScope.FULL if has_one else SharingScope.NONE, ())


def _was_asked_back(case: Case, known: Known, recipient: str) -> bool:
    """SHARE-9: whether a copy went to somebody that they may not keep, and they have been asked for it."""
    theirs = (
        case.tasks.named(back_task(holding.copy.notice))
        for holding in holdings(case.file, known)
        if under(holding.copy, case.version, known) == recipient
    )
    return any(task is not None and task.done_at is None for task in theirs)


@handles(RecordSafeguarding)
def record_safeguarding(case: Case, message: RecordSafeguarding) -> Accepted | Refused:
    """TELL-8: a mark counts at once for what is not sent yet. Lifting one is for those who decide concerns."""
    mark, known = message.mark, known_of(case)
    stand = [
        stands
        for stands in marks(known.versions, case.version, known.came, known.moved)
        if stands.mark.kind is mark.kind and mark.about in stands.whom.references
    ]
    is_known = mark.about == PERSON
    is_known |= mark.about == REPRESENTATIVE and case.course.people_now.representative is not None
    is_known |= mark.is_lifted and bool(stand)  # it may be about somebody whom no plan has now
    if not is_known and not _may_have_one(case, known, mark.about):
        return _nobody("mark.about", mark.about, case)
    refused = _may_not_lift(case, known, message, stand) if mark.is_lifted else None
    if refused is not None:
        return refused
    if not says_something(mark.in_words):
        reason = "say why it is lifted." if mark.is_lifted else "say what is known."
        return Refused.because(Refusal.INCOMPLETE, (finding("TELL-8", False, reason, "mark.in_words"),))
    before = copies_that_count(case)
    _keep(case, message, mark)
    happening = Happening.MARK_LIFTED if mark.is_lifted else Happening.MARK_PUT
    case.record.note(
        happening,
        by=Actor.STAFF,
        of=message,
        about=mark.about,
        kind=spelled_out(mark.kind),
        detail={"why": mark.in_words},
    )
    follow_copies(case)
    # A part copy that said what it leaves out is made again without that (SHARE-8).
    return Accepted(what_changed(case, before), shares=True)


def _may_not_lift(case: Case, known: Known, message: RecordSafeguarding, stand: list[Mark]) -> Refused | None:
    """SHARE-5, TELL-8: why a sender may not lift these marks; None if they may. Nobody lifts what they put alone."""
    refused = may_send(case, message, DECIDES_CONCERNS)
    if refused is not None:
        return refused
    if not stand:
        return Refused(Refusal.NOT_NOW, (f"mark.kind: no mark of this kind stands on {message.mark.about}.",))
    if any(is_among(message.sent_by.id, put_by(case, stands)) for stands in stand):
        reason = f"sent_by.id: {message.sent_by.id} put the mark, so somebody else lifts it. [SHARE-5]"
        return Refused(Refusal.NO_AUTHORITY, (reason,))
    put = [at for stands in stand for at in put_at(case, known, stands)]
    too_early = sent_before(message.sent_at, put, "the mark was put")
    return Refused(Refusal.NOT_NOW, (f"{too_early} [TELL-8]",)) if too_early else None


def _keep(case: Case, message: Message, what: AboutCopies) -> None:
    key = f"{case.plan_id}/{message.message_id}"
    said_at = moment_said(message.sent_at, case.now)
    said = SaidAboutCopies(key, case.now, message.sent_by.id, case.version, what, said_at)
    case.changes.about_copies.append(said)


def _in_hand(case: Case, known: Known) -> Plan:
    """The version in hand, with the advocate who was named while it was, if it has none."""
    return known.versions[case.version - 1]


def _may_have_one(case: Case, known: Known, recipient: str) -> bool:
    """Whether somebody may have a copy, or holds one of a version in which they were."""
    holds_one = {copy.recipient for copy in case.file.copies()}
    return recipient in may_hold(_in_hand(case, known), known.came) or recipient in holds_one


def _nobody(where: str, reference: str, case: Case) -> Refused:
    reason = (
        f"{where}: {reference} is nobody in version {case.version}, nobody the person asked for, and holds no copy."
    )
    return Refused(Refusal.NO_SUCH_RECIPIENT, (reason,))
