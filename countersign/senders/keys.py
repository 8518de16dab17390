"""WHO-4 · Keys: reads the file of senders and a private key's file, and makes a pair.

A private key is one JSON object, a JWK (RFC 8037) with what its holder has to know to sign: `kid` and `aud`.
"""

import json
import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import ValidationError

from countersign.careplan.senders import Audience, Kid, PublicKey, Senders, SendersError, read_senders
from countersign.careplan.submission import problems_of_form
from countersign.careplan.wire import Incoming

CURVE = "Ed25519"


class KeyFileError(ValueError):
    """A private key's file cannot be used. The text says why, and repeats nothing of it."""


class PrivateKey(Incoming):
    """The file of a private key."""

    kty: Literal["OKP"]

    crv: Literal["Ed25519"]

    x: PublicKey

    d: PublicKey

    kid: Kid

    aud: Audience
    """What the installation is called that the key signs for."""


class Pair(NamedTuple):
    """A new pair of keys, as each is written down."""

    private: str
    """The content of the private key's file."""

    public: str
    """The lines of the public key in the file of senders."""


def senders_in(path: Path) -> Senders:
    """The file of senders. Raises SendersError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SendersError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SendersError(f"{path}: is not TOML") from None
    senders = read_senders(raw, str(path))
    for system in senders.system:
        for key in system.key:
            try:
                public_key(key.public)
            except (JoseError, ValueError):
                raise SendersError(f"{path}: the key {key.kid} of {system.name} is no Ed25519 key") from None
    return senders


def public_key(x: str) -> OKPKey:
    """A public key, from the `x` of its JWK."""
    key = OKPKey.import_key({"kty": "OKP", "crv": CURVE, "x": x})
    _ = key.public_key  # reads it
    return key


def private_key_in(path: Path) -> tuple[OKPKey, PrivateKey]:
    """A private key. Raises KeyFileError."""
    try:
        raw: object = json.loads(path.read_text(encoding="utf-8"))
        read = PrivateKey.model_validate(raw)
        return OKPKey.import_key({"kty": read.kty, "crv": read.crv, "x": read.x, "d": read.d}), read
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from None
    except ValidationError as error:
        raise KeyFileError(f"{path}: {'; '.join(str(problem) for problem in problems_of_form(error))}") from None
    except (JoseError, ValueError):
        raise KeyFileError(f"{path}: is no private key as `starter.py keys new` makes it") from None


def new_pair(kid: str, audience: str, from_day: date) -> Pair:
    """A new pair, from a day on."""
    made: dict[str, Any] = dict(OKPKey.generate_key(CURVE, private=True).as_dict(private=True))
    private = {"kty": "OKP", "crv": CURVE, "x": made["x"], "d": made["d"], "kid": kid, "aud": audience}
    public = f'[[system.key]]\nkid = "{kid}"\npublic = "{made["x"]}"\nfrom = {from_day.isoformat()}\n'
    return Pair(json.dumps(private, indent=2) + "\n", public)


def write_private(path: Path, content: str) -> None:
    """Write a private key's file, which only its owner may read. Raises FileExistsError: no key is written over."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
