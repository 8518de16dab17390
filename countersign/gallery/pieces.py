"""Everything that somebody may be given to read, one of each: in every state, in every voice, in every form."""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from countersign.careplan.notices import TO_HOLDERS_OF_COPIES, TO_THE_ADVOCATE, NoticeKind
from countersign.careplan.people import Format
from countersign.careplan.sender import Sender
from countersign.careplan.words import spelled_out
from countersign.gallery.extraction import texts_of_letter, texts_of_record
from countersign.gallery.sample_plans import RECORDS
from countersign.gallery.samples import (
    LETTERS,
    SIGNER,
    STAFF_NOTICES,
    head,
    letter,
    person,
    somebody_else,
    states,
)
from countersign.letters.council_words import OF_LETTERS, PARTS, Place
from countersign.letters.documents import Documents
from countersign.wording.facts import Facts
from countersign.wording.letter_head import Reader, Recipient, Signer

PAGE, LARGE_PAGE = "page", "page in large print"
PRINT, LARGE = "print", "large print"
TEXT = "text"

FORMS = {PAGE: "html", LARGE_PAGE: "large.html", PRINT: "pdf", LARGE: "large.pdf", TEXT: "txt"}
"""Every form that is made here, with the end of its file's name. A new form has one row here and one in `_forms`."""

DECIDED = frozenset(
    {NoticeKind.AGREED, NoticeKind.AUTHORISED, NoticeKind.RETURNED, NoticeKind.AMENDMENT_ANSWERED, NoticeKind.AMENDED}
)
"""The letters that whoever decided signs. All others are the department's."""

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
        return " · ".join((self.room, self.kind, self.voice, self.state))

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
    """Every letter, message and record. `only`: of that kind alone, such as `returned`. `sender`: from whom they come."""
    for facts in LETTERS:
        if only in ("", facts.kind.value):
            yield from _letters(documents, sender, facts, "letters", "")
    for place in documents.words.editions:
        own = documents.words.own(place)
        for name, kind in OF_LETTERS.items():
            is_theirs = name in own or (PARTS in own and not place.language)
            if is_theirs and only in ("", name):
                (facts,) = (facts for facts in LETTERS if facts.kind is kind)
                room = f"{place.folder}'s own words"
                yield from _letters(documents, sender, facts, room, place.folder.replace(".", "@", 1), place)
    if not only:
        for notice in STAFF_NOTICES:
            made = {fmt: documents.staff_notice(notice, fmt) for fmt in (Format.STANDARD, Format.LARGE_PRINT)}
            forms = {
                PAGE: made[Format.STANDARD].html,
                LARGE_PAGE: made[Format.LARGE_PRINT].html,
                TEXT: made[Format.STANDARD].text,
            }
            title = made[Format.STANDARD].subject
            yield Piece("messages to staff", spelled_out(notice.kind), "staff", "everything", title, forms, ())
    if only in ("", "record"):
        for state, record in RECORDS.items():
            standard = documents.record(record, Format.STANDARD)
            large = documents.record(record, Format.LARGE_PRINT)
            forms = {
                PAGE: standard.html,
                LARGE_PAGE: large.html,
                PRINT: standard.pdf,
                LARGE: large.pdf,
                TEXT: standard.text,
            }
            voice = "person" if record.to_send_back else "who has a copy"
            yield Piece("records", "record", voice, state, record.title, forms, tuple(texts_of_record(record)))


def _letters(
    documents: Documents, sender: Sender, facts: Facts, room: str, edition: str, place: Place | None = None
) -> Iterator[Piece]:
    language = place.language if place else ""
    for voice, recipient in voices(facts.kind).items():
        reader = recipient.model_copy(update={"language": language})
        by_one = {"signer": SIGNER if facts.kind in DECIDED else None, "sender": sender, "edition": edition}
        seen: set[bytes] = set()
        for state, told in states(facts).items():
            ways = {state: by_one}
            if facts.kind in DECIDED and state == "everything":
                ways |= {"decided by a panel": by_one | {"signer": _BY_A_PANEL}}
                ways |= {"nobody's name is known": by_one | {"signer": None}}
            for way, at_head in ways.items():
                said = letter(told, head(reader, **at_head))
                whole = documents.blocks_of(said)
                text = documents.text_of(whole, said.head).encode()
                if text in seen:
                    continue  # what is different here changes no word to this reader
                seen.add(text)
                standard = documents.letter(said, Format.STANDARD)
                large = documents.letter(said, Format.LARGE_PRINT)
                forms = {
                    PAGE: standard.html,
                    LARGE_PAGE: large.html,
                    PRINT: standard.pdf,
                    LARGE: large.pdf,
                    TEXT: standard.text,
                }
                model = tuple(texts_of_letter(whole, said.head))
                to = f"{voice}, in English and {language}" if language else voice
                yield Piece(room, spelled_out(facts.kind), to, way, standard.subject, forms, model)
