"""TELL-7 · From whom letters come, in plain sentences: for whoever has to agree to what letters will say."""

from collections.abc import Iterator
from typing import NamedTuple

from countersign.careplan.sender import Sender


class OfTheSender(NamedTuple):
    """One thing that is said of a sender."""

    where: str
    """Its place in the sender's file."""

    text: str

    source: str


def sender_in_sentences(sender: Sender | None, folder: str = "") -> Iterator[OfTheSender]:
    """From whom letters come, whom they name, and how to complain. None: there is no sender that can be read.

    `folder`: where it was looked for.
    """
    if sender is None:
        where = f" in {folder}" if folder else ""
        text = f"There is no sender.toml{where} that can be read, so no worker starts and no letter goes."
        yield OfTheSender("sender.toml", text, "")
        return

    def says(where: str, text: str) -> OfTheSender:
        return OfTheSender(f"sender.toml: {where}", text, sender.source)

    logo = ", under its logo" if sender.logo else ""
    yield says(
        "council", f"Letters come from {sender.council}, {sender.department}{logo}: {', '.join(sender.address)}."
    )
    text = (
        f"Whoever has a question rings {sender.telephone} ({sender.opening_hours}), sends a text message to "
        f"{sender.text_message}, or writes to {sender.email}; {sender.web} says more."
    )
    yield says("telephone", text)
    text = f"Whoever cannot hear or speak on the telephone dials {sender.relay_digits} first ({sender.relay_name})."
    yield says("relay", text)
    hours = sender.out_of_hours
    text = f"Out of hours {hours.name} answers: {hours.telephone}, and {hours.providers} for providers of care."
    yield says("out_of_hours", text)
    text = f"{sender.advocate.name} is named for an independent advocate: {sender.advocate.telephone}."
    yield says("advocate", text)
    yield says("interpreters", f"Letters offer {sender.interpreters}.")
    complaints = sender.complaints
    text = (
        f"Complaints go to {complaints.name} within {complaints.within_months} months: {complaints.telephone}, "
        f"{complaints.email}, {', '.join(complaints.address)}; then to {sender.ombudsman.name}, "
        f"{sender.ombudsman.telephone}."
    )
    yield says("complaints", text)
