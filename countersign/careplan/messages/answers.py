"""The shape of every answer, and every code with which a message is refused."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal, NamedTuple, Self

from pydantic import field_validator

from countersign.careplan import bounds
from countersign.careplan.findings import Finding
from countersign.careplan.wire import Stored


class Refusal(StrEnum):
    """Why a message was refused. The codes are part of the contract: none changes its meaning."""

    MALFORMED = "malformed"
    UNKNOWN_MESSAGE = "unknown_message"
    MESSAGE_ID_REUSED = "message_id_reused"
    INCOMPLETE = "incomplete"
    UNKNOWN_SCHEME = "unknown_scheme"
    PLAN_EXISTS = "plan_exists"
    PLAN_CLOSED = "plan_closed"
    PLAN_NOT_FOUND = "plan_not_found"
    WRONG_PLAN = "wrong_plan"
    NOT_NOW = "not_now"
    STALE_VERSION = "stale_version"
    NOT_VERIFIED = "not_verified"
    NO_AUTHORITY = "no_authority"
    OWN_PLAN = "own_plan"
    NOT_QUORATE = "not_quorate"
    CONTRADICTION = "contradiction"
    NO_SUCH_TASK = "no_such_task"
    NO_SUCH_LETTER = "no_such_letter"
    NO_SUCH_RECIPIENT = "no_such_recipient"
    NO_SUCH_QUESTION = "no_such_question"
    NO_SUCH_CONDITION = "no_such_condition"
    NO_SUCH_AMENDMENT = "no_such_amendment"
    WRONG_WORKFLOW = "wrong_workflow"
    BUSY = "busy"
    FAULT = "fault"


REFUSAL_MEANINGS: dict[Refusal, str] = {
    Refusal.MALFORMED: "The message is not of the form in the contract; every problem is listed.",
    Refusal.UNKNOWN_MESSAGE: "There is no message of that name.",
    Refusal.MESSAGE_ID_REUSED: (
        "Another message with different content already used this message_id. Give this one another message_id; or, to "
        "send the first one again, send the same content as then."
    ),
    Refusal.INCOMPLETE: "Something a rule requires is missing; every gap is listed.",
    Refusal.UNKNOWN_SCHEME: "No scheme of that name is in force.",
    Refusal.PLAN_EXISTS: "This plan is already being signed off, or is in force. Use resubmit for a returned plan.",
    Refusal.PLAN_CLOSED: "This plan was withdrawn or has ended; nothing more can be done with it.",
    Refusal.PLAN_NOT_FOUND: "No plan of that id has been submitted.",
    Refusal.WRONG_PLAN: "The message carries another plan, or the plan of another person.",
    Refusal.NOT_NOW: "The plan is not in a state in which this message means anything.",
    Refusal.STALE_VERSION: "The message is about a version that is not the one in hand.",
    Refusal.NOT_VERIFIED: "Nothing proves that a case system sent the message: it is not signed, or not rightly.",
    Refusal.NO_AUTHORITY: "The sender does not have the authority that this message needs.",
    Refusal.OWN_PLAN: "Nobody decides a plan that they submitted or planned, or whose practitioner they are.",
    Refusal.NOT_QUORATE: "The panel or call was not one that may decide; every reason is listed.",
    Refusal.CONTRADICTION: "The decision contradicts the answers given with it.",
    Refusal.NO_SUCH_LETTER: "The plan has sent no letter of that name.",
    Refusal.NO_SUCH_TASK: "The plan has no open task of that name.",
    Refusal.NO_SUCH_RECIPIENT: "Nobody in the plan has that reference, and the person asked for nobody under it.",
    Refusal.NO_SUCH_QUESTION: "The plan has no open question, or request for information, of that id.",
    Refusal.NO_SUCH_CONDITION: "The direct payment has no open condition of that reference.",
    Refusal.NO_SUCH_AMENDMENT: "The plan has no request for an amendment of that id that has got so far.",
    Refusal.WRONG_WORKFLOW: "The message belongs to another workflow of the plan, which the reasons name.",
    Refusal.BUSY: "More waits for this plan than is taken in at once. It was not considered: send it again later.",
    Refusal.FAULT: "Our software failed on this message. It is kept, a person has been asked to look, nothing is lost.",
}


FAULT_IS_KEPT = REFUSAL_MEANINGS[Refusal.FAULT]
"""Why a message was refused on which our software failed, for its sender: it is considered once that is mended."""

FAULT_AT_THE_DOOR = (
    "Our software failed on this submission. Nothing of it is kept and nobody was told: send it again, and if it fails "
    "again, tell whoever runs the software."
)
"""The same for a submission, of which nothing is kept."""


class Refused(NamedTuple):
    """A business "no": why a message changes nothing. It is a value, never an exception."""

    code: Refusal
    """The code of the refusal."""

    reasons: tuple[str, ...]
    """All reasons, each a sentence that the sender can act on."""

    findings: tuple[Finding, ...] = ()
    """The findings behind the reasons, where the reasons come from rules."""

    @property
    def shown(self) -> tuple[str, ...]:
        """As many of the reasons as an answer gives."""
        return bounds.reasons(self.reasons)

    @classmethod
    def because(cls, code: Refusal, findings: Iterable[Finding]) -> Self:
        """The refusal that findings lead to. Each finding makes one reason, with its field and its rule."""
        all_findings = tuple(findings)
        reasons = tuple(f"{finding.where}: {finding.reason} [{finding.rule}]" for finding in all_findings)
        return cls(code, reasons, all_findings)


class Answer(Stored):
    """The answer to any message: accepted, or refused with a code and every reason."""

    outcome: Literal["accepted", "refused"]
    """Whether the message took effect."""

    code: Refusal | None = None

    reasons: tuple[str, ...] = ()
    """For a refusal: every reason, each a sentence that the sender can act on. After fifty, how many more there are."""

    said: tuple[str, ...] = ()
    """What an accepted message brought about, where its sender needs to know: one sentence each."""

    duplicate: bool = False
    """Whether this message had been answered before; the answer is then the same as it was."""

    plan_status: str = ""
    """Where the plan is now (see docs/lifecycle.md); of a message that came before, where it was then."""

    version: int = 0
    """The version of the plan that is now in hand; of a message that came before, the one of then."""

    content_sha256: str = ""
    """WHO-2: the hash of that version's content, which a decision about it names. Empty where the message went to
    interim support, or was answered without looking at the plan."""

    @field_validator("reasons", "said")
    @classmethod
    def _within_bounds(cls, sentences: tuple[str, ...]) -> tuple[str, ...]:
        # However many there are, an answer can be carried, and read by somebody.
        return bounds.reasons(sentences)

    @property
    def accepted(self) -> bool:
        """Whether the message took effect."""
        return self.outcome == "accepted"
