"""SHARE-7 · A part copy truly lacks what was left out: in the model, on the page, in print, and in the file itself."""

import itertools
from collections.abc import Callable
from functools import cache

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.people import Format
from countersign.careplan.plan import Plan
from countersign.casework.ports import RecordFiles
from countersign.letters.documents import Documents
from countersign.wording.plain_words import SECTION_WORDS
from countersign.wording.written_record import WrittenRecord
from tests.support.reading import everything_in, printed
from tests.support.records import (
    ALTERNATIVES,
    CONDITIONS,
    EMPLOYER_COSTS,
    GARDENING,
    OTHERWISE,
    PLAN,
    WAGES,
    plan,
    record_of,
)

MARKERS: dict[Section, tuple[str, ...]] = {
    Section.NEEDS: ("Zneedone", "Zneedtwo", "Eating and drinking", "Your need"),
    Section.OUTCOMES: ("Zaim", "Zknow", "Zprefer", "What you want to achieve"),
    Section.SERVICES: (
        *("Zservice", "Zdescribed", "Zunit", "Zprovider", "Zcarer", "Zrepresents", "irect payment"),
        *("Zwages", "Zcost", "Zbarred", "Zstatements", "Zwhyotherwise", "Zhowotherwise", "Zalternative"),
    ),
    Section.BUDGET: (
        *("Zworkedout", "Zpayer", "£", "432.10", "77.77", "personal budget is"),
        *("11.11", "66.66", "Zalternative", "Zsaid", "1 October 2026", "Your budget"),
    ),
    Section.RISKS: ("Zcontingency",),
}
"""Words that only that section may bring into a record."""

MODES = {
    "nothing": (),
    "needs": (Section.NEEDS,),
    "outcomes": (Section.OUTCOMES,),
    "services": (Section.SERVICES,),
    "budget": (Section.BUDGET,),
    "risks": (Section.RISKS,),
    "all but the needs": tuple(section for section in Section if section is not Section.NEEDS),
    "all but the outcomes": tuple(section for section in Section if section is not Section.OUTCOMES),
    "all but the services": tuple(section for section in Section if section is not Section.SERVICES),
    "all but the budget": tuple(section for section in Section if section is not Section.BUDGET),
    "all but the risks": tuple(section for section in Section if section is not Section.RISKS),
}


FilesOf = Callable[[tuple[Section, ...] | None], RecordFiles]
"""The files of a record with these sections; of the whole record for None."""


def marked() -> Plan:
    contact = {"address": ["1 Anywhere"]}
    return plan(
        representative={"name": "Zrepresents", "relationship": "son", "contact": contact},
        needs=[
            {"id": "N1", "area": "nutrition", "description": "Zneedone"},
            {"id": "N2", "area": "toilet_needs", "description": "Zneedtwo", "eligible": False},
        ],
        outcomes=[{"id": "O1", "description": "Zaim", "needs": ["N1"], "how_we_will_know": "Zknow"}],
        services=[
            PLAN["services"][1]
            | {
                "service": "Zservice",
                "description": "Zdescribed",
                "needs": ["N1"],
                "provider": "P1",
                "unit": "Zunit",
                "units_a_week": "1",
                "unit_cost": "432.10",
                "weekly_cost": "432.10",
            },
            PLAN["services"][2] | {"service": "Zservice", "paid_by_other": "Zpayer", "weekly_cost": "77.77"},
            GARDENING | {"service": "Zgarden", "otherwise": GARDENING["otherwise"] | {"how": "Zhowotherwise"}},
            WAGES | {"id": "S11", "service": "Zwages", "needs": ["N2"]},
            EMPLOYER_COSTS[0]
            | {
                "service": "Zcost",
                "description": "Zsaid",
                "weekly_cost": "11.11",
                "employer_cost": {"kind": "pension", "wages": "S11"},
            },
        ],
        alternatives=[ALTERNATIVES[0] | {"service": "Zalternative", "weekly_cost": "66.66"}],
        indicative_budget_told_on="2026-10-01",
        person_pays="0",
        preferences="Zprefer",
        how_budget_was_worked_out="Zworkedout",
        contingency_plan="Zcontingency",
        providers=[{"id": "P1", "name": "Zprovider", "contact": contact}],
        carers=[{"id": "C1", "name": "Zcarer", "relationship": "friend", "contact": contact}],
    )


def marked_record(sections: tuple[Section, ...] | None = None) -> WrittenRecord:
    barred, statements = (
        condition.model_copy(update={"what": what})
        for condition, what in zip(CONDITIONS, ("Zbarred", "Zstatements"), strict=True)
    )
    otherwise = (OTHERWISE[0].model_copy(update={"why": "Zwhyotherwise"}),)
    return record_of(marked(), sections, otherwise, (barred, statements))


@pytest.fixture(scope="module")
def files_of(documents: Documents) -> FilesOf:
    """The files of the marked record with some of its sections, or whole; each printed once."""

    @cache
    def made(sections: tuple[Section, ...] | None) -> RecordFiles:
        return documents.record(marked_record(sections), Format.STANDARD)

    return made


@pytest.mark.rule("SHARE-7")
@pytest.mark.parametrize("sections", MODES.values(), ids=MODES)
def test_what_is_left_out_is_nowhere_in_a_part_copy(files_of: FilesOf, sections: tuple[Section, ...]) -> None:
    files = files_of(sections)
    places = {
        "the model": marked_record(sections).model_dump_json(),
        "the page": files.html.decode(),
        "the text": files.text.decode(),
        "the print": everything_in(files.pdf),
    }
    left_out = [section for section in Section if section not in sections]
    for (place, held), section in itertools.product(places.items(), left_out):
        for marker in MARKERS[section]:
            assert marker not in held, f"{marker} of {section.value} is in {place}"


@pytest.mark.rule("SHARE-7")
@pytest.mark.parametrize("section", list(Section))
def test_what_is_shared_is_there(files_of: FilesOf, section: Section) -> None:
    own = {Section.SERVICES: "Zdescribed", Section.BUDGET: "Zworkedout"}.get(section, MARKERS[section][0])
    for files in (files_of(None), files_of((section,))):
        assert own in files.html.decode()
        assert own in files.text.decode()
        assert own in printed(files.pdf)


@pytest.mark.rule("SHARE-7")
def test_all_the_markers_are_in_the_whole_record(files_of: FilesOf) -> None:
    files = files_of(None)
    for held in (files.html.decode(), files.text.decode(), everything_in(files.pdf)):
        assert [marker for marker in itertools.chain.from_iterable(MARKERS.values()) if marker not in held] == []


@pytest.mark.rule("SHARE-7")
def test_a_part_copy_says_that_it_is_one_and_which_sections_are_left_out(documents: Documents) -> None:
    record = record_of(plan(), (Section.NEEDS, Section.SERVICES))
    assert record.title == "Care and support plan (part copy)"
    assert record.left_out == (Section.OUTCOMES, Section.BUDGET, Section.RISKS)
    text = documents.record(record, Format.STANDARD).text.decode()
    assert "This is a part copy." in text
    for section in record.left_out:
        assert SECTION_WORDS[section] in text


@pytest.mark.rule("SHARE-8")
def test_where_risk_is_the_reason_a_part_copy_does_not_say_what_is_missing(documents: Documents) -> None:
    record = record_of(plan(), (Section.NEEDS, Section.SERVICES), says_what_is_missing=False)
    files = documents.record(record, Format.STANDARD)
    held = (record.model_dump_json(), files.html.decode(), files.text.decode(), everything_in(files.pdf))
    for place, section in itertools.product(held, set(Section) - {Section.NEEDS, Section.SERVICES}):
        assert SECTION_WORDS[section] not in place
        assert f'"{section.value}"' not in place
    for place in held:
        assert "eft out" not in place
    assert "This is a part copy." in held[2]


@pytest.mark.rule("SHARE-7")
def test_a_copy_of_every_section_is_the_whole_record() -> None:
    assert record_of(plan(), tuple(Section)) == record_of(plan())


@pytest.mark.rule("SHARE-7")
def test_needs_without_their_outcomes_do_not_show_how_the_outcomes_tied_them() -> None:
    tied = [{"id": "O1", "description": "Zaim", "needs": ["N1", "N2"]}]
    apart = [{"id": "O1", "description": "Zaim", "needs": ["N1"]}, {"id": "O2", "description": "Zaim", "needs": ["N2"]}]
    sections = (Section.NEEDS,)
    assert record_of(plan(outcomes=tied), sections) == record_of(plan(outcomes=apart), sections)
