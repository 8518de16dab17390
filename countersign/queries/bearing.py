"""TELL-8, SHARE-5, AMEND-1 · What else bears on a decision: marks that stand, what is open, and what was decided.

For staff, by references; names that the plan knows are left out.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from countersign.careplan.about_copies import all_said, may_be_about, may_hold, standing
from countersign.careplan.amendments import WAITS, AmendedFor, Stage
from countersign.careplan.asked_for import CopyRequest
from countersign.careplan.circumstances import SafeguardingKind
from countersign.careplan.concerns import AtRisk, ConcernDecision, ConcernOutcome, CopyConcern, MarkSaid
from countersign.careplan.plan import Plan
from countersign.careplan.who_gets_a_copy import Concern
from countersign.casework.copies_known import Known, known_in
from countersign.casework.kept import PlanState
from countersign.casework.ports import CaseFile
from countersign.queries.view import View
from countersign.wording.without_names import without_names


class MarkSeen(View):
    """TELL-8: a safeguarding mark that stands, whoever put it."""

    kind: SafeguardingKind

    about: str
    """`person`, `representative`, `advocate`, or a reference such as C1, P1 or asked-1."""

    in_words: str

    stated_by: int
    """The version that states it; 0 where it was put by a message since."""


class ConcernSeen(View):
    """SHARE-5: a concern about a copy that nobody has decided yet."""

    recipient: str

    at_risk: AtRisk

    in_words: str

    raised_by: str
    """By their role, or what they are to the person."""

    raised_at: datetime


class ConcernDecided(View):
    """SHARE-5: what was decided last about the copy of somebody who may have one."""

    recipient: str

    outcome: ConcernOutcome

    by: str
    """A staff reference."""

    at: datetime


class MarkLifted(View):
    """TELL-8: a mark that was put by a message or a version, and stands no longer."""

    kind: SafeguardingKind

    about: str

    by: str
    """A staff reference."""

    at: datetime


class CopyAsked(View):
    """SHARE-4: a copy that the person asked for, and that waits because a concern about it is open."""

    recipient: str

    asked_at: datetime


class OpenAmendment(View):
    """AMEND-1: a request to amend the plan that the version in hand does not carry out."""

    request: str

    stage: Stage
    """`asked`: it waits for its answer; `agreed`: for the amended plan."""

    asked_by: AmendedFor

    asked_at: datetime

    what: str


class BearingSeen(View):
    """What else to know before a decision; nothing of it is decided by that."""

    marks: tuple[MarkSeen, ...]

    concerns: tuple[ConcernSeen, ...]
    """The earliest first."""

    decided: tuple[ConcernDecided, ...]
    """The earliest first."""

    lifted: tuple[MarkLifted, ...]
    """The earliest first."""

    copies_asked: tuple[CopyAsked, ...]

    amendments: tuple[OpenAmendment, ...]


def bearing_seen(file: CaseFile, state: PlanState, plan: Plan) -> BearingSeen:
    """What stands about the version in hand. `plan`: that version."""
    known = known_in(file)
    said = all_said(known.versions, state.version, known.came, known.moved)
    by = [kept.recorded_by for kept in file.about_copies()]
    concerns: dict[int, ConcernSeen] = {}
    decisions: dict[int, ConcernDecided] = {}
    asked: dict[str, CopyAsked] = {}
    for holder in may_hold(plan, known.came).values():
        about = [(place, came) for place, came in enumerate(known.came) if may_be_about(place, holder, said)]
        decided = max((place for place, came in about if isinstance(came.what, ConcernDecision)), default=-1)
        if decided >= 0 and isinstance(decision := known.came[decided].what, ConcernDecision):
            decisions[decided] = ConcernDecided(
                recipient=decision.recipient, outcome=decision.outcome, by=by[decided], at=known.came[decided].at
            )
        if standing(holder, said).concern is not Concern.OPEN:
            continue
        for place, came in about:
            if isinstance(came.what, CopyRequest):
                asked[came.what.recipient] = CopyAsked(recipient=came.what.recipient, asked_at=came.at)
            elif isinstance(came.what, CopyConcern) and place > decided:
                concerns[place] = _concern_seen(came.what, came.at, plan)
    return BearingSeen(
        marks=tuple(
            MarkSeen(
                kind=mark.mark.kind,
                about=mark.mark.about,
                in_words=without_names(mark.mark.in_words, plan),
                stated_by=mark.stated_by,
            )
            for mark in said.marks
        ),
        concerns=tuple(concerns[place] for place in sorted(concerns)),
        decided=tuple(decisions[place] for place in sorted(decisions)),
        lifted=_lifted(known, by, {(mark.mark.about, mark.mark.kind) for mark in said.marks}),
        copies_asked=tuple(asked[recipient] for recipient in sorted(asked)),
        amendments=tuple(
            OpenAmendment(
                request=request.id,
                stage=request.stage,
                asked_by=request.asked_by,
                asked_at=request.asked_at,
                what=without_names(request.what, plan),
            )
            for request in state.amendments
            if request.stage in WAITS
        ),
    )


def _lifted(known: Known, by: Sequence[str], stand: Collection[tuple[str, SafeguardingKind]]) -> tuple[MarkLifted, ...]:
    """The marks that were lifted last and not put since, the earliest first."""
    lifted: dict[tuple[str, SafeguardingKind], MarkLifted] = {}
    for said, came in zip(by, known.came, strict=True):
        if isinstance(came.what, MarkSaid) and came.what.is_lifted:
            mark = (came.what.about, came.what.kind)
            lifted.pop(mark, None)
            lifted[mark] = MarkLifted(about=came.what.about, kind=came.what.kind, by=said, at=came.at)
    return tuple(seen for mark, seen in lifted.items() if mark not in stand)


def _concern_seen(concern: CopyConcern, at: datetime, plan: Plan) -> ConcernSeen:
    return ConcernSeen(
        recipient=concern.recipient,
        at_risk=concern.at_risk,
        in_words=without_names(concern.why, plan),
        raised_by=without_names(concern.raised_by, plan),
        raised_at=at,
    )
