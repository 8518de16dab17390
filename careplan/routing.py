"""ROUTE · Whose decision it is, and whether the person deciding has the authority.

Source: the article on the TLAP guidance (delegated limits, panels as the exception); statutory guidance 10.85 (panels
do not amend or micro-manage). A limit routes upward only: nothing here can lower or refuse a budget (ROUTE-8).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from careplan.authority import Authority, Exceptional
from careplan.budget import NOTHING, cost_to_council
from careplan.findings import Finding, finding
from careplan.plan import Plan, PlanKind, Team
from careplan.readiness import is_evidence
from careplan.scheme import Scheme
from careplan.wire import Money, Stored


class Route(Stored):
    """ROUTE-2, ROUTE-3: the role that a plan goes to, and why. `role` is empty where no role may agree it.

    `meeting`: the panel or call at which that role decides; empty if it decides alone. `exceptional`: why it goes
    there. `lighter`: the role to which it would have gone had it not cost more before (DEC-9); empty if none.
    """

    role: str
    reason: str
    weekly: Money
    one_off: Money
    meeting: str = ""
    exceptional: tuple[Exceptional, ...] = ()
    lighter: str = ""


class Holding(NamedTuple):
    """One line of the register: a person holds a role, for one team or for all (None), between two dates.

    `agrees_up_to`, `one_off_up_to`: the person's own limits, where they are lower than the role's. `acting_for`: the
    absent member of staff for whom they act in it; empty where they hold it themselves.
    """

    person: str
    role: str
    team: Team | None
    starts: date
    ends: date | None
    agrees_up_to: Decimal | None = None
    one_off_up_to: Decimal | None = None
    acting_for: str = ""

    def in_force(self, on: date, team: Team | None) -> bool:
        """Whether it holds on this day, for this team or, of None, for any. Both dates are themselves included."""
        in_time = self.starts <= on and (self.ends is None or on <= self.ends)
        return in_time and (team is None or self.team in (None, team))

    def covers(self, weekly: Decimal, one_off: Decimal) -> bool:
        """Whether the person's own limits, if they have any, cover so much a week and so much once."""
        within_weekly = self.agrees_up_to is None or weekly <= self.agrees_up_to
        within_one_off = self.one_off_up_to is None or one_off <= self.one_off_up_to
        return within_weekly and within_one_off


class Absence(NamedTuple):
    """A member of staff is away from one day to another, both included; `ends` None: until further notice."""

    person: str
    starts: date
    ends: date | None

    def covers(self, on: date) -> bool:
        """Whether they are away on a day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)


class Register(NamedTuple):
    """ROUTE-1, ROUTE-9: who holds what, and who is away."""

    holdings: tuple[Holding, ...] = ()
    absences: tuple[Absence, ...] = ()

    def is_away(self, person: str, on: date) -> bool:
        """Whether somebody is away on a day."""
        return any(absence.person == person and absence.covers(on) for absence in self.absences)


class AuthorityUsed(Stored):
    """ROUTE-10: the authority behind a decision, as it is stored with it. A limit of None means any amount.

    `scheme`: the edition. `row`: of the scheme, from 1. `limit`, `one_off_limit`: the lowest of the role's and the
    person's own, and of those of both where one acts for another. `exclusive`: whether the weekly limit does not cover
    its own amount. `team`: of the register's line, empty for all; `held_from`, `held_until`: its dates. `acting_for`:
    the absent authoriser, where somebody acted for one. `meeting`: the panel or call for which they spoke.
    """

    scheme: str
    role: str
    row: int
    limit: Money | None
    one_off_limit: Money | None
    on: date
    exclusive: bool = False
    team: str = ""
    held_from: date | None = None
    held_until: date | None = None
    acting_for: str = ""
    meeting: str = ""


class ToDecide(NamedTuple):
    """What there is to decide: a plan, the role that it was routed to, and whether its panel or call missed it.

    `at_meeting`: whether it is decided at the panel or call for which a role speaks, or by somebody alone.
    """

    plan: Plan
    role: str
    meeting_missed: bool = False
    at_meeting: bool = True


def exceptional(plan: Plan, scheme: Scheme) -> tuple[str, tuple[Exceptional, ...]]:
    """ROUTE-3: the panel or call that a plan goes to, and why. Nothing but these reasons sends one there.

    What none alone may agree is larger than usual too: the scheme has said so by its limits.
    """
    weekly, one_off = cost_to_council(plan.services)
    nobody_alone = not any(row.covers(plan.kind, weekly, one_off) for row in scheme.authority if _alone(row))
    for meeting in scheme.meeting:
        holds = {
            Exceptional.LARGER_THAN_USUAL: meeting.is_larger_than_usual(weekly, one_off) or nobody_alone,
            Exceptional.VERY_COMPLEX: is_evidence(plan.very_complex),
            Exceptional.DISTINCTIVE: is_evidence(plan.distinctive),
        }
        why = tuple(reason for reason in Exceptional if reason in meeting.considers and holds[reason])
        if why:
            return meeting.name, why
    return "", ()


def _alone(row: Authority) -> bool:
    return row.in_meeting is None and not row.once_missed


def route(plan: Plan, scheme: Scheme, floor: str = "") -> Route:
    """ROUTE-2, ROUTE-3: to the lowest role that may agree the plan; to a panel or call only where it is exceptional.

    `floor`: a role that an earlier, dearer version went to: a cut is never decided by a lighter route (DEC-9).
    """
    weekly, one_off = cost_to_council(plan.services)
    meeting, why = exceptional(plan, scheme)
    rows = [
        row
        for row in scheme.authority
        if row.covers(plan.kind, weekly, one_off) and (row.in_meeting == meeting if meeting else _alone(row))
    ]
    if meeting and not rows:
        # The panel itself may not agree so much: to the next row above it that may, alone.
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
        words = " and ".join(one.value.replace("_", " ") for one in why)
        reason = f"{lowest.title}, because the plan is {words}: £{weekly:,.2f} a week ({scheme.edition})"
    to = Route(
        role=lowest.role,
        reason=reason,
        weekly=weekly,
        one_off=one_off,
        meeting=lowest.in_meeting or "",
        exceptional=why if lowest.in_meeting else (),
    )
    return _not_lighter(to, floor, scheme)


def _not_lighter(to: Route, floor: str, scheme: Scheme) -> Route:
    """DEC-9: the route of an earlier, dearer version, where that was a heavier one."""
    roles = [row.role for row in scheme.authority]
    if floor not in roles or roles.index(floor) <= roles.index(to.role):
        return to
    row = scheme.authority[roles.index(floor)]
    reason = (
        f"{row.title}, as for the version that cost more: a cut is not decided by a lighter route ({scheme.edition})"
    )
    return to.model_copy(
        update={"role": row.role, "reason": reason, "meeting": row.in_meeting or "", "lighter": to.role}
    )


def heaviest(roles: Iterable[str], scheme: Scheme) -> str:
    """The highest of these roles in a scheme; empty if it has none of them."""
    known = [row.role for row in scheme.authority]
    return max((role for role in roles if role in known), key=known.index, default="")


def to_decide(plan: Plan, sent_to: str, scheme: Scheme, *, meeting_missed: bool, at_meeting: bool = True) -> ToDecide:
    """What there is to decide about a plan that was sent to a role; no lighter than where its cost sends it now."""
    role = heaviest((sent_to, route(plan, scheme).role), scheme)
    return ToDecide(plan, role, meeting_missed, at_meeting)


def rows_that_may_decide(deciding: ToDecide, scheme: Scheme) -> tuple[tuple[int, Authority], ...]:
    """ROUTE-1, ROUTE-2, ROUTE-3: the rows that may decide it, each with its number: from its own role upwards.

    Only a plan that was sent to a panel or call is decided there (ROUTE-3). A row that is to decide what that missed
    waits until it has.
    """
    plan = deciding.plan
    weekly, one_off = cost_to_council(plan.services)
    roles = [row.role for row in scheme.authority]
    if deciding.role not in roles:
        # No role may agree it, or the scheme has changed: its route is worked out anew. Nobody is let in by a gap.
        now = route(plan, scheme).role
        start = roles.index(now) if now else len(roles)
    else:
        start = roles.index(deciding.role)
    own = scheme.authority[start] if start < len(roles) else None
    for_a_meeting = own is not None and own.in_meeting is not None
    return tuple(
        (number, row)
        for number, row in enumerate(scheme.authority, start=1)
        if number > start
        and row.covers(plan.kind, weekly, one_off)
        and (not (row.once_missed and for_a_meeting) or deciding.meeting_missed)
        and (row.in_meeting is None or (row is own and deciding.at_meeting))
    )


def authority_to_agree(
    person: str, register: Register, deciding: ToDecide, scheme: Scheme, on: date
) -> AuthorityUsed | Finding:
    """ROUTE-10, DEC-5: the authority by which `person` may decide this plan on this day, or why there is none.

    Any row from the plan's own upwards whose limits cover it will do. Nobody on the register, an expired line, another
    team's role and a limit too low all fail closed. Acting for somebody is never wider than either's own powers: both
    must be able to decide such a plan themselves, and the one acted for must be away (ROUTE-9).
    """
    plan = deciding.plan
    mine = [one for one in register.holdings if one.person == person and one.in_force(on, plan.team)]
    if not mine:
        reason = f"{person} holds no role for team {plan.team.value} on {on.isoformat()}."
        return finding("ROUTE-10", False, reason, "sent_by.id")
    weekly, one_off = cost_to_council(plan.services)
    rows = rows_that_may_decide(deciding, scheme)
    for number, row in rows:
        for held in sorted(mine, key=lambda one: one.acting_for):
            if held.role != row.role or not held.covers(weekly, one_off):
                continue
            powers = [held]
            if held.acting_for:
                both = _acting(held, register, rows, plan, on)
                if both is None:
                    continue
                powers += both
            roles = {one.role for one in powers}
            return _used(number, row, held, [one for one in scheme.authority if one.role in roles], powers, scheme, on)
    whose = "an adult's" if plan.kind is PlanKind.ADULT else "a carer's"
    as_what = ", ".join(sorted({f"acting {one.role}" if one.acting_for else one.role for one in mine}))
    return finding(
        "ROUTE-1",
        False,
        f"{person} is {as_what} on {on.isoformat()}, which may not decide {whose} plan of "
        f"£{weekly:,.2f} a week with £{one_off:,.2f} one-off under {scheme.edition}.",
        "sent_by.id",
    )


def _acting(
    held: Holding, register: Register, rows: tuple[tuple[int, Authority], ...], plan: Plan, on: date
) -> list[Holding] | None:
    """ROUTE-9: the powers of both, where each has them and the one acted for is away; None otherwise."""
    if not register.is_away(held.acting_for, on):
        return None
    may = {row.role for _, row in rows}
    weekly, one_off = cost_to_council(plan.services)

    def powers(person: str, team: Team | None, role: str | None = None) -> Holding | None:
        return next(
            (
                one
                for one in register.holdings
                if one.person == person
                and not one.acting_for
                and one.role in may
                and role in (None, one.role)
                and one.in_force(on, team)
                and one.covers(weekly, one_off)
            ),
            None,
        )

    theirs, own = powers(held.acting_for, plan.team, held.role), powers(held.person, None)
    return [theirs, own] if theirs is not None and own is not None else None


def _used(
    number: int,
    row: Authority,
    held: Holding,
    rows: list[Authority],
    powers: list[Holding],
    scheme: Scheme,
    on: date,
) -> AuthorityUsed:
    """ROUTE-10: as it is stored: the lowest of every limit of the rows and the powers behind it."""
    under = [(one.agrees_under, True) for one in rows if one.agrees_under is not None]
    up_to = [(one.agrees_up_to, False) for one in (*rows, *powers) if one.agrees_up_to is not None]
    # Of the same amount, the limit that does not cover it is the lower.
    limit, exclusive = min([*under, *up_to], key=lambda one: (one[0], not one[1]), default=(None, False))
    once = [one.one_off_up_to for one in powers if one.one_off_up_to is not None]
    once += [one.one_off_up_to or NOTHING for one in rows if not one.agrees_any_amount]
    return AuthorityUsed(
        scheme=scheme.edition,
        role=row.role,
        row=number,
        limit=limit,
        one_off_limit=min(once, default=None),
        on=on,
        exclusive=exclusive,
        team=held.team.value if held.team else "",
        held_from=held.starts,
        held_until=held.ends,
        acting_for=held.acting_for,
        meeting=row.in_meeting or "",
    )


def is_own_plan(person: str, practitioners: frozenset[str], acting_for: str = "") -> Finding:
    """ROUTE-9: met unless `person`, or whom they act for, submitted, resubmitted or planned any version of the plan."""
    own = next((one for one in (person, acting_for) if one and one in practitioners), "")
    acting = f", for whom {person} acts," if own and own != person else ""
    return finding(
        "ROUTE-9",
        not own,
        f"{own or person}{acting} submitted or planned this plan, so cannot decide it.",
        "sent_by.id",
    )
