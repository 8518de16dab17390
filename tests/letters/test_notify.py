"""TELL-5 · By GOV.UK Notify, with its own client, against a server as strict as Notify: sent once, or why not."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from countersign.careplan.people import Format
from countersign.careplan.ways import sending_reference
from countersign.letters.channels.notify import Account, NotifyLetter, plain_in_markdown
from countersign.letters.channels.transport import NotSentError
from countersign.letters.letter_check import pages_of
from tests.letters.by_notify import KEY, Ways, notify, pdf, service, ways
from tests.letters.conftest import RecordIn
from tests.support.notify import Fault, Notify, Service, Status, running_notify
from tests.support.notify.letters import fault_of

__all__ = ["notify", "pdf", "service", "ways"]

each_way = pytest.mark.parametrize("name", ["letter", "email", "file", "text"])


def not_sent(ways: Ways, name: str, **changes: object) -> NotSentError:
    with pytest.raises(NotSentError) as raised:
        ways.send(name, **changes)
    error = raised.value
    assert "Marker" not in str(error)
    assert "edie" not in str(error)
    assert "900123" not in str(error)
    return error


# What arrives


@each_way
def test_it_goes_with_our_reference_and_comes_back_with_theirs(ways: Ways, service: Service, name: str) -> None:
    theirs = ways.send(name)
    (given,) = service.given
    assert (given.id, given.reference) == (theirs, ways.items[name].reference)


def test_a_letter_is_the_letter_itself_second_class_and_says_how_many_pages(
    ways: Ways, service: Service, pdf: bytes
) -> None:
    went = ways.letter.send(ways.items["letter"])
    (given,) = service.given
    assert (given.letter, given.postage, went.pages) == (pdf, "second", pages_of(pdf))
    NotifyLetter(ways.account, postage="first").send(replace(ways.items["letter"], reference=sending_reference(KEY, 2)))
    assert service.given[-1].postage == "first"


def test_what_is_enclosed_is_printed_behind_the_letter(
    ways: Ways, service: Service, record_in: RecordIn, pdf: bytes
) -> None:
    record = record_in("a plan", Format.STANDARD)
    files = (("record.html", "text/html", record.html), ("record.pdf", "application/pdf", record.pdf))
    went = ways.letter.send(replace(ways.items["letter"], files=(*ways.items["letter"].files, *files)))
    (given,) = service.given
    assert went.pages == pages_of(pdf) + pages_of(record.pdf) == pages_of(given.letter)
    assert len(given.letter) > len(pdf)
    assert fault_of(given.letter) == ""
    service.carry_on(3)
    assert service.given[0].status is Status.DELIVERED


def test_an_email_has_the_words_of_the_letter(ways: Ways, service: Service) -> None:
    ways.send("email", files=(("letter.txt", "text/plain", b"- Ring [me](https://x.example)\n- Or write"),))
    (given,) = service.given
    assert (given.to, given.subject) == ("edie@example.org", "Your plan")
    assert given.body == "- Ring \\[me\\]\\(https://x.example\\)\n- Or write"


@pytest.mark.parametrize(
    ("fmt", "endings", "wanted"),
    [("standard", ("txt", "pdf"), "pdf"), ("plain_text", ("txt", "pdf"), "txt"), ("standard", ("txt",), "txt")],
)
def test_a_file_goes_in_the_form_that_its_reader_can_read(
    ways: Ways, service: Service, fmt: str, endings: tuple[str, ...], wanted: str
) -> None:
    content = {"pdf": b"%PDF-1.7 words", "txt": b"words"}
    files = tuple((f"letter.{ending}", "", content[ending]) for ending in endings)
    ways.send("file", fmt=fmt, files=files)
    (file,) = service.given[0].files
    assert (file.name, file.content) == (f"letter.{wanted}", content[wanted])
    assert file.asks_for_address, "whoever opens the link has to know the address"
    assert file.weeks == "26 weeks"


def test_the_letter_and_what_is_enclosed_are_a_link_each(ways: Ways, service: Service) -> None:
    files = (("letter.txt", "text/plain", b"words"), ("record.txt", "text/plain", b"the record"))
    ways.send("file", files=files)
    ways.send("file", reference=sending_reference(KEY, 2))
    with_it, alone = service.given
    assert [file.name for file in with_it.files] == ["letter.txt", "care-and-support-plan.txt"]
    assert with_it.body == "We wrote. https://documents.example/d/0 And: https://documents.example/d/1"
    assert alone.body == "We wrote. https://documents.example/d/0 "


def test_a_notice_to_staff_is_said_in_the_email_itself(ways: Ways, service: Service) -> None:
    ways.send("file", brief="")
    (given,) = service.given
    assert (given.body.strip(), given.files) == ("Good news.", ())


def test_a_text_message_goes_to_the_mobile_number_and_not_to_the_address(ways: Ways, service: Service) -> None:
    ways.send("text")
    (given,) = service.given
    assert (given.to, given.body) == ("07700 900123", "We wrote.")


# Never twice


@each_way
@pytest.mark.parametrize("fault", [Fault.TAKES_AND_FAILS, Fault.TAKES_AND_BREAKS_OFF])
def test_what_notify_took_before_it_failed_does_not_go_again(
    ways: Ways, service: Service, name: str, fault: Fault
) -> None:
    service.goes_wrong.append(fault)
    error = not_sent(ways, name)
    assert (error.certain, error.for_good) == (False, False)
    assert len(service.given) == 1
    assert ways.send(name) == service.given[0].id, "it is found by its reference"
    assert len(service.given) == 1


@each_way
def test_what_notify_did_not_take_goes_at_the_next_try(ways: Ways, service: Service, name: str) -> None:
    service.goes_wrong += [Fault.FAILS, Fault.IS_AWAY]
    for _ in range(2):
        assert not not_sent(ways, name).certain
    assert service.given == []
    ways.send(name)
    assert len(service.given) == 1


@each_way
def test_another_process_or_a_restored_database_sends_nothing_again(
    ways: Ways, notify: Notify, pdf: bytes, name: str
) -> None:
    theirs = ways.send(name)
    others = Ways(notify, pdf)
    assert others.send(name) == theirs
    assert len(notify.service.given) == 1


def test_a_second_sending_of_a_notice_is_another(ways: Ways, service: Service) -> None:
    first = ways.send("email")
    assert ways.send("email", reference=sending_reference(KEY, 2)) != first
    assert len(service.given) == 2


@pytest.mark.parametrize("fault", [Fault.FAILS, Fault.IS_AWAY])
def test_where_notify_cannot_even_be_asked_nothing_was_sent_and_nothing_learnt(
    ways: Ways, service: Service, fault: Fault
) -> None:
    service.is_down = fault
    error = not_sent(ways, "letter")
    assert (error.certain, error.not_asked, error.for_good, error.until) == (True, True, False, None)
    assert service.given == []


def test_nobody_there_is_no_fault_of_the_letter(pdf: bytes) -> None:
    with running_notify() as gone:
        ways = Ways(gone, pdf)
    error = not_sent(ways, "letter")
    assert (error.certain, error.not_asked, error.code) == (True, True, "no-answer")


def test_one_that_hangs_is_waited_for_no_longer_than_that(notify: Notify, pdf: bytes) -> None:
    notify.service.goes_wrong.append(Fault.HANGS)
    ways = Ways(notify, pdf)
    ways.account = Account(notify.service.key, notify.url, seconds=0.2)
    with pytest.raises(NotSentError) as raised:
        NotifyLetter(ways.account).send(ways.items["letter"])
    assert (raised.value.certain, raised.value.code) == (False, "no-answer")


# Limits


def test_the_limit_of_a_minute_is_waited_for_a_minute(ways: Ways, service: Service) -> None:
    service.a_minute = 1
    ways.send("email")
    error = not_sent(ways, "email", reference=sending_reference(KEY, 2))
    assert error.until is not None
    assert timedelta(seconds=50) < error.until - service.now() <= timedelta(minutes=1)
    assert (error.code, error.certain, error.for_good) == ("rate-limit-error", True, False)


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_limit_of_a_day_is_waited_for_until_midnight_by_their_clock(
    ways: Ways, service: Service, hour: int
) -> None:
    clock = datetime.now(UTC).replace(hour=hour, minute=59)
    service.now = lambda: clock
    service.a_day = {"email": 1, "sms": 1, "letter": 1}
    ways.send("letter")
    error = not_sent(ways, "letter", reference=sending_reference(KEY, 2))
    assert error.until == (clock + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert error.code == "too-many-requests-error"
    ways.send("email")  # another kind has a limit of its own
    tomorrow = clock + timedelta(days=1)
    service.now = lambda: tomorrow
    ways.send("letter", reference=sending_reference(KEY, 2))


# What Notify does not take


REFUSED: list[tuple[str, dict[str, object], str]] = [
    ("letter", {"pdf": None}, "not-in-print"),
    ("letter", {"pdf": b"no PDF"}, "no-pdf"),
    ("letter", {"pdf": b"%PDF-1.7" + b" " * 2_100_000}, "too-large"),
    ("letter", {"address": ("1 Mill Lane", "ZZ99 1GH")}, "address-not-in-window"),
    ("letter", {"files": (("record.txt", "text/plain", b"words"),)}, "not-in-print"),
    ("email", {"address": ("edie",)}, "validation-error"),
    ("email", {"files": (("letter.txt", "", b" "),)}, "bad-request-error"),
    ("email", {"files": (("letter.txt", "", b"x"), ("record.txt", "", b"x"))}, "has-enclosures"),
    ("file", {"files": (("letter.html", "", b"<p>x</p>"),)}, "not-in-print"),
    ("file", {"files": (("letter.txt", "", b"x" * 2_100_000),)}, "too-large"),
    ("file", {"files": (("letter.pdf", "", b"<html>no PDF"),)}, "bad-request-error"),
    ("file", {"files": tuple((f"{name}.txt", "", b"x") for name in ("letter", "a", "b"))}, "too-many-files"),
    (
        "file",
        {"files": (("letter.txt", "", b"x"), ("record.txt", "", b"x")), "encloses_by_choice": False},
        "enclosures-not-chosen",
    ),
    ("file", {"brief": "", "files": (("letter.txt", "", b"x"), ("record.txt", "", b"x"))}, "no-words"),
    ("text", {"mobile": ""}, "no-number"),
    ("text", {"mobile": "01632 960123"}, "validation-error"),
    ("text", {"mobile": "07700"}, "validation-error"),
    ("text", {"brief": "x" * 919}, "bad-request-error"),
]


@pytest.mark.parametrize(("name", "changes", "code"), REFUSED, ids=[f"{row[0]}: {row[2]}" for row in REFUSED])
def test_what_it_does_not_take_it_will_never_take(
    ways: Ways, service: Service, name: str, changes: dict[str, object], code: str
) -> None:
    error = not_sent(ways, name, **changes)
    assert (error.code, error.for_good, error.certain) == (code, True, True)
    assert service.given == []


@pytest.mark.parametrize(
    ("why", "status"),
    [("wrong key", 403), ("revoked", 403), ("trial", 403), ("team", 403), ("clock", 403), ("another service", 403)],
)
def test_where_it_lets_nothing_in_the_letter_is_not_to_blame_and_is_tried_again(
    ways: Ways, service: Service, why: str, status: int
) -> None:
    (secret,) = service.keys
    match why:
        case "wrong key":
            service.keys = {"another": "normal"}
        case "revoked" | "team":
            service.keys = {secret: why}
        case "trial":
            service.in_trial = True
        case "clock":
            service.clock_of_tokens = lambda: datetime.now(UTC) + timedelta(seconds=90)
        case _:
            service.id = sending_reference(KEY, 1)
    error = not_sent(ways, "letter")
    assert (error.for_good, error.certain, error.until) == (False, True, None)
    assert f"Notify lets nothing in ({status} " in str(error)
    assert service.given == []


def test_what_the_client_would_log_is_not_logged(ways: Ways, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        not_sent(ways, "email", address=("not-an-address-of-edie",))
        not_sent(ways, "text", mobile="0 900123")
    assert [record for record in caplog.records if record.name.startswith("notifications")] == []
    assert "edie" not in caplog.text
    assert "900123" not in caplog.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- one\n- two", "- one\n- two"),
        ("1. one", "1. one"),
        ("# no heading", "\\# no heading"),
        ("Ring (01632) 960123", "Ring \\(01632\\) 960123"),
        ("[a](b)", "\\[a\\]\\(b\\)"),
        ("a | b\n---|---", "a \\| b\n---\\|---"),
        ("words\n---\nmore", "words\n\\---\nmore"),
        ("a\\b", "a\\\\b"),
        ("((name))", "\\(\\(name\\)\\)"),
        ("2 * 3 _ 4", "2 * 3 _ 4"),
    ],
)
def test_nothing_that_somebody_wrote_is_read_as_markdown(text: str, shown: str) -> None:
    assert plain_in_markdown(text) == shown
