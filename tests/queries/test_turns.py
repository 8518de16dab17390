"""TIME-1 · Whose turn it is: the clock that falls due first, with its owner and next step, in `status` and `list`."""

from collections.abc import Callable

import pytest

from countersign.queries.turns import Turn, turns_of
from countersign.store.database import Database
from tests.casework.cases import ready
from tests.support.casework import CaseUnderTest
from workflows.state import Carried


@pytest.mark.rule("TIME-1", "TIME-6")
@pytest.mark.parametrize(
    ("before", "clock", "tasks"),
    [
        pytest.param(ready.submitted, "decision", 0, id="the decision"),
        pytest.param(ready.returned, "resubmission", 0, id="the resubmission"),
        pytest.param(ready.asked, "information:", 0, id="the decision stands still for information"),
        pytest.param(ready.signed_off, "review", 0, id="in force: the review"),
        pytest.param(ready.amendment_asked, "amendment:", 1, id="in force, and an amendment is asked for"),
        pytest.param(ready.with_a_concern, "concern:", 1, id="in force, and a concern is open"),
        pytest.param(ready.with_a_last_day, "review", 0, id="the last day of a copy is nobody's to act on"),
    ],
)
def test_the_clock_that_falls_due_first_is_shown_with_its_own_owner_and_next_step(
    case: CaseUnderTest, database: Database, before: Callable[[CaseUnderTest], None], clock: str, tasks: int
) -> None:
    before(case)
    standing = case.standing
    shown = Carried(plan_id=case.plan_id, standing=standing, open_tasks=len(case.open_tasks())).shown(case.now)
    (first,) = [running for running in standing.clocks if running.name.startswith(clock)]
    step = first.steps[0]
    assert (shown.owner, shown.due, shown.next_step) == (first.owner, first.due, step)
    with database.transaction() as session:
        listed = turns_of(session, [case.plan_id])
    assert listed == {case.plan_id: Turn(first.owner, first.due, step.kind, step.at, tasks)}
