"""TELL · What is said, to whom, when; each notice keyed by what it is for, so that it can be sent only once.

Source: the procedure, "You should contact the person whose plan it is (or their representative) to let them know that
it has been signed off as soon as possible" and "You should notify the person … that the plan has not been signed off
and the reasons for this at the earliest opportunity".
"""

from datetime import date
from enum import StrEnum

from careplan.budget import Budget
from careplan.plan import Plan
from careplan.wire import Stored


class NoticeKind(StrEnum):
    """Every kind of notice. The first group goes to the person, the second goes with copies, the third to staff."""

    SUBMITTED = "submitted"
    INVITATION = "invitation"
    AUTHORISED = "authorised_to_start"
    AGREED = "agreed"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    NEW_DATE = "new_date"
    CLOSED = "closed"

    COPY = "copy"
    NO_LONGER_IN_FORCE = "no_longer_in_force"

    AWAITING_DECISION = "awaiting_decision"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    OUTCOME = "outcome"
    QUESTION = "question"
    REASSIGNED = "reassigned"
    INTERIM_SUPPORT = "interim_support"
    INTERIM_DECISION = "interim_decision"
    REVIEW_DUE = "review_due"


TO_THE_PERSON = frozenset(
    {
        NoticeKind.SUBMITTED,
        NoticeKind.INVITATION,
        NoticeKind.AUTHORISED,
        NoticeKind.AGREED,
        NoticeKind.RETURNED,
        NoticeKind.RESUBMITTED,
        NoticeKind.NEW_DATE,
        NoticeKind.CLOSED,
    }
)
TO_HOLDERS_OF_COPIES = frozenset({NoticeKind.COPY, NoticeKind.NO_LONGER_IN_FORCE})
TO_STAFF = frozenset(NoticeKind) - TO_THE_PERSON - TO_HOLDERS_OF_COPIES

PERSON = "person"
"""The recipient reference of the person, or of the representative who is told in their place."""


def notice_key(plan_id: str, version: int, kind: NoticeKind, recipient: str, occasion: str = "") -> str:
    """What a notice is for: plan, version, kind and recipient, and the occasion where there can be several.

    The same key is the same notice, whoever asks for it and however often.
    """
    return "/".join((plan_id, f"v{version}", kind.value, recipient, *([occasion] if occasion else [])))


class LetterReason(Stored):
    """One reason of a return, as the letter gives it: why, and the steps suggested."""

    reason: str
    steps: tuple[str, ...]
    what_was_done: str = ""


class Recipient(Stored):
    """Who a notice is addressed to. `about_self`: whether the recipient is the person whose plan it is."""

    reference: str
    name: str
    greeting: str
    address: tuple[str, ...] = ()
    about_self: bool = False


class LetterFacts(Stored):
    """Everything that a letter may say. Which of it is used depends on the kind; nothing else reaches a template.

    Dates are London dates. Money comes in `budget`, computed from the priced lines (BUD-3). `waiting_for` is the plan's
    state; `moved_because` has the codes of `clocks.Because`; `closed_because` is "withdrawn" or why the plan ended.
    `meeting_kind`, `meeting_on`, `meeting_at`: the panel or call that the person is invited to, "panel" or "call", its
    London day, and its London time as 14:30; `was_missed`: whether an earlier one did not decide the plan.
    `exceptional`: the codes of why it goes there, empty where only an earlier, dearer version had a reason (ROUTE-3,
    DEC-9). `has_started`: whether a plan that is signed off was authorised to start before (ROUTE-5). `conditions`,
    `managed_otherwise`: in words, what an agreement says about the direct payment (DP-5, DP-6).
    `status` and `task` are for notices to staff, which hold no personal details: they name the plan by its reference
    only.
    """

    kind: NoticeKind
    recipient: Recipient
    letter_date: date
    plan_reference: str
    version: int
    person_name: str = ""
    practitioner_name: str = ""
    practitioner_telephone: str = ""
    council: str = ""
    council_telephone: str = ""
    complaints: str = ""
    agreed_by: str = ""
    agreed_on: date | None = None
    budget: Budget | None = None
    how_budget_was_worked_out: str = ""
    review_by: date | None = None
    reasons: tuple[LetterReason, ...] = ()
    wanted: str = ""
    due_on: date | None = None
    was_due_on: date | None = None
    waiting_for: str = ""
    moved_because: tuple[str, ...] = ()
    closed_because: str = ""
    interim_in_place: bool = False
    revisiting_agreed: str = ""
    why_it_costs_less: str = ""
    has_started: bool = False
    meeting_title: str = ""
    meeting_kind: str = ""
    meeting_on: date | None = None
    meeting_at: str = ""
    exceptional: tuple[str, ...] = ()
    how_involved: str = ""
    was_missed: bool = False
    conditions: tuple[str, ...] = ()
    managed_otherwise: tuple[str, ...] = ()
    sections_left_out: tuple[str, ...] = ()
    sharing_basis: str = ""
    status: str = ""
    task: str = ""
    enclosures: tuple[str, ...] = ()


def addressee(plan: Plan) -> Recipient:
    """TELL-1, TELL-2: the person, or the representative in their place."""
    whom = plan.addressee
    about_self = plan.representative is None
    return Recipient(
        reference=PERSON,
        name=whom.name,
        greeting=plan.person.greeting if about_self else whom.name,
        address=whom.contact.address,
        about_self=about_self,
    )


def staff(reference: str) -> Recipient:
    """A member of staff, or a role: named by reference only, since a notice to staff holds nothing personal."""
    return Recipient(reference=reference, name=reference, greeting=reference)
