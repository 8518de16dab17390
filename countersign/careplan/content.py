"""WHO-2 · The hash of the content of a version, by which a decision names what its authoriser saw.

It is the SHA-256, as 64 small hexadecimal digits, of the plan as it is stored, in the canonical form of JSON (RFC
8785). As it is stored, a plan has every field of the contract, those too that its sender left out; money is text with
two decimals. Source: the procedure, "You should not agree the plan … if this is not the case": an agreement is of a
plan that somebody has read.
"""

import hashlib

import rfc8785

from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.plan import Plan

HOW_COMPUTED = (
    "The SHA-256, as 64 small hexadecimal digits, of the canonical JSON (RFC 8785) of the plan as it is stored: with "
    "every field of the contract, those too that were left out, and money as text with two decimals. The answer to a "
    "submission or resubmission, the query `status` and `starter.py brief` give it."
)
"""For the contract."""

VECTOR: dict[str, object] = {"plan_id": "00000000-0000-4000-8000-000000000001", "person_pays": "0.00", "needs": ["N1"]}
"""A test vector: any JSON value is hashed in the same way as a plan."""

VECTOR_CANONICAL = '{"needs":["N1"],"person_pays":"0.00","plan_id":"00000000-0000-4000-8000-000000000001"}'
"""The canonical form of the vector."""

VECTOR_SHA256 = "365c2016a3234349816428896f639110180bf4cc510cefa341dab016e78f4e5f"
"""The hash of the vector."""


def content_sha256(plan: Plan) -> str:
    """The hash of a plan's content."""
    return hashlib.sha256(rfc8785.dumps(plan.model_dump(mode="json"))).hexdigest()


def names_another_content(decide: Decide, version: int, sha256: str) -> Refused | None:
    """WHO-2: why a decision about this version is about another content; None if it names this one.

    `sha256`: the hash of the version in hand; empty where it is not known.
    """
    if decide.version != version or not sha256 or decide.content_sha256 == sha256:
        return None
    reason = (
        f"content_sha256: this is not the hash of version {version} as it is kept: read that version again, and decide "
        "what is in it. [WHO-2]"
    )
    return Refused(Refusal.STALE_VERSION, (reason,))
