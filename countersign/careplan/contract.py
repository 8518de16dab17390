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

from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import REFUSAL_MEANINGS, Answer
from countersign.careplan.messages.declaring import Declared, Message, Workflow
from countersign.careplan.messages.submission import Submission
from countersign.careplan.staff import USUAL, StaffForm
from countersign.careplan.wire import STAFF_ID, Incoming, Money, Stored

DIALECT = "https://json-schema.org/draft/2020-12/schema"

SENT: dict[str, type[Message]] = {Submission.declared.name: Submission, **MESSAGES}
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
_DECIMAL_TEXT = {"type": "string", "pattern": r"^[0-9]{1,7}(\.[0-9]{1,2})?$"}
_MONEY: dict[str, Any] = {
    "title": "Money",
    "description": (
        'Pounds and pence, at most 1000000, best written as text, for example "412.50". A number is read as it is '
        "written; more than two decimal places are refused, never rounded."
    ),
    "anyOf": [_DECIMAL_TEXT, {"type": "number", "minimum": 0, "maximum": 1000000}],
}


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
    match tidy.get("anyOf"):
        case [{"type": "number"}, {"type": "string"}, *_] as forms:
            tidy["anyOf"] = [forms[0], _DECIMAL_TEXT, *forms[2:]]
        case _:
            pass
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
    refusal code and its meaning. The
    schema describes messages as we read them, and the answer as we write it.
    """
    models: list[tuple[type[Incoming | Stored], JsonSchemaMode]] = [
        *((model, cast("JsonSchemaMode", "validation")) for model in SENT.values()),
        (Answer, "serialization"),
    ]
    _, schema = models_json_schema(models, ref_template="#/$defs/{model}")
    made_of = _models_within(*(model for model, _ in models))
    definitions = {
        name: _with_meanings(made_of.get(name), _of_the_form(_tidied(definition), form))
        for name, definition in schema["$defs"].items()
    }
    definitions["Money"] = _MONEY
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
                "relations": sorted(relation.value for relation in model.declared.sent_by),
                "never": sorted(relation.value for relation in model.declared.never_by),
            }
            for name, model in SENT.items()
        },
        "x-answer": {"$ref": "#/$defs/Answer"},
        "x-refusals": {code.value: meaning for code, meaning in REFUSAL_MEANINGS.items()},
        "$defs": dict(sorted(definitions.items())),
    }
