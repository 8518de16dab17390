"""A message stands in one place: everything that the contract and the dispatcher read is declared beside its fields."""

import importlib
import pkgutil
import re
from inspect import isclass
from types import ModuleType
from typing import Any, cast

import pytest

from countersign.careplan import messages
from countersign.careplan.contract import SENT, contract
from countersign.careplan.interim import INTERIM_STEPS, Interim
from countersign.careplan.lifecycle import CLOSED, Status
from countersign.careplan.messages import INTERIM_MESSAGES, MESSAGES, PLAN_MESSAGES
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.anytime import CompleteTask, ReportUrgentNeeds
from countersign.careplan.messages.copies import RecordSafeguarding
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.messages.declaring import (
    ALWAYS,
    OPEN,
    Message,
    Relation,
    Sent,
    Workflow,
    declared_in,
    whoever,
)
from countersign.careplan.messages.post import RecordReturnedPost
from countersign.careplan.messages.submission import Submission


def every_message() -> list[type[Sent]]:
    """Every class of a message in any module of the package, whether it is listed or not."""
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(messages.__path__, f"{messages.__name__}.")
    ]
    classes = {item for module in modules for item in vars(module).values() if isclass(item)}
    return [model for model in classes if issubclass(model, Sent) and model not in (Message, Sent)]


def snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_every_message_is_declared_and_none_is_forgotten() -> None:
    assert set(every_message()) == set(SENT.values())
    assert set(SENT.values()) == {Submission, *MESSAGES.values()}


def test_a_message_is_called_what_its_class_is_called() -> None:
    called = {model.declared.name: model for model in MESSAGES.values()}
    assert called == MESSAGES == {snake_case(model.__name__): model for model in MESSAGES.values()}
    assert Submission.declared.name == "submit", "what starts a plan is no signal: it has the name of the command"


def test_no_two_messages_share_a_name() -> None:
    names = [model.declared.name for model in every_message()]
    assert len(set(names)) == len(names)


def test_a_name_that_is_declared_twice_is_refused() -> None:
    class Again(Message):
        declared = CompleteTask.declared

    def holding(*models: type[Message]) -> ModuleType:
        """A module in which these stand, as if they were written there."""
        module = ModuleType(Again.__module__)
        vars(module).update({model.__name__: model for model in models})
        return module

    class AndAgain(Message):
        declared = CompleteTask.declared

    assert declared_in(holding(Again)) == {"complete_task": Again}
    assert declared_in(holding(CompleteTask)) == {}, "it only stands there by its import"
    with pytest.raises(ValueError, match="complete_task"):
        declared_in(holding(Again, AndAgain))


@pytest.mark.rule("TIME-4")
def test_every_message_goes_to_one_workflow_and_perhaps_to_the_plans_other_one() -> None:
    for name, model in SENT.items():
        workflows = model.declared.workflows
        assert workflows, name
        assert len(set(workflows)) == len(workflows), name
        assert model.declared.goes_to is workflows[0], name
        assert bool(model.declared.also) is (len(workflows) > 1), f"{name}: `also` says when it goes to the second"


@pytest.mark.rule("TIME-4")
def test_the_messages_of_both_workflows_are_all_the_messages_there_are() -> None:
    assert not PLAN_MESSAGES.keys() & INTERIM_MESSAGES.keys()
    assert MESSAGES == {**PLAN_MESSAGES, **INTERIM_MESSAGES}
    assert {model.declared.goes_to for model in PLAN_MESSAGES.values()} == {Workflow.PLAN}
    assert {model.declared.goes_to for model in INTERIM_MESSAGES.values()} == {Workflow.INTERIM}


def test_every_message_says_who_may_send_it_in_words_that_are_there() -> None:
    for name, model in SENT.items():
        assert model.declared.sent_by, name
        assert model.declared.who_may_send().startswith(model.declared.whoever()), name
    for relation in Relation:
        assert whoever([relation])
    assert whoever([Relation.ANYBODY, Relation.PRACTITIONER]) == "Anybody"


def test_every_message_means_something_in_some_state_or_stage() -> None:
    for name, model in SENT.items():
        declared = model.declared
        assert declared.states, name
        assert bool(declared.events) is (declared.goes_to is Workflow.INTERIM), f"{name}: stages are interim support's"
        assert declared.stages == {step.before for step in INTERIM_STEPS if step.event in declared.events}, name


WORDS = {"status": "returned", "version": 7}


@pytest.mark.rule("DEC-5")
def test_a_message_of_some_states_only_says_what_its_sender_is_told_in_another() -> None:
    for name, model in MESSAGES.items():
        declared = model.declared
        assert bool(declared.not_now) is (not declared.states >= OPEN), name
        assert not re.search(r"[{}]", declared.not_now.format(**WORDS)), name
    assert Submission.declared.states == {Status.RECEIVED}, "a plan that is there already has a refusal of its own"


@pytest.mark.rule("DEC-5")
def test_the_version_that_a_message_is_about_is_a_whole_number_among_its_fields() -> None:
    for name, model in SENT.items():
        about = model.declared.about
        numbers = {field for field, info in model.model_fields.items() if info.annotation is int}
        assert numbers == ({about} if about else set()), name
        assert not re.search(r"[{}]", model.declared.stale.format(about=about, version=2, named=1)), name


@pytest.mark.rule("DEC-5", "END")
def test_a_message_is_refused_in_every_state_that_it_does_not_declare_and_in_no_other() -> None:
    for name, model in MESSAGES.items():
        declared = model.declared
        for status in Status:
            refusal = declared.not_in_this_state(status, 3, None)
            code = Refusal.PLAN_CLOSED if status in CLOSED else Refusal.NOT_NOW
            assert (refusal.code if refusal else None) == (None if status in declared.states else code), (name, status)


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize(
    ("status", "named", "code"),
    [
        pytest.param(Status.AWAITING_DECISION, 3, None, id="the version in hand, in its state"),
        pytest.param(Status.AWAITING_DECISION, 2, Refusal.STALE_VERSION, id="the version before"),
        pytest.param(Status.AWAITING_DECISION, 4, Refusal.STALE_VERSION, id="a version to come"),
        pytest.param(Status.RETURNED, 3, Refusal.NOT_NOW, id="in another state"),
        pytest.param(Status.RETURNED, 2, Refusal.STALE_VERSION, id="in another state, and about another version"),
        pytest.param(Status.ENDED, 2, Refusal.PLAN_CLOSED, id="once the plan has left, whatever it is about"),
    ],
)
def test_first_whether_the_plan_has_left_then_the_version_then_the_state(
    status: Status, named: int, code: Refusal | None
) -> None:
    refusal = Decide.declared.not_in_this_state(status, 3, named)
    assert (refusal.code if refusal else None) == code


@pytest.mark.rule("TIME-4")
def test_a_message_is_refused_in_every_stage_in_which_it_can_bring_nothing_about() -> None:
    for name, model in SENT.items():
        declared = model.declared
        meaningless = {stage for stage in Interim if declared.not_in_this_stage(stage)}
        assert meaningless == (frozenset(Interim) - declared.stages if declared.events else frozenset()), name
        refusals = [declared.not_in_this_stage(stage) for stage in meaningless]
        assert {refusal.code for refusal in refusals if refusal} <= {Refusal.NOT_NOW}, name


@pytest.mark.rule("TIME-3")
def test_only_urgent_needs_overtake_start_interim_support_and_may_be_reported_by_anybody_at_any_time() -> None:
    declared = {name: model.declared for name, model in SENT.items()}
    urgent = ReportUrgentNeeds.declared.name
    assert [name for name, message in declared.items() if message.overtakes] == [urgent]
    assert [name for name, message in declared.items() if message.starts_interim] == [urgent]
    assert [name for name, message in declared.items() if Relation.ANYBODY in message.sent_by] == [urgent]
    assert [name for name, message in declared.items() if message.states == ALWAYS] == [
        urgent,
        CompleteTask.declared.name,
        RecordReturnedPost.declared.name,
        RecordSafeguarding.declared.name,
    ]


def test_every_field_of_every_message_has_a_meaning_in_the_contract() -> None:
    definitions = cast("dict[str, dict[str, Any]]", contract()["$defs"])

    def says_what_it_means(field: dict[str, Any]) -> bool:
        parts = (field, *field.get("anyOf", ()), field.get("items", {}))
        return "description" in field or any("$ref" in part for part in parts)

    for name, model in SENT.items():
        fields: dict[str, dict[str, Any]] = definitions[model.__name__]["properties"]
        assert set(fields) == set(model.model_fields), name
        assert [field for field, schema in fields.items() if not says_what_it_means(schema)] == [], name
