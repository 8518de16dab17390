"""TELL-1 · How a letter refers to the person: as "you", or by name to the representative who is told instead."""

from typing import NamedTuple

from countersign.wording.letter_head import LetterHead


class Voice(NamedTuple):
    """The words for the person in one letter."""

    who: str
    """`you`, or their name."""

    whose: str
    """`your`, or their name with ’s."""

    is_self: bool
    """Whether the letter goes to the person."""

    def verb(self, with_you: str, with_a_name: str) -> str:
        """The form of a verb that fits: "have" with you, "has" with a name."""
        return with_you if self.is_self else with_a_name


def voice_of(head: LetterHead) -> Voice:
    """TELL-1: "you" if the letter goes to the person; otherwise their name, or a phrase if no name is given."""
    if head.recipient.about_self:
        return Voice("you", "your", is_self=True)
    name = head.person_name
    return Voice(name, f"{name}’s", is_self=False) if name else Voice("the person", "the person’s", is_self=False)
