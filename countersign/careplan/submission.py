"""SUB-2 · The door: a submission is read as a whole, and every problem in it is named at once.

A submission can be wrong in its form (a field is missing or misspelt) and in its substance (a statement has no
evidence) at the same time. So each part of the plan is read by itself: the rules then check every part that can be
read, whatever is wrong with the others.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from countersign.careplan import (
    budget,
    charging,
    commissioning,
    days_within_reason,
    employment,
    further_evidence,
    principles,
    readiness,
    references,
    sharing,
    teams,
    understanding,
    who_decided,
    words_on_paper,
)
from countersign.careplan.bounds import beyond
from countersign.careplan.consent import SharingDecision
from countersign.careplan.findings import Finding, unmet
from countersign.careplan.form_in_words import form_in_words
from countersign.careplan.may_submit import may_submit, nobody_is_their_own_manager
from countersign.careplan.messages.amendments import SubmitAmendment
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.decisions import Resubmit
from countersign.careplan.messages.submission import Submission
from countersign.careplan.people import Advocate, Carer, Person, Provider, Representative
from countersign.careplan.plan import Plan
from countersign.careplan.register import Register
from countersign.careplan.said_later import sent_ahead
from countersign.careplan.scheme import Scheme
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.sources import RULES
from countersign.careplan.staff import StaffForm, references_in
from countersign.careplan.statements import OverIndicativeEvidence
from countersign.careplan.understanding import Understanding
from countersign.careplan.working_time import london_day

Check = Callable[..., tuple[Finding, ...]]

SchemeOf = Callable[[str], Scheme | None]

ONLY_A_SCHEME_ALLOWS = frozenset({"SUB-4"})
"""Rules of which a scheme may ask less than the procedure does."""


def _nobody_decides_their_own_copy(
    decisions: tuple[SharingDecision, ...],
    carers: tuple[Carer, ...],
    providers: tuple[Provider, ...],
    advocate: Advocate | None,
    representative: Representative | None,
) -> tuple[Finding, ...]:
    return sharing.decided_by_who_receives(decisions, sharing.Parties(carers, providers, advocate, representative))


def _decided_as_it_says(
    decisions: tuple[SharingDecision, ...],
    person: Person,
    carers: tuple[Carer, ...],
    providers: tuple[Provider, ...],
    advocate: Advocate | None,
    representative: Representative | None,
) -> tuple[Finding, ...]:
    parties = sharing.Parties(carers, providers, advocate, representative)
    return who_decided.decided_as_it_says(decisions, person, parties.by_reference())


CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (readiness.missing_statements, ("readiness",)),
    (readiness.contingency_is_written, ("contingency_plan",)),
    (readiness.answers_say_what, ("urgent_needs", "very_complex", "distinctive")),
    (readiness.disagreement_is_explained, ("agreement",)),
    (understanding.is_stated_whole, ("understanding",)),
    (readiness.needs_are_met, ("needs", "services")),
    (readiness.outcomes_can_be_reviewed, ("outcomes",)),
    (readiness.parts_say_something, ("needs", "outcomes", "services", "alternatives")),
    (readiness.areas_fit_the_kind, ("kind", "needs")),
    (
        references.references_hold,
        ("needs", "outcomes", "services", "providers", "carers", "sharing", "alternatives", "advocate"),
    ),
    (
        references.marks_are_about_somebody,
        ("safeguarding", "representative", "advocate", "providers", "carers"),
    ),
    (_nobody_decides_their_own_copy, ("sharing", "carers", "providers", "advocate", "representative")),
    (_decided_as_it_says, ("sharing", "person", "carers", "providers", "advocate", "representative")),
    (
        references.written_to_somebody,
        ("written_to", "representative", "advocate", "carers", "providers"),
    ),
    (readiness.budget_is_explained, ("how_budget_was_worked_out",)),
    (budget.figures_hold, ("services", "person_pays", "person_pays_once", "charging")),
    (charging.charging_holds, ("charging", "person_pays", "person_pays_once")),
    (principles.told_in_time, ("indicative_budget_told_on",)),
    (nobody_is_their_own_manager, ("practitioner",)),
    (employment.costs_are_itemised, ("services",)),
    (commissioning.comparison_is_whole, ("services",)),
    (words_on_paper.goes_on_after_we, ("charging",)),
    (words_on_paper.needs_and_outcomes_in_words, ("needs", "outcomes")),
    (words_on_paper.words_of_their_own, ("how_to_talk", "preferences", "advice")),
)
"""Each check, and the parts of the plan that it reads."""


def _further_evidence(
    services: tuple[ServiceLine, ...],
    weekly: Decimal,
    one_off: Decimal,
    evidence: OverIndicativeEvidence | None,
    scheme: Scheme | None,
) -> tuple[Finding, ...]:
    policy = scheme.further_evidence if scheme else None
    return further_evidence.evidence_above_indicative(services, weekly, one_off, evidence, policy)


def _team_of_the_scheme(team: str, scheme: Scheme | None) -> tuple[Finding, ...]:
    return teams.is_one_of(team, scheme.team) if scheme else ()


def _understanding_is_stated(said: Understanding | None, scheme: Scheme | None) -> tuple[Finding, ...]:
    return understanding.is_stated(said, is_waited_for=scheme is not None and scheme.understanding.sign_off_waits)


BY_SCHEME: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (_further_evidence, ("services", "indicative_budget", "indicative_one_off", "over_indicative")),
    (_team_of_the_scheme, ("team",)),
    (_understanding_is_stated, ("understanding",)),
)
"""The same for checks that read the council's scheme besides, if it is at hand."""

BY_DAY: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (readiness.days_have_come, ("agreement", "written_to")),
    (readiness.is_born, ("person",)),
    (principles.told_before_planning, ("indicative_budget_told_on", "planning_began_on")),
    (days_within_reason.first_days_are_near, ("services", "direct_payment")),
    (days_within_reason.nothing_has_ended, ("services",)),
    (days_within_reason.stays_are_near, ("services",)),
    (days_within_reason.sharing_was_decided, ("sharing",)),
)
"""The same for checks that read the day of the submission besides, if it can be read."""

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
        problems.append(Problem(where, form_in_words(details["type"], details["msg"], details.get("ctx", {}))))
    return tuple(problems)


def check_plan(plan: Plan, scheme: Scheme | None = None, on: date | None = None) -> tuple[Finding, ...]:
    """SUB-1..7, BUD-1..3, DEC-8, DP-7, DP-8: every finding about a plan whose form is right, met and unmet.

    `scheme`: the council's; without it nothing is allowed above the indicative budget, and any team is one.
    `on`: the day of the submission; without it no day is too late.
    """
    parts = {name: getattr(plan, name) for name in Plan.model_fields}
    return (*_findings(CHECKS, parts), *_findings(BY_SCHEME, parts, scheme), *_findings(BY_DAY, parts, on))


def _findings(
    checks: tuple[tuple[Check, tuple[str, ...]], ...], parts: Mapping[str, Any], *besides: Scheme | date | None
) -> tuple[Finding, ...]:
    """What the checks find in the parts that can be read."""
    return tuple(
        finding
        for check, names in checks
        if all(name in parts for name in names)
        for finding in check(*(parts[name] for name in names), *besides)
    )


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


def _gaps(raw_plan: object, scheme_of: SchemeOf) -> tuple[Problem, ...]:
    if not isinstance(raw_plan, Mapping):
        return ()
    parts = _readable_parts(cast("Mapping[str, Any]", raw_plan))
    scheme = scheme_of(parts["scheme"]) if "scheme" in parts else None
    return _named((*_findings(CHECKS, parts), *_findings(BY_SCHEME, parts, scheme)))


def _is_a_resubmission(fields: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Which message a message is, where it has what only a resubmission has."""
    own = fields.keys() - Submission.model_fields.keys()
    if own & (SubmitAmendment.model_fields.keys() - Resubmit.model_fields.keys()):
        name = SubmitAmendment.declared.name
        return (Problem("", f"This has the fields of '{name}', with which a plan in force is amended: send it so."),)
    if not own & Resubmit.model_fields.keys():
        return ()
    name = Resubmit.declared.name
    return (Problem("", f"This has the fields of '{name}', which a returned plan is sent again with: send it so."),)


def _named(findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """The gaps, in the order of the rulebook."""
    gaps = sorted(unmet(findings), key=lambda gap: list(RULES).index(gap.rule))
    return tuple(Problem(gap.where, gap.reason, gap.rule) for gap in gaps)


def not_at_hand(_: str) -> Scheme | None:
    """No scheme is at hand, as for a case system that has none."""
    return None


def misshapen_references(model: BaseModel, form: StaffForm) -> tuple[Problem, ...]:
    """Every reference for staff that has not the form of this installation, without the reference."""
    return tuple(
        Problem(where, f"must be {form.in_words}")
        for where, reference in references_in(model)
        if not form.fits(reference)
    )


def read_submission(
    raw: object,
    scheme_of: SchemeOf = not_at_hand,
    *,
    form: StaffForm | None = None,
    register: Register | None = None,
    today: date | None = None,
    came: datetime | None = None,
) -> Read:
    """Read a decoded JSON value as a submission (SUB-2).

    Returns the submission if it is complete. Otherwise returns `malformed`, with every problem of form and every gap
    that can be seen in spite of them, or `incomplete`, with every gap.

    `scheme_of`: the council's scheme by its name; None where it is not known or not at hand. Then what only a scheme
    can allow (SUB-4) is named beside other gaps, and is no gap by itself: whoever has the scheme says so.
    `form`: the installation's form of references for staff; None for any. `register`: the council's, by which the
    sender may submit today (SUB-8); None where it is not at hand. With no other gap the code is `no_authority`.
    `came`: when it came, which it may not have been sent after; None where that is not known.
    """
    too_large = beyond(raw)
    if too_large:
        return Read(None, Refusal.MALFORMED, tuple(Problem("", fault) for fault in too_large))
    try:
        submission = Submission.model_validate(raw)
    except ValidationError as error:
        fields: Mapping[str, Any] = cast("Mapping[str, Any]", raw) if isinstance(raw, Mapping) else {}
        problems = (*_is_a_resubmission(fields), *problems_of_form(error), *_gaps(fields.get("plan"), scheme_of))
        return Read(None, Refusal.MALFORMED, problems)
    plan, scheme = submission.plan, scheme_of(submission.plan.scheme)
    sent_on = london_day(submission.sent_at)
    gaps = _named(check_plan(plan, scheme, min(sent_on, today) if today else sent_on))
    misshapen = misshapen_references(submission, form) if form else ()
    ahead = sent_ahead(submission.sent_at, came) if came else ""
    misshapen = (*((Problem("sent_at", ahead),) if ahead else ()), *misshapen)
    if misshapen:
        return Read(None, Refusal.MALFORMED, (*misshapen, *gaps))
    not_theirs = _named(may_submit(submission.sent_by.id, plan, register, today or sent_on)) if register else ()
    if any(scheme or gap.rule not in ONLY_A_SCHEME_ALLOWS for gap in gaps):
        return Read(None, Refusal.INCOMPLETE, (*gaps, *not_theirs))
    if not_theirs:
        return Read(None, Refusal.NO_AUTHORITY, not_theirs)
    return Read(submission, None, ())
