"""ROUTE-1, ROUTE-9: the register is changed line by line; a line is ended, never removed; who changed it is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from countersign.careplan.register import Holding
from countersign.queries.register import history
from countersign.store.database import Database
from countersign.store.delegations import Change
from countersign.store.register import replace_register
from tests.store.changes import (
    ACTING,
    AT,
    BY,
    DUTY,
    FIRST_DAY,
    LAST_DAY,
    MANAGER,
    OTHER,
    PRACTITIONER,
    acting,
    away,
    back,
    day,
    ended,
    granted,
    held,
    lines,
    of,
    reasons,
)


def holdings_of(change: Change) -> list[Holding]:
    """The lines of the register that were changed."""
    return [line for line in change.lines if isinstance(line, Holding)]


# Granting


@pytest.mark.rule("ROUTE-1")
def test_a_role_is_given_from_its_first_day_to_its_last(database: Database) -> None:
    ((change,),) = of(database, granted(MANAGER))

    assert change.lines == (MANAGER,)
    assert [len(held(database, on)) for on in (day(30, 11), FIRST_DAY, LAST_DAY, date(2027, 1, 1))] == [0, 1, 1, 0]


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("changes", "is_taken"),
    [
        pytest.param({}, False, id="the very same"),
        pytest.param({"starts": LAST_DAY, "ends": None}, False, id="from the last day of the other"),
        pytest.param({"starts": date(2027, 1, 1), "ends": None}, True, id="from the day after"),
        pytest.param({"starts": day(1, 11), "ends": FIRST_DAY}, False, id="to the first day of the other"),
        pytest.param({"starts": day(1, 11), "ends": day(30, 11)}, True, id="to the day before"),
        pytest.param({"team": None}, False, id="for all teams"),
        pytest.param({"team": "transition"}, True, id="for another team"),
        pytest.param({"role": "service_manager"}, True, id="another role"),
        pytest.param({"person": "TM-9"}, True, id="another person"),
    ],
)
def test_nobody_is_given_what_they_hold_already(database: Database, changes: dict[str, Any], is_taken: bool) -> None:
    _, (second,) = of(database, granted(MANAGER), granted(MANAGER._replace(**changes)))

    assert bool(second.lines) is is_taken
    if not is_taken:
        assert reasons(second) == [
            (
                "ROUTE-1: TM-1 is team_manager already, for community from 2026-12-01 to 2026-12-31: "
                "end that line first (`register end`), or choose other days."
            )
        ]
        assert len(held(database)) == 1


@pytest.mark.rule("ROUTE-1")
def test_of_two_who_grant_the_same_at_once_one_is_refused(database: Database) -> None:
    ready = Barrier(2)

    def grant_it(_number: int) -> Change:
        ready.wait(timeout=10)
        ((change,),) = of(database, granted(MANAGER))
        return change

    with ThreadPoolExecutor(2) as both:
        changes = list(both.map(grant_it, range(2)))

    assert sorted(len(change.lines) for change in changes) == [0, 1]
    assert len(held(database)) == 1


# Acting


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("changes", "refusals"),
    [
        pytest.param({}, 0, id="both have the powers, on all those days"),
        pytest.param({"team": None}, 1, id="for more teams than the other has"),
        pytest.param({"team": "mental_health"}, 1, id="for a team that the other has not"),
        pytest.param({"starts": day(30, 11)}, 2, id="from a day earlier than either"),
        pytest.param({"ends": date(2027, 1, 1)}, 2, id="to a day later than either"),
        pytest.param({"starts": day(24), "ends": day(24)}, 0, id="for one day"),
        pytest.param({"role": "service_manager"}, 1, id="in a role that the other has not"),
        pytest.param({"role": "call_lead"}, 2, id="in a role that neither has, of another scheme"),
        pytest.param({"acting_for": "TM-9"}, 1, id="for somebody who is not on the register"),
        pytest.param({"person": "TM-9"}, 1, id="by somebody who is not on the register"),
        pytest.param({"person": "SW-1"}, 1, id="by a practitioner, who may decide nothing"),
        pytest.param({"person": "SW-1", "acting_for": "DT-1", "role": "duty_team"}, 0, id="in what decides nothing"),
    ],
)
def test_acting_is_never_wider_than_what_either_has(database: Database, changes: dict[str, Any], refusals: int) -> None:
    line = ACTING._replace(**changes)

    _, change = of(database, granted(MANAGER, OTHER, PRACTITIONER, DUTY), acting(line))

    assert (len(change.refused), bool(change.lines)) == (refusals, not refusals)
    assert {finding.rule for finding in change.refused} <= {"ROUTE-9"}
    assert len(held(database)) == 4 + (not refusals)


@pytest.mark.rule("ROUTE-9")
def test_who_acts_cannot_pass_it_on(database: Database) -> None:
    third = ACTING._replace(person="TM-3", acting_for="TM-2")

    *_, change = of(database, granted(MANAGER, OTHER, MANAGER._replace(person="TM-3")), acting(ACTING), acting(third))

    assert reasons(change) == [
        (
            "ROUTE-9: TM-2 does not hold team_manager for community on every day from 2026-12-01 to 2026-12-31: "
            "nobody can be given what they have not."
        )
    ]


@pytest.mark.rule("ROUTE-9")
def test_acting_for_two_people_is_two_lines_and_for_one_twice_is_refused(database: Database) -> None:
    third = ACTING._replace(acting_for="TM-3")

    *_, first, again, another = of(
        database,
        granted(MANAGER, OTHER, MANAGER._replace(person="TM-3")),
        acting(ACTING),
        acting(ACTING._replace(starts=day(24))),
        acting(third),
    )

    assert (bool(first.lines), bool(another.lines)) == (True, True)
    assert reasons(again) == [
        (
            "ROUTE-1: TM-2 is team_manager, acting for TM-1, already, for community from 2026-12-01 to 2026-12-31: "
            "end that line first (`register end`), or choose other days."
        )
    ]


# Ending


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
def test_a_line_is_ended_on_its_last_day_and_stays(database: Database) -> None:
    _, change = of(database, granted(MANAGER), ended(MANAGER, day(15)))

    assert [line.ends for line in holdings_of(change)] == [day(15)]
    assert held(database) == [("TM-1", FIRST_DAY, day(15))]
    assert [len(held(database, day(number))) for number in (15, 16)] == [1, 0]


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("team", "any_team", "left"),
    [
        pytest.param("community", False, ["TM-1 transition", "TM-1 "], id="for one team"),
        pytest.param(None, False, ["TM-1 community", "TM-1 transition"], id="for all teams: the line that says so"),
        pytest.param(None, True, [], id="without a team: the role, whatever the team"),
    ],
)
def test_a_role_ends_for_one_team_or_for_every(
    database: Database, team: str | None, any_team: bool, left: list[str]
) -> None:
    three = [
        MANAGER,
        MANAGER._replace(team="transition", ends=date(2027, 1, 31)),
        MANAGER._replace(team=None, starts=date(2027, 2, 1), ends=None),
    ]
    of(database, granted(*three), ended(MANAGER._replace(team=team), day(10), any_team=any_team))

    beyond = [line for line in lines(database) if line.ends is None or line.ends > day(10)]
    assert sorted(f"{line.person} {line.team or ''}" for line in beyond) == sorted(left)


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("changes", "was"),
    [
        pytest.param({}, day(30, 11), id="from the same day: the same line"),
        pytest.param({"starts": day(1, 11)}, None, id="from a day before"),
    ],
)
def test_a_line_that_has_not_begun_never_begins_and_may_be_given_again(
    database: Database, changes: dict[str, Any], was: date | None
) -> None:
    again = granted(MANAGER._replace(**changes))

    *_, (given,), changes_made = of(database, granted(MANAGER), ended(MANAGER, day(30, 11)), again, history)

    assert len(given.lines) == 1
    assert [(person, ends) for person, _, ends in held(database, FIRST_DAY)] == [("TM-1", LAST_DAY)]
    last = changes_made[-1]
    assert (last.what, last.was and last.was.ends, last.now.ends) == ("granted", was, LAST_DAY)


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize("on", [LAST_DAY, date(2027, 1, 1)], ids=["on its own last day", "later"])
def test_ending_never_makes_a_line_longer(database: Database, on: date) -> None:
    _, change = of(database, granted(MANAGER), ended(MANAGER, on))

    assert reasons(change) == [f"ROUTE-1: TM-1 holds no line as team_manager that runs beyond {on}."]
    assert held(database) == [("TM-1", FIRST_DAY, LAST_DAY)]


@pytest.mark.rule("ROUTE-9")
def test_what_a_person_holds_and_what_they_act_in_are_ended_apart(database: Database) -> None:
    only_acting = ACTING._replace(person="TM-3")
    *_, theirs, acted = of(
        database,
        granted(MANAGER, MANAGER._replace(person="TM-3", role="service_manager")),
        acting(only_acting),
        ended(only_acting._replace(acting_for=""), day(10)),
        ended(only_acting, day(10)),
    )

    assert reasons(theirs) == [
        "ROUTE-1: TM-3 holds no line as team_manager that runs beyond 2026-12-10. They act in it for TM-1: say --for."
    ]
    assert [(line.acting_for, line.ends) for line in holdings_of(acted)] == [("TM-1", day(10))]


# The audit


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
def test_every_change_is_kept_with_who_made_it_and_how_it_was_before(database: Database) -> None:
    of(
        database,
        granted(MANAGER, OTHER),
        acting(ACTING),
        away("TM-1", day(10)),
        back("TM-1", day(20)),
        ended(ACTING, day(15)),
        lambda session: replace_register(session, (OTHER, DUTY), by="HS-1", at=AT),
    )

    with database.transaction() as session:
        changes = history(session)
        about_one = history(session, "TM-1")
    assert [(made.what, made.person, made.by) for made in changes] == [
        ("granted", "TM-1", BY),
        ("granted", "TM-2", BY),
        ("acting", "TM-2", BY),
        ("away", "TM-1", BY),
        ("back", "TM-1", BY),
        ("ended", "TM-2", BY),
        ("removed", "TM-1", "HS-1"),
        ("removed", "TM-2", "HS-1"),
        ("granted", "DT-1", "HS-1"),
    ]
    assert {made.at for made in changes} == {AT}
    ends = [line.ends for line in (changes[5].was, changes[5].now) if line is not None]
    assert ends == [LAST_DAY, day(15)]
    # What is done by whoever acts for them is about them too.
    assert [made.number for made in about_one] == [changes[index].number for index in (0, 2, 3, 4, 5, 6, 7)]


@pytest.mark.rule("ROUTE-1")
def test_a_refusal_leaves_nothing_behind(database: Database) -> None:
    of(database, granted(MANAGER))
    before = of(database, history)

    of(
        database,
        granted(MANAGER),
        acting(ACTING),
        ended(MANAGER, date(2027, 6, 1)),
        away("TM-9", day(1)),
        back("TM-1", day(1)),
    )

    assert of(database, history) == before
    assert held(database) == [("TM-1", FIRST_DAY, LAST_DAY)]
