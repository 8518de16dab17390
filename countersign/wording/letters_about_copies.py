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
    """Why the plan may be shared, in words."""

    is_part: bool = False
    """Whether it is a part of the plan."""

    instead_of: date | None = None
    """AMEND-3: the day on which they were sent the copy of an older version, if they have one."""

    sections_left_out: tuple[Section, ...] = ()
    """For a part copy: the sections that it lacks; empty where nothing says what is missing (SHARE-8)."""


class CopyDecided(Facts):
    """SHARE-5: a copy that the person wanted is given in part, or not. It holds no reason and no name (SHARE-8)."""

    kind: Literal[NoticeKind.COPY_DECIDED] = NoticeKind.COPY_DECIDED

    is_part: bool
    """Whether a part is given."""

    explained_by: date | None = None
    """By when somebody explains it to them; None in a letter that was made before this was told."""


class CopyToReturn(Facts):
    """SHARE-9: the holder of a copy that may no longer be shared is asked to return or destroy it."""

    kind: Literal[NoticeKind.COPY_TO_RETURN] = NoticeKind.COPY_TO_RETURN

    sent_on: date
    """When the copy was sent; the latest, of several."""

    also_sent_on: tuple[date, ...] = ()
    """When other copies were sent that they may still have, and may not be shared any more either."""

    back_by: date | None = None
    """By when it is to be returned or destroyed; None in a letter that was made before this was told."""

    is_part: bool
    """Whether it is a part of the plan."""
