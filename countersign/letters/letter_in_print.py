"""TELL-7 · A letter as `templates/letter.typ` takes it: the same blocks as every other form, each text in its runs."""

from base64 import b64decode
from typing import Any, cast

from pydantic import BaseModel

from countersign.careplan.figures import day
from countersign.careplan.sender import Logo
from countersign.letters.composed import Block, Composed
from countersign.letters.runs import runs_of
from countersign.wording.letter_head import LetterHead
from countersign.wording.plain_words import mid_sentence

_WORDS = frozenset({"text", "items", "label", "values", "caption", "heading", "rows", "total"})
"""What of a block is words; the rest says what the block is."""


def in_print(letter: Composed, head: LetterHead) -> dict[str, Any]:
    """The letter as JSON. A text is a list of runs: a string, or `t` with `w` (whole) and `l` (a link)."""
    sender, signer = head.sender, head.signer
    role = f"for the {mid_sentence(signer.title)}" if signer and signer.at_meeting else signer.title if signer else ""
    return {
        "plan": head.plan_id,
        "council": sender.council,
        "logo": _picture(sender.logo) if sender.logo else None,
        "from": [
            _runs(line)
            for line in (
                sender.department,
                *sender.address,
                f"Telephone {sender.telephone}",
                sender.opening_hours,
                f"Text {sender.text_message}",
                sender.email,
                sender.web_shown,
            )
        ],
        "to": [_runs(line) for line in (head.recipient.name, *head.recipient.address)],
        "date": _runs(day(head.letter_date)),
        "reference": head.reference,
        "subject": letter.title,
        "title": _runs(letter.title),
        "greeting": _runs(f"Dear {head.recipient.greeting},"),
        "blocks": [_block(block) for block in letter.blocks],
        "signature": {
            "name": _runs(signer.name) if signer else [],
            "role": _runs(role),
            "department": _runs(f"{sender.department}, {sender.council}"),
        },
        "enclosures": _runs("; ".join(head.enclosures)),
    }


def _picture(logo: Logo) -> dict[str, Any]:
    """The picture byte by byte: the texts of a letter are changed for print, and nothing else is."""
    return {"bytes": list(b64decode(logo.data)), "format": "png" if logo.media_type == "image/png" else "svg"}


def _runs(text: str) -> list[Any]:
    return [
        {"t": run.text, "w": run.whole, "l": run.link} if run.whole or run.link else run.text
        for run in runs_of(" ".join(text.split()))
    ]


def _block(block: Block) -> dict[str, Any]:
    if block["kind"] == "key":
        return {"kind": "key", "blocks": [_block(inner) for inner in block["blocks"]]}
    if block["kind"] == "table":
        return {"kind": "table", "table": _words(block["table"].model_dump(mode="json"))}
    return _words(block)


def _words(value: Any, *, are_words: bool = False) -> Any:  # noqa: ANN401 - JSON
    """A piece of a block, with every text that a reader sees in its runs."""
    if isinstance(value, BaseModel):
        return _words(value.model_dump(mode="json"), are_words=are_words)
    if isinstance(value, dict):
        whole = cast("dict[str, object]", value)
        return {
            name: held if name == "kind" else _words(held, are_words=are_words or name in _WORDS)
            for name, held in whole.items()
        }
    if isinstance(value, list | tuple):
        return [_words(held, are_words=are_words) for held in cast("list[object]", value)]
    return _runs(value) if are_words and isinstance(value, str) else value
