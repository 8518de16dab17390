"""ROUTE-1, ROUTE-3..6 · The schemes in `schemes/`: whole, and each figure with its source."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from countersign.careplan.authority import Exceptional, MeetingKind
from countersign.careplan.ladders import Clocks, CountedIn, InterimClocks, Ladder, StepKind
from countersign.careplan.plan import PlanKind
from countersign.careplan.routing import route
from countersign.careplan.scheme import BY_PART, Scheme
from countersign.schemes.reader import Schemes
from tests.support.builders import SCHEME_NAMES, SCHEMES, Json, money, plan_costing, scheme, scheme_json, so

FILES = sorted(SCHEMES.glob("*.toml"))
ON_THE_SHELF = Schemes(SCHEMES)
EVERY_LADDER = [
    *(f"clocks.{name}" for name in Clocks.model_fields),
    *(f"interim.{name}" for name in InterimClocks.model_fields),
]
DOCUMENTS = ("our default", "procedure: ", "article", "GOV.UK, ", "Care Act 2014", "statutory guidance ")
"""What a source begins with: one of the two documents, the law, a page of rates, or that it is ours."""


def tables(value: Any, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every table of a TOML document that holds a value of its own, with the path to it."""
    if isinstance(value, list):
        for index, each in enumerate(cast("list[Any]", value), start=1):
            yield from tables(each, f"{path}[{index}]")
    elif isinstance(value, dict):
        table = cast("Json", value)
        if any(not isinstance(value, dict) and not _is_tables(value) for value in table.values()):
            yield path, table
        for key, each in table.items():
            yield from tables(each, f"{path}.{key}" if path else key)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in cast("list[Any]", value))


def own(path: Path) -> Json:
    """A file as it stands, without what it is based on."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.rule("ROUTE-1")
def test_there_are_the_default_scheme_and_a_file_for_each_council_and_pattern() -> None:
    assert sorted(path.stem for path in FILES) == sorted(SCHEME_NAMES)
    assert ON_THE_SHELF.names() == tuple(sorted(SCHEME_NAMES))


@pytest.mark.rule("ROUTE-1", "TIME-1")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_table_with_a_figure_says_where_its_figures_come_from(path: Path) -> None:
    found = dict(tables(own(path)))
    assert "scheme" in found
    unsourced = [name for name, table in found.items() if not str(table.get("source", "")).startswith(DOCUMENTS)]
    assert unsourced == []


@pytest.mark.rule("ROUTE-1", "TIME-1")
@pytest.mark.parametrize("name", SCHEME_NAMES)
def test_every_scheme_is_whole_with_what_it_is_based_on(name: str) -> None:
    found = dict(tables(scheme_json(name)))
    assert {"scheme", "authority[1]", "review", "duty", "promises", "tasks", "office", "consistency"} <= set(found)
    assert {"sign_off", "direct_payments", "employer_rates[1]", "office"} <= set(found)
    for ladder in EVERY_LADDER:
        assert {ladder, f"{ladder}.steps[1]"} <= set(found)
    edition = ON_THE_SHELF.in_force(name, date(2026, 11, 16))
    assert edition == scheme(name=name)
    assert edition.scheme.name == name


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize("name", ["shropshire", "doncaster", "panel_by_exception"])
def test_a_council_writes_only_what_is_its_own(name: str) -> None:
    document = own(SCHEMES / f"{name}.toml")
    base = scheme_json()
    assert document["scheme"]["based_on"] == scheme().edition
    for table in (base.keys() | document.keys()) - {"scheme", *BY_PART}:
        assert scheme_json(name).get(table) == document.get(table, base.get(table))
    for table in BY_PART:
        for part, ladder in base[table].items():
            assert scheme_json(name)[table][part] == document.get(table, {}).get(part, ladder)


@pytest.mark.rule("ROUTE-1", "DEC-1")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_scheme_has_somebody_who_may_agree_any_amount_for_each_kind(path: Path) -> None:
    found = scheme(name=path.stem)
    assert {kind for row in found.authority if row.agrees_any_amount for kind in row.kinds} == {"adult", "carer"}


@pytest.mark.rule("ROUTE-1", "ROUTE-2")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_rows_stand_from_the_lowest_limit_up(path: Path) -> None:
    rows = scheme(name=path.stem).authority
    limits = [row.agrees_under if row.agrees_up_to is None else row.agrees_up_to for row in rows]
    weekly = [limit for limit in limits if limit is not None]
    assert weekly == sorted(weekly)
    assert [row.agrees_any_amount for row in rows] == sorted(row.agrees_any_amount for row in rows)


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_somebody_above_the_owner_hears_by_the_promised_day(path: Path) -> None:
    for name, ladder in ladders(scheme(name=path.stem)).items():
        above = [step.after for step in ladder.steps if step.do is not StepKind.REMIND]
        assert min(above) <= ladder.due_after, name


def ladders(council: Scheme) -> dict[str, Ladder]:
    """Every ladder of a scheme, by its table."""
    parts = {"clocks": council.clocks, "interim": council.interim}
    return {name: getattr(parts[name.split(".")[0]], name.split(".")[1]) for name in EVERY_LADDER}


@pytest.mark.rule("TIME-3", "TIME-4")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_interim_support_is_acknowledged_or_goes_up_by_hours_and_not_days(path: Path) -> None:
    interim = scheme(name=path.stem).interim
    for ladder in (interim.urgent_needs, interim.acknowledged, interim.arranged, interim.in_place):
        assert ladder.counted_in is CountedIn.HOURS
    assert interim.acknowledged.due_after < 24


@pytest.mark.rule("ROUTE-1", "DEC-1")
@pytest.mark.parametrize("name", SCHEME_NAMES)
@pytest.mark.parametrize("kind", list(PlanKind))
@pytest.mark.parametrize(
    "said", [None, so("Two courts and three councils are concerned.")], ids=["plain", "exceptional"]
)
def test_every_plan_has_somebody_who_may_agree_it(name: str, kind: PlanKind, said: Json | None) -> None:
    for weekly in ("0.00", "999.99", "1000.00", "999999.99"):
        about = plan_costing(weekly, weekly, kind=kind.value, very_complex=said, distinctive=said)
        assert route(about, scheme(name=name)).role


@pytest.mark.rule("ROUTE-4")
def test_shropshire_is_as_the_article_has_it() -> None:
    council = scheme(name="shropshire")
    practice, call = council.authority[0], council.meeting[0]
    assert practice.agrees_under == call.larger_than_usual_from == money("1000.00")
    assert (call.kind, call.every_weeks) == (MeetingKind.CALL, 1)
    assert set(call.considers) == {Exceptional.LARGER_THAN_USUAL, Exceptional.VERY_COMPLEX}
    assert council.sign_off.after == "record_given"


@pytest.mark.rule("ROUTE-5")
def test_doncaster_signs_off_on_the_first_payment_and_is_otherwise_as_the_procedure() -> None:
    council, default = scheme(name="doncaster"), scheme()
    assert (council.sign_off.after, default.sign_off.after) == ("first_payment", "record_given")
    assert council.sign_off.arranged_by is not None
    assert council.title_of(council.sign_off.arranged_by.role) == "Direct payments team"
    assert council.clocks.first_payment.steps[-1].do is StepKind.ESCALATE
    assert (council.authority, council.meeting) == (default.authority, ())


@pytest.mark.rule("ROUTE-3", "ROUTE-6", "ROUTE-11")
@pytest.mark.parametrize("name", SCHEME_NAMES)
def test_a_panel_or_call_is_the_exception_and_says_how_the_person_is_involved(name: str) -> None:
    council = scheme(name=name)
    for meeting in council.meeting:
        assert len(meeting.how_the_person_is_involved) > 40
        below = [row for row in council.authority if row.in_meeting is None and not row.once_missed]
        assert {kind for row in below for kind in row.kinds} == set(PlanKind)
        assert council.meeting_of(next(row.role for row in council.authority if row.in_meeting)) == meeting
        assert [row.once_missed for row in council.authority][-1]
    assert council.meeting_of("team_manager") is None
    assert council.meeting_of("chief_magician") is None
