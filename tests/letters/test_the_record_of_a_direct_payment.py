"""DP-5..9 · What the record says about a direct payment: what it is, conditions, other ways, what an employer pays."""

import json
from datetime import date
from typing import Any

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.decision_parts import Condition, ConditionKind, LineOtherwise
from countersign.careplan.direct_payment import as_decided
from countersign.wording.document import Facts, Heading, Points, Table
from countersign.wording.payment_in_words import (
    conditions_as_a_calendar,
    conditions_in_words,
    managed_otherwise_in_words,
)
from countersign.wording.written_record import WrittenRecord
from tests.support.records import (
    EMPLOYER_COSTS,
    GARDENING,
    OTHERWISE,
    PLAN,
    payment_plan,
    payment_record,
    plan,
    record_of,
)

HOW = "Two hours a fortnight with Green Hands."
NOT_THE_BUDGET = tuple(section for section in Section if section is not Section.BUDGET)


def words_of(record: WrittenRecord) -> str:
    return json.dumps(record.model_dump(mode="json"), ensure_ascii=False)


def under(record: WrittenRecord, heading: str) -> tuple[Any, ...]:
    """The blocks between a heading and the next one."""
    for part in record.parts:
        if Heading(text=heading) in part.blocks:
            rest = part.blocks[part.blocks.index(Heading(text=heading)) + 1 :]
            ends = next((n for n, block in enumerate(rest) if isinstance(block, Heading)), len(rest))
            return rest[:ends]
    raise LookupError(heading)


def rows(record: WrittenRecord, heading: str) -> dict[str, tuple[str, ...]]:
    (block,) = under(record, heading)
    assert isinstance(block, Facts)
    return {row.label: row.values for row in block.rows}


@pytest.mark.rule("DP-6")
@pytest.mark.parametrize(
    ("first_on", "every_months", "says"),
    [
        (date(2027, 1, 5), None, "Send us the papers. By 5 January 2027."),
        (date(2027, 1, 5), 1, "Send us the papers. First by 5 January 2027, then every month."),
        (date(2027, 1, 5), 2, "Send us the papers. First by 5 January 2027, then every 2 months."),
        (date(2027, 1, 5), 11, "Send us the papers. First by 5 January 2027, then every 11 months."),
        (date(2027, 1, 5), 12, "Send us the papers. First by 5 January 2027, then every year."),
        (date(2027, 1, 5), 24, "Send us the papers. First by 5 January 2027, then every 2 years."),
    ],
    ids=["once", "each month", "2 months", "11 months", "a year", "2 years"],
)
def test_a_condition_says_by_when_and_how_often(first_on: date, every_months: int | None, says: str) -> None:
    condition = Condition(
        id="C1", kind=ConditionKind.INFORMATION, what="Send us the papers", first_on=first_on, every_months=every_months
    )
    assert conditions_in_words((condition,)) == (says,)


@pytest.mark.rule("DP-6")
def test_the_conditions_stand_in_the_record() -> None:
    (_, calendar) = under(payment_record(), "Conditions")
    assert isinstance(calendar, Table)
    assert [column.heading for column in calendar.columns] == ["By when", "What"]
    assert calendar.rows == (
        ("5 January 2027, then every month", "Send us the bank statements."),
        ("All the time", "Your nephew Mark Penfold may not be paid to give you care."),
    )
    assert "ondition" not in words_of(record_of(payment_plan(), otherwise=OTHERWISE))


@pytest.mark.rule("DP-6")
def test_the_calendar_has_what_is_due_first_at_its_top_and_what_holds_all_the_time_at_its_end() -> None:
    def due(number: int, first_on: date | None, every_months: int | None = None) -> Condition:
        return Condition(
            id=f"C{number}",
            kind=ConditionKind.INFORMATION if first_on else ConditionKind.PERSON_BARRED,
            name=None if first_on else "Mark Penfold",
            relationship=None if first_on else "nephew",
            what=f"Thing {number}",
            first_on=first_on,
            every_months=every_months,
        )

    given = (due(1, None), due(2, date(2027, 3, 1), 12), due(3, date(2027, 1, 5)), due(4, date(2027, 2, 1), 3))
    calendar = conditions_as_a_calendar(given)
    assert calendar is not None
    assert calendar.rows == (
        ("5 January 2027", "Thing 3."),
        ("1 February 2027, then every 3 months", "Thing 4."),
        ("1 March 2027, then every year", "Thing 2."),
        ("All the time", "Thing 1."),
    )
    assert conditions_as_a_calendar(()) is None


@pytest.mark.rule("DP-6", "SHARE-7")
@pytest.mark.parametrize("left_out", [section for section in Section if section is not Section.SERVICES])
def test_somebody_who_is_barred_is_named_in_no_part_copy(left_out: Section) -> None:
    record = payment_record(tuple(section for section in Section if section is not left_out))
    assert "Penfold" in words_of(payment_record())
    assert "Penfold" not in words_of(record)
    (_, calendar) = under(record, "Conditions")
    assert calendar.rows == (("5 January 2027, then every month", "Send us the bank statements."),)
    assert "may not be paid" not in words_of(record)


@pytest.mark.rule("DP-5", "DP-8")
def test_what_is_managed_otherwise_says_why_and_how_and_costs_what_that_costs() -> None:
    record = payment_record()
    assert under(record, "What is arranged in another way")[-1] == Points(
        items=("Gardening: The council can arrange the same for less. Instead: the council arranges it.",)
    )
    assert rows(record, "Gardening") == {"What it is": (HOW,), "How it is arranged": ("The council arranges it",)}
    (in_a_letter,) = managed_otherwise_in_words(as_decided(payment_plan(), OTHERWISE), OTHERWISE)
    assert in_a_letter.endswith(f"Instead: the council arranges it. {HOW}")
    assert "£15.00" in words_of(record)
    assert "£20.00" not in words_of(record)
    assert "a firm of your choice" not in words_of(record)


@pytest.mark.rule("DP-5", "DP-7")
def test_lines_that_are_managed_otherwise_for_one_reason_in_one_way_are_said_once() -> None:
    both = [GARDENING, GARDENING | {"id": "S9", "service": "Hedges"}]
    a_plan = plan(services=[*PLAN["services"], *both])
    otherwise = tuple(LineOtherwise(line=line, rule="DP-8", why="It costs less.") for line in ("S8", "S9"))
    (said,) = managed_otherwise_in_words(as_decided(a_plan, otherwise), otherwise)
    assert said.startswith("Gardening, Hedges: It costs less. Instead: the council arranges it.")


@pytest.mark.rule("DP-5")
def test_where_nothing_is_left_of_a_direct_payment_the_record_does_not_call_it_yours() -> None:
    services = [line for line in PLAN["services"] if line["managed_by"] != "direct_payment"]
    a_plan = plan(services=[*services, GARDENING])
    headings = [part.heading for part in record_of(a_plan, otherwise=OTHERWISE).parts]
    assert "About a direct payment" in headings
    assert "Your direct payment" not in headings
    assert "Your direct payment" in [part.heading for part in record_of(a_plan).parts]


@pytest.mark.rule("DP-7", "BUD-3")
def test_an_employers_costs_stand_under_the_wages_and_add_up() -> None:
    facts = rows(payment_record(), "Personal assistant")
    assert facts["Costs of being an employer"] == (
        "Holiday pay, £10.34 a week: Paid holiday of 5.6 weeks a year.",
        "Training, £45.00 once: A course for whoever helps you.",
        "Pension: Nothing to pay: the pay is too low for that.",
    )
    # 96.00 + 10.34 a week; 120.00 + 45.00 once.
    assert facts["Wages and these costs together"] == ("£106.34 a week, and £165.00 once",)


@pytest.mark.rule("DP-7", "BUD-3")
def test_every_priced_line_is_in_the_table_once_with_its_employers_costs_after_the_wages() -> None:
    record = payment_record()
    (table,) = (b for part in record.parts for b in part.blocks if isinstance(b, Table) and b.total)
    assert [row[0] for row in table.rows] == [
        "Home care",
        "Personal assistant",
        "Holiday pay",
        "Training",
        "Pension",
        "Sight rehabilitation",
        "Your daughter",
        "Gardening",
    ]
    assert table.total[1:3] == ("£405.54", "£165.00")


@pytest.mark.rule("DP-7")
def test_an_employers_cost_has_no_heading_of_its_own_and_meets_what_its_wages_meet() -> None:
    record = payment_record()
    headings = {b.text for part in record.parts for b in part.blocks if isinstance(b, Heading)}
    assert headings.isdisjoint(line["service"] for line in EMPLOYER_COSTS)
    met_by = rows(record, "Getting out and about")["How this will be met"]
    by_payment, by_others = "the council meets this, with a direct payment", "someone else meets this"
    assert met_by == (f"Personal assistant ({by_payment}); Sight rehabilitation ({by_others})",)


@pytest.mark.rule("DP-7", "SHARE-7")
def test_without_the_budget_an_employers_costs_are_named_and_nothing_is_said_of_amounts() -> None:
    facts = rows(payment_record(NOT_THE_BUDGET), "Personal assistant")
    assert facts["Costs of being an employer"] == ("Holiday pay", "Training", "Pension")
    assert "£" not in words_of(payment_record(NOT_THE_BUDGET))


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize("wages", ["S9", "S5", "S6"], ids=["not in the plan", "itself", "another such cost"])
def test_a_cost_whose_wages_are_not_there_is_not_lost(wages: str) -> None:
    costs = [line | {"employer_cost": {"kind": "pension", "wages": wages}} for line in EMPLOYER_COSTS]
    record = record_of(payment_plan(services=[*PLAN["services"], *costs]))
    said = {name: rows(record, name)["What it is"] for name in ("Holiday pay", "Training", "Pension")}
    assert said == {line["service"]: (line["description"],) for line in costs}


# DP-9: the payment itself


NIECE = {"name": "Zadie Quill", "relationship": "niece"}
STATED: dict[str, Any] = {
    "has_capacity_to_manage": "yes",
    "requested": "asked_for",
    "paid_every": "four_weeks",
    "starts_on": "2026-11-30",
}


def payment_of(
    sections: tuple[Section, ...] | None = None, *, is_net: bool = True, **said: Any
) -> dict[str, tuple[str, ...]]:
    """What the record says of the payment, by its label. The one line that it pays for is £96.00, and £120.00 once."""
    record = record_of(plan(direct_payment={**STATED, **said}), sections, is_net=is_net)
    (part,) = (part for part in record.parts if part.heading == "Your direct payment")
    (facts,) = (block for block in part.blocks if isinstance(block, Facts))
    return {row.label: row.values for row in facts.rows}


@pytest.mark.rule("DP-9", "REC-2")
def test_the_record_states_the_payment() -> None:
    assert payment_of() == {
        "How much it is": (
            "£96.00 a week, and £120.00 once.",
            "What you pay, £61.25 a week, comes off first. So we pay £34.75 a week.",
            "That is £139.00 each time.",
        ),
        "How often it is paid": ("Every four weeks",),
        "From when": ("30 November 2026",),
        "What it is for": ("Getting out and about",),
        "Who manages it": ("You",),
        "How we came to it": ("It was asked for.",),
    }


@pytest.mark.rule("DP-9", "BUD-1")
def test_nobody_is_told_that_we_pay_nothing_pounds() -> None:
    record = record_of(plan(direct_payment=STATED, person_pays="341.70"))
    assert "What you pay, £96.00 a week, comes off first. That is all of it, so we send no money." in words_of(record)
    assert "So we pay" not in words_of(record)


@pytest.mark.rule("DP-9", "BUD-1")
@pytest.mark.parametrize(
    ("pays", "once", "says"),
    [
        ("0.00", "20.00", "What you pay, £20.00 once, comes off first. So we pay £100.00 once."),
        (
            "61.25",
            "20.00",
            "What you pay, £61.25 a week, and £20.00 once, comes off first. So we pay £34.75 a week, and £100.00 once.",
        ),
        ("0.00", "120.00", "What you pay, £120.00 once, comes off first. That is all of it, so we send no money."),
    ],
)
def test_what_is_paid_once_is_told_apart_from_what_is_paid_each_week(pays: str, once: str, says: str) -> None:
    assert says in words_of(record_of(plan(direct_payment=STATED, person_pays=pays, person_pays_once=once)))


@pytest.mark.rule("DP-9")
def test_where_it_is_paid_gross_the_person_pays_the_council() -> None:
    assert payment_of(is_net=False)["How much it is"] == (
        "£96.00 a week, and £120.00 once.",
        "We pay all of it to the account for the direct payment. What you pay, you pay to the council.",
        "That is £384.00 each time.",
    )


@pytest.mark.rule("DP-9")
@pytest.mark.parametrize(
    ("said", "who"),
    [
        ({"nominated_person": NIECE}, "Zadie Quill (niece), for you"),
        ({"has_capacity_to_manage": "no", "authorised_person": NIECE}, "Zadie Quill (niece), for you"),
    ],
)
def test_the_record_says_who_manages_it_and_a_part_copy_does_not_name_them(said: dict[str, Any], who: str) -> None:
    assert payment_of(**said)["Who manages it"] == (who,)
    part = payment_of(NOT_THE_BUDGET, **said)
    assert part["Who manages it"] == ("Someone else, for you",)


@pytest.mark.rule("DP-9", "SHARE-7")
def test_a_part_copy_says_no_amount_without_the_budget_and_no_need_without_the_needs() -> None:
    assert "How much it is" not in payment_of(NOT_THE_BUDGET)
    assert "What it is for" not in payment_of((Section.SERVICES, Section.BUDGET))


@pytest.mark.rule("DP-9")
def test_what_is_not_stated_is_left_out_of_the_record() -> None:
    found = payment_of(has_capacity_to_manage="not_stated", requested="not_stated", paid_every=None, starts_on=None)
    assert set(found) == {"How much it is", "What it is for"}
