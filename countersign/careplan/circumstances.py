"""What a plan says about the person's circumstances: where they live, who is told, what is safe."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from countersign.careplan.evidence import Name
from countersign.careplan.wire import ABOUT, Answered, Day, Incoming, Text


class Setting(StrEnum):
    """DEC-7: where the person lives, by which plans with similar needs are compared."""

    OWN_HOME = "own_home"
    WITH_FAMILY = "with_family"
    SHARED_LIVES = "shared_lives"
    SUPPORTED_LIVING = "supported_living"
    EXTRA_CARE = "extra_care"
    CARE_HOME = "care_home"
    TEMPORARY_HOUSING = "temporary_housing"
    HOSPITAL = "hospital"
    PRISON = "prison"
    """It may be said, and changes nothing. Care Act s.76 (check) says whose duty the plan of somebody in prison is, and
    that somebody convicted has no direct payment: nothing here looks at that, since no rule asks for it yet."""
    NOT_STATED = "not_stated"


class Recipients(StrEnum):
    """TELL-1: who is written to."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    BOTH = "both"


class WrittenTo(Incoming):
    """TELL-1, REC-1: a recorded choice who is written to, where it is not simply both."""

    who: Recipients

    why: Text
    """On what basis that was decided."""

    decided_by: Name
    """The person themselves, or the role of whoever decided."""

    decided_on: Day
    """The day of the decision."""

    receives_record: bool = Field(default=False, strict=True)
    """REC-1: whether, by this decision, the representative receives the written record for the person, too. It is so
    only where `who` is `representative`."""


class SafeguardingKind(StrEnum):
    """What has to be thought of before anything is sent or said (TELL-8, SHARE-1)."""

    SOMEBODY_WHO_IS_A_RISK = "somebody_who_is_a_risk"
    ADDRESS_NOT_SAFE = "address_not_safe"
    ASK_BEFORE_COPIES = "ask_before_copies"


class SafeguardingMark(Incoming):
    """TELL-8, SHARE-1, SHARE-8: one safeguarding concern that bears on who is written to, and who has a copy."""

    kind: SafeguardingKind

    about: Annotated[str, StringConstraints(pattern=ABOUT)]
    """Whom it is about: who is a risk, whose address is not safe, or before whose copy to ask: `person`,
    `representative`, `advocate`, or a reference of this plan such as C1 or P1."""

    in_words: Text
    """What is known, for staff only. It stands in no letter and in no copy."""


class Agreement(Answered):
    """Whether the person agrees with the plan (Care Act 2014 s.25(5)), and in words with what they do not."""

    so: bool = Field(strict=True)
    """Whether the person agrees with the plan."""

    in_words: str = Field(default="", max_length=8000)
    """What they agree or disagree with; wanted where they do not agree."""

    on: Day
    """The day on which they said so."""
