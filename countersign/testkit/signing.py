"""WHO-4 · Signing in tests: a key that everybody knows, the file of senders that names it, and who signs with it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey

from countersign.senders.signing import Signer

AUDIENCE = "countersign.tests"
KID = "tests-1"

KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
}
"""The key of RFC 8037, appendix A. It signs for nobody but tests."""


def senders_for_tests(folder: Path, system: str = "case-system") -> Path:
    """A file of senders in a folder: one system, which may say everything for everybody with that key."""
    path = folder / "senders.toml"
    lines = [
        "[[system]]",
        f'name = "{system}"',
        f'audience = "{AUDIENCE}"',
        'messages = ["*"]',
        'staff = ["*"]',
        "[[system.key]]",
        f'kid = "{KID}"',
        f'public = "{KEY["x"]}"',
        "from = 2026-01-01",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def signer_for_tests() -> Signer:
    """Signs with that key, at the moment at which a message says that it was sent: a test has its own time."""
    return Signer(OKPKey.import_key(dict(KEY)), KID, AUDIENCE, _when_it_says)  # type: ignore[arg-type]


def _when_it_says(message: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(message["sent_at"]).astimezone(UTC)
