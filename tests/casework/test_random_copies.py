"""SHARE-4..6, SHARE-9, TELL-8 · Random stories of requests, consent, concerns, marks and sending, judged apart.

The judge knows nothing of the product's table: it reads what was accepted, in order, and says what may go. Nobody ever
gets more; whoever may have more than they hold gets it; whoever holds more than they may is asked for it.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from countersign.careplan.notices import NoticeStatus
from countersign.careplan.working_time import london_day
from countersign.casework.kept import TaskKind
from countersign.letters.channels.transport import Item
from tests.casework.test_sharing import Post, in_memory, send
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

STORIES, STEPS = 60, 40
ORDER = ("none", "part", "full")
KINDS = ("somebody_who_is_a_risk", "ask_before_copies")


@dataclass
class Judged:
    """What was said about one recipient's copy, as far as it was accepted."""

    usual: str
    """What they have where nothing was decided."""

    said: list[tuple[date, str, date | None]] = field(default_factory=list[tuple[date, str, date | None]])
    """Each decision: its day, how much, its last day."""

    concern: str = "none"
    marks: dict[str, int] = field(default_factory=dict[str, int])
    decided: int = -1
    number: int = 0

    def base(self, on: date) -> str:
        """What the person wants them to have."""
        best, says, until = None, self.usual, None
        for day, scope, last in self.said:
            rank = (day, scope == "none")
            if best is None or rank >= best:
                best, says, until = rank, scope, last
        return "none" if until and until < on else says

    def is_held(self) -> bool:
        """Whether a manager is still to say."""
        return self.concern == "open" or any(at > self.decided for at in self.marks.values())

    def may(self, on: date) -> str:
        """How much may go."""
        base = self.base(on)
        if base == "none" or self.is_held() or self.concern == "declined":
            return "none"
        return "part" if self.concern == "in_part" else base


def happens(case: CaseUnderTest, dice: random.Random, known: dict[str, Judged]) -> None:
    """One thing is said about one recipient, and the judge takes it over if it was accepted."""
    recipient = dice.choice(tuple(known))
    judged, today = known[recipient], london_day(case.now)
    judged.number += 1
    match dice.choice(("asks", "consents", "refuses", "raises", "decides", "decides", "marks", "lifts")):
        case "asks":
            until = dice.choice((None, None, today + timedelta(days=2)))
            asked: Json = {"request.recipient": recipient, "request.asked_on": today.isoformat()}
            asked |= {"request.until": until.isoformat() if until else None}
            asked |= {"request.whom": None} if recipient == "C1" else {}
            if case.consider("request_copy", changes=asked).answer.accepted:
                judged.said.append((today, "full", until))
                judged.concern = "open" if judged.concern in ("in_part", "declined") else judged.concern
        case "consents" | "refuses" as how:
            scope = "none" if how == "refuses" else dice.choice(("full", "part"))
            said: Json = {"sharing.recipient": recipient, "sharing.scope": scope, "sent_by.id": "sw-1042"}
            said |= {"sharing.sections": ["services"] if scope == "part" else []}
            said |= {"sharing.decided_on": today.isoformat()}
            if case.consider("record_consent", changes=said).answer.accepted:
                judged.said.append((today, scope, None))
        case "raises":
            raised: Json = {"concern.recipient": recipient}
            if case.consider("raise_concern", changes=raised).answer.accepted:
                judged.concern = "open"
        case "decides":
            outcome = dice.choice(("in_full", "in_part", "declined"))
            sections = ["services", "needs"] if outcome == "in_part" else []
            decided: Json = {"decided.recipient": recipient, "decided.outcome": outcome, "decided.sections": sections}
            if case.consider("decide_concern", changes=decided).answer.accepted:
                judged.concern, judged.decided = outcome, judged.number
        case how:
            kind = dice.choice(KINDS)
            mark: Json = {"mark.about": recipient, "mark.kind": kind, "mark.is_lifted": how == "lifts"}
            mark |= {"sent_by.id": "tm-201" if how == "lifts" else "sw-1042"}
            if case.consider("record_safeguarding", changes=mark).answer.accepted:
                judged.marks.pop(kind, None)
                judged.marks |= {kind: judged.number} if how == "marks" else {}


def extent_of(key: str) -> str:
    return key.split("/copy/")[1].split("/")[1].partition(":")[0]


def holds(case: CaseUnderTest, recipient: str) -> dict[str, bool]:
    """How much of the plan a recipient holds, each with whether they were asked to return it."""
    start = f"{case.plan_id}/v1/copy/{recipient}/"
    sent = [key for key, notice in case.kept.notices.items() if key.startswith(start)]
    return {
        key: f"back:{key.removeprefix(f'{case.plan_id}/')}" in case.kept.tasks
        for key in sent
        if case.kept.notices[key].status is NoticeStatus.SENT
    }


@pytest.mark.rule("SHARE-4", "SHARE-5", "SHARE-6", "SHARE-9", "TELL-8")
@pytest.mark.parametrize("seed", range(STORIES))
def test_nobody_gets_what_was_not_allowed_and_everybody_what_was(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # a story, not a secret
    case, post = in_memory(), Post()
    known = {"C1": Judged("full"), "asked-1": Judged("none")}
    went: list[tuple[str, str]] = []

    def judge(item: Item) -> None:
        for recipient, judged in known.items():
            if f"/copy/{recipient}/" in item.key:
                went.append((extent_of(item.key), judged.may(london_day(case.now))))

    post.before = judge
    case.submit()
    case.at("2026-11-06 09:00")
    case.accept("decide", "clare-4-agreed")
    for _ in range(STEPS):
        _time_passes(case, dice)
        match dice.choice(("said", "said", "queue", "send")):
            case "said":
                happens(case, dice, known)
            case "queue":
                case.queue_the_record()
            case _:
                send(case, post)
    assert [pair for pair in went if pair[0] != pair[1]] == []
    for name in [name for name, kind in case.open_tasks().items() if kind is TaskKind.LOOK_AT_COPY]:
        case.accept("complete_task", changes={"task": name})
    case.queue_the_record()
    send(case, post)
    for recipient, judged in known.items():
        may, held = judged.may(london_day(case.now)), holds(case, recipient)
        ours = [extent_of(key) for key, is_asked_back in held.items() if not is_asked_back]
        if not judged.is_held():
            assert all(ORDER.index(extent) <= ORDER.index(may) for extent in ours), (recipient, may, held)
        assert may == "none" or any(ORDER.index(extent) >= ORDER.index(may) for extent in ours), (recipient, may, held)


def _time_passes(case: CaseUnderTest, dice: random.Random) -> None:
    """Some hours; whatever day falls due is taken, as the workflow does."""
    until = case.now + timedelta(hours=dice.choice((1, 3, 20)))
    clock = case.clocks().get("copy_ends")
    if clock is not None and clock.due <= until:
        case.take_step("copy_ends")
    case.now = until
