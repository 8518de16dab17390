"""SHARE · A decision about who may have a copy of a plan, and how much of it."""

from enum import StrEnum

from pydantic import Field

from countersign.careplan.wire import Day, Incoming, ItemId, ShortText


class SharingBasis(StrEnum):
    """SHARE-2: on what footing a copy may, or may not, be shared."""

    CONSENT = "consent"
    BEST_INTERESTS = "best_interests"


class SharingScope(StrEnum):
    """How much of the plan someone is to have."""

    FULL = "full"
    PART = "part"
    NONE = "none"


class Section(StrEnum):
    """The parts of the written record that can be left out of a copy."""

    NEEDS = "needs"
    OUTCOMES = "outcomes"
    SERVICES = "services"
    BUDGET = "budget"
    RISKS = "risks_and_contingency"


class SharingDecision(Incoming):
    """What was decided about one recipient's copy: by whom, when, and on what basis."""

    recipient: ItemId
    """A carer or provider of this plan, such as C1 or P1."""

    scope: SharingScope

    sections: tuple[Section, ...] = Field(default=(), max_length=20)
    """For a part copy: the sections to be shared."""

    basis: SharingBasis

    decided_by: ShortText
    """The person themselves, or the role of whoever decided for them."""

    decided_on: Day
    """The day of the decision."""
