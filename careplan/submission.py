"""SUB-2 · The door: what arrives as a submission, read whole, with every problem named at once.

A submission can be wrong in its form (a field missing or misspelt) and wrong in its substance (a statement without
evidence) at the same time. Each part of the plan is read by itself, so that the rules can speak about every part
that could be read, whatever is wrong elsewhere.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from pydantic import TypeAdapter, ValidationError

from careplan import budget, direct_payment, employment, principles, readiness
from careplan.findings import Finding, unmet
from careplan.messages import Refusal, Submission
from careplan.plan import Plan
from careplan.wire import IN_WORDS

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
    """One thing wrong with a message: where, and what, in words its sender can act on."""

    where: str
    what: str
    rule: str = ""

    def __str__(self) -> str:
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{self.where}: {self.what}{rule}" if self.where else f"{self.what}{rule}"


class Read(NamedTuple):
    """A submission as read: either complete, or refused with a code and every problem."""

    submission: Submission | None
    code: Refusal | None
    problems: tuple[Problem, ...]


def _named(part: str | int) -> str:
    """A step of a path. A key that could be no field's name is not repeated: it may be somebody's words."""
    return str(part) if isinstance(part, int) or _FIELD_NAME.fullmatch(part) else "(not a name)"


def problems_of_form(error: ValidationError, prefix: str = "") -> tuple[Problem, ...]:
    """What pydantic found, without the values: the values may be about a person."""
    found: list[Problem] = []
    for each in error.errors(include_url=False, include_input=False):
        where = ".".join((*([prefix] if prefix else []), *map(_named, each["loc"])))
        said = IN_WORDS.get(each.get("ctx", {}).get("pattern", ""), each["msg"].removeprefix("Value error, "))
        what = {
            "missing": "is missing",
            "extra_forbidden": "is not a field of this message",
            "timezone_aware": "needs its offset from UTC, such as 2026-11-21T09:30:00+00:00",
        }.get(each["type"], said[:1].lower() + said[1:])
        found.append(Problem(where, what))
    return tuple(found)


def check_plan(plan: Plan) -> tuple[Finding, ...]:
    """SUB-1..7, BUD-1..3, DEC-8, DP-7, DP-8: every finding about a plan whose form is right, met and unmet."""
    return tuple(found for check, parts in CHECKS for found in check(*(getattr(plan, part) for part in parts)))


def _readable_parts(raw_plan: Mapping[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for name, field in Plan.model_fields.items():
        if name not in raw_plan:
            if not field.is_required():
                parts[name] = field.get_default(call_default_factory=True)
            continue
        try:
            # Strict JSON semantics do not matter here: this is the same reading that `Plan` would do.
            parts[name] = _PART[name].validate_python(raw_plan[name])
        except ValidationError:
            continue
    return parts


def _gaps(raw_plan: object) -> tuple[Problem, ...]:
    if not isinstance(raw_plan, Mapping):
        return ()
    parts = _readable_parts(cast("Mapping[str, Any]", raw_plan))
    findings = [
        found
        for check, names in CHECKS
        if all(name in parts for name in names)
        for found in check(*(parts[n] for n in names))
    ]
    return tuple(Problem(found.where, found.reason, found.rule) for found in unmet(findings))


def read_submission(raw: object) -> Read:
    """Read a decoded JSON value as a submission (SUB-2).

    Returns the submission, or `malformed` with every problem of form and every gap that could be seen despite them,
    or `incomplete` with every gap.
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
