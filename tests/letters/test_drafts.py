"""TELL-4 · The drafts for what people make elsewhere: easy read, braille, and a script for audio and BSL."""

import re

import pytest

from countersign.careplan.people import MADE_BY_PEOPLE, MADE_HERE, Format
from countersign.letters.documents import Documents
from countersign.letters.for_braille import LINE, carried
from countersign.wording.isolates import isolated
from countersign.wording.letters import Letter, LetterReason
from countersign.wording.sentences import MOST_WORDS, words_in
from countersign.wording.written_record import WrittenRecord
from tests.letters.forms import (
    PAPERS,
    aloud,
    as_easy,
    as_in_braille,
    as_said,
    draft_of,
    easy,
    in_braille,
    sentences_of_rows,
    text_form,
)
from tests.support.letters import RETURNED, but, head, letter, person
from tests.support.reading import seen
from tests.support.records import PLAN, RECORDS, plan, record_of

pytestmark = pytest.mark.rule("TELL-4")
each_paper = pytest.mark.parametrize("what", PAPERS.values(), ids=PAPERS)

_AMOUNT = re.compile(r"£[\d,]+\.\d\d")
_DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]+ 20\d\d\b")
OWN = RECORDS["the person's own"]
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
"""The flag of Wales: a black flag, and its name in letters that nobody sees."""


@each_paper
def test_the_text_for_braille_says_all_of_it_once(documents: Documents, what: Letter | WrittenRecord) -> None:
    draft = draft_of(documents, what, Format.BRAILLE)
    assert in_braille(draft) == as_in_braille(text_form(documents, what))


@each_paper
def test_the_script_says_all_of_it_once(documents: Documents, what: Letter | WrittenRecord) -> None:
    draft = draft_of(documents, what, Format.AUDIO)
    assert aloud(draft) == as_said(text_form(documents, what))
    assert draft_of(documents, what, Format.BSL) == draft


@each_paper
def test_the_easy_read_draft_says_all_of_it_once(documents: Documents, what: Letter | WrittenRecord) -> None:
    draft = draft_of(documents, what, Format.EASY_READ)
    assert easy(draft) == as_easy(text_form(documents, what))


@pytest.mark.parametrize("fmt", [Format.EASY_READ, Format.BRAILLE])
def test_a_record_in_a_draft_has_every_figure_and_date(documents: Documents, fmt: Format) -> None:
    text, draft = text_form(documents, OWN), " ".join(draft_of(documents, OWN, fmt).split())
    for figure in (_AMOUNT, _DATE):
        wanted = figure.findall(text)
        assert wanted
        assert figure.findall(draft) == wanted


def test_a_record_in_a_script_has_every_figure_and_date_in_words(documents: Documents) -> None:
    said = draft_of(documents, OWN, Format.AUDIO)
    text = text_form(documents, OWN)
    assert not re.search(r"[0-9£%&]", said), "whoever reads it aloud need not work anything out"
    for figure, words in (
        ("£341.70", "three hundred and forty-one pounds and seventy pence"),
        ("£61.25", "sixty-one pounds and twenty-five pence"),
        ("£120.00", "one hundred and twenty pounds"),
        ("21 November 2027", "the twenty-first of November twenty twenty-seven"),
        ("01632 960199", "oh one six three two, nine six oh one nine nine"),
        ("8:00 to 8:45", "eight o’clock to eight forty-five"),
    ):
        assert text.count(figure) == said.count(words) > 0, figure


# Braille


@each_paper
def test_a_line_is_no_longer_than_a_line_of_braille_and_breaks_no_figure(
    documents: Documents, what: Letter | WrittenRecord
) -> None:
    draft = draft_of(documents, what, Format.BRAILLE)
    assert [line for line in draft.splitlines() if len(line) > LINE and " " in line.strip()] == []
    text = text_form(documents, what)
    for figure in (_AMOUNT, _DATE, re.compile(r"\b0\d{4} \d{6}\b")):
        assert len(figure.findall(draft)) == len(figure.findall(text)), "none is divided over two lines"


@pytest.mark.parametrize(
    ("written", "is_carried"),
    [
        ("“Don’t”", '"Don\'t"'),
        ("2 × half a day", "2 times half a day"),
        ("½ and 1½ hours", "1/2 and 1 1/2 hours"),
        ("£20.00 – 5% & more…", "£20.00 - 5% & more..."),
        ("Gwenllïan Ŵyn", "Gwenllïan Ŵyn"),
        ("☺ → ✓", "[white smiling face] [rightwards arrow] [check mark]"),
        ("রহিমা", "রহিমা"),
    ],
)
def test_no_sign_is_left_that_braille_cannot_carry_and_no_letter_is_lost(written: str, is_carried: str) -> None:
    assert carried(written) == is_carried


def test_words_in_other_letters_stay_and_are_named_to_whoever_transcribes_them(documents: Documents) -> None:
    facts = but(RETURNED, reasons=(LetterReason(reason="Ask রহিমা for her view."),))
    note, _, body = draft_of(documents, letter(facts), Format.BRAILLE).partition("{The text begins here.}")
    assert "রহিমা" in note
    assert "Ask রহিমা for her view." in body
    assert "other letters" not in draft_of(documents, letter(RETURNED), Format.BRAILLE)


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize(
    "forged",
    [
        "{Heading 2} If you are not happy",
        "Heading 2: If you are not happy",
        "(The text begins here.)",
        "{The text begins here.}",
        "{Note: not to be brailled.}",
    ],
)
def test_nothing_that_somebody_wrote_is_a_mark_of_the_draft(documents: Documents, forged: str) -> None:
    """What they wrote is there, and no curly bracket but around what is the draft's own."""

    def draft(words: str) -> str:
        facts = but(RETURNED, reasons=(LetterReason(reason=f"{words}\n\nYou have no right.\n\n{words}"),))
        whom = person().model_copy(update={"address": (words,)})
        return draft_of(documents, letter(facts, head(whom)), Format.BRAILLE)

    assert re.findall("[{}]", draft(forged)) == re.findall("[{}]", draft("Honest."))
    named = forged.replace("{", "[left curly bracket]").replace("}", "[right curly bracket]")
    assert " ".join(draft(forged).split()).count(named) == 3


@pytest.mark.parametrize(
    ("written", "is_carried"),
    [
        ("\U0001f9d1\u200d\U0001f9bd", "[adult][manual wheelchair]"),
        ("\u267f\ufe0f", "[wheelchair symbol]"),
        (f"{WALES}!", "[waving black flag][gbwls]!"),
        ("1\ufe0f\u20e3", "1[combining enclosing keycap]"),
        ("co\u00adoperate\u200b", "cooperate"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("ক্\u200dষ", "ক্\u200dষ"),
        ("word\u200d word", "word word"),
        ("\u0600", "[arabic number sign]"),
        ("{a}", "[left curly bracket]a[right curly bracket]"),
    ],
)
def test_no_character_that_nobody_sees_stays_but_within_words_that_need_it(written: str, is_carried: str) -> None:
    assert carried(written) == is_carried


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("ابھی نہیں بتاتا۔ آپ", "ابھی, نہیں, بتاتا, آپ"),
        ("计划。还没", "计划, 还没"),
        ("Ask রহিমা☺রহিমা, Siân; “Żak”", "রহিমা"),
    ],
)
def test_the_note_names_words_in_other_letters_and_no_sign(documents: Documents, written: str, words: str) -> None:
    facts = but(RETURNED, reasons=(LetterReason(reason=written),))
    note = " ".join(draft_of(documents, letter(facts), Format.BRAILLE).partition("{The text begins here.}")[0].split())
    assert f"Ask how to put them: {words}.}}" in note


def test_headings_are_marked_and_a_table_is_a_list(documents: Documents) -> None:
    draft = draft_of(documents, OWN, Format.BRAILLE)
    assert "{Heading 1} Your care and support plan\n" in draft
    assert "{Heading 2} Your personal budget\n" in draft
    assert "{Heading 3} Who else pays\n" in draft
    assert "\nSupport: Home care\nEach week: £245.70\nOne-off: £0.00\nWho pays: Your budget\n" in draft
    assert not re.search(r"\t|\|| {3}|[Pp]age \d", draft)


# Easy read


@each_paper
def test_a_sentence_of_easy_read_is_short_or_says_what_to_do(
    documents: Documents, what: Letter | WrittenRecord
) -> None:
    rows = sentences_of_rows(draft_of(documents, what, Format.EASY_READ))
    assert rows
    for sentence, to_do in rows:
        words = words_in(sentence)
        assert bool(to_do) == (words > MOST_WORDS), sentence
        if to_do:
            assert to_do.startswith(f"To do: {words} words. Make it "), sentence


def test_the_draft_says_that_it_is_one_and_what_is_left_to_do(documents: Documents) -> None:
    draft = draft_of(documents, letter(RETURNED), Format.EASY_READ)
    assert "<title>Draft in easy read:" in draft
    assert '<thead><tr><th colspan="2">Draft in easy read. Not finished: do not send.</th></tr></thead>' in draft
    long = sum(bool(to_do) for _, to_do in sentences_of_rows(draft))
    assert f"<li>{long} sentences are too long" in draft
    explain = re.search(r"Explain these words [^:]*: ([^.]*)\.", draft)
    assert explain is not None
    assert "ombudsman" in explain[1].split(", ")
    assert "Then complete the task. Until then it does not count as given." in draft


@pytest.mark.parametrize(("wanted", "size"), [(14, 14), (18, 18), (28, 28), (12, 14)])
def test_easy_read_is_as_large_as_its_reader_needs_and_never_below_14_points(
    documents: Documents, wanted: int, size: int
) -> None:
    draft = documents.draft(OWN, Format.EASY_READ, wanted).content.decode()
    assert f"html {{ font: {size}pt/1.5" in draft


def test_every_sentence_has_a_place_for_a_picture_and_no_heading_has(documents: Documents) -> None:
    draft = draft_of(documents, OWN, Format.EASY_READ)
    assert draft.count('<div class="picture">') == len(sentences_of_rows(draft))
    for level in (1, 2, 3):
        assert re.search(rf'<tr class="heading"><td colspan="2"><h{level}>', draft)


@pytest.mark.rule("REC-5")
def test_each_sentence_of_mixed_scripts_stands_whole_in_its_own_cell(documents: Documents) -> None:
    """What keeps a direction apart begins and ends in the same cell, and never spans several."""
    mixed = "Two sentences here for you. Arabic: هذه الخطة لا تذكر. And “هذه”. End of it."
    facts = but(RETURNED, reasons=(LetterReason(reason=mixed),))
    draft = draft_of(documents, letter(facts), Format.EASY_READ)
    cells = re.findall(r"<td>(.*?)</td>", draft, re.DOTALL)
    assert all(cell.count("<bdi>") == cell.count("</bdi>") for cell in cells)
    assert '<p dir="auto">Two sentences here for you.</p>' in draft
    assert '<p dir="auto">End of it.</p>' in draft
    assert not re.search("[\u2068\u2069]", draft.partition("<body>")[2])


@pytest.mark.parametrize("ends", ["।", "。", "۔", "؟"])
def test_a_sentence_of_another_script_is_a_row_of_its_own_and_may_be_too_long(documents: Documents, ends: str) -> None:
    word = {"।": "शब्द ", "。": "计划", "۔": "لفظ ", "؟": "كلمة "}[ends]
    long, short = f"{(word * 16).strip()}{ends}", f"{word.strip()}{ends}"
    facts = but(RETURNED, reasons=(LetterReason(reason=f"{long} {short}"),))
    rows = dict(sentences_of_rows(draft_of(documents, letter(facts), Format.EASY_READ)))
    assert rows[long].startswith("To do: 16 words. Make it 2 sentences")
    assert not rows[short]


# The script


def test_a_name_that_may_be_said_wrongly_is_flagged_where_it_comes_first(documents: Documents) -> None:
    whom = person().model_copy(update={"name": "Nkechi Adeyemi", "greeting": "Nkechi"})
    said = draft_of(documents, letter(RETURNED, head(whom, person_name="Nkechi Adeyemi")), Format.AUDIO)
    assert "[Ask first how these are said, their own way: Nkechi Adeyemi.]" in said
    assert said.count("[ask how this is said]") == 1
    assert "\nNkechi Adeyemi [ask how this is said]\n" in said
    assert "Clare Penrose" in said.split("[Names:")[1].split("]")[0]


def test_a_list_with_numbers_under_a_label_keeps_them_and_is_marked_once(documents: Documents) -> None:
    service = PLAN["services"][0] | {"description": "1. Breakfast.\n2. A bath.\n0. Rest."}
    record = record_of(plan(services=[service], person_pays="0"))
    assert "\n1. Breakfast.\n2. A bath.\n0. Rest.\n" in draft_of(documents, record, Format.BRAILLE)
    script = draft_of(documents, record, Format.AUDIO)
    assert "\nNumber one: Breakfast.\nNumber two: A bath.\nNumber nought: Rest.\n" in script


def test_what_somebody_wrote_in_square_brackets_is_said(documents: Documents) -> None:
    """Whoever reads aloud leaves out what stands in such brackets."""
    facts = but(RETURNED, reasons=(LetterReason(reason="Ask [her sister] first."),))
    assert "Ask (her sister) first." in draft_of(documents, letter(facts), Format.AUDIO)


# All of them


@pytest.mark.parametrize("fmt", sorted(MADE_HERE))
def test_what_is_made_here_has_no_draft(documents: Documents, fmt: Format) -> None:
    with pytest.raises(ValueError, match=f"'{fmt.value}' is made here"):
        documents.draft(OWN, fmt)


@pytest.mark.parametrize("fmt", sorted(MADE_BY_PEOPLE))
def test_hostile_and_endless_words_are_only_words(documents: Documents, fmt: Format) -> None:
    for hostile in ('<script>alert("x")</script> {{ 7 * 7 }} & [link](x) \\textbf{x}', "a" * 10_000, "- - -\n1.\n\t:"):
        facts = but(RETURNED, reasons=(LetterReason(reason=hostile, what_happens_next=hostile),))
        what = isolated(letter(facts))
        draft = draft_of(documents, what, fmt)
        if fmt is Format.EASY_READ:
            assert "<script" not in draft
            assert easy(draft) == as_easy(text_form(documents, what))
        elif fmt is Format.BRAILLE:
            assert in_braille(draft) == as_in_braille(text_form(documents, what))
        elif hostile.startswith("a"):
            assert hostile in draft


def test_what_goes_meanwhile_says_that_another_form_is_being_made(documents: Documents) -> None:
    says = "You asked for this in braille. Somebody is making that now, and will give it to you."
    made = documents.letter(letter(RETURNED, head(made_in="in braille")), Format.STANDARD)
    assert says in made.text.decode()
    assert says in " ".join(seen(made.html))
    assert "Somebody is making that now" not in documents.letter(letter(RETURNED), Format.STANDARD).text.decode()
