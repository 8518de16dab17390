"""ROUTE · Whose decision it is, and whether the person deciding has the authority.

Source: the article on the TLAP guidance (delegated limits); statutory guidance 10.85 (panels do not amend or
micro-manage). A limit routes upward only: nothing here can lower or refuse a budget (ROUTE-8).
"""

from datetime import date
from typing import NamedTuple

from careplan.budget import one_off_cost_to_council, weekly_cost_to_council
from careplan.findings import Finding, finding
from careplan.plan import Plan, PlanKind, Team
from careplan.scheme import Authority, Scheme
from careplan.wire import Money, Stored


class Route(Stored):
    """ROUTE-2: the role a plan goes to, and why. `role` is empty where no role may agree it."""

    role: str
    reason: str
    weekly: Money
    one_off: Money


class Holding(NamedTuple):
    """One line of the register: a person holds a role, for one team or for all (None), between two dates."""

    person: str
    role: str
    team: Team | None
    starts: date
    ends: date | None

    def in_force(self, on: date, team: Team) -> bool:
        """Whether it holds on this day for this team. Both dates are themselves included."""
        return self.starts <= on and (self.ends is None or on <= self.ends) and self.team in (None, team)


class AuthorityUsed(Stored):
    """ROUTE-10: the authority behind a decision, as it is stored with it. `limit` None means any amount."""

    scheme: str
    role: str
    row: int
    limit: Money | None
    one_off_limit: Money | None
    on: date


def rows_that_cover(plan: Plan, scheme: Scheme) -> tuple[Authority, ...]:
    """ROUTE-1: the rows of the scheme that may agree this plan, lowest role first."""
    weekly, one_off = weekly_cost_to_council(plan.services), one_off_cost_to_council(plan.services)
    return tuple(row for row in scheme.authority if row.covers(plan.kind, weekly, one_off))


def route(plan: Plan, scheme: Scheme) -> Route:
    """ROUTE-2: to the lowest role that may agree the plan."""
    weekly, one_off = weekly_cost_to_council(plan.services), one_off_cost_to_council(plan.services)
    rows = rows_that_cover(plan, scheme)
    if not rows:
        reason = f"no role in scheme {scheme.edition} may agree £{weekly:,.2f} a week with £{one_off:,.2f} one-off"
        return Route(role="", reason=reason, weekly=weekly, one_off=one_off)
    lowest = rows[0]
    limit = "any amount" if lowest.agrees_any_amount else f"up to £{lowest.agrees_up_to:,.2f} a week"
    reason = f"{lowest.title} is the lowest role that may agree £{weekly:,.2f} a week ({limit}; {scheme.edition})"
    return Route(role=lowest.role, reason=reason, weekly=weekly, one_off=one_off)


def authority_to_agree(
    person: str, holdings: tuple[Holding, ...], plan: Plan, scheme: Scheme, on: date
) -> AuthorityUsed | Finding:
    """ROUTE-10, DEC-5: the authority by which `person` may decide this plan on this day, or why there is none.

    Any role whose limits cover the plan will do: a higher one than it was routed to has the authority too. Nobody on
    the register, an expired entry, another team's role and a limit too low all fail closed.
    """
    held = {holding.role for holding in holdings if holding.person == person and holding.in_force(on, plan.team)}
    if not held:
        reason = f"{person} holds no role for team {plan.team.value} on {on.isoformat()}."
        return finding("ROUTE-10", False, reason, "sent_by.id")
    for number, row in enumerate(scheme.authority, start=1):
        if row.role in held and row in rows_that_cover(plan, scheme):
            unlimited = row.agrees_any_amount
            return AuthorityUsed(
                scheme=scheme.edition,
                role=row.role,
                row=number,
                limit=None if unlimited else row.agrees_up_to,
                one_off_limit=None if unlimited else row.one_off_up_to,
                on=on,
            )
    weekly, one_off = weekly_cost_to_council(plan.services), one_off_cost_to_council(plan.services)
    whose = "an adult's" if plan.kind is PlanKind.ADULT else "a carer's"
    return finding(
        "ROUTE-1",
        False,
        f"{person} is {', '.join(sorted(held))} on {on.isoformat()}, which may not decide {whose} plan of "
        f"£{weekly:,.2f} a week with £{one_off:,.2f} one-off under {scheme.edition}.",
        "sent_by.id",
    )


def is_own_plan(person: str, practitioners: frozenset[str]) -> Finding:
    """ROUTE-9: met unless `person` submitted, resubmitted or planned any version of this plan."""
    return finding(
        "ROUTE-9",
        person not in practitioners,
        f"{person} submitted or planned this plan, so cannot decide it.",
        "sent_by.id",
    )
