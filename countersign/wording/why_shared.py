"""SHARE-1..5 · Why somebody may have a copy, in a sentence to them: with the person's name, and the day."""

from countersign.careplan.figures import day
from countersign.careplan.sharing import Copy

_WITH_A_DAY = {
    "the person's consent": "{name} agreed to this on {day}.",
    "the person asked for it": "{name} asked us to, on {day}.",
    "a best-interests decision": "It was decided on {day} that this is best for {name}.",
}
_USUAL = "You help {name}, and somebody who does normally has a copy."
_WITHOUT = {
    "a carer normally has a copy": _USUAL,
    "a carer normally has a full copy, and the person has not asked otherwise": _USUAL,
}

WORDS = _WITH_A_DAY | _WITHOUT
"""The sentence of every row of `careplan.who_gets_a_copy` that lets a copy go to somebody who is not the person."""


def why_shared(copy: Copy, name: str) -> str:
    """Why they have this copy, in a sentence to them. `name`: that of the person whose plan it is.

    Raises KeyError for a reason that lets no copy go.
    """
    return WORDS[copy.why].format(name=name, day=day(copy.recorded_on) if copy.recorded_on else "")
