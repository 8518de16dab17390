"""TELL-4 · Which words of a text are names, and which of them a reader may say wrongly.

Somebody's name said wrongly in their own recording is not a small thing. No list of names is whole, so this errs to one
side: whatever is written with a capital within a sentence is taken for a name, and whatever has letters that English
words do not have, or has in another way, is unclear. Whoever records asks about these first.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from countersign.careplan.figures import MONTHS
from countersign.wording.isolates import without_isolates
from countersign.wording.sentences import sentences

_WORD = re.compile(r"[^\W\d_](?:[^\s\d!-,./:-@\[-`{-~“”‘’…–—·-]|['’-](?=[^\W\d_]))*")
"""A letter, and what goes on with it: letters and marks of any script, and an apostrophe or hyphen between letters."""

_OF_SOMEBODY = re.compile(r"['’]s$")
_ORDINARY = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday I Mr Mrs Ms Mx Dr English British Sign Language Care Act "
    "Relay Local Government Ombudsman Commissioner Information Office Civic Centre Customer Council Advocacy Market "
    "Square"
)
_NO_NAMES = frozenset({*MONTHS, *_ORDINARY.split()})
"""Words with a capital that are no names, or that every reader can say."""

_FIRST = ":;“‘\"('·"
"""A word after one of these may have its capital for being the first."""

_ENDS_A_RUN = ".,;:!?)”’"

_UNUSUAL = re.compile(
    r"[^\x00-\x7f’]"  # a letter or an accent that English does not have
    r"|^(?:dh|fj|gb|gw|hl|hr|kp|kw|ll|mb|mf|mp|nd|ng|nj|nk|nt|nw|ny|rh|rw|sz|tl|ts|tz|vl|xh|xi|xu|zd|zh|[cdsz]z)"
    r"|q(?!u)|aa|ii|uu|bh|dh|fh|jh|kh|mh|gbe|kw|wy[nr]|cz|dz|rz|sz|zs|cj|ciech|aoi|eoi|cholm|uw|x(?=[^aeiouy]|i)"
    r"|[aeiou]{3}|[iuj]$|oa$",
    re.IGNORECASE,
)


class Names(NamedTuple):
    """The names of a text, in the order in which they come."""

    unclear: tuple[str, ...]
    """Those that a reader asks about first."""

    clear: tuple[str, ...]


def names_in(texts: Iterable[str], known: Iterable[str] = ()) -> Names:
    """The names of some texts. `known`: names that are somebody's, wherever they stand.

    >>> names_in(["Ring Siobhán Ng. She knows Tom Hill, and comes on Monday."])
    Names(unclear=('Siobhán Ng',), clear=('Tom Hill',))
    """
    plain = [without_isolates(text) for text in texts]
    small = {word for text in plain for word in _WORD.findall(text) if word.islower()}
    found = dict.fromkeys(name for text in plain for name in _names(text, small))
    names = dict.fromkeys([*(without_isolates(name) for name in known if name), *found])
    whole = [name for name in names if not any(_is_part(name, of) for of in names)]
    return Names(tuple(filter(is_unclear, whole)), tuple(name for name in whole if not is_unclear(name)))


def is_unclear(name: str) -> bool:
    """Whether some part of a name can be said in more than one way."""
    return any(_UNUSUAL.search(_OF_SOMEBODY.sub("", part)) for part in re.split(r"[ \-]", name))


def _is_part(name: str, of: str) -> bool:
    """Whether a name stands in a longer one, with which it is asked about."""
    return name != of and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", of) is not None


def _names(text: str, small: set[str]) -> Iterator[str]:
    """Words with a capital within a sentence, or in letters that have none, those of one name together.

    `small`: words that stand somewhere without a capital, and so are no names by themselves.
    """
    for sentence in sentences(text):
        run: list[str] = []
        is_first = True
        for word in sentence.split():
            bare = _OF_SOMEBODY.sub("", (_WORD.search(word) or [""])[0])
            starts = is_first or word[:1] in _FIRST
            if _looks_like_one(bare) and not (starts and bare.isascii()) and not (bare.lower() in small and not run):
                run.append(bare)
            else:
                yield from _joined(run)
                run = []
            if word[-1:] in _ENDS_A_RUN:
                yield from _joined(run)
                run = []
            is_first = word[-1:] in _FIRST
        yield from _joined(run)


def _joined(run: list[str]) -> Iterator[str]:
    if run:
        yield " ".join(run)


def _looks_like_one(word: str) -> bool:
    if not word or word in _NO_NAMES:
        return False
    has_capitals = word[0].isupper() or word[0].islower()
    return not has_capitals or (word[0].isupper() and not (word.isupper() and len(word) > 1))
