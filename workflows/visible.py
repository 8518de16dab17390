"""Shows a plan's search attributes: roles, codes and dates, nothing about the person."""

from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from countersign.careplan.lifecycle import Status
from countersign.temporal import names
from workflows.state import Carried


def show(before: Carried, now: Carried) -> None:
    """Bring the search attributes up to date with one command; with none if nothing changed."""
    changes = _changed(before, now)
    if changes:
        workflow.upsert_search_attributes(changes)  # pyright: ignore[reportUnknownMemberType]  # untyped there


def _changed(before: Carried, now: Carried) -> list[SearchAttributeUpdate[Any]]:
    clock, was = now.shown_clock(), before.shown_clock()
    wanted: list[tuple[SearchAttributeKey[Any], Any, Any]] = [
        (names.STATUS, before.status.value, now.status.value),
        (names.TEAM, "", now.team if before.status is Status.RECEIVED else ""),
        (names.KIND, "", now.kind if before.status is Status.RECEIVED else ""),
        (names.SCHEME, "", now.scheme if before.status is Status.RECEIVED else ""),
        (names.VERSION, before.standing.version, now.standing.version),
        (names.OWNER, was.owner if was else "", clock.owner if clock else ""),
        (names.DUE, was.due if was else None, clock.due if clock else None),
        (names.INTERIM, before.interim.value, now.interim.value),
        (names.NEEDS_ATTENTION, before.open_tasks > 0, now.open_tasks > 0),
        (names.REFUSED_MESSAGES, before.refused_count, now.refused_count),
    ]
    return [
        key.value_unset() if value in ("", None) else key.value_set(value) for key, was, value in wanted if value != was
    ]
