"""ROUTE-1, ROUTE-9, SUB-8 · The register of staff: who holds which role, who is away, who acts or submits for whom.

Source: the article on the TLAP guidance, "the council has delegated powers of authority": who holds them is the
council's own list, line by line, with dates. A line counts only between its dates: where no line counts, nobody holds
the role.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from countersign.careplan.same_staff import as_compared, is_among, same_staff

ALL_TEAMS = ""
"""What the register writes where a line is for every team."""


class Holding(NamedTuple):
    """One line of the register: a person holds a role between two dates."""

    person: str
    """A staff reference."""

    role: str
    """A role's name, as the scheme has it."""

    team: str | None
    """The team that the line is for; None for all teams."""

    starts: date
    """The first day on which they hold the role."""

    ends: date | None
    """The last day on which they hold the role; None if there is no end."""

    agrees_up_to: Decimal | None = None
    """The person's own limit in pounds a week, where it is lower than the role's."""

    one_off_up_to: Decimal | None = None
    """The person's own limit for a one-off cost in pounds, where it is lower than the role's."""

    acting_for: str = ""
    """The absent member of staff for whom they act; empty where they hold the role themselves."""

    email: str = ""
    """Where to reach the person; empty where the register does not say."""

    name: str = ""
    """The person's name, as letters may give it; empty where the register does not say."""

    telephone: str = ""
    """The person's telephone; empty where the register does not say."""

    line_manager: str = ""
    """The staff reference of the person's line manager; empty where the register does not say."""

    submits_for: tuple[str, ...] = ()
    """SUB-8: the staff references of the practitioners for whom the person may submit plans."""

    @property
    def key(self) -> tuple[str, str, str, date, str]:
        """What tells two lines apart: person, role, team, first day, and for whom they act. WHO-3: as compared."""
        person, acting_for = as_compared(self.person), as_compared(self.acting_for)
        return person, self.role, self.team or ALL_TEAMS, self.starts, acting_for

    @property
    def never_began(self) -> bool:
        """Whether the line was ended before its first day."""
        return self.ends is not None and self.ends < self.starts

    def in_force(self, on: date, team: str | None) -> bool:
        """Whether the line counts on a day, its first and last day included. `team`: for which team; None for any."""
        in_time = self.starts <= on and (self.ends is None or on <= self.ends)
        return in_time and (team is None or self.team in (None, team))

    def covers(self, weekly: Decimal, one_off: Decimal) -> bool:
        """Whether the person's own limits, if they have any, cover these weekly and one-off costs."""
        within_weekly = self.agrees_up_to is None or weekly <= self.agrees_up_to
        within_one_off = self.one_off_up_to is None or one_off <= self.one_off_up_to
        return within_weekly and within_one_off


class Absence(NamedTuple):
    """A member of staff is away from the first to the last of these days."""

    person: str
    """A staff reference."""

    starts: date
    """The first day away."""

    ends: date | None
    """The last day away; None if they are away until further notice."""

    @property
    def never_began(self) -> bool:
        """Whether the absence was ended before its first day."""
        return self.ends is not None and self.ends < self.starts

    def covers(self, on: date) -> bool:
        """Whether the member of staff is away on a day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)


def share_a_day(line: Holding | Absence, starts: date, ends: date | None) -> bool:
    """Whether a line or an absence has a day in common with these days. `ends`: None if they have no end."""
    begins_in_time = ends is None or line.starts <= ends
    return not line.never_began and begins_in_time and (line.ends is None or line.ends >= starts)


class Contactable(NamedTuple):
    """Somebody who holds a role, and where to reach them."""

    person: str
    """A staff reference."""

    email: str
    """Their address; empty where the register has none."""


class Register(NamedTuple):
    """ROUTE-1, ROUTE-9: who holds what, and who is away."""

    holdings: tuple[Holding, ...] = ()
    """Every line of the register."""

    absences: tuple[Absence, ...] = ()
    """Every absence that the register knows."""

    def is_away(self, person: str, on: date) -> bool:
        """Whether somebody is away on a day."""
        return any(same_staff(absence.person, person) and absence.covers(on) for absence in self.absences)

    def has(self, person: str, on: date) -> bool:
        """Whether somebody holds any role, for any team, on a day."""
        return any(same_staff(holding.person, person) and holding.in_force(on, None) for holding in self.holdings)

    def email_of(self, person: str, on: date) -> str:
        """A person's e-mail address on a day, from their newest line that has one; empty if no line has."""
        return self._newest(person, on, lambda line: line.email)

    def name_of(self, person: str, on: date) -> str:
        """A person's name on a day, from their newest line that has one; empty if no line has."""
        return self._newest(person, on, lambda line: line.name)

    def telephone_of(self, person: str, on: date) -> str:
        """A person's telephone on a day, from their newest line that has one; empty if no line has."""
        return self._newest(person, on, lambda line: line.telephone)

    def line_manager_of(self, person: str, on: date) -> str:
        """A person's line manager on a day, from their newest line that has one; empty if no line has."""
        return self._newest(person, on, lambda line: line.line_manager)

    def submits_for(self, person: str, practitioner: str, on: date) -> bool:
        """SUB-8: whether a line of the person's lets them submit for a practitioner on a day."""
        return any(
            same_staff(line.person, person) and is_among(practitioner, line.submits_for) and line.in_force(on, None)
            for line in self.holdings
        )

    def _newest(self, person: str, on: date, what: Callable[[Holding], str]) -> str:
        lines = [
            line for line in self.holdings if same_staff(line.person, person) and what(line) and line.in_force(on, None)
        ]
        newest = max(lines, key=lambda line: (line.starts, line.role, line.team or ALL_TEAMS), default=None)
        return what(newest) if newest else ""

    def holders(self, role: str, team: str, on: date) -> tuple[Contactable, ...]:
        """Everybody who holds a role for a team, or for all teams, on a day: each person once, sorted by person.

        People who are away are left out. Whoever acts for them is listed, but only while the absent holder's own line
        counts. Where somebody has a line for the team and a line for all teams, the team's line gives the address.
        """
        lines = [holding for holding in self.holdings if holding.role == role and holding.in_force(on, team)]
        stood_in_for = [line.person for line in lines if not line.acting_for and self.is_away(line.person, on)]
        found: dict[str, Contactable] = {}
        for line in sorted(lines, key=lambda line: (as_compared(line.person), line.team is not None, line.starts)):
            if self.is_away(line.person, on) or (line.acting_for and not is_among(line.acting_for, stood_in_for)):
                continue
            whose = as_compared(line.person)
            before = found.get(whose, Contactable(line.person, ""))
            found[whose] = Contactable(before.person, line.email or before.email)
        return tuple(sorted(found.values()))
