"""What the tests of letters are made from: everything that each kind of letter may say. All invented.

    RETURNED                                 # everything that a letter of this kind may say
    but(RETURNED, wanted=None)               # the same, with some of it changed
    ways(RETURNED)                           # everything by which its words differ
    letter(RETURNED, head(somebody_else()))  # the letter, to somebody

The plan that the letters are about is that of `tests.support.records`.
"""

import itertools
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin

from countersign.careplan.authority import Exceptional, MeetingKind
from countersign.careplan.budget import final_budget
from countersign.careplan.clocks import WAIT_OF, Because, Wait
from countersign.careplan.consent import Section
from countersign.careplan.decision_parts import Wanted
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.leaving import EndReason, WithdrawnFor
from countersign.careplan.messages.reviews import AskedBy
from countersign.careplan.notices import TO_STAFF, NoticeKind
from countersign.careplan.reviews import ReviewOf, ReviewOutcome
from countersign.wording.facts import Facts
from countersign.wording.letters import (
    Agreed,
    AuthorisedToStart,
    Closed,
    Invitation,
    Letter,
    LetterHead,
    LetterReason,
    NewDate,
    NoLongerInForce,
    PlanGiven,
    Recipient,
    Resubmitted,
    Returned,
    StaffNotice,
    Submitted,
)
from countersign.wording.letters_about_amendments import (
    Amended,
    AmendmentAnswered,
    AmendmentAsked,
    AmendmentWithdrawn,
)
from countersign.wording.letters_about_copies import CopyDecided, CopyOfPlan, CopyToReturn
from countersign.wording.letters_about_reviews import ReviewComing, ReviewDeclined, Reviewed, ReviewLate
from tests.support.records import AGREED_ON, COMPLAINTS, PLAN_ID, REVIEW_BY, plan

HOW_INVOLVED = (
    "You can come to the panel, or somebody who speaks for you can. We talk about your plan only while you are there, "
    "if you wish. You can also send us what you want to say."
)
"""As the scheme `panel_by_exception` has it."""


def person() -> Recipient:
    """The person whose plan it is."""
    return Recipient(
        reference="person",
        name="Winifred Ashdown",
        greeting="Winnie",
        address=("7 Marker Lane", "Testbury", "TE5 7XX"),
        about_self=True,
    )


def somebody_else() -> Recipient:
    """A representative, a carer or a provider."""
    return Recipient(reference="C1", name="Hazel Ashdown", greeting="Hazel Ashdown", address=("9 Carer Close",))


EVERYBODY = (person(), somebody_else())
"""Of the first a letter speaks as `you`, of the second it speaks about somebody else."""


def head(recipient: Recipient | None = None, **changes: Any) -> LetterHead:
    """The head of a letter with everything in it, to the person if to nobody else."""
    return LetterHead.model_validate(
        {
            "recipient": recipient or person(),
            "letter_date": date(2026, 11, 23),
            "plan_reference": PLAN_ID,
            "version": 2,
            "person_name": "Winifred Ashdown",
            "practitioner_name": "Clare Penrose",
            "practitioner_telephone": "01632 960104",
            "council": "Testshire Council",
            "council_telephone": "01632 960000",
            "complaints": COMPLAINTS,
            "enclosures": ("Your care and support plan: the written record",),
            **changes,
        }
    )


# Everything that a letter of each kind may say

_DUE_ON = date(2026, 12, 7)
_CONDITIONS = ("Send us the bank statements. First by 1 March 2027, then every 3 months.",)
_OTHERWISE = ("Personal assistant: The law does not let it pay a husband. Instead: the council arranges it.",)
_REASONS = (
    LetterReason(
        reason="The plan does not yet say whether other ways to help you cook were tried.",
        steps=("Write down what was tried, such as a talking microwave.", "Ask the sight team for advice."),
        what_was_done="Clare added her notes. A talking microwave was tried in May.",
    ),
    LetterReason(
        reason="It is not clear why six hours with a personal assistant are needed.",
        steps=("Say what each hour is for.",),
        what_was_done="The plan now says what each hour is for.",
    ),
)

SUBMITTED = Submitted(due_on=_DUE_ON)
INVITATION = Invitation(
    meeting_title="Support planning panel",
    meeting_kind=MeetingKind.PANEL,
    meeting_on=date(2026, 12, 2),
    meeting_at="14:00",
    exceptional=(Exceptional.LARGER_THAN_USUAL, Exceptional.VERY_COMPLEX),
    how_involved=HOW_INVOLVED,
    was_missed=False,
    where="At the council's main office. There is a lift.",
    how_to_join="You can join by telephone or video: ask us, and we send you the number or the link.",
    who_is_there="Three people: one leads the panel, one is a social worker, one looks after the council's money.",
    lasts_minutes=30,
    can_be_arranged="We can arrange an interpreter, or an advocate who speaks for you. We pay your fares.",
)
AUTHORISED_TO_START = AuthorisedToStart(
    due_on=_DUE_ON,
    agreed_on=AGREED_ON,
    agreed_by="Service manager",
    budget=final_budget(plan().services, plan().person_pays),
    how_budget_was_worked_out=plan().how_budget_was_worked_out,
    conditions=_CONDITIONS,
    managed_otherwise=_OTHERWISE,
)
AGREED = Agreed(
    agreed_on=AGREED_ON,
    agreed_by="Service manager",
    budget=final_budget(plan().services, plan().person_pays),
    how_budget_was_worked_out=plan().how_budget_was_worked_out,
    review_by=REVIEW_BY,
    then_every_months=12,
    payment_review_by=date(2027, 5, 21),
    has_started=False,
    conditions=_CONDITIONS,
    managed_otherwise=_OTHERWISE,
)
RETURNED = Returned(reasons=_REASONS, wanted=Wanted.REVISION, due_on=_DUE_ON)
_WHY_LESS = "The council now runs a lunch club near you. It has room for you from December."
RESUBMITTED = Resubmitted(
    reasons=_REASONS,
    revisiting_agreed="Clare will visit you at home, with your daughter there.",
    why_it_costs_less=_WHY_LESS,
    cost_changes=("Each week the plan costs the council £60.00 less than before: £200.00, and it was £260.00.",),
    due_on=_DUE_ON,
)
NEW_DATE = NewDate(
    was_due_on=date(2026, 11, 20),
    due_on=_DUE_ON,
    moved_because=(Because.INFORMATION_ASKED, Because.NOT_IN_TIME),
    waiting_for=Status.AWAITING_DECISION,
)
CLOSED = Closed(
    closed_because="withdrawn",
    why="You have asked us to stop, and will live with your sister.",
    interim_in_place=True,
    from_day=date(2026, 12, 1),
    services=(
        "Home care: this stops. The last day is 30 November 2026.",
        "Lunch club: this goes on. The club lets you come as its guest.",
        "Telecare: somebody else takes this over. Your sister has it put in.",
    ),
)
REVIEW_COMING = ReviewComing(of=tuple(ReviewOf), due_on=REVIEW_BY, was_asked_for=True)
REVIEW_LATE = ReviewLate(of=(ReviewOf.PLAN,), was_due_on=REVIEW_BY, due_on=date(2027, 12, 20))
REVIEWED = Reviewed(
    of=(ReviewOf.PLAN,),
    held_on=date(2027, 1, 12),
    outcome=ReviewOutcome.AMEND,
    findings="The calls come too late for breakfast.",
    what_changes="The morning call is to come at seven.",
    plan_review_by=date(2028, 1, 12),
    payment_review_by=date(2027, 5, 21),
)
REVIEW_DECLINED = ReviewDeclined(why="The calls have come before eight since Monday.", review_by=REVIEW_BY)
COPY = CopyOfPlan(
    agreed_on=AGREED_ON,
    sharing_basis="Winifred Ashdown agreed to this on 18 November 2026.",
    is_part=True,
    sections_left_out=(Section.BUDGET, Section.RISKS),
)
NO_LONGER_IN_FORCE = NoLongerInForce(
    from_day=date(2026, 12, 1), services=("Home care: this stops. The last day is 30 November 2026.",)
)
COPY_DECIDED = CopyDecided(is_part=False, explained_by=date(2026, 11, 27))
COPY_TO_RETURN = CopyToReturn(sent_on=date(2026, 11, 20), is_part=False, back_by=date(2026, 11, 27))

PLAN_GIVEN = PlanGiven(agreed_on=AGREED_ON, given_on=date(2026, 11, 20), instead_of=date(2026, 11, 5))

AMENDMENT_ASKED = AmendmentAsked(
    by_the_person=False, what="Her daughter would like the calls to come earlier.", answer_by=REVIEW_BY
)
AMENDMENT_ANSWERED = AmendmentAnswered(
    agreed=False,
    what="Her daughter would like the calls to come earlier.",
    reasons="You told us that you like to sleep until eight.",
)
AMENDED = Amended(
    changes=("“A bath on Sundays” is new: £12.80 a week.",),
    cost_changes=("Each week the plan costs the council £12.80 more than before: £170.60, and it was £157.80.",),
    still_pays=(Decimal("46.25"), Decimal("0.00")),
    lowered=("“Home care”: 4.5 hours a week, and it was 5.25.",),
    why_less="Your wrist has healed, and you wash your hair yourself again.",
    due_on=REVIEW_BY,
)
AMENDMENT_WITHDRAWN = AmendmentWithdrawn(
    what="A bath on Sundays.", reason="Your daughter will help you with the bath.", was_in_hand=True
)
PAYS_MORE = ("The charge each week is £20.00 more than before: £66.25, and it was £46.25.",)
ABOUT_AMENDMENTS = (AMENDMENT_ASKED, AMENDMENT_ANSWERED, AMENDED, AMENDMENT_WITHDRAWN)
ABOUT_REVIEWS = (REVIEW_COMING, REVIEW_LATE, REVIEWED, REVIEW_DECLINED)
TO_THEM = (
    SUBMITTED,
    INVITATION,
    AUTHORISED_TO_START,
    AGREED,
    RETURNED,
    RESUBMITTED,
    NEW_DATE,
    CLOSED,
    *ABOUT_REVIEWS,
    COPY_DECIDED,
    *ABOUT_AMENDMENTS,
)
"""The letters to the person, and to the representative."""

LETTERS = (*TO_THEM, COPY, NO_LONGER_IN_FORCE, COPY_TO_RETURN, PLAN_GIVEN)
"""One of each kind, with everything that it may say."""

PROMISED = sorted(status for status, wait in WAIT_OF.items() if wait is not Wait.RECORD)
"""States in which the person holds a date."""

CLOSED_BECAUSE = ("withdrawn", *sorted(reason for reason in EndReason if reason is not EndReason.DIED))
"""Why a plan has left, where the person is told: after a death there is no letter to them."""

SOONER, LATER = date(2026, 12, 21), date(2026, 11, 20)
"""A date before, than which the one in the letter is sooner, or later."""

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
        "amended_by": (None, REVIEW_BY),
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
        "reasons": (_REASONS, _REASONS[:1]),
        "has_started": (False, True),
        "is_amended": (False, True),
        "is_a_cut": (False, True),
    },
    Resubmitted: {
        "reasons": (_REASONS, _REASONS[:1]),
        "costs_more": (False, True),
        "why_it_costs_less": ("", _WHY_LESS),
        "lowered": ((), ("The charge each week is £641.90 more than before: £700.00, and it was £58.10.",)),
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
    return [but(facts, **change) for change in changes]


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


def bare_head(recipient: Recipient) -> LetterHead:
    """A head with nothing in it that may be missing."""
    texts = ("person_name", "practitioner_name", "practitioner_telephone", "council", "council_telephone", "complaints")
    return head(recipient, **dict.fromkeys(texts, ""), enclosures=())


def letter(facts: Facts, at_head: LetterHead | None = None) -> Letter:
    """The letter that says these facts: to the person, with everything at its head, if nothing else is given."""
    return Letter.model_validate({"head": at_head or head(), "facts": facts})


def staff_notice(kind: NoticeKind = NoticeKind.AWAITING_DECISION, **changes: Any) -> StaffNotice:
    """A notice to staff with everything in it."""
    return StaffNotice.model_validate(
        {
            "kind": kind,
            "plan_reference": PLAN_ID,
            "version": 3,
            "status": "awaiting_decision",
            "task": "Decide about this plan",
            "due_on": _DUE_ON,
            **changes,
        }
    )


STAFF_NOTICES = tuple(staff_notice(kind) for kind in sorted(TO_STAFF))
"""One of each kind."""
