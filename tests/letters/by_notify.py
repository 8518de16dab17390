"""Every way by Notify, over Notify's own client, to a server of these tests; and something to go by each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from countersign.careplan.people import Format
from countersign.careplan.ways import sending_reference
from countersign.letters.channels.notify import Account, NotifyEmail, NotifyFile, NotifyLetter, NotifyText
from countersign.letters.channels.transport import Item, Transport
from countersign.letters.documents import Documents
from tests.letters.test_letters_in_print import posted
from tests.support.letters import RETURNED, head, letter, person
from tests.support.notify import Notify, Service, running_notify

KEY = "01f345ef-51b3-4bb3-abed-f1f8c0fc7c33/v1/returned/person"
ADDRESS = ("7 Marker Lane", "Testbury", "ZZ99 4AB")
LATER = timedelta(hours=1)


@pytest.fixture
def notify() -> Iterator[Notify]:
    with running_notify() as running:
        yield running


@pytest.fixture
def service(notify: Notify) -> Service:
    return notify.service


class Ways:
    """Every way by Notify, and something to go by each."""

    def __init__(self, notify: Notify, pdf: bytes) -> None:
        service = notify.service
        self.account = Account(service.key, notify.url, seconds=2, now=lambda: service.now())  # noqa: PLW0108 - tests set it
        self.letter = NotifyLetter(self.account)
        words = "((words))"
        self.email = NotifyEmail(self.account, service.with_template("email", words, "((subject))"))
        body = "((words)) ((letter)) ((has_enclosure??And: ))((enclosure))"
        self.file = NotifyFile(self.account, service.with_template("email", body, "((subject))"))
        self.text = NotifyText(self.account, service.with_template("sms", words))
        of_letter = (("letter.html", "text/html", b"<p>Words</p>"), ("letter.txt", "text/plain", b"Good news."))
        posted_item = Item(
            KEY, ADDRESS, "Your plan", "standard", of_letter, sending_reference(KEY, 1), pdf=pdf, brief="We wrote.",
            mobile="07700 900123",
        )  # fmt: skip
        mailed = replace(posted_item, address=("edie@example.org",), pdf=None, mobile="")
        self.items = {"letter": posted_item, "email": mailed, "file": mailed, "text": posted_item}

    def of(self, name: str) -> tuple[Transport, Item]:
        return getattr(self, name), self.items[name]

    def send(self, name: str, **changes: object) -> str:
        by, item = self.of(name)
        return by.send(replace(item, **changes)).reference  # pyright: ignore[reportArgumentType]


@pytest.fixture(scope="module")
def pdf(documents: Documents) -> bytes:
    whom = posted(person(), address=ADDRESS)
    return documents.letter(letter(RETURNED, head(whom)), Format.STANDARD).pdf


@pytest.fixture
def ways(notify: Notify, pdf: bytes) -> Ways:
    return Ways(notify, pdf)
