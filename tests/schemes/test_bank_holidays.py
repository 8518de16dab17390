"""The bank holidays of England, for several threads at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import holidays
import pytest

from countersign.schemes.reader import is_bank_holiday

NEW_YEAR = date(2093, 1, 1)
"""A Thursday, of a year that nothing else asks about."""


@pytest.mark.rule("TIME-1")
def test_a_year_that_another_thread_is_just_loading_has_its_bank_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    library = type(holidays.country_holidays("GB", subdiv="ENG"))
    populate = library._populate  # pyright: ignore[reportPrivateUsage]
    begun, go_on = threading.Event(), threading.Event()

    def slowly(self: holidays.HolidayBase, year: int) -> None:
        if threading.current_thread().name.startswith("another"):
            begun.set()
            assert go_on.wait(20)
        populate(self, year)

    monkeypatch.setattr(library, "_populate", slowly)
    with ThreadPoolExecutor(1, "another") as another:
        loading = another.submit(is_bank_holiday, NEW_YEAR)
        assert begun.wait(20)
        here = is_bank_holiday(NEW_YEAR)
        go_on.set()
        assert (here, loading.result()) == (True, True)


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("day", "is_one"),
    [(date(2027, 1, 1), True), (date(2026, 12, 28), True), (date(2026, 12, 29), False), (date(2027, 12, 28), True)],
)
def test_bank_holidays_and_the_days_beside_them(day: date, *, is_one: bool) -> None:
    assert is_bank_holiday(day) is is_one
