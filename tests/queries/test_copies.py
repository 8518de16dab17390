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
from tests.casework.amended import LIGHT, ON_THE_LIMBS, agree, amend
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
    assert "At the end of 4 November 2026, nobody had a copy." in nobody
    then = printed(seen(database, schemes, case, "2026-11-29"))
    assert "At the end of 29 November 2026, 3 holders had a copy. The person had version 1 last." in " ".join(
        then.split()
    )
    assert "(older)" not in then
    now = printed(seen(database, schemes, case))
    assert "Now, 3 holders have a copy. The person had version 2 last." in now
    assert now.count("version 1 (older), the whole plan") == now.count("version 2, the whole plan") == 3
    assert [line for line in now.splitlines() if line.startswith(("person,", "C1,", "P1,"))] == [
        "person, Edith Marlow",
        "C1, Ruth Marlow",
        "P1, Northbridge Home Care",
    ], "each holder once, with every version"
    assert not any(" held" in text for text in (now, then, nobody))


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
    assert "C1, version 1 and version 2: " in printed(seen(database, schemes, case)), "once"
    case.accept("withdraw_amendment")
    assert waits() == [("C1", 1, Asks.CONCERN)]


LACKS: Json = ON | {"sharing.has_capacity": {"so": False, "in_words": "As the nurse found"}}
DECLINED: Json = {"decided.outcome": "declined", "decided.sections": []}


def amended_and_given(case: CaseUnderTest) -> None:
    amend(case, LIGHT)
    case.send_letters()
    case.at("2026-11-30 10:00")
    agree(case, ON_THE_LIMBS)
    case.send_letters()


@pytest.mark.rule("SHARE-5", "SHARE-6", "SHARE-9", "AMEND-3")
def test_whoever_has_no_copy_of_the_version_in_force_is_there_with_what_was_decided(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    """Her daughter's was declined; the agency's consent was withdrawn; then the plan is amended."""
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    case.accept("raise_concern")
    case.accept("decide_concern", changes=DECLINED)
    case.accept("record_consent", changes=ON | {"sharing.decided_on": "2026-11-25"})
    amended_and_given(case)
    view = seen(database, schemes, case)
    assert [(none.recipient, none.version, none.why, none.rule, none.decided_on) for none in view.none] == [
        (
            "C1",
            2,
            "a manager decided that no copy is given, recorded 26 November 2026",
            "SHARE-5",
            date(2026, 11, 26),
        ),
        ("P1", 2, "the person asked that it not be shared, recorded 25 November 2026", "SHARE-3", date(2026, 11, 25)),
    ]
    text = " ".join(printed(view).split())
    assert "C1, version 2 a manager decided that no copy is given, recorded 26 November 2026. (SHARE-5)" in text
    assert example("message-raise-concern")["concern"]["why"] not in text
    assert seen(database, schemes, case, "2026-11-29").none == ()


@pytest.mark.rule("SHARE-4", "SHARE-5", "SHARE-6", "SHARE-9", "TIME-1")
@pytest.mark.parametrize(
    ("name", "changes", "who", "says"),
    [
        pytest.param(
            "raise_concern",
            {},
            ("C1", "line_manager", "tm-201"),
            "line manager, tm-201.",
            id="a concern: the line manager",
        ),
        pytest.param(
            "record_consent",
            LACKS,
            ("P1", "practitioner", "sw-1042"),
            "practitioner, sw-1042.",
            id="a decision that is asked for: the practitioner",
        ),
    ],
)
def test_what_is_kept_back_says_who_answers_and_by_when(
    case: CaseUnderTest,
    database: Database,
    schemes: Schemes,
    name: str,
    changes: Json,
    who: tuple[str, str, str],
    says: str,
) -> None:
    ready.signed_off(case)
    case.at("2026-11-10 10:00")
    case.accept(name, changes=changes)
    view = seen(database, schemes, case)
    (waiting,) = view.not_gone
    assert (waiting.recipient, waiting.role, waiting.person) == who
    (task,) = (task for task in case.kept.tasks.values() if task.kind in (TaskKind.CONCERN, TaskKind.SHARING))
    assert waiting.by == task.due_at
    text = " ".join(printed(view).split())
    assert "Answers by " in text
    assert says in text


@pytest.mark.rule("SHARE-9")
def test_what_is_to_go_and_has_not_is_said_to_be_on_its_way(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    ready.signed_off(case)
    case.at("2026-11-06 10:00")
    case.accept("request_copy", changes={"request.asked_on": "2026-11-06"})
    (none,) = seen(database, schemes, case).none
    assert (none.recipient, none.scope.value) == ("asked-1", "full")
    assert "the whole plan is to go, and has not yet" in " ".join(printed(seen(database, schemes, case)).split())
