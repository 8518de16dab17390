"""ROUTE-1, WHO-6 · Which roles decide, by the schemes of this machine."""

from datetime import date

from countersign.careplan.scheme import Scheme
from countersign.cli.at_hand import schemes_of
from countersign.cli.shell import Shell
from countersign.schemes.reader import Schemes


def between(schemes: Schemes, name: str, starts: date, ends: date | None) -> list[Scheme]:
    """The editions of a scheme that are in force on one of these days."""
    begun = [edition for edition in schemes.editions(name) if ends is None or edition.scheme.in_force_from <= ends]
    before = [edition for edition in begun if edition.scheme.in_force_from <= starts]
    return [edition for edition in begun if edition not in before[:-1]]


def deciding_on(shell: Shell, starts: date, ends: date | None) -> list[frozenset[str]]:
    """The roles that may decide, for each edition of a scheme that is in force on one of these days."""
    schemes = schemes_of(shell)
    return [
        frozenset(row.role for row in edition.authority)
        for name in schemes.names()
        for edition in between(schemes, name, starts, ends)
    ]


def ever_deciding(shell: Shell) -> list[frozenset[str]]:
    """WHO-6: the roles that decide under any edition of any scheme here, whenever it is in force."""
    schemes = schemes_of(shell)
    return [
        frozenset(row.role for row in edition.authority)
        for name in schemes.names()
        for edition in schemes.editions(name)
    ]
