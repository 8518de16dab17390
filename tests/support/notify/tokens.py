"""The JSON Web Token of each request, read without the client's own library."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any, cast

from tests.support.notify.errors import NotifyError, not_allowed

ACCURATE_TO = 30
"""Seconds."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LIKE_NO_TOKEN = "Invalid token: make sure your API token matches the example"


def key_of(header: str | None, service_id: str, keys: Mapping[str, str], now: float) -> str:  # noqa: C901 - a list
    """The kind of the key by which a request is signed. `keys`: the kind of each secret. Raises NotifyError."""
    if not header:
        raise not_allowed("Unauthorized: authentication token must be provided", 401)
    if header[:7].title() != "Bearer ":
        raise not_allowed("Unauthorized: authentication bearer scheme must be used", 401)
    head, claims, signed, signature = _parts(header[7:])
    if head.get("alg") != "HS256":
        raise not_allowed("Invalid token: algorithm used is not HS256")
    if "iss" not in claims:
        raise not_allowed("Invalid token: iss field not provided")
    if not _UUID.fullmatch(str(claims["iss"])):
        raise not_allowed("Invalid token: service id is not the right data type")
    if claims["iss"] != service_id:
        raise not_allowed("Invalid token: service not found")
    for secret, kind in keys.items():
        if hmac.compare_digest(hmac.new(secret.encode(), signed, hashlib.sha256).digest(), signature):
            issued = claims.get("iat")
            if not isinstance(issued, int):
                raise not_allowed(_LIKE_NO_TOKEN)
            if abs(now - issued) > ACCURATE_TO:
                raise not_allowed("Error: Your system clock must be accurate to within 30 seconds")
            if kind == "revoked":
                raise not_allowed("Invalid token: API key revoked")
            return kind
    raise not_allowed("Invalid token: API key not found")


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    try:
        head, claims, signature = token.split(".")
        read = [json.loads(_decoded(part)) for part in (head, claims)]
        if not all(isinstance(part, dict) for part in read):
            raise _no_token()
        first, second = cast("list[dict[str, Any]]", read)
        return first, second, f"{head}.{claims}".encode(), _decoded(signature)
    except ValueError:
        raise _no_token() from None


def _no_token() -> NotifyError:
    return not_allowed(_LIKE_NO_TOKEN)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
