"""The contract with a case system: private in its errors, whole, current, and shown by examples."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

import activities
import countersign
import workflows
from countersign.careplan.contract import SENT, contract
from countersign.careplan.messages import INTERIM_MESSAGES
from countersign.careplan.messages.answers import REFUSAL_MEANINGS, Refusal
from countersign.careplan.messages.declaring import Message, Relation, Workflow
from countersign.careplan.messages.submission import Submission
from tests.house import laws

EXAMPLES = sorted((laws.ROOT / "examples").glob("*.json"))
PRIVATE = "Marker-of-a-private-matter"


def subclasses(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in model.__subclasses__():
        yield each
        yield from subclasses(each)


def models_of_the_house() -> list[type[BaseModel]]:
    for package in (countersign, workflows, activities):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." not in module.name:
                importlib.import_module(module.name)
    rooms = ("countersign.", "workflows.", "activities.")
    return [model for model in subclasses(BaseModel) if model.__module__.startswith(rooms)]


def echoes_its_input(model: type[BaseModel]) -> bool:
    return not model.model_config.get("hide_input_in_errors", False)


def test_no_model_repeats_what_it_was_given_in_an_error() -> None:
    found = models_of_the_house()
    assert Submission in found
    assert [model.__qualname__ for model in found if echoes_its_input(model)] == []


def test_a_model_that_would_repeat_its_input_is_caught() -> None:
    class Careless(BaseModel):
        name: str

    class Careful(BaseModel):
        model_config = ConfigDict(hide_input_in_errors=True)

        name: str

    assert echoes_its_input(Careless)
    assert not echoes_its_input(Careful)


@pytest.mark.parametrize("model", SENT.values(), ids=list(SENT))
def test_a_wrong_message_is_refused_without_repeating_it(model: type[Message]) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({name: {"x": PRIVATE} for name in model.model_fields})
    assert PRIVATE not in str(refused.value)


def definition_of(schema: dict[str, Any], reference: str) -> dict[str, Any]:
    return schema["$defs"][reference.rsplit("/", 1)[-1]]


def says_what_it_means(field: dict[str, Any]) -> bool:
    parts = (field, *field.get("anyOf", ()), field.get("items", {}))
    return "description" in field or any("$ref" in part for part in parts)


def fields_without_meaning(schema: dict[str, Any]) -> list[str]:
    return [
        f"{model}.{name}"
        for model, definition in schema["$defs"].items()
        for name, field in definition.get("properties", {}).items()
        if not says_what_it_means(field)
    ]


def test_the_contract_is_a_json_schema_and_always_the_same() -> None:
    jsonschema.Draft202012Validator.check_schema(contract())
    assert json.dumps(contract()) == json.dumps(contract())


def test_every_field_of_the_contract_says_what_it_means() -> None:
    assert fields_without_meaning(contract()) == []


def test_a_field_without_a_meaning_is_caught() -> None:
    schema = {"$defs": {"Plan": {"properties": {"x": {"type": "string"}, "y": {"$ref": "#/$defs/Team"}}}}}
    assert fields_without_meaning(schema) == ["Plan.x"]


def test_every_refusal_says_what_it_means() -> None:
    assert set(REFUSAL_MEANINGS) == set(Refusal)
    assert contract()["x-refusals"] == {code.value: meaning for code, meaning in REFUSAL_MEANINGS.items()}


@pytest.mark.parametrize("name", SENT)
def test_the_contract_prints_what_a_message_declares(name: str) -> None:
    schema: dict[str, Any] = dict(contract())
    printed, declared = schema["x-messages"][name], SENT[name].declared
    assert {Relation(relation) for relation in printed["relations"]} == declared.sent_by
    assert printed["who-may-send"] == declared.who_may_send()
    places = {Workflow.PLAN: "plan-<plan_id>", Workflow.INTERIM: "interim-<plan_id>"}
    assert printed["sent-to"].startswith(places[declared.goes_to])
    assert [workflow for workflow, place in places.items() if place in printed["sent-to"]] == sorted(
        declared.workflows, key=list(places).index
    )


def test_the_messages_of_interim_support_are_those_that_go_there_first() -> None:
    assert {name for name, model in SENT.items() if model.declared.goes_to is Workflow.INTERIM} == set(INTERIM_MESSAGES)


def fits(model: type[BaseModel], text: str) -> bool:
    try:
        model.model_validate_json(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", SENT)
def test_every_message_has_an_example(name: str) -> None:
    assert any(fits(SENT[name], path.read_text(encoding="utf-8")) for path in EXAMPLES)


def named_in_the_contract(example: str) -> list[str]:
    """The messages whose JSON Schema an example satisfies."""
    schema: dict[str, Any] = dict(contract())
    found: list[str] = []
    for name, message in schema["x-messages"].items():
        alone = {"$schema": schema["$schema"], "$ref": message["$ref"], "$defs": schema["$defs"]}
        validator: Any = jsonschema.Draft202012Validator(alone)
        if validator.is_valid(json.loads(example)):
            found.append(name)
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_is_a_message_by_the_models_and_by_the_schema_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    by_models = [name for name, model in SENT.items() if fits(model, text)]
    assert by_models
    assert named_in_the_contract(text) == by_models


def test_something_that_is_no_message_fits_neither() -> None:
    for bad in ("{}", "[]", '{"message_id": "abcdefgh"}'):
        assert named_in_the_contract(bad) == []
        assert not any(fits(model, bad) for model in SENT.values())
