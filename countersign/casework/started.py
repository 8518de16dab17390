"""ROUTE-5 · A plan that had started is returned or withdrawn: what runs goes on, and whoever arranged it hears."""

from countersign.careplan.notices import NoticeKind
from countersign.casework.case import Case
from countersign.casework.happenings import Happening
from countersign.casework.ladder import levels_of, tell


def what_runs_goes_on(case: Case, why: str) -> None:
    """Tell the team that arranges payments why, and that nothing stops before somebody spoke with the person."""
    arranges = case.scheme.sign_off.arranged_by
    if arranges is not None:
        task = f"{why}. What has started goes on: stop nothing before somebody has spoken with the person."
        tell(case, NoticeKind.OUTCOME, levels_of(case, arranges.role), 0, task, case.status.value)
    case.record.note(Happening.WHAT_RUNS_GOES_ON)
