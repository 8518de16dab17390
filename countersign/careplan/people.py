"""The people of a plan: the person, who acts for them, who works on the plan, who cares; and how to reach them."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, model_validator

from countersign.careplan.evidence import Name, Telephone
from countersign.careplan.wire import (
    EMAIL,
    PERSON_REFERENCE,
    PLAN_ID,
    Day,
    DayOfBirth,
    Incoming,
    ItemId,
    ShortText,
    StaffId,
    is_from_outside,
)
from countersign.careplan.words import plainly
from countersign.mailbox import LONGEST_ADDRESS, one_mailbox

LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$"
"""A language by its code, with its script where that has to be said (BCP 47; ISO 639 and ISO 15924)."""


_OF_TWO_LETTERS = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja "
    "jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb "
    "nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so "
    "sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_LANGUAGES = frozenset(_OF_TWO_LETTERS.split())
"""Every code of two letters (ISO 639-1). Of those with three letters there are thousands."""

_NO_LANGUAGE = re.compile(r"mis|mul|und|zxx|q[a-t][a-z]")
"""Codes of three letters for no one language (ISO 639-2)."""


def _must_be_a_language(code: str, info: ValidationInfo) -> str:
    bare = code.partition("-")[0]
    there_is = bare in _LANGUAGES if len(bare) == 2 else not _NO_LANGUAGE.fullmatch(bare)  # noqa: PLR2004
    if is_from_outside(info) and not there_is:
        raise ValueError("must be the code of a language that there is, such as cy for Welsh")
    return code


class Channel(StrEnum):
    """How a recipient wants to be reached."""

    POST = "post"
    EMAIL = "email"


class Format(StrEnum):
    """The form in which a recipient can read. The last four are made elsewhere, by people."""

    NOT_STATED = "not_stated"
    """Nobody has asked, or nobody wrote the answer down: the standard form goes until somebody does."""
    STANDARD = "standard"
    LARGE_PRINT = "large_print"
    PLAIN_TEXT = "plain_text"
    EASY_READ = "easy_read"
    BRAILLE = "braille"
    AUDIO = "audio"
    BSL = "bsl"


MADE_HERE = frozenset({Format.STANDARD, Format.LARGE_PRINT, Format.PLAIN_TEXT})
MADE_BY_PEOPLE = frozenset({Format.EASY_READ, Format.BRAILLE, Format.AUDIO, Format.BSL})


LARGE_PRINT = 18
"""In points: large print for whoever did not say how large."""

EASY_READ_PRINT = 14
"""In points: the print of easy read for whoever did not say how large. None is smaller."""


MOBILE = r"^(\+44 ?|0)7(?:[1-57-9][0-9]{2}|624) ?[0-9]{3} ?[0-9]{3}$"
"""A mobile number of the United Kingdom. 070 has personal numbers, which cost more; 076, but for 07624, has pagers."""


class ReachesUsBy(StrEnum):
    """What somebody can use to reach the council. A letter names it first (TELL-7)."""

    TELEPHONE = "telephone"
    TEXT = "text"
    EMAIL = "email"
    RELAY = "relay"


class Contact(Incoming):
    """Where and how to reach someone."""

    channel: Channel = Channel.POST

    format: Format = Format.NOT_STATED

    address: tuple[ShortText, ...] = Field(default=(), max_length=8)
    """Postal address, a line each."""

    email: Annotated[str, Field(pattern=EMAIL, max_length=LONGEST_ADDRESS), AfterValidator(one_mailbox)] | None = None
    """The e-mail address. Where the channel is e-mail and a plan has none, somebody is asked to give what goes there;
    `change_contact` and `change_representative` are refused without it."""

    mobile: Annotated[str, Field(pattern=MOBILE)] | None = None
    """A mobile number, to which a text message may say that a letter is coming."""

    not_by: tuple[Channel, ...] = Field(default=(), max_length=len(Channel))
    """TELL-5: by which channel they want nothing, although what was sent by the one that they chose did not arrive."""

    reaches_us_by: ReachesUsBy | None = None
    """What they can use to reach us, which letters name first. Not stated: text messages where they read British Sign
    Language, else the telephone."""

    print_size: Annotated[int, Field(ge=16, le=28, strict=True)] | None = None
    """In large print: how large, in points. Not stated: 18. In easy read: how large its print is. Not stated: 14."""

    language: Annotated[str, Field(pattern=LANGUAGE), AfterValidator(_must_be_a_language)] | None = None
    """The language that they read best, where it is not English: its code, such as cy for Welsh, or pa-Arab for Panjabi
    in Arabic letters. Letters are in English and in it where the council has them in it. Not stated: English."""

    @model_validator(mode="after")
    def _is_not_against_itself(self) -> Self:
        if self.channel in self.not_by:
            raise ValueError("not_by must not have the channel by which they are written to: say another channel")
        return self

    @property
    def first_way_to_us(self) -> ReachesUsBy:
        """TELL-7: what letters name first, for whoever has a question."""
        return self.reaches_us_by or (ReachesUsBy.TEXT if self.format is Format.BSL else ReachesUsBy.TELEPHONE)

    @property
    def format_made_here(self) -> Format:
        """The format in which we print. Staff make any other format that is wanted out of the standard one."""
        return self.format if self.format in MADE_HERE else Format.STANDARD

    @property
    def print_size_made_here(self) -> int:
        """In points: how large the large print is that we make for it, or the easy-read draft; else the usual size."""
        if self.format is Format.EASY_READ:
            return self.print_size or EASY_READ_PRINT
        wanted = self.print_size if self.format_made_here is Format.LARGE_PRINT else None
        return wanted or LARGE_PRINT

    @property
    def is_made_by_people(self) -> bool:
        """TELL-4: whether people make what goes there, out of a draft; meanwhile the standard form goes."""
        return self.format in MADE_BY_PEOPLE

    def what_is_missing(self) -> tuple[str, str]:
        """TELL-8: of a contact that is said anew, which field is missing, and what to say there; two times nothing."""
        if self.channel is Channel.EMAIL and not self.email:
            return "email", "give the e-mail address, since they are to be reached by e-mail; or say another channel."
        if not self.address and not self.email:
            return "address", "give it; where there is none, say so in it, such as: no fixed abode."
        return "", ""

    def reachable(self) -> bool:
        """Whether the contact has what the preferred channel needs: an e-mail address, or a place to post to."""
        return bool(self.email) if self.channel is Channel.EMAIL else is_a_place(self.address)


NOWHERE = frozenset(
    plainly(text)
    for text in (
        "no fixed abode",
        "of no fixed abode",
        "no fixed address",
        "nfa",
        "n f a",
        "homeless",
        "rough sleeping",
        "sofa surfing",
        "unknown",
        "not known",
        "address unknown",
        "none",
        "no address",
        "not applicable",
        "n a",
        "tbc",
        "to be confirmed",
    )
)
"""What stands in an address where there is none to post to."""

_POSTCODE = re.compile(r"(gir ?0aa|[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2})")


def is_a_place(address: tuple[str, ...]) -> bool:
    """TELL-5: whether a letter can be posted to an address, and it says nowhere that there is none.

    It has two parts at least besides its postcode, or one with a number beside a postcode. A part is a line, or what
    stands between commas.
    """
    parts = [re.sub(r"[^a-z0-9]+", " ", plainly(part)).strip() for line in address for part in line.split(",")]
    named = [part for part in parts if part and not _POSTCODE.fullmatch(part)]
    numbered = len(named) < len(parts) and any(re.search("[0-9]", part) for part in named)
    return (len(named) > 1 or numbered) and not NOWHERE.intersection(named)


_UUID = re.compile(PLAN_ID)
_LETTERS_IN_A_ROW = re.compile(r"[A-Za-z]{5}")
_SEPARATORS = re.compile(r"[._-]")
_NHS_NUMBER = re.compile(r"(?:NHS)?([0-9]{10})", re.IGNORECASE)
_NATIONAL_INSURANCE_NUMBER = re.compile(r"[A-Za-z]{2}[0-9]{6}[A-Da-d]")
_ELEVEN = 11
_SHORTEST_NAME = 3


def _is_an_nhs_number(digits: str) -> bool:
    """Whether ten digits end in the check digit of an NHS number: weights 10 to 2, modulus 11."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (_ELEVEN - total % _ELEVEN) % _ELEVEN == int(digits[-1])


def _says_nothing_about_the_person(reference: str) -> str:
    """Refuse a reference that is, or looks like, something that others know the person by."""
    if _UUID.fullmatch(reference):
        return reference
    if _LETTERS_IN_A_ROW.search(reference):
        raise ValueError("must not hold a word or a name: at most four letters in a row, or a UUID")
    bare = _SEPARATORS.sub("", reference)
    number = _NHS_NUMBER.fullmatch(bare)
    if number and _is_an_nhs_number(number[1]):
        raise ValueError("must be the council's own reference, not an NHS number")
    if _NATIONAL_INSURANCE_NUMBER.fullmatch(bare):
        raise ValueError("must be the council's own reference, not a National Insurance number")
    return reference


PersonReference = Annotated[
    str,
    StringConstraints(pattern=PERSON_REFERENCE, min_length=2, max_length=64),
    AfterValidator(_says_nothing_about_the_person),
    Field(
        description="The council's own reference for the person, by which their plans know of each other: a digit "
        "among it, no spaces, no word or name, no NHS or National Insurance number."
    ),
]


class Person(Incoming):
    """Whose plan it is."""

    reference: PersonReference | None = None
    """The council's own reference for the person, the same in each of their plans. A digit is among it. It is no name,
    no date of birth, no NHS and no National Insurance number."""

    name: Name
    """The person's name, as it stands on the record."""

    preferred_name: Name | None = None
    """What the person likes to be called, if it is something else."""

    date_of_birth: DayOfBirth | None = None
    """The person's date of birth."""

    contact: Contact

    @model_validator(mode="after")
    def _reference_is_not_the_person(self) -> Self:
        reference = plainly(self.reference or "")
        names = re.findall(r"[^\W\d_]+", plainly(f"{self.name} {self.preferred_name or ''}"))
        if any(len(name) >= _SHORTEST_NAME and name in reference for name in names):
            raise ValueError("reference must not hold the person's name")
        born = self.date_of_birth
        digits = re.sub(r"\D", "", reference)
        if born and any(f"{born:{written}}" in digits for written in ("%Y%m%d", "%d%m%Y", "%d%m%y")):
            raise ValueError("reference must not hold the person's date of birth")
        return self

    @property
    def greeting(self) -> str:
        """The name to greet the person by in a letter."""
        return self.preferred_name or self.name


class RepresentativeBasis(StrEnum):
    """On what footing somebody acts for the person."""

    ATTORNEY_HEALTH_AND_WELFARE = "attorney_health_and_welfare"
    ATTORNEY_PROPERTY = "attorney_property"
    DEPUTY_HEALTH_AND_WELFARE = "deputy_health_and_welfare"
    DEPUTY_PROPERTY = "deputy_property"
    APPOINTEE = "appointee"
    THE_PERSONS_WISH = "the_persons_wish"
    BEST_INTERESTS = "best_interests"


ABOUT_MONEY_ONLY = frozenset(
    {
        RepresentativeBasis.ATTORNEY_PROPERTY,
        RepresentativeBasis.DEPUTY_PROPERTY,
        RepresentativeBasis.APPOINTEE,
    }
)
"""Who acts for the person about money, and by that alone about nothing else."""


class RepresentativeScope(StrEnum):
    """In what somebody acts for the person."""

    CARE_AND_SUPPORT = "care_and_support"
    MONEY = "money"
    BEING_TOLD = "being_told"


class Representative(Incoming):
    """Someone who acts for the person, and is written to besides the person unless `written_to` says otherwise."""

    name: Name
    """The representative's name."""

    relationship: Name
    """What the representative is to the person, such as attorney or son."""

    contact: Contact

    basis: RepresentativeBasis | None = None
    """On what footing they act; none where it is not stated."""

    scope: tuple[RepresentativeScope, ...] = Field(default=(), max_length=3)
    """In what they act for the person; empty where it is not stated."""

    starts_on: Day | None = None
    """The first day on which they act."""

    ends_on: Day | None = None
    """The last day on which they act; none if it has no end."""

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("ends_on must not be before starts_on")
        return self

    def acts_on(self, on: date) -> bool:
        """Whether they act for the person on a day, its first and last day included."""
        has_begun = self.starts_on is None or self.starts_on <= on
        return has_begun and (self.ends_on is None or on <= self.ends_on)


class Advocate(Incoming):
    """REC-3: the independent advocate whom the person already has; told when the plan is given."""

    name: Name
    """The advocate's name, as it stands on their letter."""

    organisation: Name | None = None
    """The organisation that they work for."""

    contact: Contact

    since: Day | None = None
    """Since when they support the person."""

    formerly: ShortText | None = None
    """Their name in the version before, if they are called something else now: decisions about them go on."""


class Practitioner(Incoming):
    """The social care practitioner who submits the plan and answers for it (SUB-3)."""

    id: StaffId

    name: Name
    """The name that letters give as the person to speak to."""

    telephone: Telephone | None = None
    """The telephone number that letters give."""

    line_manager: StaffId | None = None
    """Their line manager."""


class DelegatedPlanner(Incoming):
    """SUB-3: someone else who did the planning. The named practitioner still answers for it."""

    id: StaffId

    organisation: Name
    """The organisation that did the planning."""


class Provider(Incoming):
    """An organisation that will deliver care; it may be sent a copy under SHARE-2 and SHARE-3."""

    id: ItemId

    name: Name
    """The organisation's name."""

    contact: Contact

    telephone: Telephone | None = None
    """The number that the written record gives, also for when nobody comes."""

    formerly: ShortText | None = None
    """Their name in the version before, if they are called something else now: decisions about them go on."""


class Carer(Incoming):
    """A carer of the person; normally has a full copy (SHARE-1)."""

    id: ItemId

    name: Name
    """The carer's name, as it stands on their letter."""

    relationship: Name
    """What the carer is to the person, such as daughter."""

    contact: Contact

    formerly: ShortText | None = None
    """Their name in the version before, if they are called something else now: decisions about them go on."""


class ExpertAssessor(Incoming):
    """ROUTE-11: an expert assessor who was involved, such as for somebody who is deafblind."""

    id: StaffId

    expertise: Name
    """What they are expert in, such as deafblindness."""
