"""TELL-7 · A letter as `templates/letter.typ` takes it: the same blocks as every other form, each text in its runs."""

from base64 import b64decode
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from countersign.careplan.figures import day
from countersign.careplan.sender import Logo
from countersign.letters.composed import HOLDS_BLOCKS, Block, Composed
from countersign.letters.faces import is_turned
from countersign.letters.filters import is_led_or_numbered
from countersign.letters.runs import parts_of, runs_of
from countersign.wording.document import Fact, Points, Table
from countersign.wording.isolates import without_isolates
from countersign.wording.letter_head import LetterHead
from countersign.wording.plain_words import mid_sentence


class InPrint(NamedTuple):
    """A letter as JSON. A text is a list of runs: a string, or `parts` with `whole`, its `length` and a `link`.

    A text that is read from right to left as a whole begins with the run `turned`.
    """

    words: dict[str, Any]
    """What is drawn."""

    links: tuple[str, ...]
    """Where the runs lead: a run has the number of its link, or -1."""


def in_print(letter: Composed, head: LetterHead) -> InPrint:
    """The letter for the template."""
    sender, signer, made = head.sender, head.signer, _Runs()
    role = f"for the {mid_sentence(signer.title)}" if signer and signer.at_meeting else signer.title if signer else ""
    words = {
        "council": made.of(sender.council),
        "logo": _picture(sender.logo) if sender.logo else None,
        "from": [
            made.of(line)
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
        "to": [made.of(line) for line in (head.recipient.name, *head.recipient.address)],
        "date": made.of(day(head.letter_date)),
        "reference": head.reference,
        "title": made.of(letter.title),
        "greeting": made.of(f"Dear {head.recipient.greeting},"),
        "blocks": [made.block(block) for block in _arranged(letter.blocks)],
        "signature": {
            "name": made.of(signer.name) if signer else [],
            "role": made.of(role),
            "department": made.of(f"{sender.department}, {sender.council}"),
        },
        "enclosures": made.of("; ".join(head.enclosures)),
    }
    return InPrint(words, tuple(made.links))


def _arranged(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, so that a letter closes well: what a page would tear apart is in groups that stay together.

    Whatever stands before the signature leads to it. After it, a section that has a list is a group: nobody looks for
    half of the telephone numbers on the next page. The last paragraphs are one too.
    """
    signed = next((place for place, block in enumerate(blocks) if block["kind"] == "signature"), None)
    if not signed:
        return list(blocks)
    before, rest = list(blocks[:signed]), blocks[signed + 1 :]
    if sum(_lengths(before[-1])) <= _LEADS_AT_MOST:
        before[-1] = {**before[-1], "leads": True}
    begins = [place for place, block in enumerate(rest) if block["kind"] == "section"]
    arranged: list[Block] = [*before, blocks[signed], *rest[: begins[0] if begins else None]]
    for at, end in pairwise([*begins, len(rest)]):
        section = rest[at:end]
        if any(block["kind"] in {"facts", "points"} for block in section):
            arranged.append(_together(section))
        elif end == len(rest):
            arranged += [*section[:-_LAST], _together(section[-_LAST:])]
        else:
            arranged += section
    return arranged


def _together(blocks: Sequence[Block]) -> Block:
    lengths = [length for block in blocks for length in _lengths(block)]
    return {"kind": "together", "blocks": blocks, "lengths": lengths, "is_section": blocks[0]["kind"] == "section"}


_LAST = 2
"""How many paragraphs at the end of a letter stay together: no page has only a line or two."""


_LEADS_AT_MOST = 700
"""How many characters a block may have that moves to the next page with the signature."""


def _lengths(block: Block) -> list[int]:
    """How many characters each paragraph of a block has."""
    match block["kind"]:
        case "key":
            return [length for inner in block["blocks"] for length in _lengths(inner)]
        case "points":
            return [len(item) for item in block["list"].items]
        case "facts":
            return [len(row.label) + sum(map(len, row.values)) for row in block["rows"]]
        case "table":
            return [sum(map(len, row)) for row in block["table"].rows]
        case _:
            return [len(str(block.get("text", "")))]


def _picture(logo: Logo) -> dict[str, Any]:
    """The picture byte by byte: the texts of a letter are changed for print, and nothing else is."""
    return {"bytes": list(b64decode(logo.data)), "format": "png" if logo.media_type == "image/png" else "svg"}


def _without_inner_boxes(blocks: list[Block]) -> list[Block]:
    return [inner for block in blocks for inner in (block["blocks"] if block["kind"] in HOLDS_BLOCKS else [block])]


class _Runs:
    """Makes the texts of one letter into runs, and keeps where they lead."""

    def __init__(self) -> None:
        self.links: list[str] = []

    def of(self, text: str) -> list[Any]:
        text = " ".join(text.split())
        runs: list[Any] = []
        for run in runs_of(text):
            if not (run.whole or run.link):
                runs.append(run.text)
                continue
            parts = [run.text] if run.whole else parts_of(run.text)
            runs.append({"parts": parts, "whole": run.whole, "length": len(run.text), "link": self._link(run.link)})
        # A text of a single run has the mark of its own, when it is made ready for print.
        return [{"turned": True}, *runs] if len(runs) > 1 and is_turned(text) else runs

    def _link(self, link: str) -> int:
        if not link:
            return -1
        self.links.append(link)
        return len(self.links) - 1

    def block(self, block: Block) -> dict[str, Any]:
        """A block; with the language by which it is hyphenated, turned and read aloud, where that is not English."""
        code = block.get("language", "").partition("-")[0]
        made = {**self._block(block), **({"language": code} if code else {})}
        return {**made, "leads": True} if block.get("leads") else made

    def _block(self, block: Block) -> dict[str, Any]:
        match block["kind"]:
            case "key" | "quote" | "together" as kind:
                # In print a key and a quote have the same box, and a box in a box has one frame.
                inner = block["blocks"] if kind == "together" else _without_inner_boxes(block["blocks"])
                made = block if kind == "together" else {"kind": "key"}
                return {**made, "blocks": [self.block(within) for within in inner]}
            case "table":
                return {"kind": "table", **self._table(block["table"])}
            case "points":
                return {"kind": "points", **self._points(block["list"])}
            case "facts":
                return {"kind": "facts", "rows": [self._fact(row) for row in block["rows"]]}
            case "signature":
                return {"kind": "signature"}
            case kind:
                text = str(block["text"])
                return {"kind": kind, "text": self.of(text), "leads": without_isolates(text).endswith(":")}

    def _table(self, table: Table) -> dict[str, Any]:
        return {
            "caption": self.of(table.caption),
            "columns": [{"heading": self.of(column.heading), "amount": column.amount} for column in table.columns],
            "rows": [list(map(self.of, row)) for row in table.rows],
            "total": list(map(self.of, table.total)),
        }

    def _points(self, points: Points) -> dict[str, Any]:
        return {"items": list(map(self.of, points.items)), "numbers": list(points.numbers)}

    def _fact(self, row: Fact) -> dict[str, Any]:
        values = [{"text": self.of(value), "bullet": not is_led_or_numbered(value)} for value in row.values]
        named = len(row.label)
        return {
            "label": self.of(row.label),
            "values": values,
            "named": named,
            "length": named + sum(map(len, row.values)),
        }
