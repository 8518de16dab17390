"""A few of the stories of `make faults`, always the same; and what the judge of them is there to see."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from countersign.careplan.interim import OPEN
from countersign.careplan.notices import NoticeStatus
from countersign.casework.in_memory import Kept
from tests.faults.judging import facts
from tests.faults.play import POSTGRESQL, SQLITE, Tally, databases, play_batch
from tests.faults.told_in_memory import Story


@pytest.mark.parametrize(("kind", "seeds"), [(SQLITE, range(40, 43)), (POSTGRESQL, range(50, 52))])
async def test_under_faults_nothing_is_lost_nothing_is_twice_and_nothing_is_stuck(
    kind: str, seeds: range, tmp_path: Path
) -> None:
    tally = Tally()
    with databases([kind]) as fresh, fresh(kind, tmp_path) as url:
        await play_batch(list(seeds), url, tmp_path, tally, lambda _: None, hurt_for=6)
    assert tally.wrong == {}, tally.whole()
    assert tally.stories == len(seeds)


# The judge


def kept_after(seed: int) -> tuple[str, Kept]:
    """A plan after its whole story, as it is kept."""
    story = Story(seed)
    story.begin()
    while story.next() is not None:
        pass
    return story.plan_id, story.case.kept


def differs(plan_id: str, one: Kept, other: Kept) -> set[str]:
    """What the judge sees to be different."""
    seen, wanted = facts(one, plan_id, frozenset()), facts(other, plan_id, frozenset())
    return {what for what in seen if seen[what] != wanted[what]}


def test_the_same_story_leaves_the_same_and_the_judge_sees_whatever_is_missing() -> None:
    plan_id, kept = kept_after(1)
    _, again = kept_after(1)
    assert differs(plan_id, kept, again) == set()
    last = max(kept.versions)
    notice = next(iter(kept.notices.values()))
    unsent = {**kept.notices, notice.key: replace(notice, status=NoticeStatus.SENDING)}
    lost: dict[str, Kept] = {
        "versions": replace(kept, versions={number: kept.versions[number] for number in range(1, last)}),
        "messages": replace(kept, messages=dict(list(kept.messages.items())[1:])),
        "record": replace(kept, record=dict(list(kept.record.items())[1:])),
        "waits": replace(kept, waits=dict(list(kept.waits.items())[1:])),
        "notices": replace(kept, notices=unsent),
        "stands": replace(kept, standings={}),
    }
    assert {what for what, without in lost.items() if what not in differs(plan_id, without, kept)} == set()


def test_the_stories_are_worth_playing() -> None:
    """Between them they bring plans to every state, interim support to nearly every stage, and send most messages."""
    states, stages, accepted = Counter[str](), Counter[str](), Counter[str]()
    for seed in range(40):
        story = Story(seed)
        story.begin()
        while (asked := story.next()) is not None:
            states[asked.implied.status] += 1
            stages[asked.implied.interim] += 1
            accepted[asked.name] += asked.answer.accepted
    assert set(states) >= {"awaiting_decision", "returned", "authorised_to_start", "agreed", "signed_off"}
    assert set(stages) >= OPEN
    assert len(+accepted) >= 20
