"""A case system in Python: signs one message (flattened JWS, Ed25519) and sends it to Countersign.

python send.py KEY.json decide PLAN message.json     KEY.json: what `starter.py keys new` made
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter
from temporalio.client import Client

OURS = {name: HeaderParameter(name, "int" if name == "iat" else "str") for name in ("plan_id", "message", "aud", "iat")}
REGISTRY = JWSRegistry(header_registry=OURS, algorithms=["Ed25519"])


def signed(key: dict[str, str], name: str, plan: str, message: dict[str, Any], at: float) -> dict[str, Any]:
    """The message in its envelope. `name`: of the message; `submit` for a submission. `at`: now, in seconds."""
    header = {"alg": "Ed25519", "kid": key["kid"], "typ": "countersign+jws", "plan_id": plan, "message": name}
    header |= {"aud": key["aud"], "iat": int(at)}
    payload = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    jwk = OKPKey.import_key({part: key[part] for part in ("kty", "crv", "x", "d")})
    return dict(jws.serialize_json({"protected": header}, payload, jwk, registry=REGISTRY))


async def send(key: dict[str, str], name: str, plan: str, message: dict[str, Any]) -> object:
    """Send it, and return the answer."""
    envelope = signed(key, name, plan, message, time.time())
    address, namespace = os.environ.get("TEMPORAL_ADDRESS", "localhost:7233"), os.environ.get("TEMPORAL_NAMESPACE")
    client = await Client.connect(address, namespace=namespace or "default")
    if name == "submit":
        queue = os.environ.get("COUNTERSIGN_TASK_QUEUE", "plan-sign-off")
        started = await client.start_workflow("PlanSignOff", envelope, id=f"plan-{plan}", task_queue=queue)
        return await started.execute_update("acknowledge", message["message_id"])
    # An update of the same id is not considered again: a retry is signed anew, and has an id of its own.
    update = f"{message['message_id']}/{envelope['signature'][:16]}"
    return await client.get_workflow_handle(f"plan-{plan}").execute_update(name, envelope, id=update)


if __name__ == "__main__":
    key_file, named, plan_id, message_file = sys.argv[1:]
    read = [json.loads(Path(file).read_text(encoding="utf-8")) for file in (key_file, message_file)]
    sys.stdout.write(json.dumps(asyncio.run(send(read[0], named, plan_id, read[1])), indent=2) + "\n")
    sys.stdout.flush()
    os._exit(0)  # at once: Temporal's library has threads of its own, and Python may abort in one as it ends
