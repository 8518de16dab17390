"""The words that letters and the written record use for the codes of a plan."""

import re
from collections.abc import Callable
from decimal import Decimal

from countersign.careplan.consent import Section
from countersign.careplan.needs import OutcomeArea
from countersign.careplan.payment import ManagedBy
from countersign.careplan.people import Format

SECTION_WORDS: dict[Section, str] = {
    Section.NEEDS: "the needs",
    Section.OUTCOMES: "what the person wants to achieve, and what matters to them",
    Section.SERVICES: "the care and support, and who gives it",
    Section.BUDGET: "the personal budget and what things cost",
    Section.RISKS: "what to do if something goes wrong",
}
"""What a part copy calls each section that was left out of it."""

AREA_WORDS: dict[OutcomeArea, str] = {
    OutcomeArea.NUTRITION: "Eating and drinking well",
    OutcomeArea.PERSONAL_HYGIENE: "Keeping clean",
    OutcomeArea.TOILET: "Using the toilet",
    OutcomeArea.CLOTHED: "Getting dressed",
    OutcomeArea.SAFE_AT_HOME: "Using your home safely",
    OutcomeArea.HABITABLE_HOME: "Looking after your home",
    OutcomeArea.RELATIONSHIPS: "Family and friends",
    OutcomeArea.WORK_AND_LEARNING: "Work, training, learning and volunteering",
    OutcomeArea.COMMUNITY_FACILITIES: "Getting out and about",
    OutcomeArea.CARING_FOR_A_CHILD: "Caring for a child",
    OutcomeArea.CARING_FOR_OTHERS: "Caring for other people",
    OutcomeArea.RECREATION: "Free time",
}

MADE_IN: dict[Format, str] = {
    Format.EASY_READ: "in easy read",
    Format.BRAILLE: "in braille",
    Format.AUDIO: "as a recording",
    Format.BSL: "in British Sign Language",
}
"""TELL-4: the forms that people make."""

_LANGUAGES = {
    "am": "Amharic",
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "cs": "Czech",
    "cy": "Welsh",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "ga": "Irish",
    "gu": "Gujarati",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "ku": "Kurdish",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ml": "Malayalam",
    "ne": "Nepali",
    "nl": "Dutch",
    "pa": "Panjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "si": "Sinhala",
    "sk": "Slovak",
    "so": "Somali",
    "sq": "Albanian",
    "sw": "Swahili",
    "syl": "Sylheti",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "ti": "Tigrinya",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "yi": "Yiddish",
    "yo": "Yoruba",
    "yue": "Cantonese",
    "zh": "Chinese",
}
_SCRIPTS = {
    "Arab": "Arabic",
    "Cyrl": "Cyrillic",
    "Guru": "Gurmukhi",
    "Hans": "simplified",
    "Hant": "traditional",
    "Latn": "Latin",
}


def language_in_words(code: str) -> str:
    """TELL-4: the name of a language: "Welsh" for `cy`, "Panjabi in Arabic letters" for `pa-Arab`.

    One that has no name here is called by its code. Names: ISO 639; those most spoken in England (Census 2021).
    """
    language, _, script = code.partition("-")
    if language not in _LANGUAGES:
        return f"the language {code}"
    return f"{_LANGUAGES[language]} in {_SCRIPTS.get(script, script)} letters" if script else _LANGUAGES[language]


MONTHS_IN_A_YEAR = 12


def at_least_every(months: int) -> str:
    """REV-1: how often a plan is reviewed: "at least once a year", or "at least once every 6 months"."""
    if months == MONTHS_IN_A_YEAR:
        return "at least once a year"
    return "at least once a month" if months == 1 else f"at least once every {months} months"


MANAGED_WORDS: dict[ManagedBy, str] = {
    ManagedBy.COUNCIL: "The council arranges it",
    ManagedBy.DIRECT_PAYMENT: "With a direct payment",
    ManagedBy.INFORMAL: "Family, friends or others help, unpaid",
    ManagedBy.OTHER: "Someone else arranges it",
}

HOW_MANAGED: dict[ManagedBy, str] = {
    ManagedBy.COUNCIL: "the council meets this",
    ManagedBy.DIRECT_PAYMENT: "the council meets this, with a direct payment",
    ManagedBy.INFORMAL: "unpaid help",
    ManagedBy.OTHER: "someone else meets this",
}
"""s.25(1)(c): beside each need, who meets it."""


_IRREGULAR = {"child": "children", "person": "people", "foot": "feet", "half": "halves"}
_SINGULAR = {plural: singular for singular, plural in _IRREGULAR.items()}
_WITH_AN = re.compile(r"(?i)(?:[aeio]|hour|honest|heir|u(?!ni|se|ti|su|k\b))")
_BEFORE_MORE = re.compile(r"(?= (?:at|of|in|with|for|on|to|from|by)\b)")
_ARTICLE = re.compile(r"(?i)(?<!\S)(?:a|an)(?!\S)")
_ENDS_ALIKE = ("series", "species", "sheep", "means")


def plural(noun: str) -> str:
    """Several of something: hours, children, days at the centre. What is plural already stays so."""
    return _of_its_noun(noun, _plural)


def _of_its_noun(words: str, change: Callable[[str], str]) -> str:
    """The words with a change made to the noun: the last word, or the last before "at", "of" and the like."""
    head, *rest = _BEFORE_MORE.split(words, maxsplit=1)
    *before, last = head.split(" ")
    return " ".join([*before, change(last)]) + "".join(rest)


def _plural(word: str) -> str:
    small = word.lower()
    if not small.isascii():
        return word  # a word of another language has a plural of its own
    if small in _IRREGULAR:
        return word[:1] + _IRREGULAR[small][1:]
    if small in _SINGULAR or small in _ENDS_ALIKE or (small.endswith("s") and not small.endswith("ss")):
        return word
    if small.endswith(("ch", "sh", "x", "ss", "z")):
        return f"{word}es"
    return f"{word[:-1]}ies" if small.endswith("y") and small[-2:-1] not in "aeiou" else f"{word}s"


def singular(noun: str) -> str:
    """One of something: hour, child, day at the centre. What is singular already stays so."""
    return _of_its_noun(noun, _singular)


def _singular(word: str) -> str:
    small = word.lower()
    if small in _SINGULAR:
        return word[:1] + _SINGULAR[small][1:]
    if small in _ENDS_ALIKE or small.endswith(("ss", "us", "is")) or not small.endswith("s"):
        return word
    if small.endswith("ies") and len(small) > len("pies"):
        return f"{word[:-3]}y"
    return word[:-2] if small.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


def an(noun: str) -> str:
    """One of something, with its article: an hour, a visit.

    >>> [an(noun) for noun in ("hours", "visits", "unit", "evening", "hot meal", "children")]
    ['an hour', 'a visit', 'a unit', 'an evening', 'a hot meal', 'a child']
    """
    one = singular(noun)
    return f"{'an' if _WITH_AN.match(one) else 'a'} {one}"


def counted(number: Decimal | int, noun: str) -> str:
    """So many of something: 1 hour, 2.5 hours, 2 children; 2 × half a day, which has an article of its own."""
    shown = f"{Decimal(number).normalize():f}"
    if _ARTICLE.search(noun):
        return f"{shown} × {noun}"
    return f"{shown} {singular(noun) if shown == '1' else plural(noun)}"


def mid_sentence(title: str) -> str:
    """A title within a sentence: a team manager, and an LD panel, of which the first letter is never made small."""
    first, _, rest = title.partition(" ")
    is_a_word = first[1:].islower() and len(first) > 1
    return f"{first[:1].lower()}{first[1:]}{f' {rest}' if rest else ''}" if is_a_word else title
