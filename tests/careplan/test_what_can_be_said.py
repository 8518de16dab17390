"""What a plan can say: who the person is to the council, who acts for them, who is told, when a line is delivered."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from countersign.careplan.budget import figures_hold, final_budget
from countersign.careplan.circumstances import Recipients, SafeguardingKind, Setting
from countersign.careplan.findings import unmet
from countersign.careplan.people import Representative, RepresentativeBasis
from countersign.careplan.plan import Plan
from countersign.careplan.submission import check_plan, read_submission
from tests.support.builders import SURE, Json, changed, example, line, money, plan_json, scheme

CONTACT = {"address": ["9 Chapel Row", "ZZ99 7EF"]}
ADVOCATE = {"name": "Rhys Amadi", "organisation": "Speak Up", "contact": CONTACT, "since": "2026-09-01"}


def refused(changes: Json, sent: str = "2026-11-05") -> list[str]:
    """Every problem of the plain submission with these changes to its plan."""
    decided_before = {"plan.sharing.0.decided_on": "2026-11-02"}
    raw = changed(
        example("plain-1-submission"), decided_before | {f"plan.{path}": value for path, value in changes.items()}
    )
    raw["sent_at"] = f"{sent}T10:00:00+00:00"
    return [str(problem) for problem in read_submission(raw, lambda name: scheme(name=name)).problems]


EVERYTHING: Json = {
    "person.reference": "LAS-204417",
    "representative": {
        "name": "Imogen Vale",
        "relationship": "niece",
        "contact": CONTACT,
        "basis": "attorney_health_and_welfare",
        "scope": ["care_and_support", "being_told"],
        "starts_on": "2024-02-01",
        "ends_on": None,
    },
    "advocate": ADVOCATE,
    "written_to": {
        "who": "person",
        "why": "He wishes to tell his niece himself.",
        "decided_by": "the person",
        "decided_on": "2026-11-02",
    },
    "safeguarding": [
        {"kind": "somebody_who_is_a_risk", "about": "C1", "in_words": "He shouts when letters come."},
        {"kind": "address_not_safe", "about": "person", "in_words": "Post is opened by somebody else there."},
        {"kind": "ask_before_copies", "about": "advocate", "in_words": "Ask Tom first each time."},
    ],
    "agreement": {"so": False, "in_words": "He wants the support in the evenings.", "on": "2026-11-03"},
    "advice": "The sight loss group at the library; talking books.",
    "setting": "temporary_housing",
    "indicative_one_off": "75.00",
    "services.0.starts_on": "2026-12-01",
    "services.0.ends_on": "2027-05-31",
    "services.0.days": ["monday", "thursday"],
    "services.0.times": ["8:00 to 8:45", "18:00 to 18:30"],
}


@pytest.mark.rule("SUB-1", "REC-2", "TELL-1", "TELL-8")
def test_all_of_it_can_be_said_in_one_plan_and_none_of_it_has_to_be() -> None:
    assert refused(EVERYTHING) == []
    assert refused({}) == []
    for field in ("advocate", "written_to", "agreement"):
        assert field not in plan_json()


# The council's own reference for the person


@pytest.mark.parametrize(
    "reference",
    ["204417", "LAS-204417", "p.20", "AIS_77-3", "9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5", "9434765918", "1234567890"],
)
def test_a_persons_reference_is_the_councils_own_and_says_nothing_about_them(reference: str) -> None:
    assert refused({"person.reference": reference}) == []


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        pytest.param("204 417", "must be", id="a space"),
        pytest.param("LAS", "must be", id="no digit"),
        pytest.param("9434765919", "not an NHS number", id="an NHS number"),
        pytest.param("943-476-5919", "not an NHS number", id="an NHS number with hyphens"),
        pytest.param("NHS9434765919", "not an NHS number", id="an NHS number that says so"),
        pytest.param("QQ123456C", "not a National Insurance number", id="a National Insurance number"),
        pytest.param("smithson-12", "must not hold a word or a name", id="a word"),
        pytest.param("tom-12", "must not hold the person's name", id="what the person is called"),
        pytest.param("19710304", "must not hold the person's date of birth", id="the day of birth"),
        pytest.param("P-04031971", "must not hold the person's date of birth", id="the day of birth, as written here"),
    ],
)
def test_a_reference_that_others_know_the_person_by_is_refused_without_repeating_it(reference: str, why: str) -> None:
    (problem,) = refused(
        {"person.reference": reference, "person.preferred_name": "Tom", "person.date_of_birth": "1971-03-04"}
    )
    assert why in problem
    assert reference not in problem


# Who acts for the person, and who is told


@pytest.mark.parametrize("basis", list(RepresentativeBasis))
def test_a_representative_says_on_which_footing_they_act(basis: RepresentativeBasis) -> None:
    about = Plan.model_validate(changed(plan_json(), {"representative.basis": basis.value}))
    assert about.representative is not None
    assert about.representative.basis is basis


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "acts"),
    [
        (None, None, True),
        ("2026-11-05", None, True),
        ("2026-11-06", None, False),
        (None, "2026-11-05", True),
        (None, "2026-11-04", False),
        ("2026-11-05", "2026-11-05", True),
    ],
)
def test_a_representative_acts_from_their_first_day_to_their_last(
    starts_on: str | None, ends_on: str | None, acts: bool
) -> None:
    who = Representative.model_validate(
        {"name": "A", "relationship": "niece", "contact": {}, "starts_on": starts_on, "ends_on": ends_on}
    )
    assert who.acts_on(date(2026, 11, 5)) is acts


@pytest.mark.rule("TELL-1")
@pytest.mark.parametrize("who", list(Recipients))
def test_a_representative_is_written_to_only_where_there_is_one(who: Recipients) -> None:
    choice = {**EVERYTHING["written_to"], "who": who.value}
    assert refused({"written_to": choice, "representative": EVERYTHING["representative"]}) == []
    assert refused({"written_to": choice, "representative": None}) == (
        []
        if who is Recipients.PERSON
        else ["plan.written_to: The representative is to be written to, and the plan names none. [TELL-1]"]
    )


@pytest.mark.rule("TELL-1")
@pytest.mark.parametrize("words", ["", "TBC", "as above", "Yes"])
def test_who_is_written_to_is_a_choice_with_its_reason(words: str) -> None:
    (problem,) = refused({"written_to": {**EVERYTHING["written_to"], "why": words}})
    assert problem.startswith("plan.written_to.why: ")


# What is safe


@pytest.mark.rule("TELL-8", "SHARE-1")
@pytest.mark.parametrize("kind", list(SafeguardingKind))
@pytest.mark.parametrize(
    ("about", "is_there"),
    [("person", True), ("representative", True), ("C1", True), ("C9", False), ("advocate", False)],
)
def test_a_safeguarding_mark_is_about_somebody_of_the_plan(kind: SafeguardingKind, about: str, is_there: bool) -> None:
    assert refused({"safeguarding": [{"kind": kind.value, "about": about, "in_words": "He shouts."}]}) == (
        [] if is_there else [f"plan.safeguarding: A safeguarding mark names {about}, who is not in the plan. [TELL-8]"]
    )


@pytest.mark.rule("TELL-8")
def test_a_safeguarding_mark_names_nobody_in_words() -> None:
    (problem,) = refused({"safeguarding": [{"kind": "ask_before_copies", "about": "her son", "in_words": "Ask."}]})
    assert problem == (
        "plan.safeguarding.0.about: must be person, representative, advocate, a reference of this plan such as C1, or "
        "asked-1, asked-2 and so on, without a nought before the number"
    )


# Whether the person agrees


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize(
    ("agreement", "why"),
    [
        pytest.param({"so": True, "on": "2026-11-05"}, "", id="agrees, that day"),
        pytest.param(
            {"so": True, "on": "2026-11-06"},
            "plan.agreement.on: It is said to be on 2026-11-06, which has not come yet. [SUB-1]",
            id="agrees, tomorrow",
        ),
        pytest.param({"so": False, "in_words": SURE, "on": "2026-11-05"}, "", id="does not, and why"),
        pytest.param(
            {"so": False, "in_words": "No", "on": "2026-11-05"},
            "plan.agreement.in_words: The person does not agree with the plan: say with what, and what was done to "
            "reach agreement. [SUB-1]",
            id="does not, and no word why",
        ),
        pytest.param({"so": True}, "plan.agreement.on: is missing", id="on no day"),
    ],
)
def test_the_person_agrees_or_does_not_on_a_day_that_has_come(agreement: Json, why: str) -> None:
    assert refused({"agreement": agreement}) == ([why] if why else [])


# Lines


@pytest.mark.rule("REC-2")
@pytest.mark.parametrize(
    ("parts", "where"),
    [
        pytest.param({"starts_on": "2026-12-01", "ends_on": "2026-12-01"}, "", id="for a day"),
        pytest.param({"starts_on": "2026-12-01", "ends_on": "2026-11-30"}, "plan.services.0", id="over too soon"),
        pytest.param({"days": ["monday", "monday"]}, "plan.services.0", id="a day twice"),
        pytest.param({"days": ["Mondays"]}, "plan.services.0.days.0", id="no day of the week"),
    ],
)
def test_a_line_says_from_when_until_when_and_on_which_days(parts: dict[str, Any], where: str) -> None:
    problems = refused({f"services.0.{name}": value for name, value in parts.items()})
    assert [problem.partition(":")[0] for problem in problems] == ([where] if where else [])


@pytest.mark.rule("SUB-5", "SHARE-3")
def test_several_providers_may_deliver_one_line_and_the_short_form_stays() -> None:
    two = [{"id": f"P{number}", "name": f"Agency {number}", "contact": CONTACT} for number in (1, 2)]
    assert line(provider="P1").delivered_by == ("P1",)
    assert line(providers=["P1", "P2"]).delivered_by == ("P1", "P2")
    assert line(provider="P1", providers=["P1", "P2"]).delivered_by == ("P1", "P2")
    assert line().delivered_by == ()
    changes = {"providers": two, "sharing": [], "services.0.provider": None}
    assert refused({**changes, "services.0.providers": ["P1", "P2"]}) == []
    assert refused({**changes, "services.0.providers": ["P1", "P3"]}) == [
        "plan.providers: S1 names provider P3, which is not in the plan. [SUB-5]"
    ]


@pytest.mark.rule("BUD-2", "BUD-1")
def test_a_one_off_cost_is_shared_and_each_says_what_they_pay() -> None:
    shared = line(
        "10.00",
        one_off_cost="900.00",
        one_off_shares=[{"paid_by": "Her son", "amount": "300.00"}, {"paid_by": "A charity", "amount": "100.00"}],
    )
    budget = final_budget((shared, line("5.00", id="S2", one_off_cost="20.00", paid_by_other="Her son")), money("0.00"))
    assert (budget.one_off, budget.total_one_off) == (money("500.00"), money("920.00"))
    assert [(other.who, other.weekly, other.one_off) for other in budget.others] == [
        ("Her son", money("5.00"), money("320.00")),
        ("A charity", money("0.00"), money("100.00")),
    ]


@pytest.mark.rule("BUD-2")
@pytest.mark.parametrize(("share", "held"), [("900.00", True), ("900.01", False)])
def test_the_shares_come_to_no_more_than_the_cost(share: str, held: bool) -> None:
    shared = line(one_off_cost="900.00", one_off_shares=[{"paid_by": "Her son", "amount": share}])
    assert [gap.reason for gap in figures_hold((shared,), money("0.00")) if gap.rule == "BUD-2"] == (
        [] if held else ["S1: the shares of its one-off cost add up to more than the £900.00."]
    )


@pytest.mark.parametrize("setting", ["prison", "hospital", "temporary_housing"])
def test_where_the_person_is_can_be_said(setting: str) -> None:
    assert Plan.model_validate(changed(plan_json(), {"setting": setting})).setting is Setting(setting)


def test_everything_that_can_be_said_is_read_again_as_it_was_written() -> None:
    about = Plan.model_validate(changed(plan_json(), EVERYTHING))
    assert Plan.model_validate_json(about.model_dump_json()) == about
    assert unmet(check_plan(about)) == ()
    with pytest.raises(ValidationError):
        Plan.model_validate(changed(plan_json(), {"setting": "elsewhere"}))
