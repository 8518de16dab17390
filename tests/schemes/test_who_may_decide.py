"""ROUTE-9, ROUTE-10: acting for an absent authoriser, limits of one's own, and roles that have ended."""

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.store.tables import DecisionRow
from countersign.testkit import Scenario, no_letter_to_person, noted, notice_to, refused, status
from countersign.testkit.office import one_of
from tests.schemes.councils import costing
from tests.time.councils import acting, without

MONDAY = "2043-06-01 09:30"
FRIDAY = "2043-06-12"
ACTS_AS_TEAM_MANAGER = f"tm-201,team_manager,hospital_social_work,2043-06-01,{FRIDAY},tm-201@example.org,,,tm-207"
ACTS_AS_SERVICE_MANAGER = f"tm-201,service_manager,,2043-06-01,{FRIDAY},tm-201@example.org,,,sm-31"


@pytest.mark.rule("ROUTE-9", "ROUTE-10", "TELL-6")
async def test_acting_for_somebody_counts_only_while_they_are_away_and_is_recorded_as_what_it_is(
    scenario: Scenario,
) -> None:
    """tm-201 manages another team, and acts for tm-207. The plan, and its reminder, go to whoever is there."""
    await (
        scenario.register(acting(ACTS_AS_TEAM_MANAGER))
        .on(MONDAY)
        .submit("undecided")
        .expect(notice_to("tm-207", "awaiting_decision"), notice_to("tm-201", "awaiting_decision", times=0))
        .decide("agreed", by="tm-201")
        .expect(refused(Refusal.NO_AUTHORITY))
        .away("tm-207", "2043-06-02", FRIDAY)
        .after(until="2043-06-08 17:00")
        .expect(notice_to("tm-201", "reminder"), notice_to("tm-207", "reminder", times=0))
        .decide("agreed", by="tm-201")
        .expect(status("signed_off"), noted(Happening.AGREED, says="acting for tm-207"))
    )
    authority = one_of(scenario.plan.rows(DecisionRow)).authority
    assert (authority["role"], authority["acting_for"], authority["limit"]) == ("team_manager", "tm-207", "500.00")


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("line", "weekly", "away"),
    [
        pytest.param(ACTS_AS_TEAM_MANAGER, "500.01", "tm-207", id="wider than the powers of whom they act for"),
        pytest.param(ACTS_AS_SERVICE_MANAGER, "500.01", "sm-31", id="wider than their own powers"),
        pytest.param(
            ACTS_AS_TEAM_MANAGER.replace("tm-201", "sw-1042"), "300.00", "tm-207", id="no powers of their own"
        ),
    ],
)
async def test_acting_is_never_wider_than_either_persons_own_powers(
    scenario: Scenario, line: str, weekly: str, away: str
) -> None:
    who = line.partition(",")[0]
    await (
        scenario.register(acting(line))
        .away(away, "2043-06-01")
        .on(MONDAY)
        .submit("undecided", costing(weekly))
        .decide("agreed", by=who)
        .expect(refused(Refusal.NO_AUTHORITY), no_letter_to_person("agreed"))
        .decide("agreed", by="hs-1")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("ROUTE-9")
async def test_within_both_their_powers_the_same_acting_is_enough(scenario: Scenario) -> None:
    """£500.00 a week: a team manager acts for the service manager, who is away."""
    await (
        scenario.register(
            acting(ACTS_AS_SERVICE_MANAGER).replace(
                "tm-207,team_manager,hospital_social_work,2024-04-01,,",
                "tm-207,team_manager,hospital_social_work,2024-04-01,2043-05-29,",
            )
        )
        .away("sm-31", "2043-06-01")
        .on(MONDAY)
        .submit("undecided", costing("500.00"))
        .decide("agreed", by="tm-201")
        .expect(status("signed_off"))
    )
    assert one_of(scenario.plan.rows(DecisionRow)).authority["acting_for"] == "sm-31"


@pytest.mark.rule("ROUTE-10", "ROUTE-2")
@pytest.mark.parametrize(("weekly", "may"), [("300.00", True), ("300.01", False)])
async def test_a_persons_own_limit_is_theirs_whatever_the_roles_is(scenario: Scenario, weekly: str, may: bool) -> None:
    """tm-207 may agree £300.00 a week, though a team manager may agree £500.00."""
    own = "tm-207,team_manager,hospital_social_work,2024-04-01,,tm-207@example.org,300.00,,"
    register = acting(own).replace("tm-207,team_manager,hospital_social_work,2024-04-01,,tm-207@example.org,,,\n", "")
    scenario.register(register).on(MONDAY).submit("undecided", costing(weekly)).decide("agreed", by="tm-207")
    if may:
        await scenario.expect(notice_to("tm-207", "awaiting_decision"), status("signed_off"))
        assert one_of(scenario.plan.rows(DecisionRow)).authority["limit"] == "300.00"
    else:
        nobody_who_could = notice_to("tm-207", "awaiting_decision", times=0)
        await scenario.expect(refused(Refusal.NO_AUTHORITY), nobody_who_could, notice_to("sm-31", "awaiting_decision"))


@pytest.mark.rule("ROUTE-10", "ROUTE-1")
async def test_a_role_that_ends_while_the_plan_waits_decides_nothing_from_the_next_day_on(scenario: Scenario) -> None:
    ends = "tm-209,team_manager,hospital_social_work,2024-04-01,2043-06-02,tm-209@example.org"
    register = "\n".join((without("tm-207"), ends))
    await (
        scenario.register(register)
        .on(MONDAY)
        .submit("undecided")
        .expect(notice_to("tm-209", "awaiting_decision"))
        .after(until="2043-06-03 09:00")
        .decide("agreed", by="tm-209")
        .expect(refused(Refusal.NO_AUTHORITY))
        .after(until="2043-06-08 17:00")
        .expect(notice_to("sm-31", "reminder"), noted(Happening.NOBODY_THERE, says="Team manager is held by nobody"))
        .decide("agreed", by="sm-31")
        .expect(status("signed_off"))
    )
