"""What the tests of copies do again and again: a plan in force, a way of sending, and what went to whom.

Edie's plan is in force from 5 November 2026: C1, her daughter Ruth Marlow, has a full copy by default, P1 by consent.
"""

from collections.abc import Callable

from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.casework.kept import Notice
from countersign.letters.channels.transport import Item, Transport, Went
from tests.casework.cases import ready
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

TODAY: Json = {"request.asked_on": "2026-11-06"}
ABOUT_HER: Json = {"concern.recipient": "asked-1"}
DECLINED: Json = {"decided.outcome": "declined", "decided.sections": []}
IN_FULL: Json = {"decided.outcome": "in_full", "decided.sections": []}
TO_HER: Json = {"decided.recipient": "asked-1"}

RISK: Json = {"kind": "somebody_who_is_a_risk", "about": "C1", "in_words": "She shouted at her about money."}
NO_MARKS: Json = {"plan.safeguarding": []}


class Post(Transport):
    """A way of sending that takes everything; what a test does `before` each comes first."""

    repeatable = True
    quick = True

    def __init__(self) -> None:
        """Nothing has come yet."""
        self.went: list[str] = []
        self.before: Callable[[Item], None] = lambda _: None

    def send(self, item: Item) -> Went:
        """Take it."""
        self.before(item)
        self.went.append(item.key.partition("/")[2])
        return Went("taken")


def in_force(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-06 10:00")


def agreed_and_queued(case: CaseUnderTest) -> None:
    """Agreed, and the record and copies for C1 and P1 wait to be sent."""
    ready.submitted(case)
    case.at("2026-11-06 09:00")
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()


def copies_to(case: CaseUnderTest, recipient: str) -> dict[str, NoticeStatus]:
    start = f"/copy/{recipient}/"
    return {key.partition(start)[2]: notice.status for key, notice in case.kept.notices.items() if start in key}


def notices(case: CaseUnderTest, kind: NoticeKind) -> list[Notice]:
    return [notice for notice in case.kept.notices.values() if notice.kind is kind]
