"""SHARE-9 · Everything that is kept about a plan, for a subject access request: whole, readable, and with care."""

from pathlib import Path

import pytest

from countersign.cli.showing.export import written
from countersign.queries.export import KINDS, Export, ExportedFile, export_of, files_of
from countersign.store.database import Database
from countersign.store.tables import Table
from tests.casework.cases import ready
from tests.casework.copies import DECLINED, TO_HER
from tests.casework.test_copies_asked_for import TODAY
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

ABOUT_HER: Json = {"concern.recipient": "asked-1"}


def exported(case: CaseUnderTest, database: Database) -> tuple[Export, tuple[ExportedFile, ...]]:
    with database.transaction() as session:
        whole = export_of(session, case.plan_id, case.now)
        assert whole is not None
        return whole, files_of(session, case.plan_id)


def test_every_table_that_has_a_plans_rows_is_in_it() -> None:
    tables = {name for name, table in Table.metadata.tables.items() if "plan_id" in table.columns}
    assert {kind.model.__tablename__ for kind in KINDS} == tables


@pytest.mark.rule("SHARE-9")
def test_nothing_that_is_kept_is_left_out(case: CaseUnderTest, database: Database) -> None:
    ready.with_a_concern(case)
    whole, _ = exported(case, database)
    said = str([part.whole for part in whole.parts])
    for notice in case.kept.notices.values():
        assert notice.key in said
    for entry in case.kept.record.values():
        assert entry.key in said
    assert "Two neighbours heard her shout" in said


@pytest.mark.rule("SHARE-8", "SHARE-9")
def test_what_is_given_speaks_of_no_concern_and_no_mark(
    case: CaseUnderTest, database: Database, tmp_path: Path
) -> None:
    mark = {"kind": "ask_before_copies", "about": "C1", "in_words": "The nurse was worried by what she overheard."}
    case.submit(changes={"plan.safeguarding": [mark]})
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.at("2026-11-06 10:00")
    case.accept("request_copy", changes=TODAY)
    case.accept("record_safeguarding")
    case.accept("raise_concern", changes=ABOUT_HER)
    case.take_step("concern:asked-1")
    case.accept("decide_concern", changes=TO_HER | DECLINED)
    paths = written(*exported(case, database), tmp_path / "out")
    to_give = [path for path in paths if path.startswith("to-give/")]
    for path in to_give:
        text = (tmp_path / "out" / path).read_text(errors="replace").lower()
        for word in ("concern", "safeguarding", "police", "overheard", "shout", "because of risk"):
            assert word not in text, (path, word)
    page = (tmp_path / "out" / "to-give" / "index.html").read_text()
    assert "Send it to Bernie as well" in page, "her own words"
    assert "6 November 2026" in page or "Fri 06 Nov 2026" in page
    first = (tmp_path / "out" / "read-first" / "index.html").read_text()
    for word in ("The nurse was worried", "The police were called", "Two neighbours heard", "She helps every evening"):
        assert word in first, word


@pytest.mark.rule("SHARE-9")
def test_the_letters_of_others_are_read_first(case: CaseUnderTest, database: Database, tmp_path: Path) -> None:
    ready.signed_off(case)
    paths = written(*exported(case, database), tmp_path / "out")
    assert "to-give/letters/002-agreed/letter.html" in paths
    assert "read-first/letters/001-copy-C1/letter.html" in paths
    assert not [path for path in paths if "Marlow" in path]


def test_markup_that_somebody_wrote_is_text(case: CaseUnderTest, database: Database, tmp_path: Path) -> None:
    ready.signed_off(case)
    case.at("2026-11-06 10:00")
    case.accept("request_copy", changes=TODAY | {"request.words": "Send it <script>to</script> my friend Bernie"})
    written(*exported(case, database), tmp_path / "out")
    assert "<script>" not in (tmp_path / "out" / "to-give" / "index.html").read_text()
