"""One row of every table that never changes, and what those rows refer to."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from countersign.store.tables import (
    AboutCopiesRow,
    ConsentRow,
    CopyRow,
    DecisionRow,
    DocumentRow,
    NoticeDocumentRow,
    NoticeRow,
    PlanRow,
    PlanVersionRow,
    RecordRow,
    RegisterChangeRow,
    RouteRow,
    StepTakenRow,
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
        weekly=41250,
        one_off=0,
    )


def a_route(cause: str = "submit-0001") -> RouteRow:
    return RouteRow(plan_id=PLAN, version=1, cause=cause, role="team_manager", meeting="", exceptional=[], at=MORNING)


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
        event="submitted",
        version=1,
        at=MORNING,
        what="submitted",
        actor="SW-1",
        rule="SUB-1",
        message_id="submit-0001",
        detail={},
    )


def a_consent() -> ConsentRow:
    return ConsentRow(key="consent/1", plan_id=PLAN, recorded_at=MORNING, recorded_by="SW-1", version=1, content={})


def a_concern() -> AboutCopiesRow:
    return AboutCopiesRow(
        key="concern/1", plan_id=PLAN, recorded_at=MORNING, recorded_by="SW-1", version=1, kind="concern", content={}
    )


def a_document() -> DocumentRow:
    return DocumentRow(sha256="a" * 64, media_type="application/pdf", content=b"%PDF")


def a_notice() -> NoticeRow:
    return NoticeRow(
        key="notice/1",
        plan_id=PLAN,
        version=1,
        kind="agreed",
        recipient="person",
        channel="post",
        format="standard",
        address=["1 High Street"],
        subject="Your plan",
        cause="decide-0001",
        workflow="plan",
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


def a_step(cause: str = "rung/decision/1") -> StepTakenRow:
    return StepTakenRow(
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


def keep_one_of_each(session: Session) -> None:
    """Each table that never changes then has one row. What is referred to is written first."""
    for rows in (
        (a_plan(), a_document(), a_notice()),
        (a_version(),),
        (a_route(), a_decision(), a_happening(), a_step(), a_consent(), a_concern(), an_enclosure(), a_copy()),
        (a_register_change(),),
    ):
        session.add_all(rows)
        session.flush()
