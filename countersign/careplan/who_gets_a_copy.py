"""SHARE-1..6 · Who gets a copy, how much of it, and why: one table. No copy leaves that no row of it lets go.

Source: the procedure, "A copy should normally be shared in full with any carer unless the person has capacity and has
asked you not to share the plan, or to share only part of the plan"; "In all other cases a copy … can only be shared
with the person's consent (or in their best interests if they lack capacity to consent)"; "a copy of the plan should be
shared with any service provider who will be responsible for providing Care and Support"; "anyone that the person
requests you to unless: They lack capacity and you make a decision that sharing would not be in their best interests; or
You are concerned that doing so could put the person (or another vulnerable adult or child) at risk"; Care Act 2014
s.25(9) (check); Mental Capacity Act 2005 s.1, s.2 and s.4 (check): capacity is found for each decision, and whoever
decides for somebody consults.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Any, NamedTuple

from countersign.careplan.circumstances import SafeguardingKind


class Who(StrEnum):
    """What a recipient is to the plan."""

    PERSON = "person"
    RECEIVED_FOR = "person for whom another receives it"
    REPRESENTATIVE = "representative"
    ADVOCATE = "advocate"
    CARER = "carer"
    DELIVERS_CARE = "provider who delivers care"
    PROVIDER = "provider who delivers nothing"
    ANOTHER = "another whom the person asks for"


class Capacity(StrEnum):
    """Whether the person had capacity to decide about this copy, as it was found with the decision."""

    HAS = "has capacity"
    LACKS = "lacks capacity"
    NOT_STATED = "not stated"


class Decided(StrEnum):
    """What is decided about the recipient's copy: the decision in force, or why there is none."""

    NOTHING = "no decision"
    CONSENT_FULL = "the person consents to all of it"
    CONSENT_PART = "the person consents to a part"
    CONSENT_NONE = "the person asked not to share it"
    ASKED_FULL = "the person asks that they have all of it"
    ASKED_PART = "the person asks that they have a part"
    BEST_INTERESTS_FULL = "in their best interests, all of it"
    BEST_INTERESTS_PART = "in their best interests, a part"
    BEST_INTERESTS_NONE = "in their best interests, none of it"
    NOT_WHOLE = "the last decision lacks something"
    ENDED = "the last decision is past its last day"
    OF_SOMEBODY_ELSE = "the decisions were about somebody else"


class Default(StrEnum):
    """SHARE-1: what the scheme gives a carer of whom nothing was said."""

    FULL = "full"
    ON_REQUEST = "on_request"


class Concern(StrEnum):
    """SHARE-5: what is raised about the recipient's copy, and what was decided about that last."""

    NONE = "no concern"
    OPEN = "a concern is to be decided"
    IN_FULL = "decided: in full all the same"
    IN_PART = "decided: in part"
    DECLINED = "decided: declined"


class Gets(StrEnum):
    """What comes of it. `HELD`: nothing goes, and somebody is asked."""

    FULL = "full"
    PART = "part"
    NONE = "none"
    HELD = "held"


class Asks(StrEnum):
    """What is asked where a copy is held. Each value is part of a task's name."""

    WHAT_THEY_WANT = "what-they-want"
    CAPACITY = "capacity"
    BEST_INTERESTS = "best-interests"
    DECIDE_AGAIN = "decide-again"
    CONCERN = "concern"
    WHO_IT_IS = "who-it-is"
    LOOK = "look"
    """SHARE-7: no row of the table asks it: it is asked of a part copy that may say what was left out."""


class Row(NamedTuple):
    """One row. Each of the first six is a set of values, of which the empty one stands for any."""

    who: frozenset[Who]
    decided: frozenset[Decided]
    capacity: frozenset[Capacity]
    mark: frozenset[SafeguardingKind | None]
    concern: frozenset[Concern]
    default: frozenset[Default]
    gets: Gets
    asks: Asks | None
    rule: str
    """`BY_KIND`: the rule about such a recipient."""
    why: str
    """A sentence without its capital and stop."""

    def fits(self, given: "Given") -> bool:
        """Whether the row is about this."""
        return all(
            not wanted or value in wanted
            for wanted, value in (
                (self.who, given.who),
                (self.decided, given.decided),
                (self.capacity, given.capacity),
                (self.mark, given.mark),
                (self.concern, given.concern),
                (self.default, given.default),
            )
        )


class Given(NamedTuple):
    """What the table is asked."""

    who: Who
    decided: Decided
    capacity: Capacity
    mark: SafeguardingKind | None
    """The safeguarding mark that names the recipient, as far as nothing was decided about it; None where none does."""
    default: Default
    concern: Concern = Concern.NONE


class Answer(NamedTuple):
    """What the table answers."""

    gets: Gets
    asks: Asks | None
    """What is asked; None where nothing is."""
    rule: str
    why: str
    """A sentence without its capital and stop."""


BY_KIND = ""
_RULE_OF = {Who.CARER: "SHARE-1", Who.DELIVERS_CARE: "SHARE-3", Who.ANOTHER: "SHARE-4"}
"""The rule about each kind of recipient; SHARE-2 about every other."""

_W, _D, _C, _S, _A, _R = Who, Decided, Capacity, SafeguardingKind, Asks, Concern
_FULL, _PART, _NONE, _HELD = Gets.FULL, Gets.PART, Gets.NONE, Gets.HELD
_ANY: tuple[()] = ()
_CLAIM = frozenset({_W.CARER, _W.DELIVERS_CARE})
"""Who would usually have a copy: where none can go yet, somebody is asked."""
_MARKED = frozenset(SafeguardingKind)
_NOT_TO_BE = frozenset({_D.CONSENT_NONE, _D.BEST_INTERESTS_NONE})
_CONSENTS = frozenset({_D.CONSENT_FULL, _D.CONSENT_PART})
_ASKED = frozenset({_D.ASKED_FULL, _D.ASKED_PART})
_BY_CONSENT = _CONSENTS | _ASKED
_FOR_THEM = frozenset({_D.BEST_INTERESTS_FULL, _D.BEST_INTERESTS_PART})
_TO_BE = _BY_CONSENT | _FOR_THEM


def _row(
    who: Collection[Who] | Who,
    decided: Collection[Decided] | Decided,
    capacity: Collection[Capacity] | Capacity,
    mark: Collection[SafeguardingKind] | SafeguardingKind,
    concern: Collection[Concern] | Concern,
    default: Collection[Default] | Default,
    gets: Gets,
    asks: Asks | None,
    rule: str,
    why: str,
) -> Row:
    def cell(wanted: Any) -> frozenset[Any]:  # noqa: ANN401  # of whichever column it is
        return frozenset({wanted} if isinstance(wanted, StrEnum) else wanted)

    given = (cell(who), cell(decided), cell(capacity), cell(mark), cell(concern), cell(default))
    return Row(*given, gets, asks, rule, why)


_ON_REQUEST, _IN_FULL = Default.ON_REQUEST, Default.FULL

# fmt: off
TABLE: tuple[Row, ...] = (
    # The written record is the person's own; a representative is given it besides (REC-1).
    _row(_W.PERSON, _ANY, _ANY, _S.ADDRESS_NOT_SAFE, _ANY, _ANY, _HELD, _A.CONCERN, "REC-1",
         "the record is the person's own, and their address is marked as not safe"),
    _row(_W.PERSON, _ANY, _ANY, _ANY, _ANY, _ANY, _FULL, None, "REC-1",
         "it is the person's own plan"),
    _row(_W.RECEIVED_FOR, _ANY, _ANY, _ANY, _ANY, _ANY, _NONE, None, "REC-1",
         "by a recorded decision their representative receives it for them"),
    _row(_W.REPRESENTATIVE, _ANY, _ANY, _MARKED, _ANY, _ANY, _HELD, _A.CONCERN, "REC-1",
         "a safeguarding mark names the representative"),
    _row(_W.REPRESENTATIVE, _ANY, _ANY, _ANY, _ANY, _ANY, _FULL, None, "REC-1",
         "a representative has the record besides the person"),

    # What was decided does not count: it was about somebody else, or lacks something.
    _row(_ANY, _D.OF_SOMEBODY_ELSE, _ANY, _ANY, _ANY, _ANY, _HELD, _A.WHO_IT_IS, "SHARE-6",
         "what was decided was about somebody else who had the same reference"),
    _row(_ANY, _D.NOT_WHOLE, _ANY, _ANY, _ANY, _ANY, _HELD, _A.DECIDE_AGAIN, BY_KIND,
         "what was decided does not stand; it has to be made again"),

    # Nothing is in force any more.
    _row(_CLAIM, _D.ENDED, _ANY, _ANY, _ANY, _ANY, _HELD, _A.DECIDE_AGAIN, "SHARE-6",
         "the last decision is past its last day"),
    _row(_ANY, _D.ENDED, _ANY, _ANY, _ANY, _ANY, _NONE, None, "SHARE-6",
         "the last decision is past its last day"),

    # Nothing was decided by or for the person. A concern can only lessen what is usual.
    _row(_W.CARER, _D.NOTHING, _ANY, _ANY, _ANY, _ON_REQUEST, _NONE, None, "SHARE-1",
         "under this scheme a carer has a copy when the person asks for it"),
    _row(_W.CARER, _D.NOTHING, _ANY, _ANY, _R.OPEN, _IN_FULL, _HELD, _A.CONCERN, "SHARE-5",
         "a concern about this copy is to be decided"),
    _row(_W.CARER, _D.NOTHING, _ANY, _MARKED, _ANY, _IN_FULL, _HELD, _A.CONCERN, "SHARE-1",
         "a safeguarding mark names this carer, so nothing goes by default"),
    _row(_W.CARER, _D.NOTHING, _ANY, _ANY, _R.DECLINED, _IN_FULL, _NONE, None, "SHARE-5",
         "a manager decided that no copy is given"),
    _row(_W.CARER, _D.NOTHING, _ANY, _ANY, _R.IN_PART, _IN_FULL, _PART, None, "SHARE-5",
         "a carer normally has a copy"),
    _row(_W.CARER, _D.NOTHING, _ANY, _ANY, _ANY, _IN_FULL, _FULL, None, "SHARE-1",
         "a carer normally has a full copy, and the person has not asked otherwise"),
    _row(_W.DELIVERS_CARE, _D.NOTHING, _ANY, _ANY, _ANY, _ANY, _HELD, _A.WHAT_THEY_WANT, "SHARE-6",
         "they deliver care, and nothing was decided about them"),
    _row(_ANY, _D.NOTHING, _ANY, _ANY, _ANY, _ANY, _NONE, None, "SHARE-2",
         "no consent and no best-interests decision is recorded"),

    # It is not to be shared.
    _row(_ANY, _D.CONSENT_NONE, _C.HAS, _ANY, _ANY, _ANY, _NONE, None, BY_KIND,
         "the person asked that it not be shared"),
    _row(_ANY, _D.BEST_INTERESTS_NONE, _C.LACKS, _ANY, _ANY, _ANY, _NONE, None, BY_KIND,
         "in the person's best interests it is not shared"),
    _row(_CLAIM, _D.CONSENT_NONE, _C.LACKS, _ANY, _ANY, _ANY, _HELD, _A.BEST_INTERESTS, BY_KIND,
         "the person lacks capacity and asked that it not be shared: a best-interests decision is needed"),
    _row(_CLAIM, _D.BEST_INTERESTS_NONE, _C.HAS, _ANY, _ANY, _ANY, _HELD, _A.DECIDE_AGAIN, BY_KIND,
         "the person has capacity, so only their own decision will do"),
    _row(_CLAIM, _NOT_TO_BE, _C.NOT_STATED, _ANY, _ANY, _ANY, _HELD, _A.CAPACITY, "SHARE-6",
         "the decision does not say whether the person had capacity"),
    _row(_ANY, _NOT_TO_BE, _ANY, _ANY, _ANY, _ANY, _NONE, None, BY_KIND,
         "it is not to be shared"),

    # It is to be shared, and the basis does not fit.
    _row(_ANY, _BY_CONSENT, _C.LACKS, _ANY, _ANY, _ANY, _HELD, _A.BEST_INTERESTS, BY_KIND,
         "the person lacks capacity to consent; a best-interests decision is needed"),
    _row(_ANY, _FOR_THEM, _C.HAS, _ANY, _ANY, _ANY, _HELD, _A.DECIDE_AGAIN, BY_KIND,
         "the person has capacity, so only their own consent will do"),
    _row(_ANY, _TO_BE, _C.NOT_STATED, _ANY, _ANY, _ANY, _HELD, _A.CAPACITY, "SHARE-6",
         "the decision does not say whether the person had capacity"),

    # It is to be shared, and there is a concern: whoever decides about that (SHARE-5) is asked first.
    _row(_ANY, _TO_BE, _ANY, _ANY, _R.OPEN, _ANY, _HELD, _A.CONCERN, "SHARE-5",
         "a concern about this copy is to be decided"),
    _row(_ANY, _TO_BE, _ANY, _MARKED, _ANY, _ANY, _HELD, _A.CONCERN, "SHARE-5",
         "a safeguarding mark names this recipient"),
    _row(_ANY, _TO_BE, _ANY, _ANY, _R.DECLINED, _ANY, _NONE, None, "SHARE-5",
         "a manager decided that no copy is given"),

    # It is to be shared in part, because of what was decided about a concern. The letter gives these words (SHARE-8).
    _row(_ANY, _CONSENTS, _ANY, _ANY, _R.IN_PART, _ANY, _PART, None, "SHARE-5", "the person's consent"),
    _row(_ANY, _ASKED, _ANY, _ANY, _R.IN_PART, _ANY, _PART, None, "SHARE-5", "the person asked for it"),
    _row(_ANY, _FOR_THEM, _ANY, _ANY, _R.IN_PART, _ANY, _PART, None, "SHARE-5", "a best-interests decision"),

    # It is to be shared.
    _row(_ANY, _D.CONSENT_FULL, _ANY, _ANY, _ANY, _ANY, _FULL, None, BY_KIND, "the person's consent"),
    _row(_ANY, _D.CONSENT_PART, _ANY, _ANY, _ANY, _ANY, _PART, None, BY_KIND, "the person's consent"),
    _row(_ANY, _D.ASKED_FULL, _ANY, _ANY, _ANY, _ANY, _FULL, None, "SHARE-4", "the person asked for it"),
    _row(_ANY, _D.ASKED_PART, _ANY, _ANY, _ANY, _ANY, _PART, None, "SHARE-4", "the person asked for it"),
    _row(_ANY, _D.BEST_INTERESTS_FULL, _ANY, _ANY, _ANY, _ANY, _FULL, None, BY_KIND, "a best-interests decision"),
    _row(_ANY, _D.BEST_INTERESTS_PART, _ANY, _ANY, _ANY, _ANY, _PART, None, BY_KIND, "a best-interests decision"),
)
# fmt: on
"""Who gets a copy: who, what was decided, with capacity or without, a mark that names them, a concern about it, the
scheme's default for carers; then what they get, what is asked, by which rule, and why. The first row that fits
counts."""


def who_gets(given: Given) -> Answer:
    """What the table says. Every combination has a row; the last rows of the table say the rest."""
    row = next(row for row in TABLE if row.fits(given))
    return Answer(row.gets, row.asks, row.rule or _RULE_OF.get(given.who, "SHARE-2"), row.why)
