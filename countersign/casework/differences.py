"""TIME-1 · Holds what is kept of a plan against its workflows, and says each difference and what mends it.

What is kept is the truth of what happened, and a workflow is brought to it. What Temporal has and is not kept came from
somebody: it is put before the rules again, as any message.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from countersign.careplan.clocks import Clock, is_after_the_end
from countersign.careplan.interim import IN_WORDS, OPEN
from countersign.careplan.lifecycle import CLOSED, Status
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.payment_findings import listed
from countersign.careplan.words import spelled_out
from countersign.casework.determinations import Entry, TakenUp
from countersign.casework.status import PlanStatus
from countersign.casework.taking_up import ENTRIES


class Execution(StrEnum):
    """What Temporal has under a workflow's id."""

    NONE = "none"
    RUNS = "runs"
    HAS_ENDED = "has_ended"

    FAILS = "fails"
    """Its task has failed again and again: our software cannot run it."""

    IS_NOT_OURS = "is_not_ours"
    """A workflow of another type, or for other workers, has the id."""

    SILENT = "silent"
    """It runs, and nobody answered for it in time."""


@dataclass(frozen=True)
class Seen:
    """One workflow of a plan, as Temporal has it."""

    execution: Execution

    how: str = ""
    """How it ended, in Temporal's word; how often its task has failed."""

    status: PlanStatus | None = None
    """What it says of itself, if it runs."""

    timeline: tuple[Entry, ...] = ()
    """The same, of what it did lately."""

    has_submission: bool = True
    """Whether Temporal still has what its first run was started with."""

    lost: tuple[str, ...] = ()
    """Messages that Temporal took in for it and that are not kept: the name of each, with its id."""


class Differs(StrEnum):
    """How the two sides differ."""

    NO_WORKFLOW = "no_workflow"
    WORKFLOW_ENDED = "workflow_ended"
    WORKFLOW_FAILS = "workflow_fails"
    WORKFLOW_SILENT = "workflow_silent"
    NOT_OURS = "not_ours"
    STANDS_ELSEWHERE = "stands_elsewhere"
    NOT_KEPT = "not_kept"
    MESSAGES_LOST = "messages_lost"
    NO_CLOCK = "no_clock"
    WRONG_ID = "wrong_id"


class Mend(StrEnum):
    """What mends a difference."""

    START = "start"
    """A workflow is started from what is kept."""

    START_OVER = "start_over"
    """The same, and whatever runs under its id ends."""

    BEGIN_ANEW = "begin_anew"
    """The workflow that runs goes on from what is kept."""

    SUBMIT_AGAIN = "submit_again"
    """The submission that Temporal has is put before the rules again."""

    SEND_AGAIN = "send_again"
    """Messages that Temporal has are put before the rules again."""

    END = "end"
    """The workflow is ended."""

    LEAVE = "leave"
    """The rules would refuse now what counted then: the workflow is left as it is."""

    SUBMIT_BY_HAND = "submit_by_hand"
    """Neither side has the submission any more: a person has to see to it."""

    LOOK_BY_HAND = "look_by_hand"
    """A person has to see to it that a worker answers."""


MENDED_BY: dict[Mend, str] = {
    Mend.START: "A workflow is started from our record.",
    Mend.START_OVER: "It is ended, and a workflow is started from our record.",
    Mend.BEGIN_ANEW: "It goes on from our record.",
    Mend.SUBMIT_AGAIN: "The submission that Temporal has is put before the rules again.",
    Mend.SEND_AGAIN: "They are put before the rules again.",
    Mend.END: "It is ended.",
    Mend.LEAVE: "It is left as it is: the rules would refuse now what counted when it came.",
    Mend.SUBMIT_BY_HAND: "Temporal does not have its submission any more: have the plan submitted again.",
    Mend.LOOK_BY_HAND: "See that a worker runs and is not too busy, then give the command again.",
}
"""What is done, in words."""


class Difference(NamedTuple):
    """One difference."""

    workflow: str
    """The id of the workflow that it is about."""

    differs: Differs

    what: str
    """The difference as a sentence."""

    mend: Mend

    why: tuple[str, ...] = ()
    """Why it is left as it is: what the rules would refuse, with the reasons."""

    @property
    def key(self) -> tuple[str, Differs]:
        """What it is a difference of: another look may find it again, in other words."""
        return self.workflow, self.differs


class Side(NamedTuple):
    """One of a plan's workflows: what is kept of it, and what Temporal has."""

    workflow_id: str

    of: Workflow

    kept: TakenUp

    record: tuple[Entry, ...]
    """The latest entries of the plan's record, the earliest first."""

    seen: Seen

    refused: Mapping[Workflow, tuple[str, ...]] = {}
    """Of what Temporal has for each of the plan's workflows: what the rules would refuse now, and why."""


def differences(side: Side) -> tuple[Difference, ...]:
    """Every difference of one of a plan's workflows."""
    found = [found for found in (_of_its_life(side), _lost(side), _without_a_clock(side)) if found is not None]
    return tuple(_left_alone(difference, side) for difference in found)


def _left_alone(found: Difference, side: Side) -> Difference:
    """The difference, with the workflow left as it is where mending would take away from it what counted once.

    TIME-3: interim support of which everything is kept, and for which nothing runs, is started all the same.
    """
    if found.mend in _BY_HAND:
        return found
    of_it = side.refused.get(side.of, ())
    why = of_it or (() if found.mend is Mend.START else tuple(chain.from_iterable(side.refused.values())))
    return found._replace(mend=Mend.LEAVE, why=why) if why else found


_BY_HAND = frozenset({Mend.SUBMIT_BY_HAND, Mend.LOOK_BY_HAND})


def is_wanted(of: Workflow, kept: TakenUp) -> bool:
    """Whether a workflow should run: somebody is waited for, or something is still to be followed or sent."""
    left = kept.to_deliver > 0 or kept.waiting
    if of is Workflow.INTERIM:
        return kept.known and (kept.standing.interim in OPEN or kept.to_follow > 0 or left)
    return kept.known and (kept.standing.status not in CLOSED or left or bool(kept.standing.clocks))


def wrong_id(workflow_id: str, of_type: str) -> Difference:
    """A workflow of ours under an id that is that of no plan."""
    what = f"A workflow {of_type} runs under an id that is that of no plan: it does nothing."
    return Difference(workflow_id, Differs.WRONG_ID, what, Mend.END)


def _of_its_life(side: Side) -> Difference | None:
    """Whether there is a workflow where one is wanted, and whether it stands where it is kept to stand."""
    seen, kept = side.seen, side.kept
    found: tuple[Differs, str, Mend] | None = None
    if seen.execution is Execution.FAILS:
        what = f"Its workflow's task has failed {seen.how} times: our software cannot run it. Deploy what mends it."
        is_nowhere = not kept.known and not seen.has_submission
        found = Differs.WORKFLOW_FAILS, what, Mend.LOOK_BY_HAND if is_nowhere else Mend.START_OVER
    elif seen.execution is Execution.SILENT:
        found = Differs.WORKFLOW_SILENT, "Its workflow runs, and nobody answers for it.", Mend.LOOK_BY_HAND
    elif seen.execution is Execution.RUNS and seen.status is not None:
        found = _elsewhere(side, seen.status)
    elif not is_wanted(side.of, kept):
        if not kept.known and side.of is Workflow.PLAN and seen.execution is Execution.HAS_ENDED:
            found = _not_kept(side, f"has ended ({seen.how})")
    elif seen.execution is Execution.IS_NOT_OURS:
        what = f"Our record says {_stands(side)}, and under its id runs a workflow that is not ours."
        found = Differs.NOT_OURS, what, Mend.START_OVER
    elif seen.execution is Execution.HAS_ENDED:
        what = f"Our record says {_stands(side)}, and its workflow has ended ({seen.how})."
        found = Differs.WORKFLOW_ENDED, what, Mend.START
    elif seen.execution is Execution.NONE:
        found = Differs.NO_WORKFLOW, f"Our record says {_stands(side)}, and Temporal has no workflow.", Mend.START
    return Difference(side.workflow_id, *found) if found else None


def _elsewhere(side: Side, says: PlanStatus) -> tuple[Differs, str, Mend] | None:
    kept = side.kept
    if not kept.known:
        if side.of is Workflow.INTERIM or says.status in {Status.RECEIVED, Status.REFUSED}:
            return None  # it is at the door, or was refused there, or it ends by itself: nothing is kept of such a plan
        return _not_kept(side, f"says {spelled_out(says.status)}")
    if side.of is Workflow.PLAN:
        theirs = f"{spelled_out(says.status)}, version {says.version}"
    else:
        theirs = IN_WORDS[says.interim]
    if theirs != _stands(side):
        return (
            Differs.STANDS_ELSEWHERE,
            f"Its workflow says {theirs}; our record says {_stands(side)}.",
            Mend.BEGIN_ANEW,
        )
    others = [word for word, is_other in _other_parts(side, says) if is_other]
    if others:
        return Differs.STANDS_ELSEWHERE, f"Its workflow and our record differ about {listed(others)}.", Mend.BEGIN_ANEW
    return None


def _not_kept(side: Side, how: str) -> tuple[Differs, str, Mend]:
    mend = Mend.SUBMIT_AGAIN if side.seen.has_submission else Mend.SUBMIT_BY_HAND
    return Differs.NOT_KEPT, f"Its workflow {how}, and our record does not have the plan.", mend


def _other_parts(side: Side, says: PlanStatus) -> Iterable[tuple[str, bool]]:
    standing, of_plan = side.kept.standing, side.of is Workflow.PLAN
    yield "the content of the version", of_plan and says.content_sha256 != standing.content_sha256
    yield "which version is in force", of_plan and says.in_force != standing.in_force
    yield "its dates", _by_name(says.clocks) != _by_name(_shown(standing.clocks))
    yield "the date that the person holds", of_plan and says.promise != standing.promise
    yield "how far interim support has got", of_plan and says.interim != standing.interim
    yield "how many notices are still to be sent", says.waiting_notices != side.kept.to_deliver
    yield "what has happened", did_more(side.seen.timeline, side.record)


def did_more(timeline: Iterable[Entry], record: tuple[Entry, ...]) -> bool:
    """Whether a workflow did something that is not on the record. `record`: its latest entries, the earliest first."""
    recorded = {(entry.at, entry.what) for entry in record}
    whole = len(record) < ENTRIES
    return any((entry.at, entry.what) not in recorded and (whole or entry.at > record[0].at) for entry in timeline)


def _lost(side: Side) -> Difference | None:
    lost = side.seen.lost
    if not lost:
        return None
    named = ", ".join(lost[:_NAMED])
    more = f" and {len(lost) - _NAMED:,} more" if len(lost) > _NAMED else ""
    what = f"Temporal has {_messages(len(lost))} that our record does not: {named}{more}."
    return Difference(side.workflow_id, Differs.MESSAGES_LOST, what, Mend.SEND_AGAIN)


def _without_a_clock(side: Side) -> Difference | None:
    """TIME-3: an open arrangement whose time nobody counts. If no workflow runs for it, that is said already."""
    kept, runs = side.kept, side.seen.execution is Execution.RUNS
    if side.of is Workflow.PLAN or not runs or kept.standing.interim not in OPEN or kept.standing.clocks:
        return None
    what = f"Interim support is {IN_WORDS[kept.standing.interim]}, and no clock runs for it."
    return Difference(side.workflow_id, Differs.NO_CLOCK, what, Mend.BEGIN_ANEW)


_NAMED = 10
"""How many messages a sentence names."""


def _stands(side: Side) -> str:
    standing = side.kept.standing
    if side.of is Workflow.PLAN:
        return f"{spelled_out(standing.status)}, version {standing.version}"
    return IN_WORDS[standing.interim]


def _shown(clocks: tuple[Clock, ...]) -> tuple[Clock, ...]:
    return tuple(clock for clock in clocks if not is_after_the_end(clock, clocks))


def _by_name(clocks: Iterable[Clock]) -> dict[str, Clock]:
    return {clock.name: clock for clock in clocks}


def _messages(count: int) -> str:
    return "a message" if count == 1 else f"{count:,} messages"
