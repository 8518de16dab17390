"""How a case of a message is written down: what the plan is brought to, what is sent and when, and what follows."""

from collections.abc import Callable
from typing import NamedTuple

from countersign.careplan.interim import PlanEvent
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest
from tests.support.consequences import Brought

Ready = Callable[[CaseUnderTest], None]
"""Brings a case to where a message means something."""


class Accepted(NamedTuple):
    """A message that is accepted, and everything that it brings about."""

    what: str
    """The case, in words."""

    ready: Ready

    at: str
    """When it is sent, and comes: London time."""

    brings: Brought

    changes: Json = {}  # noqa: RUF012  # a tuple's default, never changed
    """By path, what is other than in the example."""

    given: str = ""
    """An example, if not the message's own."""


class AcceptedSubmission(NamedTuple):
    """A submission that is accepted, and everything that it brings about."""

    what: str

    given: str
    """An example."""

    at: str
    """When it comes, and unless its changes say otherwise is sent: London time."""

    brings: Brought

    changes: Json = {}  # noqa: RUF012  # a tuple's default, never changed


class Refused(NamedTuple):
    """A message that only its handler, or the rules that it asks, can refuse."""

    what: str

    ready: Ready

    code: Refusal

    changes: Json = {}  # noqa: RUF012  # a tuple's default, never changed

    given: str = ""


AcceptedByName = dict[str, tuple[Accepted, ...]]
RefusedByName = dict[str, tuple[Refused, ...]]

# Clocks that many cases leave as they are

DECISION = "decision: team_manager, due Tue 17 Nov 2026 17:00, remind Tue 10 Nov 2026 17:00"
"""Clare's plan: ten working days from its submission, reminded after five."""

SIGN_OFF = "sign_off: team_manager, due Tue 15 Dec 2026 17:00, interim_decision Tue 15 Dec 2026 17:00"
"""Clare's plan, and Yasmin's: thirty working days from the submission."""

RESUBMISSION = "resubmission: practitioner, due Thu 19 Nov 2026 17:00, remind Thu 12 Nov 2026 17:00"
"""Clare's plan: ten working days from its return."""

REVIEW = "review: practitioner, due Thu 31 Dec 2026 17:00, remind Tue 08 Dec 2026 17:00"
"""Clare's plan, and Yasmin's: eight weeks after the agreement; reminded fifteen working days before."""

PAYMENT_REVIEW = "payment_review: practitioner, due Mon 10 May 2027 17:00, remind Fri 16 Apr 2027 17:00"
"""Yasmin's direct payment: six months after its first payment, on 10 November."""


class Taken(NamedTuple):
    """One step that was taken."""

    at: str
    """When it fell due."""

    what: str
    """Its kind, and the title of whoever was told."""

    notices: tuple[str, ...]

    record: tuple[Happening, ...]

    due: str
    """By when what is waited for is due then."""

    to_interim: tuple[PlanEvent, ...] = ()


class Climb(NamedTuple):
    """One clock's ladder, climbed."""

    name: str
    """The clock's."""

    ready: Ready

    taken: tuple[Taken, ...]
