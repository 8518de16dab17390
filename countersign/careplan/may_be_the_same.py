"""SHARE-5, TELL-8 · Who may be the same: by reference, by a name that looks alike, or by where they are reached.

By it a copy or a letter is held, and somebody is asked: so whatever the post or a reader would take for the same is the
same here, and a false alarm costs a question. It lets nothing go: for that see `countersign.careplan.same_recipient`.
"""

import re
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from countersign.careplan.people import NOWHERE, Contact
from countersign.careplan.same_person import words_of
from countersign.careplan.same_recipient import is_one_slip, name_of
from countersign.careplan.words import plainly


class Whom(NamedTuple):
    """Somebody, as far as it is known: under which references, by what names, and where they are or were reached."""

    references: frozenset[str]

    names: tuple[str, ...]
    """None where they are not to be compared."""

    contacts: tuple[Contact, ...]


def may_be_one(one: Whom, other: Whom) -> bool:
    """SHARE-5, TELL-8: whether two may be the same: by reference, name, e-mail address or postal place."""
    if one.references & other.references or are_named_alike(one, other):
        return True
    return share_a_mailbox(one, other) or share_a_postal_place(one, other)


def reads_what_is_for(whom: Whom, other: Whom, home: Whom) -> bool:
    """Whether somebody may read what is written to another: they may be one, or share a place that is not the person's.

    References are not compared. `home`: where the person lived: people who live together share a postal place. That it
    is the same place is then to be plain: what is taken for it in doubt excuses nobody.
    """
    if are_named_alike(whom, other) or share_a_mailbox(whom, other):
        return True
    return share_a_postal_place(whom, other) and _plain_places(home).isdisjoint(_plain_places(whom))


def are_named_alike(one: Whom, other: Whom) -> bool:
    """Whether a name of one looks like a name of the other, or stands whole where the other is reached, as by c/o."""
    if any(look_alike(*names) for names in product(one.names, other.names)):
        return True
    return _is_named_where(one, other) or _is_named_where(other, one)


def share_a_mailbox(one: Whom, other: Whom) -> bool:
    """Whether both are reached at one e-mail address, whatever its capitals, its dots and what a plus sign adds."""
    return not _mailboxes(one).isdisjoint(_mailboxes(other))


def share_a_postal_place(one: Whom, other: Whom) -> bool:
    """Whether both may be reached at one postal place, however it is written."""
    places, others = _postal_places(one), _postal_places(other)
    return any(place.may_be(there) for place in places for there in others)


# Names


@lru_cache(maxsize=1024)
def as_it_looks(name: str) -> frozenset[str]:
    """The words of a name, with one letter for those that are taken for one another: I, l and 1; O and 0; rn and m."""
    return frozenset(_as_words_look(name_of(name)))


def _as_words_look(words: frozenset[str] | tuple[str, ...]) -> list[str]:
    alike = str.maketrans("i1j0", "lllo")
    return [word.translate(alike).replace("rn", "m") for word in words]


@lru_cache(maxsize=16384)  # each thing that was said of a plan is held against everybody who may be meant
def look_alike(one: str, other: str) -> bool:
    """Whether two names may be one person's: each word of the shorter stands in the longer, or something like it.

    Like a word are a slip of spelling and an initial, but for one word. A single word is a name only where it is the
    whole of both: a surname alone may be that of a whole family.
    """
    shorter, longer = sorted((as_it_looks(one), as_it_looks(other)), key=len)
    if shorter == longer:
        return bool(shorter)
    if len(shorter) < _WHOLE_NAME:
        return False
    others, in_full = set(longer - shorter), [word for word in shorter & longer if len(word) > 1]
    for word in sorted(shorter - longer):
        like = next((there for there in sorted(others) if _is_like(word, there)), None)
        if like is None:
            return False
        others.remove(like)
        in_full += [word] if len(word) > 1 and len(like) > 1 else []
    return bool(in_full)


_WHOLE_NAME = 2
"""How many words a name has at least that says whose it is."""


def _is_like(one: str, other: str) -> bool:
    is_initial = (len(one) == 1 or len(other) == 1) and one[0] == other[0]
    return is_initial or is_one_slip(one, other)


def _is_named_where(one: Whom, other: Whom) -> bool:
    names = [name for name in map(as_it_looks, one.names) if len(name) >= _WHOLE_NAME]
    return any(name <= line for contact in other.contacts for line in _lines(contact.address) for name in names)


@lru_cache(maxsize=1024)
def _lines(address: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(_as_words_look(words_of(line))) for line in address)


# Mailboxes


def _mailboxes(whom: Whom) -> frozenset[str]:
    return frozenset(mailbox for contact in whom.contacts if contact.email and (mailbox := _mailbox(contact.email)))


@lru_cache(maxsize=1024)
def _mailbox(email: str) -> str:
    name, at, domain = plainly(email).rpartition("@")
    local = name.partition("+")[0].replace(".", "")
    return f"{local}@{_ONE_DOMAIN.get(domain, domain)}" if at else ""


_ONE_DOMAIN = {"googlemail.com": "gmail.com"}


# Places


class _Place(NamedTuple):
    """A postal place, to compare."""

    plain: tuple[str, ...]
    """Its postcode and its numbers, or all of its words."""

    at_postcode: frozenset[str]
    """Each number with the postcode; the words of its first line where it has no number."""

    in_street: frozenset[str]
    """Each number with the two words that follow it."""

    district: str
    """The first half of its postcode; empty where it has none."""

    def may_be(self, other: "_Place") -> bool:
        """The house number is enough where the postcode or the street agrees."""
        if self.plain == other.plain or self.at_postcode & other.at_postcode:
            return True
        is_one_district = not self.district or not other.district or self.district == other.district
        return is_one_district and bool(self.in_street & other.in_street)


def _postal_places(whom: Whom) -> frozenset[_Place]:
    return frozenset(place for contact in whom.contacts if (place := _place(contact.address)))


def _plain_places(whom: Whom) -> frozenset[tuple[str, ...]]:
    return frozenset(place.plain for place in _postal_places(whom))


@lru_cache(maxsize=1024)
def _place(address: tuple[str, ...]) -> _Place | None:
    """None if it is nowhere."""
    text = " ".join(" ".join(words_of(line)) for line in address)
    if not text or any(" ".join(words_of(line)) in NOWHERE for line in address):
        return None
    found = _POSTCODE.search(text)
    postcode = found[0].replace(" ", "") if found else ""
    rest = " ".join(_NUMBERS.get(word, word) for word in (_POSTCODE.sub(" ", text, count=1)).split())
    numbers = re.findall(r"\b[0-9]+[a-z]?\b", rest)
    which = numbers or list(words_of(address[0]))
    there = numbers or [" ".join(which)]
    return _Place(
        plain=(postcode, *which) if found else tuple(rest.split()),
        at_postcode=frozenset(f"{number} {postcode}" for number in there) if found else frozenset(),
        in_street=frozenset(" ".join(street) for street in _STREET.findall(rest)),
        district=postcode[:-3],
    )


_POSTCODE = re.compile(r"\b[a-z]{1,2} ?[0-9] ?[a-z0-9]? ?[0-9] ?[a-z] ?[a-z]\b")
"""Wherever its spaces stand."""

_STREET = re.compile(r"\b([0-9]+[a-z]?) (?=([a-z]+ [a-z]+)\b)")

_IN_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_NUMBERS = {word: str(number) for number, word in enumerate(_IN_WORDS, 1)}
