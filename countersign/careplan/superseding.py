"""END · Whether a later plan takes the place of a plan: the same person's, of the same kind, later, open, not ending.

Source: our own, from the procedure: a person has one plan that is signed off, so a letter that promises a newer one
must be true. SUB-7: a carer's own support plan is another plan than the one for somebody's own care, so neither takes
the other's place.
"""

from datetime import date, datetime
from typing import NamedTuple

from countersign.careplan.findings import Finding, finding
from countersign.careplan.lifecycle import CLOSED, Status

MAY_RUN = frozenset({Status.AUTHORISED_TO_START, Status.AGREED, Status.SIGNED_OFF})
"""The states of a plan by which services can go on: it was agreed, or may start."""

WHERE = "superseded_by"
"""The field that names the later plan."""


class PlanOfSomebody(NamedTuple):
    """What counts of a plan, where one plan takes the place of another."""

    person_reference: str
    """The council's own reference for the person; empty where the plan gives none."""

    submitted_at: datetime
    status: Status

    date_of_birth: date | None = None
    """The person's, by the version in hand; None where the plan gives none."""

    kind: str = ""
    """SUB-7: whose plan it is, an adult's or a carer's; empty where it is not known."""

    ends_from: date | None = None
    """The first day on which it is no longer in force, where somebody said that it ends; None where nobody did."""

    in_force: bool = False
    """AMEND: whether a version is in force, also while an amended plan waits for its decision."""

    @property
    def is_agreed(self) -> bool:
        """Whether it may be put into practice: what is still to be decided takes over no service."""
        return self.status in MAY_RUN or self.in_force


def takes_the_place(
    of: PlanOfSomebody, later: PlanOfSomebody | None, from_day: date | None = None
) -> tuple[Finding, ...]:
    """END: why a plan is not superseded by another; nothing if it is. `later`: none if no such plan was ever accepted.

    A plan is superseded only by a later one, so two plans never supersede each other. `from_day`: the first day on
    which the plan is no longer in force; None where it never was. Faults only.
    """
    if later is None:
        return (_fault("no plan of this id was ever accepted: submit the later plan first."),)
    faults: list[Finding] = []
    if not of.person_reference or not later.person_reference:
        faults.append(_fault(f"{_which_gives_none(of, later)}, so nobody can tell that both are the same person's."))
    elif of.person_reference != later.person_reference:
        faults.append(_fault("is another person's plan: the references in `plan.person.reference` differ."))
    elif of.date_of_birth and later.date_of_birth and of.date_of_birth != later.date_of_birth:
        reason = "gives the same `plan.person.reference` and another `plan.person.date_of_birth`: one of them is wrong."
        faults.append(_fault(reason))
    if of.kind and later.kind and of.kind != later.kind:
        faults.append(_fault(f"is another kind of plan ({later.kind}, not {of.kind}): each has a place of its own."))
    if later.submitted_at <= of.submitted_at:
        faults.append(_fault("is not later: it was submitted before this plan."))
    if later.status in CLOSED:
        faults.append(_fault(f"is not open: it is {later.status.value}."))
    if later.ends_from and from_day and later.ends_from <= from_day:
        reason = f"ends itself on {later.ends_from}, so on {from_day} no plan would be in force."
        faults.append(_fault(reason))
    return tuple(faults)


def _which_gives_none(of: PlanOfSomebody, later: PlanOfSomebody) -> str:
    whose = " and ".join(
        which for which, plan in (("this plan", of), ("the later plan", later)) if not plan.person_reference
    )
    return f"{whose} {'give' if ' and ' in whose else 'gives'} no `plan.person.reference`"


def _fault(reason: str) -> Finding:
    return finding("END", False, reason, WHERE)
