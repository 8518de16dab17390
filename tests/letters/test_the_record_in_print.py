"""REC-1, TELL-4 · The record as a page, as text and in print: the same words, readable by everyone, the same bytes."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from countersign.careplan.people import MADE_HERE, Format
from countersign.letters.documents import Documents
from countersign.letters.printing import STANDARD_PRINT
from countersign.letters.runs import runs_of
from countersign.wording.document import Choice, Facts, Heading, Points, Room, Shares, Table, Words
from countersign.wording.written_record import WrittenRecord
from tests.letters.conftest import RecordIn
from tests.support.reading import fonts, printed, reader, seen, sizes, solid, structure, tags
from tests.support.records import PLAN, RECORDS, plan, record_of

ROOT = Path(__file__).resolve().parents[2]
LEGIBLE = {"AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold"}
"""The typeface of everything printed, as fonts are called."""

HOSTILE = r"<script>alert(1)</script> #panic() *x* $ @a [b] \\ {{ 7 * 7 }} // é £ “quoted” _y_ `z` ~"


def strings(record: WrittenRecord) -> list[str]:
    """Everything that a record says, in order."""
    said = [record.council, record.department, record.title, *record.notice]
    parts = [part for part in (record.first, *record.parts, record.to_send_back) if part is not None]
    for block in (*record.opening, *(said for part in parts for said in (part.heading, *part.blocks))):
        match block:
            case str():
                said.append(block)
            case Heading() | Words():
                said.append(block.text)
            case Points():
                said += block.items
            case Facts():
                said += [words for row in block.rows for words in (row.label, *row.values)]
            case Table():
                heads = [column.heading for column in block.columns]
                said += [block.caption, *heads, *(cell for row in (*block.rows, block.total) for cell in row)]
            case Shares():
                said += [share.label for share in block.parts]
            case Choice():
                said += [block.question, *block.answers]
            case Room():
                said.append(block.label)
    return [words for words in said if words]


def heads_of_two(record: WrittenRecord) -> set[str]:
    """The headings of the columns of every table that has two."""
    parts = (part for part in (record.first, *record.parts) if part is not None)
    tables = (block for part in parts for block in part.blocks if isinstance(block, Table) and len(block.columns) == 2)
    return {column.heading for table in tables for column in table.columns}


each_record = pytest.mark.parametrize("name", RECORDS)


@each_record
@pytest.mark.parametrize("fmt", [Format.STANDARD, Format.LARGE_PRINT])
def test_the_last_page_has_more_than_a_line_or_two_and_the_foot_says_which_version(
    record_in: RecordIn, fmt: Format, name: str
) -> None:
    pages = [page.extract_text().strip().splitlines() for page in reader(record_in(name, fmt).pdf).pages]
    assert len(pages[-1]) > 7
    for page in pages:
        assert any("Plan 3R-HFTX-9G · version 2" in line for line in page)


@each_record
@pytest.mark.parametrize("fmt", sorted(MADE_HERE))
def test_the_page_the_text_and_the_print_say_the_same(record_in: RecordIn, fmt: Format, name: str) -> None:
    files, said = record_in(name, fmt), strings(RECORDS[name])
    assert seen(files.html) == " ".join(said).split()
    text, in_print = solid(files.text.decode()), solid(printed(files.pdf).replace("-\n", ""))
    for words in said:
        # In plain text the columns of a table of two are not headed: its rows are labels with their values.
        assert solid(words) in text or words in heads_of_two(RECORDS[name])
        # A page may end within a paragraph, and then its foot stands between the words.
        assert all(solid(word) in in_print for word in words.split())


@pytest.mark.rule("TELL-4", "REC-5")
@each_record
@pytest.mark.parametrize("size", [12, 18, 28])
def test_a_date_an_amount_or_a_number_never_breaks_over_lines(documents: Documents, name: str, size: int) -> None:
    record = RECORDS[name]
    fmt = Format.STANDARD if size == STANDARD_PRINT else Format.LARGE_PRINT
    lines = printed(documents.record(record, fmt, size).pdf).splitlines()
    whole = {run.text for words in strings(record) for run in runs_of(words) if run.whole}
    assert len(whole) > 5
    for text in whole:
        # As often as it stands in the text at all, it stands within a line.
        assert sum(line.count(text) for line in lines) == solid("".join(lines)).count(solid(text)), text


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize("size", [16, 20, 28])
def test_large_print_is_as_large_as_it_is_asked_for(documents: Documents, size: int) -> None:
    files = documents.record(RECORDS["the person's own"], Format.LARGE_PRINT, size)
    assert min(sizes(files.pdf)) == min(size, 18), "the foot of a page is 18 pt at most"
    assert max(sizes(files.pdf)) >= size * 1.3
    assert f"--large: {size}pt" in files.html.decode()
    assert solid("Tell us what you think") in solid(printed(files.pdf))


@pytest.mark.rule("TELL-4")
def test_a_record_in_a_format_that_people_make_is_refused_plainly(documents: Documents) -> None:
    for fmt in sorted(frozenset(Format) - MADE_HERE):
        with pytest.raises(ValueError, match=f"^'{fmt.value}' is made by people"):
            documents.record(RECORDS["a plan"], fmt)


@pytest.mark.rule("TELL-4")
@each_record
@pytest.mark.parametrize("fmt", [Format.STANDARD, Format.LARGE_PRINT])
def test_the_print_is_tagged_for_screen_readers(record_in: RecordIn, fmt: Format, name: str) -> None:
    files = record_in(name, fmt)
    pdf = files.pdf
    root: Any = reader(pdf).trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en-GB"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "are and support plan" in metadata
    kinds = structure(pdf)
    pages = tags(files.html)
    assert {"/Title", "/H1", "/H2", "/P", "/L", "/LI"} <= set(kinds)
    if "table" in pages:
        assert {"/Table", "/THead", "/TH", "/TR", "/TD"} <= set(kinds)
    assert kinds.count("/Table") == pages.count("table")
    assert kinds.count("/H1") == pages.count("h2")


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize(("fmt", "smallest"), [(Format.STANDARD, 12), (Format.LARGE_PRINT, 18)])
def test_no_print_is_smaller_than_its_format_promises(record_in: RecordIn, fmt: Format, smallest: int) -> None:
    for name in RECORDS:
        assert min(sizes(record_in(name, fmt).pdf)) == smallest


@pytest.mark.parametrize("fmt", sorted(MADE_HERE))
def test_only_the_legible_typeface_is_embedded(record_in: RecordIn, fmt: Format) -> None:
    assert fonts(record_in("a plan", fmt).pdf) == LEGIBLE


def test_the_print_carries_no_name_in_its_metadata(record_in: RecordIn) -> None:
    metadata = reader(record_in("a plan", Format.STANDARD).pdf).metadata
    assert metadata is not None
    assert metadata.title == "Care and support plan"
    assert "Ashdown" not in str(metadata)


PRINTS_DIGESTS = """
import hashlib, json
from countersign.letters.documents import Documents
from countersign.careplan.people import Format
from tests.support.records import plan, record_of
files = Documents().record(record_of(plan()), Format.STANDARD)
print(json.dumps([hashlib.sha256(file).hexdigest() for file in files[:3]]))
"""


@pytest.mark.rule("REC-1")
def test_the_same_record_is_the_same_bytes_in_another_place_and_time_zone(documents: Documents) -> None:
    def digests(maker: Documents) -> list[str]:
        files = maker.record(record_of(plan()), Format.STANDARD)
        return [hashlib.sha256(file).hexdigest() for file in files[:3]]

    elsewhere = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "tr_TR.UTF-8",
        "SOURCE_DATE_EPOCH": "86400",
    }
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", PRINTS_DIGESTS]
        done = subprocess.run(command, cwd=folder, env=elsewhere, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == digests(documents) == digests(Documents())


def test_many_threads_make_the_same_bytes_as_one(documents: Documents) -> None:
    records = [record_of(plan(preferences=f"Wish number {number}.")) for number in range(12)]
    alone = [documents.record(record, Format.STANDARD) for record in records]
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(documents.record, records, [Format.STANDARD] * len(records)))
    assert together == alone
    assert len({files.pdf for files in together}) == len(records)


def hostile_plan() -> dict[str, Any]:
    return {
        "preferences": HOSTILE,
        "contingency_plan": HOSTILE,
        "needs": [{"id": "N1", "area": "nutrition", "description": HOSTILE}],
        "outcomes": [{"id": "O1", "description": HOSTILE, "needs": ["N1"]}],
        "services": [PLAN["services"][0] | {"service": HOSTILE, "description": HOSTILE}],
    }


def test_hostile_words_are_only_words(documents: Documents) -> None:
    files = documents.record(record_of(plan(**hostile_plan())), Format.STANDARD)
    assert "<script" not in files.html.decode()
    # What is wanted, the week and what to do stand on the first page too.
    assert " ".join(seen(files.html)).count(HOSTILE) == 8 + 3
    assert files.text.decode().count(HOSTILE) == 8 + 3
    assert solid(printed(files.pdf)).count(solid(HOSTILE)) >= 6 + 3


@pytest.mark.parametrize("name", ["Оксана", "Ευα", "Siân Żółć", "José Nuñez", "a → b ✓ ≤ 5"])
def test_names_in_other_alphabets_are_printed_as_they_are(documents: Documents, name: str) -> None:
    assert name in " ".join(printed(documents.record(record_of(plan(preferences=name)), Format.STANDARD).pdf).split())


def test_a_long_plan_with_long_words_stays_whole_and_on_the_page(documents: Documents) -> None:
    word = "Unbreakable" * 12
    lines = [
        PLAN["services"][0]
        | {"id": f"S{number}", "service": f"{word[:100]} {number}", "description": f"{word} end{number}."}
        for number in range(1, 101)
    ]
    files = documents.record(record_of(plan(services=lines, person_pays="0")), Format.STANDARD)
    in_print = printed(files.pdf)
    assert all(f"end{number}." in in_print for number in range(1, 101))
    assert max(len(line) for line in in_print.splitlines()) < 140
    assert "£24,570.00" in in_print
    assert files.html.decode().count("<h3>") > 100


def test_control_characters_do_not_stop_a_record(documents: Documents) -> None:
    """The door takes none; a plan that was kept before it did so can hold some."""
    kept = plan().model_copy(update={"preferences": "Be\x07fore\x0band\x0cafter\tthat."})
    files = documents.record(record_of(kept), Format.STANDARD)
    assert solid("Beforeandafterthat.") in solid(printed(files.pdf))
