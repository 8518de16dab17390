"""A plan, its versions and routes, the messages and decisions about it, and its record."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from countersign.careplan.amendments import Request
from countersign.careplan.authority import Exceptional
from countersign.careplan.decision_parts import Condition, LineOtherwise, ReturnReason, Wanted
from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.decisions import ReasonResponse
from countersign.careplan.messages.information import Gathered
from countersign.careplan.messages.leaving import EndAhead
from countersign.careplan.people_since import PeopleSince
from countersign.careplan.routing import AuthorityUsed
from countersign.careplan.senders import Proof
from countersign.careplan.understanding import Understood


@dataclass(frozen=True)
class Practising:
    """A practitioner to whom a plan was reassigned. WHO-5: letters have their name and number from the register."""

    id: str

    supplied_information: bool = False
    """ROUTE-9: whether they supplied information about the plan while they held it, so have worked on it."""


@dataclass(frozen=True)
class PlanState:
    """Where a plan is, and whose it is. The workflow knows what happens next; this is for looking up."""

    plan_id: str

    kind: str

    team: str

    scheme: str
    """The scheme's name, without an edition."""

    status: Status

    version: int
    """The version in hand."""

    submitted_at: datetime

    route_role: str = ""
    """The role that the plan was sent to; empty if no role may agree it."""

    due_at: datetime | None = None
    """When the plan's state is due."""

    urgent_needs_known: bool = False

    practitioner: str = ""
    """The practitioner to whom it was reassigned; empty if it is the one that the version in hand names."""

    reassigned_to: tuple[Practising, ...] = ()
    """Every practitioner to whom it was ever reassigned, the latest last."""

    has_died: bool = False

    ends: EndAhead | None = None
    """END: that it ends on a day that lies ahead; None while nobody has said so, and once it has left."""

    meeting: str = ""
    """The panel or call that it waits for; empty if it waits for none."""

    meeting_at: datetime | None = None

    meetings_missed: int = 0
    """How many panels or calls did not decide the version in hand."""

    exceptional: tuple[Exceptional, ...] = ()
    """ROUTE-3: why it goes to a panel or call."""

    first_payment: FirstPayment = FirstPayment.NOT_REPORTED
    """ROUTE-5: what was reported of the first payment since the plan was authorised to start."""

    first_paid_on: date | None = None
    """REV-3: the day on which the person received the first payment, once it was reported."""

    understanding: Understood | None = None
    """REC-3: what is stated of the person's understanding, and the support given; None while nothing is stated."""

    people_since: PeopleSince | None = None
    """TELL-8: what was said of the plan's people since, beside the version in hand; None while nothing was."""
    in_force: int = 0
    """AMEND: the version that was signed last, and is in force; 0 before any was. `version` is another one while an
    amended plan is in hand."""

    amended_from: int = 0
    """AMEND: the first version of the amended plan in hand; 0 while none is. Withdrawn ones lie before it."""

    amendments: tuple[Request, ...] = ()
    """AMEND: every request for an amendment, the earliest first."""

    person_reference: str = ""
    """The council's own reference for the person, by the version in hand; empty where it gives none. It goes nowhere
    else: into no id and no search attribute."""


@dataclass(frozen=True)
class Version:
    """One version of a plan, as it was submitted. Its content is kept beside it. Neither ever changes."""

    version: int

    submitted_by: str

    submitted_at: datetime

    practitioners: frozenset[str]
    """Who submitted and who planned it."""

    weekly: Decimal
    """What it costs the council a week."""

    one_off: Decimal
    """What it costs the council once."""

    responses: tuple[ReasonResponse, ...] = ()
    """RET-5: what was done about each reason of the return before it."""

    revisiting_agreed: str = ""

    why_it_costs_less: str = ""

    gathered: Gathered | None = None
    """RET-3: whether information was gathered from others for it, and what was weighed first."""

    content_sha256: str = ""
    """WHO-2: the hash of its content: see `countersign.careplan.content`."""


@dataclass(frozen=True)
class Routed:
    """ROUTE-2, DEC-9: a version was sent to a role. A new edition of the scheme may send it on to another."""

    version: int

    cause: str

    role: str

    meeting: str

    exceptional: tuple[Exceptional, ...]

    at: datetime

    referred: bool = False
    """ROUTE-3: whether it was referred there as too complex: no lower role decides this or a later version."""


@dataclass(frozen=True)
class KeptMessage:
    """A message that was considered, its answer and its determination. A retry returns these and does not act again."""

    message_id: str
    """Its cause."""

    name: str

    sent_by: str

    sent_at: datetime

    received_at: datetime

    sha256: str

    outcome: str

    code: str

    determination: str
    """As JSON."""

    proof: Proof | None = None
    """WHO-4: what is known of who sent it; None of something of our own."""


@dataclass(frozen=True)
class Decision:
    """A decision that took effect, with the authority under which it was made (ROUTE-10)."""

    version: int

    message_id: str

    outcome: str

    decided_by: str

    decided_at: datetime

    authority: AuthorityUsed

    content: dict[str, Any]
    """The whole message."""

    after_start: bool = False
    """ROUTE-5: whether it returned a version that had been authorised to start by an earlier decision."""

    @property
    def people(self) -> frozenset[str]:
        """Whoever decided it, and at a panel or call everybody who sat there."""
        meeting: dict[str, Any] = self.content.get("meeting") or {}
        members: list[dict[str, Any]] = meeting.get("members", [])
        return frozenset({self.decided_by, *(str(member["id"]) for member in members)})

    @property
    def is_light(self) -> bool:
        """AMEND-2: whether it agreed a light amendment: conditions and clocks are as they were."""
        return bool(self.content.get("light"))

    @property
    def reasons(self) -> tuple[ReturnReason, ...]:
        """The reasons of a return; empty for an agreement."""
        return tuple(ReturnReason.model_validate(reason) for reason in self.content["reasons"])

    @property
    def wanted(self) -> Wanted | None:
        """What a return wants; None for an agreement."""
        wanted = self.content.get("wanted")
        return Wanted(wanted) if wanted else None

    @property
    def managed_otherwise(self) -> tuple[LineOtherwise, ...]:
        """The lines that an agreement has managed otherwise; empty for a return."""
        return tuple(LineOtherwise.model_validate(line) for line in self.content.get("managed_otherwise", ()))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of an agreement; empty for a return."""
        return tuple(Condition.model_validate(condition) for condition in self.content.get("conditions", ()))


@dataclass(frozen=True)
class RecordEntry:
    """One happening on the record, for good."""

    key: str
    """Tells this happening from others: the same key is the same happening, however often it is noted."""

    event: str
    """Its code: see `countersign.casework.happenings`."""

    version: int

    at: datetime

    what: str

    actor: str
    """A staff reference, a role's title, or an `Actor`."""

    rule: str

    message_id: str

    detail: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class SignedBudget:
    """DEC-7: the budget of a signed plan, as figures and codes, with which others are compared."""

    version: int

    kind: str

    setting: str

    needs: int
    """The eligible needs, in the form of `careplan.consistency.profile`."""

    weekly: Decimal

    signed_on: date
