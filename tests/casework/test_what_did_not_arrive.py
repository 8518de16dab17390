"""TELL-5 · What is heard of a letter that went: it arrived, or it goes by the next way, or a person has it.

Over files in memory, SQLite and PostgreSQL.
"""

from datetime import timedelta

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.people import Channel
from countersign.careplan.ways import Heard, Receipt, Stands, Way, sending_reference
from countersign.casework import determining, following
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from tests.casework.cases import ready
from tests.casework.people import LETTER, NEW_PLACE, Post, happened, moved, notice, outbox_of, send
from tests.support.builders import Json, scheme
from tests.support.casework import CaseUnderTest
from tests.support.offices import an_office

QUEUED, SENT, DELIVERED = NoticeStatus.QUEUED, NoticeStatus.SENT, NoticeStatus.DELIVERED
BY_HAND, WITHHELD = NoticeStatus.BY_HAND, NoticeStatus.WITHHELD
EMAIL_TOO: Json = {"plan.person.contact.email": "edie@example.org"}
BY_EMAIL: Json = EMAIL_TOO | {"plan.person.contact.channel": "email"}
NOTHING_BY_EMAIL: Json = EMAIL_TOO | {"plan.person.contact.not_by": ["email"]}
TASK = f"give:{LETTER}"

pytestmark = pytest.mark.rule("TELL-5")


def posted(case: CaseUnderTest, changes: Json | None = None) -> Post:
    """Clare's plan is submitted, and everything has gone."""
    post = Post()
    case.submit(changes=changes)
    send(case, post)
    assert notice(case, LETTER).status is SENT
    return post


def heard(case: CaseUnderTest, what: Receipt, name: str = LETTER, number: int = 1, why: str = "") -> None:
    """Something is heard of a letter, and its workflow looks."""
    reference = sending_reference(f"{case.plan_id}/{name}", number)
    case.installation.hear(case.plan_id, Heard(reference, what, case.now, "poll", why))
    look(case)


def look(case: CaseUnderTest) -> None:
    situation = case.situation(Workflow.PLAN)
    determined = following.follow_up(case.installation.files, case.office, situation)
    case._take_over(Workflow.PLAN, determined)  # pyright: ignore[reportPrivateUsage]  # as its own methods do


def stands(case: CaseUnderTest, number: int = 1) -> tuple[Way, Stands]:
    sending = case.kept.sendings[sending_reference(f"{case.plan_id}/{LETTER}", number)]
    return sending.way, sending.stands


@pytest.mark.parametrize(
    ("contact", "what", "becomes", "channel", "task"),
    [
        pytest.param({}, Receipt.DELIVERED, DELIVERED, Channel.POST, "", id="it arrived"),
        pytest.param({}, Receipt.RETURNED, BY_HAND, Channel.POST, "find out where they live now", id="no other way"),
        pytest.param({}, Receipt.REFUSED, BY_HAND, Channel.POST, "it could not be sent", id="not taken"),
        pytest.param(EMAIL_TOO, Receipt.RETURNED, QUEUED, Channel.EMAIL, "", id="by e-mail instead"),
        pytest.param(EMAIL_TOO, Receipt.REFUSED, QUEUED, Channel.EMAIL, "", id="not taken, by e-mail instead"),
        pytest.param(NOTHING_BY_EMAIL, Receipt.RETURNED, BY_HAND, Channel.POST, "where they live", id="not by e-mail"),
        pytest.param(BY_EMAIL, Receipt.FAILED, QUEUED, Channel.POST, "", id="by post instead"),
        pytest.param({}, Receipt.LATER, QUEUED, Channel.POST, "", id="it failed for now"),
    ],
)
def test_what_becomes_of_a_letter_by_what_is_heard(
    case: CaseUnderTest, contact: Json, what: Receipt, becomes: NoticeStatus, channel: Channel, task: str
) -> None:
    posted(case, contact)
    heard(case, what)
    now = notice(case, LETTER)
    assert (now.status, now.channel) == (becomes, channel)
    tasks = {name: kept.why for name, kept in case.kept.tasks.items() if kept.done_at is None}
    assert list(tasks) == ([TASK] if task else [])
    assert task in tasks.get(TASK, "")
    came_back = what is not Receipt.DELIVERED
    assert (Happening.LETTER_CAME_BACK in happened(case)) is came_back
    assert (now.sent_at is None) is came_back


def test_what_comes_back_goes_once_by_the_next_way_and_never_there_again(case: CaseUnderTest) -> None:
    posted(case, EMAIL_TOO)
    heard(case, Receipt.RETURNED)
    again = Post()
    send(case, again)
    (item,) = again.went.values()
    assert (item.address, item.number) == (("edie@example.org",), 2)
    assert (stands(case), stands(case, 2)) == ((Way.FOLDER, Stands.RETURNED), (Way.SMTP, Stands.WENT))
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned")
    next_letter = Post()
    send(case, next_letter)
    assert next_letter.went["v1/returned/person"].address == ("edie@example.org",), "nothing goes to the old place"


def test_a_new_address_has_the_letter_sent_after_all(case: CaseUnderTest) -> None:
    posted(case)
    heard(case, Receipt.RETURNED)
    assert notice(case, LETTER).status is BY_HAND
    case.now += timedelta(days=1)
    moved(case)
    assert (notice(case, LETTER).status, case.open_tasks()) == (QUEUED, {})
    again = Post()
    send(case, again)
    assert again.went[LETTER].address == NEW_PLACE


def to_her(post: Post) -> list[str]:
    """The letters to the person that went."""
    return [name for name in post.went if name.endswith("/person")]


def test_what_another_letter_has_overtaken_does_not_go_again(case: CaseUnderTest) -> None:
    posted(case)
    heard(case, Receipt.RETURNED)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned")
    nowhere = Post()
    send(case, nowhere)
    assert to_her(nowhere) == [], "nothing goes to where nothing arrives"
    case.now += timedelta(days=1)
    moved(case)
    again = Post()
    send(case, again)
    assert to_her(again) == ["v1/returned/person"], "not also: we will decide by a day"
    assert (notice(case, LETTER).status, TASK in case.open_tasks()) == (WITHHELD, False)
    assert happened(case).count(Happening.LETTER_OVERTAKEN) == 1


def test_what_comes_back_once_it_is_overtaken_is_nobodys_to_give(case: CaseUnderTest) -> None:
    posted(case, EMAIL_TOO)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned")
    send(case, Post())
    heard(case, Receipt.RETURNED)
    later = Post()
    send(case, later)
    assert (to_her(later), notice(case, LETTER).status, case.open_tasks()) == ([], WITHHELD, {})


def test_a_letter_with_reasons_goes_again_whatever_came_later(case: CaseUnderTest) -> None:
    posted(case, EMAIL_TOO)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned")
    send(case, Post())
    case.at("2026-11-12 11:05")
    case.accept("resubmit", "clare-3-resubmission", changes=EMAIL_TOO)
    send(case, Post())
    heard(case, Receipt.RETURNED, "v1/returned/person")
    later = Post()
    send(case, later)
    assert to_her(later) == ["v1/returned/person"]


def test_an_invitation_that_came_back_goes_again_only_while_it_can_be_taken_up(case: CaseUnderTest) -> None:
    ready.waiting_for_a_call(case)
    send(case, Post())
    name = next(key.partition("/")[2] for key in case.kept.notices if "/invitation/person" in key)
    case.now += timedelta(days=30)
    heard(case, Receipt.RETURNED, name)
    assert notice(case, name).status is WITHHELD
    assert TaskKind.GIVE_BY_HAND not in case.open_tasks().values()


def test_the_same_address_said_again_is_believed(case: CaseUnderTest) -> None:
    posted(case)
    heard(case, Receipt.RETURNED)
    was = notice(case, LETTER).address
    case.now += timedelta(days=1)
    moved(case, contact={"channel": "post", "address": list(was)})
    assert notice(case, LETTER).status is QUEUED


def test_after_a_death_what_comes_back_is_nobodys_to_give(case: CaseUnderTest) -> None:
    posted(case)
    case.at("2026-11-05 14:40")
    case.accept("end", changes={"reason": "died", "ending": None, "why": None})
    heard(case, Receipt.RETURNED)
    assert (notice(case, LETTER).status, TASK in case.open_tasks()) == (WITHHELD, False)


def test_a_receipt_before_the_sending_was_written_down_counts(case: CaseUnderTest) -> None:
    """A worker dies once Notify has the letter: it is found by its reference, or its receipt comes first."""

    class DiedError(BaseException):
        """Nothing that handles errors handles it."""

    def dies(_: str) -> None:
        raise DiedError

    case.submit()
    with pytest.raises(DiedError):
        send(case, Post(after=dies))
    assert (notice(case, LETTER).status, stands(case)) == (QUEUED, (Way.FOLDER, Stands.BEGUN))
    heard(case, Receipt.DELIVERED)
    assert (notice(case, LETTER).status, stands(case)) == (DELIVERED, (Way.FOLDER, Stands.DELIVERED))
    after = Post()
    send(case, after)
    assert LETTER not in after.went


def test_a_receipt_twice_or_late_changes_nothing(case: CaseUnderTest) -> None:
    posted(case, EMAIL_TOO)
    heard(case, Receipt.RETURNED)
    before = case.kept
    heard(case, Receipt.RETURNED)
    heard(case, Receipt.DELIVERED)
    after = case.kept
    assert (after.notices, after.tasks, after.record, after.sendings) == (
        before.notices,
        before.tasks,
        before.record,
        before.sendings,
    )


def test_what_arrived_while_it_waited_to_be_tried_again_does_not_go_again(case: CaseUnderTest) -> None:
    posted(case, BY_EMAIL)
    heard(case, Receipt.LATER)
    assert notice(case, LETTER).status is QUEUED
    heard(case, Receipt.DELIVERED)
    case.now += timedelta(hours=1)
    again = Post()
    send(case, again)
    assert (to_her(again), notice(case, LETTER).status, stands(case)) == ([], DELIVERED, (Way.SMTP, Stands.DELIVERED))


def test_nothing_comes_back_before_it_went(case: CaseUnderTest) -> None:
    posted(case)
    went = case.now
    case.installation.hear(
        case.plan_id,
        Heard(sending_reference(f"{case.plan_id}/{LETTER}", 1), Receipt.RETURNED, went.replace(year=1), "poll"),
    )
    look(case)
    assert case.kept.sendings[sending_reference(f"{case.plan_id}/{LETTER}", 1)].stood_at == went


def test_the_same_envelope_recorded_twice_counts_once_wherever_it_has_gone_since(case: CaseUnderTest) -> None:
    case.at("2026-11-03 15:00")
    posted(case)
    case.now += timedelta(minutes=5)
    case.accept("record_returned_post", changes={"came_back_on": "2026-11-03", "why": "Gone away."})
    (recorded,) = [entry for entry in case.kept.record.values() if entry.event == Happening.POST_RETURNED]
    assert recorded.detail == {"notice": f"{case.plan_id}/{LETTER}", "why": "Gone away."}
    case.now += timedelta(minutes=5)
    moved(case)
    send(case, Post())
    assert (notice(case, LETTER).status, notice(case, LETTER).number) == (SENT, 2)
    for said, code in (({}, Refusal.INCOMPLETE), ({"sending": 1}, Refusal.NOT_NOW), ({"sending": 3}, Refusal.NOT_NOW)):
        case.now += timedelta(minutes=1)
        answer = case.consider("record_returned_post", changes={"came_back_on": "2026-11-03"} | said).answer
        assert (answer.outcome, answer.code) == ("refused", code)
    case.now += timedelta(minutes=1)
    case.accept("record_returned_post", changes={"came_back_on": "2026-11-03", "sending": 2})
    assert notice(case, LETTER).status is BY_HAND, "nothing goes there a third time"


def test_that_it_arrived_after_all_does_a_persons_task(case: CaseUnderTest) -> None:
    case.submit()
    outbox = outbox_of(case, Post())
    send(case, Post(after=lambda _: 1 / 0))
    case.now += timedelta(hours=5)
    outbox.give_up_on_the_hopeless(case.situation(Workflow.PLAN))
    assert "find out whether it arrived" in case.kept.tasks[TASK].why
    heard(case, Receipt.DELIVERED)
    assert (notice(case, LETTER).status, TASK in case.open_tasks()) == (DELIVERED, False)


def test_what_a_person_has_given_does_not_come_back(case: CaseUnderTest) -> None:
    posted(case)
    heard(case, Receipt.RETURNED)
    case.accept("complete_task", changes={"task": TASK, "sent_by.id": "sw-1042"})
    heard(case, Receipt.FAILED)
    assert (notice(case, LETTER).status, notice(case, LETTER).way) == (SENT, None)


def test_what_fails_for_now_goes_again_by_the_same_way_and_after_hours_by_the_next(case: CaseUnderTest) -> None:
    posted(case, EMAIL_TOO)
    began, numbers = case.now, [1]
    heard(case, Receipt.LATER)
    while (at := notice(case, LETTER).next_try) is not None:
        case.now = at
        again = Post()
        send(case, again)
        numbers.append(again.went[LETTER].number)
        heard(case, Receipt.LATER, number=numbers[-1])
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 8]
    assert case.now - began < timedelta(hours=4)
    assert (notice(case, LETTER).status, notice(case, LETTER).channel) == (QUEUED, Channel.EMAIL)


def test_no_letter_that_came_back_promises_a_date(case: CaseUnderTest) -> None:
    posted(case)
    promised = case.standing.promise
    assert (promised.holds, promised.not_arrived) == (promised.held, False)
    heard(case, Receipt.RETURNED)
    assert case.standing.promise.holds is None
    assert case.standing.promise.held == promised.held
    given = case.accept("complete_task", changes={"task": TASK, "sent_by.id": "sw-1042"})
    counted = determining.counted(case.installation.files, case.situation(Workflow.PLAN), given)
    assert counted.standing.promise.holds == promised.held, "it was given by hand"


def test_the_date_before_holds_until_the_new_one_was_given(case: CaseUnderTest) -> None:
    posted(case, EMAIL_TOO)
    first = case.standing.promise.held
    case.at("2026-11-04 10:00")
    case.accept("request_information")
    case.at("2026-11-06 10:00")
    case.accept("supply_information", changes={"request": case.latest("request_information")})
    send(case, Post())
    promise = case.standing.promise
    assert (promise.before, promise.holds) == (first, promise.held)
    (name,) = (key.partition("/")[2] for key in case.kept.notices if "/new_date/" in key)
    heard(case, Receipt.RETURNED, name)
    assert case.standing.promise.holds == first
    send(case, Post())
    determined = determining.counted(
        case.installation.files,
        case.situation(Workflow.PLAN),
        following.follow_up(case.installation.files, case.office, case.situation(Workflow.PLAN)),
    )
    assert determined.standing.promise.holds == promise.held, "it went by e-mail"
    assert case.kept.standings[Workflow.PLAN].promise.holds == promise.held


@pytest.mark.rule("REC-4")
def test_a_record_that_came_back_before_sign_off_is_not_given(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.send_letters()
    case.at("2026-11-06 09:00")
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()
    case.send_letters()
    heard(case, Receipt.RETURNED, "v1/agreed/person")
    with case.installation.files.open(case.plan_id) as file:
        kept = file.notice(f"{case.plan_id}/v1/agreed/person")
    assert kept is not None
    assert kept.status is BY_HAND, "a record is e-mailed only to whoever chose that"
    assert case.give_the_record().standing.status.value == "agreed"


def test_a_staff_notice_that_fails_is_a_persons(case: CaseUnderTest) -> None:
    posted(case)
    name = next(key.partition("/")[2] for key in case.kept.notices if "/awaiting_decision/" in key)
    heard(case, Receipt.FAILED, name)
    outbox = outbox_of(case, Post())
    outbox.send_what_waits(case.situation(Workflow.PLAN))
    outbox.give_up_on_the_hopeless(case.situation(Workflow.PLAN))
    assert notice(case, name).status is BY_HAND


@pytest.mark.rule("TELL-8")
def test_nobody_is_e_mailed_a_record_they_did_not_choose_to_have_so(case: CaseUnderTest) -> None:
    case.office = an_office(scheme({"sending.post": ["folder"], "sending.email": ["smtp"]}))
    posted(case, EMAIL_TOO)
    case.at("2026-11-06 09:00")
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()
    send(case, Post())
    heard(case, Receipt.RETURNED, "v1/agreed/person")
    assert (notice(case, "v1/agreed/person").status, notice(case, "v1/agreed/person").channel) == (
        BY_HAND,
        Channel.POST,
    )
