"""TELL-1, TELL-8 · Whom to write to and where changes: an address, a way, a format; or who acts for the person."""

from typing import Annotated

from pydantic import StringConstraints

from countersign.careplan.circumstances import WrittenTo
from countersign.careplan.evidence import Name, Said, Telephone
from countersign.careplan.messages.declaring import ANSWERS_FOR_IT, Declared, Message, Workflow
from countersign.careplan.people import Contact, Representative
from countersign.careplan.wire import IN_THE_PLAN, Day


class ChangeContact(Message):
    """TELL-8: where and how somebody is written to from now on. What is not sent yet goes there.

    No version changes by it. Of two that say it, the one decided last counts, whenever it came.
    """

    declared = Declared(
        name="change_contact",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT,
        why_they=(
            "they speak with the person and those around them, and can ask back; never whoever receives by it, but "
            "the person (TELL-8)"
        ),
        when="before the plan has left, and after it was signed off too (TELL-8)",
    )

    about: Annotated[str, StringConstraints(pattern=IN_THE_PLAN)]
    """Whose contact it is: `person`, `representative`, `advocate`, or a reference of this plan such as C1 or P1.
    Whomever the person asked for (asked-1 and so on) is reached as `request_copy` says last."""

    contact: Contact
    """All of it, as it is now: the address, the e-mail address, the format and the way that they prefer."""

    telephone: Telephone | None = None
    """Their telephone number, for whoever works on the plan. It stands in no letter."""

    decided_by: Name
    """Who says so: the person themselves, or the role of whoever checked it; nobody else who may receive something."""

    decided_on: Day
    """The day on which that was said or checked. One that has not come yet, or of over 24 months ago, is refused."""


class ChangeRepresentative(Message):
    """TELL-1, TELL-8: somebody acts for the person from now on, another way than before, or not any more.

    No version changes by it. What is not sent yet goes to whom it would be addressed now.
    """

    declared = Declared(
        name="change_representative",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT,
        why_they="they have seen what it rests on; nobody is made a representative by their own word (TELL-8)",
        when="before the plan has left, and after it was signed off too (TELL-8)",
    )

    representative: Representative | None = None
    """Who acts for the person now, with the basis, the scope and the first day; none: nobody does any more."""

    written_to: WrittenTo | None = None
    """Who is written to, and on what basis; none: as it was, or both, where somebody else acts for them now."""

    why: Said
    """On what it rests, such as a court's order that was seen, or that the person wishes it."""

    decided_by: Name
    """Who decided or checked it: the person themselves, or a role; never the representative."""

    decided_on: Day
    """The day of that. One that has not come yet, or of over 24 months ago, is refused."""
