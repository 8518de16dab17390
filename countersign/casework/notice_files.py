"""TELL-5, REC-5 · What a notice consists of, and why a person has to make, print or give it. Nothing else says why.

What could not be set in print is seen by its PDF, which is missing: so the reason is the same when a notice is queued,
when it is addressed again, and when somebody asks whether it could go after all.
"""

import hashlib
import re
from collections.abc import Callable, Sequence

from countersign.careplan.notices import THE_PERSONS, NoticeKind
from countersign.careplan.people import Channel, Contact
from countersign.casework.kept import Document, Notice
from countersign.casework.ports import LetterFiles
from countersign.wording.plain_words import MADE_IN

LETTER = frozenset({"letter.html", "letter.txt", "letter.pdf"})
"""The documents of a notice that are the letter itself. The others come with it."""

NOT_IN_PRINT = {
    "letter": "print it from letter.html, which we could not set in print, and give it",
    "record": "print it from record.html, which is too much for us to set in print, and give it",
}


def document(name: str, media_type: str, content: bytes) -> Document:
    """One file of a notice, under the hash of its content."""
    return Document(name, media_type, hashlib.sha256(content).hexdigest(), content)


def whole(made: LetterFiles, with_it: Sequence[Document]) -> tuple[Document, ...]:
    """Everything that a notice consists of: the letter in each form that it is made in, then what comes with it."""
    return (
        document("letter.html", "text/html", made.html),
        document("letter.txt", "text/plain", made.text),
        *((document("letter.pdf", "application/pdf", made.pdf),) if made.pdf else ()),
        *with_it,
    )


def what_comes_with(files: Sequence[Document]) -> tuple[Document, ...]:
    """What comes with a letter, without the letter itself and its draft."""
    return tuple(file for file in files if file.name not in LETTER and not file.name.startswith("letter-"))


def address_of(contact: Contact) -> tuple[str, ...]:
    """Where a notice goes: the e-mail address, or the lines of the postal one."""
    return (contact.email,) if contact.channel is Channel.EMAIL and contact.email else contact.address


def contact_of_staff(email: str) -> Contact:
    """Where a notice to a member of staff goes: to their e-mail address by the register, if it has one."""
    return Contact.model_construct(channel=Channel.EMAIL if email else Channel.POST, email=email or None)


def ends_with_a_death(notice: Notice) -> bool:
    """END: whether a notice is nobody's to have once the person has died: theirs, a copy, word that they have it."""
    return notice.recipient in THE_PERSONS or notice.kind in (NoticeKind.COPY, NoticeKind.PLAN_GIVEN)


def is_posted(contact: Contact) -> bool:
    """Whether somebody would print what goes there."""
    return contact.channel is Channel.POST


def has_no_print(files: Sequence[Document], contact: Contact) -> bool:
    """Whether the letter is to be posted, and could not be set in print."""
    return is_posted(contact) and all(file.name != "letter.pdf" for file in files)


def why_not_made(contact: Contact) -> str:
    """TELL-4: why a person has to make a letter for a contact, or to give it, in a task's words; else empty."""
    if contact.is_made_by_people:
        return f"make it {MADE_IN[contact.format]}, from the draft that is with it, and give it"
    if not contact.reachable():
        return "give it by hand: no address is recorded for the way it should be sent"
    return ""


def why_not_printed(files: Sequence[Document], contact: Contact, undrawn: Callable[[bytes], str]) -> str:
    """REC-5: why a person has to print what a notice consists of and give it, in a task's words; else empty.

    `undrawn`: names the characters of a page or a text that no font here has. A record comes with its PDF whichever way
    it goes; a letter, and a record in plain text, are printed where they are posted.
    """
    named = {file.name: file for file in files}
    reasons = [
        _without_its_pdf("letter", named, undrawn) if has_no_print(files, contact) else "",
        _without_its_pdf("record", named, undrawn) if "record.html" in named and "record.pdf" not in named else "",
        _not_drawn(named["record.txt"], undrawn) if "record.txt" in named and is_posted(contact) else "",
    ]
    return next(filter(None, reasons), "")


def _without_its_pdf(what: str, named: dict[str, Document], undrawn: Callable[[bytes], str]) -> str:
    return _not_drawn(named[f"{what}.html"], undrawn) or NOT_IN_PRINT[what]


def _not_drawn(page: Document, undrawn: Callable[[bytes], str]) -> str:
    characters = undrawn(page.content)
    return characters and (
        f"print {page.name} where its letters can be drawn, and give it. No font here has {characters}. For the next "
        "time, add a font (COUNTERSIGN_FONTS)"
    )


def give_task(key: str, number: int = 1) -> str:
    """The name of the task to give a notice, by the notice's key. `number`: the first is 1."""
    return f"give:{f'{number}:' if number > 1 else ''}{key.split('/', 1)[1]}"


def notice_to_give(plan_id: str, task: str) -> str:
    """The key of the notice that a task of a plan asks somebody to give, by the task's name.

    >>> notice_to_give("a-plan", "give:v1/agreed/person"), notice_to_give("a-plan", "give:2:v1/agreed/person")
    ('a-plan/v1/agreed/person', 'a-plan/v1/agreed/person')
    """
    return f"{plan_id}/{_GIVE.sub('', task)}"


_GIVE = re.compile(r"^give:(?:[0-9]+:)?")
