"""ROUTE-5, END · Which plan runs; and that what runs goes on where a plan that had started is returned or withdrawn."""

from datetime import date
from typing import NamedTuple

from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.direct_payment import as_decided
from countersign.careplan.notices import NoticeKind
from countersign.careplan.plan import Plan
from countersign.careplan.working_time import london_day
from countersign.casework.case import Case
from countersign.casework.happenings import Happening
from countersign.casework.ladder import levels_of, tell


class AgreedPlan(NamedTuple):
    """The plan that runs."""

    plan: Plan
    """As it was decided (DP-5)."""

    agreed_on: date

    version: int


def agreed_plan(case: Case) -> AgreedPlan | None:
    """END: the version that was agreed last, also if it was returned since (ROUTE-5); None if none ever was.

    AMEND: while an amended plan is in hand that nobody agreed yet, the one in force; nor one that was withdrawn.
    """
    state = case.course.state
    agreed = [
        decision
        for decision in case.file.decisions()
        if decision.outcome == DecisionOutcome.AGREE.value
        and (not case.in_force or decision.version == case.in_force or 0 < state.amended_from <= decision.version)
    ]
    if not agreed:
        return None
    latest = agreed[-1]
    plan = as_decided(case.file.version(latest.version), latest.managed_otherwise)
    return AgreedPlan(plan, london_day(latest.decided_at), latest.version)


def what_runs_goes_on(case: Case, why: str) -> None:
    """Tell the team that arranges payments why, and that nothing stops before somebody spoke with the person."""
    arranges = case.scheme.sign_off.arranged_by
    if arranges is not None:
        task = f"{why}. What has started goes on: stop nothing before somebody has spoken with the person."
        tell(case, NoticeKind.OUTCOME, levels_of(case, arranges.role), 0, task, case.status.value)
    case.record.note(Happening.WHAT_RUNS_GOES_ON)
