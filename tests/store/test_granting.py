"""WHO-6: nobody grants themselves a role; a role that decides is granted by one and confirmed by another."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from countersign.careplan.register import Absence, Holding
from countersign.queries.register import history, lines_on
from countersign.store import granting
from countersign.store.database import Database
from countersign.store.delegations import Change
from countersign.store.granting import NotTheirsError
from countersign.store.register import register_of, replace_register, this_account, to_confirm

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY, SINCE = date(2026, 11, 20), date(2024, 4, 1)
DECIDING = (frozenset({"team_manager", "service_manager"}), frozenset({"practice_lead"}))


def line(person: str, role: str, **more: object) -> Holding:
    return Holding(person, role, None, SINCE, None)._replace(**more)


STAFF = (
    line("sm-31", "service_manager"),
    line("tm-201", "team_manager"),
    line("ops-1", "operations"),
    line("fin-1", "finance_officer"),
    line("tm-old", "team_manager", ends=date(2026, 11, 19)),
)
NEW = line("tm-9", "team_manager")
Act = Callable[[Session], Change]


@pytest.fixture
def filled(database: Database) -> Database:
    with database.transaction() as session:
        replace_register(session, STAFF, at=AT)
    return database


def grant(new: Holding, by: str) -> Act:
    return lambda session: granting.grant(session, new, DECIDING, by=by, at=AT)


def confirm(new: Holding, by: str) -> Act:
    return lambda session: granting.confirm(session, new, DECIDING, any_team=True, by=by, at=AT)


def done(database: Database, act: Act) -> list[str]:
    """What speaks against a change: the rule and the place of each finding."""
    with database.transaction() as session:
        return [f"{finding.rule} {finding.where}" for finding in act(session).refused]


def counts(database: Database, person: str) -> bool:
    with database.transaction() as session:
        return register_of(session).has(person, TODAY)


# Who may change it


@pytest.mark.rule("WHO-6")
@pytest.mark.parametrize(
    ("by", "refused"),
    [
        pytest.param("sm-31", [], id="a role that decides"),
        pytest.param("SM-31", [], id="the same, in capitals"),
        pytest.param("ops-1", [], id="operations"),
        pytest.param("fin-1", ["WHO-6 --by"], id="another role"),
        pytest.param("tm-old", ["WHO-6 --by"], id="somebody whose line ended yesterday"),
        pytest.param("nobody-0", ["WHO-6 --by"], id="somebody who is not on the register"),
    ],
)
@pytest.mark.parametrize("what", ["grant", "act", "end", "away", "back", "confirm"])
def test_only_operations_and_roles_that_decide_change_the_register(
    filled: Database, what: str, by: str, refused: list[str]
) -> None:
    done(filled, grant(NEW, "tm-201"))
    away = Absence("tm-201", TODAY, None)
    done(filled, lambda session: granting.go_away(session, Absence("ops-1", TODAY, None), DECIDING, by="ops-1", at=AT))
    acting = line("sm-31", "team_manager", acting_for="tm-201", ends=TODAY, starts=TODAY)._replace(person="sm-32")
    acts: dict[str, Act] = {
        "grant": grant(line("sw-5", "practitioner"), by),
        "act": lambda session: granting.act(session, acting, DECIDING, DECIDING, by=by, at=AT),
        "end": lambda session: granting.end(
            session, line("fin-1", "finance_officer", starts=TODAY), DECIDING, any_team=True, by=by, at=AT
        ),
        "away": lambda session: granting.go_away(session, away, DECIDING, by=by, at=AT),
        "back": lambda session: granting.come_back(
            session, line("ops-1", "away", starts=date(2026, 11, 21)), DECIDING, by=by, at=AT
        ),
        "confirm": confirm(NEW, by),
    }
    said = done(filled, acts[what])

    if what == "act" and not refused:
        assert said == ["ROUTE-9 PERSON"], "it is theirs to do; sm-32 holds nothing themselves"
    else:
        assert said == refused


@pytest.mark.rule("WHO-6", "ROUTE-9")
def test_anybody_on_the_register_says_that_they_are_away_themselves(filled: Database) -> None:
    def go(person: str, by: str) -> Act:
        return lambda session: granting.go_away(session, Absence(person, TODAY, None), DECIDING, by=by, at=AT)

    assert done(filled, go("fin-1", "FIN-1")) == []
    assert done(filled, go("tm-201", "fin-1")) == ["WHO-6 --by"]


# Not to oneself, and confirmed by another


@pytest.mark.rule("WHO-6")
@pytest.mark.parametrize("by", ["sm-31", "SM-31"])
def test_nobody_grants_themselves_a_role_nor_acts_by_their_own_word(filled: Database, by: str) -> None:
    acting = line("sm-31", "team_manager", acting_for="tm-201", starts=TODAY, ends=TODAY)

    assert done(filled, grant(line("sm-31", "practitioner"), by)) == ["WHO-6 --by"]
    assert done(filled, grant(line("sm-31", "head_of_service"), by)) == ["WHO-6 --by"]
    assert done(filled, lambda session: granting.act(session, acting, DECIDING, DECIDING, by=by, at=AT)) == [
        "WHO-6 --by"
    ]


@pytest.mark.rule("WHO-6")
@pytest.mark.parametrize(
    ("by", "refused"),
    [
        pytest.param("ops-1", [], id="another"),
        pytest.param("sm-31", ["WHO-6 --by"], id="whoever granted it"),
        pytest.param("Sm-31", ["WHO-6 --by"], id="the same, in capitals"),
        pytest.param("tm-9", ["WHO-6 --by"], id="whose it is, who is not on the register yet"),
        pytest.param("fin-1", ["WHO-6 --by"], id="who has no say"),
    ],
)
def test_a_role_that_decides_counts_once_another_has_confirmed_it(
    filled: Database, by: str, refused: list[str]
) -> None:
    assert done(filled, grant(NEW, "sm-31")) == []
    assert not counts(filled, "tm-9")
    assert done(filled, confirm(NEW, by)) == refused
    assert counts(filled, "tm-9") is (not refused)
    with filled.transaction() as session:
        assert [waiting.person for waiting in to_confirm(session)] == (["tm-9"] if refused else [])


@pytest.mark.rule("WHO-6")
def test_whoever_holds_another_role_does_not_confirm_their_own_new_one(filled: Database) -> None:
    done(filled, grant(line("tm-201", "service_manager"), "sm-31"))

    assert done(filled, confirm(line("tm-201", "service_manager"), "tm-201")) == ["WHO-6 --by"]


@pytest.mark.rule("WHO-6")
def test_a_role_that_decides_nothing_counts_at_once_and_has_nothing_to_confirm(filled: Database) -> None:
    assert done(filled, grant(line("sw-5", "practitioner"), "sm-31")) == []
    assert counts(filled, "sw-5")
    assert done(filled, confirm(line("sw-5", "practitioner"), "ops-1")) == ["WHO-6 PERSON"]


@pytest.mark.rule("WHO-6", "ROUTE-9")
def test_acting_in_a_role_that_decides_is_confirmed_too(filled: Database) -> None:
    acting = line("sm-31", "team_manager", acting_for="tm-201", starts=TODAY, ends=TODAY)
    assert done(filled, lambda session: granting.act(session, acting, DECIDING, DECIDING, by="tm-201", at=AT)) == []

    def acts() -> list[str]:
        with filled.transaction() as session:
            return [held.person for held in register_of(session).holdings if held.acting_for]

    assert acts() == []
    assert done(filled, confirm(acting, "ops-1")) == []
    assert acts() == ["sm-31"]


@pytest.mark.rule("WHO-6")
def test_a_line_that_waits_is_shown_as_such_and_can_be_ended_instead(filled: Database) -> None:
    done(filled, grant(NEW, "sm-31"))
    with filled.transaction() as session:
        shown = {
            seen.person: seen.to_confirm for seen in lines_on(register_of(session), TODAY, (), to_confirm(session))
        }
    assert shown == {"sm-31": False, "tm-201": False, "ops-1": False, "fin-1": False, "tm-9": True}

    def ended(session: Session) -> Change:
        last = NEW._replace(starts=date(2024, 3, 31), ends=date(2024, 3, 31))
        return granting.end(session, last, DECIDING, any_team=True, by="ops-1", at=AT)

    assert done(filled, ended) == []
    assert not counts(filled, "tm-9")


# From a file


def take(lines: tuple[Holding, ...], by: str, confirmed_by: str) -> Callable[[Session], object]:
    return lambda session: granting.take_register(session, lines, DECIDING, by=by, confirmed_by=confirmed_by, at=AT)


def taken(database: Database, lines: tuple[Holding, ...], by: str, confirmed_by: str) -> list[str]:
    with database.transaction() as session:
        try:
            take(lines, by, confirmed_by)(session)
        except NotTheirsError as refused:
            return [f"{finding.rule} {finding.where}" for finding in refused.refused]
        return []


@pytest.mark.rule("WHO-6")
@pytest.mark.parametrize(
    ("by", "confirmed_by", "refused"),
    [
        pytest.param("sm-31", "ops-1", [], id="two of the file"),
        pytest.param("sm-31", "SM-31", ["WHO-6 --confirmed-by"], id="one"),
        pytest.param("setup-1", "ops-1", ["WHO-6 --by"], id="one who is not in the file"),
        pytest.param("fin-1", "tm-old", ["WHO-6 --by", "WHO-6 --confirmed-by"], id="two who have no say"),
    ],
)
def test_an_empty_register_is_filled_by_two_people_who_stand_in_the_file(
    database: Database, by: str, confirmed_by: str, refused: list[str]
) -> None:
    assert taken(database, STAFF, by, confirmed_by) == refused
    assert counts(database, "sm-31") is (not refused)


@pytest.mark.rule("WHO-6")
def test_on_an_empty_register_nobody_is_granted_anything_by_one_word(database: Database) -> None:
    assert done(database, grant(line("me-1", "head_of_service"), "me-2")) == ["WHO-6 --by"]


@pytest.mark.rule("WHO-6")
@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        pytest.param((NEW,), [], id="a role for somebody else"),
        pytest.param(
            (line("sm-31", "team_manager"),), ["WHO-6 --by"], id="another role that decides for one of the two"
        ),
        pytest.param((line("ops-1", "operations", team="transition"),), ["WHO-6 --confirmed-by"], id="operations, too"),
        pytest.param((line("sm-31", "practitioner"),), [], id="a role that decides nothing"),
    ],
)
def test_the_two_who_answer_for_a_file_give_themselves_nothing(
    filled: Database, changed: tuple[Holding, ...], refused: list[str]
) -> None:
    assert taken(filled, (*STAFF, *changed), "sm-31", "ops-1") == refused


@pytest.mark.rule("WHO-6")
def test_nobody_on_the_register_is_made_by_whoever_says_so(filled: Database) -> None:
    new = line("me-1", "head_of_service")
    assert taken(filled, (*STAFF, new, line("me-2", "team_manager")), "me-1", "me-2") == [
        "WHO-6 --by",
        "WHO-6 --confirmed-by",
        "WHO-6 --confirmed-by",
    ]


@pytest.mark.rule("WHO-6")
def test_what_waited_counts_once_a_file_of_two_people_has_it(filled: Database) -> None:
    done(filled, grant(NEW, "sm-31"))
    assert taken(filled, (*STAFF, NEW), "sm-31", "ops-1") == []
    assert counts(filled, "tm-9")


# The audit


@pytest.mark.rule("WHO-6")
def test_the_audit_has_who_answers_for_it_and_the_account_and_machine_that_ran_it(filled: Database) -> None:
    done(filled, grant(NEW, "sm-31"))
    done(filled, confirm(NEW, "ops-1"))
    taken(filled, STAFF, "sm-31", "ops-1")
    with filled.transaction() as session:
        granted, confirmed, removed = history(session, "tm-9")

    assert [(made.what, made.by, made.confirmed_by) for made in (granted, confirmed, removed)] == [
        ("granted", "sm-31", ""),
        ("confirmed", "ops-1", ""),
        ("removed", "sm-31", "ops-1"),
    ]
    assert {made.run_by for made in (granted, confirmed, removed)} == {this_account()}
    account, _, machine = this_account().partition(" on ")
    assert account
    assert machine
