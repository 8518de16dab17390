"""DP-2 · Whom a direct payment pays: a relative or not, which, where they live, what for, and what was agreed."""

from datetime import date

import pytest

from countersign.careplan.direct_payment import found_about
from countersign.careplan.payee import Relation
from countersign.careplan.payment import ManagedBy
from countersign.careplan.payment_findings import Weight
from countersign.careplan.plan import Plan
from tests.support.builders import Json, example, line, plan, plan_by_direct_payment, scheme

TODAY = date(2026, 11, 16)
BARS, UNSETTLED, CONCERN = (weight.value for weight in Weight)

AGREED: Json = {
    "so": True,
    "in_words": "Nobody else whom she knows can sign with her, and an agency has nobody who can.",
    "agreed_by": "tm-201",
    "agreed_on": "2026-10-02",
}
NOT_AGREED: Json = {"so": False}


def about(payee: Json | None) -> Plan:
    return plan_by_direct_payment({"services.0.payee": payee})


def found(about: Plan) -> list[tuple[str, str, str]]:
    """Rule, weight and line of everything found."""
    findings = found_about(about, scheme(), TODAY)
    assert not any(finding.met for finding in findings)
    return [(finding.rule, finding.weight.value, finding.line) for finding in findings]


def said(payee: Json | None) -> list[str]:
    return [finding.reason for finding in found_about(about(payee), scheme(), TODAY)]


@pytest.mark.rule("DP-2")
@pytest.mark.parametrize("payee", [None, {}, {"relationship": "mother"}, {"lives_with_the_person": "no"}])
def test_a_payment_that_does_not_say_who_is_paid_is_asked_about(payee: Json | None) -> None:
    assert found(about(payee)) == [("DP-2", UNSETTLED, "S1")]
    assert said(payee) == ["S1 does not say whom it would pay: a relative or not, and if so which."]


IN_THE_HOUSEHOLD = [relation.value for relation in Relation][3:]


@pytest.mark.rule("DP-2")
def test_the_list_is_the_regulations_and_the_procedures_other_relative() -> None:
    assert IN_THE_HOUSEHOLD == [
        "parent_or_parent_in_law",
        "son_or_daughter",
        "son_or_daughter_in_law",
        "stepson_or_stepdaughter",
        "brother_or_sister",
        "aunt_or_uncle",
        "grandparent",
        "partner_of_such_a_relative",
        "other_relative",
    ]


@pytest.mark.rule("DP-2", "RET-8")
@pytest.mark.parametrize("paid_for", ["care", "managing_the_payment"])
@pytest.mark.parametrize(
    ("relation", "lives", "agreement", "weight"),
    [
        # the relation; in the same household?; what the plan says of an agreement; what follows
        ("not_a_relative", "yes", None, None),
        ("not_a_relative", "not_stated", None, None),
        *[(relative, "no", None, None) for relative in IN_THE_HOUSEHOLD],
        *[(relative, "yes", NOT_AGREED, BARS) for relative in IN_THE_HOUSEHOLD],
        *[(relative, "yes", None, UNSETTLED) for relative in IN_THE_HOUSEHOLD],
        *[(relative, "yes", AGREED, CONCERN) for relative in IN_THE_HOUSEHOLD],
        ("son_or_daughter", "not_stated", None, UNSETTLED),
        ("son_or_daughter", "not_stated", NOT_AGREED, UNSETTLED),
        ("son_or_daughter", "not_stated", AGREED, CONCERN),
        *[
            (partner, lives, agreement, weight)
            for partner in ("spouse_or_civil_partner", "lives_with_as_partner")
            for lives in ("yes", "no", "not_stated")
            for agreement, weight in ((NOT_AGREED, BARS), (None, UNSETTLED), (AGREED, CONCERN))
        ],
    ],
)
def test_somebody_close_is_paid_only_where_that_was_agreed_as_necessary(
    relation: str, lives: str, agreement: Json | None, paid_for: str, weight: str | None
) -> None:
    payee = {
        "relation": relation,
        "lives_with_the_person": lives,
        "paid_for": paid_for,
        "prior_agreement": agreement,
    }
    assert found(about(payee)) == ([("DP-2", weight, "S1")] if weight else [])


@pytest.mark.rule("DP-2", "SUB-1")
@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        # an agreement is who agreed, when, and why it is necessary
        ({}, ""),
        ({"agreed_by": None}, "who agreed it"),
        ({"agreed_on": None}, "on which day it was agreed beforehand"),
        ({"agreed_on": "2026-11-16"}, ""),
        ({"agreed_on": "2026-11-17"}, "on which day it was agreed beforehand"),
        ({"in_words": ""}, "why it is necessary"),
        ({"in_words": "Yes, agreed."}, "why it is necessary"),
        (
            {"agreed_by": None, "agreed_on": None, "in_words": "No"},
            "who agreed it, on which day it was agreed beforehand and why it is necessary",
        ),
    ],
)
def test_an_agreement_says_who_when_and_why_or_it_is_asked(changes: Json, asked: str) -> None:
    wife = {"relation": "spouse_or_civil_partner", "paid_for": "care", "prior_agreement": {**AGREED, **changes}}
    assert said(wife) == [
        f"S1 would pay the person's spouse or civil partner. The plan does not say {asked}."
        if asked
        else (
            "S1 would pay the person's spouse or civil partner for care. The plan says that this is necessary, as "
            "agreed by tm-201 on 2026-10-02."
        ).replace("2026-10-02", changes.get("agreed_on", "2026-10-02"))
    ]
    assert found(about(wife)) == [("DP-2", UNSETTLED if asked else CONCERN, "S1")]


@pytest.mark.rule("DP-2")
def test_what_somebody_close_is_paid_for_is_asked_where_it_is_not_stated() -> None:
    brother = {"relation": "brother_or_sister", "lives_with_the_person": "yes", "prior_agreement": AGREED}
    assert said(brother) == [
        "S1 would pay a relative (brother or sister) in the same household. The plan does not say what for."
    ]
    barred = {**brother, "prior_agreement": NOT_AGREED}
    assert found(about(barred)) == [("DP-2", BARS, "S1")]


@pytest.mark.rule("DP-2", "SUB-1")
def test_words_alone_are_no_agreement() -> None:
    payee = {"relation": "spouse_or_civil_partner", "prior_agreement": "No"}
    with pytest.raises(ValueError, match="must say first whether it is so"):
        about(payee)


@pytest.mark.rule("DP-2")
@pytest.mark.parametrize(
    ("relation", "relationship", "asked"),
    [
        ("not_a_relative", "friend", False),
        ("not_a_relative", "her wife", True),
        ("not_a_relative", "Mother", True),
        ("son_or_daughter", "husband", True),
        ("son_or_daughter", "daughter", False),
        ("not_a_relative", "step-mum", True),
        ("not_a_relative", "Granddad", True),
        ("not_a_relative", "twin", True),
        ("not_a_relative", "in-laws", True),
        ("not_a_relative", "her mother-in-law", True),
        ("not_a_relative", "other half", True),
        ("not_a_relative", "better half", True),
        ("not_a_relative", "stepson", True),
        ("not_a_relative", "step-daughter", True),
        ("not_a_relative", "half sister", True),
        ("not_a_relative", "her parents", True),
        ("not_a_relative", "grand children", True),
        ("not_a_relative", "the missus", True),
        ("not_a_relative", "great-aunt", True),
        ("not_a_relative", "godmother", False),
        ("not_a_relative", "god-mother", False),
        ("not_a_relative", "ex-wife", False),
        ("not_a_relative", "former husband", False),
        ("not_a_relative", "ex-wife's mother", True),
        ("not_a_relative", "boss", False),
        ("son_or_daughter", "other half", True),
        ("parent_or_parent_in_law", "in-laws", False),
        ("not_a_relative", "a member of the family", True),
        ("not_a_relative", "hubby", True),
        ("not_a_relative", "family friend", False),
        ("not_a_relative", "no relative", False),
        ("partner_of_such_a_relative", "daughter's husband", False),
        ("partner_of_such_a_relative", "nephew's wife", False),
        ("partner_of_such_a_relative", "wife", True),
        ("partner_of_such_a_relative", "sister-in-law's husband", False),
        ("other_relative", "cousin", False),
    ],
)
def test_words_that_say_something_else_than_the_list_are_asked_about(
    relation: str, relationship: str, asked: bool
) -> None:
    payee = {"relation": relation, "relationship": relationship, "lives_with_the_person": "no"}
    assert found(about(payee)) == ([("DP-2", UNSETTLED, "S1")] if asked else [])


@pytest.mark.rule("DP-2")
@pytest.mark.parametrize(
    ("name", "asked"),
    [("her husband", True), ("Mum", True), ("Mother Care Ltd", False), ("Ann Cousin", False), ("", False)],
)
def test_what_stands_for_a_name_and_is_none_is_asked_about(name: str, asked: bool) -> None:
    payee = {"relation": "not_a_relative", "name": name or None}
    assert found(about(payee)) == ([("DP-2", UNSETTLED, "S1")] if asked else [])


@pytest.mark.rule("RET-8", "DP-2")
@pytest.mark.parametrize(
    ("version", "expected"), [("peter-1-submission", [("DP-2", UNSETTLED, "S1")]), ("peter-3-resubmission", [])]
)
def test_peters_payment_is_unsettled_until_it_is_said_where_the_mother_lives(
    version: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(Plan.model_validate(example(version)["plan"])) == expected


@pytest.mark.rule("DP-2")
@pytest.mark.parametrize("managed_by", [way for way in ManagedBy if way is not ManagedBy.DIRECT_PAYMENT])
def test_whom_somebody_else_pays_is_no_matter_of_the_direct_payment(managed_by: ManagedBy) -> None:
    payee = {"relation": "spouse_or_civil_partner", "prior_agreement": NOT_AGREED}
    assert found(plan(services=[line("10.00", managed_by=managed_by, payee=payee)])) == []


@pytest.mark.rule("DP-2", "DP-7")
def test_wages_say_who_is_paid_and_an_employers_costs_pay_nobody_for_care() -> None:
    whole = example("peter-3-resubmission")["plan"]
    for service in whole["services"]:
        service.pop("payee", None)
    assert found(Plan.model_validate(whole)) == [("DP-2", UNSETTLED, "S1")]
