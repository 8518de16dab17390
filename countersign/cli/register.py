"""`register`: who may decide what, between which dates, up to how much, for whom they act, and who is away.

Every change is made `--by` somebody, whose reference stays in the audit for good (`register history`).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy.orm import Session

from countersign.careplan.findings import Finding
from countersign.careplan.register import Absence, Holding, share_a_day
from countersign.careplan.same_staff import is_among, same_staff
from countersign.careplan.teams import ALL_TEAMS_IN_A_WORD
from countersign.careplan.working_time import london_day
from countersign.cli.at_hand import check_team, schemes_of, teams_of, with_database
from countersign.cli.shell import REFUSED, USAGE, Shell, pass_shell
from countersign.cli.showing import register as shown
from countersign.cli.who_decides import between, deciding_on, ever_deciding
from countersign.queries.register import ChangeOfRegister, LineSeen, last_change, lines_on, seen
from countersign.queries.register import history as changes_of
from countersign.queries.view import View
from countersign.store import granting
from countersign.store.delegations import Change
from countersign.store.granting import NotTheirsError
from countersign.store.register import (
    RegisterChange,
    everybody,
    one_at_a_time,
    register_of,
    to_confirm,
)
from countersign.store.register_file import (
    LARGEST_FILE,
    RegisterError,
    day_of,
    is_person,
    line_of,
    read_absences,
    read_register,
    text_in,
)

ALL = ALL_TEAMS_IN_A_WORD
BY = "a staff reference such as sm-31: whoever makes this change"
WRITTEN_AS = {
    "person": "PERSON",
    "role": "ROLE",
    "team": "--team",
    "starts": "--from",
    "ends": "--until",
    "email": "--email",
    "agrees_up_to": "--up-to",
    "one_off_up_to": "--one-off-up-to",
    "acting_for": "--for",
    "name": "--name",
    "telephone": "--telephone",
    "line_manager": "--line-manager",
    "submits_for": "--submits-for",
}
"""The name of each column of the register on the command line."""

by_option = click.option("--by", default="", help="Who makes this change: a staff reference. Needed.")
confirmed_by_option = click.option("--confirmed-by", default="", help="Who answers for it as well: another. Needed.")
from_option = click.option("--from", "starts", default="", help="The first day, such as 2026-12-01. Needed.")


class Refusals(View):
    """Why nothing was changed."""

    accepted: bool = False

    findings: tuple[Finding, ...]


class Changed(View):
    """The lines that were changed, as they are now."""

    accepted: bool = True

    lines: tuple[LineSeen, ...]

    notes: tuple[str, ...]


class FileTaken(View):
    """What a whole file has changed, or would change."""

    added: int

    changed: int

    removed: int

    dry_run: bool

    changes: tuple[ChangeOfRegister, ...]


@click.group()
def register() -> None:
    """Who may decide what: look at the register, change it, and see who changed it."""


@register.command("import")
@click.argument("file")
@by_option
@confirmed_by_option
@click.option("--dry-run", is_flag=True, help="Change nothing: say what would change.")
@click.option("--if-empty", is_flag=True, help="Only where nobody is on the register yet.")
@pass_shell
def import_register(shell: Shell, file: str, by: str, confirmed_by: str, *, dry_run: bool, if_empty: bool) -> None:
    """Make the register equal to a CSV file. Every bad row is named, and then none is taken.

    What is not in the file is removed, lines given by other commands too: try it with --dry-run. Two people answer for
    it; where nobody is on the register yet, both stand in the file (WHO-6).
    """
    teams, form, deciding = teams_of(shell), shell.staff_form(), ever_deciding(shell)
    if not is_person(confirmed_by, form):
        shell.fail(USAGE, f"--confirmed-by: expected {BY}")

    def act(session: Session) -> RegisterChange | None:
        if if_empty and register_of(session).holdings:
            return None
        held = read_register(_text(shell, file), file, teams, form)
        return granting.take_register(session, held, deciding, by=by, confirmed_by=confirmed_by, at=datetime.now(UTC))

    _take(shell, "Register", act, by, dry_run=dry_run)


@register.command()
@click.argument("file")
@by_option
@click.option("--dry-run", is_flag=True, help="Change nothing: say what would change.")
@pass_shell
def absences(shell: Shell, file: str, by: str, *, dry_run: bool) -> None:
    """Make who is away equal to a CSV file, person,starts,ends. Every bad row is named, and then none is taken.

    Both days are days away; no end means until further notice. It never says why somebody is away.
    """
    deciding = ever_deciding(shell)

    def act(session: Session) -> RegisterChange:
        lines = read_absences(_text(shell, file), file, everybody(session))
        return granting.take_absences(session, lines, deciding, by=by, at=datetime.now(UTC))

    _take(shell, "Absences", act, by, dry_run=dry_run)


@register.command()
@click.option("--person", help="Only this person's lines, and who acts for them.")
@click.option("--role", help="Only this role.")
@click.option("--team", help="Only who holds something for this team.")
@click.option("--on", default="", help="As it is on this day, such as 2026-12-24; without it, today.")
@click.option("--all", "whole", is_flag=True, help="What is over and what has not begun as well.")
@pass_shell
def show(shell: Shell, person: str | None, role: str | None, team: str | None, on: str, *, whole: bool) -> None:
    """Who may decide what: roles, limits, who acts for whom, and who is away."""
    check_team(shell, team)
    day = _day(shell, "--on", on) if on else london_day(datetime.now(UTC))
    schemes = schemes_of(shell)
    in_force = [edition for name in schemes.names() for edition in between(schemes, name, day, day)]
    on_day = None if whole else day
    held, waiting = with_database(shell, lambda session: (register_of(session), to_confirm(session)))
    lines = [
        line
        for line in lines_on(held, on_day, in_force, waiting)
        if (person is None or is_among(person, (line.person, line.acting_for or "")))
        and role in (None, line.role)
        and (team is None or line.team in (None, team))
    ]
    shell.say(lines, lambda: shown.show_lines(shell.console, lines, on_day))


@register.command()
@click.argument("person")
@click.argument("role")
@from_option
@click.option("--until", "ends", default="", help="The last day. Without it, until it is ended.")
@click.option("--team", default=ALL, show_default=True, help=f"A team of the scheme, such as community, or {ALL}.")
@click.option("--up-to", "agrees_up_to", default="", help="Pounds a week, where it is less than the role's own limit.")
@click.option("--one-off-up-to", default="", help="Pounds once, where it is less than the role's own limit.")
@click.option("--email", default="", help="Where to reach them.")
@click.option("--name", default="", help="Their name, as letters may give it.")
@click.option("--telephone", default="", help="Their telephone, as letters may give it.")
@click.option("--line-manager", default="", help="Their line manager: a staff reference.")
@click.option("--submits-for", default="", help="For whom they may submit plans: staff references, spaces between.")
@by_option
@pass_shell
def grant(shell: Shell, by: str, **values: str) -> None:
    """Give a person a role: a dated delegation, with limits of their own if they have any.

    A role that decides counts once somebody else has confirmed it (`register confirm`, WHO-6).
    """
    line, deciding = _line(shell, by, values), ever_deciding(shell)
    change = with_database(shell, lambda session: granting.grant(session, line, deciding, by=by, at=datetime.now(UTC)))
    unknown = not any(line.role in roles for roles in deciding_on(shell, line.starts, line.ends))
    decides_nothing = (
        f"No scheme here lets {line.role} decide a plan: the line says who they are, and that they can be told."
    )
    waits = [_waits(line)] if granting.decides(line.role, deciding) else []
    _end(shell, change, "Granted", *([decides_nothing] if unknown and not waits else []), *waits)


@register.command()
@click.argument("person")
@click.argument("role")
@click.option("--team", help=f"Only the lines for this team, or {ALL}. Without it, the role for every team.")
@click.option("--for", "acting_for", default="", help="The lines in which they act for this person, not their own.")
@by_option
@pass_shell
def confirm(shell: Shell, by: str, team: str | None, **values: str) -> None:
    """Confirm a role that decides, which somebody else granted: it counts from now on (WHO-6)."""
    any_day = "2000-01-01"
    line = _line(shell, by, {**values, "team": team or ALL, "starts": any_day, "ends": any_day})
    deciding = ever_deciding(shell)
    change = with_database(
        shell,
        lambda session: granting.confirm(session, line, deciding, any_team=team is None, by=by, at=datetime.now(UTC)),
    )
    _end(shell, change, "Confirmed")


@register.command()
@click.argument("person")
@click.option("--for", "acting_for", default="", help="For whom they act: a staff reference. Needed.")
@click.option("--role", default="", help="The role in which they act. Needed.")
@click.option("--team", default=ALL, show_default=True, help=f"A team of the scheme, such as community, or {ALL}.")
@from_option
@click.option("--until", "ends", default="", help="The last day. Needed: nobody acts for somebody without an end.")
@click.option("--email", default="", help="Where to reach them.")
@by_option
@pass_shell
def act(shell: Shell, by: str, **values: str) -> None:
    """Have a person act for another while that one is away, never with wider powers than either has."""
    missing = [] if values["acting_for"] else ["--for: expected the staff reference of whoever is absent"]
    line = _line(shell, by, values, *missing)
    deciding, ever = deciding_on(shell, line.starts, line.ends), ever_deciding(shell)

    def acted(session: Session) -> tuple[Change, bool]:
        away = register_of(session).absences
        is_away = any(
            same_staff(absence.person, line.acting_for) and share_a_day(absence, line.starts, line.ends)
            for absence in away
        )
        return granting.act(session, line, deciding, ever, by=by, at=datetime.now(UTC)), is_away

    change, is_away = with_database(shell, acted)
    notes = [
        f"It counts only on days when {line.acting_for} is away, and only for plans that both could decide themselves."
    ]
    if not is_away:
        notes.append(f"{line.acting_for} is not recorded as away on any of these days (`register away`).")
    _end(shell, change, "Acting", *notes, *([_waits(line)] if granting.decides(line.role, ever) else []))


@register.command()
@click.argument("person")
@click.argument("role")
@click.option("--on", default="", help="The last day on which they hold it. Needed.")
@click.option("--team", help=f"Only the lines for this team, or {ALL}. Without it, the role for every team.")
@click.option("--for", "acting_for", default="", help="The lines in which they act for this person, not their own.")
@by_option
@pass_shell
def end(shell: Shell, on: str, by: str, team: str | None, **values: str) -> None:
    """End what a person holds as a role. The line stays, with its last day; nothing is removed."""
    line = _line(shell, by, {**values, "team": team or ALL, "starts": on, "ends": on}, day="--on")
    deciding = ever_deciding(shell)
    change = with_database(
        shell,
        lambda session: granting.end(session, line, deciding, any_team=team is None, by=by, at=datetime.now(UTC)),
    )
    _end(shell, change, "Ended")


@register.command()
@click.argument("person")
@from_option
@click.option("--until", "ends", default="", help="The last day away. Without it, until further notice.")
@by_option
@pass_shell
def away(shell: Shell, by: str, **values: str) -> None:
    """Record that a person is away, never why: whoever acts for them then stands in."""
    line = _line(shell, by, {**values, "role": "away", "team": ALL})
    absence, deciding = Absence(line.person, line.starts, line.ends), ever_deciding(shell)
    change = with_database(
        shell, lambda session: granting.go_away(session, absence, deciding, by=by, at=datetime.now(UTC))
    )
    _end(shell, change, "Away")


@register.command()
@click.argument("person")
@click.option("--on", default="", help="The first day on which they are back. Needed.")
@by_option
@pass_shell
def back(shell: Shell, person: str, on: str, by: str) -> None:
    """Record that a person is back: the day before was their last day away."""
    line = _line(shell, by, {"person": person, "role": "away", "team": ALL, "starts": on}, day="--on")
    deciding = ever_deciding(shell)
    change = with_database(
        shell, lambda session: granting.come_back(session, line, deciding, by=by, at=datetime.now(UTC))
    )
    _end(shell, change, "Back")


@register.command()
@click.option("--person", help="Only what is about this person, or about who acts for them.")
@click.option("--limit", default=100, show_default=True, help="At most so many: the newest.")
@pass_shell
def history(shell: Shell, person: str | None, limit: int) -> None:
    """Who changed what on the register, and when: the audit, which nobody can alter."""
    changes = with_database(shell, lambda session: changes_of(session, person))[-max(limit, 1) :]
    shell.say(changes, lambda: shown.show_history(shell.console, changes))


COMMANDS: tuple[click.Command, ...] = (register,)
"""Every command of this room."""


class _OnlyTriedError(Exception):
    """Ends the transaction of a dry run, and holds what would have changed."""

    def __init__(self, result: tuple[RegisterChange | None, list[ChangeOfRegister]]) -> None:
        self.result = result
        super().__init__()


def _take(shell: Shell, what: str, act: Callable[[Session], RegisterChange | None], by: str, *, dry_run: bool) -> None:
    """Take a whole file. Says how many lines changed, and names each line that was changed or removed."""
    if not is_person(by, shell.staff_form()):
        shell.fail(USAGE, f"--by: expected {BY}")

    def taken(session: Session) -> tuple[RegisterChange | None, list[ChangeOfRegister]]:
        one_at_a_time(session)
        newest = last_change(session)
        result = act(session), changes_of(session, after=newest)
        if dry_run:
            raise _OnlyTriedError(result)
        return result

    try:
        change, changes = with_database(shell, taken)
    except RegisterError as error:
        shell.fail(USAGE, str(error))
    except NotTheirsError as refused:
        _refused(shell, Change(refused=refused.refused))
    except _OnlyTriedError as tried:
        change, changes = tried.result
    if change is None:
        nothing = "The register has lines already: it was left as it is."
        shell.say({"left_as_it_is": True}, lambda: shell.console.print(nothing))
        return
    words = f"{what}: {change.added} added, {change.changed} changed, {change.removed} removed."
    words += " Nothing was done: it was only tried." if dry_run else ""
    view = FileTaken(**change._asdict(), dry_run=dry_run, changes=tuple(changes))
    named = [change for change in changes if change.was is not None]

    def for_people() -> None:
        if named:
            shown.show_history(shell.console, named)
        shell.console.print(words)

    shell.say(view, for_people)


def _line(shell: Shell, by: str, values: Mapping[str, str], *more: str, day: str = "") -> Holding:
    """The line of the register that was typed; or end the command and name everything that is wrong with it."""
    team = values.get("team", ALL)
    form = shell.staff_form()
    line = line_of({**values, "team": "" if team == ALL else team}, teams_of(shell), form)
    wrong = list(more)
    if not isinstance(line, Holding):
        called = WRITTEN_AS | {"starts": day or "--from"}
        wrong += [
            f"{called[column]}: expected {expected.replace('in `starts`', 'of --from')}"
            for column, expected in line
            if not (day and column == "ends")
        ]
    wrong += [] if is_person(by, form) else [f"--by: expected {BY}"]
    if wrong or not isinstance(line, Holding):
        shell.fail(USAGE, "\n".join(wrong))
    return line


def _text(shell: Shell, file: str) -> str:
    try:
        with Path(file).open("rb") as opened:
            return text_in(opened.read(LARGEST_FILE + 1), file)
    except OSError as error:
        shell.fail(USAGE, f"{file}: {error.strerror}")


def _day(shell: Shell, option: str, value: str) -> date:

    day = day_of(value)
    if day is None:
        shell.fail(USAGE, f"{option}: expected a date such as 2026-12-24")
    return day


def _waits(line: Holding) -> str:
    """WHO-6: that a line does not count yet, in words."""
    acting = f" --for {line.acting_for}" if line.acting_for else ""
    return (
        "It decides plans, so it counts once somebody else has confirmed it: "
        f"`register confirm {line.person} {line.role}{acting} --by …`."
    )


def _end(shell: Shell, change: Change, done: str, *notes: str) -> None:
    """Print the result of a change. A refusal ends the command with its exit code."""
    if change.refused:
        _refused(shell, change)
    view = Changed(lines=tuple(map(seen, change.lines)), notes=notes)

    def for_people() -> None:
        for line in view.lines:
            shell.console.print(f"[bold green]{done}[/]: ", end="")
            shell.console.print(shown.line_in_words(line) + ".", markup=False)
        for note in notes:
            shell.console.print(note, markup=False)

    shell.say(view, for_people)


def _refused(shell: Shell, change: Change) -> NoReturn:
    shell.say(Refusals(findings=change.refused), lambda: shown.show_refusals(shell.console, change.refused))
    raise SystemExit(REFUSED)
