"""What a template reads: found in its syntax tree, with the type of everything that it is given, without rendering it.

    read = what_is_read("letters/returned.j2", "html", letter_gives(Returned))
    read.faults                  # one sentence for each thing that it reads and is not given
    read.fields[Returned]        # the fields of its facts that it reads

Everything is followed that a template says: what it extends, what it includes, and the macros that it calls. A part of
the language that no template of ours has raises NotReadableError: then it has a place here to be added, or, in a
template of a council's own, it may not be there.
"""

import itertools
import re
import types
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import date
from enum import Enum
from functools import cache
from typing import NamedTuple, get_args

from jinja2 import Environment, nodes
from jinja2.filters import FILTERS as OF_JINJA_ALL
from pydantic import BaseModel

from countersign.letters.filters import OF_JINJA, TEMPLATES, environment
from countersign.letters.known_to_be_there import known_by, root_of, words_of
from countersign.letters.types_read import (
    ANYTHING,
    Type,
    codes,
    element,
    fields_of,
    is_model,
    returned_by,
    without_none,
)
from countersign.letters.voice import Voice
from countersign.wording.document import Fact
from countersign.wording.facts import Facts
from countersign.wording.letter_head import LetterHead

FAULTY = object()
"""A value that is not there: its fault was named, and nothing follows from it."""

Names = Mapping[str, Type]
"""What a template is given, by name, with the type of each."""

MEDIA = {
    "blocks": ("blocks", "layout.blocks.j2"),
    "subject": ("blocks", "layout.subject.j2"),
    "translation": ("blocks", "layout.translation.j2"),
}
"""For each thing that is made from one template: the medium, and the layout that the template extends."""

_ENVIRONMENTS = {"blocks": environment("blocks", autoescape=False)}


def letter_gives(facts: type[Facts]) -> Names:
    """What the template of a letter is given."""
    return {"head": LetterHead, "facts": facts, "voice": Voice}


STAFF_NOTICE_GIVES: Names = {"reference": str, "staff_facts": tuple[Fact, ...]}
"""What the template of a notice to staff is given."""


GIVEN = frozenset({"facts", "head"})
"""What the template of a letter is given that has fields which may be unknown."""

MOST_STEPS = 200_000
"""How many parts of a template are looked at, where macros call each other: a template that needs more has no end."""

DEEPEST = 3
"""How many loops may stand in one another."""


class NotReadableError(NotImplementedError):
    """A template has something that letters have no use for. The text says what.

    `line`: where, 0 if nobody knows. `template`: of which one it is, if that is in no file of ours.
    """

    def __init__(self, what: str, line: int, template: str = "") -> None:
        """Keep the place as well."""
        super().__init__(what)
        self.line, self.template = line, template


class Read(NamedTuple):
    """What a template was found to read."""

    faults: list[str]
    """What it reads and is not given, and what it asks that has one answer, each as a sentence."""

    fields: dict[type, set[str]]
    """The fields of each model."""

    lines: dict[str, tuple[str, int]]
    """Of each fault: the template that is in no file of ours, and the line in it, by which it is read so."""


def what_is_read(
    template: str, made: str, gives: Names, source: str | None = None, sources: Mapping[str, str] | None = None
) -> Read:
    """What one template reads, where `made` is made from it. Raises NotReadableError, or a TemplateSyntaxError.

    `source`: its text, if it is in no file of ours. `sources`: the texts of such templates, by name.
    """
    texts = {**(sources or {}), **({} if source is None else {template: source})}
    reader = _Reader(made, texts)
    reader.read_whole(template, gives)
    return Read(list(dict.fromkeys(reader.faults)), reader.fields, reader.lines)


class _Macro(NamedTuple):
    """A macro, and the macros beside it."""

    node: nodes.Macro
    beside: dict[str, Type]


class _Block(NamedTuple):
    """A block, and what its own template has set by then."""

    node: nodes.Block
    names: dict[str, Type]


class _Reader:
    def __init__(self, made: str, sources: Mapping[str, str]) -> None:
        medium, self._layout = MEDIA[made]
        self._medium: Environment = _ENVIRONMENTS[medium]
        # Those that come with Jinja are the same in every environment, and most reach further than a letter needs.
        self._filters = (self._medium.filters.keys() - OF_JINJA_ALL.keys()) | OF_JINJA
        self._sources = sources
        self._trees: dict[str, nodes.Template] = {}
        self._of: dict[int, str] = {}
        self._at = ("", 0)
        self._known: frozenset[str] = frozenset()
        self._steps = self._deep = 0
        self.lines: dict[str, tuple[str, int]] = {}
        self._blocks: dict[str, _Block] = {}
        self.faults: list[str] = []
        self.fields: dict[type, set[str]] = {}
        self._macros_of_medium = self._macros_in(f"medium/{medium}.j2")
        self._parts = self._macros_in("letters/parts.j2")

    def read_whole(self, template: str, gives: Names) -> None:
        """Read a template with all that it extends: what a child puts into a block, stands in place of the block."""
        names = {**gives, "layout": str}
        tree, extended = self._tree(template), {template}
        while (parent := self._extended_by(tree)) is not None:
            if parent in extended:
                raise self._not_readable(f"it extends “{parent}”, which is itself or extends it: that has no end")
            extended.add(parent)
            self._take_blocks(tree, names)
            tree = self._tree(parent)
        self._take_blocks(tree, names)
        self._read(tree.body, names)

    def _take_blocks(self, tree: nodes.Template, names: dict[str, Type]) -> None:
        own = dict(names)
        self._read([node for node in tree.body if isinstance(node, nodes.Assign | nodes.Macro)], own)
        for block in tree.find_all(nodes.Block):
            self._blocks.setdefault(block.name, _Block(block, own))

    def _extended_by(self, tree: nodes.Template) -> str | None:
        """The name of the template that one extends: it says so once, before everything else."""
        every = list(tree.find_all(nodes.Extends))
        if not every:
            return None
        self._comes_to(every[-1])
        if len(every) > 1 or every[0] not in tree.body:
            raise self._not_readable("a letter extends one template, and says so once at its beginning")
        parent = every[0].template
        if isinstance(parent, nodes.Const):
            return str(parent.value)
        if parent != nodes.Name("layout", "load"):
            raise self._not_readable("a letter extends `layout`, or a template by its name")
        return self._layout

    def _tree(self, template: str) -> nodes.Template:
        if template not in self._sources:
            if not _is_ours(template):
                # It may be any file's name: nothing is looked for outside our templates and the council's.
                known = "`layout`, a letter of ours such as letters/returned.j2, or one beside it such as"
                raise self._not_readable(
                    f"there is no template “{template[:80]}”: there is {known} council/returned.j2"
                )
            return _tree_in_file(template)
        if template not in self._trees:
            tree = self._trees[template] = self._medium.parse(self._sources[template], template)
            self._of |= {id(node): template for node in tree.find_all(nodes.Node)}
        return self._trees[template]

    def _macros_in(self, template: str) -> dict[str, Type]:
        macros: dict[str, Type] = {}
        tree = self._tree(template)
        for node in tree.body:
            if not isinstance(node, nodes.Macro) and not _is_blank(node):
                self._comes_to(node)
                raise self._not_readable("nothing but macros may stand among the pieces that letters share")
        for node in tree.find_all(nodes.Macro):
            macros[node.name] = _Macro(node, macros)
        return macros

    # What is said

    def _read(self, body: Iterable[nodes.Node], names: dict[str, Type]) -> None:  # noqa: C901, PLR0912  # one case for each statement
        for node in body:
            self._comes_to(node)
            match node:
                case nodes.Output():
                    for said in node.nodes:
                        self._type(said, names)
                case nodes.If(test=nodes.Name(name="parts")) if not self._parts:
                    pass
                case nodes.If():
                    self._is_asked(node.test, names)
                    then, otherwise = known_by(node.test)
                    with self._knows(then):
                        self._read(node.body, names)
                    with self._knows(otherwise):
                        for branch in (*([other] for other in node.elif_), node.else_):
                            self._read(branch, names)
                case nodes.For():
                    inner = {**names, "loop": ANYTHING}
                    looped = self._type(node.iter, names)
                    if looped is str:
                        self._is_faulty("a loop goes over the letters of a text")
                    inner[_name_of(node.target)] = element(looped)
                    self._deep += 1
                    if self._deep > DEEPEST:
                        raise self._not_readable(f"more than {DEEPEST} loops stand in one another")
                    self._read(node.body, inner)
                    self._deep -= 1
                    self._read(node.else_, names)
                case nodes.Assign():
                    names[_name_of(node.target)] = self._type(node.node, names)
                case nodes.AssignBlock():
                    self._read(node.body, dict(names))
                    names[_name_of(node.target)] = str
                case nodes.CallBlock():
                    self._type(node.call, names)
                    self._read(node.body, dict(names))
                case nodes.Include(template=nodes.Const(value=template)):
                    self._read(self._tree(str(template)).body, dict(names))
                case nodes.Macro():
                    names[node.name] = _Macro(node, names)
                case nodes.Block():
                    block = self._blocks[node.name]
                    self._read(block.node.body, dict(block.names))
                case _:
                    raise self._not_readable(f"{type(node).__name__} is a part of the language that no letter needs")

    # What is read

    def _type(self, node: nodes.Node, names: Names) -> Type:  # noqa: C901, PLR0911, PLR0912  # one case for each expression
        self._comes_to(node)
        match node:
            case nodes.TemplateData():
                return str
            case nodes.Const():
                return str if isinstance(node.value, str) else ANYTHING
            case nodes.Name():
                return self._type_of_name(node.name, names)
            case nodes.Getattr():
                return self._type_of_field(node, names)
            case nodes.Getitem():
                if not isinstance(node.arg, nodes.Slice) and not (
                    isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int)
                ):
                    self._is_faulty(f"`{words_of(node.node)}[…]`: only a number may stand in the brackets")
                self._type(node.arg, names)
                return element(self._type(node.node, names))
            case nodes.Call():
                return self._type_of_call(node, names)
            case nodes.Filter():
                for given in (node.node, *node.args):
                    if given is not None:
                        self._type(given, names)
                if node.name not in self._filters:
                    return self._is_faulty(f"`| {node.name}`: letters have no such filter")
                if node.node is not None:
                    self._may_be_unknown(node.node, names)
                return returned_by(self._medium.filters[node.name])
            case nodes.Compare():
                operands = [node.expr, *(operand.expr for operand in node.ops)]
                for left, right in itertools.pairwise(operands):
                    self._are_compared(left, right, names)
                    self._are_compared(right, left, names)
                return bool
            case nodes.CondExpr():
                self._is_asked(node.test, names)
                then, otherwise = known_by(node.test)
                if node.expr2 is not None:
                    with self._knows(otherwise):
                        self._type(node.expr2, names)
                with self._knows(then):
                    return self._type(node.expr1, names)
            case nodes.Or() | nodes.And():
                self._is_asked(node.left, names)
                with self._knows(known_by(node.left)[isinstance(node, nodes.Or)]):
                    return self._type(node.right, names)
            case nodes.Not():
                self._is_asked(node.node, names)
                return bool
            case nodes.Concat() | nodes.Tuple() | nodes.Slice():
                for part in node.iter_child_nodes():
                    self._type(part, names)
                return ANYTHING
            case _:
                raise self._not_readable(f"{type(node).__name__} is a part of the language that no letter needs")

    def _comes_to(self, node: nodes.Node) -> None:
        """A part of a template is looked at."""
        self._steps += 1
        template = self._of.get(id(node))
        if template is not None:
            self._at = (template, node.lineno)
        if self._steps > MOST_STEPS:
            raise self._not_readable("its macros have no end")

    def _not_readable(self, what: str) -> NotReadableError:
        template, line = self._at
        return NotReadableError(what, line, template)

    def _type_of_name(self, name: str, names: Names) -> Type:
        if name in names:
            return names[name]
        return ANYTHING if name in {"self", "caller"} else self._is_faulty(f"`{name}`: no such thing is given")

    def _type_of_field(self, node: nodes.Getattr, names: Names) -> Type:
        """The type of `node.node.attr`. Only a field may be read, or a method of `Voice`."""
        if isinstance(node.node, nodes.Name) and node.node.name not in names:
            shared = {"m": self._macros_of_medium, "parts": self._parts, "self": self._blocks}.get(node.node.name)
            if shared is not None:
                if node.attr not in shared:
                    return self._is_faulty(f"`{words_of(node)}`: there is no such macro or block")
                return shared[node.attr]
        whole = without_none(self._type(node.node, names))
        if whole is FAULTY or node.node == nodes.Name("loop", "load") or (whole is Voice and node.attr == "verb"):
            return whole
        if not is_model(whole):
            return self._is_faulty(f"`{words_of(node)}`: nothing is known of `{words_of(node.node)}`")
        if node.attr not in fields_of(whole):
            return self._is_faulty(f"`{words_of(node)}`: {whole.__name__} has no such field")
        self.fields.setdefault(whole, set()).add(node.attr)
        return fields_of(whole)[node.attr]

    def _type_of_call(self, node: nodes.Call, names: Names) -> Type:
        given = [self._type(argument, names) for argument in node.args]
        called = self._type(node.node, names)
        if isinstance(called, _Macro):
            parameters = [parameter.name for parameter in called.node.args]
            if not len(parameters) - len(called.node.defaults) <= len(given) <= len(parameters):
                self._is_faulty(f"`{words_of(node.node)}` takes {', '.join(parameters) or 'nothing'}")
            # The macros of a medium are given words, lists and tables, by every template alike.
            if called.beside is not self._macros_of_medium:
                bound = dict.fromkeys(parameters, FAULTY) | dict(zip(parameters, given, strict=False))
                self._read(called.node.body, {**called.beside, **bound})
        elif isinstance(called, _Block):
            self._read(called.node.body, dict(called.names))
        return ANYTHING

    def _is_faulty(self, fault: str) -> Type:
        self.faults.append(fault)
        self.lines.setdefault(fault, self._at)
        return FAULTY

    def _is_asked(self, node: nodes.Node, names: Names) -> None:
        """Something is asked for whether it is there."""
        if isinstance(node, nodes.And | nodes.Or):
            self._is_asked(node.left, names)
            with self._knows(known_by(node.left)[isinstance(node, nodes.Or)]):
                self._is_asked(node.right, names)
            return
        asked = self._type(node, names)
        if isinstance(asked, type) and issubclass(asked, date | BaseModel | Enum):
            self._is_faulty(f"`{words_of(node)}` is asked for, and is always there")

    @contextmanager
    def _knows(self, asked: frozenset[str]) -> Generator[None]:
        """While something is read, these are known to be there."""
        before = self._known
        self._known = before | asked
        yield
        self._known = before

    def _may_be_unknown(self, node: nodes.Node, names: Names) -> None:
        """A filter has words for what is there: what may be unknown has to be asked for first."""
        words = words_of(node)
        # Of what a macro is given, only who calls it knows whether it is there.
        if root_of(node) not in GIVEN:
            return
        kind = self._type(node, names)
        if kind is not FAULTY and types.NoneType in get_args(kind) and words not in self._known:
            self._is_faulty(f"`{words}`, which may be unknown: use {{% if {words} %}} first")

    def _are_compared(self, asked: nodes.Node, code: nodes.Node, names: Names) -> None:
        known = codes(self._type(asked, names))
        if known and isinstance(code, nodes.Const) and code.value not in known:
            self._is_faulty(f"`{words_of(asked)}` is never {code.value!r}")


def _is_ours(template: str) -> bool:
    return (
        re.fullmatch(r"(?:letters/|medium/)?[a-z_]+(?:\.[a-z]+)?\.j2", template) is not None
        and (TEMPLATES / template).is_file()
    )


@cache
def _tree_in_file(template: str) -> nodes.Template:
    return _ENVIRONMENTS["blocks"].parse((TEMPLATES / template).read_text(encoding="utf-8"), template)


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(said, nodes.TemplateData) and not said.data.strip() for said in node.nodes
    )


def _name_of(target: nodes.Node) -> str:
    if not isinstance(target, nodes.Name):
        raise NotReadableError("a loop or a `set` names more than one thing", target.lineno)
    return target.name
