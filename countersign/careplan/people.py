"""The people of a plan: the person, who acts for them, who works on the plan, who cares; and how to reach them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from countersign.careplan.wire import EMAIL, Day, Flag, Incoming, ItemId, ShortText, StaffId


class Channel(StrEnum):
    """How a recipient wants to be reached."""

    POST = "post"
    EMAIL = "email"


class Format(StrEnum):
    """The form in which a recipient can read. The last four are made elsewhere, by people."""

    STANDARD = "standard"
    LARGE_PRINT = "large_print"
    PLAIN_TEXT = "plain_text"
    EASY_READ = "easy_read"
    BRAILLE = "braille"
    AUDIO = "audio"
    BSL = "bsl"


MADE_HERE = frozenset({Format.STANDARD, Format.LARGE_PRINT, Format.PLAIN_TEXT})


class Contact(Incoming):
    """Where and how to reach someone."""

    channel: Channel = Channel.POST

    format: Format = Format.STANDARD

    address: tuple[ShortText, ...] = Field(default=(), max_length=8)
    """Postal address, a line each."""

    email: Annotated[str, Field(pattern=EMAIL, max_length=254)] | None = None
    """The e-mail address; needed where the channel is e-mail."""

    @property
    def format_made_here(self) -> Format:
        """The format in which we print. Staff make any other format that is wanted out of the standard one."""
        return self.format if self.format in MADE_HERE else Format.STANDARD

    def reachable(self) -> bool:
        """Whether the contact has what the preferred channel needs: an e-mail address, or a postal address."""
        return bool(self.email) if self.channel is Channel.EMAIL else bool(self.address)


class Person(Incoming):
    """Whose plan it is."""

    name: ShortText
    """The person's name, as it stands on the record."""

    preferred_name: ShortText | None = None
    """What the person likes to be called, if it is something else."""

    date_of_birth: Day | None = None
    """The person's date of birth."""

    contact: Contact

    has_capacity_about_sharing: Flag = True
    """Whether the person has capacity to decide who sees the plan."""

    @property
    def greeting(self) -> str:
        """The name to greet the person by in a letter."""
        return self.preferred_name or self.name


class Representative(Incoming):
    """Someone who acts for the person, and is told in their place."""

    name: ShortText
    """The representative's name."""

    relationship: ShortText
    """What the representative is to the person, such as attorney or son."""

    contact: Contact


class Practitioner(Incoming):
    """The social care practitioner who submits the plan and answers for it (SUB-3)."""

    id: StaffId

    name: ShortText
    """The name that letters give as the person to speak to."""

    telephone: ShortText | None = None
    """The telephone number that letters give."""

    line_manager: StaffId | None = None
    """Their line manager."""


class DelegatedPlanner(Incoming):
    """SUB-3: someone else who did the planning. The named practitioner still answers for it."""

    id: StaffId

    organisation: ShortText
    """The organisation that did the planning."""


class Provider(Incoming):
    """An organisation that will deliver care; it may be sent a copy under SHARE-2 and SHARE-3."""

    id: ItemId

    name: ShortText
    """The organisation's name."""

    contact: Contact


class Carer(Incoming):
    """A carer of the person; normally has a full copy (SHARE-1)."""

    id: ItemId

    name: ShortText
    """The carer's name, as it stands on their letter."""

    relationship: ShortText
    """What the carer is to the person, such as daughter."""

    contact: Contact


class ExpertAssessor(Incoming):
    """ROUTE-11: an expert assessor who was involved, such as for somebody who is deafblind."""

    id: StaffId

    expertise: ShortText
    """What they are expert in, such as deafblindness."""
