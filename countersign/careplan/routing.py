"""ROUTE · Which role decides a plan, and whether somebody has the authority to decide it.

Source: the article on the TLAP guidance (delegated limits, panels as the exception); statutory guidance 10.85 (panels
do not amend or micro-manage). A limit routes upward only: nothing here can lower or refuse a budget (ROUTE-8).
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from countersign.careplan.authority import WHY_THERE, Authority, Exceptional, why_there
from countersign.careplan.budget import NOTHING, Cost, cost_to_council
from countersign.careplan.findings import Finding, finding
from countersign.careplan.plan import Plan, PlanKind
from countersign.careplan.register import Holding, Register
from countersign.careplan.same_staff import is_among, same_staff
from countersign.careplan.scheme import Scheme
from countersign.careplan.wire import Money, Stored, is_so


class Route(Stored):
    """ROUTE-2, ROUTE-3, DEC-9: the role that a plan goes to, and why."""

    role: str
    """The role; empty where no role may agree the plan."""

    reason: str
    """Why the plan goes to this role, in words."""

    weekly: Money
    """What the plan costs the council a week."""

    one_off: Money
    """What the plan costs the council once."""

    meeting: str = ""
    """The panel or call at which the role decides; empty if the role decides alone."""

    exceptional: tuple[Exceptional, ...] = ()
    """Why the plan goes to a panel or call."""

    lighter: str = ""
    """The role for the cost now, where an earlier version cost more and went to a higher role; otherwise empty."""


class AuthorityUsed(Stored):
    """ROUTE-10: the authority behind a decision, as it is stored with the decision.

    Its limits are the lowest of the role's and of the person's own. Where somebody acts for another member of staff,
    the limits of both count.
    """

    scheme: str
    """The edition of the scheme."""

    role: str
    """The role that decided."""

    row: int
    """The number of the role's row in the scheme, from 1."""

    limit: Money | None
    """The weekly limit; None for any amount."""

    one_off_limit: Money | None
    """The limit for one-off costs; None for any amount."""

    on: date
    """The day of the decision."""

    exclusive: bool = False
    """Whether the weekly limit itself may not be agreed, only less."""

    team: str = ""
    """The team of the register's line; empty for all teams."""

    held_from: date | None = None
    """The first day of the register's line."""

    held_until: date | None = None
    """The last day of the register's line; None if it has no end."""

    acting_for: str = ""
    """The absent authoriser for whom somebody acted; empty if they acted for nobody."""

    meeting: str = ""
    """The panel or call for which they spoke; empty if they decided alone."""


class Light(NamedTuple):
    """AMEND-2: a light amendment: it is decided by what changed, and by what that costs."""

    role: str
    """The lowest role that may agree it."""

    rise: Cost
    """By how much the cost to the council rises."""


class ToDecide(NamedTuple):
    """What there is to decide: a plan, and the role that it was routed to."""

    plan: Plan

    role: str
    """The role that the plan was routed to."""

    meeting_missed: bool = False
    """Whether the plan's panel or call did not decide it."""

    at_meeting: bool = True
    """Whether the plan is decided at the panel or call for which a role speaks; False where somebody decides alone."""

    light: Light | None = None
    """AMEND-2: where only a light amendment is decided; None for a whole plan."""

    @property
    def cost(self) -> Cost:
        """What is agreed to: the cost of the plan; of a light amendment, by how much it rises."""
        return self.light.rise if self.light else cost_to_council(self.plan.services)


def exceptional(plan: Plan, scheme: Scheme) -> tuple[str, tuple[Exceptional, ...]]:
    """ROUTE-3: the panel or call that a plan goes to, and why. Only these reasons send a plan there.

    Each is true by the scheme's own figures: a budget is larger than usual only over the meeting's figure. That nobody
    may decide it alone is another reason, and is given where the budget is not larger than usual.
    """
    weekly, one_off = cost_to_council(plan.services)
    nobody_alone = not any(row.covers(plan.kind, weekly, one_off) for row in scheme.authority if _decides_alone(row))
    for meeting in scheme.meeting:
        larger = Exceptional.LARGER_THAN_USUAL in meeting.considers and meeting.is_larger_than_usual(weekly, one_off)
        holds = {
            Exceptional.LARGER_THAN_USUAL: larger,
            Exceptional.VERY_COMPLEX: is_so(plan.very_complex) and Exceptional.VERY_COMPLEX in meeting.considers,
            Exceptional.DISTINCTIVE: is_so(plan.distinctive) and Exceptional.DISTINCTIVE in meeting.considers,
            Exceptional.NOBODY_ALONE: nobody_alone and not larger and meeting.takes_what_nobody_decides_alone,
        }
        why = tuple(reason for reason, so in holds.items() if so)
        if why:
            return meeting.name, why
    return "", ()


def _decides_alone(row: Authority) -> bool:
    return row.in_meeting is None and not row.once_missed


def route(plan: Plan, scheme: Scheme, floor: str = "") -> Route:
    """ROUTE-2, ROUTE-3: a plan goes to the lowest role that may agree it; only an exceptional plan to a panel or call.

    `floor`: the role that an earlier version went to which cost more: no lower role decides a cut (DEC-9).
    """
    weekly, one_off = cost_to_council(plan.services)
    meeting, why = exceptional(plan, scheme)
    rows = [
        row
        for row in scheme.authority
        if row.covers(plan.kind, weekly, one_off) and (row.in_meeting == meeting if meeting else _decides_alone(row))
    ]
    if meeting and not rows:
        # The panel itself may not agree so much. The plan goes to the next row above the panel that may, alone.
        above = scheme.roles_from(next(row.role for row in scheme.authority if row.in_meeting == meeting))
        rows = [
            row
            for row in scheme.authority
            if row.role in above and row.covers(plan.kind, weekly, one_off) and row.in_meeting is None
        ]
    if not rows:
        reason = f"no role in scheme {scheme.edition} may agree £{weekly:,.2f} a week with £{one_off:,.2f} one-off"
        return Route(role="", reason=reason, weekly=weekly, one_off=one_off, exceptional=why)
    lowest = rows[0]
    reason = (
        f"{lowest.title} is the lowest role that may agree £{weekly:,.2f} a week "
        f"({lowest.limit_in_words}; {scheme.edition})"
    )
    if lowest.in_meeting:
        once = f" and £{one_off:,.2f} once" if one_off else ""
        reason = f"{lowest.title}, because {why_there(why)}: £{weekly:,.2f} a week{once} ({scheme.edition})"
    elif why:
        there = next(known.title for known in scheme.meeting if known.name == meeting)
        reason = (
            f"{lowest.title}, because {why_there(why)}, and the {there} may not agree £{weekly:,.2f} a week "
            f"({lowest.limit_in_words}; {scheme.edition})"
        )
    by_cost = Route(
        role=lowest.role,
        reason=reason,
        weekly=weekly,
        one_off=one_off,
        meeting=lowest.in_meeting or "",
        exceptional=why if lowest.in_meeting else (),
    )
    return _not_lighter(by_cost, floor, scheme)


def route_of_light(plan: Plan, scheme: Scheme, light: Light) -> Route | None:
    """AMEND-2: a light amendment goes to the lowest role that may agree what it adds; None if none may."""
    rows = rows_that_may_decide(ToDecide(plan, light.role, light=light), scheme)
    if not rows:
        return None
    _, row = rows[0]
    weekly, one_off = cost_to_council(plan.services)
    reason = (
        f"{row.title}, because only what is light changes: £{light.rise.weekly:,.2f} a week more, and "
        f"£{light.rise.one_off:,.2f} once ({scheme.edition})"
    )
    return Route(role=row.role, reason=reason, weekly=weekly, one_off=one_off)


def _not_lighter(by_cost: Route, floor: str, scheme: Scheme) -> Route:
    """DEC-9: the route by cost, or the route of an earlier version that cost more where that led to a higher role."""
    roles = [row.role for row in scheme.authority]
    if floor not in roles or roles.index(floor) <= roles.index(by_cost.role):
        return by_cost
    row = scheme.authority[roles.index(floor)]
    reason = (
        f"{row.title}, as for the version that cost more: a cut is not decided by a lighter route ({scheme.edition})"
    )
    return by_cost.model_copy(
        update={"role": row.role, "reason": reason, "meeting": row.in_meeting or "", "lighter": by_cost.role}
    )


def refer(plan: Plan, scheme: Scheme, role: str, *, to_meeting: bool) -> Route | Finding:
    """ROUTE-3: where a plan goes that is too complex for a role: the next above that may decide it, alone or there.

    `to_meeting`: to the panel or call for what is very complex, and not to one person.
    """
    weekly, one_off = cost_to_council(plan.services)
    above = scheme.roles_from(role)
    complex_there = {meeting.name for meeting in scheme.meeting if Exceptional.VERY_COMPLEX in meeting.considers}
    for row in scheme.authority:
        if row.role in above and row.covers(plan.kind, weekly, one_off):
            if to_meeting and row.in_meeting in complex_there:
                return as_referred(plan, scheme, row.role)
            if not to_meeting and _decides_alone(row):
                return as_referred(plan, scheme, row.role)
    nowhere = (
        f"{scheme.edition} has no panel or call above {scheme.title_of(role)} for what is very complex: refer it up."
        if to_meeting
        else f"Nobody above {scheme.title_of(role)} may decide this plan alone under {scheme.edition}."
    )
    return finding("ROUTE-3", False, nowhere, "to")


def as_referred(plan: Plan, scheme: Scheme, role: str) -> Route:
    """ROUTE-3: the route of a plan that was referred to a role as too complex."""
    weekly, one_off = cost_to_council(plan.services)
    row = next(row for row in scheme.authority if row.role == role)
    reason = f"{row.title}, because {WHY_THERE[Exceptional.REFERRED]}: £{weekly:,.2f} a week ({scheme.edition})"
    if row.in_meeting is None:
        reason = f"{row.title}, to whom it was referred as too complex: £{weekly:,.2f} a week ({scheme.edition})"
    return Route(
        role=role,
        reason=reason,
        weekly=weekly,
        one_off=one_off,
        meeting=row.in_meeting or "",
        exceptional=(Exceptional.REFERRED,) if row.in_meeting else (),
    )


def heaviest(roles: Iterable[str], scheme: Scheme) -> str:
    """The highest of these roles in a scheme; empty if it has none of them."""
    known = [row.role for row in scheme.authority]
    return max((role for role in roles if role in known), key=known.index, default="")


def to_decide(plan: Plan, sent_to: str, scheme: Scheme, *, meeting_missed: bool, at_meeting: bool = True) -> ToDecide:
    """What there is to decide about a plan that was sent to a role. The role is never lower than its cost now asks."""
    role = heaviest((sent_to, route(plan, scheme).role), scheme)
    return ToDecide(plan, role, meeting_missed, at_meeting)


def rows_that_may_decide(deciding: ToDecide, scheme: Scheme) -> tuple[tuple[int, Authority], ...]:
    """ROUTE-1, ROUTE-2, ROUTE-3: the rows that may decide a plan, each with its number: from its own role upwards.

    A panel or call decides only a plan that was sent there (ROUTE-3). A row for what a meeting missed may decide such
    a plan only once the meeting has missed it.
    """
    plan = deciding.plan
    weekly, one_off = deciding.cost
    roles = [row.role for row in scheme.authority]
    if deciding.light is not None:
        lowest = roles.index(deciding.light.role) if deciding.light.role in roles else len(roles)
        return tuple(
            (number, row)
            for number, row in enumerate(scheme.authority, start=1)
            if number > lowest and _decides_alone(row) and row.covers(plan.kind, weekly, one_off)
        )
    if deciding.role not in roles:
        # No role may agree the plan, or the scheme has changed: route it again, so that a gap lets nobody in.
        role_now = route(plan, scheme).role
        start = roles.index(role_now) if role_now else len(roles)
    else:
        start = roles.index(deciding.role)
    own_row = scheme.authority[start] if start < len(roles) else None
    for_a_meeting = own_row is not None and own_row.in_meeting is not None
    return tuple(
        (number, row)
        for number, row in enumerate(scheme.authority, start=1)
        if number > start
        and row.covers(plan.kind, weekly, one_off)
        and (not (row.once_missed and for_a_meeting) or deciding.meeting_missed)
        and (row.in_meeting is None or (row is own_row and deciding.at_meeting))
    )


def authority_to_agree(
    person: str, register: Register, deciding: ToDecide, scheme: Scheme, on: date
) -> AuthorityUsed | Finding:
    """ROUTE-10, DEC-5: the authority by which `person` may decide this plan on a day, or why they have none.

    Any row from the plan's own upwards gives it, if the row's limits cover the plan. These give none: no line on the
    register, a line that has ended, a role in another team, a limit that is too low. Whoever acts for a colleague has
    no wider powers than either of them: both must be able to decide such a plan themselves, and the colleague must be
    away (ROUTE-9).
    """
    plan = deciding.plan
    holdings = [line for line in register.holdings if same_staff(line.person, person) and line.in_force(on, plan.team)]
    if not holdings:
        reason = f"{person} holds no role for team {plan.team} on {on.isoformat()}."
        return finding("ROUTE-10", False, reason, "sent_by.id")
    weekly, one_off = deciding.cost
    rows = rows_that_may_decide(deciding, scheme)
    for number, row in rows:
        for holding in sorted(holdings, key=lambda line: line.acting_for):
            if holding.role != row.role or not holding.covers(weekly, one_off):
                continue
            powers = [holding]
            if holding.acting_for:
                powers_of_both = _powers_of_both(holding, register, rows, deciding, on)
                if powers_of_both is None:
                    continue
                powers += powers_of_both
            roles = {power.role for power in powers}
            return _authority_used(
                number,
                row,
                holding,
                [power_row for power_row in scheme.authority if power_row.role in roles],
                powers,
                scheme,
                on,
            )
    whose = "an adult's" if plan.kind is PlanKind.ADULT else "a carer's"
    what = "light amendment, which adds" if deciding.light else "plan of"
    as_what = ", ".join(sorted({f"acting {line.role}" if line.acting_for else line.role for line in holdings}))
    return finding(
        "ROUTE-1",
        False,
        f"{person} is {as_what} on {on.isoformat()}, which may not decide {whose} {what} "
        f"£{weekly:,.2f} a week with £{one_off:,.2f} one-off under {scheme.edition}.",
        "sent_by.id",
    )


def _powers_of_both(
    holding: Holding, register: Register, rows: tuple[tuple[int, Authority], ...], deciding: ToDecide, on: date
) -> list[Holding] | None:
    """ROUTE-9: the own lines of the absent colleague and of whoever acts for them, by which each may decide the plan.

    None if either has no such line, or if the colleague is not away.
    """
    if not register.is_away(holding.acting_for, on):
        return None
    roles = {row.role for _, row in rows}
    plan, (weekly, one_off) = deciding.plan, deciding.cost

    def power_of(person: str, team: str | None, role: str | None = None) -> Holding | None:
        return next(
            (
                line
                for line in register.holdings
                if same_staff(line.person, person)
                and not line.acting_for
                and line.role in roles
                and role in (None, line.role)
                and line.in_force(on, team)
                and line.covers(weekly, one_off)
            ),
            None,
        )

    absent, acting = power_of(holding.acting_for, plan.team, holding.role), power_of(holding.person, None)
    return [absent, acting] if absent is not None and acting is not None else None


def _authority_used(
    number: int,
    row: Authority,
    holding: Holding,
    rows: list[Authority],
    powers: list[Holding],
    scheme: Scheme,
    on: date,
) -> AuthorityUsed:
    """ROUTE-10: the authority as it is stored, with the lowest limit of all the rows and powers behind it."""
    under = [(limited.agrees_under, True) for limited in rows if limited.agrees_under is not None]
    up_to = [(limited.agrees_up_to, False) for limited in (*rows, *powers) if limited.agrees_up_to is not None]
    # For equal amounts, "under £x" is a lower limit than "up to £x".
    limit, exclusive = min([*under, *up_to], key=lambda limit: (limit[0], not limit[1]), default=(None, False))
    one_off_limits = [power.one_off_up_to for power in powers if power.one_off_up_to is not None]
    one_off_limits += [power_row.one_off_up_to or NOTHING for power_row in rows if not power_row.agrees_any_amount]
    return AuthorityUsed(
        scheme=scheme.edition,
        role=row.role,
        row=number,
        limit=limit,
        one_off_limit=min(one_off_limits, default=None),
        on=on,
        exclusive=exclusive,
        team=holding.team or "",
        held_from=holding.starts,
        held_until=holding.ends,
        acting_for=holding.acting_for,
        meeting=row.in_meeting or "",
    )


def is_own_plan(person: str, practitioners: frozenset[str], acting_for: str = "") -> Finding:
    """ROUTE-9: met unless `person`, or the colleague for whom they act, submitted, planned or now holds the plan."""
    planner = next((staff for staff in (person, acting_for) if is_among(staff, practitioners)), "")
    acting = f", for whom {person} acts," if planner and planner != person else ""
    return finding(
        "ROUTE-9",
        not planner,
        f"{planner or person}{acting} submitted, planned or worked on this plan, or is its practitioner now, so cannot "
        "decide it.",
        "sent_by.id",
    )
