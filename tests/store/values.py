"""One of each value that case work keeps, with no field as it is by default: what is not read back is missed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from countersign.careplan.authority import Exceptional
from countersign.careplan.clocks import Because, Move, Pause
from countersign.careplan.concerns import AtRisk, CopyConcern
from countersign.careplan.consent import Section, SharingBasis, SharingDecision, SharingScope
from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.interim import Interim, PlanEvent
from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.decisions import ReasonResponse
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.messages.information import Gathered
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.people import Channel, Format
from countersign.careplan.plan import Plan
from countersign.careplan.routing import AuthorityUsed
from countersign.careplan.senders import Proof, ProofOfPerson, Sureness
from countersign.careplan.ways import Stands, Way, sending_reference
from countersign.casework.changes import Changes
from countersign.casework.determinations import PlanSays, Standing
from countersign.casework.happenings import Happening
from countersign.casework.in_memory import Kept
from countersign.casework.kept import (
    Arrangement,
    Consent,
    CopyGiven,
    Decision,
    Document,
    KeptMessage,
    Notice,
    Question,
    RecordEntry,
    Routed,
    SaidAboutCopies,
    Sending,
    SignedBudget,
    StepTaken,
    Task,
    TaskKind,
    Version,
    Wait,
    WaitingMessage,
    Waits,
)
from tests.store.state import LATER, MORNING, PLAN, STATE, WORDS
from tests.support.builders import decide_json, plan

CONTENT: Plan = plan(plan_id=PLAN)


VERSION = Version(
    version=2,
    submitted_by="sw-1115",
    submitted_at=MORNING,
    practitioners=frozenset({"sw-1115", "sw-1042"}),
    weekly=Decimal("412.50"),
    one_off=Decimal("0.01"),
    responses=(ReasonResponse(reason="R1", what_was_done=WORDS),),
    revisiting_agreed=WORDS,
    why_it_costs_less="The lunch club is nearer.",
    gathered=Gathered(from_others=True, what_was_weighed=WORDS),
    content_sha256="c" * 64,
)

ROUTED = Routed(
    version=2,
    cause="resubmit-0001",
    role="call_lead",
    meeting="weekly_call",
    exceptional=(Exceptional.DISTINCTIVE,),
    at=MORNING,
    referred=True,
)

MESSAGE = KeptMessage(
    message_id="decide-0001",
    name="decide",
    sent_by="tm-201",
    sent_at=MORNING,
    received_at=LATER,
    sha256="b" * 64,
    outcome="refused",
    code="not_now",
    determination='{"answer": {"outcome": "refused"}}',
    proof=Proof(
        how_sure=Sureness.SIGNED,
        system="case-system",
        kid="case-system-1",
        signed_at=MORNING,
        person=ProofOfPerson(how="a later door", at=MORNING),
    ),
)

DECISION = Decision(
    version=2,
    message_id="decide-0001",
    outcome="return",
    decided_by="tm-202",
    decided_at=MORNING,
    authority=AuthorityUsed(
        scheme="procedure@2023-05-23",
        role="team_manager",
        row=1,
        limit=Decimal("500.50"),
        one_off_limit=None,
        on=date(2026, 4, 1),
        acting_for="tm-201",
    ),
    content=decide_json(DecisionOutcome.RETURN, (False, True, None)),
    after_start=True,
)

ENTRY = RecordEntry(
    key=f"{PLAN}/decide-0001/0",
    event=Happening.RETURNED.value,
    version=2,
    at=MORNING,
    what="Returned, wanting revision",
    actor="tm-202",
    rule="RET-1",
    message_id="decide-0001",
    detail={"authority": {"role": "team_manager"}, "people": ["tm-202"], "count": 3},
)

WAIT = Wait(
    name="decision",
    cause="submit-0001",
    since=MORNING,
    version=2,
    owner="team_manager",
    person="tm-202",
    edition="procedure@2023-05-23",
    first_due=LATER,
    due=LATER + timedelta(days=2),
    next_step=StepKind.REMIND,
    next_step_at=LATER,
    climbed=2,
    pauses=(
        Pause(why="information:ask-0001", since=MORNING, expected=LATER, until=LATER),
        Pause(why="information:ask-0002", since=LATER, expected=LATER),
    ),
    moves=(Move(at=MORNING, because=Because.NOT_IN_TIME, rule="TIME-2", was=MORNING, now=LATER),),
    ended_at=LATER,
    ended_by="decide-0001",
    ran_for=36000,
)

STEP = StepTaken(
    cause="rung/decision/1",
    wait="decision",
    kind=StepKind.ESCALATE,
    due_at=MORNING,
    taken_at=LATER,
    told="Head of service",
    people=("hs-301", "hs-302"),
    empty=("Service manager",),
)

QUESTION = Question(
    question="ask-0001",
    kind="information",
    version=2,
    asked_by="tm-201",
    asked_of="practitioner",
    asked_at=MORNING,
    words=WORDS,
    about="assessment/intensity",
    parts=({"at": MORNING.isoformat(), "by": "sw-1042", "information": WORDS, "still_to_come": "The rest."},),
    answered_by="sw-1042",
    answered_at=LATER,
    answer=WORDS,
)

ARRANGEMENT = Arrangement(
    number=2,
    stage=Interim.ENDED,
    because="urgent needs were reported",
    urgent=True,
    asked_at=MORNING,
    acknowledged_at=MORNING,
    acknowledged_by="duty-1",
    arranged_at=MORNING,
    starts_on=date(2026, 4, 2),
    in_place_at=LATER,
    reviewed_at=LATER,
    what=WORDS,
    ended_at=LATER,
    ended_because="no longer needed",
    ended_by="duty-2",
)

CONSENT = Consent(
    key=f"{PLAN}/consent-0001",
    recorded_at=MORNING,
    recorded_by="sw-1042",
    version=1,
    said_at=MORNING - timedelta(minutes=5),
    decision=SharingDecision(
        recipient="P1",
        scope=SharingScope.PART,
        sections=(Section.SERVICES,),
        basis=SharingBasis.CONSENT,
        decided_by="the person",
        decided_on=date(2026, 4, 1),
    ),
)

SAID_ABOUT_COPIES = SaidAboutCopies(
    key=f"{PLAN}/raise-concern-0001",
    recorded_at=MORNING,
    recorded_by="sw-1042",
    version=2,
    said_at=MORNING - timedelta(minutes=5),
    what=CopyConcern(recipient="C1", at_risk=AtRisk.CHILD, why="The neighbour heard her shout", raised_by="neighbour"),
)

DOCUMENTS = (
    Document("letter.html", "text/html", "c" * 64, WORDS.encode()),
    Document("record.pdf", "application/pdf", "d" * 64, b"%PDF\x00\xff"),
)

NOTICE = Notice(
    key=f"{PLAN}/v2/copy/P1/full",
    version=2,
    kind=NoticeKind.COPY,
    recipient="P1",
    channel=Channel.EMAIL,
    format=Format.LARGE_PRINT,
    address=("care@provider.example", WORDS),
    subject=WORDS,
    cause="decide-0001",
    workflow=Workflow.INTERIM,
    status=NoticeStatus.SENT,
    queued_at=MORNING,
    attempts=3,
    sent_at=LATER,
    reference="smtp:1",
    letter='{"head": {}}',
    first_document=4,
    way=Way.SMTP,
    number=2,
    next_try=LATER,
    waits_since=MORNING,
)

SENDING = Sending(
    notice=NOTICE.key,
    number=2,
    way=Way.NOTIFY_EMAIL,
    reference=sending_reference(NOTICE.key, 2),
    place="0" * 32,
    begun_at=MORNING,
    stands=Stands.DELIVERED,
    went_at=LATER,
    their_reference=WORDS,
    stood_at=LATER,
    why="permanent-failure",
    pages=3,
    pence=98,
)

COPY = CopyGiven(
    version=2,
    recipient="P1",
    scope="part:services",
    sections=("services",),
    basis=WORDS,
    rule="SHARE-2",
    decided_at=MORNING,
    notice=NOTICE.key,
)

TASK = Task(
    name="give:v2/copy/P1/full",
    kind=TaskKind.GIVE_BY_HAND,
    workflow=Workflow.INTERIM,
    owner_role="practitioner",
    owner="sw-1042",
    why=WORDS,
    raised_at=MORNING,
    due_at=LATER,
    done_at=LATER,
    done_by="sw-1115",
    what_was_done=WORDS,
)

SIGNED = SignedBudget(
    version=2, kind="adult", setting="own_home", needs=273, weekly=Decimal("412.55"), signed_on=date(2026, 4, 1)
)

STANDING = Standing(status=Status.RETURNED, version=2)

SAYS = PlanSays(
    event=PlanEvent.NEEDS_KNOWN,
    because="urgent needs were reported",
    cause="report-1-12345",
    since=datetime(2026, 11, 3, 9, 0, tzinfo=UTC),
)

WAITING = WaitingMessage(
    workflow=Workflow.INTERIM,
    number=3,
    state=Waits.HELD,
    name="decide",
    sha256="f" * 64,
    problem="is not JSON",
    by_signal=True,
    content='{"a": 1}',
    came_at=datetime(2026, 11, 3, 9, 0, tzinfo=UTC),
    done_at=datetime(2026, 11, 3, 9, 5, tzinfo=UTC),
)


def changes() -> Changes:
    """One of each, new."""
    return Changes(
        new_plan=STATE,
        version=VERSION,
        content=CONTENT,
        routes=[ROUTED],
        message=MESSAGE,
        decision=DECISION,
        record=[ENTRY],
        waits=[WAIT],
        steps=[STEP],
        questions={QUESTION.question: QUESTION},
        arrangement=ARRANGEMENT,
        consents=[CONSENT],
        about_copies=[SAID_ABOUT_COPIES],
        documents={document.sha256: document for document in DOCUMENTS},
        notices={NOTICE.key: NOTICE},
        enclosed={NOTICE.key: DOCUMENTS},
        sendings={SENDING.reference: SENDING},
        copies=[COPY],
        tasks={TASK.name: TASK},
        signed=SIGNED,
        standing=(Workflow.PLAN, STANDING),
        said=[SAYS],
        followed={SAYS.key: WAITING.came_at},
        waiting=[WAITING],
    )


KEPT = Kept(
    state=STATE,
    versions={2: (VERSION, CONTENT)},
    routes={(2, ROUTED.cause): ROUTED},
    after_start={2: DECISION},
    messages={MESSAGE.message_id: MESSAGE},
    record={ENTRY.key: ENTRY},
    waits={(WAIT.name, WAIT.cause): WAIT},
    steps={STEP.cause: STEP},
    questions={QUESTION.question: QUESTION},
    arrangements={2: ARRANGEMENT},
    consents={CONSENT.key: CONSENT},
    about_copies={SAID_ABOUT_COPIES.key: SAID_ABOUT_COPIES},
    notices={NOTICE.key: NOTICE},
    enclosed={NOTICE.key: DOCUMENTS},
    sendings={SENDING.reference: SENDING},
    copies={(2, "P1", COPY.scope): COPY},
    tasks={TASK.name: TASK},
    signed=SIGNED,
    standings={Workflow.PLAN: STANDING},
    said={SAYS.key: SAYS},
    followed={SAYS.key: WAITING.came_at},
    waiting={(Workflow.INTERIM, 3): WAITING},
)
"""The same, once it is kept."""

ONE_OF_EACH = (
    STATE,
    VERSION,
    ROUTED,
    MESSAGE,
    DECISION,
    ENTRY,
    WAIT,
    WAITING,
    STEP,
    QUESTION,
    ARRANGEMENT,
    CONSENT,
    SAID_ABOUT_COPIES,
    *DOCUMENTS,
    NOTICE,
    SENDING,
    COPY,
    TASK,
    SIGNED,
    *STATE.reassigned_to,
)
