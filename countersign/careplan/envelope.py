"""WHO-4 · The envelope of a signed message: flattened JWS in JSON (RFC 7515, section 7.2.2).

    {"payload": "…", "protected": "…", "signature": "…"}

The payload is the message, as UTF-8. Reading it proves nothing: `countersign.senders` verifies the signature.
"""

import base64
import binascii
import json
from typing import Any, Final, cast

from countersign.careplan.reading import NotReadError, read_json

MEMBERS: Final = frozenset({"payload", "protected", "signature"})
"""What an envelope has, and nothing else. All that is said about a signature is protected by it."""

HOW_SIGNED: Final = (
    "Where an installation asks for it, a message is sent in an envelope: flattened JWS in JSON (RFC 7515, 7.2.2) with "
    "Ed25519. The payload is the message, as UTF-8. The protected header has alg (Ed25519), kid, typ "
    "(countersign+jws), plan_id, message (the name of the message; submit for a submission), aud (what the council "
    "calls the installation) and iat (when it is signed, in seconds since 1970), and nothing else; there is no "
    "unprotected header. A retry is signed anew, and keeps its message_id. The council's file of senders says which "
    "keys there are, and what each system may say for whom: sent_by.system is the system that signs. Urgent needs are "
    "taken unsigned as well."
)
"""The rule, for the contract."""

_TELLING: Final = frozenset({"payload", "protected", "signature", "signatures"})

TYPE: Final = "countersign+jws"
"""The `typ` of the protected header, so that something signed for another purpose is no message (RFC 8725, 3.11)."""

ALGORITHMS: Final = ("Ed25519", "EdDSA")
"""The names of the one algorithm: of RFC 9864, and the older one, which many libraries write."""


def is_envelope(value: object) -> bool:
    """Whether what came is meant as an envelope. No message has fields of these names."""
    return isinstance(value, dict) and not _TELLING.isdisjoint(cast("dict[str, object]", value))


def is_whole(envelope: dict[str, Any]) -> bool:
    """Whether it has the three members, each a text, and no other: no header that is not protected."""
    return envelope.keys() == MEMBERS and all(isinstance(member, str) for member in envelope.values())


def payload_of(envelope: dict[str, Any]) -> object:
    """The message in an envelope, not verified. Raises NotReadError if there is none that can be read."""
    return read_json(_decoded(envelope.get("payload")))


def protected_of(envelope: dict[str, Any]) -> dict[str, Any]:
    """The protected header, not verified. Raises NotReadError if there is none that can be read."""
    header = read_json(_decoded(envelope.get("protected")))
    if not isinstance(header, dict):
        raise NotReadError("is not one JSON object")
    return cast("dict[str, Any]", header)


def _decoded(text: object) -> bytes:
    """Base64url without padding, as RFC 7515 writes it."""
    if not isinstance(text, str) or not text.isascii() or "=" in text:
        raise NotReadError("is not base64url without padding")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise NotReadError("is not base64url without padding") from None


def as_payload(message: object) -> bytes:
    """A message as the payload of an envelope."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
