"""REC-1, REC-2 · The first page of the whole record: what it has, where it ends, and that it adds nothing."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.people import Format
from countersign.careplan.plan import Plan
from countersign.letters.documents import Documents
from countersign.testkit.examples import EXAMPLES, a_sender, example
from countersign.wording.document import Block, Choice, Facts, Heading, Part, Points, Room, Shares, Table, Words
from countersign.wording.on_one_page import IN_SHORT
from countersign.wording.written_record import WrittenRecord
from tests.support.reading import pages, printed, seen, solid
from tests.support.records import PLAN, payment_plan, plan, record_of

WITH_A_PLAN = sorted(path.stem for path in EXAMPLES.glob("*.json") if '"plan":' in path.read_text(encoding="utf-8"))
TELEPHONE = "01632 960181"


def page_of(record: WrittenRecord) -> Part:
    assert record.first is not None
    return record.first


def under(record: WrittenRecord, heading: str) -> tuple[Block, ...]:
    """What the page has under a heading."""
    blocks = page_of(record).blocks
    begins = blocks.index(Heading(text=heading)) + 1
    ends = next((at for at in range(begins, len(blocks)) if isinstance(blocks[at], Heading)), len(blocks))
    return blocks[begins:ends]


def words_under(record: WrittenRecord, heading: str) -> str:
    return " ".join(words for block in under(record, heading) for words in texts(block))


def texts(block: Block) -> Iterator[str]:
    """Every text of a block."""
    match block:
        case Heading() | Words():
            yield block.text
        case Points():
            yield from block.items
        case Facts():
            yield from (text for row in block.rows for text in (row.label, *row.values))
        case Table():
            yield from (cell for row in block.rows for cell in row)
        case Shares():
            yield from (share.label for share in block.parts)
        case Choice() | Room():
            pass


def line(number: int, **changes: Any) -> dict[str, Any]:
    given = {"id": f"S{number}", "service": f"Help {number}", "description": "Help.", "managed_by": "council"}
    return given | {"needs": ["N1"], "weekly_cost": "10.00"} | changes


@pytest.mark.rule("REC-1", "REC-2")
def test_the_page_has_what_is_wanted_the_week_the_money_what_to_do_and_whom_to_ask() -> None:
    headings = [block.text for block in page_of(record_of(plan())).blocks if isinstance(block, Heading)]
    assert headings == ["What you want", "Your week", "Your money", "If something goes wrong", "Who to ask"]
    assert page_of(record_of(plan())).heading == IN_SHORT == "Your plan in short"


@pytest.mark.rule("REC-2")
def test_what_is_wanted_stands_in_the_words_to_the_person_where_there_are_any() -> None:
    outcomes = [PLAN["outcomes"][0] | {"to_the_person": "A hot meal, every day."}, *PLAN["outcomes"][1:]]
    (wanted,) = under(record_of(plan(outcomes=outcomes)), "What you want")
    assert isinstance(wanted, Points)
    assert wanted.items[:2] == ("A hot meal, every day.", "I want to bathe without fear.")


@pytest.mark.rule("REC-2")
def test_the_week_says_when_what_who_at_which_number_and_from_when() -> None:
    first = PLAN["services"][0] | {"days": ["monday"], "times": ["8:00 to 8:45"], "starts_on": "2026-12-01"}
    providers = [PLAN["providers"][0] | {"telephone": TELEPHONE}]
    (week,) = under(record_of(plan(services=[first, *PLAN["services"][1:]], providers=providers)), "Your week")
    assert isinstance(week, Table)
    assert [column.heading for column in week.columns] == ["When", "What, and who does it", "From"]
    assert week.rows == (
        ("Each Monday, 8:00 to 8:45", f"Home care, by Lantern Home Care, {TELEPHONE}", "1 December 2026"),
        ("6 hours a week, on no set days", "Personal assistant (from your direct payment)", "No date set"),
        ("On no set days", "Sight rehabilitation", "No date set"),
        ("On no set days", "Your daughter (unpaid)", "No date set"),
    )


@pytest.mark.rule("REC-2", "DP-7")
def test_what_is_paid_once_and_an_employers_costs_are_no_part_of_a_week_and_no_day_makes_no_column() -> None:
    (week,) = under(record_of(payment_plan()), "Your week")
    assert isinstance(week, Table)
    assert [column.heading for column in week.columns] == ["When", "What, and who does it"]
    assert not any("Holiday pay" in cell or "Training" in cell for row in week.rows for cell in row)
    once = plan(services=[line(1, weekly_cost="0.00", one_off_cost="340.00")], person_pays="0")
    assert Heading(text="Your week") not in page_of(record_of(once)).blocks


@pytest.mark.rule("BUD-1", "REC-2")
@pytest.mark.parametrize(
    ("pays", "labels", "says"),
    [
        (
            "61.25",
            [("The council pays £280.45 a week", 821), ("You pay £61.25 a week", 179)],
            "You pay £61.25 a week of it, from your financial assessment. If you cannot pay it",
        ),
        ("341.70", [("You pay £341.70 a week", 1000)], "You pay £341.70 a week of it, from your financial assessment."),
        ("0.00", [], "You pay nothing."),
    ],
)
def test_the_bar_says_in_words_what_it_shows(pays: str, labels: list[tuple[str, int]], says: str) -> None:
    money = under(record_of(plan(person_pays=pays)), "Your money")
    bars = [[(share.label, share.per_mille) for share in block.parts] for block in money if isinstance(block, Shares)]
    assert bars == ([labels] if labels else [])
    assert all(sum(per_mille for _, per_mille in bar) == 1000 for bar in bars)
    assert says in words_under(record_of(plan(person_pays=pays)), "Your money")


@pytest.mark.rule("BUD-1", "REC-2")
def test_what_the_person_pays_is_explained_on_the_page_and_after_it() -> None:
    charging = {"how": "assessed", "assessed_on": "2026-10-21", "billed": "send you a bill every four weeks"}
    record = record_of(plan(charging=charging))
    assert "from your financial assessment of 21 October 2026. We send you a bill every four weeks." in words_under(
        record, "Your money"
    )
    (budget,) = (part for part in record.parts if part.heading == "Your personal budget")
    assert (
        "The financial assessment was made on 21 October 2026. We send you a bill every four weeks. If what you pay is "
        "wrong, or you cannot pay it, ring 01632 960104: we look at it again."
    ) in " ".join(words for block in budget.blocks for words in texts(block))
    nothing = json.dumps(record_of(plan(person_pays="0.00")).model_dump(mode="json"), ensure_ascii=False)
    assert "If what you pay is wrong" not in nothing


@pytest.mark.rule("DP-9", "REC-2")
def test_a_direct_payment_is_named_with_its_amount_and_how_often() -> None:
    stated = {"has_capacity_to_manage": "yes", "paid_every": "four_weeks", "starts_on": "2026-11-30"}
    said = words_under(record_of(plan(direct_payment=stated)), "Your money")
    assert "Of what the council pays, this is a direct payment: £139.00 every four weeks, and £120.00 once." in said
    assert "The £120.00 that is paid once is for: Personal assistant." in said
    free = words_under(record_of(plan(direct_payment=stated, person_pays="0")), "Your money")
    assert "We pay £384.00 every four weeks, and £120.00 once as a direct payment" in free
    assert "direct payment" not in words_under(record_of(plan(services=[line(1)], person_pays="0")), "Your money")


@pytest.mark.rule("REC-2")
def test_if_something_goes_wrong_the_numbers_come_first() -> None:
    providers = [PLAN["providers"][0] | {"telephone": TELEPHONE}]
    record = record_of(plan(providers=providers))
    numbers, *planned = under(record, "If something goes wrong")
    assert isinstance(numbers, Points)
    assert numbers.items == (
        f"If nobody comes from Lantern Home Care: ring them, {TELEPHONE}.",
        "In the daytime: ring 01632 960104 (Monday to Friday, 9am to 5pm).",
        f"Evenings, nights and weekends: ring the emergency duty team, {a_sender().out_of_hours.telephone}.",
        "If somebody is in danger: ring 999.",
    )
    assert "If a carer does not come:" in [words for block in planned for words in texts(block)]
    (part,) = (part for part in record.parts if part.heading == "What to do if something goes wrong")
    assert isinstance(part.blocks[0], Facts)
    assert [(row.label, *row.values) for row in part.blocks[0].rows] == [
        ("If nobody comes from Lantern Home Care", TELEPHONE),
        ("In the daytime", "01632 960104 (Monday to Friday, 9am to 5pm)"),
        ("Evenings, nights and weekends", f"The emergency duty team, {a_sender().out_of_hours.telephone}"),
        ("If somebody is in danger", "999"),
    ]


@pytest.mark.rule("REC-2")
def test_whoever_has_no_number_is_rung_through_us() -> None:
    record = record_of(plan())
    numbers, *_ = under(record, "If something goes wrong")
    assert isinstance(numbers, Points)
    assert numbers.items[0] == "In the daytime, or if nobody comes: ring 01632 960104 (Monday to Friday, 9am to 5pm)."
    (part,) = (part for part in record.parts if part.heading == "What to do if something goes wrong")
    assert isinstance(part.blocks[0], Facts)
    assert part.blocks[0].rows[0].label == "In the daytime, or if nobody comes"


LONG = (
    "This is a long sentence about what was planned with the person, and it goes on for more than one line of print. "
)


@pytest.mark.rule("REC-1")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"contingency_plan": LONG * 12}, "More is under “What to do if something goes wrong”."),
        (
            {"outcomes": [{"id": f"O{number}", "description": LONG} for number in range(9)]},
            "6 more things: see “Your needs, and what you want to achieve”.",
        ),
        (
            {"outcomes": [{"id": "O1", "description": LONG * 9}]},
            "See “Your needs, and what you want to achieve”.",
        ),
        ({"services": [line(number) for number in range(30)]}, "more lines: see “Your care and support”."),
    ],
    ids=["a long plan for when it fails", "many outcomes", "a long outcome", "many lines"],
)
def test_what_has_no_room_is_counted_and_found_further_on(changes: dict[str, Any], says: str) -> None:
    record = record_of(plan(**changes))
    assert says in " ".join(words for block in page_of(record).blocks for words in texts(block))
    (heading,) = re.findall("“(.*)”", says)
    assert heading in [part.heading for part in record.parts]


def whole_plans() -> dict[str, Plan]:
    plans = {name: Plan.model_validate(example(name)["plan"]) for name in WITH_A_PLAN}
    everything = {
        "outcomes": [{"id": f"O{number}", "description": LONG} for number in range(9)],
        "services": [
            line(
                number,
                service=f"{LONG} {number}"[:190],
                providers=[f"P{number}"],
                starts_on="2026-12-01",
                ends_on="2027-12-01",
                days=["monday", "tuesday", "wednesday", "thursday", "saturday", "sunday"],
                times=["at 8:00 in the morning", "at 12:30 after lunch"],
                managed_by="direct_payment" if number % 2 else "informal",
            )
            for number in range(9)
        ],
        "providers": [
            PLAN["providers"][0]
            | {"id": f"P{number}", "name": f"Provider {number} {LONG}"[:120], "telephone": TELEPHONE}
            for number in range(9)
        ],
        "contingency_plan": LONG * 30,
        "charging": {"how": "assessed", "assessed_on": "2026-10-21", "billed": LONG.strip()},
    }
    return plans | {"everything at its longest": plan(**everything)}


PLANS = whole_plans()


@pytest.mark.rule("REC-1")
@pytest.mark.parametrize("name", PLANS)
def test_it_fits_one_page_of_standard_print(documents: Documents, name: str) -> None:
    record = record_of(PLANS[name], is_the_persons=True)
    first, second, *_, last = pages(documents.record(record, Format.STANDARD).pdf)
    assert solid("Northbridge Advocacy, 01632 960177.") in solid(first)
    assert solid(second).startswith(solid(record.parts[0].heading))
    assert solid(last).startswith(solid("Tell us what you think"))


@pytest.mark.rule("REC-1", "BUD-3")
@pytest.mark.parametrize("name", PLANS)
def test_it_says_nothing_that_the_record_does_not(name: str) -> None:
    """Every number, amount and day, every service, provider and wish of the page stands after it too."""
    record = record_of(PLANS[name], is_the_persons=True)
    after = " ".join(words for part in record.parts for block in part.blocks for words in texts(block))
    page = [words for block in page_of(record).blocks for words in texts(block)]
    figures = re.findall(r"£[\d,.]*\d|\d{5} \d{6}|\d{1,2} [A-Z][a-z]+ \d{4}", " ".join(page))
    assert [figure for figure in figures if figure not in after] == []
    (wanted, *_) = under(record, "What you want")
    assert [words for words in texts(wanted) if words.rstrip(".") not in after and "see “" not in words.lower()] == []
    for block in page_of(record).blocks:
        if isinstance(block, Table):
            services = [re.split(r" \((?:unpaid|from your)|, by ", row[1])[0] for row in block.rows]
            assert [service for service in services if service not in after] == []


@pytest.mark.rule("SHARE-7")
@pytest.mark.parametrize("section", list(Section))
def test_a_part_copy_has_no_such_page(section: Section) -> None:
    record = record_of(plan(), tuple(each for each in Section if each is not section), is_the_persons=True)
    assert record.first is None


@pytest.mark.rule("REC-1")
def test_the_simplest_plan_is_on_few_pages(documents: Documents) -> None:
    simple = plan(
        needs=PLAN["needs"][:1],
        outcomes=PLAN["outcomes"][:1],
        services=PLAN["services"][:1],
        preferences="",
        carers=(),
        contingency_plan="Ring the home care office.",
        person_pays="0.00",
        indicative_budget="245.70",
    )
    own = documents.record(record_of(simple, is_the_persons=True), Format.STANDARD)
    copy = documents.record(record_of(simple), Format.STANDARD)
    assert (len(pages(own.pdf)), len(pages(copy.pdf))) == (4, 3)


@pytest.mark.rule("TELL-4")
def test_whoever_does_not_see_the_bar_has_its_words_once(documents: Documents) -> None:
    files = documents.record(record_of(plan()), Format.STANDARD)
    for said in (" ".join(seen(files.html)), files.text.decode(), " ".join(printed(files.pdf).split())):
        assert said.count("The council pays £280.45 a week") == 1
        assert said.count("You pay £61.25 a week") == 2, "in the bar, and in the sentence about it"
    assert '<div class="bar" aria-hidden="true">' in files.html.decode()
