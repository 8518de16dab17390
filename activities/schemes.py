"""Reads councils' schemes from their folder, one file for each edition, and knows England's bank holidays."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

import holidays

from careplan.scheme import Scheme, SchemeError, completed, read_scheme
from careplan.working_time import WorkingDays, working_days


class UnknownSchemeError(KeyError):
    """No edition of a scheme of that name is in force on that day."""


_ENGLAND = holidays.country_holidays("GB", subdiv="ENG")


def is_bank_holiday(day: date) -> bool:
    """Whether a day is a bank holiday in England. Source: the `holidays` library, pinned."""
    return day in _ENGLAND


class Schemes:
    """Every edition of every scheme in a folder, read when a process starts, never half-way through a plan.

    A file is one edition: `procedure.toml`, or with its date `procedure.2027-04-01.toml`. It is in force from its
    date until a later edition is.
    """

    def __init__(self, folder: Path) -> None:
        """Raises SchemeError for the first file that cannot be used, naming everything that is wrong with it."""
        read = read_files(sorted(folder.glob("*.toml")))
        if read.errors:
            raise read.errors[0]
        self._editions: dict[str, list[Scheme]] = {}
        for file in read.files:
            self._editions.setdefault(file.scheme.scheme.name, []).append(file.scheme)
        if not self._editions:
            raise SchemeError(str(folder), ["holds no scheme: put at least one .toml file in it"])
        for editions in self._editions.values():
            editions.sort(key=lambda scheme: scheme.scheme.in_force_from)
        is_bank_holiday(date(2026, 1, 1))  # the library loads a year on first use, which is slow: not during a plan

    def in_force(self, name: str, on: date) -> Scheme:
        """The edition of a scheme that is in force on a day. Raises UnknownSchemeError."""
        editions = [one for one in self._editions.get(name, ()) if one.scheme.in_force_from <= on]
        if not editions:
            raise UnknownSchemeError(name)
        return editions[-1]

    def names(self) -> tuple[str, ...]:
        """Every scheme there is."""
        return tuple(self._editions)

    def editions(self, name: str) -> tuple[Scheme, ...]:
        """Every edition of a scheme, the earliest first; none if there is no such scheme."""
        return tuple(self._editions.get(name, ()))

    def days(self, scheme: Scheme) -> WorkingDays:
        """The working days of a council."""
        return working_days(scheme, is_bank_holiday)


class SchemeFile(NamedTuple):
    """One file that can be used: the tables that it has itself, and the scheme with those of its base."""

    path: Path
    own: Mapping[str, Any]
    scheme: Scheme


class ReadFiles(NamedTuple):
    """What came of reading some files: those that can be used, and for each other one everything wrong with it."""

    files: tuple[SchemeFile, ...]
    errors: tuple[SchemeError, ...]


def read_files(paths: Iterable[Path], beside: Iterable[Path] = ()) -> ReadFiles:
    """Read files, each an edition. `beside`: other files, whose editions these may be based on."""
    errors: list[SchemeError] = []
    documents: dict[Path, dict[str, Any]] = {}
    for path in paths:
        try:
            documents[path] = _read(path)
        except SchemeError as error:
            errors.append(error)
    bases = {_edition_of(document): document for document in (*_readable(beside), *documents.values())}
    files: list[SchemeFile] = []
    editions: dict[str, Path] = {}
    for path, document in documents.items():
        try:
            scheme = read_scheme(_completed(document, bases, path.name), path.name)
            _is_its_file(scheme, path)
            _is_the_only_one(path, editions.setdefault(scheme.edition, path), scheme.edition)
        except SchemeError as error:
            errors.append(error)
        else:
            files.append(SchemeFile(path, document, scheme))
    return ReadFiles(tuple(files), tuple(errors))


def _is_the_only_one(path: Path, first: Path, edition: str) -> None:
    if path != first:
        raise SchemeError(path.name, [f"scheme: {first.name} is {edition} already; an edition is one file"])


def _readable(paths: Iterable[Path]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in paths:
        try:
            found.append(_read(path))
        except SchemeError:
            continue
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SchemeError(path.name, [f"cannot be read: {error.strerror}"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemeError(path.name, [f"is not TOML: {error}"]) from None


def _head(document: Mapping[str, Any]) -> Mapping[str, Any]:
    head = document.get("scheme")
    return cast("Mapping[str, Any]", head) if isinstance(head, Mapping) else {}


def _edition_of(document: Mapping[str, Any]) -> str:
    head = _head(document)
    return f"{head.get('name')}@{head.get('in_force_from')}"


def _completed(document: Mapping[str, Any], bases: Mapping[str, Mapping[str, Any]], file: str) -> Mapping[str, Any]:
    """The document with the tables of what it is based on. Only one step deep: a base stands by itself."""
    wanted = _head(document).get("based_on")
    if wanted is None:
        return document
    base = bases.get(str(wanted))
    if base is None:
        raise SchemeError(file, [f"scheme.based_on: there is no edition {wanted!r} here ({', '.join(sorted(bases))})"])
    if "based_on" in _head(base):
        raise SchemeError(file, [f"scheme.based_on: {wanted!r} is itself based on another; name that one"])
    return completed(document, base)


def _is_its_file(scheme: Scheme, path: Path) -> None:
    """The file's name says which edition it is, so that nobody looks for it in the wrong place."""
    name, _, day = path.stem.partition(".")
    if scheme.scheme.name != name:
        raise SchemeError(path.name, [f"scheme.name: must be the file's own name, {name!r}"])
    if day and scheme.scheme.in_force_from.isoformat() != day:
        raise SchemeError(path.name, [f"scheme.in_force_from: must be the date in the file's name, {day}"])
