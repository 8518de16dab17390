"""END: from which day a plan is no longer in force, and what becomes of each service that runs: every fault at once."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from countersign.careplan.ending import Ending, ending_is_whole, fates, nothing_runs, services_that_run
from countersign.careplan.payment import ManagedBy
from countersign.careplan.plan import Plan
from tests.support.builders import Json, line, plan

AGREED_ON = date(2026, 11, 5)
TODAY = date(2026, 11, 18)

HOME_CARE: Json = {"id": "S1", "service": "Home care"}
SHORT: Json = {"id": "S2", "service": "Reablement", "ends_on": "2026-11-30"}
LATER: Json = {"id": "S3", "service": "Day centre", "starts_on": "2027-01-04"}
FAMILY: Json = {"id": "S4", "service": "Sunday lunch", "managed_by": ManagedBy.INFORMAL}
HEALTH: Json = {"id": "S5", "service": "Physiotherapy", "managed_by": ManagedBy.OTHER}


def of(*lines: Json) -> Plan:
    """A plan of these lines."""
    return plan().model_copy(update={"services": tuple(line(**given) for given in lines)})


def ending(from_day: str = "2026-11-18", *services: Json, the_rest: Json | None = None) -> Ending:
    return Ending.model_validate({"from_day": from_day, "services": services, "the_rest": the_rest})


def stops(reference: str, last_day: str | None = None) -> Json:
    return {"line": reference, "becomes": "stops", "last_day": last_day}


def goes_on(reference: str, in_words: str | None = "Under the plan of the new area.") -> Json:
    return {"line": reference, "becomes": "goes_on", "in_words": in_words}


def handed_over(reference: str, in_words: str | None = "The health service runs it.") -> Json:
    return {"line": reference, "becomes": "handed_over", "in_words": in_words}


def faults(said: Ending, of_plan: Plan, *, superseded: bool = False) -> list[tuple[str, str]]:
    found = ending_is_whole(said, of_plan, AGREED_ON, TODAY, superseded=superseded)
    assert all((fault.rule, fault.met) == ("END", False) for fault in found)
    return [(fault.where.removeprefix("ending."), fault.reason) for fault in found]


PLAN = of(HOME_CARE, SHORT, LATER, FAMILY, HEALTH)


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("on", "run"),
    [
        ("2026-11-29", ["S1", "S2", "S3"]),
        ("2026-11-30", ["S1", "S2", "S3"]),
        ("2026-12-01", ["S1", "S3"]),
    ],
)
def test_a_service_runs_up_to_its_last_day_and_what_others_do_is_none_of_them(on: str, run: list[str]) -> None:
    assert [service.id for service in services_that_run(PLAN, date.fromisoformat(on))] == run


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("said", "superseded"),
    [
        pytest.param(ending("2026-11-18", stops("S1"), stops("S2"), stops("S3")), False, id="each named"),
        pytest.param(ending("2026-11-18", the_rest={"becomes": "stops"}), False, id="all of them in one word"),
        pytest.param(ending("2026-11-18", goes_on("S3"), the_rest={"becomes": "stops"}), False, id="one, and the rest"),
        pytest.param(ending("2026-12-01", stops("S1"), stops("S3")), False, id="one has had its last day by then"),
        pytest.param(ending("2026-11-18", the_rest={"becomes": "goes_on"}), True, id="all under the later plan"),
        pytest.param(
            ending("2026-11-18", stops("S1"), stops("S2"), handed_over("S3"), goes_on("S4"), goes_on("S5")),
            False,
            id="and what others do as well",
        ),
        pytest.param(ending("2026-11-05", the_rest={"becomes": "stops"}), False, id="from the day of the agreement"),
        pytest.param(ending("2027-02-18", the_rest={"becomes": "stops"}), False, id="in three months"),
        pytest.param(
            ending("2026-11-30", stops("S2", "2026-11-30"), the_rest={"becomes": "stops"}), False, id="last day"
        ),
    ],
)
def test_an_end_that_is_said_whole(said: Ending, superseded: bool) -> None:
    assert faults(said, PLAN, superseded=superseded) == []


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("said", "where", "says"),
    [
        (ending("2026-11-04", the_rest={"becomes": "stops"}), "from_day", "was agreed on 2026-11-05"),
        (
            ending("2027-11-19", the_rest={"becomes": "stops"}),
            "from_day",
            "at most 12 months ahead, so up to 2027-11-18",
        ),
        (ending("2026-11-18", stops("S1"), stops("S2")), "services", "S3 runs on 2026-11-18: say what becomes of it"),
        (ending("2026-11-18", stops("S9"), the_rest={"becomes": "stops"}), "services", "S9 is no line of the plan"),
        (
            ending("2026-12-01", stops("S2"), the_rest={"becomes": "stops"}),
            "services",
            "S2 had its last day on 2026-11-30",
        ),
        (
            ending("2026-11-18", stops("S1"), stops("S1"), the_rest={"becomes": "stops"}),
            "services",
            "S1 is named 2 times",
        ),
        (
            ending("2026-11-18", goes_on("S1", None), the_rest={"becomes": "stops"}),
            "services",
            "S1: say in words under which plan it goes on, or by whom",
        ),
        (
            ending("2026-11-18", handed_over("S1", None), the_rest={"becomes": "stops"}),
            "services",
            "S1: say in words to whom it is handed over",
        ),
        (ending("2026-11-18", the_rest={"becomes": "goes_on"}), "the_rest", "say in words under which plan"),
        (
            ending("2026-11-18", goes_on("S1") | {"last_day": "2026-11-20"}, the_rest={"becomes": "stops"}),
            "services",
            "S1: a last day is for a service that stops",
        ),
        (
            ending("2026-11-18", stops("S1", "2026-11-04"), the_rest={"becomes": "stops"}),
            "services",
            "S1: the last day of a service is from 2026-11-05 to 2027-11-18",
        ),
        (
            ending("2026-11-18", stops("S1", "2027-11-19"), the_rest={"becomes": "stops"}),
            "services",
            "S1: the last day of a service is from 2026-11-05 to 2027-11-18",
        ),
        (
            ending("2026-11-18", stops("S2", "2026-12-01"), the_rest={"becomes": "stops"}),
            "services",
            "S2: by the plan its last day is 2026-11-30",
        ),
    ],
    ids=str,
)
def test_one_thing_that_is_wrong_is_named(said: Ending, where: str, says: str) -> None:
    ((at, reason),) = faults(said, PLAN)
    assert at == where
    assert says in reason


@pytest.mark.rule("END")
def test_everything_that_is_wrong_is_named_at_once() -> None:
    said = ending("2026-11-01", stops("S9"), handed_over("S1", None), stops("S1"))
    assert [where for where, _ in faults(said, PLAN)] == ["from_day", *["services"] * 5]


@pytest.mark.rule("END")
def test_a_later_plan_takes_on_what_goes_on_but_a_handover_still_says_to_whom() -> None:
    said = ending("2026-11-18", handed_over("S1", None), the_rest={"becomes": "goes_on"})
    ((_, reason),) = faults(said, PLAN, superseded=True)
    assert "S1: say in words to whom" in reason


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("said", "last_days"),
    [
        pytest.param(
            ending("2026-12-10", the_rest={"becomes": "stops"}),
            {"S1": date(2026, 12, 9), "S3": None},
            id="with the plan, or never to start",
        ),
        pytest.param(
            ending("2026-11-18", stops("S1", "2026-11-30"), the_rest={"becomes": "stops", "last_day": "2027-01-10"}),
            {"S1": date(2026, 11, 30), "S2": date(2026, 11, 30), "S3": date(2027, 1, 10)},
            id="after it, but no later than the plan said",
        ),
        pytest.param(
            ending("2026-11-18", goes_on("S1"), handed_over("S5"), the_rest={"becomes": "stops"}),
            {"S1": None, "S2": date(2026, 11, 17), "S3": None, "S5": None},
            id="only what stops has one",
        ),
    ],
)
def test_a_service_that_stops_has_a_last_day(said: Ending, last_days: dict[str, date | None]) -> None:
    assert faults(said, PLAN) == []
    assert {fate.line.id: fate.last_day for fate in fates(said, PLAN)} == last_days


@pytest.mark.rule("END", "DP-9")
@pytest.mark.parametrize(
    ("starts_on", "last_day"), [("2026-11-30", None), ("2026-11-17", date(2026, 11, 17)), (None, date(2026, 11, 17))]
)
def test_before_the_first_payment_nothing_that_it_would_have_paid_for_starts(
    starts_on: str | None, last_day: date | None
) -> None:
    changes: dict[str, Any] = {"direct_payment": {"starts_on": starts_on}}
    paid = plan(**changes).model_copy(
        update={"services": (line(id="S1", service="Personal assistant", managed_by=ManagedBy.DIRECT_PAYMENT),)}
    )
    (fate,) = fates(ending("2026-11-18", the_rest={"becomes": "stops"}), paid)
    assert fate.last_day == last_day


@pytest.mark.rule("END")
def test_of_a_plan_that_was_never_agreed_there_is_nothing_to_say() -> None:
    assert nothing_runs(ending("2020-01-01", the_rest={"becomes": "stops"}), TODAY) == ()
    named = nothing_runs(ending("2027-11-19", stops("S1")), TODAY)
    assert [fault.where for fault in named] == ["ending.services", "ending.from_day"]


@pytest.mark.rule("END", "SUB-1")
@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(goes_on("S1", "TBC"), id="words that say nothing"),
        pytest.param(goes_on("S1", "W" * 501), id="too many of them"),
        pytest.param({"line": "S1", "becomes": "paused"}, id="what cannot become of a service"),
        pytest.param({"becomes": "stops"}, id="of no line"),
    ],
)
def test_a_form_that_is_wrong_is_refused(entry: Json) -> None:
    with pytest.raises(ValidationError):
        ending("2026-11-18", entry)


@pytest.mark.rule("END")
def test_no_more_services_than_a_plan_can_have() -> None:
    assert len(ending("2026-11-18", *[stops("S1")] * 100).services) == 100
    with pytest.raises(ValidationError):
        ending("2026-11-18", *[stops("S1")] * 101)
