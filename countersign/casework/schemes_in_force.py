"""ROUTE-1 · The scheme under which a plan is submitted: the edition that is in force on a day, or why there is none."""

from datetime import date

from countersign.careplan.scheme import Scheme
from countersign.careplan.submission import Problem, SchemeOf
from countersign.casework.ports import Editions, UnknownSchemeError


def scheme_on(editions: Editions, on: date) -> SchemeOf:
    """Each scheme by its name, as it is in force on a day; None where none of that name is."""

    def scheme_of(name: str) -> Scheme | None:
        try:
            return editions.in_force(name, on)
        except UnknownSchemeError:
            return None

    return scheme_of


def no_scheme(editions: Editions, name: str, on: date) -> Problem | None:
    """Why no plan can be submitted under a scheme; None if one can."""
    if scheme_on(editions, on)(name) is not None:
        return None
    names = ", ".join(editions.names())
    return Problem("plan.scheme", f"is not one of the schemes in force here ({names})", "ROUTE-1")
