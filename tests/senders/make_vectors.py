"""Writes `vectors.json` again: `python -m tests.senders.make_vectors`. It changes only if the contract does."""

import json
from pathlib import Path

from tests.senders.signed import AUDIENCE, KEY, KID, signer
from tests.support.builders import Json, example

VECTORS = Path(__file__).parent / "vectors.json"

MESSAGES = {
    "report_urgent_needs": "message-report-urgent-needs",
    "withdraw": "message-withdraw",
    "decide": "plain-2-agreed",
}


def vectors() -> Json:
    """Each: a message, when it is signed, and its envelope."""
    return {
        "key": {**KEY, "kid": KID, "aud": AUDIENCE},
        "vectors": [_vector(name, example(of)) for name, of in MESSAGES.items()],
    }


def _vector(name: str, message: Json) -> Json:
    message = {**message, "message_id": f"vector-{name.replace('_', '-')}-1", "sent_at": "2026-11-27T12:00:00+00:00"}
    plan_id = message["plan_id"]
    envelope = signer()(plan_id, name, message)
    return {"name": name, "plan_id": plan_id, "at": 1795780800, "message": message, "envelope": envelope}


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
