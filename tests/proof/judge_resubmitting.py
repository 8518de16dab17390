"""Says, from the rulebook and without the product's rules, whether a plan is taken at the door, and taken again."""

from tests.proof.coming_back import Done
from tests.proof.councils import CLERK, LINE_MANAGER
from tests.proof.judge import Standing, told_too_late
from tests.proof.judge_money import against_money
from tests.proof.judge_returns import against_what_was_done
from tests.proof.plans import Facts, costs


def against_submitting(facts: Facts, standing: Standing) -> list[str]:
    """SUB-8, SUB-4, BUD-1..3, DEC-8: every reason why a first version is not taken."""
    reasons = [] if facts.by in {"sw-1", CLERK, facts.planned_by} else [f"SUB-8: {facts.by} may not submit it"]
    return [*reasons, *against_money(facts, standing.edition), *told_too_late(facts, standing.today)]


def against_resubmitting(facts: Facts, standing: Standing, done: Done, *, explained: bool, agreed: bool) -> list[str]:
    """Every reason why a later version is not taken. `agreed`: it says how going over it was agreed with the person.

    `explained`: it says why it costs less, or gives the person less. What is wrong with who sends it begins with no
    rule.
    """
    before = standing.facts
    reasons = [*_whose(facts, standing)]
    reasons += [] if (facts.name, facts.born) == (before.name, before.born) else ["it is about somebody else"]
    changed = facts.what_it_says != before.what_it_says
    reasons += against_what_was_done(done, standing.back, changed=changed, agreed=agreed)
    now, then = costs(facts), costs(before)
    less = now[0] < then[0] or now[1] < then[1] or takes_from_the_person(facts, before)
    # Where others pay more of a line than it costs, nobody knows what the plan costs.
    money = against_money(facts, standing.edition)
    known = not any(reason.startswith("BUD-2") for reason in money)
    reasons += ["DEC-9: it says why it costs less, or does not, and should"] if known and explained != less else []
    reasons += money
    # Planning was over when the plan first came: whatever was indicated then was told before.
    same = facts.purse.indicative == before.purse.indicative
    late = told_too_late(facts, standing.today) or (same and facts.told > 0)
    return [*reasons, *(["DEC-8: the person was told too late"] if late else [])]


def takes_from_the_person(facts: Facts, before: Facts) -> bool:
    """DEC-9: whether they pay more than before, of a plan that they did not pay all of; or a line has fewer units."""
    now, then, pays, paid = costs(facts), costs(before), facts.purse.pays, before.purse.pays
    dearer = any(pays[at] > paid[at] and (pays[at], paid[at]) != (now[at], then[at]) for at in (0, 1))
    units = {id_: line.units[0] for id_, line in before.named().items() if line.units}
    return dearer or any(line.units and line.units[0] < units.get(id_, 0) for id_, line in facts.named().items())


def _whose(facts: Facts, standing: Standing) -> list[str]:
    """RET-9: only whoever might have submitted it, the line manager or the holder; never who decided it."""
    before, by = standing.facts, facts.by
    theirs = {"sw-1", before.planned_by, standing.holder} - {""}
    if standing.holder in ("", "sw-1"):
        # The register lets the clerk submit for sw-1, and names the line manager of sw-1; of nobody else.
        theirs |= {CLERK} | ({LINE_MANAGER} if standing.is_there(LINE_MANAGER) else set())
    reasons = [] if standing.status == "returned" else [f"the plan is {standing.status}"]
    reasons += [] if by in theirs and standing.is_there(by) else [f"{by} may not resubmit it"]
    reasons += [f"{by} decided it, or sat there"] if by in standing.decided else []
    return reasons + (["RET-9: who planned it decided it"] if facts.planned_by in standing.decided else [])
