"""ROUTE-2, ROUTE-1 · Where plans of every cost go, also where a role has no limit for what is spent once."""

from itertools import pairwise

import pytest

from countersign.careplan.plan import PlanKind
from countersign.careplan.scheme import Scheme
from countersign.wording.bands import Axis, bands, in_words
from tests.support.builders import money, scheme_json


def once(*limits: str | None) -> Scheme:
    """The procedure's scheme with these one-off limits for a team manager and a service manager; None: it says none."""
    own = scheme_json()
    for row, limit in zip(own["authority"], limits, strict=False):
        row.pop("one_off_up_to", None)
        if limit is not None:
            row["one_off_up_to"] = limit
    return Scheme.model_validate(own)


TEAM, SERVICE, HEAD = "team_manager", "service_manager", "head_of_service"


@pytest.mark.rule("ROUTE-1", "ROUTE-2")
@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        pytest.param(
            (None, None), [("nothing once", TEAM), ("over £0.00 once", HEAD)], id="no limit: nothing once may be agreed"
        ),
        pytest.param(
            (None, "5000.00"),
            [("nothing once", TEAM), ("over £0.00 and up to £5,000.00 once", SERVICE), ("over £5,000.00 once", HEAD)],
            id="no limit for the lowest",
        ),
        pytest.param(
            ("1000.00", None), [("up to £1,000.00 once", TEAM), ("over £1,000.00 once", HEAD)], id="none for the second"
        ),
        pytest.param(
            ("1000.00", "5000.00"),
            [
                ("up to £1,000.00 once", TEAM),
                ("over £1,000.00 and up to £5,000.00 once", SERVICE),
                ("over £5,000.00 once", HEAD),
            ],
            id="as it is",
        ),
    ],
)
def test_bands_of_what_is_spent_once(limits: tuple[str | None, ...], expected: list[tuple[str, str]]) -> None:
    about = once(*limits)
    found = bands(about, PlanKind.ADULT, Axis.ONE_OFF)
    assert [(in_words(band, about), band.role) for band in found] == expected
    assert all(after.least == before.most + money("0.01") for before, after in pairwise(found))
