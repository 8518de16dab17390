"""WHO-4 · The gate of an installation: verifies who sent a message, by the council's file of senders.

Nothing that a sender wrote is repeated in a reason. A workflow never comes here: it runs in an activity.
"""

from typing import Any, NamedTuple, cast

from joserfc import jws
from joserfc.errors import JoseError
from pydantic import ValidationError

from countersign.careplan import envelope
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.reading import NotReadError
from countersign.careplan.senders import Arrived, CaseSystem, Header, Proof, SenderKey, Senders, Sureness, may_say
from countersign.careplan.submission import problems_of_form
from countersign.casework.who_sends import Admitted, is_taken_from_anybody, taken_out
from countersign.senders.header import REGISTRY
from countersign.senders.keys import public_key

NOT_SIGNED = "The message is not signed: this installation takes in only what a case system has signed. [WHO-4]"

NOT_WHOLE = (
    "the envelope: has payload, protected and signature, each a text, and nothing beside them: all that is said about "
    "a signature is protected by it. [WHO-4]"
)


class _Signed(NamedTuple):
    system: CaseSystem
    key: SenderKey
    header: Header


class SendersGate:
    """Opens what comes by the file of senders."""

    def __init__(self, senders: Senders | None, *, asks: bool) -> None:
        """`senders`: None if there is no file. `asks`: whether what is not signed is refused."""
        self._senders = senders
        self._asks = asks

    def admitted(self, arrived: Arrived) -> Admitted:
        """The message, and what proves who sent it. What is signed is verified, whether or not it has to be signed."""
        came = arrived.message
        asks = self._asks and (self._senders is None or self._senders.asks_at(arrived.now))
        nobody = Proof(how_sure=Sureness.NOT_VERIFIED if asks else Sureness.NOT_ASKED)
        if not envelope.is_envelope(came):
            refused = Refused(Refusal.NOT_VERIFIED, (NOT_SIGNED,)) if asks else None
        elif self._senders is None:
            refused = None if not asks else Refused(Refusal.NOT_VERIFIED, (NOT_SIGNED,))
        else:
            signed = self._signed(cast("dict[str, Any]", came), self._senders)
            if isinstance(signed, _Signed):
                inside = taken_out(came, _proof_of(signed))
                said = arrived._replace(message=inside.message)
                refused = may_say(self._senders, signed.system, signed.key, signed.header, said)
                if refused is None or inside.problem:
                    return inside
            else:
                refused = signed
            nobody = Proof(how_sure=Sureness.NOT_VERIFIED)
        if refused is not None and is_taken_from_anybody(arrived.name):
            # Refusing it could leave somebody at risk (TIME-3). Whoever reads it is told that nothing proves it.
            refused = None
        return taken_out(came, nobody, refused)

    def _signed(self, came: dict[str, Any], senders: Senders) -> "_Signed | Refused":
        """Who signed it, if the signature holds."""
        if not envelope.is_whole(came):
            return Refused(Refusal.NOT_VERIFIED, (NOT_WHOLE,))
        try:
            raw = envelope.protected_of(came)
        except NotReadError as error:
            return _not_verified(f"protected: {error}.")
        header = _header_of(raw)
        found = senders.found(header.kid) if isinstance(header, Header) else None
        if isinstance(header, Refused) or found is None:
            return header if isinstance(header, Refused) else _not_verified("kid: no case system has a key of that id.")
        system, key = found
        try:
            jws.deserialize_json(came, public_key(key.public), registry=REGISTRY)  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError):
            return _not_verified("signature: is not one of this message by that key.")
        return _Signed(system, key, header)


def _header_of(raw: dict[str, Any]) -> Header | Refused:
    """The header of a message that is signed in our one way; before anything is done with what it says."""
    if raw.get("alg") not in envelope.ALGORITHMS:
        return _not_verified(f"alg: must be {envelope.ALGORITHMS[0]}.")
    try:
        header = Header.model_validate(raw)
    except ValidationError as error:
        return _not_verified(*(f"protected.{problem}." for problem in problems_of_form(error)))
    return header if header.typ == envelope.TYPE else _not_verified(f"typ: must be {envelope.TYPE}.")


def _proof_of(signed: _Signed) -> Proof:
    return Proof(
        how_sure=Sureness.SIGNED,
        system=signed.system.name,
        kid=signed.key.kid,
        signed_at=signed.header.signed_at,
    )


def _not_verified(*reasons: str) -> Refused:
    return Refused(Refusal.NOT_VERIFIED, tuple(f"{reason} [WHO-4]" for reason in reasons))
