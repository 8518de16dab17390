"""ROUTE-1 · `scheme`: check a council's scheme, have it said in plain sentences, and set two side by side.

Nothing here needs a server or a database: a council can use it on the file that it is writing.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic import ValidationError

from careplan.messages import Submission
from careplan.plan import Plan
from careplan.submission import problems_of_form
from careplan.working_time import LONDON, london_day
from casesystem import show_scheme
from commands.shell import DONE, USAGE, Shell, pass_shell, read_json
from explain.in_sentences import explained
from explain.side_by_side import beside, differences, placed
from explain.soundness import Soundness, soundness

if TYPE_CHECKING:
    from activities.schemes import SchemeFile

EXAMPLES = Path(__file__).parents[1] / "examples"

on_a_day = click.option(
    "--on", "at", type=click.DateTime(["%Y-%m-%d"]), help="As it is on this day; without it, today.", metavar="DATE"
)


@click.group()
def scheme() -> None:
    """A council's scheme: check it, have it explained, compare two."""


def _moment(at: datetime | None) -> datetime:
    """Now; or the morning of a day, in London."""
    return datetime.now(UTC) if at is None else datetime.combine(at, time(9), LONDON).astimezone(UTC)


# check


@scheme.command("check")
@click.argument("places", metavar="[FOLDER-OR-FILE]...", nargs=-1)
@pass_shell
def check(shell: Shell, places: tuple[str, ...]) -> None:
    """Check every edition in these files and folders, or in the folder of this installation.

    Every problem of every file is named at once. Exit code 2: at least one file cannot be used.
    """
    from activities.schemes import read_files

    installed = shell.settings().schemes
    paths, missing = _files([Path(place) for place in places] or [installed])
    beside = [
        path for folder in {installed, *(path.parent for path in paths)} for path in sorted(folder.glob("*.toml"))
    ]
    read = read_files(paths, beside)
    faults = [*missing.items(), *((error.file, tuple(error.problems)) for error in read.errors)]
    sound = {file.path: soundness(file.scheme) for file in read.files}
    results = [_result(file, sound[file.path]) for file in read.files]
    results += [{"file": file, "edition": None, "problems": list(problems)} for file, problems in faults]
    usable = not any(each["problems"] for each in results)
    whole = {"usable": usable, "read": [str(path) for path in paths], "files": results}
    shell.say(whole, lambda: show_scheme.show_check(shell.console, results))
    raise SystemExit(DONE if usable else USAGE)


def _files(places: Sequence[Path]) -> tuple[list[Path], dict[str, tuple[str, ...]]]:
    """Every file meant, each once, and what is wrong with a place that has none."""
    found: list[Path] = []
    missing: dict[str, tuple[str, ...]] = {}
    for place in places:
        if place.is_dir():
            inside = sorted(place.glob("*.toml"))
            found += inside
            if not inside:
                missing[str(place)] = ("holds no scheme: there is no .toml file in it",)
        elif place.is_file():
            found.append(place)
        else:
            missing[str(place)] = ("there is no such file or folder",)
    return list({path.resolve(): path for path in found}.values()), missing


def _result(file: "SchemeFile", sound: Soundness) -> dict[str, Any]:
    return {
        "file": file.path.name,
        "edition": file.scheme.edition,
        "based_on": file.scheme.scheme.based_on,
        "problems": list(sound.problems),
        "warnings": list(sound.warnings),
        "our_defaults": [one._asdict() for one in sound.ours],
    }


# explain


@scheme.command("explain")
@click.argument("name")
@on_a_day
@click.option("--sources", is_flag=True, help="Give the source of each sentence in full.")
@pass_shell
def explain(shell: Shell, name: str, at: datetime | None, *, sources: bool) -> None:
    """Say in plain sentences what a scheme does. NAME: a scheme, or an edition such as procedure@2023-05-23."""
    from activities.schemes import is_bank_holiday
    from careplan.working_time import working_days

    on = london_day(_moment(at))
    found = _edition(shell, name, _moment(at))
    sentences = explained(found.scheme, working_days(found.scheme, is_bank_holiday), on, found.own)
    whole = {
        "edition": found.scheme.edition,
        "on": on,
        "sentences": [{**one.model_dump(mode="json"), "our_default": one.is_ours} for one in sentences],
    }
    shell.say(whole, lambda: show_scheme.show_explained(shell.console, sentences, sources=sources))


def _edition(shell: Shell, name: str, at: datetime) -> "SchemeFile":
    """One edition with its file: that in force on a day, or the one that is named with its date."""
    from activities.schemes import read_files

    folder = shell.settings().schemes
    read = read_files(sorted(folder.glob("*.toml")))
    if read.errors:
        shell.fail(USAGE, "; ".join([str(error) for error in read.errors]) + ". `starter.py scheme check` says more.")
    by_date = sorted(read.files, key=lambda file: file.scheme.scheme.in_force_from)
    named = [file for file in by_date if name in (file.scheme.scheme.name, file.scheme.edition)]
    if not named:
        names = ", ".join(sorted({file.scheme.scheme.name for file in read.files}))
        shell.fail(USAGE, f"There is no scheme or edition of that name here ({names}).")
    in_force = [file for file in named if "@" in name or file.scheme.scheme.in_force_from <= london_day(at)]
    if not in_force:
        first = named[0].scheme.scheme.in_force_from
        shell.fail(USAGE, f"No edition of that scheme is in force on {london_day(at)}: the first is from {first}.")
    return in_force[-1]


# compare


@scheme.command("compare")
@click.argument("first")
@click.argument("second")
@click.argument("files", metavar="[PLAN-FILE]...", nargs=-1)
@on_a_day
@pass_shell
def compare(shell: Shell, first: str, second: str, files: tuple[str, ...], at: datetime | None) -> None:
    """Say where plans would go under two schemes, and in which figures these differ.

    FIRST, SECOND: a scheme, or an edition such as procedure@2023-05-23. PLAN-FILE: a submission, or a resubmission, as
    JSON; without any, the examples.
    """
    from activities.schemes import is_bank_holiday
    from careplan.working_time import working_days

    moment = _moment(at)
    schemes = [_edition(shell, name, moment).scheme for name in (first, second)]
    days = [working_days(each, is_bank_holiday) for each in schemes]
    paths = list(files) or [str(path) for path in sorted(EXAMPLES.glob("*-submission.json"))]
    if not paths:
        shell.fail(USAGE, "There are no examples here: name at least one PLAN-FILE.")
    rows: list[dict[str, Any]] = []
    for path, plan in _plans(shell, paths):
        one, other = (placed(plan, each, of, moment) for each, of in zip(schemes, days, strict=True))
        rows.append({"file": Path(path).name, **beside(plan, one, other).model_dump(mode="json")})
    figures = [each.model_dump(mode="json") for each in differences(*schemes)]
    editions = [each.edition for each in schemes]
    whole = {"on": london_day(moment), "editions": editions, "plans": rows, "figures": figures}
    shell.say(whole, lambda: show_scheme.show_compared(shell.console, editions, rows, figures))


def _plans(shell: Shell, paths: Sequence[str]) -> list[tuple[str, Plan]]:
    """The plan in each file, or the end with everything that is wrong with any: its form alone, not its substance."""
    found: list[tuple[str, Plan]] = []
    wrong: list[str] = []
    for path in paths:
        raw = read_json(shell, path)
        try:
            found.append((path, _plan(raw)))
        except ValidationError as error:
            wrong += [f"{Path(path).name}: {problem}" for problem in problems_of_form(error)]
    if wrong:
        shell.fail(USAGE, "\n  ".join(["these are no plans that can be read:", *wrong]))
    return found


def _plan(raw: object) -> Plan:
    """The plan of a submission or of a resubmission. Raises ValidationError."""
    if isinstance(raw, dict) and "plan" in raw:
        return Plan.model_validate(raw["plan"])
    return Submission.model_validate(raw).plan


COMMANDS: tuple[click.Command, ...] = (scheme,)
"""Every command of this room."""
