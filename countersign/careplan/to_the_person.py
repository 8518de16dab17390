"""TELL-2, REC-2 · Whether what is meant for the person speaks to them: "you" is the person, and nobody else is "I".

The written record gives these words as they are, so whoever decides looks at them first. Their own words may stand in
quotation marks, and there "I" is they. Source: the rulebook, TELL-2 ("you" is the person, no "I" of somebody else) and
REC-2 (in words the person can follow). A reason names references, never a person.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from countersign.careplan.evidence import EMPTY
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment_findings import listed
from countersign.careplan.people import Person
from countersign.careplan.plan import Plan
from countersign.careplan.same_person import TITLES, words_of
from countersign.careplan.words import as_seen, plainly

_QUOTED = re.compile('“[^”]*”|"[^"]*"|‘(?:[^’]|’(?=\\w))*’(?!\\w)|«[^»]*»')
_ADDRESSES = re.compile(
    r"\S+@\S+|\b(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:uk|org|com|net|info)\b\S*", re.IGNORECASE
)
"""E-mail addresses and pages: my.nhs.uk is nobody's "my", and somebody's own address has their name."""

_NO_I = re.compile(
    r"\bi\.e\b|\(i\)|^[ \t]*i[.)](?=\s)|\bi(?=-\w|/c\b)"
    r"|\b(?:part|schedule|annex|appendix|phase|stage|type|class|category|level|grade|band|bipolar|war) i\b"
    r"|\bi['’](?=(?:r|ch|w|n|u|th)\b)|\b(?:a|an|the|this|that|coal|tin|lead|copper|gold|slate|salt|land|old) mine\b",
    re.IGNORECASE | re.MULTILINE,
)
"""An i that is no word of its own: a number, the item of a list, the Welsh i'r; and a mine where people work."""

_THE_ILLNESS = re.compile(r"\bME\b(?! too\b)")
_HAS_SMALL_LETTERS = re.compile(r"[a-z]")

_SOMEBODY_ELSE = re.compile(r"\bI\b|\b(?:[Mm][Ee]|[Mm][Yy]|[Mm][Ii][Nn][Ee]|[Mm][Yy][Ss][Ee][Ll][Ff])\b")
_ANY_I = re.compile(r"\b(?:i|me|my|mine|myself)\b")

_BESIDE_I = (
    "am and are agree believe cannot could decide decided did disagree feel felt find found had have hear hope know "
    "may might must my need not please saw say should spoke that the think this thought told understand visited "
    "want went will wish with would write you your"
)
_ENGLISH = frozenset(_BESIDE_I.split())
"""A small i, or one of another script, is our I only among English words: it is another in Welsh or Polish."""

SHORTEST = 3
"""A part of the person's name that is shorter is looked for only as their first name, and with its capital."""


def words_to_the_person(plan: Plan) -> tuple[Finding, ...]:
    """Which needs and outcomes have no words to the person, and which words to them speak as, or of, somebody else."""
    texts = dict(_texts(plan))
    without = [item.id for item in (*plan.needs, *plan.outcomes) if not item.to_the_person.strip()]
    as_somebody = [what for what, text in texts.items() if says_i(text)]
    by_name = [what for what, text in texts.items() if names(plan.person, text)]
    as_another = [what for what, text in texts.items() if says_she_or_he(text)]
    their_own = "The person's own words stand in quotation marks; in all others “you” is the person."
    found = (
        (without, "No words to the person for {what}: their record would have the practitioner's, and say so."),
        (as_somebody, f"In words to the person, {{what}} has I, me or my outside quotation marks. {their_own}"),
        (
            as_another,
            "In words to the person, {what} speaks of “she” or “he” and not of whom: if it is they, say “you”.",
        ),
        (by_name, "In words to the person, {what} calls them by their name: say “you”."),
    )
    return tuple(finding("TELL-2", False, reason.format(what=listed(what)), "plan") for what, reason in found if what)


def says_i(text: str) -> bool:
    """Whether somebody speaks of themself outside quotation marks.

    >>> [says_i(text) for text in ("I visited you.", "“I want to sing.”", "You said: “I sing.” Tell me.", "You sing.")]
    [True, False, True, False]
    """
    written = _NO_I.sub(" ", _unquoted(text))
    if _HAS_SMALL_LETTERS.search(written):
        written = _THE_ILLNESS.sub(" ", written)
    if _SOMEBODY_ELSE.search(written):
        return True
    return _ANY_I.search(plainly(written)) is not None and not _ENGLISH.isdisjoint(words_of(written))


def says_she_or_he(text: str) -> bool:
    """Whether a text speaks of somebody as she or he, before it has said who that is: it may be the person themself.

    >>> [says_she_or_he(text) for text in ("She cannot wash herself.", "Your mother is glad that she is at home.")]
    [True, False]
    """
    for word in _written(_unquoted(text)):
        if word.plain in _SHE_OR_HE:
            return True
        if word.plain.removesuffix("s") in _SOMEBODY or (word.has_capital and word.in_sentence):
            return False
    return False


_SHE_OR_HE = frozenset(["she", "he", "her", "him", "his", "hers", "herself", "himself"])
_FOR_SOMEBODY = (
    "mother mum mam father dad parent daughter son child sister brother aunt uncle niece nephew cousin grandmother "
    "grandfather grandma granddad gran nan granddaughter grandson grandchild husband wife partner fiance girlfriend "
    "boyfriend friend neighbour carer assistant worker practitioner nurse doctor gp dr mr mr miss m therapist "
    "physiotherapist psychologist psychiatrist dentist teacher manager advocate attorney deputy landlord driver "
    "somebody someone person who woman man boy girl dog cat colleague specialist consultant officer lady gentleman "
    "stepson stepdaughter godmother godfather warden priest vicar imam rabbi volunteer"
)
_SOMEBODY = frozenset(_FOR_SOMEBODY.split())
"""Words for somebody whom “she” or “he” may mean, without the s of more than one."""


def is_only_quoted(text: str) -> bool:
    """Whether a text has nothing but what somebody said, such as “I think so.”, and not who said it."""
    return _QUOTED.search(text) is not None and not re.search(r"\w", _QUOTED.sub(" ", text))


def _unquoted(text: str) -> str:
    """A text as it is seen, without what stands in quotation marks, and without addresses."""
    return _ADDRESSES.sub(" ", _QUOTED.sub(" ", as_seen(text)))


def names(person: Person, text: str, but: frozenset[str] = frozenset()) -> bool:
    """Whether a text has a part of the person's name outside quotation marks, however its letters are written.

    Their first name, and what they like to be called, are found without capitals too; any other part is not, since many
    a surname is a word. So is many a first name, such as Rose: then it counts with a capital alone, and, where it may
    begin a sentence, within one and before no other name. `but`: parts that do not count, in small letters.
    """
    theirs = _their_parts(person, but)
    return any(_is_theirs(word, theirs) for word in _written(_unquoted(text)))


class _Written(NamedTuple):
    """A word as somebody wrote it."""

    plain: str
    """In small letters, as it looks."""

    has_capital: bool

    in_sentence: bool
    """Whether its sentence has begun before it."""

    before_name: bool
    """Whether a word with a capital, or a number, comes right after it."""

    of_a_saint: bool
    """Whether it follows "St": a church or a hospital is called so."""


_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;•\n])[^\w]*$")
_SAINT = re.compile(r"\b(?:st|saint)\.? *$", re.IGNORECASE)
_THEN_A_NAME = re.compile(r"(?:['’]s?)? (?:[^\W\d_a-z]|\d)")


def _written(text: str) -> Iterator[_Written]:
    for found in re.finditer(r"[^\W\d_]+", text):
        before, after = text[max(0, found.start() - 8) : found.start()], text[found.end() : found.end() + 4]
        then = _THEN_A_NAME.match(after)
        yield _Written(
            plain=plainly(found[0]),
            has_capital=found[0][0].isupper(),
            in_sentence=found.start() > 0 and not _SENTENCE_BEGINS.search(before),
            before_name=then is not None and (then[0][-1].isupper() or then[0][-1].isdigit()),
            of_a_saint=_SAINT.search(before) is not None,
        )


def _their_parts(person: Person, but: frozenset[str]) -> dict[str, bool]:
    """Each part of the person's name, as it looks, with whether they are called by it: their first name is."""
    titles = TITLES | but
    whole = [part for part in _parts(plainly(person.name)) if part not in TITLES]
    called = {*whole[:1], *_parts(plainly(person.preferred_name or ""))}
    return {
        part: part in called
        for part in (*whole, *called)
        if part not in titles and (len(part) >= SHORTEST or (part in called and len(part) > 1 and part not in EMPTY))
    }


def _is_theirs(word: _Written, theirs: dict[str, bool]) -> bool:
    if word.plain not in theirs or word.of_a_saint or word.plain in _MONTHS:
        return False
    if word.has_capital:
        return word.plain not in _BEGINS_A_SENTENCE or (word.in_sentence and not word.before_name)
    return theirs[word.plain] and len(word.plain) >= SHORTEST and word.plain not in _ALSO_A_WORD


def calls_by_name(plan: Plan, text: str) -> bool:
    """The same, for what would be refused: but a name that somebody else of the plan has too.

    A daughter of the same surname may stand in words to the person.
    """
    others = (plan.representative, plan.advocate, plan.practitioner, *plan.carers, *plan.providers)
    theirs = {word for other in others if other is not None for word in words_of(getattr(other, "name", None) or "")}
    return names(plan.person, text, frozenset(theirs))


_MONTHS = frozenset(["april", "august", "june", "may"])

_FIRST_WORDS = (
    "art bill christian christmas easter faith grace grant hope joy major mark max rose skip summer sunny will win "
    "winter young"
)
_BEGINS_A_SENTENCE = frozenset(_FIRST_WORDS.split())
"""Names that are words as well, and may begin a sentence without meaning anybody."""

_OTHER_WORDS = (
    "amber basil bob carol cliff daisy dale dawn dean drew fern frank gene ginger glen guy hazel heath heather holly "
    "iris ivy jack jasmine jean jet june lance lily melody miles nick norm olive pat pearl penny pierce poppy ray "
    "robin rosemary ruby sally sandy sky star sue tiger victor violet wade"
)
_ALSO_A_WORD = _BEGINS_A_SENTENCE | frozenset(_OTHER_WORDS.split())
"""Names that are words as well, which somebody may write in small letters without meaning anybody."""


def _parts(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name)


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    """Each text that is in words to the person, with what a reason calls it."""
    for item in (*plan.needs, *plan.outcomes):
        yield item.id, item.to_the_person
    yield "how to talk with them", plan.how_to_talk
    yield "how the budget was worked out", plan.how_budget_was_worked_out
