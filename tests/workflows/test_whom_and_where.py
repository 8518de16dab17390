"""TELL-8 · A contact and a representative that change in the course of a plan, over a real server."""

from datetime import UTC, datetime, timedelta

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.working_time import london_day
from countersign.letters.channels.folder import Folder
from tests.letters.transports import Trouble
from tests.support.builders import Json
from tests.support.servers import Desk, PlanUnderTest, until

NEW_PLACE = "Weavers Court"


def today(**changes: object) -> Json:
    return {"decided_on": london_day(datetime.now(UTC)).isoformat()} | changes


@pytest.mark.rule("TELL-8", "TELL-4", "REC-1")
async def test_a_record_that_waits_goes_where_and_how_she_is_written_to_now(desk: Desk) -> None:
    """The post is away; meanwhile she moves and asks for plain text: the record is made again, and goes once."""
    post = Trouble(Folder(desk.settings.outbox), what=lambda item: "/agreed/person" in item.key)
    await desk.open_with(folder=post)
    plan = desk.plan()
    await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await until(lambda: "v1/agreed/person" in post.tried, "a try")
    contact = today() | {"contact.format": "plain_text"}
    assert (await plan.ask("change_contact", plan.message("message-change-contact", contact))).accepted
    post.mend()
    await plan.desk.server.fast_forward(plan.handle, timedelta(minutes=3))
    await plan.until_is(Status.SIGNED_OFF)
    assert post.sent.count("v1/agreed/person") == 1
    assert NEW_PLACE in plan.letter("v1.agreed.person")
    assert "record.txt" in {path.name for path in desk.settings.outbox.rglob("*agreed.person/*")}


@pytest.mark.rule("TELL-1", "TELL-8")
async def test_after_signature_a_representative_has_the_letters_from_then_on(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(Status.SIGNED_OFF)
    acts = plan.message("message-change-representative", today())
    assert (await plan.ask("change_representative", acts)).accepted
    ended = {"reason": "ended", "why": "She goes to live with her sister, and needs no more help."}
    assert (await plan.ask("end", plan.message("message-end", ended))).accepted
    assert (await plan.outcome()).status is Status.ENDED
    assert {"v1.closed.person", "v1.closed.representative"} <= set(plan.letters())
    assert "v1.agreed.representative" not in plan.letters(), "what went before is not sent again"
