"""SHARE-5 · Concerns about copies, and what a line manager decides about them."""

import json
import re
from datetime import date

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.wording.document import Points
from countersign.wording.letters_about_copies import CopyDecided, CopyOfPlan, CopyToReturn
from countersign.wording.written_record import WrittenRecord
from tests.casework.cases import ready
from tests.casework.copies import (
    ABOUT_HER,
    DECLINED,
    IN_FULL,
    TO_HER,
    TODAY,
    Post,
    agreed_and_queued,
    copies_to,
    in_force,
    notices,
)
from tests.casework.people import happened, send
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

BACK_BY = date(2026, 11, 13)
"""Five working days from Friday 6 November."""

WITHHELD = NoticeStatus.WITHHELD


@pytest.mark.rule("SHARE-5", "TIME-1")
def test_a_concern_holds_the_copy_at_once_and_is_the_line_managers_with_a_clock(case: CaseUnderTest) -> None:
    agreed_and_queued(case)
    case.at("2026-11-06 09:05")
    case.accept("raise_concern")
    assert copies_to(case, "C1") == {"full": WITHHELD}
    (name,) = (name for name, kind in case.open_tasks().items() if kind is TaskKind.CONCERN)
    task = case.kept.tasks[name]
    assert (task.owner, task.due_at) == ("tm-201", case.clock("concern:C1").due)
    assert [notice.recipient for notice in notices(case, NoticeKind.QUESTION)] == ["tm-201"]
    assert copies_to(case, "P1") == {"full": NoticeStatus.QUEUED}, "which is about somebody else"


@pytest.mark.rule("SHARE-5", "SHARE-7", "SHARE-8")
def test_a_copy_that_was_held_back_goes_in_part_and_says_nothing_of_what_is_missing(case: CaseUnderTest) -> None:
    agreed_and_queued(case)
    case.accept("raise_concern")
    case.at("2026-11-09 11:00")
    determined = case.accept("decide_concern")
    assert determined.shares
    assert TaskKind.CONCERN not in case.open_tasks().values()
    assert "concern:C1" not in case.clocks()
    case.share()
    assert copies_to(case, "C1") == {"full": WITHHELD, "part:services": NoticeStatus.QUEUED}
    facts = case.letter("v1/copy/C1/part:services").facts
    assert isinstance(facts, CopyOfPlan)
    assert (facts.is_part, facts.sections_left_out) == (True, ())
    with case.installation.files.open(case.plan_id) as file:
        enclosed = b"".join(part.content for part in file.enclosed(f"{case.plan_id}/v1/copy/C1/part:services"))
    for word in (b"concern", b"risk", b"safeguard", b"shout", b"manager decided"):
        assert word not in enclosed.lower().replace(b"risks_and_contingency", b""), word
    assert happened(case).count(Happening.CONCERN_DECIDED) == 1
    assert not notices(case, NoticeKind.COPY_DECIDED), "nobody had asked: a carer has one by default"


@pytest.mark.rule("SHARE-5")
def test_in_full_it_goes_as_it_would_have_gone(case: CaseUnderTest) -> None:
    agreed_and_queued(case)
    case.accept("raise_concern")
    case.at("2026-11-09 11:00")
    case.accept("decide_concern", changes=IN_FULL)
    case.share()
    post = Post()
    send(case, post)
    assert [key for key in post.went if "/C1/" in key] == ["v1/copy/C1/full/2026-11-09"]


@pytest.mark.rule("SHARE-4", "SHARE-5", "SHARE-8")
def test_declining_is_explained_without_the_reason_or_a_name(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("request_copy", changes={"request.asked_on": "2026-11-05"})
    case.accept("raise_concern", changes=ABOUT_HER)
    case.share()
    assert copies_to(case, "asked-1") == {}
    said = case.accept("decide_concern", changes=TO_HER | DECLINED).answer.said
    assert said == ("asked-1: no copy: a manager decided that no copy is given, recorded 6 November 2026. [SHARE-5]",)
    case.share()
    assert copies_to(case, "asked-1") == {}
    (told,) = notices(case, NoticeKind.COPY_DECIDED)
    assert told.recipient == "person"
    letter = case.letter(told.key.partition("/")[2])
    assert letter.facts == CopyDecided(is_part=False, explained_by=BACK_BY)
    (explain,) = (task for task in case.kept.tasks.values() if task.kind is TaskKind.EXPLAIN)
    assert explain.due_at is not None
    assert explain.due_at.date() == date(2026, 11, 10), "before the person rings"


@pytest.mark.rule("SHARE-4", "SHARE-5")
@pytest.mark.parametrize(
    ("wanted", "allowed", "told"),
    [
        pytest.param([], ["services"], [True], id="a part of all of it"),
        pytest.param(["services"], ["services"], [], id="all that was wanted"),
        pytest.param(["services"], ["services", "budget"], [], id="more than was wanted"),
        pytest.param(["services", "budget"], ["services"], [True], id="a part of a part"),
        pytest.param(["budget"], ["services"], [False], id="nothing of what was wanted"),
    ],
)
def test_the_letter_says_what_goes_beside_what_the_person_wanted(
    case: CaseUnderTest, wanted: list[str], allowed: list[str], told: list[bool]
) -> None:
    in_force(case)
    part: Json = {"request.scope": "part", "request.sections": wanted} if wanted else {}
    case.accept("request_copy", changes={**TODAY, **part})
    case.accept("raise_concern", changes=ABOUT_HER)
    case.accept("decide_concern", changes={**TO_HER, "decided.outcome": "in_part", "decided.sections": allowed})

    letters = [case.letter(letter.key.partition("/")[2]).facts for letter in notices(case, NoticeKind.COPY_DECIDED)]
    assert [facts.is_part for facts in letters if isinstance(facts, CopyDecided)] == told
    assert [kind for kind in case.open_tasks().values() if kind is TaskKind.EXPLAIN] == [TaskKind.EXPLAIN] * len(told)


ABOUT_P1: Json = {"concern.recipient": "P1"}
NONE: list[bool] = []
A_PART: Json = {}


@pytest.mark.rule("SHARE-5", "SHARE-9")
@pytest.mark.parametrize(
    ("decided", "had_gone", "is_part"),
    [
        pytest.param([DECLINED], [True], [False], id="it had gone, and is declined"),
        pytest.param([A_PART], [True], [True], id="it had gone, and a part may stay"),
        pytest.param([IN_FULL], NONE, NONE, id="it had gone, and stays"),
    ],
)
def test_of_a_copy_that_had_gone_the_person_is_told_that_it_was_asked_back(
    in_memory: CaseUnderTest, decided: list[Json], had_gone: list[bool], is_part: list[bool]
) -> None:
    case = in_memory
    in_force(case)
    case.accept("raise_concern", changes=ABOUT_P1)
    for said in decided:
        case.accept("decide_concern", changes={"decided.recipient": "P1"} | said)
    letters = [case.letter(letter.key.partition("/")[2]).facts for letter in notices(case, NoticeKind.COPY_DECIDED)]
    told = [facts for facts in letters if isinstance(facts, CopyDecided)]
    assert ([facts.had_gone for facts in told], [facts.is_part for facts in told]) == (had_gone, is_part)


@pytest.mark.rule("SHARE-5", "SHARE-9")
def test_one_that_came_back_before_the_person_asked_again_had_not_gone(in_memory: CaseUnderTest) -> None:
    case = in_memory
    in_force(case)
    case.accept("raise_concern", changes=ABOUT_P1)
    case.accept("decide_concern", changes={"decided.recipient": "P1"} | DECLINED)
    case.accept("complete_task", changes={"task": "back:v1/copy/P1/full"})
    case.at("2026-11-20 10:00")
    again: Json = {"request.recipient": "P1", "request.whom": None, "request.asked_on": "2026-11-20"}
    case.accept("request_copy", changes=again)
    case.accept("decide_concern", changes={"decided.recipient": "P1"} | DECLINED)
    letters = [case.letter(letter.key.partition("/")[2]).facts for letter in notices(case, NoticeKind.COPY_DECIDED)]
    assert [facts.had_gone for facts in letters if isinstance(facts, CopyDecided)] == [True, False]


@pytest.mark.rule("SHARE-1", "SHARE-5")
@pytest.mark.parametrize(
    ("decided", "explains"),
    [
        pytest.param(DECLINED, 1, id="declined"),
        pytest.param({}, 1, id="in part"),
        pytest.param(IN_FULL, 0, id="in full"),
    ],
)
def test_a_carers_usual_copy_is_explained_though_no_letter_goes(
    in_memory: CaseUnderTest, decided: Json, explains: int
) -> None:
    case = in_memory
    in_force(case)
    case.accept("raise_concern")
    case.accept("decide_concern", changes=decided)
    asked = [name for name, kind in case.open_tasks().items() if kind is TaskKind.EXPLAIN]
    assert [name.startswith("explain:C1:") for name in asked] == [True] * explains
    assert not notices(case, NoticeKind.COPY_DECIDED)


@pytest.mark.rule("SHARE-2", "SHARE-5")
def test_what_the_person_refused_needs_no_explaining(in_memory: CaseUnderTest) -> None:
    case = in_memory
    in_force(case)
    case.accept("raise_concern")
    none: Json = {"sharing.recipient": "C1", "sharing.scope": "none", "sharing.sections": []}
    case.accept("record_consent", changes=none | {"sharing.decided_on": "2026-11-06"})
    assert TaskKind.EXPLAIN not in case.open_tasks().values()


@pytest.mark.rule("SHARE-5", "SHARE-9")
def test_a_concern_about_a_copy_that_went_asks_for_it_back_once_it_is_declined(case: CaseUnderTest) -> None:
    in_force(case)
    assert copies_to(case, "C1") == {"full": NoticeStatus.SENT}
    case.accept("raise_concern")
    assert not notices(case, NoticeKind.COPY_TO_RETURN), "nothing is decided yet"
    case.accept("decide_concern", changes=DECLINED)
    (back,) = notices(case, NoticeKind.COPY_TO_RETURN)
    assert case.letter(back.key.partition("/")[2]).facts == CopyToReturn(
        sent_on=date(2026, 11, 5), is_part=False, back_by=BACK_BY
    )


def read_by(case: CaseUnderTest, person: str) -> dict[str, str | None]:
    """What somebody was told beside the plan's own state, each with the day by which they are to act."""
    keys = [notice.key for notice in notices(case, NoticeKind.OUTCOME) if notice.recipient == person]
    with case.installation.files.open(case.plan_id) as file:
        said = [json.loads(file.enclosed(key)[0].content) for key in keys]
    return {told["task"]: told["due_on"] for told in said if told["status"] in ("concern_decided", "copy_asked_back")}


DECIDED, BACK = (
    "The concern about the copy for {} is decided: {}.",
    "{}: asked to return or destroy a copy that may not",
)
EXPLAIN = "A task for you: explain to the person what was decided about a copy, due by 10 November 2026."
EXPLAIN_AND_BACK = (
    "2 tasks for you: explain to the person what was decided about a copy; find out whether a copy was returned or "
    "destroyed, the first due by 10 November 2026."
)


@pytest.mark.rule("SHARE-5", "SHARE-9", "TELL-6")
@pytest.mark.parametrize("raised_by", ["sw-1042", "sm-31"])
@pytest.mark.parametrize(
    ("recipient", "outcome", "told"),
    [
        pytest.param(
            "C1",
            DECLINED,
            {
                DECIDED.format("C1", "declined"): "2026-11-10",
                f"{BACK.format('C1')} be shared. {EXPLAIN_AND_BACK}": "2026-11-13",
            },
            id="declined: it is to be back by then",
        ),
        pytest.param("C1", IN_FULL, {DECIDED.format("C1", "in full"): None}, id="in full: nothing is asked"),
        pytest.param(
            "asked-1",
            DECLINED,
            {f"{DECIDED.format('asked-1', 'declined')} {EXPLAIN}": "2026-11-10"},
            id="declined, and asked for: it is to be explained by then",
        ),
    ],
)
def test_the_practitioner_and_who_raised_it_read_the_outcome_and_that_it_was_asked_back(
    case: CaseUnderTest, raised_by: str, recipient: str, outcome: Json, told: dict[str, str | None]
) -> None:
    """The day is that of the task that the notice is about, which is the practitioner's."""
    in_force(case)
    if recipient == "asked-1":
        case.accept("request_copy", changes=TODAY)
    case.accept("raise_concern", changes={"sent_by.id": raised_by, "concern.recipient": recipient})
    case.accept("decide_concern", changes=outcome | {"decided.recipient": recipient})
    assert read_by(case, "sw-1042") == told
    without_the_tasks = {re.sub(r" (A|2) tasks? for you: .*", "", words) for words in told}
    assert set(read_by(case, raised_by)) == (set(told) if raised_by == "sw-1042" else without_the_tasks)
    assert raised_by == "sw-1042" or set(read_by(case, raised_by).values()) == {None}


@pytest.mark.rule("SHARE-5", "WHO-1")
@pytest.mark.parametrize(
    ("raised_by", "sender", "is_taken"),
    [
        pytest.param("sw-1042", "tm-201", True, id="the line manager"),
        pytest.param("tm-201", "tm-201", False, id="who raised it"),
        pytest.param("sw-1042", "sm-31", True, id="one person up"),
        pytest.param("sw-1042", "sw-1042", False, id="the practitioner"),
    ],
)
def test_who_may_decide_a_concern(case: CaseUnderTest, raised_by: str, sender: str, is_taken: bool) -> None:
    in_force(case)
    case.accept("raise_concern", changes={"sent_by.id": raised_by})
    answer = case.consider("decide_concern", changes={"sent_by.id": sender}).answer
    assert answer.accepted is is_taken
    assert is_taken or answer.code is Refusal.NO_AUTHORITY


WHOEVER_DECIDES = ("tm-201", "sm-31", "hs-1")


@pytest.mark.rule("SHARE-5", "WHO-1")
def test_one_that_all_who_decide_have_raised_is_decided_by_whoever_only_said_it_again(in_memory: CaseUnderTest) -> None:
    case = in_memory
    in_force(case)
    for sender in WHOEVER_DECIDES:
        case.accept("raise_concern", changes={"sent_by.id": sender})
    case.at("2026-11-09 11:00")
    first, *others = (case.consider("decide_concern", changes={"sent_by.id": by}).answer for by in WHOEVER_DECIDES)
    assert first.code is Refusal.NO_AUTHORITY
    assert others[0].accepted
    assert "concern:C1" not in case.clocks()


@pytest.mark.rule("SHARE-5", "TELL-8")
def test_a_mark_that_was_lifted_is_not_the_first_that_was_raised(in_memory: CaseUnderTest) -> None:
    case = in_memory
    in_force(case)
    mark: Json = {"mark.about": "C1", "mark.kind": "somebody_who_is_a_risk"}
    case.accept("record_safeguarding", changes=mark | {"sent_by.id": "sw-1042"})
    case.accept("raise_concern", changes={"sent_by.id": "tm-201"})
    case.accept("record_safeguarding", changes=mark | {"mark.is_lifted": True, "sent_by.id": "sm-31"})
    case.at("2026-11-09 11:00")
    assert case.consider("decide_concern", changes={"sent_by.id": "tm-201"}).answer.code is Refusal.NO_AUTHORITY
    case.accept("decide_concern", changes={"sent_by.id": "sm-31"})


@pytest.mark.rule("SHARE-5", "TELL-8")
def test_a_mark_that_all_who_lift_marks_have_put_is_lifted_by_whoever_only_put_it_again(
    in_memory: CaseUnderTest,
) -> None:
    case = in_memory
    in_force(case)
    mark: Json = {"mark.about": "person", "mark.kind": "address_not_safe"}
    for sender in WHOEVER_DECIDES:
        case.accept("record_safeguarding", changes=mark | {"sent_by.id": sender})
    case.at("2026-11-09 11:00")
    lift = mark | {"mark.is_lifted": True}
    first, *others = (
        case.consider("record_safeguarding", changes=lift | {"sent_by.id": by}).answer for by in WHOEVER_DECIDES
    )
    assert first.code is Refusal.NO_AUTHORITY
    assert others[0].accepted


@pytest.mark.rule("SHARE-5", "TELL-8", "END")
def test_a_mark_once_the_plan_has_left_asks_nobody_to_decide_what_cannot_go(in_memory: CaseUnderTest) -> None:
    case = in_memory
    in_force(case)
    case.at("2026-11-10 10:00")
    case.accept("end")
    case.accept("record_safeguarding", changes={"mark.about": "C1", "mark.kind": "somebody_who_is_a_risk"})
    assert "concern:C1" not in case.clocks()
    assert TaskKind.CONCERN not in case.open_tasks().values()


@pytest.mark.rule("SHARE-5", "TIME-2")
def test_raised_by_the_line_manager_it_is_put_to_the_next_person_who_did_not(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("raise_concern", changes={"sent_by.id": "tm-201"})
    assert case.clock("concern:C1").owner == "team_manager"


@pytest.mark.rule("SHARE-5")
def test_nothing_is_decided_where_there_is_no_concern(case: CaseUnderTest) -> None:
    in_force(case)
    assert case.consider("decide_concern").answer.code is Refusal.NOT_NOW


@pytest.mark.rule("SHARE-4", "SHARE-5")
def test_asked_for_again_after_it_was_declined_it_is_looked_at_again(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    case.accept("raise_concern", changes=ABOUT_HER)
    case.accept("decide_concern", changes=TO_HER | DECLINED)
    case.at("2026-11-20 10:00")
    case.accept("request_copy", changes={"request.asked_on": "2026-11-20"})
    assert "concern:asked-1" in case.clocks()
    case.accept("decide_concern", changes=TO_HER | IN_FULL)
    case.share()
    assert copies_to(case, "asked-1") == {"full": NoticeStatus.QUEUED}


@pytest.mark.rule("SHARE-5", "TIME-1")
def test_the_clock_of_a_concern_goes_on_as_the_plan_moves_on_and_ends_when_it_leaves(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("raise_concern")
    due = case.clock("concern:C1").due
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert case.clock("concern:C1").due == due
    assert copies_to(case, "C1") == {}
    case.at("2026-11-10 10:00")
    case.accept("end")
    assert "concern:C1" not in case.clocks()
    assert TaskKind.CONCERN not in case.open_tasks().values()


@pytest.mark.rule("SHARE-6")
def test_what_was_decided_about_one_daughter_lets_no_other_have_it(case: CaseUnderTest) -> None:
    """C1 is somebody else in version 2, or has a new name that nobody told us of: a manager is asked once more."""
    ready.returned(case)
    case.accept("raise_concern")
    case.accept("decide_concern", changes=DECLINED)
    assert "concern:C1" not in case.clocks()
    case.at("2026-11-10 10:00")
    case.accept("resubmit", "clare-3-resubmission", {"plan.carers.0.name": "Ruth Ellison"})
    assert "concern:C1" in case.clocks()
    case.at("2026-11-13 10:00")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert copies_to(case, "C1") == {}


# SHARE-9: who has one


def records_of(case: CaseUnderTest) -> dict[str, WrittenRecord]:
    """The record that each has, by their reference."""
    return {
        key.split("/")[3]: WrittenRecord.model_validate_json(part.content)
        for key, files in case.kept.enclosed.items()
        for part in files
        if part.name == "record.html"
    }


@pytest.mark.rule("SHARE-9", "SHARE-5")
@pytest.mark.parametrize(
    ("is_held", "named"),
    [
        (False, ("Northbridge Home Care: all of it", "Ruth Marlow: all of it")),
        (True, ("Northbridge Home Care: all of it",)),
    ],
)
def test_the_persons_record_names_whoever_has_a_copy_and_nobody_whose_copy_is_held(
    case: CaseUnderTest, is_held: bool, named: tuple[str, ...]
) -> None:
    ready.submitted(case)
    case.at("2026-11-06 09:00")
    if is_held:
        case.accept("raise_concern")
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()
    person, *others = (record for _, record in sorted(records_of(case).items(), key=lambda item: item[0] != "person"))
    (part,) = (part for part in person.parts if part.heading == "Who has a copy of your plan")
    assert sorted(item for block in part.blocks if isinstance(block, Points) for item in block.items) == list(named)
    assert person.to_send_back is not None
    assert len(others) == len(named)
    for record in others:
        assert record.to_send_back is None
        assert "Who has a copy of your plan" not in [part.heading for part in record.parts]
