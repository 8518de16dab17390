"""AMEND-2, REV-4 · What an amended plan changes beside the version in force, and how it is signed off in proportion.

Source: the procedure, "this should be done in a proportionate way to reflect the level of the changes made to the plan.
This may or may not involve a full sign off process". Parts are compared as they are written; lines, needs and outcomes
by their reference.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from countersign.careplan.amendments import AmendmentPolicy, ChangeKind
from countersign.careplan.budget import NOTHING, Cost
from countersign.careplan.figures import a_week_and_once
from countersign.careplan.less_than_before import (
    as_it_ever_was,
    in_short,
    last_stating_units,
    lowered,
    plainly_counted,
    same_unit,
)
from countersign.careplan.needs import DesiredOutcome, Need
from countersign.careplan.payment import ManagedBy
from countersign.careplan.plan import Plan
from countersign.careplan.resubmission import cost_change
from countersign.careplan.service_line import ServiceLine


class Level(StrEnum):
    """AMEND-2: how much of the process an amendment goes through."""

    NONE = "none"
    """Nothing differs: there is nothing to sign off."""

    LIGHT = "light"
    FULL = "full"


class How(StrEnum):
    """What happened to a part of a plan."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


class Change(NamedTuple):
    """One difference between two versions."""

    kind: ChangeKind
    how: How

    part: str
    """The field of the plan, or of a line, such as `contingency_plan` or `provider`."""

    reference: str = ""
    """The line, need or outcome; empty for a part of the plan itself."""

    line: ServiceLine | None = None
    """The line as it is now; one that is gone, as it was. None for any other part."""

    before: Any = None
    now: Any = None


_OF_THE_PLAN: dict[ChangeKind, frozenset[str]] = {
    ChangeKind.WORDING: frozenset(
        {
            "how_budget_was_worked_out",
            "contingency_plan",
            "preferences",
            "how_to_talk",
            "advice",
            "readiness",
            "over_indicative",
            "alternatives",
            "agreement",
        }
    ),
    ChangeKind.CONTACTS: frozenset(
        {
            "person",
            "representative",
            "advocate",
            "written_to",
            "practitioner",
            "planned_by",
            "expert_assessor",
            "carers",
            "understanding",
        }
    ),
    ChangeKind.SHARING: frozenset({"sharing"}),
    ChangeKind.PROVIDER: frozenset({"providers"}),
    ChangeKind.PAYMENT: frozenset({"direct_payment", "person_pays", "person_pays_once", "charging"}),
}

_OF_A_LINE: dict[ChangeKind, frozenset[str]] = {
    ChangeKind.WORDING: frozenset({"description"}),
    ChangeKind.PROVIDER: frozenset({"provider", "providers"}),
    ChangeKind.TIMES: frozenset({"days", "times", "starts_on", "ends_on"}),
    ChangeKind.COST: frozenset({"units_a_week", "unit_cost", "weekly_cost", "one_off_cost"}),
}
"""Every other field of a line makes it another service."""


def what_changed(plan: Plan, before: Plan) -> tuple[Change, ...]:
    """AMEND-2: every difference, in the order of the plan's parts. `before`: the version in force."""
    return tuple(_changes(plan, before))


def _changes(plan: Plan, before: Plan) -> Iterator[Change]:
    for part in Plan.model_fields:
        now, was = getattr(plan, part), getattr(before, part)
        if now == was:
            continue
        if part in ("needs", "outcomes"):
            for reference, how, item, item_was in _by_reference(now, was):
                kind = ChangeKind.WORDING if _is_only_said_otherwise(item, item_was) else ChangeKind.NEEDS
                yield Change(kind, how, part, reference, before=item_was, now=item)
        elif part == "services":
            yield from _of_the_services(plan, before)
        else:
            yield Change(_kind(_OF_THE_PLAN, part, ChangeKind.OTHER), How.CHANGED, part, before=was, now=now)


def _is_only_said_otherwise(now: Need | DesiredOutcome | None, was: Need | DesiredOutcome | None) -> bool:
    """Whether a need or an outcome is the same, in other words to the person (TELL-2)."""
    return now is not None and was is not None and now == was.model_copy(update={"to_the_person": now.to_the_person})


def _of_the_services(plan: Plan, before: Plan) -> Iterator[Change]:
    for reference, how, now, was in _by_reference(plan.services, before.services):
        line = now or was
        if how is not How.CHANGED or now is None or was is None:
            yield Change(ChangeKind.SERVICE, how, "services", reference, line)
            continue
        for field in ServiceLine.model_fields:
            old, new = getattr(was, field), getattr(now, field)
            if old != new:
                kind = _kind(_OF_A_LINE, field, ChangeKind.SERVICE)
                yield Change(kind, How.CHANGED, field, reference, line, old, new)


def _kind(table: dict[ChangeKind, frozenset[str]], part: str, otherwise: ChangeKind) -> ChangeKind:
    return next((kind for kind, parts in table.items() if part in parts), otherwise)


def _by_reference(now: Sequence[Any], was: Sequence[Any]) -> Iterator[tuple[str, How, Any, Any]]:
    """What is new, gone or changed, by reference. The order in which the items stand says nothing."""
    new, old = {item.id: item for item in now}, {item.id: item for item in was}
    for reference in (*old, *(reference for reference in new if reference not in old)):
        here, there = new.get(reference), old.get(reference)
        if here != there:
            how = How.NEW if there is None else How.GONE if here is None else How.CHANGED
            yield reference, how, here, there


def takes(plan: Plan, before: Plan, on: date, earlier: Sequence[Plan] = ()) -> tuple[str, ...]:
    """AMEND-2, REV-4: in what a version gives less than the one in force, or costs less, for staff. Empty: no cut.

    `on`: the day of the new version. `earlier`: the versions that were in force before that one, the oldest first. A
    service that is gone takes nothing where new ones meet every need that it met, in as many units; whether that costs
    less is compared as a whole.
    """
    cost = cost_change(plan, before)
    now, then = a_week_and_once(cost.weekly, cost.one_off), a_week_and_once(cost.weekly_before, cost.one_off_before)
    found = [f"it costs the council {now} (before {then})"] if cost.is_less else []
    found += map(in_short, lowered(plan, before, on, runs=True, earlier=earlier))
    found += [f"{line.id} is gone" for line in gone_for_nothing(plan, before)]
    found += _fewer_in_their_place(plan, before, earlier)
    found += [f"{need} is no eligible need of it any more" for need in sorted(needs_lost(plan, before))]
    return tuple(found)


def gone_for_nothing(plan: Plan, before: Plan) -> tuple[ServiceLine, ...]:
    """The services that are gone, where no new one meets every need that it met."""
    here, new = {line.id for line in plan.services}, _needs_met_by(_new_lines(plan, before))
    return tuple(
        line for line in before.services if line.id not in here and not (line.needs and new.issuperset(line.needs))
    )


def needs_lost(plan: Plan, before: Plan) -> frozenset[str]:
    """The needs that were eligible, and are not any more."""
    return _eligible(before) - _eligible(plan)


_MAY_CHANGE_SUPPORT = frozenset({ChangeKind.PROVIDER, ChangeKind.PAYMENT})
_PRICES = frozenset({"unit_cost", "weekly_cost", "one_off_cost"})


def leaves_support(changes: Iterable[Change]) -> bool:
    """Whether the person's care and support stays exactly as it is, with what they pay for it.

    Of a service only its price may differ: other words may describe other help. Of a direct payment not even that: it
    is what they buy the support with.
    """
    return all(
        change.part in _PRICES and change.line.managed_by is not ManagedBy.DIRECT_PAYMENT
        if change.line
        else change.kind not in _MAY_CHANGE_SUPPORT and change.part != "setting"
        for change in changes
    )


def _fewer_in_their_place(plan: Plan, before: Plan, earlier: Sequence[Plan]) -> Iterator[str]:
    """The services in whose place new ones come that are fewer units, by when it was stated last how many they are."""
    here, lost = {line.id for line in plan.services}, {line.id for line in gone_for_nothing(plan, before)}
    new = tuple(_new_lines(plan, before))
    for line in before.services:
        if line.id in here or line.id in lost:
            continue
        stated = last_stating_units(as_it_ever_was(line, earlier))
        in_its_place = [other for other in new if not set(other.needs).isdisjoint(line.needs)]
        counted = [other.units_a_week for other in in_its_place if other.units_a_week is not None]
        comparable = not counted or any(same_unit(other, stated) for other in in_its_place)
        if stated.units_a_week is not None and comparable and sum(counted) < stated.units_a_week:
            now = plainly_counted(sum(counted, NOTHING)) if counted else "not stated"
            yield f"{line.id} is gone, units a week in its place: {now} (before {plainly_counted(stated.units_a_week)})"


def _new_lines(plan: Plan, before: Plan) -> Iterable[ServiceLine]:
    known = {line.id for line in before.services}
    return (line for line in plan.services if line.id not in known)


def _needs_met_by(lines: Iterable[ServiceLine]) -> frozenset[str]:
    return frozenset(need for line in lines for need in line.needs)


def _eligible(plan: Plan) -> frozenset[str]:
    return frozenset(need.id for need in plan.needs if need.eligible)


def rise(plan: Plan, before: Plan) -> Cost:
    """AMEND-2: by how much the cost to the council rises, a week and once; nothing where it does not."""
    cost = cost_change(plan, before)
    return Cost(max(cost.weekly - cost.weekly_before, NOTHING), max(cost.one_off - cost.one_off_before, NOTHING))


def level(plan: Plan, before: Plan, policy: AmendmentPolicy, on: date, earlier: Sequence[Plan] = ()) -> Level:
    """AMEND-2: nothing to sign off, light or full, by the scheme's data. A cut is never light.

    `on`, `earlier`: as in `takes`.
    """
    changes = what_changed(plan, before)
    if not changes:
        return Level.NONE
    light = {kind.value for kind in policy.light}
    more = rise(plan, before)
    is_light = (
        all(change.kind.value in light for change in changes)
        and more.weekly <= policy.weekly_up_to
        and more.one_off <= policy.one_off_up_to
        and not takes(plan, before, on, earlier)
    )
    return Level.LIGHT if is_light else Level.FULL
