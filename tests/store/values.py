"""One of each value that case work keeps, with no field as it is by default: what is not read back is missed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from countersign.careplan.amendments import AmendedFor, Request, Stage, View
from countersign.careplan.authority import Exceptional
from countersign.careplan.clocks import Because, Move, Pause
from countersign.careplan.concerns import AtRisk, CopyConcern
from countersign.careplan.consent import Section, SharingBasis, SharingDecision, SharingScope
from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.ending import Ending
from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.interim import Interim, PlanEvent
from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.decisions import ReasonResponse
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.messages.information import Gathered
from countersign.careplan.messages.leaving import EndAhead, EndReason
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.people import Advocate, Channel, Contact, Format, Representative
from countersign.careplan.people_since import AdvocateSaid, ContactSaid, PeopleSince, RepresentativeSaid
from countersign.careplan.plan import Plan
from countersign.careplan.routing import AuthorityUsed
from countersign.careplan.senders import Proof, ProofOfPerson, Sureness
from countersign.careplan.understanding import AdvocateConsidered, Difficulty, Support, Understanding, Understood
from countersign.careplan.wire import Answered
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
    PlanState,
    Practising,
    Question,
    RecordEntry,
    Routed,
    SaidAboutCopies,
    SignedBudget,
    StepTaken,
    Task,
    TaskKind,
    Version,
    Wait,
    WaitingMessage,
    Waits,
)
from tests.support.builders import decide_json, plan

PLAN = "4b3f0c1e-0000-4000-8000-000000000001"
MORNING = datetime(2026, 4, 1, 9, 30, 15, 123456, tzinfo=UTC)
LATER = MORNING + timedelta(days=14)
WORDS = "Café “Zoë” – £5"

CONTENT: Plan = plan(plan_id=PLAN)

STATE = PlanState(
    plan_id=PLAN,
    kind="adult",
    team="community",
    scheme="shropshire",
    status=Status.AWAITING_DECISION,
    version=2,
    submitted_at=MORNING,
    route_role="call_lead",
    due_at=LATER,
    urgent_needs_known=True,
    practitioner="sw-1115",
    reassigned_to=(
        Practising("sw-1042", supplied_information=True),
        Practising("sw-1115", supplied_information=True),
    ),
    has_died=True,
    ends=EndAhead(
        reason=EndReason.ENDED,
        why=WORDS,
        ending=Ending.model_validate({"from_day": "2026-12-01", "the_rest": {"becomes": "goes_on", "in_words": WORDS}}),
        superseded_by="4b3f0c1e-0000-4000-8000-000000000002",
        said_by="sw-1042",
        message_id="end-1",
        told=("C1", "P1"),
    ),
    meeting="weekly_call",
    meeting_at=LATER,
    meetings_missed=2,
    exceptional=(Exceptional.LARGER_THAN_USUAL, Exceptional.VERY_COMPLEX),
    first_payment=FirstPayment.NOT_WORKING_YET,
    first_paid_on=date(2026, 4, 10),
    understanding=Understood(
        stated=Understanding(so=True, in_words=WORDS, difficulties=tuple(Difficulty), long_stay=Answered(so=False)),
        support=Support(
            what=WORDS,
            given_on=date(2026, 4, 2),
            advocate=AdvocateConsidered.ARRANGED,
            about_the_advocate=WORDS,
        ),
    ),
    people_since=PeopleSince(
        contacts=(
            ContactSaid(
                about="C1",
                version=2,
                contact=Contact(channel=Channel.EMAIL, format=Format.LARGE_PRINT, email="a.b@example.org"),
                telephone="01632 960 001",
                decided_on=date(2026, 4, 2),
            ),
        ),
        representative=RepresentativeSaid(
            representative=Representative(name="Imogen Vale", relationship="niece", contact=Contact()),
            written_to=None,
            decided_on=date(2026, 4, 2),
        ),
        advocate=AdvocateSaid(
            advocate=Advocate(name="Ada Quill", contact=Contact()), decided_on=date(2026, 4, 3), occasion="m-1"
        ),
        moved_on=date(2026, 4, 9),
    ),
    in_force=1,
    amended_from=2,
    amendments=(
        Request(
            id="ask-for-amendment-1",
            asked_by=AmendedFor.CARER,
            asked_at=MORNING,
            stage=Stage.IN_HAND,
            what=WORDS,
            evidence_for=WORDS,
            view=View(wants_it=True, in_words=WORDS, recorded_by="sw-1042", recorded_at=LATER),
            evidence_against=WORDS,
            answered_by="sw-1042",
            answered_at=LATER,
            reasons=WORDS,
            version=2,
        ),
    ),
    person_reference="AIS-204417",
)

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
    COPY,
    TASK,
    SIGNED,
    *STATE.reassigned_to,
)
