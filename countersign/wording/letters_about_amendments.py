"""AMEND-1..4 · What each kind of letter about an amendment says to the person, and to their representative."""

from datetime import date
from typing import Literal

from countersign.careplan.messages.leaving import WithdrawnFor
from countersign.careplan.messages.reviews import AskedBy
from countersign.careplan.notices import NoticeKind
from countersign.careplan.wire import Money
from countersign.wording.facts import Facts


class AmendmentAsked(Facts):
    """AMEND-1: somebody asked for the plan to be amended: what is wanted, and what the person can say about it."""

    kind: Literal[NoticeKind.AMENDMENT_ASKED] = NoticeKind.AMENDMENT_ASKED

    by_the_person: bool
    """Whether the person asked, or their representative; else another did, and the person is consulted."""

    asked_by: AskedBy | None = None
    """Who asked; None in a letter that was made before this was told."""

    what: str
    """What is wanted, in the words of whoever asked."""

    answer_by: date


class AmendmentAnswered(Facts):
    """AMEND-1, AMEND-4: whether the plan is to be amended, and why; if not, the right to complain."""

    kind: Literal[NoticeKind.AMENDMENT_ANSWERED] = NoticeKind.AMENDMENT_ANSWERED

    asked_by: AskedBy | None = None
    """Who asked, staff where it came of a review or a payment; None in a letter that was made before this was told."""

    agreed: bool

    what: str
    """What was wanted, in the words of whoever asked."""

    reasons: str
    """Why, in words to the person."""

    amended_by: date | None = None
    """By when the amended plan is ready; None where it is not agreed, or waits for the version in hand."""

    after_another: bool = False
    """Whether another amended plan is in hand, after which this one is written."""


class Amended(Facts):
    """AMEND-2: the amended plan waits for a decision: what it changes. Until then the plan in force goes on."""

    kind: Literal[NoticeKind.AMENDED] = NoticeKind.AMENDED

    changes: tuple[str, ...]
    """What it changes, a sentence for each."""

    cost_changes: tuple[str, ...] = ()
    """How its cost to the council changes, a week and once: a sentence for each."""

    still_pays: tuple[Money, Money] | None = None
    """What the person pays each week and once, where that stays as it is; None where it does not."""

    lowered: tuple[str, ...] = ()
    """DEC-9: what gives the person less: a sentence for each."""

    pays_more: tuple[str, ...] = ()
    """DEC-9: what charges them more: a sentence for each."""

    support_stays: bool = False
    """Whether their support, and what they pay for it, stay exactly as they are."""

    why_less: str = ""
    """REV-4, DEC-9: where it gives less or costs less, what has changed for that, in words to the person."""

    due_on: date | None
    """The day that the person is promised; None if none is."""

    missed_on: date | None = None
    """TIME-8: the day by which it should have been decided, if that is over already."""


class AmendmentWithdrawn(Facts):
    """AMEND-2: an amendment is not wanted any more; the plan in force goes on."""

    kind: Literal[NoticeKind.AMENDMENT_WITHDRAWN] = NoticeKind.AMENDMENT_WITHDRAWN

    what: str = ""
    """What was to change, in the words of whoever asked; empty in a letter that was made before this was told."""

    asked_by: AskedBy | None = None
    """Who asked for what is taken back; None where an amended plan is, which may carry out what several asked for."""

    reason: str

    was_in_hand: bool
    """Whether the amended plan was there already; else only the request is taken back."""

    at_whose_request: WithdrawnFor | None = None
    """Who takes it back; None in a letter that was made before this was told."""

    has_started: bool = False
    """Whether it was authorised to start: what runs goes on (ROUTE-5)."""
