"""The rules are pure, the store is reached from a few places only, and nothing grows too long."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.house import laws

EVERYWHERE = (
    "activities",
    "bench",
    "careplan",
    "casesystem",
    "commands",
    "docs",
    "embedded",
    "explain",
    "store",
    "testkit",
    "workflows",
)
FILES = ("connection.py", "settings.py", "starter.py", "worker.py")

MAY_USE_THE_STORE = {
    "activities": "they are the hands: what they did is kept there",
    "embedded": "it starts the whole stack, the database included",
    "store": "itself",
    "bench": "it counts what was kept",
    "testkit": "an expectation looks at what was kept",
    "commands": "loading the register, and showing what is kept about a plan",
    "worker.py": "it builds what the activities are given",
}

MAY_NAME_A_DATABASE = {
    **MAY_USE_THE_STORE,
    "settings.py": "a database URL that cannot be right is named at the start, by the library that will read it",
}


def breaches(paths: list[Path], *checkers: str) -> list[str]:
    return [
        f"{laws.called(path)}: {fault}"
        for path in paths
        for checker in checkers
        for fault in getattr(laws, checker)(path.read_text(encoding="utf-8"))
    ]


def test_the_rules_read_no_clock_no_chance_and_nothing_outside_themselves() -> None:
    assert breaches(laws.modules("careplan"), "impurities") == []


def test_what_explains_the_rules_is_as_pure_and_only_the_rules_do_not_know_it() -> None:
    faults = breaches(laws.modules("explain"), "impurities")
    assert [fault for fault in faults if "imports explain." not in fault] == []


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
        "from store.tables import PlanRow",
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
        "from pydantic import Field\nfrom careplan.plan import Plan\nlocal = moment.astimezone(zone)\n"
    )
    assert laws.impurities(good) == []


def imported_outside(allowed: Mapping[str, str], *packages: str) -> list[str]:
    return [
        f"{laws.called(path)}: {fault}"
        for path in laws.modules(*(room for room in (*EVERYWHERE, *FILES) if room not in allowed))
        for fault in laws.imports_of(path.read_text(encoding="utf-8"), *packages)
    ]


def test_only_those_who_keep_things_import_the_store() -> None:
    assert imported_outside(MAY_USE_THE_STORE, "store") == []


def test_only_those_who_keep_things_speak_to_a_database() -> None:
    assert imported_outside(MAY_NAME_A_DATABASE, "sqlalchemy", "alembic", "sqlite3", "psycopg") == []


def test_an_import_of_the_store_is_caught_however_it_is_written() -> None:
    for bad in ("import store", "import store.tables", "from store import tables", "def f():\n    import store.plans"):
        assert len(laws.imports_of(bad, "store")) == 1, bad
    assert laws.imports_of("import restore\nfrom careplan import store_of_value", "store") == []


def test_the_store_knows_nothing_of_temporal() -> None:
    paths = laws.modules("store")
    faults = [fault for path in paths for fault in laws.imports_of(path.read_text(encoding="utf-8"), "temporalio")]
    assert faults == []


def test_every_public_name_says_what_it_is() -> None:
    assert breaches(laws.modules(*EVERYWHERE, *FILES), "undocumented") == []


def test_a_public_name_without_a_docstring_is_caught() -> None:
    source = '"""A module."""\nclass Plan:\n    """A plan."""\n    def cost(self): ...\n    def _inner(self): ...\n'
    assert laws.undocumented(source) == ["Plan.cost has no docstring"]
    assert laws.undocumented("x = 1\n") == ["the module has no docstring"]


def test_no_module_is_too_long_to_hold_in_the_head() -> None:
    assert breaches(laws.modules(*EVERYWHERE, *FILES, "tests"), "too_long") == []


def test_a_module_that_is_too_long_is_caught() -> None:
    assert laws.too_long("x = 1\n" * laws.LONGEST_MODULE) == []
    assert len(laws.too_long("x = 1\n" * (laws.LONGEST_MODULE + 1))) == 1
