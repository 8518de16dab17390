"""Generates invented councils: the editions of their schemes, and their registers. Amounts are in pence.

Limits and costs lie close together, so that most of them are at a limit, or a penny below or above it.
"""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from countersign.careplan.register import Holding
from countersign.careplan.scheme import Scheme, completed, read_scheme
from tests.proof.editions import toml
from tests.support.builders import SCHEMES, Json, money, scheme_json

COUNCIL = "made_up"
BEGINS = date(2026, 11, 3)
"""The Tuesday on which all these stories begin."""

TEAM, ANOTHER_TEAM = "community", "hospital_social_work"
LIMITS = (50000, 75000, 100000, 150000)
ONCE = (0, 100000, 500000)
ROLES = ("team_manager", "service_manager", "deputy_director", "head_of_service")
MEETS_AT = time(9, 30)
"""When every panel and call begins, London time."""
LARGER, NOBODY_ALONE = "larger_than_usual", "nobody_may_decide_alone"
REASONS = (LARGER, "very_complex", "particularly_distinctive", NOBODY_ALONE)
SKILLS = ("social work", "finance")

PEOPLE = ("tm-1", "tm-2", "sm-1", "dd-1", "ch-1", "hs-1", "sw-1", "sw-2")
"""Everybody who may hold a role that decides. sw-1 submits the plan, and sw-2 may have planned it."""
PRACTITIONERS = PEOPLE[-2:]
MEMBERS = ("pm-1", "pm-2", "pm-3")
"""Members of panels and calls. They are always on the register, in a role that decides nothing."""
CLERK = "ad-1"
"""Whom the register lets submit for sw-1. They decide nothing."""
OPERATIONS = "ops-1"
"""Who runs the installation. They decide nothing."""
LINE_MANAGER = "tm-2"
"""The line manager of sw-1, by the register. They may hold a role that decides, or none."""


@dataclass(frozen=True)
class Row:
    """A row of authority. `says`: "up to", "under", "any amount" or "nothing". `once`: None if it has no limit."""

    role: str
    says: str
    weekly: int
    once: int | None
    kinds: tuple[str, ...]
    meeting: str = ""
    once_missed: bool = False


@dataclass(frozen=True)
class Sits:
    """A panel or call. `larger`: "over" or "from" `amount`, or "" if it is not for larger budgets.

    `involves`: how the person is involved in it.
    """

    name: str
    considers: tuple[str, ...]
    larger: str
    amount: int
    once_over: int | None
    quorum: int
    skills: tuple[str, ...]
    weekday: int
    involves: str = "You can come, with somebody beside you, and speak first."


@dataclass(frozen=True)
class Edition:
    """One edition of the scheme, in force from a day. `rows`: the lowest first.

    `above`: so much a week and once above what was indicated asks for nothing further (SUB-4).
    """

    begins: date
    rows: tuple[Row, ...]
    meetings: tuple[Sits, ...]
    above: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Held:
    """A line of the register. `team`: None for all teams. `weekly`, `once`: the person's own limits, or None."""

    person: str
    role: str
    team: str | None
    starts: date
    ends: date | None
    weekly: int | None = None
    once: int | None = None
    acting_for: str = ""


@dataclass(frozen=True)
class Away:
    """Somebody is away, from the first day to the last."""

    person: str
    starts: date
    ends: date | None


@dataclass(frozen=True)
class Council:
    """A council: its editions (the earliest first), its register, and its absences."""

    editions: tuple[Edition, ...]
    register: tuple[Held, ...]
    away: tuple[Away, ...]

    def edition(self, on: date) -> Edition:
        """The edition in force on a day."""
        return [edition for edition in self.editions if edition.begins <= on][-1]


def pounds(pence: int) -> str:
    """An amount of pence in pounds, as schemes and messages write it."""
    return f"{pence // 100}.{pence % 100:02d}"


# In the form that the product reads


def _row(row: Row) -> Json:
    limit = {"up to": "agrees_up_to", "under": "agrees_under"}.get(row.says)
    return {
        "role": row.role,
        "title": row.role.replace("_", " ").capitalize(),
        "kinds": list(row.kinds),
        **({limit: pounds(row.weekly)} if limit else {}),
        **({"agrees_any_amount": True} if row.says == "any amount" else {}),
        **({} if row.once is None else {"one_off_up_to": pounds(row.once)}),
        **({"in_meeting": row.meeting} if row.meeting else {}),
        "once_missed": row.once_missed,
        "source": "the proof",
    }


def _meeting(sits: Sits) -> Json:
    return {
        "name": sits.name,
        "title": sits.name.capitalize(),
        "kind": "panel",
        "considers": list(sits.considers),
        **({f"larger_than_usual_{sits.larger}": pounds(sits.amount)} if sits.larger else {}),
        **({} if sits.once_over is None else {"one_off_over": pounds(sits.once_over)}),
        "first_on": date(2024, 1, 1) + timedelta(days=sits.weekday),
        "every_weeks": 1,
        "at": MEETS_AT,
        "papers_by": 1,
        "quorum": sits.quorum,
        "skills": list(sits.skills),
        "how_the_person_is_involved": sits.involves or "As above.",
        "where": "At the main office.",
        "how_to_join": "By telephone or video, on request.",
        "who_is_there": "Two people or more.",
        "lasts_minutes": 20,
        "can_be_arranged": "An interpreter, an advocate, fares.",
        "invited_before": 1,
        "source": "the proof",
    }


def _whole(edition: Edition) -> Json:
    head = {"name": COUNCIL, "title": "Made up", "in_force_from": edition.begins, "source": "the proof"}
    return {
        "scheme": {**head, "based_on": "procedure@2023-05-23"},
        "authority": [_row(row) for row in edition.rows],
        "meeting": [_meeting(meeting) for meeting in edition.meetings],
        "further_evidence": {
            "weekly_above": pounds(edition.above[0]),
            "one_off_above": pounds(edition.above[1]),
            "source": "the proof",
        },
    }


def scheme_of(edition: Edition) -> Scheme:
    """An edition in the form that the rules read."""
    return read_scheme(completed(_whole(edition), scheme_json()), f"{COUNCIL}.toml")


def put_in_force(council: Council, folder: Path) -> None:
    """Write every edition into the folder where the product reads them."""
    folder.mkdir(exist_ok=True)
    (folder / "procedure.toml").write_text((SCHEMES / "procedure.toml").read_text(encoding="utf-8"), encoding="utf-8")
    for left in folder.glob(f"{COUNCIL}.*"):
        left.unlink()
    for edition in council.editions:
        text = "\n".join(f"{key} = {toml(value)}" for key, value in _whole(edition).items())
        (folder / f"{COUNCIL}.{edition.begins}.toml").write_text(text, encoding="utf-8")


def lines_of(council: Council) -> tuple[Holding, ...]:
    """The register in the product's form: each line once, and the members of panels."""
    others = {
        **dict.fromkeys(MEMBERS, "panel_member"),
        **dict.fromkeys(PRACTITIONERS, "social_worker"),
        CLERK: "administrator",
        OPERATIONS: "operations",
    }
    members = (Held(person, role, None, date(2020, 1, 1), None) for person, role in others.items())
    lines = (
        Holding(
            held.person,
            held.role,
            held.team,
            held.starts,
            held.ends,
            None if held.weekly is None else money(pounds(held.weekly)),
            None if held.once is None else money(pounds(held.once)),
            held.acting_for,
            line_manager=LINE_MANAGER if (held.person, held.role) == ("sw-1", "social_worker") else "",
            submits_for=("sw-1",) if held.person == CLERK else (),
        )
        for held in (*council.register, *members)
    )
    return tuple({line.key: line for line in lines}.values())


# How they are generated


@st.composite
def editions(draw: DrawFn, begins: date) -> Edition:
    """Any valid scheme: every kind of plan has a row that decides alone, and no panel is the top row."""
    both = ("adult", "carer")
    rows = [
        Row(role, draw(st.sampled_from(("up to", "up to", "under", "nothing"))), *draw(_figures()), both)
        for role in ROLES[: draw(st.integers(1, 3))]
    ]
    meetings: list[Sits] = []
    for name in draw(st.sampled_from(((), ("panel",), ("panel",), ("panel", "call")))):
        larger = draw(st.sampled_from(("over", "from", "")))
        rest = draw(st.lists(st.sampled_from(REASONS[1:]), unique=True, min_size=0 if larger else 1))
        meetings.append(
            Sits(
                name,
                (*(REASONS[:1] if larger else ()), *rest),
                larger,
                draw(st.sampled_from(LIMITS)),
                draw(st.sampled_from((None, 100000))) if larger else None,
                draw(st.integers(1, 3)),
                draw(st.sampled_from(((), SKILLS[:1], SKILLS))),
                draw(st.integers(0, 4)),
            )
        )
        says = draw(st.sampled_from(("any amount", "any amount", "up to", "nothing")))
        place = draw(st.integers(1, len(rows)))
        rows.insert(place, Row(f"{name}_chair", says, *draw(_figures()), both, meeting=name))
    kinds = draw(st.sampled_from((both, both, ("adult",))))
    says = draw(st.sampled_from(("any amount", "any amount", "any amount", "under", "nothing")))
    once_missed = bool(meetings) and draw(st.booleans())
    top = Row("director", says, *draw(_figures()), kinds, once_missed=once_missed)
    # No worker loads a scheme under which nobody may agree anything of a kind.
    if any(all(row.says == "nothing" or kind not in row.kinds for row in (*rows, top)) for kind in both):
        top = replace(top, says="any amount", kinds=both)
    above = draw(st.sampled_from(((0, 0), (0, 0), (500, 0), (1000, 2500))))
    return Edition(begins, (*rows, top), tuple(meetings), above)


def _figures() -> SearchStrategy[tuple[int, int | None]]:
    return st.tuples(st.sampled_from(LIMITS), st.sampled_from((None, *ONCE)))


def _days() -> SearchStrategy[tuple[date, date | None]]:
    """Dates of a line: mostly the whole time; sometimes it begins or ends on a day within the story."""
    near = st.integers(-1, 12).map(lambda number: BEGINS + timedelta(days=number))
    always = st.just((date(2020, 1, 1), None))
    until = near.map(lambda day: (date(2020, 1, 1), day))
    since = near.map(lambda day: (day, None))
    return st.one_of(always, always, always, always, until, since)


@st.composite
def registers(draw: DrawFn, roles: tuple[str, ...]) -> tuple[Held, ...]:
    """Who holds what. Mostly each role has a holder for the plan's team, up to the limits of the role."""
    holders = [
        Held(
            person,
            role,
            draw(st.sampled_from((None, TEAM))),
            date(2020, 1, 1),
            None,
            draw(st.sampled_from((None, None, None, *LIMITS[:2]))),
        )
        for person, role in zip(draw(st.permutations(PEOPLE)), roles, strict=False)
        if draw(st.integers(0, 3))
    ]
    for number in range(draw(st.integers(0, 5))):
        starts, ends = draw(_days())
        role, person = draw(st.sampled_from(roles)), draw(st.sampled_from(PEOPLE))
        others = [other for other in PEOPLE if other != person]
        holders.append(
            Held(
                person,
                role,
                draw(st.sampled_from((None, TEAM, TEAM, ANOTHER_TEAM))),
                starts,
                ends,
                draw(st.sampled_from((None, None, None, *LIMITS))),
                draw(st.sampled_from((None, None, None, *ONCE))),
                draw(st.sampled_from(("", "", "", *others))) if number else "",
            )
        )
    for held in holders[:2] if draw(st.booleans()) else ():
        # Somebody acts for another person; some of those who act also hold the same role, for another team.
        acting = draw(st.sampled_from([other for other in PEOPLE if other != held.person]))
        if draw(st.booleans()):
            holders.append(replace(held, person=acting, team=ANOTHER_TEAM, weekly=None))
        holders.append(replace(held, person=acting, weekly=None, acting_for=held.person))
    return tuple({(held.person, held.role, held.team, held.starts, held.acting_for): held for held in holders}.values())


@st.composite
def councils(draw: DrawFn) -> Council:
    """A council with one or two editions of its scheme. A second edition comes into force within the story."""
    first = draw(editions(date(2024, 1, 1)))
    later = draw(st.sampled_from((None, None, 2, 7)))
    both = (first,) if later is None else (first, draw(editions(BEGINS + timedelta(days=later))))
    roles = tuple(dict.fromkeys(row.role for edition in both for row in edition.rows))
    register = draw(registers(roles))
    acted_for = {held.acting_for for held in register if held.acting_for}
    away = [Away(person, *draw(_days())) for person in sorted(acted_for) if draw(st.booleans())]
    return Council(both, register, tuple(away))
