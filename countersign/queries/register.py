"""ROUTE-1, ROUTE-9 · The register for people to read: its lines, what each may agree, absences, and the audit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.register import Absence, Holding, Register, share_a_day
from countersign.careplan.same_staff import as_compared, is_among
from countersign.careplan.scheme import Scheme
from countersign.careplan.wire import Money
from countersign.queries.view import View
from countersign.store.register_file import team_of
from countersign.store.rows import in_pounds
from countersign.store.tables import RegisterChangeRow
from countersign.wording.authority_in_words import row_in_words


class HoldingSeen(View):
    """One line of the register."""

    person: str

    role: str

    team: str | None
    """The team; None for all teams."""

    starts: date

    acting_for: str | None

    ends: date | None

    agrees_up_to: Money | None
    """The person's own limit in pounds a week, if they have one."""

    one_off_up_to: Money | None
    """The person's own limit in pounds once, if they have one."""

    line_manager: str | None
    """The person's line manager, if the register has one."""

    submits_for: tuple[str, ...]
    """The practitioners for whom the person may submit plans."""


class AbsenceSeen(View):
    """One absence."""

    person: str

    starts: date

    ends: date | None
    """The last day; None until further notice."""


LineSeen = HoldingSeen | AbsenceSeen


class MayAgree(View):
    """What a role may agree under some editions of schemes."""

    words: str

    editions: tuple[str, ...]


class HoldingOnADay(HoldingSeen):
    """One line of the register, with what follows from it on a day."""

    email: str

    name: str

    telephone: str

    away: AbsenceSeen | None
    """The person's absence on that day, if they are away."""

    acts: bool | None
    """Whether the person they act for is away. None if they act for nobody, and None if no day was asked about."""

    may_agree: tuple[MayAgree, ...]

    to_confirm: bool
    """WHO-6: whether it waits for somebody else to confirm it, and does not count till then."""


class ChangeOfRegister(View):
    """One change of the register."""

    number: int
    """Counts the changes from 1."""

    at: datetime

    by: str
    """A staff reference."""

    what: str

    person: str
    """Whose line was changed."""

    confirmed_by: str
    """WHO-6: who answered for a whole file besides; empty for any other change."""

    run_by: str
    """WHO-6: the account under which the command ran, and its machine."""

    was: LineSeen | None

    now: LineSeen | None

    @property
    def people(self) -> frozenset[str]:
        """The people it is about: the person of the line, and the person they act for."""
        acted_for = {line.acting_for for line in (self.was, self.now) if isinstance(line, HoldingSeen)}
        return frozenset({self.person, *(person for person in acted_for if person)})


def seen(line: Holding | Absence) -> LineSeen:
    """One line for people to read."""
    if isinstance(line, Absence):
        return AbsenceSeen(person=line.person, starts=line.starts, ends=line.ends)
    return HoldingSeen(
        person=line.person,
        role=line.role,
        team=line.team,
        starts=line.starts,
        acting_for=line.acting_for or None,
        ends=line.ends,
        agrees_up_to=line.agrees_up_to,
        one_off_up_to=line.one_off_up_to,
        line_manager=line.line_manager or None,
        submits_for=line.submits_for,
    )


def lines_on(
    register: Register, on: date | None, schemes: Sequence[Scheme], waiting: Sequence[Holding] = ()
) -> list[HoldingOnADay]:
    """The lines in force on a day, or all of them. `schemes`: the editions by which a role may agree something.

    `waiting`: the lines besides that wait to be confirmed (WHO-6).
    """
    away = {
        as_compared(absence.person): absence
        for absence in register.absences
        if on is not None and share_a_day(absence, on, on)
    }
    return [
        HoldingOnADay(
            **dict(seen(line)),
            email=line.email,
            name=line.name,
            telephone=line.telephone,
            away=_absence(away.get(as_compared(line.person))),
            acts=as_compared(line.acting_for) in away if line.acting_for and on is not None else None,
            may_agree=may_agree(line.role, schemes),
            to_confirm=line in waiting,
        )
        for line in sorted((*register.holdings, *waiting), key=lambda line: line.key)
        if on is None or line.in_force(on, None)
    ]


def _absence(absence: Absence | None) -> AbsenceSeen | None:
    return None if absence is None else AbsenceSeen(person=absence.person, starts=absence.starts, ends=absence.ends)


def may_agree(role: str, schemes: Iterable[Scheme]) -> tuple[MayAgree, ...]:
    """What a role may agree, in words, and the editions that say so; empty if no edition has the role."""
    editions: dict[str, list[str]] = {}
    for scheme in schemes:
        for row in scheme.authority:
            if row.role == role:
                editions.setdefault(row_in_words(row), []).append(scheme.edition)
    return tuple(MayAgree(words=words, editions=tuple(under)) for words, under in editions.items())


def history(session: Session, person: str | None = None, after: int = 0) -> list[ChangeOfRegister]:
    """Every change of the register, the earliest first.

    `person`: only changes about them, or about somebody who acts for them. `after`: only changes with a higher number.
    """
    rows = session.scalars(
        select(RegisterChangeRow).where(RegisterChangeRow.number > after).order_by(RegisterChangeRow.number)
    )
    changes = (
        ChangeOfRegister(
            number=row.number,
            at=row.at,
            by=row.by,
            what=row.what,
            person=row.person,
            confirmed_by=row.detail.get("confirmed_by", ""),
            run_by=row.detail.get("run_by", ""),
            was=_as_audited(row.detail.get("was")),
            now=_as_audited(row.detail.get("now")),
        )
        for row in rows
    )
    return [change for change in changes if person is None or is_among(person, change.people)]


def last_change(session: Session) -> int:
    """The number of the newest change; 0 if there was none."""
    newest = select(RegisterChangeRow.number).order_by(RegisterChangeRow.number.desc()).limit(1)
    return session.scalar(newest) or 0


def _as_audited(line: Mapping[str, Any] | None) -> LineSeen | None:
    """One line as the audit keeps it: amounts in pence."""
    if line is None:
        return None
    starts, ends = date.fromisoformat(line["starts"]), line["ends"] and date.fromisoformat(line["ends"])
    if "role" not in line:
        return seen(Absence(line["person"], starts, ends))
    return seen(
        Holding(
            line["person"],
            line["role"],
            team_of(line["team"]),
            starts,
            ends,
            agrees_up_to=_in_pounds(line["agrees_up_to"]),
            one_off_up_to=_in_pounds(line["one_off_up_to"]),
            acting_for=line["acting_for"],
            line_manager=line.get("line_manager", ""),
            submits_for=tuple(line.get("submits_for", ())),
        )
    )


def _in_pounds(pence: int | None) -> Decimal | None:
    return None if pence is None else in_pounds(pence)
