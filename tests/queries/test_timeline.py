"""TIME-1, TIME-7: a plan at a glance: what both its workflows say of themselves, and every change of a date."""

from datetime import UTC

import pytest

from countersign.careplan.interim import Interim
from countersign.careplan.messages.declaring import Workflow
from countersign.casework.determinations import Entry
from countersign.queries.timeline import timeline
from countersign.queries.waits import waits_of
from countersign.store.database import Database
from tests.casework.cases import ready
from tests.support.casework import CaseUnderTest
from tests.support.times import london


@pytest.mark.rule("TIME-1", "TIME-7")
def test_what_happened_stands_in_the_order_of_time_whoever_it_happened_to(
    case: CaseUnderTest, database: Database
) -> None:
    ready.submitted(case)
    case.at("2026-11-05 11:00")
    asked = case.accept("request_information")
    case.at("2026-11-05 12:00")
    reported = case.accept("report_urgent_needs")
    (support,) = case.tell_interim()
    with database.transaction() as session:
        waits = waits_of(session, case.plan_id, london("2026-11-05 12:00").astimezone(UTC))
    view = timeline(
        case.status(),
        case.status(Workflow.INTERIM),
        (*reported.entries, *asked.entries),
        support.entries,
        waits,
    )

    assert (view.plan, view.status, view.interim) == (case.plan_id, case.standing.status, Interim.ASKED_FOR)
    assert view.promise == case.standing.promise
    assert [wait.wait for wait in view.waits] == [wait.wait for wait in waits]
    assert [(line.at.hour, line.of, line.rule) for line in view.entries] == [
        (11, "plan", "TIME-6"),
        (11, "clock", "TIME-6"),
        (12, "plan", "TIME-3"),
        (12, "plan", "TIME-3"),
        (12, "interim", "TIME-3"),
    ]


def test_before_there_is_interim_support_the_plan_says_how_far_it_has_got(
    case: CaseUnderTest, database: Database
) -> None:
    ready.submitted(case)
    with database.transaction() as session:
        waits = waits_of(session, case.plan_id, case.now)
    said = Entry(at=case.now, what="Submitted, complete", by="practitioner", rule="SUB-1", version=1)
    view = timeline(case.status(), None, [said], [], waits)

    assert (view.interim, [line.what for line in view.entries]) == (Interim.NONE, ["Submitted, complete"])
