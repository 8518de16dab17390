"""Writing once by key: told twice it is written once, and whoever writes hears which it was; what a version cost."""

import pytest

from careplan.plan import Plan
from store.database import Database, open_engine
from store.plans import insert_once, routes_of_dearer_versions, save_files, save_version
from store.tables import DocumentRow, PlanVersionRow
from tests.careplan.builders import line, plan, plan_costing
from tests.store.rows import MORNING, PLAN, a_happening, a_plan


def test_the_first_insert_is_new_and_the_second_is_not(database_url: str) -> None:
    database = Database(open_engine(database_url))
    row = {"sha256": "a" * 64, "media_type": "text/plain", "content": b"words"}
    for is_new in (True, False, False):
        with database.transaction() as session:
            assert insert_once(session, DocumentRow, **row) is is_new
    database.close()


def test_the_same_content_is_the_same_document(database_url: str) -> None:
    database = Database(open_engine(database_url))
    with database.transaction() as session:
        words = ("letter.txt", "text/plain", b"words")
        assert save_files(session, words) == save_files(session, words, words)[:1]
    database.close()


def keep_versions(database: Database, *versions: tuple[Plan, str]) -> None:
    with database.transaction() as session:
        session.add_all([a_plan(PLAN), a_plan(OTHER)])
        session.flush()
        for number, (each, role) in enumerate(versions, start=1):
            save_version(
                session, each, number, submitted_by="SW-1", submitted_at=MORNING, responses=[], route_role=role
            )
            sent = a_happening(f"sent/{number}")
            sent.version, sent.detail = number, {"sent_to": role}
            session.add(sent)


OTHER = "4b3f0c1e-0000-4000-8000-000000000002"


def costing(weekly: str, one_off: str = "0.00", plan_id: str = PLAN) -> Plan:
    return plan_costing(weekly, one_off, plan_id=plan_id)


@pytest.mark.rule("DEC-9")
@pytest.mark.parametrize(
    ("now", "roles"),
    [
        pytest.param(costing("800.00", "50.00"), (), id="the same"),
        pytest.param(costing("799.99", "50.00"), ("service_manager",), id="a penny a week less"),
        pytest.param(costing("800.00", "49.99"), ("service_manager",), id="a penny less once"),
        pytest.param(costing("799.99", "5000.00"), ("service_manager",), id="less a week, though more once"),
        pytest.param(costing("400.00", "50.00"), ("team_manager", "service_manager"), id="less than both"),
        pytest.param(costing("1000.00", "100.00"), (), id="more"),
        pytest.param(costing("0.00", plan_id=OTHER), (), id="another plan"),
    ],
)
def test_the_routes_of_every_version_that_cost_more_are_known(
    database: Database, now: Plan, roles: tuple[str, ...]
) -> None:
    keep_versions(database, (costing("450.00"), "team_manager"), (costing("800.00", "50.00"), "service_manager"))

    with database.transaction() as session:
        assert sorted(routes_of_dearer_versions(session, now)) == sorted(roles)


@pytest.mark.rule("DEC-9")
def test_what_another_pays_is_no_part_of_what_a_version_cost_the_council(database: Database) -> None:
    by_others = plan(
        plan_id=PLAN, services=[line("100.10"), line("999.00", id="S2", paid_by_other="The local NHS board")]
    )
    keep_versions(database, (by_others, "team_manager"))

    with database.transaction() as session:
        row = session.get_one(PlanVersionRow, (PLAN, 1))
        assert (row.weekly, row.one_off, row.route_role, row.why_it_costs_less) == (10010, 0, "team_manager", "")
