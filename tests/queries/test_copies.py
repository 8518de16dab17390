"""SHARE-9 · Who holds which version, how much of it, since when and on what basis: for any day, by the same query."""

import io
from datetime import date

import pytest
from rich.console import Console

from countersign.careplan.consent import Section
from countersign.careplan.left_out import Kind
from countersign.careplan.who_gets_a_copy import Asks
from countersign.casework.kept import TaskKind
from countersign.cli.showing.copies import show_copies
from countersign.queries.copies import CopiesOfPlan, copies_of
from countersign.schemes.reader import Schemes
from countersign.store.database import Database
from tests.casework.cases import ready
from tests.casework.test_amendments import ON_THE_LIMBS, agree, amend
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


def printed(view: CopiesOfPlan) -> str:
    page = io.StringIO()
    show_copies(Console(file=page, width=80), view)
    assert max(map(len, page.getvalue().splitlines())) <= 80
    return page.getvalue()


TYNE_VALLEY: Json = {"plan.providers.0.name": "Tyne Valley Carers", "plan.providers.0.formerly": None}
"""Another agency under the same reference."""


@pytest.mark.rule("SHARE-9", "AMEND-3")
def test_on_any_day_across_an_amendment_everybody_holds_what_had_gone_by_then(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    """Version 2 is given on 30 November; another agency is P1 in it, and nothing is decided about that one."""
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    amend(case, TYNE_VALLEY)
    case.send_letters()
    case.at("2026-11-30 10:00")
    agree(case, ON_THE_LIMBS)
    case.at("2026-12-02 10:00")

    def held(on: str = "") -> list[tuple[str, int, str]]:
        return sorted((held.recipient, held.version, held.name) for held in seen(database, schemes, case, on).holders)

    person, daughter = "Edith Marlow", "Ruth Marlow"
    before = [("C1", 1, daughter), ("P1", 1, "Northbridge Home Care"), ("person", 1, person)]
    after = sorted([*before, ("C1", 2, daughter), ("person", 2, person)])
    assert held("2026-11-04") == []
    assert held("2026-11-05") == held("2026-11-26") == held("2026-11-29") == before, "in hand, and nobody has it yet"
    assert held("2026-11-30") == held() == after, "the old agency keeps its version; the new one has none"
    latest = [seen(database, schemes, case, on).latest for on in ("2026-11-04", "2026-11-29", "2026-11-30", "")]
    assert latest == [0, 1, 2, 2]


@pytest.mark.rule("SHARE-9", "AMEND-3")
def test_what_is_printed_says_then_and_which_version_is_older(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    ready.amended(case)
    case.at("2026-11-30 10:00")
    agree(case)
    nobody = printed(seen(database, schemes, case, "2026-11-04"))
    assert "At the end of 4 November 2026, nobody held a copy." in nobody
    then = printed(seen(database, schemes, case, "2026-11-29"))
    assert "At the end of 29 November 2026, 3 copies were held. The person had version 1 last." in " ".join(
        then.split()
    )
    assert "older" not in then
    now = printed(seen(database, schemes, case))
    assert "Now, 6 copies are held. The person had version 2 last." in now
    assert now.count("version 1 (older), the whole plan") == now.count("version 2, the whole plan") == 3


@pytest.mark.rule("SHARE-9", "AMEND-2")
def test_what_waits_is_of_the_version_in_force_and_of_the_one_in_hand_and_never_of_one_taken_back(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    amend(case, TYNE_VALLEY)

    def waits() -> list[tuple[str, int, Asks]]:
        return [(copy.recipient, copy.version, copy.asks) for copy in seen(database, schemes, case).not_gone]

    assert waits() == [("P1", 2, Asks.WHO_IT_IS)]
    assert "P1, version 2: " in printed(seen(database, schemes, case))
    case.accept("raise_concern")
    assert waits() == [("C1", 1, Asks.CONCERN), ("C1", 2, Asks.CONCERN), ("P1", 2, Asks.WHO_IT_IS)]
    case.accept("withdraw_amendment")
    assert waits() == [("C1", 1, Asks.CONCERN)]
