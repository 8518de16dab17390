"""SUB-6, SUB-7 · Teams are the scheme's: the nine are the procedure's, and another council names its own."""

import pytest

from countersign.careplan.findings import unmet
from countersign.careplan.scheme import Scheme, SchemeError, read_scheme
from countersign.careplan.submission import check_plan, read_submission
from tests.support.builders import SCHEME_NAMES, TEAMS, Json, changed, example, plan, scheme, scheme_json

OWN = [{"name": "north_adults", "title": "Adults, north", "source": "the council's list of teams"}]


def with_teams(*teams: Json) -> Scheme:
    return Scheme.model_validate({**scheme_json(), "team": list(teams)})


@pytest.mark.rule("SUB-6")
@pytest.mark.parametrize("name", SCHEME_NAMES)
def test_the_nine_teams_of_the_procedure_stand_in_each_scheme_that_names_none_of_its_own(name: str) -> None:
    assert [team.name for team in scheme(name=name).team] == list(TEAMS)
    assert all(team.source for team in scheme(name=name).team)


@pytest.mark.rule("SUB-6")
@pytest.mark.parametrize("team", TEAMS)
def test_each_of_the_nine_may_submit(team: str) -> None:
    raw = changed(example("plain-1-submission"), {"plan.team": team})
    read = read_submission(raw, lambda _: scheme())
    assert read.submission is not None
    assert read.submission.plan.team == team


@pytest.mark.rule("SUB-7", "SUB-6")
@pytest.mark.parametrize(("team", "taken"), [("north_adults", True), ("community", False)])
def test_a_council_with_teams_of_its_own_takes_plans_of_these_alone(team: str, taken: bool) -> None:
    raw = changed(example("plain-1-submission"), {"plan.team": team})
    read = read_submission(raw, lambda _: with_teams(*OWN))
    assert [str(problem) for problem in read.problems] == (
        [] if taken else ["plan.team: The team must be one of the scheme's: north_adults. [SUB-6]"]
    )


@pytest.mark.rule("SUB-6", "SUB-2")
def test_a_team_that_the_scheme_has_not_is_named_beside_every_other_gap() -> None:
    raw = changed(
        example("plain-1-submission"), {"plan.team": "gardening", "plan.contingency_plan": "", "sent_at": "x"}
    )
    read = read_submission(raw, lambda _: scheme())
    assert [problem.where for problem in read.problems] == ["sent_at", "plan.contingency_plan", "plan.team"]


@pytest.mark.rule("SUB-6")
def test_without_a_scheme_at_hand_any_name_may_be_a_team() -> None:
    assert unmet(check_plan(plan(team="north_adults"))) == ()


@pytest.mark.rule("SUB-6")
@pytest.mark.parametrize("team", ["Community", "community team", "", "community-team"])
def test_a_team_is_named_and_not_described(team: str) -> None:
    read = read_submission(changed(example("plain-1-submission"), {"plan.team": team}), lambda _: scheme())
    assert [problem.where for problem in read.problems] == ["plan.team"]


@pytest.mark.rule("SUB-7")
@pytest.mark.parametrize(
    ("teams", "why"),
    [
        ([], "team: "),
        ([*OWN, *OWN], "team: each name stands once only"),
        ([{**OWN[0], "name": "all"}], "team: no team is called all: on the register it means every team"),
        ([{**OWN[0], "source": ""}], "team[1].source: "),
    ],
    ids=["none", "twice", "all", "no source"],
)
def test_a_scheme_names_its_teams_once_each_with_a_source(teams: list[Json], why: str) -> None:
    with pytest.raises(SchemeError) as error:
        read_scheme({**scheme_json(), "team": teams}, "own.toml")
    assert any(why in problem for problem in error.value.problems)


@pytest.mark.rule("SUB-6")
def test_people_call_a_team_by_its_title() -> None:
    assert scheme().team_title("chc_social_work") == "CHC Social Work Team"
    assert scheme().team_title("long_gone") == "long gone"
