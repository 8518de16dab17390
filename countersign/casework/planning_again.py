"""TIME-1 · Plans every clock of a workflow again, under the scheme and the calendar as they are now."""

from countersign.careplan.messages.declaring import Message, Workflow
from countersign.careplan.replanning import all_planned_again, what_changed
from countersign.casework.case import Case
from countersign.casework.happenings import Actor, Happening
from countersign.casework.routes import go_by_the_scheme_of_today
from countersign.casework.top_of_ladder import spare_the_top


def plan_clocks_again(case: Case, why: str, *, of: Message | None = None) -> tuple[str, ...]:
    """Plan every clock again. Returns a sentence for each clock that changed, or one sentence saying that none did.

    `of`: the message that asked for it, if one did.
    """
    before = case.clocks.before()
    for clock in all_planned_again(before, case.scheme, case.days, case.now):
        case.clocks.set(spare_the_top(case, clock))
    if case.situation.workflow is Workflow.PLAN:
        go_by_the_scheme_of_today(case)
    words = what_changed(before, case.clocks.all())
    case.record.note(
        Happening.CLOCKS_PLANNED_AGAIN,
        by=Actor.STAFF,
        of=of,
        actor="" if of else Actor.SYSTEM,
        changes=" ".join(words),
        detail={"why": why},
    )
    return words
