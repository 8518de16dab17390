"""SUB-8 · The form of a reference for a member of staff, which each installation chooses.

Source: ours: no source asks for it, and it stands all the same. Every council has references of its own. References are
shown and logged, so none may be a name: by the usual form each has a digit. Whatever the form, the register refuses a
reference in which a part of the person's own name stands.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, cast, get_args

from pydantic import BaseModel

from countersign.careplan.wire import IN_WORDS, STAFF_ID, STAFF_REFERENCE, USUAL_STAFF_ID
from countersign.careplan.words import plainly

_SHORTEST_PART = 3


class StaffForm(NamedTuple):
    """The form that references for staff have in one installation."""

    pattern: str = USUAL_STAFF_ID
    """A regular expression for the whole reference. Letters, digits and . _ - are all that it can allow."""

    @property
    def in_words(self) -> str:
        """What is expected, in words that go on after "must be"."""
        if self.pattern == USUAL_STAFF_ID:
            return IN_WORDS[USUAL_STAFF_ID].removeprefix("must be ")
        return f"a reference of the form that this council uses for staff, {self.pattern}"

    @property
    def whole(self) -> str:
        """The regular expression, with its ends."""
        return self.pattern if self.pattern.startswith("^") and self.pattern.endswith("$") else f"^({self.pattern})$"

    def fits(self, reference: str) -> bool:
        """Whether something is a reference of this form."""
        return bool(re.fullmatch(STAFF_ID, reference)) and bool(re.fullmatch(self.pattern, reference))


USUAL = StaffForm()
"""The form of an installation that chose no other: letters, digits and . _ - with a digit among them."""


def form_of(pattern: str) -> StaffForm:
    """The form that an installation's settings ask for; empty for the usual one."""
    return StaffForm(pattern) if pattern else USUAL


def references_in(model: BaseModel, where: str = "") -> Iterator[tuple[str, str]]:
    """Every reference for staff in a message, each with the path of its field."""
    names = _staff_fields(type(model))
    for name in type(model).model_fields:
        value: object = getattr(model, name)
        path = f"{where}.{name}" if where else name
        if name in names and isinstance(value, str):
            yield path, value
        elif isinstance(value, BaseModel):
            yield from references_in(value, path)
        elif isinstance(value, tuple):
            for number, item in enumerate(cast("tuple[object, ...]", value)):
                if isinstance(item, BaseModel):
                    yield from references_in(item, f"{path}.{number}")


@cache
def _staff_fields(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if STAFF_REFERENCE in field.metadata
        or any(STAFF_REFERENCE in getattr(part, "__metadata__", ()) for part in get_args(field.annotation))
    )


def holds_a_name(reference: str, name: str) -> bool:
    """Whether a part of somebody's name, of three letters or more, stands in their reference."""
    parts = re.findall(r"[^\W\d_]+", plainly(name))
    return any(len(part) >= _SHORTEST_PART and part in plainly(reference) for part in parts)
