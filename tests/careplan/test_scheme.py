"""ROUTE-1 and TIME-1 · A scheme is data: what is wrong with one is named all at once, by its place."""

from datetime import date, time
from typing import Any

import pytest

from countersign.careplan.ladders import Clocks, InterimClocks, Ladder, StepKind
from countersign.careplan.scheme import Scheme, SchemeError, read_scheme
from countersign.wording.in_sentences import explained
from tests.support.builders import Json, changed, days, scheme, scheme_json, without

EVERY_LADDER = [
    *(f"clocks.{name}" for name in Clocks.model_fields),
    *(f"interim.{name}" for name in InterimClocks.model_fields),
]


def problems(data: Json) -> list[str]:
    with pytest.raises(SchemeError) as refused:
        read_scheme(data, "here.toml")
    assert str(refused.value) == "here.toml: " + "; ".join(refused.value.problems)
    assert refused.value.file == "here.toml"
    return refused.value.problems


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        pytest.param(
            "authority.0.agrees_up_to",
            "lots",
            "authority[1].agrees_up_to: must be money as text, such as \"412.50\", from 0 to 1000000, not 'lots'",
            id="an amount in words",
        ),
        pytest.param(
            "authority.1.agrees_up_to",
            "-1.00",
            "authority[2].agrees_up_to: must be money as text, such as \"412.50\", from 0 to 1000000, not '-1.00'",
            id="an amount below nothing",
        ),
        pytest.param(
            "authority.0.one_off_up_to",
            "10.005",
            "authority[1].one_off_up_to: must be money as text, such as \"412.50\", from 0 to 1000000, not '10.005'",
            id="half a penny",
        ),
        pytest.param(
            "authority.2.agrees_any_amout",
            True,
            "authority[3].agrees_any_amout: is not a key of a scheme, not True",
            id="a misspelt key",
        ),
        pytest.param(
            "clocks.returned.due_after",
            "10",
            "clocks.returned.due_after: must be a whole number, not '10'",
            id="days as text",
        ),
        pytest.param(
            "clocks.returned.repeat_every",
            0,
            "clocks.returned.repeat_every: must be 1 or more, not 0",
            id="a repeat that would never move on",
        ),
        pytest.param(
            "sharing.carers",
            "never",
            "sharing.carers: must be 'full' or 'on_request', not 'never'",
            id="a policy that is not one of the two",
        ),
        pytest.param(
            "copies_back.within",
            0,
            "copies_back.within: must be 1 or more, not 0",
            id="a copy that is to be back before the letter has come",
        ),
        pytest.param(
            "office.closes_at",
            "teatime",
            "office.closes_at: must be a time of day, such as 14:30, not 'teatime'",
            id="a time in words",
        ),
        pytest.param("duty.source", "", "duty.source: must not be empty", id="no source"),
    ],
)
def test_a_wrong_key_is_named_with_its_place_and_what_was_expected(path: str, value: Any, problem: str) -> None:
    assert problems(changed(scheme_json(), {path: value})) == [problem]


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("authority.0.source", "authority[1].source"),
        ("authority.1.kinds", "authority[2].kinds"),
        ("clocks.agreed", "clocks.agreed"),
        ("clocks.returned.steps.0.source", "clocks.returned.steps[1].source"),
        ("clocks.sign_off", "clocks.sign_off"),
        ("interim.review.source", "interim.review.source"),
        ("interim.acknowledged.steps.1.source", "interim.acknowledged.steps[2].source"),
        ("promises.quiet_for", "promises.quiet_for"),
        ("copies_back.within", "copies_back.within"),
        ("copies_back.source", "copies_back.source"),
        ("office.opens_at", "office.opens_at"),
        ("office.oldest_message", "office.oldest_message"),
        ("duty", "duty"),
        ("sign_off.source", "sign_off.source"),
        ("direct_payments.near_the_edge", "direct_payments.near_the_edge"),
        ("employer_rates.0.source", "employer_rates[1].source"),
        ("consistency.at_least", "consistency.at_least"),
        ("clocks.first_payment", "clocks.first_payment"),
        ("office.closes_at", "office.closes_at"),
        ("scheme.in_force_from", "scheme.in_force_from"),
    ],
)
def test_what_is_missing_is_named_by_table_and_key(path: str, place: str) -> None:
    assert problems(without(scheme_json(), path)) == [f"{place}: is missing"]


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("path", "least", "most"),
    [
        ("clocks.sign_off.due_after", 0, 500),
        ("clocks.information.steps.1.after", 3, 500),
        ("clocks.agreed.repeat_every", 1, 500),
        ("interim.arranged.due_after", 0, 500),
        ("interim.review.repeat_every", 1, 500),
        ("review.within_months", 1, 12),
        ("review.first_within_weeks", 4, 52),
        ("review.on_request_within", 1, 250),
        ("review.remind_before", 1, 39),
        ("review.repeat_every", 1, 250),
        ("promises.quiet_for", 0, 500),
        ("tasks.within", 0, 500),
        ("direct_payments.near_the_edge", 0, 500),
        ("direct_payments.remind_before", 0, 500),
        ("direct_payments.repeat_every", 1, 250),
        ("consistency.at_least", 2, 500),
        ("consistency.within_months", 1, 240),
        ("office.oldest_message", 0, 500),
    ],
)
def test_each_figure_of_a_clock_is_a_whole_number_within_reason(path: str, least: int, most: int) -> None:
    for fits in (least, most):
        assert scheme({path: fits})
    for wrong in (-1, most + 1, 2.5, str(most), True, None):
        assert len(problems(changed(scheme_json(), {path: wrong}))) == 1


@pytest.mark.rule("TIME-1")
def test_what_repeats_moves_on_by_at_least_one() -> None:
    repeats = [*(f"{ladder}.repeat_every" for ladder in EVERY_LADDER), "review.repeat_every", "review.within_months"]
    found = problems(changed(scheme_json(), dict.fromkeys(repeats, 0)))
    assert sorted(problem.split(":")[0] for problem in found) == sorted(repeats)


@pytest.mark.rule("ROUTE-1")
def test_several_mistakes_are_named_at_once() -> None:
    broken = changed(
        without(scheme_json(), "authority.0.source", "tasks"),
        {"authority.1.agrees_up_to": "lots", "review.within_months": 0, "panel": {"meets": "weekly"}},
    )
    assert sorted(problem.split(":")[0] for problem in problems(broken)) == [
        "authority[1].source",
        "authority[2].agrees_up_to",
        "panel",
        "review.within_months",
        "tasks",
    ]


@pytest.mark.rule("ROUTE-1")
def test_a_role_stands_in_one_row_only() -> None:
    found = problems(changed(scheme_json(), {"authority.1.role": "team_manager"}))
    assert found == ["scheme: authority: each role stands in one row only"]


@pytest.mark.rule("TIME-2")
def test_steps_stand_in_the_order_in_which_they_fall_due() -> None:
    found = problems(changed(scheme_json(), {"clocks.returned.steps.0.after": 11}))
    assert found == ["clocks.returned: the steps must stand in the order in which they fall due"]


@pytest.mark.rule("TIME-2")
@pytest.mark.parametrize("kind", ["agree", "refuse", "sign_off"])
def test_no_step_of_any_ladder_decides_anything(kind: str) -> None:
    for ladder in EVERY_LADDER:
        problem = problems(changed(scheme_json(), {f"{ladder}.steps.0.do": kind}))[0]
        assert problem.split(":")[0] == f"{ladder}.steps[1].do"
        assert [known for known in StepKind if f"'{known.value}'" not in problem] == []
        assert problem.endswith(f"not '{kind}'")


@pytest.mark.rule("TIME-2", "TIME-4")
@pytest.mark.parametrize(
    ("path", "kind", "problem"),
    [
        pytest.param(
            "clocks.agreed.steps.1.do",
            "review",
            "clocks: agreed cannot have a step that does review: interim.review has",
            id="a review of what is not in force",
        ),
        pytest.param(
            "clocks.returned.steps.1.do",
            "overdue",
            "clocks: returned cannot have a step that does overdue: awaiting_decision has",
            id="a decision that nobody owes",
        ),
        pytest.param(
            "interim.arranged.steps.1.do",
            "overdue",
            "interim: arranged can only have steps that do escalate or remind",
            id="interim support that asks for interim support",
        ),
        pytest.param(
            "interim.acknowledged.steps.0.do",
            "interim_decision",
            "interim: acknowledged can only have steps that do escalate or remind",
            id="an interim decision about interim support",
        ),
        pytest.param(
            "interim.review.steps.0.do",
            "escalate",
            "interim: review must have a step that does review",
            id="support that nobody reviews",
        ),
        pytest.param(
            "clocks.sign_off.steps.0.do",
            "escalate",
            "clocks: the last step of sign_off, the outer limit, must be interim_decision",
            id="an outer limit without an interim decision",
        ),
        pytest.param(
            "clocks.meeting.steps.0.do",
            "escalate",
            "clocks: the last step of meeting must be missed: a meeting that fails is not met with silence",
            id="a meeting that nobody misses",
        ),
        pytest.param(
            "clocks.agreed.steps.1.do",
            "end",
            "clocks: agreed cannot have a step that does end: only a message ends a plan",
            id="a plan that ends by its scheme",
        ),
        pytest.param(
            "clocks.agreed.steps.1.do",
            "missed",
            "clocks: agreed cannot have a step that does missed: meeting has",
            id="a meeting missed where there is none",
        ),
        pytest.param(
            "clocks.awaiting_decision.steps.2.do",
            "escalate",
            "clocks: awaiting_decision must have a step that does overdue",
            id="a decision that is never overdue",
        ),
    ],
)
def test_a_step_stands_only_where_it_means_something(path: str, kind: str, problem: str) -> None:
    assert problems(changed(scheme_json(), {path: kind})) == [problem]


@pytest.mark.rule("TIME-2")
def test_a_council_may_have_as_many_steps_as_it_wants_and_two_on_the_same_day() -> None:
    rows = [
        (2, "remind"),
        (4, "escalate"),
        (4, "escalate"),
        (10, "overdue"),
        (12, "escalate"),
        (15, "interim_decision"),
    ]
    steps = [{"after": after, "do": kind, "source": "our default"} for after, kind in rows]
    found = scheme({"clocks.awaiting_decision.steps": steps}).clocks.awaiting_decision
    assert [(step.after, step.do.value) for step in found.steps] == rows
    review = [{"after": after, "do": kind, "source": "ours"} for after, kind in [(8, "remind"), (10, "review")]]
    assert len(scheme({"interim.review.steps": review}).interim.review.steps) == 2


@pytest.mark.rule("TIME-1", "TIME-6")
@pytest.mark.parametrize("name", ["awaiting_decision", "returned", "agreed", "first_payment"])
def test_what_the_person_is_promised_has_a_step_on_that_day(name: str) -> None:
    ladder: Ladder = getattr(scheme().clocks, name)
    for wrong in (ladder.due_after - 1, ladder.due_after + 1):
        if wrong not in {step.after for step in ladder.steps}:
            assert problems(changed(scheme_json(), {f"clocks.{name}.due_after": wrong})) == [
                f"clocks: {name} must have a step when it is due, so that nobody holds a date that has passed"
            ]


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize("unit", ["days", "weeks", "", 1])
def test_a_ladder_counts_in_working_days_or_in_hours(unit: Any) -> None:
    found = problems(changed(scheme_json(), {"interim.arranged.counted_in": unit}))
    assert [problem.split(":")[0] for problem in found] == ["interim.arranged.counted_in"]
    assert "'working_days' or 'hours'" in found[0]


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize("opens_at", [time(17, 0), time(17, 1), time(23, 59)])
def test_an_office_opens_before_it_closes(opens_at: time) -> None:
    found = problems(changed(scheme_json(), {"office.opens_at": opens_at}))
    assert found == ["office: the office must open before it closes"]
    assert scheme({"office.opens_at": time(16, 59)})


@pytest.mark.rule("TIME-1")
def test_a_wait_without_a_step_is_refused() -> None:
    assert [problem.split(":")[0] for problem in problems(changed(scheme_json(), {"clocks.agreed.steps": []}))] == [
        "clocks.agreed.steps"
    ]


@pytest.mark.rule("ROUTE-1")
def test_a_scheme_without_a_row_of_authority_is_refused() -> None:
    assert [problem.split(":")[0] for problem in problems(changed(scheme_json(), {"authority": []}))] == ["authority"]


@pytest.mark.rule("ROUTE-10")
def test_an_edition_is_a_name_and_the_day_that_it_came_into_force() -> None:
    assert scheme().edition == "procedure@2023-05-23"
    assert scheme({"scheme.in_force_from": date(2027, 4, 1)}).edition == "procedure@2027-04-01"


@pytest.mark.parametrize(
    ("role", "title"),
    [("team_manager", "Team manager"), ("duty_team", "Duty team"), ("chief_magician", "chief magician")],
)
def test_what_people_call_a_role(role: str, title: str) -> None:
    assert scheme().title_of(role) == title


@pytest.mark.rule("TIME-2")
@pytest.mark.parametrize(
    ("role", "above"),
    [
        ("team_manager", ("service_manager", "head_of_service")),
        ("service_manager", ("head_of_service",)),
        ("head_of_service", ()),
        ("chief_magician", ()),
        ("", ()),
    ],
)
def test_the_next_people_up(role: str, above: tuple[str, ...]) -> None:
    found: Scheme = scheme()
    assert found.roles_from(role) == above


@pytest.mark.rule("SHARE-9", "ROUTE-1")
@pytest.mark.parametrize(("within", "says"), [(1, "1 working day"), (5, "5 working days")])
def test_how_long_a_holder_has_to_return_a_copy_is_said_with_its_source(within: int, says: str) -> None:
    about = scheme({"copies_back.within": within})
    (sentence,) = [said for said in explained(about, days(), date(2026, 11, 27)) if said.where == "copies_back"]
    assert sentence.text.endswith(f"because it may not be shared any more, has {says} for it.")
    assert sentence.source.startswith("our default")
