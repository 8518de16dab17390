"""An answer to a message that had come before is the one of then: what is shown of it says so."""

import io

import pytest
from rich.console import Console

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.casework.status import PlanStatus
from countersign.cli.showing.plans import show_answer
from tests.cli.test_picture import AGREED

HASH = "d99a1eafcbe8a51161b25a4d185fc0f0d01ef66773df9ccbec6d7eb72baf6964"
ACCEPTED = Answer(
    outcome="accepted", plan_status=Status.AWAITING_DECISION.value, version=1, content_sha256=HASH, duplicate=False
)
AGAIN = ACCEPTED.model_copy(update={"duplicate": True})
REFUSED = Answer(outcome="refused", code=Refusal.STALE_VERSION, reasons=("version: version 1 is in hand.",))
GONE = "No plan of that id has been submitted, or it is gone."
THEN = "Accepted (it had come before, and counts once); the plan was then awaiting decision, version 1"


def now(status: Status, version: int) -> PlanStatus:
    return AGREED.model_copy(update={"status": status, "version": version})


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize(
    ("answer", "at", "says", "has_hash"),
    [
        (ACCEPTED, None, "Accepted; the plan is awaiting decision, version 1.", True),
        (ACCEPTED, now(Status.AWAITING_DECISION, 1), "Accepted; the plan is awaiting decision, version 1.", True),
        (
            ACCEPTED,
            now(Status.AWAITING_DECISION, 2),
            f"{THEN}; now it is awaiting decision, version 2.",
            False,
        ),
        (
            AGAIN,
            now(Status.RETURNED, 1),
            f"{THEN}; now it is returned, version 1.",
            False,
        ),
        (
            AGAIN,
            now(Status.AWAITING_DECISION, 1),
            "Accepted (it had come before, and counts once); the plan is awaiting decision, version 1.",
            True,
        ),
        (
            AGAIN,
            None,
            f"{THEN}; `starter.py status` says where it is now.",
            False,
        ),
    ],
    ids=["new", "new, and asked", "submitted again", "again, moved on", "again, as it was", "again, and not asked"],
)
def test_what_was_then_is_not_told_as_what_is_now(
    answer: Answer, at: PlanStatus | None, says: str, has_hash: bool
) -> None:
    words = shown(answer, at)
    assert words.startswith(says)
    assert (HASH in words) is has_hash


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize(
    ("answer", "hints"),
    [
        (REFUSED, False),
        (REFUSED.model_copy(update={"duplicate": True}), True),
        (REFUSED.model_copy(update={"duplicate": True, "code": Refusal.MESSAGE_ID_REUSED}), False),
    ],
    ids=["the first time", "again", "says so itself"],
)
def test_a_refusal_of_then_says_how_to_be_considered_now(answer: Answer, hints: bool) -> None:
    assert ("send it under another message_id." in shown(answer, None)) is hints


@pytest.mark.rule("WHO-4")
@pytest.mark.parametrize("code", [Refusal.NOT_VERIFIED, Refusal.NOT_NOW])
def test_a_refusal_of_what_is_not_signed_says_with_which_setting_it_is(code: Refusal) -> None:
    words = shown(Answer(outcome="refused", code=code, reasons=("The message is not signed.",)), None)
    assert ("COUNTERSIGN_SIGNING_KEY_FILE" in words) is (code is Refusal.NOT_VERIFIED)


@pytest.mark.parametrize(
    ("reasons", "says"),
    [
        ((GONE,), f"Refused. {GONE}"),
        (("Another.",), "Refused. No plan of that id has been submitted. 1. Another."),
    ],
    ids=["the reason says it", "the reason says more"],
)
def test_what_a_refusal_means_is_not_said_twice(reasons: tuple[str, ...], says: str) -> None:
    assert shown(Answer(outcome="refused", code=Refusal.PLAN_NOT_FOUND, reasons=reasons), None) == says


def shown(answer: Answer, at: PlanStatus | None) -> str:
    out = io.StringIO()
    show_answer(Console(file=out, width=80), answer, at)
    return " ".join(out.getvalue().split())
