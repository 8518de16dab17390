"""BUD-1 · Words about who pays fit the case, in the letter and in the written record alike."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from countersign.careplan.budget import budget_of
from countersign.letters.documents import Documents
from countersign.wording.document import Table
from tests.letters.made import text_of
from tests.support.letters import AGREED, but, somebody_else
from tests.support.records import PLAN, plan, record_of

AFTERCARE = {"how": "not_charged", "why_not": "aftercare"}
FREE = {"how": "not_charged", "why_not": "free_by_law"}
LEFT = {"how": "not_charged", "why_not": "council_does_not_charge"}
IN_FULL = {"how": "pays_in_full"}
ASSESSED = {"how": "assessed"}
LOOKED = "A financial assessment looked at what you can afford. It found that you"
NOTHING = "You do not have to pay any of this."
COUNCIL = "The council pays all of it."

CASES = [
    # each week, once, the person's part of both, how they are charged: what they are told
    (
        "200.00",
        "0.00",
        "61.25",
        "0",
        None,
        f"{LOOKED} must pay £61.25 a week. The council pays the other £138.75 a week.",
    ),
    ("200.00", "0.00", "0", "0", None, f"{NOTHING} {COUNCIL}"),
    ("200.00", "0.00", "0", "0", ASSESSED, f"{LOOKED} do not have to pay any of this. {COUNCIL}"),
    (
        "200.00",
        "900.00",
        "0",
        "0",
        AFTERCARE,
        f"{NOTHING} It is aftercare under section 117 of the Mental Health Act, which is free. {COUNCIL}",
    ),
    ("200.00", "0.00", "0", "0", FREE, f"{NOTHING} The law says that this support is free. {COUNCIL}"),
    ("200.00", "0.00", "0", "0", LEFT, f"{NOTHING} The council does not charge for this support. {COUNCIL}"),
    ("200.00", "0.00", "200.00", "0", None, "You must pay all of it: £200.00 a week."),
    ("200.00", "0.00", "200.00", "0", IN_FULL, "You must pay all of it: £200.00 a week."),
    ("690.00", "4200.00", "690.00", "4200.00", IN_FULL, "You must pay all of it: £690.00 a week, and £4,200.00 once."),
    ("200.00", "0.00", "200.00", "0", ASSESSED, f"{LOOKED} must pay all of it: £200.00 a week."),
    ("0.00", "900.00", "0", "0", None, f"{NOTHING} {COUNCIL}"),
    (
        "0.00",
        "900.00",
        "0",
        "300.00",
        None,
        f"{LOOKED} must pay £300.00 once. The council pays the other £600.00 once.",
    ),
    (
        "690.00",
        "4200.00",
        "90.00",
        "0",
        None,
        f"{LOOKED} must pay £90.00 a week. The council pays the other £600.00 a week, and £4,200.00 once.",
    ),
    ("0.00", "0.00", "0", "0", None, "Meeting these needs costs the council nothing, so there is nothing to pay."),
]


def of(weekly: str, one_off: str, person: str, once: str, charging: dict[str, str] | None) -> Any:
    services = [
        PLAN["services"][0] | {"unit_cost": None, "units_a_week": None, "weekly_cost": weekly, "one_off_cost": one_off}
    ]
    return plan(services=services, person_pays=person, person_pays_once=once, charging=charging)


@pytest.mark.rule("BUD-1", "REC-2")
@pytest.mark.parametrize(("weekly", "one_off", "person", "once", "charging", "told"), CASES)
def test_the_letter_and_the_record_tell_who_pays_in_words_that_fit(
    documents: Documents,
    weekly: str,
    one_off: str,
    person: str,
    once: str,
    charging: dict[str, str] | None,
    told: str,
) -> None:
    about = of(weekly, one_off, person, once, charging)
    letter = text_of(documents, but(AGREED, budget=budget_of(about), how_budget_was_worked_out=""))
    record = json.dumps(record_of(about).model_dump(mode="json"), ensure_ascii=False)
    for said in (letter, record):
        assert told in said
        assert ("inancial assessment" in said) is ("inancial assessment" in told)
        assert "the other £0.00" not in said
        assert not re.search(r"once a week|£0\.00 once", said)


@pytest.mark.rule("BUD-1", "BUD-3")
@pytest.mark.parametrize(
    ("weekly", "one_off", "captions"),
    [
        ("200.00", "0.00", ["Your personal budget each week"]),
        ("0.00", "900.00", ["Your personal budget paid once"]),
        ("200.00", "900.00", ["Your personal budget each week", "Your personal budget paid once"]),
        ("0.00", "0.00", []),
    ],
)
def test_the_three_amounts_stand_for_what_is_paid_each_week_and_for_what_is_paid_once(
    documents: Documents, weekly: str, one_off: str, captions: list[str]
) -> None:
    about = of(weekly, one_off, "0", "0", None)
    (budget,) = (part for part in record_of(about).parts if part.heading == "Your personal budget")
    tables = [block for block in budget.blocks if isinstance(block, Table) and not block.total]
    assert [table.caption for table in tables] == captions
    for table in tables:
        cost, person, council = (Decimal(row[1].strip("£")) for row in table.rows)
        assert cost == person + council
    letter = text_of(documents, but(AGREED, budget=budget_of(about), how_budget_was_worked_out=""))
    assert re.findall(r"^The personal budget (?:each week|paid once)$", letter, re.MULTILINE) == [
        caption.replace("Your", "The") for caption in captions
    ]


@pytest.mark.rule("BUD-1", "TELL-1")
def test_a_representative_is_told_by_name_who_pays(documents: Documents) -> None:
    about = of("200.00", "900.00", "0", "0", AFTERCARE)
    letter = text_of(documents, but(AGREED, budget=budget_of(about), how_budget_was_worked_out=""), somebody_else())
    assert "Winifred Ashdown does not have to pay any of this. It is aftercare" in letter


@pytest.mark.rule("REC-2", "BUD-1")
@pytest.mark.parametrize(
    ("one_off", "indicative", "indicative_once", "says"),
    [
        ("900.00", "200.00", "900.00", "This is the same as the estimate."),
        (
            "900.00",
            "200.00",
            "899.99",
            "This is £0.01 more than the estimate for what is paid once. The estimate is not a limit.",
        ),
        (
            "900.00",
            "190.00",
            "1000.00",
            "This is £10.00 a week more than the estimate, and £100.00 less for what is paid once.",
        ),
        (
            "900.00",
            "200.00",
            "0.00",
            "The estimate was for each week only. There is also £900.00, which is paid once.",
        ),
        ("0.00", "200.00", "0.00", "This is the same as the estimate."),
    ],
)
def test_the_estimate_is_compared_each_week_and_once(
    one_off: str, indicative: str, indicative_once: str, says: str
) -> None:
    services = [
        PLAN["services"][0] | {"unit_cost": None, "units_a_week": None, "weekly_cost": "200", "one_off_cost": one_off}
    ]
    about = plan(services=services, indicative_budget=indicative, indicative_one_off=indicative_once)
    assert says in json.dumps(record_of(about).model_dump(mode="json"), ensure_ascii=False)


@pytest.mark.rule("BUD-2")
def test_whose_a_shared_one_off_is_stands_in_the_record_and_in_the_letter(documents: Documents) -> None:
    shares = [{"paid_by": "The Riverbank Fund", "amount": "400.00"}]
    services = [
        PLAN["services"][0]
        | {
            "unit_cost": None,
            "units_a_week": None,
            "weekly_cost": "0",
            "one_off_cost": "900.00",
            "one_off_shares": shares,
        }
    ]
    about = plan(services=services, person_pays="0", person_pays_once="100.00")
    record = json.dumps(record_of(about).model_dump(mode="json"), ensure_ascii=False)
    assert "Your budget, The Riverbank Fund (£400.00 once)" in record
    letter = text_of(documents, but(AGREED, budget=budget_of(about), how_budget_was_worked_out=""))
    for said in (letter, record):
        assert "must pay £100.00 once. The council pays the other £400.00 once." in said
        assert "£900.00 once." in said
        assert "£0.00 a week" not in said
    assert "The Riverbank Fund: £400.00 once" in letter
