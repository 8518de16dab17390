"""TELL-8, REC-1, REC-3 · To whom nothing goes: a mark, a move, a death; who receives the record; a later advocate."""

import pytest

from countersign.careplan.circumstances import SafeguardingKind
from countersign.careplan.lifecycle import Status
from countersign.casework.letters import MOVED_AWAY, NOT_SAFE
from tests.casework.cases import ready
from tests.casework.people import (
    BY_HAND,
    LETTER,
    NEW_PLACE,
    QUEUED,
    SENT,
    TO_HER_NIECE,
    WITHHELD,
    Post,
    agreed,
    marked,
    moved,
    nobody_acts,
    notice,
    send,
    with_her_niece,
)
from tests.support.builders import Json, changed, register
from tests.support.casework import CaseUnderTest

# Who receives the record


@pytest.mark.rule("REC-1", "REC-4")
def test_only_a_recorded_decision_lets_the_representative_receive_the_record_for_her(case: CaseUnderTest) -> None:
    agreed(case, with_her_niece("representative") | {"plan.written_to.receives_record": True})
    case.give_the_record()
    assert notice(case, "v1/agreed/representative").status is SENT
    assert f"{case.plan_id}/v1/agreed/person" not in case.kept.notices
    assert case.standing.status is Status.SIGNED_OFF


@pytest.mark.rule("REC-1", "REC-4")
def test_where_they_do_not_act_any_more_she_receives_it_herself_and_sign_off_waits_for_that(
    case: CaseUnderTest,
) -> None:
    agreed(case, with_her_niece("representative") | {"plan.written_to.receives_record": True})
    case.queue_the_record()
    nobody_acts(case)
    case.give_the_record()
    assert notice(case, "v1/agreed/representative").status is WITHHELD
    assert notice(case, "v1/agreed/person").status is SENT
    assert case.standing.status is Status.SIGNED_OFF


@pytest.mark.rule("REC-1")
def test_nobody_decides_that_they_receive_it_for_her(case: CaseUnderTest) -> None:
    chosen = {"plan.written_to.receives_record": True, "plan.written_to.decided_by": "the niece"}
    answer = case.submit(changes=changed(with_her_niece("representative"), {}) | chosen).answer
    assert [reason for reason in answer.reasons if "plan.written_to.decided_by" in reason]


# A safeguarding mark


@pytest.mark.rule("TELL-8", "REC-1", "REC-4")
def test_a_record_for_an_address_that_is_not_safe_is_held_and_a_person_asked_and_sign_off_waits(
    case: CaseUnderTest,
) -> None:
    agreed(case, marked("person", SafeguardingKind.ADDRESS_NOT_SAFE))
    case.give_the_record()
    assert notice(case, "v1/agreed/person").status is BY_HAND
    assert NOT_SAFE in case.kept.tasks["give:v1/agreed/person"].why
    assert case.standing.status is Status.AGREED
    case.accept("complete_task", changes={"task": "give:v1/agreed/person"})
    case.give_the_record()
    assert case.standing.status is Status.SIGNED_OFF


@pytest.mark.rule("TELL-8")
def test_no_letter_goes_to_an_address_that_is_not_safe_and_her_niece_has_hers(case: CaseUnderTest) -> None:
    case.submit(changes=marked("person", SafeguardingKind.ADDRESS_NOT_SAFE) | with_her_niece())
    post = Post()
    send(case, post)
    assert LETTER not in post.went
    assert TO_HER_NIECE in post.went


@pytest.mark.rule("TELL-8", "REC-1")
@pytest.mark.parametrize("kind", SafeguardingKind)
def test_a_representative_whom_a_mark_names_has_nothing_and_the_practitioner_is_asked(
    case: CaseUnderTest, kind: SafeguardingKind
) -> None:
    case.submit(changes=marked("representative", kind) | with_her_niece("representative"))
    post = Post()
    send(case, post)
    assert TO_HER_NIECE not in post.went
    assert LETTER in post.went, "it is always somebody"
    assert "sharing:representative:v1:concern" in case.open_tasks()


# Moved away


@pytest.mark.rule("TELL-8", "END")
def test_moved_away_is_never_written_to_the_old_address_by_itself(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"reason": "moved_away", "ending.from_day": "2026-11-18"})
    assert notice(case, "v1/closed/person").status is BY_HAND
    assert MOVED_AWAY in case.kept.tasks["give:v1/closed/person"].why


@pytest.mark.rule("TELL-8", "END")
def test_moved_away_is_written_to_the_new_one(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    moved(case)
    case.accept("end", changes={"reason": "moved_away", "ending.from_day": "2026-11-18"})
    assert notice(case, "v1/closed/person").address == NEW_PLACE


@pytest.mark.rule("TELL-8", "END")
def test_a_move_that_lies_ahead_is_no_old_address_yet(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"reason": "moved_away", "ending.from_day": "2026-12-01"})
    assert notice(case, "v1/closed/person").status is QUEUED
    case.at("2026-12-01 08:00")
    post = Post()
    send(case, post)
    assert "v1/closed/person" not in post.went
    assert notice(case, "v1/closed/person").status is BY_HAND


# A death


@pytest.mark.rule("TELL-8", "END")
def test_a_death_while_the_letter_before_it_goes_holds_back_hers(case: CaseUnderTest) -> None:
    case.submit(changes=with_her_niece())
    post = Post(before=lambda name: name == LETTER and case.accept("end", changes={"reason": "died"}))
    send(case, post)
    assert TO_HER_NIECE not in post.went


# Staff


@pytest.mark.rule("TELL-8")
def test_a_notice_to_staff_goes_where_the_register_has_them_as_it_goes(case: CaseUnderTest) -> None:
    case.submit()
    known = register()
    lines = tuple(
        line._replace(email="tm@new.example.org") if line.person == "tm-201" else line for line in known.holdings
    )
    case.installation.put_in_force(known._replace(holdings=lines))
    case.at("2026-11-03 11:00")
    post = Post()
    send(case, post)
    (name,) = (name for name in post.went if "/awaiting_decision/tm-201/" in name)
    assert post.went[name].address == ("tm@new.example.org",)


# An advocate arranged later


ADA: Json = {"advocate": {"name": "Ada Quill", "contact": {"channel": "email", "email": "ada@advocacy.example.org"}}}
NAMED: Json = {"understanding": None, "support": None} | ADA


@pytest.mark.rule("REC-3")
def test_an_advocate_arranged_before_the_plan_is_given_is_told_when_it_is(case: CaseUnderTest) -> None:
    agreed(case)
    case.accept("record_understanding", changes=NAMED)
    assert not any("/plan_given/" in key for key in case.kept.notices)
    case.give_the_record()
    assert notice(case, "v1/plan_given/advocate").address == ("ada@advocacy.example.org",)


@pytest.mark.rule("REC-3")
def test_an_advocate_arranged_after_it_was_given_is_told_now_and_once(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-09 10:00")
    case.accept("record_understanding", changes=NAMED)
    case.accept("record_understanding", changes=NAMED)
    told = [key for key in case.kept.notices if "/plan_given/" in key]
    assert told == [f"{case.plan_id}/v1/plan_given/advocate"]
    assert case.letter("v1/plan_given/advocate").head.recipient.name == "Ada Quill"


@pytest.mark.rule("REC-3")
def test_another_advocate_after_one_who_was_told_is_told_too(case: CaseUnderTest) -> None:
    case.submit(changes=ready.AN_ADVOCATE)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.send_letters()
    case.at("2026-11-09 10:00")
    case.accept("record_understanding", changes=NAMED)
    (one, other) = sorted(key for key in case.kept.notices if "/plan_given/" in key)
    assert other.startswith(f"{one}/")
    assert case.letter(other.partition("/")[2]).head.recipient.name == "Ada Quill"


@pytest.mark.rule("REC-3", "TELL-8")
def test_an_advocate_whose_letter_waits_and_who_is_no_longer_theirs_is_not_written_to(case: CaseUnderTest) -> None:
    case.submit(changes=ready.AN_ADVOCATE)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.at("2026-11-09 10:00")
    case.accept("record_understanding", changes=NAMED)
    assert notice(case, "v1/plan_given/advocate").status is WITHHELD
