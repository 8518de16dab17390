"""SUB-8, RET-9 · Who submits a plan and who resubmits it, by the register and by who decided it."""

from collections.abc import Callable
from datetime import date

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.careplan.register import Holding, Register
from countersign.wording.letters import Resubmitted
from tests.casework.cases import ready
from tests.support.builders import Json, changed, example, register
from tests.support.casework import CaseUnderTest

SINCE = date(2024, 4, 1)


def with_lines(*lines: Holding, without: tuple[str, ...] = ()) -> Register:
    """The example register with more lines, and without some people."""
    known = register()
    return known._replace(holdings=(*(line for line in known.holdings if line.person not in without), *lines))


def submitting(*practitioners: str) -> Holding:
    return Holding("adm-7", "administrator", None, SINCE, None, submits_for=practitioners)


SUBMITS_FOR_CLARE = submitting("sw-1042")


@pytest.mark.rule("SUB-8")
@pytest.mark.parametrize(
    ("sender", "lines", "without", "code"),
    [
        pytest.param("sw-1042", (), (), None, id="the practitioner"),
        pytest.param("adm-7", (SUBMITS_FOR_CLARE,), (), None, id="whom the register lets submit for her"),
        pytest.param("adm-7", (submitting("sw-1115"),), (), Refusal.NO_AUTHORITY, id="whom it lets submit for another"),
        pytest.param("fin-631", (), (), Refusal.NO_AUTHORITY, id="a finance officer"),
        pytest.param("tm-201", (), (), Refusal.NO_AUTHORITY, id="her line manager"),
        pytest.param("sw-1042", (), ("sw-1042",), Refusal.NO_AUTHORITY, id="she is not on the register"),
    ],
)
def test_a_plan_is_submitted_by_whose_it_is(
    case: CaseUnderTest, sender: str, lines: tuple[Holding, ...], without: tuple[str, ...], code: Refusal | None
) -> None:
    case.installation.put_in_force(with_lines(*lines, without=without))
    answer = case.submit(changes={"sent_by.id": sender}).answer

    assert answer.code is code
    assert not code or all("[SUB-8]" in reason for reason in answer.reasons)


def resubmitted(case: CaseUnderTest, sender: str, changes: Json | None = None) -> Refusal | None:
    return case.consider("resubmit", "clare-3-resubmission", {"sent_by.id": sender} | (changes or {})).answer.code


@pytest.mark.rule("RET-9")
@pytest.mark.parametrize(
    ("sender", "code"),
    [
        pytest.param("sw-1042", None, id="its practitioner"),
        pytest.param("adm-7", None, id="whom the register lets submit for her"),
        pytest.param("lm-701", None, id="her line manager"),
        pytest.param("tm-201", Refusal.NO_AUTHORITY, id="whoever returned it"),
        pytest.param("sw-1115", Refusal.NO_AUTHORITY, id="another practitioner"),
        pytest.param("fin-631", Refusal.NO_AUTHORITY, id="a finance officer"),
        pytest.param("sm-31", Refusal.NO_AUTHORITY, id="a service manager"),
    ],
)
def test_a_returned_plan_is_resubmitted_by_whose_it_is(case: CaseUnderTest, sender: str, code: Refusal | None) -> None:
    case.installation.put_in_force(
        with_lines(SUBMITS_FOR_CLARE, Holding("lm-701", "practitioner", "community", SINCE, None))
    )
    case.submit(changes={"plan.practitioner.line_manager": "lm-701"})
    case.accept("decide", "clare-2-returned")

    assert resubmitted(case, sender) is code


@pytest.mark.rule("RET-9")
def test_the_line_manager_of_the_register_counts_before_whom_the_plan_names(case: CaseUnderTest) -> None:
    clare = Holding("sw-1042", "practitioner", "community", SINCE, None, line_manager="lm-702")
    manager = Holding("lm-702", "practitioner", "community", SINCE, None)
    case.installation.put_in_force(with_lines(clare, manager, without=("sw-1042",)))
    ready.returned(case)

    assert resubmitted(case, "sm-31") is Refusal.NO_AUTHORITY
    assert resubmitted(case, "lm-702", {"message_id": "clare-again-2"}) is None


@pytest.mark.rule("RET-9")
def test_a_line_manager_who_returned_it_does_not_resubmit_it(case: CaseUnderTest) -> None:
    ready.returned(case)
    refused = case.consider("resubmit", "clare-3-resubmission", {"sent_by.id": "tm-201"})

    (reason,) = refused.answer.reasons
    assert reason.startswith("sent_by.id: tm-201 decided a version of the plan, or sat on the panel or call that did")
    assert reason.endswith("[RET-9]")


@pytest.mark.rule("RET-9", "TIME-2")
@pytest.mark.parametrize(
    ("to", "code"),
    [
        pytest.param("sw-1115", None, id="to somebody who decided nothing"),
        pytest.param("tm-201", Refusal.NO_AUTHORITY, id="to whoever returned it"),
    ],
)
def test_whoever_it_was_reassigned_to_resubmits_it(case: CaseUnderTest, to: str, code: Refusal | None) -> None:
    ready.returned(case)
    case.accept("reassign", changes={"whose": "practitioner", "to": to})

    assert resubmitted(case, to) is code


@pytest.mark.rule("RET-9", "WHO-1")
@pytest.mark.parametrize(
    ("sender", "code"),
    [
        pytest.param("sw-1042", None, id="its practitioner"),
        pytest.param("tm-201", None, id="a role that decides for the team"),
        pytest.param("fin-631", Refusal.NO_AUTHORITY, id="a finance officer, to themselves"),
        pytest.param("tm-202", Refusal.NO_AUTHORITY, id="the manager of another team, to themselves"),
        pytest.param("sw-1115", Refusal.NO_AUTHORITY, id="another practitioner, to themselves"),
    ],
)
def test_nobody_else_makes_a_plan_theirs_to_resubmit(case: CaseUnderTest, sender: str, code: Refusal | None) -> None:
    ready.returned(case)
    to = sender if code else "sw-1115"
    reassigned = case.consider("reassign", changes={"sent_by.id": sender, "whose": "practitioner", "to": to})

    assert reassigned.answer.code is code


@pytest.mark.rule("RET-9")
@pytest.mark.parametrize(
    ("changes", "code", "rule"),
    [
        pytest.param({"plan.practitioner.id": "sw-1115"}, None, "", id="another practitioner answers for it now"),
        pytest.param(
            {"plan.practitioner.id": "tm-201", "plan.practitioner.line_manager": None},
            Refusal.NO_AUTHORITY,
            "RET-9",
            id="whoever returned it does",
        ),
        pytest.param({"plan.practitioner.id": "zz-9"}, Refusal.NO_AUTHORITY, "SUB-8", id="who is not on the register"),
        pytest.param({"plan.person.name": "Joan Marsh"}, Refusal.WRONG_PLAN, "RET-9", id="another person"),
        pytest.param({"plan.person.date_of_birth": "1901-01-01"}, Refusal.WRONG_PLAN, "RET-9", id="another birthday"),
    ],
)
def test_a_resubmission_is_about_the_same_person_and_answered_for_by_somebody_who_is_there(
    case: CaseUnderTest, changes: Json, code: Refusal | None, rule: str
) -> None:
    ready.returned(case)
    answer = case.consider("resubmit", "clare-3-resubmission", changes).answer

    assert answer.code is code
    assert [reason for reason in answer.reasons if rule not in reason] == []


@pytest.mark.rule("RET-9", "ROUTE-3")
def test_nobody_who_sat_on_the_call_that_returned_it_resubmits_it(case: CaseUnderTest) -> None:
    ready.waiting_for_a_call(case)
    call = case.kept.state
    assert call is not None
    case.installation.put_in_force(
        with_lines(Holding("pl-601", "practice_lead", None, SINCE, None, submits_for=("sw-1115",)), without=("pl-601",))
    )
    members: list[Json] = [
        {"id": "cl-611", "skills": []},
        {"id": "pl-601", "skills": []},
        {"id": "sm-31", "skills": []},
    ]
    assert call.meeting_at is not None
    case.at(f"{call.meeting_at:%Y-%m-%d} 16:00")
    held: Json = {
        "held_on": call.meeting_at.date().isoformat(),
        "members": members,
        "how_the_person_took_part": "By phone.",
    }
    returned = case.consider("decide", "clare-2-returned", {"sent_by.id": "cl-611", "meeting": held, "version": 1})
    if not returned.answer.accepted:
        pytest.fail(str(returned.answer.reasons))
    again = case.consider("resubmit", "clare-3-resubmission", {"sent_by.id": "pl-601"})

    assert again.answer.code is Refusal.NO_AUTHORITY
    assert "sat on the panel or call" in again.answer.reasons[0]


URGENT: Json = {"so": True, "in_words": "No carer from tomorrow; she cannot take insulin."}
SHORTER: Json = {"so": True, "in_words": "Her carer has gone."}


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize(
    ("before", "now", "starts"),
    [
        pytest.param(None, URGENT, True, id="stated now"),
        pytest.param({"so": False}, URGENT, True, id="there were none before"),
        pytest.param(SHORTER, URGENT, True, id="others than before"),
        pytest.param(URGENT, URGENT, False, id="the same as before"),
        pytest.param(URGENT, None, False, id="not stated any more"),
        pytest.param(None, {"so": False}, False, id="there are none"),
    ],
)
def test_new_urgent_needs_that_a_resubmission_states_start_interim_support_at_once(
    case: CaseUnderTest,
    before: Json | None,
    now: Json | None,
    starts: bool,  # a column of the table
) -> None:
    case.submit(changes={"plan.urgent_needs": before})
    case.accept("decide", "clare-2-returned")
    case.tell_interim()
    case.consider("resubmit", "clare-3-resubmission", {"plan.urgent_needs": now})

    assert [says.because for says in case.to_interim] == (["the plan states urgent needs"] if starts else [])
    assert not starts or (case.kept.state is not None and case.kept.state.urgent_needs_known)


# What a revision says and what the person is told of its cost

ONCE: Json = {"plan.services.0.one_off_cost": "900.00", "plan.indicative_one_off": "900.00"}


def resubmitted_by_joe(case: CaseUnderTest, before: Json, changes: Json) -> tuple[Refusal | None, tuple[str, ...]]:
    assert case.submit("joe-1-submission", before).answer.accepted
    case.accept("decide", "joe-2-returned", {"sent_by.id": "sm-31"})
    answer = case.consider("resubmit", "joe-3-resubmission", {"sent_by.id": "sw-1057"} | changes).answer
    return answer.code, answer.reasons


@pytest.mark.rule("RET-3", "TELL-3")
@pytest.mark.parametrize(
    ("changes", "where"),
    [
        pytest.param({}, [], id="the plan is changed, and that is agreed with him"),
        pytest.param({"revisiting_agreed": ""}, ["revisiting_agreed"], id="nothing is agreed with him"),
        pytest.param(
            {"plan": changed(example("joe-1-submission")["plan"], {}), "why_it_costs_less": ""},
            ["plan"],
            id="the plan is untouched",
        ),
    ],
)
def test_after_a_return_for_revision_the_plan_is_revised(case: CaseUnderTest, changes: Json, where: list[str]) -> None:
    if "plan" in changes:
        changes = changes | {"plan": changes["plan"] | {"plan_id": case.plan_id}}
    code, reasons = resubmitted_by_joe(case, {}, changes)
    assert code is (Refusal.INCOMPLETE if where else None)
    assert [reason.partition(":")[0] for reason in reasons] == where
    assert all("[RET-3]" in reason for reason in reasons)


def _other_order(plan: Json) -> Json:
    return plan | {part: plan[part][::-1] for part in ("needs", "outcomes", "services")}


EDITS: dict[str, tuple[Callable[[Json], Json], bool]] = {
    "its parts stand in another order": (_other_order, False),
    "in capitals": (lambda plan: plan | {"preferences": plan["preferences"].upper()}, False),
    "a mark": (lambda plan: plan | {"contingency_plan": f"{plan['contingency_plan'].rstrip('.')} !"}, False),
    "wider spaces": (lambda plan: plan | {"preferences": plan["preferences"].replace(" ", "  ")}, False),
    "a sentence": (lambda plan: plan | {"preferences": f"{plan['preferences']} The allotment first."}, True),
    "a line's need": (lambda plan: changed(plan, {"services.0.needs": [plan["needs"][-1]["id"]]}), True),
    "ten pence": (lambda plan: changed(plan, {"indicative_budget": "731.60"}), True),
}
"""What is other in Joe's plan, and whether that is a revision."""


@pytest.mark.rule("RET-3")
@pytest.mark.parametrize("what", EDITS)
def test_a_plan_that_says_the_same_in_another_dress_is_no_revision(case: CaseUnderTest, what: str) -> None:
    edit, is_revised = EDITS[what]
    plan = edit(example("joe-1-submission")["plan"]) | {"plan_id": case.plan_id}
    code, reasons = resubmitted_by_joe(case, {}, {"plan": plan, "why_it_costs_less": ""})

    assert "plan" not in {reason.partition(":")[0] for reason in reasons} if is_revised else len(reasons) == 1
    assert is_revised or (code, "[RET-3]" in reasons[0]) == (Refusal.INCOMPLETE, True)


@pytest.mark.rule("DEC-9", "BUD-1")
def test_the_person_is_told_that_they_pay_more_and_why_though_the_plan_costs_as_much(case: CaseUnderTest) -> None:
    """Joe pays nothing by the first version. The second costs what the first did, and charges him £300.00 a week."""
    now = changed(example("joe-1-submission")["plan"], {"person_pays": "300.00", "plan_id": case.plan_id})
    silent: Json = {"plan": now, "why_it_costs_less": ""}
    code, reasons = resubmitted_by_joe(case, {"plan.person_pays": "0.00"}, silent)
    assert (code, [reason.partition(":")[0] for reason in reasons]) == (Refusal.INCOMPLETE, ["why_it_costs_less"])

    why = {"plan": now, "why_it_costs_less": "Your savings were counted for the first time.", "sent_by.id": "sw-1057"}
    case.accept("resubmit", "joe-3-resubmission", why)
    facts = case.letter("v2/resubmitted/person").facts
    assert isinstance(facts, Resubmitted)
    assert facts.lowered == ()
    assert facts.pays_more == ("The charge each week is £300.00 more than before: £300.00, and it was nothing.",)


@pytest.mark.rule("DEC-8")
@pytest.mark.parametrize(
    ("told_on", "began_on", "indicative", "where"),
    [
        # submitted on Tuesday 3 November, resubmitted on Friday
        pytest.param("2026-11-02", None, "172.00", [], id="before it was submitted"),
        pytest.param("2026-11-04", None, "172.00", ["plan.indicative_budget_told_on"], id="a day after"),
        pytest.param("2026-10-15", "2026-11-04", "172.00", ["plan.planning_began_on"], id="planned a day after"),
        pytest.param("2026-11-04", None, "180.00", [], id="a new indicative budget"),
    ],
)
def test_nobody_is_told_the_budget_of_a_plan_that_was_submitted_already(
    case: CaseUnderTest, told_on: str, began_on: str | None, indicative: str, where: list[str]
) -> None:
    ready.returned(case)
    case.at("2026-11-06 09:20")
    days = {"plan.indicative_budget_told_on": told_on, "plan.planning_began_on": began_on}
    answer = case.consider("resubmit", "clare-3-resubmission", {**days, "plan.indicative_budget": indicative}).answer

    assert answer.code is (Refusal.INCOMPLETE if where else None), answer
    assert [reason.partition(":")[0] for reason in answer.reasons] == where


@pytest.mark.rule("DEC-9", "TELL-3")
def test_the_person_is_told_what_costs_less_each_week_and_what_once(case: CaseUnderTest) -> None:
    code, _ = resubmitted_by_joe(case, ONCE, {})
    assert code is None
    (key,) = (key for key in case.kept.notices if "/resubmitted/person" in key)
    facts = case.letter(key.partition("/")[2]).facts
    assert isinstance(facts, Resubmitted)
    assert [sentence.partition(" £")[0] for sentence in facts.cost_changes] == [
        "Each week the plan costs the council",
        "Once the plan costs the council",
    ]
    assert facts.cost_changes[1].endswith("£900.00 less than before: nothing, and it was £900.00.")
    assert not facts.costs_more
