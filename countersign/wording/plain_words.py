"""The words that letters and the written record use for the codes of a plan."""

from countersign.careplan.consent import Section
from countersign.careplan.needs import OutcomeArea
from countersign.careplan.payment import ManagedBy

SECTION_WORDS: dict[Section, str] = {
    Section.NEEDS: "the needs",
    Section.OUTCOMES: "what the person wants to achieve, and what matters to them",
    Section.SERVICES: "the care and support, and who gives it",
    Section.BUDGET: "the personal budget and what things cost",
    Section.RISKS: "what to do if something goes wrong",
}
"""What a part copy calls each section that was left out of it."""

AREA_WORDS: dict[OutcomeArea, str] = {
    OutcomeArea.NUTRITION: "Eating and drinking well",
    OutcomeArea.PERSONAL_HYGIENE: "Keeping clean",
    OutcomeArea.TOILET: "Using the toilet",
    OutcomeArea.CLOTHED: "Getting dressed",
    OutcomeArea.SAFE_AT_HOME: "Using your home safely",
    OutcomeArea.HABITABLE_HOME: "Looking after your home",
    OutcomeArea.RELATIONSHIPS: "Family and friends",
    OutcomeArea.WORK_AND_LEARNING: "Work, training, learning and volunteering",
    OutcomeArea.COMMUNITY_FACILITIES: "Getting out and about",
    OutcomeArea.CARING_FOR_A_CHILD: "Caring for a child",
    OutcomeArea.CARING_FOR_OTHERS: "Caring for other people",
    OutcomeArea.RECREATION: "Free time",
}

MONTHS_IN_A_YEAR = 12


def at_least_every(months: int) -> str:
    """REV-1: how often a plan is reviewed: "at least once a year", or "at least once every 6 months"."""
    if months == MONTHS_IN_A_YEAR:
        return "at least once a year"
    return "at least once a month" if months == 1 else f"at least once every {months} months"


MANAGED_WORDS: dict[ManagedBy, str] = {
    ManagedBy.COUNCIL: "The council arranges it",
    ManagedBy.DIRECT_PAYMENT: "With a direct payment",
    ManagedBy.INFORMAL: "Family, friends or others help, unpaid",
    ManagedBy.OTHER: "Someone else arranges it",
}
