"""ROUTE-9, ROUTE-10: the register's own limits, who is away and who stands in for them, as files and rules read it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from countersign.careplan.register import Absence, Holding, Register
from countersign.queries.register import HoldingSeen, history
from countersign.store.database import Database
from countersign.store.register import RegisterChange, register_of, replace_absences, replace_register
from countersign.store.register_file import (
    COLUMNS,
    EXPECTED,
    HOLDS_IT_TOO,
    MORE_COLUMNS,
    RegisterError,
    read_register,
)
from countersign.store.tables import RegisterChangeRow
from tests.store.changes import AT

HEADER = ",".join(COLUMNS + MORE_COLUMNS)
DAY = date(2026, 12, 24)
FIRST_DAY, LAST_DAY = date(2026, 12, 1), date(2026, 12, 31)
TEAM = "community"

MANAGER = Holding("TM-1", "team_manager", TEAM, FIRST_DAY, LAST_DAY, email="tm1@council.example")
DEPUTY = MANAGER._replace(person="TM-2", acting_for="TM-1", email="tm2@council.example")
LIMITED = MANAGER._replace(agrees_up_to=Decimal("400.50"), one_off_up_to=Decimal(0))


def keep(database: Database, *lines: Holding, away: tuple[Absence, ...] = ()) -> RegisterChange:
    with database.transaction() as session:
        change = replace_register(session, lines, by="HS-1", at=AT)
        replace_absences(session, away, by="HS-1", at=AT)
        return change


def register(database: Database) -> Register:
    """The register as the rules read it."""
    with database.begin() as connection:
        return register_of(connection)


def on_duty(database: Database, on: date) -> list[str]:
    """Who is there for the team manager on a day."""
    return [contactable.person for contactable in register(database).holders("team_manager", TEAM, on)]


def problems_in(*rows: str) -> list[tuple[int, str, str]]:
    with pytest.raises(RegisterError) as refused:
        read_register("\n".join((HEADER, *rows)), "register.csv")
    return [(line, column, expected) for line, column, expected in refused.value.problems]


# Limits of their own, and acting, in a file


@pytest.mark.rule("ROUTE-1", "ROUTE-9")
def test_limits_and_acting_are_read_where_the_file_has_those_columns() -> None:
    rows = (
        "TM-1,team_manager,community,2026-12-01,2026-12-31,tm1@council.example,400.50,0,",
        "TM-2,team_manager,community,2026-12-01,2026-12-31,tm2@council.example,,,TM-1",
    )

    assert read_register("\n".join((HEADER, *rows)), "register.csv") == (LIMITED, DEPUTY)


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("limit", "good"),
    [
        pytest.param("", True, id="none: the role's own"),
        pytest.param("0", True, id="nothing"),
        pytest.param("400", True, id="pounds"),
        pytest.param("400.5", True, id="one place"),
        pytest.param("400.50", True, id="pence"),
        pytest.param("400.505", False, id="parts of a penny"),
        pytest.param("1000000.00", True, id="a million"),
        pytest.param("1000000.01", False, id="a penny more"),
        pytest.param("1,000", False, id="a comma"),
        pytest.param("£400", False, id="a sign"),
        pytest.param("-1", False, id="less than nothing"),
        pytest.param("1e3", False, id="another way of writing"),
    ],
)
@pytest.mark.parametrize("column", ["agrees_up_to", "one_off_up_to"])
def test_a_limit_is_pounds_and_pence_and_nothing_else(column: str, limit: str, good: bool) -> None:
    written = f'"{limit}"'
    columns = f"{written}," if column == "agrees_up_to" else f",{written}"
    row = f"TM-1,team_manager,community,2026-12-01,,,{columns},"
    if good:
        (line,) = read_register(f"{HEADER}\n{row}", "register.csv")
        assert getattr(line, column) == (Decimal(limit) if limit else None)
    else:
        assert problems_in(row) == [(2, column, EXPECTED[column])]


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("acting", "problem"),
    [
        pytest.param("TM-2,team_manager,community,2026-12-01,2026-12-31,,,,TM-1", None, id="on the very same days"),
        pytest.param(
            "TM-2,team_manager,community,2026-12-01,2027-01-01,,,,TM-1", ("acting_for", HOLDS_IT_TOO), id="a day longer"
        ),
        pytest.param(
            "TM-2,team_manager,community,2026-11-30,2026-12-31,,,,TM-1", ("acting_for", HOLDS_IT_TOO), id="a day sooner"
        ),
        pytest.param("TM-2,team_manager,,2026-12-01,2026-12-31,,,,TM-1", ("acting_for", HOLDS_IT_TOO), id="more teams"),
        pytest.param(
            "TM-2,call_lead,community,2026-12-01,2026-12-31,,,,TM-1", ("acting_for", HOLDS_IT_TOO), id="another role"
        ),
        pytest.param(
            "TM-2,team_manager,community,2026-12-01,2026-12-31,,,,TM-3",
            ("acting_for", HOLDS_IT_TOO),
            id="for somebody who is not in the file",
        ),
        pytest.param(
            "TM-2,team_manager,community,2026-12-01,,,,,TM-1",
            ("ends", "a date: nobody acts for somebody without an end"),
            id="without an end",
        ),
        pytest.param(
            "TM-2,team_manager,community,2026-12-01,2026-12-31,,,,TM-2",
            ("acting_for", EXPECTED["acting_for"]),
            id="for oneself",
        ),
        pytest.param(
            "TM-2,team_manager,community,2026-12-01,2026-12-31,,,,Jo Bloggs",
            ("acting_for", EXPECTED["acting_for"]),
            id="for a name",
        ),
    ],
)
def test_acting_is_dated_and_for_somebody_who_holds_the_role(acting: str, problem: tuple[str, str] | None) -> None:
    own = "TM-1,team_manager,community,2026-12-01,2026-12-31,,,,"
    if problem is None:
        assert len(read_register(f"{HEADER}\n{own}\n{acting}", "register.csv")) == 2
    else:
        assert problems_in(own, acting) == [(3, *problem)]


@pytest.mark.rule("ROUTE-9")
def test_one_person_may_hold_a_role_and_act_in_it_for_two_others(database: Database) -> None:
    others = [MANAGER._replace(person=f"TM-{number}") for number in (1, 3)]
    acting = [DEPUTY._replace(acting_for=other.person) for other in others]

    change = keep(database, *others, MANAGER._replace(person="TM-2"), *acting)

    assert change == RegisterChange(added=5, changed=0, removed=0)


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
@pytest.mark.parametrize(
    ("changes", "was", "now"),
    [
        pytest.param(
            {"agrees_up_to": Decimal(300)}, {"agrees_up_to": Decimal("400.50")}, {"agrees_up_to": 300}, id="a limit"
        ),
        pytest.param({"one_off_up_to": None}, {"one_off_up_to": 0}, {"one_off_up_to": None}, id="a limit taken away"),
        pytest.param({"ends": None}, {"ends": LAST_DAY}, {"ends": None}, id="its end"),
        pytest.param({"email": ""}, {}, {}, id="an address, which the audit does not hold"),
    ],
)
def test_a_file_that_changes_a_line_leaves_in_the_audit_what_it_was(
    database: Database, changes: dict[str, Any], was: dict[str, Any], now: dict[str, Any]
) -> None:
    keep(database, LIMITED)
    assert keep(database, LIMITED._replace(**changes)) == RegisterChange(added=0, changed=1, removed=0)

    with database.transaction() as session:
        given, changed = history(session)
        details = session.scalars(select(RegisterChangeRow.detail)).all()
    assert (given.what, changed.what, changed.by, changed.at) == ("granted", "changed", "HS-1", AT)
    for line, of_it in ((changed.was, was), (changed.now, now)):
        assert isinstance(line, HoldingSeen)
        assert {name: getattr(line, name) for name in of_it} == of_it
    assert "email" not in {name for detail in details for line in detail.values() for name in line}


# As the rules read it


@pytest.mark.rule("ROUTE-9", "ROUTE-10")
def test_the_rules_read_limits_to_the_penny_whom_somebody_acts_for_and_who_is_away(database: Database) -> None:
    keep(database, LIMITED, DEPUTY, away=(Absence("TM-1", DAY, None), Absence("TM-2", FIRST_DAY, FIRST_DAY)))

    assert register(database) == Register(
        (
            Holding(
                "TM-1",
                "team_manager",
                TEAM,
                FIRST_DAY,
                LAST_DAY,
                Decimal("400.50"),
                Decimal(0),
                email="tm1@council.example",
            ),
            Holding("TM-2", "team_manager", TEAM, FIRST_DAY, LAST_DAY, None, None, "TM-1", email="tm2@council.example"),
        ),
        (Absence("TM-1", DAY, None), Absence("TM-2", FIRST_DAY, FIRST_DAY)),
    )


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("on", "people"),
    [
        pytest.param(date(2026, 12, 20), ["TM-1"], id="the day before"),
        pytest.param(date(2026, 12, 21), ["TM-2"], id="the first day away"),
        pytest.param(date(2026, 12, 28), ["TM-2"], id="the last day away"),
        pytest.param(date(2026, 12, 29), ["TM-1"], id="the day after"),
    ],
)
def test_whoever_is_away_is_left_out_and_whoever_acts_for_them_stands_in(
    database: Database, on: date, people: list[str]
) -> None:
    keep(database, MANAGER, DEPUTY, away=(Absence("TM-1", date(2026, 12, 21), date(2026, 12, 28)),))

    assert on_duty(database, on) == people
    assert register(database).is_away("TM-1", on) is (people == ["TM-2"])


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("away", "people"),
    [
        pytest.param((), ["TM-1", "TM-3"], id="nobody"),
        pytest.param(("TM-1",), ["TM-2", "TM-3"], id="whom somebody acts for"),
        pytest.param(("TM-3",), ["TM-1"], id="whom nobody acts for"),
        pytest.param(("TM-1", "TM-2"), ["TM-3"], id="both, and who acts"),
        pytest.param(("TM-1", "TM-2", "TM-3"), [], id="everybody"),
    ],
)
def test_who_holds_a_role_follows_from_who_is_away(
    database: Database, away: tuple[str, ...], people: list[str]
) -> None:
    absences = tuple(Absence(person, DAY, DAY) for person in away)
    keep(database, MANAGER, DEPUTY, MANAGER._replace(person="TM-3"), away=absences)

    assert on_duty(database, DAY) == people


@pytest.mark.rule("ROUTE-9")
def test_who_stands_in_is_reached_at_their_own_address(database: Database) -> None:
    keep(database, MANAGER, DEPUTY, away=(Absence("TM-1", DAY, None),))

    (stands_in,) = register(database).holders("team_manager", TEAM, DAY)
    assert stands_in.email == "tm2@council.example"


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(("on", "count"), [(LAST_DAY, 1), (date(2027, 1, 1), 0)], ids=["its last day", "the day after"])
def test_acting_ends_on_its_date_though_the_other_is_still_away(database: Database, on: date, count: int) -> None:
    own = MANAGER._replace(ends=None)
    keep(database, own, DEPUTY, away=(Absence("TM-1", DAY, None),))

    assert len(on_duty(database, on)) == count


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(("on", "count"), [(DAY, 1), (date(2026, 12, 25), 0)], ids=["its last day", "the day after"])
def test_nobody_stands_in_for_whoever_no_longer_holds_the_role(database: Database, on: date, count: int) -> None:
    keep(database, MANAGER._replace(ends=DAY), DEPUTY, away=(Absence("TM-1", FIRST_DAY, None),))

    assert len(on_duty(database, on)) == count


def test_the_audit_keeps_a_moment_of_its_own_where_none_is_given(database: Database) -> None:
    begun = datetime.now(UTC)
    with database.transaction() as session:
        replace_register(session, (MANAGER,))
    with database.transaction() as session:
        (change,) = history(session)
    assert begun <= change.at <= datetime.now(UTC)
