"""DEC-9, RET-1..5 · The versions of a plan before the one in hand: why each came back, and what was done about it."""

from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.less_than_before import lowered
from countersign.careplan.may_decide import DecidingFacts
from countersign.careplan.plan import Plan
from countersign.careplan.resubmission import cost_change
from countersign.careplan.wire import Money
from countersign.careplan.working_time import london_day
from countersign.casework.kept import Decision, Version
from countersign.casework.ports import CaseFile
from countersign.queries.view import View
from countersign.wording.cost_changes import cost_change_in_words, lowered_in_words
from countersign.wording.without_names import without_names


class ReasonSeen(View):
    """RET-1, RET-5: one reason of a return, and what was done about it."""

    id: str

    ground: str

    limb: str

    criterion: str

    reason: str

    steps: tuple[str, ...]

    what_was_done: str


class EarlierVersion(View):
    """DEC-9, RET-5: what an earlier version cost, why it came back, and whether the one in hand costs less."""

    version: int

    weekly: Money

    one_off: Money

    went_to: str
    """The title of the role it went to."""

    outcome: str
    """The outcome of its decision; empty if it was not decided."""

    decided_by: str
    """Who decided it; empty if nobody did."""

    wanted: str
    """RET-3: whether its return wanted information or a revision; empty if it was not returned."""

    reasons: tuple[ReasonSeen, ...]

    this_one_costs_less: bool

    why_it_costs_less: str

    cost_changes: tuple[str, ...]
    """How the cost of the version in hand differs from this one's: a week and once, a sentence for each."""

    lowered: tuple[str, ...]
    """DEC-9: what the version in hand takes from the person beside this one, or charges them more."""

    revisiting_agreed: str
    """RET-3: how the steps to be revisited were agreed with the person, as the version after it says."""

    what_was_weighed: str
    """RET-3: for information gathered from others, what was weighed first; empty where none was."""


def earlier_versions(file: CaseFile, facts: DecidingFacts) -> tuple[EarlierVersion, ...]:
    """Every version before the one in hand, the first one first."""
    versions = {kept.version: kept for kept in file.versions()}
    went_to: dict[int, str] = {}
    for routed in file.routes():
        went_to.setdefault(routed.version, routed.role)
    return tuple(
        _earlier_version(
            facts,
            versions[number],
            versions[number + 1],
            file.version(number),
            file.decision(number),
            facts.scheme.title_of(went_to[number]) if went_to.get(number) else "",
        )
        for number in range(1, facts.version)
    )


def _earlier_version(
    facts: DecidingFacts, kept: Version, following: Version, before: Plan, decision: Decision | None, went_to: str
) -> EarlierVersion:
    plan = facts.plan
    change, gathered = cost_change(plan, before), following.gathered
    was_agreed = decision is not None and decision.outcome == DecisionOutcome.AGREE.value
    done = {answer.reason: without_names(answer.what_was_done, plan) for answer in following.responses}
    return EarlierVersion(
        version=kept.version,
        weekly=kept.weekly,
        one_off=kept.one_off,
        went_to=went_to,
        outcome=decision.outcome if decision else "",
        decided_by=decision.decided_by if decision else "",
        wanted=decision.wanted.value if decision and decision.wanted else "",
        reasons=tuple(
            ReasonSeen(
                id=reason.id,
                ground=reason.ground.value,
                limb=reason.limb.value,
                criterion=str(reason.criterion or reason.payment_criterion or ""),
                reason=without_names(reason.reason, plan),
                steps=tuple(without_names(step, plan) for step in reason.steps),
                what_was_done=done.get(reason.id, ""),
            )
            for reason in (decision.reasons if decision else ())
        ),
        this_one_costs_less=change.is_less,
        why_it_costs_less=without_names(following.why_it_costs_less, plan),
        cost_changes=cost_change_in_words(change),
        lowered=lowered_in_words(
            lowered(plan, before, london_day(following.submitted_at), runs=was_agreed), lambda line: line.id
        ),
        revisiting_agreed=without_names(following.revisiting_agreed, plan),
        what_was_weighed=without_names(gathered.what_was_weighed, plan) if gathered and gathered.from_others else "",
    )
