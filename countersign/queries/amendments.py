"""AMEND-1, AMEND-2 · What a brief shows of an amended plan: what changed, beside what was agreed; what was asked.

Words come without names. Where somebody is reached, and who is to have a copy, is said by its fields and not shown.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from pydantic import BaseModel

from countersign.careplan.amendments import AmendedFor, ChangeKind, Stage
from countersign.careplan.may_decide import DecidingFacts
from countersign.careplan.plan import Plan
from countersign.careplan.resubmission import cost_change
from countersign.careplan.what_changed import Change, Level, takes, what_changed
from countersign.careplan.working_time import london_day
from countersign.casework.in_force_before import in_force_before
from countersign.casework.kept import PlanState
from countersign.casework.ports import CaseFile
from countersign.queries.view import View
from countersign.wording.cost_changes import cost_change_in_words
from countersign.wording.what_changed import for_staff
from countersign.wording.without_names import without_names

_NOT_SHOWN = frozenset({ChangeKind.CONTACTS, ChangeKind.SHARING})


class PartSeen(View):
    """One part of what differs."""

    field: str
    """Which one, within what changed; empty for all of it."""

    before: str
    """As it was agreed; empty where it was not there, or is not shown."""

    now: str
    """As it is to be; empty where it is gone, or is not shown."""


class ChangeSeen(View):
    """AMEND-2: one difference, beside what was agreed."""

    what: str
    """A sentence."""

    kind: ChangeKind

    parts: tuple[PartSeen, ...]


class RequestSeen(View):
    """AMEND-1: a request that the amended plan carries out, with what speaks for and against it."""

    asked_by: AmendedFor

    what: str

    evidence_for: str

    evidence_against: str

    person_wants_it: bool | None
    """None where the person, or their representative, asked."""

    view: str
    """What the person said of it."""

    reasons: str


class AmendmentSeen(View):
    """AMEND-2: an amended plan beside the one in force."""

    in_force: int

    level: Level

    changes: tuple[ChangeSeen, ...]

    cost_changes: tuple[str, ...]

    takes: tuple[str, ...]
    """REV-4: in what it gives less, or costs less; empty for no cut."""

    why_less: str
    """REV-4, DEC-9: what is on record for that, as the person is told it."""

    requests: tuple[RequestSeen, ...]


def amendment_seen(file: CaseFile, state: PlanState, facts: DecidingFacts) -> AmendmentSeen | None:
    """The amended plan in hand; None where the version in hand is no amendment."""
    if not state.amended_from:
        return None
    plan, before = facts.plan, file.version(state.in_force)
    kept = next(version for version in file.versions() if version.version == facts.version)
    changes = what_changed(plan, before)
    return AmendmentSeen(
        in_force=state.in_force,
        level=Level.LIGHT if facts.light else Level.FULL,
        changes=tuple(_change_seen(change, plan, before) for change in changes),
        cost_changes=cost_change_in_words(cost_change(plan, before)),
        takes=takes(plan, before, london_day(kept.submitted_at), in_force_before(file, state.in_force)),
        why_less=without_names(kept.why_it_costs_less, plan),
        requests=tuple(
            RequestSeen(
                asked_by=request.asked_by,
                what=without_names(request.what, plan),
                evidence_for=without_names(request.evidence_for, plan),
                evidence_against=without_names(request.evidence_against, plan),
                person_wants_it=request.view.wants_it if request.view else None,
                view=without_names(request.view.in_words, plan) if request.view else "",
                reasons=without_names(request.reasons, plan),
            )
            for request in state.amendments
            if request.stage is Stage.IN_HAND
        ),
    )


def _change_seen(change: Change, plan: Plan, before: Plan) -> ChangeSeen:
    (what,) = for_staff((change,))
    return ChangeSeen(what=what, kind=change.kind, parts=tuple(_parts(change, plan, before)))


def _parts(change: Change, plan: Plan, before: Plan) -> Iterator[PartSeen]:
    was, now = _flat(_value(change, before)), _flat(_value(change, plan))
    is_shown = change.kind not in _NOT_SHOWN and change.part != "providers"
    for field in (*was, *(field for field in now if field not in was)):
        here, there = now.get(field, ""), was.get(field, "")
        if here != there:
            yield PartSeen(
                field=field,
                before=without_names(there, before) if is_shown else "",
                now=without_names(here, plan) if is_shown else "",
            )


def _value(change: Change, plan: Plan) -> Any:  # noqa: ANN401  # any part of a plan
    """What a change is about, as one version has it; None where it has it not."""
    if not change.reference:
        return getattr(plan, change.part)
    items = getattr(plan, change.part if change.line is None else "services")
    item = next((item for item in items if item.id == change.reference), None)
    is_a_field = change.line is not None and change.part != "services"
    return getattr(item, change.part) if item is not None and is_a_field else item


def _flat(value: object, path: str = "") -> dict[str, str]:
    """Each field of a value as text, by its path. Items of a list go by their own reference."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    if isinstance(value, dict):
        named = list(cast("dict[str, object]", value).items())
    elif isinstance(value, list | tuple):
        items = cast("Sequence[object]", value)
        named = [(_called(item, number), item) for number, item in enumerate(items, start=1)]
    else:
        return {} if value in (None, "") else {path: str(value)}
    found: dict[str, str] = {}
    for name, inner in named:
        found |= _flat(inner, f"{path}.{name}" if path else name)
    return found


def _called(item: object, number: int) -> str:
    """The reference of an item of a list; its number where it has none."""
    fields = (
        cast("dict[str, object]", item) if isinstance(item, dict) else dict(item) if isinstance(item, BaseModel) else {}
    )
    return str(fields.get("id") or fields.get("recipient") or number)
