"""SUB-6, SUB-7 · The teams that may submit under a scheme.

Source: the procedure, "This procedure is used by all of the following teams and services": nine of them, which stand in
`schemes/procedure.toml`. Another council names its own in its scheme.
"""

from countersign.careplan.findings import Finding, finding
from countersign.careplan.wire import Incoming, ShortText, TeamName, Text

ALL_TEAMS_IN_A_WORD = "all"
"""How people write that something is for every team. So it is no team's name."""


class SchemeTeam(Incoming):
    """One team, as submissions and the register name it."""

    name: TeamName

    title: ShortText
    """What people call the team."""

    source: Text


def is_one_of(team: str, teams: tuple[SchemeTeam, ...]) -> tuple[Finding, ...]:
    """SUB-6: the plan's team is one of the scheme's."""
    names = ", ".join(known.name for known in teams)
    reason = f"The team must be one of the scheme's: {names}."
    return (finding("SUB-6", any(known.name == team for known in teams), reason, "plan.team"),)
