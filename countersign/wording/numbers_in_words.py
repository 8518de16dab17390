"""TELL-4 · Numbers in words, as people in England say them: how many, the how-manieth, a year, digit by digit.

`countersign.wording.spoken` finds what a figure in a text means; here is how that is said. Source: ours.
"""

import re

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
_LONGEST_NUMBER = 12


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


def decimal(said: str, fraction: str | None) -> str:
    """A number that is said already, with what stands after its point: "four point nought five"."""
    return f"{said} point {' '.join(_SMALL[int(figure)] for figure in fraction)}" if fraction else said


def ordinal(value: int) -> str:
    """The place of something: 21 is "twenty-first"."""
    *before, last = re.split(r"([ -])", number(value))
    last = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last.rstrip('t')}th")
    return "".join([*before, last])


def several(word: str) -> str:
    """More than one of a number: "nineties"; of a part: "quarters"."""
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}es" if word.endswith("x") else f"{word}s"


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
    """Digit by digit, a comma where a group ends: 01632 960104. Letters are said by their names."""
    groups = re.findall(r"[+\w]+", text)
    return ", ".join(" ".join(map(character, group)) for group in groups)


def character(sign: str) -> str:
    """A digit, a letter or a plus by its name."""
    if sign == "+":
        return "plus"
    if not sign.isdecimal():
        return sign.upper()
    return "oh" if sign == "0" else _SMALL[int(sign)]


def one_by_one(text: str) -> str:
    """A number, or digit by digit what is no amount of anything: with a nought before it, or too long for words."""
    is_code = (text.startswith("0") and len(text) > 1) or len(text) > _LONGEST_NUMBER
    return digits(text) if is_code else number(int(text))
