"""TELL-5 · By a council's relay: encrypted, to one recipient, and for certain, or with its doubt said."""

import asyncio
import dataclasses
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from countersign.careplan.ways import sending_reference
from countersign.letters.channels.smtp import Login, Smtp, login_in
from countersign.letters.channels.transport import Item, NotSentError
from tests.letters.certificates import certified
from tests.letters.relay import Relay, running_relay

LETTER = (("letter.txt", "text/plain", b"Good news."), ("letter.html", "text/html", b"<p>Good news.</p>"))
RECORD = ("record.pdf", "application/pdf", b"%PDF-1.7")
KEY = "a-plan/v1/agreed/C1"
ITEM = Item(KEY, ("ruth@example.org",), "Your plan", "standard", LETTER, sending_reference(KEY, 1))
SENDER = '"Plans, adults" <plans@council.example>'


def smtp(relay: Relay, **changes: Any) -> Smtp:
    settings: dict[str, Any] = {"seconds": 2, "longer": 2, **changes}
    return Smtp("127.0.0.1", relay.port, SENDER, **settings)


async def sent(by: Smtp, **changes: Any) -> str:
    return (await asyncio.to_thread(by.send, dataclasses.replace(ITEM, **changes))).reference


async def not_sent(by: Smtp, **changes: Any) -> NotSentError:
    with pytest.raises(NotSentError) as raised:
        await sent(by, **changes)
    assert "ruth" not in str(raised.value)
    assert "secret" not in str(raised.value)
    return raised.value


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_it_goes_encrypted_to_a_relay_whose_certificate_fits(tmp_path: Path, security: str) -> None:
    both = certified(tmp_path)
    async with running_relay(tls=both.relay if security == "tls" else None) as relay:
        relay.tls, relay.login = both.relay, ("plans", "secret")
        by = smtp(relay, security=security, authorities=both.authorities, login=Login("plans", "secret"))
        assert await sent(by) == f"<{ITEM.reference}@council.example>"
        assert relay.was_encrypted == [True]
        assert relay.recipients == ["ruth@example.org"]
        assert relay.heard.count("STARTTLS") == (security == "starttls")


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("why", "code"), [("no TLS", "no-tls"), ("another name", "certificate"), ("nobody vouches", "certificate")]
)
async def test_without_tls_that_fits_nothing_is_said_to_the_relay(tmp_path: Path, why: str, code: str) -> None:
    both = certified(tmp_path, host="relay.example" if why == "another name" else "127.0.0.1")
    async with running_relay() as relay:
        relay.tls = None if why == "no TLS" else both.relay
        authorities = None if why == "nobody vouches" else both.authorities
        by = smtp(relay, security="starttls", authorities=authorities, login=Login("plans", "secret"))
        error = await not_sent(by)
        assert (error.code, error.certain, error.for_good) == (code, True, False)
        assert not {"AUTH", "MAIL"} & set(relay.heard)


@pytest.mark.rule("TELL-5")
async def test_a_login_that_is_refused_is_no_fault_of_the_letter() -> None:
    async with running_relay() as relay:
        relay.login = ("plans", "another secret")
        error = await not_sent(smtp(relay, login=Login("plans", "secret")))
        assert (error.code, error.certain, error.for_good) == ("smtp-535", True, False)
        assert (await not_sent(smtp(relay))).code == "smtp-530", "and who gives none is refused as well"


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    "address",
    [
        (),
        ("a@example.org", "b@example.org"),
        ("a@example.org, b@example.org",),
        ("Ann <a@example.org>",),
        ("1 Mill Lane",),
    ],
)
async def test_it_goes_to_exactly_one_recipient_or_not_at_all(address: tuple[str, ...]) -> None:
    async with running_relay() as relay:
        error = await not_sent(smtp(relay), address=address)
        assert (error.code, error.for_good) == ("not-one-recipient", True)
        assert relay.heard == []


@pytest.mark.rule("SHARE-1", "TELL-5")
async def test_what_is_enclosed_goes_by_email_only_where_that_was_chosen() -> None:
    async with running_relay() as relay:
        error = await not_sent(smtp(relay), files=(*LETTER, RECORD), encloses_by_choice=False)
        assert (error.code, error.for_good) == ("enclosures-not-chosen", True)
        assert relay.heard == []
        await sent(smtp(relay), encloses_by_choice=False)
        await sent(smtp(relay), files=(*LETTER, RECORD))
    names = [[part.get_filename() for part in message.iter_attachments()] for message in relay.messages]
    assert names == [[], ["care-and-support-plan.pdf"]], "a letter alone goes"


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize(
    ("fmt", "endings", "wanted"),
    [
        ("standard", ("html", "pdf"), "pdf"),
        ("large_print", ("html", "pdf"), "pdf"),
        ("standard", ("html",), "html"),
        ("plain_text", ("txt",), "txt"),
        ("plain_text", ("pdf", "txt"), "txt"),
    ],
)
async def test_one_file_is_enclosed_in_the_form_that_they_read(fmt: str, endings: tuple[str, ...], wanted: str) -> None:
    types = {"html": "text/html", "pdf": "application/pdf", "txt": "text/plain"}
    record = tuple((f"record.{ending}", types[ending], b"the plan") for ending in endings)
    async with running_relay() as relay:
        await sent(smtp(relay), fmt=fmt, files=(*LETTER, *record))
    (message,) = relay.messages
    enclosures = [(part.get_filename(), part.get_content_type()) for part in message.iter_attachments()]
    assert enclosures == [(f"care-and-support-plan.{wanted}", types[wanted])]


@pytest.mark.parametrize(
    ("own", "council", "shown"),
    [
        ("plans@council.example", "Northbridge Council", "Northbridge Council <plans@council.example>"),
        ("plans@council.example", "Cyngor Gŵyl, y De", '"Cyngor Gŵyl, y De" <plans@council.example>'),
        ("plans@council.example", "", "plans@council.example"),
        (SENDER, "Northbridge Council", SENDER),
    ],
)
async def test_a_message_says_who_sends_it_when_and_whom_to_answer(own: str, council: str, shown: str) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    async with running_relay() as relay:
        by = Smtp("127.0.0.1", relay.port, own, seconds=2, longer=2)
        await sent(by, council=council, answers_to="care@council.example" if council else "")
    (message,) = relay.messages
    assert message["From"] == shown
    assert message["Reply-To"] == ("care@council.example" if council else None)
    assert message["Auto-Submitted"] == "auto-generated"
    assert before <= parsedate_to_datetime(message["Date"]) <= datetime.now(UTC)


async def test_a_letter_in_print_is_not_attached_to_its_own_words() -> None:
    async with running_relay() as relay:
        await sent(smtp(relay), files=(*LETTER, ("letter.pdf", "application/pdf", b"%PDF-1.7")))
        await sent(smtp(relay), files=LETTER[:1], fmt="plain_text")
    assert [list(message.iter_attachments()) for message in relay.messages] == [[], []]
    assert [message.get_content_type() for message in relay.messages] == ["multipart/alternative", "text/plain"]


async def test_every_word_arrives_by_a_relay_that_takes_seven_bits() -> None:
    words = "Annwyl Gŵyl,\n.a dot\n" + "ä" * 2_000 + "\n"
    async with running_relay() as relay:
        await sent(smtp(relay), files=(("letter.txt", "text/plain", words.encode()),), fmt="plain_text", subject="Gŵyl")
        (message,) = relay.messages
    assert message.get_content().replace("\r\n", "\n") == words
    assert message["Subject"] == "Gŵyl"
    assert message["From"] == SENDER


async def test_an_address_beyond_ascii_goes_where_the_relay_takes_one() -> None:
    async with running_relay() as relay:
        await sent(smtp(relay), address=("gŵyl@example.org",))
        assert relay.recipients == ["gŵyl@example.org"]
        relay.takes = ("SIZE",)
        error = await not_sent(smtp(relay), address=("gŵyl@example.org",))
        assert (error.code, error.for_good) == ("address-not-taken", True)


ANSWERS = [
    ("EHLO", "421 busy", "smtp-421", True, False),
    ("MAIL", "451 later", "smtp-451", True, False),
    ("MAIL", "550 not you", "smtp-550", True, False),
    ("RCPT", "450 greylisted", "smtp-450", True, False),
    ("RCPT", "550 nobody", "smtp-550", True, True),
    ("DATA", "452 full", "smtp-452", True, False),
    ("DATA", "554 no", "smtp-554", True, True),
    (".", "451 later", "smtp-451", True, False),
    (".", "552 too large", "smtp-552", True, True),
    ("MAIL", "", "no-answer", True, False),
    ("RCPT", "", "no-answer", True, False),
    ("DATA", "", "no-answer", True, False),
]


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("command", "says", "code", "certain", "for_good"), ANSWERS, ids=[f"{row[0]} {row[1]}" for row in ANSWERS]
)
async def test_each_answer_of_a_relay_comes_to_this(
    command: str, says: str, code: str, certain: bool, for_good: bool
) -> None:
    async with running_relay() as relay:
        relay.says = {command: says}
        if command == "EHLO":
            relay.says["HELO"] = says
        error = await not_sent(smtp(relay))
        assert (error.code, error.certain, error.for_good) == (code, certain, for_good)


@pytest.mark.rule("TELL-5")
async def test_one_that_passes_a_recipient_on_has_taken_it() -> None:
    async with running_relay() as relay:
        relay.says = {"RCPT": "251 passed on"}
        await sent(smtp(relay))
        assert len(relay.messages) == 1


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(("command", "certain"), [("MAIL", True), ("RCPT", True), ("DATA", True), (".", False)])
async def test_a_relay_that_says_nothing_leaves_a_doubt_only_once_it_may_have_the_message(
    command: str, certain: bool
) -> None:
    async with running_relay() as relay:
        relay.over = {command: 3}
        error = await not_sent(smtp(relay, seconds=0.3, longer=0.3))
        assert error.certain is certain


@pytest.mark.rule("TELL-5")
async def test_a_relay_that_is_slow_once_it_has_the_message_is_waited_for() -> None:
    async with running_relay() as relay:
        relay.over = {".": 1.0}
        assert await sent(smtp(relay, seconds=0.5, longer=10))
        assert len(relay.messages) == 1


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"plans", "must have two lines"),
        (b"plans\n\nsecret", "must have two lines"),
        (b"plans\nsecret\nmore", "must have two lines"),
        (b"\xff\n\xff", "is no text in UTF-8"),
    ],
)
def test_a_file_with_no_login_is_said_to_have_none(tmp_path: Path, content: bytes | None, fault: str) -> None:
    file = tmp_path / "login"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ValueError, match=fault) as raised:
        login_in(file)
    assert "secret" not in str(raised.value)


def test_a_login_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "login").write_text("plans\nsecret\n")
    login = login_in(tmp_path / "login")
    assert login == ("plans", "secret")
    assert "secret" not in f"{login!r} {login}"
