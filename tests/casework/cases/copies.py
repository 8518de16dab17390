"""SHARE-4, SHARE-5, TELL-8: what the person asks for, concerns about copies, what is decided, and marks."""

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import DECISION, REVIEW, SIGN_OFF, Accepted, AcceptedByName, Refused, RefusedByName
from tests.support.builders import Json
from tests.support.consequences import Brought

CONCERN = "concern:C1: line_manager, due Tue 10 Nov 2026 17:00, remind Fri 06 Nov 2026 17:00"
"""Three working days from Thursday, reminded after one."""

ON_THURSDAY: Json = {"request.asked_on": "2026-11-05"}
LACKS: Json = {"request.has_capacity": {"so": False, "in_words": "As the nurse found at the visit on Thursday"}}
SOMEBODY_ELSE: Json = {"request.recipient": "P9", "request.whom": None}

ACCEPTED: AcceptedByName = {
    "request_copy": (
        Accepted(
            "for a friend: it goes once the plan is signed",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.COPY_REQUESTED,),
                kept=("CopyRequest: asked-1",),
                promised="2026-11-17",
            ),
            ON_THURSDAY,
        ),
        Accepted(
            "without capacity: a best-interests decision is asked for",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.COPY_REQUESTED, Happening.SHARING_UNSOUND),
                notices=("task to sw-1042: queued",),
                asked=("sharing: sw-1042",),
                kept=("CopyRequest: asked-1",),
                promised="2026-11-17",
            ),
            ON_THURSDAY | LACKS,
        ),
    ),
    "raise_concern": (
        Accepted(
            "about a carer who would have a copy by default",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(CONCERN, DECISION, SIGN_OFF),
                record=(Happening.CONCERN_RAISED, Happening.CONCERN_ASKED),
                notices=("question to tm-201: queued",),
                asked=("concern: tm-201",),
                kept=("CopyConcern: C1",),
                promised="2026-11-17",
            ),
        ),
    ),
    "decide_concern": (
        Accepted(
            "in part, of a copy that went: the holder is asked for what they have",
            ready.with_a_concern,
            "2026-11-06 15:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=(Happening.CONCERN_DECIDED, Happening.COPY_ASKED_BACK),
                notices=("copy_to_return to C1: queued", "outcome to sw-1042: queued", "outcome to sw-1042: queued"),
                asked=("copy_back: sw-1042", "explain: sw-1042"),
                done=("concern",),
                kept=("ConcernDecision: C1",),
                promised="2026-12-31",
            ),
        ),
        Accepted(
            "in full",
            ready.with_a_concern,
            "2026-11-06 15:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=(Happening.CONCERN_DECIDED,),
                notices=("outcome to sw-1042: queued",),
                done=("concern",),
                kept=("ConcernDecision: C1",),
                promised="2026-12-31",
            ),
            {"decided.outcome": "in_full", "decided.sections": []},
        ),
    ),
    "record_safeguarding": (
        Accepted(
            "on a carer: it is a concern of the line manager's",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(CONCERN, DECISION, SIGN_OFF),
                record=(Happening.MARK_PUT, Happening.CONCERN_ASKED),
                notices=("question to tm-201: queued",),
                asked=("concern: tm-201",),
                kept=("MarkSaid: C1",),
                promised="2026-11-17",
            ),
        ),
        Accepted(
            "on the person's address: letters that wait are given by hand",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.MARK_PUT, Happening.ASKED_TO_GIVE_BY_HAND),
                notices=("submitted to person: by_hand", "task to sw-1042: queued"),
                asked=("give_by_hand: sw-1042",),
                kept=("MarkSaid: person",),
                promised="2026-11-17",
            ),
            {"mark.kind": "address_not_safe", "mark.about": "person"},
        ),
    ),
}

REFUSED: RefusedByName = {
    "request_copy": (
        Refused("for nobody that is known", ready.submitted, Refusal.NO_SUCH_RECIPIENT, SOMEBODY_ELSE),
        Refused("that does not say for whom", ready.submitted, Refusal.INCOMPLETE, {"request.whom": None}),
        Refused("for who is in the plan, said again", ready.submitted, Refusal.INCOMPLETE, {"request.recipient": "C1"}),
        Refused("for nothing", ready.submitted, Refusal.INCOMPLETE, {"request.scope": "none"}),
        Refused("for a part, without which", ready.submitted, Refusal.INCOMPLETE, {"request.scope": "part"}),
        Refused("on a day to come", ready.submitted, Refusal.INCOMPLETE, {"request.asked_on": "2062-01-01"}),
    ),
    "raise_concern": (
        Refused("about nobody that is known", ready.submitted, Refusal.NO_SUCH_RECIPIENT, {"concern.recipient": "P9"}),
    ),
    "decide_concern": (
        Refused("about nobody that is known", ready.submitted, Refusal.NO_SUCH_RECIPIENT, {"decided.recipient": "P9"}),
        Refused("in part, without which", ready.with_a_concern, Refusal.INCOMPLETE, {"decided.sections": []}),
        Refused("in full, with sections", ready.with_a_concern, Refusal.INCOMPLETE, {"decided.outcome": "in_full"}),
        Refused("where there is none", ready.signed_off, Refusal.NOT_NOW),
    ),
    "record_safeguarding": (
        Refused("about nobody that is known", ready.submitted, Refusal.NO_SUCH_RECIPIENT, {"mark.about": "P9"}),
        Refused("without a word of what is known", ready.submitted, Refusal.INCOMPLETE, {"mark.in_words": "n/a"}),
        Refused(
            "that lifts what does not stand",
            ready.submitted,
            Refusal.NOT_NOW,
            {"sent_by.id": "tm-201", "mark.is_lifted": True},
        ),
    ),
}
