"""SHARE-5, TELL-8 · A concern about a copy, what a line manager decides about it, and a safeguarding mark.

Source: the procedure, "You are concerned that doing so could put the person (or another vulnerable adult or child) at
risk of abuse or neglect. If this situation arises you should seek advice from your line manager and decide whether: To
share the record in full as requested; To share the record partially, omitting sections where information could put the
person at risk; or To decline to provide a copy".
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from countersign.careplan.circumstances import SafeguardingMark
from countersign.careplan.consent import Section
from countersign.careplan.evidence import Said
from countersign.careplan.wire import HOLDS_A_COPY, Flag, Incoming, ShortText


class AtRisk(StrEnum):
    """Who could be put at risk of abuse or neglect."""

    PERSON = "person"
    ANOTHER_ADULT = "another_adult"
    CHILD = "child"


class CopyConcern(Incoming):
    """SHARE-5: somebody is concerned that a copy could put somebody at risk."""

    recipient: Annotated[str, StringConstraints(pattern=HOLDS_A_COPY)]
    """Whose copy it is about, such as C1, advocate or asked-1."""

    at_risk: AtRisk

    why: Said
    """What the concern is, for staff only. It stands in no letter and in no copy."""

    raised_by: ShortText
    """Who is concerned, by their role or what they are to the person. It may be anybody."""


class ConcernOutcome(StrEnum):
    """SHARE-5: what is decided about a concern."""

    IN_FULL = "in_full"
    """As much is shared as was asked for or is usual."""

    IN_PART = "in_part"
    """Some sections are left out."""

    DECLINED = "declined"


class ConcernDecision(Incoming):
    """SHARE-5: what was decided about the concern about a copy, and why."""

    recipient: Annotated[str, StringConstraints(pattern=HOLDS_A_COPY)]
    """Whose copy it is about."""

    outcome: ConcernOutcome

    sections: tuple[Section, ...] = Field(default=(), max_length=20)
    """For a part, and for nothing else: the sections that may be shared."""

    reasons: Said
    """Why, for staff only. It stands in no letter and in no copy: the practitioner explains it to the person."""


class MarkSaid(SafeguardingMark):
    """TELL-8: a safeguarding mark that is put, or one that is lifted."""

    is_lifted: Flag = False
    """Whether the mark of this kind about them stands no longer; in words then why. Whoever put it does not lift it."""
