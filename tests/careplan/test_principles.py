"""DEC-8 · Transparency, timeliness, sufficiency: each leaves evidence, checked at the door and before signing."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.findings import unmet
from countersign.careplan.plan import Plan
from countersign.careplan.principles import principles, told_before_planning, told_in_time
from countersign.careplan.submission import check_plan
from countersign.careplan.valid_decision import problems_of
from tests.support.builders import Json, changed, decide, line, plan, plan_json, scheme

TODAY = date(2026, 11, 16)


def faults(about: Plan, on: date = TODAY) -> list[tuple[str, str]]:
    found = unmet(principles(about, on))
    assert {fault.rule for fault in found} <= {"DEC-8"}
    return [(fault.where, fault.reason) for fault in found]


@pytest.mark.rule("DEC-8")
def test_each_principle_speaks_whether_it_is_met_or_not() -> None:
    found = principles(plan(), TODAY)
    assert all(finding.met for finding in found)
    assert {finding.where for finding in found} == {
        "plan.how_budget_was_worked_out",
        "plan.indicative_budget_told_on",
        "plan.services",
    }
    assert {finding.source for finding in found} == {principles(plan(), TODAY)[-1].source}


@pytest.mark.rule("DEC-8")
@pytest.mark.parametrize(
    ("words", "met"),
    [
        ("", False),
        ("  ", False),
        ("yes", False),
        ("See the costs.", False),
        ("Forty hours at the agency's price.", True),
    ],
)
def test_transparency_how_the_budget_was_worked_out_is_said(words: str, met: bool) -> None:
    assert [where for where, _ in faults(plan(how_budget_was_worked_out=words))] == (
        [] if met else ["plan.how_budget_was_worked_out"]
    )


@pytest.mark.rule("DEC-8")
@pytest.mark.parametrize(
    ("told_on", "met"),
    [("2026-11-15", True), ("2026-11-16", False), ("2026-11-17", False), ("2031-01-01", False), (None, False)],
    ids=["yesterday", "today", "tomorrow", "in five years", "not said"],
)
def test_timeliness_the_person_knew_the_amount_before_it_was_decided_about(told_on: str | None, met: bool) -> None:
    about = plan(indicative_budget_told_on=told_on)
    assert [where for where, _ in faults(about)] == ([] if met else ["plan.indicative_budget_told_on"])


NO_SUCH_DAY = "plan.planning_began_on"
TOLD = "plan.indicative_budget_told_on"


@pytest.mark.rule("DEC-8")
@pytest.mark.parametrize(
    ("told_on", "planning_began_on", "where"),
    [
        # the plan is submitted, or decided, on 16 November 2026
        pytest.param("2026-10-21", None, [], id="weeks before"),
        pytest.param("2026-11-15", None, [], id="the day before"),
        pytest.param("2026-11-16", None, [TOLD], id="on the very day"),
        pytest.param("2026-11-17", None, [TOLD], id="tomorrow"),
        pytest.param("2026-11-01", "2026-11-02", [], id="the day before planning began"),
        pytest.param("2026-11-02", "2026-11-02", [], id="on the day on which planning began"),
        pytest.param("2026-11-03", "2026-11-02", [TOLD], id="the day after planning began"),
        pytest.param("2026-11-16", "2026-11-16", [], id="told, planned and submitted in a day, and it is said"),
        pytest.param("2026-11-16", "2026-11-15", [TOLD], id="told on the very day, after planning began"),
        pytest.param("2026-11-01", "2026-11-17", [NO_SUCH_DAY], id="planning begins tomorrow"),
        pytest.param("2026-11-17", "2026-11-17", [TOLD], id="both tomorrow"),
    ],
)
def test_the_person_is_told_before_planning_and_never_in_the_future(
    told_on: str, planning_began_on: str | None, where: list[str]
) -> None:
    about = plan(indicative_budget_told_on=told_on, planning_began_on=planning_began_on)
    days = (about.indicative_budget_told_on, about.planning_began_on)
    assert [fault.where for fault in told_before_planning(*days, TODAY)] == where
    assert [place for place, _ in faults(about)] == where, "and it is looked at again before it is agreed"
    assert [fault.where for fault in unmet(check_plan(about, scheme(), TODAY)) if fault.rule == "DEC-8"] == where


@pytest.mark.rule("DEC-8")
@pytest.mark.parametrize(
    ("needs", "uncovered"),
    [
        (["N1", "N2", "N3", "N4"], []),
        (["N1", "N2", "N3"], ["N4"]),
        (["N1"], ["N2", "N3", "N4"]),
    ],
)
def test_sufficiency_every_eligible_need_is_covered(needs: list[str], uncovered: list[str]) -> None:
    eligible: list[Json] = [
        {**need, "id": f"N{number}"} for number, need in enumerate([plan_json()["needs"][0]] * 4, 1)
    ]
    about = plan(needs=eligible, services=[line("10.00", needs=needs)])
    assert faults(about) == [
        ("plan.services", f"Nothing in the plan covers eligible need {need}.") for need in uncovered
    ]
    not_eligible = plan(
        needs=[{**need, "eligible": need["id"] not in uncovered} for need in eligible],
        services=[line("10.00", needs=needs)],
    )
    assert faults(not_eligible) == []


@pytest.mark.rule("DEC-8")
@pytest.mark.parametrize("managed_by", ["council", "direct_payment", "informal", "other"])
def test_sufficiency_a_need_may_be_covered_in_any_way(managed_by: str) -> None:
    need = plan_json()["needs"][0]
    assert faults(plan(needs=[need], services=[line("0.00", managed_by=managed_by)])) == []


LACKS: dict[str, Json] = {
    "transparency": {"how_budget_was_worked_out": ""},
    "timeliness": {"indicative_budget_told_on": "2026-11-17"},
    "sufficiency": {"services.0.needs": [], "services.1.needs": [], "services.2.needs": ["N2", "N3"]},
}


@pytest.mark.rule("DEC-8", "DEC-1")
@pytest.mark.parametrize("changes", LACKS.values(), ids=LACKS)
def test_a_plan_that_lacks_one_is_returned_and_never_agreed(changes: Json) -> None:
    about = Plan.model_validate(changed(plan_json(), changes))

    def rules(message: Any) -> set[str]:
        missing, contradicting = problems_of(message, about, scheme(), TODAY)
        return {fault.rule for fault in (*missing, *contradicting)}

    assert rules(decide()) == {"DEC-8"}
    assert rules(decide(DecisionOutcome.RETURN, (False, True, None))) == set()


@pytest.mark.rule("DEC-8", "SUB-2")
@pytest.mark.parametrize(("told_on", "met"), [(None, False), ("2026-10-21", True)])
def test_a_submission_says_when_the_person_was_told_their_indicative_budget(told_on: str | None, met: bool) -> None:
    about = plan(indicative_budget_told_on=told_on)
    assert [finding.met for finding in told_in_time(about.indicative_budget_told_on)] == [met]
    assert [finding.met for finding in check_plan(about) if finding.rule == "DEC-8"] == [met]
