"""What is worth a look before a plan is decided, and bars nothing: powers, outcomes, conflicts of interest."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.findings import unmet
from countersign.careplan.submission import check_plan
from countersign.careplan.worth_a_look import worth_a_look
from tests.support.builders import PAID_DIRECTLY, SURE, Json, changed, plan, plan_json, so

TODAY = date(2026, 11, 5)
CONTACT = {"format": "standard", "address": ["9 Chapel Row", "ZZ99 7EF"]}


def seen(changes: Json) -> list[str]:
    """Every reason about the plain plan with these changes, which all may be submitted."""
    about = plan(**changed(plan_json(), changes))
    assert [gap.rule for gap in unmet(check_plan(about)) if gap.rule not in ("SUB-4", "BUD-1")] == []
    return [finding.reason for finding in worth_a_look(about, TODAY)]


@pytest.mark.rule("SUB-5", "DEC-2")
def test_about_the_plain_plan_there_is_nothing_to_say() -> None:
    assert seen({}) == []


@pytest.mark.rule("DEC-3", "SUB-1")
@pytest.mark.parametrize(("agrees", "count"), [(True, 0), (False, 1)])
def test_a_person_who_does_not_agree_is_heard_by_whoever_decides(agrees: bool, count: int) -> None:
    said = seen({"agreement": {"so": agrees, "in_words": SURE, "on": "2026-11-03"}})
    reason = "The person does not agree with the plan, as they said on 3 November 2026: their words stand in it."
    assert said == [reason] * count


@pytest.mark.rule("SUB-5")
def test_a_need_that_is_met_though_it_is_not_eligible_is_met_under_a_power() -> None:
    assert seen({"services.1.needs": ["N2", "N4"]}) == [
        "N4 is not an eligible need: S2 would meet it under a power, not a duty."
    ]
    assert seen({"services.1.needs": ["N2", "N4"], "services.1.paid_by_other": "NHS", "person_pays": "0.00"}) == []


@pytest.mark.rule("SUB-5", "DEC-1")
def test_a_plan_of_which_no_need_is_eligible_is_taken_and_asked_about() -> None:
    """Care Act 2014 s.19: under a power. The plain plan has needs N1 to N4, of which N4 is not eligible."""
    none = {f"needs.{number}.eligible": False for number in range(3)}
    first, *others = seen(none)
    assert first.startswith("No need of the plan is eligible, so all of it would be done under a power, not a duty")
    assert all("would meet it under a power" in reason or "Outcome" in reason for reason in others)
    assert not any(reason.startswith("No need of the plan") for reason in seen({"needs.0.eligible": False}))


@pytest.mark.rule("SUB-1", "TIME-3", "ROUTE-3", "DP-2")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param(
            {"urgent_needs": {"so": False, "in_words": "He has no food and is alone tonight."}},
            "The plan says that there are no urgent needs, and yet has words about it: read them. If they say "
            "otherwise, report urgent needs now",
            id="no, and yet he has no food",
        ),
        pytest.param({"urgent_needs": {"so": False, "in_words": ""}}, "", id="no"),
        pytest.param({"urgent_needs": {"so": False, "in_words": "None known."}}, "", id="no, in words"),
        pytest.param(
            {"urgent_needs": {"so": False, "in_words": "No urgent needs were identified."}}, "", id="no, in more words"
        ),
        pytest.param({"urgent_needs": so("He has no food and is alone tonight.")}, "", id="yes"),
        pytest.param(
            {"very_complex": {"so": False, "in_words": "Four hospitals and two courts are in it."}},
            "The plan says that the plan is not very complex, and yet",
            id="not complex, and yet",
        ),
        pytest.param(
            {"distinctive": {"so": False, "in_words": "Nobody here has arranged a live-in farm before."}},
            "The plan says that the plan is not particularly distinctive, and yet",
            id="not distinctive, and yet",
        ),
        pytest.param(
            {
                **PAID_DIRECTLY,
                "services.0.payee": {
                    "relation": "parent_or_parent_in_law",
                    "prior_agreement": {"so": False, "in_words": "The panel found in May that nobody else can."},
                },
            },
            "The plan says that it was not agreed beforehand that S1 pays somebody close to the person, and yet",
            id="not agreed, and yet",
        ),
    ],
)
def test_words_beside_a_no_that_may_say_otherwise_are_asked_about_first(changes: Json, says: str) -> None:
    found = seen(changes)
    assert ("and yet has words" in " ".join(found)) is bool(says)
    assert not says or found[0].startswith(says)
    assert "food" not in " ".join(found), "a finding repeats nobody's words"


@pytest.mark.rule("SUB-5")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcomes.0.needs": []}, "Outcome O1 is about no need of the plan."),
        ({"outcomes.0.needs": ["N2"]}, "No outcome is about eligible need N1."),
    ],
    ids=["an outcome tied to no need", "a need with no outcome"],
)
def test_needs_and_outcomes_that_are_tied_to_nothing_are_looked_at_and_not_refused(changes: Json, said: str) -> None:
    assert said in seen(changes)


@pytest.mark.rule("SUB-1")
def test_statements_in_the_same_words_are_looked_at() -> None:
    same = {"readiness.promotes_wellbeing.evidence": SURE, "readiness.methods_explored.evidence": f"{SURE.upper()} "}
    assert seen(same) == ["The same words are the evidence for promotes wellbeing, methods explored."]


def who(name: str, relationship: str) -> Json:
    return {"name": name, "relationship": relationship, "contact": CONTACT}


MANAGER = {"name": "Imogen Vale", "relationship": "niece", "arrangements": "She keeps a separate account for it."}
MANAGED = {"has_capacity_to_manage": "no", "under_a_requirement": "no", "authorised_person": MANAGER}
NIECE_IS_PAID: Json = {**PAID_DIRECTLY, "services.0.payee": {"relationship": "Niece"}}
AS_REPRESENTATIVE: Json = {"representative": who("Ms Imogen Vale", "the person's niece")}


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize(
    ("changes", "pairs"),
    [
        pytest.param({**AS_REPRESENTATIVE}, [], id="a representative, and nothing else"),
        pytest.param(
            {**AS_REPRESENTATIVE, "carers": [{"id": "C1", **who("Imogen Vale", "niece")}]},
            [],
            id="a representative who is a carer as well: as it often is",
        ),
        pytest.param(
            {**AS_REPRESENTATIVE, **NIECE_IS_PAID},
            ["The representative and whoever S1 pays"],
            id="a representative who is paid",
        ),
        pytest.param(
            {**AS_REPRESENTATIVE, **PAID_DIRECTLY, "direct_payment": MANAGED},
            ["The representative and whoever manages the direct payment"],
            id="a representative who manages the payment",
        ),
        pytest.param(
            {
                **AS_REPRESENTATIVE,
                **NIECE_IS_PAID,
                "direct_payment": MANAGED,
                "carers": [{"id": "C1", **who("Imogen  VALE", "niece")}],
            },
            [
                "The representative and whoever manages the direct payment",
                "The representative and whoever S1 pays",
                "Carer C1 and whoever manages the direct payment",
                "Carer C1 and whoever S1 pays",
                "Whoever manages the direct payment and whoever S1 pays",
            ],
            id="one who is everything at once",
        ),
        pytest.param(
            {**AS_REPRESENTATIVE, "advocate": {"name": "Vale, Imogen", "contact": CONTACT}},
            ["The representative and the independent advocate"],
            id="an advocate who is not independent",
        ),
        pytest.param(
            {**AS_REPRESENTATIVE, **PAID_DIRECTLY, "services.0.payee": {"relationship": "cousin"}},
            [],
            id="somebody else is paid",
        ),
        pytest.param(
            {**AS_REPRESENTATIVE, **NIECE_IS_PAID, "services.0.payee.name": "Alma Vale"},
            [],
            id="another niece is paid, by name",
        ),
        pytest.param(
            {**NIECE_IS_PAID, "services.1.payee": {"relationship": "niece"}, "representative": None},
            [],
            id="one who is paid by two lines",
        ),
        pytest.param(
            {
                "providers": [{"id": "P1", "name": "Speak Up", "contact": CONTACT}],
                "advocate": {"name": "Rhys Amadi", "organisation": "Speak Up", "contact": CONTACT},
            },
            ["The advocate's organisation and provider P1"],
            id="an advocate of an organisation that provides care",
        ),
    ],
)
def test_somebody_who_may_be_in_two_parts_of_a_plan_is_looked_at(changes: Json, pairs: list[str]) -> None:
    conflicts = [reason for reason in seen(changes) if "may be the same person" in reason]
    assert conflicts == [f"{pair} may be the same person: look at whether their interests conflict." for pair in pairs]


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize(
    ("parts", "said"),
    [
        pytest.param({}, [], id="nothing stated"),
        pytest.param({"basis": "attorney_property", "scope": ["money"]}, [], id="money by a power over money"),
        pytest.param(
            {"basis": "attorney_property", "scope": ["money", "care_and_support"]},
            ["The representative acts in care and support as attorney property, which is about money only."],
            id="care by a power over money",
        ),
        pytest.param(
            {"basis": "appointee", "scope": ["care_and_support"]},
            ["The representative acts in care and support as appointee, which is about money only."],
            id="care by an appointee",
        ),
        pytest.param({"basis": "attorney_health_and_welfare", "scope": ["care_and_support"]}, [], id="care by a power"),
        pytest.param({"starts_on": "2026-11-05", "ends_on": "2026-11-05"}, [], id="on its only day"),
        pytest.param(
            {"ends_on": "2026-11-04"},
            ["By its dates nobody represents the person on 2026-11-05: the representative's days are others."],
            id="over the day before",
        ),
    ],
)
def test_a_representative_acts_within_their_basis_and_their_days(parts: dict[str, Any], said: list[str]) -> None:
    assert seen({"representative": {**who("Imogen Vale", "niece"), **parts}}) == said


@pytest.mark.rule("SUB-1", "ROUTE-3")
def test_what_is_worth_a_look_is_about_references_and_never_names_anybody() -> None:
    changes = {**AS_REPRESENTATIVE, **NIECE_IS_PAID, "very_complex": so(SURE)}
    assert not any(name in reason for reason in seen(changes) for name in ("Imogen", "Vale", "niece"))
