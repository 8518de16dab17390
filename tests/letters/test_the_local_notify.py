"""TELL-5 · The Notify of these tests is as strict as Notify: to its own client, and to what that never asks."""

import base64
import hashlib
import hmac
import http.client
import io
import json
import time
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from notifications_python_client.utils import prepare_upload  # pyright: ignore[reportUnknownVariableType]

from tests.support.notify import Notify, Service, Status, running_notify

Json = dict[str, Any]
UUID = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"


@pytest.fixture
def notify() -> Iterator[Notify]:
    with running_notify() as running:
        running.service.with_template("email", "Dear ((name)), ((words))", "About ((about))")
        yield running


@pytest.fixture
def service(notify: Notify) -> Service:
    return notify.service


@pytest.fixture
def client(notify: Notify, service: Service) -> Any:
    return NotificationsAPIClient(service.key, base_url=notify.url, timeout=5)


def encoded(part: object) -> str:
    content = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def token(service: Service, *, head: object = None, claims: object = None, secret: str = "") -> str:
    head = head or {"typ": "JWT", "alg": "HS256"}
    claims = claims if claims is not None else {"iss": service.id, "iat": int(time.time())}
    signed = f"{encoded(head)}.{encoded(claims)}"
    key = (secret or next(iter(service.keys))).encode()
    return f"{signed}.{encoded(hmac.new(key, signed.encode(), hashlib.sha256).digest())}"


def asked(notify: Notify, method: str, path: str, header: str | None, body: bytes = b"") -> tuple[int, Json]:
    connection = http.client.HTTPConnection(urlsplit(notify.url).netloc, timeout=5)
    try:
        connection.request(method, path, body or None, {"Authorization": header} if header is not None else {})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


TOKENS: list[tuple[str, int, str]] = [
    ("none", 401, "Unauthorized: authentication token must be provided"),
    ("basic", 401, "Unauthorized: authentication bearer scheme must be used"),
    ("no token", 403, "Invalid token: make sure your API token matches the example"),
    ("another secret", 403, "Invalid token: API key not found"),
    ("another service", 403, "Invalid token: service not found"),
    ("no issuer", 403, "Invalid token: iss field not provided"),
    ("a name", 403, "Invalid token: service id is not the right data type"),
    ("no algorithm", 403, "Invalid token: algorithm used is not HS256"),
    ("old", 403, "Error: Your system clock must be accurate to within 30 seconds"),
    ("early", 403, "Error: Your system clock must be accurate to within 30 seconds"),
    ("no time", 403, "Invalid token: make sure your API token matches the example"),
]


@pytest.mark.parametrize(("kind", "status", "says"), TOKENS, ids=[row[0] for row in TOKENS])
def test_a_token_that_is_wrong_lets_nothing_in(
    notify: Notify, service: Service, kind: str, status: int, says: str
) -> None:
    now, of = int(time.time()), service.id
    headers = {
        "none": None,
        "basic": "Basic x",
        "no token": "Bearer x.y",
        "another secret": f"Bearer {token(service, secret='another')}",
        "another service": f"Bearer {token(service, claims={'iss': UUID, 'iat': now})}",
        "no issuer": f"Bearer {token(service, claims={'iat': now})}",
        "a name": f"Bearer {token(service, claims={'iss': 'us', 'iat': now})}",
        "no algorithm": f"Bearer {token(service, head={'typ': 'JWT', 'alg': 'none'})}",
        "old": f"Bearer {token(service, claims={'iss': of, 'iat': now - 40})}",
        "early": f"Bearer {token(service, claims={'iss': of, 'iat': now + 40})}",
        "no time": f"Bearer {token(service, claims={'iss': of})}",
    }
    said = asked(notify, "GET", "/v2/notifications", headers[kind])
    assert said == (status, {"status_code": status, "errors": [{"error": "AuthError", "message": says}]})


def test_a_token_of_twenty_seconds_ago_is_in_time(notify: Notify, service: Service) -> None:
    header = f"Bearer {token(service, claims={'iss': service.id, 'iat': int(time.time()) - 20})}"
    assert asked(notify, "GET", "/v2/notifications", header)[0] == 200


REQUESTS: list[tuple[str, object, list[str]]] = [
    ("email", {}, ["email_address is a required property", "template_id is a required property"]),
    (
        "email",
        {"email_address": "x", "template_id": "y"},
        ["email_address Not a valid email address", "template_id is not a valid UUID"],
    ),
    (
        "email",
        {"email_address": "a@example.org", "template_id": UUID, "personalisation": [], "more": 1},
        [
            "Additional properties are not allowed (more was unexpected)",
            "personalisation [] is not of type object",
        ],
    ),
    ("sms", {"phone_number": "07700 900", "template_id": UUID}, ["phone_number Not enough digits"]),
    ("sms", {"phone_number": "07700 900 1234", "template_id": UUID}, ["phone_number Too many digits"]),
    ("sms", {"phone_number": "01632 960123", "template_id": UUID}, ["phone_number Not a UK mobile number"]),
    ("sms", {"phone_number": "0x", "template_id": UUID}, ["phone_number Must not contain letters or symbols"]),
    ("letter", {"content": ""}, ["reference is a required property"]),
    (
        "letter",
        {"reference": "x", "content": "", "postage": "third"},
        ["postage invalid. It must be either first, second or economy."],
    ),
]


@pytest.mark.parametrize(("kind", "request_", "says"), REQUESTS, ids=range(len(REQUESTS)))
def test_a_request_that_does_not_fit_is_refused_with_every_fault(
    notify: Notify, service: Service, kind: str, request_: object, says: list[str]
) -> None:
    header = f"Bearer {token(service)}"
    status, said = asked(notify, "POST", f"/v2/notifications/{kind}", header, json.dumps(request_).encode())
    assert status == 400
    assert [(error["error"], error["message"]) for error in said["errors"]] == [
        ("ValidationError", line) for line in says
    ]
    assert service.given == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("POST", "/v2/notifications/email", b"{", 400, "BadRequestError"),
        ("POST", "/v2/notifications/pigeon", b"{}", 404, "NoResultFound"),
        ("GET", f"/v2/notifications/{UUID}", b"", 404, "NoResultFound"),
        ("GET", "/v2/notifications/x", b"", 400, "ValidationError"),
        ("GET", "/v2/notifications?colour=red", b"", 400, "ValidationError"),
        ("GET", "/v2/notifications?status=elephant", b"", 400, "ValidationError"),
        ("GET", "/v2/notifications?older_than=x", b"", 400, "ValidationError"),
    ],
)
def test_what_there_is_not_is_an_error_of_its_type(
    notify: Notify, service: Service, method: str, path: str, body: bytes, status: int, error: str
) -> None:
    is_status, said = asked(notify, method, path, f"Bearer {token(service)}", body)
    assert (is_status, said["errors"][0]["error"]) == (status, error)


def said_in(error: HTTPError) -> Any:
    """The errors of an answer, in their JSON."""
    return cast("Any", error).message


def email(client: Any, service: Service, **said: object) -> Json:
    (template,) = service.templates
    words = {"name": "Edie", "words": "hello", "about": "you", **said}
    return client.send_email_notification("a@example.org", template, words, "a reference")


def test_its_own_client_sends_an_email_and_reads_what_became_of_it(client: Any, service: Service) -> None:
    sent = email(client, service)
    assert sent["content"]["body"] == "Dear Edie, hello"
    assert sent["content"]["subject"] == "About you"
    assert client.get_notification_by_id(sent["id"])["status"] == "created"
    service.carry_on(2)
    (found,) = client.get_all_notifications(reference="a reference")["notifications"]
    assert (found["id"], found["status"], found["email_address"]) == (sent["id"], "delivered", "a@example.org")
    assert client.get_all_notifications(reference="another")["notifications"] == []


def test_its_own_client_turns_the_pages(client: Any, service: Service) -> None:
    service.page_size = 2
    sent = [email(client, service)["id"] for _ in range(5)]
    assert [found["id"] for found in client.get_all_notifications_iterator()] == sent[::-1]


@pytest.mark.parametrize(
    ("said", "status", "message"),
    [
        ({"template": UUID}, 400, "Template not found"),
        ({"without": "name"}, 400, "Missing personalisation: about, name, words"),
    ],
)
def test_a_template_is_there_and_has_all_its_words(
    client: Any, service: Service, said: Json, status: int, message: str
) -> None:
    (template,) = service.templates
    with pytest.raises(HTTPError) as raised:
        client.send_email_notification("a@example.org", said.get("template", template), {})
    assert raised.value.status_code == status
    assert said_in(raised.value) == [{"error": "BadRequestError", "message": message}]


@pytest.mark.parametrize(
    ("content", "name", "options", "error"),
    [
        (b"%PDF-1.7", "a.pdf", {}, ""),
        (b"words", "a.txt", {"retention_period": "78 weeks"}, ""),
        (b"words", "a", {}, "ValidationError"),
        (b"words", "a.txt", {"retention_period": "79 weeks"}, "ValidationError"),
        (b"words", "a.exe", {}, "BadRequestError"),
        (b"<html>", "a.txt", {}, "BadRequestError"),
        (b"words", "a.pdf", {}, "BadRequestError"),
    ],
)
def test_only_files_of_some_kinds_go(
    client: Any, service: Service, content: bytes, name: str, options: Json, error: str
) -> None:
    file: Json = cast("Any", prepare_upload)(io.BytesIO(content), name, **options)
    if error:
        with pytest.raises(HTTPError) as raised:
            email(client, service, words=file)
        assert said_in(raised.value)[0]["error"] == error
        return
    assert email(client, service, words=file)["content"]["body"].startswith("Dear Edie, https://")


def test_a_letter_that_is_no_pdf_is_taken_and_fails_later_as_at_notify(client: Any, service: Service) -> None:
    sent = client.send_precompiled_letter_notification("a reference", io.BytesIO(b"no PDF"))
    assert client.get_notification_by_id(sent["id"])["status"] == "pending-virus-check"
    service.carry_on()
    assert client.get_notification_by_id(sent["id"])["status"] == "validation-failed"


def test_a_letter_with_a_virus_fails(client: Any, service: Service) -> None:
    service.finds_a_virus = lambda content: b"EICAR" in content
    sent = client.send_precompiled_letter_notification("a reference", io.BytesIO(b"EICAR"))
    service.carry_on()
    assert client.get_notification_by_id(sent["id"])["status"] == "virus-scan-failed"


def test_a_test_key_sees_only_what_it_sent(notify: Notify, client: Any, service: Service) -> None:
    secret = UUID
    service.keys[secret] = "test"
    other = NotificationsAPIClient(f"test-{service.id}-{secret}", base_url=notify.url)
    email(client, service)
    assert other.get_all_notifications()["notifications"] == []  # pyright: ignore[reportUnknownMemberType, reportOptionalSubscript]


def test_callbacks_are_made_of_emails_and_of_letters_that_came_back(client: Any, service: Service) -> None:
    service.bearer = "a-token-of-notifys"
    sent = email(client, service)
    letter = client.send_precompiled_letter_notification("a letter", io.BytesIO(b"x"))
    service.becomes(sent["id"], Status.SENDING)
    service.becomes(letter["id"], Status.DELIVERED)
    assert service.callbacks == []
    service.becomes(sent["id"], Status.DELIVERED)
    service.is_returned("a letter")
    assert [callback.authorization for callback in service.callbacks] == ["Bearer a-token-of-notifys"] * 2
    receipt, returned = [callback.body for callback in service.callbacks]
    assert receipt.keys() == {
        *("id", "reference", "to", "status", "created_at", "completed_at", "sent_at", "notification_type"),
        *("template_id", "template_version"),
    }
    assert (returned["notification_id"], returned["reference"]) == (letter["id"], "a letter")


def test_what_is_older_than_seven_days_is_not_there(client: Any, service: Service) -> None:
    sent = email(client, service)
    now = service.now()
    service.now = lambda: now + service.retention
    assert client.get_all_notifications()["notifications"] == []
    with pytest.raises(HTTPError) as raised:
        client.get_notification_by_id(sent["id"])
    assert raised.value.status_code == 404
