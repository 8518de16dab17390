"""TELL-4 · How figures are said, where sentences end, and which names are asked about."""

import pytest

from countersign.careplan.reading_out import reference_of
from countersign.wording.names_read_aloud import is_unclear, names_in
from countersign.wording.sentences import MOST_WORDS, divided, sentences, words_in
from countersign.wording.spoken import spoken

pytestmark = pytest.mark.rule("TELL-4")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("£341.70", "three hundred and forty-one pounds and seventy pence"),
        ("£1,234.50", "one thousand two hundred and thirty-four pounds and fifty pence"),
        ("£1.00", "one pound"),
        ("£1.01", "one pound and one penny"),
        ("£0.50", "fifty pence"),
        ("£0.00", "nought pounds"),
        ("£20-£30", "twenty pounds to thirty pounds"),
        ("7 December 2026", "the seventh of December twenty twenty-six"),
        ("Saturday 21 November 2026", "Saturday the twenty-first of November twenty twenty-six"),
        ("on the 2nd March", "on the second of March"),
        ("2026-11-30", "the thirtieth of November twenty twenty-six"),
        ("21/11/2026", "the twenty-first of November twenty twenty-six"),
        ("45/99/2026", "forty-five ninety-nine two thousand and twenty-six"),
        ("May 2005", "May two thousand and five"),
        ("9am", "nine in the morning"),
        ("2:30pm", "two thirty in the afternoon"),
        ("9.05am", "nine oh five in the morning"),
        ("12am", "midnight"),
        ("12:00", "midday"),
        ("8:00 to 8:45", "eight o’clock to eight forty-five"),
        ("07:00", "seven in the morning"),
        ("18:00", "six in the evening"),
        ("01632 960104", "oh one six three two, nine six oh one oh four"),
        ("18001 01632 960104", "one eight oh oh one, oh one six three two, nine six oh one oh four"),
        ("+44 1632 960104", "plus four four, one six three two, nine six oh one oh four"),
        ("Ring 999.", "Ring nine nine nine."),
        ("Call 111", "Call one one one"),
        ("111 visits", "one hundred and eleven visits"),
        ("TE5 7XX", "T E five, seven X X"),
        ("4.5 hours", "four point five hours"),
        ("2½ hours", "two and a half hours"),
        ("1,500", "one thousand five hundred"),
        ("0045", "oh oh four five"),
        ("1st and 12th", "first and twelfth"),
        ("12A", "twelve A"),
        ("6-8 weeks", "six to eight weeks"),
        ("24/7", "twenty-four seven"),
        ("10% & more", "ten per cent and more"),
        ("2 × half a day", "two times half a day"),
        ("him/her", "him or her"),
        ("£5-£10/visit (50%)", "five pounds to ten pounds a visit (fifty per cent)"),
        ("two/week", "two a week"),
        ("NHS", "N H S"),
        ("a.b-1@x.example", "a dot b hyphen one at x dot example"),
        ("www.lgo.org.uk/help", "w w w dot lgo dot org dot uk slash help"),
        ("It may be 5", "It may be five"),
    ],
)
def test_a_figure_is_said_as_people_say_it(written: str, said: str) -> None:
    assert spoken(written) == said


def test_a_reference_is_said_character_by_character() -> None:
    reference = reference_of("9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5")
    said = spoken(f"Give our reference, {reference}.")
    names = {"2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine"}
    spelled = ", ".join(" ".join(names.get(each, each) for each in part) for part in reference.split("-"))
    assert said == f"Give our reference, {spelled}."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring Dr. Fox. Is it late? Then ring 999.", ("Ring Dr. Fox.", "Is it late?", "Then ring 999.")),
        ("It costs £4.50 a day. You pay half.", ("It costs £4.50 a day.", "You pay half.")),
        ("J. Smith comes. So does A. Lee.", ("J. Smith comes.", "So does A. Lee.")),
        ("He said “Stop.” She did.", ("He said “Stop.”", "She did.")),
        ("See www.a.example. Or write.", ("See www.a.example.", "Or write.")),
        ("no end", ("no end",)),
        ("", ()),
    ],
)
def test_a_sentence_ends_where_it_ends(text: str, found: tuple[str, ...]) -> None:
    assert sentences(text) == found


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (" ".join(["word"] * 15) + ".", (" ".join(["word"] * 15) + ".",)),
        (
            "You can come to the panel on that day; somebody who speaks for you can come with you.",
            ("You can come to the panel on that day.", "Somebody who speaks for you can come with you."),
        ),
        (
            "We will look at your plan again with you by 21 November 2027, and we will tell you when.",
            ("We will look at your plan again with you by 21 November 2027.", "And we will tell you when."),
        ),
        (
            "We will talk about the plan (the one of May; not the one of June) with you and with your daughter.",
            ("We will talk about the plan (the one of May; not the one of June) with you and with your daughter.",),
        ),
    ],
)
def test_a_long_sentence_is_divided_only_where_both_parts_stand_alone(sentence: str, parts: tuple[str, ...]) -> None:
    assert divided(sentence) == parts


def test_a_sentence_of_15_words_is_short_enough() -> None:
    assert MOST_WORDS == 15
    assert words_in("One – two, three.") == 3


@pytest.mark.parametrize("name", ["Siobhán", "Nguyen", "Xiao Li", "Llewelyn", "Caoimhe", "Nkechi Obi", "রহিমা", "Żak"])
def test_a_name_that_may_be_said_in_several_ways_is_asked_about(name: str) -> None:
    assert is_unclear(name)


@pytest.mark.parametrize("name", ["Clare Penrose", "Winifred Ashdown", "Tom", "Lantern Home"])
def test_a_plain_name_is_not(name: str) -> None:
    assert not is_unclear(name)


def test_names_are_found_within_sentences_and_ordinary_words_are_not() -> None:
    texts = ("Your need: You miss Ahmed. Ask Hazel Ashdown on Monday.", "Tell us. Sight matters, and your sight helps.")
    assert names_in(texts) == names_in(texts, ("",)) == ((), ("Ahmed", "Hazel Ashdown"))


def test_a_name_in_letters_with_marks_is_whole() -> None:
    texts = ("Then ask রহিমা, or Siân O’Neill-Żak.",)
    assert names_in(texts).unclear == ("রহিমা", "Siân O’Neill-Żak")
