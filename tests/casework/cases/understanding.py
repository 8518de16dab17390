"""REC-3: what is recorded of the person's understanding, and of the support that they were given."""

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.understanding import Support, Understanding, Understood
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import DECISION, REVIEW, SIGN_OFF, Accepted, AcceptedByName, Refused, RefusedByName
from tests.support.builders import Json, example
from tests.support.consequences import Brought

OPEN = "understanding: practitioner, due Tue 17 Nov 2026 17:00, remind Tue 10 Nov 2026 17:00"
"""Ten working days from the submission that states it, reminded after five."""

FROM_THURSDAY = "understanding: practitioner, due Thu 19 Nov 2026 17:00, remind Thu 12 Nov 2026 17:00"

_EXAMPLE = example("message-record-understanding")
SAID = Understanding.model_validate(_EXAMPLE["understanding"])
GIVEN = Support.model_validate(_EXAMPLE["support"] | {"given_on": "2026-11-05"})
BY_PLAN = Understanding.model_validate(ready.HARD_TO_RETAIN["plan.understanding"])

ON_THURSDAY: Json = {"support.given_on": "2026-11-05"}
NOTHING_GIVEN: Json = {"support": None}
NOTHING_NEW: Json = ON_THURSDAY | {"understanding": None}
ARRANGED: Json = NOTHING_NEW | {"support.advocate": "arranged"}

ACCEPTED: AcceptedByName = {
    "record_understanding": (
        Accepted(
            "difficulty and the support at once: nothing stays open",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.UNDERSTANDING_STATED, Happening.UNDERSTANDING_SUPPORTED),
                notices=("question to sw-1042: queued",),
                asked=("understanding: sw-1042",),
                done=("understanding",),
                state={"understanding": Understood(stated=SAID, support=GIVEN)},
                promised="2026-11-17",
            ),
            ON_THURSDAY,
        ),
        Accepted(
            "difficulty alone: support is waited for from then on",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF, FROM_THURSDAY),
                record=(Happening.UNDERSTANDING_STATED,),
                notices=("question to sw-1042: queued",),
                asked=("understanding: sw-1042",),
                state={"understanding": Understood(stated=SAID)},
                promised="2026-11-17",
            ),
            NOTHING_GIVEN,
        ),
        Accepted(
            "support for what the plan states, with an advocate, as one is owed",
            ready.with_difficulty,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.UNDERSTANDING_SUPPORTED,),
                done=("understanding",),
                state={
                    "understanding": Understood(
                        stated=BY_PLAN, support=GIVEN.model_copy(update={"advocate": "arranged"})
                    )
                },
                promised="2026-11-17",
            ),
            ARRANGED,
        ),
        Accepted(
            "after signature: only that clock stops",
            ready.signed_off_with_difficulty,
            "2026-11-05 16:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=(Happening.UNDERSTANDING_SUPPORTED,),
                done=("understanding",),
                state={
                    "understanding": Understood(
                        stated=BY_PLAN, support=GIVEN.model_copy(update={"advocate": "arranged"})
                    )
                },
                promised="2026-12-31",
            ),
            ARRANGED,
        ),
        Accepted(
            "that there is none after all: nothing is waited for",
            ready.with_difficulty,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.UNDERSTANDING_STATED,),
                done=("understanding",),
                state={"understanding": Understood(stated=Understanding(so=False))},
                promised="2026-11-17",
            ),
            {"understanding": {"so": False}, "support": None},
        ),
    ),
}

REFUSED: RefusedByName = {
    "record_understanding": (
        Refused("that says nothing", ready.submitted, Refusal.INCOMPLETE, {"understanding": None, "support": None}),
        Refused("given tomorrow", ready.submitted, Refusal.INCOMPLETE, {"support.given_on": "2026-11-04"}),
        Refused("given where nobody said that it is needed", ready.submitted, Refusal.INCOMPLETE, NOTHING_NEW),
        Refused("in none of the four", ready.submitted, Refusal.INCOMPLETE, {"understanding.difficulties": []}),
        Refused(
            "without an advocate where one is owed",
            ready.with_difficulty,
            Refusal.INCOMPLETE,
            {"understanding": None, "support.given_on": "2026-11-03"},
        ),
    ),
}
