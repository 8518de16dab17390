"""Finds the texts of a message, or of a part of a plan, by a path: `needs.*.to_the_person` is a field of each need."""

from collections.abc import Iterator
from typing import cast

from pydantic import BaseModel


def texts_at(message: BaseModel, field: str) -> Iterator[tuple[str, str]]:
    """Each text at a path of a message, with where it is, such as `reasons.R1.to_the_person`."""
    first, _, rest = field.partition(".")
    yield from texts_under(getattr(message, first), first, rest)


def texts_under(value: object, where: str, rest: str) -> Iterator[tuple[str, str]]:
    """The same within one part, from a path that begins there. `where`: what that part is called."""
    if isinstance(value, tuple):
        for number, item in enumerate(cast("tuple[object, ...]", value)):
            yield from texts_under(item, f"{where}.{_called(item, number)}", rest.removeprefix("*."))
    elif isinstance(value, BaseModel) and rest:
        name, _, further = rest.partition(".")
        yield from texts_under(getattr(value, name), f"{where}.{name}", further)
    elif isinstance(value, str):
        yield where, value


def _called(item: object, number: int) -> str:
    """What a sender calls one of a list: its reference, or else its place."""
    reference = next(
        (getattr(item, name, None) for name in ("id", "reason", "line") if getattr(item, name, None)), number
    )
    return str(reference)
