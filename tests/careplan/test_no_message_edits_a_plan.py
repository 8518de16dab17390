"""ROUTE-7 · Nobody can edit a plan, its services or its budget: no message but a version of the plan has where to."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, cast, get_args, get_origin

import pytest
from pydantic import AwareDatetime, BaseModel, ValidationError

from careplan.contract import contract
from careplan.deciding import DecisionOutcome
from careplan.messages import MESSAGES, Decide, Message, Resubmit, Submission
from careplan.plan import Plan
from tests.careplan.builders import decide_json

WHOLE_VERSIONS = {"submit": Submission, "resubmit": Resubmit}
"""The two messages that carry a plan: a practitioner's, each a version of it."""

OTHERS: dict[str, type[Message]] = {name: model for name, model in MESSAGES.items() if name not in WHOLE_VERSIONS}


class Place(NamedTuple):
    """One field that a message reaches: of which model, its name, and each type that may stand there."""

    model: type[BaseModel]
    name: str
    types: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.model.__name__}.{self.name}"


def types_in(annotation: Any) -> Iterator[Any]:
    """Every type within an annotation: of `tuple[Condition, ...] | None`, Condition and None."""
    inner = get_args(annotation)
    if get_origin(annotation) is Literal:
        yield from {type(each) for each in inner}
    elif get_origin(annotation) is Annotated:
        yield from types_in(inner[0])
    elif not inner:
        yield annotation
    else:
        for each in inner:
            if each is not Ellipsis:
                yield from types_in(each)


def places(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> Iterator[Place]:
    """Every field of a model and of the models in it."""
    seen = set() if seen is None else seen
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        found = tuple(types_in(field.annotation))
        yield Place(model, name, found)
        for each in found:
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from places(each, seen)


OF_A_PLAN = {place.model for place in places(Plan)}
COPIES = {"record_consent": {"SharingDecision"}}
"""Who may have a copy is decided at any time (SHARE-6), and changes neither what the plan says nor what it costs."""


@pytest.mark.rule("ROUTE-7", "DEC-9")
@pytest.mark.parametrize("name", OTHERS)
def test_no_other_message_reaches_a_plan_or_any_part_of_one(name: str) -> None:
    reached = {place.model for place in places(OTHERS[name])}
    assert {model.__name__ for model in reached & OF_A_PLAN} == COPIES.get(name, set())


@pytest.mark.rule("ROUTE-7", "DEC-9", "BUD-3")
@pytest.mark.parametrize("name", OTHERS)
def test_no_other_message_has_a_field_for_money_or_for_anything_at_all(name: str) -> None:
    for place in places(OTHERS[name]):
        assert not {Decimal, float, Any, object, dict, list} & set(place.types), str(place)


NUMBERS = {
    "Decide.version",
    "RequestInformation.version",
    "AskAboutReturn.version",
    "Condition.every_months",
}
"""Every number in them: which version is meant, and how often a condition is due."""


@pytest.mark.rule("ROUTE-7")
def test_every_number_in_the_other_messages_is_known() -> None:
    found = {str(place) for model in OTHERS.values() for place in places(model) if int in place.types}
    assert found == NUMBERS


SAID_OF_IT = {
    "End.superseded_by",  # the id of the later plan, which has a sign-off of its own
    "Limbs.direct_payment_appropriate_and_cost_effective",  # yes or no
    "ReturnReason.payment_criterion",  # one of five
}
WORDS = ("plan", "service", "price", "cost", "budget", "amount", "weekly", "money", "pay", "supersed")


@pytest.mark.rule("ROUTE-7", "DEC-9")
def test_no_field_of_the_other_messages_is_called_after_a_plan_a_service_or_a_price() -> None:
    named = {
        str(place) for model in OTHERS.values() for place in places(model) if any(word in place.name for word in WORDS)
    }
    assert named == SAID_OF_IT


LINE_OTHERWISE = {"line", "rule", "why"}


@pytest.mark.rule("ROUTE-7", "DP-5")
def test_a_decision_can_only_point_at_what_the_plan_says_itself() -> None:
    decision = list(places(Decide))
    assert {place.name for place in decision if place.model.__name__ == "LineOtherwise"} == LINE_OTHERWISE
    assert set(DecisionOutcome) == {DecisionOutcome.AGREE, DecisionOutcome.RETURN}
    known = {bool, int, str, NoneType, date, AwareDatetime}
    for place in decision:
        for each in place.types:
            assert each in known or issubclass(each, Enum | BaseModel), str(place)


@pytest.mark.rule("ROUTE-7")
@pytest.mark.parametrize("field", ["plan", "services", "budget", "weekly_cost", "agreed_amount", "changes"])
def test_what_is_added_to_a_decision_is_refused_and_not_passed_over(field: str) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Decide.model_validate({**decide_json(), field: "100.00"})


def refers_to(definition: Any) -> Iterator[str]:
    if isinstance(definition, dict):
        for key, each in cast("dict[str, Any]", definition).items():
            if key == "$ref":
                yield str(each).rsplit("/", maxsplit=1)[-1]
            else:
                yield from refers_to(each)
    elif isinstance(definition, list):
        for each in cast("list[Any]", definition):
            yield from refers_to(each)


@pytest.mark.rule("ROUTE-7")
def test_in_the_contract_too_only_a_version_leads_to_a_plan() -> None:
    definitions = cast("dict[str, Any]", contract()["$defs"])

    def reached(name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        for each in refers_to(definitions[name]):
            if each not in seen:
                seen |= reached(each, seen | {each})
        return seen

    parts = {"Plan", "ServiceLine", "Need", "DesiredOutcome", "ManagedOtherwise", "Commissioned", "Alternative"}
    assert parts <= set(definitions)
    for model in WHOLE_VERSIONS.values():
        assert parts <= reached(model.__name__)
    for model in OTHERS.values():
        assert not parts & reached(model.__name__), model.__name__


class ACuttingAuthoriser(Decide):
    """What must never be: a decision that could set an amount."""

    agreed_at: Decimal | None = None


def test_these_tests_would_see_a_field_for_an_amount() -> None:
    found = [place for place in places(ACuttingAuthoriser) if Decimal in place.types]
    assert [place.name for place in found] == ["agreed_at"]
