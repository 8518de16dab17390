"""The contract that a case system builds on, as one JSON Schema made from the models themselves.

`docs/contract.json`, `docs/contract.md` and `starter.py schema` all come from `contract()`, so they cannot disagree.
The docstring under a field says what the field means. A message's declaration says who may send it, where and when.
"""

import ast
import inspect
from functools import cache
from types import ModuleType
from typing import Any, cast, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from countersign.careplan import bounds
from countersign.careplan.characters import FORBIDDEN, MOST_LINES, NAMED, ONE_LINE, TOO_MANY_MARKS, VISIBLE
from countersign.careplan.content import HOW_COMPUTED, VECTOR, VECTOR_CANONICAL, VECTOR_SHA256
from countersign.careplan.envelope import HOW_SIGNED
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import REFUSAL_MEANINGS, Answer
from countersign.careplan.messages.declaring import Declared, Sent, Workflow
from countersign.careplan.messages.submission import Submission
from countersign.careplan.sameness import HOW_COMPARED
from countersign.careplan.staff import USUAL, StaffForm
from countersign.careplan.wire import (
    DAY,
    DAY_OF_BIRTH,
    INSTANT,
    MONEY,
    MOST_MONEY,
    ONE_LINE_ONLY,
    STAFF_ID,
    Incoming,
    Money,
    Stored,
    amount_schema,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"

SENT: dict[str, type[Sent]] = {Submission.declared.name: Submission, **MESSAGES}
"""Every message by its name. The first is not a signal: it is the argument that starts the workflow."""


def sent_to(declared: Declared) -> str:
    """The workflow that a message goes to, and when it goes to the plan's other workflow as well."""
    workflow_id, *other_ids = (
        f"{'plan' if workflow is Workflow.PLAN else 'interim'}-<plan_id>" for workflow in declared.workflows
    )
    return workflow_id if not other_ids else f"{workflow_id}; {other_ids[0]} {declared.also}"


@cache
def _meanings_in(module: ModuleType) -> dict[str, str]:
    """What each field of a module's models means, by `Model.field`: the docstring under the field."""
    meanings: dict[str, str] = {}
    for model in ast.parse(inspect.getsource(module)).body:
        if not isinstance(model, ast.ClassDef):
            continue
        for field, below in zip(model.body, model.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(field.target, ast.Name):
                meanings[f"{model.name}.{field.target.id}"] = inspect.cleandoc(str(ast.literal_eval(below.value)))
    return meanings


def meaning_of(model: type[BaseModel], field: str) -> str:
    """What a field means; empty where its name, its type and the type's description already say it."""
    for base in model.__mro__:
        module = inspect.getmodule(base)
        meaning = (
            _meanings_in(module).get(f"{base.__name__}.{field}") if module and issubclass(base, BaseModel) else None
        )
        if meaning:
            return " ".join(meaning.split())
    return ""


_MONEY_DESCRIPTION = TypeAdapter[Any](Money).json_schema().get("description")
_MONEY: dict[str, Any] = {
    "title": "Money",
    "description": (
        'Pounds and pence, at most 1000000, best written as text, for example "412.50". A number is read as it is '
        "written; more than two decimal places are refused, never rounded."
    ),
    **amount_schema(MONEY, MOST_MONEY),
}

_WORDS: dict[str, dict[str, Any]] = {
    "Words": {
        "title": "Words",
        "type": "string",
        "description": (
            f"Words written by a person, or nothing: at most {bounds.LINES} lines, and {bounds.MARKS} combining marks "
            "in a row. No control characters but the tab and the end of a line, and none that changes the direction of "
            "what is read."
        ),
        "pattern": MOST_LINES,
        "not": {"pattern": f"{FORBIDDEN}|{TOO_MANY_MARKS}"},
    },
    "SomeWords": {
        "title": "SomeWords",
        "description": "Words of which something can be seen.",
        "pattern": VISIBLE,
        "allOf": [{"$ref": "#/$defs/Words"}],
    },
    "OneLine": {
        "title": "OneLine",
        "description": "Words of one line, with a letter or a digit in it, of any script.",
        "pattern": ONE_LINE,
        "allOf": [{"$ref": "#/$defs/SomeWords"}, {"pattern": NAMED}],
    },
}
"""What words may be made of: every text of a message has one of these beside its own length."""

_DAYS: dict[str, dict[str, Any]] = {
    "Day": {"title": "Day", "description": "A day that there is, such as 2026-11-21.", "pattern": DAY},
    "DayOfBirth": {
        "title": "DayOfBirth",
        "description": "A date of birth, such as 1941-11-21: not in the future.",
        "pattern": DAY_OF_BIRTH,
    },
    "Moment": {
        "title": "Moment",
        "description": "A moment with its offset from UTC, such as 2026-11-21T09:30:00+00:00 or 2026-11-21T09:30:00Z.",
        "pattern": INSTANT,
    },
}
"""The same for days and moments."""

_DAY_BY_PATTERN = {definition["pattern"]: name for name, definition in _DAYS.items()}

_NO_WORDS = frozenset({"pattern", "enum", "const", "format"})
"""Of a text that has one of these, it is said already what it may be made of."""


def _is_money(node: dict[str, Any]) -> bool:
    """Whether pydantic made this from `careplan.wire.Money`: only then does it write `decimal_places` into a schema."""
    return "decimal_places" in node


def _tidied(node: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The same schema, which refers to one definition of money and has a pattern for decimals written as text."""
    if isinstance(node, list):
        return [_tidied(item) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    schema = cast("dict[str, Any]", node)
    if _is_money(schema):
        kept = {key: schema[key] for key in ("default", "title", "description") if key in schema}
        if kept.get("description") == _MONEY_DESCRIPTION:
            del kept["description"]
        return {"$ref": "#/$defs/Money", **kept}
    tidy = {key: _tidied(value) for key, value in schema.items()}
    if tidy.get("pattern") in _DAY_BY_PATTERN:
        tidy["allOf"] = [{"$ref": f"#/$defs/{_DAY_BY_PATTERN[tidy.pop('pattern')]}"}]
    is_one_line = tidy.pop(ONE_LINE_ONLY, False)
    if tidy.get("type") == "string" and not tidy.keys() & _NO_WORDS:
        some = "OneLine" if is_one_line else "SomeWords"
        tidy["allOf"] = [{"$ref": f"#/$defs/{some if tidy.get('minLength') else 'Words'}"}]
    return tidy


def _of_the_form(node: Any, form: StaffForm) -> Any:  # noqa: ANN401 - any JSON value
    """The same schema, in which references for staff have the installation's form."""
    if isinstance(node, list):
        return [_of_the_form(item, form) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    schema = {key: _of_the_form(value, form) for key, value in cast("dict[str, Any]", node).items()}
    if schema.get("pattern") == STAFF_ID:
        schema["pattern"] = form.whole
        schema["description"] = f"A member of staff: {form.in_words}. It says nothing about them, least of all a name."
    return schema


def _with_meanings(model: type[BaseModel] | None, definition: dict[str, Any]) -> dict[str, Any]:
    for field, schema in definition.get("properties", {}).items():
        meaning = meaning_of(model, field) if model else ""
        if meaning:
            schema["description"] = meaning
    return definition


def _models_within(*models: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Every model that these models are made of, by name, themselves included."""
    models_by_name: dict[str, type[BaseModel]] = {}

    def look_into(annotation: object) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            is_new = annotation.__name__ not in models_by_name
            models_by_name[annotation.__name__] = annotation
            if is_new:
                for field in annotation.model_fields.values():
                    look_into(field.annotation)
        for part in get_args(annotation):
            look_into(part)

    for model in models:
        look_into(model)
    return models_by_name


def contract(form: StaffForm = USUAL) -> dict[str, object]:
    """The whole contract as one JSON Schema (draft 2020-12), the same each time it is made.

    `form`: the installation's form of references for staff.

    A document is valid if it is a submission, one of the messages, or an answer. `x-messages` gives for each message
    its definition, the workflow that it is sent to, and who may send it: in words, and as relations to the plan, of
    which the sender needs one, and of those under `never` none. `x-answer` is the answer. `x-refusals` gives each
    refusal code and its meaning, `x-bounds` what is too large to be read, and `x-sameness` when two messages are one,
    `x-content-hash` how a decision names the content of its version, and `x-signatures` how a message is signed.
    The schema describes messages as we read them, and the answer as we write it.
    """
    models: list[tuple[type[Incoming | Stored], JsonSchemaMode]] = [
        *((model, cast("JsonSchemaMode", "validation")) for model in SENT.values()),
        (Answer, "serialization"),
    ]
    _, schema = models_json_schema(models, ref_template="#/$defs/{model}")
    made_of = _models_within(*(model for model, _ in models))
    definitions = {
        name: _with_meanings(
            made_of.get(name), _of_the_form(_tidied(definition) if name != Answer.__name__ else definition, form)
        )
        for name, definition in schema["$defs"].items()
    }
    definitions |= {"Money": _MONEY, **_WORDS, **_DAYS}
    references = {name: f"#/$defs/{model.__name__}" for name, model in SENT.items()}
    return {
        "$schema": DIALECT,
        "title": "Countersign: every message of a case system, and the answer",
        "description": "Made from the declarations in countersign/careplan/messages; see docs/contract.md.",
        "anyOf": [{"$ref": reference} for reference in references.values()] + [{"$ref": "#/$defs/Answer"}],
        "x-messages": {
            name: {
                "$ref": references[name],
                "sent-to": sent_to(model.declared),
                "who-may-send": model.declared.who_may_send(),
                "why-they": model.declared.why_they,
                "relations": sorted(relation.value for relation in model.declared.sent_by),
                "never": sorted(relation.value for relation in model.declared.never_by),
            }
            for name, model in SENT.items()
        },
        "x-answer": {"$ref": "#/$defs/Answer"},
        "x-bounds": {**bounds.stated(), "in-words": list(bounds.IN_WORDS)},
        "x-sameness": HOW_COMPARED,
        "x-content-hash": {
            "how": HOW_COMPUTED,
            "vector": {"content": VECTOR, "canonical": VECTOR_CANONICAL, "sha256": VECTOR_SHA256},
        },
        "x-signatures": HOW_SIGNED,
        "x-refusals": {code.value: meaning for code, meaning in REFUSAL_MEANINGS.items()},
        "$defs": dict(sorted(definitions.items())),
    }
