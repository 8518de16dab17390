"""TELL-7 · What a template may use is said from the code: everything that it is given, and nothing else."""

import re

import pytest

from countersign.gallery.given import BLOCKS, PIECES, every_letter, facts_of, letters
from countersign.gallery.samples import LETTERS
from countersign.letters.callable_in_templates import blocks_in
from countersign.letters.council_words import OF_LETTERS
from countersign.wording.facts import Facts


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize("sample", LETTERS, ids=lambda sample: sample.kind.value)
def test_every_fact_of_every_letter_is_listed_with_its_type(sample: Facts) -> None:
    kind = next(kind for kind in OF_LETTERS.values() if kind is getattr(sample, "kind"))  # noqa: B009
    things = facts_of(kind).things
    assert {re.split(r"[.\[]", thing.name)[1] for thing in things} == type(sample).model_fields.keys() - {"kind"}
    assert all(thing.what and "<" not in thing.what for thing in things), things


@pytest.mark.rule("TELL-7")
def test_the_blocks_are_those_of_the_layouts_and_everything_has_its_meaning() -> None:
    layouts = ("layout.blocks.j2", "layout.translation.j2", "layout.subject.j2")
    assert {name for layout in layouts for name in blocks_in(layout)} == BLOCKS.keys()
    assert {thing.name for thing in letters()} == OF_LETTERS.keys()
    parts = {part.title.partition(":")[0]: part.things for part in every_letter()}
    assert [*parts] == ["head", "voice", "blocks", "m", "parts", "filters"]
    assert all(parts.values())
    assert {thing.name.split(".")[1].split("(")[0] for thing in parts["m"]} == PIECES.keys()
