"""SHARE · What each kind of letter about a copy says: to its holder, and to the person."""

from datetime import date
from typing import Literal

from countersign.careplan.consent import Section
from countersign.careplan.notices import NoticeKind
from countersign.wording.facts import Facts


class CopyOfPlan(Facts):
    """SHARE: the note that goes with a copy."""

    kind: Literal[NoticeKind.COPY] = NoticeKind.COPY

    agreed_on: date

    sharing_basis: str
    """Why the plan may be shared, in a sentence."""

    is_provider: bool = False
    """Whether a provider has it: the law may make them keep an older one as a record."""

    is_part: bool = False
    """Whether it is a part of the plan."""

    instead_of: date | None = None
    """AMEND-3, SHARE-9: the day on which they were sent the copy whose place this one takes, if they have one."""

    nothing_changes_yet: bool = False
    """AMEND-3: whether they deliver care, and the days on which changes to it start are still to be agreed."""

    sections_left_out: tuple[Section, ...] = ()
    """For a part copy: the sections that it lacks; empty where nothing says what is missing (SHARE-8)."""


class CopyDecided(Facts):
    """SHARE-5: a copy that the person wanted is given in part, or not. It holds no reason and no name (SHARE-8)."""

    kind: Literal[NoticeKind.COPY_DECIDED] = NoticeKind.COPY_DECIDED

    is_part: bool
    """Whether a part is given."""

    had_gone: bool = False
    """SHARE-9: whether the copy had gone already, and was asked back."""

    explained_by: date | None = None
    """By when they ring, if nobody has explained it to them; None in a letter that was made before this was told."""


class CopyToReturn(Facts):
    """SHARE-9: the holder of a copy that may no longer be shared is asked to return or destroy it."""

    kind: Literal[NoticeKind.COPY_TO_RETURN] = NoticeKind.COPY_TO_RETURN

    sent_on: date
    """When the copy was sent; the latest, of several."""

    also_sent_on: tuple[date, ...] = ()
    """When other copies were sent that they may still have, and may not be shared any more either."""

    another_goes: bool = False
    """Whether another copy goes to them in its place, with less in it."""

    back_by: date | None = None
    """By when it is to be returned or destroyed; None in a letter that was made before this was told."""

    is_part: bool
    """Whether it is a part of the plan."""

    is_provider: bool = False
    """Whether a provider has it: the law may make them keep it as a record."""
