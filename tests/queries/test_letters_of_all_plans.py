"""TELL-5 · Where every letter stands: by which way it went, what it cost, what waits and why. On both databases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.ways import Heard, Receipt, Stands, Way, sending_reference
from countersign.casework.changes import Changes
from countersign.casework.kept import Notice, Sending
from countersign.queries.counts import counts
from countersign.queries.letters import HandedOver, LetterSent, letters_of
from countersign.queries.sent import ByWay, Sent, sent
from countersign.queries.why_it_waits import Paused
from countersign.store.database import Database
from countersign.store.receipts import take_receipt
from countersign.store.ways import SqlLimits
from tests.casework.cases import ready
from tests.support.casework import CaseUnderTest

pytestmark = pytest.mark.rule("TELL-5")

TO_THE_PERSON = "v1/submitted/person"


@pytest.fixture(autouse=True)
def submitted(case: CaseUnderTest) -> None:
    """A plan of which the letter that it has come, and the notice to its authoriser, went by post."""
    ready.submitted(case)
    case.send_letters()


def looked(case: CaseUnderTest, database: Database, name: str = TO_THE_PERSON) -> LetterSent:
    with database.transaction() as session:
        return next(letter for letter in letters_of(session, case.plan_id, case.now) if letter.notice.endswith(name))


def of_all(case: CaseUnderTest, database: Database, most: int = 10) -> Sent:
    with database.transaction() as session:
        return sent(session, case.now.date(), case.now.date(), case.now, most)


def keep(case: CaseUnderTest, notice: Notice | None = None, *sendings: Sending) -> None:
    with case.installation.files.open(case.plan_id) as file:
        file.keep(
            Changes(
                notices={notice.key: notice} if notice else {},
                sendings={sending.reference: sending for sending in sendings},
            )
        )


def her_letter(case: CaseUnderTest, **changes: Any) -> Notice:
    key = f"{case.plan_id}/{TO_THE_PERSON}"
    with case.installation.files.open(case.plan_id) as file:
        notice = file.notice(key)
    assert notice is not None
    return replace(notice, **changes)


def her_sending(case: CaseUnderTest, number: int = 1, way: Way = Way.NOTIFY_LETTER, **changes: Any) -> Sending:
    key = f"{case.plan_id}/{TO_THE_PERSON}"
    return replace(
        Sending(key, number, way, sending_reference(key, number), "0" * 32, case.now, Stands.WENT, case.now), **changes
    )


def test_each_handing_over_of_a_letter_is_shown_with_how_it_stands_and_what_it_cost(
    case: CaseUnderTest, database: Database
) -> None:
    later = case.now + timedelta(days=9)
    first = her_sending(case, pages=2, pence=98, stands=Stands.RETURNED, stood_at=later, why="addressee-gone")
    keep(case, None, first, her_sending(case, 2, Way.SMTP, stands=Stands.REFUSED, pence=5, begun_at=later))
    letter = looked(case, database)
    assert letter.handed_over == (
        HandedOver(
            number=1,
            way=Way.NOTIFY_LETTER,
            stands=Stands.RETURNED,
            begun=case.now,
            went=case.now,
            stood=later,
            why="addressee-gone",
            pages=2,
            pence=98,
        ),
        HandedOver(
            number=2,
            way=Way.SMTP,
            stands=Stands.REFUSED,
            begun=later,
            went=case.now,
            stood=None,
            pence=0,
            why="",
            pages=0,
        ),
    )
    assert letter.pence == 98, "nobody pays for what nobody took"


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("changes", "stands", "paused", "waits"),
    [
        ({"status": NoticeStatus.SENT}, Stands.WENT, False, ""),
        ({"status": NoticeStatus.DELIVERED}, Stands.DELIVERED, False, ""),
        (
            {"status": NoticeStatus.SENDING},
            Stands.BEGUN,
            False,
            "it was handed over, and nobody knows yet whether it went",
        ),
        ({"status": NoticeStatus.WITHHELD}, Stands.WENT, False, "it is held back: it may not go now"),
        ({"status": NoticeStatus.BY_HAND}, Stands.FAILED, False, "somebody is to give it"),
        ({"status": NoticeStatus.QUEUED}, Stands.BEGUN, False, "it is about to go"),
        ({"status": NoticeStatus.QUEUED}, Stands.RETURNED, False, "it is about to go, by the next way"),
        (
            {"status": NoticeStatus.QUEUED, "next_try": HOUR},
            Stands.WENT,
            True,
            "nothing goes by Notify letter until Tue 03 Nov 2026 11:15 (daily limit)",
        ),
        (
            {"status": NoticeStatus.QUEUED, "next_try": HOUR},
            Stands.LATER,
            False,
            "it did not go by Notify letter (smtp-421), and is tried again Tue 03 Nov 2026 11:15",
        ),
        (
            {"status": NoticeStatus.QUEUED, "next_try": HOUR},
            Stands.RETURNED,
            False,
            "it did not go, and is tried again Tue 03 Nov 2026 11:15",
        ),
    ],
)
def test_why_a_letter_waits_is_said_in_words(
    case: CaseUnderTest, database: Database, changes: dict[str, Any], stands: Stands, *, paused: bool, waits: str
) -> None:
    if "next_try" in changes:
        changes = changes | {"next_try": case.now + HOUR}
    keep(case, her_letter(case, **changes), her_sending(case, stands=stands, why="smtp-421"))
    if paused:
        SqlLimits(database).pause(Way.NOTIFY_LETTER, case.now + HOUR, "daily limit")
    assert looked(case, database).waits == waits
    named = [notice.waits for notice in of_all(case, database).waiting if notice.notice.endswith(TO_THE_PERSON)]
    assert named == ([waits] if waits and changes["status"] is not NoticeStatus.WITHHELD else [])


def test_what_is_a_persons_names_them_and_what_to_do(case: CaseUnderTest, database: Database) -> None:
    case.accept("record_returned_post", changes={"came_back_on": "2026-11-03"})
    waits = looked(case, database).waits
    assert waits.startswith(
        "sw-1042 is to give it by Thu 05 Nov 2026 17:00. The letter to the person that the plan has come: the post"
    )
    whole = of_all(case, database)
    assert (whole.by_hand, whole.waiting[0].waits) == (1, waits)


def test_what_stands_still_for_a_fault_of_ours_says_so(case: CaseUnderTest, database: Database) -> None:
    keep(case, her_letter(case, status=NoticeStatus.QUEUED))
    case.keep_fault("deliver", "UnknownSchemeError")
    (fault,) = case.open_tasks()
    said = f"our software failed with this plan: complete the task {fault} once that is mended"
    assert looked(case, database).waits == said


def test_ways_are_counted_over_all_plans_with_what_they_cost(case: CaseUnderTest, database: Database) -> None:
    yesterday = case.now - timedelta(days=1)
    keep(
        case,
        None,
        her_sending(case, 2, pages=2, pence=98),
        her_sending(case, 3, pages=4, pence=120, stands=Stands.DELIVERED),
        her_sending(case, 4, pence=300, stands=Stands.REFUSED),
        her_sending(case, 5, begun_at=yesterday, pence=7),
        her_sending(case, 6, Way.NOTIFY_TEXT, reference=f"{sending_reference('k', 6)}t", pence=3),
    )
    whole = of_all(case, database)
    assert whole.by_way == (
        ByWay(way=Way.FOLDER, handed_over=2, stands={Stands.WENT: 2}, pages=0, pence=0),
        ByWay(
            way=Way.NOTIFY_LETTER,
            handed_over=3,
            stands={Stands.DELIVERED: 1, Stands.REFUSED: 1, Stands.WENT: 1},
            pages=6,
            pence=218,
        ),
        ByWay(way=Way.NOTIFY_TEXT, handed_over=1, stands={Stands.WENT: 1}, pages=0, pence=3),
    )
    assert (whole.pence, whole.first, whole.to_send, whole.by_hand, whole.held_back, whole.heard) == (
        221,
        date(2026, 11, 3),
        0,
        0,
        0,
        0,
    )


def test_no_more_are_named_than_were_asked_for_the_longest_wait_first(case: CaseUnderTest, database: Database) -> None:
    for hours in (3, 1, 2):
        another = CaseUnderTest(case.installation)
        another.now = case.now - hours * HOUR
        another.submit()
    whole = of_all(case, database, 3)
    assert whole.to_send == 6
    assert [round((case.now - notice.since) / HOUR) for notice in whole.waiting] == [3, 3, 2]
    assert NoticeKind.SUBMITTED in {notice.kind for notice in whole.waiting}


def test_what_operations_watch_is_counted(case: CaseUnderTest, database: Database) -> None:
    keep(case, her_letter(case, status=NoticeStatus.QUEUED))
    SqlLimits(database).pause(Way.NOTIFY_EMAIL, case.now + HOUR, "rate")
    SqlLimits(database).pause(Way.NOTIFY_TEXT, case.now - HOUR, "rate")
    staffs = sending_reference(f"{case.plan_id}/v1/awaiting_decision/tm-201/clare-submission-1", 1)
    take_receipt(database, Heard(staffs, Receipt.RETURNED, case.now, "poll"))
    with database.transaction() as session:
        now = counts(session, case.now + HOUR / 2)
    assert now.notices == {NoticeStatus.QUEUED: 1}
    assert now.longest_wait == HOUR / 2
    assert [(way.way, way.handed_over) for way in now.by_way] == [(Way.FOLDER, 2)]
    assert (now.paused, now.heard, now.tasks) == (frozenset({Way.NOTIFY_EMAIL}), 1, {})
    assert of_all(case, database).paused == (Paused(way=Way.NOTIFY_EMAIL, until=case.now + HOUR, why="rate"),)
