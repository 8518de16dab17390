"""SUB-2 · What is wrong with the form of a field, in plain words for whoever wrote the message.

The library that reads messages has words of its own, for programmers. Here each kind of error that a message or a
scheme can raise has ours. None of them repeats a value, which may be about a person; the choices and the bounds that
they name are the contract's own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from countersign.careplan.notices import WITHOUT_ITS_PLAN
from countersign.careplan.people import LANGUAGE, MOBILE
from countersign.careplan.wire import IN_WORDS

Details = Mapping[str, Any]
"""What the library says of an error besides its kind, such as the bound that was passed."""


PATTERNS = IN_WORDS | {
    LANGUAGE: "must be the code of a language, such as cy, ur or pa-Guru",
    MOBILE: "must be a mobile number of the United Kingdom, such as 07700 900123",
    WITHOUT_ITS_PLAN: "must be the key of a letter without its plan, such as v1/agreed/person",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "must be a time of day, such as 14:30",
    r"^DP-[1-9]$": "must be the id of a rule about direct payments, such as DP-3",
    r"^DP-[1-8]$": "must be the id of a rule about direct payments, such as DP-3",
    r"^[a-z0-9][a-z0-9._-]{1,39}$": "must be a name of small letters, digits and . _ - without spaces",
}
"""What each pattern of a field asks for, in words."""


def _counted(number: object, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _by_pattern(details: Details) -> str:
    return PATTERNS.get(str(details.get("pattern", "")), "is not written in the way that the contract asks for")


def _choices(details: Details) -> str:
    return f"must be {details.get('expected', 'one of the words that the contract lists')}"


PLAIN: dict[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this message",
    "json_invalid": "is not valid JSON",
    "string_type": "must be text",
    "string_unicode": "must be text of whole characters",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "decimal_type": 'must be a number as text, such as "412.50"',
    "decimal_parsing": 'must be a number as text, such as "412.50"',
    "finite_number": "must be a number that has an end",
    "date_type": "must be a day, such as 2026-11-21",
    "date_parsing": "must be a day, such as 2026-11-21",
    "date_from_datetime_parsing": "must be a day, such as 2026-11-21",
    "date_from_datetime_inexact": "must be a day without a time, such as 2026-11-21",
    "datetime_type": "must be a moment, such as 2026-11-21T09:30:00+00:00",
    "datetime_parsing": "must be a moment, such as 2026-11-21T09:30:00+00:00",
    "datetime_object_invalid": "must be a moment, such as 2026-11-21T09:30:00+00:00",
    "datetime_from_date_parsing": "must be a moment, such as 2026-11-21T09:30:00+00:00",
    "timezone_aware": "needs its offset from UTC, such as 2026-11-21T09:30:00+00:00",
    "time_type": "must be a time of day, such as 14:30",
    "time_parsing": "must be a time of day, such as 14:30",
    "model_type": "must be an object with fields of its own",
    "model_attributes_type": "must be an object with fields of its own",
    "dict_type": "must be an object with fields of its own",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "frozen_set_type": "must be a list",
    "set_type": "must be a list",
}
"""The kinds of error whose words are always the same."""

FILLED_IN: dict[str, Callable[[Details], str]] = {
    "enum": _choices,
    "literal_error": _choices,
    "string_pattern_mismatch": _by_pattern,
    "string_too_short": lambda details: (
        "must not be empty"
        if details.get("min_length") == 1
        else f"must have at least {_counted(details.get('min_length'), 'character')}"
    ),
    "string_too_long": lambda details: f"must have at most {_counted(details.get('max_length'), 'character')}",
    "too_short": lambda details: f"must have at least {_counted(details.get('min_length'), 'item')}",
    "too_long": lambda details: f"must have at most {_counted(details.get('max_length'), 'item')}",
    "greater_than": lambda details: f"must be more than {details.get('gt')}",
    "greater_than_equal": lambda details: f"must be {details.get('ge')} or more",
    "less_than": lambda details: f"must be less than {details.get('lt')}",
    "less_than_equal": lambda details: f"must be {details.get('le')} or less",
    "multiple_of": lambda details: f"must be a multiple of {details.get('multiple_of')}",
    "decimal_max_places": lambda details: (
        f"must have at most {_counted(details.get('decimal_places'), 'decimal place')}"
    ),
    "decimal_max_digits": lambda details: f"must have at most {_counted(details.get('max_digits'), 'digit')}",
}
"""The kinds of error whose words name a bound or the choices."""

OTHERWISE = "is not of the form that the contract gives"
"""For a kind that no message raises today."""


def form_in_words(kind: str, message: str, details: Details) -> str:
    """What is wrong with a field.

    `kind`, `message`, `details`: the library's name of the error, its own words, and what it says besides. A rule of
    ours that a field breaks has said so in our words.

    >>> form_in_words("too_short", "Tuple should have at least 1 item after validation, not 0", {"min_length": 1})
    'must have at least 1 item'
    """
    if kind in ("value_error", "assertion_error"):
        return _ours(message)
    filled_in = FILLED_IN.get(kind)
    return filled_in(details) if filled_in else PLAIN.get(kind, OTHERWISE)


def _ours(message: str) -> str:
    words = message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return words[:1].lower() + words[1:]
