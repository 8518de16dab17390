"""ROUTE-7 · Nobody can edit a plan, its services or its budget: no message but a version of the plan has where to."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, cast, get_args, get_origin

import pytest
from pydantic import AwareDatetime, BaseModel, ValidationError

from countersign.careplan.contract import SENT, contract
from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.amendments import SubmitAmendment
from countersign.careplan.messages.decisions import Decide, Resubmit
from countersign.careplan.messages.declaring import Sent
from countersign.careplan.messages.submission import Submission
from countersign.careplan.plan import Plan
from tests.support.builders import example_of

WHOLE_VERSIONS = {"submit": Submission, "resubmit": Resubmit, "submit_amendment": SubmitAmendment}
"""The three messages that carry a plan: a practitioner's, each a version of it."""

OTHERS: dict[str, type[Sent]] = {name: model for name, model in MESSAGES.items() if name not in WHOLE_VERSIONS}


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
        yield from {type(value) for value in inner}
    elif get_origin(annotation) is Annotated:
        yield from types_in(inner[0])
    elif not inner:
        yield annotation
    else:
        for part in inner:
            if part is not Ellipsis:
                yield from types_in(part)


def places(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> Iterator[Place]:
    """Every field of a model and of the models in it."""
    seen = set() if seen is None else seen
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        types = tuple(types_in(field.annotation))
        yield Place(model, name, types)
        for inner in types:
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from places(inner, seen)


OF_A_PLAN = {place.model for place in places(Plan)}
COPIES = {
    "change_contact": {"Contact"},
    "change_representative": {"Representative", "Contact", "WrittenTo"},
    "record_amendment_view": {"Answered"},
    "record_consent": {"SharingDecision", "Answered"},
    "record_review": {"Answered"},
    "record_understanding": {"Understanding", "AppropriateIndividual", "Answered", "Advocate", "Contact"},
    "request_copy": {"Answered", "Contact"},
}
"""Who may have a copy is decided at any time (SHARE-6), and changes neither what the plan says nor what it costs;
whether the person took part in a review, or wants an amendment, is a yes or no with words, as a plan has some; what
helps the person to follow the plan is stated as a plan states it, and changes no version (REC-3); nor does whom to
write to (TELL-8)."""


@pytest.mark.rule("ROUTE-7", "DEC-9")
def test_no_other_message_reaches_a_plan_or_any_part_of_one() -> None:
    reached = {name: {place.model for place in places(model)} & OF_A_PLAN for name, model in OTHERS.items()}
    assert {name: {model.__name__ for model in models} for name, models in reached.items() if models} == COPIES


@pytest.mark.rule("ROUTE-7", "DEC-9", "BUD-3")
def test_no_other_message_has_a_field_for_money_or_for_anything_at_all() -> None:
    for name, model in OTHERS.items():
        for place in places(model):
            assert not {Decimal, float, Any, object, dict, list} & set(place.types), f"{name}: {place}"


NUMBERS = {
    "ApproveArrangement.version",
    "Decide.version",
    "RecordConsent.of_version",
    "ReferUp.version",
    "RequestInformation.version",
    "AskAboutReturn.version",
    "Condition.every_months",
    "Contact.print_size",
    "RecordReturnedPost.sending",
}
"""Every number in them: which version or sending is meant, how often a condition is due, how large large print is."""


@pytest.mark.rule("ROUTE-7")
def test_every_number_in_the_other_messages_is_known() -> None:
    numbers = {str(place) for model in OTHERS.values() for place in places(model) if int in place.types}
    assert numbers == NUMBERS


SAID_OF_IT = {
    "End.superseded_by",  # the id of the later plan, which has a sign-off of its own
    "Ending.services",  # what becomes of each line of a plan that ends, by its reference
    "Limbs.direct_payment_appropriate_and_cost_effective",  # yes or no
    "ReturnReason.payment_criterion",  # one of five
}
WORDS = ("plan", "service", "price", "cost", "budget", "amount", "weekly", "money", "pay", "supersed")


@pytest.mark.rule("ROUTE-7", "DEC-9")
def test_no_field_of_the_other_messages_is_called_after_a_plan_a_service_or_a_price() -> None:
    named = {
        str(place)
        for model in OTHERS.values()
        for place in places(model)
        if any(word in place.name for word in WORDS) and place.name != "plan_id"  # which plan it is about (WHO-2)
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
        for kind in place.types:
            assert kind in known or issubclass(kind, Enum | BaseModel), str(place)


NO_FIELD = (
    *("plan", "services", "budget", "weekly_cost", "indicative_budget", "agreed_amount", "person_pays", "due_on"),
    *("amend", "changes", "note", "Version", "decision"),
)
"""What no message has a field for: a plan, a service, an amount, a date of ours, or a name that is nearly one."""


@pytest.mark.rule("ROUTE-7", "DEC-5")
def test_what_a_message_has_no_field_for_is_refused_and_not_passed_over() -> None:
    for name, model in SENT.items():
        added = dict.fromkeys(NO_FIELD if name in OTHERS else NO_FIELD[1:], "100.00")
        with pytest.raises(ValidationError) as refused:
            model.model_validate({**example_of(name), **added})
        problems = {(problem["type"], problem["loc"]) for problem in refused.value.errors()}
        assert problems == {("extra_forbidden", (field,)) for field in added}, name


def refers_to(definition: Any) -> Iterator[str]:
    if isinstance(definition, dict):
        for key, value in cast("dict[str, Any]", definition).items():
            if key == "$ref":
                yield str(value).rsplit("/", maxsplit=1)[-1]
            else:
                yield from refers_to(value)
    elif isinstance(definition, list):
        for value in cast("list[Any]", definition):
            yield from refers_to(value)


@pytest.mark.rule("ROUTE-7")
def test_in_the_contract_too_only_a_version_leads_to_a_plan() -> None:
    definitions = cast("dict[str, Any]", contract()["$defs"])

    def reached(name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        for other in refers_to(definitions[name]):
            if other not in seen:
                seen |= reached(other, seen | {other})
        return seen

    parts = {"Plan", "ServiceLine", "Need", "DesiredOutcome", "ManagedOtherwise", "Commissioned", "Alternative"}
    assert parts <= set(definitions)
    for model in WHOLE_VERSIONS.values():
        assert parts <= reached(model.__name__)
    for model in OTHERS.values():
        assert not parts & reached(model.__name__), model.__name__


@pytest.mark.rule("BUD-3")
def test_every_decimal_of_a_version_is_money_but_the_number_of_units() -> None:
    definitions = cast("dict[str, Any]", contract()["$defs"])
    decimals = {place for model in SENT.values() for place in places(model) if Decimal in place.types}
    money = {
        place for place in decimals if "Money" in refers_to(definitions[place.model.__name__]["properties"][place.name])
    }
    assert {str(place) for place in decimals - money} == {"ServiceLine.units_a_week"}


class ACuttingAuthoriser(Decide):
    """What must never be: a decision that could set an amount."""

    agreed_at: Decimal | None = None


def test_these_tests_would_see_a_field_for_an_amount() -> None:
    amounts = [place for place in places(ACuttingAuthoriser) if Decimal in place.types]
    assert [place.name for place in amounts] == ["agreed_at"]
