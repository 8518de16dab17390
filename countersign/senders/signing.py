"""WHO-4 · Signs a message: what a case system does before it sends one."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import OKPKey

from countersign.careplan.envelope import ALGORITHMS, TYPE, as_payload
from countersign.senders.header import REGISTRY
from countersign.senders.keys import private_key_in


def now(_message: Mapping[str, Any]) -> datetime:
    """A message is signed as it is sent."""
    return datetime.now(UTC)


class Signer:
    """Signs with one private key."""

    def __init__(self, key: OKPKey, kid: str, audience: str, at: Callable[[Mapping[str, Any]], datetime] = now) -> None:
        """`audience`: what the installation is called. `at`: when a message is signed."""
        self._key = key
        self._kid = kid
        self._audience = audience
        self._at = at

    @classmethod
    def with_key_in(cls, path: Path) -> "Signer":
        """A signer with the key of a file. Raises KeyFileError."""
        key, said = private_key_in(path)
        return cls(key, said.kid, said.aud)

    def __call__(self, plan_id: str, name: str, message: Mapping[str, Any]) -> dict[str, Any]:
        """The message in its envelope. `name`: of the message; `submit` for a submission."""
        protected = {
            "alg": ALGORITHMS[0],
            "kid": self._kid,
            "typ": TYPE,
            "plan_id": plan_id,
            "message": name,
            "aud": self._audience,
            "iat": int(self._at(message).timestamp()),
        }
        return dict(jws.serialize_json({"protected": protected}, as_payload(message), self._key, registry=REGISTRY))
