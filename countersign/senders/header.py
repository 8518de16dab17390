"""What the library may find in a protected header. The rules for it are in `countersign.careplan.senders`."""

import warnings

from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter

from countersign.careplan.envelope import ALGORITHMS

# RFC 9864 calls the algorithm by its curve. Many libraries write the older name, so we read both.
warnings.filterwarnings("ignore", message="EdDSA is deprecated", module="joserfc")

REGISTRY = JWSRegistry(
    header_registry={
        "plan_id": HeaderParameter("The plan", "str", required=True),
        "message": HeaderParameter("The name of the message", "str", required=True),
        "aud": HeaderParameter("The installation", "str", required=True),
        "iat": HeaderParameter("When it was signed", "int", required=True),
    },
    algorithms=list(ALGORITHMS),
)
