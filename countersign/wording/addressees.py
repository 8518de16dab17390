"""TELL-1, TELL-2, REC-1 · To whom a letter about a plan is addressed."""

from datetime import date
from typing import NamedTuple

from countersign.careplan.notices import REPRESENTATIVE, NoticeKind
from countersign.careplan.people import Contact
from countersign.careplan.plan import Plan
from countersign.careplan.who_is_told import who_is_told
from countersign.wording.letters import Recipient


class Addressee(NamedTuple):
    """Somebody who is told as the person, or for them."""

    recipient: Recipient

    contact: Contact


def addressees(plan: Plan, kind: NoticeKind, on: date) -> tuple[Addressee, ...]:
    """TELL-1, TELL-2, REC-1: to whom a letter about a plan goes on a day: the person, their representative, or both."""
    return tuple(_addressee(plan, whom) for whom in who_is_told(plan, kind, on))


def _addressee(plan: Plan, whom: str) -> Addressee:
    told = plan.representative if whom == REPRESENTATIVE and plan.representative else plan.person
    about_self = told is plan.person
    recipient = Recipient(
        reference=whom,
        name=told.name,
        greeting=plan.person.greeting if about_self else told.name,
        address=told.contact.address,
        about_self=about_self,
    )
    return Addressee(recipient, told.contact)
