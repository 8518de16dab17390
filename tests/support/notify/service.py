"""A service at Notify: its templates and limits, what it was given to send, and what became of that."""

import base64
import binascii
import re
import threading
import uuid
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from tests.support.notify import letters, schemas
from tests.support.notify.errors import NOT_FOUND, NotifyError, bad_request, invalid
from tests.support.notify.given import (
    ASKED_FOR,
    FORMAT,
    SHOWN_OF_LETTERS,
    UNDER_WAY,
    Callback,
    Fault,
    File,
    Given,
    Json,
    Status,
    Template,
    delivers,
    delivery_receipt,
    returned_letter,
)

_PLACEHOLDER = re.compile(r"\(\(([^()?]+)(?:\?\?([^()]*))?\)\)")
_LARGEST_FILE = 2 * 1024 * 1024
_LONGEST_TEXT = 918


class Service:
    """A service at Notify.

    Everything is kept in memory. `now` is its clock. Tests say what goes wrong (`goes_wrong`, `is_down`), how much may
    go (`a_minute`, `a_day`), what becomes of things (`becomes_of`, `carry_on`, `is_returned`), and which letters it
    would refuse (`areas`, `finds_a_virus`).
    """

    def __init__(self) -> None:
        self.id = str(uuid.uuid4())
        self.url = ""
        """Where its server is, once it runs."""

        self.keys = {str(uuid.uuid4()): "normal"}
        """The secret of each key, and its kind: normal, team, test or revoked."""

        self.templates: dict[str, Template] = {}
        self.given: list[Given] = []
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.clock_of_tokens: Callable[[], datetime] = lambda: datetime.now(UTC)
        """The clock that a token is checked by: the client signs by that of this machine."""

        self.a_minute = 3000
        self.a_day: Mapping[str, int] = {"email": 250_000, "sms": 250_000, "letter": 20_000}
        self.page_size = 250
        self.retention = timedelta(days=7)
        self.may_send: Collection[str] = frozenset({"email", "sms", "letter"})
        self.in_trial = False
        self.has_contact_details = True
        """Without them no file goes by e-mail."""

        self.areas: frozenset[str] | None = None
        self.finds_a_virus: Callable[[bytes], bool] = lambda _: False
        self.becomes_of: Callable[[Given], Status] = delivers
        self.bearer = ""
        """The token that it puts in the header of callbacks; empty: it makes none."""

        self.callbacks: list[Callback] = []
        self.goes_wrong: deque[Fault] = deque()
        """What goes wrong with the next requests that give it something to send."""

        self.goes_wrong_with: dict[str, Fault | None] = {}
        """What goes wrong with every request that gives it something of a kind to send."""

        self.is_down: Fault | None = None
        """What goes wrong with every request."""

        self.seconds_it_hangs = 1.0
        self.asked: list[str] = []
        """Every request that it let in: its method, its path and its query."""

        self.lock = threading.RLock()
        self._counted: list[datetime] = []

    @property
    def key(self) -> str:
        """An API key as Notify's pages show it: its name, the service and the secret."""
        return f"countersign-{self.id}-{next(iter(self.keys))}"

    def with_template(self, kind: str, body: str, subject: str = "") -> str:
        """Make a template. Returns its id."""
        made = Template(kind, body, subject)
        self.templates[made.id] = made
        return made.id

    def of(self, reference: str) -> list[Given]:
        """What has a reference, the earliest first."""
        return [given for given in self.given if given.reference == reference]

    # What it is given

    def take(self, kind: str, request: object, key: str) -> Json:
        """POST /v2/notifications/<kind>. Raises NotifyError."""
        with self.lock:
            self._within_limits(kind, key)
            form = schemas.valid(request, kind)
            if kind not in self.may_send:
                raise bad_request(f"Service is not allowed to send {kind} messages")
            given = self._letter(form, key) if kind == "letter" else self._message(kind, form, key)
            self.given.append(given)
            self._counted.append(given.created_at)
            if kind == "letter":
                return {"id": given.id, "reference": given.reference, "postage": given.postage}
            return self._answer(given)

    def _within_limits(self, kind: str, key: str) -> None:
        now = self.now()
        self._counted = [at for at in self._counted if at > now - timedelta(minutes=1)]
        if len(self._counted) >= self.a_minute:
            name = {"normal": "LIVE"}.get(key, key.upper())
            message = f"Exceeded rate limit for key type {name} of {self.a_minute} requests per 60 seconds"
            raise NotifyError(429, ("RateLimitError", message))
        today = sum(given.kind == kind and given.created_at.date() == now.date() for given in self.given)
        if today >= self.a_day[kind]:
            message = f"Exceeded send limits ({kind}: {self.a_day[kind]}) for today"
            raise NotifyError(429, ("TooManyRequestsError", message))

    def _letter(self, form: Json, key: str) -> Given:
        if key == "team":
            raise bad_request("Cannot send letters with a team api key", 403)
        if self.in_trial and key != "test":
            raise bad_request("Cannot send letters when service is in trial mode", 403)
        try:
            content = base64.b64decode(form["content"], validate=True)
        except binascii.Error:
            raise bad_request("Cannot decode letter content (invalid base64 encoding)") from None
        return self._new(
            "letter",
            form,
            key,
            to="Provided as PDF",
            status=Status.PENDING_VIRUS_CHECK,
            letter=content,
            postage=form.get("postage", "second"),
        )

    def _message(self, kind: str, form: Json, key: str) -> Given:
        template = self.templates.get(form["template_id"])
        if template is None:
            raise bad_request("Template not found")
        if template.kind != kind:
            raise bad_request(f"{template.kind} template is not suitable for {kind} notification")
        if template.archived:
            raise bad_request("Template has been deleted")
        said = cast("Json", form.get("personalisation", {}))
        missing = sorted(_placeholders(template) - said.keys())
        if missing:
            raise bad_request(f"Missing personalisation: {', '.join(missing)}")
        files = self._files(kind, said)
        said = {**said, **{name: f"https://documents.example/d/{number}" for number, name in enumerate(files)}}
        body = _filled(template.body, said)
        if not body.strip():
            raise bad_request("Your message is empty.")
        if kind == "sms" and len(body) > _LONGEST_TEXT:
            words = f"Text messages cannot be longer than {_LONGEST_TEXT} characters."
            raise bad_request(f"Your message is too long. {words} Your message is {len(body)} characters long.")
        to = str(form["email_address" if kind == "email" else "phone_number"])
        if self.in_trial and key != "test":
            raise bad_request("Can’t send to this recipient when service is in trial mode")
        return self._new(
            kind,
            form,
            key,
            to=to,
            template=template,
            subject=_filled(template.subject, said) if kind == "email" else None,
            body=body,
            files=tuple(files.values()),
            units=-(-len(body) // 153) if kind == "sms" else 0,
        )

    def _files(self, kind: str, said: Json) -> dict[str, File]:
        found = {
            name: cast("Json", value) for name, value in said.items() if isinstance(value, dict) and "file" in value
        }
        if found and kind != "email":
            raise bad_request("Can only send a file by email")
        for file in found.values():
            faults = schemas.file_faults(file)
            if faults:
                raise invalid(*faults)
        if found and not self.has_contact_details:
            raise bad_request("Send files by email has not been set up - add contact details for your service")
        return {name: _file(file) for name, file in found.items()}

    def _new(self, kind: str, form: Json, key: str, **other: Any) -> Given:
        now = self.now()
        made: Json = {"status": Status.CREATED, **other}
        return Given(str(uuid.uuid4()), kind, form.get("reference"), created_at=now, by_key=key, **made)

    def _answer(self, given: Given) -> Json:
        template = cast("Template", given.template)
        content: Json = {"body": given.body, "from_number": "COUNCIL"}
        if given.kind == "email":
            from_email = "council@notifications.example"
            content = {"body": given.body, "subject": given.subject, "from_email": from_email}
        return {
            "id": given.id,
            "reference": given.reference,
            "content": content,
            "uri": f"/v2/notifications/{given.id}",
            "template": {"id": template.id, "version": template.version, "uri": f"/v2/template/{template.id}"},
            "scheduled_for": None,
            **({"sanitised_content": {}} if given.kind == "email" else {}),
        }

    # What it is asked

    def one(self, notification_id: str) -> Json:
        """GET /v2/notifications/<id>. Raises NotifyError."""
        if not schemas.UUID.fullmatch(notification_id):
            raise invalid("notification_id is not a valid UUID")
        with self.lock:
            found = next((given for given in self._kept() if given.id == notification_id), None)
            if found is None:
                raise NOT_FOUND
            return self._shown(found)

    def several(self, query: Mapping[str, Sequence[str]], key: str) -> Json:
        """GET /v2/notifications: the latest page, or the one that is older than something. Raises NotifyError."""
        self._valid(query)
        with self.lock:
            there = [given for given in reversed(self._kept()) if given.by_key == key]
            older_than = query.get("older_than")
            if older_than:
                at = next((given.created_at for given in there if given.id == older_than[0]), None)
                there = [given for given in there if at is not None and given.created_at < at]
            reference, kinds = query.get("reference"), query.get("template_type")
            wanted = {
                status
                for asked in query.get("status", ())
                for status in ASKED_FOR.get(asked, {Status(asked)} if asked in set(Status) else set[Status]())
            }
            there = [
                given
                for given in there
                if (not reference or given.reference == reference[0])
                and (not kinds or given.kind in kinds)
                and ("status" not in query or given.status in wanted)
            ][: self.page_size]
            links = {"current": "/v2/notifications"}
            if there:
                links["next"] = f"/v2/notifications?older_than={there[-1].id}"
            return {"notifications": [self._shown(given) for given in there], "links": links}

    def _valid(self, query: Mapping[str, Sequence[str]]) -> None:
        known = {"status", "template_type", "reference", "older_than", "include_jobs"}
        unknown = sorted(query.keys() - known)
        faults = [f"Additional properties are not allowed ({', '.join(unknown)} was unexpected)"] if unknown else []
        statuses = {*Status, "accepted", "received", "failed"}
        faults += [
            f"status {status} is not one of [...]" for status in query.get("status", ()) if status not in statuses
        ]
        faults += [
            f"template_type {kind} is not one of [sms, email, letter]"
            for kind in query.get("template_type", ())
            if kind not in ("sms", "email", "letter")
        ]
        if query.get("older_than") and not schemas.UUID.fullmatch(query["older_than"][0]):
            faults.append("older_than is not a valid UUID")
        if faults:
            raise invalid(*faults)

    def _kept(self) -> list[Given]:
        return [given for given in self.given if given.created_at > self.now() - self.retention]

    def _shown(self, given: Given) -> Json:
        is_letter = given.kind == "letter"
        template = given.template or Template("letter", "", id=self.id)
        is_over = given.status not in UNDER_WAY and given.updated_at
        never_went = given.status in (Status.CANCELLED, Status.VALIDATION_FAILED, Status.VIRUS_SCAN_FAILED)
        rate = {"letter": 0.23, "sms": 0.0233}.get(given.kind, 0.0)
        has_cost = given.kind == "email" or bool(given.units) or never_went
        return {
            "id": given.id,
            "reference": given.reference,
            "email_address": given.to if given.kind == "email" else None,
            "phone_number": given.to if given.kind == "sms" else None,
            **{f"line_{number}": None for number in range(1, 7)},
            "postcode": None,
            "type": given.kind,
            "status": SHOWN_OF_LETTERS.get(given.status, given.status) if is_letter else given.status,
            "template": {"id": template.id, "version": template.version, "uri": f"/v2/template/{template.id}"},
            "body": given.body,
            "subject": given.subject,
            "created_at": given.created_at.strftime(FORMAT),
            "created_by_name": None,
            "sent_at": given.sent_at.strftime(FORMAT) if given.sent_at else None,
            "completed_at": given.updated_at.strftime(FORMAT) if is_over and given.updated_at else None,
            "scheduled_for": None,
            "postage": given.postage,
            "one_click_unsubscribe_url": None,
            "is_cost_data_ready": has_cost,
            "cost_in_pounds": (0.0 if never_went else given.units * rate) if has_cost else None,
            "cost_details": {"billable_sheets_of_paper": given.units, "postage": given.postage} if is_letter else {},
        }

    # What becomes of it

    def carry_on(self, times: int = 1) -> None:
        """Everything that is under way goes one step further."""
        with self.lock:
            for _ in range(times):
                for given in [given for given in self.given if given.status in UNDER_WAY]:
                    self.becomes(given.id, self._next(given))

    def _next(self, given: Given) -> Status:
        match given.status:
            case Status.PENDING_VIRUS_CHECK:
                if self.finds_a_virus(given.letter):
                    return Status.VIRUS_SCAN_FAILED
                return Status.VALIDATION_FAILED if letters.fault_of(given.letter, self.areas) else Status.CREATED
            case Status.CREATED:
                return Status.SENDING
            case _:
                return self.becomes_of(given)

    def becomes(self, notification_id: str, status: Status) -> None:
        """Something gets a status; Notify tells the service what it tells of that."""
        with self.lock:
            at = next(place for place, given in enumerate(self.given) if given.id == notification_id)
            before, now = self.given[at], self.now()
            sheets = -(-letters.pages_of(before.letter) // 2) if before.kind == "letter" else before.units
            self.given[at] = given = replace(
                before,
                status=status,
                updated_at=now,
                sent_at=now if status is Status.SENDING else before.sent_at,
                units=sheets if status is not Status.PENDING_VIRUS_CHECK else 0,
            )
            if self.bearer and given.kind != "letter" and status not in UNDER_WAY and status is not Status.SENT:
                self._calls_back(delivery_receipt(given))

    def is_returned(self, reference: str) -> None:
        """A letter came back."""
        with self.lock:
            given = self.of(reference)[-1]
            self.becomes(given.id, Status.RETURNED_LETTER)
            if self.bearer:
                self._calls_back(returned_letter(given))

    def _calls_back(self, body: Json) -> None:
        self.callbacks.append(Callback(f"Bearer {self.bearer}", body))


def _placeholders(template: Template) -> set[str]:
    return {name for text in (template.subject, template.body) for name, _ in _PLACEHOLDER.findall(text)}


def _filled(text: str, said: Json) -> str:
    def value(found: re.Match[str]) -> str:
        given, if_so = said.get(found[1], ""), found[2]
        if if_so is not None:
            return if_so if str(given).strip().lower() in ("yes", "true", "y", "1") else ""
        return str(given)

    return _PLACEHOLDER.sub(value, text)


def _file(file: Json) -> File:
    try:
        content = base64.b64decode(file["file"], validate=True)
    except binascii.Error:
        raise bad_request("Document is not base64 encoded") from None
    if len(content) > _LARGEST_FILE:
        raise bad_request("File is larger than 2MB")
    if not schemas.is_of_a_kind_that_goes(content, file.get("filename")):
        raise bad_request("Unsupported file type. Supported types are: '.csv, .doc, .docx, .pdf, .txt, ...'")
    return File(
        file.get("filename") or "",
        content,
        file.get("retention_period") or "26 weeks",
        file.get("confirm_email_before_download") is not False,
    )
