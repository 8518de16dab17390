"""A plan's state of which every part is said, and what other values have in common with it."""

from datetime import UTC, date, datetime, timedelta

from countersign.careplan.amendments import AmendedFor, Request, Stage, View
from countersign.careplan.authority import Exceptional
from countersign.careplan.ending import Ending
from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.leaving import EndAhead, EndReason
from countersign.careplan.people import Advocate, Channel, Contact, Format, Representative
from countersign.careplan.people_since import AdvocateSaid, ContactSaid, PeopleSince, RepresentativeSaid
from countersign.careplan.understanding import AdvocateConsidered, Difficulty, Support, Understanding, Understood
from countersign.careplan.wire import Answered
from countersign.casework.kept import (
    PlanState,
    Practising,
)

PLAN = "4b3f0c1e-0000-4000-8000-000000000001"
MORNING = datetime(2026, 4, 1, 9, 30, 15, 123456, tzinfo=UTC)
LATER = MORNING + timedelta(days=14)
WORDS = "Café “Zoë” – £5"

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
