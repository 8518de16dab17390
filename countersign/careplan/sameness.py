"""DEC-5 · Whether two messages are the same: by what they say, never by their bytes.

The order of fields, spaces, escapes, how an amount is written, and a field that is left out or given as it would be
without it make no difference. Nor does `sent_at`: whoever sends a message again because no answer came may stamp it
anew. Source: ours: no source asks for it, and a sender who tries again must not be told that it is another message.
"""

import hashlib

import rfc8785
from pydantic import ValidationError

from countersign.careplan.messages.declaring import Sent

HOW_COMPARED = (
    "A message is known by its message_id, and compared by its content as it was read: the order of fields, spaces, "
    "escapes, how an amount is written and a field given as it would be without it make no difference, nor does "
    "sent_at. So a message may be sent again as it was or stamped anew: it counts once, and is answered as before. "
    "Another content under a message_id that was considered is refused as message_id_reused. What was refused as "
    "malformed, unknown_message, wrong_plan, wrong_workflow or not_verified, and a submission that was refused at the "
    "door, leave their message_id free: mended, they are sent again under the same one."
)
"""The rule, for the contract."""


def identity_as_sent(model: type[Sent], raw: object) -> str:
    """The same for a decoded JSON value, as somebody sent it. What has not the form of the message has no identity."""
    try:
        return identity_of(model.model_validate(raw))
    except ValidationError:
        return "none"


def identity_of(message: Sent) -> str:
    """The hash by which a message is compared: of its content in the canonical form of JSON (RFC 8785)."""
    content = message.model_dump(mode="json", exclude={"sent_at"}, exclude_defaults=True)
    return hashlib.sha256(rfc8785.dumps({"name": message.declared.name, "message": content})).hexdigest()
