"""TELL · What each kind of letter says: a small class for each kind, with everything that its template may read.

A template reads `head`, which every letter has, and `facts`, the class of its own kind. Money comes as a `Budget`,
computed from the priced lines (BUD-3). Dates are London dates. A notice to staff holds no personal details: it names
the plan only by its reference.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from countersign.careplan.authority import Exceptional, MeetingKind
from countersign.careplan.budget import Budget
from countersign.careplan.clocks import Because
from countersign.careplan.decision_parts import Wanted
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.leaving import EndReason
from countersign.careplan.notices import NoticeKind
from countersign.careplan.payment_terms import PaymentTerms
from countersign.careplan.wire import Stored
from countersign.wording.facts import Facts
from countersign.wording.letter_head import LetterHead
from countersign.wording.letters_about_amendments import (
    Amended,
    AmendmentAnswered,
    AmendmentAsked,
    AmendmentWithdrawn,
)
from countersign.wording.letters_about_copies import CopyDecided, CopyOfPlan, CopyToReturn
from countersign.wording.letters_about_reviews import ReviewComing, ReviewDeclined, Reviewed, ReviewLate
from countersign.wording.letters_of_what_comes import ConditionComing, NewPractitioner, SupportForNow


class Submitted(Facts):
    """TIME-6: the plan has come, and will be decided by a day."""

    kind: Literal[NoticeKind.SUBMITTED] = NoticeKind.SUBMITTED

    due_on: date | None
    """The day that the person is promised; None if none is."""

    missed_on: date | None = None
    """TIME-8: the day by which it should have been decided, if that is over already."""


class Invitation(Facts):
    """ROUTE-3, ROUTE-6: the panel or call that the person is invited to, and why the plan goes there."""

    kind: Literal[NoticeKind.INVITATION] = NoticeKind.INVITATION

    meeting_title: str

    meeting_kind: MeetingKind

    meeting_on: date

    meeting_at: str
    """When it begins, London time, such as 14:30."""

    exceptional: tuple[Exceptional, ...]
    """Why the plan goes there; empty where only an earlier version, which cost more, had a reason (DEC-9)."""

    how_involved: str
    """How the person can take part, in the scheme's words."""

    was_missed: bool
    """Whether an earlier panel or call did not decide the plan."""

    instead_of: date | None = None
    """The day to which the person was invited before, if that panel or call was moved or called off."""

    promised_before: date | None = None
    """TIME-6: the day by which the person was promised a decision, if nobody can decide before the meeting after it."""

    where: str = ""
    """ROUTE-12: where it is held."""

    how_to_join: str = ""
    """ROUTE-12: how to join by telephone or video."""

    who_is_there: str = ""
    """ROUTE-12: who will be there."""

    lasts_minutes: int | None = None
    """ROUTE-12: how many minutes it takes."""

    can_be_arranged: str = ""
    """ROUTE-12: what can be arranged, such as an interpreter, an advocate, or fares."""

    reply_by: date | None = None
    """ROUTE-12: by when to say whether they take part, the working day before it; None where that is over."""


class AuthorisedToStart(Facts):
    """ROUTE-5: the plan is agreed and may start, before it is signed off."""

    kind: Literal[NoticeKind.AUTHORISED] = NoticeKind.AUTHORISED

    due_on: date | None
    """The day that the person is promised; None if none is."""

    missed_on: date | None = None
    """TIME-8: the day by which it should have been put into practice, if that is over already."""

    agreed_on: date

    agreed_by: str
    """The title of the role that agreed the plan."""

    budget: Budget

    how_budget_was_worked_out: str

    payment: PaymentTerms | None = None
    """DP-9: the direct payment; None where there is none, and in a letter that was made before this was told."""

    conditions: tuple[str, ...]
    """DP-6: conditions on the direct payment, in words."""

    managed_otherwise: tuple[str, ...]
    """DP-5: what is arranged in another way than by direct payment, in words."""

    is_amended: bool = False
    """Whether it is an amended plan, which takes the place of the one in force (AMEND-2)."""

    changes: tuple[str, ...] = ()
    """AMEND-2: of an amended plan, what it changes, a sentence for each; empty where the support stays as it is."""

    lowered: tuple[str, ...] = ()
    """DEC-9: of an amended plan, what gives the person less: a sentence for each."""

    pays_more: tuple[str, ...] = ()
    """DEC-9: of an amended plan, what charges them more: a sentence for each."""

    support_stays: bool = False
    """AMEND-2: of an amended plan, whether their support, and what they pay for it, stay exactly as they are."""

    why_less: str = ""
    """REV-4, DEC-9: where an amended plan gives less or costs less, what has changed for that, in words to them."""


class Agreed(Facts):
    """TELL-1, BUD-1, REC-2: the plan is signed off."""

    kind: Literal[NoticeKind.AGREED] = NoticeKind.AGREED

    agreed_on: date

    agreed_by: str
    """The title of the role that agreed the plan."""

    budget: Budget

    how_budget_was_worked_out: str

    payment: PaymentTerms | None = None
    """DP-9: the direct payment; None where there is none, and in a letter that was made before this was told."""

    review_by: date

    then_every_months: int
    """REV-1: how many months at most lie between one review and the next."""

    payment_review_by: date | None = None
    """REV-3: by when the direct payment is reviewed first; None where there is none."""

    has_started: bool
    """Whether the plan was authorised to start before (ROUTE-5)."""

    conditions: tuple[str, ...]
    """DP-6: conditions on the direct payment, in words."""

    managed_otherwise: tuple[str, ...]
    """DP-5: what is arranged in another way than by direct payment, in words."""

    is_amended: bool = False
    """Whether it is an amended plan, which takes the place of the one in force (AMEND-2)."""

    changes: tuple[str, ...] = ()
    """AMEND-2: of an amended plan, what it changes, a sentence for each; empty where the support stays as it is."""

    lowered: tuple[str, ...] = ()
    """DEC-9: of an amended plan, what gives the person less: a sentence for each."""

    pays_more: tuple[str, ...] = ()
    """DEC-9: of an amended plan, what charges them more: a sentence for each."""

    support_stays: bool = False
    """AMEND-2: of an amended plan, whether their support, and what they pay for it, stay exactly as they are."""

    why_less: str = ""
    """REV-4, DEC-9: where an amended plan gives less or costs less, what has changed for that, in words to them."""


class LetterReason(Stored):
    """One reason of a return, as a letter gives it: in words to the person."""

    reason: str

    what_happens_next: str = ""
    """What their practitioner will do about it."""

    what_was_done: str = ""
    """After a resubmission: what was done about it."""


class Returned(Facts):
    """TELL-2: the plan was not signed off; why, and what happens next."""

    kind: Literal[NoticeKind.RETURNED] = NoticeKind.RETURNED

    reasons: tuple[LetterReason, ...]

    wanted: Wanted | None
    """Whether the return asks for information or for a revision."""

    due_on: date | None
    """The day that the person is promised; None if none is."""

    missed_on: date | None = None
    """TIME-8: the day by which it should have come back, if that is over already."""

    has_started: bool = False
    """Whether the plan had been authorised to start: what runs goes on (ROUTE-5)."""

    is_amended: bool = False
    """Whether it is an amended plan: the one in force goes on (AMEND-2)."""

    is_a_cut: bool = False
    """DEC-9: of an amended plan, whether it would take something from the person."""


class Resubmitted(Facts):
    """TELL-3, DEC-9: the plan was resubmitted; what was done, and the new date."""

    kind: Literal[NoticeKind.RESUBMITTED] = NoticeKind.RESUBMITTED

    reasons: tuple[LetterReason, ...]

    why_it_costs_less: str
    """Where it costs less than the version before, why."""

    cost_changes: tuple[str, ...] = ()
    """How its cost to the council changed since the version before, a week and once: a sentence for each."""

    costs_more: bool = False
    """Whether it costs more than the version before, each week or once, whatever costs less."""

    lowered: tuple[str, ...] = ()
    """DEC-9: what gives the person less than the version before: a sentence for each."""

    pays_more: tuple[str, ...] = ()
    """DEC-9: what charges them more: a sentence for each; before this was told by itself, it stood in `lowered`."""

    due_on: date | None
    """The day that the person is promised; None if none is."""

    missed_on: date | None = None
    """TIME-8: the day by which it should have been decided, if that is over already."""


class NewDate(Facts):
    """TIME-6: the promised date has moved; from which day to which, and why."""

    kind: Literal[NoticeKind.NEW_DATE] = NoticeKind.NEW_DATE

    was_due_on: date | None
    """The day in the last letter; None if there was none."""

    due_on: date | None
    """The new day; None if nothing is promised any more."""

    missed_on: date | None = None
    """TIME-8: the first day by which it should have happened, if that was missed, whatever has moved the date since."""

    moved_because: tuple[Because, ...]
    """Why the day moved."""

    waiting_for: Status
    """The plan's state."""


class Closed(Facts):
    """END: the plan was withdrawn or has ended; and what the person can do."""

    kind: Literal[NoticeKind.CLOSED] = NoticeKind.CLOSED

    closed_because: EndReason | Literal["withdrawn"]
    """`withdrawn`, or why the plan ended."""

    reviewed_on: date | None = None
    """The day of the review by which it ends (REV-2), whose findings are the reason; None if it ends otherwise."""

    why: str = ""
    """The reason in words, as it was given for the person; empty where none was given."""

    interim_in_place: bool
    """Whether interim support is in place."""

    has_started: bool = False
    """Whether the plan had been authorised to start before it was withdrawn: what runs goes on (ROUTE-5)."""

    from_day: date | None = None
    """The first day on which the plan is no longer in force; None if it was never agreed, or withdrawn."""

    lies_ahead: bool = False
    """Whether that day is still to come."""

    instead_of: date | None = None
    """The day that they were told before; None if they were told of none."""

    review_by: date | None = None
    """By when the plan is reviewed before it ends; None if it is not."""

    services: tuple[str, ...] = ()
    """What becomes of each service that runs, in words."""

    newer_waits: bool = False
    """Where a newer plan takes its place: whether that is not agreed yet."""


class NoLongerInForce(Facts):
    """END: whoever holds a copy is told that the plan is no longer in force."""

    kind: Literal[NoticeKind.NO_LONGER_IN_FORCE] = NoticeKind.NO_LONGER_IN_FORCE

    from_day: date | None = None
    """The first day on which it is no longer in force; None where nobody said, after a death."""

    lies_ahead: bool = False
    """Whether that day is still to come."""

    instead_of: date | None = None
    """The day that they were told before; None if they were told of none."""

    services: tuple[str, ...] = ()
    """What becomes of each service that the reader delivers, in words, and of no other."""


class PlanGiven(Facts):
    """REC-3: the person's independent advocate is told that the person was given the plan."""

    kind: Literal[NoticeKind.PLAN_GIVEN] = NoticeKind.PLAN_GIVEN

    agreed_on: date

    given_on: date
    """The day on which the person was given the written record."""

    instead_of: date | None = None
    """AMEND-3: of an amended plan the day on which the one was agreed whose place it takes; None of any other."""


LetterFacts = Annotated[
    Submitted
    | Invitation
    | AuthorisedToStart
    | Agreed
    | Returned
    | Resubmitted
    | NewDate
    | Closed
    | ReviewComing
    | ReviewLate
    | Reviewed
    | ReviewDeclined
    | CopyDecided
    | AmendmentAsked
    | AmendmentAnswered
    | Amended
    | AmendmentWithdrawn
    | NewPractitioner
    | SupportForNow
    | ConditionComing
    | CopyOfPlan
    | CopyToReturn
    | NoLongerInForce
    | PlanGiven,
    Field(discriminator="kind"),
]
"""The facts of a letter, of any kind."""


class Letter(Stored):
    """A letter to somebody who is not staff."""

    head: LetterHead

    facts: LetterFacts


class StaffNotice(Stored):
    """A notice to a member of staff. Every kind says the same: which plan, its state, what to do, and by when."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kind: NoticeKind

    plan_reference: str
    """The plan's id, by which the case system knows it."""

    reference: str
    """The plan's reference, which can be read out, as it stands in the person's letters."""

    version: int

    status: str
    """The plan's state, or why the notice is sent."""

    task: str
    """What is asked of the reader."""

    due_on: date | None
    """By when the task is to be done."""

    missed_on: date | None = None
    """TIME-8: the first day by which it should have been done, if that was missed."""
