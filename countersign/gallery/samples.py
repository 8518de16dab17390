"""What sample letters are made from: everything that each kind of letter may say. All invented.

    RETURNED                                 # everything that a letter of this kind may say
    letter(RETURNED, head(somebody_else()))  # the letter, to somebody

By what the words of a letter differ stands in `countersign.gallery.states`.

The plan that the letters are about is that of `countersign.gallery.sample_plans`.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from countersign.careplan.authority import Exceptional, MeetingKind
from countersign.careplan.budget import final_budget
from countersign.careplan.clocks import WAIT_OF, Because, Wait
from countersign.careplan.consent import Section
from countersign.careplan.decision_parts import Wanted
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.leaving import EndReason
from countersign.careplan.messages.reviews import AskedBy
from countersign.careplan.notices import TO_STAFF, NoticeKind
from countersign.careplan.payment_terms import payment_terms
from countersign.careplan.reading_out import reference_of
from countersign.careplan.reviews import ReviewOf, ReviewOutcome
from countersign.gallery.sample_plans import AGREED_ON, PLAN_ID, REVIEW_BY, a_sender, plan
from countersign.wording.facts import Facts
from countersign.wording.letter_head import LetterHead, Reader, Recipient, Signer
from countersign.wording.letters import (
    Agreed,
    AuthorisedToStart,
    Closed,
    Invitation,
    Letter,
    LetterReason,
    NewDate,
    NoLongerInForce,
    PlanGiven,
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
from countersign.wording.letters_of_what_comes import ConditionComing, NewPractitioner, SupportForNow, SupportNow

HOW_INVOLVED = (
    "You can come to the panel, or somebody who speaks for you can. We talk about your plan only while you are there, "
    "if you wish. You can also send us what you want to say."
)
"""As the scheme `panel_by_exception` has it."""


SIGNER = Signer(name="Samira Okafor", title="Service manager")
"""Whoever decided."""


def person() -> Recipient:
    """The person whose plan it is."""
    return Recipient(
        reference="person",
        name="Winifred Ashdown",
        greeting="Winnie",
        address=("7 Marker Lane", "Testbury", "TE5 7XX"),
        about_self=True,
        by_post=False,
    )


def somebody_else() -> Recipient:
    """A representative, a carer or a provider."""
    return Recipient(
        reference="C1",
        name="Hazel Ashdown",
        greeting="Hazel Ashdown",
        address=("9 Carer Close", "Testbury", "TE5 7XY"),
        reader=Reader.CARER,
        by_post=False,
    )


EVERYBODY = (person(), somebody_else())
"""Of the first a letter speaks as `you`, of the second it speaks about somebody else."""


def head(recipient: Recipient | None = None, **changes: Any) -> LetterHead:
    """The head of a letter with everything in it, to the person if to nobody else, from the sender of the examples."""
    return LetterHead.model_validate(
        {
            "recipient": recipient or person(),
            "letter_date": date(2026, 11, 23),
            "reference": reference_of(PLAN_ID),
            "plan_id": PLAN_ID,
            "version": 2,
            "person_name": "Winifred Ashdown",
            "practitioner_name": "Clare Penrose",
            "practitioner_telephone": "01632 960104",
            "sender": changes.get("sender") or a_sender(),
            "signer": SIGNER,
            "enclosures": ("Your care and support plan: the written record",),
            **changes,
        }
    )


# Everything that a letter of each kind may say

_DUE_ON = date(2026, 12, 7)
_CONDITIONS = ("Send us the bank statements. First by 1 March 2027, then every 3 months.",)
_OTHERWISE = ("Personal assistant: The payment cannot pay a husband for care here. Instead: the council arranges it.",)
_PAYMENT = payment_terms(
    plan(direct_payment={"paid_every": "four_weeks", "starts_on": "2026-12-14", "requested": "asked_for"}), is_net=True
)
REASONS = (
    LetterReason(
        reason="The plan does not yet say whether other ways to help you cook were tried.",
        what_happens_next="Clare Penrose will look through the notes, and ask the sight team for advice.",
        what_was_done="Clare added the notes. You tried a talking microwave in May.",
    ),
    LetterReason(
        reason="It is not clear why six hours with a personal assistant are needed.",
        what_happens_next="Clare Penrose will go through the six hours with you.",
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
    reply_by=date(2026, 12, 1),
)
AUTHORISED_TO_START = AuthorisedToStart(
    due_on=_DUE_ON,
    agreed_on=AGREED_ON,
    agreed_by="Service manager",
    budget=final_budget(plan().services, plan().person_pays),
    how_budget_was_worked_out=plan().how_budget_was_worked_out,
    payment=_PAYMENT,
    conditions=_CONDITIONS,
    managed_otherwise=_OTHERWISE,
)
AGREED = Agreed(
    agreed_on=AGREED_ON,
    agreed_by="Service manager",
    budget=final_budget(plan().services, plan().person_pays),
    how_budget_was_worked_out=plan().how_budget_was_worked_out,
    payment=_PAYMENT,
    review_by=REVIEW_BY,
    then_every_months=12,
    payment_review_by=date(2027, 5, 21),
    has_started=False,
    conditions=_CONDITIONS,
    managed_otherwise=_OTHERWISE,
)
RETURNED = Returned(reasons=REASONS, wanted=Wanted.REVISION, due_on=_DUE_ON)
WHY_LESS = "The council now runs a lunch club near you. It has room for you from December."
RESUBMITTED = Resubmitted(
    reasons=REASONS,
    why_it_costs_less=WHY_LESS,
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
    closed_because=EndReason.ENDED,
    why="You have asked us to stop, and will live with your sister.",
    interim_in_place=True,
    from_day=date(2026, 12, 1),
    lies_ahead=True,
    services=(
        "Home care: this stops. The last day is 30 November 2026.",
        "Lunch club: this goes on. The club lets you come as its guest.",
        "Telecare: somebody else takes this over. Your sister has it put in.",
    ),
)
REVIEW_COMING = ReviewComing(of=tuple(ReviewOf), due_on=date(2026, 12, 18), was_asked_for=True)
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
    from_day=date(2026, 12, 1),
    lies_ahead=True,
    services=("Home care: this stops. The last day is 30 November 2026. Your sister will help you.",),
)
COPY_DECIDED = CopyDecided(is_part=False, explained_by=date(2026, 11, 27))
COPY_TO_RETURN = CopyToReturn(sent_on=date(2026, 11, 20), is_part=False, back_by=date(2026, 11, 27))

PLAN_GIVEN = PlanGiven(agreed_on=AGREED_ON, given_on=date(2026, 11, 23), instead_of=date(2026, 11, 5))

AMENDMENT_ASKED = AmendmentAsked(
    by_the_person=False,
    asked_by=AskedBy.FAMILY_OR_FRIEND,
    what="Her daughter would like the calls to come earlier.",
    answer_by=_DUE_ON,
)
AMENDMENT_ANSWERED = AmendmentAnswered(
    asked_by=AskedBy.FAMILY_OR_FRIEND,
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
    due_on=_DUE_ON,
)
AMENDMENT_WITHDRAWN = AmendmentWithdrawn(
    what="A bath on Sundays.", reason="Your daughter will help you with the bath.", was_in_hand=True
)
PAYS_MORE = ("The charge each week is £20.00 more than before: £66.25, and it was £46.25.",)
ABOUT_AMENDMENTS = (AMENDMENT_ASKED, AMENDMENT_ANSWERED, AMENDED, AMENDMENT_WITHDRAWN)
ABOUT_REVIEWS = (REVIEW_COMING, REVIEW_LATE, REVIEWED, REVIEW_DECLINED)
NEW_PRACTITIONER = NewPractitioner(before="Joan Pelham")
SUPPORT_FOR_NOW = SupportForNow(
    what=SupportNow.STARTS_ON,
    starts_on=date(2026, 11, 27),
    words="Somebody from the council's team comes twice a day, in the morning and in the evening.",
)
CONDITION_COMING = ConditionComing(
    what="Send us your bank statements.", due_on=date(2027, 3, 1), is_to_send=True, every_months=3
)
OF_WHAT_COMES = (NEW_PRACTITIONER, SUPPORT_FOR_NOW, CONDITION_COMING)
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
    *OF_WHAT_COMES,
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


def bare_head(recipient: Recipient, **changes: Any) -> LetterHead:
    """A head with nothing in it that may be missing."""
    texts = ("person_name", "practitioner_name", "practitioner_telephone")
    return head(recipient, **{**dict.fromkeys(texts, ""), "signer": None, "enclosures": (), **changes})


def letter(facts: Facts, at_head: LetterHead | None = None) -> Letter:
    """The letter that says these facts: to the person, with everything at its head, if nothing else is given."""
    return Letter.model_validate({"head": at_head or head(), "facts": facts})


def staff_notice(kind: NoticeKind = NoticeKind.AWAITING_DECISION, **changes: Any) -> StaffNotice:
    """A notice to staff with everything in it."""
    return StaffNotice.model_validate(
        {
            "kind": kind,
            "plan_reference": PLAN_ID,
            "reference": reference_of(PLAN_ID),
            "version": 3,
            "status": "awaiting_decision",
            "task": "Decide about this plan",
            "due_on": _DUE_ON,
            **changes,
        }
    )


STAFF_NOTICES = tuple(staff_notice(kind) for kind in sorted(TO_STAFF))
"""One of each kind."""
