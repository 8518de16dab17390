"""REC · What a written record is made from besides the plan: what was decided, by whom, and from whom it comes."""

from dataclasses import dataclass
from datetime import date

from countersign.careplan.decision_parts import Condition, LineOtherwise
from countersign.careplan.sender import Sender


@dataclass(frozen=True)
class HoldsACopy:
    """SHARE-9: somebody who has a copy of the plan, or is sent one with the record."""

    name: str
    is_part: bool


@dataclass(frozen=True)
class AsDecided:
    """A decision to agree, and what its record needs to say about it."""

    version: int
    """The version that was signed."""

    reference: str
    """The plan's reference, which can be read out."""

    agreed_on: date

    agreed_by: str
    """A role or a name."""

    sender: Sender
    """TELL-7: from whom the record comes."""

    practitioner: tuple[str, str] = ("", "")
    """WHO-5: their name and telephone number by the register, each empty where it has none."""

    review_by: date | None = None

    then_every_months: int = 12
    """REV-1: how many months at most lie between reviews."""

    payment_review_by: date | None = None
    """REV-3: by when the direct payment is reviewed first."""

    is_net: bool = True
    """DP-9: what the person pays comes off the direct payment first."""

    otherwise: tuple[LineOtherwise, ...] = ()
    """DP-5: the lines that are not paid for by direct payment after all."""

    conditions: tuple[Condition, ...] = ()
    """DP-6: the conditions of the direct payment."""

    copies: tuple[HoldsACopy, ...] = ()
    """SHARE-9: who has a copy. Nobody whose copy is held is among them (SHARE-5, SHARE-8)."""

    @property
    def reached_at_number(self) -> str:
        """WHO-5: the practitioner's own number, or the council's."""
        return self.practitioner[1] or self.sender.telephone
