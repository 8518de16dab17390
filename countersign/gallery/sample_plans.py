"""What sample records and letters are made from: one full plan, and one by direct payment. All invented."""

from datetime import date
from functools import cache
from typing import Any

from countersign.careplan.decision_parts import Condition, ConditionKind, LineOtherwise
from countersign.careplan.plan import Plan
from countersign.careplan.sender import Sender
from countersign.carried import folder
from countersign.schemes.reader import SENDER
from countersign.schemes.sender_file import sender_in

PLAN_ID = "5f0c7c1e-8a44-4c53-9d0e-2b6f9b1f3a77"
AGREED_ON = date(2026, 11, 21)
REVIEW_BY = date(2027, 11, 21)


@cache
def a_sender() -> Sender:
    """TELL-7: the sender of the examples, a made-up council."""
    return sender_in(folder("examples") / SENDER)


PLAN: dict[str, Any] = {
    "plan_id": PLAN_ID,
    "team": "visual_impairment",
    "person": {
        "name": "Winifred Ashdown",
        "preferred_name": "Winnie",
        "date_of_birth": "1941-03-09",
        "contact": {"channel": "email", "address": ["7 Marker Lane", "Testbury"], "email": "winnie@example.org"},
    },
    "practitioner": {"id": "SW-104", "name": "Clare Penrose", "telephone": "01632 960104"},
    "needs": [
        {"id": "N1", "area": "nutrition", "description": "You can no longer see well enough to cook safely."},
        {
            "id": "N2",
            "area": "personal_hygiene",
            "description": "You need someone with you to get in and out of the bath.",
        },
        {
            "id": "N3",
            "area": "community_facilities",
            "description": "You cannot cross roads alone.\nYou miss your choir.",
        },
        {"id": "N4", "area": "habitable_home", "description": "Heavy cleaning is hard for you.", "eligible": False},
    ],
    "outcomes": [
        {
            "id": "O1",
            "description": "I want a hot meal every day.",
            "needs": ["N1"],
            "how_we_will_know": "Winnie has a hot meal on each day of the week.",
        },
        {"id": "O2", "description": "I want to bathe without fear.", "needs": ["N2"]},
        {"id": "O3", "description": "I want to sing with my choir again.", "needs": ["N3"]},
        {"id": "O4", "description": "I want to learn to use a talking phone."},
    ],
    "services": [
        {
            "id": "S1",
            "service": "Home care",
            "description": "Help with breakfast, and with bathing three times a week.\nAlways the same two carers.",
            "needs": ["N1", "N2"],
            "managed_by": "council",
            "provider": "P1",
            "units_a_week": "10.5",
            "unit": "hour",
            "unit_cost": "23.40",
            "weekly_cost": "245.70",
        },
        {
            "id": "S2",
            "service": "Personal assistant",
            "description": "Takes you to choir and to the shops.",
            "needs": ["N3"],
            "managed_by": "direct_payment",
            "units_a_week": "6",
            "unit": "hour",
            "unit_cost": "16.00",
            "weekly_cost": "96.00",
            "one_off_cost": "120.00",
        },
        {
            "id": "S3",
            "service": "Sight rehabilitation",
            "description": "Teaches you to cook and to cross roads with low vision.",
            "needs": ["N1", "N3"],
            "managed_by": "other",
            "weekly_cost": "38.50",
            "paid_by_other": "The health service",
        },
        {
            "id": "S4",
            "service": "Your daughter",
            "description": "Sunday lunch, and help with letters.",
            "needs": ["N1"],
            "managed_by": "informal",
        },
    ],
    "indicative_budget": "300.00",
    "person_pays": "61.25",
    "how_budget_was_worked_out": "We added up ten and a half hours of home care and six hours of a personal assistant.",
    "contingency_plan": "If a carer does not come:\n- call the home care office\n- your daughter can come in an hour",
    "preferences": "Female carers, please. Tea before anything else.",
    "providers": [{"id": "P1", "name": "Lantern Home Care", "contact": {"address": ["1 Provider Road"]}}],
    "carers": [
        {"id": "C1", "name": "Hazel Ashdown", "relationship": "daughter", "contact": {"address": ["9 Carer Close"]}}
    ],
}


def plan(**changes: Any) -> Plan:
    """The plan, with some of its fields replaced."""
    return Plan.model_validate(PLAN | changes)


# A plan with a direct payment


WAGES: dict[str, Any] = PLAN["services"][1] | {"personal_assistants": {"how_many": 1}}
EMPLOYER_COSTS: list[dict[str, Any]] = [
    {
        "id": "S5",
        "service": "Holiday pay",
        "description": "Paid holiday of 5.6 weeks a year",
        "needs": ["N3"],
        "managed_by": "direct_payment",
        "weekly_cost": "10.34",
        "employer_cost": {"kind": "holiday_pay", "wages": "S2"},
    },
    {
        "id": "S6",
        "service": "Training",
        "description": "A course for whoever helps you.",
        "needs": ["N3"],
        "managed_by": "direct_payment",
        "one_off_cost": "45.00",
        "employer_cost": {"kind": "training", "wages": "S2"},
    },
    {
        "id": "S7",
        "service": "Pension",
        "description": "Nothing to pay: the pay is too low for that.",
        "needs": ["N3"],
        "managed_by": "direct_payment",
        "employer_cost": {"kind": "pension", "wages": "S2"},
    },
]
GARDENING: dict[str, Any] = {
    "id": "S8",
    "service": "Gardening",
    "description": "Two hours a fortnight with a firm of your choice.",
    "needs": ["N4"],
    "managed_by": "direct_payment",
    "weekly_cost": "20.00",
    "otherwise": {"managed_by": "council", "weekly_cost": "15.00", "how": "Two hours a fortnight with Green Hands."},
}
ALTERNATIVES: list[dict[str, Any]] = [
    {
        "id": "A1",
        "service": "Lunch club",
        "needs": ["N1"],
        "weekly_cost": "60.00",
        "could_meet_needs": True,
        "available_when_required": False,
        "why": "It is full until March",
    }
]
OTHERWISE = (LineOtherwise(line="S8", rule="DP-8", why="The council can arrange the same for less"),)
CONDITIONS = (
    Condition(
        id="C1",
        kind=ConditionKind.PERSON_BARRED,
        what="Your nephew Mark Penfold may not be paid to give you care",
        name="Mark Penfold",
        relationship="nephew",
    ),
    Condition(
        id="C2",
        kind=ConditionKind.INFORMATION,
        what="Send us the bank statements.",
        first_on=date(2027, 1, 5),
        every_months=1,
    ),
)


def payment_plan(**changes: Any) -> Plan:
    """A plan with a personal assistant, what an employer pays, a line that has another way, and an alternative."""
    first, _, *others = PLAN["services"]
    services = [first, WAGES, *others, GARDENING, *EMPLOYER_COSTS]
    given = {"services": services, "alternatives": ALTERNATIVES, "indicative_budget_told_on": "2026-10-01"}
    return plan(**given | changes)
