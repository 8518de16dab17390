"""Causes: a message, a step of a clock, or something of our own. Everything that is kept names its cause.

The same cause means the same occasion, so acting on it twice keeps nothing twice.
"""

from datetime import datetime
from typing import NamedTuple, Self

from countersign.careplan.clocks import Clock
from countersign.careplan.messages.declaring import Workflow
from countersign.casework.determinations import PlanSays


class Cause(NamedTuple):
    """One cause, as the text under which it is kept."""

    key: str

    def __str__(self) -> str:
        return self.key

    @classmethod
    def message(cls, message_id: str) -> Self:
        """A message, by its id."""
        return cls(message_id)

    @classmethod
    def content(cls, sha256: str) -> Self:
        """A message without a usable id, by its content."""
        return cls(f"sha256:{sha256[:32]}")

    @classmethod
    def unread(cls, sha256: str, at: datetime) -> Self:
        """A message that could not be read, by the hash of its bytes, each time that it comes."""
        return cls(f"sha256:{sha256[:32]}/unread/{at.isoformat()}")

    @classmethod
    def step(cls, clock: Clock) -> Self:
        """The soonest step of a clock."""
        return cls(f"rung/{clock.name}/{clock.steps[0].at.isoformat()}/{clock.taken}")

    @classmethod
    def quiet_period_over(cls, at: datetime) -> Self:
        """TIME-6: the moment at which the person is told of a new date."""
        return cls(f"date/{at}")

    @classmethod
    def plan_says(cls, says: PlanSays) -> Self:
        """What the plan's workflow says to that of interim support."""
        return cls(says.key)

    @classmethod
    def fault(cls, at: datetime) -> Self:
        """Our own software failed."""
        return cls(f"fault/{at.isoformat()}")

    @classmethod
    def delivery(cls, at: datetime) -> Self:
        """Sending is tried again."""
        return cls(f"deliver/{at.isoformat()}")

    @classmethod
    def signing(cls, version: int, at: datetime) -> Self:
        """REC-1: the written record and the copies are made."""
        return cls(f"sign-off/v{version}/{at.isoformat()}")

    @classmethod
    def record_given(cls, version: int) -> Self:
        """REC-4: the written record was given to the person."""
        return cls(f"record-given/v{version}")

    @classmethod
    def told_of_the_record(cls, version: int) -> Self:
        """REC-3: others are told that the person was given the written record."""
        return cls(f"record-given/v{version}/told")

    @classmethod
    def sharing(cls, at: datetime) -> Self:
        """SHARE: a new decision about sharing made copies due."""
        return cls(f"share/{at.isoformat()}")

    @classmethod
    def reading_again(cls, at: datetime, what: str) -> Self:
        """SHARE-6: copies were about to go, and whether they may was read again. `what`: which notices."""
        return cls(f"reading/{at.isoformat()}/{what}")

    @classmethod
    def heard(cls, at: datetime) -> Self:
        """TELL-5: something was heard of notices that went."""
        return cls(f"heard/{at.isoformat()}")

    def again(self, at: datetime) -> Self:
        """The same message, come again."""
        return type(self)(f"{self.key}/again/{at.isoformat()}")

    def at_the_wrong(self, workflow: Workflow) -> Self:
        """A message that was sent to the wrong workflow. If it is sent to the right one later, it still counts."""
        return type(self)(f"{self.key}/{workflow.value}")
