"""Messages to staff hold nothing about the person: only the plan's reference, version, status, due date and task."""

import re

import pytest
from pydantic import ValidationError

from countersign.careplan.notices import TO_STAFF, NoticeKind
from countersign.careplan.people import Format
from countersign.careplan.reading_out import reference_of
from countersign.casework.interim_support import TO_DO
from countersign.letters.documents import Documents
from countersign.wording.letter_head import LetterHead
from countersign.wording.letters import StaffNotice
from tests.support.letters import LETTERS, STAFF_NOTICES, staff_notice
from tests.support.reading import holes, said_in_the_text, said_on_the_page, tags
from tests.support.records import PLAN_ID

MARKER = "Zzmarker"


REFERENCE = reference_of(PLAN_ID)


@pytest.mark.rule("TELL-6")
def test_a_notice_to_staff_cannot_be_given_what_a_letter_to_a_person_says() -> None:
    of_letters = {name for facts in LETTERS for name in type(facts).model_fields} | set(LetterHead.model_fields)
    personal = of_letters - set(StaffNotice.model_fields)
    assert {"recipient", "person_name", "practitioner_name", "budget", "how_budget_was_worked_out"} <= personal
    for name in personal:
        with pytest.raises(ValidationError, match=rf"1 validation error .*\n{name}\n.*Extra inputs are not permitted"):
            StaffNotice.model_validate({**staff_notice().model_dump(), name: MARKER})
    assert set(StaffNotice.model_fields) - of_letters == {"plan_reference", "status", "task"}


@pytest.mark.rule("TELL-4")
def test_a_message_to_staff_says_the_same_on_the_page_and_in_the_text_and_leaves_no_hole(documents: Documents) -> None:
    for notice in STAFF_NOTICES:
        for given in (notice, notice.model_copy(update={"status": "", "task": "", "due_on": None})):
            made = documents.staff_notice(given, Format.STANDARD)
            assert tags(made.html).count("h1") == 1, given
            assert "\n" not in made.subject, given
            assert "<" not in made.text.decode(), given
            assert said_on_the_page(made.html) == said_in_the_text(made.text, made.html), given
            assert holes(made.text, made.html) == [], given


@pytest.mark.rule("TELL-6", "TIME-1")
def test_what_is_not_known_is_not_named(documents: Documents) -> None:
    bare = staff_notice(status="", task="", due_on=None)
    text = documents.staff_notice(bare, Format.STANDARD).text.decode()
    assert not re.search(r"^(Status|Due by|Task)", text, re.MULTILINE)
    assert f"Our reference: {REFERENCE}\nPlan in the case system: {PLAN_ID}\nVersion: 3\n" in text


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
    assert asks in documents.staff_notice(staff_notice(kind), Format.PLAIN_TEXT).text.decode()


@pytest.mark.rule("TIME-3", "TIME-4")
@pytest.mark.parametrize("task", TO_DO.values())
def test_what_the_duty_team_is_asked_does_not_say_other_than_its_task(documents: Documents, task: str) -> None:
    """Whether urgent needs are known is said by the task alone: they are, or that is to be found out."""
    text = documents.staff_notice(staff_notice(NoticeKind.INTERIM_SUPPORT, task=task), Format.PLAIN_TEXT).text.decode()
    besides = " ".join(text.split()).replace(f"Task: {task}", "")

    assert task in " ".join(text.split())
    assert "urgent needs" not in besides
    assert "Please do now what the task says" in besides


@pytest.mark.rule("TELL-6", "TIME-1")
@pytest.mark.parametrize("kind", sorted(TO_STAFF))
def test_a_message_to_staff_says_which_plan_its_status_what_to_do_and_by_when(
    documents: Documents, kind: NoticeKind
) -> None:
    made = documents.staff_notice(staff_notice(kind), Format.STANDARD)
    assert REFERENCE in made.subject
    text = made.text.decode()
    for line in (
        f"Our reference: {REFERENCE}",
        f"Plan in the case system: {PLAN_ID}",
        "Version: 3",
        "Status: Awaiting decision",
        "Due by: 7 December 2026",
        "Task: Decide about this plan",
    ):
        assert line in text
