"""ROUTE-3 · The decisions of one sitting: what each plan would answer, and the result of each decision."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from countersign.careplan.lifecycle import Status
from countersign.careplan.may_decide import refusals_of
from countersign.careplan.messages.answers import Answer, Refusal, Refused
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.working_time import london_day
from countersign.casework.deciding_facts import facts_on_file
from countersign.casework.determinations import Determination
from countersign.casework.ports import CaseFile, Editions
from countersign.queries.meetings import waiting_for_meeting
from countersign.queries.view import View
from countersign.store.case_files import SqlCaseFile


class Tried(NamedTuple):
    """What a plan would answer to a decision."""

    is_known: bool = True
    """Whether a plan of that id was ever accepted."""

    before: Answer | None = None
    """The answer that the message had, if it came before."""

    is_another: bool = False
    """Whether another message about the plan has the same id."""

    refusals: tuple[Refused, ...] = ()
    """Why the plan would refuse it, apart from having moved on."""


class DecisionSent(View):
    """The result of one decision of a sitting."""

    plan: str

    version: int

    decision: str

    result: str
    """Accepted, refused or failed; or that it was done or refused before."""

    code: str

    reasons: tuple[str, ...]

    said: tuple[str, ...]

    plan_status: str


class Decided(View):
    """The results of every decision of a sitting."""

    summary: dict[str, int]
    """How many decisions had each result."""

    decisions: tuple[DecisionSent, ...]

    without_a_decision: tuple[str, ...]
    """Plans that waited for that sitting and were not decided."""

    hint: str


class Moved(View):
    """The result of moving a sitting, for one plan."""

    plan: str

    result: str
    """Would be moved, accepted, refused or failed."""

    said: tuple[str, ...]


class AllMoved(View):
    """The results for every plan that waits for a sitting that is moved."""

    dry_run: bool

    held_on: date
    """The day for which the plans wait."""

    to: datetime
    """When the sitting begins instead, or the extra one."""

    summary: dict[str, int]
    """How many plans had each result."""

    plans: tuple[Moved, ...]


def tried(session: Session, editions: Editions, plan_id: str, decide: Decide, today: date) -> Tried:
    """What a plan would answer to a decision today. Raises UnknownSchemeError."""
    return tried_on(SqlCaseFile(session.connection(), plan_id), editions, decide, today)


def tried_on(file: CaseFile, editions: Editions, decide: Decide, today: date) -> Tried:
    """What a plan would answer to a decision today, from its file. Raises UnknownSchemeError."""
    facts = facts_on_file(file, editions, today)
    if facts is None:
        return Tried(is_known=False)
    earlier = file.message(decide.message_id)
    if earlier is None:
        # That the plan has moved on since the list was made is left to the plan to say. What is wrong with the
        # decision all the same is found as if the plan still waited for it.
        refusals = refusals_of(facts._replace(status=Status.AWAITING_DECISION), decide)
        moved_on = decide.version != facts.version
        return Tried(refusals=tuple(no for no in refusals if not (moved_on and no.code is Refusal.STALE_VERSION)))
    answer = Determination.model_validate_json(earlier.determination).answer
    is_another = earlier.name != decide.declared.name or (answer.accepted and not _is_kept(file, decide))
    return Tried(before=answer, is_another=is_another)


def _is_kept(file: CaseFile, decide: Decide) -> bool:
    """Whether this very decision took effect. `sent_at` does not matter."""
    kept, content = file.decision(decide.version), decide.model_dump(mode="json")
    return kept is not None and {**kept.content, "sent_at": None} == {**content, "sent_at": None}


def without_a_decision(
    session: Session, held_on: Mapping[str, date], decided: Iterable[str], now: datetime
) -> list[str]:
    """The plans that wait for one of these sittings and were not decided.

    `held_on`: for each plan on the list, the day of the sitting that decided it. `decided`: every plan on the list.
    """
    sittings: dict[tuple[str, str], date] = {}
    for plan_id, day in held_on.items():
        state = SqlCaseFile(session.connection(), plan_id).state()
        if state is not None and state.meeting:
            sittings[state.scheme, state.meeting] = day
    named = set(decided)
    return [
        waiting.plan
        for (scheme, meeting), day in sittings.items()
        for waiting in waiting_for_meeting(session, scheme, meeting, now)
        if waiting.plan not in named and london_day(waiting.meeting_at) == day
    ]
