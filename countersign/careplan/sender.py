"""TELL-7 · From whom letters come: the council, how to reach it, and everybody whom a letter has to name.

Source: the Care Act 2014 and its guidance ask that people know whom to ask, that an advocate and help with language are
offered, and how to complain; the Local Authority Social Services and NHS Complaints (England) Regulations 2009 give
twelve months, and then the ombudsman (*check* both at first hand). A telephone number changes on a day of its own, so a
sender is no part of an edition of a scheme: one file, `sender.toml`, stands beside the schemes and is laid over them.

This module says what a sender looks like, and what is wrong with one, in words that name the place.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from countersign.careplan.evidence import says_something
from countersign.careplan.form_in_words import form_in_words
from countersign.careplan.people import is_a_place
from countersign.careplan.wire import WEB, Incoming, ShortText, Stored, Text
from countersign.mailbox import one_mailbox

LARGEST_LOGO = 30_000
"""In bytes. It stands in every letter that is kept."""

_TELEPHONE = re.compile(r"(?:\+44 ?|0)[0-9](?: ?[0-9]){8,10}")
_DIALLED = re.compile(r"\b[0-9]{5}\b")

_FOR_DRAMA = (
    *("01632960", "07700900", "02079460", "08081570", "09098790", "03069990", "01914980", "02890180", "02920180"),
    *(f"01{area}4960" for area in ("13", "14", "15", "16", "17", "18", "21", "31", "41", "51", "61")),
)
"""How the numbers begin that Ofcom keeps for drama: nobody answers them."""


def _a_telephone_number(text: str) -> str:
    if not _TELEPHONE.fullmatch(text):
        raise ValueError("must be a telephone number as people write it, such as 01632 960100")
    return text


LONGEST_WORD = 40
"""In characters."""


def _says_something(text: str) -> str:
    if not says_something(text):
        raise ValueError("must say something: not TBC, n/a or the like")
    if any(len(word) > LONGEST_WORD for word in text.split()):
        raise ValueError(f"has a word of more than {LONGEST_WORD} characters, for which no letter has room")
    return text


def _a_place(lines: tuple[str, ...]) -> tuple[str, ...]:
    if not is_a_place(lines):
        raise ValueError("must be one to which a letter can be posted")
    return lines


def _is_dialled(text: str) -> str:
    if not _DIALLED.search(text):
        raise ValueError("must say by which service, and what is dialled before a number, such as Relay UK, 18001")
    return text


Telephone = Annotated[ShortText, AfterValidator(_a_telephone_number)]
"""A telephone number in the United Kingdom, as it is printed."""

Email = Annotated[ShortText, AfterValidator(one_mailbox)]

Web = Annotated[str, StringConstraints(pattern=WEB, max_length=200)]
"""The address of a page, with https:// before it."""

Said = Annotated[ShortText, AfterValidator(_says_something)]

PostalAddress = Annotated[tuple[ShortText, ...], Field(min_length=2, max_length=6), AfterValidator(_a_place)]
"""A line each, the postcode last."""


class OutOfHours(Incoming):
    """Whom to ring on evenings, nights and weekends."""

    name: Said
    """Who answers, such as the emergency duty team."""

    telephone: Telephone
    """For people who have care and support, and whoever helps them."""

    providers: Telephone
    """For providers of care."""


class Complaints(Incoming):
    """How to complain to the council."""

    name: Said = "the complaints team"
    """Who takes complaints."""

    telephone: Telephone
    email: Email
    address: PostalAddress

    within_months: Annotated[int, Field(ge=12, le=60, strict=True)]
    """Within how many months. By law at least twelve."""


class Ombudsman(Incoming):
    """Who looks at a complaint after the council has, free of charge."""

    name: Said
    telephone: Telephone
    web: Web


class AdvocateOffer(Incoming):
    """Whom to ask for an independent advocate."""

    name: Said
    """The organisation, or the council's own team that arranges it."""

    telephone: Telephone
    email: Email


class DataProtection(Incoming):
    """Whom to ask what the council holds about somebody, and how it uses that."""

    name: Said
    email: Email

    web: Web
    """The page that says how the council uses what it holds: its privacy notice."""


class InformationCommissioner(Incoming):
    """Who looks at a complaint about how somebody's information was used."""

    name: Said
    telephone: Telephone
    web: Web


def shown(web: Web) -> str:
    """The address of a page as people write it: without https:// where it begins with www."""
    bare = web.removeprefix("https://")
    return bare if bare.startswith("www.") else web


class Logo(Stored):
    """A picture that stands at the head of letters."""

    media_type: Literal["image/svg+xml", "image/png"]

    data: str
    """Its bytes, in base64."""


class Sender(Incoming):
    """TELL-7: from whom letters come."""

    council: Said
    department: Said
    address: PostalAddress

    telephone: Telephone

    text_message: Telephone
    """The number for text messages."""

    email: Email
    web: Web

    opening_hours: Said
    """When somebody answers, such as Monday to Friday, 9am to 5pm."""

    relay: Annotated[ShortText, AfterValidator(_is_dialled)]
    """What somebody who cannot hear or speak dials before a number, and by which service: 18001 with Relay UK is
    `Relay UK, 18001`."""

    out_of_hours: OutOfHours
    complaints: Complaints
    ombudsman: Ombudsman
    advocate: AdvocateOffer
    data_protection: DataProtection
    information_commissioner: InformationCommissioner

    interpreters: Said
    """Which help with language is offered, such as an interpreter, also in British Sign Language."""

    source: Annotated[Text, AfterValidator(_says_something)]
    """Whose word it rests on."""

    logo: Logo | None = None
    """None: letters begin with the council's name alone."""

    @property
    def web_shown(self) -> str:
        """The address of the council's page, as people write it."""
        return shown(self.web)

    @property
    def relay_digits(self) -> str:
        """What is dialled before a number to ring through the relay service, such as 18001."""
        return _DIALLED.findall(self.relay)[0]

    @property
    def relay_name(self) -> str:
        """What the relay service is called."""
        return self.relay.partition(",")[0].strip()

    @property
    def is_made_up(self) -> bool:
        """Whether something in it reaches nobody: a number kept for drama, or an address that ends in .example."""
        numbers = (
            self.telephone,
            self.text_message,
            self.out_of_hours.telephone,
            self.out_of_hours.providers,
            self.complaints.telephone,
            self.advocate.telephone,
        )
        asked = (self.complaints, self.advocate, self.data_protection)
        addresses = (self.email, self.web.split("/")[2], *(each.email for each in asked))
        digits = (re.sub(r"\D", "", re.sub(r"^\+44", "0", number)) for number in numbers)
        for_drama = any(number.startswith(_FOR_DRAMA) for number in digits)
        return for_drama or any(address.endswith(".example") for address in addresses)


MADE_UP = (
    "has telephone numbers or addresses that reach nobody (kept for drama, or .example): it is for trying things out, "
    "and never for letters that somebody is to have"
)
"""What is worth a look with a sender that is made up, in words that go on after the file's name."""


class SenderError(Exception):
    """A sender that cannot be used. The text names each place in its file, and what was expected there."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the problems as a list as well, for whoever prints them."""
        super().__init__("; ".join(problems))
        self.problems = problems


def read_sender(data: Mapping[str, Any]) -> Sender:
    """A parsed TOML document as a sender. Raises SenderError, which names everything that is wrong at once."""
    try:
        return Sender.model_validate(data)
    except ValidationError as error:
        problems: list[str] = []
        for details in error.errors(include_url=False):
            place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in details["loc"])
            words = form_in_words(details["type"], details["msg"], details.get("ctx", {}))
            problems.append(f"{place}: {_FAULTS.get(details['type'], words)}")
        raise SenderError(problems) from None


_FAULTS = {
    "extra_forbidden": "is not a key of a sender",
    "too_short": "must have two lines or more",
    "too_long": "must have six lines at most",
    "string_pattern_mismatch": "must be the address of a page, such as https://www.northbridge.example/care",
}
