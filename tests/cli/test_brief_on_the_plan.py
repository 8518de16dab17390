"""`starter.py brief`: the plan itself, what it has beside each question, and what was asked about it."""

import json
import re
from typing import Any, cast

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.decision_parts import Question as OfDecision
from countersign.careplan.further_evidence import FURTHER_EVIDENCE
from countersign.careplan.readiness import STATEMENTS
from countersign.casework.changes import Changes
from countersign.casework.kept import Question
from countersign.wording.without_names import without_names
from tests.cli.kept import NOW, Kept, brief
from tests.support.stack import Commands

WIDEST = 80


def as_one_line(alone: Commands, plan_id: str) -> str:
    """The brief for people, whatever way its lines are broken."""
    return " ".join(alone("brief", plan_id).out.split())


def words_in(value: Any) -> set[str]:
    """Every text within a JSON value."""
    if isinstance(value, dict):
        return {text for held in cast("dict[str, Any]", value).values() for text in words_in(held)}
    if isinstance(value, list):
        return {text for held in cast("list[Any]", value) for text in words_in(held)}
    return {value} if isinstance(value, str) else set()


def part(said: str, heading: str, until: str) -> str:
    """What stands under a heading."""
    return said.split(heading, 1)[1].split(until, 1)[0]


@pytest.mark.rule("SUB-5", "BUD-3")
@pytest.mark.parametrize("name", ["plain", "above", "payment", "panel", "carer"])
def test_every_need_outcome_and_line_of_the_plan_is_shown(alone: Commands, kept: Kept, name: str) -> None:
    plan = kept.plan(name)

    shown, said = brief(alone, plan)["the_plan"], as_one_line(alone, plan.plan_id)

    assert [need["id"] for need in shown["needs"]] == [need.id for need in plan.needs]
    assert [line["weekly"] for line in shown["services"]] == [f"{line.weekly_cost:.2f}" for line in plan.services]
    texts = [need.description for need in plan.needs]
    texts += [text for outcome in plan.outcomes for text in (outcome.description, outcome.how_we_will_know)]
    texts += [text for line in plan.services for text in (line.service, line.description)]
    texts += [plan.contingency_plan, plan.preferences, plan.how_budget_was_worked_out, plan.advice]
    assert [text for text in texts if " ".join(without_names(text, plan).split()) not in said] == []


@pytest.mark.rule("DEC-2", "SUB-1", "SUB-4")
def test_each_statement_and_further_evidence_stands_beside_its_question_and_once(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("above")
    assert plan.over_indicative is not None

    questions, said = brief(alone, plan)["questions"], as_one_line(alone, plan.plan_id)

    assert [question["question"] for question in questions] == [question.value for question in OfDecision]
    served = {question["question"]: [served_by["name"] for served_by in question["evidence"]] for question in questions}
    assert served["involvement_maximised"] == ["involvement_maximised"]
    assert served["prevents_reduces_delays_needs"] == [
        "information_advice_prevention",
        "prevent_reduce_delay",
        "advice",
    ]
    assert served["strengths_approach_used"] == ["outcomes_explored", "methods_explored", "strengths_based_approach"]
    assert served["best_use_of_available_resources"] == [
        "appropriate_and_proportionate",
        "options_explored",
        "rationale",
    ]
    assert served["contingency_proportionate"] == ["risks_and_contingency", "contingency_plan"]
    statements = [getattr(plan.readiness, name).evidence for name in STATEMENTS]
    further = [getattr(plan.over_indicative, name) for name in FURTHER_EVIDENCE]
    for words in (*statements, *further):
        assert said.count(" ".join(without_names(words, plan).split())) == 1, words
    prevention = part(said, "6. Does the plan maximise", "7. Does the plan show")
    assert " ".join(without_names(plan.over_indicative.prevent_reduce_delay, plan).split()) in prevention


@pytest.mark.rule("DEC-2", "SUB-1")
def test_what_is_not_confirmed_or_not_said_is_marked(alone: Commands, kept: Kept) -> None:
    plan = kept.plan(
        "plain", readiness={"promotes_wellbeing": {"confirmed": False, "evidence": "I am not sure of it."}}
    )
    said = as_one_line(alone, plan.plan_id)

    assert "The plan promotes the person's wellbeing (not confirmed): I am not sure of it." in said
    assert "Risks were explored and a contingency plan agreed: nothing is said" in said
    lacks = part(said, "What the plan lacks by the rules of today", "Worth a look")
    assert "Not stated: that risks were explored and a contingency plan agreed." in lacks


@pytest.mark.rule("DEC-1")
@pytest.mark.parametrize(("name", "applies"), [("plain", False), ("payment", True)])
def test_the_third_limb_is_to_be_answered_only_where_there_is_a_direct_payment(
    alone: Commands, kept: Kept, name: str, applies: bool
) -> None:
    plan = kept.plan(name)

    limbs, said = brief(alone, plan)["limbs"], as_one_line(alone, plan.plan_id)

    assert [limb["applies"] for limb in limbs] == [True, True, applies]
    assert ("Not answered: the plan uses no direct payment." in said) is not applies
    assert ("The person has capacity to manage the direct payment: " in said) is applies


@pytest.mark.rule("DEC-4", "RET-4")
def test_what_was_asked_and_answered_before_is_read_before_deciding(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("plain")

    def asked(name: str, kind: Wait, words: str, **parts: Any) -> Question:
        usual: dict[str, Any] = {"version": 1, "asked_by": "tm-204", "asked_of": "practitioner", "asked_at": NOW}
        return Question(question=name, kind=kind.value, words=words, **{**usual, **parts})

    answered = {"answered_by": "sw-1071", "answered_at": NOW}
    questions = [
        asked(
            "ask-1",
            Wait.INFORMATION,
            "How many hours?",
            about="costs/best_use_of_available_resources",
            answer="Six, as Tom Brightwater asked.",
            **answered,
        ),
        asked("ask-2", Wait.INFORMATION, "Which agency?", answer="Withdrawn: It stands in the plan.", **answered),
        asked(
            "ask-3",
            Wait.QUESTION,
            "Which hours are too many?",
            asked_by="sw-1071",
            asked_of="line_manager",
            answer="Those at night.",
            answered_by="tm-201",
            answered_at=NOW,
        ),
        asked("ask-4", Wait.INFORMATION, "And at weekends?"),
        asked(
            "ask-5",
            Wait.INFORMATION,
            "And in August?",
            answer="The plan was decided without it.",
            answered_by="system",
            answered_at=NOW,
        ),
    ]
    kept.keep(plan, Changes(questions={question.question: question for question in questions}))

    view, said = brief(alone, plan), as_one_line(alone, plan.plan_id)

    assert {request["id"]: request["stands"] for request in view["asked"]} == {
        "ask-1": "answered",
        "ask-2": "withdrawn",
        "ask-3": "answered",
        "ask-4": "open",
        "ask-5": "closed without an answer",
    }
    (resources,) = (
        question for question in view["questions"] if question["question"] == "best_use_of_available_resources"
    )
    assert resources["asked"] == ["ask-1"]
    assert "Asked about it: ask-1, see below." in part(said, "8. Do the options", "9. Is the level")
    below = part(said, "What was asked, and what was answered", "Worth a look")
    for words in ("Six, as [the person] [the person] asked.", "It stands in the plan.", "Those at night."):
        assert words in below
    assert below.index("ask-4: open.") < below.index("ask-1, about costs/best use of available resources: answered.")


@pytest.mark.parametrize("name", ["plain", "barred", "panel", "peter", "above", "carer", "call", "payment", "joe"])
def test_no_line_is_wider_than_a_plain_terminal(alone: Commands, kept: Kept, name: str) -> None:
    plan = kept.returned_and_resubmitted(name) if name == "joe" else kept.plan(name)
    lines = alone("brief", plan.plan_id).out.splitlines()

    assert [line for line in lines if len(line.rstrip()) > WIDEST] == []


@pytest.mark.parametrize("name", ["above", "barred", "panel", "joe"])
def test_people_and_machines_read_the_same(alone: Commands, kept: Kept, name: str) -> None:
    """Every sentence of the JSON stands in the text; codes and moments are put into words there."""
    plan = kept.returned_and_resubmitted(name) if name == "joe" else kept.plan(name)
    view, said = json.loads(alone("--json", "brief", plan.plan_id).out), as_one_line(alone, plan.plan_id)

    view["principles"] = [finding for finding in view["principles"] if not finding["met"]]  # all met is one sentence
    sentences = {text for text in words_in(view) if re.search(r"[a-z]{2} [a-z]{2}", text) and text[-1:] == "."}
    missing = [text for text in sentences if " ".join(text.split()).rstrip(".").casefold() not in said.casefold()]
    assert missing == []
