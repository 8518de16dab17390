"""SHARE · Who has a copy, and how much of it: capacity × basis × scope, for a carer, a provider and a bystander."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.consent import Section, SharingBasis, SharingDecision, SharingScope
from countersign.careplan.plan import Plan
from countersign.careplan.scheme import SharingPolicy
from countersign.careplan.sharing import Copy, basis_is_sound, copies, latest
from tests.support.builders import Json, changed, example, plan_json, scheme

CONSENT, BEST_INTERESTS = SharingBasis.CONSENT, SharingBasis.BEST_INTERESTS
FULL, PART, NONE = SharingScope.FULL, SharingScope.PART, SharingScope.NONE

ON_REQUEST = SharingPolicy(carers="on_request", source="a test")


def decided(
    recipient: str, scope: SharingScope, basis: SharingBasis = CONSENT, sections: tuple[Section, ...] | None = None
) -> SharingDecision:
    """A decision; a part copy has two sections unless others are given."""
    some = (Section.SERVICES, Section.RISKS) if scope is PART else ()
    return SharingDecision(
        recipient=recipient,
        scope=scope,
        sections=some if sections is None else sections,
        basis=basis,
        decided_by="the person",
        decided_on=date(2026, 11, 6),
    )


def the_plan(has_capacity: bool, changes: Json | None = None) -> Plan:
    """Carer C1; provider P1, who delivers care; and no sharing decision of its own."""
    whole: Json = {"person.has_capacity_about_sharing": has_capacity, "sharing": [], **(changes or {})}
    return Plan.model_validate(changed(plan_json(), whole))


def copy_for(
    recipient: str,
    decisions: list[SharingDecision],
    *,
    has_capacity: bool = True,
    policy: SharingPolicy | None = None,
) -> Copy:
    found = copies(the_plan(has_capacity), decisions, policy or scheme().sharing)
    assert [copy.recipient for copy in found] == ["C1", "P1"]
    return next(copy for copy in found if copy.recipient == recipient)


@pytest.mark.rule("SHARE-2", "SHARE-1")
@pytest.mark.parametrize(
    ("has_capacity", "basis", "scope", "faults"),
    [
        pytest.param(True, CONSENT, FULL, [], id="has capacity, consents"),
        pytest.param(True, CONSENT, PART, [], id="has capacity, consents to a part"),
        pytest.param(True, CONSENT, NONE, [], id="has capacity, refuses"),
        pytest.param(True, BEST_INTERESTS, FULL, ["SHARE-2"], id="has capacity, somebody else decides"),
        pytest.param(True, BEST_INTERESTS, PART, ["SHARE-2"], id="has capacity, somebody else decides on a part"),
        pytest.param(True, BEST_INTERESTS, NONE, [], id="has capacity, somebody else withholds: nothing is shared"),
        pytest.param(False, CONSENT, FULL, ["SHARE-2"], id="lacks capacity, consents"),
        pytest.param(False, CONSENT, PART, ["SHARE-2"], id="lacks capacity, consents to a part"),
        pytest.param(False, CONSENT, NONE, [], id="lacks capacity, refuses: nothing is shared"),
        pytest.param(False, BEST_INTERESTS, FULL, [], id="lacks capacity, decided in their best interests"),
        pytest.param(False, BEST_INTERESTS, PART, [], id="lacks capacity, a part decided in their best interests"),
        pytest.param(False, BEST_INTERESTS, NONE, [], id="lacks capacity, withheld in their best interests"),
    ],
)
def test_consent_needs_capacity_and_best_interests_needs_its_lack(
    has_capacity: bool, basis: SharingBasis, scope: SharingScope, faults: list[str]
) -> None:
    found = basis_is_sound(decided("P1", scope, basis), has_capacity)
    assert [fault.rule for fault in found] == faults
    assert not any(fault.met for fault in found)


@pytest.mark.rule("SHARE-1")
@pytest.mark.parametrize(("scope", "faults"), [(PART, ["SHARE-1"]), (FULL, []), (NONE, [])])
def test_a_part_copy_names_the_parts_that_were_agreed(scope: SharingScope, faults: list[str]) -> None:
    found = basis_is_sound(decided("C1", scope, sections=()), True)
    assert [(fault.rule, fault.met) for fault in found] == [(rule, False) for rule in faults]


@pytest.mark.rule("SHARE-1")
@pytest.mark.parametrize("has_capacity", [True, False], ids=["has capacity", "lacks capacity"])
def test_a_carer_normally_has_a_full_copy(has_capacity: bool) -> None:
    found = copy_for("C1", [], has_capacity=has_capacity)
    assert (found.scope, found.rule) == (FULL, "SHARE-1")
    assert found.basis == "a carer normally has a full copy, and the person has not asked otherwise"


@pytest.mark.rule("SHARE-1")
@pytest.mark.parametrize(
    ("scope", "sections"),
    [
        pytest.param(FULL, (), id="asks for all of it"),
        pytest.param(PART, (Section.SERVICES, Section.RISKS), id="asks for a part"),
        pytest.param(NONE, (), id="asks that it not be shared"),
    ],
)
@pytest.mark.parametrize("policy", [None, ON_REQUEST], ids=["normally in full", "on request"])
def test_a_person_with_capacity_says_what_their_carer_has_whatever_the_policy(
    scope: SharingScope, sections: tuple[Section, ...], policy: SharingPolicy | None
) -> None:
    found = copy_for("C1", [decided("C1", scope)], policy=policy)
    assert (found.scope, found.sections, found.rule) == (scope, sections, "SHARE-1")
    assert found.basis == "the person's consent, recorded 6 November 2026"


@pytest.mark.rule("SHARE-1")
def test_under_a_policy_of_on_request_a_carer_of_whom_nothing_was_said_has_no_copy() -> None:
    found = copy_for("C1", [], policy=ON_REQUEST)
    assert found.scope is NONE
    assert found.basis == "under this scheme a carer has a copy when the person asks for it"


@pytest.mark.rule("SHARE-2", "SHARE-3")
@pytest.mark.parametrize(
    ("has_capacity", "basis", "scope", "given"),
    [
        pytest.param(True, None, None, NONE, id="nothing was decided"),
        pytest.param(False, None, None, NONE, id="nothing was decided, and the person lacks capacity"),
        pytest.param(True, CONSENT, FULL, FULL, id="the person consented"),
        pytest.param(True, CONSENT, PART, PART, id="the person consented to a part"),
        pytest.param(True, CONSENT, NONE, NONE, id="the person refused"),
        pytest.param(True, BEST_INTERESTS, FULL, NONE, id="somebody else decided for a person with capacity"),
        pytest.param(False, CONSENT, FULL, NONE, id="a person without capacity was asked"),
        pytest.param(False, BEST_INTERESTS, FULL, FULL, id="it was decided in their best interests"),
        pytest.param(False, BEST_INTERESTS, PART, PART, id="a part was decided in their best interests"),
    ],
)
def test_a_provider_has_a_copy_by_consent_or_in_best_interests_and_not_otherwise(
    has_capacity: bool, basis: SharingBasis | None, scope: SharingScope | None, given: SharingScope
) -> None:
    decisions = [] if basis is None or scope is None else [decided("P1", scope, basis)]
    assert copy_for("P1", decisions, has_capacity=has_capacity).scope is given


@pytest.mark.rule("SHARE-2", "SHARE-3")
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param({}, "SHARE-3", id="will deliver care"),
        pytest.param({"services.0.provider": None}, "SHARE-2", id="is named on no line"),
    ],
)
def test_a_provider_who_delivers_care_is_told_apart_from_one_who_does_not(changes: Json, rule: str) -> None:
    found = copies(the_plan(True, changes), [decided("P1", FULL)], scheme().sharing)
    assert [(copy.recipient, copy.rule) for copy in found] == [("C1", "SHARE-1"), ("P1", rule)]


@pytest.mark.rule("SHARE-2")
@pytest.mark.parametrize(
    ("first", "then", "given"),
    [
        pytest.param(FULL, NONE, NONE, id="consent withdrawn"),
        pytest.param(NONE, FULL, FULL, id="consent given after a refusal"),
        pytest.param(FULL, PART, PART, id="narrowed"),
        pytest.param(PART, FULL, FULL, id="widened"),
    ],
)
@pytest.mark.parametrize("recipient", ["C1", "P1"])
def test_the_last_decision_is_the_one_that_counts(
    recipient: str, first: SharingScope, then: SharingScope, given: SharingScope
) -> None:
    assert copy_for(recipient, [decided(recipient, first), decided(recipient, then)]).scope is given


@pytest.mark.rule("SHARE-1", "SHARE-2")
@pytest.mark.parametrize("recipient", ["C1", "P1"])
@pytest.mark.parametrize("earlier", [[], [FULL]], ids=["nothing before", "a full copy before"])
@pytest.mark.parametrize(
    ("unsound", "has_capacity"),
    [
        pytest.param({"scope": PART, "sections": ()}, True, id="a part copy that names no part"),
        pytest.param({"scope": PART, "basis": BEST_INTERESTS}, True, id="somebody else narrowed it"),
        pytest.param({"scope": FULL, "basis": BEST_INTERESTS}, True, id="somebody else widened it"),
        pytest.param({"scope": PART, "basis": CONSENT}, False, id="narrowed by a person without capacity"),
    ],
)
def test_a_decision_that_does_not_stand_never_ends_in_a_fuller_copy(
    recipient: str, earlier: list[SharingScope], unsound: dict[str, Any], has_capacity: bool
) -> None:
    before = [decided(recipient, scope, CONSENT if has_capacity else BEST_INTERESTS) for scope in earlier]
    found = copy_for(recipient, [*before, decided(recipient, **unsound)], has_capacity=has_capacity)
    assert (found.scope, found.sections) == (NONE, ())
    assert found.basis == "the decision recorded 6 November 2026 does not stand; it has to be made again"


@pytest.mark.rule("SHARE-2")
def test_a_decision_about_one_recipient_says_nothing_about_another() -> None:
    assert copy_for("P1", [decided("C1", FULL)]).scope is NONE
    assert copy_for("C1", [decided("P1", NONE)]).scope is FULL


@pytest.mark.rule("SHARE-2")
def test_a_decision_about_somebody_who_is_not_in_the_plan_gives_nobody_a_copy() -> None:
    found = copies(the_plan(True), [decided("P9", FULL)], scheme().sharing)
    assert {copy.recipient: copy.scope for copy in found} == {"C1": FULL, "P1": NONE}


@pytest.mark.rule("SHARE-1")
def test_sections_are_kept_only_where_the_copy_is_a_part() -> None:
    assert copy_for("C1", [decided("C1", FULL, sections=(Section.NEEDS,))]).sections == ()


@pytest.mark.rule("SHARE-1")
@pytest.mark.parametrize(
    ("scope", "extent"), [(FULL, "full"), (PART, "part:risks_and_contingency+services"), (NONE, "none")]
)
def test_the_extent_of_a_part_copy_names_its_sections(scope: SharingScope, extent: str) -> None:
    assert copy_for("C1", [decided("C1", scope)]).extent == extent


@pytest.mark.rule("SHARE-1", "SHARE-2", "SHARE-3")
@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("clare-3-resubmission", {"C1": FULL, "P1": FULL}),
        ("peter-3-resubmission", {"P1": PART}),
        ("plain-1-submission", {"C1": PART, "P1": NONE}),
        ("carer-1-submission", {}),
    ],
)
def test_the_examples_copies(name: str, given: dict[str, SharingScope]) -> None:
    whole = Plan.model_validate(example(name)["plan"])
    found = copies(whole, whole.sharing, scheme().sharing)
    assert {copy.recipient: copy.scope for copy in found} == given


def test_the_latest_decision_for_each_recipient() -> None:
    first, second, other = decided("C1", FULL), decided("C1", NONE), decided("P1", FULL)
    assert latest([first, other, second]) == {"C1": second, "P1": other}
