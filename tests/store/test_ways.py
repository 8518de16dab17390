"""TELL-5 · What every worker keeps to: pauses, how many go a minute, who follows; and receipts. On both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.ways import Heard, Receipt, Stands, Way
from countersign.casework.changes import Changes
from countersign.store.receipts import (
    Receipted,
    Taken,
    followed_to_the_end,
    plans_still_followed,
    take_receipt,
    to_ask_about,
    to_be_considered,
)
from countersign.store.ways import SqlLimits, take_lease
from tests.store.values import NOTICE, PLAN, SENDING
from tests.support.installations import InDatabase

NOW = datetime(2026, 11, 3, 9, 0, 30, tzinfo=UTC)
LASTS = timedelta(minutes=3)

pytestmark = pytest.mark.rule("TELL-5")


def test_a_pause_that_one_worker_says_all_keep_to_and_a_shorter_one_does_not_end_it(filled: InDatabase) -> None:
    one, another = SqlLimits(filled.database), SqlLimits(filled.database)
    midnight = NOW + timedelta(hours=15)
    one.pause(Way.NOTIFY_LETTER, midnight, "daily limit")
    another.pause(Way.NOTIFY_LETTER, NOW + timedelta(minutes=1), "rate")
    assert one.paused()[Way.NOTIFY_LETTER] == another.paused()[Way.NOTIFY_LETTER] == midnight


def test_two_workers_at_once_send_no_more_a_minute_than_may_go(filled: InDatabase) -> None:
    workers = [SqlLimits(filled.database), SqlLimits(filled.database)]

    def takes(number: int) -> bool:
        return workers[number % 2].may_go(Way.NOTIFY_EMAIL, NOW, 10)

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(takes, range(24)))
    assert sum(taken) == 10
    assert workers[0].may_go(Way.NOTIFY_EMAIL, NOW + timedelta(minutes=1), 10), "the next minute has places"
    assert workers[0].may_go(Way.NOTIFY_TEXT, NOW, 10), "each way has its own"


def test_one_worker_at_a_time_follows_and_another_takes_over_once_it_has_stopped(filled: InDatabase) -> None:
    name = "following in a test"

    def takes(holder: str, minutes: int) -> bool:
        return take_lease(filled.database, name, holder, NOW + timedelta(minutes=minutes), LASTS)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(takes, "abcd", [0] * 4)) == 1
    first = next(holder for holder in "abcd" if takes(holder, 1))
    other = next(holder for holder in "abcd" if holder != first)
    assert (takes(other, 3), takes(first, 3), takes(other, 5), takes(other, 6)) == (False, True, False, True)


def test_a_receipt_is_kept_once_and_one_of_nobodys_sending_is_not(filled: InDatabase) -> None:
    heard = Heard(SENDING.reference, Receipt.RETURNED, NOW, "callback", "x" * 80, 98)
    ours = Receipted(Taken.NEW, PLAN, NOTICE.workflow)
    assert take_receipt(filled.database, heard) == ours
    assert take_receipt(filled.database, heard._replace(at=NOW + LASTS)) == ours._replace(taken=Taken.KNOWN)
    assert take_receipt(filled.database, heard._replace(reference="cs-0-1")) == Receipted(Taken.UNKNOWN)
    assert to_be_considered(filled.database) == [(PLAN, NOTICE.workflow)]
    with filled.files.open(PLAN) as file:
        assert file.heard(NOTICE.workflow) == (heard._replace(why="x" * 60),)
        assert file.heard(Workflow.PLAN if NOTICE.workflow is Workflow.INTERIM else Workflow.INTERIM) == ()
        file.keep(Changes(considered={(heard.reference, heard.what): NOW}))
    assert to_be_considered(filled.database) == []
    with filled.files.open(PLAN) as file:
        assert file.heard(NOTICE.workflow) == ()


def test_what_went_long_ago_is_at_its_end_and_nobody_is_asked_about_it_any_more(filled: InDatabase) -> None:
    went = replace(SENDING, stands=Stands.WENT, begun_at=NOW, went_at=NOW)
    with filled.files.open(PLAN) as file:
        file.keep(Changes(sendings={went.reference: went}))
    (asked,) = to_ask_about(filled.database, went.way, 10)
    assert asked == (went.reference, went.their_reference, NOW)
    assert plans_still_followed(filled.database, NOW) == []
    later = NOW + timedelta(days=16)
    before = later - timedelta(days=15)
    assert plans_still_followed(filled.database, before) == [PLAN]
    assert followed_to_the_end(filled.database, [PLAN], before, later) == 1
    assert to_ask_about(filled.database, went.way, 10) == []
    with filled.files.open(PLAN) as file:
        (kept,) = file.sendings()
    assert (kept.stands, kept.stood_at) == (Stands.UNKNOWN, later)
