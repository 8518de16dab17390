"""WHO-4 · What comes is opened: the message in it, what proves who sent it, and why it is not taken in."""

from typing import Any, NamedTuple, Protocol

from countersign.careplan import envelope
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Refused
from countersign.careplan.messages.declaring import Relation
from countersign.careplan.reading import NotReadError
from countersign.careplan.senders import Arrived, Proof, Sureness


class Admitted(NamedTuple):
    """What came, opened: the message in it, and who sent it."""

    message: Any
    """The message: what came itself, or what its envelope holds; None if that cannot be read."""

    proof: Proof

    refused: Refused | None = None
    """Why it is not taken in, whatever it says; None if it is."""

    problem: str = ""
    """What is wrong with an envelope whose message cannot be read; empty if there is nothing."""


class Gate(Protocol):
    """Opens what comes. The message that `arrived` carries is whatever came, in an envelope or not."""

    def admitted(self, arrived: Arrived) -> Admitted:
        """Open it, and verify who sent it."""
        ...


class AnybodyMaySend:
    """Asks nobody for a proof, and believes none: for the embedded default, and for tests."""

    def admitted(self, arrived: Arrived) -> Admitted:
        """The message, whoever sent it."""
        return taken_out(arrived.message, Proof(how_sure=Sureness.NOT_ASKED))


def taken_out(came: Any, proof: Proof, refused: Refused | None = None) -> Admitted:  # noqa: ANN401  # any JSON value
    """What came itself; or, if it is an envelope, the message in it."""
    if not envelope.is_envelope(came):
        return Admitted(came, proof, refused)
    try:
        return Admitted(envelope.payload_of(came), proof, refused)
    except NotReadError as error:
        return Admitted(None, proof, refused, f"payload: {error}")


def is_taken_from_anybody(name: str) -> bool:
    """TIME-3, WHO-1: whether a message of that name is taken in whoever sends it."""
    return name in MESSAGES and Relation.ANYBODY in MESSAGES[name].declared.sent_by
