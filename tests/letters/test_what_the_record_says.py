"""REC, BUD · The model of the written record: what is in it, in which words, and what is kept out of it."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from countersign.careplan.budget import Cost, final_budget
from countersign.careplan.consent import Section
from countersign.careplan.figures import day, pounds
from countersign.careplan.payment_terms import payment_terms
from countersign.careplan.plan import Plan
from countersign.careplan.reading_out import reference_of
from countersign.careplan.service_line import DayOfWeek
from countersign.testkit.examples import a_sender
from countersign.wording.as_decided import AsDecided
from countersign.wording.budget_in_words import how_decided
from countersign.wording.document import Facts, Heading, Table, Words, lines_of
from countersign.wording.written_record import WrittenRecord, written_record
from tests.support.records import AGREED_ON, PLAN, PLAN_ID, REVIEW_BY, plan, record_of


def words_of(record: WrittenRecord) -> str:
    return json.dumps(record.model_dump(mode="json"), ensure_ascii=False)


def table(record: WrittenRecord, caption: str) -> Table:
    blocks = [block for part in record.parts for block in part.blocks]
    return next(block for block in blocks if isinstance(block, Table) and block.caption == caption)


def facts_under(record: WrittenRecord, heading: str) -> dict[str, tuple[str, ...]]:
    for part in record.parts:
        for block, following in zip(part.blocks, part.blocks[1:], strict=False):
            if block == Heading(text=heading) and isinstance(following, Facts):
                return {row.label: row.values for row in following.rows}
    raise LookupError(heading)


@pytest.mark.rule("REC-1")
def test_the_record_says_which_version_was_agreed_when_and_by_whom() -> None:
    record = record_of(plan())
    (part,) = (part for part in record.parts if part.heading == "How it was decided, and reviews")
    said = " ".join(block.text for block in part.blocks if isinstance(block, Words))
    assert "The plan was agreed on 21 November 2026 by our service manager." in said
    assert f"This is version 2 of it, and its reference is {reference_of(PLAN_ID)}." in said
    assert "We will look at your plan again with you by 21 November 2027, and then at least once a year." in said
    assert (record.version, record.agreed_on, record.plan_id) == (2, AGREED_ON, PLAN_ID)


@pytest.mark.rule("REC-2")
@pytest.mark.parametrize(("advice", "who"), [("Ring the home help club.", "see “What else can help”"), ("", "ask us")])
def test_a_need_that_nothing_meets_says_so_and_who_can_help(advice: str, who: str) -> None:
    assert facts_under(record_of(plan(advice=advice)), "Looking after your home") == {
        "Your need (this one is not an eligible need)": ("Heavy cleaning is hard for you.",),
        "How this will be met": (f"The council does not arrange this. Who can help: {who}.",),
    }


@pytest.mark.rule("REC-2", "SHARE-7")
def test_of_support_that_somebody_else_arranges_it_says_who_pays_where_the_budget_is_shared() -> None:
    arranged = facts_under(record_of(plan()), "Sight rehabilitation")["How it is arranged"]
    assert arranged == ("Someone else arranges it. The health service pays for it",)
    part_copy = record_of(plan(), (Section.NEEDS, Section.SERVICES))
    assert facts_under(part_copy, "Sight rehabilitation")["How it is arranged"] == ("Someone else arranges it",)


@pytest.mark.rule("BUD-1", "BUD-3")
def test_the_three_amounts_are_those_of_the_priced_lines() -> None:
    amounts = [row[1] for row in table(record_of(plan()), "Your personal budget each week").rows]
    assert amounts == ["£341.70", "£61.25", "£280.45"]


@pytest.mark.rule("BUD-3")
def test_every_figure_in_the_record_is_a_figure_of_the_plan() -> None:
    a_plan = plan(how_budget_was_worked_out="In words.")
    budget = final_budget(a_plan.services, a_plan.person_pays)
    known = [budget.cost_to_council, budget.person_pays, budget.council_pays, budget.one_off, budget.total_cost]
    known += [budget.cost_to_council - a_plan.indicative_budget, a_plan.indicative_budget]
    for line in a_plan.services:
        known += [line.weekly_cost, line.one_off_cost, line.unit_cost or Decimal(0)]
    terms = payment_terms(a_plan, is_net=True)
    known += [terms.paid_weekly] if terms else []
    assert set(re.findall(r"£[\d,]+\.\d\d", words_of(record_of(a_plan)))) == {pounds(amount) for amount in known}


@pytest.mark.rule("BUD-2")
def test_the_record_says_who_else_pays_and_how_much() -> None:
    assert table(record_of(plan()), "What others pay each week").rows == (("The health service", "£38.50"),)
    assert "everything in your plan costs £380.20 a week, and £120.00 once" in words_of(record_of(plan()))


@pytest.mark.rule("BUD-2")
def test_where_nobody_else_pays_the_record_does_not_speak_of_it() -> None:
    services = [line for line in PLAN["services"] if "paid_by_other" not in line]
    assert "Who else pays" not in words_of(record_of(plan(services=services)))


@pytest.mark.rule("REC-2")
@pytest.mark.parametrize(
    ("indicative", "says"),
    [
        ("341.69", "£0.01 a week more than the estimate. The estimate is not a limit."),
        ("341.70", "This is the same as the estimate."),
        ("341.71", "£0.01 a week less than the estimate."),
    ],
)
def test_the_record_explains_how_the_budget_compares_with_the_estimate(indicative: str, says: str) -> None:
    record = record_of(plan(indicative_budget=indicative))
    assert says in words_of(record)
    assert PLAN["how_budget_was_worked_out"] in words_of(record)


@pytest.mark.rule("REC-2")
def test_somebody_who_pays_nothing_is_told_so() -> None:
    a_plan = plan()
    last = how_decided(final_budget(a_plan.services, Decimal(0)), Cost(Decimal(300), Decimal(0)))[-1]
    assert last == "You do not have to pay any of this. The council pays all of it."


MET_BY = (
    "Home care (the council meets this); Sight rehabilitation (someone else meets this); Your daughter (unpaid help)"
)


@pytest.mark.rule("REC-2", "SUB-5")
def test_each_need_stands_with_its_outcomes_and_what_meets_it() -> None:
    assert facts_under(record_of(plan()), "Eating and drinking well") == {
        "Your need": ("You can no longer see well enough to cook safely.",),
        "What you want to achieve": ("I want a hot meal every day.",),
        "How we will know": ("Winnie has a hot meal on each day of the week.",),
        "How this will be met": (MET_BY,),
    }


def test_needs_that_share_an_outcome_stand_together() -> None:
    outcomes = [{"id": "O1", "description": "I want to live well.", "needs": ["N1", "N2"]}]
    (groups,) = (
        part.blocks for part in record_of(plan(outcomes=outcomes)).parts if part.heading.startswith("Your needs")
    )
    assert Heading(text="Eating and drinking well; Keeping clean") in groups


def test_a_need_that_is_not_eligible_says_so_and_an_outcome_of_no_need_is_not_lost() -> None:
    words = words_of(record_of(plan()))
    assert "Your need (this one is not an eligible need)" in words
    assert "I want to learn to use a talking phone." in words


def test_each_service_says_what_it_is_how_it_is_managed_how_much_and_who_provides_it() -> None:
    assert facts_under(record_of(plan()), "Home care") == {
        "What it is": ("Help with breakfast, and with bathing three times a week.", "Always the same two carers."),
        "How it is arranged": ("The council arranges it",),
        "How much": ("10.5 hours a week, at £23.40 an hour",),
        "Who does it": ("Lantern Home Care",),
    }


def test_each_service_says_what_it_costs_each_week_and_once_and_who_pays() -> None:
    costs = table(record_of(plan()), "What each part of your support costs")
    assert [column.heading for column in costs.columns] == ["Support", "Each week", "One-off", "Who pays"]
    assert costs.rows == (
        ("Home care", "£245.70", "£0.00", "Your budget"),
        ("Personal assistant", "£96.00", "£120.00", "Your budget"),
        ("Sight rehabilitation", "£38.50", "£0.00", "The health service"),
        ("Your daughter", "£0.00", "£0.00", "Nothing to pay"),
    )
    assert costs.total == ("Total", "£380.20", "£120.00", "")


def test_where_nothing_is_paid_once_there_is_no_column_for_it() -> None:
    services = [line for line in PLAN["services"] if "one_off_cost" not in line]
    costs = table(record_of(plan(services=services)), "What each part of your support costs")
    assert [column.heading for column in costs.columns] == ["Support", "Each week", "Who pays"]
    assert {len(row) for row in (*costs.rows, costs.total)} == {3}


@pytest.mark.parametrize(
    ("units", "unit", "says"),
    [
        ("10.5", "hours", "10.5 hours a week, at £10.00 an hour"),
        ("2", "child", "2 children a week, at £10.00 a child"),
        ("1", "evenings", "1 evening a week, at £10.00 an evening"),
        ("1", "hour", "1 hour a week, at £10.00 an hour"),
        ("1.00", "visit", "1 visit a week, at £10.00 a visit"),
        ("20", "half-day", "20 half-days a week, at £10.00 a half-day"),
        ("2", "delivery", "2 deliveries a week, at £10.00 a delivery"),
        ("2", "day", "2 days a week, at £10.00 a day"),
        ("2", "lunch", "2 lunches a week, at £10.00 a lunch"),
        ("2", "day at the centre", "2 days at the centre a week, at £10.00 a day at the centre"),
        ("2", None, "2 units a week, at £10.00 a unit"),
    ],
)
def test_how_much_reads_as_people_speak(units: str, unit: str | None, says: str) -> None:
    line: dict[str, Any] = PLAN["services"][0] | {"units_a_week": units, "unit": unit, "unit_cost": "10.00"}
    assert facts_under(record_of(plan(services=[line])), "Home care")["How much"] == (says,)


def test_the_record_has_the_contingency_plan_preferences_review_people_and_the_right_to_complain() -> None:
    words = words_of(record_of(plan()))
    for said in (
        "call the home care office",
        "Female carers, please.",
        "by 21 November 2027",
        "Clare Penrose, telephone 01632 960104",
        "Hazel Ashdown (daughter)",
        "You have the right to complain.",
    ):
        assert said in words


def test_a_direct_payment_is_explained_only_where_there_is_one() -> None:
    services = [line for line in PLAN["services"] if line["managed_by"] != "direct_payment"]
    assert "A direct payment is money from the council" in words_of(record_of(plan()))
    assert "irect payment" not in words_of(record_of(plan(services=services)))


def test_the_record_holds_no_birth_date_no_address_and_no_reference_between_its_parts() -> None:
    representative = {"name": "Rowan Ashdown", "relationship": "son", "contact": {"address": ["3 Rowan Rise"]}}
    words = words_of(record_of(plan(representative=representative)))
    assert "Rowan Ashdown (son)" in words
    for kept_out in (
        "1941",
        "9 March",
        "Marker Lane",
        "winnie@example.org",
        "Carer Close",
        "Provider Road",
        "Rowan Rise",
    ):
        assert kept_out not in words
    assert not re.search(r"\b[NOSPC]\d\b", words)
    assert "SW-104" not in words


@pytest.mark.parametrize(
    ("kind", "is_the_persons", "title"),
    [
        ("adult", True, "Your care and support plan"),
        ("adult", False, "Care and support plan"),
        ("carer", True, "Your support plan"),
        ("carer", False, "Support plan"),
    ],
)
def test_a_plan_is_called_what_it_is_and_yours_where_it_is(kind: str, is_the_persons: bool, title: str) -> None:
    assert record_of(plan(kind=kind), is_the_persons=is_the_persons).title == title


def test_an_empty_plan_still_makes_a_record_without_empty_parts() -> None:
    empty: dict[str, Any] = dict.fromkeys(("needs", "outcomes", "services", "providers", "carers"), ())
    a_plan: Plan = plan(**empty, preferences="", contingency_plan="", how_budget_was_worked_out="", person_pays="0")
    record = written_record(a_plan, AsDecided(1, "NB-4K7M-2Q", AGREED_ON, "", a_sender()))
    assert all(part.blocks for part in record.parts)
    assert "We will look at your plan again with you at least once a year, and will tell you when." in words_of(record)
    assert all(
        value for block in record.opening if isinstance(block, Facts) for row in block.rows for value in row.values
    )


def test_a_record_that_was_stored_is_read_back_the_same() -> None:
    record = record_of(plan(), (Section.NEEDS, Section.BUDGET))
    assert WrittenRecord.model_validate_json(record.model_dump_json()) == record


def test_money_and_dates_are_in_words_that_people_use() -> None:
    assert pounds(Decimal("1234.5")) == "£1,234.50"
    assert pounds(Decimal(0)) == "£0.00"
    assert day(date(2026, 2, 1)) == "1 February 2026"
    assert day(REVIEW_BY) == "21 November 2027"
    assert lines_of(" one \r\n\n two\u2028three ") == ("one", "two", "three")


@pytest.mark.rule("SUB-5", "REC-2")
@pytest.mark.parametrize(
    ("line", "is_said"),
    [
        pytest.param("S1", True, id="the council's own"),
        pytest.param("S2", True, id="by direct payment"),
        pytest.param("S3", False, id="paid by others"),
        pytest.param("S4", False, id="by a daughter, at no cost"),
    ],
)
def test_a_need_that_is_met_under_a_power_is_said_to_be(line: str, is_said: bool) -> None:
    services = [part | ({"needs": [*part["needs"], "N4"]} if part["id"] == line else {}) for part in PLAN["services"]]
    said = words_of(record_of(plan(services=services)))
    assert ("We will help with a need that is not eligible as well: the law lets us" in said) is is_said
    assert "this one is not an eligible need" in said


@pytest.mark.rule("SUB-5", "DEC-8")
def test_a_budget_that_pays_only_for_what_the_law_lets_the_council_do_covers_something() -> None:
    needs = [need | {"eligible": False} for need in PLAN["needs"]]
    assert "Your budget pays for help with:" in words_of(record_of(plan(needs=needs)))


WHOLE_WEEK = [day.value for day in DayOfWeek]
WHEN: dict[str, Any] = {"starts_on": "2026-12-01", "days": ["monday", "thursday", "sunday"], "times": ["8:00 to 8:45"]}


@pytest.mark.rule("REC-2")
@pytest.mark.parametrize(
    ("parts", "when"),
    [
        (dict[str, Any](), None),
        (WHEN, "Each Monday, Thursday and Sunday, 8:00 to 8:45, from 1 December 2026"),
        ({"days": ["monday"], "ends_on": "2027-05-31"}, "Each Monday, until 31 May 2027"),
        (WHEN | {"days": (), "ends_on": "2027-05-31"}, "8:00 to 8:45, from 1 December 2026 to 31 May 2027"),
        ({"days": WHOLE_WEEK, "times": ["8:00", "12:30", "18:00"]}, "Every day, 8:00, 12:30 and 18:00"),
        ({"days": WHOLE_WEEK[:5]}, "Monday to Friday"),
        ({"days": WHOLE_WEEK[:6]}, "Each Monday, Tuesday, Wednesday, Thursday, Friday and Saturday"),
        ({"days": WHOLE_WEEK[5:], "times": ["in the evening"]}, "Each Saturday and Sunday, in the evening"),
        ({"times": ["in the evening"]}, "In the evening"),
        ({"starts_on": "2026-12-01"}, "From 1 December 2026"),
    ],
)
def test_a_service_says_when_it_comes(parts: dict[str, Any], when: str | None) -> None:
    services = [PLAN["services"][0] | parts, *PLAN["services"][1:]]
    said = facts_under(record_of(plan(services=services)), "Home care").get("When")
    assert said == (None if when is None else (when,))


@pytest.mark.rule("REC-2", "REC-3")
def test_every_provider_of_a_line_the_advocate_and_the_advice_are_in_the_record() -> None:
    where = {"address": ["1 Provider Road"]}
    two = [*PLAN["providers"], {"id": "P2", "name": "Beacon Care", "contact": where}]
    services = [PLAN["services"][0] | {"providers": ["P1", "P2"]}, *PLAN["services"][1:]]
    advocate = {"name": "Rhys Amadi", "organisation": "Speak Up", "contact": where}
    record = record_of(plan(providers=two, services=services, advocate=advocate, advice="The library has a group."))
    assert facts_under(record, "Home care")["Who does it"] == ("Lantern Home Care", "Beacon Care")
    assert "Rhys Amadi, Speak Up" in words_of(record)
    assert "The library has a group." in words_of(record)


@pytest.mark.rule("TELL-8", "SHARE-8")
@pytest.mark.parametrize("sections", [None, (Section.NEEDS,)], ids=["whole", "part"])
def test_a_safeguarding_mark_is_in_no_record_and_in_no_copy(sections: tuple[Section, ...] | None) -> None:
    marks = [{"kind": "somebody_who_is_a_risk", "about": "C1", "in_words": "MARKER shouts when letters come."}]
    said = words_of(record_of(plan(safeguarding=marks), sections=sections))
    assert "MARKER" not in said
    assert said == words_of(record_of(plan(), sections=sections))
