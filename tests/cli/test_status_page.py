"""What `status` prints about a plan in memory: each clock by what it waits for, and whose turn it is by when."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from countersign.cli.showing.plans import show_status
from tests.casework.cases import ready
from tests.support.builders import register
from tests.support.casework import CaseUnderTest
from tests.support.installations import InMemory


def printed(case: CaseUnderTest) -> str:
    page = io.StringIO()
    show_status(Console(file=page, width=80), case.status(), None)
    assert max(map(len, page.getvalue().splitlines())) <= 80
    return page.getvalue()


@pytest.mark.rule("AMEND-1", "AMEND-2", "TIME-1")
@pytest.mark.parametrize(
    ("before", "waits_for"),
    [
        pytest.param(ready.amendment_asked, "answer about an amendment", id="asked for by the person"),
        pytest.param(ready.amendment_asked_by_her_daughter, "what the person thinks", id="asked for by another"),
        pytest.param(ready.amendment_viewed, "answer about an amendment", id="the person was consulted"),
        pytest.param(ready.amendment_agreed, "amended plan", id="agreed"),
    ],
)
def test_the_clock_of_a_request_says_what_it_waits_for_now(
    before: Callable[[CaseUnderTest], None], waits_for: str
) -> None:
    case = CaseUnderTest(InMemory(register()))
    before(case)
    assert case.kept.state is not None
    (request,) = (request.id for request in case.kept.state.amendments)
    assert f"\n{waits_for} ({request}): practitioner\n" in printed(case)
