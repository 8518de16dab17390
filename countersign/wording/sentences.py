"""TELL-4 · The sentences of a text, and a long one divided where both parts can stand alone. No word is lost.

An easy-read document has one short sentence a row. A program cannot make a sentence easier; it can see where one ends,
that a part after a semicolon is one of its own, and that another says too much at once. That is a person's to mend.
"""

import re
from collections.abc import Iterator

MOST_WORDS = 15
"""How many words a sentence of an easy-read document may have."""

_OTHER_ENDS = "。！？｡।॥۔؟።፧။។៕"
"""What ends a sentence in other scripts: some have no space after it."""

_ENDS = re.compile(
    r"""[.!?…]["'”’)\]\u2069]*\s+(?=["'“‘(\[\u2068]*[^\W_a-z])"""
    rf"""|[{_OTHER_ENDS}]+["'”’)\]」』）】\u2069]*\s*(?=\S)"""
)
_NO_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|St|Rev|Prof|Sgt|approx|nos?|Nos?|vs|cf|e\.g|i\.e|[Tt]el|[Mm]ob|[Ee]xtn?|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|(?:^|[\s.])[A-Z])\.$"
)
_SUBJECT = "I|you|we|they|he|she|it|this|that|these|there|your|our|their"
_DIVIDES = re.compile(
    rf"(?P<semicolon>;\s+)|(?P<comma>,\s+(?=(?:and|but|so|or) (?:{_SUBJECT})\b))|(?P<dash>\s+[–—]\s+)", re.IGNORECASE
)


def sentences(text: str) -> tuple[str, ...]:
    """A text in sentences, in order.

    >>> sentences("Ring Dr. Fox. Is it late? Then ring 999.")
    ('Ring Dr. Fox.', 'Is it late?', 'Then ring 999.')
    """
    text = " ".join(text.split())
    found: list[str] = []
    at = 0
    for end in _ENDS.finditer(text):
        until = text[at : end.end()].rstrip()
        if not _NO_END.search(until):
            found.append(until)
            at = end.end()
    return (*found, text[at:]) if at < len(text) else tuple(found)


def words_in(sentence: str) -> int:
    """How many words a sentence has: what stands between spaces, and is not a sign alone.

    Of scripts that have no spaces between words, about as many as the letters make.
    """
    return sum(_words_in(word) for word in sentence.split())


_WITHOUT_SPACES = (
    (re.compile("[\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"), 2),
    (re.compile("[\u0e01-\u0e3a\u0e40-\u0eff\u1000-\u109f\u1780-\u17d3]"), 5),
)
"""Letters of Chinese and Japanese, and of Thai, Lao, Burmese and Khmer: how many a word has, about. *Check*: ours."""


def _words_in(word: str) -> int:
    for letters, a_word in _WITHOUT_SPACES:
        if count := len(letters.findall(word)):
            return -(-count // a_word)
    return int(any(map(str.isalnum, word)))


def divided(sentence: str) -> tuple[str, ...]:
    """A sentence in parts that can stand alone; itself, where it is short enough or has no such place.

    A part begins with a capital and ends with a full stop. Only these, and a semicolon or comma between parts, change.

    >>> divided("We will look at your plan again with you by 21 November 2027, and we will tell you when.")
    ('We will look at your plan again with you by 21 November 2027.', 'And we will tell you when.')
    """
    if words_in(sentence) <= MOST_WORDS:
        return (sentence,)
    parts = list(_parts(sentence))
    if len(parts) == 1 or any(words_in(part) < 2 for part in parts):  # noqa: PLR2004 - a word alone is no sentence
        return (sentence,)
    return tuple(_as_sentence(part, number) for number, part in enumerate(parts))


def _parts(sentence: str) -> Iterator[str]:
    at, depth = 0, 0
    for place in _DIVIDES.finditer(sentence):
        depth = _open(sentence[: place.start()])
        if depth:  # within brackets, or within what somebody said
            continue
        yield sentence[at : place.start()]
        at = place.end()
    yield sentence[at:]


def _open(text: str) -> bool:
    return any(text.count(begin) > text.count(end) for begin, end in (("(", ")"), ("“", "”"), ("\u2068", "\u2069")))


def _as_sentence(part: str, number: int) -> str:
    first = next((place for place, letter in enumerate(part) if letter.isalnum()), 0)
    begun = part[:first] + part[first : first + 1].upper() + part[first + 1 :] if number else part
    return begun if re.search(r"""[.!?…:]["'”’)]*$""", begun) else f"{begun}."
