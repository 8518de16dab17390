"""What people and machines see of the register: its lines, who may agree what by them, absences, and its audit."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from careplan.authority import Authority
from careplan.findings import Finding
from careplan.plan import PlanKind
from careplan.scheme import Scheme
from careplan.working_time import in_london
from store.plans import in_pounds

Row = Mapping[str, Any]
LIMITS = ("agrees_up_to", "one_off_up_to")


def for_machines(row: Row) -> dict[str, Any]:
    """A row as JSON: amounts as text in pounds, and null where it is for all teams or acts for nobody."""
    shown = dict(row)
    for name in LIMITS:
        if shown.get(name) is not None:
            shown[name] = f"{in_pounds(shown[name]):.2f}"
    for name in ("team", "acting_for"):
        if name in shown:
            shown[name] = shown[name] or None
    return shown


def line_in_words(row: Row) -> str:
    """A line of the register, or an absence, as a person would say it."""
    days = f"from {row['starts']} {'to ' + row['ends'] if row['ends'] else 'on'}"
    if row["ends"] and row["ends"] < row["starts"]:
        days = f"never (it would have begun on {row['starts']})"
    if "role" not in row:
        return f"{row['person']} is away {days}"
    acting = f", acting for {row['acting_for']}" if row["acting_for"] else ""
    own = own_limits(row)
    return (
        f"{row['person']} is {row['role']} for {row['team'] or 'all teams'}{acting}, {days}{'; ' + own if own else ''}"
    )


def own_limits(row: Row) -> str:
    """The person's own limits; empty where they have only the role's."""
    weekly, once = (row[name] for name in LIMITS)
    parts = [f"{pounds(in_pounds(weekly))} a week"] if weekly is not None else []
    parts += [f"{pounds(in_pounds(once))} one-off"] if once is not None else []
    return f"own limit {' and '.join(parts)}" if parts else ""


def pounds(amount: Decimal) -> str:
    """An amount as people write it."""
    return f"£{amount:,.2f}"


def may_agree(role: str, schemes: Sequence[Scheme]) -> list[tuple[str, list[str]]]:
    """What a role may agree under these schemes: in words, and the editions that say so; nothing if none knows it."""
    found: dict[str, list[str]] = {}
    for scheme in schemes:
        for row in scheme.authority:
            if row.role == role:
                found.setdefault(_row_in_words(row), []).append(scheme.edition)
    return list(found.items())


def _row_in_words(row: Authority) -> str:
    once = ""
    if not row.agrees_any_amount:
        once = f", {pounds(row.one_off_up_to)} one-off" if row.one_off_up_to else ", nothing one-off"
    where = f", at the {row.in_meeting.replace('_', ' ')}" if row.in_meeting else ""
    where += ", once a panel or call missed it" if row.once_missed else ""
    kinds = "" if len(row.kinds) == len(PlanKind) else f", {' and '.join(kind.value for kind in row.kinds)} plans only"
    return f"{row.limit_in_words}{once}{where}{kinds}"


def show_lines(console: Console, rows: Sequence[Row], on: date | None) -> None:
    """Who holds what: with what each may agree, for whom they act, and who is away."""
    when = "" if on is None else f" on {on}"
    if not rows:
        console.print(f"Nobody like that holds anything{when}: nobody decides by it.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Person", "Role", "Team", "From", "Until", "Own limit", "Away, or acting"):
        table.add_column(heading, no_wrap=heading in ("Person", "From", "Until"))
    for row in rows:
        table.add_row(
            row["person"],
            row["role"],
            row["team"] or "all teams",
            row["starts"],
            row["ends"] or "",
            own_limits(row).removeprefix("own limit "),
            _away_or_acting(row),
        )
    console.print(table)
    people = len({row["person"] for row in rows})
    console.print(
        f"{len(rows)} line{'' if len(rows) == 1 else 's'}, of {people} {'person' if people == 1 else 'people'}{when}."
    )
    _show_roles(console, {row["role"]: row["may_agree"] for row in rows})


def _show_roles(console: Console, roles: Mapping[str, Sequence[tuple[str, Sequence[str]]]]) -> None:
    """What each of these roles may agree, under which editions."""
    table = Table("Role", "May agree", "Under", box=None, pad_edge=False)
    for role, agrees in sorted(roles.items()):
        for number, (words, editions) in enumerate(agrees):
            table.add_row("" if number else role, words, ", ".join(editions))
    if table.rows:
        console.print()
        console.print(table)
    others = sorted(role for role, agrees in roles.items() if not agrees)
    if others:
        console.print(f"Decides no plan under the schemes here: {', '.join(others)}.")


def _away_or_acting(row: Row) -> str:
    parts: list[str] = []
    if row["away"] is not None:
        parts.append(f"away until {row['away']['ends']}" if row["away"]["ends"] else "away until further notice")
    if row["acting_for"]:
        so = {True: ", who is away", False: ", who is not away: it does not count", None: ""}[row["acts"]]
        parts.append(f"acts for {row['acting_for']}{so}")
    return "; ".join(parts)


def show_history(console: Console, changes: Sequence[Row]) -> None:
    """The audit: who changed what, when, and how it was before."""
    if not changes:
        console.print("Nothing was changed.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("When", "By", "What", "Line"):
        table.add_column(heading, no_wrap=heading != "Line")
    for change in changes:
        table.add_row(in_london(change["at"]), change["by"], change["what"], escape(_change_in_words(change)))
    console.print(table)
    console.print(f"{len(changes)} change{'' if len(changes) == 1 else 's'}.")


def _change_in_words(change: Row) -> str:
    was, now = change["was"], change["now"]
    if now is None:
        return line_in_words(was)
    if was is None:
        return line_in_words(now)
    if was == now:
        return f"{line_in_words(now)} (only the e-mail address changed)"
    return f"{line_in_words(now)} (before: {line_in_words(was)})"


def show_refusals(console: Console, refused: Sequence[Finding]) -> None:
    """Why nothing was changed: every reason, with its rule."""
    console.print("[bold red]Refused[/]: nothing was changed.")
    for number, one in enumerate(refused, start=1):
        console.print(f"  {number}. {one.reason} ({one.rule})", markup=False)


def history_for_machines(changes: Sequence[Row]) -> list[dict[str, Any]]:
    """The audit as JSON."""
    return [
        {**change, **{name: None if change[name] is None else for_machines(change[name]) for name in ("was", "now")}}
        for change in changes
    ]
