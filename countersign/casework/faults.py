"""Says of a fault of our own what people need to find it, in codes: no words that somebody else may have written.

Anybody who reaches Temporal may have an activity run with a text of their own, so the text is never taken over.
"""

import builtins
import re
from functools import cache
from pathlib import Path

from countersign.careplan.messages import MESSAGES

UNKNOWN = "unknown"

STEPS = frozenset(
    {
        "ask_again",
        "consider_waiting",
        "deliver",
        "follow_plan",
        "keep_waiting",
        "look",
        "note_cancel",
        "receive_submission",
        "share",
        "sign_off",
        "take_step",
        "take_up",
        "tell_new_date",
    }
)
"""Our own names for what a workflow asks for besides messages."""

FOR_TOO_LONG = "TooLong"
"""What a workflow says of an activity that was tried for so long as it may be, and never came through."""

_TYPE = re.compile(r"[A-Za-z]{1,60}")
_PLACE = re.compile(r"([a-z0-9_]{1,60}\.py):([0-9]{1,6})")
_OTHERS = frozenset(
    {"ValidationError", "UndefinedError", "TemplateError", "ProgrammingError", "DataError", FOR_TOO_LONG}
)
_MOST_PLACES = 6


def known_name(name: str) -> str:
    """The name of a message or of a step, if it is one of ours."""
    return name if name in MESSAGES or name in STEPS else UNKNOWN


def in_codes(fault: str) -> str:
    """The type of the error and where in our own files it was raised, as far as the text names either."""
    said = _TYPE.match(fault)
    kind = said.group() if said and (hasattr(builtins, said.group()) or said.group() in _OTHERS) else "Error"
    places = [f"{file}:{line}" for file, line in _PLACE.findall(fault) if file in _our_files()]
    return " < ".join([f"{kind} at {places[0]}", *places[1:_MOST_PLACES]]) if places else kind


@cache
def _our_files() -> frozenset[str]:
    top = Path(__file__).resolve().parents[2]
    folders = (top / name for name in ("activities", "countersign", "workflows"))
    return frozenset(path.name for folder in folders for path in folder.rglob("*.py"))
