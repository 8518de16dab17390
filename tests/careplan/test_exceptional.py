"""ROUTE-3, ROUTE-4 · A panel or call is the exception: why a plan goes there, and that nothing else sends it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.authority import Exceptional, Meeting
from countersign.careplan.plan import Plan
from countersign.careplan.routing import exceptional, route
from countersign.careplan.scheme import Scheme
from countersign.wording.in_sentences import explained
from tests.support.builders import Json, days, line, money, not_so, plan, plan_costing, rows, scheme, scheme_json, so

LARGER, COMPLEX, DISTINCTIVE, NOBODY_ALONE, REFERRED = Exceptional
WHY = so("Three people move together, and a court has to agree.")


@pytest.mark.rule("ROUTE-4", "ROUTE-3", "ROUTE-2")
@pytest.mark.parametrize(
    ("weekly", "one_off", "very_complex", "role", "why"),
    [
        ("0.00", "0.00", None, "practice_lead", ()),
        ("999.99", "0.00", None, "practice_lead", ()),
        ("1000.00", "0.00", None, "call_lead", (LARGER,)),
        ("1000.01", "0.00", None, "call_lead", (LARGER,)),
        ("999.99", "5000.00", not_so(), "practice_lead", ()),
        ("999.99", "5000.01", None, "call_lead", (LARGER,)),
        ("12.00", "0.00", WHY, "call_lead", (COMPLEX,)),
        ("1000.00", "0.00", WHY, "call_lead", (LARGER, COMPLEX)),
    ],
)
def test_shropshire_delegates_what_is_under_a_thousand_pounds_and_calls_about_the_rest(
    weekly: str, one_off: str, very_complex: Json | None, role: str, why: tuple[Exceptional, ...]
) -> None:
    found = route(plan_costing(weekly, one_off, very_complex=very_complex), scheme(name="shropshire"))
    assert (found.role, found.exceptional) == (role, why)
    assert found.meeting == ("weekly_call" if why else "")


@pytest.mark.rule("ROUTE-4")
@pytest.mark.parametrize(("weekly", "role"), [("1000.00", "practice_lead"), ("1000.01", "call_lead")])
def test_a_council_that_delegates_the_thousand_pounds_themselves_says_so(weekly: str, role: str) -> None:
    own = scheme_json("shropshire")
    del own["authority"][0]["agrees_under"], own["meeting"][0]["larger_than_usual_from"]
    own["authority"][0]["agrees_up_to"] = own["meeting"][0]["larger_than_usual_over"] = "1000.00"
    assert route(plan_costing(weekly), Scheme.model_validate(own)).role == role


@pytest.mark.rule("ROUTE-3", "ROUTE-2")
@pytest.mark.parametrize(
    ("weekly", "one_off", "said", "role", "why"),
    [
        ("750.00", "2000.00", {}, "team_manager", ()),
        ("750.01", "0.00", {}, "service_manager", ()),
        ("1500.00", "5000.00", {}, "service_manager", ()),
        ("1500.01", "0.00", {}, "panel_chair", (LARGER,)),
        ("0.00", "5000.01", {}, "panel_chair", (LARGER,)),
        ("10.00", "0.00", {"very_complex": WHY}, "panel_chair", (COMPLEX,)),
        ("10.00", "0.00", {"distinctive": WHY}, "panel_chair", (DISTINCTIVE,)),
        ("1500.01", "0.00", {"very_complex": WHY, "distinctive": WHY}, "panel_chair", (LARGER, COMPLEX, DISTINCTIVE)),
    ],
)
def test_a_panel_looks_only_at_what_is_larger_than_usual_distinctive_or_very_complex(
    weekly: str, one_off: str, said: dict[str, Any], role: str, why: tuple[Exceptional, ...]
) -> None:
    found = route(plan_costing(weekly, one_off, **said), scheme(name="panel_by_exception"))
    assert (found.role, found.exceptional) == (role, why)


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("said", "because"),
    [
        ({"weekly": "1000.00"}, "its budget is larger than usual"),
        ({"weekly": "12.00", "very_complex": WHY}, "it is very complex"),
        ({"weekly": "1000.00", "very_complex": WHY}, "its budget is larger than usual, and it is very complex"),
    ],
    ids=["larger", "complex", "both"],
)
def test_why_a_plan_goes_there_is_said_in_words(said: dict[str, Any], because: str) -> None:
    reason = route(plan_costing(**said), scheme(name="shropshire")).reason
    assert reason == (
        f"Weekly conference call, because {because}: £{money(said['weekly']):,.2f} a week (shropshire@2015-04-01)"
    )


@pytest.mark.rule("ROUTE-3", "SUB-1")
@pytest.mark.parametrize(
    ("said", "where"),
    [
        pytest.param(None, ("team_manager", ""), id="not stated"),
        pytest.param(not_so(), ("team_manager", ""), id="no"),
        pytest.param(not_so("It is not very complex: one visit a day."), ("team_manager", ""), id="no, and why"),
        pytest.param(WHY, ("panel_chair", "panel"), id="yes, and why"),
    ],
)
@pytest.mark.parametrize("field", ["very_complex", "distinctive"])
def test_only_a_yes_sends_a_plan_to_a_panel_and_never_words_alone(
    field: str, said: Json | None, where: tuple[str, str]
) -> None:
    parts: Json = {field: said}
    found = route(plan_costing("10.00", **parts), scheme(name="panel_by_exception"))
    assert (found.role, found.meeting) == where


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize("name", ["procedure", "doncaster"])
def test_where_there_is_no_panel_nothing_sends_a_plan_to_one(name: str) -> None:
    about = plan_costing("9999.99", "9999.99", very_complex=WHY, distinctive=WHY)
    assert exceptional(about, scheme(name=name)) == ("", ())
    assert route(about, scheme(name=name)).role == "head_of_service"


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("weekly", "why"),
    [
        pytest.param("750.00", (), id="somebody alone may"),
        pytest.param("750.01", (NOBODY_ALONE,), id="nobody alone may, and it is not larger than usual"),
        pytest.param("1500.00", (NOBODY_ALONE,), id="the meeting's own figure exactly"),
        pytest.param("1500.01", (LARGER,), id="over the meeting's own figure"),
    ],
)
def test_larger_than_usual_is_only_what_is_over_the_meetings_figure_and_that_nobody_decides_alone_another_reason(
    weekly: str, why: tuple[Exceptional, ...]
) -> None:
    own = scheme_json("panel_by_exception")
    del own["authority"][1]
    assert exceptional(plan_costing(weekly), Scheme.model_validate(own)) == (("panel", why) if why else ("", ()))


@pytest.mark.rule("ROUTE-3", "ROUTE-4")
@pytest.mark.parametrize(
    ("figures", "weekly", "one_off", "larger"),
    [
        ({"larger_than_usual_over": "1000.00"}, "1000.00", "0.00", False),
        ({"larger_than_usual_over": "1000.00"}, "1000.01", "0.00", True),
        ({"larger_than_usual_from": "1000.00"}, "999.99", "0.00", False),
        ({"larger_than_usual_from": "1000.00"}, "1000.00", "0.00", True),
        ({"larger_than_usual_from": "1000.00"}, "0.00", "999999.00", False),
        ({"larger_than_usual_from": "1000.00", "one_off_over": "5000.00"}, "0.00", "5000.00", False),
        ({"larger_than_usual_from": "1000.00", "one_off_over": "5000.00"}, "0.00", "5000.01", True),
    ],
)
def test_over_an_amount_leaves_it_out_and_from_an_amount_takes_it_in(
    figures: dict[str, str], weekly: str, one_off: str, larger: bool
) -> None:
    own = scheme_json("shropshire")["meeting"][0]
    kept = {name: value for name, value in own.items() if name not in {"larger_than_usual_from", "one_off_over"}}
    found = Meeting.model_validate({**kept, **figures})
    assert found.is_larger_than_usual(money(weekly), money(one_off)) is larger


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize("one_off", ["0.01", "999999.00"])
def test_without_a_figure_for_what_is_spent_once_that_makes_no_budget_larger_than_usual(one_off: str) -> None:
    own = scheme_json("shropshire")
    del own["meeting"][0]["one_off_over"]
    own["authority"][0]["one_off_up_to"] = "999999.00"
    assert exceptional(plan_costing("999.99", one_off), Scheme.model_validate(own)) == ("", ())


@pytest.mark.rule("ROUTE-3", "ROUTE-2")
@pytest.mark.parametrize(
    ("weekly", "role", "meeting"),
    [("299.99", "panel_chair", "panel"), ("300.00", "panel_chair", "panel"), ("300.01", "head_of_service", "")],
)
def test_what_the_panel_itself_may_not_agree_goes_to_the_next_row_above_it_and_not_below(
    weekly: str, role: str, meeting: str
) -> None:
    council = rows(
        {"role": "team_manager", "agrees_up_to": "400.00"},
        {"role": "service_manager", "agrees_up_to": "500.00"},
        {"role": "panel_chair", "agrees_up_to": "300.00", "in_meeting": "panel"},
        {"role": "head_of_service", "agrees_any_amount": True},
        name="panel_by_exception",
    )
    found = route(plan_costing(weekly, very_complex=WHY), council)
    assert (found.role, found.meeting) == (role, meeting)


UNRELATED: dict[str, Json] = {
    "another team": {"team": "hospital_social_work"},
    "a direct payment": {"services": [line("500.00", managed_by="direct_payment")]},
    "far above its indicative budget": {"indicative_budget": "1.00"},
    "far below its indicative budget": {"indicative_budget": "99999.00"},
    "urgent needs": {"urgent_needs": WHY},
    "an expert assessor": {"expert_assessor": {"id": "sw-9", "expertise": "Deafblindness"}},
    "a carer's plan": {"kind": "carer"},
    "planned by somebody else": {"planned_by": {"id": "plan-77", "organisation": "Riverbank"}},
    "what somebody else pays": {
        "services": [line("500.00"), line("9000.00", id="S2", one_off_cost="9000.00", paid_by_other="NHS")]
    },
}


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize("name", ["shropshire", "panel_by_exception"])
@pytest.mark.parametrize("parts", UNRELATED.values(), ids=UNRELATED)
def test_nothing_else_about_a_plan_sends_it_to_a_panel_or_call(parts: Json, name: str) -> None:
    usual = {"services": [line("500.00")], "team": "community"}
    assert exceptional(plan(**{**usual, **parts}), scheme(name=name)) == ("", ())


amounts = st.integers(0, 300_000).map(lambda pence: str(money(str(pence)) / 100))


@pytest.mark.rule("ROUTE-3", "ROUTE-8")
@settings(max_examples=80, deadline=None)
@given(
    weekly=amounts,
    once=st.integers(0, 800_000).map(lambda pence: str(money(str(pence)) / 100)),
    very_complex=st.sampled_from([None, not_so("No."), WHY]),
    distinctive=st.sampled_from([None, not_so(), WHY]),
    name=st.sampled_from(["shropshire", "panel_by_exception"]),
)
def test_a_plan_goes_to_a_meeting_exactly_where_one_of_its_reasons_holds(
    weekly: str, once: str, very_complex: Json | None, distinctive: Json | None, name: str
) -> None:
    council = scheme(name=name)
    about: Plan = plan_costing(weekly, once, very_complex=very_complex, distinctive=distinctive)
    found = route(about, council)
    cost, cost_once = money(weekly), money(once)
    expected = {
        "shropshire": {LARGER: cost >= 1000 or cost_once > 5000, COMPLEX: very_complex == WHY},
        "panel_by_exception": {
            LARGER: cost > 1500 or cost_once > 5000,
            COMPLEX: very_complex == WHY,
            DISTINCTIVE: distinctive == WHY,
        },
    }[name]
    assert found.exceptional == tuple(reason for reason, holds in expected.items() if holds)
    assert bool(found.meeting) is any(expected.values())


@pytest.mark.rule("ROUTE-3")
def test_the_reason_is_true_by_the_schemes_figures_in_the_record_the_letter_and_the_scheme_explained() -> None:
    """A senior up to £300; the director only in the panel; larger than usual over £900; a plan of £731.50."""
    own = scheme_json("panel_by_exception")
    del own["authority"][1]
    own["authority"][0]["agrees_up_to"] = "300.00"
    own["meeting"][0]["larger_than_usual_over"] = "900.00"
    about = Scheme.model_validate(own)
    found = route(plan_costing("731.50"), about)

    assert found.exceptional == (NOBODY_ALONE,)
    assert "because nobody may decide it alone: £731.50 a week" in found.reason
    explained_there = [sentence.text for sentence in explained(about, days(), date(2026, 11, 27))]
    assert [text for text in explained_there if text.startswith("A plan goes there")] == [
        (
            "A plan goes there only because its budget is larger than usual (over £900.00 a week or over £5,000.00 "
            "once), it is very complex, it is particularly distinctive or nobody may decide it alone. The person is "
            "told which."
        )
    ]


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize("name", ["shropshire", "panel_by_exception"])
def test_a_scheme_says_that_nobody_decides_alone_only_where_that_can_be_so(name: str) -> None:
    said = " ".join(sentence.text for sentence in explained(scheme(name=name), days(), date(2026, 11, 27)))
    assert "A plan goes there only because its budget is larger than usual (" in said
    assert "nobody may decide it alone" not in said


@pytest.mark.rule("ROUTE-3", "ROUTE-2")
def test_what_the_panel_may_not_agree_goes_above_it_and_the_reason_says_so() -> None:
    """A panel up to £500 a week; a very complex plan of £600, which a team manager could agree, were it not complex."""
    own = scheme_json("panel_by_exception")
    del own["authority"][2]["agrees_any_amount"]
    own["authority"][2] |= {"agrees_up_to": "500.00", "one_off_up_to": "0.00"}
    own["authority"][3]["once_missed"] = False
    found = route(plan_costing("600.00", very_complex=WHY), Scheme.model_validate(own))

    assert (found.role, found.meeting, found.exceptional) == ("head_of_service", "", ())
    assert found.reason == (
        "Head of service, because it is very complex, and the Support planning panel may not agree £600.00 a week "
        "(any amount; panel_by_exception@2023-05-23)"
    )
