"""How requests for amendments stand, any number at once, by the rulebook (AMEND-1, AMEND-2, AMEND-4, TIME-1).

Worked out apart from the product: who asked, what was said, and what became of the version that carries it out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

ASKED, AGREED, IN_HAND = "asked", "agreed", "in_hand"
SIGNED, NOT_AGREED, TAKEN_BACK, PLAN_LEFT = "signed", "not_agreed", "taken_back", "plan_left"
WAITS = (ASKED, AGREED)
FOR_THEMSELVES = ("person", "representative")


@dataclass
class Asked:
    """One request, as it stands."""

    id: str
    by: str
    stage: str = ASKED
    is_viewed: bool = False

    @property
    def waits_for_a_view(self) -> bool:
        """AMEND-1: "others may ask too, but the person should be consulted"."""
        return self.stage == ASKED and self.by not in FOR_THEMSELVES and not self.is_viewed

    @property
    def may_be_answered(self) -> bool:
        """AMEND-1: once, and after the person was consulted."""
        return self.stage == ASKED and not self.waits_for_a_view

    def to_do(self, *, is_in_hand: bool) -> str:
        """TIME-1: what its practitioner is waited for; "" for nothing. `is_in_hand`: whether another version is."""
        if self.stage == ASKED:
            return "view" if self.waits_for_a_view else "answer"
        return "prepare" if self.stage == AGREED and not is_in_hand else ""


@dataclass
class Requests:
    """Every request of one plan, in the order in which they came, and the letters that the person is owed."""

    all: list[Asked] = field(default_factory=list[Asked])
    asked: int = 0
    answered: int = 0
    withdrawn: int = 0

    def with_stage(self, *stages: str) -> list[Asked]:
        """Those that have got so far."""
        return [request for request in self.all if request.stage in stages]

    def come(self, request: Asked) -> None:
        """It is asked for."""
        self.all.append(request)
        self.asked += 1

    def answer(self, request: Asked, *, agreed: bool) -> None:
        """AMEND-1, AMEND-4: the person is told either way."""
        request.stage = AGREED if agreed else NOT_AGREED
        self.answered += 1

    def take_back(self, requests: Iterable[Asked]) -> None:
        """One request, or those that the version in hand carries out: one letter for what is taken back at once."""
        for request in requests:
            request.stage = TAKEN_BACK
        self.withdrawn += 1

    def move(self, requests: Iterable[Asked], stage: str) -> None:
        """They have got so far, and nobody is told of that in a letter of its own."""
        for request in requests:
            request.stage = stage
