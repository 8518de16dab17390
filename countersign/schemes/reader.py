"""Reads councils' schemes from their folder, a file for each edition, and knows England's bank holidays."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import holidays

from countersign.careplan.scheme import BY_PART, Scheme, SchemeError, as_far_as_right, completed, read_scheme
from countersign.careplan.working_time import WorkingDays, working_days
from countersign.casework.ports import UnknownSchemeError
from countersign.plain_files import content_of
from countersign.wording.soundness import unusable_because

SENDER = "sender.toml"
"""TELL-7: the file of a folder of schemes that says from whom letters come, and is no scheme."""


def is_bank_holiday(day: date) -> bool:
    """Whether a day is a bank holiday in England. Source: the `holidays` library, pinned."""
    return day in _bank_holidays_of(day.year)


@cache
def _bank_holidays_of(year: int) -> frozenset[date]:
    # A year is whole before anybody sees it. A table of the library fills itself in while others read it: then a thread
    # that looks up a day of a year that another one is just loading sees no bank holiday there.
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


class Schemes:
    """Every edition of every scheme in a folder. They are read when a process starts, never half-way through a plan.

    Each file is an edition: `procedure.toml`, or with its date `procedure.2027-04-01.toml`. An edition is in force from
    its date until a later edition is.
    """

    def __init__(self, folder: Path) -> None:
        """Raises SchemeError if a file cannot be used. The error names everything that is wrong, with every file."""
        read = read_files(files_in(folder))
        if len(read.unusable) == 1:
            raise read.unusable[0]
        if read.unusable:
            raise SchemeError(str(folder), [str(error) for error in read.unusable])
        self._editions: dict[str, list[Scheme]] = {}
        for file in read.files:
            self._editions.setdefault(file.scheme.scheme.name, []).append(file.scheme)
        if not self._editions:
            raise SchemeError(str(folder), ["holds no scheme: put at least one .toml file in it"])
        for editions in self._editions.values():
            editions.sort(key=lambda scheme: scheme.scheme.in_force_from)
        # The library loads a year on first use, which is slow: do so now, not during a plan.
        is_bank_holiday(date(2026, 1, 1))

    def in_force(self, name: str, on: date) -> Scheme:
        """The edition of a scheme that is in force on a day. Raises UnknownSchemeError."""
        editions = [scheme for scheme in self._editions.get(name, ()) if scheme.scheme.in_force_from <= on]
        if not editions:
            raise UnknownSchemeError(name)
        return editions[-1]

    def names(self) -> tuple[str, ...]:
        """The name of every scheme."""
        return tuple(self._editions)

    def editions(self, name: str) -> tuple[Scheme, ...]:
        """Every edition of a scheme, the earliest first; empty if there is no such scheme."""
        return tuple(self._editions.get(name, ()))

    def days(self, scheme: Scheme) -> WorkingDays:
        """The working days of a council."""
        return working_days(scheme, is_bank_holiday)


class SchemeFile(NamedTuple):
    """A file whose form is right. It can be used if it has no problems."""

    path: Path

    own: Mapping[str, Any]
    """The file's own tables."""

    scheme: Scheme
    """The scheme: the file's own tables, and those of the edition that it is based on."""

    problems: tuple[str, ...] = ()
    """Why it cannot be used, although its form is right."""


class ReadFiles(NamedTuple):
    """What came of reading some files."""

    files: tuple[SchemeFile, ...]
    """The files whose form is right."""

    errors: tuple[SchemeError, ...]
    """For each other file, everything that is wrong with it."""

    @property
    def unusable(self) -> tuple[SchemeError, ...]:
        """For each file that cannot be used, everything that is wrong with it."""
        unsound = (SchemeError(file.path.name, list(file.problems)) for file in self.files if file.problems)
        return (*self.errors, *unsound)


def files_in(folder: Path) -> list[Path]:
    """Every file of a folder that is to be a scheme, in order: all that end in .toml, but for the sender's."""
    return [path for path in sorted(folder.glob("*.toml")) if path.name != SENDER]


def editions_in(folder: Path) -> frozenset[str]:
    """Every edition that a folder has a file of, whether or not it can be used."""
    return frozenset(map(_edition_of, _readable(files_in(folder))))


def read_files(paths: Iterable[Path], beside: Iterable[Path] = ()) -> ReadFiles:
    """Read files, each an edition. `beside`: other files, on whose editions these may be based."""
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
        of_the_file = [*_is_another_file(document, path)]
        if not of_the_file and {"name", "in_force_from"} <= _head(document).keys():
            edition = _edition_of(document)
            of_the_file += _is_a_second_file(path, editions.setdefault(edition, path), edition)
        try:
            whole = _completed(document, bases, path.name)
        except SchemeError as error:
            errors.append(SchemeError(path.name, [*error.problems, *of_the_file, *_of_its_own(document, path.name)]))
            continue
        try:
            scheme = read_scheme(whole, path.name)
        except SchemeError as error:
            others = unusable_because(as_far_as_right(whole))
            whole_tables = _stands_whole(document, bases, error.problems)
            errors.append(SchemeError(path.name, [*error.problems, *whole_tables, *of_the_file, *others]))
            continue
        if of_the_file:
            errors.append(SchemeError(path.name, [*of_the_file, *unusable_because(scheme)]))
        else:
            files.append(SchemeFile(path, document, scheme, unusable_because(scheme)))
    return ReadFiles(tuple(files), tuple(errors))


def _of_its_own(document: Mapping[str, Any], file: str) -> Iterator[str]:
    """What is wrong within the file's own tables, where its base cannot be had: what it leaves out may be there."""
    try:
        read_scheme(document, file)
    except SchemeError as error:
        for problem in error.problems:
            place = problem.partition(": ")[0]
            inside, table = "." in place, re.split(r"[.\[]", place)[0]
            may_be_the_bases = problem.endswith(": is missing") and (table in BY_PART and place.count(".") == 1)
            if table in document and place != "scheme" and inside and not may_be_the_bases:
                yield problem


def _stands_whole(
    document: Mapping[str, Any], bases: Mapping[str, Mapping[str, Any]], problems: Iterable[str]
) -> Iterator[str]:
    """For each table of the file that lacks something which its base has: that a table is never filled up from it."""
    based_on = str(_head(document).get("based_on"))
    base = bases.get(based_on, {})
    missing = [problem.removesuffix(": is missing").split(".") for problem in problems if problem.endswith("missing")]
    for place in dict.fromkeys(".".join(parts[:-1]) for parts in missing):
        own, theirs = _at(document, place), _at(base, place)
        if place and own is not None and theirs is not None:
            yield (
                f"{place}: this table stands whole instead of that of {based_on}, which does not fill it up: copy all "
                "of that table and change what is yours, or leave the table out"
            )


def _at(document: Mapping[str, Any], place: str) -> Mapping[str, Any] | None:
    """The table at a place such as `clocks.agreed`; None where there is none."""
    table: object = document
    for name in place.split("."):
        table = cast("Mapping[str, object]", table).get(name) if isinstance(table, Mapping) else None
    return cast("Mapping[str, Any]", table) if isinstance(table, Mapping) else None


def _is_a_second_file(path: Path, first_path: Path, edition: str) -> Iterator[str]:
    """A fault if another file is the same edition."""
    if path != first_path:
        yield f"scheme: {first_path.name} is {edition} already; an edition is one file"


def _readable(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The documents of those files that can be read."""
    documents: list[dict[str, Any]] = []
    for path in paths:
        try:
            documents.append(_read(path))
        except SchemeError:
            continue
    return documents


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(content_of(path).decode())
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
    """The document with the tables of its base. A base may not have a base itself."""
    based_on = _head(document).get("based_on")
    if based_on is None:
        return document
    base = bases.get(str(based_on))
    if base is None:
        raise SchemeError(
            file, [f"scheme.based_on: there is no edition {based_on!r} here ({', '.join(sorted(bases))})"]
        )
    if "based_on" in _head(base):
        raise SchemeError(file, [f"scheme.based_on: {based_on!r} is itself based on another; name that one"])
    return completed(document, base)


def _is_another_file(document: Mapping[str, Any], path: Path) -> Iterator[str]:
    """A fault for each part of the file's name that says another edition: nobody should look in the wrong file."""
    head, (name, _, day) = _head(document), path.stem.partition(".")
    if head.get("name") not in (None, name):
        yield f"scheme.name: must be the file's own name, {name!r}"
    if day and str(head.get("in_force_from", day)) != day:
        yield f"scheme.in_force_from: must be the date in the file's name, {day}"
