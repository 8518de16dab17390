"""TELL-4 · What people write short, as it is said in full: c/o, w/c, mins, pw, and signs such as & and %.

Source: ours; what practitioners write in plans. What could be two things, such as St, is left to whoever reads.
"""

import re

from countersign.careplan.figures import MONTHS

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_SPELLED = re.compile(r"\b(?:(?=[A-Z]{2,5}\b)[B-DF-HJ-NP-TV-XZ]+|PA|OT|UK|EU|ID|AMHP|IMCA|ADL|POA|LPA|NI)\b")

_WRITTEN = (
    (r"\bc/o(?!\w)", "care of"),
    (r"\bw/c(?!\w)", "the week that begins"),
    (r"\bw/e(?!\w)", "the week that ends"),
    (r"\bw/o(?!\w)", "without"),
    (r"\bw/(?= )", "with"),
    (r"\bn/a(?!\w)", "not applicable"),
    (r"\by/o(?!\w)", "years old"),
    (r"\ba/c(?!\w)", "account"),
    (r"\band/or\b", "and or"),
    (r"\bp[/.]w\b\.?|\bpw\b", "a week"),
    (r"\bp[/.]h\b\.?", "an hour"),
    (r"\bp[/.]d\b\.?", "a day"),
    (r"\bp[/.]a\b\.?", "a year"),
    (r"\bpcm\b|\bp\.c\.m\.", "a calendar month"),
    (r"\b[Ee]\.g\.|\beg\b", "for example"),
    (r"\b[Ii]\.e\.|\bie\b", "that is"),
    (r"\betc\b", "and so on"),
    (r"\b[Aa]pprox\b\.?", "about"),
    (r"\b(?:asap|ASAP)\b", "as soon as possible"),
    (r"\bTBC\b", "to be confirmed"),
    (r"\bDOB\b", "date of birth"),
    (r"\bincl\b\.?", "including"),
    (r"\bhr\b", "hour"),
    (r"\bhrs\b", "hours"),
    (r"-min\b", "-minute"),
    (r"\bmins\b", "minutes"),
    (r"\bwk\b", "week"),
    (r"\bwks\b", "weeks"),
    (r"\bm(?:n)?th\b", "month"),
    (r"\bm(?:n)?ths\b", "months"),
    (r"\byr\b", "year"),
    (r"\byrs\b", "years"),
)
_SIGNS = (
    (r" ?& ?", " and "),
    (r"% ?", " per cent "),
    (r" ?× ?", " times "),
    (r" ?\+ ?", " plus "),
    (r" ?= ?", " is "),
    (r" ?°C\b", " degrees Celsius"),
    (r" ?/ ?(?=hour\b)", " an "),
    (r" ?/ ?(?=(?:visit|session|day|night|week|month|year|mile|person|call|shift|meal)\b)", " a "),
    (r"(?<=\w) ?/ ?(?=\w)", " or "),
)
_IN_FULL = tuple((re.compile(written), said) for written, said in _WRITTEN)
_AS_WORDS = tuple((re.compile(sign), said) for sign, said in _SIGNS)

UNITS = {
    "p": ("penny", "pence"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "wk": ("week", "weeks"),
    "wks": ("week", "weeks"),
    "yr": ("year", "years"),
    "yrs": ("year", "years"),
    "mcg": ("microgram", "micrograms"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "kg": ("kilogram", "kilograms"),
    "ml": ("millilitre", "millilitres"),
    "mm": ("millimetre", "millimetres"),
    "cm": ("centimetre", "centimetres"),
    "km": ("kilometre", "kilometres"),
    "ft": ("foot", "feet"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
}
"""What stands after a number for what it counts: of one, and of several."""

MONTHS_WRITTEN = "|".join((*MONTHS, r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b(?:\.(?= [0-9]))?"))
"""How a month may be written, as an expression. A full stop that ends a sentence is none of it."""

DAYS_WRITTEN = "|".join((*DAYS, r"(?:Mon|Tues|Tue|Weds|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\b(?:\.(?= ?[0-9/&,-]))?"))
"""How a day of the week may be written, likewise."""


def month_in_full(written: str) -> str:
    """A month, also where it is written short."""
    return next(month for month in MONTHS if month.startswith(written[:3]))


def day_in_full(written: str) -> str:
    """A day of the week, also where it is written short."""
    return next(day for day in DAYS if day.startswith(written[:3]))


def in_full(text: str) -> str:
    """What stands between figures, with everything that is written short said in full."""
    for written, said in _IN_FULL:
        text = written.sub(said, text)
    text = _SPELLED.sub(lambda found: " ".join(found[0]), text)
    for sign, said in _AS_WORDS:
        text = sign.sub(said, text)
    return text
