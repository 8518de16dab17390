"""END · From which day a plan is no longer in force, and what becomes of each of its services that runs.

Source: the rulebook's END, "An end says from which day, and what becomes of each service that runs". No source gives a
number of months: how far ahead a day may lie is our default. A plan in force whose day lies ahead stays in force until
that day (`countersign.casework.leaving`). A service is a line that the council arranges, or that a
direct payment pays for. What family, friends or somebody else do does not end with the plan, so nobody has to say what
becomes of it; a cost of employing somebody goes with their wages.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from countersign.careplan.evidence import Said
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment import ManagedBy
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.wire import Day, Incoming, ItemId
from countersign.careplan.working_time import add_months

MONTHS_AHEAD = 12
"""How many months ahead a plan can be said to end. Our default: it is looked at again within that time (REV-1)."""


class Becomes(StrEnum):
    """What becomes of a service: it `stops`; it `goes_on`; or it is `handed_over` to somebody else."""

    STOPS = "stops"
    GOES_ON = "goes_on"
    HANDED_OVER = "handed_over"


class WhatBecomes(Incoming):
    """What becomes of a service when the plan ends."""

    becomes: Becomes

    last_day: Day | None = None
    """For `stops`: the last day on which it is delivered; none: the last day on which the plan is in force."""

    in_words: Annotated[Said, Field(max_length=500)] | None = None
    """For `goes_on`, under which plan or by whom; for `handed_over`, to whom; wanted, unless it goes on under the plan
    that supersedes this one, and that is agreed. The person reads it, and whoever delivers the service and has a copy
    of the plan."""


class ServiceEnds(WhatBecomes):
    """What becomes of one service of the plan."""

    line: ItemId
    """Its line in the plan that was agreed."""


class Ending(Incoming):
    """From which day a plan is no longer in force, and what becomes of each service that runs on that day."""

    from_day: Day
    """The first day on which it is no longer in force: from the day on which it was agreed to twelve months
    ahead."""

    services: tuple[ServiceEnds, ...] = Field(default=(), max_length=100)
    """What becomes of each service, each once."""

    the_rest: WhatBecomes | None = None
    """What becomes of every service that `services` does not name."""


class Fate(NamedTuple):
    """One service of a plan that ends, and what becomes of it."""

    line: ServiceLine

    becomes: WhatBecomes

    last_day: date | None
    """The last day on which a service that stops is delivered; None: it does not stop, or it never starts."""


def services_that_run(plan: Plan, on: date) -> tuple[ServiceLine, ...]:
    """END: the lines of a plan that have not ended before a day, and that end with the plan unless somebody says."""
    return tuple(line for line in plan.services if _is_a_service(line) and _runs(line, on))


def ending_is_whole(
    ending: Ending, plan: Plan, agreed_on: date, said_on: date, *, superseded: bool = False
) -> tuple[Finding, ...]:
    """END: what is wrong with what is said of an end, everything at once. Faults only.

    `plan`: as it was agreed, on `agreed_on`. `said_on`: the day on which it is said. `superseded`: whether a later plan
    that is agreed takes its place, under which services go on.
    """
    latest = add_months(said_on, MONTHS_AHEAD)
    faults: list[Finding] = []
    if ending.from_day < agreed_on:
        reason = f"The plan was agreed on {agreed_on}: it ends from that day on, or from a later one."
        faults.append(_fault(reason, "ending.from_day"))
    faults += _too_far_ahead(ending, latest)
    lines = {line.id: line for line in plan.services}
    named = [entry.line for entry in ending.services]
    for reference in dict.fromkeys(named):
        line = lines.get(reference)
        if line is None:
            faults.append(_fault(f"{reference} is no line of the plan that was agreed.", "ending.services"))
        elif not _runs(line, ending.from_day):
            reason = f"{reference} had its last day on {line.ends_on}, before the plan ends: leave it out."
            faults.append(_fault(reason, "ending.services"))
        if named.count(reference) > 1:
            faults.append(_fault(f"{reference} is named {named.count(reference)} times.", "ending.services"))
    for entry in ending.services:
        what = f"{entry.line}: "
        faults += _is_said_whole(entry, what, (agreed_on, latest), superseded=superseded, where="ending.services")
        line = lines.get(entry.line)
        if line and entry.last_day and line.ends_on and line.ends_on < entry.last_day:
            reason = f"{what}by the plan its last day is {line.ends_on}: an end makes nothing longer."
            faults.append(_fault(reason, "ending.services"))
    if ending.the_rest is not None:
        faults += _is_said_whole(
            ending.the_rest, "", (agreed_on, latest), superseded=superseded, where="ending.the_rest"
        )
    else:
        faults += [
            _fault(f"{line.id} runs on {ending.from_day}: say what becomes of it.", "ending.services")
            for line in services_that_run(plan, ending.from_day)
            if line.id not in named
        ]
    return tuple(faults)


def nothing_runs(ending: Ending, said_on: date) -> tuple[Finding, ...]:
    """END: what is wrong with what is said of the end of a plan that was never agreed. Faults only."""
    faults = [
        _fault(f"{entry.line} does not run: the plan was never agreed.", "ending.services") for entry in ending.services
    ]
    return (*faults, *_too_far_ahead(ending, add_months(said_on, MONTHS_AHEAD)))


def _too_far_ahead(ending: Ending, latest: date) -> list[Finding]:
    if ending.from_day <= latest:
        return []
    reason = f"An end is said at most {MONTHS_AHEAD} months ahead, so up to {latest}: say it nearer to the day."
    return [_fault(reason, "ending.from_day")]


def fates(ending: Ending, plan: Plan) -> tuple[Fate, ...]:
    """END: what becomes of each service, in the plan's order. `ending` is whole (`ending_is_whole`)."""
    named: dict[str, WhatBecomes] = {entry.line: entry for entry in ending.services}
    run = {line.id for line in services_that_run(plan, ending.from_day)}
    found: list[Fate] = []
    for line in plan.services:
        becomes = named.get(line.id) or (ending.the_rest if line.id in run else None)
        if becomes is not None:
            found.append(Fate(line, becomes, _last_day(plan, line, becomes, ending.from_day)))
    return tuple(found)


def _last_day(plan: Plan, line: ServiceLine, becomes: WhatBecomes, from_day: date) -> date | None:
    if becomes.becomes is not Becomes.STOPS:
        return None
    last = becomes.last_day or from_day - timedelta(days=1)
    last = min(last, line.ends_on or last)
    payment = plan.direct_payment if line.managed_by is ManagedBy.DIRECT_PAYMENT else None
    starts = line.starts_on or (payment.starts_on if payment else None)
    return None if starts and starts > last else last


def _is_said_whole(
    said: WhatBecomes, what: str, days: tuple[date, date], *, superseded: bool, where: str
) -> list[Finding]:
    """What is wrong with what becomes of a service. `days`: the first and the last that its last day can be."""
    faults: list[Finding] = []
    stops = said.becomes is Becomes.STOPS
    first, latest = days
    if said.last_day and not stops:
        faults.append(_fault(f"{what}a last day is for a service that stops.", where))
    elif said.last_day and not first <= said.last_day <= latest:
        faults.append(_fault(f"{what}the last day of a service is from {first} to {latest}.", where))
    goes_on = said.becomes is Becomes.GOES_ON
    if not stops and said.in_words is None and not (goes_on and superseded):
        wanted = (
            "under which plan it goes on, or by whom: a later plan takes it over once that is agreed"
            if goes_on
            else "to whom it is handed over"
        )
        faults.append(_fault(f"{what}say in words {wanted}.", where))
    return faults


def _is_a_service(line: ServiceLine) -> bool:
    ours = line.managed_by in (ManagedBy.COUNCIL, ManagedBy.DIRECT_PAYMENT)
    return ours and line.employer_cost is None


def _runs(line: ServiceLine, on: date) -> bool:
    return line.ends_on is None or line.ends_on >= on


def _fault(reason: str, where: str) -> Finding:
    return finding("END", False, reason, where)
