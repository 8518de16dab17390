"""Shows people the register: its lines, what each may agree, absences, and the audit."""

from collections.abc import Mapping, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape

from countersign.careplan.figures import pounds
from countersign.careplan.findings import Finding
from countersign.careplan.working_time import in_london
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import day
from countersign.queries.register import AbsenceSeen, ChangeOfRegister, HoldingOnADay, HoldingSeen, LineSeen, MayAgree


def line_in_words(line: LineSeen) -> str:
    """A line of the register, or an absence, as a person would say it."""
    days = f"from {day(line.starts)} {f'to {day(line.ends)}' if line.ends else 'on'}"
    if line.ends and line.ends < line.starts:
        days = f"never (it would have begun on {day(line.starts)})"
    if isinstance(line, AbsenceSeen):
        return f"{line.person} is away {days}"
    acting = f", acting for {line.acting_for}" if line.acting_for else ""
    more = [own_limits(line), *([f"line manager {line.line_manager}"] if line.line_manager else [])]
    more += [f"may submit for {', '.join(line.submits_for)}"] if line.submits_for else []
    after = "".join(f"; {words}" for words in more if words)
    return f"{line.person} is {line.role} for {line.team or 'all teams'}{acting}, {days}{after}"


def own_limits(line: HoldingSeen) -> str:
    """The person's own limits; empty if they have only those of the role."""
    parts = [f"{pounds(line.agrees_up_to)} a week"] if line.agrees_up_to is not None else []
    parts += [f"{pounds(line.one_off_up_to)} one-off"] if line.one_off_up_to is not None else []
    return f"own limit {' and '.join(parts)}" if parts else ""


def show_lines(console: Console, lines: Sequence[HoldingOnADay], on: date | None) -> None:
    """Who holds what, what each may agree, for whom they act, and who is away."""
    page = Page(console)
    when = "" if on is None else f" on {day(on)}"
    if not lines:
        page.say(f"Nobody like that holds anything{when}: nobody decides by it.")
        return
    for line in lines:
        page.say(f"[bold]{escape(line.person)}[/] {escape(line.name)}".strip())
        until = f"to {day(line.ends)}" if line.ends else "on"
        page.say(escape(f"{line.role} for {line.team or 'all teams'}, from {day(line.starts)} {until}"), 4)
        notes = "; ".join(words for words in (own_limits(line), _away_or_acting(line)) if words)
        if notes:
            page.say(escape(notes), 4)
    people = len({line.person for line in lines})
    page.say(
        f"{len(lines)} line{'' if len(lines) == 1 else 's'}, of {people} {'person' if people == 1 else 'people'}{when}."
    )
    _show_roles(page, {line.role: line.may_agree for line in lines})


def _show_roles(page: Page, roles: Mapping[str, Sequence[MayAgree]]) -> None:
    """What each of these roles may agree, under which editions."""
    for role, agrees in sorted(roles.items()):
        if agrees:
            page.head(role)
        for what in agrees:
            page.say(escape(f"{what.words}, under {', '.join(what.editions)}"), 4)
    others = sorted(role for role, agrees in roles.items() if not agrees)
    if others:
        page.say(f"Decides no plan under the schemes here: {escape(', '.join(others))}.")


def _away_or_acting(line: HoldingOnADay) -> str:
    parts = ["it does not count yet: somebody else has to confirm it"] if line.to_confirm else []
    if line.away is not None:
        parts.append(f"away until {day(line.away.ends)}" if line.away.ends else "away until further notice")
    if line.acting_for:
        so = {True: ", who is away", False: ", who is not away: it does not count", None: ""}[line.acts]
        parts.append(f"acts for {line.acting_for}{so}")
    if line.submits_for:
        parts.append(f"may submit for {', '.join(line.submits_for)}")
    if line.line_manager:
        parts.append(f"line manager {line.line_manager}")
    return "; ".join(parts)


def show_history(console: Console, changes: Sequence[ChangeOfRegister]) -> None:
    """The audit: who changed what and when, and how it was before."""
    if not changes:
        console.print("Nothing was changed.")
        return
    page = Page(console)
    for change in changes:
        page.say(f"[bold]{in_london(change.at)}[/], {escape(change.what)} by {escape(_who(change))}")
        page.say(escape(_change_in_words(change)), 4)
    page.say(f"{len(changes)} change{'' if len(changes) == 1 else 's'}.")


def _who(change: ChangeOfRegister) -> str:
    """Who answers for a change, and under which account it was made."""
    both = f"{change.by} and {change.confirmed_by}" if change.confirmed_by else change.by
    return f"{both}, run by {change.run_by}" if change.run_by else both


def _change_in_words(change: ChangeOfRegister) -> str:
    was, now = change.was, change.now
    if now is None:
        return line_in_words(was) if was else ""
    if was is None:
        return line_in_words(now)
    if was == now:
        return f"{line_in_words(now)} (only the name, telephone or e-mail address changed)"
    return f"{line_in_words(now)} (before: {line_in_words(was)})"


def show_refusals(console: Console, refused: Sequence[Finding]) -> None:
    """Why nothing was changed: every reason, with its rule."""
    page = Page(console)
    page.say("[bold red]Refused[/]: nothing was changed.")
    for number, finding in enumerate(refused, start=1):
        page.say(escape(f"{number}. {finding.reason} ({finding.rule})"), 2)
