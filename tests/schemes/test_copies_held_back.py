"""SHARE-4, SHARE-5, SHARE-9: copies on a real server: asked for, held back, given in part, asked for again."""

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.testkit import (
    Scenario,
    letter_to_person,
    no_letter_to_person,
    noted,
    notice_to,
    refused,
    reminder_to,
    running,
    status,
    task,
)

MONDAY = "2043-06-01 09:30"


def copies(scenario: Scenario) -> list[str]:
    return [name for name in scenario.plan.letters() if ".copy." in name or ".copy_to_return." in name]


@pytest.mark.rule("SHARE-5", "SHARE-8", "TIME-2")
async def test_a_copy_is_held_back_for_a_concern_and_then_goes_in_part(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .raise_concern()
        .expect(running("concern:C1"), notice_to("tm-201", "question"), task("concern", "tm-201"))
        .decide("agreed", {"version": 1})
        .expect(status("signed_off"), running("concern:C1"))
        .decide_concern(by="sw-1042")
        .expect(refused(Refusal.NO_AUTHORITY))
        .after(until="2043-06-02 17:00")
        .expect(reminder_to("line manager"))
    )
    assert copies(scenario) == ["v1.copy.P1.full"]
    await scenario.decide_concern().expect(noted(Happening.CONCERN_DECIDED), no_letter_to_person("copy_decided"))
    await scenario.later(hours=1)
    assert copies(scenario) == ["v1.copy.C1.part~services", "v1.copy.P1.full"]


@pytest.mark.rule("SHARE-4", "SHARE-5", "SHARE-9")
async def test_who_was_asked_for_has_it_after_signing_until_a_manager_declines_it(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare", {"plan.sharing.0.until": "2043-06-05"})
        .decide("agreed", {"version": 1})
        .expect(status("signed_off"), running("copy_ends"))
        .request_copy()
        .later(hours=1)
    )
    assert "v1.copy.asked-1.full" in copies(scenario)
    await (
        scenario.raise_concern("asked-1")
        .decide_concern("declined", "asked-1")
        .expect(
            letter_to_person("copy_decided", says="Your written record of the plan is yours."),
            task("explain", "sw-1042"),
            task("copy_back", "sw-1042"),
        )
        .after(until="2043-06-06 00:01")
        .expect(noted(Happening.DECISION_ENDED))
    )
    back = [name for name in copies(scenario) if ".copy_to_return." in name]
    assert sorted(name.split(".")[2] for name in back) == ["P1", "asked-1"]
