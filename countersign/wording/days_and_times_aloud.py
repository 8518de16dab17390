"""TELL-4 · Dates, years, days of the week and times as somebody says them, however they are written here.

12 October 2026, 12th Oct, 12/10/2026, 12-10-26, 12–14 October, 2026/27, Mon–Fri, 9am, 14:30, 9.30-10.15. Source: ours.
"""

import re

from countersign.careplan.figures import MONTHS
from countersign.wording.numbers_in_words import digits, number, one_by_one, ordinal, several, year
from countersign.wording.telephones_aloud import NOT_COUNTED, TO, Kinds
from countersign.wording.written_short import DAYS_WRITTEN, MONTHS_WRITTEN, day_in_full, month_in_full

_NOON, _EVENING = 12, 18


def _of(day: str, month: str, of_year: str | None) -> str:
    return f"the {ordinal(int(day))} of {month_in_full(month)}{f' {year(int(of_year))}' if of_year else ''}"


def _date(found: re.Match[str]) -> str:
    said = _of(found["day"], found["month"], found["year"])
    if found["first"]:
        link = found["link"] or ("and" if found["sign"] == "&" else "to")
        said = f"the {ordinal(int(found['first']))} {link} {said}"
    return f"{day_in_full(found['weekday'])} {said}" if found["weekday"] else said


def _date_in_figures(found: re.Match[str]) -> str:
    """A date in figures, 21/11/2026 or 2026-11-21; what is none is said number by number."""
    parts = re.split(r"[/.-]", found[0])
    day, month, of = (int(part) for part in (reversed(parts) if len(parts[0]) == 4 else parts))  # noqa: PLR2004
    if _is_day(day, month):
        return f"the {ordinal(day)} of {MONTHS[month - 1]} {year(of if of > 99 else 2000 + of)}"  # noqa: PLR2004
    return " ".join(map(one_by_one, parts)) if "/" in found[0] else digits(found[0])


def _is_day(day: int, month: int) -> bool:
    return 1 <= month <= len(MONTHS) and 1 <= day <= 31  # noqa: PLR2004


def _day_and_month(found: re.Match[str]) -> str:
    """A date without its year, since a word stands before it that dates have: on 12/10."""
    day, month = found["d_of"], found["of_m"]
    is_day = _is_day(int(day), int(month))
    said = _of(day, MONTHS[int(month) - 1], None) if is_day else f"{one_by_one(day)} {one_by_one(month)}"
    return f"{found['before_day']} {said}"


def _years(found: re.Match[str]) -> str:
    first, second = int(found["from_year"]), found["to_year"]
    until = int(second) if len(second) == 4 else first - first % 100 + int(second)  # noqa: PLR2004
    until += 100 if until == first - 99 else 0
    if until <= first:
        return f"{year(first)}, {digits(second)}"
    is_short = until // 100 == first // 100 and until % 100 > 9  # noqa: PLR2004
    return f"{year(first)} to {number(until % 100) if is_short and len(second) == 2 else year(until)}"  # noqa: PLR2004


def _decade(found: re.Match[str]) -> str:
    century, tens = found["century"], found["tens"]
    if century and tens == "00":
        return several(year(int(century) * 100))
    said = several(number(int(tens)))
    return f"{number(int(century))} {said}" if century else said


def _days(found: re.Match[str]) -> str:
    """Days in a row, such as Mon-Fri or Mon, Wed & Fri."""
    said = re.sub(DAYS_WRITTEN, lambda day: day_in_full(day[0]), found[0])
    return re.sub(rf" ?{TO} ?", " to ", re.sub(" ?[&/] ?", " and ", said))


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


def _hours(found: re.Match[str]) -> str:
    """Two numbers with a stop, each of which can be a time: 9.30 to 10.15."""
    return f"{_time(found['h1'], found['m1'])} to {_time(found['h2'], found['m2'], found['half_of_it'] or '')}"


_DAY_OF_MONTH = r"(?:0?[1-9]|[12][0-9]|3[01])"
_HOUR = "(?:[01]?[0-9]|2[0-3])"
_HALF = r"[ap]m\b|[ap]\.m\b\.?|[AP]M\b"
_NO_AMOUNT = r"(?![\w%]|[.,][0-9]| ?(?:hours?|hrs?|miles|pounds|per|metres|kg|k?m)\b)"
"""What follows a number with a stop that is a time, and no amount of anything."""

KINDS: Kinds = (
    (
        (
            rf"\b(?:{DAYS_WRITTEN})(?:(?: ?(?:{TO}|[/&,]) ?| (?:and|to|or) )(?:{DAYS_WRITTEN})(?!\w))+"
            rf"|\b(?:{DAYS_WRITTEN})(?=:? [0-9]{{1,2}}(?:[:.][0-9]{{2}}| ?[ap]\.?m))"
        ),
        _days,
    ),
    (
        (
            rf"(?:\b[Tt]he )?(?:\b(?P<weekday>{DAYS_WRITTEN}),? (?:the )?)?"
            rf"(?:\b(?P<first>{_DAY_OF_MONTH})(?:st|nd|rd|th)?(?: ?(?P<sign>{TO}|&) ?| (?P<link>to|and|or) )(?:the )?)?"
            rf"\b(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? ?(?P<month>{MONTHS_WRITTEN})(?!\w)"
            r"(?:,? (?P<year>[0-9]{4})\b)?"
        ),
        _date,
    ),
    (
        (
            rf"\b(?P<month_first>{MONTHS_WRITTEN}) (?P<day_after>{_DAY_OF_MONTH})"
            r"(?:(?:st|nd|rd|th)\b(?:,? (?P<year_1>[0-9]{4})\b)?|, (?P<year_2>[0-9]{4})\b)"
        ),
        lambda found: _of(found["day_after"], found["month_first"], found["year_1"] or found["year_2"]),
    ),
    (
        rf"\b(?P<of_month>{MONTHS_WRITTEN}) (?P<in_year>(?:19|20)[0-9]{{2}})\b",
        lambda found: f"{month_in_full(found['of_month'])} {year(int(found['in_year']))}",
    ),
    (r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b", _date_in_figures),
    (
        r"(?<![\w£.,/-])[0-9]{1,2}(?P<between>[/.-])[0-9]{1,2}(?P=between)(?:[0-9]{4}|[0-9]{2})\b(?![.,/-][0-9])",
        _date_in_figures,
    ),
    (
        (
            rf"(?<![\w£.,/-])(?P<from_year>(?:19|20)[0-9]{{2}}) ?(?:/|{TO}) ?"
            rf"(?P<to_year>(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?![\w/-]|[.,][0-9]){NOT_COUNTED}"
        ),
        _years,
    ),
    (
        (
            r"\b(?P<before_day>[Oo]n|[Bb]y|[Ff]rom|[Uu]ntil|[Ss]ince|[Bb]efore|[Aa]fter|dated) "
            rf"(?P<d_of>{_DAY_OF_MONTH})/(?P<of_m>[0-9]{{1,2}})(?![\w/-])"
        ),
        _day_and_month,
    ),
    (
        (
            r"\b(?P<before_year>[Ii]n|[Ss]ince|[Ff]rom|[Uu]ntil|[Dd]uring|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter) "
            rf"(?P<that_year>(?:19|20)[0-9]{{2}})\b(?![.,][0-9]|/|{TO}){NOT_COUNTED}"
        ),
        lambda found: f"{found['before_year']} {year(int(found['that_year']))}",
    ),
    (r"\b(?P<century>19|20)?(?P<tens>[0-9]0)[’']?s\b", _decade),
    (
        (
            rf"\b(?P<h1>{_HOUR})\.(?P<m1>[0-5][05])(?: ?{TO} ?| to | until )(?P<h2>{_HOUR})\.(?P<m2>[0-5][05])"
            rf"(?: ?(?P<half_of_it>{_HALF})|{_NO_AMOUNT})"
        ),
        _hours,
    ),
    (
        rf"\b(?P<hour>[0-9]{{1,2}})(?:[:.](?P<minute>[0-5][0-9]))? ?(?P<half>{_HALF})",
        lambda found: _time(found["hour"], found["minute"], found["half"]),
    ),
    (
        (
            r"\b(?P<at>[Aa]t|[Bb]y|[Uu]ntil|[Tt]ill|[Ff]rom|[Bb]efore|[Aa]fter|[Aa]bout|[Aa]round) "
            rf"(?P<at_hour>{_HOUR})\.(?P<at_minute>[0-5][05]){_NO_AMOUNT}"
        ),
        lambda found: f"{found['at']} {_time(found['at_hour'], found['at_minute'])}",
    ),
    (
        rf"\b(?P<clock>{_HOUR}):(?P<past>[0-5][0-9])(?: ?hrs\b|h\b|\b)",
        lambda found: _time(found["clock"], found["past"]),
    ),
    (
        r"\b(?P<of_24>[01][0-9]|2[0-3])(?P<past_24>[0-5][0-9])(?: ?hrs\b|(?<=\b0[0-9]{3}) hours\b)",
        lambda found: _time(found["of_24"], found["past_24"]),
    ),
    (
        r"\b12 ?(?P<middle>noon|midday|midnight)\b",
        lambda found: "midnight" if found["middle"] == "midnight" else "midday",
    ),
)
