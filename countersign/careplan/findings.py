"""What a rule says: a `Finding`, met or not, with its rule and its source.

A business "no" is a value. Only broken input and broken plumbing raise exceptions.
"""

from collections.abc import Iterable

from countersign.careplan.sources import RULES
from countersign.careplan.wire import Stored


class Finding(Stored):
    """One rule's answer about one thing."""

    rule: str
    """The rule's id in the rulebook."""

    met: bool
    """Whether the rule is met."""

    reason: str
    """A sentence that its reader can act on. It has references (N1, S2), and never a person's details."""

    source: str
    """What the rule rests on."""

    where: str = ""
    """The field that the finding is about, if it is about one."""


def finding(rule: str, met: bool, reason: str, where: str = "") -> Finding:
    """Build a finding. Its source is looked up, so that every finding has one.

    Raises KeyError for an id that is not in `careplan.sources.RULES`.
    """
    sources = "; ".join(str(source) for source in RULES[rule].sources)
    return Finding(rule=rule, met=met, reason=reason, source=sources, where=where)


def unmet(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that are not met, in their order."""
    return tuple(finding for finding in findings if not finding.met)
