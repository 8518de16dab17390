"""TELL-5 · Shows a person where letters stand, by which way they went, what waits and why, and what it cost."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from posixpath import commonpath

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from countersign.careplan.figures import day, pounds
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.ways import Stands
from countersign.careplan.words import spelled_out
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import for_people, moment
from countersign.queries.letters import HandedOver, LetterSent
from countersign.queries.sent import ByWay, Sent, WaitingNotice
from countersign.wording.sending_in_sentences import WAY_NAMES

FEW = 2
"""From so many letters on, the folder that they have in common stands once, above them."""

STANDS_IN_WORDS: Mapping[Stands, str] = {
    Stands.BEGUN: "begun, and nobody knows yet whether it went",
    Stands.LATER: "failed for now",
    Stands.WENT: "went",
    Stands.DELIVERED: "arrived",
    Stands.FAILED: "did not arrive",
    Stands.RETURNED: "came back",
    Stands.REFUSED: "not taken",
    Stands.UNKNOWN: "nothing more was heard of it",
}
"""How a handing over stands, after its way."""

COLUMNS: Mapping[str, frozenset[Stands]] = {
    "arrived": frozenset({Stands.DELIVERED}),
    "went": frozenset({Stands.WENT, Stands.UNKNOWN}),
    "failed": frozenset({Stands.FAILED}),
    "came back": frozenset({Stands.RETURNED}),
    "not taken": frozenset({Stands.REFUSED}),
    "under way": frozenset({Stands.BEGUN, Stands.LATER}),
}
"""The columns of the table of ways: how many of each stand so. A column with nothing in it is left out."""


def show_letters(console: Console, letters: Sequence[LetterSent]) -> None:
    """Every letter, record and copy: who it went to, and where it is. What all places have in common stands once."""
    page = Page(console)
    common = _folder_of([letter.where for letter in letters])
    if common:
        page.say("Each is in this folder:")
        page.plain(common, indent=4)
    for letter in letters:
        page.say(f"[bold]{escape(spelled_out(letter.kind))}[/], version {letter.version}: {escape(_stands(letter))}")
        where = letter.where.removeprefix(common)
        page.say(escape(f"to {letter.recipient}, by {spelled_out(letter.channel)}"), 4)
        if where:
            page.plain(where, indent=4)
        if letter.files:
            page.say(escape(", ".join(letter.files)), 4)
        if letter.waits:
            page.say(escape(_sentence(letter.waits)), 4)
        for handed_over in letter.handed_over:
            page.say(escape(_how_it_went(handed_over, of_several=letter.handed_over[-1].number > 1)), 4)
    cost = sum(letter.pence for letter in letters)
    costs = f", {_money(cost)}" if cost else ""
    page.say(f"{len(letters)} letter{'' if len(letters) == 1 else 's'}{costs}")


def show_sent(console: Console, sent: Sent) -> None:
    """What went by which way in a time, how it stands, and what waits now and why."""
    page = Page(console)
    page.say(f"[bold]Letters and notices, {_days(sent.first, sent.last)}[/]")
    if sent.by_way:
        page.table(_table(sent.by_way))
        page.say(f"Together {_money(sent.pence)}.")
    else:
        page.say("Nothing was handed over.")
    page.head("Now")
    page.say(f"{sent.to_send} to send, {sent.by_hand} for a person to give, {sent.held_back} held back.")
    if sent.heard:
        page.say(f"{sent.heard} receipt{'' if sent.heard == 1 else 's'} that no plan has considered yet.")
    for pause in sent.paused:
        page.say(escape(f"Nothing goes by {WAY_NAMES[pause.way]} until {moment(pause.until)}: {pause.why}."))
    for notice in sent.waiting:
        _show_waiting(page, notice)
    named, wait = len(sent.waiting), sent.to_send + sent.by_hand
    if named < wait:
        page.say(f"{wait - named} more: --limit {wait}.")


def _show_waiting(page: Page, notice: WaitingNotice) -> None:
    what = f"{spelled_out(notice.kind)}, version {notice.version}"
    page.say(f"[bold]{escape(what)}[/], to {escape(notice.recipient)}: since {moment(notice.since)}")
    page.say(escape(f"plan {notice.reference}, {notice.plan}"), 4)
    page.say(escape(_sentence(notice.waits)), 4)


def _table(by_way: Sequence[ByWay]) -> Table:
    figures: dict[str, list[int]] = {
        heading: [sum(way.stands.get(stands, 0) for stands in those) for way in by_way]
        for heading, those in COLUMNS.items()
    }
    figures["pages"] = [way.pages for way in by_way]
    shown = {heading: counts for heading, counts in figures.items() if any(counts)}
    table = Table(box=None, pad_edge=False)
    for heading in ("by", *shown, "cost"):
        table.add_column(heading, justify="left" if heading == "by" else "right")
    for row, way in enumerate(by_way):
        counts = (f"{shown[heading][row]:,}" if shown[heading][row] else "" for heading in shown)
        table.add_row(WAY_NAMES[way.way], *counts, _money(way.pence))
    return table


def _stands(letter: LetterSent) -> str:
    if letter.status == NoticeStatus.DELIVERED:
        return f"{moment(letter.sent)}, arrived"
    return moment(letter.sent) or spelled_out(letter.status)


def _how_it_went(handed_over: HandedOver, *, of_several: bool) -> str:
    at = handed_over.stood or handed_over.went or handed_over.begun
    number = f"{handed_over.number}. " if of_several else ""
    parts = [f"{number}by {WAY_NAMES[handed_over.way]}: {STANDS_IN_WORDS[handed_over.stands]}, {moment(at)}"]
    parts += [handed_over.why] if handed_over.why else []
    parts += [f"{handed_over.pages} page{'' if handed_over.pages == 1 else 's'}"] if handed_over.pages else []
    parts += [_money(handed_over.pence)] if handed_over.pence else []
    return "; ".join(parts)


def _sentence(words: str) -> str:
    words = for_people(words)
    return f"{words[:1].upper()}{words[1:]}."


def _money(pence: int) -> str:
    return pounds(Decimal(pence) / 100)


def _days(first: date, last: date) -> str:
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def _folder_of(places: Sequence[str]) -> str:
    """The folder, with its last stroke, that all places of letters have in common; empty where they have none."""
    folders = {place.rpartition("/")[0] for place in places if "/" in place}
    if len(places) < FEW or not folders or any(place and "/" not in place for place in places):
        return ""
    are_alike = len({folder.startswith("/") for folder in folders}) == 1
    return f"{commonpath(folders)}/" if are_alike and commonpath(folders) else ""
