"""DEC-4 · Nobody agrees while a request for information of their own is open."""

import pytest

from countersign.careplan.may_decide import OpenRequest, may_decide, refusals_of
from countersign.careplan.messages.answers import Refusal
from tests.support.deciding import AGREE, CALL, RETURN, THERE, by, code_of, facts

BY_TM_1, BY_SM_1, BY_PM_1 = (OpenRequest(f"request-{person}", person) for person in ("tm-1", "sm-1", "pm-1"))


@pytest.mark.rule("DEC-4")
@pytest.mark.parametrize(
    ("open_requests", "person", "outcome", "code"),
    [
        pytest.param((), "tm-1", AGREE, None, id="nothing is open"),
        pytest.param((BY_TM_1,), "tm-1", AGREE, Refusal.INCOMPLETE, id="their own is open"),
        pytest.param((BY_TM_1,), "sm-1", AGREE, None, id="somebody else's is open"),
        pytest.param((BY_TM_1, BY_SM_1), "sm-1", AGREE, Refusal.INCOMPLETE, id="their own, and somebody else's"),
        pytest.param((BY_TM_1,), "tm-1", RETURN, None, id="it is returned"),
    ],
)
def test_an_agreement_waits_for_what_its_author_asked(
    open_requests: tuple[OpenRequest, ...], person: str, outcome: object, code: Refusal | None
) -> None:
    decision = by(person, outcome=AGREE if outcome is AGREE else RETURN)
    assert code_of(may_decide(facts(open_requests=open_requests), decision)) is code


@pytest.mark.rule("DEC-4", "ROUTE-3")
@pytest.mark.parametrize(
    ("request_", "code"),
    [
        pytest.param(OpenRequest("request-1", "cl-1"), Refusal.INCOMPLETE, id="of whoever speaks for the call"),
        pytest.param(BY_PM_1, Refusal.INCOMPLETE, id="of a member of the call"),
        pytest.param(BY_TM_1, None, id="of somebody who was not there"),
    ],
)
def test_a_call_waits_for_what_its_members_asked(request_: OpenRequest, code: Refusal | None) -> None:
    about = facts("1000.00", CALL, open_requests=(request_,))
    assert code_of(may_decide(about, by("cl-1", THERE))) is code


@pytest.mark.rule("DEC-4")
def test_each_open_request_is_named_beside_everything_else() -> None:
    about = facts(open_requests=(BY_TM_1, OpenRequest("request-2", "tm-1")))
    (refused,) = refusals_of(about, by("tm-1", {"regard.wellbeing": "n/a"}))
    assert [found.rule for found in refused.findings] == ["DEC-3", "DEC-4", "DEC-4"]
    assert refused.findings[1].reason == (
        "tm-1 asked for information before deciding, and request request-tm-1 is open: wait for the answer, or "
        "withdraw it with a reason."
    )
