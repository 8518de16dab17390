"""ROUTE-1, ROUTE-6 · What may still be wrong with a scheme whose form is right.

`careplan.scheme` checks the form: that every key is there, with a value of the right kind. This module checks whether
somebody could agree every plan that meets the test (DEC-1), whether sources and invitations say something, and which
figures are ours.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple, cast

from pydantic import BaseModel

from countersign.careplan.authority import Authority, Exceptional
from countersign.careplan.budget import MOST, NOTHING, PENNY
from countersign.careplan.evidence import is_evidence, says_something
from countersign.careplan.faults import as_far_as_known
from countersign.careplan.plan import PlanKind
from countersign.careplan.scheme import Scheme
from countersign.careplan.words import spelled_out
from countersign.wording.bands import Axis, bands, in_words

OURS = "our default"
"""The words by which a source says that a figure is our own."""

WHOSE = {PlanKind.ADULT: "an adult's plan", PlanKind.CARER: "a carer's own plan"}


class Sourced(NamedTuple):
    """A part of a scheme, and the source that it gives."""

    where: str
    """The place of the part in the scheme's file, such as clocks.returned."""

    source: str
    """What the part rests on."""

    @property
    def is_ours(self) -> bool:
        """Whether all or part of the figures are our default."""
        return OURS in self.source.casefold()


class Soundness(NamedTuple):
    """What is wrong with a scheme, or worth a look."""

    problems: tuple[str, ...]
    """Why the scheme cannot be used."""

    warnings: tuple[str, ...]
    """What somebody should look at, although the scheme can be used."""

    ours: tuple[Sourced, ...]
    """The parts that are our default, in full or in part."""


def soundness(scheme: Scheme, on: date) -> Soundness:
    """Everything that is wrong with a scheme, or worth a look, on a day, beyond its form."""
    warnings = [
        sentence
        for kind in PlanKind
        if not _nobody_decides(scheme, kind)
        for sentence in _cannot_be_agreed(scheme, kind)
    ]
    warnings += [
        f"authority {row.role}: has no limit, so it may agree nothing [ROUTE-1]"
        for row in scheme.authority
        if row.limit_in_words == "nothing"
    ]
    warnings += list(_goes_down(scheme))
    old = scheme.rates_out_of_date(on)
    warnings += [f"employer_rates: {old} [DP-7]"] if old else []
    ours = tuple(part for part in sourced(scheme) if part.is_ours)
    return Soundness(unusable_because(scheme), tuple(warnings), ours)


def unusable_because(scheme: Scheme) -> tuple[str, ...]:
    """Why a scheme whose form is right cannot be used, all at once. A worker that reads its schemes asks the same.

    Of one with some wrong tables (`careplan.scheme.as_far_as_right`), why it could not be used once they are mended.
    """
    return tuple(
        as_far_as_known(
            (_without_a_source(scheme), _say_nothing_to_the_person(scheme), _of_a_kind_that_nobody_decides(scheme))
        )
    )


def _without_a_source(scheme: Scheme) -> Iterator[str]:
    for part in sourced(scheme):
        if not says_something(part.source):
            yield f"{part.where}.source: must say where it comes from"


def _say_nothing_to_the_person(scheme: Scheme) -> Iterator[str]:
    for meeting in scheme.meeting:
        if not is_evidence(meeting.how_the_person_is_involved):
            yield f"meeting {meeting.name}: how_the_person_is_involved must say how, in words for the person [ROUTE-6]"
    for meeting in scheme.meeting:
        for field in ("where", "how_to_join", "who_is_there", "can_be_arranged"):
            if not says_something(getattr(meeting, field)):
                yield f"meeting {meeting.name}: {field} must say something, in words for the person [ROUTE-12]"


def _of_a_kind_that_nobody_decides(scheme: Scheme) -> Iterator[str]:
    for kind in PlanKind:
        if _nobody_decides(scheme, kind):
            yield from _cannot_be_agreed(scheme, kind)


def sourced(scheme: Scheme) -> tuple[Sourced, ...]:
    """Every part of a scheme that gives a source, in the order of its file."""
    return tuple(_sources_in("", scheme))


def _sources_in(where: str, part: object) -> Iterator[Sourced]:
    if isinstance(part, BaseModel):
        source = getattr(part, "source", None)
        if isinstance(source, str):
            yield Sourced(where or "scheme", source)
        for name in type(part).model_fields:
            yield from _sources_in(f"{where}.{name}" if where else name, getattr(part, name, None))
    elif isinstance(part, tuple):
        for number, row in enumerate(cast("tuple[Any, ...]", part), start=1):
            name = getattr(row, "role", None) or getattr(row, "name", None) or number
            yield from _sources_in(f"{where}[{name}]", row)


def _nobody_decides(scheme: Scheme, kind: PlanKind) -> bool:
    return not any(kind in row.kinds and row.limit_in_words != "nothing" for row in scheme.authority)


def _cannot_be_agreed(scheme: Scheme, kind: PlanKind) -> Iterator[str]:
    """DEC-1: a sentence for each kind of plan that can meet the test, and that nobody may agree."""
    if _nobody_decides(scheme, kind):
        yield f"authority: nobody may agree {WHOSE[kind]}, of any amount [ROUTE-1, DEC-1]"
        return
    sentences: set[str] = set()
    for axis in Axis:
        for band in bands(scheme, kind, axis):
            if not band.role:
                sentences.add(f"authority: nobody may agree {WHOSE[kind]} of {in_words(band, scheme)} [ROUTE-1, DEC-1]")
    for why in (Exceptional.VERY_COMPLEX, Exceptional.DISTINCTIVE):
        for band in bands(scheme, kind, why=why):
            amount, reason = in_words(band, scheme), spelled_out(why)
            plain = f"authority: nobody may agree {WHOSE[kind]} of {amount} [ROUTE-1, DEC-1]"
            if not band.role and plain not in sentences:
                sentences.add(
                    f"authority: nobody may agree {WHOSE[kind]} that is {reason}, of {amount} [ROUTE-1, DEC-1]"
                )
    yield from sorted(sentences)


def _goes_down(scheme: Scheme) -> Iterator[str]:
    """ROUTE-2: a sentence for each role that may agree less than a role below it: plans could not go up to it."""
    alone = [row for row in scheme.authority if row.in_meeting is None]
    for lower, upper in pairwise(alone):
        for kind in lower.kinds:
            if kind in upper.kinds and _agrees_less(upper, lower, kind):
                yield (
                    f"authority {upper.role}: stands above {lower.role} and may agree less of {WHOSE[kind]} "
                    f"({upper.limit_in_words}, {lower.limit_in_words}) [ROUTE-2]"
                )


def _agrees_less(upper: Authority, lower: Authority, kind: PlanKind) -> bool:
    limits = (lower.agrees_up_to, lower.agrees_under, lower.one_off_up_to, upper.agrees_under, upper.agrees_up_to)
    figures = [figure for figure in limits if figure is not None]
    amounts = [NOTHING, MOST, *figures, *(figure - PENNY for figure in figures if figure > NOTHING)]
    return any(
        lower.covers(kind, weekly, one_off) and not upper.covers(kind, weekly, one_off)
        for weekly in amounts
        for one_off in amounts
    )
