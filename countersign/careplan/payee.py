"""DP-2 · Whom a direct payment pays, and what was agreed beforehand about somebody close to the person.

Source: Care and Support (Direct Payments) Regulations 2014 (SI 2014/2871) reg 3: paragraphs (1) to (3)(c)(ii) were
read; the rest of the list in (3) is taken from the like list in the law before it (check). The procedure's words are
wider: any relative in the same household. What nobody has said is not stated, and is asked: nothing is taken to be so.
"""

from enum import StrEnum

from pydantic import Field

from countersign.careplan.evidence import Name
from countersign.careplan.payment import YesOrNo
from countersign.careplan.wire import Answered, Day, Incoming, StaffId


class Relation(StrEnum):
    """DP-2: what somebody whom a direct payment would pay is to the person, from the list of regulation 3(3)."""

    NOT_A_RELATIVE = "not_a_relative"
    """Nobody close to the person: an organisation, too."""

    SPOUSE_OR_CIVIL_PARTNER = "spouse_or_civil_partner"
    LIVES_WITH_AS_PARTNER = "lives_with_as_partner"
    PARENT_OR_PARENT_IN_LAW = "parent_or_parent_in_law"
    SON_OR_DAUGHTER = "son_or_daughter"
    SON_OR_DAUGHTER_IN_LAW = "son_or_daughter_in_law"
    STEPSON_OR_STEPDAUGHTER = "stepson_or_stepdaughter"
    BROTHER_OR_SISTER = "brother_or_sister"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    GRANDPARENT = "grandparent"
    PARTNER_OF_SUCH_A_RELATIVE = "partner_of_such_a_relative"
    """The spouse, civil partner or partner of one of these relatives."""

    OTHER_RELATIVE = "other_relative"
    """A relative whom the regulation does not list, and the procedure's "relative" covers."""


PARTNERS = frozenset({Relation.SPOUSE_OR_CIVIL_PARTNER, Relation.LIVES_WITH_AS_PARTNER})
"""Who is covered wherever they live; every other relative, where they live in the same household."""


WORDS_FOR = {
    Relation.SPOUSE_OR_CIVIL_PARTNER: "spouse, husband, wife, civil partner, partner",
    Relation.LIVES_WITH_AS_PARTNER: "partner, fiance, girlfriend, boyfriend",
    Relation.PARENT_OR_PARENT_IN_LAW: "parent, mother, father, in law, parent in law, mother in law, father in law",
    Relation.SON_OR_DAUGHTER: "son, daughter, child",
    Relation.SON_OR_DAUGHTER_IN_LAW: "in law, son in law, daughter in law",
    Relation.STEPSON_OR_STEPDAUGHTER: "stepson, stepdaughter, stepchild",
    Relation.BROTHER_OR_SISTER: "brother, sister, sibling, twin",
    Relation.AUNT_OR_UNCLE: "aunt, uncle",
    Relation.GRANDPARENT: "grandparent, grandmother, grandfather",
}
"""What somebody of each relation from the list may be called."""


class PaidFor(StrEnum):
    """DP-2: what somebody would be paid for: both need the agreement (regulation 3(2))."""

    CARE = "care"
    MANAGING_THE_PAYMENT = "managing_the_payment"


class PriorAgreement(Answered):
    """DP-2: whether the council found beforehand that it is necessary to pay somebody close to the person, and why."""

    so: bool = Field(strict=True)
    """Whether it was agreed beforehand."""

    in_words: str = Field(default="", max_length=4000)
    """Why it is necessary; wanted where it was agreed."""

    agreed_by: StaffId | None = None
    """Who agreed it; wanted where it was agreed."""

    agreed_on: Day | None = None
    """The day on which they agreed it; wanted where it was agreed."""


class Payee(Incoming):
    """DP-2: whom a line pays by direct payment (RET-8). What is not stated is asked of the authoriser."""

    relation: Relation | None = None
    """What they are to the person; none where it is not stated."""

    relationship: Name | None = None
    """The same in the person's own words, such as mother."""

    name: Name | None = None
    """Their name, where one person is paid and is known."""

    lives_with_the_person: YesOrNo = YesOrNo.NOT_STATED
    """Whether they live in the same household."""

    paid_for: PaidFor | None = None
    """What for; none where it is not stated. Wanted for a relative only."""

    prior_agreement: PriorAgreement | None = None
    """Whether it was agreed beforehand; none where it is not stated. Wanted for a relative only."""
