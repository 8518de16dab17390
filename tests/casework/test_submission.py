"""SUB-1, SUB-2: what happens at the door. A refusal leaves nothing behind."""

import json

import pytest

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from tests.casework.cases import ready
from tests.casework.cases.table import DECISION, SIGN_OFF, AcceptedSubmission, Ready
from tests.support.builders import Json, changed, example, without
from tests.support.casework import CaseUnderTest
from tests.support.consequences import Brought

NOT_SOUND: Json = {
    "recipient": "P1",
    "scope": "full",
    "basis": "best_interests",
    "decided_by": "the team",
    "decided_on": "2026-11-01",
}
"""A decision about sharing for somebody who can decide about it themselves."""

ACCEPTED = (
    AcceptedSubmission(
        "to a role",
        "clare-1-submission",
        "2026-11-03 10:15",
        Brought(
            status=Status.AWAITING_DECISION,
            clocks=(DECISION, SIGN_OFF),
            record=(Happening.SUBMITTED, Happening.TOLD_DATE, Happening.SENT_TO_ROLE),
            notices=("awaiting_decision to tm-201: queued", "submitted to person: queued"),
            kept=("version 1", "route of 1: team_manager"),
            promised="2026-11-17",
        ),
    ),
    AcceptedSubmission(
        "with a letter that is to be given by hand",
        "clare-1-submission",
        "2026-11-03 10:15",
        Brought(
            status=Status.AWAITING_DECISION,
            clocks=(DECISION, SIGN_OFF),
            record=(
                Happening.SUBMITTED,
                Happening.ASKED_TO_GIVE_BY_HAND,
                Happening.TOLD_DATE,
                Happening.SENT_TO_ROLE,
            ),
            notices=(
                "awaiting_decision to tm-201: queued",
                "submitted to person: by_hand",
                "submitted to person: queued",
                "task to sw-1042: queued",
            ),
            asked=("give_by_hand: sw-1042",),
            kept=("version 1", "route of 1: team_manager"),
            promised="2026-11-17",
        ),
        ready.IN_BRAILLE,
    ),
    AcceptedSubmission(
        "with a decision about sharing that has no sound basis",
        "clare-1-submission",
        "2026-11-03 10:15",
        Brought(
            status=Status.AWAITING_DECISION,
            clocks=(DECISION, SIGN_OFF),
            record=(Happening.SUBMITTED, Happening.TOLD_DATE, Happening.SENT_TO_ROLE, Happening.SHARING_UNSOUND),
            notices=("awaiting_decision to tm-201: queued", "submitted to person: queued", "task to sw-1042: queued"),
            asked=("sharing: sw-1042",),
            kept=("version 1", "route of 1: team_manager"),
            promised="2026-11-17",
        ),
        {"plan.sharing": [NOT_SOUND]},
    ),
    AcceptedSubmission(
        "to a panel, to which the person is invited",
        "panel-1-submission",
        "2026-11-10 13:15",
        Brought(
            status=Status.AWAITING_DECISION,
            clocks=(
                "decision: panel_chair, due Tue 01 Dec 2026 17:00, remind Thu 19 Nov 2026 17:00",
                "meeting: panel_chair, due Thu 19 Nov 2026 17:00, missed Thu 19 Nov 2026 17:00",
                "sign_off: panel_chair, due Tue 22 Dec 2026 17:00, interim_decision Tue 22 Dec 2026 17:00",
            ),
            record=(
                Happening.SUBMITTED,
                Happening.TOLD_DATE,
                Happening.SENT_TO_MEETING,
                Happening.MEETING_SET,
                Happening.INVITED,
            ),
            notices=(
                "awaiting_decision to pc-621: queued",
                "invitation to person: queued",
                "submitted to person: queued",
            ),
            kept=("version 1", "route of 1: panel_chair"),
            promised="2026-12-01",
        ),
    ),
    AcceptedSubmission(
        "late: each day counts from when it was sent",
        "clare-1-submission",
        "2026-11-05 09:00",
        Brought(
            status=Status.AWAITING_DECISION,
            clocks=(DECISION, SIGN_OFF),
            record=(Happening.SUBMITTED, Happening.TOLD_DATE, Happening.SENT_TO_ROLE),
            notices=("awaiting_decision to tm-201: queued", "submitted to person: queued"),
            kept=("version 1", "route of 1: team_manager"),
            promised="2026-11-17",
        ),
        {"sent_at": "2026-11-03T10:15:00+00:00"},
    ),
)


@pytest.mark.rule("SUB-1", "ROUTE-2", "ROUTE-3", "TIME-1", "TIME-6", "TELL-4", "SHARE-2")
@pytest.mark.parametrize("accepted", ACCEPTED, ids=lambda accepted: accepted.what)
def test_a_submission_that_is_accepted_brings_about_what_it_is_to_and_nothing_else(
    case: CaseUnderTest, accepted: AcceptedSubmission
) -> None:
    case.at(accepted.at)

    brought = case.watch(lambda: case.submit(accepted.given, accepted.changes))

    assert brought._asdict() == accepted.brings._asdict()


@pytest.mark.rule("SUB-1")
def test_what_can_be_searched_for_is_said_and_nothing_else_about_the_plan(case: CaseUnderTest) -> None:
    receipt = case.submit()

    assert (receipt.team, receipt.kind, receipt.scheme) == ("community", "adult", "procedure")
    assert receipt.message_id == "clare-submission-1"


URGENT: Json = {"plan.urgent_needs": {"so": True, "in_words": "No carer from tomorrow; she cannot take insulin."}}


@pytest.mark.rule("SUB-1", "TIME-3")
def test_urgent_needs_that_a_submission_states_start_interim_support_at_once(case: CaseUnderTest) -> None:
    """The same follows as from a report of urgent needs: the duty team is asked, within two hours."""
    case.at("2026-11-03 10:15")
    submitted = case.watch(lambda: case.submit(changes=URGENT))
    state = case.kept.state
    told = case.watch(lambda: case.tell_interim()[-1])

    assert state is not None
    assert state.urgent_needs_known
    assert submitted.record[-2:] == (Happening.URGENT_NEEDS_STATED, Happening.INTERIM_WANTED)
    assert told.interim is Interim.ASKED_FOR
    assert told.notices == ("interim_support to duty-1: queued",)
    assert told.asked == ("interim: duty_team",)
    assert [clock.split(", remind")[0] for clock in told.clocks] == [
        "acknowledged: duty_team, due Tue 03 Nov 2026 12:15"
    ]


@pytest.mark.rule("SUB-1", "TIME-3")
@pytest.mark.parametrize("said", [None, {"so": False, "in_words": "None"}], ids=["not stated", "no, in the word none"])
def test_a_no_to_urgent_needs_is_never_kept_as_a_yes(case: CaseUnderTest, said: Json | None) -> None:
    case.at("2026-11-02 16:45")
    case.submit(changes={"plan.urgent_needs": said})
    state = case.kept.state

    assert state is not None
    assert not state.urgent_needs_known
    assert not case.to_interim


@pytest.mark.rule("SUB-4", "SUB-6", "RET-5")
@pytest.mark.parametrize(
    "changes", [{"plan.services.0.one_off_cost": "30000.00"}, {"plan.team": "gardening"}], ids=["once", "team"]
)
def test_a_resubmission_is_asked_the_same_by_the_scheme(case: CaseUnderTest, changes: Json) -> None:
    case.submit()
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned")
    refused = case.consider("resubmit", "clare-3-resubmission", changes).answer

    assert refused.code is Refusal.INCOMPLETE


def submission(case: CaseUnderTest, changes: Json | None = None) -> Json:
    return changed(example("clare-1-submission"), {"plan.plan_id": case.plan_id} | (changes or {}))


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"\xff", Refusal.MALFORMED, id="no JSON"),
        pytest.param(b"[]", Refusal.MALFORMED, id="no object"),
        pytest.param({"sent_at": "soon"}, Refusal.MALFORMED, id="not of its form"),
        pytest.param({"plan.needs": []}, Refusal.INCOMPLETE, id="with gaps"),
        pytest.param({"plan.team": "gardening"}, Refusal.INCOMPLETE, id="of a team that the scheme has not"),
        pytest.param({"plan.services.0.one_off_cost": "30000.00"}, Refusal.INCOMPLETE, id="with £30,000 once, unasked"),
        pytest.param(
            {"plan.plan_id": "00000000-0000-4000-8000-00000000ffff"}, Refusal.WRONG_PLAN, id="of another plan"
        ),
        pytest.param({"plan.scheme": "rutland"}, Refusal.UNKNOWN_SCHEME, id="under no scheme that is here"),
    ],
)
def test_a_submission_that_is_refused_leaves_nothing_behind(
    case: CaseUnderTest, content: bytes | Json, code: Refusal
) -> None:
    if not isinstance(content, bytes):
        content = json.dumps(submission(case, content)).encode()
    receipt = case.receive(content)

    assert (receipt.answer.code, receipt.standing.status) == (code, Status.REFUSED)
    assert receipt.answer.reasons
    assert (receipt.message_id, receipt.standing.clocks) == ("", ())
    assert case.kept == CaseUnderTest(case.installation).kept


@pytest.mark.rule("SUB-2")
def test_every_gap_is_named_at_once(case: CaseUnderTest) -> None:
    gone = without(submission(case), "plan.outcomes")
    receipt = case.receive(json.dumps(changed(gone, {"plan.needs": []})).encode())

    assert len(receipt.answer.reasons) > 1


@pytest.mark.rule("DEC-5")
def test_a_retry_of_a_submission_gives_the_same_receipt_and_keeps_nothing_twice(case: CaseUnderTest) -> None:
    first = case.submit()
    kept = case.kept

    assert case.submit() == first
    assert case.kept == kept


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize(
    ("bring", "code"),
    [
        pytest.param(ready.submitted, Refusal.PLAN_EXISTS, id="that is being signed off"),
        pytest.param(ready.signed_off, Refusal.PLAN_EXISTS, id="that is in force"),
        pytest.param(ready.withdrawn, Refusal.PLAN_CLOSED, id="that has left"),
    ],
)
def test_a_plan_that_is_known_is_not_submitted_again(case: CaseUnderTest, bring: Ready, code: Refusal) -> None:
    bring(case)
    kept = case.kept
    receipt = case.submit(changes={"message_id": "clare-submission-2"})

    assert receipt.answer.code is code
    assert case.kept == kept


@pytest.mark.rule("SUB-2")
def test_the_same_submission_of_a_plan_that_has_left_is_refused(case: CaseUnderTest) -> None:
    ready.withdrawn(case)

    assert case.submit().answer.code is Refusal.PLAN_CLOSED


@pytest.mark.rule("SHARE-2")
def test_the_practitioner_is_asked_about_each_version_of_a_plan_that_still_has_the_fault(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.sharing": [NOT_SOUND]})
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned")
    case.accept("resubmit", "clare-3-resubmission", {"plan.sharing": [NOT_SOUND]})

    # The first version's is settled with it.
    assert case.open_tasks() == {"sharing:P1:v2:decide-again:2026-11-01": TaskKind.SHARING}
