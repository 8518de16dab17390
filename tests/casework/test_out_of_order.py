"""SHARE-5, SHARE-6, TELL-8, AMEND-2 · Messages that come late or in another order than they were sent.

Each row comes in a pair: sent a minute before what it would undo, and a minute after.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from countersign.careplan.circumstances import SafeguardingKind
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.copies import copies_to
from tests.casework.people import happened, marked
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

MINUTE = timedelta(minutes=1)
Story = Callable[[CaseUnderTest], None]

LIFTED: Json = {"mark.is_lifted": True, "sent_by.id": "tm-201"}
IN_FULL: Json = {"decided.outcome": "in_full", "decided.sections": []}
DECLINED: Json = {"decided.outcome": "declined", "decided.sections": []}


def a_mark(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.at("2026-11-05 11:00")
    case.accept("record_safeguarding")


def a_mark_put_again_with_an_earlier_hour(case: CaseUnderTest) -> None:
    a_mark(case)
    case.accept("record_safeguarding", changes={"sent_at": (case.now - 5 * MINUTE).isoformat()})


def a_mark_in_the_plan(case: CaseUnderTest) -> None:
    case.at("2026-11-05 11:00")
    case.submit(changes=marked("C1", SafeguardingKind.SOMEBODY_WHO_IS_A_RISK))


def a_concern(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.at("2026-11-05 11:00")
    case.accept("raise_concern")


def a_second_concern_after_one_that_was_declined(case: CaseUnderTest) -> None:
    a_concern(case)
    case.at("2026-11-05 11:30")
    case.accept("decide_concern", changes=DECLINED)
    case.at("2026-11-05 12:00")
    case.accept("raise_concern")


def declined_and_then_an_earlier_concern_comes(case: CaseUnderTest) -> None:
    a_concern(case)
    case.at("2026-11-05 12:00")
    case.accept("decide_concern", changes=DECLINED)
    case.accept("raise_concern", changes={"sent_at": (case.now - 5 * MINUTE).isoformat()})


ROWS = [
    pytest.param(a_mark, "record_safeguarding", LIFTED, id="a mark is lifted"),
    pytest.param(a_mark_put_again_with_an_earlier_hour, "record_safeguarding", LIFTED, id="one that was put twice"),
    pytest.param(a_mark_in_the_plan, "record_safeguarding", LIFTED, id="one that the plan states"),
    pytest.param(a_mark, "decide_concern", IN_FULL, id="a mark is decided about"),
    pytest.param(a_mark_in_the_plan, "decide_concern", IN_FULL, id="one that the plan states is decided about"),
    pytest.param(a_concern, "decide_concern", IN_FULL, id="a concern is decided"),
    pytest.param(
        a_second_concern_after_one_that_was_declined, "decide_concern", IN_FULL, id="a second concern is decided"
    ),
    pytest.param(
        declined_and_then_an_earlier_concern_comes, "decide_concern", IN_FULL, id="what was declined is decided again"
    ),
    pytest.param(ready.amended, "withdraw_amendment", {}, id="an amended plan is taken back"),
    pytest.param(
        ready.amendment_asked,
        "withdraw_amendment",
        {"request": "ask-for-amendment-message-1"},
        id="a request is taken back",
    ),
    pytest.param(ready.amendment_asked_by_her_daughter, "record_amendment_view", {}, id="the person is consulted"),
    pytest.param(ready.amendment_asked, "answer_amendment", {}, id="a request is answered"),
    pytest.param(ready.amendment_agreed, "submit_amendment", {}, id="an amended plan comes"),
    pytest.param(ready.review_asked_for, "decline_review", {}, id="a review is declined"),
]


@pytest.mark.rule("SHARE-5", "TELL-8", "AMEND-2")
@pytest.mark.parametrize(("story", "name", "changes"), ROWS)
def test_nothing_undoes_what_was_said_after_it(case: CaseUnderTest, story: Story, name: str, changes: Json) -> None:
    story(case)
    said = case.now
    case.now += 30 * MINUTE
    before = case.kept

    answer = case.consider(name, changes=changes | _sent(said - MINUTE)).answer

    assert (answer.code, [reason.partition(":")[0] for reason in answer.reasons]) == (Refusal.NOT_NOW, ["sent_at"])
    assert case.kept.about_copies == before.about_copies
    assert case.consider(name, changes=changes | _sent(said + MINUTE)).answer.accepted


@pytest.mark.rule("AMEND-1")
def test_nothing_is_answered_before_the_person_was_consulted(in_memory: CaseUnderTest) -> None:
    case = in_memory
    ready.amendment_asked_by_her_daughter(case)
    case.now += 30 * MINUTE
    said = case.now
    case.accept("record_amendment_view")
    case.now += 30 * MINUTE
    assert case.consider("answer_amendment", changes=_sent(said - MINUTE)).answer.code is Refusal.NOT_NOW
    case.accept("answer_amendment", changes=_sent(said + MINUTE))


@pytest.mark.rule("TELL-8")
def test_a_mark_from_a_clock_that_is_fast_counts_from_when_it_came(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.at("2026-11-05 11:00")
    case.accept("record_safeguarding", changes=_sent(case.now + 15 * MINUTE))
    case.now += MINUTE
    case.accept("record_safeguarding", changes=LIFTED)


# Of two of one day the later one


def _contact(street: str) -> Json:
    return {"about": "C1", "contact.address": [street, "Northbridge"], "decided_on": "2026-11-05"}


def _represented_by(name: str) -> Json:
    return {"representative.name": name, "decided_on": "2026-11-05"}


def _consent(*sections: str) -> Json:
    part: Json = {"sharing.scope": "part", "sharing.sections": list(sections)}
    return {"sharing.recipient": "C1", "sharing.decided_on": "2026-11-05", **part}


def _street(case: CaseUnderTest) -> str:
    assert case.kept.state is not None
    assert case.kept.state.people_since is not None
    return case.kept.state.people_since.contacts[0].contact.address[0]


def _acts(case: CaseUnderTest) -> str:
    assert case.kept.state is not None
    assert case.kept.state.people_since is not None
    said = case.kept.state.people_since.representative
    assert said is not None
    assert said.representative is not None
    return said.representative.name


OF_ONE_DAY = [
    pytest.param("change_contact", _contact("1 Old Row"), _contact("2 New Row"), _street, "2 New Row", id="a contact"),
    pytest.param(
        "change_representative", _represented_by("Una Old"), _represented_by("Ned New"), _acts, "Ned New", id="who acts"
    ),
]


@pytest.mark.rule("TELL-8")
@pytest.mark.parametrize("in_order", [True, False], ids=["in order", "in another order"])
@pytest.mark.parametrize(("name", "first", "second", "stands", "what"), OF_ONE_DAY)
def test_of_two_that_were_decided_on_one_day_the_one_said_later_stands(
    case: CaseUnderTest,
    name: str,
    first: Json,
    second: Json,
    stands: Callable[[CaseUnderTest], str],
    what: str,
    *,
    in_order: bool,
) -> None:
    ready.submitted(case)
    case.at("2026-11-05 15:00")
    sent = [first | _sent(case.now - 120 * MINUTE), second | _sent(case.now - MINUTE)]
    for changes in sent if in_order else reversed(sent):
        case.accept(name, changes=changes)
    assert stands(case) == what
    assert (Happening.SOMETHING_LATER_STANDS in happened(case)) is not in_order


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize("in_order", [True, False], ids=["in order", "in another order"])
def test_of_two_parts_that_were_agreed_on_one_day_the_one_said_later_goes(
    case: CaseUnderTest, *, in_order: bool
) -> None:
    ready.submitted(case)
    case.at("2026-11-05 15:00")
    wider, narrower = _consent("services", "needs"), _consent("services")
    sent = [wider | _sent(case.now - 120 * MINUTE), narrower | _sent(case.now - MINUTE)]
    for changes in sent if in_order else reversed(sent):
        case.accept("record_consent", changes=changes)
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()
    assert list(copies_to(case, "C1")) == ["part:services"]


def _sent(moment: datetime) -> Json:
    return {"sent_at": moment.isoformat()}
