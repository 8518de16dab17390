"""Says, from the rulebook and without the product's rules, who may decide a plan and whether a decision takes effect.

If this and the product differ, one of them is wrong. Money is in pence. A row is known by its place, the lowest first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.proof.coming_back import A_RETURN, Back
from tests.proof.councils import (
    BEGINS,
    CLERK,
    LARGER,
    MEMBERS,
    NOBODY_ALONE,
    PRACTITIONERS,
    TEAM,
    Council,
    Edition,
    Held,
    Row,
    Sits,
)
from tests.proof.judge_money import against_what_the_person_pays
from tests.proof.judge_returns import against_return
from tests.proof.plans import ASK, BARS, Facts, costs, found, takes_the_payment_away

NOBODY = 99
"""A place above every row: nobody may decide."""


@dataclass(frozen=True)
class Sat:
    """A panel or call as a decision reports it: its day, and its members with the skills that each brought."""

    on: date
    members: tuple[tuple[str, tuple[str, ...]], ...]
    expert: str = ""
    like_expertise: str = ""


@dataclass(frozen=True)
class Said:
    """A decision, in plain values. `limbs`: the three limbs. `replies`: the answers that are not yes.

    `says_why`: each of these answers says why the plan can be agreed even so. `regard`: the regard says something.
    `back`: what a return gives besides.
    """

    by: str
    version: int
    agrees: bool
    limbs: tuple[bool, bool, bool | None]
    considered: frozenset[tuple[str, str]] = frozenset()
    otherwise: tuple[tuple[str, str], ...] = ()
    replies: tuple[tuple[str, str], ...] = ()
    left_out: str = ""
    meeting: Sat | None = None
    says_why: bool = True
    regard: bool = True
    back: Back = A_RETURN

    @property
    def lines_otherwise(self) -> frozenset[str]:
        return frozenset(line for line, _ in self.otherwise)


@dataclass
class Standing:
    """How a plan stands. `went`: the role that each version was last sent to.

    `invited`: the days of panels and calls to which the person was invited about the version in hand. `routed`: the
    edition by which that version was routed. `decided`: whoever decided a version or sat on its panel. `holder`: the
    practitioner to whom the version in hand was reassigned. `asked`: who asked for what is not answered yet.
    `back`: how the version in hand was returned, if it was.
    """

    council: Council
    today: date = BEGINS
    versions: list[Facts] = field(default_factory=list[Facts])
    went: list[str] = field(default_factory=list[str])
    invited: list[date] = field(default_factory=list[date])
    routed: Edition | None = None
    missed: int = 0
    status: str = "awaiting a decision"
    decided: set[str] = field(default_factory=set[str])
    holder: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    back: Back = A_RETURN

    @property
    def facts(self) -> Facts:
        return self.versions[-1]

    @property
    def edition(self) -> Edition:
        return self.council.edition(self.today)

    @property
    def practitioners(self) -> frozenset[str]:
        """Whoever submitted or planned a version, and whoever holds the plan now."""
        return frozenset(
            {person for version in self.versions for person in version.practitioners} | ({self.holder} - {""})
        )

    def is_there(self, person: str) -> bool:
        """Whether somebody is on the register today."""
        always = person in (*MEMBERS, *PRACTITIONERS, CLERK)
        lines = (held for held in self.council.register if held.person == person)
        return always or any(
            held.starts <= self.today and (held.ends is None or self.today <= held.ends) for held in lines
        )


# ROUTE-1..3: where a plan goes


def covers(row: Row, kind: str, cost: tuple[int, int]) -> bool:
    """Whether a row may agree this cost for this kind of plan. A missing limit covers nothing."""
    weekly, once = cost
    if kind not in row.kinds or row.says == "nothing":
        return False
    if row.says == "any amount":
        return True
    below = weekly <= row.weekly if row.says == "up to" else weekly < row.weekly
    return below and (once == 0 or (row.once is not None and once <= row.once))


def reasons_to_meet(sits: Sits, edition: Edition, facts: Facts, cost: tuple[int, int]) -> list[str]:
    """The reasons why a plan goes to this panel or call, each true by the scheme's own figures."""
    weekly, once = cost
    larger = weekly > sits.amount if sits.larger == "over" else sits.larger == "from" and weekly >= sits.amount
    larger = larger or (sits.once_over is not None and once > sits.once_over)
    larger = larger and LARGER in sits.considers
    # What nobody may agree alone goes where a larger budget goes, for a reason of its own.
    alone = [row for row in edition.rows if not row.meeting and not row.once_missed]
    nobody = not any(covers(row, facts.kind, cost) for row in alone) and {LARGER, NOBODY_ALONE} & {*sits.considers}
    holds = {
        LARGER: larger,
        "very_complex": facts.very_complex and "very_complex" in sits.considers,
        "particularly_distinctive": facts.distinctive and "particularly_distinctive" in sits.considers,
        NOBODY_ALONE: nobody and not larger,
    }
    return [reason for reason, so in holds.items() if so]


def why_it_meets(standing: Standing) -> list[str] | None:
    """The reasons that the person is told, if the plan goes to a panel or call by what it costs now; else None."""
    edition, cost = standing.edition, costs(standing.facts)
    place = goes_to(edition, standing.facts, cost)
    if place == NOBODY or edition.rows[place].role != standing.went[-1] or not edition.rows[place].meeting:
        return None
    sits = next(meeting for meeting in edition.meetings if meeting.name == edition.rows[place].meeting)
    return sorted(reasons_to_meet(sits, edition, standing.facts, cost))


def goes_to(edition: Edition, facts: Facts, cost: tuple[int, int]) -> int:
    """The place of the lowest row that is to decide; NOBODY if there is none."""
    may = [place for place, row in enumerate(edition.rows) if covers(row, facts.kind, cost)]
    exceptional = next(
        (meeting.name for meeting in edition.meetings if reasons_to_meet(meeting, edition, facts, cost)), ""
    )
    if not exceptional:
        usual = [place for place in may if not edition.rows[place].meeting and not edition.rows[place].once_missed]
        return usual[0] if usual else NOBODY
    its_own = next(place for place, row in enumerate(edition.rows) if row.meeting == exceptional)
    if its_own in may:
        return its_own
    above = [place for place in may if place > its_own and not edition.rows[place].meeting]
    return above[0] if above else NOBODY


def place_of(role: str, edition: Edition) -> int:
    """The place of a role; -1, below every row, if the scheme no longer has it."""
    return next((place for place, row in enumerate(edition.rows) if row.role == role), -1)


def is_sent_to(standing: Standing) -> str:
    """The role for the version in hand. It is never lighter than the role of an earlier, dearer version."""
    edition, cost = standing.edition, costs(standing.facts)
    place = goes_to(edition, standing.facts, cost)
    if place == NOBODY:
        return ""
    for facts, role in zip(standing.versions[:-1], standing.went, strict=False):
        before = costs(facts)
        if before[0] > cost[0] or before[1] > cost[1]:
            place = max(place, place_of(role, edition))
    return edition.rows[place].role


# ROUTE-9, ROUTE-10: who may decide


def lowest(standing: Standing, otherwise: frozenset[str]) -> int:
    """The place of the lowest row that may decide the plan, with these lines managed otherwise."""
    as_decided = goes_to(standing.edition, standing.facts, costs(standing.facts, otherwise))
    sent = standing.went[-1]
    if as_decided == NOBODY:
        # It stays where it was sent: `rows_that_may` checks the limits of each row.
        return place_of(sent, standing.edition) if place_of(sent, standing.edition) >= 0 else NOBODY
    return max(as_decided, place_of(sent, standing.edition))


def rows_that_may(standing: Standing, otherwise: frozenset[str], *, at_meeting: bool) -> list[int]:
    """The places of the rows that may decide it today, from its own row upwards. A panel decides only its own plans."""
    edition, cost = standing.edition, costs(standing.facts, otherwise)
    own = lowest(standing, otherwise)
    if own == NOBODY:
        return []
    for_a_meeting = bool(edition.rows[own].meeting)
    return [
        place
        for place, row in enumerate(edition.rows)
        if place >= own
        and covers(row, standing.facts.kind, cost)
        and (not row.meeting or (place == own and at_meeting))
        and not (row.once_missed and for_a_meeting and standing.missed == 0)
    ]


def _holds(held: Held, standing: Standing, cost: tuple[int, int], *, any_team: bool = False) -> bool:
    on_time = held.starts <= standing.today and (held.ends is None or standing.today <= held.ends)
    of_the_team = any_team or held.team in (None, TEAM)
    within = (held.weekly is None or cost[0] <= held.weekly) and (held.once is None or cost[1] <= held.once)
    return on_time and of_the_team and within


def powers(person: str, standing: Standing, otherwise: frozenset[str], *, at_meeting: bool) -> list[int]:
    """The rows by which a person may decide it today, for themselves or for somebody who is away."""
    edition, cost = standing.edition, costs(standing.facts, otherwise)
    may = rows_that_may(standing, otherwise, at_meeting=at_meeting)
    roles = {edition.rows[place].role for place in may}
    lines = [line for line in standing.council.register if line.role in roles]
    own = any(
        line.person == person and not line.acting_for and _holds(line, standing, cost, any_team=True) for line in lines
    )
    found_in: set[str] = set()
    for line in lines:
        if line.person != person or not _holds(line, standing, cost):
            continue
        if not line.acting_for:
            found_in.add(line.role)
            continue
        away = any(
            each.person == line.acting_for
            and each.starts <= standing.today
            and (each.ends is None or standing.today <= each.ends)
            for each in standing.council.away
        )
        theirs = any(
            each.person == line.acting_for
            and each.role == line.role
            and not each.acting_for
            and _holds(each, standing, cost)
            for each in lines
        )
        if away and theirs and own and line.acting_for not in standing.practitioners:
            found_in.add(line.role)
    return [place for place in may if edition.rows[place].role in found_in]


def who_may(standing: Standing, otherwise: frozenset[str]) -> list[tuple[str, bool]]:
    """Everybody who may decide it today, each with whether they do so at a panel or call."""
    people = sorted({held.person for held in standing.council.register} - standing.practitioners)
    rows = standing.edition.rows
    return [
        (person, at_meeting)
        for at_meeting in (False, True)
        for person in people
        for place in powers(person, standing, otherwise, at_meeting=at_meeting)[:1]
        if bool(rows[place].meeting) == at_meeting
    ]


# Why a decision does not take effect


def against(said: Said, standing: Standing) -> list[str]:
    """Every reason, in words, why a decision does not take effect. Without any, it must take effect.

    What is wrong with what it says begins with the rule that it breaks; with who sends it and when, with no rule.
    """
    if said.version != len(standing.versions):
        return [f"it is about version {said.version}, and version {len(standing.versions)} is in hand"]
    if standing.status != "awaiting a decision":
        return [f"the plan is {standing.status}"]
    return [*_who(said, standing), *_the_test(said, standing), *_the_payment(said, standing)]


def _who(said: Said, standing: Standing) -> Iterator[str]:
    edition = standing.edition
    if said.by in standing.practitioners:
        yield f"{said.by} submitted or planned it"
    with_it = powers(said.by, standing, said.lines_otherwise, at_meeting=said.meeting is not None)
    if not with_it:
        yield f"{said.by} may not decide it"
        return
    row = edition.rows[with_it[0]]
    if said.meeting is None:
        return
    if not row.meeting:
        yield f"{said.by} decides it alone, as {row.role}, and not at a meeting"
        return
    sits = next(meeting for meeting in edition.meetings if meeting.name == row.meeting)
    yield from _the_meeting(said.meeting, sits, said.by, standing)


def _the_meeting(sat: Sat, sits: Sits, sender: str, standing: Standing) -> Iterator[str]:
    members = [member for member, _ in sat.members]
    if sat.on not in standing.invited or sat.on > standing.today:
        yield "the person was not invited to that meeting, or it has not been held"
    if len(set(members)) < sits.quorum or len(set(members)) < len(members):
        yield "it was not quorate"
    if not set(sits.skills) <= {skill for _, skills in sat.members for skill in skills}:
        yield "a skill was missing"
    if sender not in members:
        yield f"{sender} was not there"
    if set(members) & standing.practitioners:
        yield "whoever planned it sat there"
    if standing.facts.expert and (
        sat.expert not in members or (sat.expert != "ex-9" and not sat.like_expertise.strip())
    ):
        yield "no expert sat there, nor anybody of like expertise"
    for member in members:
        lines = [of_theirs for of_theirs in standing.council.register if of_theirs.person == member]
        if member not in MEMBERS and not any(
            of_theirs.starts <= sat.on and (of_theirs.ends is None or sat.on <= of_theirs.ends) for of_theirs in lines
        ):
            yield f"{member} was not on the register"


LIMB_OF = {
    "level_proportionate_to_needs_and_risk": 0,
    "type_appropriate_and_proportionate": 0,
    "contingency_proportionate": 0,
    "best_use_of_available_resources": 1,
}
"""The questions that ask about a limb directly, each with the number of the limb."""


def _before_agreeing(said: Said, standing: Standing) -> Iterator[str]:
    members = {member for member, _ in said.meeting.members} if said.meeting else set[str]()
    if {asker for asker, _ in standing.asked} & {said.by, *members}:
        yield "DEC-4: what they asked themselves is not answered"
    for question, reply in said.replies:
        if question == CLEAR_OUTCOMES and reply != "yes":
            yield "DEC-2: the outcomes are not clear"
        elif question not in LIMB_OF and reply != "yes" and not said.says_why:
            yield f"DEC-2: {question} is answered {reply}, and nobody says why it can be agreed even so"


CLEAR_OUTCOMES = "outcomes_clear_and_realistic"
"""The final plan must contain clear outcomes for review."""


def _the_test(said: Said, standing: Standing) -> Iterator[str]:
    otherwise = as_the_plan_has_it(said, standing.facts)
    left = any(line.direct for id_, line in standing.facts.named().items() if id_ not in otherwise)
    if left != (said.limbs[2] is not None):
        yield "DEC-1: the third limb is answered where, and only where, there is a direct payment"
    holds = all(limb is not False for limb in said.limbs)
    if said.agrees and not holds:
        yield "DEC-1: a limb does not hold"
    if not said.agrees and holds:
        yield "DEC-1: every limb holds: it must be agreed"
    if said.left_out:
        yield "DEC-2: a question is not answered"
    if not said.regard:
        yield "DEC-3: the regard says nothing"
    if said.agrees:
        yield from _before_agreeing(said, standing)
    else:
        yield from against_return(said.back, said.limbs, standing.facts)
    for question, reply in said.replies:
        if reply != "yes" and question in LIMB_OF and said.limbs[LIMB_OF[question]]:
            yield f"DEC-2: a limb holds, and {question} is answered {reply}"


def _the_payment(said: Said, standing: Standing) -> Iterator[str]:
    facts = standing.facts
    if not said.agrees:
        if said.otherwise:
            yield "DP-5: a return agrees no line"
        return
    yield from told_too_late(facts, standing.today)
    amiss = list(_lines_otherwise(said, facts))
    # What it costs otherwise is reckoned where the lines may be managed so.
    yield from amiss or (against_what_the_person_pays(facts, said.lines_otherwise) if said.otherwise else ())
    for rule, line, means in found(facts, as_the_plan_has_it(said, facts)):
        if means == BARS:
            yield f"{rule}: it bars {line or 'every line that is paid directly'}"
        if means == ASK and (rule, line) not in said.considered:
            yield f"{rule}: nobody said what was made of it {line}"


def as_the_plan_has_it(said: Said, facts: Facts) -> frozenset[str]:
    """The lines that a decision manages otherwise. One for which the plan has no other way stays as it is."""
    named = facts.named()
    return frozenset(id_ for id_ in said.lines_otherwise if id_ in named and named[id_].otherwise is not None)


def _lines_otherwise(said: Said, facts: Facts) -> Iterator[str]:
    named = facts.named()
    for id_, rule in said.otherwise:
        line = named.get(id_)
        if line is None or not line.direct or line.otherwise is None:
            yield f"DP-5: the plan does not say how {id_} would be managed otherwise"
        elif not takes_the_payment_away(facts, id_, rule):
            yield f"DP-5: {rule} takes no payment of {id_} away"


def told_too_late(facts: Facts, today: date) -> list[str]:
    """DEC-8: the person knows their indicative budget before planning, and so on a day before."""
    is_late = BEGINS + timedelta(days=facts.told) >= today
    return ["DEC-8: the person was not told their indicative budget on a day before"] if is_late else []


def could_be_agreed(standing: Standing) -> tuple[tuple[str, str], ...] | None:
    """The barred lines, each with its rule, that must be managed otherwise to agree the plan. None: it cannot be."""
    named = standing.facts.named()
    lines: dict[str, str] = {}
    for rule, line, means in found(standing.facts):
        if means == BARS:
            for id_ in [line] if line else [name for name, what in named.items() if what.direct]:
                lines.setdefault(id_, rule)
    if any(named[id_].otherwise is None for id_ in lines):
        return None
    return tuple(sorted(lines.items()))
