"""What is known of the type of a value that a template reads: its fields, its items, its codes."""

import types
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from countersign.letters.voice import Voice

Type = Any
"""An annotation, as a model's fields have them, or `ANYTHING`."""

ANYTHING = object()
"""Nothing is known of a value."""


@cache
def fields_of(model: type) -> dict[str, Type]:
    """The fields of a model, or of `Voice`, with their types."""
    hints = get_type_hints(model)
    return {name: hints[name] for name in getattr(model, "model_fields", hints)}


def is_model(annotation: Type) -> bool:
    """Whether a value of this type has fields that are known."""
    return annotation is Voice or (isinstance(annotation, type) and issubclass(annotation, BaseModel))


def without_none(annotation: Type) -> Type:
    """The type of a value where it is there."""
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not types.NoneType]
        return kinds[0] if len(kinds) == 1 else annotation
    return annotation


def returned_by(filter_: Callable[..., object]) -> Type:
    """What one of our own filters returns. Those of Jinja do not say, or in words only."""
    returned = getattr(filter_, "__annotations__", {}).get("return", ANYTHING)
    return ANYTHING if isinstance(returned, str) else returned


def element(annotation: Type) -> Type:
    """The type of each part of a text or a tuple."""
    if annotation is str:
        return str
    return get_args(annotation)[0] if get_origin(annotation) is tuple else ANYTHING


def codes(annotation: Type) -> set[object]:
    """Every value that something of this type may have, or hold, where those are codes."""
    kinds = [annotation]
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = list(get_args(annotation))
    found: set[object] = set()
    for kind in kinds:
        if get_origin(kind) is tuple:
            found |= codes(get_args(kind)[0])
        elif get_origin(kind) is Literal:
            found |= set(get_args(kind))
        elif isinstance(kind, type) and issubclass(kind, Enum):
            found |= {code.value for code in kind}
    return found
