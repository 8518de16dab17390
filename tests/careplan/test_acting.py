"""ROUTE-9 · One's own plan, and acting for somebody absent: dated, recorded, never wider than either's own powers."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.findings import Finding
from countersign.careplan.plan import Plan
from countersign.careplan.register import Absence, Holding, Register
from countersign.careplan.routing import AuthorityUsed, authority_to_agree, is_own_plan, rows_that_may_decide
from countersign.careplan.scheme import Scheme
from tests.support.builders import example, money, plan_costing, rows, scheme, to_decide

TODAY, YESTERDAY, TOMORROW = date(2026, 11, 16), date(2026, 11, 15), date(2026, 11, 17)
THROUGHOUT = date(2024, 4, 1)
AWAY = Absence("sm-31", date(2026, 11, 2), date(2026, 11, 30))


def holding(person: str, role: str, **parts: Any) -> Holding:
    return Holding(person, role, None, THROUGHOUT, None)._replace(**parts)


ABSENT = holding("sm-31", "service_manager")
ACTING = holding("sm-32", "service_manager", acting_for="sm-31", team="community")
OWN = holding("sm-32", "service_manager", team="hospital_social_work")


def used(
    *held: Holding, away: Absence | None = AWAY, about: Plan | None = None, council: Scheme | None = None
) -> AuthorityUsed | Finding:
    """By what sm-32 may decide a plan of £600.00 for the community team today, with these lines on the register."""
    council = council or scheme()
    register = Register(held, (away,) if away else ())
    return authority_to_agree("sm-32", register, to_decide(about or plan_costing("600.00"), council), council, TODAY)


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("held", "away", "may"),
    [
        pytest.param([ABSENT, OWN, ACTING], AWAY, True, id="both may, and the one is away"),
        pytest.param([ABSENT, OWN, ACTING], None, False, id="the one is not away"),
        pytest.param([ABSENT, OWN], AWAY, False, id="they do not act for them"),
        pytest.param([OWN, ACTING], AWAY, False, id="the one acted for holds nothing"),
        pytest.param([ABSENT, ACTING], AWAY, False, id="the one who acts holds nothing themselves"),
        pytest.param(
            [ABSENT, holding("sm-32", "team_manager"), ACTING], AWAY, False, id="the one who acts holds too little"
        ),
        pytest.param(
            [ABSENT, holding("sm-32", "head_of_service", team="hospital_social_work"), ACTING],
            AWAY,
            True,
            id="the one who acts holds more, elsewhere",
        ),
        pytest.param(
            [holding("sm-31", "team_manager"), OWN, ACTING], AWAY, False, id="the one acted for holds a lower role"
        ),
        pytest.param(
            [holding("sm-31", "head_of_service"), OWN, ACTING], AWAY, False, id="the one acted for holds a higher role"
        ),
        pytest.param(
            [ABSENT._replace(team="hospital_social_work"), OWN, ACTING],
            AWAY,
            False,
            id="the one acted for has another team",
        ),
        pytest.param([ABSENT._replace(ends=YESTERDAY), OWN, ACTING], AWAY, False, id="the one acted for has left"),
        pytest.param([ABSENT, OWN._replace(ends=YESTERDAY), ACTING], AWAY, False, id="the one who acts had it before"),
        pytest.param([ABSENT, OWN, ACTING._replace(starts=TODAY)], AWAY, True, id="acts from today"),
        pytest.param([ABSENT, OWN, ACTING._replace(starts=TOMORROW)], AWAY, False, id="acts from tomorrow"),
        pytest.param([ABSENT, OWN, ACTING._replace(ends=TODAY)], AWAY, True, id="acts until today"),
        pytest.param([ABSENT, OWN, ACTING._replace(ends=YESTERDAY)], AWAY, False, id="acted until yesterday"),
        pytest.param(
            [ABSENT, OWN, ACTING._replace(team="hospital_social_work")], AWAY, False, id="acts for another team"
        ),
        pytest.param(
            [ABSENT._replace(agrees_up_to=money("600.00")), OWN, ACTING], AWAY, True, id="as far as the one's own limit"
        ),
        pytest.param(
            [ABSENT._replace(agrees_up_to=money("599.99")), OWN, ACTING], AWAY, False, id="beyond the one's own limit"
        ),
        pytest.param(
            [ABSENT, OWN._replace(agrees_up_to=money("600.00")), ACTING], AWAY, True, id="as far as the other's limit"
        ),
        pytest.param(
            [ABSENT, OWN._replace(agrees_up_to=money("599.99")), ACTING], AWAY, False, id="beyond the other's limit"
        ),
        pytest.param(
            [ABSENT, OWN, ACTING._replace(agrees_up_to=money("599.99"))], AWAY, False, id="beyond what acting was for"
        ),
        pytest.param(
            [ABSENT._replace(acting_for="hos-7"), OWN, ACTING], AWAY, False, id="the one acted for only acts themselves"
        ),
        pytest.param(
            [ABSENT, OWN._replace(acting_for="hos-7"), ACTING], AWAY, False, id="the one who acts only ever acts"
        ),
    ],
)
def test_acting_for_somebody_takes_the_powers_of_both_and_their_absence(
    held: list[Holding], away: Absence | None, may: bool
) -> None:
    assert isinstance(used(*held, away=away), AuthorityUsed) is may


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("starts", "ends", "may"),
    [
        (TODAY, TODAY, True),
        (TOMORROW, None, False),
        (TODAY, None, True),
        (THROUGHOUT, TODAY, True),
        (THROUGHOUT, YESTERDAY, False),
    ],
    ids=["today only", "from tomorrow", "until further notice", "back tomorrow", "back today"],
)
def test_somebody_acts_only_on_the_days_on_which_the_other_is_away(starts: date, ends: date | None, may: bool) -> None:
    assert isinstance(used(ABSENT, OWN, ACTING, away=Absence("sm-31", starts, ends)), AuthorityUsed) is may


@pytest.mark.rule("ROUTE-9")
def test_that_somebody_else_is_away_lets_nobody_act() -> None:
    assert isinstance(used(ABSENT, OWN, ACTING, away=AWAY._replace(person="sm-33")), Finding)


@pytest.mark.rule("ROUTE-9", "ROUTE-10")
def test_acting_is_stored_as_what_it_is_with_the_lowest_limit_of_both() -> None:
    found = used(
        ABSENT._replace(agrees_up_to=money("900.00"), one_off_up_to=money("300.00")),
        OWN._replace(agrees_up_to=money("800.00"), one_off_up_to=money("400.00")),
        ACTING._replace(starts=date(2026, 11, 2), ends=date(2026, 11, 30)),
    )
    assert found == AuthorityUsed(
        scheme="procedure@2023-05-23",
        role="service_manager",
        row=2,
        limit=money("800.00"),
        one_off_limit=money("300.00"),
        on=TODAY,
        team="community",
        held_from=date(2026, 11, 2),
        held_until=date(2026, 11, 30),
        acting_for="sm-31",
    )


@pytest.mark.rule("ROUTE-9", "ROUTE-10")
def test_acting_for_somebody_with_more_is_stored_with_ones_own_limit() -> None:
    head, acting = holding("hos-7", "head_of_service"), ACTING._replace(role="head_of_service", acting_for="hos-7")
    away = AWAY._replace(person="hos-7")
    found = used(head, OWN, acting, away=away)
    assert isinstance(found, AuthorityUsed)
    assert (found.role, found.acting_for, found.limit) == ("head_of_service", "hos-7", money("1500.00"))
    assert isinstance(used(head, OWN, acting, away=away, about=plan_costing("1500.01")), Finding)


@pytest.mark.rule("ROUTE-9")
def test_ones_own_authority_is_used_before_that_of_somebody_else() -> None:
    found = used(ABSENT, OWN._replace(team=None), ACTING)
    assert isinstance(found, AuthorityUsed)
    assert found.acting_for == ""


@pytest.mark.rule("ROUTE-9", "ROUTE-10")
def test_a_refusal_says_that_they_only_act() -> None:
    found = used(ABSENT, OWN, ACTING, away=None)
    assert isinstance(found, Finding)
    assert found.reason.startswith(
        "sm-32 is acting service_manager on 2026-11-16, which may not decide an adult's plan"
    )


@pytest.mark.rule("ROUTE-9", "SUB-3")
@pytest.mark.parametrize(
    ("person", "acting_for", "may"),
    [
        pytest.param("sw-1084", "", False, id="submitted it"),
        pytest.param("plan-77", "", False, id="planned it"),
        pytest.param("sm-31", "", True, id="had no part in it"),
        pytest.param("sm-31", "sm-32", True, id="acts for somebody who had no part in it"),
        pytest.param("sm-31", "sw-1084", False, id="acts for whoever submitted it"),
        pytest.param("sm-31", "plan-77", False, id="acts for whoever planned it"),
        pytest.param("sw-1084", "sm-31", False, id="submitted it, and acts for somebody else"),
    ],
)
def test_nobody_decides_a_plan_that_they_or_whom_they_act_for_submitted_or_planned(
    person: str, acting_for: str, may: bool
) -> None:
    whole = Plan.model_validate(example("above-1-submission")["plan"])
    assert whole.planned_by is not None
    found = is_own_plan(person, frozenset({whole.practitioner.id, whole.planned_by.id}), acting_for)
    assert (found.rule, found.met) == ("ROUTE-9", may)


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("person", "acting_for", "reason"),
    [
        (
            "sw-1",
            "",
            "sw-1 submitted, planned or worked on this plan, or is its practitioner now, so cannot decide it.",
        ),
        (
            "sm-2",
            "sw-1",
            (
                "sw-1, for whom sm-2 acts, submitted, planned or worked on this plan, or is its practitioner now, so "
                "cannot decide it."
            ),
        ),
    ],
)
def test_the_refusal_says_whose_plan_it_is(person: str, acting_for: str, reason: str) -> None:
    assert is_own_plan(person, frozenset({"sw-1"}), acting_for).reason == reason


PEOPLE = ("sm-31", "sm-32", "hos-7")
ROLES = ("practice_lead", "service_manager", "director")
pounds = st.integers(0, 1200).map(lambda amount: money(f"{amount}.00"))
lines = st.builds(
    Holding,
    person=st.sampled_from(PEOPLE),
    role=st.sampled_from((*ROLES, "practitioner")),
    team=st.sampled_from([None, "community", "hospital_social_work"]),
    starts=st.sampled_from([THROUGHOUT, TODAY, TOMORROW]),
    ends=st.sampled_from([None, YESTERDAY, TODAY]),
    agrees_up_to=st.none() | pounds,
    one_off_up_to=st.none() | pounds,
    acting_for=st.sampled_from(["", "", "sm-31", "hos-7"]),
)
absences = st.builds(
    Absence,
    person=st.sampled_from(PEOPLE),
    starts=st.sampled_from([THROUGHOUT, TODAY, TOMORROW]),
    ends=st.sampled_from([None, YESTERDAY, TODAY]),
)


@pytest.mark.rule("ROUTE-9", "ROUTE-10", "ROUTE-1")
@settings(max_examples=300, deadline=None)
@given(
    held=st.lists(lines, max_size=6),
    away=st.lists(absences, max_size=2),
    weekly=st.integers(0, 1200),
    once=st.integers(0, 1200),
)
def test_whatever_the_register_says_who_may_decide_has_every_power_that_it_takes(
    held: list[Holding], away: list[Absence], weekly: int, once: int
) -> None:
    council = rows(
        {"role": "practice_lead", "agrees_under": "500.00", "one_off_up_to": "100.00"},
        {"role": "service_manager", "agrees_up_to": "800.00", "one_off_up_to": "500.00"},
        {"role": "director", "agrees_any_amount": True},
    )
    about = plan_costing(f"{weekly}.00", f"{once}.00")
    deciding = to_decide(about, council)
    may = {row.role for _, row in rows_that_may_decide(deciding, council)}
    today = [line for line in held if line.starts <= TODAY and (line.ends is None or line.ends >= TODAY)]

    def has(person: str, role: str | None = None, *, anywhere: bool = False, acting_for: str = "") -> bool:
        return any(
            (line.person, line.acting_for) == (person, acting_for)
            and line.role in may
            and role in (None, line.role)
            and (anywhere or line.team in (None, "community"))
            and (line.agrees_up_to is None or weekly <= line.agrees_up_to)
            and (line.one_off_up_to is None or once <= line.one_off_up_to)
            for line in today
        )

    def is_away(person: str) -> bool:
        return any(
            absence.person == person and absence.starts <= TODAY and (absence.ends is None or absence.ends >= TODAY)
            for absence in away
        )

    for person in PEOPLE:
        alone = has(person)
        acts = any(
            has(person, role, acting_for=other) and has(other, role) and has(person, anywhere=True) and is_away(other)
            for role in ROLES
            for other in ("sm-31", "hos-7")
        )
        found = authority_to_agree(person, Register(tuple(held), tuple(away)), deciding, council, TODAY)
        assert isinstance(found, AuthorityUsed) is (alone or acts)
        if isinstance(found, AuthorityUsed):
            assert found.role in may
            assert found.limit is None or weekly < found.limit or (weekly == found.limit and not found.exclusive)
            assert found.one_off_limit is None or once <= found.one_off_limit
