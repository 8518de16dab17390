"""What a request of each kind has to hold, with Notify's own words for every fault."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from tests.support.notify.errors import invalid

Json = dict[str, Any]
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")


class Field(NamedTuple):
    """One property of a request."""

    type: type

    fault: Callable[[Any], str] = lambda _: ""

    required: bool = False


def _uuid(value: str) -> str:
    return "" if UUID.fullmatch(value) else "is not a valid UUID"


def _mobile(value: str) -> str:
    digits = re.sub(r"[\s()+-]", "", value)
    if not digits.isdigit():
        return "Must not contain letters or symbols"
    number = re.sub("^(44|0)", "", digits)
    if len(number) < 10:
        return "Not enough digits"
    if len(number) > 10:
        return "Too many digits"
    return "" if number.startswith("7") else "Not a UK mobile number"


def _email(value: str) -> str:
    return "" if _EMAIL.fullmatch(value) else "Not a valid email address"


def _short(value: str) -> str:
    return f"{value} is too long" if len(value) > 1000 else ""


def _postage(value: str) -> str:
    good = value in ("first", "second", "economy")
    return "" if good else "invalid. It must be either first, second or economy."


_OF_BOTH: Mapping[str, Field] = {
    "reference": Field(str, _short),
    "template_id": Field(str, _uuid, required=True),
    "personalisation": Field(dict),
    "scheduled_for": Field(str),
}
SCHEMAS: Mapping[str, Mapping[str, Field]] = {
    "email": {
        "email_address": Field(str, _email, required=True),
        **_OF_BOTH,
        "email_reply_to_id": Field(str, _uuid),
        "one_click_unsubscribe_url": Field(str),
        "sanitise_content_for": Field(list),
    },
    "sms": {"phone_number": Field(str, _mobile, required=True), **_OF_BOTH, "sms_sender_id": Field(str, _uuid)},
    "letter": {
        "reference": Field(str, required=True),
        "content": Field(str, required=True),
        "postage": Field(str, _postage),
    },
}
"""A letter: only such as come as a PDF."""

_NAMES = {str: "string", dict: "object", list: "array"}


def valid(request: object, kind: str) -> Json:
    """The request, if it fits. Raises NotifyError with every fault."""
    schema = SCHEMAS[kind]
    if not isinstance(request, dict):
        raise invalid("Invalid JSON supplied in POST data")
    given = cast("Json", request)
    faults = [
        f"{name} is a required property" for name, field in schema.items() if field.required and name not in given
    ]
    unknown = sorted(given.keys() - schema.keys())
    if unknown:
        were = "was" if len(unknown) == 1 else "were"
        faults.append(f"Additional properties are not allowed ({', '.join(unknown)} {were} unexpected)")
    faults += [fault for name, value in given.items() if name in schema for fault in _faults(name, value, schema[name])]
    if faults:
        raise invalid(*faults)
    return given


def _faults(name: str, value: object, field: Field) -> Iterator[str]:
    if not isinstance(value, field.type):
        yield f"{name} {value} is not of type {_NAMES[field.type]}"
        return
    fault = field.fault(value)
    if fault:
        yield f"{name} {fault}"


_EXTENSIONS = frozenset({"csv", "doc", "docx", "jpeg", "jpg", "odt", "pdf", "png", "rtf", "txt", "xlsx"})
_PERIOD = re.compile(r"([0-9]+) weeks?")


def file_faults(file: Json) -> list[str]:
    """What is wrong with a file that is sent by e-mail."""
    faults: list[str] = []
    unknown = sorted(file.keys() - {"file", "filename", "confirm_email_before_download", "retention_period", "is_csv"})
    if unknown:
        faults.append(f"Additional properties are not allowed ({', '.join(unknown)} was unexpected)")
    name, confirm, period = (
        file.get("filename"),
        file.get("confirm_email_before_download"),
        file.get("retention_period"),
    )
    if name is not None and "." not in str(name):
        faults.append("filename `filename` must end with a file extension. For example, filename.csv")
    if confirm is not None and not isinstance(confirm, bool):
        faults.append(
            f"Unsupported value for confirm_email_before_download: {confirm}. Use a boolean true or false value."
        )
    weeks = _PERIOD.fullmatch(str(period).strip().lower()) if period is not None else None
    if period is not None and not (weeks and 1 <= int(weeks[1]) <= 78):
        faults.append(f"Unsupported value for retention_period: {period}. Supported periods are from 1 to 78 weeks.")
    return faults


def is_of_a_kind_that_goes(content: bytes, name: str | None) -> bool:
    """Whether a file is of a kind that Notify takes, by its content and its name."""
    if content.startswith(b"%PDF-"):
        return name is None or name.lower().endswith(".pdf")
    if content.lstrip().lower().startswith((b"<!doctype html", b"<html", b"<script")):
        return False
    return name is None or name.rpartition(".")[2].lower() in _EXTENSIONS - {"pdf"}
