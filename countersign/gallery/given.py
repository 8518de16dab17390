"""TELL-7 · What the template of a letter may use: what it is given, its blocks, macros and filters; from the code."""

import types
from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, NamedTuple, Union, cast, get_args, get_origin

from pydantic import BaseModel

from countersign.careplan.contract import meaning_of
from countersign.careplan.notices import NoticeKind
from countersign.gallery.samples import LETTERS
from countersign.letters.callable_in_templates import filters, first_sentence, macros_in
from countersign.letters.council_words import OF_LETTERS
from countersign.letters.voice import Voice
from countersign.wording.facts import Facts
from countersign.wording.letter_head import LetterHead
from countersign.wording.letter_names import which_letter


class Given(NamedTuple):
    """One thing that a template may use."""

    name: str
    """As it stands in a template, such as `facts.due_on`."""

    what: str
    """Its type, or what it takes, in words; empty where there is nothing to say."""

    meaning: str
    """What it is; empty where its name says it."""


class Part(NamedTuple):
    """Things of one sort."""

    title: str

    things: tuple[Given, ...]


BLOCKS = {
    "subject": "the subject, and the title where there is no other; every letter has to have it",
    "title": "the title, where it is another than the subject",
    "body": "what the letter says; every letter has to have it",
    "complain": "what leads to the right to complain; without it, how to complain does not stand in the letter",
    "standing": "who signs, whom to ask, who helps, how to complain: these stand in every letter by themselves",
    "below": "in another language: what points to it from the top of the letter; it has to be there",
}
"""Each block that a template may fill, in words."""


PIECES = {
    "title": "the title; the layout has it already",
    "h": "a heading",
    "h3": "a heading within a part",
    "p": "a paragraph: {% call m.p() %}…{% endcall %}; every sentence stands in one",
    "words": "what somebody wrote, as they wrote it",
    "key": "what matters most, in a box: {% call m.key() %}…{% endcall %}, with paragraphs in it",
    "quote": "words that were written to the person, in a letter to somebody else: {% call m.quote() %}…{% endcall %}",
    "points": "a list, of a list of texts",
    "signature": "who signs; the layout has it already",
    "facts": "labels with their values, such as `head | ways_to_reach_us`",
    "table": "a table, such as each of `facts.budget | budget_tables(voice)`",
}
"""Each macro of `m`, in words."""


def letters() -> tuple[Given, ...]:
    """Every letter that a council may have in its own words."""
    return tuple(Given(name, "", f"the letter {which_letter(kind)}") for name, kind in OF_LETTERS.items())


def facts_of(kind: NoticeKind) -> Part:
    """The facts that a letter has besides its head: `facts.…`."""
    (model,) = (type(facts) for facts in LETTERS if facts.kind is kind)
    return Part(f"facts: what the letter {which_letter(kind)} says", tuple(_fields(model, "facts")))


def every_letter() -> tuple[Part, ...]:
    """What every letter is given, and what it may use."""
    return (
        Part("head: what every letter begins with", tuple(_fields(LetterHead, "head"))),
        Part("voice: how it speaks of the person", tuple(_voice())),
        Part("blocks: {% block … %}", tuple(Given(name, "", words) for name, words in BLOCKS.items())),
        Part("m: its pieces, each a macro", tuple(_macros("medium/blocks.j2", "m"))),
        Part("parts: what several letters share", tuple(_macros("letters/parts.j2", "parts"))),
        Part("filters: {{ … | filter }}", tuple(Given(name, "", words) for name, words in filters().items())),
    )


def _fields(model: type[BaseModel], place: str) -> Iterator[Given]:
    for name, field in model.model_fields.items():
        if name == "kind" and issubclass(model, Facts):
            continue
        kind: Any = field.annotation
        yield Given(f"{place}.{name}", in_words(kind), meaning_of(model, name))
        inner = _model_in(kind)
        if inner is not None:
            each = f"{place}.{name}[…]" if get_origin(_known(kind)) is tuple else f"{place}.{name}"
            yield from _fields(inner, each)


def _voice() -> Iterator[Given]:
    yield Given("voice.who", "text", "`you`, or their name")
    yield Given("voice.whose", "text", "`your`, or their name with ’s")
    yield Given("voice.is_self", "yes or no", "Whether the letter goes to the person.")
    yield Given("voice.verb(with_you, with_a_name)", "text", first_sentence(Voice.verb))


def _macros(template: str, name: str) -> Iterator[Given]:
    for macro in macros_in(template):
        meaning = PIECES.get(macro.name, "") if name == "m" else macro.meaning
        yield Given(f"{name}.{macro.name}({', '.join(macro.takes)})", "", meaning)


def _known(kind: Any) -> Any:  # an annotation
    """A type without None."""
    if get_origin(kind) in (Union, types.UnionType):
        others = [part for part in get_args(kind) if part is not types.NoneType]
        return others[0] if len(others) == 1 else kind
    return kind


def _model_in(kind: Any) -> type[BaseModel] | None:  # an annotation
    bare = _known(kind)
    item = get_args(bare)[0] if get_origin(bare) is tuple else bare
    return item if isinstance(item, type) and issubclass(item, BaseModel) else None


_WORDS = {"str": "text", "bool": "yes or no", "int": "a number", "date": "a day", "Decimal": "an amount"}


def in_words(kind: Any) -> str:  # noqa: PLR0911  # an annotation; one line for each sort of type
    """A type in words: "a day, or unknown"."""
    bare = _known(kind)
    if bare is not kind:
        return f"{in_words(bare)}, or unknown"
    if get_origin(bare) in (Union, types.UnionType):
        return ", ".join(in_words(part) for part in get_args(bare) if part is not types.NoneType)
    if get_origin(bare) is tuple:
        return f"a list; each {in_words(get_args(bare)[0])}"
    if get_origin(bare) is Literal:
        return " or ".join(str(code) for code in get_args(bare))
    if hasattr(bare, "__metadata__"):
        return in_words(get_args(bare)[0])
    if isinstance(bare, type) and issubclass(bare, Enum):
        return " or ".join(code.value for code in bare)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return "has parts"
    other = cast("Any", bare)
    return _WORDS.get(getattr(other, "__name__", ""), str(other))
