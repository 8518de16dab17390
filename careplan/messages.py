"""Every message that a case system may send about a plan, and the one shape of every answer.

Each is one JSON object with a `message_id`, who sent it and when. Each arrives as a Temporal signal, or as an update
of the same name which answers. No message can edit a plan, its services or its budget (ROUTE-7): a plan changes only
when its practitioner resubmits it.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from careplan.deciding import (
    Condition,
    Considered,
    DecisionOutcome,
    Limbs,
    LineOtherwise,
    MeetingRecord,
    Question,
    QuestionAnswer,
    Regard,
    ReturnReason,
    Wanted,
)
from careplan.plan import Plan, SharingDecision
from careplan.wire import Day, Flag, Incoming, Instant, ItemId, MessageId, PlanId, ShortText, StaffId, Stored, Text


class Sender(Incoming):
    """Who sent a message: a member of staff, and the system it came through."""

    id: StaffId
    system: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")]


class Message(Incoming):
    """What every message carries."""

    message_id: MessageId
    sent_by: Sender
    sent_at: Instant


class Submission(Message):
    """Starts a plan's sign-off: the argument of `PlanSignOff`."""

    plan: Plan


class Decide(Message):
    """An authoriser's decision about one version of a plan (DEC-1, DEC-2, DEC-3, DEC-5, RET-1..3)."""

    version: Annotated[int, Field(ge=1, strict=True)]
    outcome: DecisionOutcome
    answers: tuple[QuestionAnswer, ...] = Field(default=(), max_length=22)
    limbs: Limbs
    regard: Regard
    reasons: tuple[ReturnReason, ...] = Field(default=(), max_length=20)
    wanted: Wanted | None = None
    considered: tuple[Considered, ...] = Field(
        default=(), max_length=200, description="DP-2, DP-3, DP-6, DP-8: what was found about each concern."
    )
    managed_otherwise: tuple[LineOtherwise, ...] = Field(
        default=(), max_length=100, description="DP-5, DP-8: lines agreed as the plan says they would be otherwise."
    )
    conditions: tuple[Condition, ...] = Field(default=(), max_length=20, description="DP-6: on the direct payment.")
    meeting: MeetingRecord | None = Field(
        default=None, description="ROUTE-3, ROUTE-11: the panel or call at which it was decided."
    )


class ReasonResponse(Incoming):
    """RET-5: what was done about one reason of the return."""

    reason: ItemId
    what_was_done: Text


class Resubmit(Message):
    """A new version of a returned plan, saying what was done about each reason (RET-5)."""

    answers_version: Annotated[int, Field(ge=1, strict=True, description="The version that was returned.")]
    plan: Plan
    responses: tuple[ReasonResponse, ...] = Field(default=(), max_length=20)
    revisiting_agreed: str = Field(
        default="",
        max_length=4000,
        description="TELL-3: where steps were revisited, how that was agreed with the person.",
    )
    why_it_costs_less: str = Field(
        default="",
        max_length=4000,
        description="DEC-9: where it costs less than the version before, why, in words that the person will read.",
    )


class Withdraw(Message):
    """The plan is withdrawn before it was signed off."""

    at_whose_request: ShortText
    reason: Text


class EndReason(StrEnum):
    """END: why a plan has left. `ended`: it was agreed, and is no longer in force for any other reason."""

    SUPERSEDED = "superseded"
    MOVED_AWAY = "moved_away"
    DIED = "died"
    ENDED = "ended"


class End(Message):
    """END: the person has died or moved away, or the plan is superseded or no longer in force."""

    reason: EndReason
    superseded_by: PlanId | None = Field(
        default=None, description="The later plan; wanted for `superseded`, and only then."
    )


class InformationKind(StrEnum):
    """DEC-4: what kind of information an authoriser asks for."""

    ASSESSMENT = "assessment"
    OPTIONS_EXPLORED = "options_explored"
    COSTS = "costs"
    RISKS = "risks"
    DIRECT_PAYMENT = "direct_payment"
    WISHES = "wishes_and_preferences"
    ADVICE = "professional_advice"
    OTHER = "other"


class RequestInformation(Message):
    """DEC-4, TIME-6: an authoriser asks the practitioner for information before deciding; their own clock stands.

    One request asks for one thing; several may be open at once.
    """

    version: Annotated[int, Field(ge=1, strict=True)]
    kind: InformationKind = InformationKind.OTHER
    about: Question | None = Field(default=None, description="The question that it is to answer, if it is one.")
    what: Text


class SupplyInformation(Message):
    """DEC-4, TIME-6: the information that was asked for, or part of it; then the authoriser's clock runs again."""

    request: MessageId
    information: Text
    still_to_come: str = Field(
        default="", max_length=4000, description="For a part answer: what is still to come. The request stays open."
    )


class WithdrawRequest(Message):
    """DEC-4: the authoriser no longer needs what was asked for; their clock runs again."""

    request: MessageId
    reason: Text


class MissedBecause(StrEnum):
    """Why a panel or call could not decide a plan."""

    NOT_HELD = "not_held"
    NOT_QUORATE = "not_quorate"
    NOT_REACHED = "not_reached"


class ReportMissedMeeting(Message):
    """ROUTE-3, TIME-2: the panel or call did not decide this plan: it goes to the next rung, and to the next meeting.

    If nobody reports it, the meeting's own clock finds out.
    """

    held_on: Day = Field(description="The day of the meeting, held or not.")
    because: MissedBecause
    why: Text


class ReportFirstPayment(Message):
    """ROUTE-5: the first payment has been received, and whether it is put into practice; then the plan is signed off.

    Where it is not working yet nothing is lost: the plan stays authorised to start, and its authoriser is told.
    """

    received_on: Day
    put_into_practice: Flag
    how_it_works: Text


class MeetCondition(Message):
    """DP-6: what a condition of the direct payment asked for has been done; one that repeats gets its next date."""

    condition: ItemId
    what_was_done: Text


class AskedOf(StrEnum):
    """RET-4: who is asked about a return."""

    AUTHORISER = "authoriser"
    LINE_MANAGER = "line_manager"


class AskAboutReturn(Message):
    """RET-4: the practitioner finds a return unclear, and asks the authoriser or the line manager about it."""

    version: Annotated[int, Field(ge=1, strict=True)]
    to: AskedOf
    question: Text


class AnswerAboutReturn(Message):
    """RET-4: the answer to a practitioner's question about a return, kept on the record."""

    question: MessageId
    answer: Text


class Reassign(Message):
    """TIME-2: a plan's practitioner or authoriser changes. No clock is lost, and none starts again."""

    whose: Literal["practitioner", "authoriser"]
    to: StaffId
    name: str = Field(default="", max_length=200, description="A practitioner's name, as letters are to give it.")
    telephone: str = Field(
        default="", max_length=40, description="A practitioner's telephone, as letters are to give it."
    )
    reason: Text


class ReplanClocks(Message):
    """TIME-1: the scheme or the calendar has changed: the plan's clocks are planned again, and what changed is said."""

    why: Text


class ReportUrgentNeeds(Message):
    """TIME-3: urgent needs, in any state of the plan; from anybody, since refusing one could leave someone at risk."""

    what: Text
    reported_by: ShortText


class RecordConsent(Message):
    """SHARE-1..3: a decision about who may have a copy; given, changed or withdrawn at any time."""

    sharing: SharingDecision


class CompleteTask(Message):
    """A person has done what a task asked of them."""

    task: ShortText
    what_was_done: Text


class AnswerUrgentNeeds(Message):
    """TIME-3: the duty worker has found out whether there are urgent needs."""

    urgent: Flag
    what: Text


class AcknowledgeInterimSupport(Message):
    """TIME-4: the duty team has taken on the request for interim support."""


class ArrangeInterimSupport(Message):
    """TIME-4: interim support is arranged, and will start on a day."""

    what: Text
    starts_on: date


class StartInterimSupport(Message):
    """TIME-4: interim support is in place."""

    what: Text


class InterimOutcome(StrEnum):
    """What was decided when interim support was reviewed."""

    CONTINUES = "continues"
    ENDS = "ends"


class InterimEndsBecause(StrEnum):
    """TIME-4: the only things for which interim support ends."""

    SIGNED_PLAN_SERVICES_STARTED = "signed_plan_services_started"
    NO_LONGER_NEEDED = "no_longer_needed"
    PERSON_DIED = "person_died"


class ReviewInterimSupport(Message):
    """TIME-4, TIME-5: somebody has reviewed interim support, and decided that it continues or that it ends."""

    outcome: InterimOutcome
    because: InterimEndsBecause | None = Field(default=None, description="Wanted where it ends, and only then.")
    what: Text


PLAN_MESSAGES: dict[str, type[Message]] = {
    "decide": Decide,
    "resubmit": Resubmit,
    "withdraw": Withdraw,
    "end": End,
    "report_urgent_needs": ReportUrgentNeeds,
    "record_consent": RecordConsent,
    "complete_task": CompleteTask,
    "request_information": RequestInformation,
    "supply_information": SupplyInformation,
    "withdraw_request": WithdrawRequest,
    "report_missed_meeting": ReportMissedMeeting,
    "report_first_payment": ReportFirstPayment,
    "meet_condition": MeetCondition,
    "ask_about_return": AskAboutReturn,
    "answer_about_return": AnswerAboutReturn,
    "reassign": Reassign,
    "replan_clocks": ReplanClocks,
}
"""Messages to a plan's own workflow, `plan-<plan id>`."""

INTERIM_MESSAGES: dict[str, type[Message]] = {
    "answer_urgent_needs": AnswerUrgentNeeds,
    "acknowledge_interim_support": AcknowledgeInterimSupport,
    "arrange_interim_support": ArrangeInterimSupport,
    "start_interim_support": StartInterimSupport,
    "review_interim_support": ReviewInterimSupport,
}
"""Messages to the workflow of a plan's interim support, `interim-<plan id>`."""

MESSAGES: dict[str, type[Message]] = {**PLAN_MESSAGES, **INTERIM_MESSAGES}
"""Name of the signal, and of the update, for each message."""


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
    NO_AUTHORITY = "no_authority"
    OWN_PLAN = "own_plan"
    NOT_QUORATE = "not_quorate"
    CONTRADICTION = "contradiction"
    NO_SUCH_TASK = "no_such_task"
    NO_SUCH_RECIPIENT = "no_such_recipient"
    NO_SUCH_QUESTION = "no_such_question"
    NO_SUCH_CONDITION = "no_such_condition"
    WRONG_WORKFLOW = "wrong_workflow"
    FAULT = "fault"


REFUSAL_MEANINGS: dict[Refusal, str] = {
    Refusal.MALFORMED: "The message is not of the form in the contract; every problem is listed.",
    Refusal.UNKNOWN_MESSAGE: "There is no message of that name.",
    Refusal.MESSAGE_ID_REUSED: "Another message with different content already used this message_id.",
    Refusal.INCOMPLETE: "Something a rule requires is missing; every gap is listed.",
    Refusal.UNKNOWN_SCHEME: "No scheme of that name is in force.",
    Refusal.PLAN_EXISTS: "This plan is already being signed off, or is in force. Use resubmit for a returned plan.",
    Refusal.PLAN_CLOSED: "This plan was withdrawn or has ended; nothing more can be done with it.",
    Refusal.PLAN_NOT_FOUND: "No plan of that id has been submitted.",
    Refusal.WRONG_PLAN: "The message carries a plan with another plan_id.",
    Refusal.NOT_NOW: "The plan is not in a state in which this message means anything.",
    Refusal.STALE_VERSION: "The message is about a version that is not the one in hand.",
    Refusal.NO_AUTHORITY: "The sender does not have the authority that this message needs.",
    Refusal.OWN_PLAN: "Nobody decides a plan that they submitted or planned.",
    Refusal.NOT_QUORATE: "The panel or call was not one that may decide; every reason is listed.",
    Refusal.CONTRADICTION: "The decision contradicts the answers given with it.",
    Refusal.NO_SUCH_TASK: "The plan has no open task of that name.",
    Refusal.NO_SUCH_RECIPIENT: "The plan in hand has no carer or provider of that reference.",
    Refusal.NO_SUCH_QUESTION: "The plan has no open question, or request for information, of that id.",
    Refusal.NO_SUCH_CONDITION: "The direct payment has no open condition of that reference.",
    Refusal.WRONG_WORKFLOW: "The message belongs to another workflow of the plan, which the reasons name.",
    Refusal.FAULT: "Our software failed on this message. It is kept, a person has been asked to look, nothing is lost.",
}


class Answer(Stored):
    """The answer to any message: accepted, or refused with a code and every reason.

    `said`: what an accepted message brought about, where its sender needs to know.
    """

    outcome: Literal["accepted", "refused"]
    code: Refusal | None = None
    reasons: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    duplicate: bool = False
    plan_status: str = ""
    version: int = 0

    @property
    def accepted(self) -> bool:
        """Whether the message took effect."""
        return self.outcome == "accepted"
