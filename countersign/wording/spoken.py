"""TELL-4 · Figures as somebody says them: money, dates, times, telephone numbers, references and all other numbers.

A reading script is read aloud for a recording, or signed. Whoever reads it sees words, so that two readers say the same
and nobody reads a telephone number as millions. Source: ours; a date, an amount and a time as people in England say
them, a telephone number digit by digit in the groups in which it is written, with "oh" for nought.

    >>> spoken("Ring 01632 960104 by 7 December 2026 at 2:30pm: £341.70 a week.")
    'Ring oh one six three two, nine six oh one oh four by the seventh of December twenty twenty-six at two thirty in \
the afternoon: three hundred and forty-one pounds and seventy pence a week.'
"""

import re

from countersign.wording.days_and_times_aloud import KINDS as DAYS_AND_TIMES
from countersign.wording.numbers_in_words import character, decimal, digits, number, one_by_one, ordinal, several
from countersign.wording.telephones_aloud import KINDS as TELEPHONES
from countersign.wording.telephones_aloud import TO, Kinds
from countersign.wording.written_short import UNITS, in_full


def _amount(found: re.Match[str]) -> str:
    each = f" {_EACH[re.sub('[^a-z]', '', found['each'])]}" if found["each"] else ""
    return (
        _pounds(found["pounds"] or "0", found["pence"] or found["pence_alone"], (found["scale"] or "").lower()) + each
    )


_EACH = {
    "pw": "a week",
    "ph": "an hour",
    "pd": "a day",
    "pm": "a month",
    "pa": "a year",
    "pcm": "a calendar month",
}


def _pounds(pounds: str, pence: str | None, scale: str = "") -> str:
    scales = {"k": " thousand", "m": " million", "bn": " billion"}
    if scale or len(pence or "") > 2:  # noqa: PLR2004
        return f"{_quantity(pounds, pence)}{scales.get(scale, '')} pounds"
    whole, rest = int(pounds.replace(",", "")), int((pence or "").ljust(2, "0"))
    said = [f"{number(whole)} {'pound' if whole == 1 else 'pounds'}"] if whole or not pence else []
    if rest:
        said.append(f"{number(rest)} {'penny' if rest == 1 else 'pence'}")
    return " and ".join(said) or "nought pounds"


def _quantity(whole: str, fraction: str | None) -> str:
    """A number that is an amount, whatever noughts or commas it is written with."""
    return decimal(number(int(whole.replace(",", ""))), fraction)


def _with_unit(found: re.Match[str]) -> str:
    whole, _, fraction = found["how_many"].partition(".")
    said = _quantity(whole, fraction)
    return f"{said} {UNITS[found['unit'] or found['unit_alone']][said != 'one']}"


def _address(found: re.Match[str]) -> str:
    signs = {"@": " at ", ".": " dot ", "-": " hyphen ", "_": " underscore ", "/": " slash ", "+": " plus "}
    bare = re.sub(r"^https?://", "", found[0])
    said = re.sub(r"[@._/+-]", lambda sign: signs[sign[0]], bare)
    said = re.sub(r"\bwww\b", "w w w", said)
    return " ".join(re.sub(r"\d", lambda figure: f" {character(figure[0])} ", said).split())


def _plain(found: re.Match[str]) -> str:
    whole, _, fraction = found[0].partition(".")
    return _quantity(whole, fraction) if "," in whole else decimal(one_by_one(whole), fraction)


def _code(found: re.Match[str]) -> str:
    """Letters and digits in one word, such as 12A or B12: letters by their names; a word, as in room12, as a word."""
    parts = re.findall(r"[0-9]+|[^0-9]+", found[0])
    return " ".join(
        one_by_one(part) if part.isdecimal() else part if _is_word(part) else " ".join(part.upper()) for part in parts
    )


def _is_word(letters: str) -> bool:
    return len(letters) > 2 and re.search("[aeiouy]", letters, re.IGNORECASE) is not None  # noqa: PLR2004


def _fraction(found: re.Match[str]) -> str:
    """A part of something: 1/2 hour is half an hour, 1 1/2 hours one and a half hours."""
    of, whole = _PARTS.get(found["sign_of_part"] or "") or (int(found["of"]), int(found["parts"]))
    name = {2: "half", 4: "quarter"}.get(whole) or ordinal(whole)
    said = f"{'an' if whole == 8 else 'a'} {name}" if of == 1 else f"{number(of)} {several(name)}"  # noqa: PLR2004
    after = in_full(found["of_one"] or "")
    if found["and"]:
        return f"{number(int(found['and']))} and {said}{f' {after}' if after else ''}"
    if not after:
        return said
    one = f"{'an' if after == 'hour' else 'a'} {after}"
    return f"half {one}" if whole == 2 else f"{said} of {one}"  # noqa: PLR2004


_PARTS = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅛": (1, 8)}

_SEVERAL = "times|hours|hrs|days|weeks|months|years|miles|minutes|mins|visits|calls|nights|people|carers|staff|meals"
_ONE = "hour|hr|day|week|month|year|mile|pint|tablet|portion|cup|teaspoon|shift"

_ABOUT = {"~": "about ", "<": "less than ", ">": "more than ", "≤": "at most ", "≥": "at least "}

_KINDS: Kinds = (
    (r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", _address),
    (r"(?:https?://|\bwww\.)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[A-Za-z0-9._~/-]*[A-Za-z0-9_~/-])?", _address),
    (r"\b[A-Z0-9]{2}-[A-Z0-9]{4}-[A-Z0-9]{2}\b", lambda found: digits(found[0])),
    *TELEPHONES,
    (
        (
            r"£ ?(?:(?P<pounds>[0-9][0-9,]*)(?:\.(?P<pence>[0-9]+)p?)?|(?=\.[0-9])\.(?P<pence_alone>[0-9]{2})p?)"
            r"(?P<scale>[kKmM]|bn)?(?: ?(?P<each>p[/.]?[whdma]\b(?:\.(?! [A-Z]|$))?|pcm\b))?(?![a-z0-9])"
        ),
        _amount,
    ),
    (
        r"\b(?P<whole_pounds>[0-9][0-9,]*)\.(?P<of_pounds>[0-9]{2}) pounds\b",
        lambda found: _pounds(found["whole_pounds"], found["of_pounds"]),
    ),
    *DAYS_AND_TIMES,
    (r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b", lambda found: digits(found[0])),
    (r"\b[Nn]os?\. ?(?=[0-9])|#(?=[0-9])", lambda _: "number "),
    (r"(?P<about>[~≤≥]|(?<![-=<>])[<>]) ?(?=£?[0-9])", lambda found: _ABOUT[found["about"]]),
    (
        r"\b(?:s\.?(?P<section>[0-9]{1,3})|S(?P<of_act>[0-9]{2,3}))\b",
        lambda found: f"section {number(int(found['section'] or found['of_act']))}",
    ),
    (
        r"\b(?P<place>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,6})(?:st|nd|rd|th|ST|ND|RD|TH)\b",
        lambda found: ordinal(int(found["place"].replace(",", ""))),
    ),
    (
        rf"(?<![\w/.])(?P<either>[0-9]{{1,2}})/(?P<other>[0-9]{{1,2}})(?= (?:{_SEVERAL})\b)",
        lambda found: f"{number(int(found['either']))} or {number(int(found['other']))}",
    ),
    (
        (
            r"(?:(?P<and>\b[0-9]{1,3})(?: and)? ?)?(?:(?P<sign_of_part>[½¼¾⅓⅔⅛])"
            r"|(?<![\w/.])(?P<of>1(?=/[234568]\b)|2(?=/3\b)|3(?=/4\b))/(?P<parts>[0-9])(?![/.]?[0-9]))"
            rf"(?: ?(?P<of_one>{_ONE})\b)?"
        ),
        _fraction,
    ),
    (
        r"\b(?P<upper>[6-9][0-9]|1[0-9]{2}|2[0-4][0-9])/(?P<lower>[3-9][0-9]|1[0-4][0-9])\b(?![/.]?[0-9])",
        lambda found: f"{number(int(found['upper']))} over {number(int(found['lower']))}",
    ),
    (r"\b(?P<score>[0-9]|10)/10\b(?![/.]?[0-9])", lambda found: f"{number(int(found['score']))} out of ten"),
    (
        r"\b(?P<so_many>[0-9]{1,2}):(?P<to_so_many>[0-9]{1,2})\b|\b1-2-1\b",
        lambda found: f"{one_by_one(found['so_many'] or '1')} to {one_by_one(found['to_so_many'] or '1')}",
    ),
    (
        (
            r"\b(?P<how_many>[0-9][0-9,]*(?:\.[0-9]+)?)"
            r"(?:(?P<unit_alone>[pgh])| ?(?P<unit>mcg|mg|kg|ml|cm|mm|km|ft|lbs?|hrs?|mins?|wks?|yrs?))\b"
        ),
        _with_unit,
    ),
    (r"\b(?P<times>[0-9]{1,3}) ?[xX](?=[ /.,;)0-9]|$)", lambda found: f"{one_by_one(found['times'])} times "),
    (r"\b[xX] ?(?P<by>[0-9]{1,3})\b", lambda found: f"times {one_by_one(found['by'])}"),
    (r"\b(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{2,}\b", _code),
    (r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])|[0-9]+(?:\.[0-9]+)?", _plain),
)
_ANY = re.compile("|".join(f"(?P<k{kind}>{pattern})" for kind, (pattern, _) in enumerate(_KINDS)))
_LINKS = ((re.compile(rf" ?{TO} ?"), " to "), (re.compile("/"), " "), (re.compile(" ?/ ?"), " or "))
"""What stands between two figures and is said in a word of its own."""


def spoken(text: str) -> str:
    """A text with every figure, sign and abbreviation as it is said. No digit from 0 to 9 is left."""
    said: list[str] = []
    at = 0
    for found in _ANY.finditer(text):
        between = text[at : found.start()]
        link = next((word for sign, word in _LINKS if at and sign.fullmatch(between)), None)
        said += [link or in_full(between), _of(found)]
        at = found.end()
    return re.sub(r" {2,}", " ", re.sub(r" (?=[.,;:!?)])", "", "".join([*said, in_full(text[at:])])))


def _of(found: re.Match[str]) -> str:
    return next(say(found) for kind, (_, say) in enumerate(_KINDS) if found[f"k{kind}"] is not None)
