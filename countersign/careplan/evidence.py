"""SUB-1 · Whether words say something: "each is a statement with evidence, not a bare tick".

Source: the procedure, "you are satisfied that …"; "be able to demonstrate". Evidence is told by its shape: so many
different words, of which some say more than that something is so, that it is somewhere else, or that it is still to
come. A repeated word counts once. Nothing here can tell whether what is said is true: a person reads it.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

from countersign.careplan.wire import ShortText, Text, is_from_outside
from countersign.careplan.words import plainly

LEAST_WORDS = 3
"""Evidence has at least so many different words: "Confirmed." and "As above" have fewer."""

LEAST_TELLING = 2
"""At least so many of them say something by themselves."""

_TICKS = (
    "y yes yep yeah n no not none nil nothing never ok okay fine good true false tick ticked x done complete completed "
    "confirm confirmed confirms met agree agreed approved satisfied satisfactory accepted correct applicable applies "
    "na all any everything fully"
)
_PUT_OFF = (
    "tbc tbd tba pending awaiting awaited later soon shortly known unknown unsure stated say said add added provide "
    "provided update updated follow following moment present stage time date wait waiting outstanding available when "
    "once next given know don't"
)
_ELSEWHERE = (
    "see seen saw refer refers referred as above below before previous previously earlier same ditto idem per attached "
    "attachment enclosed file files filed note notes noted record records recorded document documents documented "
    "documentation statement statements case system elsewhere section page form assessment plan"
)
_JOINING = (
    "a an the this that these those it its it's i we you he she they them their his her our my me us and or but if so "
    "of in on at to for from by with about into over is are was were am be been being has have had do does did will "
    "would shall should can could may might must there here now yet still please also only just very further more etc "
    "eg ie asap"
)

EMPTY = frozenset(f"{_TICKS} {_PUT_OFF} {_ELSEWHERE} {_JOINING}".split())
"""Words that say nothing by themselves: they tick a box, put it off, point somewhere else, or join other words."""

_NOT_FILLED_IN = frozenset(
    (
        "tbc",
        "tba",
        "tbd",
        "t b c",
        "t b a",
        "n a",
        "na",
        "nil",
        "none",
        "no one",
        "nobody",
        "unknown",
        "not known",
        "not known yet",
        "not yet known",
        "not stated",
        "not given",
        "not applicable",
        "to be confirmed",
        "to be advised",
        "to be agreed",
        "to be arranged",
        "to be decided",
        "pending",
        "awaited",
        "see above",
        "see below",
        "as above",
        "as below",
        "ditto",
        "same as above",
        "x",
        "xx",
        "xxx",
        "xxxx",
        "test",
        "asdf",
    )
)
"""What stands in a field of a few words, such as a name, where nobody has filled it in yet."""

_PUT_OFF_BESIDE = frozenset(("tbc", "tba", "tbd"))
_THINGS = "a the new name names provider agency carer care worker home service time times date"
_THINGS_PUT_OFF = frozenset(_THINGS.split())
"""Words beside TBC that name nothing by themselves: "Provider TBC"; but TBC Homecare is a name."""

_A_HOLE = re.compile(
    r"[\[{<][^\]}>\n]{0,80}?\b(?:insert|enter|add|type|fill|complete|delete|choose|select|name|date|details?|reason"
    r"|text|tbc|tba|tbd|x{2,})\b[^\]}>\n]{0,80}[\]}>]|\blorem ipsum\b|_{4,}|\bx{4,}\b",
    re.IGNORECASE,
)

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WRITTEN_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def _different_words(words: str) -> frozenset[str]:
    """Each different word, in small letters. Where a script has no spaces between words, each character is one."""
    found: set[str] = set()
    for word in _WORD.findall(words.casefold()):
        characters = _WRITTEN_WITHOUT_SPACES.findall(word)
        found.update(characters or (word.replace("’", "'"),))
    return frozenset(found)


def _telling(words: frozenset[str]) -> frozenset[str]:
    """The words that say something by themselves: neither empty, nor one letter alone, such as those of T.B.C."""
    return frozenset(word for word in words - EMPTY if len(word) > 1 or not word.isascii() or word.isdigit())


def _without_holes(words: str) -> str:
    """A text without what nobody filled in. A printer's Latin is nothing but that, however long it is."""
    return "" if _LATIN.search(words) else _A_HOLE.sub(" ", words)


_LATIN = re.compile(r"\blorem ipsum\b", re.IGNORECASE)


def says_something(words: str) -> bool:
    """Whether a word or a number says something: enough for a name, a place, or a few words about one thing."""
    return bool(_telling(_different_words(_without_holes(words))))


def is_filled_in(words: str) -> bool:
    """Whether a name, a time or a few words of one line are any: people are called Will May, and nobody is called TBC.

    >>> [is_filled_in(words) for words in ("Will May", "TBC", "n/a", "Provider to be confirmed", "as agreed")]
    [True, False, False, False, True]
    """
    plain = " ".join(_WORD.findall(plainly(words)))
    if not plain or plain in _NOT_FILLED_IN or has_a_hole(words):
        return False
    found = set(plain.replace("to be confirmed", "tbc").replace("to be advised", "tbc").split())
    return not (found & _PUT_OFF_BESIDE and found <= _PUT_OFF_BESIDE | _THINGS_PUT_OFF)


_STILL_TO_COME = re.compile(
    r"\bnot (?:yet )?(?:been )?(?:made|done|given|sent|started|printed|posted|handed over|read out|ready)(?: yet)?\W*$"
    r"|\bnot yet(?: been)? (?:made|done|given|sent|started|printed|posted|ready)\b"
    r"|\bnot (?:been )?(?:made|done|given|sent|started|printed|posted|ready)\b.*\byet\b"
    r"|^(?:(?:it|this|that|they|the [a-z]+|we|i) )?(?:still (?:to|has to|have to|needs to)|is to|are to|to be|will"
    r"|shall|has to|have to|needs to|going to|waiting)\b"
)


def is_still_to_come(words: str) -> bool:
    """Whether words for what was done say only that it was not, or that it will be.

    >>> [is_still_to_come(words) for words in ("It has not been made yet.", "Given. She has not yet read it.")]
    [True, False]
    """
    sentences = [part.strip() for part in re.split(r"[.!?;\n]+", plainly(words)) if part.strip()]
    return bool(sentences) and all(_STILL_TO_COME.search(part) or not says_something(part) for part in sentences)


def has_a_hole(words: str) -> bool:
    """Whether a form of words was not filled in, such as "[insert reason here]", or filled with a printer's Latin."""
    return _A_HOLE.search(words) is not None


def is_evidence(words: str) -> bool:
    """Whether these words say something, and do not only tick a box, put it off or point elsewhere (SUB-1).

    >>> is_evidence("Two visits in March, with her sister.")
    True
    >>> [is_evidence(words) for words in ("TBC", "As above", "To be confirmed", "See case notes", "Yes yes yes yes")]
    [False, False, False, False, False]
    """
    different = _different_words(_without_holes(words))
    in_words = [word for word in _telling(different) if not word.isdigit()]
    return len(different) >= LEAST_WORDS and len(in_words) >= LEAST_TELLING


def _must_say_something(words: str) -> str:
    if not says_something(words):
        raise ValueError("must say something: a tick, TBC, n/a or as above is no reason")
    return words


Said = Annotated[Text, AfterValidator(_must_say_something)]
"""A reason or an account, of which a word or more says something. An answer to a question may be a bare no: `Text`."""


def _must_be_filled_in(words: str, info: ValidationInfo) -> str:
    if is_from_outside(info) and not is_filled_in(words):
        raise ValueError("must say something: not TBC, n/a or the like")
    return words


Name = Annotated[ShortText, AfterValidator(_must_be_filled_in)]
"""The name of somebody or something, who said it, or a few words of that kind."""

LEAST_DIGITS = 3


def _must_be_a_number(words: str, info: ValidationInfo) -> str:
    if is_from_outside(info) and sum(map(str.isdigit, words)) < LEAST_DIGITS:
        raise ValueError("must be a telephone number, such as 01632 960100")
    return words


Telephone = Annotated[ShortText, AfterValidator(_must_be_a_number)]
"""A telephone number, as people write it; with words beside it, such as "ask for Ann", if need be."""
