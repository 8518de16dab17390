"""Who may have a copy of a plan, by the rulebook (SHARE-1..9, TELL-8, AMEND-3), worked out apart from the product.

Who is who is known here as the story has it, whatever reference or spelling a version gives them. What a decision says
is in the words of the message. Everything is as it stands at one moment: the day, and what has come by then.
"""

from dataclasses import dataclass, field
from datetime import date

FULL, PART, NONE, HELD = "full", "part", "none", "held"
OPEN = "open"
CARER, PROVIDER, ADVOCATE, ANYONE = "carer", "provider", "advocate", "anyone"
THE_PERSON = "the person"
SECTIONS = ("needs", "outcomes", "services", "budget", "risks_and_contingency")


@dataclass(frozen=True)
class Said:
    """A decision about one recipient's copy."""

    about: str
    """Who it is about: somebody of the story, not a reference."""

    scope: str

    on: date

    sections: frozenset[str] = frozenset()

    basis: str = "consent"

    capacity: bool | None = True
    """None: not stated."""

    until: date | None = None

    consulted: bool = True
    """For a best-interests decision: whether it says who was."""

    because_of_risk: bool = False

    decided_by: str = THE_PERSON
    """Somebody of the story; "" for whoever decided for them and is not in it, such as a social worker."""

    is_request: bool = False
    """SHARE-4: whether the person asked for it of themselves."""


@dataclass(frozen=True)
class Verdict:
    """What somebody is to have."""

    extent: str
    """FULL, PART, NONE, or HELD: nothing, until a person has decided."""

    sections: frozenset[str] = frozenset()

    rule: str = ""

    @property
    def may_have(self) -> frozenset[str]:
        """The sections that they may see."""
        return {FULL: frozenset(SECTIONS), PART: self.sections}.get(self.extent, frozenset())


def lacks(said: Said) -> set[str]:
    """What a decision to share lacks; empty: it counts. A refusal lacks nothing: it "can be withdrawn at any time".

    The rulebook refuses a decision "by whoever would receive": one that gives them something.
    """
    if said.scope == NONE:
        return set()
    is_consent, has_none = said.basis == "consent", said.capacity is False
    return {
        why
        for why, so in {
            "capacity is not stated": said.capacity is None,  # SHARE-6: it belongs to each decision
            "consent without capacity": has_none and is_consent,  # SHARE-2
            "somebody else consents": is_consent and said.decided_by != THE_PERSON,  # SHARE-2: "the person's consent"
            "best interests with capacity": said.capacity is True and not is_consent,  # SHARE-2
            "nobody was consulted": not is_consent and not said.consulted,  # the issue
        }.items()
        if so
    }


def refused(said: Said, today: date, *, in_a_plan: bool) -> set[str]:
    """Why a decision cannot be taken in; empty: it can.

    A plan is taken in with a decision that lacks something, since it must not wait for a copy: that is asked about.
    """
    why = set[str]() if in_a_plan else lacks(said)
    why |= {"of a day that has not come"} if said.on > today else set()  # SHARE-6
    why |= {"decided by whoever would receive"} if said.scope != NONE and said.decided_by == said.about else set()
    return why


def in_force(decisions: list[Said], about: str, today: date) -> Said | None:
    """SHARE-6: of what has come, in order, about somebody: what was decided last; on one day a refusal wins.

    Of several of one day, none of them a refusal, what came last: it is all that is known of their order.
    """
    theirs = [said for said in decisions if said.about == about and said.on <= today]
    if not theirs:
        return None
    last = max(said.on for said in theirs)
    of_that_day = [said for said in theirs if said.on == last]
    return next((said for said in reversed(of_that_day) if said.scope == NONE), of_that_day[-1])


RAISED, DECIDED, ASKED, MARKED = "raised", "decided", "asked", "marked"


@dataclass(frozen=True)
class Happened:
    """Something that bears on somebody's copy: a concern, what was decided about one, a request, a mark."""

    what: str
    """RAISED, DECIDED, ASKED or MARKED."""

    number: int
    """Which came first."""

    about: str
    """Somebody of the story."""

    reference: str
    """Under which they stood when it was said."""

    name: str
    """Which they had then."""

    version: int
    """The version in hand then: by it the reference means somebody."""

    outcome: str = ""
    """FULL, PART or NONE, of what was decided."""

    sections: frozenset[str] = frozenset()

    def may_be_about(self, who: str, reference: str, name: str, version: int) -> bool:
        """ADR 34: what holds a copy back counts for whom it is about, and whoever has their reference or name.

        Not by reference alone for a version before that: there it meant somebody else for good.
        """
        by_reference = self.reference == reference and self.version <= version
        return self.about == who or by_reference or self.name.lower() == name.lower()


@dataclass(frozen=True)
class Stands:
    """SHARE-5: how it stands about somebody's copy. `outcome`: OPEN, or what was decided last; "": no concern."""

    outcome: str = ""
    sections: frozenset[str] = frozenset()
    is_marked: bool = False
    """Whether a mark bears on them about which nothing was decided since."""


SHARES_LESS = (FULL, PART, NONE)


def _is_less(one: str, other: str) -> bool:
    return SHARES_LESS.index(one) > SHARES_LESS.index(other)


def stands(who: str, reference: str, name: str, version: int, happened: list[Happened]) -> Stands:
    """SHARE-1, SHARE-5: of what came, in order, what stands about somebody who has them in this version.

    What was decided holds for whom it was about; decided about another who may be them, it asks where it shares less
    than what was decided about them. A request after a refusal asks again (ADR 34).
    """
    outcome, sections, decided = "", frozenset[str](), -1
    theirs = [each for each in happened if each.may_be_about(who, reference, name, version)]
    for each in theirs:
        if each.what == DECIDED and each.about == who:
            outcome, sections, decided = each.outcome, each.sections, each.number
            continue
        asks_again = each.what == ASKED and outcome in (PART, NONE)
        is_less = each.what == DECIDED and (outcome not in SHARES_LESS or _is_less(each.outcome, outcome))
        if each.what == RAISED or asks_again or is_less:
            outcome, sections = OPEN, frozenset[str]()
    marked = any(each.what == MARKED and each.number > decided for each in theirs)
    return Stands(outcome, sections, marked)


@dataclass
class Known:
    """What is known of copies at one moment."""

    today: date

    decisions: list[Said] = field(default_factory=list[Said])
    """As they came. A decision that is repeated word for word came when it first did, about whom it was then."""

    stands: dict[str, Stands] = field(default_factory=dict[str, Stands])
    """What stands about whose copy."""

    has_marks: bool = False
    """Whether any safeguarding mark stands."""

    carers_by_default: str = FULL
    """The scheme's: FULL, or "on_request"."""

    delivers: frozenset[str] = frozenset()
    """The providers who deliver care by this version."""

    doubted: frozenset[str] = frozenset()
    """About whom nothing was decided, while something was about somebody else under the same reference: the rulebook
    carries nothing over, and whether it is somebody else is for a person to say (ADR 31)."""

    has_died: bool = False


def usually_has_one(kind: str, who: str, known: Known) -> bool:
    """SHARE-1, SHARE-3: whether somebody usually has a copy: then it is asked about where nothing is decided."""
    said = in_force(known.decisions, who, known.today)
    by_request = said is not None and said.is_request and not has_ended(said, known.today)  # SHARE-4
    return by_request or kind == CARER or who in known.doubted or (kind == PROVIDER and who in known.delivers)


def has_ended(said: Said, today: date) -> bool:
    """SHARE-6: whether a decision is past its last day. Nothing takes its place: nobody has decided anything else."""
    return said.until is not None and said.until < today


def of_a_decision(said: Said, kind: str, known: Known) -> Verdict:
    """SHARE-1, SHARE-2: what somebody is to have by the decision in force."""
    if has_ended(said, known.today):
        extent = HELD if usually_has_one(kind, said.about, known) else NONE
        return Verdict(extent, rule="SHARE-6: it is past its last day")
    if lacks(said):
        return Verdict(HELD, rule="SHARE-2, SHARE-6: it lacks something: it is asked")
    if said.capacity is None:
        return Verdict(HELD, rule="SHARE-6: capacity is not stated: it is asked")
    if said.basis == "consent" and not said.capacity:
        # A refusal, of which the rulebook speaks for carers: of whoever usually has none, nothing is asked.
        extent = HELD if usually_has_one(kind, said.about, known) else NONE
        return Verdict(extent, rule="SHARE-1, SHARE-2: without capacity it is decided in their best interests")
    if said.basis == "best_interests" and said.capacity:
        return Verdict(HELD, rule="SHARE-2: whoever has capacity decides")
    return Verdict(said.scope, said.sections if said.scope == PART else frozenset(), "SHARE-1..3")


def without_a_decision(kind: str, who: str, known: Known) -> Verdict:
    """SHARE-1..3: what somebody is to have about whom nothing was decided."""
    if who in known.doubted:
        return Verdict(HELD, rule="SHARE-6: nothing is carried over; it is asked who it is")
    match kind:
        case "carer" if known.carers_by_default == FULL:
            return Verdict(FULL, rule="SHARE-1: normally in full")
        case "provider" if who in known.delivers:
            return Verdict(HELD, rule="SHARE-6: a provider of care is asked about")
        case _:
            return Verdict(NONE, rule="SHARE-2: only with consent")


def verdict(kind: str, who: str, known: Known) -> Verdict:
    """What somebody is to have, at this moment."""
    if known.has_died:
        return Verdict(NONE, rule="END: a death holds back all that is not sent")
    said = in_force(known.decisions, who, known.today)
    wanted = of_a_decision(said, kind, known) if said else without_a_decision(kind, who, known)
    concern = known.stands.get(who, Stands())
    if concern.outcome == OPEN or concern.is_marked:
        return wanted if wanted.extent == NONE else Verdict(HELD, rule="SHARE-1, SHARE-5: its line manager decides")
    if not concern.outcome or not wanted.may_have:
        return wanted
    match concern.outcome:
        case "full":
            return wanted
        case "part":
            left = wanted.may_have & concern.sections
            return Verdict(PART if left else NONE, left, "SHARE-5: leaving sections out")
        case _:
            return Verdict(NONE, rule="SHARE-5: declined")


def says_what_is_missing(who: str, known: Known) -> bool:
    """SHARE-8: whether somebody's part copy may say what is left out.

    A concern that was decided in full is no reason for leaving anything out: the person's own decision is.
    """
    said = in_force(known.decisions, who, known.today)
    by_risk = said is not None and said.because_of_risk
    return not (by_risk or known.stands.get(who, Stands()).outcome in (OPEN, PART, NONE) or known.has_marks)


def is_taken_back(kind: str, who: str, sections: frozenset[str], known: Known) -> bool:
    """SHARE-9: whether a decision has withdrawn a copy of these sections, or its last day is over.

    What was decided about a concern does the same. Not while something else is still asked about them.
    """
    said, now = in_force(known.decisions, who, known.today), verdict(kind, who, known)
    if known.stands.get(who, Stands()).outcome in (FULL, PART, NONE) and now.extent != HELD:
        return not sections <= now.may_have
    if said is None or (now.extent == HELD and not has_ended(said, known.today)):
        return False
    return not sections <= now.may_have
