"""The base class of every read model."""

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """A read model. Its fields, by name and in order, are what `--json` prints."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
