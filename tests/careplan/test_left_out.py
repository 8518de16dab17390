"""SHARE-7 · What of the parts left out is found in the free text that stays."""

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.left_out import Hit, Kind, hits
from countersign.careplan.plan import Plan
from tests.support.builders import Json, changed, plan_json

NEEDS, OUTCOMES, SERVICES, BUDGET, RISKS = Section
ALL_BUT_SERVICES = (NEEDS, OUTCOMES, BUDGET, RISKS)
ALL_BUT_BUDGET = (NEEDS, OUTCOMES, SERVICES, RISKS)

BARE: Json = {
    "carers.0.name": "Helen Pratt",
    "providers.0.name": "Northgate Homecare Ltd",
    "services.0.service": "Home care",
    "services.0.weekly_cost": "1412.50",
    "indicative_budget": "1500.00",
    "contingency_plan": "Ring the duty team.",
}


def found(shared: tuple[Section, ...], changes: Json) -> list[tuple[Kind, Section, str]]:
    return [tuple(hit) for hit in hits(Plan.model_validate(changed(plan_json(), BARE | changes)), shared)]  # pyright: ignore[reportReturnType]


@pytest.mark.rule("SHARE-7")
@pytest.mark.parametrize(
    ("text", "shared", "kind", "words"),
    [
        ("If Northgate  Homecare cannot come, ring.", ALL_BUT_SERVICES, Kind.PROVIDER, "northgate homecare"),
        ("The NORTHGATE HOMECARE, Ltd. will.", ALL_BUT_SERVICES, Kind.PROVIDER, "northgate homecare"),
        ("When the home care is late, ring.", ALL_BUT_SERVICES, Kind.SERVICE, "Home care"),
        ("It is £1,412.50 a week.", ALL_BUT_SERVICES, Kind.AMOUNT, "£1,412.50"),
        ("It is 1412.50 a week.", ALL_BUT_BUDGET, Kind.AMOUNT, "1412.50"),
        ("She has £1500 at most.", ALL_BUT_BUDGET, Kind.AMOUNT, "£1500"),
        ("She has 1,500 pounds.", ALL_BUT_BUDGET, Kind.AMOUNT, "1,500 pounds"),
        ("Helen has a key.", ALL_BUT_SERVICES, Kind.PERSON, "helen"),
    ],
)
def test_a_hit(text: str, shared: tuple[Section, ...], kind: Kind, words: str) -> None:
    assert (kind, RISKS, words) in found(shared, {"contingency_plan": text})
    assert found(tuple(Section), {"contingency_plan": text}) == [], "the whole plan leaves nothing out"


@pytest.mark.rule("SHARE-7")
@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("Ring the duty team on 01632 960142.", ALL_BUT_SERVICES),
        ("Northgatehomecare is another word.", ALL_BUT_SERVICES),
        ("At home, care for her budgie.", ALL_BUT_BUDGET),
        ("It is £14 a week.", ALL_BUT_BUDGET),
        ("Bus 1500 stops there.", ALL_BUT_BUDGET),
        ("Northgate Homecare comes, and Helen.", ALL_BUT_BUDGET),
    ],
)
def test_no_hit(text: str, shared: tuple[Section, ...]) -> None:
    assert [hit for hit in found(shared, {"contingency_plan": text}) if hit[1] is RISKS] == []


@pytest.mark.rule("SHARE-7")
@pytest.mark.parametrize(
    ("field", "section"),
    [
        ("needs.0.description", NEEDS),
        ("advice", NEEDS),
        ("outcomes.0.description", OUTCOMES),
        ("outcomes.0.how_we_will_know", OUTCOMES),
        ("preferences", OUTCOMES),
        ("services.0.description", SERVICES),
        ("how_budget_was_worked_out", BUDGET),
        ("contingency_plan", RISKS),
    ],
)
def test_every_free_text_is_looked_through_where_its_section_stays(field: str, section: Section) -> None:
    mark = [{"kind": "somebody_who_is_a_risk", "about": "C1", "in_words": "As told"}]
    said: Json = {field: "Not while Helen Pratt is there.", "safeguarding": mark}
    other = next(other for other in Section if other is not section)
    stays = tuple(kept for kept in Section if kept is not other)
    assert Hit(Kind.PERSON, section, "Helen Pratt") in found(stays, said)
    gone = tuple(kept for kept in Section if kept is not section)
    assert [hit for hit in found(gone, said) if hit[2] == "Helen Pratt"] == []


@pytest.mark.rule("SHARE-8")
@pytest.mark.parametrize(("marks", "is_found"), [([], False), (["C1"], True)])
def test_somebody_who_is_a_risk_is_looked_for_in_every_part_copy(marks: list[str], is_found: bool) -> None:
    safeguarding = [{"kind": "somebody_who_is_a_risk", "about": about, "in_words": "As told"} for about in marks]
    text: Json = {"contingency_plan": "Keep Helen Pratt away.", "safeguarding": safeguarding}
    assert bool([hit for hit in found(ALL_BUT_BUDGET, text) if hit[:2] == (Kind.PERSON, RISKS)]) is is_found


@pytest.mark.rule("SHARE-7", "TELL-2")
@pytest.mark.parametrize(
    ("stays", "field"),
    [
        (NEEDS, "needs.0.to_the_person"),
        (NEEDS, "how_to_talk"),
        (NEEDS, "advice"),
        (OUTCOMES, "outcomes.0.to_the_person"),
        (BUDGET, "charging.billed"),
    ],
)
@pytest.mark.parametrize("words", ["Northgate Homecare rings you.", "Ring 01632 960186 for it.", "Helen has a key."])
def test_words_to_the_person_are_looked_through_as_all_others(stays: Section, field: str, words: str) -> None:
    known: Json = {"providers.0.telephone": "01632 960186"}
    assert [section for _, section, _ in found((stays,), known | {field: words})] == [stays]
    assert [section for _, section, _ in found((SERVICES, stays), known | {field: words}) if section is stays] == []
