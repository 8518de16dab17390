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


TELEPHONES = [
    ("(01632) 960142", "oh one six three two, nine six oh one four two"),
    ("01632-960-142", "oh one six three two, nine six oh, one four two"),
    ("07700-900-123", "oh seven seven oh oh, nine oh oh, one two three"),
    ("07700900123", "oh seven seven oh oh nine oh oh one two three"),
    ("01632.960.142", "oh one six three two, nine six oh, one four two"),
    ("01632/960142", "oh one six three two, nine six oh one four two"),
    ("01632 – 960142", "oh one six three two, nine six oh one four two"),
    ("+44 (0)1632 960142", "plus four four, one six three two, nine six oh one four two"),
    ("(+44) 1632 960142", "plus four four, one six three two, nine six oh one four two"),
    ("0044 1632 960142", "oh oh four four, one six three two, nine six oh one four two"),
    ("+353 1 234 5678", "plus three five three, one, two three four, five six seven eight"),
    ("020 7946 0958", "oh two oh, seven nine four six, oh nine five eight"),
    ("(ring 01632 960142)", "(ring oh one six three two, nine six oh one four two)"),
    ("01632 960142/3", "oh one six three two, nine six oh one four two, or three"),
    ("01632 960142/960143", "oh one six three two, nine six oh one four two, or nine six oh one four three"),
    ("01632 960104 2 times", "oh one six three two, nine six oh one oh four two times"),
    ("01632 960142 ext. 204", "oh one six three two, nine six oh one four two extension two oh four"),
    ("Tel no. 01632 960142", "Telephone number oh one six three two, nine six oh one four two"),
    ("0800 1111", "oh eight oh oh, one one one one"),
    ("116 123", "one one six, one two three"),
    ("Ring 101.", "Ring one oh one."),
    ("ring 101 or 999", "ring one oh one or nine nine nine"),
    ("call the police on 101", "call the police on one oh one"),
    ("Phone 960142", "Phone nine six oh one four two"),
    ("text SHOUT to 85258", "text SHOUT to eight five two five eight"),
    ("They call 120 times a year", "They call one hundred and twenty times a year"),
    ("We ring 101 people", "We ring one hundred and one people"),
    ("943 476 5919", "nine four three, four seven six, five nine one nine"),
    ("20-00-00", "two oh, oh oh, oh oh"),
    ("999.50", "nine hundred and ninety-nine point five nought"),
]
DAYS_AND_TIMES = [
    ("12-10-2026", "the twelfth of October twenty twenty-six"),
    ("12.10.26", "the twelfth of October twenty twenty-six"),
    ("on 12/10", "on the twelfth of October"),
    ("12 Oct 2026", "the twelfth of October twenty twenty-six"),
    ("Mon 12th of Oct.", "Monday the twelfth of October."),
    ("October 12th, 2026", "the twelfth of October twenty twenty-six"),
    ("12–14 October", "the twelfth to the fourteenth of October"),
    ("2 and 9 May 2027", "the second and the ninth of May twenty twenty-seven"),
    ("2026/27", "twenty twenty-six to twenty-seven"),
    ("2026-2027", "twenty twenty-six to twenty twenty-seven"),
    ("1999/00", "nineteen ninety-nine to two thousand"),
    ("since 2019", "since twenty nineteen"),
    ("in 2000 homes", "in two thousand homes"),
    ("her 80s, the 1990s", "her eighties, the nineteen nineties"),
    ("Mon-Fri", "Monday to Friday"),
    ("Mon, Wed & Fri", "Monday, Wednesday and Friday"),
    ("She sat in the sun, and Sat down", "She sat in the sun, and Sat down"),
    ("9.30-10.15", "nine thirty to ten fifteen"),
    ("at 9.30", "at nine thirty"),
    ("about 9.30 miles", "about nine point three nought miles"),
    ("14:30hrs", "two thirty in the afternoon"),
    ("0930 hrs", "nine thirty in the morning"),
    ("12noon", "midday"),
    ("Come at 9am.", "Come at nine in the morning."),
]
AMOUNTS = [
    ("£20.5", "twenty pounds and fifty pence"),
    ("12.50 pounds", "twelve pounds and fifty pence"),
    ("£.50", "fifty pence"),
    ("50p", "fifty pence"),
    ("£1.2m", "one point two million pounds"),
    ("£20pw", "twenty pounds a week"),
    ("£20 p.w. Then", "twenty pounds a week. Then"),
    ("£15/hr", "fifteen pounds an hour"),
    ("1/2 hour", "half an hour"),
    ("½ hour", "half an hour"),
    ("1 1/2 hours", "one and a half hours"),
    ("3/4 of an hour", "three quarters of an hour"),
    ("1/3 pint", "a third of a pint"),
    ("2/3 times a week", "two or three times a week"),
    ("5/6 visits", "five or six visits"),
    ("7/10", "seven out of ten"),
    ("120/80", "one hundred and twenty over eighty"),
    ("1:1 support", "one to one support"),
    ("6\u20118 weeks", "six to eight weeks"),
    ("21ST", "twenty-first"),
    ("1,000th", "one thousandth"),
    ("No. 12", "number twelve"),
    ("~2 hours", "about two hours"),
    ("<5 visits", "less than five visits"),
    ("2 x 30 mins", "two times thirty minutes"),
    ("2x daily", "two times daily"),
    ("30-min visit", "thirty-minute visit"),
    ("500mg", "five hundred milligrams"),
    ("1 hr", "one hour"),
    ("type2", "type two"),
    ("room12", "room twelve"),
    ("mp3", "M P three"),
    ("TE57XX", "T E five seven X X"),
    ("s117", "section one hundred and seventeen"),
    ("c/o her son", "care of her son"),
    ("w/c 12 October", "the week that begins the twelfth of October"),
    ("him / her, n/a", "him or her, not applicable"),
    ("eg tea asap", "for example tea as soon as possible"),
]


@pytest.mark.parametrize(("written", "said"), TELEPHONES)
def test_a_number_to_ring_is_said_digit_by_digit_however_it_is_written(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(("written", "said"), DAYS_AND_TIMES)
def test_days_and_times_are_said_however_they_are_written(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(("written", "said"), AMOUNTS)
def test_what_practitioners_write_short_is_said_in_full(written: str, said: str) -> None:
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
        ("Tel. 01632 960142. Then wait.", ("Tel. 01632 960142.", "Then wait.")),
        ("计划。还没！“好。” 是", ("计划。", "还没！", "“好。”", "是")),
        ("वह आती है। फिर जाती है।", ("वह आती है।", "फिर जाती है।")),
        ("یہ کیا ہے؟ ابھی نہیں۔", ("یہ کیا ہے؟", "ابھی نہیں۔")),
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
    assert words_in("这个计划还没有得到同意，我们会再和你谈谈这件事情，请你等一等。") == 14
    assert words_in("เรายังไม่ได้ตกลง") == 4


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
