"""A case system in Python: signs one message (flattened JWS, Ed25519) and sends it to Countersign.

python send.py KEY.json decide PLAN message.json     KEY.json: what `starter.py keys new` made

TEMPORAL_ADDRESS says where Temporal is: what `make run` prints as its server, such as 127.0.0.1:7233.
TEMPORAL_NAMESPACE says the namespace, if it is not `default`. Exit codes: 0 answered, 2 usage, 4 nothing was answered.
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
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

OURS = {name: HeaderParameter(name, "int" if name == "iat" else "str") for name in ("plan_id", "message", "aud", "iat")}
REGISTRY = JWSRegistry(header_registry=OURS, algorithms=["Ed25519"])


def signed(key: dict[str, str], name: str, plan: str, message: dict[str, Any], at: float) -> dict[str, Any]:
    """The message in its envelope. `name`: of the message; `submit` for a submission. `at`: now, in seconds."""
    header = {"alg": "Ed25519", "kid": key["kid"], "typ": "countersign+jws", "plan_id": plan, "message": name}
    header |= {"aud": key["aud"], "iat": int(at)}
    payload = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    jwk = OKPKey.import_key({part: key[part] for part in ("kty", "crv", "x", "d")})
    return dict(jws.serialize_json({"protected": header}, payload, jwk, registry=REGISTRY))


async def send(address: str, key: dict[str, str], name: str, plan: str, message: dict[str, Any]) -> object:
    """Send it to the Temporal at this address, and return the answer."""
    envelope = signed(key, name, plan, message, time.time())
    client = await Client.connect(address, namespace=os.environ.get("TEMPORAL_NAMESPACE") or "default")
    if name == "submit":
        queue = os.environ.get("COUNTERSIGN_TASK_QUEUE", "plan-sign-off")
        started = await client.start_workflow("PlanSignOff", envelope, id=f"plan-{plan}", task_queue=queue)
        return await started.execute_update("acknowledge", message["message_id"])
    # An update of the same id is not considered again: a retry is signed anew, and has an id of its own.
    update = f"{message['message_id']}/{envelope['signature'][:16]}"
    return await client.get_workflow_handle(f"plan-{plan}").execute_update(name, envelope, id=update)


def main(words: list[str]) -> int:
    """The program. Returns its exit code."""
    address = os.environ.get("TEMPORAL_ADDRESS")
    if len(words) != 4 or not address:  # noqa: PLR2004  # KEY.json MESSAGE PLAN FILE
        sys.stderr.write(__doc__ or "")
        sys.stderr.write("" if address else "\nTEMPORAL_ADDRESS is not set, so nothing was sent.\n")
        return 2
    key_file, name, plan, message_file = words
    try:
        key, message = (json.loads(Path(file).read_text(encoding="utf-8")) for file in (key_file, message_file))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"A file cannot be read as JSON: {getattr(error, 'filename', None) or error}\n")
        return 2
    sys.stderr.write(f"Sending to {address}\n")
    try:
        answer = asyncio.run(send(address, key, name, plan, message))
    except RPCError as error:
        none = error.status is RPCStatusCode.NOT_FOUND
        sys.stderr.write("No plan of that id runs there.\n" if none else f"Temporal: {error.status.name.lower()}\n")
        return 4
    except (RuntimeError, WorkflowUpdateFailedError) as error:
        # The one before there is a connection, the other where the plan moved on meanwhile: send it again.
        sys.stderr.write(f"Not answered ({type(error).__name__}): is that where Temporal is? Sending again is safe.\n")
        return 4
    sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # at once: Temporal's library has threads of its own, and Python may abort in one as it ends
