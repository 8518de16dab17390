"""Everything that somebody may be given to read, one of each: in every state, in every voice, in every form."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from countersign.careplan.notices import TO_HOLDERS_OF_COPIES, TO_THE_ADVOCATE, NoticeKind
from countersign.careplan.people import Format
from countersign.careplan.sender import Sender
from countersign.careplan.words import spelled_out
from countersign.casework.ports import LetterFiles, RecordFiles
from countersign.gallery.extraction import texts_of_letter, texts_of_record
from countersign.gallery.sample_records import records_from
from countersign.gallery.samples import (
    LETTERS,
    SIGNER,
    STAFF_NOTICES,
    head,
    letter,
    person,
    somebody_else,
)
from countersign.gallery.states import but, states
from countersign.letters.council_words import PARTS, Place
from countersign.letters.documents import Documents
from countersign.wording.letter_head import Reader, Recipient, Signer
from countersign.wording.letters import LetterFacts as Facts
from countersign.wording.letters_about_copies import CopyOfPlan, CopyToReturn
from countersign.wording.plain_words import language_in_words

PAGE, LARGE_PAGE = "page", "page in large print"
PRINT, LARGE = "print", "large print"
TEXT = "text"

FORMS = {PAGE: "html", LARGE_PAGE: "large.html", PRINT: "pdf", LARGE: "large.pdf", TEXT: "txt"}
"""Every form that is made here, with the end of its file's name. A new form has one row here and one in `_forms`."""

DECIDED = frozenset({NoticeKind.AGREED, NoticeKind.AUTHORISED, NoticeKind.RETURNED, NoticeKind.AMENDMENT_ANSWERED})
"""The letters that whoever decided signs. All others are the department's."""

_WITH_IT = {NoticeKind.AGREED: ("Your written record of the plan",), NoticeKind.COPY: ("A part of the plan",)}
"""What comes with a letter of a kind, where anything does."""

RECORD = "record"

WHOLE = "everything"
"""The state in which a letter says all that it may."""

Made = TypeVar("Made", LetterFiles, RecordFiles)

_BY_A_PANEL = Signer(name=SIGNER.name, title="Support planning panel", at_meeting=True)


class Piece(NamedTuple):
    """One letter or record to one reader in one state."""

    room: str
    """`letters`, `records`, `messages to staff`, or whose own words they are."""

    kind: str

    voice: str
    """To whom, and in which languages."""

    state: str
    """What it is about; `everything` where it says all that it may."""

    title: str

    forms: dict[str, bytes]

    model: tuple[str, ...]
    """All that each form has to say, in order."""

    @property
    def name(self) -> str:
        """By which it is accepted, and found again."""
        return f"{self.room} · {self.kind} · {self.voice} · {self.state}"

    @property
    def path(self) -> str:
        """Where its files are, without the end of their names."""
        slugs = [re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in self[:4]]
        # A state in many words has a short name: a file's name has bounds, and two may not be the same.
        tail = slugs[3][:40] + ("-" + hashlib.sha256(self.state.encode()).hexdigest()[:6] if len(slugs[3]) > 40 else "")
        return "/".join((*slugs[:2], f"{slugs[2]}-{tail}"))


def voices(kind: NoticeKind) -> dict[str, Recipient]:
    """Everybody to whom a letter of a kind may go, each as it is posted to them."""
    if kind in TO_THE_ADVOCATE:
        readers = {Reader.ADVOCATE.value: somebody_else()}
    elif kind in TO_HOLDERS_OF_COPIES:
        readers = {reader.value: somebody_else() for reader in (Reader.CARER, Reader.PROVIDER, Reader.ASKED_FOR)}
    else:
        readers = {Reader.PERSON.value: person(), Reader.REPRESENTATIVE.value: somebody_else()}
    return {
        spelled_out(reader): recipient.model_copy(update={"reader": Reader(reader), "by_post": True})
        for reader, recipient in readers.items()
    }


def pieces(documents: Documents, sender: Sender, only: str = "") -> Iterator[Piece]:
    """Every letter, message and record.

    `sender`: from whom they come. `only`: those of one kind, such as `returned`, or `record`.
    """
    for facts in LETTERS:
        if only in ("", facts.kind.value):
            yield from _letters(documents, facts, _Written(sender))
    for place in documents.words.editions:
        own = documents.words.own(place)
        for facts in LETTERS:
            name = facts.kind.value
            if only in ("", name) and (name in own or (PARTS in own and not place.language)):
                yield from _letters(documents, facts, _Written(sender, place))
    for notice in STAFF_NOTICES:
        if only in ("", notice.kind.value):
            made = _both(lambda fmt, notice=notice: documents.staff_notice(notice, fmt))
            title = made[Format.STANDARD].subject
            yield Piece("messages to staff", spelled_out(notice.kind), "staff", WHOLE, title, _forms(made), ())
    for state, record in records_from(sender).items() if only in ("", RECORD) else ():
        made = _both(lambda fmt, record=record: documents.record(record, fmt))
        voice = "person" if record.to_send_back else "who has a copy"
        yield Piece("records", RECORD, voice, state, record.title, _forms(made), tuple(texts_of_record(record)))


class _Written(NamedTuple):
    """From whom letters come, and in whose words."""

    sender: Sender

    place: Place = Place("")
    """Of the council's own words; of no folder where they are ours."""


def _letters(documents: Documents, facts: Facts, written: _Written) -> Iterator[Piece]:
    """A letter in every state and voice. What changes no word for a reader is shown once."""
    folder, language = written.place
    room = f"{folder}'s own words" if folder else "letters"
    for voice, recipient in voices(facts.kind).items():
        reader = recipient.model_copy(update={"language": language})
        to = f"{voice}, in English and {language_in_words(language)}" if language else voice
        shown: set[str] = set()
        for state, way, signer in _ways(facts):
            told = _as_it_is_read(way, recipient)
            edition = folder.replace(".", "@", 1)
            of_the_head = {"signer": signer, "sender": written.sender, "edition": edition}
            said = letter(told, head(reader, **of_the_head, enclosures=_WITH_IT.get(facts.kind, ())))
            whole = documents.blocks_of(said)
            text = documents.text_of(whole, said.head)
            if text in shown:
                continue
            shown.add(text)
            made = _both(lambda fmt, said=said: documents.letter(said, fmt))
            model = tuple(texts_of_letter(whole, said.head))
            yield Piece(room, spelled_out(facts.kind), to, state, whole.subject, _forms(made), model)


def _as_it_is_read(facts: Facts, recipient: Recipient) -> Facts:
    """The facts as they are for a reader: only a provider is told as a provider."""
    if isinstance(facts, CopyOfPlan | CopyToReturn):
        return but(facts, is_provider=recipient.reader is Reader.PROVIDER)
    return facts


def _ways(facts: Facts) -> Iterator[tuple[str, Facts, Signer | None]]:
    is_decided = facts.kind in DECIDED
    for state, told in states(facts).items():
        yield state, told, SIGNER if is_decided else None
    if is_decided:
        yield "decided by a panel", facts, _BY_A_PANEL
        yield "nobody's name is known", facts, None


def _both(make: Callable[[Format], Made]) -> dict[Format, Made]:
    return {fmt: make(fmt) for fmt in (Format.STANDARD, Format.LARGE_PRINT)}


def _forms(made: Mapping[Format, LetterFiles | RecordFiles]) -> dict[str, bytes]:
    standard, large = made[Format.STANDARD], made[Format.LARGE_PRINT]
    forms = {PAGE: standard.html, LARGE_PAGE: large.html, PRINT: standard.pdf, LARGE: large.pdf, TEXT: standard.text}
    # A message to staff is an e-mail, and never printed.
    return {name: content for name, content in forms.items() if content}
