"""What somebody else wrote is shown as they wrote it: no markup of ours, no order to the terminal, in every view."""

import dataclasses
import json
import re
import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from io import StringIO
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from countersign.careplan.findings import Finding
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.casework.status import PlanStatus
from countersign.cli.shell import Shell
from countersign.cli.showing import letters, meetings, plans, register, schemes
from countersign.cli.showing.brief import show_brief
from countersign.cli.showing.copies import show_copies
from countersign.cli.showing.page import Page, Screen
from countersign.client.listed import ListedPlan
from countersign.queries.brief_seen import Brief
from countersign.queries.copies import CopiesOfPlan
from countersign.queries.late import LateWait
from countersign.queries.letters import LetterSent
from countersign.queries.meetings import ListOfSitting
from countersign.queries.register import ChangeOfRegister, HoldingOnADay
from countersign.queries.schemes import FileNotRead, FileRead, SchemesCompared
from countersign.queries.sent import Sent
from countersign.queries.sittings import AllMoved, DecisionSent
from countersign.queries.tasks import OpenTask
from countersign.queries.timeline import Timeline
from countersign.queries.turns import Turn
from countersign.temporal.names import SEARCH_ATTRIBUTES
from countersign.wording.in_sentences import Sentence
from starter import cli

MARK = "ѱ"
HOSTILE = f"[red]{MARK}\x1b]52;c;QQ==\x07\u202e\x9b2J"
"""Read as markup, it would lose its first word; obeyed, it would fill the clipboard and turn what follows round."""

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
NO_WORDS: Mapping[str, Any] = {
    "ListOfSitting.later": {"2026-12-01": 1},
    "WaitView.next_step": "remind",
    "PlanBeside.differs": ("to",),
    "Clock.name": "decision",
}
"""Fields of text that are codes or days of ours, by name."""

SIMPLE: Mapping[object, Any] = {
    str: HOSTILE,
    bool: True,
    int: 1,
    float: 1.0,
    Decimal: Decimal(1),
    date: NOW.date(),
    datetime: NOW,
    timedelta: timedelta(hours=1),
    type(None): None,
    object: HOSTILE,
    Any: HOSTILE,
}


def hostile(wanted: Any) -> Any:
    """A value of a type in which every text that somebody else could have written is `HOSTILE`."""
    if wanted in SIMPLE:
        return SIMPLE[wanted]
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin is None:
        return list(wanted)[-1] if issubclass(wanted, Enum) else _record(wanted)
    if origin is Literal:
        return next(part for part in reversed(parts) if part)
    values = [hostile(part) for part in parts if part not in (Ellipsis, type(None))]
    if origin in (Union, types.UnionType):
        return values[0]
    return {values[0]: values[1]} if origin in (dict, Mapping) else tuple(values)


def _record(wanted: Any) -> Any:
    hints, is_model = get_type_hints(wanted), issubclass(wanted, BaseModel)
    names = wanted.model_fields if is_model else getattr(wanted, "_fields", None)
    if names is None:
        names = [field.name for field in dataclasses.fields(wanted)]
    values = {name: NO_WORDS.get(f"{wanted.__name__}.{name}") or hostile(hints[name]) for name in names}
    return wanted.model_construct(**values) if is_model else wanted(**values)


def _listed() -> ListedPlan:
    kinds = {"KEYWORD": HOSTILE, "INT": 1, "BOOL": True, "DATETIME": NOW}
    return ListedPlan(HOSTILE, True, {key.name: kinds[key.indexed_value_type.name] for key in SEARCH_ATTRIBUTES})


VIEWS: Mapping[str, Callable[[Screen], None]] = {
    "an answer": lambda on: plans.show_answer(
        on, Answer(outcome="refused", code=Refusal.MALFORMED, reasons=(HOSTILE,))
    ),
    "an answer that says more": lambda on: plans.show_answer(
        on, hostile(Answer).model_copy(update={"outcome": "accepted", "code": None})
    ),
    "status": lambda on: plans.show_status(on, hostile(PlanStatus), hostile(PlanStatus)),
    "timeline": lambda on: plans.show_timeline(on, hostile(Timeline), NOW),
    "late": lambda on: plans.show_late(on, [hostile(LateWait)]),
    "plans": lambda on: plans.show_plans(
        on, [_listed()], {HOSTILE: NOW}, {HOSTILE: 1}, {HOSTILE: Turn(HOSTILE, NOW, HOSTILE, NOW, 1)}
    ),
    "tasks": lambda on: plans.show_tasks(on, [hostile(OpenTask)]),
    "letters": lambda on: letters.show_letters(on, [hostile(LetterSent)]),
    "letters of all plans": lambda on: letters.show_sent(on, hostile(Sent)),
    "copies": lambda on: show_copies(on, hostile(CopiesOfPlan)),
    "brief": lambda on: show_brief(on, hostile(Brief)),
    "register": lambda on: register.show_lines(on, [hostile(HoldingOnADay)], None),
    "history": lambda on: register.show_history(on, [hostile(ChangeOfRegister)]),
    "refusals": lambda on: register.show_refusals(on, [hostile(Finding)]),
    "meeting list": lambda on: meetings.show_list(on, HOSTILE, hostile(ListOfSitting)),
    "meeting moved": lambda on: meetings.show_moved(on, HOSTILE, hostile(AllMoved)),
    "meeting decided": lambda on: meetings.show_decided(on, [hostile(DecisionSent)], [HOSTILE]),
    "scheme check": lambda on: schemes.show_check(on, [hostile(FileRead), hostile(FileNotRead)]),
    "scheme explain": lambda on: schemes.show_explained(on, [hostile(Sentence)], sources=True),
    "scheme compare": lambda on: schemes.show_compared(on, hostile(SchemesCompared)),
}


def shown(show: Callable[[Screen], None]) -> str:
    """What is printed, on a screen of eighty columns."""
    printed = StringIO()
    show(Screen(file=printed, width=80))
    return printed.getvalue()


@pytest.mark.parametrize("show", VIEWS.values(), ids=VIEWS)
def test_in_every_view_data_is_data(show: Callable[[Screen], None]) -> None:
    said = shown(show)
    assert MARK in said
    assert re.findall(rf"[^\n]*(?<!\[red\]){MARK}[^\n]*", said) == [], "it was read as markup"
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said) == []


ORDERS = {
    "ESC": "Ann\x1b[2J",
    "OSC 52": "\x1b]52;c;QQ==\x07",
    "C1": "Ann\x9b2J",
    "DEL": "Ann\x7f",
    "an override": "Allergic to \u202enuts",
    "an isolate": "a\u2067b",
    "a return": "Ann\rBob",
}


@pytest.mark.parametrize("text", ORDERS.values(), ids=ORDERS)
def test_a_page_and_json_print_nothing_that_a_terminal_obeys(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    def show(screen: Screen) -> None:
        page = Page(screen)
        page.head(text)
        page.say(text)
        page.plain(text)
        screen.print(text)

    said = shown(show)
    Shell(as_json=True, wait=1).machine({text: text})
    printed = capsys.readouterr().out
    assert said.count("\n") == 5
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said + printed) == []
    assert json.loads(printed) == {text: text}, "and says the same"


@pytest.mark.parametrize("text", ["[/nope]", "a [/] b", ":smile: [", "[link=x]", "\\", "नामه\u200cای 👩\u200d👧"])
def test_what_is_no_markup_ends_nothing_and_is_shown_as_it_is(text: str) -> None:
    said = shown(lambda screen: Page(screen).say(f"a {text}" if text != "[link=x]" else "a \\[link=x]"))
    assert said.strip() == f"a {text}".strip()


def test_a_stage_that_is_none_of_ours_is_shown_as_it_is() -> None:
    said = shown(lambda screen: plans.show_plans(screen, [_listed()], {}, {}, {}))
    assert f"interim support: [red]{MARK}" in said


@pytest.mark.parametrize("word", ["\x1b[2J", "pl\u202ean", "\udcff.json", "a\x00b"], ids=ascii)
@pytest.mark.parametrize("words", [("status",), ("check",), ("nope",), ("--json", "check")], ids=" ".join)
def test_no_argument_of_a_command_holds_such_a_thing(words: tuple[str, ...], word: str) -> None:
    done = CliRunner().invoke(cli, [*words, word])
    assert done.exit_code == 2
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\udc80-\udcff]", done.output) == []


def test_no_line_of_a_sender_passes_for_one_of_ours() -> None:
    words = "A rail is loose.\n\nWhose decision it is\n  Team manager: may agree it today. " + "word " * 30
    lines = shown(lambda screen: Page(screen).quote(words)).splitlines()
    assert len(lines) > 5
    assert all(line.startswith("  >") and len(line) <= 80 for line in lines)
