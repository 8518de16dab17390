"""TELL-7 · What a letter's template may call: the macros and the filters, each with what its writer says of it."""

import inspect
import re
from typing import NamedTuple

from jinja2 import nodes
from jinja2.filters import FILTERS

from countersign.letters.filters import OF_JINJA, TEMPLATES, environment


class Macro(NamedTuple):
    """A macro of a template of ours."""

    name: str

    takes: tuple[str, ...]

    meaning: str
    """What stands in the comment before it; empty where there is none."""


def macros_in(template: str) -> tuple[Macro, ...]:
    """Every macro of a template, such as letters/parts.j2."""
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    comments = re.findall(r"\{# ((?:(?!#\}).)*) #\}\n\{% macro (\w+)", source)
    meanings = {name: " ".join(words.split()) for words, name in comments}
    found = environment("blocks", autoescape=False).parse(source).find_all(nodes.Macro)
    return tuple(
        Macro(macro.name, tuple(argument.name for argument in macro.args), meanings.get(macro.name, ""))
        for macro in found
    )


def filters() -> dict[str, str]:
    """Every filter that a letter may use, by name, with the first sentence of its docstring."""
    made = environment("blocks", autoescape=False).filters
    return {name: first_sentence(made[name]) for name in sorted((made.keys() - FILTERS.keys()) | OF_JINJA)}


def blocks_in(template: str) -> frozenset[str]:
    """The names of the blocks of a template, such as layout.blocks.j2."""
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    return frozenset(
        block.name for block in environment("blocks", autoescape=False).parse(source).find_all(nodes.Block)
    )


def first_sentence(function: object) -> str:
    """The first sentence of a docstring."""
    first = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
    return first.split(". ")[0]
