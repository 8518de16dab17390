"""TELL-7 · What every letter begins with: from whom, to whom, about which plan, and who signs."""

from datetime import date
from enum import StrEnum

from countersign.careplan.people import LARGE_PRINT, ReachesUsBy
from countersign.careplan.sender import Sender
from countersign.careplan.wire import Stored


class Reader(StrEnum):
    """What the reader of a letter is to the plan."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    CARER = "carer"
    PROVIDER = "provider"
    ADVOCATE = "advocate"
    ASKED_FOR = "asked_for"
    """SHARE-4: whoever the person wants to have a copy, and is in no part of the plan."""


class Recipient(Stored):
    """Whoever a letter is addressed to."""

    reference: str
    """The recipient's reference: `person`, C1, P1, or a staff reference."""

    name: str

    greeting: str
    """The name to greet them by."""

    address: tuple[str, ...] = ()

    about_self: bool = False
    """Whether they are the person whose plan it is."""

    reader: Reader = Reader.PERSON
    """What they are to the plan."""

    reaches_us_by: ReachesUsBy = ReachesUsBy.TELEPHONE
    """What they can use first when they have a question."""

    by_post: bool = True
    """Whether the letter is posted or given on paper, and not sent as an e-mail."""

    print_size: int = LARGE_PRINT
    """In points: how large their large print is, or their easy read."""

    language: str = ""
    """The code of the language that they read best, where it is not English."""


class Signer(Stored):
    """Whoever decided what a letter tells, and so signs it (TELL-2)."""

    name: str

    title: str
    """What their role is called; or, where they decided at a panel or call, what that is called."""

    at_meeting: bool = False
    """Whether they decided at a panel or call, with others."""


class LetterHead(Stored):
    """What every letter begins with."""

    recipient: Recipient

    letter_date: date

    reference: str
    """The plan's reference, which can be read out."""

    plan_id: str
    """The plan's id. It stands in no words: a page keeps it where only software looks."""

    version: int

    person_name: str

    practitioner_name: str

    practitioner_telephone: str

    sender: Sender
    """TELL-7: from whom the letter comes."""

    signer: Signer | None = None
    """Who signs it; None where the letter tells of no decision, or nobody's name is known: then the department does."""

    enclosures: tuple[str, ...] = ()
    """What comes with the letter, in words."""

    help_is_asked_for: bool = False
    """TIME-3: urgent needs are known and short-term support was asked for, which nobody has arranged yet."""

    made_in: str = ""
    """TELL-4: the form that the reader asked for, such as braille, where this one goes while people make it."""

    edition: str = ""
    """The edition of the scheme under which it is written: the council's own words are part of it."""
