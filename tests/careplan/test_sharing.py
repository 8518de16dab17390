"""SHARE · Which decision is in force, what a decision lacks, and who has a copy, and how much of it, by it."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.consent import Section, SharingBasis, SharingDecision, SharingScope
from countersign.careplan.plan import Plan
from countersign.careplan.scheme import SharingPolicy
from countersign.careplan.sharing import (
    Copy,
    Parties,
    Recorded,
    copies,
    decided_by_who_receives,
    decided_last,
    what_is_wrong,
)
from countersign.careplan.who_gets_a_copy import Asks
from countersign.careplan.wire import Answered
from tests.support.builders import Json, changed, example, plan_json, scheme

CONSENT, BEST_INTERESTS = SharingBasis.CONSENT, SharingBasis.BEST_INTERESTS
FULL, PART, NONE = SharingScope.FULL, SharingScope.PART, SharingScope.NONE

ON_REQUEST = SharingPolicy(carers="on_request", source="a test")
TODAY = date(2026, 11, 20)
HAS = Answered(so=True)
LACKS = Answered(so=False, in_words="Could not keep in mind what the copy was for, on two visits")


def decided(
    recipient: str, scope: SharingScope, basis: SharingBasis = CONSENT, on: str = "2026-11-06", **more: Any
) -> SharingDecision:
    """A whole decision: a part copy has two sections, a best-interests decision was found to be needed."""
    by_consent = basis is CONSENT
    usual: dict[str, Any] = {
        "sections": (Section.SERVICES, Section.RISKS) if scope is PART else (),
        "has_capacity": HAS if by_consent else LACKS,
        "consulted": () if by_consent else ("daughter",),
        "decided_by": "the person" if by_consent else "social worker",
        "decider": "person" if by_consent else None,
    }
    given = {"recipient": recipient, "scope": scope, "basis": basis, "decided_on": date.fromisoformat(on)}
    return SharingDecision(**given, **(usual | more))


def the_plan(changes: Json | None = None) -> Plan:
    """Carer C1, a daughter; provider P1, who delivers care; and no sharing decision of its own."""
    return Plan.model_validate(changed(plan_json(), {"sharing": [], **(changes or {})}))


def came(*decisions: SharingDecision, version: int = 1) -> list[Recorded]:
    """Decisions that came on the day of these tests, in this order."""
    return [Recorded(decision, version, TODAY) for decision in decisions]


def copy_for(
    recipient: str,
    decisions: list[SharingDecision],
    *,
    policy: SharingPolicy | None = None,
    changes: Json | None = None,
    on: date = TODAY,
) -> Copy:
    found = copies([the_plan(changes)], came(*decisions), policy or scheme().sharing, on)
    assert [copy.recipient for copy in found] == ["C1", "P1"]
    return next(copy for copy in found if copy.recipient == recipient)


# What a decision lacks


@pytest.mark.rule("SHARE-1", "SHARE-2", "SHARE-6")
@pytest.mark.parametrize("scope", [FULL, PART])
@pytest.mark.parametrize(
    ("basis", "more", "wrong"),
    [
        pytest.param(CONSENT, {}, [], id="a person with capacity consents"),
        pytest.param(BEST_INTERESTS, {}, [], id="for a person without it somebody decides"),
        pytest.param(CONSENT, {"has_capacity": LACKS}, ["sharing.basis"], id="a person without capacity consents"),
        pytest.param(BEST_INTERESTS, {"has_capacity": HAS}, ["sharing.basis"], id="it is decided for one with it"),
        pytest.param(CONSENT, {"has_capacity": None}, ["sharing.has_capacity"], id="capacity is not stated"),
        pytest.param(BEST_INTERESTS, {"has_capacity": None}, ["sharing.has_capacity"], id="nor here"),
        pytest.param(
            BEST_INTERESTS,
            {"has_capacity": Answered(so=False)},
            ["sharing.has_capacity.in_words"],
            id="it is not said how the lack was found",
        ),
        pytest.param(BEST_INTERESTS, {"consulted": ()}, ["sharing.consulted"], id="nobody was consulted"),
        pytest.param(CONSENT, {"decider": "representative"}, ["sharing.decider"], id="another consents for them"),
        pytest.param(CONSENT, {"decider": None}, [], id="who decided is said in words alone"),
    ],
)
def test_what_a_decision_lacks_that_would_share_something(
    basis: SharingBasis, scope: SharingScope, more: dict[str, Any], wrong: list[str]
) -> None:
    found = what_is_wrong(decided("P1", scope, basis, **more))
    assert [fault.where for fault in found] == wrong
    assert not any(fault.met for fault in found)


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize("more", [{}, {"has_capacity": None}, {"has_capacity": LACKS}, {"consulted": ()}])
@pytest.mark.parametrize("basis", [CONSENT, BEST_INTERESTS])
def test_a_refusal_lacks_nothing_however_little_it_says(basis: SharingBasis, more: dict[str, Any]) -> None:
    assert what_is_wrong(decided("C1", NONE, basis, **more)) == ()


@pytest.mark.rule("SHARE-1")
@pytest.mark.parametrize(("scope", "faults"), [(PART, ["SHARE-1"]), (FULL, []), (NONE, [])])
def test_a_part_copy_names_the_parts_that_were_agreed(scope: SharingScope, faults: list[str]) -> None:
    found = what_is_wrong(decided("C1", scope, sections=()))
    assert [(fault.rule, fault.met) for fault in found] == [(rule, False) for rule in faults]


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(
    ("recipient", "scope", "more", "is_refused"),
    [
        pytest.param("C1", FULL, {"decider": "C1"}, True, id="their own reference"),
        pytest.param("C1", FULL, {"decider": "C2", "decided_by": "the daughter"}, False, id="another daughter"),
        pytest.param("C1", FULL, {"decider": None, "decided_by": "c1"}, True, id="their reference in words"),
        pytest.param("C1", FULL, {"decider": None, "decided_by": "Her daughter"}, True, id="what they are"),
        pytest.param("C1", FULL, {"decider": None, "decided_by": "HELEN PRATT"}, True, id="their name"),
        pytest.param("P1", FULL, {"decider": None, "decided_by": "Northgate Homecare Ltd"}, True, id="a firm"),
        pytest.param("P1", FULL, {"decider": None, "decided_by": "the daughter"}, False, id="of another's copy"),
        pytest.param("C1", FULL, {"decider": None, "decided_by": "social worker"}, False, id="a role of the council"),
        pytest.param("C1", FULL, {}, False, id="the person"),
        pytest.param("C1", FULL, {"decider": "representative"}, True, id="as the representative, who they are too"),
        pytest.param("P1", FULL, {"decider": "representative"}, False, id="the representative, of another's copy"),
        pytest.param("advocate", FULL, {"decider": None, "decided_by": "A Voice"}, True, id="the advocate's name"),
        pytest.param("C1", NONE, {"decider": "C1"}, False, id="who receives nothing may say so themselves"),
    ],
)
def test_nobody_decides_that_they_receive_a_copy_themselves(
    recipient: str, scope: SharingScope, more: dict[str, Any], is_refused: bool
) -> None:
    changes: Json = {
        "carers.0.name": "Helen Pratt",
        "carers.0.relationship": "daughter",
        "providers.0.name": "Northgate Homecare",
        "advocate": {"name": "A Voice", "contact": {}},
        "representative": {"name": "Mrs Helen Pratt", "relationship": "daughter", "contact": {}},
    }
    plan = the_plan(changes)
    found = decided_by_who_receives((decided(recipient, scope, **more),), Parties.of(plan))
    assert [fault.rule for fault in found] == (["SHARE-6"] if is_refused else [])


# In force


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(
    ("decisions", "last"),
    [
        pytest.param([], None, id="none"),
        pytest.param([(FULL, "2026-11-06")], 0, id="one"),
        pytest.param([(FULL, "2026-11-01"), (NONE, "2026-11-02")], 1, id="the later one"),
        pytest.param([(NONE, "2026-11-02"), (FULL, "2026-11-01")], 0, id="decided last, though it came first"),
        pytest.param([(NONE, "2026-11-02"), (FULL, "2026-11-02")], 0, id="on the same day a refusal wins"),
        pytest.param([(FULL, "2026-11-02"), (NONE, "2026-11-02")], 1, id="whichever came first"),
        pytest.param([(PART, "2026-11-02"), (FULL, "2026-11-02")], 1, id="of two that share, the one that came last"),
        pytest.param([(FULL, "2026-11-02"), (PART, "2026-11-02")], 1, id="or that narrows it"),
        pytest.param([(NONE, "2026-11-02"), (FULL, "2026-11-03")], 1, id="consent after a refusal"),
        pytest.param([(FULL, "2026-11-20")], 0, id="decided on the day itself"),
        pytest.param([(FULL, "2026-11-21")], None, id="of a day that has not come"),
        pytest.param([(NONE, "2026-11-02"), (FULL, "2062-01-01")], 0, id="which nobody could ever withdraw"),
    ],
)
def test_in_force_is_what_was_decided_last(decisions: list[tuple[SharingScope, str]], last: int | None) -> None:
    all_of_them = [decided("C1", scope, on=on) for scope, on in decisions]
    assert decided_last(came(*all_of_them), TODAY) == (None if last is None else all_of_them[last])


@pytest.mark.rule("SHARE-6")
def test_one_that_was_dated_in_the_future_when_it_came_never_counts() -> None:
    early = Recorded(decided("C1", FULL, on="2026-11-12"), 1, date(2026, 11, 11))
    assert decided_last([early], TODAY) is None


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(("on", "given"), [("2026-11-20", FULL), ("2026-11-21", NONE)])
@pytest.mark.parametrize("recipient", ["C1", "P1"])
def test_a_decision_is_in_force_until_its_last_day(recipient: str, on: str, given: SharingScope) -> None:
    """Nothing takes its place: neither an earlier decision nor a carer's full copy. It is asked about."""
    decisions = [decided(recipient, FULL, on="2026-10-01"), decided(recipient, FULL, until=TODAY)]
    found = copy_for(recipient, decisions, on=date.fromisoformat(on))
    assert (found.scope, found.asks) == (given, None if given is FULL else Asks.DECIDE_AGAIN)


# Who has a copy


@pytest.mark.rule("SHARE-1")
def test_a_carer_normally_has_a_full_copy() -> None:
    found = copy_for("C1", [])
    assert (found.scope, found.rule) == (FULL, "SHARE-1")
    assert found.basis == "a carer normally has a full copy, and the person has not asked otherwise"


@pytest.mark.rule("SHARE-1")
@pytest.mark.parametrize("kind", ["somebody_who_is_a_risk", "address_not_safe", "ask_before_copies"])
@pytest.mark.parametrize(("about", "asks"), [("C1", Asks.CONCERN), ("P1", None)])
def test_never_by_default_where_a_safeguarding_mark_names_that_carer(kind: str, about: str, asks: Asks | None) -> None:
    marks = {"safeguarding": [{"kind": kind, "about": about, "in_words": "As her social worker was told"}]}
    found = copy_for("C1", [], changes=marks)
    assert (found.scope, found.asks) == (NONE if asks else FULL, asks)


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
    assert (found.scope, found.sections, found.rule, found.asks) == (scope, sections, "SHARE-1", None)
    why = "the person asked that it not be shared" if scope is NONE else "the person's consent"
    assert found.basis == f"{why}, recorded 6 November 2026"


@pytest.mark.rule("SHARE-1")
def test_under_a_policy_of_on_request_a_carer_of_whom_nothing_was_said_has_no_copy() -> None:
    found = copy_for("C1", [], policy=ON_REQUEST)
    assert (found.scope, found.asks) == (NONE, None)
    assert found.basis == "under this scheme a carer has a copy when the person asks for it"


@pytest.mark.rule("SHARE-3")
@pytest.mark.parametrize(
    ("changes", "rule", "asks"),
    [
        pytest.param({}, "SHARE-3", Asks.WHAT_THEY_WANT, id="will deliver care"),
        pytest.param({"services.0.provider": None}, "SHARE-2", None, id="is named on no line"),
    ],
)
def test_a_provider_who_delivers_care_is_asked_about_where_nothing_was_decided(
    changes: Json, rule: str, asks: Asks | None
) -> None:
    assert copy_for("P1", [decided("P1", FULL)], changes=changes).rule == rule
    nothing = copy_for("P1", [], changes=changes)
    assert (nothing.scope, nothing.asks) == (NONE, asks)


@pytest.mark.rule("SHARE-1", "SHARE-2")
@pytest.mark.parametrize("recipient", ["C1", "P1"])
@pytest.mark.parametrize("earlier", [[], [FULL]], ids=["nothing before", "a full copy before"])
@pytest.mark.parametrize(
    "unsound",
    [
        pytest.param({"scope": PART, "sections": ()}, id="a part copy that names no part"),
        pytest.param({"scope": PART, "basis": BEST_INTERESTS, "has_capacity": HAS}, id="somebody else narrowed it"),
        pytest.param({"scope": FULL, "basis": BEST_INTERESTS, "has_capacity": HAS}, id="somebody else widened it"),
        pytest.param({"scope": PART, "has_capacity": LACKS}, id="narrowed by a person without capacity"),
        pytest.param({"scope": FULL, "has_capacity": None}, id="capacity is not stated"),
        pytest.param({"scope": FULL, "basis": BEST_INTERESTS, "consulted": ()}, id="nobody was consulted"),
    ],
)
def test_a_decision_that_does_not_stand_never_ends_in_a_fuller_copy(
    recipient: str, earlier: list[SharingScope], unsound: dict[str, Any]
) -> None:
    before = [decided(recipient, scope, on="2026-11-01") for scope in earlier]
    found = copy_for(recipient, [*before, decided(recipient, **unsound)])
    assert (found.scope, found.sections, found.asks is not None) == (NONE, (), True)


@pytest.mark.rule("SHARE-2")
def test_a_decision_about_one_recipient_says_nothing_about_another() -> None:
    assert copy_for("P1", [decided("C1", FULL)]).scope is NONE
    assert copy_for("C1", [decided("P1", NONE)]).scope is FULL


@pytest.mark.rule("SHARE-2")
def test_a_decision_about_somebody_who_is_not_in_the_plan_gives_nobody_a_copy() -> None:
    found = copies([the_plan()], came(decided("P9", FULL)), scheme().sharing, TODAY)
    assert {copy.recipient: copy.scope for copy in found} == {"C1": FULL, "P1": NONE}


@pytest.mark.rule("SHARE-2")
@pytest.mark.parametrize(("decisions", "given"), [([], NONE), ([decided("advocate", FULL)], FULL)])
def test_an_advocate_has_a_copy_by_a_decision(decisions: list[SharingDecision], given: SharingScope) -> None:
    advocate = {"advocate": {"name": "Ruth Amadi", "contact": {"address": ["1 Anywhere Street", "ZZ99 1AA"]}}}
    found = copies([the_plan(advocate)], came(*decisions), scheme().sharing, TODAY)
    assert [(copy.scope, copy.asks) for copy in found if copy.recipient == "advocate"] == [(given, None)]


@pytest.mark.rule("SHARE-1")
def test_sections_are_kept_only_where_the_copy_is_a_part() -> None:
    assert copy_for("C1", [decided("C1", FULL, sections=(Section.NEEDS,))]).sections == ()


@pytest.mark.rule("SHARE-8")
@pytest.mark.parametrize(
    ("more", "marks", "because_of_risk"),
    [
        pytest.param({}, [], False, id="the person's wish"),
        pytest.param({"because_of_risk": True}, [], True, id="a risk"),
        pytest.param({}, ["C1"], True, id="somebody in the plan is marked"),
    ],
)
def test_where_risk_is_known_of_a_part_copy_does_not_say_what_is_missing(
    more: dict[str, Any], marks: list[str], because_of_risk: bool
) -> None:
    safeguarding = [{"kind": "somebody_who_is_a_risk", "about": about, "in_words": "As told"} for about in marks]
    found = copy_for("P1", [decided("P1", PART, **more)], changes={"safeguarding": safeguarding})
    assert (found.scope, found.because_of_risk) == (PART, because_of_risk)


@pytest.mark.rule("SHARE-1")
@pytest.mark.parametrize(
    ("scope", "extent"), [(FULL, "full"), (PART, "part:risks_and_contingency+services"), (NONE, "none")]
)
def test_the_extent_of_a_part_copy_names_its_sections(scope: SharingScope, extent: str) -> None:
    assert copy_for("C1", [decided("C1", scope)]).extent == extent


@pytest.mark.rule("SHARE-9")
@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (FULL, frozenset({"full", "part:services", "part:needs"})),
        (PART, frozenset({"part:services"})),
        (NONE, frozenset[str]()),
    ],
)
def test_which_copies_somebody_may_still_have(scope: SharingScope, covered: frozenset[str]) -> None:
    to_have = copy_for("C1", [decided("C1", scope)])
    assert {extent for extent in ("full", "part:services", "part:needs") if to_have.covers(extent)} == covered


# Whom a decision is about (trust 17)

OTHER: Json = {
    "providers.0.name": "Riverside Care",
    "providers.0.contact.address": ["9 Quay Road", "ZZ99 4RC"],
    "providers.0.contact.email": "plans@riverside.example",
}
SPELLING: Json = {"providers.0.formerly": "Northbridge Home Care", "providers.0.name": "Northbridge Homecare Ltd"}


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(
    ("later", "version", "given", "asks"),
    [
        pytest.param([dict[str, Any]()], 1, FULL, None, id="the same in both"),
        pytest.param([OTHER], 1, NONE, Asks.WHO_IT_IS, id="somebody else now"),
        pytest.param([OTHER], 2, FULL, None, id="decided about them since"),
        pytest.param([OTHER, dict[str, Any]()], 1, FULL, None, id="back again, with somebody else between"),
        pytest.param([SPELLING], 1, FULL, None, id="another name now, as the plan says"),
    ],
)
def test_a_reference_used_again_carries_nothing_over_and_a_new_spelling_everything(
    later: list[Json], version: int, given: SharingScope, asks: Asks | None
) -> None:
    first = {"providers.0.name": "Northbridge Home Care", "providers.0.contact.address": ["1 High Street", "ZZ99 1NH"]}
    plans = [the_plan(first | changes) for changes in ({}, *later)]
    found = copies(plans, came(decided("P1", FULL), version=version), scheme().sharing, TODAY)
    assert [(copy.scope, copy.asks) for copy in found if copy.recipient == "P1"] == [(given, asks)]


@pytest.mark.rule("SHARE-1", "SHARE-6")
def test_a_carer_who_was_left_out_is_left_out_under_another_reference_too() -> None:
    """It holds for whom it was about: she stands as C2 now, and somebody else as C1."""
    ruth: Json = {"name": "Ruth Lee", "relationship": "child", "contact": {}}
    sam: Json = ruth | {"name": "Sam Lee"}
    plans = [
        the_plan({"carers": [ruth | {"id": "C1"}]}),
        the_plan({"carers": [sam | {"id": "C1"}, ruth | {"id": "C2"}]}),
    ]
    found = copies(plans, came(decided("C1", NONE)), scheme().sharing, TODAY)
    assert [(copy.recipient, copy.scope, copy.asks) for copy in found if copy.recipient != "P1"] == [
        ("C1", NONE, Asks.WHO_IT_IS),
        ("C2", NONE, None),
    ]


@pytest.mark.rule("SHARE-1")
def test_a_mark_that_names_the_representative_holds_the_copy_of_the_same_carer() -> None:
    carer: Json = {"id": "C1", "name": "Ruth Lee", "relationship": "daughter", "contact": {}}
    mark = {"kind": "somebody_who_is_a_risk", "about": "representative", "in_words": "As the nurse said"}
    acting: Json = {"name": "Mrs Ruth LEE", "relationship": "daughter", "contact": {}}
    found = copy_for("C1", [], changes={"carers": [carer], "representative": acting, "safeguarding": [mark]})
    assert (found.scope, found.asks) == (NONE, Asks.CONCERN)


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(("changes", "given"), [pytest.param(dict[str, Any](), NONE), pytest.param(OTHER, FULL)])
def test_a_refusal_that_came_later_holds_for_an_earlier_version_of_the_same(changes: Json, given: SharingScope) -> None:
    recorded = [*came(decided("P1", FULL)), *came(decided("P1", NONE, on="2026-11-10"), version=2)]
    found = copies([the_plan(), the_plan(changes)], recorded, scheme().sharing, TODAY, version=1)
    assert [copy.scope for copy in found if copy.recipient == "P1"] == [given]


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
    found = copies([whole], came(*whole.sharing), scheme().sharing, TODAY)
    assert {copy.recipient: copy.scope for copy in found} == given
