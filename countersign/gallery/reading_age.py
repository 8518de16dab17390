"""TELL-4 · How old somebody has to be to read a text with ease, as a school would say it.

Flesch and Kincaid's formula gives a grade of school in the United States; five years more is an age. It counts
syllables by their vowels, so it is right to about a year. GOV.UK writes for an age of 9.
Source: Kincaid and others, *Derivation of new readability formulas* (1975).
"""

import re

AIM, MOST = 9, 11
"""In years. What is to be read with ease, and what somebody should look at."""

_SENTENCE = re.compile(r"[.?!:](?=\s|$)|\n")
_WORD = re.compile(r"[A-Za-z][A-Za-z’']*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^aeiouyl]|[aeiouy]l|ll)e$|[^aeiouytd]ed$")


def syllables(word: str) -> int:
    """How many syllables a word of English has, about."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    counted = len(_VOWELS.findall(letters)) - (1 if _SILENT.search(letters) else 0)
    return max(counted, 1)


def reading_age(text: str) -> float:
    """In years, with one decimal; 0 for a text without a sentence of three words. Numbers do not count."""
    sentences = [_WORD.findall(sentence) for sentence in _SENTENCE.split(text)]
    read = [words for words in sentences if len(words) > 2]
    words = [word for sentence in read for word in sentence]
    if not words:
        return 0.0
    grade = 0.39 * len(words) / len(read) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return round(max(grade, 0) + 5, 1)
