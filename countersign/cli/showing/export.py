"""SHARE-9 · Writes an export: two pages that a person can read, the letters as made, and all of it as JSON."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any, cast

from countersign.careplan.figures import day, pounds
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import in_london, london_day
from countersign.casework.happenings import Actor
from countersign.queries.about_others import Entry, ToCheck
from countersign.queries.export import Export, ExportedFile

STYLE = (
    "body{font:1.05rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "dt{font-weight:bold}dd{margin:0 0 .4rem 1rem}article{border-top:1px solid #888;padding:.6rem 0}"
)
ABOUT = {
    "to-give": (
        "What we keep about your plan",
        """\
You asked what we hold about you. This is what we hold about your plan for care and support, the earliest first in each
part. At the end are the letters that we sent you.

Short references stand for people and organisations: P1 is a provider, C1 a carer, asked-1 somebody whom you asked us to
give a copy to. One such as sw-1042 is a member of staff. Times are those of London.

The law lets us leave some things out, such as what is about other people. If you think that something is missing, not
clear, or not right, tell us: you can ask us to put it right. If you are not happy with our answer, you can complain to
the Information Commissioner.""",
    ),
    "read-first": (
        "Read first: not yet for the person",
        """\
This may be about somebody else, or could do harm. Read it, decide what of it is given, and record why not. What is
about somebody else is given where they agree, or where it is reasonable without.

Begin with the places below in to-give: look at each, and black out what is not the person's to have. That a place is
not named does not say that it is harmless: names that the plan does not know are not found.

Say nothing to the person of what is held back because of a concern: not that it is there either.""",
    ),
}
"""The title of each page, and what stands above it."""

LABELS = {
    "at": "When",
    "what": "What",
    "actor": "Who",
    "due_at": "Due",
    "first_due": "First promised for",
    "in_force": "The version in force",
    "so": "Yes or no",
    "person_pays": "What you pay a week",
    "person_pays_once": "What you pay once",
    "weekly": "What it costs the council a week",
    "one_off": "What it costs the council once",
    "indicative_budget": "The estimate of what it costs a week",
    "indicative_one_off": "The estimate of what it costs once",
    "readiness": "What was done while the plan was written",
    "limbs": "The test",
    "regard": "How account was taken of",
}
"""What a field is called, where its own name would not say it."""

MONEY = frozenset(
    {
        "amount",
        "cost_to_council",
        "council_pays",
        "council_pays_once",
        "indicative_budget",
        "indicative_one_off",
        "limit",
        "one_off_cost",
        "one_off_limit",
        "person_pays",
        "person_pays_once",
        "total_cost",
        "total_one_off",
        "unit_cost",
        "weekly_cost",
    }
)
"""The fields that are pounds, written as text."""

IN_PENCE = ("weekly", "one_off")
"""Money of a version's own columns is kept in pence."""

A_DAY = re.compile(r"(?<!@)\b\d{4}-\d{2}-\d{2}\b")


def written(whole: Export, files: Iterable[ExportedFile], folder: Path) -> list[str]:
    """Write everything below a folder that is not there yet. Returns the paths in it. Raises OSError."""
    made: dict[str, bytes] = {}
    for part, is_theirs in (("to-give", True), ("read-first", False)):
        letters = [file for file in files if file.is_theirs is is_theirs]
        numbers = {notice: number for number, notice in enumerate(dict.fromkeys(file.notice for file in letters), 1)}
        names = {f"letters/{_folder(file, numbers[file.notice])}/{file.name}": file.content for file in letters}
        made |= {f"{part}/{name}": content for name, content in names.items()}
        made[f"{part}/index.html"] = _page(part, whole, sorted(names)).encode()
    everything = {part.title: part.whole for part in whole.parts}
    made["read-first/everything.json"] = json.dumps(everything, indent=2, ensure_ascii=False).encode()
    for name, content in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sorted(made)


def _folder(file: ExportedFile, number: int) -> str:
    """One letter's folder: its number, its kind and, if it is not theirs, the reference of whose it is; no name."""
    _, kind, recipient, *_ = file.notice.split("/")
    return f"{number:03}-{kind}" if file.is_theirs else f"{number:03}-{kind}-{recipient}"


def _page(part: str, whole: Export, letters: list[str]) -> str:
    title, about = ABOUT[part]
    sections: list[str] = []
    for kind in whole.parts:
        entries, heading = (kind.to_give, kind.to_them) if part == "to-give" else (kind.to_read_first, kind.title)
        if entries:
            sections.append(f"<section><h2>{escape(heading)}</h2>{''.join(map(_entry, entries))}</section>")
    if part == "read-first":
        sections.insert(0, _to_check(whole.to_check))
    links = "".join(f'<li><a href="{escape(name)}">{escape(name)}</a></li>' for name in letters)
    of_whom = "Letters to you, as we sent them" if part == "to-give" else "Letters, as they were made"
    letters_there = f"<section><h2>{of_whom}</h2><ul>{links}</ul></section>" if links else ""
    paragraphs = "".join(f"<p>{escape(' '.join(words.split()))}</p>" for words in about.split("\n\n"))
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        f"</head><body><h1>{title}</h1>{paragraphs}<p>Plan {escape(whole.plan)}. Made on "
        f"{day(london_day(whole.made_at))}.</p>{''.join(sections)}{letters_there}</body></html>"
    )


def _to_check(places: tuple[ToCheck, ...]) -> str:
    """What somebody looks at in `to-give` before it is given."""
    if not places:
        return ""
    said = "".join(
        f"<li><b>{escape(place.part)}</b>, {escape(spelled_out(place.where))}: {escape(place.why)}. "
        f"<q>… {escape(place.words)} …</q></li>"
        for place in places
    )
    return f"<section><h2>To look at in what can be given</h2><ol>{said}</ol></section>"


def _entry(entry: Entry) -> str:
    return f"<article>{_value(entry)}</article>"


def _value(value: Any) -> str:  # noqa: ANN401  # any JSON value
    """A JSON value as HTML: fields as a list of terms, codes and days in words; what is empty is left out."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        said = [
            f"<dt>{escape(LABELS.get(name) or spelled_out(name).capitalize())}</dt><dd>{_amount(name, field)}</dd>"
            for name, field in fields.items()
            if field not in (None, "", [], {})
        ]
        return f"<dl>{''.join(said)}</dl>"
    if isinstance(value, list):
        return f"<ul>{''.join(f'<li>{_value(item)}</li>' for item in cast('list[Any]', value))}</ul>"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape(_in_words(str(value)))


def _amount(name: str, value: Any) -> str:  # noqa: ANN401  # any JSON value
    if name in IN_PENCE and isinstance(value, int) and not isinstance(value, bool):
        return f"£{value / 100:,.2f}"
    if name in MONEY and isinstance(value, str) and value.replace(".", "", 1).isdigit():
        return pounds(Decimal(value))
    if name == "actor" and value == Actor.SYSTEM:
        return "our software"
    return _value(value)


def _in_words(text: str) -> str:
    for read, says in ((date.fromisoformat, day), (datetime.fromisoformat, in_london)):
        try:
            return says(read(text))  # pyright: ignore[reportArgumentType]
        except ValueError:
            continue
    text = A_DAY.sub(lambda found: _day_in_words(found[0]), text)
    is_code = text.isascii() and "_" in text and text == text.lower() and " " not in text and "@" not in text
    return spelled_out(text) if is_code else text


def _day_in_words(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text
