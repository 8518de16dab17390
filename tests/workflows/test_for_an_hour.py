"""An activity that has failed for an hour becomes a person's task, can be searched for, and the next is attended to."""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework import determining
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from tests.support.servers import PlanUnderTest, until
from workflows import limits


def away(*_: Any, **__: Any) -> Any:
    raise OperationalError("SELECT 1", {}, Exception("Edith Marlow"))


@contextmanager
def an_hour_is_two_seconds(monkeypatch: pytest.MonkeyPatch) -> Generator[pytest.MonkeyPatch]:
    """Only while something is broken: on a busy machine an activity that is well may take longer than that."""
    with monkeypatch.context() as broken:
        broken.setattr(limits, "FOR_SO_LONG", timedelta(seconds=2))
        yield broken


async def test_a_message_that_cannot_be_considered_for_so_long_is_held_and_the_next_one_is_answered(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plan.submit("clare-1-submission")
    sound = determining.consider

    def but_for_consent(files: Any, office: Any, given: Any) -> Any:
        return away() if given.name == "record_consent" else sound(files, office, given)

    with an_hour_is_two_seconds(monkeypatch) as broken:
        broken.setattr(determining, "consider", but_for_consent)
        consent = plan.message("message-record-consent", {"sent_by.id": "sw-1042"})
        answer = await plan.ask("record_consent", consent)
        assert answer.code is Refusal.FAULT
        broken.setattr(limits, "FOR_SO_LONG", timedelta(hours=1))
        assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    assert list(plan.tasks().values()).count(TaskKind.FAULT) == 1
    assert (await plan.search_attributes())["PlanNeedsAttention"]
    (fault,) = [name for name, kind in plan.tasks().items() if kind is TaskKind.FAULT]
    assert (await plan.complete(fault, by="ops-661")).accepted
    await until(lambda: Happening.SHARING_DECIDED in plan.happenings(), "the held message considered")


async def test_where_not_even_a_person_can_be_asked_the_plan_is_found_by_searching_and_goes_on_in_the_end(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plan.submit("clare-1-submission")
    with an_hour_is_two_seconds(monkeypatch) as broken:
        broken.setattr(limits, "ASK_A_PERSON", timedelta(seconds=2))
        broken.setattr("countersign.store.case_files.SqlFiles.open", away)
        await plan.send("decide", plan.message("clare-2-returned"))

        async def is_found() -> bool:
            return bool((await plan.search_attributes()).get("PlanNeedsAttention"))

        await until(is_found, "found by searching")
    await plan.until_is(Status.RETURNED)
    assert await plan.failed_tasks() == 0


async def test_a_result_that_temporal_would_not_take_is_a_fault_and_the_next_message_is_answered(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plan.submit("clare-1-submission")
    sound = determining.consider

    def long_winded(files: Any, office: Any, given: Any) -> Any:
        determined = sound(files, office, given)
        reasons = ("x" * 1000,) * 2_000
        return determined.model_copy(update={"answer": determined.answer.model_copy(update={"reasons": reasons})})

    with an_hour_is_two_seconds(monkeypatch) as broken:
        broken.setattr(determining, "consider", long_winded)
        assert (await plan.ask("nonsense", 1)).code is Refusal.FAULT
    assert list(plan.tasks().values()).count(TaskKind.FAULT) == 1
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
