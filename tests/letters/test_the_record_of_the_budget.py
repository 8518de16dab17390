"""DEC-6, DEC-8 · How the record explains the budget: when it was known, what it covers, what else was looked at."""

import json
from typing import Any

import pytest

from countersign.careplan.consent import Section
from countersign.wording.document import Fact, Facts, Heading, Words
from countersign.wording.written_record import WrittenRecord
from tests.support.records import ALTERNATIVES, PLAN, payment_record, plan, record_of


def words_of(record: WrittenRecord) -> str:
    return json.dumps(record.model_dump(mode="json"), ensure_ascii=False)


def budget_under(record: WrittenRecord, heading: str) -> list[Any]:
    """The blocks of the budget between a heading and the next one; empty without that heading."""
    (part,) = (part for part in record.parts if part.heading == "Your personal budget")
    blocks: list[Any] = []
    inside = False
    for block in part.blocks:
        if isinstance(block, Heading):
            inside = block.text == heading
        elif inside:
            blocks.append(block)
    return blocks


@pytest.mark.rule("DEC-8")
def test_the_record_says_when_the_person_knew_the_amount() -> None:
    record = record_of(plan(indicative_budget_told_on="2026-10-01"))
    first = budget_under(record, "How your budget was decided")[0]
    assert isinstance(first, Words)
    said = "This estimate is called the indicative budget. We told you this amount on 1 October 2026."
    assert first.text.endswith(said)
    assert "We told you the estimate" not in words_of(record_of(plan(indicative_budget_told_on=None)))


def line(number: int, **changes: Any) -> dict[str, Any]:
    given = {"id": f"S{number}", "service": "Help", "description": "Help.", "managed_by": "council", "needs": ["N1"]}
    return given | changes


@pytest.mark.rule("DEC-8")
@pytest.mark.parametrize(
    ("services", "covered"),
    [
        ([line(1, weekly_cost="0.01")], True),
        ([line(1, one_off_cost="0.01")], True),
        ([line(1, weekly_cost="0.00")], False),
        ([line(1, weekly_cost="50.00", paid_by_other="The health service")], False),
        ([line(1, weekly_cost="50.00", paid_by_other="The health service"), line(2, managed_by="informal")], False),
        ([line(1, weekly_cost="50.00", paid_by_other="The health service"), line(2, weekly_cost="1.00")], True),
    ],
    ids=["a penny a week", "a penny once", "nothing", "another pays", "another pays, and a friend", "both pay"],
)
def test_a_need_is_covered_by_the_budget_only_where_the_budget_pays(
    services: list[dict[str, Any]], covered: bool
) -> None:
    needs = [PLAN["needs"][0]]
    record = record_of(plan(needs=needs, outcomes=(), services=services, person_pays="0"))
    begins = "Your budget pays for help with" if covered else "What is met in another way, at no cost to your budget"
    assert budget_under(record, "What your budget covers") == [Words(text=f"{begins}: eating and drinking well.")]


@pytest.mark.rule("DEC-8")
def test_what_is_covered_names_each_area_of_eligible_needs_once() -> None:
    said = "Your budget pays for help with: eating and drinking well; keeping clean; getting out and about."
    assert budget_under(record_of(plan()), "What your budget covers") == [Words(text=said)]


@pytest.mark.rule("DEC-6")
@pytest.mark.parametrize(
    ("could", "available", "says"),
    [
        (True, True, "It could meet your needs, and it was there when you needed it."),
        (True, False, "It could meet your needs, but it was not there when you needed it."),
        (False, True, "It could not meet your needs, but it was there when you needed it."),
        (False, False, "It could not meet your needs, and it was not there when you needed it."),
    ],
)
def test_what_else_was_looked_at_says_whether_it_was_a_real_choice(could: bool, available: bool, says: str) -> None:
    other = ALTERNATIVES[0] | {"could_meet_needs": could, "available_when_required": available}
    (block,) = budget_under(record_of(plan(alternatives=[other])), "What else we looked at")
    assert isinstance(block, Facts)
    assert block.rows == (Fact(label="Lunch club", values=(f"£60.00 a week. {says} It is full until March.",)),)


@pytest.mark.rule("DEC-6", "DEC-8", "SHARE-7")
@pytest.mark.parametrize(
    ("left_out", "kept_out", "still_there"),
    [
        (Section.NEEDS, "What your budget covers", "What else we looked at"),
        (Section.SERVICES, "What else we looked at", "What your budget covers"),
    ],
)
def test_what_the_budget_tells_of_another_section_is_left_out_with_it(
    left_out: Section, kept_out: str, still_there: str
) -> None:
    record = payment_record(tuple(section for section in Section if section is not left_out))
    assert budget_under(record, kept_out) == []
    assert budget_under(record, still_there) != []
    assert budget_under(payment_record(), kept_out) != []
