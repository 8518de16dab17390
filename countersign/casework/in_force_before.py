"""REV-4, AMEND-2 · With what an amended plan is compared: the versions before the one in force, and its day."""

from datetime import date

from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.plan import Plan
from countersign.careplan.working_time import london_day
from countersign.casework.ports import CaseFile


def in_force_before(file: CaseFile, in_force: int) -> tuple[Plan, ...]:
    """Every version that was agreed before the one in force, as it was submitted, the oldest first."""
    agreed = {decision.version for decision in file.decisions() if decision.outcome == DecisionOutcome.AGREE.value}
    return tuple(file.version(version) for version in sorted(agreed) if version < in_force)


def agreed_on(file: CaseFile, in_force: int) -> date | None:
    """The day on which the version in force was agreed; None where that is not on record."""
    decision = file.decision(in_force)
    return london_day(decision.decided_at) if decision else None
