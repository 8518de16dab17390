"""The database and the installed schemes: only some commands need them, and importing them takes long."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from countersign.careplan.scheme import SchemeError
from countersign.cli.shell import FAILED, USAGE, Shell
from countersign.schemes.reader import Schemes
from countersign.store.database import Database, open_engine, why_not
from countersign.store.migrate import SchemaOutOfDate, check_current

Result = TypeVar("Result")


def schemes_of(shell: Shell) -> Schemes:
    """Every installed edition of every scheme; or end the command and say what is wrong with the first bad one."""
    try:
        return Schemes(shell.settings().schemes)
    except SchemeError as error:
        shell.fail(USAGE, f"{error}. `starter.py scheme check` says more.")


def teams_of(shell: Shell) -> tuple[str, ...]:
    """SUB-6: every team that some edition of a scheme names, in the order of the schemes."""
    schemes = schemes_of(shell)
    return tuple(
        dict.fromkeys(
            team.name for name in schemes.names() for edition in schemes.editions(name) for team in edition.team
        )
    )


def check_team(shell: Shell, team: str | None) -> None:
    """End with the teams that there are, where a team is given that no scheme names."""
    teams = teams_of(shell) if team is not None else ()
    if team is not None and team not in teams:
        shell.fail(USAGE, f"--team: expected one of {', '.join(teams)}")


def with_database(shell: Shell, act: Callable[[Session], Result]) -> Result:
    """Act within one transaction of our database; or end the command with a sentence that says why not."""
    with database_of(shell) as database, database.transaction() as session:
        return act(session)


@contextmanager
def database_of(shell: Shell) -> Generator[Database]:
    """Our database, for several transactions; or end the command with a sentence that says why not."""
    url = make_url(shell.settings().database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        shell.fail(FAILED, f"There is no database {url.database}: start one with `make run`, or say where it is.")
    database = Database(open_engine(shell.settings().database_url))
    try:
        check_current(database.engine)
        yield database
    except SchemaOutOfDate as error:
        shell.fail(FAILED, str(error))
    except (DBAPIError, OSError) as error:
        shell.fail(FAILED, why_not(error, shell.settings().database_url))
    finally:
        database.close()
