"""TELL-4 · A notice whose reader needs a form that people make: the draft for them, and what goes meanwhile.

Whoever is asked to make easy read, braille, a recording or BSL has the draft with what they are asked to give. That
counts as given only once they have confirmed it. Until then the person has the standard form, by a notice of its own,
which never counts as given: it is not what they can read, but somebody may read it to them.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from countersign.careplan.notices import MEANWHILE, notice_key, occasion_of
from countersign.careplan.people import Contact, Format
from countersign.casework.kept import Document, Notice
from countersign.casework.notice_files import document, what_comes_with, whole
from countersign.casework.ports import Draft, LetterFiles, Press
from countersign.wording.letters import Letter
from countersign.wording.plain_words import MADE_IN

_DRAFTS = {
    Format.EASY_READ: "easy-read-draft.html",
    Format.BRAILLE: "for-braille.txt",
    Format.AUDIO: "reading-script.txt",
    Format.BSL: "reading-script.txt",
}
_EVERY_DRAFT = frozenset(f"{what}-{name}" for what in ("letter", "record") for name in _DRAFTS.values())


def draft_name(what: Literal["letter", "record"], fmt: Format) -> str:
    """What the file of a draft is called. Raises KeyError for a format that is made here."""
    return f"{what}-{_DRAFTS[fmt]}"


def is_draft(name: str) -> bool:
    """Whether a file is a draft for whoever makes a notice, and never its recipient's."""
    return name in _EVERY_DRAFT


def as_document(draft: Draft) -> Document:
    """A draft as a file of a notice."""
    return document(draft.name, draft.media_type, draft.content)


def made_for(
    press: Press, letter: Letter, contact: Contact, with_it: Sequence[Document]
) -> tuple[LetterFiles, tuple[Document, ...]]:
    """A letter as it is made for a contact, and everything that the notice consists of.

    Where people make it, its draft comes with it. A draft in another form, or of what goes as it is, does not.
    """
    made = press.letter(letter, contact.format_made_here)
    wanted = _DRAFTS.get(contact.format, "")
    kept = [file for file in with_it if not is_draft(file.name) or (wanted and file.name.endswith(wanted))]
    if not contact.is_made_by_people:
        return made, whole(made, kept)
    draft = press.draft(letter, contact.format, contact.print_size_made_here)
    return made, (*whole(made, kept), as_document(draft))


def is_in_another_form(notice: Notice, files: Sequence[Document], contact: Contact) -> bool:
    """Whether what comes with a letter would have to be made in another format, or print, for a contact; or its draft.

    `files`: what the notice consists of.
    """
    was, now = (Format.STANDARD if fmt is Format.NOT_STATED else fmt for fmt in (notice.format, contact.format))
    is_other = was is not now
    if now is was and now in _SIZED and notice.letter:
        size = Letter.model_validate_json(notice.letter).head.recipient.print_size
        is_other = size != contact.print_size_made_here
    return is_other and bool(what_comes_with(files))


_SIZED = frozenset({Format.LARGE_PRINT, Format.EASY_READ})
"""The formats that each reader has as large as they need it."""


class Meanwhile(NamedTuple):
    """What goes in the standard form while people make the other."""

    key: str
    letter: Letter
    contact: Contact


def meanwhile(key: str, letter: Letter, contact: Contact) -> Meanwhile:
    """What goes meanwhile, of the letter that people make under a key for a contact."""
    plan_id, head = key.split("/", 1)[0], letter.head
    occasion = "/".join(filter(None, (occasion_of(key), MEANWHILE)))
    says_so = letter.model_copy(update={"head": head.model_copy(update={"made_in": MADE_IN[contact.format]})})
    its_key = notice_key(plan_id, head.version, letter.facts.kind, head.recipient.reference, occasion)
    return Meanwhile(its_key, says_so, standing_in(contact))


def with_why_not(task: str, why_not: str) -> str:
    """What somebody is asked to make, and why the standard form does not go meanwhile, if it does not."""
    is_said = why_not in ("", task)
    return task if is_said else f"{task}. The standard form does not go meanwhile: {why_not}"


def standing_in(contact: Contact) -> Contact:
    """The same contact, in the standard form."""
    return contact.model_copy(update={"format": Format.STANDARD})
