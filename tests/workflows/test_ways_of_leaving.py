"""END · Every way in which a plan leaves, from every state, and the tidy-up that it implies.

After a death nothing is ever sent to the person: not what is queued, not what somebody was asked to give by hand, not
what comes of a message that arrives later.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import NoticeStatus, is_meanwhile
from countersign.casework.changes import Changes
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import TaskKind
from countersign.letters.channels.folder import Folder
from countersign.store.case_files import SqlFiles
from countersign.store.tables import CopyRow, NoticeRow, PlanRow, QuestionRow, RecordRow, WaitRow
from tests.letters.transports import Trouble, of
from tests.support.builders import Json
from tests.support.duty import ENDS, duty_does, in_place, urgent_needs
from tests.support.servers import Desk, PlanUnderTest, one_of, until

IN_BRAILLE: Json = {"plan.person.contact.format": "braille"}
"""So that the letters to the person are a practitioner's to give, and an agreed plan stays agreed meanwhile."""

BEFORE_AGREEMENT = (Status.AWAITING_DECISION, Status.RETURNED)
AGREED = (Status.AGREED, Status.SIGNED_OFF)

ANOTHER_PLAN = "00000000-0000-4000-8000-000000000001"

REFERENCE = "AIS-204417"


def a_later_plan(plan: PlanUnderTest) -> str:
    """The id of a later plan of the same person, which waits for its decision."""
    with SqlFiles(plan.desk.database).open(ANOTHER_PLAN) as file:
        if file.state() is None:
            in_hand = file.state_of_another(plan.plan_id)
            assert in_hand is not None
            later = in_hand.submitted_at + timedelta(hours=1)
            waits = replace(in_hand, plan_id=ANOTHER_PLAN, status=Status.AWAITING_DECISION, submitted_at=later)
            file.keep(Changes(new_plan=waits))
    return ANOTHER_PLAN


async def brought_to(plan: PlanUnderTest, status: Status) -> None:
    """Clare's plan in a state in which it waits."""
    known: Json = {"plan.person.reference": REFERENCE}
    given = known | IN_BRAILLE if status is Status.AGREED else known
    assert (await plan.submit("clare-1-submission", given)).accepted
    if status is Status.RETURNED:
        assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
        await plan.until_interim(Interim.NEED_ASKED)
    elif status in AGREED:
        assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(status)


def ending(plan: PlanUnderTest, reason: str, changes: Json | None = None) -> Json:
    """The message that ends Clare's plan for a reason."""
    superseded: Json = {"superseded_by": a_later_plan(plan)} if reason == "superseded" else {}
    why: Json = {"why": "She has asked us to stop."} if reason in ("ended", "superseded") else {}
    given = {"sent_by.id": "sw-1042", "reason": reason} | superseded | why | (changes or {})
    return plan.message("message-end", given)


async def leaves(plan: PlanUnderTest, reason: str) -> None:
    """The plan leaves, by a withdrawal or for a reason."""
    if reason == "withdrawn":
        answer = await plan.ask("withdraw", plan.message("message-withdraw"))
    else:
        answer = await plan.ask("end", ending(plan, reason))
    assert answer.accepted, answer


async def everything_done(plan: PlanUnderTest) -> None:
    """Each task that is left for a person is done."""
    for task in plan.tasks():
        if not task.startswith("interim:"):
            assert (await plan.complete(task, by="sw-1042")).accepted


def letters(plan: PlanUnderTest, kind: str) -> list[str]:
    """Who was written to in this kind."""
    return [name.split(".")[2] for name in plan.letters() if name.split(".")[1] == kind]


MAY_LEAVE = [
    *[(state, "withdrawn") for state in BEFORE_AGREEMENT],
    *[(state, "ended") for state in AGREED],
    *[(state, why) for state in (*BEFORE_AGREEMENT, *AGREED) for why in ("died", "moved_away", "superseded")],
]
MAY_NOT_LEAVE = [
    *[(state, "withdrawn") for state in AGREED],
    *[(state, "ended") for state in BEFORE_AGREEMENT],
]


@pytest.mark.rule("END", "TIME-1")
@pytest.mark.parametrize(("state", "why"), MAY_LEAVE, ids=[f"{state.value} {why}" for state, why in MAY_LEAVE])
async def test_a_plan_leaves_and_is_tidied_up(plan: PlanUnderTest, state: Status, why: str) -> None:
    await brought_to(plan, state)
    await leaves(plan, why)
    after = await plan.status()
    assert after.status is (Status.WITHDRAWN if why == "withdrawn" else Status.ENDED)
    assert after.promise.current is None, "nothing is promised any more"
    assert {clock.wait for clock in after.clocks} <= {Wait.TIDY_UP}
    assert bool(after.clocks) is bool(after.open_tasks), "it waits for what is left to do, and for nothing else"
    of_plan = [row for row in plan.rows(WaitRow) if row.name in ("decision", "resubmission", "record", "sign_off")]
    assert of_plan
    assert all(row.ended_at is not None for row in of_plan)
    left = Happening.WITHDRAWN if why == "withdrawn" else Happening.ENDED
    on_record = one_of([row for row in plan.rows(RecordRow) if row.event is left])
    assert why.replace("_", " ") in on_record.what.lower()
    assert one_of(plan.rows(PlanRow)).has_died is (why == "died")
    assert "sw-1042" in letters(plan, "outcome"), "its practitioner hears of it"
    closed = [name for name in plan.notices() if name.startswith("v1/closed/") and not name.endswith("/meanwhile")]
    assert closed == ([] if why == "died" else ["v1/closed/person"])
    await everything_done(plan)
    assert (await plan.outcome()).status is after.status
    assert one_of(plan.rows(PlanRow)).status is after.status
    assert all(row.ended_at is not None for row in plan.rows(WaitRow) if row.name == "tidy_up")


@pytest.mark.rule("END")
@pytest.mark.parametrize(("state", "why"), MAY_NOT_LEAVE, ids=[f"{state.value} {why}" for state, why in MAY_NOT_LEAVE])
async def test_a_plan_does_not_leave_in_a_way_that_means_nothing_there(
    plan: PlanUnderTest, state: Status, why: str
) -> None:
    await brought_to(plan, state)
    name, message = ("withdraw", plan.message("message-withdraw")) if why == "withdrawn" else ("end", ending(plan, why))
    assert (await plan.ask(name, message)).code is Refusal.NOT_NOW
    assert (await plan.status()).status is state


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("superseded", {"superseded_by": None}),
        ("moved_away", {"superseded_by": ANOTHER_PLAN}),
        ("superseded", {"superseded_by": "itself"}),
    ],
    ids=["by nothing", "and yet moved away", "by itself"],
)
async def test_a_superseded_plan_names_the_later_one_and_no_other_does(
    plan: PlanUnderTest, reason: str, changes: Json
) -> None:
    await brought_to(plan, Status.AWAITING_DECISION)
    wanted = {key: plan.plan_id if value == "itself" else value for key, value in changes.items()}
    answer = await plan.ask("end", ending(plan, reason, wanted))
    assert answer.code is Refusal.INCOMPLETE
    assert [reason.partition(":")[0] for reason in answer.reasons] == ["superseded_by"]
    assert (await plan.status()).status is Status.AWAITING_DECISION


@pytest.mark.rule("END")
async def test_nobody_unknown_ends_a_plan(plan: PlanUnderTest) -> None:
    await brought_to(plan, Status.AWAITING_DECISION)
    assert (await plan.ask("end", ending(plan, "died", {"sent_by.id": "nobody-1"}))).code is Refusal.NO_AUTHORITY
    assert not one_of(plan.rows(PlanRow)).has_died


@pytest.mark.rule("END", "TIME-6", "RET-4")
@pytest.mark.parametrize("state", BEFORE_AGREEMENT, ids=["information asked for", "a question about the return"])
async def test_what_was_asked_and_not_answered_is_settled(plan: PlanUnderTest, state: Status) -> None:
    await brought_to(plan, state)
    if state is Status.AWAITING_DECISION:
        asked = plan.message("message-request-information", {"version": 1, "sent_by.id": "tm-201"})
        assert (await plan.ask("request_information", asked)).accepted
    else:
        asked = plan.message("message-ask-about-return", {"version": 1, "sent_by.id": "sw-1042"})
        assert (await plan.ask("ask_about_return", asked)).accepted
    await leaves(plan, "withdrawn")
    question = one_of(plan.rows(QuestionRow))
    assert (question.answered_by, bool(question.answer)) == (Actor.SYSTEM, True)
    assert (await plan.outcome()).status is Status.WITHDRAWN


# Who is told


@pytest.mark.rule("END")
@pytest.mark.parametrize("why", ["ended", "moved_away", "superseded"])
async def test_the_person_and_whoever_holds_a_copy_are_told(any_desk: Desk, why: str) -> None:
    plan = any_desk.plan()
    await brought_to(plan, Status.SIGNED_OFF)
    assert sorted(row.recipient for row in plan.rows(CopyRow)) == ["C1", "P1"]
    await leaves(plan, why)
    is_given_by_hand = why == "moved_away"  # never to the old address by itself (TELL-8)
    assert [kind is TaskKind.GIVE_BY_HAND for kind in plan.tasks().values()] == [True] * is_given_by_hand
    await everything_done(plan)
    assert (await plan.outcome()).status is Status.ENDED
    assert letters(plan, "closed") == ([] if is_given_by_hand else ["person"])
    assert sorted(letters(plan, "no_longer_in_force")) == ["C1", "P1"]
    assert "157.80" not in plan.letter("v1.no_longer_in_force.P1"), "nothing of what is in it"


@pytest.mark.rule("END", "SHARE-2")
async def test_whoever_never_had_a_copy_is_told_nothing(plan: PlanUnderTest) -> None:
    await brought_to(plan, Status.AWAITING_DECISION)
    await leaves(plan, "withdrawn")
    assert (await plan.outcome()).status is Status.WITHDRAWN
    assert letters(plan, "no_longer_in_force") == []


@pytest.mark.rule("END", "TIME-5")
async def test_the_letter_says_so_if_interim_support_goes_on(plan: PlanUnderTest) -> None:
    await brought_to(plan, Status.AWAITING_DECISION)
    await in_place(plan)
    await leaves(plan, "withdrawn")
    with_support = plan.letter("v1.closed.person")
    another = plan.desk.plan()
    await brought_to(another, Status.AWAITING_DECISION)
    await leaves(another, "withdrawn")
    assert with_support.replace(plan.plan_id, "") != another.letter("v1.closed.person").replace(another.plan_id, "")


# After a death


@pytest.mark.rule("END")
async def test_after_a_death_what_was_queued_for_the_person_is_held_back(any_desk: Desk) -> None:
    post = Trouble(Folder(any_desk.settings.outbox), what=lambda item: item.key.endswith("/person"))
    await any_desk.open_with(folder=post)
    plan = any_desk.plan()
    await plan.submit("clare-1-submission")
    await until(lambda: len(post.tried) == 2, "both tries, with half a minute until the next")
    await leaves(plan, "died")
    withheld = [key for key, status in plan.notices().items() if status is NoticeStatus.WITHHELD]
    assert withheld == ["v1/submitted/person"]
    post.mend()
    assert (await plan.outcome()).status is Status.ENDED
    assert len(post.tried) == 2, "not even tried again"
    assert post.sent == []
    assert plan.happenings().count(Happening.LETTERS_HELD_BACK) == 1


@pytest.mark.rule("END")
async def test_after_a_death_nobody_is_asked_to_give_the_person_anything(any_desk: Desk) -> None:
    plan = any_desk.plan()
    await brought_to(plan, Status.AGREED)
    both = {"give:v1/submitted/person", "give:v1/agreed/person"}
    await until(lambda: set(plan.tasks()) == both, "both letters asked for by hand")
    await leaves(plan, "died")
    assert set(plan.tasks()) == {"speak:C1"}, "the carer had a copy: somebody speaks to them, rather than write"
    of_person = {row.key: row.status for row in plan.rows(NoticeRow) if row.recipient == "person"}
    to_give = {status for key, status in of_person.items() if not is_meanwhile(key)}
    assert to_give == {NoticeStatus.WITHHELD}, "what went meanwhile, in the standard form, had gone before"
    assert (await plan.complete("give:v1/agreed/person", by="sw-1042")).code is Refusal.NO_SUCH_TASK
    assert (await plan.complete("speak:C1", by="sw-1042")).accepted
    assert (await plan.outcome()).status is Status.ENDED


@pytest.mark.rule("END")
async def test_after_a_death_a_provider_is_told_and_a_carer_is_spoken_to(plan: PlanUnderTest) -> None:
    await brought_to(plan, Status.SIGNED_OFF)
    before = plan.letters()
    await leaves(plan, "died")
    assert letters(plan, "no_longer_in_force") == ["P1"]
    assert list(plan.tasks()) == ["speak:C1"]
    to_the_person = [name for name in plan.letters() if name not in before and ".person" in name]
    assert to_the_person == []


@pytest.mark.rule("END")
async def test_after_a_death_the_representative_is_not_written_to_in_the_persons_place(plan: PlanUnderTest) -> None:
    await plan.submit("plain-1-submission")
    assert (await plan.ask("end", ending(plan, "died", {"sent_by.id": "sw-1071"}))).accepted
    assert (await plan.outcome()).status is Status.ENDED
    for whom in ("person", "representative"):
        told = [row.key for row in plan.rows(NoticeRow) if row.recipient == whom]
        assert told == [f"{plan.plan_id}/v1/submitted/{whom}"]


@pytest.mark.rule("END", "TIME-4")
async def test_a_death_that_the_duty_team_reports_holds_the_plans_letters_back_too(any_desk: Desk) -> None:
    plan = any_desk.plan()
    await plan.submit("clare-1-submission", IN_BRAILLE)
    support = await in_place(plan)
    before = plan.letters()
    await duty_does(support, "review_interim_support", **(ENDS | {"because": "person_died"}))
    await plan.until_interim(Interim.ENDED)
    assert plan.tasks() == {}
    assert plan.notices()["v1/submitted/person"] is NoticeStatus.WITHHELD
    assert Happening.PRACTITIONER_ASKED_TO_END in plan.happenings()
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted, "a human ends it, not the software"
    assert plan.happenings().count(Happening.LETTER_HELD_BACK) == 1
    assert plan.notices().get("v1/returned/person", NoticeStatus.WITHHELD) is NoticeStatus.WITHHELD
    await leaves(plan, "died")
    assert (await plan.outcome()).status is Status.ENDED
    assert [name for name in plan.letters() if name not in before and name.endswith(".person")] == []


# What is left to do


@pytest.mark.rule("END", "TIME-1", "TIME-2")
async def test_what_is_left_to_do_has_its_own_clock_and_is_asked_for_until_it_is_done(any_desk: Desk) -> None:
    plan = any_desk.plan()
    await brought_to(plan, Status.SIGNED_OFF)
    await leaves(plan, "died")
    (clock,) = (await plan.status()).clocks
    assert (clock.wait, clock.owner) == (Wait.TIDY_UP, "practitioner")
    await plan.to_next_step()
    assert letters(plan, "reminder") == ["sw-1042"]
    await plan.to_next_step()
    assert letters(plan, "escalation") == ["tm-201"], "her line manager"
    assert await plan.is_running()
    await everything_done(plan)
    assert (await plan.outcome()).status is Status.ENDED


@pytest.mark.rule("END")
async def test_nothing_else_is_done_with_a_plan_that_has_left(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission", IN_BRAILLE)
    await leaves(plan, "withdrawn")
    for name, example in (
        ("decide", "clare-4-agreed"),
        ("withdraw", "message-withdraw"),
        ("resubmit", "clare-3-resubmission"),
        ("record_consent", "message-record-consent"),
        ("reassign", "message-reassign"),
        ("request_information", "message-request-information"),
    ):
        answer = await plan.ask(name, plan.message(example, again="late"))
        assert answer.code is Refusal.PLAN_CLOSED, name
    assert (await plan.status()).status is Status.WITHDRAWN
    assert set(plan.tasks()) == {"give:v1/submitted/person", "give:v1/closed/person"}
    await everything_done(plan)
    assert (await plan.outcome()).status is Status.WITHDRAWN


@pytest.mark.rule("END", "TIME-4", "TIME-5")
async def test_a_plan_that_has_left_does_not_wait_for_its_interim_support(plan: PlanUnderTest) -> None:
    await brought_to(plan, Status.AWAITING_DECISION)
    support = await urgent_needs(plan)
    await leaves(plan, "withdrawn")
    assert (await plan.outcome()).status is Status.WITHDRAWN
    assert list(plan.tasks().values()) == [TaskKind.INTERIM], "which goes on by itself"
    await until(lambda: Happening.INTERIM_REVIEW_ASKED in plan.happenings(), "the duty team told")
    await support.to_next_step()
    assert letters(plan, "reminder") == ["duty-1"]
    await duty_does(support, "acknowledge_interim_support")


@pytest.mark.rule("END")
async def test_a_plan_that_has_left_still_sends_its_letters(desk: Desk) -> None:
    post = Trouble(Folder(desk.settings.outbox), 2, of("person", "closed"))
    await desk.open_with(folder=post)
    plan = desk.plan()
    await brought_to(plan, Status.AWAITING_DECISION)
    await leaves(plan, "withdrawn")
    await until(lambda: post.tried.count("v1/closed/person") == 2, "two tries")
    await plan.desk.server.fast_forward(plan.handle, timedelta(minutes=1))
    assert (await plan.outcome()).status is Status.WITHDRAWN
    assert post.sent.count("v1/closed/person") == 1
