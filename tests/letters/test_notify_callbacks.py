"""TELL-5 · What Notify calls back, as its own words have it; nothing of whom it is about is kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from countersign.careplan.ways import Heard, HeardBy, Receipt, Way, sending_reference
from countersign.letters.channels.notify_receipts import heard_in_callback
from tests.support.notify.given import Given, Json, Status, Template, delivery_receipt, returned_letter

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
OURS = sending_reference("a-plan/v1/agreed/person", 1)
GIVEN = Given(
    id="740e5834-3a29-46b4-9a6f-16142fde533a",
    kind="email",
    reference=OURS,
    to="edie@example.org",
    created_at=NOW - timedelta(hours=2),
    by_key="normal",
    status=Status.DELIVERED,
    template=Template("email", "((words))"),
    updated_at=NOW - timedelta(hours=1),
)


def called_back(**changes: object) -> Json:
    return delivery_receipt(replace(GIVEN, **changes))  # pyright: ignore[reportArgumentType]


SAYS: list[tuple[str, Status, Receipt | None]] = [
    (kind, status, what)
    for kind in ("email", "sms")
    for status, what in (
        (Status.DELIVERED, Receipt.DELIVERED),
        (Status.PERMANENT_FAILURE, Receipt.FAILED),
        (Status.TEMPORARY_FAILURE, Receipt.LATER),
        (Status.TECHNICAL_FAILURE, Receipt.LATER),
        (Status.SENDING, None),
        (Status.SENT, None),
    )
]


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(("kind", "status", "what"), SAYS)
def test_each_status_comes_to_this(kind: str, status: Status, what: Receipt | None) -> None:
    heard = heard_in_callback(called_back(kind=kind, status=status), NOW)
    if what is None:
        assert heard is None
        return
    why = "" if what is Receipt.DELIVERED else status.value
    assert heard is not None
    assert heard._replace(ways=frozenset()) == Heard(OURS, what, NOW - timedelta(hours=1), HeardBy.CALLBACK, why)


@pytest.mark.rule("TELL-5")
def test_a_returned_letter_came_back_when_it_was_heard() -> None:
    heard = heard_in_callback(returned_letter(replace(GIVEN, kind="letter")), NOW)
    assert heard == Heard(
        OURS, Receipt.RETURNED, NOW, HeardBy.CALLBACK, "returned-letter", ways=frozenset({Way.NOTIFY_LETTER})
    )


def test_a_text_message_beside_a_letter_has_a_reference_of_ours_too() -> None:
    assert heard_in_callback(called_back(kind="sms", reference=f"{OURS}t"), NOW) is not None


@pytest.mark.parametrize(
    ("at", "heard_at"),
    [
        (None, NOW),
        ("2026-11-28T11:00:00.000000Z", NOW - timedelta(hours=1)),
        ("2026-11-28 11:00:00.000000", NOW - timedelta(hours=1)),
        ("2026-11-28T12:00:01+01:00", NOW - timedelta(minutes=59, seconds=59)),
        ("2027-01-01T00:00:00Z", NOW),
        ("soon", NOW),
    ],
)
def test_when_it_happened_is_theirs_unless_it_cannot_be(at: str | None, heard_at: datetime) -> None:
    heard = heard_in_callback({**called_back(), "completed_at": at}, NOW)
    assert heard is not None
    assert heard.at == heard_at


ABOUT_NOTHING: list[Json] = [
    called_back(reference=None),
    called_back(reference="another system's"),
    called_back(reference=f"{OURS}\n"),
    called_back(reference="cs-../../x-1"),
    {**called_back(), "status": "a new status"},
    {**called_back(), "notification_type": "letter", "status": "delivered"},
    {"notification_id": GIVEN.id, "complaint_id": GIVEN.id, "reference": OURS, "to": "edie@example.org"},
    {"id": GIVEN.id, "source_number": "07700900123", "destination_number": "07700900124", "message": "Stop"},
]


@pytest.mark.parametrize("body", ABOUT_NOTHING, ids=range(len(ABOUT_NOTHING)))
def test_what_is_about_nothing_of_ours_is_nothing(body: Json) -> None:
    assert heard_in_callback(body, NOW) is None


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (None, "it is no JSON object"),
        ([], "it is no JSON object"),
        (
            {},
            " and ".join(
                f"`{name}` is missing" for name in ("reference", "status", "notification_type", "completed_at")
            ),
        ),
        ({**called_back(), "status": 7, "reference": {}}, "`reference` is no text and `status` is no text"),
        ({"notification_id": GIVEN.id}, "`reference` is missing"),
    ],
)
def test_what_is_no_callback_is_refused_with_every_fault_and_nothing_of_it(body: object, says: str) -> None:
    with pytest.raises(ValueError, match=f"^{says}$"):
        heard_in_callback(body, NOW)


def test_whom_it_went_to_is_nowhere_in_what_is_kept() -> None:
    heard = heard_in_callback(called_back(), NOW)
    assert "edie" not in repr(heard)
    assert GIVEN.id not in repr(heard)
