"""E-mail through a real connection to a relay: what arrives, and what is done when the relay will not."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
import pytest_asyncio

from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.ways import sending_reference
from countersign.casework.kept import TaskKind
from countersign.letters.channels.smtp import Smtp
from countersign.letters.channels.transport import Item, NotSentError
from tests.letters.relay import Relay, running_relay
from tests.support.duty import urgent_needs
from tests.support.servers import Desk, PlanUnderTest, until
from workflows import limits

CARER, PROVIDER = "ruth.marlow@example.org", "care.plans@northbridge-home-care.example.org"


@pytest_asyncio.fixture(loop_scope="session")
async def relay(desk: Desk) -> AsyncIterator[Relay]:
    """A relay, and an installation that sends its e-mail by it."""
    async with running_relay() as running:
        await desk.open_with(smtp=Smtp("127.0.0.1", running.port, "plans@council.example"))
        yield running


async def agreed(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted


def parts(message: EmailMessage) -> dict[str, str]:
    """The type of each part, by its file name, or by its type where it has none."""
    leaves = [part for part in message.walk() if not part.is_multipart()]
    return {part.get_filename() or part.get_content_type(): part.get_content_type() for part in leaves}


@pytest.mark.rule("SHARE-1")
async def test_a_copy_arrives_with_its_text_its_html_and_one_file_that_says_what_it_is(
    relay: Relay, plan: PlanUnderTest
) -> None:
    await agreed(plan)
    await plan.until_is(Status.SIGNED_OFF)
    await until(lambda: relay.to(CARER), "the copy")
    (message,) = relay.to(CARER)
    assert parts(message) == {
        "text/plain": "text/plain",
        "text/html": "text/html",
        "care-and-support-plan.pdf": "application/pdf",
    }
    (pdf,) = message.iter_attachments()
    assert pdf.get_content().startswith(b"%PDF-")
    body = message.get_body(("plain",))
    assert body is not None
    assert "Edith Marlow" in body.get_content()
    assert message["From"] == "Northbridge Council <plans@council.example>"
    assert message["Reply-To"] == "social.care@northbridge.example"
    assert message["Message-ID"].endswith("@council.example>")
    assert message["Subject"]


async def test_each_notice_is_one_message_of_its_own(relay: Relay, plan: PlanUnderTest) -> None:
    await agreed(plan)
    await plan.until_is(Status.SIGNED_OFF)

    def sent() -> list[str]:
        by_email = {key: status for key, status in plan.notices().items() if not key.endswith("/person")}
        return [key for key, status in by_email.items() if status is NoticeStatus.SENT]

    # The relay has a message a moment before our record has it as sent.
    await until(lambda: len(relay.messages) >= 4 and len(sent()) >= 4, "the four messages")
    ids = [message["Message-ID"] for message in relay.messages]
    assert len(ids) == len(set(ids)) == len(sent()) == 4
    assert plan.letters() == ["v1.agreed.person", "v1.submitted.person"], "the letters by post"


async def test_the_notice_to_a_manager_holds_nothing_but_the_reference(relay: Relay, plan: PlanUnderTest) -> None:
    await agreed(plan)
    (message, *_) = relay.to("tm-201@example.org")
    assert parts(message) == {"text/plain": "text/plain", "text/html": "text/html"}
    assert plan.plan_id in message.as_string()
    assert "Marlow" not in message.as_string()


async def test_an_address_that_the_relay_refuses_becomes_a_task_in_the_end(relay: Relay, plan: PlanUnderTest) -> None:
    relay.refuses.add(PROVIDER)
    await agreed(plan)
    await plan.until_is(Status.SIGNED_OFF)
    await plan.forward(timedelta(hours=5))
    await until(lambda: "give:v1/copy/P1/full" in plan.tasks(), "the task")
    assert len(relay.to(CARER)) == 1


async def test_a_relay_that_breaks_off_is_not_given_the_message_twice(relay: Relay, plan: PlanUnderTest) -> None:
    relay.breaks_off = True
    await agreed(plan)
    await plan.until_is(Status.SIGNED_OFF)
    await until(lambda: len(plan.tasks()) == 4, "each of the four a task")
    relay.breaks_off = False
    await urgent_needs(plan)
    await until(lambda: "duty-1@example.org" in [message["To"] for message in relay.messages], "the new one")
    by_hand = [name for name, status in plan.notices().items() if status is NoticeStatus.BY_HAND]
    old = [sending_reference(f"{plan.plan_id}/{name}", 1) for name in by_hand]
    assert len(old) == 4
    assert not [message for message in relay.messages if any(own in message["Message-ID"] for own in old)], "no old one"


async def test_a_relay_that_is_slow_at_each_command_has_each_notice_once(
    relay: Relay, plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some three seconds a message: each would outlast a determination, whose limit is lowered here to be quick."""
    monkeypatch.setattr(limits, "DETERMINE", timedelta(seconds=1))
    relay.seconds = 0.4
    await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    await until(lambda: {NoticeStatus.SENT} == set(plan.notices().values()), "every notice sent")
    assert TaskKind.GIVE_BY_HAND not in plan.tasks().values()
    assert len({message["Message-ID"] for message in relay.messages}) == len(relay.messages)


TEXT = (("letter.txt", "text/plain", b"words"), ("letter.html", "text/html", b"<p>words</p>"))
ITEM = Item("a-plan/v1/copy/P1/part:needs+services", ("someone@example.org",), "A subject", "standard", TEXT, "cs-0-1")


@pytest.mark.parametrize("leave", ["221 goodbye", "421 too many connections", "500 what?", ""])
async def test_what_the_relay_has_taken_is_sent_however_it_takes_leave(leave: str) -> None:
    async with running_relay() as running:
        running.leave = leave
        smtp = Smtp("127.0.0.1", running.port, "plans@council.example")
        reference = await asyncio.to_thread(smtp.send, ITEM)
        assert [message["Message-ID"] for message in running.messages] == [reference.reference]


async def test_the_same_notice_has_the_same_message_id_and_an_empty_relay_is_certain() -> None:
    async with running_relay() as running:
        smtp = Smtp("127.0.0.1", running.port, "plans@council.example")
        first = await asyncio.to_thread(smtp.send, ITEM)
        assert first == await asyncio.to_thread(smtp.send, ITEM)
        assert {message["Message-ID"] for message in running.messages} == {first.reference}
        closed = running.port
    with pytest.raises(NotSentError) as error:
        Smtp("127.0.0.1", closed, "plans@council.example").send(ITEM)
    assert error.value.certain
    assert "someone" not in str(error.value)
