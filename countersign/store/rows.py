"""Converts the values of case work into rows, and back."""

from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from countersign.careplan.amendments import Request
from countersign.careplan.asked_for import CopyRequest
from countersign.careplan.authority import Exceptional
from countersign.careplan.clocks import Move, Pause
from countersign.careplan.concerns import ConcernDecision, CopyConcern, MarkSaid
from countersign.careplan.consent import SharingDecision
from countersign.careplan.ladders import StepKind
from countersign.careplan.messages.decisions import ReasonResponse
from countersign.careplan.messages.information import Gathered
from countersign.careplan.messages.leaving import EndAhead
from countersign.careplan.people_since import PeopleSince
from countersign.careplan.plan import Plan
from countersign.careplan.routing import AuthorityUsed
from countersign.careplan.senders import Proof
from countersign.careplan.understanding import Understood
from countersign.careplan.ways import Heard
from countersign.careplan.wire import read_stored
from countersign.casework.changes import Changes
from countersign.casework.kept import (
    Arrangement,
    Consent,
    CopyGiven,
    Decision,
    KeptMessage,
    Notice,
    PlanState,
    Practising,
    Question,
    RecordEntry,
    Routed,
    SaidAboutCopies,
    Sending,
    SignedBudget,
    StepTaken,
    Task,
    Version,
    Wait,
    WaitingMessage,
)

Columns = dict[str, Any]


def in_pence(amount: Decimal) -> int:
    """Pounds and pence as a number of pence, which is the same on every database."""
    return int(amount * 100)


def in_pounds(pence: int) -> Decimal:
    """Pence as pounds and pence."""
    return Decimal(pence) / 100


def fields_of(value: Any) -> Columns:  # noqa: ANN401  # any of our values
    """The fields of a value, by name."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


# Values that need more than their own fields


def state_columns(state: PlanState) -> Columns:
    """A plan's state as a row of `plans`."""
    return as_state_columns(fields_of(state))


def as_state_columns(changed: Columns) -> Columns:
    """Some fields of a plan's state as columns."""
    columns = dict(changed)
    if "exceptional" in columns:
        columns["exceptional"] = [reason.value for reason in columns["exceptional"]]
    if "reassigned_to" in columns:
        columns["reassigned_to"] = [fields_of(somebody) for somebody in columns["reassigned_to"]]
    if "amendments" in columns:
        columns["amendments"] = [request.model_dump(mode="json") for request in columns["amendments"]]
    for name in ("ends", "understanding", "people_since"):
        if columns.get(name) is not None:
            columns[name] = columns[name].model_dump(mode="json")
    return columns


def state_of(row: Row[Any]) -> PlanState:
    """A plan's state, from its row."""
    return PlanState(
        **_columns(
            row,
            plan_id=row.plan_id,
            exceptional=tuple(Exceptional(reason) for reason in row.exceptional),
            reassigned_to=tuple(
                Practising(somebody["id"], supplied_information=somebody.get("supplied_information", False))
                for somebody in row.reassigned_to
            ),
            ends=EndAhead.model_validate(row.ends) if row.ends else None,
            understanding=Understood.model_validate(row.understanding) if row.understanding else None,
            people_since=PeopleSince.model_validate(row.people_since) if row.people_since else None,
            amendments=tuple(Request.model_validate(request) for request in row.amendments),
        )
    )


def version_columns(plan_id: str, version: Version, content: str) -> Columns:
    """A version as a row of `plan_versions`."""
    return fields_of(version) | {
        "plan_id": plan_id,
        "content": content,
        "practitioners": sorted(version.practitioners),
        "responses": [response.model_dump(mode="json") for response in version.responses],
        "gathered": version.gathered.model_dump(mode="json") if version.gathered else None,
        "weekly": in_pence(version.weekly),
        "one_off": in_pence(version.one_off),
    }


def version_of(row: Row[Any]) -> Version:
    """A version without its content."""
    return Version(
        version=row.version,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
        practitioners=frozenset(row.practitioners),
        weekly=in_pounds(row.weekly),
        one_off=in_pounds(row.one_off),
        responses=tuple(ReasonResponse.model_validate(response) for response in row.responses),
        revisiting_agreed=row.revisiting_agreed,
        why_it_costs_less=row.why_it_costs_less,
        gathered=Gathered.model_validate(row.gathered) if row.gathered else None,
        content_sha256=row.content_sha256,
    )


def plan_of(content: str) -> Plan:
    """A version's content."""
    return read_stored(Plan, content)


def route_columns(plan_id: str, routed: Routed) -> Columns:
    """A row of `routes`."""
    return fields_of(routed) | {"plan_id": plan_id, "exceptional": [reason.value for reason in routed.exceptional]}


def route_of(row: Row[Any]) -> Routed:
    """From a row of `routes`."""
    return Routed(
        version=row.version,
        cause=row.cause,
        role=row.role,
        meeting=row.meeting,
        exceptional=tuple(Exceptional(reason) for reason in row.exceptional),
        at=row.at,
        referred=row.referred,
    )


def message_columns(plan_id: str, message: KeptMessage) -> Columns:
    """A row of `messages`."""
    proof = message.proof.model_dump(mode="json") if message.proof else None
    return fields_of(message) | {"plan_id": plan_id, "proof": proof}


def message_of(row: Row[Any]) -> KeptMessage:
    """From a row of `messages`."""
    return KeptMessage(**_columns(row, proof=Proof.model_validate(row.proof) if row.proof else None))


def decision_columns(plan_id: str, decision: Decision) -> Columns:
    """A row of `decisions`."""
    return fields_of(decision) | {"plan_id": plan_id, "authority": decision.authority.model_dump(mode="json")}


def decision_of(row: Row[Any]) -> Decision:
    """From a row of `decisions`."""
    return Decision(**_columns(row, authority=AuthorityUsed.model_validate(row.authority)))


def wait_columns(plan_id: str, wait: Wait) -> Columns:
    """A row of `waits`."""
    return fields_of(wait) | {
        "plan_id": plan_id,
        "next_step": wait.next_step.value if wait.next_step else "",
        "pauses": [pause.model_dump(mode="json") for pause in wait.pauses],
        "moves": [move.model_dump(mode="json") for move in wait.moves],
    }


def wait_of(row: Row[Any]) -> Wait:
    """From a row of `waits`."""
    return Wait(
        **_columns(
            row,
            next_step=StepKind(row.next_step) if row.next_step else None,
            pauses=tuple(Pause.model_validate(pause) for pause in row.pauses),
            moves=tuple(Move.model_validate(move) for move in row.moves),
        )
    )


def step_columns(plan_id: str, step: StepTaken) -> Columns:
    """A row of `steps_taken`."""
    return fields_of(step) | {"plan_id": plan_id, "people": list(step.people), "empty": list(step.empty)}


def question_columns(plan_id: str, question: Question) -> Columns:
    """A row of `questions`."""
    return fields_of(question) | {"plan_id": plan_id, "parts": list(question.parts)}


def question_of(row: Row[Any]) -> Question:
    """From a row of `questions`."""
    return Question(**_columns(row, parts=tuple(row.parts)))


def arrangement_columns(plan_id: str, arrangement: Arrangement) -> Columns:
    """A row of `interim_support`."""
    return fields_of(arrangement) | {"plan_id": plan_id}


def arrangement_of(row: Row[Any]) -> Arrangement:
    """From a row of `interim_support`."""
    return Arrangement(**_columns(row))


def consent_columns(plan_id: str, consent: Consent) -> Columns:
    """A row of `consents`."""
    return {
        "key": consent.key,
        "plan_id": plan_id,
        "recorded_at": consent.recorded_at,
        "recorded_by": consent.recorded_by,
        "version": consent.version,
        "content": consent.decision.model_dump(mode="json"),
        "said_at": consent.said_at,
    }


def consent_of(row: Row[Any]) -> Consent:
    """From a row of `consents`."""
    decision = SharingDecision.model_validate(row.content)
    return Consent(row.key, row.recorded_at, row.recorded_by, row.version, decision, row.said_at)


_ABOUT_COPIES = {"request": CopyRequest, "concern": CopyConcern, "decision": ConcernDecision, "mark": MarkSaid}


def about_copies_columns(plan_id: str, said: SaidAboutCopies) -> Columns:
    """A row of `about_copies`."""
    return {
        "key": said.key,
        "plan_id": plan_id,
        "recorded_at": said.recorded_at,
        "recorded_by": said.recorded_by,
        "version": said.version,
        "kind": {model: kind for kind, model in _ABOUT_COPIES.items()}[type(said.what)],
        "content": said.what.model_dump(mode="json"),
        "said_at": said.said_at,
    }


def about_copies_of(row: Row[Any]) -> SaidAboutCopies:
    """From a row of `about_copies`."""
    what = _ABOUT_COPIES[row.kind].model_validate(row.content)
    return SaidAboutCopies(row.key, row.recorded_at, row.recorded_by, row.version, what, row.said_at)


def notice_columns(plan_id: str, notice: Notice) -> Columns:
    """A row of `notices`."""
    return fields_of(notice) | {"plan_id": plan_id, "address": list(notice.address)}


def notice_of(row: Row[Any]) -> Notice:
    """From a row of `notices`."""
    return Notice(**_columns(row, address=tuple(row.address)))


def sending_columns(plan_id: str, sending: Sending) -> Columns:
    """A row of `sendings`."""
    return fields_of(sending) | {"plan_id": plan_id}


def sending_of(row: Row[Any]) -> Sending:
    """From a row of `sendings`."""
    return Sending(**_columns(row))


def receipt_columns(heard: Heard, came_at: datetime) -> Columns:
    """A row of `receipts`, of what nobody has considered. `came_at`: when it was heard."""
    fits = {"by": heard.by[:64], "why": heard.why[:60]}
    said = {name: value for name, value in heard._asdict().items() if name != "ways"}
    return said | fits | {"came_at": came_at, "considered_at": None}


def heard_of(row: Row[Any]) -> Heard:
    """From a row of `receipts`."""
    return Heard(row.reference, row.what, row.at, row.by, row.why, row.pence)


def enclosed_columns(changes: Changes) -> list[Columns]:
    """Rows of `notice_documents`: what each notice consists of, where it is new or was made again."""
    return [
        {"notice": key, "position": position, "name": file.name, "sha256": file.sha256}
        for key, parts in (*changes.enclosed.items(), *changes.made_again.items())
        for position, file in enumerate(parts, changes.notices[key].first_document)
    ]


def copy_columns(plan_id: str, copy: CopyGiven) -> Columns:
    """A row of `copies`."""
    return fields_of(copy) | {"plan_id": plan_id, "sections": list(copy.sections)}


def copy_of(row: Row[Any]) -> CopyGiven:
    """From a row of `copies`."""
    return CopyGiven(**_columns(row, sections=tuple(row.sections)))


def task_columns(plan_id: str, task: Task) -> Columns:
    """A row of `tasks`."""
    return fields_of(task) | {"plan_id": plan_id}


def task_of(row: Row[Any]) -> Task:
    """From a row of `tasks`."""
    return Task(**_columns(row))


def signed_columns(plan_id: str, signed: SignedBudget) -> Columns:
    """A row of `signed_budgets`."""
    return fields_of(signed) | {"plan_id": plan_id, "weekly": in_pence(signed.weekly)}


def _columns(row: Row[Any], **instead: Any) -> Columns:  # noqa: ANN401  # a value's own fields
    """A row's columns without the plan's id. `instead`: values that replace some of them."""
    columns = dict(row._mapping)  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001  # public, for all its name
    del columns["plan_id"]
    return {**columns, **instead}


def waiting_of(row: Row[Any]) -> WaitingMessage:
    """A message that waits outside its workflow, from its row, with its content if that was read."""
    columns: Columns = {"content": "", **_columns(row)}
    return WaitingMessage(**columns)


def entry_of(row: Row[Any]) -> RecordEntry:
    """An entry of the record, from its row."""
    columns = _columns(row)
    return RecordEntry(**{field.name: columns[field.name] for field in fields(RecordEntry)})
