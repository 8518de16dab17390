"""TELL-1, TELL-8: where somebody is written to from now on, and who acts for the person."""

from datetime import UTC, date, datetime

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.people import Contact, Representative
from countersign.careplan.people_since import ContactSaid, KnownAs, PeopleSince, RepresentativeSaid
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import DECISION, REVIEW, SIGN_OFF, Accepted, AcceptedByName, Refused, RefusedByName
from tests.support.builders import Json, example
from tests.support.consequences import Brought

THURSDAY = date(2026, 11, 5)
ON_THURSDAY: Json = {"decided_on": "2026-11-05"}
ON_TUESDAY: Json = {"decided_on": "2026-11-03"}
"""The day of the submission, on which the cases that are refused are sent."""

_MOVED, _NIECE = example("message-change-contact"), example("message-change-representative")


def elsewhere(hour: int) -> ContactSaid:
    """Where Edie is written to, as was said on Thursday at that hour."""
    return ContactSaid(
        about="person",
        version=1,
        contact=Contact.model_validate(_MOVED["contact"]),
        telephone=_MOVED["telephone"],
        decided_on=THURSDAY,
        said_at=datetime(2026, 11, 5, hour, tzinfo=UTC),
    )


HER_NIECE = Representative.model_validate(_NIECE["representative"])
ACTS = RepresentativeSaid(
    representative=HER_NIECE,
    written_to=None,
    decided_on=THURSDAY,
    said_at=datetime(2026, 11, 5, 11, tzinfo=UTC),
)
ACTS_KNOWN = KnownAs(
    about="representative",
    version=1,
    name=HER_NIECE.name,
    contact=HER_NIECE.contact,
    after=0,
)


def since(said: ContactSaid) -> PeopleSince:
    """What is so of her contact, and that she is known by it from then on."""
    known = KnownAs(
        about="person",
        version=1,
        name=example("clare-1-submission")["plan"]["person"]["name"],
        contact=said.contact,
        after=0,
    )
    return PeopleSince(contacts=(said,), known_as=(known,))


ACCEPTED: AcceptedByName = {
    "change_contact": (
        Accepted(
            "while the plan waits: no clock moves",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.CONTACT_CHANGED, Happening.ADDRESSED_AGAIN),
                state={"people_since": since(elsewhere(11))},
                promised="2026-11-17",
            ),
            ON_THURSDAY,
        ),
        Accepted(
            "after it was signed off",
            ready.signed_off,
            "2026-11-05 16:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=(Happening.CONTACT_CHANGED,),
                state={"people_since": since(elsewhere(16))},
                promised="2026-12-31",
            ),
            ON_THURSDAY,
        ),
        Accepted(
            "from before the plan was submitted: the plan's own stands",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.SOMETHING_LATER_STANDS,),
                promised="2026-11-17",
            ),
            {"decided_on": "2026-11-02"},
        ),
    ),
    "change_representative": (
        Accepted(
            "somebody acts for her from now on",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.REPRESENTATIVE_CHANGED,),
                notices=("submitted to representative: queued",),
                state={"people_since": PeopleSince(representative=ACTS, known_as=(ACTS_KNOWN,))},
                promised="2026-11-17",
            ),
            ON_THURSDAY,
        ),
    ),
}

REFUSED: RefusedByName = {
    "change_contact": (
        Refused("of nobody in the plan", ready.submitted, Refusal.NO_SUCH_RECIPIENT, ON_TUESDAY | {"about": "P9"}),
        Refused(
            "of a representative, where there is none",
            ready.submitted,
            Refusal.NO_SUCH_RECIPIENT,
            ON_TUESDAY | {"about": "representative"},
        ),
        Refused("on a day that has not come", ready.submitted, Refusal.INCOMPLETE, {"decided_on": "2026-11-04"}),
        Refused(
            "without the e-mail address by which they are to be reached",
            ready.submitted,
            Refusal.INCOMPLETE,
            ON_TUESDAY | {"contact": {"channel": "email"}},
        ),
        Refused("to no place at all", ready.submitted, Refusal.INCOMPLETE, ON_TUESDAY | {"contact": {}}),
        Refused(
            "by the carer whose contact it is",
            ready.submitted,
            Refusal.INCOMPLETE,
            ON_TUESDAY | {"about": "C1", "decided_by": "her daughter"},
        ),
    ),
    "change_representative": (
        Refused("on a day that has not come", ready.submitted, Refusal.INCOMPLETE, {"decided_on": "2026-11-04"}),
        Refused(
            "without a basis",
            ready.submitted,
            Refusal.INCOMPLETE,
            ON_TUESDAY | {"representative.basis": None},
        ),
        Refused("by herself", ready.submitted, Refusal.INCOMPLETE, ON_TUESDAY | {"decided_by": "Lorna Pettigrew"}),
        Refused("by what she is to her", ready.submitted, Refusal.INCOMPLETE, ON_TUESDAY | {"decided_by": "her niece"}),
    ),
}
