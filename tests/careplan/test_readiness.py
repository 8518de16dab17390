"""SUB · Whether a plan may be submitted: each statement, each need, each outcome, each penny above the indicative."""

from typing import Any

import pytest

from countersign.careplan import readiness
from countersign.careplan.findings import unmet
from countersign.careplan.payment import ManagedBy, YesOrNo
from countersign.careplan.plan import Plan, PlanKind
from countersign.careplan.statements import Readiness
from countersign.careplan.submission import check_plan, read_submission
from tests.support.builders import (
    SURE,
    TEAMS,
    Json,
    changed,
    example,
    line,
    not_so,
    plan,
    plan_costing,
    plan_json,
    scheme,
    so,
    without,
)

THE_EIGHT = (
    "involvement_maximised",
    "promotes_wellbeing",
    "outcomes_explored",
    "methods_explored",
    "appropriate_and_proportionate",
    "risks_and_contingency",
    "information_advice_prevention",
    "budget_management_agreed",
)
"""The procedure's own list, in its order."""

THE_FOUR = ("strengths_based_approach", "options_explored", "rationale", "prevent_reduce_delay")


def gaps(plan: Plan) -> list[tuple[str, str]]:
    """Rule and place of everything that is missing."""
    return [(gap.rule, gap.where) for gap in unmet(check_plan(plan))]


@pytest.mark.rule("SUB-1")
def test_the_procedure_lists_eight_statements_and_so_do_we() -> None:
    assert tuple(readiness.STATEMENTS) == THE_EIGHT
    assert tuple(Readiness.model_fields) == THE_EIGHT


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize(
    ("said", "met", "place"),
    [
        pytest.param(None, False, "", id="not stated"),
        pytest.param({"confirmed": False, "evidence": SURE}, False, "", id="evidence, but not confirmed"),
        pytest.param({"confirmed": True}, False, ".evidence", id="confirmed with nothing"),
        pytest.param({"confirmed": True, "evidence": "  "}, False, ".evidence", id="confirmed with blanks"),
        pytest.param({"confirmed": True, "evidence": "Yes."}, False, ".evidence", id="confirmed with a bare yes"),
        pytest.param({"confirmed": True, "evidence": "✔"}, False, ".evidence", id="confirmed with a tick"),
        pytest.param({"confirmed": True, "evidence": SURE}, True, "", id="confirmed with evidence"),
    ],
)
def test_each_statement_is_confirmed_with_evidence(said: Any, met: bool, place: str) -> None:
    for statement in THE_EIGHT:
        found = gaps(Plan.model_validate(changed(plan_json(), {f"readiness.{statement}": said})))
        assert found == ([] if met else [("SUB-1", f"plan.readiness.{statement}{place}")])


@pytest.mark.rule("SUB-1")
def test_no_statement_at_all_names_all_eight() -> None:
    assert gaps(plan(readiness={})) == [("SUB-1", f"plan.readiness.{statement}") for statement in THE_EIGHT]


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize("words", ["", "  ", "n/a"])
def test_the_contingency_plan_is_in_the_plan_and_not_only_confirmed(words: str) -> None:
    assert gaps(plan(contingency_plan=words)) == [("SUB-1", "plan.contingency_plan")]


@pytest.mark.rule("REC-2")
@pytest.mark.parametrize("words", ["", "  ", "done"])
def test_the_plan_says_how_its_budget_was_worked_out(words: str) -> None:
    assert gaps(plan(how_budget_was_worked_out=words)) == [("REC-2", "plan.how_budget_was_worked_out")]


@pytest.mark.rule("SUB-3")
def test_a_delegated_plan_is_held_to_the_same_statements() -> None:
    delegated = {"id": "plan-77", "organisation": "Centre for Independent Living"}
    found = gaps(plan(planned_by=delegated, readiness={}))
    assert found == [("SUB-1", f"plan.readiness.{statement}") for statement in THE_EIGHT]


@pytest.mark.rule("SUB-3")
def test_a_delegated_plan_without_a_named_practitioner_is_refused() -> None:
    read = read_submission(without(example("above-1-submission"), "plan.practitioner"))
    assert [str(problem) for problem in read.problems] == ["plan.practitioner: is missing"]


@pytest.mark.rule("SUB-5")
@pytest.mark.parametrize("managed_by", list(ManagedBy))
def test_a_need_may_be_met_in_any_of_the_four_ways(managed_by: ManagedBy) -> None:
    found = readiness.needs_are_met(plan().needs[:1], (line(managed_by=managed_by),))
    assert [finding.met for finding in found] == [True]


@pytest.mark.rule("SUB-5")
def test_each_eligible_need_that_nothing_meets_is_named() -> None:
    found = unmet(readiness.needs_are_met(plan().needs, (line(needs=["N1"]),)))
    assert [gap.reason for gap in found] == [
        "Something in the plan must meet eligible need N2.",
        "Something in the plan must meet eligible need N3.",
    ]


@pytest.mark.rule("SUB-5")
def test_a_need_that_is_not_eligible_may_go_unmet() -> None:
    whole = plan()
    assert not whole.needs[3].eligible
    assert all(whole.needs[3].id not in service_line.needs for service_line in whole.services)
    assert gaps(whole) == []


NOT_ELIGIBLE = [{"id": "N1", "area": "nutrition", "description": "She misses a hot meal.", "eligible": False}]


@pytest.mark.rule("SUB-5")
@pytest.mark.parametrize(
    ("needs", "meets", "said"),
    [
        pytest.param([], ["N1"], "The plan names no need.", id="no need at all"),
        pytest.param(NOT_ELIGIBLE, ["N1"], "", id="a need that is met under a power"),
        pytest.param(
            NOT_ELIGIBLE,
            [],
            "No need is eligible: something in the plan must meet one of its needs, under a power.",
            id="nothing meets the only need",
        ),
    ],
)
def test_needs_may_be_met_under_a_power_where_none_is_eligible(needs: list[Json], meets: list[str], said: str) -> None:
    found = unmet(readiness.needs_are_met(plan(needs=needs).needs, (line(needs=meets),)))
    assert [gap.reason for gap in found] == ([said] if said else [])


@pytest.mark.rule("SUB-5", "SUB-2")
def test_a_plan_that_meets_needs_only_under_a_power_is_taken_at_the_door() -> None:
    raw = example("plain-1-submission")
    for need in raw["plan"]["needs"]:
        need["eligible"] = False
    assert read_submission(raw).problems == ()


OTHERWISE = {"managed_by": "council", "weekly_cost": "10.00", "how": "By an agency."}
ALTERNATIVE = {
    "id": "A1",
    "service": "Lunch club",
    "needs": ["N1"],
    "weekly_cost": "10.00",
    "could_meet_needs": True,
    "available_when_required": False,
    "why": "It has no room until May.",
}


@pytest.mark.rule("SUB-5", "DEC-6", "DP-5")
@pytest.mark.parametrize("words", ["TBC", "n/a", "as above", "-"])
@pytest.mark.parametrize(
    "place",
    [
        "needs.0.description",
        "outcomes.0.description",
        "services.0.description",
        "services.0.otherwise.how",
        "alternatives.0.why",
    ],
)
def test_each_part_of_a_plan_says_what_it_is(place: str, words: str) -> None:
    whole = changed(plan_json(), {"services.0.otherwise": dict(OTHERWISE), "alternatives": [dict(ALTERNATIVE)]})
    assert gaps(Plan.model_validate(whole)) == []
    assert gaps(Plan.model_validate(changed(whole, {place: words}))) == [("SUB-5", f"plan.{place.replace('.0', '')}")]


ANSWERS = ("urgent_needs", "very_complex", "distinctive")


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize("field", ANSWERS)
@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        pytest.param(None, False, id="not stated"),
        pytest.param(not_so(), False, id="no"),
        pytest.param(not_so("No."), False, id="no, and a bare no"),
        pytest.param(so(SURE), False, id="yes, and what"),
        pytest.param(so(""), True, id="yes, and nothing"),
        pytest.param(so("Yes."), True, id="yes, and a bare yes"),
        pytest.param(so("None"), True, id="yes, and none"),
        pytest.param(so("TBC"), True, id="yes, and to be confirmed"),
    ],
)
def test_what_is_said_to_be_so_is_said_in_words_too(field: str, answer: Json | None, refused: bool) -> None:
    found = gaps(plan(**{field: answer}))
    assert found == ([("SUB-1", f"plan.{field}.in_words")] if refused else [])


@pytest.mark.rule("SUB-1", "TIME-3")
@pytest.mark.parametrize(("field", "refused"), [("urgent_needs", False), ("very_complex", True)])
def test_a_few_words_are_enough_for_urgent_needs(field: str, refused: bool) -> None:
    assert bool(gaps(plan(**{field: so("He has insulin.")}))) is refused


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize("field", ANSWERS)
@pytest.mark.parametrize("words", ["No", "None", "Not very complex", ""])
def test_words_alone_answer_nothing(field: str, words: str) -> None:
    read = read_submission(changed(example("plain-1-submission"), {f"plan.{field}": words}))
    assert [str(problem) for problem in read.problems] == [
        f'plan.{field}: must say first whether it is so, and then why: {{"so": true, "in_words": "..."}}'
    ]


@pytest.mark.rule("SUB-5")
@pytest.mark.parametrize("words", ["", "   ", "Yes"])
def test_an_outcome_says_how_a_review_will_know(words: str) -> None:
    found = gaps(Plan.model_validate(changed(plan_json(), {"outcomes.1.how_we_will_know": words})))
    assert found == [("SUB-5", "plan.outcomes.how_we_will_know")]


@pytest.mark.rule("SUB-5")
def test_a_plan_names_at_least_one_outcome() -> None:
    assert gaps(plan(outcomes=[])) == [("SUB-5", "plan.outcomes")]


@pytest.mark.rule("SUB-5")
@pytest.mark.parametrize(
    ("changes", "where", "reason"),
    [
        pytest.param(
            {"outcomes.0.id": "N1"}, "plan", "Reference N1 is used twice.", id="a need and an outcome share a reference"
        ),
        pytest.param(
            {"outcomes.0.id": "S2"}, "plan", "Reference S2 is used twice.", id="an outcome and a line share one"
        ),
        pytest.param(
            {"services.2.needs": ["N3", "N9"]},
            "plan.needs",
            "S3 names need N9, which is not in the plan.",
            id="a line names a need that is not there",
        ),
        pytest.param(
            {"outcomes.0.needs": ["N8"]},
            "plan.needs",
            "O1 names need N8, which is not in the plan.",
            id="an outcome names a need that is not there",
        ),
        pytest.param(
            {"services.0.provider": "P7"},
            "plan.providers",
            "S1 names provider P7, which is not in the plan.",
            id="a line names a provider that is not there",
        ),
        pytest.param(
            {"sharing.0.recipient": "C5"},
            "plan.sharing",
            "A sharing decision names C5, who is not in the plan.",
            id="a sharing decision names nobody",
        ),
    ],
)
def test_references_point_at_something_that_is_there(changes: dict[str, Any], where: str, reason: str) -> None:
    found = unmet(check_plan(Plan.model_validate(changed(plan_json(), changes))))
    assert [(gap.rule, gap.where, gap.reason) for gap in found] == [("SUB-5", where, reason)]


@pytest.mark.rule("SUB-6")
def test_the_nine_teams_of_the_procedure() -> None:
    assert [team.name for team in scheme().team] == list(TEAMS)


@pytest.mark.rule("SUB-6")
@pytest.mark.parametrize("team", TEAMS)
def test_every_team_may_submit(team: str) -> None:
    read = read_submission(changed(example("plain-1-submission"), {"plan.team": team}))
    assert read.submission is not None
    assert read.submission.plan.team == team


@pytest.mark.rule("SUB-6")
def test_a_submission_without_its_team_is_refused() -> None:
    read = read_submission(without(example("plain-1-submission"), "plan.team"))
    assert [str(problem) for problem in read.problems] == ["plan.team: is missing"]


@pytest.mark.rule("SUB-7")
@pytest.mark.parametrize(
    ("area", "adult", "carer"),
    [
        ("nutrition", True, True),
        ("personal_hygiene", True, False),
        ("toilet_needs", True, False),
        ("being_appropriately_clothed", True, False),
        ("using_the_home_safely", True, False),
        ("habitable_home", True, True),
        ("relationships", True, True),
        ("work_training_education_volunteering", True, True),
        ("community_facilities", True, True),
        ("caring_for_a_child", True, True),
        ("caring_for_others", False, True),
        ("recreation", False, True),
    ],
)
def test_an_adult_has_ten_outcomes_and_a_carer_eight(area: str, adult: bool, carer: bool) -> None:
    needs = plan(needs=[{"id": "N1", "area": area, "description": "A need."}]).needs
    for kind, allowed in ((PlanKind.ADULT, adult), (PlanKind.CARER, carer)):
        assert [finding.met for finding in readiness.areas_fit_the_kind(kind, needs)] == [allowed]


@pytest.mark.rule("SUB-7")
def test_a_carers_own_plan_with_an_adults_need_is_refused_by_that_need() -> None:
    found = unmet(check_plan(plan(kind="carer")))
    assert [(gap.rule, gap.reason) for gap in found] == [("SUB-7", "Need N2 is not under one of a carer's outcomes.")]


@pytest.mark.rule("RET-8")
def test_whether_a_paid_relative_lives_with_the_person_starts_as_not_stated() -> None:
    paid = line(managed_by="direct_payment", payee={"relationship": "mother"}).payee
    assert paid is not None
    assert paid.lives_with_the_person is YesOrNo.NOT_STATED


@pytest.mark.rule("SUB-1", "SUB-4", "SUB-5")
def test_findings_that_are_met_are_kept_too_each_with_its_source() -> None:
    whole = plan_costing("250.00", indicative_budget="200.00", over_indicative=dict.fromkeys(THE_FOUR, SURE))
    found = check_plan(whole)
    met = [finding.rule for finding in found if finding.met]
    assert met.count("SUB-1") == 9
    assert met.count("SUB-4") == 4
    assert all(finding.source for finding in found)
