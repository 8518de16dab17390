"""SHARE-4 · What the person asks for: that somebody has a copy, whether they were involved in the plan or not.

Source: the procedure, "A copy must also be shared with anyone that the person requests you share a copy with, even if
they were not involved in the planning process itself". A request is the person's own decision about that copy, so it
stands beside every other: the last one counts, and it can be withdrawn.
"""

import re
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from countersign.careplan.consent import Section, SharingBasis, SharingDecision, SharingScope
from countersign.careplan.evidence import Name, Said
from countersign.careplan.people import Contact
from countersign.careplan.wire import ASKED_NUMBER, HOLDS_A_COPY, Answered, Day, Incoming, ShortText

PERSON = "person"


def is_asked_for(reference: str) -> bool:
    """Whether a reference is of somebody whom the person asked for, and no part of a plan. No part of one looks so."""
    return re.fullmatch(ASKED_NUMBER, reference) is not None


class AskedFor(Incoming):
    """SHARE-4: somebody who is to have a copy and stands in no part of the plan."""

    name: Name
    """Their name, as it is to stand on their letter."""

    what_they_are: Name
    """What they are to the person, such as friend or solicitor."""

    contact: Contact

    formerly: ShortText | None = None
    """The name under which they were asked for before, if they are called something else now."""


class CopyRequest(Incoming):
    """SHARE-4: the person asks that somebody has a copy, in their own words."""

    recipient: Annotated[str, StringConstraints(pattern=HOLDS_A_COPY)]
    """Who is to have it: somebody in the plan, such as C1; or somebody else, as asked-1, asked-2 and so on. Nobody else
    is ever given a number that was used; a number has no nought before it."""

    whom: AskedFor | None = None
    """Who that is; wanted for such as asked-1 and for nobody else. Given again, it is what is true now."""

    scope: SharingScope = SharingScope.FULL
    """How much of the plan they are to have: `full` or `part`."""

    sections: tuple[Section, ...] = Field(default=(), max_length=20)
    """For a part copy, and for no other: the sections to be shared."""

    words: Said
    """What the person asked for, in their own words."""

    asked_on: Day
    """The day on which they asked: not one that has not come yet, nor of over 24 months ago."""

    carried_by: Name
    """Who brought it to us: the person themselves, or such as advocate; never whoever would have the copy."""

    has_capacity: Answered | None = None
    """Whether the person had capacity to decide about this copy, as it was found then; in words how it was found. None
    where it is not stated: then it is asked, and nothing is shared."""

    until: Day | None = None
    """The last day on which they may have it; none where it has no end."""

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.until and self.until < self.asked_on:
            raise ValueError("until must not be before asked_on")
        return self

    def as_decided(self, by: str = "the person", decider: str | None = PERSON) -> SharingDecision:
        """The request as the person's decision about that copy. `by`, `decider`: to look at whoever carried it."""
        return SharingDecision(
            recipient=self.recipient,
            scope=self.scope,
            sections=self.sections,
            basis=SharingBasis.CONSENT,
            has_capacity=self.has_capacity,
            decided_by=by,
            decider=decider,
            decided_on=self.asked_on,
            until=self.until,
        )
