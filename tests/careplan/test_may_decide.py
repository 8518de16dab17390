"""ROUTE-9, ROUTE-10, ROUTE-3, DEC-1, DEC-5 · May this person decide this plan, now? One answer for all who ask.

What is right stands in each pair beside what is wrong with one thing only.
"""

import pytest

from countersign.careplan.lifecycle import CLOSED, Status
from countersign.careplan.may_decide import (
    DecidingFacts,
    authority_for,
    authority_of,
    deciders,
    may_decide,
    refusals_of,
)
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.register import Absence, Holding, Register
from countersign.careplan.routing import AuthorityUsed
from tests.support.builders import SURE, Json, plan_by_direct_payment
from tests.support.deciding import (
    CALL,
    RETURN,
    SUBMITTED,
    THERE,
    TODAY,
    TOMORROW,
    YESTERDAY,
    at_meeting,
    by,
    code_of,
    facts,
    holding,
)


@pytest.mark.rule("DEC-5", "ROUTE-10")
@pytest.mark.parametrize(
    ("about", "decision", "code"),
    [
        pytest.param({}, by("tm-1"), None, id="the version in hand, which awaits a decision"),
        pytest.param({}, by("tm-1", {"version": 1}), Refusal.STALE_VERSION, id="the version before"),
        pytest.param({}, by("tm-1", {"version": 3}), Refusal.STALE_VERSION, id="a version that nobody has seen"),
        pytest.param({"status": Status.RETURNED}, by("tm-1"), Refusal.NOT_NOW, id="it was returned"),
        pytest.param({"status": Status.AGREED}, by("tm-1"), Refusal.NOT_NOW, id="it is agreed already"),
        pytest.param({"status": Status.ENDED}, by("tm-1"), Refusal.PLAN_CLOSED, id="it has left"),
    ],
)
def test_a_decision_is_about_the_version_in_hand_while_it_awaits_one(
    about: Json, decision: Decide, code: Refusal | None
) -> None:
    assert code_of(may_decide(facts(**about), decision)) == code


@pytest.mark.rule("DEC-5")
def test_in_no_other_state_does_a_decision_take_effect() -> None:
    codes = {status: code_of(may_decide(facts(status=status), by("tm-1"))) for status in Status}
    assert codes == {
        status: None
        if status is Status.AWAITING_DECISION
        else Refusal.PLAN_CLOSED
        if status in CLOSED
        else Refusal.NOT_NOW
        for status in Status
    }


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("practitioners", "code"),
    [
        pytest.param(SUBMITTED, None, id="had no part in it"),
        pytest.param(SUBMITTED | {"tm-1"}, Refusal.OWN_PLAN, id="it was reassigned to them as its practitioner"),
        pytest.param(frozenset({"tm-1"}), Refusal.OWN_PLAN, id="submitted it"),
        pytest.param(SUBMITTED | {"tm-2"}, None, id="it was reassigned to somebody else"),
    ],
)
def test_nobody_decides_their_own_plan_whatever_made_it_theirs(
    practitioners: frozenset[str], code: Refusal | None
) -> None:
    about = facts(practitioners=practitioners)
    assert code_of(may_decide(about, by("tm-1"))) == code
    assert ("tm-1" in dict(deciders(about))) is (code is None)


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("own", "decides_as"),
    [
        pytest.param(holding("sm-1", "head_of_service"), "head_of_service", id="a higher line of their own"),
        pytest.param(holding("sm-1", "team_manager", team="hospital_social_work"), "", id="only for another team"),
    ],
)
def test_whoever_also_acts_for_its_planner_decides_by_a_line_of_their_own(own: Holding, decides_as: str) -> None:
    """Acting for the planner bars nobody from what they may decide for themselves."""
    held = (holding("tm-1", "team_manager"), holding("sm-1", "team_manager", acting_for="tm-1"), own)
    about = facts(register=Register(held, (Absence("tm-1", TODAY, TODAY),)), practitioners=SUBMITTED | {"tm-1"})
    answer = may_decide(about, by("sm-1"))
    if isinstance(answer, AuthorityUsed):
        assert (answer.role, answer.acting_for) == (decides_as, "")
    else:
        assert (answer.code, decides_as) == (Refusal.OWN_PLAN, "")


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("practitioners", "is_away", "code"),
    [
        pytest.param(SUBMITTED, True, None, id="the one acted for is away, and had no part in it"),
        pytest.param(SUBMITTED, False, Refusal.NO_AUTHORITY, id="the one acted for is there"),
        pytest.param(SUBMITTED | {"tm-1"}, True, Refusal.OWN_PLAN, id="the one acted for planned it"),
    ],
)
def test_nobody_decides_for_somebody_what_that_one_could_not(
    practitioners: frozenset[str], is_away: bool, code: Refusal | None
) -> None:
    held = (
        holding("tm-1", "team_manager", team="community"),
        holding("tm-2", "team_manager", team="hospital_social_work"),
        holding("tm-2", "team_manager", team="community", acting_for="tm-1"),
    )
    away = (Absence("tm-1", TODAY, TODAY),) if is_away else ()
    answer = may_decide(facts(register=Register(held, away), practitioners=practitioners), by("tm-2"))
    assert code_of(answer) == code
    if isinstance(answer, AuthorityUsed):
        assert answer.acting_for == "tm-1"


@pytest.mark.rule("ROUTE-10", "ROUTE-1")
@pytest.mark.parametrize(
    ("weekly", "person", "code"),
    [
        pytest.param("500.00", "tm-1", None, id="as far as the limit"),
        pytest.param("500.01", "tm-1", Refusal.NO_AUTHORITY, id="a penny beyond it"),
        pytest.param("500.01", "sm-1", None, id="the next role up"),
        pytest.param("500.00", "sw-2", Refusal.NO_AUTHORITY, id="nobody on the register"),
        pytest.param("500.00", "pm-1", Refusal.NO_AUTHORITY, id="a role that decides nothing"),
    ],
)
def test_whoever_decides_has_the_authority(weekly: str, person: str, code: Refusal | None) -> None:
    assert code_of(may_decide(facts(weekly), by(person))) == code


@pytest.mark.rule("DP-5", "ROUTE-10")
@pytest.mark.parametrize(("otherwise", "code"), [("462.00", None), ("462.01", Refusal.NO_AUTHORITY)])
def test_the_authority_covers_the_plan_as_it_would_be_decided(otherwise: str, code: Refusal | None) -> None:
    """As submitted it costs £162.00 a week, of which the other lines are £38.00."""
    barred = plan_by_direct_payment(
        {
            "team": "community",
            "services.0.payee": {"relation": "spouse_or_civil_partner", "prior_agreement": {"so": False}},
            "services.0.otherwise": {"managed_by": "council", "weekly_cost": otherwise, "how": "The agency comes."},
        }
    )
    moved = {"managed_otherwise": [{"line": "S1", "rule": "DP-2", "why": SURE}]}
    about = facts(plan=barred, sent_to="team_manager")
    assert code_of(may_decide(about, by("tm-1", moved))) == code
    assert "tm-1" in dict(deciders(about)), "as it was submitted they may decide it"


@pytest.mark.rule("ROUTE-3", "ROUTE-4")
@pytest.mark.parametrize(
    ("weekly", "decision", "code"),
    [
        pytest.param("1000.00", by("cl-1", THERE), None, id="for the call, with its record"),
        pytest.param("1000.00", by("cl-1"), Refusal.INCOMPLETE, id="for the call, and alone"),
        pytest.param("999.99", by("pl-1"), None, id="what is decided alone, alone"),
        pytest.param(
            "999.99",
            by("pl-1", at_meeting("pl-1", "pm-1")),
            Refusal.CONTRADICTION,
            id="what is decided alone, at a call",
        ),
        pytest.param("999.99", by("cl-1", THERE), Refusal.NO_AUTHORITY, id="what no call was asked about, at a call"),
        pytest.param("1000.00", by("pl-1"), Refusal.NO_AUTHORITY, id="what only the call decides, alone"),
    ],
)
def test_a_meeting_is_recorded_where_one_decides_and_nowhere_else(
    weekly: str, decision: Decide, code: Refusal | None
) -> None:
    answer = may_decide(facts(weekly, CALL), decision)
    assert code_of(answer) == code
    if isinstance(answer, Refused) and code is not Refusal.NO_AUTHORITY:
        assert [(found.rule, found.where) for found in answer.findings] == [("ROUTE-3", "meeting")]


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(("missed", "code"), [(0, Refusal.NO_AUTHORITY), (1, None), (2, None)])
def test_the_head_decides_alone_what_the_call_missed(missed: int, code: Refusal | None) -> None:
    about = facts("1000.00", CALL, meetings_missed=missed)
    assert code_of(may_decide(about, by("hs-1"))) == code
    assert code_of(may_decide(about, by("cl-1", THERE))) is None, "the next call decides it all the same"


@pytest.mark.rule("ROUTE-3", "ROUTE-6", "ROUTE-9", "ROUTE-10", "ROUTE-11")
@pytest.mark.parametrize(
    ("about", "meeting", "faults"),
    [
        pytest.param({}, THERE, [], id="a quorum, all of the register"),
        pytest.param(
            {}, at_meeting("cl-1", "zz-9"), [("ROUTE-10", "meeting.members")], id="a member who is not on the register"
        ),
        pytest.param(
            {}, at_meeting("cl-1", "pm-2"), [("ROUTE-10", "meeting.members")], id="a member who left the day before"
        ),
        pytest.param({}, at_meeting("cl-1", "pm-3"), [], id="a member whose last day it was"),
        pytest.param(
            {"invited_to": (YESTERDAY, TODAY)},
            at_meeting("cl-1", "pm-2", held_on=YESTERDAY),
            [],
            id="a member who has left since",
        ),
        pytest.param({}, at_meeting("cl-1"), [("ROUTE-3", "meeting.members")], id="no quorum"),
        pytest.param(
            {},
            at_meeting("cl-1", "pm-1", "sw-1"),
            [("ROUTE-9", "meeting.members")],
            id="whoever submitted it sat there",
        ),
        pytest.param(
            {}, at_meeting("pm-1", "pm-3"), [("ROUTE-10", "meeting.members")], id="whoever reports it was not there"
        ),
        pytest.param(
            {"invited_to": (TOMORROW,)}, THERE, [("ROUTE-6", "meeting.held_on")], id="the person was invited to another"
        ),
        pytest.param({"invited_to": ()}, THERE, [("ROUTE-6", "meeting.held_on")], id="the person was invited to none"),
        pytest.param(
            {"invited_to": (YESTERDAY, TODAY)}, THERE, [], id="the person was invited to two, of which it is one"
        ),
        pytest.param(
            {"invited_to": (TOMORROW,)},
            at_meeting("cl-1", "pm-1", held_on=TOMORROW),
            [("ROUTE-3", "meeting.held_on")],
            id="it has not been held yet",
        ),
        pytest.param(
            {"invited_to": ()},
            at_meeting("cl-1", "pm-2", "sw-1"),
            [("ROUTE-9", "meeting.members"), ("ROUTE-6", "meeting.held_on"), ("ROUTE-10", "meeting.members")],
            id="everything that is wrong, at once",
        ),
    ],
)
def test_a_meeting_decides_only_if_it_was_one_that_may(
    about: Json, meeting: Json, faults: list[tuple[str, str]]
) -> None:
    answer = may_decide(facts("1000.00", CALL, **about), by("cl-1", meeting))
    assert code_of(answer) == (Refusal.NOT_QUORATE if faults else None)
    found = answer.findings if isinstance(answer, Refused) else ()
    assert [(fault.rule, fault.where) for fault in found] == faults


NOT_ANSWERED: Json = {"answers": []}
NOT_BEST_USE: Json = {"limbs.best_use_of_resources": False}


@pytest.mark.rule("DEC-1", "DEC-2")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({}, None, id="whole"),
        pytest.param(NOT_ANSWERED, Refusal.INCOMPLETE, id="something is missing"),
        pytest.param(NOT_BEST_USE, Refusal.CONTRADICTION, id="it contradicts itself"),
        pytest.param({**NOT_ANSWERED, **NOT_BEST_USE}, Refusal.INCOMPLETE, id="both: it is completed first"),
    ],
)
def test_a_decision_is_whole_and_does_not_contradict_itself(changes: Json, code: Refusal | None) -> None:
    assert code_of(may_decide(facts(), by("tm-1", changes))) == code


@pytest.mark.rule("RET-1", "ROUTE-10")
@pytest.mark.parametrize(("person", "code"), [("tm-1", None), ("sw-2", Refusal.NO_AUTHORITY)])
def test_a_return_takes_the_same_authority_as_an_agreement(person: str, code: Refusal | None) -> None:
    assert code_of(may_decide(facts(), by(person, outcome=RETURN))) == code


@pytest.mark.rule("ROUTE-3", "ROUTE-10", "DEC-2", "DEC-5")
@pytest.mark.parametrize(
    ("about", "decision", "codes"),
    [
        pytest.param(facts(), by("tm-1"), [], id="nothing is wrong"),
        pytest.param(
            facts(), by("sw-2", NOT_ANSWERED), [Refusal.NO_AUTHORITY, Refusal.INCOMPLETE], id="who decides, and what"
        ),
        pytest.param(
            facts(practitioners=frozenset({"tm-1"})),
            by("tm-1", NOT_BEST_USE),
            [Refusal.OWN_PLAN, Refusal.CONTRADICTION],
            id="whose plan it is, and what is decided",
        ),
        pytest.param(
            facts("1000.00", CALL),
            by("cl-1", {**at_meeting("cl-1"), **NOT_BEST_USE}),
            [Refusal.NOT_QUORATE, Refusal.CONTRADICTION],
            id="who was there, and what is decided",
        ),
        pytest.param(
            facts("1000.00", CALL),
            by("sw-2", at_meeting("cl-1")),
            [Refusal.NO_AUTHORITY, Refusal.NOT_QUORATE],
            id="who decides, and who was there",
        ),
        pytest.param(
            facts("1000.00", CALL),
            by("cl-1", NOT_BEST_USE),
            [Refusal.INCOMPLETE, Refusal.CONTRADICTION],
            id="no record of the call, and what is decided",
        ),
        pytest.param(
            facts(status=Status.RETURNED),
            by("sw-2", NOT_ANSWERED),
            [Refusal.NOT_NOW],
            id="not now: nothing else counts",
        ),
        pytest.param(
            facts(),
            by("sw-2", {**NOT_ANSWERED, "version": 1}),
            [Refusal.STALE_VERSION],
            id="stale: nothing else counts",
        ),
    ],
)
def test_everything_that_stands_against_a_decision_is_named_at_once(
    about: DecidingFacts, decision: Decide, codes: list[Refusal]
) -> None:
    refusals = refusals_of(about, decision)
    assert [refusal.code for refusal in refusals] == codes
    assert may_decide(about, decision) == (refusals[0] if refusals else authority_for(about, decision))


@pytest.mark.rule("ROUTE-9", "ROUTE-10")
@pytest.mark.parametrize(
    ("person", "code", "rule"),
    [("sw-1", Refusal.OWN_PLAN, "ROUTE-9"), ("sw-2", Refusal.NO_AUTHORITY, "ROUTE-10")],
)
def test_a_refusal_names_the_field_in_which_the_person_stands(person: str, code: Refusal, rule: str) -> None:
    refused = authority_of(facts(), person, "to")
    assert isinstance(refused, Refused)
    assert (refused.code, [(found.rule, found.where) for found in refused.findings]) == (code, [(rule, "to")])


@pytest.mark.rule("ROUTE-2", "ROUTE-3", "ROUTE-10")
@pytest.mark.parametrize(
    ("about", "able"),
    [
        pytest.param(
            facts("500.00"),
            {"hs-1": "head_of_service", "sm-1": "service_manager", "tm-1": "team_manager"},
            id="every role from the plan's own up",
        ),
        pytest.param(
            facts("500.00", sent_to="service_manager"),
            {"hs-1": "head_of_service", "sm-1": "service_manager"},
            id="and none below where it was sent",
        ),
        pytest.param(facts("1000.00", CALL), {"cl-1": "call_lead"}, id="the call"),
        pytest.param(
            facts("1000.00", CALL, meetings_missed=1),
            {"cl-1": "call_lead", "hs-1": "head_of_service"},
            id="the call, and whoever decides what it missed",
        ),
        pytest.param(facts("1000.00", register=Register()), {}, id="nobody is on the register"),
    ],
)
def test_who_may_decide_a_plan_each_by_their_authority(about: DecidingFacts, able: dict[str, str]) -> None:
    assert [(person, authority.role) for person, authority in deciders(about)] == sorted(able.items())
