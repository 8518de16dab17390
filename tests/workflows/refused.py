"""A message that is refused: what it is sent to, and what its refusal must be like."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any, NamedTuple

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.casework.happenings import Happening
from countersign.casework.status import PlanStatus
from tests.support.builders import Json
from tests.support.servers import PlanUnderTest

NO_CHANGES: Json = {}
V1: Json = {"version": 1}


class At(Enum):
    """How far a plan has got."""

    WAITING = auto()
    ASKED = auto()
    RETURNED = auto()
    SIGNED_OFF = auto()
    FOR_THE_CALL = auto()
    AUTHORISED = auto()
    PAID = auto()


ABOUT_MESSAGES = (Happening.MESSAGE_REFUSED, Happening.MESSAGE_CAME_AGAIN)
"""What the record says of messages that changed nothing."""

STORIES = {At.FOR_THE_CALL: "call", At.AUTHORISED: "payment", At.PAID: "payment"}
"""Which plan gets so far; Clare's, where it is none of these."""


class Refused(NamedTuple):
    """A refusal: at which point, of which message, with what changed, by what code, for which reasons."""

    at: At

    name: str

    example: str

    changes: Mapping[str, Any]

    code: Refusal

    reasons: tuple[tuple[str, ...], ...]
    """What each reason names: first its field (empty: it is about the plan), then what it is about, and its rule.

    As many as there are, and in this order."""

    @property
    def shown_name(self) -> str:
        """How the message is called afterwards: what is none of the contract's names may be about a person."""
        return self.name if self.name in MESSAGES else "unknown"


async def brought_to(plan: PlanUnderTest, at: At) -> None:
    """A plan that waits there, and everything about the messages before is over."""
    assert (await plan.submit(f"{STORIES.get(at, 'clare')}-1-submission")).accepted
    match at:
        case At.WAITING | At.FOR_THE_CALL:
            await plan.until_is(Status.AWAITING_DECISION)
        case At.ASKED:
            request = plan.message("message-request-information", {"sent_by.id": "tm-201"})
            assert (await plan.ask("request_information", request)).accepted
        case At.RETURNED:
            assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
            await plan.until_interim(Interim.NEED_ASKED)
        case At.SIGNED_OFF:
            assert (await plan.ask("decide", plan.message("clare-4-agreed", V1, again="first"))).accepted
            await plan.until_is(Status.SIGNED_OFF)
        case At.AUTHORISED:
            assert (await plan.ask("decide", plan.message("payment-2-agreed", again="before"))).accepted
        case At.PAID:
            assert (await plan.ask("decide", plan.message("payment-2-agreed", again="before"))).accepted
            paid = plan.message("payment-3-first-payment", {"received_on": today(plan)}, again="before")
            assert (await plan.ask("report_first_payment", paid)).accepted
            assert (await plan.ask("approve_arrangement", plan.message("payment-4-approved", again="before"))).accepted
            await plan.until_status(
                lambda now: any(clock.wait is Wait.CONDITION for clock in now.clocks), "its condition due"
            )


def today(plan: PlanUnderTest) -> str:
    """The day, as a message about the plan has it."""
    return plan.message("message-withdraw")["sent_at"][:10]


def is_refused_as(case: Refused, answer: Answer) -> None:
    """The answer has the code, and every reason names its field, what it is about, and its rule."""
    assert (answer.outcome, answer.code) == ("refused", case.code)
    assert len(answer.reasons) == len(case.reasons), answer.reasons
    for reason, (field, *others) in zip(answer.reasons, case.reasons, strict=True):
        assert reason.startswith(f"{field}: " if field else "")
        assert [word for word in others if word not in reason] == [], reason


def shows_nothing_but(refused: Refused, before: PlanStatus, after: PlanStatus, *, new_tasks: int = 0) -> None:
    """The status shows the refusal and counts it, and nothing else has changed."""
    assert [(shown.name, shown.code) for shown in after.refused] == [(refused.shown_name, refused.code)]
    changed = {"refused_count": 1, "refused": after.refused, "open_tasks": before.open_tasks + new_tasks}
    assert after == before.model_copy(update=changed)


async def as_an_update(plan: PlanUnderTest, case: Refused) -> None:
    """Sent as an update it is answered with its code and every reason, and changes nothing."""
    await brought_to(plan, case.at)
    before = await plan.status()
    answer = await plan.ask(case.name, plan.message(case.example, case.changes))
    is_refused_as(case, answer)
    assert (answer.plan_status, answer.version) == (before.status, before.version)
    shows_nothing_but(case, before, await plan.status())
    await still_works(plan)


async def still_works(plan: PlanUnderTest) -> None:
    """A valid message takes effect, and no workflow task has ever failed."""
    urgent = plan.message("message-report-urgent-needs")
    assert (await plan.ask("report_urgent_needs", urgent)).accepted
    assert await plan.failed_tasks() == 0
