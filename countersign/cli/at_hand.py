"""The database and the installed schemes: only some commands need them, and importing them takes long."""

from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from countersign.careplan.clocks import PRACTITIONER
from countersign.careplan.messages.answers import REFUSAL_MEANINGS, Refusal
from countersign.careplan.reading_out import plans_with
from countersign.careplan.scheme import SchemeError
from countersign.careplan.ways import Heard
from countersign.casework.ladder import LINE_MANAGER
from countersign.cli.shell import FAILED, USAGE, Shell
from countersign.client.plans import refused
from countersign.schemes.reader import Schemes
from countersign.store.database import Database, open_engine, why_not
from countersign.store.migrate import SchemaOutOfDate, check_current
from countersign.store.receipts import take_receipt
from countersign.store.tables import PlanRow

Result = TypeVar("Result")

NOT_FOUND = REFUSAL_MEANINGS[Refusal.PLAN_NOT_FOUND]


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


def check_role(shell: Shell, role: str | None, owners: Collection[str]) -> None:
    """End with the roles that there are, where one is given that no scheme names and nobody waits for.

    `owners`: of whom something is waited for now, perhaps by an edition that is no longer installed.
    """
    if role is None or role in owners:
        return
    schemes = schemes_of(shell)
    named = {role for name in schemes.names() for edition in schemes.editions(name) for role in edition.titles}
    known = sorted({*named, *owners, PRACTITIONER, LINE_MANAGER})
    if role not in known:
        shell.fail(USAGE, f"--role: expected one of {', '.join(known)}")


def with_plan(shell: Shell, plan: str | None, act: Callable[[Session], Result]) -> Result:
    """`with_database` about one plan, or about all if it is None; refused if our record does not have the plan."""

    def known(session: Session) -> Result | None:
        return act(session) if plan is None or session.get(PlanRow, plan) is not None else None

    result = with_database(shell, known)
    if result is None:
        shell.answered(refused(Refusal.PLAN_NOT_FOUND, NOT_FOUND))
    return result


def plan_of_reference(shell: Shell, reference: str) -> str:
    """TELL-7: the id of the plan that has a reference; or end the command, where there is none, or more than one."""

    def of_all(session: Session) -> tuple[str, ...]:
        return plans_with(reference, session.scalars(select(PlanRow.plan_id)))

    found = with_database(shell, of_all)
    if not found:
        shell.answered(refused(Refusal.PLAN_NOT_FOUND, f"No plan has the reference {reference}."))
    if len(found) > 1:
        shell.fail(USAGE, f"More than one plan has the reference {reference}: {', '.join(sorted(found))}. Name one.")
    return next(iter(found))


def with_database(shell: Shell, act: Callable[[Session], Result]) -> Result:
    """Act within one transaction of our database; or end the command with a sentence that says why not."""
    with database_of(shell) as database, database.transaction() as session:
        return act(session)


def receipt_taken(shell: Shell, heard: Heard) -> str:
    """TELL-5: keep what was heard of a sending. Returns what became of it; or ends with a sentence that says why not.

    A worker tells its plan to look, within a minute as its settings are (`COUNTERSIGN_FOLLOW_SECONDS`).
    """
    with database_of(shell) as database:
        return take_receipt(database, heard).taken.value


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
