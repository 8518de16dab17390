"""DEC-7: how the brief shows where a budget is among signed plans that are alike. `tests/cli` has the rest of it."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from rich.console import Console

from countersign.careplan.consistency import Likeness, among_these, profile
from countersign.careplan.interim import IN_WORDS, Interim
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.plan import Plan
from countersign.careplan.working_time import london_day
from countersign.casework.changes import Changes
from countersign.casework.kept import SignedBudget
from countersign.cli.showing.brief import show_brief
from countersign.queries.brief import brief_on
from countersign.queries.brief_seen import AmongSeen, Brief
from countersign.schemes.reader import Schemes
from countersign.store.database import Database
from tests.casework.cases import ready
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

TODAY = date(2026, 11, 5)
NOW = datetime(2026, 11, 5, 15, tzinfo=UTC)


def sign_others(case: CaseUnderTest, count: int) -> None:
    """So many plans with the needs of the one in hand are signed off, ten pounds apart from £100.00 a week."""
    plan: Plan = case.kept.versions[1][1]
    for number in range(count):
        signed = SignedBudget(
            1, plan.kind.value, plan.setting.value, profile(plan.needs), Decimal(100 + 10 * number), TODAY
        )
        with case.installation.files.open(f"00000000-0000-4000-9000-{number:012}") as file:
            file.keep(Changes(signed=signed))


def consistency_of(database: Database, schemes: Schemes, case: CaseUnderTest) -> AmongSeen:
    with database.transaction() as session:
        brief = brief_on(session, schemes, case.plan_id, NOW)
    assert isinstance(brief, Brief)
    return brief.consistency


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(
    ("others", "likeness", "has_a_chart"),
    [
        pytest.param(4, Likeness.NEARLY, False, id="too few to compare with"),
        pytest.param(5, Likeness.SAME, True, id="enough"),
    ],
)
def test_the_brief_says_where_the_budget_is_among_plans_that_are_alike(
    case: CaseUnderTest, database: Database, schemes: Schemes, others: int, likeness: Likeness, has_a_chart: bool
) -> None:
    ready.submitted(case)
    sign_others(case, others)
    seen = consistency_of(database, schemes, case)

    assert (seen.count, seen.enough, seen.likeness) == (others, 5, likeness)
    assert (bool(seen.chart), seen.spread is not None) == (has_a_chart, has_a_chart)
    assert str(others) in seen.in_words


@pytest.mark.rule("DEC-7")
def test_it_says_what_the_record_of_the_decision_then_says(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    """What would be so is asked of the function that decides what is so."""
    ready.submitted(case)
    sign_others(case, 7)
    seen = consistency_of(database, schemes, case)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    (agreed,) = (entry for entry in case.kept.record.values() if entry.event == "agreed")

    assert seen.in_words == agreed.detail["consistency_in_words"]
    assert agreed.detail["consistency"]["count"] == seen.count == 7


@pytest.mark.rule("DEC-7")
def test_a_plan_that_is_signed_again_is_not_compared_with_itself(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    ready.signed_off(case)
    plan, scheme = case.kept.versions[1][1], schemes.in_force("procedure", TODAY)
    seen = consistency_of(database, schemes, case)

    assert seen.count == among_these([], plan, scheme, TODAY).count == 0


def test_there_is_no_brief_on_a_plan_that_was_never_accepted(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    with database.transaction() as session:
        assert brief_on(session, schemes, case.plan_id, NOW) is None


URGENT: Json = {"so": True, "in_words": "No carer from tomorrow; cannot take insulin."}


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize(
    ("said", "known", "words", "stage"),
    [
        pytest.param(URGENT, True, URGENT["in_words"], Interim.ASKED_FOR, id="stated"),
        pytest.param({"so": False}, False, "", Interim.NONE, id="none, as the plan says"),
        pytest.param(None, False, "", Interim.NONE, id="not stated"),
    ],
)
def test_the_brief_begins_with_urgent_needs_interim_support_and_the_due_date(
    case: CaseUnderTest,
    database: Database,
    schemes: Schemes,
    said: Json | None,
    known: bool,  # a column of the table
    words: str,
    stage: Interim,
) -> None:
    case.at("2026-11-03 10:15")
    case.submit(changes={"plan.urgent_needs": said})
    case.tell_interim()
    with database.transaction() as session:
        brief = brief_on(session, schemes, case.plan_id, NOW)
    assert brief is not None
    urgency = brief.urgency

    assert (urgency.urgent_needs_known, urgency.urgent_needs, urgency.interim_support) == (known, words, stage)
    assert urgency.due_at is not None
    assert london_day(urgency.due_at) == date(2026, 11, 17)

    out = io.StringIO()
    show_brief(Console(file=out, width=110), brief)
    top = out.getvalue().split("Whose decision it is")[0]
    assert "Due " in top
    assert f"Interim support is {IN_WORDS[stage]}" in top
    assert ("Urgent needs, as the plan states them:\n  > No carer from tomorrow" in top) is known


@pytest.mark.rule("TIME-3", "WHO-4")
@pytest.mark.parametrize("stated", [None, URGENT], ids=["the plan states none", "the plan states others"])
def test_urgent_needs_that_were_reported_stand_first_with_words_who_and_when(
    case: CaseUnderTest, database: Database, schemes: Schemes, stated: Json | None
) -> None:
    case.at("2026-11-03 10:15")
    case.submit(changes={"plan.urgent_needs": stated})
    case.at("2026-11-04 09:30")
    case.accept("report_urgent_needs")
    with database.transaction() as session:
        brief = brief_on(session, schemes, case.plan_id, NOW)
    assert brief is not None
    (said,) = brief.urgency.said

    assert (said.what, said.sent_by, said.at) == (
        "Urgent needs were reported",
        "sw-1042",
        datetime(2026, 11, 4, 9, 30, tzinfo=UTC),
    )
    assert said.words.startswith("[the person]'s daughter has flu and cannot come.")
    assert said.reported_by == "[the person]'s daughter, by telephone to the duty line"

    out = io.StringIO()
    show_brief(Console(file=out, width=80), brief)
    top = " ".join(out.getvalue().split("Whose decision it is")[0].replace("\n  >", " ").split())
    assert "Urgent needs were reported, Wed 04 Nov 2026 09:30: Sent by sw-1042: a staff reference, not verified." in top
    assert f"In the sender's words: {said.words} Reported by: {said.reported_by}" in top
    assert ("Urgent needs, as the plan states them: No carer from tomorrow" in top) is (stated is not None)
    assert top.index("were reported") < top.index("Interim support is")


@pytest.mark.rule("TIME-3")
def test_a_report_to_interim_support_keeps_who_reported_it_too(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    case.at("2026-11-03 10:15")
    case.submit()
    case.at("2026-11-04 09:30")
    case.accept("report_urgent_needs", to=Workflow.INTERIM)
    with database.transaction() as session:
        brief = brief_on(session, schemes, case.plan_id, NOW)
    assert brief is not None
    (said,) = brief.urgency.said

    assert said.words.startswith("[the person]'s daughter has flu")
    assert said.reported_by == "[the person]'s daughter, by telephone to the duty line"


@pytest.mark.rule("TIME-3")
def test_what_the_duty_team_found_out_stands_in_the_brief_too_the_latest_first(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    ready.whether_needed(case)
    case.accept("answer_urgent_needs")
    with database.transaction() as session:
        brief = brief_on(session, schemes, case.plan_id, NOW)
    assert brief is not None

    assert [said.what for said in brief.urgency.said] == ["Whether there are urgent needs: there are"]
    assert brief.urgency.said[0].words


@pytest.mark.rule("ROUTE-5")
def test_whoever_is_to_approve_a_plan_reads_how_it_works(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    ready.authorised_to_start(case)
    with database.transaction() as session:
        before = brief_on(session, schemes, case.plan_id, NOW)
    assert before is not None
    assert before.payment_report is None

    case.at("2026-11-11 16:10")
    says: Json = {"sent_by.id": "sw-1090", "received_on": "2026-11-10", "how_it_works": "Yasmin goes on the 87."}
    case.accept("report_first_payment", changes=says)
    with database.transaction() as session:
        brief = brief_on(session, schemes, case.plan_id, datetime(2026, 11, 11, 17, tzinfo=UTC))
    assert brief is not None
    report = brief.payment_report
    assert report is not None
    assert (report.works, report.received_on) == (True, date(2026, 11, 10))
    assert "goes on the 87." in report.how_it_works
    assert "Yasmin" not in report.how_it_works

    out = io.StringIO()
    show_brief(Console(file=out, width=110), brief)
    assert "Received on Tue 10 Nov 2026; put into practice" in out.getvalue()
    assert "goes on the 87." in out.getvalue()
