"""What tests of whom and where have in common: Clare's plan, people who move, and a way of sending that is watched."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from countersign.careplan.circumstances import SafeguardingKind
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.ways import Way
from countersign.casework.kept import Notice
from countersign.letters.channels.transport import Item, Transport, Went
from countersign.letters.outbox import Outbox
from countersign.wording.letters import Letter
from tests.support.builders import Json, example
from tests.support.casework import CaseUnderTest

SENT, WITHHELD, QUEUED, BY_HAND = NoticeStatus.SENT, NoticeStatus.WITHHELD, NoticeStatus.QUEUED, NoticeStatus.BY_HAND

NEW_PLACE = ("Flat 2, Weavers Court", "11 Mill Lane", "Northbridge", "ZZ99 4AB")
"""Where the example says that she lives now."""

NIECE: Json = example("message-change-representative")["representative"]
NIECE_S_PLACE = tuple(NIECE["contact"]["address"])

LETTER = "v1/submitted/person"

LONG_AGO = timedelta(hours=5)
"""Longer than the scheme waits for what fails for now."""
TO_HER_NIECE = "v1/submitted/representative"


@dataclass
class Post(Transport):
    """A way of sending that takes everything; what a test does `before` and `after` each comes around it."""

    repeatable: bool = True

    quick: bool = True

    went: dict[str, Item] = field(default_factory=dict[str, Item])

    before: Callable[[str], object] = lambda _: None

    after: Callable[[str], object] = lambda _: None

    def send(self, item: Item) -> Went:
        """Take it."""
        name = item.key.partition("/")[2]
        self.before(name)
        assert name not in self.went, "nothing goes twice"
        self.went[name] = item
        self.after(name)
        return Went("taken")

    def page(self, name: str) -> Letter:
        """The letter that went."""
        return Letter.model_validate_json(next(content for _, _, content in self.went[name].files))


def outbox_of(case: CaseUnderTest, post: Transport) -> Outbox:
    return Outbox(case.installation.files, case.office, {Way.FOLDER: post, Way.SMTP: post})


def send(case: CaseUnderTest, post: Transport) -> None:
    outbox_of(case, post).send_what_waits(case.situation(Workflow.PLAN))


def notice(case: CaseUnderTest, key: str) -> Notice:
    return case.kept.notices[f"{case.plan_id}/{key}"]


def happened(case: CaseUnderTest) -> list[str]:
    return [entry.event for entry in case.kept.record.values()]


def moved(case: CaseUnderTest, about: str = "person", **changes: Any) -> None:
    day = {"decided_on": case.now.date().isoformat()}
    case.accept("change_contact", changes={"about": about} | day | changes)


def her_niece_acts(case: CaseUnderTest, **changes: Any) -> None:
    case.accept("change_representative", changes={"decided_on": case.now.date().isoformat()} | changes)


def nobody_acts(case: CaseUnderTest) -> None:
    her_niece_acts(case, representative=None, why="The court's order ended with the month.", decided_by="the council")


def with_her_niece(who: str | None = None) -> Json:
    choice = {
        "who": who,
        "why": "She asked that her letters go there.",
        "decided_by": "the person",
        "decided_on": "2026-11-02",
    }
    return {"plan.representative": NIECE} | ({"plan.written_to": choice} if who else {})


def marked(about: str, kind: SafeguardingKind) -> Json:
    return {"plan.safeguarding": [{"kind": kind.value, "about": about, "in_words": "A man who used to live there."}]}


def agreed(case: CaseUnderTest, changes: Json | None = None) -> None:
    """Clare's plan is agreed on a Friday, and nothing of it has gone yet."""
    case.submit(changes=changes)
    case.send_letters()
    case.at("2026-11-06 14:40")
    case.accept("decide", "clare-4-agreed")
