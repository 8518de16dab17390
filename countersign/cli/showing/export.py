"""SHARE-9 · Writes an export: two pages that a person can read, the letters as made, and all of it as JSON."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any, cast

from countersign.careplan.figures import day
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import in_london, london_day
from countersign.queries.export import Entry, Export, ExportedFile

STYLE = (
    "body{font:1.05rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "dt{font-weight:bold}dd{margin:0 0 .4rem 1rem}article{border-top:1px solid #888;padding:.6rem 0}"
)
ABOUT = {
    "to-give": (
        "What we keep about your plan",
        "This is what we hold about your plan for care and support. Ask us if anything is not clear, or not right.",
    ),
    "read-first": (
        "Read first: not yet for the person",
        "This may be about somebody else, or could do harm. Read it, decide what of it is given, and record why not.",
    ),
}


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
        entries = kind.to_give if part == "to-give" else kind.to_read_first
        if entries:
            sections.append(f"<section><h2>{escape(kind.title)}</h2>{''.join(map(_entry, entries))}</section>")
    links = "".join(f'<li><a href="{escape(name)}">{escape(name)}</a></li>' for name in letters)
    letters_there = f"<section><h2>Letters, as they were made</h2><ul>{links}</ul></section>" if links else ""
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        f"</head><body><h1>{title}</h1><p>{about}</p><p>Plan {escape(whole.plan)}. Made on "
        f"{day(london_day(whole.made_at))}.</p>{''.join(sections)}{letters_there}</body></html>"
    )


def _entry(entry: Entry) -> str:
    return f"<article>{_value(entry)}</article>"


def _value(value: Any) -> str:  # noqa: ANN401  # any JSON value
    """A JSON value as HTML: fields as a list of terms, codes and days in words; what is empty is left out."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        said = [
            f"<dt>{escape(spelled_out(name).capitalize())}</dt><dd>{_amount(name, field)}</dd>"
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
    """Money of a version's own columns is kept in pence."""
    if name in ("weekly", "one_off") and isinstance(value, int) and not isinstance(value, bool):
        return f"£{value / 100:,.2f}"
    return _value(value)


def _in_words(text: str) -> str:
    for read, says in ((date.fromisoformat, day), (datetime.fromisoformat, in_london)):
        try:
            return says(read(text))  # pyright: ignore[reportArgumentType]
        except ValueError:
            continue
    is_code = text.isascii() and "_" in text and text == text.lower() and " " not in text and "@" not in text
    return spelled_out(text) if is_code else text
