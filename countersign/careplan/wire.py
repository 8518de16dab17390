"""The two base classes of everything that crosses the boundary, and the types of field that they share.

What comes **in** is read strictly: an unknown field is refused, so that no misspelt field is lost in silence.
What was **stored**, perhaps by an older or newer version of this software, is read tolerantly.
Neither class repeats a wrong value in an error: the value may be about a person.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar, cast

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from countersign.careplan.bounds import FIRST_BIRTH, FIRST_DAY, LAST_DAY, SHORT_TEXT, TEXT, VERSIONS
from countersign.careplan.characters import fault_of, is_named, is_visible

_OUR_OWN = {"stored": True}
"""The context in which a model reads what we stored: it was within the bounds of its day."""


def is_from_outside(info: ValidationInfo) -> bool:
    """Whether a model reads what somebody else sent: what was stored is read as it is, by the bounds of its day."""
    return info.context is not _OUR_OWN


class Incoming(BaseModel):
    """A model that someone else fills in. Unknown fields are refused, and errors never repeat a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @field_validator("*", mode="wrap")
    @classmethod
    def _within_bounds(cls, value: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> object:
        # The bounds of what a person types, for every field there is: none can be forgotten where it is declared.
        if is_from_outside(info):
            items: list[object] = cast("list[object]", value) if isinstance(value, list) else [value]
            fault = next(filter(None, (fault_of(text) for text in items if isinstance(text, str))), "")
            if fault:
                raise ValueError(fault)
        # In JSON 1.0 is a whole number.
        return _tidied(read(int(value) if isinstance(value, float) and value.is_integer() else value))


def _tidied(value: object) -> object:
    """Words without the spaces around them, with one kind of line end. Anything else as it is."""
    if type(value) is str:
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, tuple):
        return tuple(_tidied(item) for item in cast("tuple[object, ...]", value))
    return value


class Stored(BaseModel):
    """A model that we wrote ourselves, perhaps in another version. Unknown fields are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


def _amounts_up_to(most: int, what: str) -> tuple[str, Callable[[object], object]]:
    """How an amount is written as text, from nothing to `most`, a power of ten, and what reads it before pydantic does.

    It reads text, a whole number or a decimal, and a JSON fraction as it was written. Python would also read "1e3",
    " 1 " and the digits of every script.
    """
    zeros = str(most)[1:]
    pattern = rf"^(?:[0-9]{{1,{len(zeros)}}}(?:\.[0-9]{{1,2}})?|1{zeros}(?:\.0{{1,2}})?)$"
    written = re.compile(pattern.removeprefix("^").removesuffix("$"))

    def read(value: object) -> object:
        if isinstance(value, bool):
            raise ValueError(f'must be {what} as text, such as "412.50"')  # noqa: TRY004  # pydantic turns only this into an error of the field
        text = str(value + 0) if isinstance(value, float | int) else value
        if isinstance(text, str) and not written.fullmatch(text):
            raise ValueError(f'must be {what} as text, such as "412.50", from 0 to {most}')
        return text

    return pattern, read


MOST_MONEY = 1_000_000
MONEY, _read_money = _amounts_up_to(MOST_MONEY, "money")

Money = Annotated[
    Decimal,
    BeforeValidator(_read_money),
    Field(ge=0, le=Decimal(MOST_MONEY), decimal_places=2, description='Pounds and pence, for example "412.50".'),
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str, when_used="json"),
]
"""Pounds and pence, never negative and never rounded: more than two decimal places are refused."""

MOST_UNITS = 10_000
UNITS, _read_units = _amounts_up_to(MOST_UNITS, "a number of units")


def amount_schema(pattern: str, most: int) -> dict[str, Any]:
    """An amount as a JSON Schema: text of that pattern, or a number with at most two decimal places."""
    return {
        "anyOf": [
            {"type": "string", "pattern": pattern},
            {"type": "number", "minimum": 0, "maximum": most, "multipleOf": 0.01},
        ]
    }


Units = Annotated[
    Decimal,
    BeforeValidator(_read_units),
    Field(ge=0, le=MOST_UNITS, decimal_places=2),
    WithJsonSchema(amount_schema(UNITS, MOST_UNITS), mode="validation"),
]
"""How many, with at most two decimal places."""


def _must_be_visible(words: str) -> str:
    if not is_visible(words):
        raise ValueError("must not be empty")
    return words


def _must_be_one_line(words: str) -> str:
    if "\n" in words:
        raise ValueError("must be one line")
    if not is_named(words):
        raise ValueError("must have a letter or a digit in it")
    return words


ONE_LINE_ONLY = "x-one-line"
"""Marks in a schema the texts of one line, until the contract has said it in JSON Schema's own words."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=TEXT), AfterValidator(_must_be_visible)]
"""Words written by a person for a person."""

ShortText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=SHORT_TEXT),
    AfterValidator(_must_be_visible),
    AfterValidator(_must_be_one_line),
    Field(json_schema_extra={ONE_LINE_ONLY: True}),
]

Version = Annotated[int, Field(ge=1, le=VERSIONS, strict=True)]
"""The number of a version of a plan."""

PLAN_ID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"

PlanId = Annotated[
    str,
    StringConstraints(to_lower=True, pattern=PLAN_ID),
    Field(description="A UUID. It becomes part of the workflow id, so it must say nothing about the person."),
]

CONTENT_HASH = r"^[0-9a-f]{64}$"

ContentHash = Annotated[
    str,
    StringConstraints(pattern=CONTENT_HASH),
    Field(description="A SHA-256, as 64 small hexadecimal digits."),
]

MESSAGE_ID = r"^([A-Za-z][A-Za-z0-9._:-]*)?[0-9][A-Za-z0-9._:-]*$"
MESSAGE_ID_LENGTHS = range(8, 101)
"""How many characters an id has. Ids are shown and logged, so an id needs a digit: nobody's name can be one."""

MessageId = Annotated[
    str,
    StringConstraints(pattern=MESSAGE_ID, min_length=MESSAGE_ID_LENGTHS[0], max_length=MESSAGE_ID_LENGTHS[-1]),
    Field(
        description="The sender's own id for this message: 8 to 100 characters, a digit among them, no spaces. "
        "Sent twice, it counts once."
    ),
]

STAFF_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
"""What every reference for staff is made of. An installation asks for more: see `countersign.careplan.staff`."""

USUAL_STAFF_ID = r"^([A-Za-z][A-Za-z0-9._-]*)?[0-9][A-Za-z0-9._-]*$"
"""The form of an installation that chose no other: with a digit among it, so that nobody's name can be one."""

STAFF_REFERENCE = "a reference for a member of staff"
"""Marks each field that holds one, so that the door can check it by the installation's form."""

StaffId = Annotated[
    str,
    StringConstraints(pattern=STAFF_ID, min_length=2, max_length=64),
    Field(description="The council's reference for a member of staff: no spaces, no e-mail address, no name."),
    STAFF_REFERENCE,
]

ITEM_ID = r"^[A-Za-z]{1,3}[0-9]{1,3}$"

ItemId = Annotated[
    str,
    StringConstraints(pattern=ITEM_ID),
    Field(description="A short reference within the plan, such as N1, O2, S3, R1."),
]

PERSON_REFERENCE = r"^[A-Za-z0-9._-]*[0-9][A-Za-z0-9._-]*$"
ASKED_NUMBER = r"asked-[1-9][0-9]{0,2}"
"""Somebody whom the person asked for. A number is written in one way, so that one number is one recipient."""
ABOUT = rf"^([A-Za-z]{{1,3}}[0-9]{{1,3}}|person|representative|advocate|{ASKED_NUMBER})$"
IN_THE_PLAN = r"^([A-Za-z]{1,3}[0-9]{1,3}|person|representative|advocate)$"
HOLDS_A_COPY = rf"^([A-Za-z]{{1,3}}[0-9]{{1,3}}|advocate|{ASKED_NUMBER})$"
TEAM = r"^[a-z][a-z0-9_]{1,39}$"

TeamName = Annotated[
    str,
    StringConstraints(pattern=TEAM),
    Field(description="A team of the council's scheme, by its name, such as hospital_social_work."),
]

EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
WEB = r"^https://[a-z0-9.-]+\.[a-z]{2,}(/[A-Za-z0-9._~/-]*)?$"
NAME = r"^[a-z][a-z_]{1,39}$"
EDITION = r"^[a-z][a-z_]{1,39}@[0-9]{4}-[0-9]{2}-[0-9]{2}$"

IN_WORDS = {
    EMAIL: "must be an e-mail address",
    WEB: "must be the address of a page that begins with https://",
    NAME: "must be 2 to 40 small letters or underscores, a letter first, such as team_manager",
    EDITION: "must be a scheme's name, an @ and a day, such as procedure@2023-05-23",
    PLAN_ID: "must be a UUID, such as 9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5",
    CONTENT_HASH: "must be the hash of a version's content: 64 digits, each of 0 to 9 or a to f",
    MESSAGE_ID: "must be letters, digits and . _ : - without spaces, with at least one digit",
    STAFF_ID: "must be a reference of letters, digits and . _ - without spaces",
    USUAL_STAFF_ID: "must be a reference of letters, digits and . _ - without spaces, with at least one digit",
    ITEM_ID: "must be a short reference, such as N1",
    PERSON_REFERENCE: "must be the council's own reference, of letters, digits and . _ - without spaces, with a digit",
    ABOUT: "must be person, representative, advocate, a reference of this plan such as C1, or asked-1, asked-2 and so "
    "on, without a nought before the number",
    IN_THE_PLAN: "must be person, representative, advocate, or a reference of this plan such as C1",
    HOLDS_A_COPY: "must be advocate, a reference of this plan such as C1, or asked-1, asked-2 and so on, without a "
    "nought before the number",
    TEAM: "must be a name in small letters, digits and underscores, such as hospital_social_work",
}
"""What each pattern asks for, in words for whoever got it wrong."""

Flag = Annotated[bool, Field(strict=True)]
"""True or false. What only looks like it, such as "yes" or 1, is refused."""


class Answered(Incoming):
    """Whether something is so: a yes or no first, words second. So "No" in words never counts as yes (SUB-1)."""

    so: Flag
    """Whether it is so."""

    in_words: str = Field(default="", max_length=8000)
    """What is so, and why; wanted where it is so."""

    @model_validator(mode="before")
    @classmethod
    def _not_words_alone(cls, value: object) -> object:
        if isinstance(value, str | bool):
            raise ValueError('must say first whether it is so, and then why: {"so": true, "in_words": "..."}')  # noqa: TRY004  # as above
        return value


def is_so(answer: Answered | None) -> bool:
    """Whether somebody said that it is so. Not stated is no yes."""
    return answer is not None and answer.so


def _written_out(pattern: re.Pattern[str], what: str) -> Callable[[object, ValidationInfo], object]:
    """What reads a day or a moment before pydantic does: as text of one form, so that everybody reads it alike.

    A number could mean seconds or milliseconds, in any time zone; and Python would read "12.3" as a moment.
    """

    def read(value: object, info: ValidationInfo) -> object:
        is_no_text = isinstance(value, bool | int | float)
        if is_no_text or (isinstance(value, str) and is_from_outside(info) and not pattern.fullmatch(value)):
            raise ValueError(what)
        return value

    return read


_YEARS, _YEARS_OF_BIRTH = "(?:20[0-9]{2}|2100)", "(?:18[5-9][0-9]|19[0-9]{2}|20[0-9]{2}|2100)"
_LEAP_YEARS = "20(?:[02468][048]|[13579][26])"
_LEAP_YEARS_OF_BIRTH = f"(?:18(?:5[26]|[68][048]|[79][26])|19(?:0[48]|[2468][048]|[13579][26])|{_LEAP_YEARS})"
_LONG, _SHORT = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])", "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
_DAYS_OF_ANY_YEAR = f"(?:{_LONG}|{_SHORT}|02-(?:0[1-9]|1[0-9]|2[0-8]))"
_DAY = f"(?:{_YEARS}-{_DAYS_OF_ANY_YEAR}|{_LEAP_YEARS}-02-29)"
_DAY_OF_BIRTH = f"(?:{_YEARS_OF_BIRTH}-{_DAYS_OF_ANY_YEAR}|{_LEAP_YEARS_OF_BIRTH}-02-29)"
_TIME = r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
_OFFSET = "(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
DAY, DAY_OF_BIRTH, INSTANT = f"^{_DAY}$", f"^{_DAY_OF_BIRTH}$", f"^{_DAY}{_TIME}{_OFFSET}$"
"""How a day, a date of birth and a moment are written: every day that there is, from the first to the last."""

_A_MOMENT = re.compile(f"{_DAY}{_TIME}{_OFFSET}")

Instant = Annotated[
    AwareDatetime,
    # Without its offset it goes on to pydantic, which says that it needs one.
    BeforeValidator(
        _written_out(
            re.compile(f"{_DAY}{_TIME}{_OFFSET}?"),
            "must be written out as text with its offset from UTC, such as 2026-11-21T09:30:00+00:00, "
            f"from {FIRST_DAY} to {LAST_DAY}",
        )
    ),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": INSTANT}),
]
"""A moment with its offset from UTC. A time without an offset is refused: nobody should have to guess."""

Day = Annotated[
    date,
    BeforeValidator(
        _written_out(
            re.compile(_DAY), f"must be written out as text, such as 2026-11-21, from {FIRST_DAY} to {LAST_DAY}"
        )
    ),
    WithJsonSchema({"type": "string", "format": "date", "pattern": DAY}),
]
"""A day, such as 2026-11-21."""

DayOfBirth = Annotated[
    date,
    BeforeValidator(
        _written_out(
            re.compile(_DAY_OF_BIRTH),
            f"must be written out as text, such as 1941-11-21, from {FIRST_BIRTH} to {LAST_DAY}",
        )
    ),
    WithJsonSchema({"type": "string", "format": "date", "pattern": DAY_OF_BIRTH}),
]
"""A date of birth. That it is not in the future is a rule, and that it is long ago a question."""


def moment_of(text: object) -> datetime | None:
    """A moment that a message names; None if it names none in the form of the contract."""
    return datetime.fromisoformat(text) if isinstance(text, str) and _A_MOMENT.fullmatch(text) else None


Model = TypeVar("Model", bound=BaseModel)


def read_stored(model: type[Model], content: str) -> Model:
    """Read JSON that we stored. It may have fields that this version no longer has: these are passed over.

    Raises pydantic's ValidationError for anything else that is wrong.
    """
    try:
        return model.model_validate_json(content, context=_OUR_OWN)
    except ValidationError as error:
        unknown = [
            details["loc"]
            for details in error.errors(include_url=False, include_input=False)
            if details["type"] == "extra_forbidden"
        ]
        if not unknown:
            raise
    data: Any = json.loads(content)
    for *path, name in unknown:
        place = data
        for part in path:
            place = place[part]
        del place[name]
    return model.model_validate(data, context=_OUR_OWN)
