"""END, TELL-8, SHARE-5, SHARE-9 · Who had a copy and is not told by letter that the plan ends: a person sees to it."""

import pytest

from countersign.careplan.circumstances import SafeguardingKind
from countersign.casework.kept import TaskKind
from countersign.wording.letters import NoLongerInForce
from tests.casework.copies import DECLINED, IN_FULL, agreed_and_queued, in_force
from tests.casework.people import BY_HAND, QUEUED, SENT, WITHHELD, Post, notice, send
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

TO_HER_DAUGHTER = "v1/no_longer_in_force/C1"
TO_THE_AGENCY = "v1/no_longer_in_force/P1"

AHEAD: Json = {"ending.from_day": "2026-12-01"}

NO_MORE: Json = {"sharing.scope": "none", "sharing.sections": [], "sharing.decided_on": "2026-11-06"}

AGAIN: Json = {"sharing.scope": "full", "sharing.sections": [], "sharing.decided_on": "2026-11-09"}

MARK, CONCERN, DECIDED, CONSENT = "record_safeguarding", "raise_concern", "decide_concern", "record_consent"

Said = tuple[str, Json]
RISK: Said = (MARK, {})
UNSAFE: Said = (MARK, {"mark.kind": SafeguardingKind.ADDRESS_NOT_SAFE.value})
RAISED: Said = (CONCERN, {})
DECIDED_IN_FULL: Said = (DECIDED, IN_FULL)
DECIDED_AGAINST: Said = (DECIDED, DECLINED)
WITHDRAWN: Said = (CONSENT, NO_MORE)
RETURNED: Said = ("complete_task", {"task": "back:v1/copy/P1/full"})

MARKED, BACK = "speak:C1:marked", "speak:P1:asked-back"

ROWS = [
    pytest.param([RISK], TO_HER_DAUGHTER, WITHHELD, MARKED, id="marked as a risk"),
    pytest.param([RISK, DECIDED_IN_FULL], TO_HER_DAUGHTER, WITHHELD, MARKED, id="the mark stands, decided or not"),
    pytest.param([RAISED], TO_HER_DAUGHTER, WITHHELD, MARKED, id="under an open concern"),
    pytest.param([UNSAFE], TO_HER_DAUGHTER, BY_HAND, "", id="where it is not safe to write, it is given by hand"),
    pytest.param([WITHDRAWN], TO_THE_AGENCY, WITHHELD, BACK, id="asked to return it"),
    pytest.param([WITHDRAWN], TO_HER_DAUGHTER, QUEUED, "", id="which is about nobody else"),
]


DECIDED_BEFORE = [
    pytest.param([RAISED, DECIDED_IN_FULL], TO_HER_DAUGHTER, QUEUED, "", id="a concern that was decided in full"),
    pytest.param([RAISED, DECIDED_AGAINST], TO_HER_DAUGHTER, WITHHELD, "speak:C1:asked-back", id="declined"),
]
DECIDED_AFTER = [
    pytest.param([RAISED, DECIDED_IN_FULL], TO_HER_DAUGHTER, WITHHELD, MARKED, id="once held a person sees to it"),
    pytest.param([RAISED, DECIDED_AGAINST], TO_HER_DAUGHTER, WITHHELD, MARKED, id="declined"),
]


def all_of(case: CaseUnderTest, said: list[Said]) -> None:
    for name, changes in said:
        case.accept(name, changes=changes)


def to_speak_to(case: CaseUnderTest) -> list[str]:
    return [name for name, kind in case.open_tasks().items() if kind is TaskKind.SPEAK]


@pytest.mark.rule("END", "TELL-8", "SHARE-5", "SHARE-9")
@pytest.mark.parametrize(("said", "letter", "status", "task"), [*ROWS, *DECIDED_BEFORE])
def test_said_before_the_plan_ends_no_letter_is_made(
    in_memory: CaseUnderTest, said: list[Said], letter: str, status: str, task: str
) -> None:
    case = in_memory
    in_force(case)
    all_of(case, said)
    case.at("2026-11-18 10:00")
    case.accept("end", changes=AHEAD)
    made = case.kept.notices.get(f"{case.plan_id}/{letter}")
    assert (made.status if made else WITHHELD) is status
    assert (made is None) is (status is WITHHELD)
    assert [name for name in to_speak_to(case) if name == task] == ([task] if task else [])


@pytest.mark.rule("END", "TELL-8", "SHARE-5", "SHARE-9")
@pytest.mark.parametrize(("said", "letter", "status", "task"), [*ROWS, *DECIDED_AFTER])
def test_said_after_the_letter_was_queued_it_is_held_at_once(
    in_memory: CaseUnderTest, said: list[Said], letter: str, status: str, task: str
) -> None:
    case = in_memory
    in_force(case)
    case.accept("end", changes=AHEAD)
    all_of(case, said)
    assert notice(case, letter).status is status
    assert [name for name in to_speak_to(case) if name == task] == ([task] if task else [])
    send(case, Post())
    assert notice(case, letter).status is (SENT if status is QUEUED else status)


@pytest.mark.rule("END", "TELL-8", "SHARE-5", "SHARE-9")
@pytest.mark.parametrize("repeatable", [True, False], ids=["by a folder", "by a relay"])
@pytest.mark.parametrize(("said", "letter", "status", "task"), [*ROWS, *DECIDED_AFTER])
def test_said_while_the_letter_before_it_goes_it_is_read_again(
    in_memory: CaseUnderTest, said: list[Said], letter: str, status: str, task: str, repeatable: bool
) -> None:
    case = in_memory
    in_force(case)
    case.accept("end", changes=AHEAD)
    post, before = Post(repeatable), list[str]()

    def said_meanwhile(name: str) -> None:
        if not before:
            all_of(case, said)
        before.append(name)

    post.before = said_meanwhile
    send(case, post)
    assert before[0] != letter
    assert (letter in post.went) is (status is QUEUED)
    assert [name for name in to_speak_to(case) if name == task] == ([task] if task else [])


@pytest.mark.rule("END", "SHARE-9")
def test_a_copy_that_has_come_back_leaves_nobody_to_tell(in_memory: CaseUnderTest) -> None:
    case = in_memory
    in_force(case)
    all_of(case, [WITHDRAWN, RETURNED])
    case.accept("end", changes=AHEAD)
    assert f"{case.plan_id}/{TO_THE_AGENCY}" not in case.kept.notices
    assert to_speak_to(case) == []


@pytest.mark.rule("END", "SHARE-9")
def test_a_copy_that_came_back_while_the_letter_waited_holds_it(in_memory: CaseUnderTest) -> None:
    case = in_memory
    in_force(case)
    case.accept("end", changes=AHEAD)
    all_of(case, [WITHDRAWN, RETURNED])
    send(case, Post())
    assert notice(case, TO_THE_AGENCY).status is WITHHELD


@pytest.mark.rule("END", "SHARE-6")
def test_somebody_to_whom_no_copy_ever_went_learns_nothing(in_memory: CaseUnderTest) -> None:
    case = in_memory
    agreed_and_queued(case)
    case.accept("record_consent", changes=NO_MORE)
    case.give_the_record()
    case.accept("end", changes=AHEAD)
    assert notice(case, "v1/copy/P1/full").status is WITHHELD
    assert f"{case.plan_id}/{TO_THE_AGENCY}" not in case.kept.notices
    assert f"{case.plan_id}/{TO_HER_DAUGHTER}" in case.kept.notices


@pytest.mark.rule("END", "SHARE-4", "SHARE-9")
def test_given_again_before_the_day_they_are_told_as_it_begins(in_memory: CaseUnderTest) -> None:
    """Asked for it, they were told nothing; then the person wants them to have it after all."""
    case = in_memory
    in_force(case)
    all_of(case, [WITHDRAWN])
    case.accept("end", changes=AHEAD)
    case.at("2026-11-09 10:00")
    case.accept("record_consent", changes=AGAIN)
    case.share()
    case.send_letters()
    case.take_step("ends")
    facts = case.letter(TO_THE_AGENCY).facts
    assert isinstance(facts, NoLongerInForce)
    assert not facts.lies_ahead


@pytest.mark.rule("END", "TELL-8")
def test_another_day_asks_again_once_the_first_task_is_done(in_memory: CaseUnderTest) -> None:
    case = in_memory
    in_force(case)
    all_of(case, [RISK])
    case.accept("end", changes=AHEAD)
    assert to_speak_to(case) == [MARKED]
    case.accept("end", changes={"ending.from_day": "2026-12-08"})
    assert to_speak_to(case) == [MARKED], "not twice while it is open"
    case.accept("complete_task", changes={"task": MARKED})
    case.accept("end", changes={"ending.from_day": "2026-12-15"})
    (again,) = to_speak_to(case)
    assert again.startswith(f"{MARKED}:")
