"""SUB-2 · The door: a submission is read as a whole, and every problem in it is named at once.

A submission can be wrong in its form (a field is missing or misspelt) and in its substance (a statement has no
evidence) at the same time. So each part of the plan is read by itself: the rules then check every part that can be
read, whatever is wrong with the others.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from pydantic import TypeAdapter, ValidationError

from countersign.careplan import budget, direct_payment, employment, principles, readiness
from countersign.careplan.findings import Finding, unmet
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.submission import Submission
from countersign.careplan.plan import Plan
from countersign.careplan.wire import IN_WORDS

Check = Callable[..., tuple[Finding, ...]]

CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (readiness.missing_statements, ("readiness",)),
    (readiness.contingency_is_written, ("contingency_plan",)),
    (readiness.evidence_above_indicative, ("services", "indicative_budget", "over_indicative")),
    (readiness.needs_are_met, ("needs", "services")),
    (readiness.outcomes_can_be_reviewed, ("outcomes",)),
    (readiness.areas_fit_the_kind, ("kind", "needs")),
    (readiness.references_hold, ("needs", "outcomes", "services", "providers", "carers", "sharing", "alternatives")),
    (readiness.budget_is_explained, ("how_budget_was_worked_out",)),
    (budget.figures_hold, ("services", "person_pays")),
    (principles.told_in_time, ("indicative_budget_told_on",)),
    (employment.costs_are_itemised, ("services",)),
    (direct_payment.comparison_is_whole, ("services",)),
)
"""Each check, and the parts of the plan that it reads."""

_PART = {name: TypeAdapter[Any](field.rebuild_annotation()) for name, field in Plan.model_fields.items()}

_FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,59}")


class Problem(NamedTuple):
    """One thing that is wrong with a message, in words that its sender can act on."""

    where: str
    """The path of the field that it is about; empty if it is about the whole message."""

    what: str
    """What is wrong."""

    rule: str = ""
    """The id of the rule that finds it wrong; empty for a problem of form."""

    def __str__(self) -> str:
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{self.where}: {self.what}{rule}" if self.where else f"{self.what}{rule}"


class Read(NamedTuple):
    """What came of reading a submission: it is complete, or it is refused."""

    submission: Submission | None
    """The submission; None if it is refused."""

    code: Refusal | None
    """Why it is refused; None if it is complete."""

    problems: tuple[Problem, ...]
    """Everything that is wrong with it."""


def _part_of_path(part: str | int) -> str:
    """One part of a field's path. A key that cannot be a field's name is not repeated: it may be somebody's words."""
    return str(part) if isinstance(part, int) or _FIELD_NAME.fullmatch(part) else "(not a name)"


def problems_of_form(error: ValidationError, prefix: str = "") -> tuple[Problem, ...]:
    """The problems that pydantic found, without the values: a value may be about a person."""
    problems: list[Problem] = []
    for details in error.errors(include_url=False, include_input=False):
        where = ".".join((*([prefix] if prefix else []), *map(_part_of_path, details["loc"])))
        message = IN_WORDS.get(details.get("ctx", {}).get("pattern", ""), details["msg"].removeprefix("Value error, "))
        what = {
            "missing": "is missing",
            "extra_forbidden": "is not a field of this message",
            "timezone_aware": "needs its offset from UTC, such as 2026-11-21T09:30:00+00:00",
        }.get(details["type"], message[:1].lower() + message[1:])
        problems.append(Problem(where, what))
    return tuple(problems)


def check_plan(plan: Plan) -> tuple[Finding, ...]:
    """SUB-1..7, BUD-1..3, DEC-8, DP-7, DP-8: every finding about a plan whose form is right, met and unmet."""
    return tuple(finding for check, parts in CHECKS for finding in check(*(getattr(plan, part) for part in parts)))


def _readable_parts(raw_plan: Mapping[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for name, field in Plan.model_fields.items():
        if name not in raw_plan:
            if not field.is_required():
                parts[name] = field.get_default(call_default_factory=True)
            continue
        try:
            # `Plan` would read this part in the same way.
            parts[name] = _PART[name].validate_python(raw_plan[name])
        except ValidationError:
            continue
    return parts


def _gaps(raw_plan: object) -> tuple[Problem, ...]:
    if not isinstance(raw_plan, Mapping):
        return ()
    parts = _readable_parts(cast("Mapping[str, Any]", raw_plan))
    findings = [
        finding
        for check, names in CHECKS
        if all(name in parts for name in names)
        for finding in check(*(parts[name] for name in names))
    ]
    return tuple(Problem(gap.where, gap.reason, gap.rule) for gap in unmet(findings))


def read_submission(raw: object) -> Read:
    """Read a decoded JSON value as a submission (SUB-2).

    Returns the submission if it is complete. Otherwise returns `malformed`, with every problem of form and every gap
    that can be seen in spite of them, or `incomplete`, with every gap.
    """
    try:
        submission = Submission.model_validate(raw)
    except ValidationError as error:
        raw_plan = cast("Mapping[str, Any]", raw).get("plan") if isinstance(raw, Mapping) else None
        return Read(None, Refusal.MALFORMED, (*problems_of_form(error), *_gaps(raw_plan)))
    gaps = unmet(check_plan(submission.plan))
    if gaps:
        return Read(None, Refusal.INCOMPLETE, tuple(Problem(gap.where, gap.reason, gap.rule) for gap in gaps))
    return Read(submission, None, ())
