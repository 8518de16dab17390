"""TELL-7 · Where a council's own templates run: they reach nothing but what they are given, and each ends soon.

Jinja's sandbox says what may be reached. It does not say how long a template may run, nor how long a text may get:
forty times `{% set a = a ~ a %}` is a text of a million million letters. So each loop, call, filter and text costs
steps, and a letter has so many. Steps are counted, and not time: a busy machine makes no letter too long, and what
passes here passes everywhere. So no process is needed that could be ended, as for printing (ADR 28): all that could
take long in a template is counted here, and the rest is bounded by the size of its file.
"""

from collections.abc import Callable, Generator, Iterable, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, cast

from jinja2 import TemplateRuntimeError, nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

MOST_STEPS = 100_000
"""How many steps the making of one letter may take: a second's work. Ours take a hundredth of it."""

LETTERS_A_STEP = 50
"""How many letters of a text are made in one step."""

_left: ContextVar[list[int] | None] = ContextVar("_left", default=None)


class TooMuchError(TemplateRuntimeError):
    """A template runs without end, or makes a text that no letter needs."""

    def __init__(self) -> None:
        """Say so to whoever wrote the template."""
        super().__init__("takes more than a letter may: its loops, calls or texts grow without end")


@contextmanager
def bounded() -> Generator[list[int]]:
    """Whatever templates of a council's run within has so many steps together. Raises TooMuchError.

    Gives a list of one number: the steps that are left. Within another one, the outer one counts.
    """
    left = _left.get() or [MOST_STEPS]
    token = _left.set(left)
    try:
        yield left
    finally:
        _left.reset(token)


def _takes(steps: int) -> None:
    left = _left.get()
    if left is not None:
        left[0] -= steps
        if left[0] < 0:
            raise TooMuchError


def _takes_as_many_as(value: object) -> None:
    if isinstance(value, str):
        _takes(1 + len(value) // LETTERS_A_STEP)
    else:
        _takes(1 + (len(value) if isinstance(value, Sized) else 0))


def _joined(texts: Iterable[str]) -> str:
    """What a template, macro or block says: nothing is put together before its length is known."""
    pieces = list(texts)
    _takes(1 + sum(map(len, pieces)) // LETTERS_A_STEP)
    return "".join(pieces)


def _looped(values: Iterable[object]) -> Iterable[object]:
    """What a loop goes over: each round is a step."""
    _takes_as_many_as(values)
    return values


def _counted(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A filter whose making costs as much as what it is given is long."""

    @wraps(filter_)
    def with_cost(*given: object, **named: object) -> object:
        for value in given:
            _takes_as_many_as(value)
        return filter_(*given, **named)

    return with_cost


def _join(texts: Iterable[object], between: str = "") -> str:
    """Jinja's filter of that name, which would make a text of any length."""
    pieces = [str(text) for text in texts]
    _takes(1 + (sum(map(len, pieces)) + len(between) * len(pieces)) // LETTERS_A_STEP)
    return between.join(pieces)


class CouncilEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which everything that could take long is counted."""

    concat = staticmethod(_joined)

    def count_filters(self) -> None:
        """Count what the filters are given, once all of them are there."""
        counted: dict[str, Callable[..., Any]] = {name: _counted(filter_) for name, filter_ in self.filters.items()}
        counted |= {"join": _join, _LOOPED: _looped}
        self.filters.update(counted)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as Jinja has it
        """Call a macro, a block or a method."""
        _takes(1)
        return super().call(context, obj, *args, **kwargs)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The syntax tree of a template, in which everything that could take long goes through a filter that counts."""
        tree = cast("nodes.Template", _Counting().visit(super()._parse(source, name, filename)))
        tree.set_environment(self)
        return tree


_LOOPED = "looped over"
"""The name of a filter that no template can write."""


class _Counting(NodeTransformer):
    """Puts filters that count into a syntax tree: around what loops go over, and in place of every `~`."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - as Jinja calls it
        self.generic_visit(node)
        node.iter = _through(_LOOPED, cast("nodes.Expr", node.iter))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - as Jinja calls it
        self.generic_visit(node)
        return _through("join", nodes.List(node.nodes, lineno=node.lineno))


def _through(name: str, value: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(value, name, [], [], None, None, lineno=value.lineno)
