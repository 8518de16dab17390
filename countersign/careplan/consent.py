"""SHARE · A decision about who may have a copy of a plan, and how much of it: dated, and about one recipient."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from countersign.careplan.evidence import Name
from countersign.careplan.wire import ABOUT, HOLDS_A_COPY, Answered, Day, Flag, Incoming

ADVOCATE = "advocate"
"""The recipient reference of the person's independent advocate, who has none of their own in a plan."""


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
    """SHARE-6: what was decided about one recipient's copy: by whom, when, on what basis, and until when."""

    recipient: Annotated[str, StringConstraints(pattern=HOLDS_A_COPY)]
    """A carer or provider of this plan, such as C1 or P1; `advocate`; or whom the person asked for, such as asked-1."""

    scope: SharingScope

    sections: tuple[Section, ...] = Field(default=(), max_length=20)
    """For a part copy: the sections to be shared."""

    because_of_risk: Flag = False
    """For a part copy: whether what is left out is left out because of a risk. Then the copy does not say what is
    missing (SHARE-8)."""

    basis: SharingBasis

    has_capacity: Answered | None = None
    """Whether the person had capacity to decide about this copy, as it was found with this decision; in words how it
    was found. None where it is not stated: then it is asked, and nothing is shared."""

    consulted: tuple[Name, ...] = Field(default=(), max_length=20)
    """For a best-interests decision: who was consulted, such as daughter and advocate."""

    decided_by: Name
    """The person themselves, or the role of whoever decided for them; nobody of the plan but the `decider`."""

    decider: Annotated[str, StringConstraints(pattern=ABOUT)] | None = None
    """Who that is, where it is somebody of this plan: `person`, `representative`, `advocate`, or such as C1."""

    decided_on: Day
    """The day of the decision."""

    until: Day | None = None
    """The last day on which it is in force; none where it has no end."""

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.until and self.until < self.decided_on:
            raise ValueError("until must not be before decided_on")
        return self
