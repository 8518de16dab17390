"""TELL-4, TELL-7 · Holds a council's templates against the laws that ours keep, on every sample of their letters.

A worker whose council has a template that breaks a law does not start; `starter.py scheme check` says the same.
"""

import re
import traceback
from collections.abc import Iterator
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from countersign.careplan.notices import NoticeKind
from countersign.careplan.people import Format
from countersign.careplan.scheme import SchemeError
from countersign.careplan.sender import Sender
from countersign.gallery.facts_said import missing_from, without_facts
from countersign.gallery.samples import EVERYBODY, LETTERS, bare_head, head, letter
from countersign.gallery.seen import holes, i_or_me, seen, solid
from countersign.gallery.states import but, ways
from countersign.letters.composed import Composed, NotComposedError
from countersign.letters.council_words import FOLDER, OF_LETTERS, PARTS, CouncilWords, Place, template_name
from countersign.letters.council_words import ours_before as our_parts
from countersign.letters.documents import Documents
from countersign.letters.sandbox import TooMuchError
from countersign.letters.what_is_read import NotReadableError, letter_gives, what_is_read
from countersign.wording.facts import Facts
from countersign.wording.letter_head import LetterHead, Signer
from countersign.wording.letters import Letter

LONGEST = 60_000
"""In characters: how long a letter of a sample may be. Our longest has a tenth of it."""

HOSTILE = "<b>{{ 7 * 7 }}</b> {% raw %} & é"
"""Markup of two languages, as somebody may write it."""

_RIGHT = re.compile(r"(?i)\b(?:the right to complain|your right|can complain|may complain|entitled to complain)\b")
_DENIED = re.compile(
    r"(?i)\b(?:no|not|never|cannot|nobody|nothing|without)\b[^.!?\n]*\bcomplain|"
    r"\bcomplain\w*\b[^.!?\n]*\b(?:not|never|cannot|nobody|no)\b"
)
"""A sentence that takes the right to complain away. What ours say so is not looked at."""

_NEVER_READS = "never reads"

_YOU = re.compile(r"(?i)\byour?s?\b(?: \w+)?")
"""You, or what is yours."""

_THE_PERSONS = re.compile(r"(?i)\byour (?:care|support|plan|personal budget|needs|direct payment)\b")
"""What is the person's alone."""

_PANEL = Signer(name="Samira Okafor", title="Support planning panel", at_meeting=True)


class Law(StrEnum):
    """What is asked of every template."""

    READS = "a letter reads only what it is given, and all that ours reads"
    MADE = "it is made for every sample, in every form"
    SAYS = "it says every fact that ours says"
    VOICE = "no I or me outside quotation marks, but of who signs alone"
    COMPLAINT = "who may complain reads that they have the right to, and nothing that denies it"
    READER = "whoever reads about somebody else is not spoken to as that person"
    HOLES = "what is not known leaves no hole"
    ONLY_WORDS = "what somebody wrote is only words"
    SIZE = "its length has bounds"


class Breach(NamedTuple):
    """One law that a template breaks."""

    file: str

    line: int
    """0 where it is about the whole file."""

    law: Law

    why: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.why} [the law: {self.law.value}]"


def check(documents: Documents, sender: Sender) -> None:
    """Raises SchemeError, with every breach, where a council's template breaks a law.

    `sender`: from whom the letters come.
    """
    breaches = list(breaches_of(documents, sender))
    if breaches:
        raise SchemeError(FOLDER, [str(breach).removeprefix(f"{FOLDER}/") for breach in breaches])


def breaches_of(documents: Documents, sender: Sender) -> Iterator[Breach]:
    """Everything that is wrong with the templates of a council, each once, for whatever letter it was found."""
    told: set[tuple[str, int, str]] = set()
    ours = documents.in_words_of(None)
    for place in documents.words.editions:
        own = documents.words.own(place)
        # The parts that letters share are in each letter.
        kinds = [kind for name, kind in OF_LETTERS.items() if name in own or (PARTS in own and not place.language)]
        for kind in kinds:
            for breach in _Checked(documents, ours, sender, place, kind).breaches():
                about = (breach.file, breach.line, breach.why)
                if about not in told:
                    told.add(about)
                    yield breach


class _Checked:
    """One letter of a council."""

    def __init__(self, documents: Documents, ours: Documents, sender: Sender, place: Place, kind: NoticeKind) -> None:
        self._documents, self._ours, self._sender, self._place, self._kind = documents, ours, sender, place, kind
        self._words: CouncilWords = documents.words
        self._own = self._words.own(place)
        self._name = kind.value if kind.value in self._own else PARTS
        self._file = self._words.path(place, self._name)
        (self._sample,) = (facts for facts in LETTERS if facts.kind is kind)

    def breaches(self) -> Iterator[Breach]:
        """What can be found without running it, and what its samples show.

        A template that reads what is not there, or what letters have no use for, is not run; one that only leaves
        something out, or does not ask whether something is known, is.
        """
        found = list(self._reads())
        if all(breach.why.startswith(_NEVER_READS) or "may be unknown" in breach.why for breach in found):
            told = {breach.line for breach in found if "may be unknown" in breach.why}
            found += [breach for breach in self._on_samples() if not (breach.law is Law.MADE and breach.line in told)]
        yield from sorted(found, key=lambda breach: breach.line)

    # Read, without running it

    def _reads(self) -> Iterator[Breach]:
        template = template_name(self._kind.value, self._own)
        gives, sources = letter_gives(type(self._sample)), self._words.sources(self._place)
        fields: set[str] = set()
        for made in ("translation", "subject") if self._place.language else ("blocks", "subject"):
            try:
                read = what_is_read(template, made, gives, sources=sources)
            except NotReadableError as error:
                yield self._at(error.template, error.line, Law.READS, str(error))
                return
            except RecursionError:
                yield self._breach(self._body, Law.READS, "a macro calls itself, or too much stands in one another")
                return
            for fault in read.faults:
                at, line = read.lines[fault]
                block = re.match(r"`self\.(\w+)`", fault)
                why = f"has no {{% block {block[1]} %}}" if block else f"reads {fault}"
                yield self._at(at, line or self._body, Law.READS, why)
            fields |= read.fields.get(type(self._sample), set())
        for name in sorted(type(self._sample).model_fields.keys() - {"kind"} - fields):
            yield self._breach(self._body, Law.READS, f"{_NEVER_READS} `facts.{name}`, which our letter says")

    # Run, on every sample

    def _on_samples(self) -> Iterator[Breach]:
        """Of each law the first breach in each line, on whatever sample."""
        found: dict[tuple[Law, int], Breach] = {}
        for facts, at_head in self._samples():
            said = letter(facts, self._addressed(at_head))
            for breach in self._on_one(said, alone=at_head.signer is not None and not at_head.signer.at_meeting):
                found.setdefault((breach.law, breach.line), breach)
        yield from found.values()
        if not found:
            yield from self._hostile()
            yield from self._printed()

    def _samples(self) -> Iterator[tuple[Facts, LetterHead]]:
        """The letter in every way in which it goes, for a panel, with nothing at its head, and once by one alone.

        A letter that only has the council's shared parts, with everything and with nothing that may be missing.
        """
        whole = ways(self._sample)
        whole = whole if self._name != PARTS else whole[:2]
        for facts, recipient in product(whole, EVERYBODY):
            yield facts, head(recipient, signer=_PANEL, sender=self._sender)
        for facts in whole:
            yield facts, bare_head(EVERYBODY[0], sender=self._sender)
        yield self._sample, head(sender=self._sender)

    def _on_one(self, said: Letter, *, alone: bool) -> Iterator[Breach]:
        try:
            whole = self._documents.in_their_words(said, self._place.language)
        except NotComposedError:
            yield self._breach(self._line_of(r"\S"), Law.MADE, "says something outside every macro, such as m.p or m.h")
            return
        except Exception as error:  # noqa: BLE001  # whatever a template does: its writer is told where, on a sample
            yield self._failure(error)
            return
        if whole is None:
            return
        # What stands at the head of every letter stands in the one in English.
        at_head = None if self._place.language else said.head
        text = self._documents.text_of(whole, at_head)
        if len(text) > LONGEST:
            yield self._breach(self._body, Law.SIZE, f"makes a letter of {len(text)} characters; {LONGEST} at most")
        if not said.head.person_name:
            made = self._documents.pages(whole, at_head)
            for hole in holes(made.text, made.html)[:1]:
                yield self._breach(
                    self._body, Law.HOLES, f"leaves a hole where something is not known: “{hole.strip()[:80]}”"
                )
            return
        yield from self._beside_ours(said, whole, text)
        if not self._place.language:
            yield from self._voice("" if alone else without_facts(f"{whole.subject}\n\n{text}", said))

    def _voice(self, text: str) -> Iterator[Breach]:
        for words in i_or_me(text)[:1]:
            line = self._line_of(rf"\b{re.escape(words.split()[0])}\b")
            yield self._breach(line, Law.VOICE, f"speaks as somebody (“{words}”), where nobody signs it alone")

    def _complaint(self, text: str, shipped: str) -> Iterator[Breach]:
        """TELL-2: no words of a council's own deny the right to complain, or leave it out where ours have it."""
        denied = _DENIED.search(_without(text, shipped))
        why = f"says “{denied[0]}”" if denied else ""
        if not why and _RIGHT.search(shipped) and not _RIGHT.search(text):
            why = "does not say “You have the right to complain”"
        if why:
            yield self._breach(self._line_of("complain"), Law.COMPLAINT, why)

    def _failure(self, error: Exception) -> Breach:
        """What a template does wrong that fails on a sample."""
        block = re.match(r"Required block '(\w+)'", str(error))
        if block:
            return self._breach(self._body, Law.MADE, f"has no {{% block {block[1]} %}}")
        at, line = _where(error)
        if isinstance(error, TooMuchError):
            return self._at(at, line or self._body, Law.SIZE, str(error))
        return self._at(at, line or self._body, Law.MADE, f"fails on a sample: {type(error).__name__}: {error}"[:200])

    def _beside_ours(self, said: Letter, whole: Composed, text: str) -> Iterator[Breach]:
        ours = self._ours.blocks_of(said)
        shipped = self._ours.text_of(ours, said.head)
        if not self._place.language and not said.head.recipient.about_self:
            yield from self._to_somebody_else(said, (whole.subject, text), (ours.subject, shipped))
        missing = dict(missing_from(text, shipped, said, in_english=not self._place.language))
        if missing:
            first = ", ".join(f"{place} ({words})" for place, words in list(missing.items())[:3])
            more = f", and {len(missing) - 3} more" if len(missing) > 3 else ""
            yield self._breach(self._body, Law.SAYS, f"does not say {first}{more}")
        if not self._place.language:
            yield from self._complaint(text, shipped)

    def _to_somebody_else(self, said: Letter, theirs: tuple[str, str], ours: tuple[str, str]) -> Iterator[Breach]:
        """TELL-1: a representative, a carer or a provider reads of the person's plan, and never of theirs.

        `theirs`, `ours`: the subject, and the whole text. What ours says to them, theirs may say.
        """
        subject = _YOU.search(theirs[0])
        if subject and not _YOU.search(ours[0]):
            words = 'use {{ "Your plan" if voice.is_self else "The plan" }}, or voice.whose'
            line = self._line_of_subject()
            yield self._breach(
                line, Law.READER, f"says “{subject[0]}” in the subject of a letter to somebody else; {words}"
            )
        for place in _THE_PERSONS.finditer(_without_quotes(without_facts(theirs[1].replace(theirs[0], ""), said))):
            if place[0].lower() not in ours[1].lower():
                line = self._line_of(rf"(?i)\b{re.escape(place[0])}\b")
                yield self._breach(line, Law.READER, f"says “{place[0]}” to somebody else: use voice.whose")
                return

    def _hostile(self) -> Iterator[Breach]:
        shipped = self._ours.letter(
            letter(self._sample, self._addressed(head(sender=self._sender))), Format.STANDARD
        ).text.decode()
        # What our letter has word for word is what somebody wrote.
        free = {
            name: HOSTILE
            for name, field in type(self._sample).model_fields.items()
            if field.annotation is str and solid(getattr(self._sample, name)) in solid(shipped)
        }
        said = letter(but(self._sample, **free), self._addressed(head(practitioner_name=HOSTILE, sender=self._sender)))
        made = self._documents.letter(said, Format.STANDARD)
        if b"<b>" in made.html or solid(HOSTILE) not in solid(" ".join(seen(made.html))):
            yield self._breach(self._body, Law.ONLY_WORDS, "changes what somebody wrote, or takes it for markup")

    def _printed(self) -> Iterator[Breach]:
        posted = EVERYBODY[0].model_copy(update={"by_post": True})
        for fmt in (Format.STANDARD, Format.LARGE_PRINT):
            made = self._documents.letter(letter(self._sample, self._addressed(head(posted, sender=self._sender))), fmt)
            if not made.pdf:
                no_font = self._documents.undrawn(made.text)
                why = f"no font here has {no_font}: add one (COUNTERSIGN_FONTS)" if no_font else "it cannot be printed"
                yield self._breach(self._body, Law.MADE, why)
                return

    def _addressed(self, at_head: LetterHead) -> LetterHead:
        """The head of a letter under that edition, to somebody who reads that language."""
        recipient = at_head.recipient.model_copy(update={"language": self._place.language})
        edition = self._place.folder.replace(".", "@", 1)
        return at_head.model_copy(update={"recipient": recipient, "edition": edition})

    # Where

    def _breach(self, line: int, law: Law, why: str) -> Breach:
        return Breach(self._file, line, law, why)

    def _at(self, template: str, line: int, law: Law, why: str) -> Breach:
        """A breach in the template of that name; in the shared parts ours stand before theirs."""
        if template != f"letters/{PARTS}.j2":
            name = template.removeprefix("council/").removesuffix(".j2")
            file = self._words.path(self._place, name) if name in self._own else self._file
            return Breach(file, line, law, why)
        before = 0 if self._place.language else our_parts().count("\n")
        return Breach(self._words.path(self._place, PARTS), max(line - before, 0), law, why)

    def _line_of(self, pattern: str) -> int:
        """The first line of the template in whose own words something stands; that of its body where none has it."""
        lines = self._own[self._name].splitlines()
        for number, line in enumerate(lines, start=1):
            if re.search(pattern, re.sub(r"\{[{%#].*?[}%#]\}", "", line)):
                return number
        return self._body

    def _line_of_subject(self) -> int:
        lines = enumerate(self._own[self._name].splitlines(), start=1)
        return next((number for number, line in lines if "block subject" in line), self._body)

    @property
    def _body(self) -> int:
        """The line in which its body begins, by which what is about all of it is named; the first where it has none."""
        lines = enumerate(self._own[self._name].splitlines(), start=1)
        return next((number for number, line in lines if "block body" in line), 1)


def _without_quotes(text: str) -> str:
    return re.sub(r"“[^”]*”", "“”", text)


def _without(text: str, shipped: str) -> str:
    """The sentences of a text that are in none of ours."""
    ours = set(re.split(r"(?<=[.!?])\s+|\n", shipped))
    return "\n".join(said for said in re.split(r"(?<=[.!?])\s+|\n", text) if said not in ours)


def _where(error: Exception) -> tuple[str, int]:
    """The council's template, and the line in it, that a sample failed in."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame for frame in frames if frame.filename.startswith("council/") or frame.filename == f"letters/{PARTS}.j2"
    ]
    return (own[-1].filename, own[-1].lineno or 0) if own else ("", 0)
