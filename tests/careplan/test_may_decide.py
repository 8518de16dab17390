"""ROUTE-9, ROUTE-10, ROUTE-3, DEC-1, DEC-5 · May this person decide this plan, now? One answer for all who ask.

What is right stands in each pair beside what is wrong with one thing only.
"""

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from countersign.careplan.decision_parts import DecisionOutcome, MeetingRecord
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
from countersign.careplan.messages.declaring import Sender
from countersign.careplan.plan import Plan, Team
from countersign.careplan.register import Absence, Holding, Register
from countersign.careplan.routing import AuthorityUsed, route
from countersign.careplan.scheme import Scheme
from tests.support.builders import SURE, Json, decide, line, money, plan, plan_by_direct_payment, rows, scheme

YESTERDAY, TODAY, TOMORROW = date(2026, 11, 15), date(2026, 11, 16), date(2026, 11, 17)
THROUGHOUT = date(2024, 4, 1)
WHY = "Three people move together, and a court has to agree."
AGREE, RETURN = DecisionOutcome.AGREE, DecisionOutcome.RETURN


def holding(person: str, role: str, **parts: Any) -> Holding:
    return Holding(person, role, None, THROUGHOUT, None)._replace(**parts)


REGISTER = Register(
    (
        holding("tm-1", "team_manager"),
        holding("sm-1", "service_manager"),
        holding("hs-1", "head_of_service"),
        holding("pl-1", "practice_lead"),
        holding("cl-1", "call_lead"),
        holding("pm-1", "panel_member"),
        holding("pm-2", "panel_member", ends=YESTERDAY),
        holding("pm-3", "panel_member", ends=TODAY),
        holding("sw-1", "practitioner"),
    )
)
SUBMITTED = frozenset({"sw-1", "plan-77"})
"""Who submitted the plan, and who planned it."""


def costing(weekly: str, one_off: str = "0.00", **parts: Any) -> Plan:
    """A plan for the community team whose one line meets every need for so much a week, and so much once."""
    services = [line(weekly, one_off_cost=one_off, needs=["N1", "N2", "N3", "N4"])]
    return plan(**{"team": "community", "services": services, **parts})


def facts(weekly: str = "400.00", council: Scheme | None = None, **parts: Any) -> DecidingFacts:
    """A plan of this cost that awaits a decision today, sent where its scheme sends it; with whole parts replaced."""
    about, council = costing(weekly), council or scheme()
    usual = DecidingFacts(
        plan=about,
        version=2,
        status=Status.AWAITING_DECISION,
        sent_to=route(about, council).role,
        meetings_missed=0,
        scheme=council,
        register=REGISTER,
        practitioners=SUBMITTED,
        invited_to=(TODAY,),
        today=TODAY,
    )
    return usual._replace(**parts)


def by(person: str, changes: Json | None = None, outcome: DecisionOutcome = AGREE) -> Decide:
    """A whole decision by this person about version 2, with the value at each path replaced."""
    usual: Json = {"sent_by.id": person, "version": 2}
    return decide(outcome, (outcome is AGREE, True, None), {**usual, **(changes or {})})


def at_meeting(*members: str, held_on: date = TODAY, skills: tuple[str, ...] = ()) -> Json:
    """The change that says it was decided at a meeting of these members, the first of whom brings these skills."""
    people = [{"id": person, "skills": [] if number else list(skills)} for number, person in enumerate(members)]
    took_part = "They came, and spoke first."
    return {"meeting": {"held_on": str(held_on), "members": people, "how_the_person_took_part": took_part}}


def code_of(answer: AuthorityUsed | Refused) -> Refusal | None:
    """The code of a refusal; None for an authority."""
    return answer.code if isinstance(answer, Refused) else None


CALL = scheme(name="shropshire")
"""Under £1,000.00 a week the practice decides, otherwise the weekly call; the head decides what that missed."""

THERE = at_meeting("cl-1", "pm-1")


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
        holding("tm-1", "team_manager", team=Team.COMMUNITY),
        holding("tm-2", "team_manager", team=Team.HOSPITAL),
        holding("tm-2", "team_manager", team=Team.COMMUNITY, acting_for="tm-1"),
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
            "services.0.paid_relative": {"relationship": "mother", "lives_with_the_person": "yes"},
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


# Whoever is listed is accepted, and nobody else


PEOPLE = ("tm-1", "sm-1", "sm-2", "cl-1", "hs-1", "sw-1")
MEMBERS = ("pm-1", "pm-2", "pm-3")
"""Members of panels and calls: always on the register, in a role that decides nothing."""
STRANGER = "zz-9"
MADE_UP = rows(
    {"role": "team_manager", "agrees_under": "500.00", "one_off_up_to": "100.00"},
    {"role": "service_manager", "agrees_up_to": "800.00", "one_off_up_to": "500.00"},
    {"role": "panel_chair", "agrees_up_to": "1500.00", "one_off_up_to": "5000.00", "in_meeting": "panel"},
    {"role": "deputy_director", "agrees_up_to": "2000.00", "once_missed": True},
    {"role": "director", "agrees_any_amount": True, "kinds": ["adult", "carer"]},
    name="panel_by_exception",
)
COUNCILS = (scheme(), CALL, scheme(name="panel_by_exception"), MADE_UP)

weekly_costs = st.sampled_from(
    ["0.00", "300.00", "499.99", "500.00", "500.01", "800.00", "999.99", "1000.00", "1500.00", "1500.01", "2000.01"]
)
one_off_costs = st.sampled_from(["0.00", "0.00", "0.00", "100.00", "100.01", "500.00", "1000.01", "5000.01"])
own_limits = st.sampled_from([None, None, None, money("400.00"), money("500.00"), money("1500.00")])
dates = st.sampled_from(
    [*[(THROUGHOUT, None)] * 4, (THROUGHOUT, TODAY), (THROUGHOUT, YESTERDAY), (TODAY, None), (TOMORROW, None)]
)
people = st.sampled_from(PEOPLE)


@st.composite
def lines_of_the_register(draw: DrawFn, roles: list[str]) -> Holding:
    """Any line: of any person, role, team, with any dates and limits, and sometimes acting for somebody."""
    starts, ends = draw(dates)
    return Holding(
        person=draw(people),
        role=draw(st.sampled_from([*roles, "practitioner"])),
        team=draw(st.sampled_from([None, Team.COMMUNITY, Team.HOSPITAL])),
        starts=starts,
        ends=ends,
        agrees_up_to=draw(own_limits),
        one_off_up_to=draw(own_limits),
        acting_for=draw(st.sampled_from(["", "", "", *PEOPLE])),
    )


@st.composite
def registers(draw: DrawFn, roles: list[str]) -> Register:
    """Somebody holds each role, mostly; some act for one who does, and hold as much elsewhere; some are away."""
    usual = [
        holding(person, role, team=draw(st.sampled_from([None, Team.COMMUNITY])), agrees_up_to=draw(own_limits))
        for person, role in zip(draw(st.permutations(PEOPLE)), roles, strict=False)
        if draw(st.integers(0, 3))
    ]
    acting = [
        line_of_acting
        for held in usual
        if draw(st.booleans())
        for other in [draw(people.filter(lambda person, held=held: person != held.person))]
        for line_of_acting in (
            holding(other, held.role, acting_for=held.person),
            holding(other, draw(st.sampled_from([held.role, *roles])), team=Team.HOSPITAL),
        )
    ]
    away = [
        Absence(person, *draw(dates))
        for person in dict.fromkeys((*(held.acting_for for held in acting if held.acting_for), draw(people)))
        if draw(st.integers(0, 3))
    ]
    others = draw(st.lists(lines_of_the_register(roles), max_size=4))
    members = [holding(person, "panel_member") for person in MEMBERS]
    return Register((*usual, *acting, *others, *members), tuple(away))


@st.composite
def councils(draw: DrawFn) -> DecidingFacts:
    """A plan that awaits a decision at a council, and who holds what there, with limits, dates, absences, acting."""
    council = draw(st.sampled_from(COUNCILS))
    about = costing(
        draw(weekly_costs),
        draw(one_off_costs),
        kind=draw(st.sampled_from(["adult", "adult", "carer"])),
        very_complex=draw(st.sampled_from(["", "", WHY])),
        expert_assessor=draw(st.sampled_from([None, {"id": "ea-1", "expertise": "Deafblindness"}])),
    )
    roles = [row.role for row in council.authority]
    its_role = route(about, council).role
    return DecidingFacts(
        plan=about,
        version=2,
        status=Status.AWAITING_DECISION,
        sent_to=draw(st.sampled_from([*[its_role] * 4, *roles, "", "a_role_of_an_older_edition"])),
        meetings_missed=draw(st.integers(0, 2)),
        scheme=council,
        register=draw(registers(roles)),
        practitioners=draw(st.frozensets(people, max_size=2)),
        invited_to=draw(st.sampled_from([(TODAY,), (YESTERDAY, TODAY)])),
        today=TODAY,
    )


WHOLE = {outcome: by("tm-1", outcome=outcome) for outcome in DecisionOutcome}


def right_decision(about: DecidingFacts, person: str, outcome: DecisionOutcome, meeting: str) -> Decide:
    """A decision by this person that is otherwise right: at that meeting, with all that it needs; of "", alone."""
    decision = WHOLE[outcome].model_copy(update={"sent_by": Sender(id=person, system="case-system")})
    if not meeting:
        return decision
    held = next(sitting for sitting in about.scheme.meeting if sitting.name == meeting)
    there = dict.fromkeys((person, *MEMBERS))
    expert = {"expert": MEMBERS[0], "like_expertise": SURE} if about.plan.expert_assessor else {}
    record = {**at_meeting(*there, skills=held.skills)["meeting"], **expert}
    return decision.model_copy(update={"meeting": MeetingRecord.model_validate(record)})


SPOILT_BY_ACTING = facts(
    "1000.00",
    CALL,
    meetings_missed=1,
    practitioners=frozenset({"cl-1"}),
    register=Register(
        (
            holding("cl-1", "call_lead"),
            holding("hs-1", "call_lead", acting_for="cl-1"),
            holding("hs-1", "head_of_service"),
            *(holding(person, "panel_member") for person in MEMBERS),
        ),
        (Absence("cl-1", TODAY, TODAY),),
    ),
)
"""At the call hs-1 would act for the practitioner, so may not decide; what it missed they decide alone, and may."""

ACTS_WITH_POWERS_OF_A_PANEL = facts(
    "1000.00",
    CALL,
    meetings_missed=1,
    register=Register(
        (
            holding("hs-1", "head_of_service"),
            holding("cl-1", "call_lead", team=Team.HOSPITAL),
            holding("cl-1", "head_of_service", acting_for="hs-1"),
            *(holding(person, "panel_member") for person in MEMBERS),
        ),
        (Absence("hs-1", TODAY, TODAY),),
    ),
)
"""cl-1 acts for the head, who decides alone; their own power is that of another team's call, which is none alone."""


@pytest.mark.rule("ROUTE-1", "ROUTE-2", "ROUTE-3", "ROUTE-9", "ROUTE-10")
@settings(max_examples=200, deadline=None)
@example(about=SPOILT_BY_ACTING, outcome=AGREE)
@example(about=ACTS_WITH_POWERS_OF_A_PANEL, outcome=AGREE)
@given(about=councils(), outcome=st.sampled_from(DecisionOutcome))
def test_whoever_is_listed_may_decide_by_the_authority_that_is_listed_and_nobody_else_may(
    about: DecidingFacts, outcome: DecisionOutcome
) -> None:
    able = dict(deciders(about))
    meetings = [meeting.name for meeting in about.scheme.meeting]
    for person in (*PEOPLE, *MEMBERS, STRANGER):
        authority = able.get(person)
        if authority is not None:
            assert may_decide(about, right_decision(about, person, outcome, authority.meeting)) == authority
            continue
        for meeting in ("", *meetings):
            decision = right_decision(about, person, outcome, meeting)
            assert isinstance(may_decide(about, decision), Refused), person
