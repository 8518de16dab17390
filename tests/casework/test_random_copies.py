"""SHARE-4..6, SHARE-9, TELL-8 · Random stories of requests, consent, concerns, marks and sending, judged apart.

The judge knows nothing of the product's table: it reads what was accepted, in order, and says what may go. Nobody ever
gets more; whoever may have more than they hold gets it; whoever holds more than they may is asked for it.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.working_time import london_day
from countersign.casework.happenings import Actor
from countersign.casework.kept import TaskKind
from countersign.letters.channels.transport import Item
from tests.casework.copies import Post
from tests.casework.people import send
from tests.casework.test_sharing import a_case
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

STORIES, STEPS = 60, 40
AWAY = 0.4
"""How often a worker takes no step for a while."""

EVERYTHING = frozenset(section.value for section in Section)
CHOSEN = frozenset({"services"})
"""What the person leaves in a part copy."""

LEFT_IN = frozenset({"services", "needs"})
"""What a manager leaves in one."""

KINDS = ("somebody_who_is_a_risk", "ask_before_copies")


Said = tuple[date, frozenset[str], date | None]
"""A decision: its day, the sections that it gives, its last day."""


@dataclass
class Judged:
    """What was said about one recipient's copy, as far as it was accepted."""

    usual: frozenset[str]
    """The sections that they have where nothing was decided."""

    said: list[Said] = field(default_factory=list[Said])

    concern: str = "none"
    marks: dict[str, int] = field(default_factory=dict[str, int])
    decided: int = -1
    number: int = 0

    def base(self, on: date) -> frozenset[str]:
        """What the person wants them to have."""
        best, gives, until = None, self.usual, None
        for day, sections, last in self.said:
            rank = (day, not sections)
            if best is None or rank >= best:
                best, gives, until = rank, sections, last
        return frozenset() if until and until < on else gives

    def is_held(self) -> bool:
        """Whether a manager is still to say."""
        return self.concern == "open" or any(at > self.decided for at in self.marks.values())

    def may(self, on: date) -> frozenset[str]:
        """The sections that may go."""
        if self.is_held() or self.concern == "declined":
            return frozenset()
        return self.base(on) & (LEFT_IN if self.concern == "in_part" else EVERYTHING)


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
                judged.said.append((today, EVERYTHING, until))
                judged.concern = "open" if judged.concern in ("in_part", "declined") else judged.concern
        case "consents" | "refuses" as how:
            scope = "none" if how == "refuses" else dice.choice(("full", "part"))
            gives = {"none": frozenset[str](), "part": CHOSEN, "full": EVERYTHING}[scope]
            said: Json = {"sharing.recipient": recipient, "sharing.scope": scope, "sent_by.id": "sw-1042"}
            said |= {"sharing.sections": sorted(CHOSEN) if scope == "part" else []}
            said |= {"sharing.decided_on": today.isoformat()}
            if case.consider("record_consent", changes=said).answer.accepted:
                judged.said.append((today, gives, None))
        case "raises":
            raised: Json = {"concern.recipient": recipient}
            if case.consider("raise_concern", changes=raised).answer.accepted:
                judged.concern = "open"
        case "decides":
            outcome = dice.choice(("in_full", "in_part", "declined"))
            sections = sorted(LEFT_IN) if outcome == "in_part" else []
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


def sections_of(key: str) -> frozenset[str]:
    """The sections of a copy, by the key of its notice."""
    extent = key.split("/copy/")[1].split("/")[1]
    return EVERYTHING if extent == "full" else frozenset(extent.removeprefix("part:").split("+"))


def holds(case: CaseUnderTest, recipient: str) -> dict[str, bool]:
    """How much of the plan a recipient holds, each with whether they were asked to return it."""
    start = f"{case.plan_id}/v1/copy/{recipient}/"
    sent = [key for key in case.kept.notices if key.startswith(start)]
    return {
        key: _is_asked_back(case, f"back:{key.removeprefix(f'{case.plan_id}/')}")
        for key in sent
        if case.kept.notices[key].status is NoticeStatus.SENT
    }


def _is_asked_back(case: CaseUnderTest, task: str) -> bool:
    """Whether a letter that asks for it goes or went: one that was held back before it went asks for nothing.

    One letter and one task ask a holder for everything: what was done about the tasks of the other copies names it.
    """
    kept = case.kept.tasks
    asked = {name: known for name, known in kept.items() if name == task or name.startswith(f"{task}:")}
    for known in tuple(asked.values()):
        for name in kept:
            if known.done_by == Actor.SYSTEM and known.what_was_done.endswith(f" see {name}"):
                asked[name] = kept[name]
    return any(known.done_by != Actor.SYSTEM for known in asked.values())


@pytest.mark.rule("SHARE-4", "SHARE-5", "SHARE-6", "SHARE-9", "TELL-8")
@pytest.mark.parametrize("seed", range(STORIES))
def test_nobody_gets_what_was_not_allowed_and_everybody_what_was(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # a story, not a secret
    case, post = a_case(), Post()
    known = {"C1": Judged(EVERYTHING), "asked-1": Judged(frozenset())}
    went: list[tuple[frozenset[str], frozenset[str]]] = []

    def judge(item: Item) -> None:
        for recipient, judged in known.items():
            if f"/copy/{recipient}/" in item.key:
                went.append((sections_of(item.key), judged.may(london_day(case.now))))

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
    _take_what_is_due(case)
    for name in [name for name, kind in case.open_tasks().items() if kind is TaskKind.LOOK_AT_COPY]:
        case.accept("complete_task", changes={"task": name})
    case.queue_the_record()
    send(case, post)
    for recipient, judged in known.items():
        may, held = judged.may(london_day(case.now)), holds(case, recipient)
        ours = [sections_of(key) for key, is_asked_back in held.items() if not is_asked_back]
        if not judged.is_held():
            assert all(sections <= may for sections in ours), (recipient, may, held)
        assert not may or any(sections >= may for sections in ours), (recipient, may, held)


def _time_passes(case: CaseUnderTest, dice: random.Random) -> None:
    """Some hours. The day that falls due is taken, as the workflow does; or its worker is away for a while."""
    case.now += timedelta(hours=dice.choice((1, 3, 20)))
    if dice.random() < AWAY:
        return
    _take_what_is_due(case)


def _take_what_is_due(case: CaseUnderTest) -> None:
    clock = case.clocks().get("copy_ends")
    if clock is not None and clock.due <= case.now:
        case.take_the_step_of("copy_ends")
