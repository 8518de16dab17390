"""A plan that awaits a decision, who is on the register, and decisions about it that are whole but for one thing."""

from datetime import date
from typing import Any

from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.lifecycle import Status
from countersign.careplan.may_decide import (
    DecidingFacts,
)
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.plan import Plan
from countersign.careplan.register import Holding, Register
from countersign.careplan.routing import AuthorityUsed, route
from countersign.careplan.scheme import Scheme
from tests.support.builders import Json, decide, line, plan, scheme

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
