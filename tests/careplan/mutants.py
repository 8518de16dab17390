"""Holds the door and the schema of the contract against each other: what one refuses as form, the other refuses.

Every example is changed in one place, in every way that has ever been read by one and not by the other.
`python -m tests.careplan.mutants 20000` tries so many of them; the suite tries some.
"""

import argparse
import copy
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import jsonschema
from jsonschema import validators
from pydantic import ValidationError

from countersign.careplan.bounds import beyond
from countersign.careplan.contract import SENT, contract
from countersign.careplan.reading import NotReadError, read_json
from countersign.careplan.staff import USUAL
from countersign.careplan.submission import misshapen_references

EXAMPLES = Path(__file__).parents[2] / "examples"

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.0, -0.0, 1.5, 1.005, 0.1 + 0.2, 1e3, 1e-7, 10_000, 10_001, 1_000_000, 1_000_001,
    1795737600, 1795737600000, 2**53 - 1, 60, 61,
    "", " ", "\t", "\n", "\u00a0", "\u200b", "\ufeff", "x", "x\n", "a\nb", "a\r\nb", "a\rb", "a\tb", "\u2028", ".", "-",
    "0", "1", "01", "1.", ".5", "1.0", "1.00", "1.000", "-0", "-1", "+1", "1e3", "1E3", "1_000", "1,000", "٥",
    "１", "½",
    "NaN", "Infinity", "12.3", "412.50", " 412.50", "412.50 ", "999999.99", "1000000", "1000000.00", "1000000.01",
    "9999999", "10000", "10000.00", "10000.01", "true", "yes", "null",
    "2026-11-21", "2026-11-21 ", "2026-02-29", "2028-02-29", "2100-02-29", "2000-02-29", "2026-11-31", "2026-13-01",
    "1999-12-31", "2000-01-01", "2100-12-31", "2101-01-01", "9999-12-31", "0001-01-01", "1850-01-01", "1849-12-31",
    "1900-02-29", "1904-02-29", "20261121", "2026-W47-6", "2026-325", "21/11/2026", "2026-11-21T00:00:00",
    "2026-11-21T09:30:00Z", "2026-11-21T09:30:00z", "2026-11-21t09:30:00Z", "2026-11-21 09:30:00Z", "2026-11-21T09:30Z",
    "2026-11-21T09:30:00+00:00", "2026-11-21T09:30:00+0000", "2026-11-21T09:30:00+14:00", "2026-11-21T09:30:00+14:01",
    "2026-11-21T09:30:00-13:59", "2026-11-21T09:30:00.123456789Z", "2026-11-21T09:30:00.1234567890Z",
    "2026-11-21T09:30:00,5Z", "2026-11-21T24:00:00Z", "2026-11-21T23:59:60Z", "2026-11-21T09:30:00",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T09:30:00Z",
    "a\0b", "a\u001bb", "a\u007fb", "a\u0085b", "a\u202eb", "a\u2066b", "a\u200eb", "a\u200db", "…", "\u0301", "\ue000",
    "\U000e0041", "\U0001d159", "👩\u200d👧", "李", "a" + "\u0301" * 8,
    "a" + "\u0301" * 9, "ก" + "\u0e48" * 9, "𝅘" + "\U0001d165" * 9, "x\n" * 199 + "x", "x\n" * 200 + "x",
    "x" * 40, "x" * 41, "x" * 64, "x" * 65, "x" * 200, "x" * 201, "😀" * 200, "😀" * 201, "x " * 100, "x" * 500,
    "x" * 501,
    "x" * 1000, "x" * 1001, "x" * 4000, "x" * 4001, "x" * 8000, "x" * 8001, "x" * 7999 + "\r\n",
    "N1", "n1", "N1\n", " N1", "N1 ", "N", "1", "NNNN1", "N1234", "N1١", "C1", "person", "Person", "sw-1042", "SW-1042",
    "sw 1042", "sw", "DP-1", "DP-9", "DP-" + "0", "dp-1", "17:00", "24:00", "7:00", "a1234567", "abcdefgh",
    "a1234567\n", "é1234567",
    "9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5", "9D2AAB2B-B37F-4BBC-B0BA-F697F8E34EB5", "9d2aab2bb37f4bbcb0baf697f8e34eb5",
    "case-system", "Case-System", "post", "Post", " post", "o@example.org", "o@example", "o o@example.org", "a" * 64,
    [], [None], ["x"], ["N1"], ["N1"] * 61, ["N1"] * 101, [[]], {}, {"so": True}, {"so": 1},
    {"so": True, "in_words": None},
    {"x": 1}, "{}", "[]",
)  # fmt: skip
"""What stands in the place of anything."""

BESIDES = (
    "ends_on must not be before starts_on",
    "days must name each day once",
    "leaves_on must be after arrives_on",
    "pay_each must have as many amounts as how_many says",
    "managed_by must be another way than a direct payment",
    "a named person stays barred",
    "first_on must say",
    "every_months must say",
    "name must say who",
    "name and relationship are for",
    "must say something",
    "must be a telephone number",
    "must be the code of a language",
    "reference must not hold",
    "must not hold a word or a name",
    "must be the council's own reference, not",
)
"""What the door says of the form of a message that JSON Schema has no words for, in the door's own."""


class Mutant(NamedTuple):
    """One example, changed in one place."""

    name: str
    """The name of the message."""

    value: Any

    what: str
    """The example, the place and the change, for whoever looks into it."""


def sent_examples() -> Iterator[tuple[str, str, Any]]:
    """Every example, with the name of each message that it can be."""
    for path in sorted(EXAMPLES.glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        for name, model in SENT.items():
            if set(value) <= set(model.model_fields) and not _model_faults(name, value):
                yield path.stem, name, value


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON value, the whole of it first."""
    yield path
    fields = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    items = cast("list[Any]", value) if isinstance(value, list) else []
    for key, item in (*fields.items(), *enumerate(items)):
        yield from places(item, (*path, key))


def mutants(seed: int) -> Iterator[Mutant]:
    """Mutants without end, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # the same mutants each time
    examples = [(stem, name, value, list(places(value))) for stem, name, value in sent_examples()]
    while True:
        stem, name, value, where = chance.choice(examples)
        place = chance.choice(where)
        changed = copy.deepcopy(value)
        parent, last = _parent(changed, place)
        how = _change(chance, parent, last)
        yield Mutant(name, parent[""] if not place else changed, f"{stem} {'.'.join(map(str, place))} {how}")


def _parent(value: Any, place: tuple[str | int, ...]) -> tuple[Any, str | int]:
    if not place:
        return {"": value}, ""
    for step in place[:-1]:
        value = value[step]
    return value, place[-1]


CHANGES: dict[type, dict[str, Callable[[Any], Any]]] = {
    str: {
        "space before": lambda now: f" {now}",
        "space after": lambda now: f"{now} ",
        "line after": lambda now: f"{now}\n",
        "upper": str.upper,
        "lower": str.lower,
        "twice": lambda now: now + now,
        "cut": lambda now: now[1:],
    },
    list: {
        "ten times": lambda now: now * 10,
        "a hundred times": lambda now: (now * 101)[:101],
        "none": lambda _: [],
    },
    dict: {
        "a field more": lambda now: {**now, "more": 1},
        "a field in capitals": lambda now: {**now, "Plan_Id": 1},
        "a field without a name": lambda now: {**now, "": 1},
        "the first field less": lambda now: dict(list(now.items())[1:]),
        "the last field less": lambda now: dict(list(now.items())[:-1]),
    },
}
"""What becomes of a value of each kind, besides being something else altogether."""


def _change(chance: random.Random, parent: Any, last: str | int) -> str:
    now = parent[last]
    changes = CHANGES.get(cast("type[object]", type(now)), {})
    how = chance.choice(["another value"] * 8 + ["in a list", "left out"] + [*changes] * 3)
    if how in changes:
        parent[last] = changes[how](now)
    elif how == "in a list":
        parent[last] = [now]
    elif how == "left out" and last != "":
        del parent[last]
    else:
        parent[last] = copy.deepcopy(chance.choice(VALUES))
        return f"= {str(parent[last])[:60]!r}"
    return how


def _model_faults(name: str, value: Any) -> list[str]:
    """Everything that the door finds wrong with the form, but for what a schema has no words for."""
    try:
        message = SENT[name].model_validate(value)
    except ValidationError as error:
        return [
            f"{'.'.join(map(str, details['loc']))}: {details['msg']}"
            for details in error.errors(include_url=False, include_input=False)
            if not any(words in details["msg"] for words in BESIDES)
        ]
    return [str(problem) for problem in misshapen_references(message, USUAL)]


def _only_besides(name: str, value: Any) -> bool:
    """Whether the door refuses it, and only for what a schema has no words for."""
    try:
        SENT[name].model_validate(value)
    except ValidationError:
        return not _model_faults(name, value)
    return False


def exactly(digits: str) -> int | Decimal:
    """A number as it was written: a whole one, however it is written, is an integer in JSON Schema."""
    exact = Decimal(digits)
    return int(exact) if exact == exact.to_integral_value() else exact


def _as_in_ecma(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
    # JSON Schema's expressions are those of ECMA-262: $ is the end. In Python's it may stand before a last "\n".
    del schema
    if validator.is_type(instance, "string") and not re.search(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), instance):
        yield jsonschema.ValidationError("does not match")


@cache
def validator_of(name: str) -> Any:
    """What validates a message of that name by the contract."""
    schema: Any = json.loads(json.dumps(contract()), parse_float=Decimal)
    alone = {"$schema": schema["$schema"], "$ref": schema["x-messages"][name]["$ref"], "$defs": schema["$defs"]}
    extend: Any = validators.extend  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    extended: Any = extend(jsonschema.Draft202012Validator, {"pattern": _as_in_ecma})
    return extended(alone)


def disagreement(mutant: Mutant) -> str:
    """How door and schema differ about the form of a mutant; empty if they agree."""
    sent = json.dumps(mutant.value).encode()
    try:
        value = read_json(sent)
    except NotReadError:
        return ""
    if beyond(value):
        return ""
    by_schema = validator_of(mutant.name).is_valid(json.loads(sent, parse_float=exactly))
    faults = _model_faults(mutant.name, value)
    # Where only such a thing is wrong with one part, pydantic may not have come to the parts around it.
    if by_schema == (not faults) or (not by_schema and _only_besides(mutant.name, value)):
        return ""
    return f"{mutant.what}: the schema {'takes' if by_schema else 'refuses'} it, the door says {faults[:2]}"


def tried(number: int, seed: int) -> list[str]:
    """The disagreements among so many mutants."""
    several = mutants(seed)
    return [found for found in (disagreement(next(several)) for _ in range(number)) if found]


def main() -> int:
    """Try so many mutants, and print each disagreement. Returns 1 if there was one."""
    arguments = argparse.ArgumentParser(description=main.__doc__)
    arguments.add_argument("number", type=int, nargs="?", default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    found = tried(given.number, given.seed)
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{given.number:,} mutants (seed {given.seed}): {len(found)} disagreements\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
