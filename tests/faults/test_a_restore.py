"""Each side is restored from a backup that is older than the other: reconciled, every plan goes on to its end."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.differences import Differs
from countersign.testkit.examples import Json
from tests.support.both_sides import both_sides_of
from tests.support.duty import ENDS, duty_does, urgent_needs
from tests.support.restored import Restorable
from tests.support.servers import Desk, PlanUnderTest, until


class Story(NamedTuple):
    """What happens to a plan before the earlier backup, between the two, and after all."""

    before: Callable[[PlanUnderTest], Awaitable[None]]
    between: Callable[[PlanUnderTest], Awaitable[None]]


SENT: dict[tuple[str, str], Json] = {}
"""Messages that are sent again later, by the plan and their name."""


async def submitted(plan: PlanUnderTest) -> None:
    submission = SENT[plan.plan_id, "submit"] = plan.message("clare-1-submission")
    assert (await plan.submit(submission)).accepted


async def nothing(plan: PlanUnderTest) -> None:
    del plan


async def agreed(plan: PlanUnderTest) -> None:
    sent = SENT[plan.plan_id, "decide"] = decision(plan)
    assert (await plan.ask("decide", sent)).accepted
    await plan.until_is(Status.SIGNED_OFF)


def decision(plan: PlanUnderTest, *, again: str = "") -> Json:
    return plan.message("clare-4-agreed", {"version": max(plan.hashes)}, again=again)


async def returned(plan: PlanUnderTest) -> None:
    await submitted(plan)
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    await plan.until_interim(Interim.NEED_ASKED)
    await plan.interim.until_interim(Interim.NEED_ASKED)


async def resubmitted(plan: PlanUnderTest) -> None:
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted
    await plan.until_is(Status.AWAITING_DECISION)


async def withdrawn(plan: PlanUnderTest) -> None:
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    await plan.outcome()


async def urgent(plan: PlanUnderTest) -> None:
    await submitted(plan)
    await urgent_needs(plan)


async def supported(plan: PlanUnderTest) -> None:
    await duty_does(plan.interim, "acknowledge_interim_support", "arrange_interim_support", "start_interim_support")
    await plan.until_interim(Interim.IN_PLACE)


async def support_ended(plan: PlanUnderTest) -> None:
    await supported(plan)
    await duty_does(plan.interim, "review_interim_support", **ENDS)
    await plan.until_interim(Interim.ENDED)


async def signed_off(plan: PlanUnderTest) -> None:
    await submitted(plan)
    await agreed(plan)


async def shared(plan: PlanUnderTest) -> None:
    message = plan.message("message-record-consent", {"sent_by.id": "sw-1042"})
    assert (await plan.ask("record_consent", message)).accepted


STORIES = {
    "rests": Story(submitted, nothing),
    "is agreed": Story(submitted, agreed),
    "hears it again": Story(submitted, agreed),
    "hears another": Story(submitted, agreed),
    "is resubmitted": Story(returned, resubmitted),
    "leaves": Story(submitted, withdrawn),
    "is supported": Story(urgent, supported),
    "has support that ends": Story(urgent, support_ended),
    "shares": Story(signed_off, shared),
    "is new": Story(nothing, submitted),
    "is new and agreed": Story(nothing, signed_off),
}

AFTER = {
    "rests": (Status.AWAITING_DECISION, 1, Interim.NONE),
    "is agreed": (Status.SIGNED_OFF, 1, Interim.NONE),
    "hears it again": (Status.SIGNED_OFF, 1, Interim.NONE),
    "hears another": (Status.SIGNED_OFF, 1, Interim.NONE),
    "is resubmitted": (Status.AWAITING_DECISION, 2, Interim.NEED_ASKED),
    "is supported": (Status.AWAITING_DECISION, 1, Interim.IN_PLACE),
    "has support that ends": (Status.AWAITING_DECISION, 1, Interim.ENDED),
    "shares": (Status.SIGNED_OFF, 1, Interim.NONE),
    "is new": (Status.AWAITING_DECISION, 1, Interim.NONE),
    "is new and agreed": (Status.SIGNED_OFF, 1, Interim.NONE),
}
"""Where each plan stands in the end, before anything is restored. The one that has left is not among them."""


class Played(NamedTuple):
    """An installation, played on, with a backup of both sides from an earlier moment."""

    sides: Restorable
    plans: dict[str, PlanUnderTest]


async def played(url: str, folder: Path) -> Played:
    sides, plans = Restorable(folder, url), dict[str, PlanUnderTest]()
    async with sides.running() as desk:
        plans.update({name: desk.plan() for name in STORIES})
        await asyncio.gather(*(story.before(plans[name]) for name, story in STORIES.items()))
        assert await differing(desk) == {}
    sides.back_up("earlier")
    async with sides.running() as desk:
        await asyncio.gather(*(story.between(plans[name]) for name, story in STORIES.items()))
        assert await differing(desk) == {}
    return Played(sides, plans)


async def differing(desk: Desk, *, mend: bool = False) -> dict[str, set[Differs]]:
    """How each plan differs that does; and then, if they are mended, that none does any more."""
    reached = await both_sides_of(desk).reconciled(None, mend=mend)
    assert reached.left == ([] if mend else reached.found)
    return {found.plan: {difference.differs for difference in found.differences} for found in reached.found}


async def stand_as_after(plans: dict[str, PlanUnderTest]) -> bool:
    """Whether the workflow of each plan stands where it stood before anything was restored."""
    says = {name: await plans[name].status() for name in AFTER}
    return {name: (status.status, status.version, status.interim) for name, status in says.items()} == AFTER


async def goes_on_to_its_end(plan: PlanUnderTest) -> None:
    if (await plan.status()).status is Status.AWAITING_DECISION:
        assert (await plan.ask("decide", decision(plan, again="afterwards"))).accepted
        await plan.until_is(Status.SIGNED_OFF)
    if (await plan.status()).interim is Interim.IN_PLACE:
        await duty_does(plan.interim, "review_interim_support", **ENDS)
    ending = plan.message("message-end", {"sent_by.id": "sw-1042", "reason": "moved_away"})
    assert (await plan.ask("end", ending)).accepted
    for task in plan.tasks():
        await plan.complete(task, by="sw-1042")
    assert (await plan.outcome()).status is Status.ENDED


async def test_temporal_is_restored_from_an_earlier_backup(sqlite_url: str, tmp_path: Path) -> None:
    sides, plans = await played(sqlite_url, tmp_path)
    ids = {plan.plan_id: name for name, plan in plans.items()}
    mails, letters = sides.mails(), {name: plan.letters() for name, plan in plans.items()}
    sides.restore_temporal("earlier")
    async with sides.running() as desk:
        # A message that comes before anybody has reconciled finds the truth too, under its own id or another.
        again = await plans["hears it again"].ask("decide", SENT[plans["hears it again"].plan_id, "decide"])
        assert (again.accepted, again.duplicate) == (True, True)
        another = await plans["hears another"].ask("decide", decision(plans["hears another"], again="another"))
        assert (another.code, another.plan_status) == (Refusal.NOT_NOW, Status.SIGNED_OFF)
        assert {ids[plan]: differs for plan, differs in (await differing(desk, mend=True)).items()} == {
            "is agreed": {Differs.STANDS_ELSEWHERE},
            "is resubmitted": {Differs.STANDS_ELSEWHERE},
            "leaves": {Differs.STANDS_ELSEWHERE},
            "is supported": {Differs.STANDS_ELSEWHERE},
            "has support that ends": {Differs.STANDS_ELSEWHERE},
            "is new": {Differs.NO_WORKFLOW},
            "is new and agreed": {Differs.NO_WORKFLOW},
        }
        await until(lambda: stand_as_after(plans), "each plan where it was")
        assert (sides.mails(), {name: plan.letters() for name, plan in plans.items()}) == (mails, letters)
        again = await plans["is agreed"].ask("decide", SENT[plans["is agreed"].plan_id, "decide"])
        assert (again.accepted, again.duplicate) == (True, True)
        another = await plans["is agreed"].ask("decide", decision(plans["is agreed"], again="another"))
        assert another.code is Refusal.NOT_NOW
        assert (await plans["is new"].submit(SENT[plans["is new"].plan_id, "submit"])).accepted
        await asyncio.gather(*(goes_on_to_its_end(plans[name]) for name in AFTER))
    assert set(sides.mails().values()) == {1}


async def test_our_database_is_restored_from_an_earlier_backup(postgresql_url: str, tmp_path: Path) -> None:
    sides, plans = await played(postgresql_url, tmp_path)
    ids = {plan.plan_id: name for name, plan in plans.items()}
    mails, letters = sides.mails(), {name: plan.letters() for name, plan in plans.items()}
    sides.restore_ours("earlier")
    async with sides.running() as desk:
        assert {ids[plan]: differs for plan, differs in (await differing(desk, mend=True)).items()} == {
            "is agreed": {Differs.STANDS_ELSEWHERE, Differs.MESSAGES_LOST},
            "hears it again": {Differs.STANDS_ELSEWHERE, Differs.MESSAGES_LOST},
            "hears another": {Differs.STANDS_ELSEWHERE, Differs.MESSAGES_LOST},
            "is resubmitted": {Differs.STANDS_ELSEWHERE, Differs.MESSAGES_LOST},
            "leaves": {Differs.WORKFLOW_ENDED, Differs.MESSAGES_LOST},
            "is supported": {Differs.STANDS_ELSEWHERE, Differs.MESSAGES_LOST},
            "has support that ends": {Differs.STANDS_ELSEWHERE, Differs.WORKFLOW_ENDED, Differs.MESSAGES_LOST},
            "shares": {Differs.STANDS_ELSEWHERE, Differs.MESSAGES_LOST},
            "is new": {Differs.NOT_KEPT},
            "is new and agreed": {Differs.NOT_KEPT, Differs.MESSAGES_LOST},
        }
        await until(lambda: stand_as_after(plans), "each plan where it was")
        assert (await plans["leaves"].outcome()).status is Status.WITHDRAWN
        assert {name: plan.letters() for name, plan in plans.items()} == letters
        # The duty team is told that the support for which no workflow ran goes on; nothing else went.
        again = sides.mails() - mails
        assert (set(again.values()), {ids[key.partition("/")[0]] for key in again}) == ({1}, {"has support that ends"})
        await asyncio.gather(*(goes_on_to_its_end(plans[name]) for name in AFTER))
    assert set(sides.mails().values()) == {1}
