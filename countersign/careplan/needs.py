"""SUB-5 · The needs of a plan, and the outcomes that the person wants to achieve."""

from enum import StrEnum

from pydantic import Field

from countersign.careplan.wire import Flag, Incoming, ItemId, Text


class OutcomeArea(StrEnum):
    """The eligibility outcomes: ten for an adult, eight for a carer, three of them in both lists.

    Source: Care and Support (Eligibility Criteria) Regulations 2015, regs 2(2) and 3(2) (check).
    """

    NUTRITION = "nutrition"
    PERSONAL_HYGIENE = "personal_hygiene"
    TOILET = "toilet_needs"
    CLOTHED = "being_appropriately_clothed"
    SAFE_AT_HOME = "using_the_home_safely"
    HABITABLE_HOME = "habitable_home"
    RELATIONSHIPS = "relationships"
    WORK_AND_LEARNING = "work_training_education_volunteering"
    COMMUNITY_FACILITIES = "community_facilities"
    CARING_FOR_A_CHILD = "caring_for_a_child"
    CARING_FOR_OTHERS = "caring_for_others"
    RECREATION = "recreation"


CARER_AREAS = frozenset(OutcomeArea) - {
    OutcomeArea.PERSONAL_HYGIENE,
    OutcomeArea.TOILET,
    OutcomeArea.CLOTHED,
    OutcomeArea.SAFE_AT_HOME,
}
ADULT_AREAS = frozenset(OutcomeArea) - {OutcomeArea.CARING_FOR_OTHERS, OutcomeArea.RECREATION}


class Need(Incoming):
    """One assessed need, under the outcome it stops the person achieving."""

    id: ItemId

    area: OutcomeArea

    description: Text
    """The need, in words."""

    to_the_person: str = Field(default="", max_length=4000)
    """The same in the person's own words, or in words to them: "You cannot see ..." (TELL-2). Empty: their record has
    the description, and says that it is their practitioner's words."""

    eligible: Flag = True
    """Whether it is an eligible need, which the plan must meet."""


class DesiredOutcome(Incoming):
    """What the person wants to achieve, and how anyone will be able to tell (SUB-5)."""

    id: ItemId

    description: Text
    """What the person wants to achieve."""

    needs: tuple[ItemId, ...] = Field(default=(), max_length=60)
    """The needs that it is about."""

    to_the_person: str = Field(default="", max_length=4000)
    """The same in the person's own words, or in words to them (TELL-2); empty as of a need."""

    how_we_will_know: str = Field(default="", max_length=4000)
    """What a review will look for."""
