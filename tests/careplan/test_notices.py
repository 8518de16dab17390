"""TELL · What makes two notices the same, to whom each kind goes, and the one table of a notice's life."""

import itertools

import pytest

from countersign.careplan.notices import (
    NOTICE_STEPS,
    PERSON,
    TO_HOLDERS_OF_COPIES,
    TO_STAFF,
    TO_THE_ADVOCATE,
    TO_THE_PERSON,
    TOLD,
    UNSENT,
    NoticeEvent,
    NoticeKind,
    NoticeStatus,
    after,
    can,
    notice_key,
)
from tests.support.builders import plan_json
from tests.support.tables import drawn, what_can_happen

PLAN, OTHER = plan_json()["plan_id"], "9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5"


@pytest.mark.rule("TELL-1", "TELL-2", "TELL-3")
def test_a_key_is_spelt_out_and_does_not_change() -> None:
    assert notice_key(PLAN, 2, NoticeKind.RETURNED, PERSON) == f"{PLAN}/v2/returned/person"
    assert notice_key(PLAN, 1, NoticeKind.REMINDER, "tm-201", "20261123") == f"{PLAN}/v1/reminder/tm-201/20261123"


@pytest.mark.rule("TELL-1", "TELL-2", "TELL-3")
def test_different_notices_have_different_keys() -> None:
    parts = itertools.product(
        [PLAN, OTHER], [1, 2, 11, 12], NoticeKind, [PERSON, "C1", "P1", "tm-201", "team_manager"], ["", "2026-11-23"]
    )
    keys = [notice_key(*notice) for notice in parts]
    assert len(set(keys)) == len(keys)


def test_every_kind_goes_to_the_person_to_staff_to_their_advocate_or_with_a_copy() -> None:
    groups = (TO_THE_PERSON, TO_HOLDERS_OF_COPIES, TO_THE_ADVOCATE, TO_STAFF)
    assert frozenset(NoticeKind) == TO_THE_PERSON | TO_HOLDERS_OF_COPIES | TO_THE_ADVOCATE | TO_STAFF
    assert sum(map(len, groups)) == len(NoticeKind)
    in_order = [number for kind in NoticeKind for number, group in enumerate(groups) if kind in group]
    assert in_order == sorted(in_order), "first what goes to the person, then what goes with a copy, then the rest"


# The life of a notice


THE_TABLE = """
queued    taken         sending
sending   taken         sending
queued    went          sent
sending   went          sent
queued    failed        queued
sending   failed        queued
queued    broke_off     sending
sending   broke_off     sending
queued    given_up      by_hand
sending   given_up      by_hand
by_hand   given         sent
queued    held_back     withheld
sending   held_back     withheld
by_hand   held_back     withheld
withheld  queued_again  queued
withheld  for_a_person  by_hand
queued    for_a_person  by_hand
by_hand   queued_again  queued
queued    arrived       delivered
sending   arrived       delivered
sent      arrived       delivered
by_hand   arrived       delivered
queued    came_back     queued
sending   came_back     queued
sent      came_back     queued
delivered came_back     queued
"""
"""Before, event, after: as somebody in the post room would draw it."""

EXPECTED = drawn(THE_TABLE, NoticeStatus, NoticeEvent)


@pytest.mark.rule("TELL-5")
def test_what_is_in_the_table_happens_and_nothing_else_can() -> None:
    assert what_can_happen(NoticeStatus, NoticeEvent, can, after) == EXPECTED


def test_each_row_stands_once() -> None:
    assert len({(row.before, row.event) for row in NOTICE_STEPS}) == len(NOTICE_STEPS) == len(EXPECTED)


def statuses_in_which(*events: NoticeEvent) -> set[NoticeStatus]:
    """The statuses in which any of these may happen."""
    return {status for status in NoticeStatus if any(can(status, event) for event in events)}


@pytest.mark.rule("TELL-5")
def test_what_was_sent_stays_sent_unless_it_comes_back() -> None:
    assert statuses_in_which(NoticeEvent.CAME_BACK) == {*UNSENT, *TOLD}
    assert [event for event in NoticeEvent if can(NoticeStatus.DELIVERED, event)] == [NoticeEvent.CAME_BACK]
    assert {event for event in NoticeEvent if can(NoticeStatus.SENT, event)} == {
        NoticeEvent.ARRIVED,
        NoticeEvent.CAME_BACK,
    }


@pytest.mark.rule("TELL-5")
def test_only_what_is_still_to_be_sent_is_handed_over() -> None:
    of_handing_over = (NoticeEvent.TAKEN, NoticeEvent.WENT, NoticeEvent.FAILED, NoticeEvent.BROKE_OFF)
    assert statuses_in_which(*of_handing_over, NoticeEvent.GIVEN_UP) == set(UNSENT)


@pytest.mark.rule("END", "SHARE-6")
def test_whatever_has_not_gone_can_be_held_back_and_what_is_held_back_can_go_after_all() -> None:
    not_gone = {*UNSENT, NoticeStatus.BY_HAND}
    assert statuses_in_which(NoticeEvent.HELD_BACK) == not_gone
    assert NoticeStatus.WITHHELD in statuses_in_which(NoticeEvent.QUEUED_AGAIN)
    assert NoticeStatus.WITHHELD in statuses_in_which(NoticeEvent.FOR_A_PERSON)


@pytest.mark.rule("TELL-8")
def test_what_waits_can_become_a_persons_and_what_is_theirs_ours_but_not_what_is_being_handed_over() -> None:
    waits = {NoticeStatus.WITHHELD, NoticeStatus.QUEUED}
    assert statuses_in_which(NoticeEvent.FOR_A_PERSON) == waits
    assert statuses_in_which(NoticeEvent.QUEUED_AGAIN) == {NoticeStatus.WITHHELD, NoticeStatus.BY_HAND}


@pytest.mark.rule("TELL-5")
def test_a_notice_ends_with_having_gone_or_being_held_back_by_way_of_a_person_if_need_be() -> None:
    assert {row.before for row in NOTICE_STEPS if row.after is NoticeStatus.SENT} == {*UNSENT, NoticeStatus.BY_HAND}
    assert statuses_in_which(NoticeEvent.GIVEN) == {NoticeStatus.BY_HAND}
    reached, more = {NoticeStatus.QUEUED}, True
    while more:
        following = {row.after for row in NOTICE_STEPS if row.before in reached}
        more, reached = not following <= reached, reached | following
    assert reached == set(NoticeStatus)
