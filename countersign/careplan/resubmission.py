"""RET-3, RET-5, DEC-9 · What a resubmission says of each reason, the revision, what was gathered, a lower cost.

Source: the procedure, "When the social care practitioner re-submits the plan it should be considered again"; "having
full regard for the Caldicott Principles, Data Protection Legislation and local information sharing policies"; "you
should agree how best to do so with the person"; *R (P) v Croydon*: reasons for a lower amount that the person can
understand. No lower role than before decides a cut: see `careplan.routing`.
"""

import json
import re
from decimal import Decimal
from typing import cast

from countersign.careplan.budget import MOST, NOTHING, cost_to_council
from countersign.careplan.decision_parts import Wanted
from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import Finding, finding
from countersign.careplan.less_than_before import in_short, lowered
from countersign.careplan.messages.decisions import Resubmit
from countersign.careplan.messages.information import Gathered
from countersign.careplan.plan import Plan
from countersign.careplan.wire import Money, Stored, is_so
from countersign.careplan.working_time import london_day

WHO_AND_WHERE = frozenset(
    {
        "person",
        "representative",
        "advocate",
        "written_to",
        "practitioner",
        "planned_by",
        "team",
        "expert_assessor",
        "providers",
        "carers",
        "sharing",
        "safeguarding",
        "understanding",
    }
)
"""RET-3: the parts of a plan that say who it is about, what helps them follow it, and who has it. A change of these
alone revises nothing."""

NO_SAYS_NOTHING = frozenset({"very_complex", "distinctive", "urgent_needs"})
"""RET-3: the parts of a plan in which "no" says as much as nothing: whoever adds it has revised nothing (SUB-1)."""

_NUMBER = re.compile(r"(?<![\w.])[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?![\w.]*[0-9])")
"""A number, with the commas that part its thousands: 21 and 21.00 say the same. A date or a reference is none."""

_SAYS_NOTHING = re.compile(r"[,;:!?\"“”‘’']|\.(?![0-9])")
"""Marks that change nothing of what a plan says; the point of an amount is none of them."""


def answers_every_reason(resubmit: Resubmit, reasons: tuple[str, ...]) -> tuple[Finding, ...]:
    """RET-5: the resubmission says what was done about each reason of the return, and only these. Faults only."""
    answered = [response.reason for response in resubmit.responses]
    findings = [
        finding("RET-5", False, f"Nothing is said about reason {reason}.", "responses")
        for reason in reasons
        if reason not in answered
    ]
    findings += [
        finding("RET-5", False, f"{reason} is not a reason of the return.", "responses")
        for reason in answered
        if reason not in reasons
    ]
    if len(set(answered)) != len(answered):
        findings.append(finding("RET-5", False, "Each reason is answered once.", "responses"))
    return tuple(findings)


def gives_what_was_wanted(resubmit: Resubmit, before: Plan, wanted: Wanted | None) -> tuple[Finding, ...]:
    """RET-3: the resubmission gives what the return wanted of it, information or a revision. Faults only.

    `before`: the version that was returned. `wanted`: what its return wanted.
    """
    revised = _is_revised(resubmit, before) if wanted is Wanted.REVISION else ()
    stated = _says_whether_gathered(resubmit.gathered) if wanted is Wanted.INFORMATION else ()
    return (*revised, *stated, *sharing_was_weighed(resubmit.gathered))


def _is_revised(resubmit: Resubmit, before: Plan) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if _what_it_says(resubmit.plan) == _what_it_says(before):
        reason = (
            "A revision was wanted, and the plan says what it said before: change what the return is about. If the "
            "return is not clear, ask about it (RET-4)."
        )
        findings.append(finding("RET-3", False, reason, "plan"))
    if not is_evidence(resubmit.revisiting_agreed):
        reason = "A revision was wanted: say how it was agreed with the person how to go over these parts again."
        findings.append(finding("RET-3", False, reason, "revisiting_agreed"))
    return tuple(findings)


def _what_it_says(plan: Plan) -> str:
    """What a plan says, however its words are spaced and punctuated, and in whatever order its parts stand."""
    not_so = {name for name in NO_SAYS_NOTHING if not is_so(getattr(plan, name))}
    return _alike(plan.model_dump(mode="json", exclude={*WHO_AND_WHERE, *not_so}))


def _alike(part: object) -> str:
    """One text for a part of a plan. The parts of a list count in any order; capitals and full stops say nothing."""
    if isinstance(part, dict):
        fields = cast("dict[str, object]", part)
        return json.dumps({name: _alike(fields[name]) for name in sorted(fields)})
    if isinstance(part, list):
        return json.dumps(sorted(_alike(item) for item in cast("list[object]", part)))
    if isinstance(part, str):
        return " ".join(_SAYS_NOTHING.sub(" ", _NUMBER.sub(_the_number, part.casefold())).split())
    return json.dumps(part)


def _the_number(found: re.Match[str]) -> str:
    return f"{Decimal(found.group().replace(',', '')).normalize():f}"


def _says_whether_gathered(gathered: Gathered | None) -> tuple[Finding, ...]:
    if gathered is not None:
        return ()
    reason = (
        "Information was wanted: say whether it had to be gathered from others, and if so what was weighed under the "
        "Caldicott Principles and data protection. If it was at hand, from_others is false."
    )
    return (finding("RET-3", False, reason, "gathered"),)


def sharing_was_weighed(gathered: Gathered | None) -> tuple[Finding, ...]:
    """RET-3, DEC-4: where information was gathered from others, it is recorded what was weighed first. Faults only."""
    if gathered is None or not gathered.from_others or is_evidence(gathered.what_was_weighed):
        return ()
    reason = (
        "Information was gathered from others: say what was weighed under the Caldicott Principles, data protection "
        "and the council's policy on sharing."
    )
    return (finding("RET-3", False, reason, "gathered.what_was_weighed"),)


class CostChange(Stored):
    """DEC-9: what a version costs the council, beside the version before it: a week and once, each by itself."""

    weekly_before: Money

    weekly: Money

    one_off_before: Money

    one_off: Money

    @property
    def is_less(self) -> bool:
        """Whether it costs less, each week or once."""
        return self.weekly < self.weekly_before or self.one_off < self.one_off_before

    @property
    def is_more(self) -> bool:
        """Whether it costs more, each week or once."""
        return self.weekly > self.weekly_before or self.one_off > self.one_off_before


def cost_change(plan: Plan, before: Plan) -> CostChange:
    """DEC-9: what a plan costs the council, beside the version before it."""
    now, then = cost_to_council(plan.services), cost_to_council(before.services)
    return CostChange(weekly_before=then.weekly, weekly=now.weekly, one_off_before=then.one_off, one_off=now.one_off)


def costs_less(plan: Plan, before: Plan) -> bool:
    """DEC-9: whether a plan costs the council less than the version before, each week or once."""
    return cost_change(plan, before).is_less


def a_lower_budget_is_explained(resubmit: Resubmit, before: Plan) -> tuple[Finding, ...]:
    """DEC-9: a version that costs less than the version before, or gives the person less, says why. Faults only.

    What is cheaper and what is dearer are told apart: a lower cost each week is not made up for by a higher one once.
    Where its figures are impossible (BUD-2, BUD-3), nobody knows yet what it costs, and nothing is asked.
    """
    if not _may_cost_that(resubmit.plan):
        return ()
    change = cost_change(resubmit.plan, before)
    takes = "; ".join(map(in_short, lowered(resubmit.plan, before, london_day(resubmit.sent_at))))
    explained = is_evidence(resubmit.why_it_costs_less)
    if (change.is_less or bool(takes)) == explained:
        return ()
    if explained:
        reason = "This version costs no less than the one before: leave out why_it_costs_less."
    elif not change.is_less:
        reason = (
            f"This version costs the council no less, and gives the person less or charges them more: {takes}. Say "
            "why, in words that the person can follow. They will be told."
        )
    else:
        though = f", though more {_each(change, less=False)}" if change.is_more else ""
        besides = f" ({takes})" if takes else ""
        reason = (
            f"This version costs less {_each(change, less=True)}{though}{besides}: say why it costs less, in words "
            "that the person can follow. They will be told."
        )
    return (finding("DEC-9", False, reason, "why_it_costs_less"),)


def _may_cost_that(plan: Plan) -> bool:
    """Whether no line costs the council less than nothing once, and all of them no more than `MOST`."""
    shares_fit = all(line.one_off_rest >= NOTHING for line in plan.services)
    return shares_fit and max(cost_to_council(plan.services)) <= MOST


def _each(change: CostChange, *, less: bool) -> str:
    """What became cheaper, or what became dearer, each with both figures."""
    parts = (
        ("each week", change.weekly, change.weekly_before),
        ("once", change.one_off, change.one_off_before),
    )
    return " and ".join(
        f"{how_often} (£{now:,.2f}, before £{before:,.2f})"
        for how_often, now, before in parts
        if (now < before if less else now > before)
    )
