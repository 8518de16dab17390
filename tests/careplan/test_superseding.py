"""END: when a later plan takes the place of a plan, and when it does not."""

from datetime import UTC, date, datetime

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.superseding import PlanOfSomebody, takes_the_place

TUESDAY = datetime(2026, 11, 3, 10, 15, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 4, 10, 15, tzinfo=UTC)

OF = PlanOfSomebody("AIS-204417", TUESDAY, Status.SIGNED_OFF)
LATER = PlanOfSomebody("AIS-204417", WEDNESDAY, Status.AWAITING_DECISION)


@pytest.mark.rule("END")
@pytest.mark.parametrize("status", [Status.AWAITING_DECISION, Status.RETURNED, Status.AGREED, Status.SIGNED_OFF])
def test_a_later_open_plan_of_the_same_person_takes_its_place(status: Status) -> None:
    assert takes_the_place(OF, LATER._replace(status=status)) == ()


@pytest.mark.rule("END", "SUB-7")
@pytest.mark.parametrize(
    ("of", "later", "says"),
    [
        pytest.param(OF, None, ("no plan of this id was ever accepted",), id="there is none"),
        pytest.param(OF, LATER._replace(person_reference="AIS-308817"), ("another person's plan",), id="another's"),
        pytest.param(OF, LATER._replace(person_reference=""), ("the later plan gives no",), id="nobody knows whose"),
        pytest.param(OF._replace(person_reference=""), LATER, ("this plan gives no",), id="nobody knows whose this is"),
        pytest.param(
            OF._replace(person_reference=""),
            LATER._replace(person_reference=""),
            ("this plan and the later plan give no",),
            id="nobody knows of either",
        ),
        pytest.param(OF, LATER._replace(submitted_at=TUESDAY), ("is not later",), id="submitted at the same moment"),
        pytest.param(OF, LATER._replace(status=Status.ENDED), ("is not open: it is ended",), id="ended"),
        pytest.param(OF, LATER._replace(status=Status.WITHDRAWN), ("is not open: it is withdrawn",), id="withdrawn"),
        pytest.param(
            OF._replace(date_of_birth=date(1941, 6, 19)),
            LATER._replace(date_of_birth=date(1941, 6, 20)),
            ("another `plan.person.date_of_birth`",),
            id="the same reference, and born on another day",
        ),
        pytest.param(
            OF._replace(kind="adult"), LATER._replace(kind="carer"), ("another kind of plan",), id="a carer's own plan"
        ),
        pytest.param(
            OF._replace(kind="carer"), LATER._replace(kind="adult"), ("another kind of plan",), id="nor a carer's by it"
        ),
        pytest.param(
            LATER,
            OF._replace(status=Status.ENDED, person_reference="AIS-308817"),
            ("another person's plan", "is not later", "is not open"),
            id="everything at once",
        ),
    ],
)
def test_it_does_not_where_it_is_not_there_not_theirs_not_later_or_not_open(
    of: PlanOfSomebody, later: PlanOfSomebody | None, says: tuple[str, ...]
) -> None:
    faults = takes_the_place(of, later)

    assert [(fault.met, fault.where, fault.rule) for fault in faults] == [(False, "superseded_by", "END")] * len(says)
    assert all(words in fault.reason for words, fault in zip(says, faults, strict=True))


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("born", "later_born"), [(date(1941, 6, 19), date(1941, 6, 19)), (date(1941, 6, 19), None), (None, None)], ids=str
)
def test_a_date_of_birth_that_is_the_same_or_not_stated_bars_nothing(
    born: date | None, later_born: date | None
) -> None:
    assert takes_the_place(OF._replace(date_of_birth=born), LATER._replace(date_of_birth=later_born)) == ()


@pytest.mark.rule("END")
def test_two_plans_never_take_each_others_place() -> None:
    assert takes_the_place(OF, LATER) == ()
    assert takes_the_place(LATER, OF) != ()


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("ends_from", "says"),
    [
        # the plan is no longer in force from 1 December 2026
        pytest.param(date(2026, 11, 30), "ends itself on 2026-11-30", id="the day before"),
        pytest.param(date(2026, 12, 1), "ends itself on 2026-12-01", id="on that day"),
        pytest.param(date(2026, 12, 2), "", id="the day after: it is in force for a day"),
        pytest.param(None, "", id="nobody said that it ends"),
    ],
)
def test_a_plan_that_itself_ends_by_then_takes_no_place(ends_from: date | None, says: str) -> None:
    faults = takes_the_place(OF, LATER._replace(ends_from=ends_from), date(2026, 12, 1))
    assert [says in fault.reason for fault in faults] == ([True] if says else [])


@pytest.mark.rule("END")
@pytest.mark.parametrize("status", list(Status))
def test_services_go_on_only_under_a_plan_that_is_agreed_or_may_start(status: Status) -> None:
    agreed = {Status.AUTHORISED_TO_START, Status.AGREED, Status.SIGNED_OFF}
    assert LATER._replace(status=status).is_agreed is (status in agreed)
