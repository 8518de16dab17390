"""ROUTE-1 · `scheme`: check a council's scheme, have it said in plain sentences, and set two side by side.

Nothing here needs a server or a database: a council can use it on the file that it is writing.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path

import click
from pydantic import ValidationError

from countersign.careplan.messages.submission import Submission
from countersign.careplan.plan import Plan
from countersign.careplan.scheme import SchemeError
from countersign.careplan.sender import Sender
from countersign.careplan.submission import problems_of_form
from countersign.careplan.working_time import LONDON, london_day, working_days
from countersign.carried import folder
from countersign.cli.shell import DONE, USAGE, Shell, pass_shell, read_json
from countersign.cli.showing import schemes as show
from countersign.cli.showing.plans import day
from countersign.cli.templates import sender_beside, templates_checked
from countersign.gallery.given import Part, every_letter, facts_of, letters
from countersign.letters.council_words import OF_LETTERS
from countersign.queries.schemes import (
    FileNotRead,
    FilesChecked,
    SchemeExplained,
    SchemesCompared,
    file_read,
    files_not_read,
    plan_beside,
    sender_file_read,
    sentence_seen,
)
from countersign.schemes.reader import SENDER, SchemeFile, files_in, is_bank_holiday, read_files
from countersign.schemes.sender_file import sender_in
from countersign.settings import Settings
from countersign.wording.in_sentences import explained
from countersign.wording.side_by_side import beside, differences, placed

EXAMPLES = folder("examples")

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

    In a folder the templates of its council's own words, in `letters`, are checked too: on every sample of each letter.
    Every problem of every file is named at once. Exit code 2: at least one file cannot be used.
    """
    settings = shell.settings()
    installed = settings.schemes
    named = [Path(place) for place in places] or [installed]
    senders = _senders(named, settings)
    paths, missing = _files([place for place in named if place.name != SENDER or place.is_dir()])
    read = read_files(paths, _neighbours(installed, paths))
    today = london_day(_moment(None))
    schemes = (*(file_read(file, today) for file in read.files), *missing, *files_not_read(read.errors))
    words = [checked for place in named if place.is_dir() for checked in templates_checked(place, settings)]
    files = (*schemes, *map(sender_file_read, senders), *words)
    view = FilesChecked(
        usable=not any(file.problems for file in files),
        read=tuple(str(path) for path in (*paths, *senders, *(file.file for file in words))),
        files=files,
    )
    shell.say(view, lambda: show.show_check(shell.console, files))
    raise SystemExit(DONE if view.usable else USAGE)


def _senders(places: Iterable[Path], settings: Settings) -> list[Path]:
    """TELL-7: the sender's file of each of these places: a folder has one, unless this installation's is elsewhere."""
    found = [place if place.name == SENDER else settings.sender or place / SENDER for place in places if _has(place)]
    return list({path.resolve(): path for path in found}.values())


def _has(place: Path) -> bool:
    """Whether a place is a sender's file, or a folder with schemes, of which no letter can go without one."""
    return bool(files_in(place)) if place.is_dir() else place.name == SENDER


def _neighbours(installed: Path, paths: Iterable[Path]) -> list[Path]:
    """The files on whose editions these may be based: those of this installation, and those beside them."""
    return [path for folder in {installed, *(path.parent for path in paths)} for path in files_in(folder)]


def _files(places: Sequence[Path]) -> tuple[list[Path], list[FileNotRead]]:
    """Every file that these places name, each once, and what is wrong with a place that names none."""
    paths: list[Path] = []
    missing: dict[str, str] = {}
    for place in places:
        if place.is_dir():
            inside = files_in(place)
            paths += inside
            if not inside:
                missing[str(place)] = "holds no scheme: there is no .toml file in it"
        elif place.is_file():
            paths.append(place)
        else:
            missing[str(place)] = "there is no such file or folder"
    once = list({path.resolve(): path for path in paths}.values())
    return once, [FileNotRead(file=place, problems=(why,)) for place, why in missing.items()]


# facts


@scheme.command("facts")
@click.argument("letter", required=False, type=click.Choice(sorted(OF_LETTERS)), metavar="[LETTER]")
@pass_shell
def facts(shell: Shell, letter: str | None) -> None:
    """Say what a template of the council's own words may use.

    LETTER: such as returned; then the facts of that letter. Without it: every letter, and what all of them may use:
    the head, the voice, blocks, macros and filters.
    """
    every = (Part("letters: each has facts of its own", letters()), *every_letter())
    parts = (facts_of(OF_LETTERS[letter]),) if letter else every
    view = {part.title.partition(":")[0]: [thing._asdict() for thing in part.things] for part in parts}
    shell.say(view, lambda: show.show_given(shell.console, parts))


# explain


@scheme.command("explain")
@click.argument("name")
@on_a_day
@click.option("--sources", is_flag=True, help="Give the source of each sentence in full.")
@pass_shell
def explain(shell: Shell, name: str, at: datetime | None, *, sources: bool) -> None:
    """Say in plain sentences what a scheme does.

    NAME: a scheme, an edition such as procedure@2023-05-23, or a file such as mine/northbridge.toml.
    """
    on = london_day(_moment(at))
    file = _edition(shell, name, _moment(at))
    # A file that is being written has its sender beside it, as `check` looks for it.
    settings, beside = shell.settings(), Path(name).parent if Path(name).is_file() else None
    sender_file = sender_beside(settings, beside)
    sender = _sender_in(sender_file) or _sender_in(settings.sender_file)
    days = working_days(file.scheme, is_bank_holiday)
    sentences = explained(file.scheme, days, on, file.own, sender, str(sender_file.parent))
    view = SchemeExplained(
        edition=file.scheme.edition, on=on, sentences=tuple(sentence_seen(sentence) for sentence in sentences)
    )
    shell.say(view, lambda: show.show_explained(shell.console, sentences, sources=sources))


def _sender_in(file: Path) -> Sender | None:
    """TELL-7: from whom letters come; None if that cannot be read, which `check` explains."""
    try:
        return sender_in(file)
    except SchemeError:
        return None


def _edition(shell: Shell, name: str, at: datetime) -> SchemeFile:
    """One edition with its file: the one in force on a day, or the one that is named with its date, or by its file."""
    if name.endswith(".toml") or Path(name).is_file():
        return _of_file(shell, Path(name))
    read = read_files(files_in(shell.settings().schemes))
    if read.errors:
        shell.fail(USAGE, "; ".join([str(error) for error in read.errors]) + ". `starter.py scheme check` says more.")
    by_date = sorted(read.files, key=lambda file: file.scheme.scheme.in_force_from)
    named = [file for file in by_date if name in (file.scheme.scheme.name, file.scheme.edition)]
    if not named:
        scheme, at_sign, _ = name.partition("@")
        of_it = [file.scheme.edition for file in by_date if at_sign and file.scheme.scheme.name == scheme]
        names = ", ".join(of_it or sorted({file.scheme.scheme.name for file in read.files}))
        shell.fail(USAGE, f"There is no scheme or edition of that name here ({names}). A file is named by its path.")
    in_force = [file for file in named if "@" in name or file.scheme.scheme.in_force_from <= london_day(at)]
    if not in_force:
        first = named[0].scheme.scheme.in_force_from
        on = day(london_day(at))
        shell.fail(USAGE, f"No edition of that scheme is in force on {on}: the first is from {day(first)}.")
    return in_force[-1]


def _of_file(shell: Shell, path: Path) -> SchemeFile:
    """The edition that a file is, wherever it stands and from whenever it is in force."""
    if not path.is_file():
        shell.fail(USAGE, f"{path}: there is no such file.")
    read = read_files([path], _neighbours(shell.settings().schemes, [path]))
    if read.errors:
        problems = [f"{error.file}: {problem}" for error in read.errors for problem in error.problems]
        shell.fail(USAGE, "\n  ".join(["this file cannot be read as a scheme:", *problems]))
    (file,) = read.files
    return file


# compare


@scheme.command("compare")
@click.argument("first")
@click.argument("second")
@click.argument("files", metavar="[PLAN-FILE]...", nargs=-1)
@on_a_day
@pass_shell
def compare(shell: Shell, first: str, second: str, files: tuple[str, ...], at: datetime | None) -> None:
    """Say where plans would go under two schemes, and in which figures these differ.

    FIRST, SECOND: a scheme, an edition such as procedure@2023-05-23, or a file that ends in .toml. PLAN-FILE: a
    submission, or a resubmission, as JSON; without any, the examples.
    """
    moment = _moment(at)
    left, right = (_edition(shell, name, moment).scheme for name in (first, second))
    left_days, right_days = (working_days(edition, is_bank_holiday) for edition in (left, right))
    paths = list(files) or [str(path) for path in sorted(EXAMPLES.glob("*-submission.json"))]
    if not paths:
        shell.fail(USAGE, "There are no examples here: name at least one PLAN-FILE.")
    view = SchemesCompared(
        on=london_day(moment),
        editions=(left.edition, right.edition),
        plans=tuple(
            plan_beside(
                Path(path).name,
                beside(plan, placed(plan, left, left_days, moment), placed(plan, right, right_days, moment)),
            )
            for path, plan in _plans(shell, paths)
        ),
        figures=differences(left, right),
    )
    shell.say(view, lambda: show.show_compared(shell.console, view))


def _plans(shell: Shell, paths: Sequence[str]) -> list[tuple[str, Plan]]:
    """The plan in each file; or end the command and name everything that is wrong with the form of any plan."""
    plans: list[tuple[str, Plan]] = []
    wrong: list[str] = []
    for path in paths:
        raw = read_json(shell, path)
        try:
            plans.append((path, _plan(raw)))
        except ValidationError as error:
            wrong += [f"{Path(path).name}: {problem}" for problem in problems_of_form(error)]
    if wrong:
        shell.fail(USAGE, "\n  ".join(["these are no plans that can be read:", *wrong]))
    return plans


def _plan(raw: object) -> Plan:
    """The plan of a submission or of a resubmission. Raises ValidationError."""
    if isinstance(raw, dict) and "plan" in raw:
        return Plan.model_validate(raw["plan"])
    return Submission.model_validate(raw).plan


COMMANDS: tuple[click.Command, ...] = (scheme,)
"""Every command of this room."""
