"""What the tests of the rules are built from: the examples, and small changes to them.

Everything returned is a fresh copy. A path names a place in JSON, such as `plan.services.0.weekly_cost`.
"""

import copy
import csv
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import holidays

from countersign.careplan.decision_parts import DecisionOutcome, Ground, Limb, PaymentCriterion, Question
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.payment import ManagedBy
from countersign.careplan.plan import Plan
from countersign.careplan.register import Absence, Holding, Register
from countersign.careplan.routing import ToDecide, route
from countersign.careplan.scheme import Scheme, completed, read_scheme
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.working_time import WorkingDays, working_days
from countersign.testkit.examples import EXAMPLES, Json, changed, example, place

ROOT = Path(__file__).resolve().parents[2]
SCHEMES = ROOT / "schemes"

SURE = "Ten days of talking it over with the person, noted in the file."
"""Evidence that is no bare tick."""

_ENGLAND = holidays.country_holidays("GB", subdiv="ENG")


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


EXAMPLE_OF = {"submit": "plain-1-submission", "decide": "plain-2-agreed", "resubmit": "clare-3-resubmission"}
"""The examples of messages that have none of their own name."""


def example_of(message: str) -> Json:
    """The example of a message, by the message's name."""
    return example(EXAMPLE_OF.get(message) or f"message-{message.replace('_', '-')}")


def plan_json() -> Json:
    """The plan of the plain example: complete, below its indicative budget, without a direct payment."""
    return example("plain-1-submission")["plan"]


def without(value: Json, *paths: str) -> Json:
    """A copy with each path taken out."""
    fresh = copy.deepcopy(value)
    for path in paths:
        inner, last = place(fresh, path)
        del inner[last]
    return fresh


def so(words: str) -> Json:
    """Yes, it is so, and why."""
    return {"so": True, "in_words": words}


def not_so(words: str = "") -> Json:
    """No, it is not so."""
    return {"so": False, "in_words": words}


def plan(**parts: Any) -> Plan:
    """The plain example's plan, with whole parts replaced: `plan(kind="carer")`."""
    return Plan.model_validate({**plan_json(), **parts})


def line(weekly: str = "0.00", **parts: Any) -> ServiceLine:
    """One priced line, for need N1, managed by the council."""
    whole = {
        "id": "S1",
        "service": "Home care",
        "description": "Support at home.",
        "needs": ["N1"],
        "managed_by": ManagedBy.COUNCIL,
        "weekly_cost": weekly,
    }
    return ServiceLine.model_validate({**whole, **parts})


def plan_costing(weekly: str, one_off: str = "0.00", **parts: Any) -> Plan:
    """A plan for the community team whose one line costs this much a week, and this much once."""
    return plan(**{"team": "community", "services": [line(weekly, one_off_cost=one_off)], **parts})


PAYMENT: Json = {
    "has_capacity_to_manage": "yes",
    "under_a_requirement": "no",
    "requested": "asked_for",
    "paid_every": "four_weeks",
    "starts_on": "2026-11-30",
}
"""What a plan says about a direct payment about which nothing is found."""

PAID_DIRECTLY: Json = {
    "services.0.managed_by": "direct_payment",
    "services.0.commissioned": {"possible": False},
    "services.0.payee": {"relation": "not_a_relative"},
    "direct_payment": PAYMENT,
}
"""What makes a direct payment of the plain plan's first line, S1, about which nothing is found."""


def plan_by_direct_payment(changes: Json | None = None) -> Plan:
    """The plain plan with its first line managed by direct payment, and the value at each path replaced."""
    return Plan.model_validate(changed(plan_json(), {**copy.deepcopy(PAID_DIRECTLY), **(changes or {})}))


TEAMS = (
    "visual_impairment",
    "hospital_social_work",
    "home_assessment",
    "community",
    "learning_disability",
    "complex_care_and_review",
    "mental_health",
    "chc_social_work",
    "transition",
)
"""The nine teams of the procedure, in its order."""

SCHEME_NAMES = ("procedure", "shropshire", "doncaster", "panel_by_exception")
"""Every scheme of `schemes/`."""


def scheme_json(name: str = "procedure") -> Json:
    """One of `schemes/`, parsed, with the tables of the edition that it is based on."""
    own = copy.deepcopy(_parsed(name))
    based_on = own["scheme"].get("based_on")
    return completed(own, scheme_json(based_on.partition("@")[0])) if based_on else own


@cache
def _parsed(name: str) -> Json:
    return tomllib.loads(_text(SCHEMES / f"{name}.toml"))


def scheme(changes: Json | None = None, name: str = "procedure") -> Scheme:
    """A scheme of `schemes/`, with the value at each path replaced."""
    return read_scheme(changed(scheme_json(name), changes), f"{name}.toml") if changes else _as_it_is(name)


@cache
def _as_it_is(name: str) -> Scheme:
    return read_scheme(scheme_json(name), f"{name}.toml")


def rows(*authority: Json, name: str = "procedure") -> Scheme:
    """A scheme with these rows of authority instead of its own, each with whatever it leaves out filled in."""
    whole = [{"title": "A role", "kinds": ["adult"], "source": "a test", **row} for row in authority]
    return scheme({"authority": whole}, name)


def is_bank_holiday(day: date) -> bool:
    """Whether a day is a bank holiday in England."""
    return day in _ENGLAND


def days(changes: Json | None = None) -> WorkingDays:
    """The working days of the default scheme."""
    return working_days(scheme(changes), is_bank_holiday)


def register(*absences: Absence) -> Register:
    """`examples/register.csv`, and who is away."""
    holdings = tuple(
        Holding(
            row["person"],
            row["role"],
            row["team"] or None,
            date.fromisoformat(row["starts"]),
            date.fromisoformat(row["ends"]) if row["ends"] else None,
            name=row["name"],
            telephone=row["telephone"],
            submits_for=tuple(row["submits_for"].split()),
        )
        for row in csv.DictReader(_text(EXAMPLES / "register.csv").splitlines())
    )
    return Register(holdings, absences)


def to_decide(about: Plan, council: Scheme, **parts: Any) -> ToDecide:
    """What there is to decide about a plan, with the role that its scheme sends it to."""
    return ToDecide(about, route(about, council).role)._replace(**parts)


Limbs3 = tuple[bool, bool, bool | None]
"""Answers to the three limbs: appropriate and proportionate, best use, direct payment (None: not answered)."""

BETTER_USE: Json = {
    "what": "The lunch club at the library",
    "needs": ["N1"],
    "could_meet_needs": True,
    "available_when_required": True,
    "why": "It has a place from Monday, and somebody who helps with meals.",
}
"""An alternative that a return names, and that counts."""

TO_THEM: Json = {
    "to_the_person": "The plan does not say yet how often you would like help.",
    "what_happens_next": "Your practitioner will talk with you about it.",
}
"""The words to the person of a reason of a return."""

_REASON_FOR: dict[Limb, Json] = {
    Limb.APPROPRIATE: {"ground": Ground.NOT_APPROPRIATE, "criterion": Question.INTENSITY},
    Limb.BEST_USE: {"ground": Ground.NOT_BEST_USE, "criterion": Question.RESOURCES, "alternative": BETTER_USE},
    Limb.DIRECT_PAYMENT: {
        "ground": Ground.NOT_APPROPRIATE,
        "payment_criterion": PaymentCriterion.COST,
        "facts": SURE,
    },
}


def decide_json(outcome: DecisionOutcome = DecisionOutcome.AGREE, limbs: Limbs3 = (True, True, None)) -> Json:
    """A decision with every question answered yes, but those on which a return rests.

    A return has one whole reason for each failed limb.
    """
    message = example("plain-2-agreed")
    message["answers"] = [{"question": question.value, "reply": "yes"} for question in Question]
    message |= {"outcome": outcome.value, "limbs": dict(zip((limb.value for limb in Limb), limbs, strict=True))}
    if outcome is DecisionOutcome.RETURN:
        failed = [limb for limb, holds in zip(Limb, limbs, strict=True) if holds is False]
        message["wanted"] = "revision"
        message["reasons"] = [
            {"id": f"R{number}", "limb": limb, "reason": SURE, "steps": ["Talk again."], **TO_THEM, **_REASON_FOR[limb]}
            for number, limb in enumerate(failed, start=1)
        ]
        rests_on = [reason.get("criterion") for reason in message["reasons"]]
        for answer in message["answers"]:
            answer["reply"] = "no" if answer["question"] in rests_on else "yes"
    return message


def decide(
    outcome: DecisionOutcome = DecisionOutcome.AGREE, limbs: Limbs3 = (True, True, None), changes: Json | None = None
) -> Decide:
    """The same, read, with the value at each path replaced."""
    return Decide.model_validate(changed(decide_json(outcome, limbs), changes or {}))


def money(text: str) -> Decimal:
    """Pounds and pence."""
    return Decimal(text)
