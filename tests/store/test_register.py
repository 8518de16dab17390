"""ROUTE-1, ROUTE-10: the register of who holds which role is read whole or not at all, and fails closed."""

from datetime import date
from threading import Barrier, Thread

import pytest

from countersign.careplan.register import Contactable, Holding, Register
from countersign.store.database import Database
from countersign.store.register import RegisterChange, register_of, replace_register
from countersign.store.register_file import CLOSED, COLUMNS, EXPECTED, Problem, RegisterError, read_register
from tests.support.builders import TEAMS

HEADER = ",".join(COLUMNS)
FIRST_DAY, LAST_DAY = date(2026, 4, 1), date(2026, 9, 30)
DAY_BEFORE, DAY_AFTER = date(2026, 3, 31), date(2026, 10, 1)

MANAGER = Holding("TM-104", "team_manager", "community", FIRST_DAY, LAST_DAY, email="tm104@council.example")
SERVICE = Holding("SM-7", "service_manager", None, FIRST_DAY, None, email="sm7@council.example")


def file_of(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


def problems_in(text: str) -> tuple[Problem, ...]:
    with pytest.raises(RegisterError) as refused:
        read_register(text, "register.csv")
    return refused.value.problems


def keep(database: Database, *lines: Holding) -> RegisterChange:
    with database.transaction() as session:
        return replace_register(session, lines)


def register(database: Database) -> Register:
    """The register as the rules read it."""
    with database.begin() as connection:
        return register_of(connection)


def people_of(database: Database) -> list[str]:
    return [holding.person for holding in register(database).holdings]


# Reading the file


@pytest.mark.rule("ROUTE-1")
def test_a_good_file_is_read_line_by_line() -> None:
    text = file_of(
        "TM-104,team_manager,community,2026-04-01,2026-09-30,tm104@council.example",
        "SM-7,service_manager,,2026-04-01,,sm7@council.example",
    )
    assert read_register(text, "register.csv") == (MANAGER, SERVICE)


@pytest.mark.parametrize("team", TEAMS)
def test_every_team_may_be_named(team: str) -> None:
    (line,) = read_register(file_of(f"TM-104,team_manager,{team},2026-04-01,,"), "register.csv")
    assert line == Holding("TM-104", "team_manager", team, FIRST_DAY, None)


def test_a_file_from_a_spreadsheet_is_read_as_well() -> None:
    text = (
        "\ufeffperson,role,team,starts,ends,email\r\n"
        '"TM-104", team_manager ,community,2026-04-01,2026-09-30,tm104@council.example\r\n'
        "\r\n"
        "SM-7,service_manager,,2026-04-01,,sm7@council.example"
    )
    assert read_register(text, "register.csv") == (MANAGER, SERVICE)


def test_one_person_may_hold_several_roles_teams_and_periods() -> None:
    text = file_of(
        "TM-104,team_manager,community,2026-04-01,2026-09-30,",
        "TM-104,team_manager,transition,2026-04-01,2026-09-30,",
        "TM-104,team_manager,community,2026-10-01,,",
        "TM-104,duty,community,2026-04-01,,",
        "TM-104,team_manager,,2026-04-01,,",
    )
    assert len(read_register(text, "register.csv")) == 5


@pytest.mark.rule("ROUTE-1")
def test_every_bad_row_is_named_at_once() -> None:
    text = file_of(
        "Jo Bloggs,team_manager,community,2026-04-01,,",
        "TM-104,Team Manager,community,2026-04-01,,",
        "TM-104,team_manager,the community team,2026-04-01,,",
        "TM-104,team_manager,community,01/04/2026,,",
        "TM-104,team_manager,community,2026-04-01,2026-02-30,",
        "TM-104,team_manager,community,2026-04-01,,not an address",
        "TM-104,team_manager,community,2026-04-01,2026-03-31,",
        "TM-104,team_manager,community,2026-04-01",
        "TM-104,team_manager,community,2026-04-01,,,more,and",
        "TM-104,team_manager,community,2026-04-01,,",
        "SM-7,service_manager,,2026-04-01,,",
        "TM-104,team_manager,community,2026-04-01,2027-03-31,tm104@council.example",
        ",,,a@council.example,,",
        'SM-8,service_manager,,2026-04-01,,"sm8@council.example',
    )
    assert problems_in(text) == (
        Problem(2, "person", EXPECTED["person"]),
        Problem(3, "role", EXPECTED["role"]),
        Problem(4, "team", EXPECTED["team"]),
        Problem(5, "starts", EXPECTED["starts"]),
        Problem(6, "ends", EXPECTED["ends"]),
        Problem(7, "email", EXPECTED["email"]),
        Problem(8, "ends", "a date on or after the one in `starts`"),
        Problem(9, "the whole line", "6 columns, not 4"),
        Problem(10, "the whole line", "6 columns, not 8"),
        Problem(13, "person", "each person, role, team and start once; this is line 11 again"),
        Problem(14, "person", EXPECTED["person"]),
        Problem(14, "role", EXPECTED["role"]),
        Problem(14, "starts", EXPECTED["starts"]),
        Problem(15, "the whole line", CLOSED),
    )


def test_the_error_names_the_file_and_line_and_never_repeats_what_stood_there() -> None:
    text = file_of("Jo Bloggs,team_manager,community,2026-04-01,,jo bloggs", "SM-7,service_manager,,soon,,")
    with pytest.raises(RegisterError) as refused:
        read_register(text, "april.csv")
    said = str(refused.value)
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "april.csv, line 2, person",
        "april.csv, line 2, email",
        "april.csv, line 3, starts",
    ]
    assert "expected a date such as 2026-04-01" in said
    assert "bloggs" not in said.lower()


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("", id="none"),
        pytest.param("person,role,team,starts,ends", id="a column short"),
        pytest.param("person,role,team,starts,ends,email,notes", id="a column more"),
        pytest.param(f"{HEADER},agrees_up_to", id="only some of the columns that may follow"),
        pytest.param("person,role,team,ends,starts,email", id="another order"),
        pytest.param("TM-104,team_manager,community,2026-04-01,,", id="a holding in its place"),
    ],
)
def test_without_its_header_a_file_is_not_read(header: str) -> None:
    text = f"{header}\nTM-104,team_manager,community,2026-04-01,,\n" if header else ""
    expected = (
        f"{HEADER}, with or without agrees_up_to,one_off_up_to,acting_for after these, and with or without "
        "name,telephone,line_manager,submits_for after all others"
    )
    assert problems_in(text) == (Problem(1, "header", expected),)


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize("text", [HEADER, HEADER + "\n\n\n"])
def test_a_file_with_no_holding_is_refused_rather_than_taken_to_remove_everybody(text: str) -> None:
    assert [problem.column for problem in problems_in(text)] == ["the whole file"]


@pytest.mark.parametrize(
    ("column", "value", "good"),
    [
        pytest.param("person", "A1", True, id="a reference of two characters"),
        pytest.param("person", "AB", False, id="a reference without a digit, which could be a name"),
        pytest.param("person", "A", False, id="a reference of one"),
        pytest.param("person", "1" * 64, True, id="a reference of 64"),
        pytest.param("person", "A" * 65, False, id="a reference of 65"),
        pytest.param("person", "jo@council.example", False, id="an address for a reference"),
        pytest.param("person", '"AB\nCD"', False, id="a reference over two lines"),
        pytest.param("role", "dutyrole", True, id="a role"),
        pytest.param("role", "r", False, id="a role of one letter"),
        pytest.param("role", "Duty", False, id="a role with a capital"),
        pytest.param("team", "", True, id="all teams"),
        pytest.param("team", "COMMUNITY", False, id="a team in capitals"),
        pytest.param("team", "all", False, id="all teams, in a word"),
        pytest.param("starts", "", False, id="no start"),
        pytest.param("starts", "20260401", False, id="a start without hyphens"),
        pytest.param("starts", "2026-W14-3", False, id="a start by its week"),
        pytest.param("starts", "2026-04-01T00:00", False, id="a start with a time"),
        pytest.param("starts", "2025-02-29", False, id="a start on a day that was not"),
        pytest.param("starts", "2024-02-29", True, id="a start on a leap day"),
        pytest.param("ends", "2026-04-01", True, id="an end on the day of the start"),
        pytest.param("ends", "2026-03-31", False, id="an end on the day before the start"),
        pytest.param("ends", "never", False, id="an end in a word"),
        pytest.param("email", "a.b+c@sub.council.example", True, id="an address"),
        pytest.param("email", "a@council", False, id="an address without a domain"),
        pytest.param("email", "a b@council.example", False, id="an address with a space"),
        pytest.param("email", "a@b@council.example", False, id="an address with two signs"),
        pytest.param("email", "a@council..example", False, id="an address with two dots"),
        pytest.param("email", "Jo <a@council.example>", False, id="an address with a name"),
        pytest.param("email", '"a@council.example\nBcc: b@c.example"', False, id="an address over two lines"),
        pytest.param("email", "a@" + ("b" * 60 + ".") * 4 + "example", True, id="an address of 253 characters"),
        pytest.param("email", "a@" + "b" * 245 + ".example", False, id="an address of 255"),
    ],
)
def test_each_column_takes_its_own_shape_and_no_other(column: str, value: str, good: bool) -> None:
    row = {"person": "TM-104", "role": "team_manager", "team": "", "starts": "2026-04-01", "ends": "", "email": ""}
    text = file_of(",".join((row | {column: value})[name] for name in COLUMNS))
    if good:
        assert len(read_register(text, "register.csv")) == 1
    else:
        assert [(problem.line, problem.column) for problem in problems_in(text)] == [(2, column)]


def test_a_row_after_one_that_spans_lines_still_has_its_own_number() -> None:
    text = file_of('TM-104,team_manager,"\n\n",2026-04-01,,', "SM-7,service_manager,,soon,,")
    assert problems_in(text) == (Problem(5, "starts", EXPECTED["starts"]),)


# Replacing the register


@pytest.mark.rule("ROUTE-1")
def test_the_register_becomes_equal_to_the_lines(database: Database) -> None:
    assert keep(database, MANAGER, SERVICE) == RegisterChange(added=2, changed=0, removed=0)
    assert register(database) == Register((SERVICE, MANAGER))


def test_replacing_it_by_the_same_lines_changes_nothing(database: Database) -> None:
    keep(database, MANAGER, SERVICE)
    assert keep(database, SERVICE, MANAGER) == RegisterChange(added=0, changed=0, removed=0)


def test_what_was_added_changed_and_removed_is_counted(database: Database) -> None:
    keep(database, MANAGER, SERVICE)
    duty = Holding("DT-1", "duty", None, FIRST_DAY, None)
    change = keep(database, MANAGER._replace(ends=None), duty)
    assert change == RegisterChange(added=1, changed=1, removed=1)
    assert [(holding.person, holding.ends) for holding in register(database).holdings] == [
        ("DT-1", None),
        ("TM-104", None),
    ]


def test_a_new_address_is_a_change(database: Database) -> None:
    keep(database, MANAGER)
    assert keep(database, MANAGER._replace(email="new@council.example")) == RegisterChange(0, 1, 0)
    assert register(database).email_of("TM-104", FIRST_DAY) == "new@council.example"


def test_a_holding_that_is_given_twice_changes_nothing(database: Database) -> None:
    keep(database, MANAGER)
    with pytest.raises(ValueError, match="stands in two lines"):
        keep(database, SERVICE, SERVICE._replace(email=""))
    assert people_of(database) == ["TM-104"]


def test_a_replacement_is_undone_with_the_transaction_that_it_is_part_of(database: Database) -> None:
    def replace_and_fail() -> None:
        with database.transaction() as session:
            replace_register(session, (SERVICE,))
            raise InterruptedError

    keep(database, MANAGER)
    with pytest.raises(InterruptedError):
        replace_and_fail()
    assert people_of(database) == ["TM-104"]


def test_two_replacements_at_once_do_not_mix(database: Database) -> None:
    april = tuple(MANAGER._replace(person=f"AP-{number}") for number in range(10, 40))
    may = tuple(MANAGER._replace(person=f"MY-{number}") for number in range(10, 40))
    ready = Barrier(2)

    def replace(lines: tuple[Holding, ...]) -> None:
        ready.wait(timeout=10)
        keep(database, *lines)

    both = [Thread(target=replace, args=(lines,)) for lines in (april, may)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    people = set(people_of(database))
    assert people in ({holding.person for holding in april}, {holding.person for holding in may})


# Asking it


@pytest.mark.rule("ROUTE-10")
@pytest.mark.parametrize(
    ("on", "in_force"),
    [
        pytest.param(DAY_BEFORE, False, id="the day before it starts"),
        pytest.param(FIRST_DAY, True, id="the day it starts"),
        pytest.param(LAST_DAY, True, id="the day it ends"),
        pytest.param(DAY_AFTER, False, id="the day after it ends"),
    ],
)
def test_a_holding_is_in_force_from_its_first_day_to_its_last_and_no_longer(
    database: Database, on: date, in_force: bool
) -> None:
    keep(database, MANAGER)
    read = register(database)
    there = (Contactable("TM-104", "tm104@council.example"),) if in_force else ()
    assert read.holders("team_manager", "community", on) == there
    assert read.has("TM-104", on) is in_force
    assert read.email_of("TM-104", on) == ("tm104@council.example" if in_force else "")
    assert read.holdings[0].in_force(on, "community") is in_force


@pytest.mark.rule("ROUTE-10")
def test_a_holding_for_one_team_is_not_one_for_another(database: Database) -> None:
    keep(database, MANAGER)
    assert register(database).holders("team_manager", "transition", FIRST_DAY) == ()


@pytest.mark.parametrize("team", TEAMS)
def test_a_holding_for_all_teams_is_one_for_each(database: Database, team: str) -> None:
    keep(database, SERVICE)
    there = (Contactable("SM-7", "sm7@council.example"),)
    assert register(database).holders("service_manager", team, FIRST_DAY) == there


@pytest.mark.rule("ROUTE-1")
def test_a_role_that_nobody_holds_has_no_holders(database: Database) -> None:
    keep(database, MANAGER)
    assert register(database).holders("service_manager", "community", FIRST_DAY) == ()


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
def test_an_empty_register_gives_nobody_anything(database: Database) -> None:
    keep(database, MANAGER)
    assert keep(database) == RegisterChange(added=0, changed=0, removed=1)
    read = register(database)
    assert read == Register()
    assert read.holders("team_manager", "community", FIRST_DAY) == ()
    assert not read.has("TM-104", FIRST_DAY)
    assert read.email_of("TM-104", FIRST_DAY) == ""


def test_holders_are_sorted_and_each_is_named_once(database: Database) -> None:
    keep(
        database,
        MANAGER._replace(person="b-2", email="b2@council.example"),
        MANAGER._replace(person="C-3", team=None, email="everywhere@council.example"),
        MANAGER._replace(person="C-3", email="community@council.example"),
        MANAGER._replace(person="A-1", team=None, email="a1@council.example"),
        MANAGER._replace(person="A-1", email=""),
    )
    # In the order of the characters, so that capitals stand first on every database.
    assert register(database).holders("team_manager", "community", FIRST_DAY) == (
        Contactable("A-1", "a1@council.example"),
        Contactable("C-3", "community@council.example"),
        Contactable("b-2", "b2@council.example"),
    )


def test_a_person_is_reached_at_the_address_of_their_newest_holding_that_has_one(database: Database) -> None:
    keep(
        database,
        MANAGER,
        MANAGER._replace(team=None, starts=date(2026, 6, 1), email="june@council.example"),
        MANAGER._replace(role="duty", starts=date(2026, 7, 1), email=""),
    )
    read = register(database)
    assert read.email_of("TM-104", date(2026, 5, 31)) == "tm104@council.example"
    assert read.email_of("TM-104", date(2026, 6, 1)) == "june@council.example"
    assert read.email_of("TM-104", date(2026, 7, 1)) == "june@council.example"


@pytest.mark.rule("WHO-3")
def test_a_reference_in_other_capitals_is_the_same_person(database: Database) -> None:
    keep(database, MANAGER)
    read = register(database)
    assert read.has("TM-104", FIRST_DAY)
    assert read.has("tm-104", FIRST_DAY)
    assert not read.has("tm-1040", FIRST_DAY)
    assert keep(database, MANAGER._replace(person="tm-104")) == RegisterChange(0, 0, 0), "it is the same line"
    assert [line.person for line in register(database).holdings] == ["TM-104"], "as it was first written"
