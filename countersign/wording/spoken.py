"""TELL-4 · Figures as somebody says them: money, dates, times, telephone numbers, references and all other numbers.

A reading script is read aloud for a recording, or signed. Whoever reads it sees words, so that two readers say the same
and nobody reads a telephone number as millions. Source: ours; a date, an amount and a time as people in England say
them, a telephone number digit by digit in the groups in which it is written, with "oh" for nought.

    >>> spoken("Ring 01632 960104 by 7 December 2026 at 2:30pm: £341.70 a week.")
    'Ring oh one six three two, nine six oh one oh four by the seventh of December twenty twenty-six at two thirty in \
the afternoon: three hundred and forty-one pounds and seventy pence a week.'
"""

import re
from collections.abc import Callable

from countersign.careplan.figures import MONTHS

_BELOW_TWENTY = (
    "nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_SMALL = tuple(_BELOW_TWENTY.split())
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**9, "thousand million"), (10**6, "million"), (10**3, "thousand"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_MONTH = "|".join(MONTHS)
_DAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_LONGEST_NUMBER = 12
_NOON, _EVENING = 12, 18


def number(value: int) -> str:
    """A whole number: 105 is "one hundred and five".

    >>> [number(value) for value in (0, 21, 105, 1234, 2_000_001)]
    ['nought', 'twenty-one', 'one hundred and five', 'one thousand two hundred and thirty-four', 'two million and one']
    """
    if value < len(_SMALL):
        return _SMALL[value]
    if value < 100:  # noqa: PLR2004
        return _TENS[value // 10] + (f"-{_SMALL[value % 10]}" if value % 10 else "")
    for size, name in _SCALES:
        if value >= size:
            rest = value % size
            joined = f" {'and ' if rest < 100 else ''}{number(rest)}" if rest else ""  # noqa: PLR2004
            return f"{number(value // size)} {name}{joined}"
    rest = value % 100
    return f"{_SMALL[value // 100]} hundred" + (f" and {number(rest)}" if rest else "")


def ordinal(value: int) -> str:
    """The place of something: 21 is "twenty-first"."""
    *before, last = re.split(r"([ -])", number(value))
    last = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last.rstrip('t')}th")
    return "".join([*before, last])


def year(value: int) -> str:
    """A year: 2026 is "twenty twenty-six", 2005 "two thousand and five".

    >>> [year(value) for value in (1900, 1906, 1998, 2000, 2005, 2026)]
    ['nineteen hundred', 'nineteen oh six', 'nineteen ninety-eight', 'two thousand', 'two thousand and five', \
'twenty twenty-six']
    """
    century, rest = divmod(value, 100)
    if century % 10 == 0 and rest < 10:  # noqa: PLR2004
        return number(value)
    if not rest:
        return f"{number(century)} hundred"
    return f"{number(century)} {'oh ' if rest < 10 else ''}{number(rest)}"  # noqa: PLR2004


def digits(text: str) -> str:
    """Digit by digit, a comma where there is a space: 01632 960104. Letters are said by their names."""
    groups = re.split(r"[\s-]+", text.strip())
    return ", ".join(" ".join(_character(each) for each in group) for group in groups if group)


def _character(each: str) -> str:
    if each == "+":
        return "plus"
    if not each.isdecimal():
        return each.upper()
    return "oh" if each == "0" else _SMALL[int(each)]


def _amount(found: re.Match[str]) -> str:
    whole, pence, scale = found["pounds"].replace(",", ""), found["pence"], found["scale"]
    scales = {"k": " thousand", "m": " million", "bn": " billion"}
    if scale:
        return f"{_decimal(whole, pence)}{scales[scale]} pounds"
    said = [f"{number(int(whole))} {'pound' if int(whole) == 1 else 'pounds'}"] if int(whole) or not pence else []
    if pence and len(pence) != 2:  # noqa: PLR2004
        return f"{_decimal(whole, pence)} pounds"
    if pence and int(pence):
        said.append(f"{number(int(pence))} {'penny' if int(pence) == 1 else 'pence'}")
    return " and ".join(said) or "nought pounds"


def _decimal(whole: str, fraction: str | None) -> str:
    said = number(int(whole))
    return f"{said} point {' '.join(_SMALL[int(each)] for each in fraction)}" if fraction else said


def _date(found: re.Match[str]) -> str:
    before = f"{found['weekday']} " if found["weekday"] else ""
    after = f" {year(int(found['year']))}" if found["year"] else ""
    return f"{before}the {ordinal(int(found['day']))} of {found['month']}{after}"


def _written_date(found: re.Match[str]) -> str:
    """A date in figures, 21/11/2026 or 2026-11-21; what is none is said number by number."""
    parts = re.split("[/-]", found[0])
    day, month, of = (int(part) for part in (reversed(parts) if "-" in found[0] else parts))
    if not 1 <= month <= len(MONTHS) or not 1 <= day <= 31:  # noqa: PLR2004
        return " ".join(map(_one_by_one, parts))
    return f"the {ordinal(day)} of {MONTHS[month - 1]} {year(of if of > 99 else 2000 + of)}"  # noqa: PLR2004


def _time(written: str, minutes: str | None, half: str = "") -> str:
    """A time. Which half of the day it is, is said where the text says so: by am or pm, by 14:30 or by 07:00."""
    hour, minute = int(written), int(minutes or 0)
    is_sure = bool(half) or hour > _NOON or written.startswith("0")
    if half:
        hour = hour % _NOON + (_NOON if half.lower().startswith("p") else 0)
    if not minute and (hour == _NOON or (hour == 0 and is_sure)):
        return "midday" if hour else "midnight"
    said = number(hour % _NOON or _NOON)
    if minute:
        said += f" {'oh ' if minute < 10 else ''}{number(minute)}"  # noqa: PLR2004
    if not is_sure:
        return said if minute else f"{said} o’clock"
    return f"{said} in the {'morning' if hour < _NOON else 'afternoon' if hour < _EVENING else 'evening'}"


def _address(found: re.Match[str]) -> str:
    signs = {"@": " at ", ".": " dot ", "-": " hyphen ", "_": " underscore ", "/": " slash ", "+": " plus "}
    bare = re.sub(r"^https?://", "", found[0])
    said = re.sub(r"[@._/+-]", lambda sign: signs[sign[0]], bare)
    said = re.sub(r"\bwww\b", "w w w", said)
    return " ".join(re.sub(r"\d", lambda one: f" {_character(one[0])} ", said).split())


def _one_by_one(text: str) -> str:
    """A number that is no amount of anything: with a nought before it, or too long to be said otherwise."""
    is_code = (text.startswith("0") and len(text) > 1) or len(text) > _LONGEST_NUMBER
    return digits(text) if is_code else number(int(text))


def _plain(found: re.Match[str]) -> str:
    whole, _, fraction = found[0].partition(".")
    if "," in whole:
        return _decimal(whole.replace(",", ""), fraction)
    return _decimal(whole, fraction) if fraction else _one_by_one(whole)


def _code(found: re.Match[str]) -> str:
    """Letters and digits in one word, such as 12A or B12: letters by their names."""
    parts = re.findall(r"[0-9]+|[^0-9]+", found[0])
    return " ".join(_one_by_one(part) if part.isdecimal() else " ".join(part.upper()) for part in parts)


_FRACTIONS = {"½": "a half", "¼": "a quarter", "¾": "three quarters"}


def _fraction(found: re.Match[str]) -> str:
    said = _FRACTIONS[found["part"]]
    return f"{number(int(found['and']))} and {said}" if found["and"] else said


_DATE = (
    rf"(?:\bthe )?(?:\b(?P<weekday>{_DAY}),? )?\b(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})"
    r"(?: (?P<year>[0-9]{4}))?\b"
)
_KINDS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", _address),
    (r"(?:https?://|\bwww\.)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[A-Za-z0-9._~/-]*[A-Za-z0-9_~/-])?", _address),
    (
        r"(?<![\w£.,/-])(?:18001 )?(?:\+44 ?|0)[1-9][0-9](?: ?[0-9]){7,9}(?![\w/-]|[.,][0-9])",
        lambda found: digits(found[0]),
    ),
    (r"\b[A-Z0-9]{2}-[A-Z0-9]{4}-[A-Z0-9]{2}\b", lambda found: digits(found[0])),
    (
        _DATE,
        _date,
    ),
    (
        rf"\b(?P<of_month>{_MONTH}) (?P<in_year>(?:19|20)[0-9]{{2}})\b",
        lambda f: f"{f['of_month']} {year(int(f['in_year']))}",
    ),
    (r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b", _written_date),
    (r"\b[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})\b", _written_date),
    (r"£ ?(?P<pounds>[0-9][0-9,]*)(?:\.(?P<pence>[0-9]+))?(?P<scale>k|m|bn)?(?![a-z0-9])", _amount),
    (
        r"\b(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-5][0-9]))? ?(?P<half>[ap]\.?m\b\.?|[AP]M\b)",
        lambda found: _time(found["hour"], found["minute"], found["half"]),
    ),
    (r"\b(?:[01]?[0-9]|2[0-3]):[0-5][0-9]\b", lambda found: _time(*found[0].split(":"))),
    (r"\b[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}\b", lambda found: digits(found[0])),
    (r"\b(?:999|18001|18002)\b", lambda found: digits(found[0])),
    (
        r"(?<=[Rr]ing )[0-9]{3}\b|(?<=[Cc]all )[0-9]{3}\b|(?<=[Dd]ial )[0-9]{3}\b|(?<=NHS )111\b",
        lambda found: digits(found[0]),
    ),
    (r"\b(?P<place>[0-9]{1,4})(?:st|nd|rd|th)\b", lambda found: ordinal(int(found["place"]))),
    (r"(?P<and>[0-9]+)? ?(?P<part>[½¼¾])", _fraction),
    (r"\b(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{2,}\b", _code),
    (r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])|[0-9]+(?:\.[0-9]+)?", _plain),
)
_ANY = re.compile("|".join(f"(?P<k{kind}>{pattern})" for kind, (pattern, _) in enumerate(_KINDS)))
_ABBREVIATION = re.compile(r"\b(?:(?=[A-Z]{2,5}\b)[B-DF-HJ-NP-TV-XZ]+|PA|OT|UK|EU|ID|AMHP|IMCA)\b")
_SIGNS = (
    (re.compile(r" ?& ?"), " and "),
    (re.compile(r"% ?"), " per cent "),
    (re.compile(r" ?× ?"), " times "),
    (re.compile(r" ?\+ ?"), " plus "),
    (re.compile(r" ?= ?"), " is "),
    (re.compile(r"\band/or\b"), "and or"),
    (re.compile(r"/(?=(?:hour|visit|session|day|night|week|month|year|mile|person)\b)"), " a "),
    (re.compile(r"(?<=\w)/(?=\w)"), " or "),
    (re.compile(r"\be\.g\."), "for example"),
    (re.compile(r"\bi\.e\."), "that is"),
)


def spoken(text: str) -> str:
    """A text with every figure, sign and abbreviation as it is said. No digit from 0 to 9 is left."""
    said: list[str] = []
    at = 0
    for found in _ANY.finditer(text):
        between = text[at : found.start()]
        is_range = at and re.fullmatch(r" ?[-–—] ?", between)
        is_pair = at and between == "/"
        said += [" to " if is_range else " " if is_pair else _without_signs(between), _of(found)]
        at = found.end()
    return re.sub(r" {2,}", " ", re.sub(r" (?=[.,;:!?)])", "", "".join([*said, _without_signs(text[at:])])))


def _of(found: re.Match[str]) -> str:
    return next(say(found) for kind, (_, say) in enumerate(_KINDS) if found[f"k{kind}"] is not None)


def _without_signs(text: str) -> str:
    text = _ABBREVIATION.sub(lambda found: " ".join(found[0]), text)
    for sign, words in _SIGNS:
        text = sign.sub(words, text)
    return text
