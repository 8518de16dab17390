"""TELL-9 · The person is told of another practitioner, of support for now, of a condition before it is due."""

import pytest

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.casework.happenings import Happening
from countersign.wording.letters_of_what_comes import ConditionComing, NewPractitioner, SupportForNow, SupportNow
from tests.casework.cases import ready
from tests.casework.cases.table import Ready
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

TO_ALED: Json = {"whose": "practitioner", "to": "sw-1115", "sent_by.id": "tm-201"}
NOBODY_S: Json = {"to_the_person": "I will see to it that Edie has visits."}
ENDS: Json = {"outcome": "ends", "because": "no_longer_needed"}


def letters(case: CaseUnderTest, kind: NoticeKind) -> list[str]:
    """The keys of the letters of a kind, without the plan, in the order in which they were queued."""
    there = [notice for notice in case.kept.notices.values() if notice.kind is kind]
    return [notice.key.partition("/")[2] for notice in sorted(there, key=lambda notice: notice.queued_at)]


def happened(case: CaseUnderTest, what: Happening) -> int:
    return [entry.event for entry in case.kept.record.values()].count(what)


# Another practitioner


@pytest.mark.rule("TELL-9", "TIME-2")
@pytest.mark.parametrize("is_ready", [ready.submitted, ready.returned, ready.signed_off, ready.amended])
def test_a_plan_that_is_reassigned_has_one_letter_with_how_to_reach_who_it_is_now(
    case: CaseUnderTest, is_ready: Ready
) -> None:
    is_ready(case)
    case.accept("reassign", changes=TO_ALED)
    (key,) = letters(case, NoticeKind.NEW_PRACTITIONER)
    letter = case.letter(key)
    assert letter.facts == NewPractitioner(before="Clare Whitfield")
    assert (letter.head.practitioner_name, letter.head.practitioner_telephone) == ("Aled Vaughan", "01632 960115")
    case.accept("reassign", changes=TO_ALED)
    assert len(letters(case, NoticeKind.NEW_PRACTITIONER)) == 1, "he is their practitioner already"


@pytest.mark.rule("TELL-9")
def test_another_authoriser_is_no_news_for_the_person(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("reassign", changes={"to": "sm-31"})
    assert letters(case, NoticeKind.NEW_PRACTITIONER) == []


@pytest.mark.rule("TELL-9", "RET-5")
def test_a_new_version_that_names_another_practitioner_tells_it_too(case: CaseUnderTest) -> None:
    ready.returned(case)
    named: Json = {"plan.practitioner.id": "sw-1115"}
    case.accept("resubmit", "clare-3-resubmission", named)
    (key,) = letters(case, NoticeKind.NEW_PRACTITIONER)
    assert case.letter(key).facts == NewPractitioner(before="Clare Whitfield")


@pytest.mark.rule("TELL-9", "RET-5")
def test_a_new_version_of_the_same_practitioner_tells_nothing_of_one(case: CaseUnderTest) -> None:
    ready.returned(case)
    case.accept("resubmit", "clare-3-resubmission")
    assert letters(case, NoticeKind.NEW_PRACTITIONER) == []


# Support for now


@pytest.mark.rule("TELL-9", "TIME-4")
def test_support_for_now_is_told_as_it_is_arranged_as_it_changes_and_as_it_ends(case: CaseUnderTest) -> None:
    ready.arranged(case)
    (starts,) = letters(case, NoticeKind.SUPPORT_FOR_NOW)
    told = case.letter(starts).facts
    assert isinstance(told, SupportForNow)
    assert (told.what, str(told.starts_on)) == (SupportNow.STARTS_ON, "2026-11-07")
    assert told.words.startswith("Somebody from the council's reablement team comes twice a day")
    case.at("2026-11-07 08:45")
    case.accept("start_interim_support")
    case.at("2026-11-17 11:00")
    case.accept("review_interim_support")
    assert letters(case, NoticeKind.SUPPORT_FOR_NOW) == [starts], "it came as they were told, and goes on as it was"
    case.at("2026-11-24 11:00")
    case.accept("review_interim_support", changes={"to_the_person": "From Monday somebody comes once a day."})
    case.at("2026-12-01 11:00")
    case.accept("review_interim_support", changes=ENDS)
    _, changes, ends = (case.letter(key).facts for key in letters(case, NoticeKind.SUPPORT_FOR_NOW))
    assert changes == SupportForNow(what=SupportNow.CHANGES, words="From Monday somebody comes once a day.")
    assert isinstance(ends, SupportForNow)
    assert (ends.what, ends.because, ends.words) == (SupportNow.ENDS, "no_longer_needed", "")
    assert happened(case, Happening.TOLD_OF_SUPPORT) == 3


@pytest.mark.rule("TELL-9", "TIME-4")
def test_support_that_starts_without_having_been_arranged_is_told_as_it_starts(case: CaseUnderTest) -> None:
    ready.acknowledged(case)
    case.accept("start_interim_support")
    (key,) = letters(case, NoticeKind.SUPPORT_FOR_NOW)
    assert case.letter(key).facts == SupportForNow(what=SupportNow.HAS_STARTED)


@pytest.mark.rule("TELL-9", "TIME-4")
def test_nothing_that_was_not_there_yet_is_told_to_end(case: CaseUnderTest) -> None:
    ready.acknowledged(case)
    case.accept("review_interim_support", changes=ENDS)
    assert letters(case, NoticeKind.SUPPORT_FOR_NOW) == []


@pytest.mark.rule("TELL-2", "TELL-9", "TIME-3")
def test_support_never_waits_for_words_and_words_to_nobody_are_left_out(case: CaseUnderTest) -> None:
    ready.acknowledged(case)
    answer = case.accept("arrange_interim_support", changes=NOBODY_S).answer
    assert [reason.partition(":")[0] for reason in answer.said] == ["to_the_person", "to_the_person"]
    assert all(reason.endswith("The letter goes without these words. [TELL-2]") for reason in answer.said)
    (key,) = letters(case, NoticeKind.SUPPORT_FOR_NOW)
    told = case.letter(key).facts
    assert isinstance(told, SupportForNow)
    assert told.words == ""


@pytest.mark.rule("TELL-9", "TIME-5")
def test_support_that_outlives_the_plan_is_told_to_end_too(case: CaseUnderTest) -> None:
    ready.left_with_support_in_place(case)
    case.at("2026-11-20 11:00")
    case.accept("review_interim_support", changes=ENDS)
    assert len(letters(case, NoticeKind.SUPPORT_FOR_NOW)) == 2


@pytest.mark.rule("TELL-8", "TELL-9", "END")
def test_after_a_death_nothing_more_of_it_goes(case: CaseUnderTest) -> None:
    ready.arranged(case)
    case.accept("end", changes={"reason": "died", "ending": None, "sent_by.id": "sw-1042"})
    (key,) = letters(case, NoticeKind.SUPPORT_FOR_NOW)
    assert case.kept.notices[f"{case.plan_id}/{key}"].status is NoticeStatus.WITHHELD
    case.tell_interim()
    case.accept("start_interim_support", changes={"to_the_person": "Somebody comes at eight."})
    assert letters(case, NoticeKind.SUPPORT_FOR_NOW) == [key]


# A condition on the direct payment


@pytest.mark.rule("TELL-9", "DP-6")
def test_a_condition_is_told_once_for_each_of_its_days(case: CaseUnderTest) -> None:
    ready.paid(case)
    for _ in range(3):  # the reminder; then the line manager, and whoever is above
        case.take_step("condition:D1")
    (key,) = letters(case, NoticeKind.CONDITION_COMING)
    told = case.letter(key).facts
    assert isinstance(told, ConditionComing)
    assert (str(told.due_on), told.every_months, told.is_to_send) == ("2027-02-26", 3, True)
    assert told.what == "Please send your payroll agency's statement to Hannah after each quarter."
    case.accept("meet_condition", changes={"condition": "D1", "sent_by.id": "sw-1090"})
    assert letters(case, NoticeKind.CONDITION_COMING) == [key], "its next day is far off"
    case.take_step("condition:D1")
    assert [
        case.letter(of).facts.model_dump()["due_on"].isoformat() for of in letters(case, NoticeKind.CONDITION_COMING)
    ] == [
        "2027-02-26",
        "2027-05-26",
    ]


@pytest.mark.rule("TELL-9", "DP-6", "END")
def test_nobody_is_told_of_a_condition_that_falls_due_after_the_plan_has_left(case: CaseUnderTest) -> None:
    ready.paid(case)
    ending: Json = {"from_day": "2027-02-22", "the_rest": {"becomes": "stops"}}
    case.accept(
        "end", changes={"reason": "ended", "why": "You asked us to stop.", "ending": ending, "sent_by.id": "sw-1090"}
    )
    case.take_step("condition:D1")
    assert letters(case, NoticeKind.CONDITION_COMING) == []


@pytest.mark.rule("TELL-9", "DP-6")
def test_a_condition_that_is_due_again_before_a_reminder_would_come_is_told_at_once(case: CaseUnderTest) -> None:
    ready.authorised_to_start(case, {"conditions.0.every_months": 1})
    case.at("2026-11-11 16:10")
    case.accept("report_first_payment", changes={"sent_by.id": "sw-1090", "received_on": "2026-11-10"})
    case.accept("approve_arrangement", changes={"sent_by.id": "tm-206"})
    case.give_the_record()
    case.at("2027-03-24 10:00")
    case.accept("meet_condition", changes={"condition": "D1", "sent_by.id": "sw-1090"})
    (key,) = letters(case, NoticeKind.CONDITION_COMING)
    assert str(case.letter(key).facts.model_dump()["due_on"]) == "2027-03-25", "the 26th is Good Friday"


def test_the_letters_of_support_for_now_wait_in_its_own_workflow(case: CaseUnderTest) -> None:
    ready.arranged(case)
    of = {notice.workflow for notice in case.kept.notices.values() if notice.kind is NoticeKind.SUPPORT_FOR_NOW}
    assert of == {Workflow.INTERIM}


# Help that was asked for


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize(("so", "is_heard"), [(True, True), (False, False)])
def test_the_letter_about_a_return_knows_that_urgent_needs_are_known(
    case: CaseUnderTest, so: bool, is_heard: bool
) -> None:
    ready.submitted(case)
    if so:
        case.accept("report_urgent_needs")
    case.accept("decide", "clare-2-returned")
    (key,) = letters(case, NoticeKind.RETURNED)
    assert case.letter(key).head.help_is_asked_for is is_heard
