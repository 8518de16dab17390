"""Which room may know which, that the rules are pure, that codes are codes, and that nothing grows too long."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from countersign.careplan.messages import MESSAGES
from countersign.casework.changes import Changes
from tests.house import laws
from tests.house.rooms import LIBRARIES, ROOMS

PRODUCT = ("countersign", "activities", "workflows", "worker.py", "starter.py")
EVERYWHERE = (*PRODUCT, "bench", "docs")


def path_of(room: str) -> str:
    """The folder or the file of a room."""
    path = room.replace(".", "/")
    return path if (laws.ROOT / path).is_dir() else f"{path}.py"


def breaches(paths: list[Path], *checkers: str) -> list[str]:
    return [
        f"{laws.called(path)}: {fault}"
        for path in paths
        for checker in checkers
        for fault in getattr(laws, checker)(path.read_text(encoding="utf-8"))
    ]


# Which room may know which


def test_every_room_is_in_the_table() -> None:
    there = {
        laws.room_of(laws.called(path).removesuffix(".py").replace("/", "."))
        for path in laws.modules(*PRODUCT)
        if laws.called(path) != "countersign/__init__.py"
    }
    assert there == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_the_rooms_that_it_may(room: str) -> None:
    faults = [
        f"{laws.called(path)}: {fault}"
        for path in laws.modules(path_of(room))
        for fault in laws.imports_beyond(path.read_text(encoding="utf-8"), room, ROOMS[room], ROOMS)
    ]
    assert faults == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_that_may_know_another_does(room: str) -> None:
    known = {
        laws.room_of(module)
        for path in laws.modules(path_of(room))
        for _, module in laws.imports(path.read_text(encoding="utf-8"))
    }
    assert ROOMS[room] - known == set()


def test_no_arrow_runs_in_a_circle() -> None:
    settled: set[str] = set()
    while len(settled) < len(ROOMS):
        next_ones = {room for room, known in ROOMS.items() if room not in settled and known <= settled}
        assert next_ones, f"a circle among {sorted(set(ROOMS) - settled)}"
        settled |= next_ones


@pytest.mark.parametrize("library", LIBRARIES)
def test_only_some_rooms_use_a_library_that_leads_outside(library: str) -> None:
    faults = [
        f"{laws.called(path)}: {fault}"
        for room in ROOMS
        if room not in LIBRARIES[library]
        for path in laws.modules(path_of(room))
        for fault in laws.imports_of(path.read_text(encoding="utf-8"), library)
    ]
    assert faults == []


def test_an_import_of_a_room_that_may_not_be_known_is_caught_however_it_is_written() -> None:
    for bad in (
        "import countersign.store",
        "import countersign.store.tables",
        "from countersign.store import tables",
        "def f():\n    import countersign.store.rows",
    ):
        assert len(laws.imports_beyond(bad, "countersign.careplan", (), ROOMS)) == 1, bad
        assert len(laws.imports_of(bad, "countersign.store")) == 1, bad
    good = "import restore\nfrom countersign.careplan import store_of_value"
    assert laws.imports_beyond(good, "countersign.careplan", (), ROOMS) == []
    assert laws.imports_of(good, "countersign.store", "store") == []


# The rules are pure


def test_the_rules_read_no_clock_no_chance_and_nothing_outside_themselves() -> None:
    faults = breaches(laws.modules("countersign/careplan"), "impurities")
    assert [fault for fault in faults if not fault.endswith("imports countersign.mailbox")] == []


def test_what_puts_the_rules_in_words_is_as_pure() -> None:
    faults = breaches(laws.modules("countersign/wording"), "impurities")
    assert [fault for fault in faults if not re.search(r"imports countersign\.wording\b", fault)] == []


@pytest.mark.parametrize(
    "bad",
    [
        "import os",
        "from pathlib import Path",
        "import time",
        "from uuid import uuid4",
        "import random",
        "import temporalio.workflow",
        "from sqlalchemy import select",
        "from countersign.store.tables import PlanRow",
        "def late():\n    from urllib import request",
        "moment = datetime.now(UTC)",
        "day = date.today()",
        "day = datetime.date.today()",
        "text = open('plan.json').read()",
        "print('done')",
        "local = moment.astimezone()",
    ],
)
def test_a_rule_that_reaches_outside_is_caught(bad: str) -> None:
    assert len(laws.impurities(bad)) == 1


def test_a_rule_may_use_decimals_dates_zones_and_other_rules() -> None:
    good = (
        "from datetime import date, time\nfrom decimal import Decimal\nfrom zoneinfo import ZoneInfo\nimport re\n"
        "from pydantic import Field\nfrom countersign.careplan.plan import Plan\nlocal = moment.astimezone(zone)\n"
    )
    assert laws.impurities(good) == []


# Case work reaches the world through its ports


def test_no_handler_and_no_other_part_of_case_work_knows_of_a_session() -> None:
    paths = laws.modules("countersign/casework")
    faults = [
        f"{laws.called(path)}: {fault}"
        for path in paths
        for name in ("session", "connection")
        for fault in laws.named(path.read_text(encoding="utf-8"), name)
    ]
    assert faults == []


def test_a_session_in_a_handler_is_caught() -> None:
    for bad in ("def f(session): ...", "case.session.get(1)", "session = 1"):
        assert laws.named(bad, "session"), bad
    assert laws.named("'a session'\nsessions = 1", "session") == []


CHANGES_ITS_THING = {
    "new_plan": {"course"},
    "plan": {"course"},
    "version": {"versions"},
    "content": {"versions"},
    "routes": {"routes"},
    "message": {"considering", "determining"},
    "decision": {"handlers/decisions"},
    "record": {"record"},
    "waits": {"running_clocks"},
    "steps": {"ladder"},
    "questions": {"questions"},
    "arrangement": {"interim_support"},
    "consents": {"handlers/anytime"},
    "about_copies": {"handlers/copies"},
    "made_again": {"letters"},
    "documents": {"letters"},
    "notices": {"letters"},
    "enclosed": {"letters"},
    "sendings": {"sendings"},
    "heard": {"sendings"},
    "considered": {"sendings"},
    "copies": {"signing"},
    "tasks": {"tasks"},
    "signed": {"signing"},
    "standing": {"case"},
    "said": {"case"},
    "followed": {"determining"},
    "waiting": {"taking_up"},
    "tries_held_again": {"determining"},
}
"""Each part of what changes, and the only modules of case work that add to it or set it."""


def changed_in(source: str) -> set[str]:
    """The parts of `changes` that a source text adds to or sets; reading one changes nothing."""
    parts: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = list(node.targets)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in GROWS:
            targets = [node.func.value]
        for target in targets:
            part = target.value if isinstance(target, ast.Subscript) else target
            if isinstance(part, ast.Attribute) and ast.unparse(part.value).rpartition(".")[2] == "changes":
                parts.add(part.attr)
    return parts


GROWS = frozenset({"append", "extend", "add", "update", "setdefault"})


def test_nothing_but_each_part_of_a_case_changes_its_thing() -> None:
    changed: dict[str, set[str]] = {}
    for path in laws.modules("countersign/casework"):
        name = laws.called(path).removeprefix("countersign/casework/").removesuffix(".py")
        for part in changed_in(path.read_text(encoding="utf-8")):
            changed.setdefault(part, set()).add(name)
    assert changed == CHANGES_ITS_THING
    assert set(CHANGES_ITS_THING) == {field.name for field in fields(Changes)}


def test_a_change_is_seen_however_it_is_made() -> None:
    for bad in (
        "case.changes.tasks['a'] = task",
        "self._matter.changes.tasks = {}",
        "changes.tasks |= {}",
        "matter.changes.tasks.update({})",
    ):
        assert changed_in(bad) == {"tasks"}, bad
    assert changed_in("open = {**kept, **case.changes.tasks}") == set()


# Codes, names, records


def test_a_status_a_stage_a_kind_an_event_and_an_actor_is_a_code_and_never_a_text() -> None:
    assert breaches(laws.modules(*PRODUCT), "codes_as_strings") == []


def test_a_code_as_a_text_is_caught() -> None:
    for bad in (
        "notice.status == 'sent'",
        "'sent' != row.status",
        "task.kind in ('fault', 'review')",
        "ask(kind='fault')",
    ):
        assert len(laws.codes_as_strings(bad)) == 1, bad
    assert laws.codes_as_strings("notice.status is NoticeStatus.SENT\nrow.actor not in ('', Actor.SYSTEM)") == []


NAMES_MESSAGES = {
    "countersign/careplan/messages": "where they are declared",
    "countersign/testkit": "its steps are called after them",
}


def test_the_name_of_a_message_stands_where_it_is_declared() -> None:
    # `end` and `withdraw` are words of their own, and mean other things elsewhere.
    names = frozenset(MESSAGES) - {"end", "withdraw", "decide"}
    faults = [
        f"{laws.called(path)}: {fault}"
        for path in laws.modules(*PRODUCT)
        if not laws.called(path).startswith(tuple(NAMES_MESSAGES))
        for fault in laws.names_written_out(path.read_text(encoding="utf-8"), names)
    ]
    assert faults == []


def test_a_name_of_a_message_written_out_is_caught() -> None:
    assert laws.names_written_out("ask(plan, 'resubmit')", {"resubmit"}) != []
    assert laws.names_written_out("ask(plan, Resubmit.declared.name)  # resubmit", {"resubmit"}) == []


def test_what_people_look_up_is_typed_and_never_a_bare_record() -> None:
    paths = laws.modules("countersign/queries", "countersign/casework", "countersign/cli/showing")
    assert breaches(paths, "untyped_records") == []


def test_a_bare_record_is_caught() -> None:
    assert laws.untyped_records("def late() -> list[dict[str, Any]]: ...") != []
    assert laws.untyped_records("def show(row: Mapping[str, Any]) -> None: ...") != []
    assert laws.untyped_records("def late() -> list[LateWait]: ...\ndef _raw() -> dict[str, Any]: ...") == []


def test_one_place_connects_to_temporal() -> None:
    paths = [path for path in laws.modules(*EVERYWHERE, "tests") if laws.called(path) != CONNECTS]
    assert breaches(paths, "connects") == []
    assert len(laws.connects((laws.ROOT / CONNECTS).read_text(encoding="utf-8"))) > 0


CONNECTS = "countersign/temporal/connection.py"


# Nothing grows too long, and everything says what it is


def test_every_public_name_says_what_it_is() -> None:
    assert breaches(laws.modules(*EVERYWHERE), "undocumented") == []


def test_a_public_name_without_a_docstring_is_caught() -> None:
    source = '"""A module."""\nclass Plan:\n    """A plan."""\n    def cost(self): ...\n    def _inner(self): ...\n'
    assert laws.undocumented(source) == ["Plan.cost has no docstring"]
    assert laws.undocumented("x = 1\n") == ["the module has no docstring"]


def test_no_module_is_too_long_to_hold_in_the_head() -> None:
    assert breaches(laws.modules(*EVERYWHERE, "tests"), "too_long") == []


def test_a_module_that_is_too_long_is_caught() -> None:
    assert laws.too_long("x = 1\n" * laws.LONGEST_MODULE) == []
    assert len(laws.too_long("x = 1\n" * (laws.LONGEST_MODULE + 1))) == 1
