"""AMEND-1, AMEND-2, AMEND-4 · A request for an amendment and its life; what is light; why a plan gives less.

Source: the procedure, "Sometimes the person (or their representative if they lack capacity) may ask for amendments …";
"The amended plan will need to be signed off but this should be done in a proportionate way".
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from countersign.careplan.authority import RoleName
from countersign.careplan.evidence import Said
from countersign.careplan.findings import Finding, finding
from countersign.careplan.wire import Day, Incoming, Money, Stored, Text


class AmendedFor(StrEnum):
    """AMEND-1: who wants the amendment; `review` and `first_payment` come from what was reported of them."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    ADVOCATE = "advocate"
    CARER = "carer"
    FAMILY_OR_FRIEND = "family_or_friend"
    PROVIDER = "provider"
    STAFF = "staff"
    REVIEW = "review"
    FIRST_PAYMENT = "first_payment"


OURS = frozenset({AmendedFor.REVIEW, AmendedFor.FIRST_PAYMENT})
"""What opens a request of itself: nobody asks for it in a message."""

FOR_THE_PERSON = frozenset({AmendedFor.PERSON, AmendedFor.REPRESENTATIVE})
"""AMEND-1: who asks as the person, so that nobody else has to be consulted first."""


class Stage(StrEnum):
    """How far a request has got."""

    ASKED = "asked"
    """It waits for its answer; where another asked, for the person's view first."""

    AGREED = "agreed"
    """It waits for the amended plan."""

    IN_HAND = "in_hand"
    """The version in hand carries it out."""

    SIGNED = "signed"
    NOT_AGREED = "not_agreed"

    TAKEN_BACK = "taken_back"
    """Whoever asked does not want it any more, or the amended plan was withdrawn."""

    PLAN_LEFT = "plan_left"


WAITS = frozenset({Stage.ASKED, Stage.AGREED})
"""The stages in which somebody is waited for besides the version in hand."""


class View(Stored):
    """AMEND-1: what the person, or whoever speaks for them, thinks of an amendment that another wants."""

    wants_it: bool
    in_words: str
    evidence_for: str = ""
    evidence_against: str = ""
    recorded_by: str
    recorded_at: AwareDatetime


class Request(Stored):
    """One request for an amendment, as it stands."""

    id: str
    """The id of the message that opened it."""

    asked_by: AmendedFor
    asked_at: AwareDatetime
    stage: Stage

    what: str
    """What is wanted, in words."""

    evidence_for: str = ""
    view: View | None = None

    evidence_against: str = ""
    """AMEND-1: what speaks against it, as whoever answered considered it."""

    answered_by: str = ""
    answered_at: AwareDatetime | None = None

    reasons: str = ""
    """AMEND-4: as the person was told them."""

    version: int | None = None
    """The version that carries it out; None while there is none."""

    @property
    def waits_for_a_view(self) -> bool:
        """AMEND-1: whether the person has still to be consulted, because another asked."""
        return self.stage is Stage.ASKED and self.asked_by not in FOR_THE_PERSON | OURS and self.view is None


class ChangeKind(StrEnum):
    """AMEND-2: of what kind a difference between two versions is."""

    WORDING = "wording"
    """Words that explain: the contingency plan, preferences, advice, the description of a service."""

    CONTACTS = "contacts"
    """Who people are and where they are reached."""

    SHARING = "sharing"
    """Who is to have a copy."""

    PROVIDER = "provider"
    """Who delivers a service."""

    TIMES = "times"
    """On which days and at what times, and from when to when."""

    COST = "cost"
    """How many units a service that stays is, and what it costs."""

    SERVICE = "service"
    """A service that is new, is gone, or is another than before."""

    NEEDS = "needs"
    """Needs and outcomes."""

    PAYMENT = "payment"
    """What the person pays, and the direct payment."""

    OTHER = "other"


class LightKind(StrEnum):
    """AMEND-2: the kinds that a scheme may call light. No scheme can call any other so."""

    WORDING = "wording"
    CONTACTS = "contacts"
    SHARING = "sharing"
    PROVIDER = "provider"
    TIMES = "times"
    COST = "cost"


class AmendmentPolicy(Incoming):
    """AMEND-2: which amendments are light, and who agrees those. All others are signed off as a plan is."""

    light: tuple[LightKind, ...] = Field(min_length=0, max_length=len(LightKind))
    """The kinds of change that are light. A cut never is, whatever its kind."""

    light_agreed_by: RoleName | None = None
    """The lowest role that may agree a light one, alone, as those above may. None: the lowest that decides alone."""

    weekly_up_to: Money
    """By how much a week the cost to the council may rise at most, to be light."""

    one_off_up_to: Money
    """The same for what it costs once."""

    source: Text


class LessKind(StrEnum):
    """REV-4, DEC-9, AMEND-2: the two grounds on which an amended plan may give less."""

    REDUCED_NEEDS = "reduced_needs"
    CHANGED_CIRCUMSTANCES = "changed_circumstances"


class LessBecause(Incoming):
    """REV-4, DEC-9, AMEND-2: what is on record for which an amended plan gives less, or costs less."""

    kind: LessKind

    recorded_on: Day
    """The day on which it was recorded, such as that of a review or a new assessment: no earlier than the day on which
    the version in force was agreed."""

    what: Annotated[Said, Field(max_length=4000)]
    """What has become less, or has changed: in words that the person can follow. They will be told."""


def is_on_record(
    less: LessBecause | None, takes: tuple[str, ...], today: date, agreed_on: date | None = None
) -> tuple[Finding, ...]:
    """REV-4, DEC-9, AMEND-2: whatever gives less says what is on record for it, and nothing else does. Faults only.

    `takes`: what it gives less of, in short for staff. `today`: the day on which it was sent. `agreed_on`: the day on
    which the version in force was agreed: it was agreed knowing what was on record before, so that is no ground.
    """
    if takes and less is None:
        reason = (
            f"The amended plan gives less, or costs less: {'; '.join(takes)}. Say which reduced needs or changed "
            "circumstances are on record, in words that the person can follow; without them the plan is not cut."
        )
        return (finding("AMEND-2", False, reason, "less_because"),)
    if less is not None and not takes:
        reason = "The amended plan gives no less than the one in force: leave out less_because."
        return (finding("AMEND-2", False, reason, "less_because"),)
    if less is not None and less.recorded_on > today:
        reason = f"It is said to be recorded on {less.recorded_on}, which has not come yet."
        return (finding("AMEND-2", False, reason, "less_because.recorded_on"),)
    if less is not None and agreed_on is not None and less.recorded_on < agreed_on:
        reason = (
            f"It is said to be recorded on {less.recorded_on}, and the plan in force was agreed on {agreed_on}, after "
            "that: say what was recorded since."
        )
        return (finding("REV-4", False, reason, "less_because.recorded_on"),)
    return ()
