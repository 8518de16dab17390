"""ROUTE-1 to ROUTE-3, ROUTE-9, ROUTE-10 · Whoever is listed as a decider is accepted, and nobody else is.

Over generated councils: who holds what, with limits, dates, absences and people who act for others.
"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from countersign.careplan.decision_parts import DecisionOutcome, MeetingRecord
from countersign.careplan.lifecycle import Status
from countersign.careplan.may_decide import (
    DecidingFacts,
    deciders,
    may_decide,
)
from countersign.careplan.messages.answers import Refused
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.messages.declaring import Sender
from countersign.careplan.register import Absence, Holding, Register
from countersign.careplan.routing import route
from tests.support.builders import SURE, money, rows, scheme, so
from tests.support.deciding import (
    AGREE,
    CALL,
    THROUGHOUT,
    TODAY,
    TOMORROW,
    WHY,
    YESTERDAY,
    at_meeting,
    by,
    costing,
    facts,
    holding,
)

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
        team=draw(st.sampled_from([None, "community", "hospital_social_work"])),
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
        holding(person, role, team=draw(st.sampled_from([None, "community"])), agrees_up_to=draw(own_limits))
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
            holding(other, draw(st.sampled_from([held.role, *roles])), team="hospital_social_work"),
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
        very_complex=draw(st.sampled_from([None, None, so(WHY)])),
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
            holding("cl-1", "call_lead", team="hospital_social_work"),
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
