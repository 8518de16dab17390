"""TELL-4, TELL-5 · What staff read of letters: which letter it is, and in which languages, in words."""

import io

import pytest
from rich.console import Console

from countersign.careplan.notices import NoticeKind
from countersign.careplan.people import Channel, Format
from countersign.cli.showing.brief_people import show_people
from countersign.cli.showing.page import Page
from countersign.queries.people import ReachedSeen
from countersign.wording.letter_names import WHICH_LETTER
from countersign.wording.plain_words import language_in_words


@pytest.mark.rule("TELL-5")
def test_every_letter_that_staff_are_asked_to_give_has_a_name_in_words() -> None:
    assert WHICH_LETTER.keys() == frozenset(NoticeKind)
    assert len(set(WHICH_LETTER.values())) == len(WHICH_LETTER)
    assert all(words.startswith(("that ", "about ", "with ")) for words in WHICH_LETTER.values())


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("cy", "Welsh"),
        ("ur", "Urdu"),
        ("pa-Arab", "Panjabi in Arabic letters"),
        ("zh-Hant", "Chinese in traditional letters"),
        ("tlh", "the language tlh"),
    ],
)
def test_a_language_has_its_name(code: str, words: str) -> None:
    assert language_in_words(code) == words


@pytest.mark.rule("TELL-4", "TELL-8")
@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("cy", "person: by post, standard, in English, and in Welsh where the council has it."),
        (None, "person: by post, standard."),
    ],
)
def test_an_authoriser_sees_in_which_language_somebody_reads(language: str | None, says: str) -> None:
    out = io.StringIO()
    reached = ReachedSeen(
        whom="person",
        is_told=True,
        channel=Channel.POST,
        format=Format.STANDARD,
        language=language,
        is_reached=True,
        said_on=None,
    )
    show_people(Page(Console(file=out, width=200)), (reached,))
    assert says in " ".join(out.getvalue().split())
