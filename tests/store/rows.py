"""One row of every table that never changes, what those rows refer to, and what is kept of the waits of a plan."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from store.tables import (
    ConsentRow,
    CopyRow,
    DecisionRow,
    DocumentRow,
    InterimRow,
    NoticeDocumentRow,
    NoticeRow,
    PlanRow,
    PlanVersionRow,
    QuestionRow,
    RecordRow,
    RegisterChangeRow,
    RungRow,
    WaitRow,
)

PLAN = "4b3f0c1e-0000-4000-8000-000000000001"
MORNING = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)


def a_plan(plan_id: str = PLAN) -> PlanRow:
    return PlanRow(
        plan_id=plan_id,
        kind="adult",
        team="community",
        scheme="shropshire-2026",
        status="awaiting_decision",
        version=1,
        submitted_at=MORNING,
        route_role="team_manager",
        due_at=None,
    )


def a_version(version: int = 1, plan_id: str = PLAN) -> PlanVersionRow:
    return PlanVersionRow(
        plan_id=plan_id,
        version=version,
        content="{}",
        content_sha256="0" * 64,
        submitted_by="SW-1",
        submitted_at=MORNING,
        practitioners=["SW-1"],
        responses=[],
        revisiting_agreed="",
        route_role="team_manager",
        weekly=41250,
        one_off=0,
    )


def a_decision(version: int = 1) -> DecisionRow:
    return DecisionRow(
        plan_id=PLAN,
        version=version,
        message_id="decide-0001",
        outcome="agree",
        decided_by="TM-1",
        decided_at=MORNING,
        authority={"role": "team_manager"},
        content={},
    )


def a_happening(key: str = "submitted/1") -> RecordRow:
    return RecordRow(
        key=key,
        plan_id=PLAN,
        version=1,
        at=MORNING,
        what="submitted",
        actor="SW-1",
        rule="SUB-1",
        message_id="submit-0001",
        detail={},
    )


def a_consent() -> ConsentRow:
    return ConsentRow(key="consent/1", plan_id=PLAN, recorded_at=MORNING, recorded_by="SW-1", content={})


def a_document() -> DocumentRow:
    return DocumentRow(sha256="a" * 64, media_type="application/pdf", content=b"%PDF")


def a_notice() -> NoticeRow:
    return NoticeRow(
        key="notice/1",
        plan_id=PLAN,
        version=1,
        kind="signed_off",
        recipient="person",
        channel="letter",
        format="standard",
        address=["1 High Street"],
        subject="Your plan",
        cause="decide-0001",
        status="queued",
        queued_at=MORNING,
        sent_at=None,
        reference="",
    )


def an_enclosure() -> NoticeDocumentRow:
    return NoticeDocumentRow(notice="notice/1", position=1, name="letter.pdf", sha256="a" * 64)


def a_copy() -> CopyRow:
    return CopyRow(
        plan_id=PLAN,
        version=1,
        recipient="R1",
        scope="full",
        sections=[],
        basis="consent",
        rule="SHARE-2",
        decided_at=MORNING,
        notice="notice/1",
    )


def a_register_change() -> RegisterChangeRow:
    return RegisterChangeRow(at=MORNING, by="SM-31", what="granted", person="TM-1", detail={"now": {"person": "TM-1"}})


def a_rung(cause: str = "rung/decision/1") -> RungRow:
    return RungRow(
        plan_id=PLAN,
        cause=cause,
        wait="decision",
        kind="escalate",
        due_at=MORNING,
        taken_at=MORNING + timedelta(minutes=2),
        told="Head of service",
        people=["hs-301"],
        empty=["Service manager"],
    )


def a_wait(cause: str = "submit-0001") -> WaitRow:
    return WaitRow(
        plan_id=PLAN,
        name="decision",
        cause=cause,
        since=MORNING,
        version=1,
        owner="team_manager",
        person="",
        edition="shropshire-2026@2026-04-01",
        first_due=MORNING + timedelta(days=14),
        due=MORNING + timedelta(days=16),
        next_step="remind",
        next_step_at=None,
        climbed=0,
        pauses=[{"why": "information:ask-0001", "since": MORNING.isoformat(), "until": None}],
        moves=[],
        ended_at=None,
        ran_for=None,
    )


def a_question(question: str = "ask-0001") -> QuestionRow:
    return QuestionRow(
        plan_id=PLAN,
        question=question,
        kind="information",
        version=1,
        asked_by="TM-1",
        asked_of="practitioner",
        asked_at=MORNING,
        words="Which day centre is it?",
        answered_at=None,
    )


def an_arrangement(number: int = 1) -> InterimRow:
    return InterimRow(
        plan_id=PLAN,
        number=number,
        stage="asked_for",
        because="urgent needs were reported",
        urgent=True,
        asked_at=MORNING,
        acknowledged_at=None,
        arranged_at=None,
        starts_on=None,
        in_place_at=None,
        reviewed_at=None,
        ended_at=None,
    )


def keep_one_of_each(session: Session) -> None:
    """Each table that never changes then has one row. What is referred to is written first."""
    for rows in (
        (a_plan(), a_document(), a_notice()),
        (a_version(),),
        (a_decision(), a_happening(), a_rung(), a_consent(), an_enclosure(), a_copy(), a_register_change()),
    ):
        session.add_all(rows)
        session.flush()
