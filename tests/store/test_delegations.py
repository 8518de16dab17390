"""ROUTE-1, ROUTE-9: the register is changed line by line; a line is ended, never removed; who changed it is kept."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.orm import Session

from careplan.plan import Team
from store.database import Database
from store.delegations import (
    AbsenceLine,
    Change,
    act,
    come_back,
    end,
    go_away,
    grant,
    history,
    last_change,
    lines_on,
    read_absences,
    replace_absences,
)
from store.register import RegisterChange, RegisterError, RegisterLine, replace_register

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
BY = "SM-31"
FIRST_DAY, LAST_DAY = date(2026, 12, 1), date(2026, 12, 31)

MANAGER = RegisterLine("TM-1", "team_manager", Team.COMMUNITY, FIRST_DAY, LAST_DAY, "")
OTHER = MANAGER._replace(person="TM-2", team=Team.TRANSITION)
ACTING = OTHER._replace(team=Team.COMMUNITY, acting_for="TM-1")
PRACTITIONER = RegisterLine("SW-1", "practitioner", Team.COMMUNITY, FIRST_DAY, None, "")
DUTY = RegisterLine("DT-1", "duty_team", None, FIRST_DAY, None, "")
DECIDING = (frozenset({"team_manager", "service_manager"}), frozenset({"practice_lead", "call_lead"}))


def day(number: int, month: int = 12) -> date:
    return date(2026, month, number)


def of(database: Database, *acts: Callable[[Session], Any]) -> list[Any]:
    """What each says, one after the other, each in its own transaction."""
    said: list[Any] = []
    for each in acts:
        with database.transaction() as session:
            said.append(each(session))
    return said


def granted(*lines: RegisterLine) -> Callable[[Session], tuple[Change, ...]]:
    return lambda session: tuple(grant(session, line, by=BY, at=AT) for line in lines)


def acting(line: RegisterLine) -> Callable[[Session], Change]:
    return lambda session: act(session, line, DECIDING, by=BY, at=AT)


def ended(line: RegisterLine, on: date, *, any_team: bool = True) -> Callable[[Session], Change]:
    return lambda session: end(session, line, on, any_team=any_team, by=BY, at=AT)


def away(person: str, starts: date, ends: date | None = None) -> Callable[[Session], Change]:
    return lambda session: go_away(session, AbsenceLine(person, starts, ends), by=BY, at=AT)


def back(person: str, on: date) -> Callable[[Session], Change]:
    return lambda session: come_back(session, person, on, by=BY, at=AT)


def held(database: Database, on: date | None = None) -> list[tuple[str, str, str | None]]:
    with database.transaction() as session:
        return [(row["person"], row["starts"], row["ends"]) for row in lines_on(session, on)]


def reasons(change: Change) -> list[str]:
    return [f"{one.rule}: {one.reason}" for one in change.refused]


# Granting


@pytest.mark.rule("ROUTE-1")
def test_a_role_is_given_from_its_first_day_to_its_last(database: Database) -> None:
    ((change,),) = of(database, granted(MANAGER))

    assert change.rows == (
        {"person": "TM-1", "role": "team_manager", "team": "community", "starts": "2026-12-01", "ends": "2026-12-31"}
        | {"acting_for": "", "agrees_up_to": None, "one_off_up_to": None},
    )
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
        pytest.param({"team": Team.TRANSITION}, True, id="for another team"),
        pytest.param({"role": "service_manager"}, True, id="another role"),
        pytest.param({"person": "TM-9"}, True, id="another person"),
    ],
)
def test_nobody_is_given_what_they_hold_already(database: Database, changes: dict[str, Any], is_taken: bool) -> None:
    _, (second,) = of(database, granted(MANAGER), granted(MANAGER._replace(**changes)))

    assert bool(second.rows) is is_taken
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

    assert sorted(len(change.rows) for change in changes) == [0, 1]
    assert len(held(database)) == 1


# Acting


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("changes", "refusals"),
    [
        pytest.param({}, 0, id="both have the powers, on all those days"),
        pytest.param({"team": None}, 1, id="for more teams than the other has"),
        pytest.param({"team": Team.MENTAL_HEALTH}, 1, id="for a team that the other has not"),
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

    assert (len(change.refused), bool(change.rows)) == (refusals, not refusals)
    assert {one.rule for one in change.refused} <= {"ROUTE-9"}
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

    assert (bool(first.rows), bool(another.rows)) == (True, True)
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

    assert [row["ends"] for row in change.rows] == ["2026-12-15"]
    assert held(database) == [("TM-1", "2026-12-01", "2026-12-15")]
    assert [len(held(database, day(number))) for number in (15, 16)] == [1, 0]


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("team", "any_team", "left"),
    [
        pytest.param(Team.COMMUNITY, False, ["TM-1 transition", "TM-1 "], id="for one team"),
        pytest.param(None, False, ["TM-1 community", "TM-1 transition"], id="for all teams: the line that says so"),
        pytest.param(None, True, [], id="without a team: the role, whatever the team"),
    ],
)
def test_a_role_ends_for_one_team_or_for_every(
    database: Database, team: Team | None, any_team: bool, left: list[str]
) -> None:
    lines = [
        MANAGER,
        MANAGER._replace(team=Team.TRANSITION, ends=date(2027, 1, 31)),
        MANAGER._replace(team=None, starts=date(2027, 2, 1), ends=None),
    ]
    of(database, granted(*lines), ended(MANAGER._replace(team=team), day(10), any_team=any_team))

    with database.transaction() as session:
        beyond = [row for row in lines_on(session, None) if row["ends"] is None or row["ends"] > "2026-12-10"]
    assert sorted(f"{row['person']} {row['team']}" for row in beyond) == sorted(left)


@pytest.mark.rule("ROUTE-1")
def test_a_line_that_has_not_begun_never_begins_and_may_be_given_again(database: Database) -> None:
    *_, again = of(database, granted(MANAGER), ended(MANAGER, day(30, 11)), granted(MANAGER._replace(ends=None)))

    assert again[0].rows[0]["ends"] is None
    assert held(database) == [("TM-1", "2026-12-01", None)]
    with database.transaction() as session:
        *_, last = history(session)
    assert (last["what"], last["was"]["ends"], last["now"]["ends"]) == ("granted", "2026-11-30", None)


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize("on", [LAST_DAY, date(2027, 1, 1)], ids=["on its own last day", "later"])
def test_ending_never_makes_a_line_longer(database: Database, on: date) -> None:
    _, change = of(database, granted(MANAGER), ended(MANAGER, on))

    assert reasons(change) == [f"ROUTE-1: TM-1 holds no line as team_manager that runs beyond {on}."]
    assert held(database) == [("TM-1", "2026-12-01", "2026-12-31")]


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
    assert [(row["acting_for"], row["ends"]) for row in acted.rows] == [("TM-1", "2026-12-10")]


# Away, and back


@pytest.mark.rule("ROUTE-9")
def test_somebody_is_away_until_the_day_before_they_are_back(database: Database) -> None:
    of(database, granted(MANAGER), away("TM-1", day(10)), back("TM-1", day(20)))

    with database.transaction() as session:
        seen = {number: lines_on(session, day(number))[0]["away"] is not None for number in (9, 10, 19, 20)}
    assert seen == {9: False, 10: True, 19: True, 20: False}


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("starts", "ends", "is_taken"),
    [
        pytest.param(day(1), day(9), True, id="to the day before the other"),
        pytest.param(day(1), day(10), False, id="to the first day of the other"),
        pytest.param(day(20), None, False, id="from the last day of the other"),
        pytest.param(day(21), None, True, id="from the day after"),
    ],
)
def test_nobody_is_away_twice_at_once(database: Database, starts: date, ends: date | None, is_taken: bool) -> None:
    *_, change = of(database, granted(MANAGER), away("TM-1", day(10), day(20)), away("TM-1", starts, ends))

    assert bool(change.rows) is is_taken


@pytest.mark.rule("ROUTE-9")
def test_whoever_comes_back_on_the_first_day_was_never_away_and_may_go_again(database: Database) -> None:
    *_, at_once, again = of(
        database, granted(MANAGER), away("TM-1", day(10)), back("TM-1", day(10)), away("TM-1", day(10), day(12))
    )

    assert at_once.rows[0]["ends"] == "2026-12-09"
    assert again.rows == ({"person": "TM-1", "starts": "2026-12-10", "ends": "2026-12-12"},)


@pytest.mark.rule("ROUTE-9")
def test_who_is_not_away_cannot_come_back_and_who_is_nobody_cannot_go(database: Database) -> None:
    _, nobody, _, early, other = of(
        database,
        granted(MANAGER),
        away("TM-9", day(10)),
        away("TM-1", day(10)),
        back("TM-1", day(9)),
        back("x-1", day(9)),
    )

    assert reasons(nobody) == ["ROUTE-9: TM-9 is not on the register: nobody else's absence is kept."]
    assert reasons(early) == [
        "ROUTE-9: TM-1 is not away on 2026-12-09. They will be away from 2026-12-10 on: give that day as --on."
    ]
    assert reasons(other) == ["ROUTE-9: x-1 is not away on 2026-12-09."]


# A file of absences


def problems_in(text: str) -> list[tuple[int, str]]:
    with pytest.raises(RegisterError) as refused:
        read_absences(f"person,starts,ends\n{text}", "absences.csv", {"TM-1", "TM-2"})
    return [(problem.line, problem.column) for problem in refused.value.problems]


@pytest.mark.rule("ROUTE-9")
def test_every_bad_row_of_absences_is_named_at_once() -> None:
    assert problems_in(
        "TM-1,2026-12-01,\nJo Bloggs,2026-12-01,\nTM-9,2026-12-01,\nTM-1,soon,\nTM-1,2026-11-01,2026-11-31\n"
        "TM-2,2026-12-02,2026-12-01\nTM-1,2027-01-01,\nTM-2,2026-12-01\nTM-2,2026-12-01,2026-12-01\n"
    ) == [
        (3, "person"),
        (4, "person"),
        (5, "starts"),
        (6, "ends"),
        (7, "ends"),
        (8, "starts"),
        (9, "the whole line"),
    ]


def test_absences_without_their_header_are_not_read() -> None:
    with pytest.raises(RegisterError, match=r"line 1, header: expected person,starts,ends$"):
        read_absences("TM-1,2026-12-01,\n", "absences.csv", {"TM-1"})


@pytest.mark.rule("ROUTE-9")
def test_absences_become_equal_to_the_file_and_each_change_is_kept(database: Database) -> None:
    of(database, granted(MANAGER, OTHER), away("TM-1", day(1), day(5)), away("TM-1", day(20)), away("TM-2", day(3)))
    lines = read_absences(
        "person,starts,ends\nTM-1,2026-12-20,2026-12-24\nTM-2,2026-12-03,\nTM-2,2026-11-01,2026-11-02\n",
        "absences.csv",
        {"TM-1", "TM-2"},
    )

    before, change, _, changes = of(
        database,
        last_change,
        lambda session: replace_absences(session, lines, by=BY, at=AT),
        lambda session: replace_absences(session, lines, by=BY, at=AT),
        history,
    )

    assert change == RegisterChange(added=1, changed=1, removed=1)
    assert [(one["what"], one["person"]) for one in changes if one["number"] > before] == [
        ("not away", "TM-1"),
        ("away", "TM-1"),
        ("away", "TM-2"),
    ]


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
    assert [(one["what"], one["person"], one["by"]) for one in changes] == [
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
    assert all(one["at"] == AT for one in changes)
    assert (changes[5]["was"]["ends"], changes[5]["now"]["ends"]) == ("2026-12-31", "2026-12-15")
    # What is done by whoever acts for them is about them too.
    assert [one["number"] for one in about_one] == [changes[index]["number"] for index in (0, 2, 3, 4, 5, 6, 7)]


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
    assert held(database) == [("TM-1", "2026-12-01", "2026-12-31")]
