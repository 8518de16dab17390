"""What is kept of a plan, held against what Temporal has: each difference is said, with what mends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from countersign.careplan.clocks import Clock
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import Workflow
from countersign.casework.determinations import Entry, Standing, TakenUp
from countersign.casework.differences import MENDED_BY, Differs, Execution, Mend, Seen, Side, differences
from countersign.casework.status import PlanStatus
from countersign.casework.taking_up import ENTRIES

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
EARLIER = Entry(at=NOW - timedelta(days=1), what="Submitted, complete")
JUST_NOW = Entry(at=NOW, what="Agreed")
DECISION = Clock(name="decision", owner="team_manager", since=NOW, due=NOW, budget=None, steps=(), repeat_every=5)
LATER = DECISION.model_copy(update={"due": NOW + timedelta(days=1)})
STANDS = Standing(status=Status.AWAITING_DECISION, version=1, content_sha256="a" * 64, clocks=(DECISION,))
KNOWN = TakenUp(known=True, standing=STANDS)
UNKNOWN = TakenUp()
SUPPORTED = TakenUp(known=True, standing=STANDS.model_copy(update={"interim": Interim.ASKED_FOR}))


def left(**more: Any) -> TakenUp:
    """A plan that was withdrawn."""
    return TakenUp(known=True, standing=Standing(status=Status.WITHDRAWN, version=1), **more)


def says(standing: Standing = STANDS, **more: Any) -> Seen:
    """A workflow that runs, and says where it stands."""
    none: dict[str, Any] = {
        "plan_id": "",
        "team": "",
        "kind": "",
        "scheme": "",
        "owner": "",
        "due": None,
        "next_step": None,
        "open_tasks": 0,
        "waiting_notices": 0,
        "refused_count": 0,
        "refused": (),
        "answer": None,
    }
    return Seen(Execution.RUNS, status=PlanStatus(**{**none, **dict(standing), **more}), timeline=(EARLIER,))


def elsewhere(**changed: Any) -> Seen:
    return says(STANDS.model_copy(update=changed))


def seen(execution: Execution, how: str = "terminated", **more: Any) -> Seen:
    return Seen(execution, how, **more)


def found(of: Workflow, kept: TakenUp, seen: Seen) -> list[tuple[Differs, Mend]]:
    side = Side("plan-1", of, kept, (EARLIER,) if kept.known else (), seen)
    return [(difference.differs, difference.mend) for difference in differences(side)]


Row = tuple[str, TakenUp, Seen, list[tuple[Differs, Mend]]]
"""What it is called, what is kept, what Temporal has, and what differs."""

ENDED = (Differs.WORKFLOW_ENDED, Mend.START)
NONE = (Differs.NO_WORKFLOW, Mend.START)
ELSEWHERE = (Differs.STANDS_ELSEWHERE, Mend.BEGIN_ANEW)
AGAIN = (Differs.NOT_KEPT, Mend.SUBMIT_AGAIN)
SILENT = (Differs.WORKFLOW_SILENT, Mend.LOOK_BY_HAND)
FAILS = (Differs.WORKFLOW_FAILS, Mend.START_OVER)
NOT_OURS = (Differs.NOT_OURS, Mend.START_OVER)

OF_A_PLAN: list[Row] = [
    ("it stands where it is kept to stand", KNOWN, says(), []),
    ("nothing runs for an open plan", KNOWN, seen(Execution.NONE), [NONE]),
    ("an open plan's has ended", KNOWN, seen(Execution.HAS_ENDED), [ENDED]),
    ("it fails", KNOWN, seen(Execution.FAILS, "3"), [FAILS]),
    ("it is silent", KNOWN, seen(Execution.SILENT), [SILENT]),
    ("another has its id", KNOWN, seen(Execution.IS_NOT_OURS), [NOT_OURS]),
    ("another state", KNOWN, elsewhere(status=Status.RETURNED), [ELSEWHERE]),
    ("another version", KNOWN, elsewhere(version=2), [ELSEWHERE]),
    ("another version in force", KNOWN, elsewhere(in_force=1), [ELSEWHERE]),
    ("another content", KNOWN, elsewhere(content_sha256="b" * 64), [ELSEWHERE]),
    ("another date", KNOWN, elsewhere(clocks=(LATER,)), [ELSEWHERE]),
    ("no date", KNOWN, elsewhere(clocks=()), [ELSEWHERE]),
    ("another stage of support", KNOWN, elsewhere(interim=Interim.IN_PLACE), [ELSEWHERE]),
    ("a letter that it does not know of", KNOWN.model_copy(update={"to_deliver": 1}), says(), [ELSEWHERE]),
    ("it did what is not recorded", KNOWN, replace(says(), timeline=(EARLIER, JUST_NOW)), [ELSEWHERE]),
    (
        "a message is lost",
        KNOWN,
        replace(says(), lost=("decide (clare-1)",)),
        [(Differs.MESSAGES_LOST, Mend.SEND_AGAIN)],
    ),
    ("it has left, and nothing runs", left(), seen(Execution.NONE), []),
    ("it has left, and so has its workflow", left(), seen(Execution.HAS_ENDED), []),
    ("it has left, and another has its id", left(), seen(Execution.IS_NOT_OURS), []),
    ("it has left, and a letter waits", left(to_deliver=1), seen(Execution.HAS_ENDED), [ENDED]),
    ("it has left, and a message waits", left(waiting=True), seen(Execution.NONE), [NONE]),
    ("it has left, and its workflow does not know", left(), says(), [ELSEWHERE]),
    ("it is not kept", UNKNOWN, says(), [AGAIN]),
    ("it is not kept, and has ended", UNKNOWN, seen(Execution.HAS_ENDED), [AGAIN]),
    (
        "it is kept nowhere",
        UNKNOWN,
        seen(Execution.HAS_ENDED, has_submission=False),
        [(Differs.NOT_KEPT, Mend.SUBMIT_BY_HAND)],
    ),
    ("it is at the door", UNKNOWN, elsewhere(status=Status.RECEIVED), []),
    ("it was refused at the door", UNKNOWN, elsewhere(status=Status.REFUSED), []),
    ("neither side has it", UNKNOWN, seen(Execution.NONE), []),
]

OF_INTERIM_SUPPORT: list[Row] = [
    ("none is kept and none runs", KNOWN, seen(Execution.NONE), []),
    ("it is asked for, and nothing runs", SUPPORTED, seen(Execution.NONE), [NONE]),
    ("it is asked for, and has ended", SUPPORTED, seen(Execution.HAS_ENDED), [ENDED]),
    ("it stands where it is kept to stand", SUPPORTED, elsewhere(interim=Interim.ASKED_FOR), []),
    (
        "it knows another version of the plan, which it does not follow",
        SUPPORTED,
        elsewhere(interim=Interim.ASKED_FOR, version=2),
        [],
    ),
    ("its stage is another", SUPPORTED, elsewhere(interim=Interim.IN_PLACE), [ELSEWHERE]),
    ("a clock runs, and none is open", KNOWN, elsewhere(interim=Interim.ASKED_FOR), [ELSEWHERE]),
    (
        "it is open, and no clock runs",
        SUPPORTED.model_copy(update={"standing": Standing(interim=Interim.ASKED_FOR)}),
        elsewhere(interim=Interim.ASKED_FOR, clocks=()),
        [(Differs.NO_CLOCK, Mend.BEGIN_ANEW)],
    ),
    ("it is of a plan that is not kept, and ends by itself", UNKNOWN, says(), []),
]


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(("kept", "seen", "wanted"), [row[1:] for row in OF_A_PLAN], ids=[row[0] for row in OF_A_PLAN])
def test_what_differs_of_a_plan(kept: TakenUp, seen: Seen, wanted: list[tuple[Differs, Mend]]) -> None:
    assert found(Workflow.PLAN, kept, seen) == wanted


@pytest.mark.rule("TIME-1", "TIME-3")
@pytest.mark.parametrize(
    ("kept", "seen", "wanted"), [row[1:] for row in OF_INTERIM_SUPPORT], ids=[row[0] for row in OF_INTERIM_SUPPORT]
)
def test_what_differs_of_interim_support(kept: TakenUp, seen: Seen, wanted: list[tuple[Differs, Mend]]) -> None:
    assert found(Workflow.INTERIM, kept, seen) == wanted


def test_what_happened_before_all_that_is_read_of_the_record_is_not_looked_for() -> None:
    record = tuple(EARLIER.model_copy(update={"at": NOW + timedelta(minutes=at)}) for at in range(ENTRIES))
    side = Side("plan-1", Workflow.PLAN, KNOWN, record, says())
    assert differences(side) == ()
    assert len(differences(side._replace(record=record[1:]))) == 1


def test_a_difference_is_a_sentence() -> None:
    side = Side("plan-1", Workflow.PLAN, KNOWN, (EARLIER,), elsewhere(status=Status.SIGNED_OFF))
    assert [difference.what for difference in differences(side)] == [
        "Its workflow says signed off, version 1; our record says awaiting decision, version 1."
    ]
    lost = replace(says(), lost=tuple(f"decide (clare-{number})" for number in range(12)))
    (difference,) = differences(side._replace(seen=lost))
    assert difference.what.startswith("Temporal has 12 messages that our record does not: decide (clare-0), ")
    assert difference.what.endswith(" and 2 more.")


@pytest.mark.rule("TIME-1", "TIME-3")
@pytest.mark.parametrize(
    ("of", "kept", "seen", "refused_of", "wanted"),
    [
        (Workflow.PLAN, UNKNOWN, says(), Workflow.PLAN, Mend.LEAVE),
        (Workflow.PLAN, UNKNOWN, seen(Execution.HAS_ENDED), Workflow.PLAN, Mend.LEAVE),
        (Workflow.PLAN, KNOWN, elsewhere(version=2), Workflow.PLAN, Mend.LEAVE),
        (Workflow.PLAN, KNOWN, seen(Execution.HAS_ENDED), Workflow.PLAN, Mend.LEAVE),
        (Workflow.PLAN, KNOWN, seen(Execution.HAS_ENDED), Workflow.INTERIM, Mend.START),
        (Workflow.PLAN, KNOWN, seen(Execution.SILENT), Workflow.PLAN, Mend.LOOK_BY_HAND),
        (Workflow.INTERIM, SUPPORTED, elsewhere(interim=Interim.IN_PLACE), Workflow.PLAN, Mend.LEAVE),
        (Workflow.INTERIM, SUPPORTED, seen(Execution.NONE), Workflow.PLAN, Mend.START),
        (Workflow.INTERIM, SUPPORTED, seen(Execution.NONE), Workflow.INTERIM, Mend.LEAVE),
    ],
)
def test_what_counted_then_and_would_be_refused_now_is_not_taken_away(
    of: Workflow, kept: TakenUp, seen: Seen, refused_of: Workflow, wanted: Mend
) -> None:
    side = Side("plan-1", of, kept, (EARLIER,) if kept.known else (), seen, {refused_of: ("decide: no_authority",)})
    (difference,) = differences(side)
    assert (difference.mend, bool(difference.why)) == (wanted, wanted is Mend.LEAVE)


def test_a_plan_that_is_kept_nowhere_and_fails_is_not_started_from_nothing() -> None:
    nowhere = seen(Execution.FAILS, "3", has_submission=False)
    assert found(Workflow.PLAN, UNKNOWN, nowhere) == [(Differs.WORKFLOW_FAILS, Mend.LOOK_BY_HAND)]


def test_every_mend_has_its_words() -> None:
    assert set(MENDED_BY) == set(Mend)
