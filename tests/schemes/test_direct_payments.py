"""DP-1..8: direct payments: a line that is barred, what is unsettled or a concern, and conditions."""

from typing import Any

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.store.tables import DecisionRow, NoticeRow, SignedBudgetRow
from countersign.testkit import (
    Scenario,
    due,
    escalation_to,
    letter_to_person,
    no_letter_to_person,
    noted,
    nothing_more,
    paused,
    refused,
    reminder_to,
    running,
    status,
)
from countersign.testkit.office import one_of

MONDAY = "2043-06-01 09:30"
MOTHER = {"relation": "parent_or_parent_in_law", "relationship": "mother", "paid_for": "care"}
SETTLED = {"plan.services.0.payee": {**MOTHER, "lives_with_the_person": "no"}}
HERS = {
    "plan.services.0.payee": {**MOTHER, "lives_with_the_person": "yes", "prior_agreement": {"so": False}},
}
AGREED_BEFORE = {
    "plan.services.0.payee": {
        **MOTHER,
        "lives_with_the_person": "yes",
        "prior_agreement": {
            "so": True,
            "in_words": "It is necessary, since he lets nobody else near the hob.",
            "agreed_by": "tm-201",
            "agreed_on": "2043-05-04",
        },
    }
}
LOOKED_AT = {
    "rule": "DP-2",
    "line": "S1",
    "what": "She has her own tenancy across town, which I have seen; she does not live with him.",
}


def first(**parts: Any) -> dict[str, Any]:
    """Changes to Peter's agreement, made about his first version."""
    return {"version": 1, **parts}


@pytest.mark.rule("DP-5", "DP-2", "BUD-3")
async def test_a_barred_line_is_agreed_otherwise_and_the_rest_as_it_stands(scenario: Scenario) -> None:
    """Tomek's plan. The letter, the record and the budget have £360.00, and the line as it will be managed."""
    way = {"line": "S1", "rule": "DP-2", "why": "A direct payment pays a husband or wife only where that is necessary."}
    await (
        scenario.on(MONDAY)
        .submit("barred")
        .decide("agreed", {"managed_otherwise": []})
        .expect(refused(Refusal.CONTRADICTION))
        .decide("agreed", {"managed_otherwise": [{**way, "line": "S2"}]})
        .expect(refused(Refusal.CONTRADICTION))  # the club is not barred, and has no other way in the plan
        .decide("agreed")
        .expect(
            status("signed_off"),
            letter_to_person("agreed", says=("360.00", "318.80", "Foundry Lane Care")),
            noted(Happening.MANAGED_OTHERWISE, says="S1"),
        )
    )
    record = scenario.plan.letter("v1.agreed.person", "record.html")
    assert "322.00" in record
    assert "Foundry Lane Care" in record
    assert "217.00" not in record
    assert one_of(scenario.plan.rows(SignedBudgetRow)).weekly == 360_00


@pytest.mark.rule("DP-5", "DP-2", "RET-8")
async def test_a_barred_line_for_which_the_plan_has_no_other_way_can_only_be_returned(scenario: Scenario) -> None:
    otherwise = {"line": "S1", "rule": "DP-2", "why": "She lives with him, and nothing was agreed beforehand."}
    await (
        scenario.on(MONDAY)
        .submit("peter", HERS)
        .decide("agreed", first())
        .expect(refused(Refusal.CONTRADICTION))
        .decide("agreed", first(considered=[LOOKED_AT]))
        .expect(refused(Refusal.CONTRADICTION))  # what is barred is not a concern that can be talked about
        .decide("agreed", first(managed_otherwise=[otherwise]))
        .expect(refused(Refusal.CONTRADICTION), no_letter_to_person("agreed"))
        .decide("returned")
        .expect(status("returned"), letter_to_person("returned"))
    )


@pytest.mark.rule("DP-2", "DP-6", "DEC-4", "RET-8")
async def test_what_is_unsettled_may_be_settled_by_information_instead_of_a_return(scenario: Scenario) -> None:
    """Peter's plan, if the authoriser had asked: no return, no second version, and the person's date moves by a day."""
    await (
        scenario.on(MONDAY)
        .submit("peter")
        .decide("agreed", first())
        .expect(refused(Refusal.INCOMPLETE))
        .request_information({"kind": "direct_payment", "what": "Does Callum's mother live with him?"})
        .expect(paused(why="information"))
        .after(until="2043-06-02 09:30")
        .supply_information()
        .expect(running())
        .decide("agreed", first(considered=[LOOKED_AT]))
        .expect(status("signed_off"), no_letter_to_person("returned"), letter_to_person("agreed"))
    )
    decision = one_of(scenario.plan.rows(DecisionRow))
    assert decision.version == 1


@pytest.mark.rule("DP-2", "DP-6")
async def test_a_relative_in_the_household_who_was_agreed_beforehand_is_a_concern_and_no_bar(
    scenario: Scenario,
) -> None:
    """Nothing clearly fails, so it is agreed, once the authoriser says what they made of it."""
    await (
        scenario.on(MONDAY)
        .submit("peter", AGREED_BEFORE)
        .decide("agreed", first())
        .expect(refused(Refusal.INCOMPLETE))
        .decide("agreed", first(considered=[LOOKED_AT]))
        .expect(status("signed_off"))
    )


CONDITIONS = [
    {
        "id": "D1",
        "kind": "named_person_may_not_provide_care",
        "what": "Your cousin Dean may not be paid for your care.",
        "name": "Dean Okafor",
        "relationship": "cousin",
    },
    {
        "id": "D2",
        "kind": "other",
        "what": "Please send Peter the payroll summary every three months.",
        "first_on": "2043-07-01",
        "every_months": 3,
    },
    {
        "id": "D3",
        "kind": "information_at_stated_times",
        "what": "Please show Peter the assistant's contract.",
        "first_on": "2043-06-19",
    },
]


@pytest.mark.rule("DP-6")
async def test_conditions_stand_in_the_record_and_drive_their_own_reminders(scenario: Scenario) -> None:
    """D1 has no day, so no clock. D3 is met once. D2 is met late, and its next day is where it would have been."""
    await (
        scenario.on(MONDAY)
        .submit("peter", SETTLED)
        .decide("agreed", first(conditions=[CONDITIONS[1], CONDITIONS[1]]))
        .expect(refused(Refusal.CONTRADICTION))
        .decide("agreed", first(conditions=CONDITIONS))
        .expect(
            status("signed_off"),
            letter_to_person("agreed", says=("cousin Dean", "every three months", "contract")),
            due("practitioner", "2043-06-19 17:00", wait="condition:D3"),
            due("practitioner", "2043-07-01 17:00", wait="condition:D2"),
        )
        .meet_condition("D1")
        .expect(refused(Refusal.NO_SUCH_CONDITION))
        .after(until="2043-06-12 17:00")
        .expect(reminder_to("practitioner", about="condition", at="2043-06-12 17:00"), nothing_more())
        .meet_condition("D3")
        .replan()
        .meet_condition("D3")
        .expect(refused(Refusal.NO_SUCH_CONDITION), due("practitioner", "2043-07-01 17:00", wait="condition:D2"))
        .after(until="2043-07-01 17:00")
        .expect(
            reminder_to("practitioner", about="condition", at="2043-06-24 17:00"),
            escalation_to("line manager", about="condition", at="2043-07-01 17:00"),
        )
        .after(until="2043-07-08 17:00")
        .expect(
            escalation_to("team manager", about="condition", at="2043-07-08 17:00"), no_letter_to_person("new_date")
        )
        .meet_condition("D2")
        .expect(due("practitioner", "2043-10-01 17:00", wait="condition:D2"))
        .after(until="2043-09-25 09:00")
        .expect(reminder_to("practitioner", about="condition", at="2043-09-24 17:00"))
        .meet_condition("D2")
        .expect(due("practitioner", "2043-12-31 17:00", wait="condition:D2"))
    )
    reminders = [row for row in scenario.plan.rows(NoticeRow) if row.kind == "reminder"]
    assert {row.recipient for row in reminders} == {"sw-1063"}


@pytest.mark.rule("DP-6", "END", "TIME-1")
async def test_conditions_end_with_the_plan(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("peter", SETTLED)
        .decide("agreed", first(conditions=CONDITIONS))
        .expect(running("condition:D2"))
        .end("moved_away")
        .expect(status("ended"))
        .after(until="2043-07-01 17:00")
        .expect(reminder_to("practitioner", about="condition", times=0))
    )
    assert not await scenario.plan.is_running()
