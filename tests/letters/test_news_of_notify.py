"""TELL-5 · What Notify says of what went: each status comes to one receipt, and no page is turned for nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from countersign.careplan.ways import Asked, Heard, HeardBy, Receipt, sending_reference
from countersign.letters.channels.transport import NotSentError
from countersign.letters.letter_check import pages_of
from tests.letters.by_notify import KEY, LATER, Ways, notify, pdf, service, ways
from tests.support.notify import Fault, Service, Status

__all__ = ["notify", "pdf", "service", "ways"]


def asked(ways: Ways, number: int = 1, before: timedelta = LATER) -> Asked:
    return Asked(sending_reference(KEY, number), "", ways.account.now() - before)


def news(ways: Ways, name: str, *of: Asked) -> list[Heard]:
    return list(ways.of(name)[0].news(ways.account.now() - LATER, of))


OF_MESSAGES = {
    Status.CREATED: None,
    Status.SENDING: None,
    Status.PENDING: None,
    Status.SENT: None,
    Status.DELIVERED: Receipt.DELIVERED,
    Status.PERMANENT_FAILURE: Receipt.FAILED,
    Status.TEMPORARY_FAILURE: Receipt.LATER,
    Status.TECHNICAL_FAILURE: Receipt.LATER,
}
OF_LETTERS = {
    Status.PENDING_VIRUS_CHECK: None,
    Status.CREATED: None,
    Status.SENDING: None,
    Status.DELIVERED: Receipt.DELIVERED,
    Status.CANCELLED: Receipt.REFUSED,
    Status.VALIDATION_FAILED: Receipt.REFUSED,
    Status.VIRUS_SCAN_FAILED: Receipt.REFUSED,
    Status.PERMANENT_FAILURE: Receipt.REFUSED,
    Status.TECHNICAL_FAILURE: Receipt.FAILED,
}


@pytest.mark.parametrize(
    ("name", "status", "what"),
    [
        *(("email", status, what) for status, what in OF_MESSAGES.items()),
        *(("text", status, what) for status, what in OF_MESSAGES.items()),
        *(("letter", status, what) for status, what in OF_LETTERS.items()),
    ],
)
def test_each_status_comes_to_this(
    ways: Ways, service: Service, name: str, status: Status, what: Receipt | None
) -> None:
    theirs = ways.send(name)
    service.becomes(theirs, status)
    heard = news(ways, name, asked(ways))
    if what is None:
        assert heard == []
        return
    ((reference, is_what, at, by, why, pence, _),) = heard
    assert (reference, is_what, by) == (ways.items[name].reference, what, HeardBy.POLL)
    assert at == service.given[0].updated_at
    assert why == ("" if what is Receipt.DELIVERED else status.value)
    never_went = status in (Status.CANCELLED, Status.VALIDATION_FAILED, Status.VIRUS_SCAN_FAILED)
    sheets = -(-pages_of(service.given[0].letter) // 2) if name == "letter" else 0
    assert pence == {"email": 0, "text": 2, "letter": 0 if never_went else 23 * sheets}[name]


def test_a_letter_that_came_back_is_heard_of_although_it_shows_as_received(ways: Ways, service: Service) -> None:
    ways.send("letter")
    service.carry_on(3)
    service.is_returned(ways.items["letter"].reference)
    assert service.one(service.given[0].id)["status"] == "received"
    (came_back,) = news(ways, "letter")
    assert (came_back.reference, came_back.what) == (ways.items["letter"].reference, Receipt.RETURNED)


def test_of_several_under_one_reference_the_latest_counts(ways: Ways, service: Service) -> None:
    theirs = ways.send("email")
    service.becomes(theirs, Status.PERMANENT_FAILURE)
    again = replace(service.given[0], id=service.id, status=Status.DELIVERED)
    service.given.append(again)
    assert [heard.what for heard in news(ways, "email", asked(ways))] == [Receipt.DELIVERED]


def test_it_turns_as_many_pages_as_it_needs_and_no_more(ways: Ways, service: Service) -> None:
    service.page_size = 2
    for number in range(1, 8):
        ways.send("email", reference=sending_reference(KEY, number))
    service.carry_on(3)
    service.asked.clear()
    assert [heard.reference for heard in news(ways, "email", asked(ways, 7))] == [sending_reference(KEY, 7)]
    assert len(service.asked) == 1
    service.asked.clear()
    assert len(news(ways, "email", *(asked(ways, number) for number in range(1, 8)))) == 7
    assert len(service.asked) == 4
    service.asked.clear()
    assert news(ways, "email") == []
    assert service.asked == [], "nobody waits for anything"


def test_it_looks_no_further_back_than_what_is_asked_about(ways: Ways, service: Service) -> None:
    service.page_size = 1
    for number in range(1, 4):
        ways.send("email", reference=sending_reference(KEY, number))
    days_ago = [
        replace(given, created_at=given.created_at - timedelta(days=6 - at)) for at, given in enumerate(service.given)
    ]
    service.given[:] = days_ago
    service.asked.clear()
    assert news(ways, "email", asked(ways, 9, before=timedelta(days=4, hours=12))) == []
    assert len(service.asked) == 2


def test_nothing_is_heard_of_what_others_send_by_the_same_service(ways: Ways, service: Service) -> None:
    ways.send("letter")
    service.given[0] = replace(service.given[0], reference="another system's")
    service.is_returned("another system's")
    assert news(ways, "letter", asked(ways)) == []


def test_that_nobody_answers_is_said(ways: Ways, service: Service) -> None:
    service.is_down = Fault.IS_AWAY
    with pytest.raises(NotSentError):
        news(ways, "letter", asked(ways))
