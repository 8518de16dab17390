"""REV-1..3 · What each kind of letter about a review says."""

from datetime import date
from typing import Literal

from countersign.careplan.notices import NoticeKind
from countersign.careplan.reviews import ReviewOf, ReviewOutcome
from countersign.wording.facts import Facts


class ReviewComing(Facts):
    """REV-2: a review is coming, of the plan, of its direct payment, or of both."""

    kind: Literal[NoticeKind.REVIEW_COMING] = NoticeKind.REVIEW_COMING

    of: tuple[ReviewOf, ...]

    due_on: date

    was_asked_for: bool = False
    """Whether somebody concerned asked for it (REV-1)."""


class ReviewLate(Facts):
    """REV-2: a review did not take place by its day; the new day. It is told once."""

    kind: Literal[NoticeKind.REVIEW_LATE] = NoticeKind.REVIEW_LATE

    of: tuple[ReviewOf, ...]

    was_due_on: date

    due_on: date


class Reviewed(Facts):
    """REV-2: what a review came to, and when the next one is."""

    kind: Literal[NoticeKind.REVIEWED] = NoticeKind.REVIEWED

    of: tuple[ReviewOf, ...]

    held_on: date

    outcome: ReviewOutcome

    findings: str
    """What was found, in the words that were recorded for the person."""

    what_changes: str = ""
    """What is to change, in words; empty where nothing is."""

    plan_review_by: date | None
    """None where the plan ends before."""

    payment_review_by: date | None = None
    """None where the plan has no direct payment, or ends before."""

    ends_from: date | None = None
    """END: the first day on which the plan no longer applies, of which they were told; None if nobody said so."""


class ReviewDeclined(Facts):
    """REV-1: a review that was asked for is not held; why, and when the next one is."""

    kind: Literal[NoticeKind.REVIEW_DECLINED] = NoticeKind.REVIEW_DECLINED

    why: str

    review_by: date

    was_due_on: date | None = None
    """The day of which they were told when the review was asked for; None if they were told of none."""
