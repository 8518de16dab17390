"""SHARE-9 · Everything that is kept about a plan, for a subject access request: whole, readable, and with care."""

from pathlib import Path

import pytest

from countersign.careplan.plan import Plan
from countersign.cli.showing.export import written
from countersign.queries.about_others import names_of_others, to_check
from countersign.queries.export import KINDS, Export, ExportedFile, export_of, files_of
from countersign.store.database import Database
from countersign.store.tables import Table
from tests.casework.cases import ready
from tests.casework.copies import DECLINED, TO_HER, TODAY
from tests.casework.people import NIECE, moved
from tests.support.builders import Json, example
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


# What is about somebody else

PLACES = (
    NIECE["contact"]["address"][0],  # the representative
    "care.plans@northbridge-home-care.example.org",
    "ruth.marlow@example.org",
    "Weavers Court",  # where the carer lives by now
)
"""Where others are reached."""


def given(case: CaseUnderTest, database: Database, tmp_path: Path) -> tuple[str, str]:
    """The two pages: what can be given, and what is read first."""
    written(*exported(case, database), tmp_path / "out")
    pages = [(tmp_path / "out" / part / "index.html").read_text() for part in ("to-give", "read-first")]
    return pages[0], pages[1]


def asked_by_a_carer(case: CaseUnderTest) -> None:
    """Her niece acts for her; her daughter moves, and asks for the plan to be amended."""
    case.submit(changes={"plan.representative": NIECE})
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.at("2026-11-20 10:05")
    moved(case, "C1")
    case.accept("ask_for_amendment", changes={"asked_by": "carer", "evidence_for": "She told me how she dreads it."})
    case.accept("record_amendment_view")
    case.accept("answer_amendment")


@pytest.mark.rule("SHARE-9")
def test_where_others_are_reached_and_what_they_said_is_read_first(
    case: CaseUnderTest, database: Database, tmp_path: Path
) -> None:
    asked_by_a_carer(case)
    to_give, first = given(case, database, tmp_path)
    for place in PLACES:
        assert place not in to_give, place
        assert place in first, place
    assert "14 Larch Close" in to_give, "her own"
    assert "She told me how she dreads it." not in to_give
    assert "She told me how she dreads it." in first
    assert "An amendment is asked for, by carer" not in to_give
    assert "An amendment is asked for, by carer" in first
    assert "a bath is what she misses most" in to_give, "what she said herself"
    assert "Where and how C1 is written to has changed" not in to_give


@pytest.mark.rule("SHARE-9", "TELL-8")
def test_letters_to_a_representative_and_those_that_did_not_go_are_read_first(
    case: CaseUnderTest, database: Database, tmp_path: Path
) -> None:
    asked_by_a_carer(case)
    paths = written(*exported(case, database), tmp_path / "out")
    theirs = [path for path in paths if "/letters/" in path and path.startswith("to-give")]
    assert {path.split("/")[2].partition("-")[2] for path in theirs} == {"submitted", "agreed"}, "and none that waits"
    assert [path for path in paths if path.endswith("agreed-representative/letter.txt")]
    assert [path for path in paths if path.startswith("read-first") and "amendment_answered-person" in path]


@pytest.mark.rule("SHARE-8", "SHARE-9")
def test_a_part_copy_and_a_decision_made_for_them_are_read_first(
    case: CaseUnderTest, database: Database, tmp_path: Path
) -> None:
    ready.signed_off(case)
    case.at("2026-11-06 10:00")
    best_interests: Json = {
        "sharing.recipient": "C1",
        "sharing.scope": "part",
        "sharing.sections": ["services"],
        "sharing.basis": "best_interests",
        "sharing.has_capacity": {"so": False, "in_words": "As the nurse found at the visit."},
        "sharing.consulted": ["her neighbour"],
        "sharing.decided_by": "social worker",
        "sharing.decider": None,
        "sharing.decided_on": "2026-11-06",
    }
    case.accept("record_consent", changes=best_interests)
    case.accept("record_consent", changes={"sharing.decided_on": "2026-11-06", "sharing.until": "2026-12-01"})
    case.accept("request_copy", changes=TODAY | {"request.scope": "part", "request.sections": ["services"]})
    case.share()
    whole, _ = exported(case, database)
    (copies,) = (part for part in whole.parts if part.title == "Copies: who was given what")
    in_part = ["C1", "P1", "asked-1"]
    assert sorted(entry["recipient"] for entry in copies.whole if entry["sections"]) == in_part
    assert not [entry for entry in copies.to_give if entry["sections"]]
    assert sorted(entry["recipient"] for entry in copies.to_read_first if entry.get("sections")) == in_part
    to_give, first = given(case, database, tmp_path)
    assert "As the nurse found" not in to_give
    assert "As the nurse found" in first
    assert "1 December 2026" in to_give, "her own decision"


@pytest.mark.rule("SHARE-8", "SHARE-9")
def test_no_number_says_that_something_is_left_out(case: CaseUnderTest, database: Database, tmp_path: Path) -> None:
    ready.with_a_concern(case)
    to_give, first = given(case, database, tmp_path)
    assert "<dt>Number</dt>" not in to_give
    assert "<dt>Number</dt>" in first


@pytest.mark.rule("SHARE-9")
def test_staff_are_told_which_places_to_look_at_and_why(
    case: CaseUnderTest, database: Database, tmp_path: Path
) -> None:
    ready.signed_off(case)
    whole, _ = exported(case, database)
    found = {(place.where, place.why) for place in whole.to_check}
    assert ("content, services, 2, description", "it speaks of somebody else: carer C1") in found
    assert ("content, contingency_plan", "it says “neighbour”") in found
    assert not [place for place in whole.to_check if "Edith" in place.words and "Ruth" not in place.words]
    to_give, first = given(case, database, tmp_path)
    assert "To look at in what can be given" in first
    assert "Ruth cooks with you" in first
    assert "To look at" not in to_give


@pytest.mark.rule("SHARE-9")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Her neighbour heard it.", ["it says “neighbour”"]),
        ("An allegation was made; the police came.", ["it says “allegation”", "it says “police”"]),
        ("RUTH was there, and Marlow too.", ["it speaks of somebody else: carer C1"]),
        ("Truth and abuses", ["it says “abuses”"]),
        ("Edie goes to the lunch club.", []),
    ],
)
def test_a_place_is_found_by_whole_words_however_they_are_written(words: str, why: list[str]) -> None:
    plan = Plan.model_validate(example("clare-1-submission")["plan"])
    people = names_of_others([plan], ())
    assert sorted(place.why for place in to_check("A part", [{"what": words}], people)) == sorted(why)


@pytest.mark.rule("SHARE-9")
def test_what_is_given_is_said_as_people_say_it(case: CaseUnderTest, database: Database, tmp_path: Path) -> None:
    ready.signed_off(case)
    page, _ = given(case, database, tmp_path)
    assert "You asked what we hold about you." in page
    assert "<dt>What you pay a week</dt><dd>£46.25</dd>" in page
    assert "a decision is due: 17 November 2026" in page
    assert "procedure@2023-05-23" in page, "the name of an edition is no day"
    for technical in ("Has died", "Meetings missed", "Amended from", "Ran for", "First document", "sha256"):
        assert technical not in page, technical
