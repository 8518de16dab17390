"""Looks at what the product keeps and says once a message was answered, beside what the judge has of it."""

import json
import re
from typing import Any

from countersign.careplan.budget import Budget, budget_of
from countersign.careplan.decision_parts import LineOtherwise
from countersign.careplan.direct_payment import as_decided
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.plan import Plan
from countersign.careplan.resubmission import cost_change
from countersign.store.database import Database
from countersign.store.tables import DecisionRow, PlanVersionRow
from countersign.wording.cost_changes import cost_change_in_words
from countersign.wording.who_pays import amounts_of, who_pays
from tests.proof.councils import Row
from tests.proof.judge import Said, Standing
from tests.proof.judge_money import Final, against_the_words, change_in_words, final, told
from tests.proof.plans import Facts, costs, plan_json
from tests.support.builders import SURE, Json

_RULE = re.compile(r"[A-Z]+-[0-9]+")


def rules_agree(answer: Answer, why: list[str]) -> None:
    """Check that a refusal names the rules that the judge names, each and no other.

    Where the judge has something against the sender, the product need not go on to what was sent.
    """
    whose = [reason for reason in why if not _RULE.match(reason)]
    if answer.accepted or whose or answer.code is Refusal.MALFORMED:
        return
    mine = {reason.partition(":")[0] for reason in why}
    theirs = {rule for reason in answer.reasons for rule in re.findall(r"\[([A-Z]+-[0-9]+)\]$", reason)}
    assert theirs == mine, f"refused by {sorted(theirs)}, and by the rulebook by {sorted(mine)}"


def kept_as_decided(database: Database, plan_id: str, standing: Standing, said: Said) -> None:
    """Check what is kept of a decision that took effect: its authority, the plan as submitted, and the budget."""
    edition = standing.edition
    with database.transaction() as session:
        kept = session.get(DecisionRow, (plan_id, said.version, False))
        version = session.get(PlanVersionRow, (plan_id, said.version))
    assert kept is not None
    assert version is not None
    used: Json = kept.authority
    number: int = used["row"]
    row: Row = edition.rows[number - 1]
    weekly, once = costs(standing.facts, said.lines_otherwise)
    assert (row.role, used["scheme"]) == (used["role"], f"made_up@{edition.begins}"), "another row was kept"
    assert used["on"] == standing.today.isoformat(), "another day was kept"
    limit, once_limit = used["limit"], used["one_off_limit"]
    assert limit is None or weekly < _pence(limit) + (not used["exclusive"]), "the limit kept does not cover it"
    assert once_limit is None or once <= _pence(once_limit), "the one-off limit kept does not cover it"
    content = json.loads(version.content)
    assert _priced(content) == _priced(plan_json(plan_id, standing.facts)), "the plan is not as it was submitted"
    if said.agrees:
        _budget_is_right(Plan.model_validate(content), standing.facts, said)


def _priced(plan: Json) -> list[tuple[Any, ...]]:
    fields = ("id", "managed_by", "weekly_cost", "one_off_cost")
    return [tuple(line[field] for field in fields) for line in plan["services"]]


def _pence(amount: object) -> int:
    return round(float(str(amount)) * 100)


def _budget_is_right(plan: Plan, facts: Facts, said: Said) -> None:
    """BUD-1..3: the budget of what was agreed, to the penny, and the words about who pays it."""
    otherwise = [LineOtherwise(line=line, rule=rule, why=SURE) for line, rule in said.otherwise]
    budget, right = budget_of(as_decided(plan, otherwise)), final(facts, said.lines_otherwise)
    assert _figures(budget) == right, f"the budget is {_figures(budget)}, and should be {right}"
    amiss = against_the_words(who_pays(budget), facts, right)
    assert not amiss, f"{'; '.join(amiss)}: {who_pays(budget)}"
    stated = [
        [_pence(amount.removeprefix("£").replace(",", "")) for _, amount in table.rows]
        for table in amounts_of(budget, the="your", whose="your", who="you")
    ]
    three = [[right.cost[axis], right.person[axis], right.council[axis]] for axis in (0, 1) if right.cost[axis]]
    assert stated == three, f"the letter's tables state {stated}, and should state {three}"


def _figures(budget: Budget) -> Final:
    return Final(
        (_pence(budget.cost_to_council), _pence(budget.one_off)),
        (_pence(budget.person_pays), _pence(budget.person_pays_once)),
        (_pence(budget.council_pays), _pence(budget.council_pays_once)),
        tuple(sorted((other.who, (_pence(other.weekly), _pence(other.one_off))) for other in budget.others)),
        (_pence(budget.total_cost), _pence(budget.total_one_off)),
    )


def told_of_a_change(plan_id: str, before: Facts, now: Facts) -> None:
    """DEC-9: the words about a new version tell what is cheaper and what is dearer apart, each week and once."""
    plans = [Plan.model_validate(plan_json(plan_id, facts)) for facts in (now, before)]
    sentences = cost_change_in_words(cost_change(*plans))
    right = change_in_words(costs(before), costs(now))
    assert told(sentences) == right, f"the person is told {sentences}, and it changed by {right}"
