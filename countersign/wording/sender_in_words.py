"""TELL-7 · Whom to ask, how to complain and who helps, in the words that letters and the written record share."""

from collections.abc import Callable

from countersign.careplan.people import ReachesUsBy
from countersign.careplan.sender import Sender, shown
from countersign.wording.document import Fact
from countersign.wording.letter_head import LetterHead, Reader
from countersign.wording.plain_words import counted


def complaints_in_words(
    sender: Sender, first: ReachesUsBy = ReachesUsBy.TELEPHONE, *, names_advocate: bool = True
) -> str:
    """How to complain, a line for each step: to the council, with somebody's help, and then to the ombudsman.

    `first`: what the reader can use first. `names_advocate`: without it, whom to ask for one stands elsewhere.
    """
    complaints, ombudsman, advocate = sender.complaints, sender.ombudsman, sender.advocate
    months, letter_to = counted(complaints.within_months, "month"), ", ".join(complaints.address)
    ways = f"Ring {complaints.telephone}, send an e-mail to {complaints.email}, or write to {letter_to}."
    if first != ReachesUsBy.TELEPHONE:
        relay = _through_the_relay(sender, complaints.telephone)
        ways = f"Send an e-mail to {complaints.email}, write to {letter_to}, or use {sender.relay_name}: {relay}."
    free = f" An advocate is free: ring {advocate.name} on {advocate.telephone}." if names_advocate else ""
    web = shown(ombudsman.web)
    then = f"{ombudsman.name} can look into it, free of charge. Ring {ombudsman.telephone}, or see {web}."
    lines = (
        f"Please do so within {months}. {ways}",
        f"Someone can do this for you or with you, such as a relative, a friend or an advocate.{free}",
        "Complaining does not change the care and support that you have. We will write to you with our answer.",
        f"Are you still not happy after that? {then}",
    )
    return "\n".join(lines)


def at_once(head: LetterHead) -> str:
    """What the reader of a letter does to reach us at once, by what they can use: "call 01632 960104"."""
    return _AT_ONCE[head.recipient.reaches_us_by](head)


def _number(head: LetterHead) -> str:
    return head.practitioner_telephone or head.sender.telephone


def _through_the_relay(sender: Sender, number: str) -> str:
    return f"{sender.relay_digits} {number}"


_AT_ONCE: dict[ReachesUsBy, Callable[[LetterHead], str]] = {
    ReachesUsBy.TELEPHONE: lambda head: f"call {_number(head)}",
    ReachesUsBy.TEXT: lambda head: f"send a text message to {head.sender.text_message}",
    ReachesUsBy.EMAIL: lambda head: f"send an e-mail to {head.sender.email}",
    ReachesUsBy.RELAY: lambda head: (
        f"call through {head.sender.relay_name}, {_through_the_relay(head.sender, _number(head))}"
    ),
}


def ways_to_reach_us(head: LetterHead, whose: str) -> tuple[Fact, ...]:
    """Whom to ring when the office is closed, and every way to reach us. What a reader uses instead stands first.

    `whose`: how the letter says whose the practitioner is, such as "your".
    """
    sender, first = head.sender, head.recipient.reaches_us_by
    theirs = f"{head.practitioner_name}, {whose} social care practitioner"
    own = ((theirs, head.practitioner_telephone),) if head.practitioner_name and head.practitioner_telephone else ()
    by: dict[ReachesUsBy, tuple[tuple[str, str], ...]] = {
        ReachesUsBy.TELEPHONE: (*own, (sender.department, f"{sender.telephone} ({sender.opening_hours})")),
        ReachesUsBy.TEXT: (("Text message", sender.text_message),),
        ReachesUsBy.EMAIL: (("E-mail", sender.email),),
        ReachesUsBy.RELAY: (
            (
                "If you cannot hear or speak on the telephone",
                f"{sender.relay_name}: {_through_the_relay(sender, sender.telephone)}",
            ),
        ),
    }
    order = [first, *(way for way in by if way != first)]
    if first != ReachesUsBy.TELEPHONE:  # what they cannot use comes last, for somebody who rings for them
        order = [way for way in order if way != ReachesUsBy.TELEPHONE] + [ReachesUsBy.TELEPHONE]
    closed = (("Evenings, nights and weekends", _out_of_hours(head)), ("If somebody is in danger", "Ring 999"))
    # At night nobody reads a list to its end. It is by telephone: whoever cannot use one has their own way before it.
    groups = [by[way] for way in order]
    groups.insert(0 if first == ReachesUsBy.TELEPHONE else 1, closed)
    return tuple(Fact(label=label, values=(value,)) for rows in groups for label, value in rows)


def when_open(head: LetterHead) -> str:
    """When somebody answers, and on which number of the council's, whoever is away."""
    number = head.sender.telephone
    if head.recipient.reaches_us_by is not ReachesUsBy.TELEPHONE:
        number = f"{head.sender.relay_name}, {_through_the_relay(head.sender, number)}"
    return f"Our office: {number}, {head.sender.opening_hours}."


def when_closed(head: LetterHead) -> str:
    """What stands beside what cannot wait, for whoever reads it at night: whom to call when the office is closed."""
    reader = head.recipient
    through = "" if reader.reaches_us_by == ReachesUsBy.TELEPHONE else f"through {head.sender.relay_name}, "
    return f"In the evening, at night or at a weekend, call {through}{_number_when_closed(head)}."


def _number_when_closed(head: LetterHead) -> str:
    """People in care ring another number than providers of care."""
    hours, reader = head.sender.out_of_hours, head.recipient
    number = hours.providers if reader.reader == Reader.PROVIDER else hours.telephone
    return number if reader.reaches_us_by == ReachesUsBy.TELEPHONE else _through_the_relay(head.sender, number)


def _out_of_hours(head: LetterHead) -> str:
    return f"{head.sender.out_of_hours.name}, {_number_when_closed(head)}"
