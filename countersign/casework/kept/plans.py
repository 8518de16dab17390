"""A plan, its versions, where each was sent, what was said and decided about it, and what has happened."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from countersign.careplan.authority import Exceptional
from countersign.careplan.decision_parts import Condition, LineOtherwise, ReturnReason
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.decisions import ReasonResponse
from countersign.careplan.routing import AuthorityUsed


@dataclass(frozen=True)
class Practising:
    """Somebody to whom a plan was reassigned as its practitioner, as letters are to give them."""

    id: str
    name: str
    telephone: str


@dataclass(frozen=True)
class PlanState:
    """Where a plan is, and whose it is. The truth about what happens next is the workflow's; this is looked up."""

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
    """The role that it was sent to; empty where no role may agree it."""

    due_at: datetime | None = None
    """When the state that it is in is due."""

    urgent_needs_known: bool = False

    practitioner: str = ""
    """To whom it was reassigned, if that is not whom the version in hand names."""

    reassigned_to: tuple[Practising, ...] = ()
    """Everybody to whom it ever was reassigned as practitioner, the latest last."""

    has_died: bool = False

    meeting: str = ""
    """The panel or call that it waits for; empty where it waits for none."""

    meeting_at: datetime | None = None

    meetings_missed: int = 0
    """How many panels or calls did not decide the version in hand."""

    exceptional: tuple[Exceptional, ...] = ()
    """ROUTE-3: why it goes to one."""


@dataclass(frozen=True)
class Version:
    """One version of a plan, as it was submitted. Its content is kept beside it; neither is ever changed."""

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


@dataclass(frozen=True)
class Routed:
    """ROUTE-2, DEC-9: once, a version was sent to a role. A new edition of the scheme may send it on."""

    version: int

    cause: str

    role: str

    meeting: str

    exceptional: tuple[Exceptional, ...]

    at: datetime


@dataclass(frozen=True)
class KeptMessage:
    """A message that was considered, its answer and what was determined: a retry gives the same, never twice."""

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


@dataclass(frozen=True)
class Decision:
    """A decision that took effect, with the authority that it was made under (ROUTE-10)."""

    version: int

    message_id: str

    outcome: str

    decided_by: str

    decided_at: datetime

    authority: AuthorityUsed

    content: dict[str, Any]
    """The whole message."""

    @property
    def reasons(self) -> tuple[ReturnReason, ...]:
        """Of a return; empty for an agreement."""
        return tuple(ReturnReason.model_validate(reason) for reason in self.content["reasons"])

    @property
    def managed_otherwise(self) -> tuple[LineOtherwise, ...]:
        """Of an agreement; empty for a return."""
        return tuple(LineOtherwise.model_validate(line) for line in self.content.get("managed_otherwise", ()))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Of an agreement; empty for a return."""
        return tuple(Condition.model_validate(condition) for condition in self.content.get("conditions", ()))


@dataclass(frozen=True)
class RecordEntry:
    """One happening on the record, for good."""

    key: str
    """What makes it one happening, however often it is told."""

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
    """DEC-7: the budget of a signed plan, as figures and codes: to compare others with."""

    version: int

    kind: str

    setting: str

    needs: int
    """The eligible needs, as `careplan.consistency.profile` has them."""

    weekly: Decimal

    signed_on: date
