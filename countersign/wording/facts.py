"""TELL · What the facts of every letter have in common."""

from pydantic import ConfigDict

from countersign.careplan.wire import Stored


class Facts(Stored):
    """What a letter of one kind says besides its head."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
