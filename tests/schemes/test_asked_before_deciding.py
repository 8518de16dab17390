"""DEC-4, TIME-6: information before deciding: several requests at once, answered in part, withdrawn or late."""

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.store.tables import QuestionRow
from countersign.testkit import Scenario, due, noted, notice_to, paused, promised, refused, running, status
from tests.time.councils import without

MONDAY = "2043-06-01 09:30"
COSTS = {"message_id": "costs-0001", "kind": "costs", "what": "What would the night visit cost from another provider?"}
RISKS = {
    "message_id": "risks-0001",
    "kind": "risks",
    "about": "contingency_proportionate",
    "what": "Who comes if the first visit is missed?",
}


@pytest.mark.rule("DEC-4", "TIME-6")
async def test_several_requests_at_once_one_answered_in_part_and_one_withdrawn(scenario: Scenario) -> None:
    """The authoriser's clock stands while any of them is open, and each has a clock of its own."""
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .request_information(COSTS)
        .request_information(RISKS)
        .expect(
            paused(why="information"),
            due("practitioner", "2043-06-08 17:00", wait="information:costs-0001"),
            due("practitioner", "2043-06-08 17:00", wait="information:risks-0001"),
            notice_to("sw-1101", "question", times=2),
            promised("2043-06-23"),
        )
        .after(until="2043-06-03 09:30")
        .supply_information("costs-0001", still_to_come="The second provider's price, by Friday.")
        .expect(
            paused(),
            noted(Happening.INFORMATION_CAME_IN_PART, says="costs-0001"),
            notice_to("tm-207", "question"),
            due("practitioner", "2043-06-08 17:00", wait="information:costs-0001"),
        )
        .withdraw_request("risks-0001", by="sw-1115")
        .expect(refused(Refusal.NO_AUTHORITY))
        .withdraw_request("risks-0001", by="tm-207")
        .expect(
            paused(),
            noted(Happening.REQUEST_WITHDRAWN, says="risks-0001"),
            notice_to("sw-1101", "question"),
        )
        .after(until="2043-06-04 09:30")
        .supply_information("costs-0001")
        .expect(running(), notice_to("tm-207", "question"), promised("2043-06-18"))
        .supply_information("risks-0001")
        .expect(refused(Refusal.NO_SUCH_QUESTION))
        .decide("agreed", by="tm-207")
        .expect(status("signed_off"))
    )
    rows = {row.question: row for row in scenario.plan.rows(QuestionRow)}
    assert rows["risks-0001"].about == "risks/contingency_proportionate"
    assert [part["still_to_come"] for part in rows["costs-0001"].parts] == ["The second provider's price, by Friday."]
    assert rows["risks-0001"].answer.startswith("Withdrawn: ")


@pytest.mark.rule("DEC-4", "TIME-2")
async def test_an_answer_goes_to_whoever_the_plan_was_reassigned_to_as_well(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .request_information(COSTS, by="tm-207")
        .reassign("authoriser", "sm-31")
        .expect(notice_to("sm-31", "reassigned"))
        .supply_information("costs-0001")
        .expect(notice_to("sm-31", "question"), notice_to("tm-207", "question"), running())
    )


@pytest.mark.rule("DEC-4", "ROUTE-9")
@pytest.mark.parametrize("left", [True, False], ids=["who asked has left", "who asked is away"])
async def test_an_answer_goes_to_whoever_decides_now_if_the_asker_does_not(scenario: Scenario, left: bool) -> None:
    scenario.on(MONDAY).submit("undecided").request_information(COSTS, by="tm-207").expect(paused())
    if left:
        scenario.register(without("tm-207"))
    else:
        scenario.away("tm-207", "2043-06-01", "2043-06-19")
    await (
        scenario.supply_information("costs-0001")
        .expect(
            noted(Happening.ASKER_NO_LONGER_DECIDES),
            notice_to("sm-31", "question"),
            notice_to("tm-207", "question", times=0),
            running(),
        )
        .decide("agreed", by="sm-31")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("DEC-4", "TIME-6", "ROUTE-3")
async def test_a_call_may_ask_too_and_while_it_waits_its_next_meeting_still_comes(scenario: Scenario) -> None:
    """The call asks; nothing of its own is lost: the person stays invited, and the answer comes back to the call."""
    await (
        scenario.on(MONDAY)
        .submit("call")
        .after(until="2043-06-03 10:30")
        .request_information(COSTS, by="cl-611")
        .expect(paused("decision"), running("meeting"))
        .supply_information("costs-0001")
        .expect(running("decision"), notice_to("cl-611", "question"))
        .decide("agreed")
        .expect(status("signed_off"))
    )
