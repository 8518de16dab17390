"""Reads councils' schemes from their folder, and knows England's bank holidays."""

import tomllib
from datetime import date
from pathlib import Path

import holidays

from careplan.scheme import Scheme, SchemeError, read_scheme
from careplan.working_time import WorkingDays, working_days


class UnknownSchemeError(KeyError):
    """No scheme of that name is in the folder."""


_ENGLAND = holidays.country_holidays("GB", subdiv="ENG")


def is_bank_holiday(day: date) -> bool:
    """Whether a day is a bank holiday in England. Source: the `holidays` library, pinned."""
    return day in _ENGLAND


class Schemes:
    """Every scheme in a folder, read and validated when a process starts, never half-way through a plan."""

    def __init__(self, folder: Path) -> None:
        """Raises SchemeError for the first file that cannot be used, naming everything that is wrong with it."""
        self._schemes: dict[str, Scheme] = {}
        for path in sorted(folder.glob("*.toml")):
            try:
                data = tomllib.loads(path.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise SchemeError(path.name, [f"is not TOML: {error}"]) from None
            scheme = read_scheme(data, path.name)
            if scheme.scheme.name != path.stem:
                raise SchemeError(path.name, [f"scheme.name: must be the file's own name, {path.stem!r}"])
            self._schemes[scheme.scheme.name] = scheme
        if not self._schemes:
            raise SchemeError(str(folder), ["holds no scheme: put at least one .toml file in it"])
        is_bank_holiday(date(2026, 1, 1))  # the library loads a year on first use, which is slow: not during a plan

    def named(self, name: str) -> Scheme:
        """The scheme of that name. Raises UnknownSchemeError."""
        try:
            return self._schemes[name]
        except KeyError:
            raise UnknownSchemeError(name) from None

    def names(self) -> tuple[str, ...]:
        """Every scheme there is."""
        return tuple(self._schemes)

    def days(self, scheme: Scheme) -> WorkingDays:
        """The working days of a council."""
        return working_days(scheme, is_bank_holiday)
