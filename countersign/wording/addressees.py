"""TELL-1, TELL-2, REC-1 · To whom a letter about a plan is addressed."""

from datetime import date
from typing import NamedTuple

from countersign.careplan.asked_for import AskedFor
from countersign.careplan.notices import REPRESENTATIVE, NoticeKind
from countersign.careplan.people import Advocate, Carer, Channel, Contact, Person, Provider, Representative
from countersign.careplan.plan import Plan
from countersign.careplan.who_is_told import who_is_told
from countersign.wording.letter_head import Reader, Recipient


class Addressee(NamedTuple):
    """Somebody who is told as the person, or for them."""

    recipient: Recipient

    contact: Contact


def addressees(plan: Plan, kind: NoticeKind, on: date) -> tuple[Addressee, ...]:
    """TELL-1, TELL-2, REC-1: to whom a letter about a plan goes on a day: the person, their representative, or both."""
    return tuple(_addressee(plan, whom) for whom in who_is_told(plan, kind, on))


def _addressee(plan: Plan, whom: str) -> Addressee:
    told = plan.representative if whom == REPRESENTATIVE and plan.representative else plan.person
    return Addressee(recipient_of(whom, told), told.contact)


def recipient_of(reference: str, party: Person | Representative | Carer | Provider | Advocate | AskedFor) -> Recipient:
    """Somebody of a plan as whoever a letter is addressed to, with what they can read and use."""
    is_person = isinstance(party, Person)
    return Recipient(
        reference=reference,
        name=party.name,
        greeting=party.greeting if is_person else party.name,
        address=party.contact.address,
        about_self=is_person,
        reader=_READERS[type(party)],
        reaches_us_by=party.contact.first_way_to_us,
        by_post=party.contact.channel is not Channel.EMAIL or not party.contact.reachable(),
        print_size=party.contact.print_size_made_here,
        language=party.contact.language or "",
    )


_READERS = {
    Person: Reader.PERSON,
    Representative: Reader.REPRESENTATIVE,
    Carer: Reader.CARER,
    Provider: Reader.PROVIDER,
    Advocate: Reader.ADVOCATE,
    AskedFor: Reader.ASKED_FOR,
}
