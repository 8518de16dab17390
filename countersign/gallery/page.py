"""The page of the gallery: every letter and record with links to its forms, what was found, and what has changed."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import NamedTuple

from countersign.careplan.figures import day
from countersign.gallery.accepted import CHANGED, NEW, SAME, Changes
from countersign.gallery.looks import Looks
from countersign.gallery.pieces import FORMS, PRINT, Piece
from countersign.gallery.reading_age import AIM, MOST

TITLE = "Every letter and record"

NOT_LOOKED = "not run"

_STYLE = """
:root {
  color-scheme: light dark;
  --ink: #1a1a1a; --paper: #fff; --line: #767676; --link: #1b3a57; --bad: #8f1d1d; --odd: #f1f3f5;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececec; --paper: #181a1c; --line: #8c8c8c; --link: #a9cdf0; --bad: #ffb3ab; --odd: #24282c; }
}
body {
  margin: 0 auto; padding: 1rem 1.25rem 4rem; max-width: 76rem; overflow-wrap: anywhere;
  background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 3px solid currentcolor; outline-offset: 2px; }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { margin-top: 2.5rem; font-size: 1.3rem; }
h3 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
dl.sum { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dl.sum dt { font-weight: 600; }
dl.sum dd { margin: 0; }
nav ul { columns: 14rem; padding-left: 1.2rem; }
table { width: 100%; border-collapse: collapse; }
caption { padding: .3rem 0; text-align: left; font-weight: 600; }
th, td { padding: .45rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom-width: 2px; overflow-wrap: normal; }
tbody tr:nth-child(odd) { background: var(--odd); }
tbody th { width: 24%; font-weight: 600; }
td ul { margin: .2rem 0; padding-left: 1.1rem; }
.bad { color: var(--bad); font-weight: 600; }
.forms span { display: inline-block; margin-right: .7rem; }
@media (max-width: 48rem) {
  dl.sum { grid-template-columns: 1fr; }
  table, tbody, tr, th, td, caption { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  tbody tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
  tbody th, tbody td { width: auto; padding: .1rem .5rem; border: 0; }
  td[data-label]::before { content: attr(data-label) ": "; font-weight: 600; }
}
"""


class Shown(NamedTuple):
    """One row."""

    piece: Piece

    looks: Looks

    changes: Changes


class About(NamedTuple):
    """What stands at the top."""

    sender: str
    """From whom the letters are."""

    made_on: str

    look: str
    """Whether how everything looks has changed since it was accepted, in words."""

    not_run: str
    """Why axe did not look; empty where it did."""

    gone: tuple[str, ...]
    """What was accepted and is there no longer."""

    not_whole: str = ""
    """Why this is not all that there is; empty where it is."""


def page(rows: Iterable[Shown], about: About) -> str:
    """The page, as HTML."""
    shown = list(rows)
    rooms = {room: list(of_it) for room, of_it in groupby(shown, key=lambda row: row.piece.room)}
    body = [f"<h1>{TITLE}</h1>", *_summary(shown, about), *_links(rooms)]
    for room, of_room in rooms.items():
        body.append(f"<h2>{_e(_capital(room))}</h2>")
        for kind, of_kind in groupby(of_room, key=lambda row: row.piece.kind):
            body += _table(kind, list(of_kind))
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n<title>{TITLE}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


def _summary(shown: list[Shown], about: About) -> Iterator[str]:
    ages = sorted(row.looks.age for row in shown if row.looks.age)
    hard = sum(age > MOST for age in ages)
    faults = sum(row.looks.faults for row in shown)
    counted = {state: sum(row.changes.state == state for row in shown) for state in (NEW, CHANGED, SAME)}
    rows = (
        ("From", about.sender),
        ("Made on", about.made_on),
        ("Shown", f"{len(shown)} letters, messages and records, each in up to {len(FORMS)} forms"),
        ("Everything", "all that a letter of its kind can say, also what seldom stands in one letter"),
        ("Reading age", f"{ages[0]} to {ages[-1]}; {hard} above {MOST}; the aim is {AIM}" if ages else "none"),
        ("Accessibility", about.not_run or "axe in Chromium at 1280 and 320 pixels, standard and large print"),
        ("Wrong", f"{faults} things" if faults else "nothing was found"),
        ("Since it was accepted", ", ".join(f"{number} {state}" for state, number in counted.items() if number)),
        ("How all of it looks", about.look),
        *((("Not whole", about.not_whole),) if about.not_whole else ()),
        *((("No longer there", "; ".join(about.gone)),) if about.gone else ()),
    )
    yield '<dl class="sum">'
    for label, value in rows:
        bad = ' class="bad"' if (label == "Wrong" and faults) or label == "Not whole" else ""
        yield f"<dt>{label}</dt><dd{bad}>{_e(value)}</dd>"
    yield "</dl>"


def _links(rooms: dict[str, list[Shown]]) -> Iterator[str]:
    yield '<nav aria-label="Kinds"><ul>'
    for room, of_room in rooms.items():
        for kind, of_kind in groupby(of_room, key=lambda row: row.piece.kind):
            rows = list(of_kind)
            changed = sum(row.changes.state == CHANGED for row in rows)
            note = f" ({changed} changed)" if changed else ""
            own = f" ({_e(room)})" if room not in ("letters", "records", "messages to staff") else ""
            yield f'<li><a href="#{_id(rows[0].piece)}">{_e(_capital(kind))}</a>{own}{note}</li>'
    yield "</ul></nav>"


def _table(kind: str, rows: list[Shown]) -> Iterator[str]:
    yield f'<h3 id="{_id(rows[0].piece)}">{_e(_capital(kind))}</h3>'
    headings = ("To whom, and what about", "Forms", "Reading age", "Found", "Since it was accepted")
    yield "<table><caption>" + _e(rows[0].piece.title) + "</caption><thead><tr>"
    yield "".join(f'<th scope="col">{heading}</th>' for heading in headings) + "</tr></thead><tbody>"
    for piece, looks, changed in rows:
        counted = f" ({looks.pages} page{'' if looks.pages == 1 else 's'})"
        forms = " ".join(
            f'<span><a href="{_e(piece.path)}.{end}">{form}</a>{counted if form == PRINT else ""}</span>'
            for form, end in FORMS.items()
            if form in piece.forms
        )
        hard = ' class="bad"' if looks.age > MOST else ""
        yield f'<tr><th scope="row">{_e(_capital(piece.voice))} · {_e(piece.state)}</th>'
        yield f'<td class="forms" data-label="Forms">{forms}</td>'
        yield f'<td data-label="Reading age"><span{hard}>{looks.age or "none"}</span></td>'
        yield f'<td data-label="Found">{_found(looks)}</td>'
        yield f'<td data-label="Since it was accepted">{_changed(changed)}</td></tr>'
    yield "</tbody></table>"


def _found(looks: Looks) -> str:
    looked = {
        "words": looks.words,
        "structure": looks.structure if looks.pages else None,
        "accessibility": looks.access,
    }
    right = [name for name, faults in looked.items() if faults == ()]
    parts = [f"{_listed(right)}: right"] if right else []
    parts += [_faults(name, faults) for name, faults in looked.items() if faults]
    return "<br>".join([*parts, *([f"accessibility: {NOT_LOOKED}"] if looks.access is None else [])])


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _faults(name: str, faults: tuple[str, ...]) -> str:
    listed = "".join(f"<li>{_e(fault)}</li>" for fault in faults)
    return f'<details open><summary class="bad">{name}: {len(faults)}</summary><ul>{listed}</ul></details>'


def _changed(changed: Changes) -> str:
    if changed.was is None:
        return changed.state
    by = f"{_e(changed.was.by)}, {day(changed.was.on)}"
    if changed.state == SAME:
        return f"{SAME} ({by})"
    said = "".join(f"<li>{_e(text)}</li>" for text in changed.paragraphs)
    number = len(changed.paragraphs)
    counted = f"{number} new paragraph{'' if number == 1 else 's'}"
    new = f"<details open><summary>{counted}</summary><ul>{said}</ul></details>"
    same = "no paragraph is new: something stands elsewhere, or is gone"
    return f'<span class="bad">{CHANGED}</span> in {", ".join(changed.forms)}, since {by}: {new if said else same}'


def _id(piece: Piece) -> str:
    return piece.path.rpartition("/")[0].replace("/", "-")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _e(text: str) -> str:
    return escape(text)
