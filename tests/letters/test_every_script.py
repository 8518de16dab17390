"""REC-5 · Every character that somebody wrote arrives as written, in every form and script, or a person is asked."""

import hashlib
import re
import unicodedata
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.decision_parts import Condition, ConditionKind, LineOtherwise
from countersign.careplan.ending import Becomes, Fate, WhatBecomes
from countersign.careplan.less_than_before import Lowered, Lowers
from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.letters.faces import END, FACE, SHIPPED, Faces, composed, named
from countersign.letters.printing import each_text
from countersign.settings import SettingsError, read_settings
from countersign.wording.cost_changes import lowered_in_words
from countersign.wording.document import Part, Words
from countersign.wording.ending_in_words import fates_in_words
from countersign.wording.facts import Facts
from countersign.wording.isolates import FSI, PDI, RIGHT_TO_LEFT, isolate, isolated, without_isolates
from countersign.wording.payment_in_words import conditions_in_words, managed_otherwise_in_words
from countersign.wording.written_record import WrittenRecord
from tests.letters.scripts import UNDRAWN, WRITTEN
from tests.support.letters import AGREED, LETTERS, head, letter, person
from tests.support.reading import fonts, layer, left_of, reader, seen, solid
from tests.support.records import PLAN, plan, record_of

each_script = pytest.mark.parametrize("script", WRITTEN)
A_RIGHT_TO_LEFT = re.compile(f"[{RIGHT_TO_LEFT}]")
ISOLATED = re.compile(f"{FSI}([^{PDI}]*){PDI}")


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces()


def written_in(script: str) -> dict[str, Any]:
    """A plan of which the person's name, their wishes and a service are in a script."""
    name, sentence = WRITTEN[script]
    return {
        "person": PLAN["person"] | {"name": name},
        "preferences": sentence,
        "services": [PLAN["services"][0] | {"service": name, "description": sentence}, *PLAN["services"][1:]],
    }


@pytest.mark.rule("REC-5")
@each_script
def test_every_letter_arrives_in_every_form_and_in_order(documents: Documents, script: str) -> None:
    files = documents.record(record_of(plan(**written_in(script))), Format.STANDARD)
    page, text = " ".join(seen(files.html)), without_isolates(files.text.decode())
    in_print = solid(without_isolates(layer(files.pdf)))
    assert documents.undrawn(files.html) == ""
    for said in WRITTEN[script]:
        assert said in page
        assert said in text
        for word in unicodedata.normalize("NFC", said).split():
            assert word in in_print
    if script != "two at once":  # there a line of print turns more than once
        assert solid(unicodedata.normalize("NFC", WRITTEN[script][0])) in in_print


@pytest.mark.rule("REC-5")
def test_the_same_letters_are_the_same_bytes(documents: Documents) -> None:
    another = Documents()
    for script in WRITTEN:
        record = record_of(plan(**written_in(script)))
        assert documents.record(record, Format.STANDARD) == another.record(record, Format.STANDARD)
    another.close()


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize(
    ("words", "drawn_in"),
    [
        ("Gŵyl", "Noto Sans"),
        ("Gbẹ́nga,", "Noto Sans"),
        ("“Оксана”", "Noto Sans"),
        ("José", "Atkinson Hyperlegible"),
        ("Jose\u0301", "Atkinson Hyperlegible"),
        ("Żółć", "Atkinson Hyperlegible"),
        ("Q\u0301uinn", "Noto Sans"),
        ("রহিমা।", "Noto Sans Bengali"),
        ("محمد", "Noto Sans Arabic"),
    ],
)
def test_a_whole_word_has_one_face(faces: Faces, words: str, drawn_in: str) -> None:
    ready = faces.ready(words)
    face = ord(found[1]) - FACE if (found := re.search("([\U00100000-\U0010fff0])", ready)) else 0
    assert faces.all[face].family == drawn_in
    assert ready.count(END) == (1 if face else 0)


@pytest.mark.rule("REC-5")
def test_what_stands_around_a_word_may_have_another_face_and_words_beside_one_another_share_a_run(faces: Faces) -> None:
    assert faces.ready("“রহিমা খাতুন” said").count(END) == 1
    assert faces.ready("Оксана Йолкіна and Ευα").count(END) == 2


@pytest.mark.rule("REC-5")
def test_one_name_in_another_script_changes_nothing_of_another(documents: Documents) -> None:
    """Once a Bengali provider turned everybody's Cyrillic and Greek names into a note in brackets."""
    words = "Оксана, Ευα, রহিমা"
    files = documents.record(record_of(plan(preferences=words)), Format.STANDARD)
    assert {"NotoSans-Regular", "NotoSansBengali-Regular"} <= fonts(files.pdf)
    assert solid(words) in solid(layer(files.pdf))


@pytest.mark.rule("REC-5")
def test_what_nobody_sees_and_no_file_may_hold_does_not_stop_a_record(documents: Documents) -> None:
    files = documents.record(record_of(plan(preferences="Anna\ufeff and Żaneta\u00ad")), Format.STANDARD)
    assert documents.undrawn(files.html) == ""
    assert "Anna" in layer(files.pdf)


# What cannot be drawn


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize("kind", UNDRAWN)
def test_what_cannot_be_drawn_is_not_printed_and_is_named(documents: Documents, kind: str) -> None:
    words, names = UNDRAWN[kind]
    files = documents.record(record_of(plan(preferences=words)), Format.STANDARD)
    assert files.pdf == b""
    assert sorted(documents.undrawn(files.html).split(", ")) == sorted(names.split(", "))
    assert documents.undrawn(files.text) == documents.undrawn(files.html)
    assert words in " ".join(seen(files.html))
    assert words in files.text.decode()
    posted = documents.letter(
        letter(AGREED, head(person().model_copy(update={"by_post": True}), practitioner_name=words)), Format.STANDARD
    )
    assert posted.pdf == b""
    assert documents.undrawn(posted.html) == documents.undrawn(files.html)


def test_of_very_many_characters_the_number_is_said() -> None:
    assert named([chr(0x4E00 + number) for number in range(40)]).endswith("CJK UNIFIED IDEOGRAPH-4E0B and 28 more")


@pytest.mark.rule("REC-5")
def test_a_councils_own_fonts_serve_besides(tmp_path: Path) -> None:
    """Here one of ours stands for a font of Chinese, which is too large to come with the tests."""
    font = tmp_path / "NotoSansThai-Regular.ttf"
    font.write_bytes((SHIPPED / font.name).read_bytes())
    own = Faces(tmp_path)
    assert own.folders[-1] == tmp_path
    assert [face.family for face in own.all].count("Noto Sans Thai") == 1
    assert own.undrawn(["สมชาย"]) == ()


@pytest.mark.parametrize("has", ["nothing", "a text", "a font"])
def test_a_folder_of_fonts_has_fonts(tmp_path: Path, has: str) -> None:
    (tmp_path / {"nothing": ".", "a text": "a.txt", "a font": "a.ttf"}[has]).touch()
    if has == "a font":
        assert read_settings({"COUNTERSIGN_FONTS": str(tmp_path)}).fonts == tmp_path
        return
    with pytest.raises(SettingsError, match="COUNTERSIGN_FONTS: is a folder without a font"):
        read_settings({"COUNTERSIGN_FONTS": str(tmp_path)})


# Right to left


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize(
    ("text", "kept_apart"),
    [
        ("Ann Lee", "Ann Lee"),
        ("Żółć", "Żółć"),
        ("محمد", f"{FSI}محمد{PDI}"),
        ("- محمد \nTea\n2. شاي.", f"- {FSI}محمد{PDI} \nTea\n2. {FSI}شاي.{PDI}"),
        (f"{FSI}محمد{PDI}: £20.00", f"{FSI}محمد{PDI}: £20.00"),
    ],
)
def test_what_is_read_from_right_to_left_is_kept_apart_once(text: str, kept_apart: str) -> None:
    assert isolate(text) == kept_apart
    assert isolate(kept_apart) == kept_apart


@pytest.mark.rule("REC-5")
def test_money_beside_a_name_stays_beside_it_in_every_form(documents: Documents) -> None:
    name, price = "محمد علي", "£38.50 a week"
    others = [line | ({"paid_by_other": name} if line["id"] == "S3" else {}) for line in PLAN["services"]]
    record = record_of(plan(services=others))
    budget = AGREED.budget.model_copy(
        update={"others": tuple(other.model_copy(update={"who": name}) for other in AGREED.budget.others)}
    )
    said = documents.letter(letter(AGREED.model_copy(update={"budget": budget})), Format.STANDARD)
    assert re.search(rf'<bdi>{name}</bdi>: <span class="whole" dir="ltr">£[\d.]+ a week</span>', said.html.decode())
    assert re.search(rf"- {FSI}{name}{PDI}: £[\d.]+ a week", said.text.decode())
    words = Words(text=f"{isolate(name)}: {price}, and {isolate('شاي')} too.")
    record = record.model_copy(update={"parts": (Part(heading="Who pays", blocks=(words,)),)})
    # The letters of a line are read in the order in which they are seen: it would say "£38.50 :" first.
    assert without_isolates(words.text) in without_isolates(layer(documents.record(record, Format.STANDARD).pdf))


@pytest.mark.rule("REC-5")
def test_a_paragraph_of_ones_own_has_its_own_direction(documents: Documents) -> None:
    sentence = WRITTEN["Urdu"][1]
    files = documents.record(record_of(plan(preferences=f"{sentence}\n- {sentence}")), Format.STANDARD)
    page = files.html.decode()
    assert f'<p dir="auto">{sentence}</p>' in page
    assert f'<li dir="auto">{sentence}</li>' in page
    assert FSI not in page
    in_print, ours = left_of(files.pdf, sentence.split()[-1]), left_of(files.pdf, "What matters to you")
    assert in_print > ours + 150


def said_in(value: object) -> list[str]:
    """Every text of a model as JSON."""
    said: list[str] = []
    each_text(value, lambda text: said.append(text) or text)
    return said


READ_BY_PEOPLE = frozenset(
    {"name", "relationship", "description", "service", "unit", "how_we_will_know", "what", "why", "preferences"}
    | {"contingency_plan", "advice", "organisation", "paid_by", "paid_by_other", "how_budget_was_worked_out"}
)


def in_arabic(value: Any) -> Any:
    """A part of a plan with everything that people read in it replaced."""
    if isinstance(value, list):
        return [in_arabic(held) for held in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {
            key: "شاي 5" if key in READ_BY_PEOPLE and isinstance(held, str) else in_arabic(held)
            for key, held in cast("dict[str, Any]", value).items()
        }
    return value


def faults_in(texts: list[str]) -> list[str]:
    """Texts in which something read from right to left is not kept apart, or words of ours are within the marks."""
    outside = [text for text in texts if A_RIGHT_TO_LEFT.search(ISOLATED.sub("", text))]
    within = [text for text in texts for inside in ISOLATED.findall(text) if re.search("[A-Za-z£]", inside)]
    return outside + within


@pytest.mark.rule("REC-5")
def test_nothing_in_a_record_is_out_of_its_marks_and_nothing_of_ours_within_them() -> None:
    lists: dict[str, Any] = dict.fromkeys(("preferences", "contingency_plan", "advice"), "شاي\n- خبز\n- حليب")
    record = record_of(plan(**in_arabic(PLAN)).model_copy(update=lists))
    said = said_in(record.model_dump(mode="json"))
    assert sum(FSI in text for text in said) > 30
    assert faults_in(said) == []


@pytest.mark.rule("REC-5")
def test_nothing_in_the_sentences_of_a_letter_is_out_of_its_marks() -> None:
    """These are made before a letter is: it gets them as whole sentences."""
    theirs = plan(**in_arabic(PLAN))
    first = theirs.services[0]
    asks = ConditionKind.INFORMATION
    condition = Condition(id="K1", kind=asks, what="أرسل كشف الحساب", first_on=date(2027, 3, 1), every_months=3)
    stops, goes_on = WhatBecomes(becomes=Becomes.STOPS), WhatBecomes(becomes=Becomes.GOES_ON, in_words="أختها تساعد")
    said = [
        *conditions_in_words((condition,)),
        *managed_otherwise_in_words(theirs, (LineOtherwise(line=first.id, rule="DP-8", why="أرخص"),)),
        *fates_in_words((Fate(first, stops, date(2026, 12, 1)), Fate(first, goes_on, None)), date(2026, 11, 30)),
        *lowered_in_words((Lowered(Lowers.FEWER_UNITS, Decimal(4), Decimal(2), first),), lambda line: line.service),
    ]
    assert len(said) == 5
    assert all(FSI in sentence for sentence in said)
    assert faults_in(said) == []


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize("facts", LETTERS, ids=lambda facts: facts.kind.value)
def test_nothing_in_a_letter_is_out_of_its_marks_and_nothing_of_ours_within_them(
    documents: Documents, facts: Facts
) -> None:
    fields = type(facts).model_fields.items()
    free = [name for name, field in fields if field.annotation is str and name != "meeting_at"]
    names = {"person_name": "محمد", "practitioner_name": "نصرت", "council": "مجلس", "complaints": "اشتك هنا"}
    changed = facts.model_copy(update=dict.fromkeys(free, "شاي 5"))
    made = documents.letter(letter(changed, head(None, **names)), Format.STANDARD)
    assert faults_in(made.text.decode().splitlines()) == []
    assert FSI not in re.sub(r"<title>.*?</title>", "", made.html.decode())
    outside = re.sub(r'<bdi>.*?</bdi>|<(\w+)[^>]* dir="auto">.*?</\1>|<title>.*?</title>', "", made.html.decode())
    assert not A_RIGHT_TO_LEFT.search(outside)


def test_a_model_without_such_words_is_the_same_object() -> None:
    record = record_of(plan())
    assert isolated(record) is record


# Spaces that nobody sees


@pytest.mark.parametrize(
    "written", ["aaaabbbb-1111-2222-3333-ccccddddeeee", "a.very.long.name.of.somebody@council.example"]
)
def test_what_may_break_in_print_can_be_found_and_copied(documents: Documents, written: str) -> None:
    record = record_of(plan(preferences=f"It is {written}, and\ttabs\tare spaces."))
    pdf = documents.record(record, Format.STANDARD).pdf
    assert written in layer(pdf)
    assert "and tabs are spaces." in layer(pdf)
    assert not re.search("[\u200b\u2068\u2069\ue000-\uf8ff\U00100000-\U0010fffd]", layer(pdf))


def test_the_bookmarks_of_a_file_are_plain_words(documents: Documents) -> None:
    service = f"Gŵyl রহিমা {'Llanfairpwllgwyngyllgogerychwyrndrobwll'}"
    record = record_of(plan(services=[PLAN["services"][0] | {"service": service}], person_pays="0"))
    outline = str(reader(documents.record(record, Format.STANDARD).pdf).outline)
    assert service in outline
    assert not re.search("[\u200b\U00100000-\U0010fffd]", outline)


# The fonts themselves


def test_each_font_is_the_one_of_its_hash_and_the_licence_stands_beside() -> None:
    lines = (SHIPPED / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split() for line in lines)}
    there = {font.name: hashlib.sha256(font.read_bytes()).hexdigest() for font in SHIPPED.glob("*.ttf")}
    assert there == listed
    assert "SIL OPEN FONT LICENSE Version 1.1" in (SHIPPED / "OFL.txt").read_text("utf-8")


# Any string at all


def letters_of(*spans: tuple[int, int]) -> st.SearchStrategy[str]:
    """Words of the letters of a script that our fonts have."""
    drawn = {code for face in Faces().all for code in face.drawn}
    codes = [code for first, last in spans for code in range(first, last + 1) if code in drawn]
    kept = [chr(code) for code in codes if unicodedata.category(chr(code))[0] in "LMN"]
    return st.lists(st.text(st.sampled_from(kept), min_size=1, max_size=12), min_size=1, max_size=8).map(" ".join)


SCRIPTS = {
    "Latin": letters_of((0x41, 0x24F), (0x1E00, 0x1EFF), (0x300, 0x304)),
    "Greek and Cyrillic": letters_of((0x370, 0x52F)),
    "Hebrew": letters_of((0x5D0, 0x5EA)),
    "Arabic": letters_of((0x620, 0x64A), (0x66E, 0x6D3)),
    "Indic": letters_of((0x900, 0x97F), (0x980, 0x9FF)),
    "Panjabi and Gujarati": letters_of((0xA00, 0xAFF)),
    "Tamil": letters_of((0xB80, 0xBFF)),
    "all of them": letters_of((0x41, 0x24F), (0x370, 0x52F), (0x5D0, 0x5EA), (0x620, 0x64A), (0x900, 0xBFF)),
}


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize("script", SCRIPTS)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_no_letter_of_any_string_is_lost_in_any_form(documents: Documents, script: str, data: st.DataObject) -> None:
    written = data.draw(st.lists(SCRIPTS[script], min_size=4, max_size=12))
    files = documents.record(of_words(written), Format.STANDARD)
    page, text = " ".join(seen(files.html)), without_isolates(files.text.decode())
    for said in written:
        assert said in page
        assert said in text
    if documents.undrawn(files.html):  # a mark that no face has on that letter: a person is asked
        assert files.pdf == b""
        return
    there, wanted = Counter(layer(files.pdf)), Counter("".join(map(composed, written)))
    assert {letter: count for letter, count in wanted.items() if not letter.isspace() and there[letter] < count} == {}


def of_words(written: list[str]) -> WrittenRecord:
    record = record_of(plan())
    blocks = tuple(Words(text=f"Said: {isolate(said)}") for said in written)
    return record.model_copy(update={"parts": (Part(heading="What was said", blocks=blocks),), "opening": ()})
