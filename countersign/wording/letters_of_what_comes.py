"""TELL-9 · What letters say of what comes: another practitioner, interim support, a condition that is due."""

from datetime import date
from enum import StrEnum
from typing import Literal

from countersign.careplan.messages.interim import InterimEndsBecause
from countersign.careplan.notices import NoticeKind
from countersign.wording.facts import Facts


class NewPractitioner(Facts):
    """TELL-9: somebody else is the person's practitioner from now on. Who, and how to reach them, is in the head."""

    kind: Literal[NoticeKind.NEW_PRACTITIONER] = NoticeKind.NEW_PRACTITIONER

    before: str = ""
    """The name of whoever was before; empty where the register does not have it."""


class SupportNow(StrEnum):
    """TELL-9: what the person is told of interim support, which letters call short-term support."""

    STARTS_ON = "starts_on"
    HAS_STARTED = "has_started"
    CHANGES = "changes"
    ENDS = "ends"


class SupportForNow(Facts):
    """TELL-9, TIME-4: interim support starts, changes or ends."""

    kind: Literal[NoticeKind.SUPPORT_FOR_NOW] = NoticeKind.SUPPORT_FOR_NOW

    what: SupportNow

    starts_on: date | None = None
    """The day on which it starts; None but for that."""

    words: str = ""
    """Who comes, when, and for what; or what changes, or takes its place: in words to the person. Empty for none."""

    because: InterimEndsBecause | None = None
    """Why it ends; None but for that."""


class ConditionComing(Facts):
    """TELL-9, DP-6: a condition on the direct payment is soon due."""

    kind: Literal[NoticeKind.CONDITION_COMING] = NoticeKind.CONDITION_COMING

    what: str
    """What is asked, in the words of the agreement, which are to the person."""

    due_on: date

    is_to_send: bool = False
    """Whether it asks for information, which the person sends; so a letter says where to."""

    every_months: int | None = None
    """How often it is due again; None where it is due once."""
