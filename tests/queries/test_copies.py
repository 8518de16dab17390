"""SHARE-9 · Who holds which version, how much of it, since when and on what basis: for any day, by the same query."""

from datetime import date

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.left_out import Kind
from countersign.careplan.who_gets_a_copy import Asks
from countersign.casework.kept import TaskKind
from countersign.queries.copies import CopiesOfPlan, copies_of
from countersign.schemes.reader import Schemes
from countersign.store.database import Database
from tests.casework.cases import ready
from tests.support.builders import Json, example
from tests.support.casework import CaseUnderTest

ON: Json = {"sharing.scope": "none", "sharing.sections": [], "sharing.decided_on": "2026-11-10"}


def seen(
    database: Database, schemes: Schemes, case: CaseUnderTest, on: str = "", *, with_words: bool = False
) -> CopiesOfPlan:
    day = date.fromisoformat(on) if on else None
    with database.transaction() as session:
        view = copies_of(session, schemes, case.plan_id, case.now, on=day, with_words=with_words)
    assert view is not None
    return view


@pytest.mark.rule("SHARE-9")
def test_who_holds_what_now_and_on_any_day_before(case: CaseUnderTest, database: Database, schemes: Schemes) -> None:
    ready.signed_off(case)
    case.at("2026-11-10 10:00")
    case.accept("record_consent", changes=ON)
    case.send_letters()
    case.at("2026-11-12 10:00")
    case.accept("complete_task", changes={"task": "back:v1/copy/P1/full"})

    def held(on: str = "") -> list[tuple[str, int, str, str, bool]]:
        holders = seen(database, schemes, case, on).holders
        return [(held.recipient, held.version, held.extent, held.rule, held.asked_back is not None) for held in holders]

    person, carer = ("person", 1, "full", "REC-1", False), ("C1", 1, "full", "SHARE-1", False)
    assert held("2026-11-04") == []
    assert sorted(held("2026-11-05")) == sorted([person, carer, ("P1", 1, "full", "SHARE-3", False)])
    assert held("2026-11-09") == held("2026-11-05")
    assert ("P1", 1, "full", "SHARE-3", True) in held("2026-11-10")
    assert ("P1", 1, "full", "SHARE-3", True) in held("2026-11-11")
    assert sorted(held()) == sorted(held("2026-11-12")) == sorted([person, carer])


@pytest.mark.rule("SHARE-9")
def test_each_holder_is_named_with_when_and_why(case: CaseUnderTest, database: Database, schemes: Schemes) -> None:
    ready.signed_off(case)
    (held,) = [held for held in seen(database, schemes, case).holders if held.recipient == "P1"]
    assert held.name == example("clare-1-submission")["plan"]["providers"][0]["name"]
    assert held.basis == "the person's consent, recorded 2 November 2026"
    assert held.since.date() == date(2026, 11, 5)


@pytest.mark.rule("SHARE-7", "SHARE-9")
@pytest.mark.parametrize("with_words", [False, True])
def test_what_holds_a_part_copy_is_shown_in_words_only_where_they_are_asked_for(
    case: CaseUnderTest, database: Database, schemes: Schemes, with_words: bool
) -> None:
    name = example("clare-1-submission")["plan"]["providers"][0]["name"]
    part: Json = {"plan.sharing.0.scope": "part", "plan.sharing.0.sections": ["risks_and_contingency"]}
    case.submit(changes=part | {"plan.contingency_plan": f"If {name} cannot come, ring us."})
    assert list(case.open_tasks().values()) == [TaskKind.LOOK_AT_COPY]
    (waiting,) = seen(database, schemes, case, with_words=with_words).not_gone
    assert (waiting.recipient, waiting.asks) == ("P1", Asks.LOOK)
    provider = [found for found in waiting.found if found.kind is Kind.PROVIDER]
    assert [found.section for found in provider] == [Section.RISKS]
    assert {bool(found.words) for found in waiting.found} == {with_words}
    assert not with_words or provider[0].words in name.casefold()
    assert seen(database, schemes, case, "2026-11-03").not_gone == ()


@pytest.mark.rule("SHARE-9")
def test_a_plan_that_is_not_kept_has_none(database: Database, schemes: Schemes, case: CaseUnderTest) -> None:
    with database.transaction() as session:
        assert copies_of(session, schemes, case.plan_id, case.now) is None
