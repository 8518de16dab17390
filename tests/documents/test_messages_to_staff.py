"""Messages to staff hold nothing about the person: only the plan's reference, version, status, due date and task."""

from datetime import date
from decimal import Decimal

import pytest

from activities.documents import Documents
from careplan.budget import Budget
from careplan.notices import TO_STAFF, LetterFacts, LetterReason, NoticeKind, Recipient
from careplan.plan import MADE_HERE, Format
from tests.documents.builders import PLAN_ID

MARKER = "Zzmarker"


def marked(kind: NoticeKind) -> LetterFacts:
    """Facts in which everything that a message to staff may not say is marked."""
    amount = Decimal("987.65")
    budget = Budget(
        cost_to_council=amount,
        person_pays=amount,
        council_pays=amount,
        one_off=amount,
        others=(),
        total_cost=amount,
        total_one_off=amount,
    )
    allowed = {"kind", "letter_date", "plan_reference", "version", "status", "due_on", "task"}
    given: dict[str, object] = {
        "kind": kind,
        "recipient": Recipient(reference=MARKER, name=MARKER, greeting=MARKER, address=(MARKER,)),
        "letter_date": date(2026, 11, 23),
        "plan_reference": PLAN_ID,
        "version": 3,
        "status": "awaiting_decision",
        "due_on": date(2026, 12, 7),
        "task": "Decide about this plan",
        "budget": budget,
        "agreed_on": date(1999, 1, 1),
        "was_due_on": date(1999, 1, 1),
        "review_by": date(1999, 1, 1),
        "reasons": (LetterReason(reason=MARKER, steps=(MARKER,), what_was_done=MARKER),),
        "enclosures": (MARKER,),
        "moved_because": (MARKER,),
        "interim_in_place": True,
        "sections_left_out": (MARKER,),
        "meeting_on": date(1999, 1, 1),
        "exceptional": (MARKER,),
        "was_missed": True,
        "has_started": True,
        "conditions": (MARKER,),
        "managed_otherwise": (MARKER,),
    }
    rest = set(LetterFacts.model_fields) - allowed - set(given)
    return LetterFacts.model_validate(given | dict.fromkeys(rest, MARKER))


@pytest.mark.rule("TELL-6")
@pytest.mark.parametrize("fmt", sorted(MADE_HERE))
@pytest.mark.parametrize("kind", sorted(TO_STAFF))
def test_a_message_to_staff_holds_nothing_personal(documents: Documents, kind: NoticeKind, fmt: Format) -> None:
    letter = documents.letter(marked(kind), fmt)
    everything = letter.subject + letter.html.decode() + letter.text.decode()
    assert MARKER not in everything
    assert "987.65" not in everything
    assert "1999" not in everything


@pytest.mark.rule("TELL-6", "TIME-2", "TIME-3", "TIME-6", "RET-4")
@pytest.mark.parametrize(
    ("kind", "asks"),
    [
        (NoticeKind.QUESTION, "If it is for you to answer, do so by the due date."),
        (NoticeKind.REASSIGNED, "Please take it on from here. The dates have not changed."),
        (NoticeKind.INTERIM_DECISION, "Please decide today what support the person has until the plan is signed off"),
    ],
)
def test_a_message_to_staff_asks_for_one_thing(documents: Documents, kind: NoticeKind, asks: str) -> None:
    assert asks in documents.letter(marked(kind), Format.PLAIN_TEXT).text.decode()


@pytest.mark.rule("TELL-6", "TIME-1")
@pytest.mark.parametrize("kind", sorted(TO_STAFF))
def test_a_message_to_staff_says_which_plan_its_status_what_to_do_and_by_when(
    documents: Documents, kind: NoticeKind
) -> None:
    letter = documents.letter(marked(kind), Format.STANDARD)
    assert PLAN_ID in letter.subject
    text = letter.text.decode()
    for line in (
        f"Plan reference: {PLAN_ID}",
        "Version: 3",
        "Status: Awaiting decision",
        "Due by: 7 December 2026",
        "Task: Decide about this plan",
    ):
        assert line in text
