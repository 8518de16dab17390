"""RET-9 · Whether a new version is about another plan, or another person."""

from countersign.careplan import may_submit
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.plan import Plan
from countersign.casework.case import Case


def is_another(case: Case, plan: Plan) -> Refused | None:
    """RET-9: why a new version is about another plan, or another person; None if it is not."""
    another = [
        f"plan.{part}: is another plan's."
        for part in ("plan_id", "kind", "scheme")
        if getattr(plan, part) != getattr(case.plan, part)
    ]
    others = may_submit.is_the_same_person(plan.person, case.plan.person)
    another += [f"{other.where}: {other.reason} [{other.rule}]" for other in others]
    return Refused(Refusal.WRONG_PLAN, tuple(another), others) if another else None
