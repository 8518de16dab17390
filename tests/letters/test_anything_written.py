"""REC-5, TELL-4 · Whatever somebody wrote: all of it is in every form once, as words, or it is refused by its field.

The texts are generated (`tests.letters.anything`): any script, markup of five languages, lists, tabs, marks that nobody
sees, nothing at all, and as much as there may be. `COUNTERSIGN_TEST_STORIES=500` tries so many of each kind:
`make papers` does.
"""

import json
import os
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from countersign.careplan.people import LARGE_PRINT, MADE_BY_PEOPLE, MADE_HERE, Format
from countersign.casework.ports import LetterFiles, RecordFiles
from countersign.letters.documents import Documents
from countersign.letters.faces import composed
from countersign.letters.filters import TEMPLATES
from countersign.letters.printing import LETTER, RECORD
from countersign.letters.runs import Run, runs_of
from countersign.letters.typesetter import GIVEN, as_string
from countersign.wording.facts import Facts
from countersign.wording.in_brief import in_brief
from countersign.wording.isolates import isolated, without_isolates
from countersign.wording.letters import Letter, StaffNotice
from countersign.wording.text_message import MOST_PARTS, length
from countersign.wording.written_record import WrittenRecord
from tests.letters.anything import AS_LONG, MARKUP, TOO_LONG, filled, names, solid_alike, texts, token, words_of
from tests.letters.forms import aloud, as_easy, as_in_braille, as_said, easy, in_braille, text_form
from tests.letters.test_the_record_in_print import strings
from tests.proof.generated import play_generated
from tests.support.letters import LETTERS, STAFF_NOTICES, head, letter, person, somebody_else
from tests.support.reading import layer, printed, seen, solid, tags
from tests.support.records import PLAN, plan, record_of

STORIES = int(os.environ.get("COUNTERSIGN_TEST_STORIES", "0"))
START = 20261128

OF_OURS = frozenset(
    {"html", "head", "meta", "title", "style", "body", "header", "main", "div", "p", "address", "br", "a", "h1", "h2"}
    | {"h3", "span", "bdi", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    | {"strong", "img", "wbr"}
)
"""Every element that our templates have."""

IN_THE_FILE = re.compile("[\u200b\U00100000-\U0010fffd]")
"""What no PDF has in its text. The marks of direction stay in it: they are around whole texts."""


@pytest.fixture(scope="module")
def another() -> Any:
    """Another worker's: what it makes is the same."""
    made = Documents()
    yield made
    made.close()


def once(forms: dict[str, str], wanted: dict[str, int]) -> None:
    """Each text is in each form as often as in the model."""
    for form, said in forms.items():
        there = {own: said.count(own.casefold()) for own in wanted}
        assert there == wanted, form


def all_of_it(forms: dict[str, str], put: dict[str, str]) -> None:
    for form, said in forms.items():
        missing = [word for text in put.values() for word in words_of(text) if word not in said]
        assert missing == [], form


def look_at(
    documents: Documents, files: LetterFiles | RecordFiles, put: dict[str, str], wanted: dict[str, int]
) -> None:
    """What holds for whatever was written. `wanted`: how often each text is there."""
    assert set(tags(files.html)) <= OF_OURS
    pages = {"page": solid_alike(" ".join(seen(files.html))), "text": solid_alike(files.text.decode())}
    all_of_it(pages, put)
    once(pages, wanted)
    undrawn = documents.undrawn(files.html)
    assert bool(files.pdf) != bool(undrawn), "what nothing draws is named, and nothing else is refused"
    if files.pdf:
        print_holds(files.pdf, put, wanted)


def print_holds(pdf: bytes, put: dict[str, str], wanted: dict[str, int]) -> None:
    said = layer(pdf)
    assert not IN_THE_FILE.search(said)
    once({"print": solid_alike(said)}, wanted)
    there = Counter(said)
    needed = Counter("".join(composed(word) for text in put.values() for word in words_of_as_written(text)))
    lost = {letter: count for letter, count in needed.items() if there[letter] < count and is_letter(letter)}
    assert lost == {}


def words_of_as_written(text: str) -> list[str]:
    return without_isolates(text).split()


def is_letter(letter: str) -> bool:
    """A letter or a figure. Marks of lists and of quotations are changed."""
    return letter.isalpha()


def play_letter(documents: Documents, another: Documents, facts: Facts, written: st.DataObject) -> None:
    put: dict[str, str] = {}
    drawn = written.draw(st.sampled_from((True, True, False)), "drawn")
    said = filled(facts, lambda: written.draw(texts(drawn=drawn)), put)
    whom = written.draw(st.sampled_from((person(), somebody_else())))
    own = {name: written.draw(names(), name) for name in ("name", "greeting")}
    fmt = written.draw(st.sampled_from(sorted(MADE_HERE)))
    size = written.draw(st.sampled_from((16, LARGE_PRINT, 28)))
    at_head = head(
        whom.model_copy(update=own | {"by_post": True, "print_size": size}),
        person_name=written.draw(names()),
        practitioner_name=written.draw(names()),
    )
    what = letter(said, at_head)
    files = documents.letter(what, fmt)
    text = solid_alike(files.text.decode())
    wanted = {own: text.count(own.casefold()) for own in put}
    arrived = {own: text for own, text in put.items() if wanted[own]}
    look_at(documents, files, arrived, wanted)
    drafts(documents, what)
    assert another.letter(what, fmt) == files
    brief = in_brief(what)
    assert length(brief.text_message).parts <= MOST_PARTS
    assert not any(own in brief.with_a_link + brief.text_message for own in put)


def drafts(documents: Documents, what: Letter | WrittenRecord) -> None:
    text = text_form(documents, what)
    made = {fmt: documents.draft(what, fmt).content.decode() for fmt in sorted(MADE_BY_PEOPLE)}
    assert easy(made[Format.EASY_READ]) == as_easy(text)
    assert in_braille(made[Format.BRAILLE]) == as_in_braille(text)
    assert aloud(made[Format.AUDIO]) == as_said(text)


@pytest.mark.rule("REC-5", "TELL-4")
def test_whatever_is_written_is_in_every_form_of_every_letter_once(documents: Documents, another: Documents) -> None:
    """The kinds take turns, so that each is tried with something."""

    def play(given: tuple[Facts, st.DataObject]) -> None:
        play_letter(documents, another, *given)

    play_generated(
        play, start=START, how_many=STORIES or 16, shorten=False, of=st.tuples(st.sampled_from(LETTERS), st.data())
    )


@pytest.mark.rule("REC-5", "TELL-4")
@pytest.mark.parametrize("notice", STAFF_NOTICES, ids=lambda notice: notice.kind.value)
def test_a_task_of_any_words_is_whole_in_a_notice_to_staff(documents: Documents, notice: StaffNotice) -> None:
    def play(task: str) -> None:
        own = token(0)
        files = documents.staff_notice(notice.model_copy(update={"task": f"{task} {own}"}), Format.STANDARD)
        assert set(tags(files.html)) <= OF_OURS
        pages = {"page": solid_alike(" ".join(seen(files.html))), "text": solid_alike(files.text.decode())}
        all_of_it(pages, {own: f"{task} {own}"})
        once(pages, {own: 1})

    play_generated(play, start=START, how_many=STORIES or 4, of=texts(drawn=False))


# The written record

FREE = ("preferences", "contingency_plan", "how_budget_was_worked_out", "advice")


def any_plan(written: st.DataObject, put: dict[str, str]) -> dict[str, Any]:
    """A plan with another text wherever somebody writes."""
    drawn = written.draw(st.sampled_from((True, True, False)))

    def text(*, line: bool = False) -> str:
        own = token(len(put))
        said = written.draw(names() if line else texts(drawn=drawn, pieces=4))
        put[own] = f"{said} {own}".strip()
        return put[own]

    return {
        "person": PLAN["person"] | {"name": written.draw(names())},
        "needs": [need | {"description": text()} for need in PLAN["needs"]],
        "outcomes": [wish | {"description": text()} for wish in PLAN["outcomes"]],
        "services": [line | {"service": text(line=True), "description": text()} for line in PLAN["services"]],
        **{name: text() for name in FREE},
    }


@pytest.mark.rule("REC-5", "REC-1")
def test_whatever_is_written_in_a_plan_is_in_every_form_of_the_record(documents: Documents, another: Documents) -> None:
    def play(written: st.DataObject) -> None:
        put: dict[str, str] = {}
        parts = any_plan(written, put)
        record = record_of(plan(**parts), is_the_persons=written.draw(st.booleans()))
        fmt = written.draw(st.sampled_from(sorted(MADE_HERE)))
        size = written.draw(st.sampled_from((16, LARGE_PRINT, 28)))
        files = documents.record(record, fmt, size)
        said = solid_alike(" ".join(strings(isolated(record))))
        wanted = {own: said.count(own.casefold()) for own in put}
        look_at(documents, files, put, wanted)
        drafts(documents, record)
        assert another.record(record, fmt, size) == files
        if files.pdf and fmt is Format.STANDARD:
            whole_figures(record, files.pdf)

    play_generated(play, start=START, how_many=STORIES or 4, shorten=False, of=st.data())


def whole_figures(record: WrittenRecord, pdf: bytes) -> None:
    """No amount, date or telephone number is on two lines."""
    lines = printed(pdf).splitlines()
    together = solid("".join(lines))
    runs = {run.text for words in strings(record) if words.isascii() for run in runs_of(words) if run.whole}
    broken = [text for text in runs if sum(line.count(text) for line in lines) < together.count(solid(text))]
    assert broken == []


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize("long", AS_LONG, ids=lambda text: text[:6].strip())
@pytest.mark.parametrize("fmt", [Format.STANDARD, Format.LARGE_PRINT])
def test_as_much_as_there_may_be_is_whole_in_every_form(documents: Documents, fmt: Format, long: str) -> None:
    record = record_of(plan(preferences=long))
    files = documents.record(record, fmt)
    length_of_it = len(solid(long))
    forms = (" ".join(seen(files.html)), files.text.decode(), layer(files.pdf))
    for said in forms:
        assert sum(Counter(solid(said)).values()) >= length_of_it
        assert Counter(solid(said))[solid(long)[0]] >= solid(long).count(solid(long)[0])
    drafts(documents, record)


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize("field", FREE)
def test_10_000_characters_are_refused_and_the_field_is_named(field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        plan(**{field: TOO_LONG})
    assert [error["loc"] for error in refused.value.errors()] == [(field,)]


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize("markup", MARKUP, ids=["HTML", "Jinja", "Typst", "Markdown", "TeX"])
def test_markup_is_words_in_every_form(documents: Documents, markup: str) -> None:
    record = record_of(plan(preferences=markup))
    files = documents.record(record, Format.STANDARD)
    assert markup in " ".join(seen(files.html))
    assert markup in files.text.decode()
    assert solid(markup) in solid(layer(files.pdf))
    drafts(documents, record)


@pytest.mark.parametrize(
    "text", ['"', "\\", '\\"', '\\\\"); panic() //', "\n\t\x07", "é€😀", "\\u{41} #x", *MARKUP, "a" * 10_000]
)
def test_what_is_printed_comes_as_one_string_of_typst(text: str) -> None:
    """It stands within the template: nothing of it may end the string, and every character arrives."""
    written = as_string({"said": text})
    assert written.isascii()
    assert written.isprintable()
    within = written[1:-1]
    assert not re.search(r'(?<!\\)(?:\\\\)*"', within)
    assert json.loads(re.sub(r"\\(.)", r"\1", within)) == {"said": text}


@pytest.mark.parametrize("template", [RECORD, LETTER])
def test_a_template_has_one_place_for_what_is_printed(template: str) -> None:
    assert (TEMPLATES / template).read_text("utf-8").count(GIVEN) == 1


@pytest.mark.rule("REC-5")
def test_a_reference_without_a_digit_is_whole(documents: Documents) -> None:
    assert Run("CD-FGHJ-KM", whole=True) in list(runs_of("It is CD-FGHJ-KM here."))
    page = documents.record(record_of(plan(preferences="It is CD-FGHJ-KM here.")), Format.STANDARD).html.decode()
    assert '<span class="whole">CD-FGHJ-KM</span>' in page


@pytest.mark.parametrize("text", ["", "Tea.", "a/b", "10-11", "www", "co-operate", "a@b"])
def test_a_text_without_runs_is_one_piece_or_none(text: str) -> None:
    assert "".join(run.text for run in runs_of(text)) == text
    assert not any(run.whole or run.link for run in runs_of(text))
