"""SHARE-9 · What is about somebody else in what a person may have of what is kept about their plan.

Source: Data Protection Act 2018, Schedule 2 paragraph 16 (check): what is about somebody else is given where they
agree, or where it is reasonable without; which of the two a person decides. So where others are reached, and what they
said, is put apart; where the rest speaks of them, or of what a concern is made of, the place is named, to be looked at.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from countersign.careplan.amendments import AmendedFor
from countersign.careplan.plan import Plan
from countersign.queries.view import View
from countersign.wording.without_names import SHORTEST, TITLES

Entry = dict[str, Any]
"""One thing that is kept: its fields by name, as JSON has them."""

OTHERS = frozenset({AmendedFor.ADVOCATE, AmendedFor.CARER, AmendedFor.FAMILY_OR_FRIEND, AmendedFor.PROVIDER})
"""Who asks for something, and is neither the person, nor acts for them, nor one of us."""

_WHAT_OTHERS_SAID = ("asked_by", "evidence_for")
"""Of what somebody else asked for: who they are and what they said. The person was told what was asked for."""

_WORDS = re.compile(
    r"\b(safeguard\w*|concern\w*|police|abus\w+|neglect\w*|violen\w+|threat\w*|alleg\w+|overheard|section 42"
    r"|afraid of|neighbours?)\b",
    re.IGNORECASE,
)
"""Words of which a concern about somebody may be made; most uses of them are harmless."""

_AROUND = 40
"""How many characters to either side of a hit are shown."""


class ToCheck(View):
    """A place in what can be given that somebody looks at, and blacks out where it has to be."""

    part: str
    """The title of the part."""

    where: str
    """The fields that lead there, such as `content, services, 2, description`."""

    why: str

    words: str
    """What stands around it."""


def without_others(entry: Entry) -> tuple[Entry, Entry]:
    """An entry without where others are reached, and without what others said; and what was taken out, by place."""
    taken: Entry = {}
    left = _cut(entry, (), taken)
    return cast("Entry", left), taken


def _cut(value: object, path: tuple[str, ...], taken: Entry) -> object:
    if isinstance(value, list):
        items = cast("list[object]", value)
        return [_cut(item, (*path, str(number)), taken) for number, item in enumerate(items, 1)]
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, object]", value)
    others: tuple[str, ...] = ()
    if fields.get("asked_by") in OTHERS:
        others = _WHAT_OTHERS_SAID
    elif "contact" in fields and not _is_the_persons(path):
        others = ("contact",)
    left: dict[str, object] = {}
    for name, field in fields.items():
        if name in others and field:
            taken[", ".join((*path, name))] = field
        elif name not in others:
            left[name] = _cut(field, (*path, name), taken)
    return left


def _is_the_persons(path: tuple[str, ...]) -> bool:
    """The person's own contact; and that of whomever they told us to give a copy to."""
    return path[-1:] in {("person",), ("whom",)}


def names_of_others(versions: Sequence[Plan], asked_for: Iterable[str]) -> dict[str, str]:
    """Each part of a name by which somebody else may be known, in small letters, with whose it is."""
    names: dict[str, str] = {}
    known: set[str] = set()
    for plan in versions:
        known |= _parts(f"{plan.person.name} {plan.person.preferred_name or ''} {plan.practitioner.name}")
        payment = plan.direct_payment
        people = [*((carer.name, f"carer {carer.id}") for carer in plan.carers)]
        people += [(plan.representative.name, "the representative")] if plan.representative else []
        people += [(plan.advocate.name, "the advocate")] if plan.advocate else []
        paid = (payment.authorised_person, payment.nominated_person) if payment else ()
        people += [(somebody.name, "who has to do with the payment") for somebody in paid if somebody]
        people += [
            (line.payee.name, f"who is paid for {line.id}") for line in plan.services if line.payee and line.payee.name
        ]
        names |= {part: whose for name, whose in people for part in _parts(name)}
    names |= {part: "whom they asked for" for name in asked_for for part in _parts(name)}
    return {part: whose for part, whose in names.items() if part not in known}


def _parts(name: str) -> set[str]:
    parts = {part.casefold() for part in re.split(r"[\W_]+", name)}
    return {part for part in parts if len(part) >= SHORTEST and part not in TITLES}


def to_check(title: str, entries: Iterable[Entry], people: dict[str, str]) -> Iterator[ToCheck]:
    """Each place in some entries, once, that speaks of somebody else, or in words of which a concern may be made."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        for path, text in _texts(entry, ()):
            for hit, why in _hits(text, people):
                words = " ".join(text[max(hit.start() - _AROUND, 0) : hit.end() + _AROUND].split())
                if (why, words) not in seen:
                    seen.add((why, words))
                    yield ToCheck(part=title, where=", ".join(path), why=why, words=words)


def _hits(text: str, people: dict[str, str]) -> Iterator[tuple[re.Match[str], str]]:
    """The first place for each of those who are spoken of, and for each word."""
    found: dict[str, re.Match[str]] = {}
    for hit in re.finditer(r"\w+", text):
        whose = people.get(hit[0].casefold())
        if whose:
            found.setdefault(f"it speaks of somebody else: {whose}", hit)
    for hit in _WORDS.finditer(text):
        found.setdefault(f"it says “{hit[0].lower()}”", hit)
    for why, hit in found.items():
        yield hit, why


def _texts(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for name, field in cast("dict[str, object]", value).items():
            yield from _texts(field, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(cast("list[object]", value), 1):
            yield from _texts(item, (*path, str(number)))
    elif isinstance(value, str):
        yield path, value
