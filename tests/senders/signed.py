"""A case system of the tests: its keys, the file of senders that names it, and what it signs."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from joserfc.jwk import OKPKey

from countersign.careplan.senders import Senders, read_senders
from countersign.senders.signing import Signer
from tests.support.builders import Json, changed

AUDIENCE = "countersign.tests"
KID = "tests-1"

KEY: Json = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
}
"""The key of RFC 8037, appendix A. Everybody knows it: it signs for nobody but these tests."""

OTHER_KEY: Json = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "zzIviioYjNp7anYQP5H2BqgjZXwmLQpq5zc2rRzkfVA",
    "d": "0su3Mi8Fi4LLXn8zFly5e5hYpP95a_u2WkIk2zvaqcQ",
}

FILE: Json = {
    "system": [
        {
            "name": "case-system",
            "audience": AUDIENCE,
            "messages": ["*"],
            "staff": ["*"],
            "key": [{"kid": KID, "public": KEY["x"], "from": "2026-01-01"}],
        }
    ],
}


def senders(changes: Mapping[str, Any] | None = None) -> Senders:
    """The file of senders, with the value at each path replaced."""
    return read_senders(changed(FILE, changes or {}), "senders.toml")


def as_toml(file: Json = FILE) -> str:
    """The file of senders as somebody writes it."""
    parts: list[str] = []
    for system in file["system"]:
        parts += ["[[system]]", *(f"{name} = {_toml(system[name])}" for name in system if name != "key")]
        for key in system["key"]:
            parts += ["[[system.key]]", *(f"{name} = {_toml(value, name)}" for name, value in key.items())]
    return "\n".join(parts) + "\n"


def _toml(value: Any, name: str = "") -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in cast('list[Any]', value))}]"
    return str(value) if name in ("from", "until") else f'"{value}"'


def written(folder: Path, file: Json = FILE) -> Path:
    """The file of senders in a folder."""
    path = folder / "senders.toml"
    path.write_text(as_toml(file), encoding="utf-8")
    return path


def when_it_says(message: Mapping[str, Any]) -> datetime:
    """A message of a test is signed when it says that it was sent."""
    return datetime.fromisoformat(message["sent_at"]).astimezone(UTC)


def signer(key: Json = KEY, kid: str = KID, audience: str = AUDIENCE) -> Signer:
    """Signs as the case system does; or with another key, under another id, for another installation."""
    return Signer(OKPKey.import_key(key), kid, audience, when_it_says)  # type: ignore[arg-type]
