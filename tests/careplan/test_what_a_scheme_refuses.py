"""ROUTE-1, ROUTE-3, ROUTE-5, ROUTE-6 · What a scheme may not say about authority, panels, sign-off and rates."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.scheme import SchemeError, read_scheme
from tests.support.builders import Json, changed, scheme, scheme_json, without


def problems(data: Json) -> list[str]:
    """Everything wrong with it; nothing if it can be used."""
    try:
        read_scheme(data, "here.toml")
    except SchemeError as refused:
        return refused.problems
    return []


def panel(changes: Json | None = None, *left_out: str) -> Json:
    """The scheme with a panel, with the value at each path replaced, and each of these left out."""
    return without(changed(scheme_json("panel_by_exception"), changes or {}), *left_out)


def call(changes: Json | None = None, *left_out: str) -> Json:
    """Shropshire's, likewise."""
    return without(changed(scheme_json("shropshire"), changes or {}), *left_out)


ONE_WAY = "a row says one of agrees_up_to, agrees_under and agrees_any_amount"


@pytest.mark.rule("ROUTE-1", "ROUTE-4")
@pytest.mark.parametrize(
    ("limits", "fits"),
    [
        ({"agrees_up_to": "1000.00"}, True),
        ({"agrees_under": "1000.00"}, True),
        ({"agrees_any_amount": True}, True),
        ({}, True),  # a row without a limit authorises nothing
        ({"agrees_up_to": "1000.00", "agrees_under": "1000.00"}, False),
        ({"agrees_up_to": "1000.00", "agrees_any_amount": True}, False),
        ({"agrees_under": "1000.00", "agrees_any_amount": True}, False),
        ({"agrees_up_to": "1000.00", "agrees_any_amount": False}, True),
    ],
)
def test_a_row_says_its_limit_in_one_way(limits: Json, fits: bool) -> None:
    row = {"role": "team_manager", "title": "Team manager", "kinds": ["adult", "carer"], "source": "a test", **limits}
    found = problems(changed(scheme_json(), {"authority.0": row}))
    assert found == ([] if fits else [f"authority[1]: {ONE_WAY}"])


@pytest.mark.rule("ROUTE-3")
def test_a_row_decides_at_the_meeting_or_what_it_missed_and_not_both() -> None:
    assert problems(panel({"authority.2.once_missed": True})) == [
        "authority[3]: a row decides in_meeting or once_missed, not both"
    ]


ITS_ROW = "scheme: meeting: each has one row of authority that is in_meeting of that name, and no row more"
ABOVE = "scheme: authority: above a meeting stands a row that decides what the meeting did not, or missed"


def exception(*kinds: str) -> str:
    return (
        "scheme: authority: a panel is the exception, so some role decides without one for each kind "
        f"({', '.join(kinds)}) [ROUTE-3]"
    )


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(panel({"authority.2.in_meeting": None}), ITS_ROW, id="a meeting without a row"),
        pytest.param(panel({"authority.2.in_meeting": "another"}), ITS_ROW, id="a row of a meeting that is not there"),
        pytest.param(panel({"authority.1.in_meeting": "panel"}), ITS_ROW, id="two rows of one meeting"),
        pytest.param(panel({"meeting": []}), ITS_ROW, id="a row, and no meeting"),
        pytest.param(panel(None, "authority.3"), ABOVE, id="nobody above the panel"),
        pytest.param(
            panel({"meeting": [], "authority.2.in_meeting": None}),
            "scheme: authority: once_missed means nothing without a meeting",
            id="who decides what a meeting missed, without one",
        ),
        pytest.param(
            panel({"authority.0.once_missed": True, "authority.1.once_missed": True}),
            exception("adult", "carer"),
            id="a panel for everything",
        ),
        pytest.param(
            panel({"authority.0.kinds": ["adult"], "authority.1.kinds": ["adult"]}),
            exception("carer"),
            id="a panel for every carer",
        ),
        pytest.param(
            panel({"meeting": [scheme_json("panel_by_exception")["meeting"][0]] * 2}),
            "scheme: meeting: each name stands once only",
            id="two meetings of one name",
        ),
    ],
)
def test_a_panel_has_its_row_and_somebody_above_it_and_is_the_exception(data: Json, problem: str) -> None:
    assert problem in problems(data)


@pytest.mark.rule("ROUTE-1", "ROUTE-3")
def test_everything_that_does_not_hold_together_is_said_at_once() -> None:
    """A role twice, a team twice, no row for the panel, and a decision promised too soon for it."""
    broken = panel({"clocks.awaiting_decision.due_after": 12, "meeting.0.name": "another_panel"})
    broken["authority"][1]["role"] = broken["authority"][0]["role"]
    broken["team"][1]["name"] = broken["team"][0]["name"]
    found = " ".join(problems(broken))
    for part in ("each role stands in one row only", "team: each name stands once only", "meeting: each has one row"):
        assert part in found


@pytest.mark.rule("ROUTE-6")
@pytest.mark.parametrize("words", [None, "", "   "], ids=["left out", "empty", "blanks"])
def test_a_panel_that_does_not_say_how_the_person_is_involved_is_refused(words: str | None) -> None:
    place = "meeting.0.how_the_person_is_involved"
    broken = panel(None, place) if words is None else panel({place: words})
    found = problems(broken)
    assert [problem.partition(":")[0] for problem in found] == ["meeting[1].how_the_person_is_involved"]


LARGER = (
    "meeting[1]: a meeting that considers larger_than_usual says one of larger_than_usual_over and "
    "larger_than_usual_from, and no other does"
)


@pytest.mark.rule("ROUTE-3", "ROUTE-4")
@pytest.mark.parametrize(
    ("data", "fits"),
    [
        pytest.param(call(), True, id="from an amount"),
        pytest.param(
            call({"meeting.0.larger_than_usual_over": "1000.00"}, "meeting.0.larger_than_usual_from"),
            True,
            id="over an amount",
        ),
        pytest.param(call({"meeting.0.larger_than_usual_over": "1000.00"}), False, id="both"),
        pytest.param(call(None, "meeting.0.larger_than_usual_from"), False, id="neither"),
        pytest.param(call({"meeting.0.considers": ["very_complex"]}), False, id="an amount that nothing asks for"),
        pytest.param(
            call({"meeting.0.considers": ["very_complex"]}, "meeting.0.larger_than_usual_from"),
            True,
            id="no amount, and only the very complex",
        ),
    ],
)
def test_a_meeting_that_considers_larger_budgets_says_which_are_in_one_way(data: Json, fits: bool) -> None:
    assert problems(data) == ([] if fits else [LARGER])


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    "reason", ["", "over_indicative", "urgent", "direct_payment", "all"], ids=lambda reason: reason or "empty"
)
def test_no_scheme_sends_a_plan_to_a_panel_for_another_reason(reason: str) -> None:
    found = problems(panel({"meeting.0.considers": [reason]}))
    assert found[0].startswith("meeting[1].considers[1]: must be 'larger_than_usual', 'very_complex', ")


@pytest.mark.rule("ROUTE-3")
def test_that_a_plan_was_referred_is_no_reason_that_a_scheme_lists() -> None:
    found = problems(panel({"meeting.0.considers": ["very_complex", "referred_as_too_complex"]}))
    assert [problem.partition(" says ")[0].partition(" cannot say ")[0] for problem in found] == [
        "meeting[1]: a meeting that considers larger_than_usual",
        "meeting[1]: considers",
    ], "both at once"


@pytest.mark.rule("ROUTE-12")
@pytest.mark.parametrize(
    "field", ["where", "how_to_join", "who_is_there", "lasts_minutes", "can_be_arranged", "invited_before"]
)
def test_a_meeting_that_does_not_say_what_its_invitation_says_is_refused(field: str) -> None:
    found = problems(panel(None, f"meeting.0.{field}"))
    assert [problem for problem in found if problem.startswith(f"meeting[1].{field}: is missing")] == found


@pytest.mark.rule("ROUTE-3")
def test_a_panel_that_considers_nothing_is_refused() -> None:
    assert [problem.partition(":")[0] for problem in problems(panel({"meeting.0.considers": []}))] == [
        "meeting[1].considers"
    ]


@pytest.mark.rule("ROUTE-3", "TIME-1")
@pytest.mark.parametrize(
    ("every_weeks", "papers_by", "longest"),
    [
        # a decision is promised in fifteen working days, and one of them is for word of what was decided
        (2, 3, None),
        (2, 4, None),
        (2, 5, 16),
        (1, 9, None),
        (1, 10, 16),
        (3, 0, 16),
        (26, 0, 131),
    ],
)
def test_a_meeting_comes_before_the_decision_is_due(every_weeks: int, papers_by: int, longest: int | None) -> None:
    figures = {"meeting.0.every_weeks": every_weeks, "meeting.0.papers_by": papers_by, "meeting.0.invited_before": 0}
    found = problems(panel(figures))
    wanted = (
        f"scheme: meeting panel: a plan may wait {longest} working days for it and for its decision, and "
        "clocks.awaiting_decision promises one in 15"
    )
    assert found == ([] if longest is None else [wanted])


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(("field", "least", "most"), [("every_weeks", 1, 2), ("papers_by", 0, 4), ("quorum", 1, 30)])
def test_each_figure_of_a_meeting_is_a_whole_number_within_reason(field: str, least: int, most: int) -> None:
    for fits in (least, most):
        assert problems(panel({f"meeting.0.{field}": fits})) == []
    for wrong in (least - 1, 31, 1.5, "2", True, None):
        assert problems(panel({f"meeting.0.{field}": wrong}))


@pytest.mark.rule("ROUTE-5")
@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({"sign_off.after": "record_given"}, True),
        ({"sign_off.after": "first_payment"}, False),
        ({"sign_off.arranged_by": {"role": "payments", "title": "Payments", "source": "a test"}}, False),
        (
            {
                "sign_off.after": "first_payment",
                "sign_off.arranged_by": {"role": "payments", "title": "Payments", "source": "a test"},
            },
            True,
        ),
    ],
    ids=["the record", "the payment, and nobody to arrange it", "somebody to arrange nothing", "the payment"],
)
def test_where_the_first_payment_is_waited_for_somebody_arranges_it(changes: Json, fits: bool) -> None:
    wanted = "sign_off: arranged_by names the team that arranges the payment, for first_payment and only then"
    assert problems(changed(scheme_json(), changes)) == ([] if fits else [wanted])


@pytest.mark.rule("ROUTE-5")
@pytest.mark.parametrize("after", ["agreement", "", "never", True])
def test_there_is_no_third_thing_after_which_a_plan_is_signed_off(after: Any) -> None:
    found = problems(changed(scheme_json(), {"sign_off.after": after}))
    assert [problem.partition(":")[0] for problem in found] == ["sign_off.after"]


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("days", "fits"),
    [
        (["2024-04-06", "2025-04-06"], True),
        (["2025-04-06", "2024-04-06"], False),
        (["2025-04-06", "2025-04-06"], False),
    ],
    ids=["in order", "backwards", "one twice"],
)
def test_an_employers_rates_stand_in_the_order_of_their_dates(days: list[str], fits: bool) -> None:
    changes = {f"employer_rates.{number}.in_force_from": date.fromisoformat(day) for number, day in enumerate(days)}
    wanted = "scheme: employer_rates: must stand in the order of their dates, each once"
    assert problems(changed(scheme_json(), changes)) == ([] if fits else [wanted])


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        ("national_insurance", "0", True),
        ("national_insurance", "1", True),
        ("national_insurance", "15", False),
        ("pension", "-0.03", False),
        ("holiday", "0.1207", True),
        ("holiday", "12.07", False),
        ("minimum_wage", "-12.71", False),
        ("sick_weeks_a_year", "52", True),
        ("sick_weeks_a_year", "53", False),
        ("redundancy", "2", False),
        ("insurance_a_year", "-1.00", False),
        ("source", "", False),
    ],
)
def test_a_rate_is_a_share_and_an_amount_is_money(field: str, value: str, fits: bool) -> None:
    found = problems(changed(scheme_json(), {f"employer_rates.0.{field}": value}))
    assert [problem.partition(":")[0] for problem in found] == ([] if fits else [f"employer_rates[1].{field}"])


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize("name", ["procedure", "shropshire", "doncaster", "panel_by_exception"])
def test_every_scheme_that_is_here_has_nothing_wrong_with_it(name: str) -> None:
    assert problems(scheme_json(name)) == []
    assert scheme(name=name)


NO_SUCH_ROLE = "scheme: top_of_interim: also names a role that the scheme does not have (night_porter)"
TWICE = "scheme: team: each name stands once only"


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("data", "faults"),
    [
        pytest.param({"review.repeat_every": 0}, ["review.repeat_every"], id="its form alone"),
        pytest.param(
            {"review.repeat_every": 0, "top_of_interim.also": ["night_porter"]},
            ["review.repeat_every", NO_SUCH_ROLE],
            id="a table's form, and a fault across two others",
        ),
        pytest.param(
            {
                "team.1.name": "community",
                "team.0.name": "community",
                "office": None,
                "top_of_interim.also": ["night_porter"],
            },
            ["office", TWICE, NO_SUCH_ROLE],
            id="a table that is none, and two faults across others",
        ),
        pytest.param(
            {"authority.0.agrees_up_to": "a lot", "top_of_interim.also": ["night_porter"]},
            ["authority[1].agrees_up_to"],
            id="nothing is guessed of a table whose form is wrong",
        ),
    ],
)
def test_faults_of_form_and_faults_across_tables_are_named_at_once(data: Json, faults: list[str]) -> None:
    found = problems(changed(scheme_json(), data))
    assert len(found) == len(faults), found
    for problem, fault in zip(found, faults, strict=True):
        assert problem.startswith(fault)
