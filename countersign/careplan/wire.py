"""The two base classes of everything that crosses the boundary, and the types of field that they share.

What comes **in** is read strictly: an unknown field is refused, so that no misspelt field is lost in silence.
What was **stored**, perhaps by an older or newer version of this software, is read tolerantly.
Neither class repeats a wrong value in an error: the value may be about a person.
"""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar, cast

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)


class Incoming(BaseModel):
    """A model that someone else fills in. Unknown fields are refused, and errors never repeat a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _no_nul(cls, value: object) -> object:
        # PostgreSQL cannot store this character, and nobody can type it.
        texts: tuple[object, ...] = cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and "\0" in text for text in texts):
            raise ValueError("must not contain a NUL character")
        return cast("object", value)


class Stored(BaseModel):
    """A model that we wrote ourselves, perhaps in another version. Unknown fields are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)


def _an_amount(value: object) -> object:
    """Read money from text, a whole number or a decimal; read a JSON fraction as it was written."""
    if isinstance(value, bool):
        raise ValueError('must be money as text, such as "412.50"')  # noqa: TRY004  # pydantic turns only this into an error of the field
    text = str(value) if isinstance(value, float) else value
    if isinstance(text, str) and not _NUMBER.fullmatch(text.strip()):
        raise ValueError('must be money as text, such as "412.50"')
    return text


Money = Annotated[
    Decimal,
    BeforeValidator(_an_amount),
    Field(ge=0, le=Decimal(1000000), decimal_places=2, description='Pounds and pence, for example "412.50".'),
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str, when_used="json"),
]
"""Pounds and pence, never negative and never rounded: more than two decimal places are refused."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]
"""Words written by a person for a person."""

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]

PLAN_ID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"

PlanId = Annotated[
    str,
    StringConstraints(to_lower=True, pattern=PLAN_ID),
    Field(description="A UUID. It becomes part of the workflow id, so it must say nothing about the person."),
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
ABOUT = r"^([A-Za-z]{1,3}[0-9]{1,3}|person|representative|advocate)$"
TEAM = r"^[a-z][a-z0-9_]{1,39}$"

TeamName = Annotated[
    str,
    StringConstraints(pattern=TEAM),
    Field(description="A team of the council's scheme, by its name, such as hospital_social_work."),
]

EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
NAME = r"^[a-z][a-z_]{1,39}$"

IN_WORDS = {
    EMAIL: "must be an e-mail address",
    NAME: "must be a name in small letters and underscores, such as team_manager",
    PLAN_ID: "must be a UUID, such as 9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5",
    MESSAGE_ID: "must be letters, digits and . _ : - without spaces, with at least one digit",
    STAFF_ID: "must be a reference of letters, digits and . _ - without spaces",
    USUAL_STAFF_ID: "must be a reference of letters, digits and . _ - without spaces, with at least one digit",
    ITEM_ID: "must be a short reference, such as N1",
    PERSON_REFERENCE: "must be the council's own reference, of letters, digits and . _ - without spaces, with a digit",
    ABOUT: "must be person, representative, advocate, or a reference of this plan such as C1",
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


def _written_out(value: object) -> object:
    """Refuse a number: it could mean seconds or milliseconds, in any time zone. Dates and times are written out."""
    if isinstance(value, bool | int | float):
        raise ValueError("must be written out as text, not given as a number")  # noqa: TRY004  # as above
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""A moment with its offset from UTC. A time without an offset is refused: nobody should have to guess."""

Day = Annotated[date, BeforeValidator(_written_out)]
"""A day, such as 2026-11-21."""

Model = TypeVar("Model", bound=BaseModel)


def read_stored(model: type[Model], content: str) -> Model:
    """Read JSON that we stored. It may have fields that this version no longer has: these are passed over.

    Raises pydantic's ValidationError for anything else that is wrong.
    """
    try:
        return model.model_validate_json(content)
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
    return model.model_validate(data)
