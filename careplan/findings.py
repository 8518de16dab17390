"""What a rule says: a `Finding`, met or not, with its rule and its source.

A business "no" is a value. Exceptions are for broken input and broken plumbing only.
"""

from collections.abc import Iterable

from careplan.sources import RULES
from careplan.wire import Stored


class Finding(Stored):
    """One rule's answer about one thing.

    `rule`: its id in the rulebook. `met`: whether it holds. `reason`: one sentence its reader can act on, with
    references (N1, S2) and never a person's details. `where`: the field it is about, if any.
    """

    rule: str
    met: bool
    reason: str
    source: str
    where: str = ""


def finding(rule: str, met: bool, reason: str, where: str = "") -> Finding:
    """Build a finding; its source is looked up, so that no rule can speak without one.

    Raises KeyError for an id that is not in `careplan.sources.RULES`.
    """
    sources = "; ".join(str(source) for source in RULES[rule].sources)
    return Finding(rule=rule, met=met, reason=reason, source=sources, where=where)


def unmet(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that do not hold, in their order."""
    return tuple(item for item in findings if not item.met)
