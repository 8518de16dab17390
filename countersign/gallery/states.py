"""Everything by which the words of a letter differ: the samples, with some of it changed.

but(RETURNED, wanted=None)  # the same, with some of it changed
ways(RETURNED)              # everything by which its words differ, in every combination
states(RETURNED)            # one thing at a time, by what is so then

Each gives facts of the same kind.
"""

import itertools
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin

from countersign.careplan.authority import Exceptional, MeetingKind
from countersign.careplan.clocks import Because
from countersign.careplan.decision_parts import Wanted
from countersign.careplan.messages.interim import InterimEndsBecause
from countersign.careplan.messages.leaving import WithdrawnFor
from countersign.careplan.messages.reviews import AskedBy
from countersign.careplan.reviews import ReviewOf, ReviewOutcome
from countersign.gallery.sample_plans import AGREED_ON
from countersign.gallery.samples import (
    AMENDED,
    CLOSED_BECAUSE,
    COPY,
    LATER,
    PAYS_MORE,
    PROMISED,
    REASONS,
    SOONER,
    WHY_LESS,
)
from countersign.gallery.state_names import NOTHING_KNOWN, state_name
from countersign.wording.facts import Facts
from countersign.wording.letters import (
    Agreed,
    AuthorisedToStart,
    Closed,
    Invitation,
    NewDate,
    NoLongerInForce,
    Resubmitted,
    Returned,
)
from countersign.wording.letters_about_amendments import (
    Amended,
    AmendmentAnswered,
    AmendmentAsked,
    AmendmentWithdrawn,
)
from countersign.wording.letters_about_copies import CopyDecided, CopyOfPlan, CopyToReturn
from countersign.wording.letters_about_reviews import ReviewComing, Reviewed, ReviewLate
from countersign.wording.letters_of_what_comes import ConditionComing, SupportForNow, SupportNow

_OF_WHAT = ((ReviewOf.PLAN,), (ReviewOf.DIRECT_PAYMENT,), tuple(ReviewOf))

_AMENDED: dict[str, tuple[Any, ...]] = {
    "is_amended": (False, True),
    "changes": ((), AMENDED.changes),
    "lowered": ((), AMENDED.lowered),
    "pays_more": ((), PAYS_MORE),
    "why_less": ("", AMENDED.why_less),
    "support_stays": (False, True),
}
"""What an agreement says of an amended plan."""

_BRANCHES: dict[type[Facts], dict[str, tuple[Any, ...]]] = {
    Invitation: {
        "meeting_kind": tuple(MeetingKind),
        "was_missed": (False, True),
        "exceptional": ((), *((reason,) for reason in Exceptional)),
        "instead_of": (None, date(2026, 11, 25)),
    },
    Agreed: {"has_started": (False, True), **_AMENDED},
    AuthorisedToStart: _AMENDED,
    AmendmentAsked: {"by_the_person": (False, True), "asked_by": (None, *AskedBy)},
    AmendmentAnswered: {
        "asked_by": (None, *AskedBy),
        "agreed": (False, True),
        "amended_by": (None, SOONER),
        "after_another": (False, True),
    },
    AmendmentWithdrawn: {
        "was_in_hand": (False, True),
        "at_whose_request": (None, *WithdrawnFor),
        "asked_by": (None, *AskedBy),
    },
    Amended: {
        **{name: values for name, values in _AMENDED.items() if name != "is_amended"},
        "still_pays": (None, AMENDED.still_pays, (Decimal(0), Decimal(0))),
    },
    ReviewComing: {
        "of": _OF_WHAT,
        "was_asked_for": (False, True),
    },
    ReviewLate: {"of": _OF_WHAT},
    Reviewed: {
        "of": _OF_WHAT,
        "outcome": (ReviewOutcome.NOTHING_CHANGES, ReviewOutcome.AMEND, ReviewOutcome.REASSESS),
        "ends_from": (None, date(2027, 3, 1)),
    },
    Returned: {
        "wanted": (None, *Wanted),
        "reasons": (REASONS, REASONS[:1]),
        "has_started": (False, True),
        "is_amended": (False, True),
        "is_a_cut": (False, True),
    },
    Resubmitted: {
        "reasons": (REASONS, REASONS[:1]),
        "costs_more": (False, True),
        "why_it_costs_less": ("", WHY_LESS),
        "lowered": ((), AMENDED.lowered),
        "pays_more": ((), ("The charge each week is £641.90 more than before: £700.00, and it was £58.10.",)),
    },
    NewDate: {
        "waiting_for": tuple(PROMISED),
        # Of one reason alone only that it was late changes more than the line that says it.
        "moved_because": (tuple(Because), (Because.NOT_IN_TIME,), (Because.PLANNED_AGAIN,)),
        "was_due_on": (None, LATER, SOONER),
    },
    Closed: {
        "closed_because": CLOSED_BECAUSE,
        "interim_in_place": (False, True),
        "lies_ahead": (False, True),
        "instead_of": (None, LATER),
        "newer_waits": (False, True),
    },
    CopyOfPlan: {
        "sections_left_out": ((), COPY.sections_left_out),
        "is_part": (False, True),
        "instead_of": (None, LATER),
        "nothing_changes_yet": (False, True),
        "is_provider": (False, True),
    },
    SupportForNow: {"what": tuple(SupportNow), "because": (None, *InterimEndsBecause)},
    ConditionComing: {"every_months": (None, 1, 3), "is_to_send": (True, False)},
    CopyDecided: {"is_part": (False, True), "had_gone": (False, True)},
    CopyToReturn: {
        "is_part": (False, True),
        "another_goes": (False, True),
        "is_provider": (False, True),
        "also_sent_on": ((), (AGREED_ON,)),
    },
    NoLongerInForce: {"lies_ahead": (False, True), "instead_of": (None, LATER)},
}

_Facts = TypeVar("_Facts", bound=Facts)


def but(facts: _Facts, **changes: Any) -> _Facts:
    """The same facts, with some of them changed. Fails for what a letter of that kind does not say."""
    return type(facts).model_validate({**facts.model_dump(), **changes})


def ways(facts: _Facts) -> list[_Facts]:
    """Everything that changes the words of a letter of this kind, in every combination; with and without the rest.

    The last of them lack one thing each.
    """
    options = _BRANCHES.get(type(facts), {})
    branches = [dict(zip(options, values, strict=True)) for values in itertools.product(*options.values())]
    gaps = _gaps(type(facts))
    changes = [branch | gap for branch in branches for gap in ({}, gaps)] + [{name: gaps[name]} for name in gaps]
    made = (as_it_can_be(but(facts, **change)) for change in changes)
    return list({told.model_dump_json(): told for told in made}.values())


def states(facts: _Facts) -> dict[str, _Facts]:
    """What changes the words of a letter of this kind, one thing at a time, by what is so then; and nothing known."""
    options = _BRANCHES.get(type(facts), {})
    given = {"everything": facts}
    for name, values in options.items():
        others = [value for value in values if value != getattr(facts, name)]
        for value in others:
            said = state_name(name, value, sum(map(bool, others)) - bool(value))
            given[said] = as_it_can_be(but(facts, **{name: value}))
    gaps = _gaps(type(facts))
    return {**given, NOTHING_KNOWN: as_it_can_be(but(facts, **gaps))} if gaps else given


def as_it_can_be(facts: _Facts) -> _Facts:  # noqa: PLR0911  # one case for each kind
    """The same facts, where what was changed cannot be without something else: with that too."""
    match facts:
        case Closed(closed_because="withdrawn"):
            return but(facts, from_day=None, lies_ahead=False, instead_of=None, review_by=None, services=())
        case Closed():
            return but(facts, has_started=False, **_at_its_day(facts))
        case NoLongerInForce():
            return but(facts, **_at_its_day(facts))
        case Returned(is_a_cut=True):
            return but(facts, is_amended=True)
        case AmendmentAsked(asked_by=AskedBy() as who):
            return but(facts, by_the_person=who in (AskedBy.PERSON, AskedBy.REPRESENTATIVE))
        case AmendmentAnswered():
            waits = facts.after_another and facts.agreed
            by = (facts.amended_by or SOONER) if facts.agreed and not waits else None
            return but(facts, after_another=waits, amended_by=by)
        case Reviewed() if facts.ends_from:
            return but(facts, plan_review_by=None, payment_review_by=None, what_changes=_changes(facts))
        case Reviewed():
            return but(facts, what_changes=_changes(facts))
        case Invitation(meeting_kind=MeetingKind.CALL) if facts.where:
            return but(facts, meeting_title="Weekly conference call", **_CALL)
        case _:
            return facts


def _changes(facts: Reviewed) -> str:
    return facts.what_changes if facts.outcome is ReviewOutcome.AMEND else ""


_CALL = {
    "how_involved": "You can join the call, or somebody who speaks for you can. You can send us what you want to say.",
    "where": "It is held by telephone. You can take part from home.",
    "how_to_join": "Ask us, and we ring you when the call comes to the plan.",
    "who_is_there": "Three people: one leads the call, one is a social worker, one looks after the council's money.",
    "can_be_arranged": "We can arrange an interpreter, or an advocate who speaks for you.",
}
"""What a scheme says of a call: nobody travels to it."""


def _at_its_day(facts: Closed | NoLongerInForce) -> dict[str, Any]:
    """The day of the end, and what becomes of the services, as they fit a letter of 23 November 2026."""
    if facts.from_day is None:
        return {"lies_ahead": False}
    if facts.lies_ahead:
        return {"from_day": date(2026, 12, 1)}
    has_stopped = "this has stopped. The last day was 20 November 2026."
    services = tuple(
        said.replace("this stops. The last day is 30 November 2026.", has_stopped) for said in facts.services
    )
    return {"from_day": date(2026, 11, 21), "services": services}


def _gaps(model: type[Facts]) -> dict[str, Any]:
    """The facts that may be missing, each with what then stands in their place."""
    gaps: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if field.annotation is str:
            gaps[name] = ""
        elif get_origin(field.annotation) is tuple:
            gaps[name] = ()
        elif NoneType in get_args(field.annotation):
            gaps[name] = None
    return gaps
