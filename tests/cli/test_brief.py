"""`starter.py brief`: what whoever is to decide a plan sees before they do. From the database alone: no server runs."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from countersign.careplan.budget import cost_to_council
from countersign.careplan.clocks import Wait
from countersign.careplan.figures import pounds
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.plan import Plan
from countersign.casework.changes import Changes
from countersign.casework.kept import Practising, Question
from countersign.wording.without_names import without_names
from tests.cli.kept import NOW, TODAY, Kept, brief
from tests.support.builders import changed
from tests.support.stack import FAILED, HERE, REFUSED, USAGE, Commands, example


def people_who_may(alone: Commands, plan: Plan) -> dict[str, list[str]]:
    """By role, whom the brief lists as able to decide."""
    return {row["role"]: row["people"] for row in brief(alone, plan)["may_decide"]}


# Whose decision


@pytest.mark.rule("ROUTE-2", "ROUTE-9", "ROUTE-10")
def test_it_says_whose_decision_it_is_and_who_may_today(alone: Commands, kept: Kept) -> None:
    """£844.75 a week and £1,640.00 once: the service manager is the lowest; those above may decide it as well."""
    plan = kept.plan("above")

    said = brief(alone, plan)

    assert (said["route"]["role"], said["route"]["lighter"]) == ("service_manager", "")
    assert [(row["role"], row["people"]) for row in said["may_decide"]] == [
        ("service_manager", ["sm-31"]),
        ("head_of_service", ["hs-1"]),
    ]


@pytest.mark.rule("ROUTE-9", "TIME-2")
def test_whoever_planned_it_is_not_among_them_and_whoever_is_away_is_marked(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("above", planned_by={"id": "sm-31", "organisation": "Ours"})
    kept.away("hs-1")

    assert people_who_may(alone, plan) == {"service_manager": [], "head_of_service": ["hs-1 (away)"]}
    assert "nobody on the register today" in alone("brief", plan.plan_id).out


@pytest.mark.rule("ROUTE-9")
def test_whoever_it_was_reassigned_to_as_practitioner_is_no_longer_among_them(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("plain")
    before = people_who_may(alone, plan)

    kept.keep(plan, Changes(plan={"practitioner": "tm-204", "reassigned_to": (Practising("tm-204"),)}))

    assert before == {"team_manager": ["tm-204"], "service_manager": ["sm-31"], "head_of_service": ["hs-1"]}
    assert people_who_may(alone, plan) == {**before, "team_manager": []}


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
def test_it_says_for_which_call_it_waits_and_why(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("call")

    taken = brief(alone, plan)["route"]
    for_people = " ".join(alone("brief", plan.plan_id).out.split())

    assert (taken["meeting"], taken["because"]) == ("weekly_call", ["larger_than_usual"])
    assert "Weekly conference call, because its budget is larger than usual: £1,172.50 a week" in for_people
    assert "It waits for the weekly call of Wed 03 Jun 2043 10:00." in for_people
    assert "cl-611" in for_people


@pytest.mark.rule("ROUTE-9")
def test_it_names_whose_work_the_plan_is_who_may_therefore_not_decide_it(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("above", planned_by={"id": "sm-31", "organisation": "Ours"})

    whose = brief(alone, plan)["may_not"]

    practitioner = plan.practitioner.id
    assert [(row["person"], row["did"]) for row in whose] == [
        ("sm-31", ["planned it"]),
        (practitioner, ["submitted version 1", "is its practitioner"]),
    ]
    said = alone("brief", plan.plan_id).words
    assert "May not decide it, because it is their work (ROUTE-9): sm-31 Samira Okafor planned it." in said


@pytest.mark.rule("DEC-1", "DEC-2", "RET-2", "WHO-2")
@pytest.mark.parametrize(("name", "decisions"), [("plain", ["plain-2-agreed"]), ("barred", ["barred-2-agreed"])])
def test_it_ends_with_what_a_decision_says_and_how_to_send_it(
    alone: Commands, kept: Kept, name: str, decisions: list[str]
) -> None:
    """Every key that a whole decision has is named, each question's key beside its own words."""
    plan = kept.plan(name)
    seen, said = brief(alone, plan), alone("brief", plan.plan_id).words
    guide = " ".join(seen["how_to_decide"])
    assert "message_id: an id that no other message has, also after a decision that was refused" in guide

    for decision in (*decisions, "clare-2-returned"):
        wanted = {key for key in example(decision) if key not in ("managed_otherwise", "considered", "meeting")}
        assert [key for key in wanted if key not in guide] == []
    assert f"starter.py decide {plan.plan_id} FILE" in said
    assert [path for path in re.findall(r"examples/[\w.-]+json", guide) if not (HERE / path).is_file()] == []
    for question in seen["questions"]:
        after = said.partition(question["in_words"])[2]
        assert f"In the decision: {question['question']}" in after[:80]
    assert ("managed_otherwise" in guide) is (name == "barred")
    assert ("direct_payment_appropriate_and_cost_effective" in guide) is (name == "barred")


# Earlier versions


@pytest.mark.rule("DEC-9", "RET-5")
def test_a_cut_is_said_to_be_one_with_its_reasons_and_goes_no_lighter_way(alone: Commands, kept: Kept) -> None:
    """Joe's second version costs £329.75 a week where the first cost £731.50: still the service manager's."""
    plan = kept.returned_and_resubmitted("joe")

    said = brief(alone, plan)
    for_people = alone("brief", plan.plan_id).out

    assert (said["version"], said["route"]["title"], said["route"]["lighter"]) == (2, "Service manager", "Team manager")
    (before,) = said["earlier_versions"]
    assert (before["weekly"], before["outcome"], before["this_one_costs_less"]) == ("731.50", "return", True)
    assert before["went_to"] == "Service manager"
    assert [(reason["id"], reason["criterion"]) for reason in before["reasons"]] == [
        ("R1", "level_proportionate_to_needs_and_risk"),
        ("R2", "clear_how_outcomes_are_achieved"),
    ]
    assert all(reason["what_was_done"] and reason["steps"] for reason in before["reasons"])
    assert "For its own cost it would have gone to the Team manager (DEC-9)." in for_people
    assert "The version in hand costs less (DEC-9)" in for_people


@pytest.mark.rule("DEC-9")
def test_a_version_that_costs_no_less_is_no_cut(alone: Commands, kept: Kept) -> None:
    plan = kept.returned_and_resubmitted("clare")

    (before,) = brief(alone, plan)["earlier_versions"]

    assert (before["this_one_costs_less"], before["why_it_costs_less"]) == (False, "")


# Alternatives, and what was asked for


@pytest.mark.rule("DEC-6")
def test_only_alternatives_that_count_are_marked_as_counting(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("panel")

    others = {other["alternative"]: other for other in brief(alone, plan)["alternatives"]}

    assert {name: other["counts"] for name, other in others.items()} == {"A1": True, "A2": False}
    assert (others["A1"]["weekly"], others["A1"]["plan_weekly"]) == ("1320.00", "1020.00")
    assert "does not count: it could not meet the needs" in " ".join(alone("brief", plan.plan_id).out.split())


@pytest.mark.rule("DEC-4")
def test_what_was_asked_for_and_what_is_still_to_come(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("plain")
    part = {"at": NOW.isoformat(), "by": "sw-1071", "information": "The first.", "still_to_come": "The second."}
    asked = Question(
        question="ask-1",
        kind=Wait.INFORMATION.value,
        version=1,
        asked_by="tm-204",
        asked_of="practitioner",
        asked_at=NOW,
        words="What did Tom Brightwater say?",
        parts=(part,),
    )
    answered = replace(asked, question="ask-2", words="Answered.", answered_at=NOW, parts=())
    kept.keep(plan, Changes(questions={question.question: question for question in (asked, answered)}))

    (request,) = brief(alone, plan)["open_requests"]

    assert (request["request"], request["words"]) == ("ask-1", "What did [the person] [the person] say?")
    assert [part["still_to_come"] for part in request["parts"]] == ["The second."]
    said = " ".join(alone("brief", plan.plan_id).out.split())
    assert "What did [the person] [the person] say? Part of it came" in said
    assert "Part of it came from sw-1071: The first. Still to come: The second." in said
    assert said.index("ask-1: open.") < said.index("ask-2: answered.")


# The budget


@pytest.mark.rule("DEC-1", "SUB-4", "BUD-1", "DEC-8")
@pytest.mark.parametrize(
    ("indicative", "above", "says"),
    [
        pytest.param("844.76", "0.00", "a week £844.76 £844.75 £0.01 below it", id="a penny below it"),
        pytest.param("844.75", "0.00", "a week £844.75 £844.75 at it", id="at the indicative budget"),
        pytest.param("844.74", "0.01", "a week £844.74 £844.75 £0.01 above it", id="a penny above it"),
    ],
)
def test_the_indicative_budget_stands_beside_it_and_is_never_a_ground(
    alone: Commands, kept: Kept, indicative: str, above: str, says: str
) -> None:
    plan = kept.plan("above", indicative_budget=indicative)

    budget = brief(alone, plan)["budget"]
    for_people = " ".join(alone("brief", plan.plan_id).out.split())

    assert (budget["indicative"], budget["above_indicative"]) == (indicative, above)
    assert budget["further_evidence"] == [
        "strengths_based_approach",
        "options_explored",
        "rationale",
        "prevent_reduce_delay",
    ]
    assert says in for_people
    assert "The indicative budget is never a ground" in for_people
    assert "All three have their evidence in the plan." in for_people


PENNY = Decimal("0.01")


@pytest.mark.rule("SUB-4", "DP-5")
@pytest.mark.parametrize(
    ("below_weekly", "below_once", "asks"),
    [
        pytest.param(0, 0, "", id="neither"),
        pytest.param(0, PENNY, "{once} once against {less_once}", id="once"),
        pytest.param(PENNY, 0, "{weekly} a week against {less_weekly}", id="a week"),
    ],
)
def test_what_asks_for_further_evidence_is_said_a_week_and_once(
    alone: Commands, kept: Kept, below_weekly: Decimal, below_once: Decimal, asks: str
) -> None:
    weekly, once = cost_to_council(Plan.model_validate(example("above-1-submission")["plan"]).services)
    less_weekly, less_once = weekly - below_weekly, once - below_once
    plan = kept.plan("above", indicative_budget=str(less_weekly), indicative_one_off=str(less_once))
    words = asks.format(
        weekly=pounds(weekly), once=pounds(once), less_weekly=pounds(less_weekly), less_once=pounds(less_once)
    )
    said = " ".join(alone("brief", plan.plan_id).out.split())

    assert brief(alone, plan)["budget"]["asks_further_evidence"] == words
    assert (f"It asks for further evidence: {words}." in said) is bool(asks)
    beside = f"{pounds(below_once)} above it" if below_once else "at it"
    assert f"once {pounds(less_once)} {pounds(once)} {beside}" in said


@pytest.mark.rule("SUB-1", "TIME-3")
@pytest.mark.parametrize("words", ["None known.", "He has no food and is alone tonight."])
def test_words_beside_a_no_to_urgent_needs_stand_first_in_the_brief(alone: Commands, kept: Kept, words: str) -> None:
    plan = kept.plan("plain", urgent_needs={"so": False, "in_words": words})
    asked = words if "food" in words else ""
    assert brief(alone, plan)["urgency"]["said_beside_no"] == asked
    said = " ".join(alone("brief", plan.plan_id).out.split())
    before_all_else = said.partition("Needs")[0] if "Needs" in said else said
    assert (f"The plan says that there are no urgent needs, and yet: > {words}" in before_all_else) is bool(asked)


@pytest.mark.rule("SUB-5")
def test_what_is_worth_a_look_stands_in_the_brief_and_bars_nothing(alone: Commands, kept: Kept) -> None:
    needs = [need | {"eligible": False} for need in example("plain-1-submission")["plan"]["needs"]]
    plan = kept.plan("plain", needs=needs)
    (of_all, seen, *_) = brief(alone, plan)["worth_a_look"]
    assert of_all["what"].startswith("No need of the plan is eligible")
    assert (seen["rule"], seen["what"]) == (
        "SUB-5",
        "N1 is not an eligible need: S1, S2 would meet it under a power, not a duty.",
    )
    said = " ".join(alone("brief", plan.plan_id).out.split())
    assert "Worth a look: it bars nothing" in said
    assert f"{seen['what']} [SUB-5]" in said


@pytest.mark.rule("DEC-8")
def test_a_principle_without_evidence_is_named(alone: Commands, kept: Kept) -> None:
    to_come = (TODAY + timedelta(days=2)).isoformat()
    plan = kept.plan("plain", how_budget_was_worked_out="", indicative_budget_told_on=to_come)

    unmet = [principle["where"] for principle in brief(alone, plan)["principles"] if not principle["met"]]

    assert unmet == ["plan.how_budget_was_worked_out", "plan.indicative_budget_told_on"]
    assert alone("brief", plan.plan_id).out.count("missing") == 2


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(
    ("signed", "says"),
    [
        pytest.param(4, "Only 4 signed plans", id="one too few"),
        pytest.param(5, "This one, at £162.00, costs more than 3 of them and less than 2.", id="just enough"),
    ],
)
def test_it_shows_how_the_budget_sits_among_signed_plans(alone: Commands, kept: Kept, signed: int, says: str) -> None:
    plan = kept.plan("plain")
    for number, weekly in enumerate(("100.00", "120.00", "150.00", "200.00", "300.00")[:signed], start=1):
        kept.signed(plan, number, weekly)

    among = brief(alone, plan)["consistency"]
    for_people = " ".join(alone("brief", plan.plan_id).out.split())

    assert says in among["in_words"]
    assert among["in_words"] in for_people
    assert bool(among["chart"]) == (signed == 5)
    assert ("◀ this plan" in for_people) == (signed == 5)
    assert among["nearest"][0]["plan_id"] in for_people


# What it never shows, and what is asked wrongly


def test_a_plan_that_waits_for_no_decision_says_so(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("plain")
    before = alone("brief", plan.plan_id).out
    kept.keep(plan, Changes(plan={"status": Status.SIGNED_OFF}))

    after = alone("brief", plan.plan_id).out

    assert "version 1: signed off" in after
    assert "It does not wait for a decision now" in after
    assert "does not wait" not in before


@pytest.mark.parametrize("name", ["plain", "barred", "panel", "peter", "above", "carer", "joe"])
def test_no_name_and_no_address_that_the_plan_knows_is_shown(alone: Commands, kept: Kept, name: str) -> None:
    plan = kept.returned_and_resubmitted(name) if name == "joe" else kept.plan(name)

    shown = alone("--json", "brief", plan.plan_id).out + alone("brief", plan.plan_id).out

    known = [plan.person.name, plan.person.preferred_name, *(carer.name for carer in plan.carers)]
    known += [provider.name for provider in plan.providers]
    parts = {part for name in known[:2] if name for part in name.split()}
    contacts = [plan.person.contact, *(recipient.contact for recipient in (*plan.carers, *plan.providers))]
    known += [text for contact in contacts for text in (*contact.address, contact.email)]
    assert [text for text in (*known, *parts) if text and text in shown] == []


def test_names_are_taken_out_of_words_whole_and_in_part() -> None:
    plan = Plan.model_validate(example("plain-1-submission")["plan"])

    words = without_names("Tom's niece Imogen Vale rang; Leonard drives Thomas Brightwater on Tomorrow's trip.", plan)

    assert words == (
        "[the person]'s niece [the representative] rang; [carer C1] drives [the person] on Tomorrow's trip."
    )


def test_whoever_is_paid_by_or_manages_a_direct_payment_is_not_named_either() -> None:
    plan = Plan.model_validate(
        changed(
            example("payment-1-submission")["plan"],
            {
                "services.0.payee": {"relation": "not_a_relative", "name": "Lorna Pye"},
                "direct_payment.nominated_person": {"name": "Zadie Quill", "relationship": "niece"},
            },
        )
    )
    words = without_names("Lorna Pye and Zadie came.", plan)
    assert words == "[whoever S1 pays] and [the nominated person] came."


def test_what_is_asked_wrongly_is_answered_with_what_to_do(alone: Commands, kept: Kept, tmp_path: Path) -> None:
    plan = kept.plan("plain")
    unknown = alone("--json", "brief", "00000000-0000-4000-8000-000000000000")
    no_id = alone("brief", "edith-marlow")
    (tmp_path / "empty").mkdir()
    no_scheme = alone("brief", plan.plan_id, env={"COUNTERSIGN_SCHEMES": str(tmp_path / "empty")})
    nowhere = alone("brief", plan.plan_id, env={"COUNTERSIGN_DATABASE_URL": f"sqlite:///{tmp_path}/none.db"})

    assert (unknown.code, unknown.json["code"]) == (REFUSED, Refusal.PLAN_NOT_FOUND)
    assert (no_id.code, "is not a plan's id" in no_id.err) == (USAGE, True)
    assert (no_scheme.code, "holds no scheme" in no_scheme.err) == (USAGE, True)
    assert (nowhere.code, "make run" in nowhere.err) == (FAILED, True)


ASSESSED = "A financial assessment looked at what the person can afford. It found that the person must pay"


@pytest.mark.rule("BUD-1")
@pytest.mark.parametrize(
    ("pays", "once", "charging", "says"),
    [
        pytest.param(
            "44.75",
            "640.00",
            None,
            f"{ASSESSED} £44.75 a week, and £640.00 once. "
            "The council pays the other £800.00 a week, and £1,000.00 once.",
            id="a part of both",
        ),
        pytest.param(
            "44.75",
            "0.00",
            None,
            f"{ASSESSED} £44.75 a week. The council pays the other £800.00 a week, and £1,640.00 once.",
            id="a part, each week",
        ),
        pytest.param(
            "844.75",
            "1640.00",
            {"how": "pays_in_full"},
            "The person must pay all of it: £844.75 a week, and £1,640.00 once.",
            id="in full",
        ),
        pytest.param(
            "0.00",
            "0.00",
            {"how": "not_charged", "why_not": "aftercare"},
            "The person does not have to pay any of this. It is aftercare under section 117 of the Mental Health Act, "
            "which is free. The council pays all of it.",
            id="aftercare",
        ),
    ],
)
def test_who_pays_is_said_of_what_is_paid_each_week_and_once(
    alone: Commands, kept: Kept, pays: str, once: str, charging: dict[str, str] | None, says: str
) -> None:
    plan = kept.plan("above", person_pays=pays, person_pays_once=once, charging=charging)
    budget = brief(alone, plan)["budget"]
    said = " ".join(alone("brief", plan.plan_id).out.split())

    assert f"It costs the council £844.75 a week, and £1,640.00 once. {says}" in said
    assert Decimal(budget["council_pays"]) + Decimal(pays) == Decimal(budget["cost_to_council"])
    assert Decimal(budget["council_pays_once"]) + Decimal(once) == Decimal(budget["one_off"])
    assert "once a week" not in said


@pytest.mark.rule("DEC-6")
def test_a_cost_each_week_and_once_is_a_sentence(alone: Commands, kept: Kept) -> None:
    other = {
        "id": "A1",
        "service": "A residential course",
        "needs": ["N1"],
        "weekly_cost": "690.00",
        "one_off_cost": "4200.00",
        "could_meet_needs": True,
        "available_when_required": True,
        "why": "It could, but she would have to leave her home and her dog.",
    }
    plan = kept.plan("above", alternatives=[other])
    said = " ".join(alone("brief", plan.plan_id).out.split())
    assert "£690.00 a week, and £4,200.00 once; the plan's own lines for the same needs cost £" in said
