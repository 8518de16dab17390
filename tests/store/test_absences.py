"""ROUTE-9: who is away, from which day to which: one by one, or from a file that is taken whole or not at all."""

from datetime import date

import pytest

from countersign.careplan.register import Absence
from countersign.queries.register import history, last_change
from countersign.store.database import Database
from countersign.store.register import RegisterChange, replace_absences
from countersign.store.register_file import RegisterError, read_absences
from tests.store.changes import AT, BY, MANAGER, OTHER, away, back, day, granted, lines, of, reasons

# Away, and back


@pytest.mark.rule("ROUTE-9")
def test_somebody_is_away_until_the_day_before_they_are_back(database: Database) -> None:
    of(database, granted(MANAGER), away("TM-1", day(10)), back("TM-1", day(20)))

    is_away = {number: lines(database, day(number))[0].away is not None for number in (9, 10, 19, 20)}
    assert is_away == {9: False, 10: True, 19: True, 20: False}


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

    assert bool(change.lines) is is_taken


@pytest.mark.rule("ROUTE-9")
def test_whoever_comes_back_on_the_first_day_was_never_away_and_may_go_again(database: Database) -> None:
    *_, at_once, again = of(
        database, granted(MANAGER), away("TM-1", day(10)), back("TM-1", day(10)), away("TM-1", day(10), day(12))
    )

    assert at_once.lines == (Absence("TM-1", day(10), day(9)),)
    assert again.lines == (Absence("TM-1", day(10), day(12)),)


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
    absences = read_absences(
        "person,starts,ends\nTM-1,2026-12-20,2026-12-24\nTM-2,2026-12-03,\nTM-2,2026-11-01,2026-11-02\n",
        "absences.csv",
        {"TM-1", "TM-2"},
    )

    before, change, _, changes = of(
        database,
        last_change,
        lambda session: replace_absences(session, absences, by=BY, at=AT),
        lambda session: replace_absences(session, absences, by=BY, at=AT),
        history,
    )

    assert change == RegisterChange(added=1, changed=1, removed=1)
    assert [(made.what, made.person) for made in changes if made.number > before] == [
        ("not away", "TM-1"),
        ("away", "TM-1"),
        ("away", "TM-2"),
    ]
