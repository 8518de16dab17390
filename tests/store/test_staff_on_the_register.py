"""SUB-8 · What the register says of staff besides their roles: name, telephone, manager, for whom they submit."""

from datetime import date

import pytest

from countersign.careplan.register import Holding, Register
from countersign.store.database import Database
from countersign.store.register import RegisterChange, register_of, replace_register
from countersign.store.register_file import COLUMNS, EXPECTED, MORE_COLUMNS, STAFF_COLUMNS, RegisterError, read_register

FIRST_DAY, TODAY = date(2026, 4, 1), date(2026, 11, 16)
CLARE = Holding(
    "sw-1042",
    "practitioner",
    "community",
    FIRST_DAY,
    None,
    name="Clare Whitfield",
    telephone="01632 960142",
    line_manager="tm-201",
)
ADMIN = Holding("adm-7", "administrator", None, FIRST_DAY, None, submits_for=("sw-1042", "sw-1115"))
VALUES = {
    "person": "sw-1042",
    "role": "practitioner",
    "team": "community",
    "starts": "2026-04-01",
    "name": "Clare Whitfield",
    "telephone": "01632 960142",
    "line_manager": "tm-201",
}


def file_of(columns: tuple[str, ...], **values: str) -> str:
    row = ",".join((VALUES | values).get(column, "") for column in columns)
    return f"{','.join(columns)}\n{row}\n"


@pytest.mark.rule("SUB-8")
@pytest.mark.parametrize(
    ("columns", "knows_staff"),
    [
        pytest.param(COLUMNS, False, id="as it was"),
        pytest.param(COLUMNS + MORE_COLUMNS, False, id="with limits, as it was"),
        pytest.param(COLUMNS + STAFF_COLUMNS, True, id="with staff"),
        pytest.param(COLUMNS + MORE_COLUMNS + STAFF_COLUMNS, True, id="with limits and staff"),
    ],
)
def test_a_file_is_read_with_or_without_them(columns: tuple[str, ...], knows_staff: bool) -> None:
    (line,) = read_register(file_of(columns), "register.csv")
    nothing = {"name": "", "telephone": "", "line_manager": ""}
    assert line == (CLARE if knows_staff else CLARE._replace(**nothing))


@pytest.mark.rule("SUB-8")
@pytest.mark.parametrize(
    ("column", "value", "good"),
    [
        pytest.param("name", "", True, id="no name"),
        pytest.param("name", "Zoë O'Hale-Ray", True, id="a name"),
        pytest.param("name", "Sw Clare", True, id="a name of which two letters stand in the reference"),
        pytest.param("telephone", "+44 (0)1632 960142 x12", True, id="a telephone"),
        pytest.param("telephone", "ask at the desk", False, id="no telephone"),
        pytest.param("line_manager", "tm-201", True, id="somebody else"),
        pytest.param("line_manager", "sw-1042", False, id="nobody is their own line manager"),
        pytest.param("line_manager", "The Manager", False, id="a name for a manager"),
        pytest.param("submits_for", "sw-1115 sw-1090", True, id="for two"),
        pytest.param("submits_for", "sw-1042", False, id="for themselves, which needs no leave"),
        pytest.param("submits_for", "sw-1115;sw-1090", False, id="two in one"),
        pytest.param("submits_for", "everybody", False, id="for everybody"),
    ],
)
def test_each_of_them_takes_its_own_shape(column: str, value: str, good: bool) -> None:
    text = file_of(COLUMNS + STAFF_COLUMNS, **{column: value})
    if good:
        assert len(read_register(text, "register.csv")) == 1
        return
    with pytest.raises(RegisterError) as refused:
        read_register(text, "register.csv")
    assert [(problem.column, problem.expected) for problem in refused.value.problems] == [(column, EXPECTED[column])]


@pytest.mark.rule("SUB-8")
def test_a_reference_that_is_its_own_persons_name_is_refused() -> None:
    with pytest.raises(RegisterError) as refused:
        read_register(file_of(COLUMNS + STAFF_COLUMNS, person="clare42"), "register.csv")
    assert [problem.column for problem in refused.value.problems] == ["name"]
    assert "Clare" not in str(refused.value)


@pytest.mark.rule("SUB-8")
def test_they_are_kept_and_what_changes_is_counted(database: Database) -> None:
    def keep(*lines: Holding) -> RegisterChange:
        with database.transaction() as session:
            return replace_register(session, lines)

    assert keep(CLARE, ADMIN) == RegisterChange(2, 0, 0)
    with database.begin() as connection:
        assert register_of(connection) == Register((ADMIN, CLARE))
    assert keep(CLARE, ADMIN) == RegisterChange(0, 0, 0)
    assert keep(CLARE._replace(telephone="01632 960143"), ADMIN) == RegisterChange(0, 1, 0)
    assert keep(CLARE._replace(line_manager="tm-202"), ADMIN._replace(submits_for=())) == RegisterChange(0, 2, 0)


@pytest.mark.rule("SUB-8")
def test_the_newest_line_that_says_it_counts() -> None:
    older = CLARE._replace(role="duty_team", starts=date(2020, 1, 1), line_manager="tm-9", telephone="01632 960000")
    newer = CLARE._replace(role="lead", starts=date(2026, 6, 1), name="", telephone="", line_manager="tm-202")
    ended = CLARE._replace(role="old", starts=date(2026, 7, 1), ends=date(2026, 7, 2), line_manager="tm-203")
    register = Register((older, CLARE, newer, ended))
    assert register.line_manager_of("sw-1042", TODAY) == "tm-202"
    assert register.telephone_of("sw-1042", TODAY) == "01632 960142"
    assert register.name_of("sw-1042", TODAY) == "Clare Whitfield"
    assert register.line_manager_of("sw-1042", date(2026, 5, 1)) == "tm-201"
    assert register.name_of("zz-9", TODAY) == ""


@pytest.mark.rule("SUB-8")
@pytest.mark.parametrize(
    ("on", "practitioner", "may"),
    [
        (date(2026, 3, 31), "sw-1042", False),
        (date(2026, 4, 1), "sw-1042", True),
        (TODAY, "sw-1115", True),
        (TODAY, "sw-1090", False),
    ],
    ids=["the day before the line begins", "its first day", "for the other", "for somebody else"],
)
def test_somebody_submits_for_others_between_the_lines_dates(on: date, practitioner: str, may: bool) -> None:
    assert Register((ADMIN,)).submits_for("adm-7", practitioner, on) is may
