"""Everything that a scenario may expect. Unless it says otherwise, an expectation sees only what is new since the last.

Whom: a role by its title or name (`team manager`, `team_manager`), `practitioner`, `line manager`, or a member of staff
by reference. When: a day (`2026-12-23`), a moment in London (`2026-12-23 17:00`), or working days from the submission.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from countersign.careplan.clocks import Clock
from countersign.careplan.interim import Interim
from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import TOLD, NoticeKind, NoticeStatus
from countersign.careplan.working_time import london_day
from countersign.casework.happenings import Happening
from countersign.store.tables import NoticeRow, RecordRow, StepTakenRow, TaskRow
from countersign.testkit.happened import Happened, Seen, name_of, same_minute
from countersign.testkit.words import Day, Moment, day_of, has_time, moment_of, plainly, said, said_day


@dataclass(frozen=True)
class Looked:
    """What an expectation saw. `found`: words for whoever must mend a failure. `met_by`: the rows that met it."""

    holds: bool
    found: str
    met_by: tuple[Happened, ...] = ()


class Expectation(ABC):
    """One thing that a scenario expects. `said`: the code as it was written. `wanted`: the same in words."""

    said: str
    wanted: str

    @abstractmethod
    def look(self, seen: Seen) -> Looked:
        """Whether it holds."""


@dataclass(frozen=True)
class _Holds(Expectation):
    said: str
    wanted: str
    looks: Callable[[Seen], Looked]

    def look(self, seen: Seen) -> Looked:
        return self.looks(seen)


@dataclass(frozen=True)
class NothingMore(Expectation):
    """Nothing has happened except what meets the other expectations of the same `expect`."""

    said: str = "nothing_more()"
    wanted: str = "nothing else: no step of a clock, letter, message to staff, task or refusal"

    def look(self, seen: Seen) -> Looked:
        """Whether anything at all is new."""
        return self.beside(seen, ())

    def beside(self, seen: Seen, met_by: tuple[Happened, ...]) -> Looked:
        """Whether anything is new that none of these rows explains. What a step brought about belongs to the step."""
        known = {name_of(row) for row in met_by}
        causes = {row.cause for row in met_by if isinstance(row, StepTakenRow)}
        moments = {row.taken_at for row in met_by if isinstance(row, StepTakenRow)}
        others = [
            in_words(row)
            for row in (*seen.steps, *seen.notices, *seen.tasks)
            if name_of(row) not in known
            and not (isinstance(row, NoticeRow) and row.cause in causes)
            and not (isinstance(row, TaskRow) and row.raised_at in moments)
        ]
        others += [f"a message refused: {code}" for code in seen.refusals]
        return Looked(not others, listed(others, "nothing else"))


def in_words(row: StepTakenRow | NoticeRow | TaskRow) -> str:
    """One thing that has happened, in a few words."""
    match row:
        case StepTakenRow():
            whom = f"{row.told} ({', '.join(row.people)})" if row.people else "nobody, since nobody is on the ladder"
            late = "" if same_minute(row.due_at, row.taken_at) else f", taken {said(row.taken_at)}"
            return f"{row.wait}: {row.kind} to {whom}, due {said(row.due_at)}{late}"
        case NoticeRow():
            return f"{row.kind} to {row.recipient}, {row.status}, {said(row.queued_at)}"
        case TaskRow():
            done = f", done {said(row.done_at)}" if row.done_at else ""
            whose = row.owner or row.owner_role
            return f"task {row.kind} for {whose}, {said(row.raised_at)}, due {said(row.due_at)}{done}"


def listed(found: list[str], nothing: str) -> str:
    """Several things found, one on each line."""
    return "\n".join(found) or nothing


def _is_told(seen: Seen, step: StepTakenRow, whom: str) -> bool:
    if whom in step.people:
        return True
    told = plainly(step.told)
    return plainly(whom) in (told, told.partition(",")[0]) or plainly(seen.scheme.title_of(whom)) == told


def _step(
    name: str, words: str, kinds: tuple[StepKind, ...], whom: str, about: str, at: Moment, times: int | None
) -> Expectation:
    def look(seen: Seen) -> Looked:
        met = tuple(
            step
            for step in seen.steps
            if step.kind in kinds
            and _is_told(seen, step, whom)
            and about in ("", step.wait.partition(":")[0])
            and (not at or same_minute(step.due_at, moment_of(at)))
        )
        found = listed([in_words(step) for step in seen.steps], "no step of any clock")
        return Looked(bool(met) if times is None else len(met) == times, found, met)

    how_many = "at least one" if times is None else str(times)
    parts = [f"{how_many} {words} {whom}", f"about {about}" if about else "", f"due {at}" if at else ""]
    return _Holds(f"{name}({whom!r})", " ".join(part for part in parts if part), look)


def reminder_to(whom: str, *, about: str = "", at: Moment = "", times: int | None = 1) -> Expectation:
    """TIME-2: a step reminded whoever is waited for. `about`: the wait, such as `decision` or `information`.

    `at`: when it fell due. `times`: how often, or None for at least once.
    """
    return _step("reminder_to", "reminder(s) to", (StepKind.REMIND,), whom, about, at, times)


def escalation_to(whom: str, *, about: str = "", at: Moment = "", times: int | None = 1) -> Expectation:
    """TIME-2: a step went up to somebody, because the level below was late, or the date has passed."""
    kinds = (StepKind.ESCALATE, StepKind.OVERDUE)
    return _step("escalation_to", "escalation(s) to", kinds, whom, about, at, times)


def interim_decision_asked_of(whom: str, *, at: Moment = "", times: int | None = 1) -> Expectation:
    """TIME-2: the scheme's outer limit: a named person was asked for an interim decision."""
    kinds = (StepKind.INTERIM_DECISION,)
    return _step("interim_decision_asked_of", "interim decision(s) asked of", kinds, whom, "", at, times)


def letter_to_person(kind: str, *, says: str | tuple[str, ...] = (), times: int | None = 1) -> Expectation:
    """TELL: a letter to the person was sent, or somebody was asked to give it by hand. `says`: words in it."""
    NoticeKind(kind)
    wanted = (says,) if isinstance(says, str) else says

    def look(seen: Seen) -> Looked:
        given = (*TOLD, NoticeStatus.BY_HAND)
        sent = [letter for letter in seen.letters if letter.kind == kind and letter.status in given]
        met = tuple(
            letter for letter in sent if all(words in " ".join(seen.text_of(letter).split()) for words in wanted)
        )
        found = [in_words(letter) for letter in seen.letters]
        found += [f"it says:\n{seen.text_of(letter)}" for letter in sent if letter not in met]
        holds = bool(met) if times is None else len(met) == times
        return Looked(holds, listed(found, "no letter to the person"), met)

    how_many = "at least one" if times is None else str(times)
    with_words = f" that says {', and '.join(repr(words) for words in wanted)}" if wanted else ""
    return _Holds(f"letter_to_person({kind!r})", f"{how_many} letter(s) {kind} to the person{with_words}", look)


def no_letter_to_person(kind: str = "") -> Expectation:
    """No letter to the person, of this kind or of any kind, was sent or is queued."""

    def look(seen: Seen) -> Looked:
        letters = [
            letter
            for letter in seen.letters
            if kind in ("", letter.kind) and letter.status is not NoticeStatus.WITHHELD
        ]
        return Looked(not letters, listed([in_words(letter) for letter in letters], "no letter"))

    return _Holds(f"no_letter_to_person({kind!r})" if kind else "no_letter_to_person()", "no such letter", look)


def notice_to(person: str, kind: str, *, times: int | None = 1) -> Expectation:
    """TELL-6: a message went to a member of staff, named by reference."""
    NoticeKind(kind)

    def look(seen: Seen) -> Looked:
        met = tuple(notice for notice in seen.notices if (notice.recipient, notice.kind) == (person, kind))
        holds = bool(met) if times is None else len(met) == times
        return Looked(holds, listed([in_words(notice) for notice in seen.notices], "no message to anybody"), met)

    return _Holds(f"notice_to({person!r}, {kind!r})", f"a message {kind} to {person}", look)


def task(kind: str, owner: str = "") -> Expectation:
    """A task for a person was raised. `owner`: their reference, or their role."""

    def look(seen: Seen) -> Looked:
        met = tuple(task for task in seen.tasks if task.kind == kind and owner in ("", task.owner, task.owner_role))
        return Looked(bool(met), listed([in_words(task) for task in seen.tasks], "no task"), met)

    return _Holds(f"task({kind!r})", f"a task {kind}{f' for {owner}' if owner else ''}", look)


def noted(what: Happening | str, *, says: str = "") -> Expectation:
    """The record has a happening of this kind, or a sentence with these words.

    `says`: words in the same sentence.
    """

    def is_it(row: RecordRow) -> bool:
        return (row.event is what if isinstance(what, Happening) else what in row.what) and says in row.what

    def look(seen: Seen) -> Looked:
        found = [f"{row.event.value}: {row.what}" for row in seen.record]
        return Looked(any(map(is_it, seen.record)), listed(found, "nothing on the record"))

    shown = what.value if isinstance(what, Happening) else repr(what)
    with_words = f" that says {says!r}" if says else ""
    return _Holds(f"noted({shown})", f"on the record: {shown}{with_words}", look)


def refused(code: str) -> Expectation:
    """A message was refused with this code."""
    Refusal(code)

    def look(seen: Seen) -> Looked:
        why = [f"{name} refused, {answer.code}: {' '.join(answer.reasons)}" for name, answer in seen.answers]
        return Looked(code in seen.refusals, listed(why or seen.refusals, "no message was refused"))

    return _Holds(f"refused({code!r})", f"a message refused with {code}", look)


# How things stand


def promised(day: Day = "", *, working_days: int | None = None) -> Expectation:
    """TIME-6: the date that the person was told, or is about to be told. It looks at how things stand now."""

    def look(seen: Seen) -> Looked:
        promise = seen.status.promise if seen.status else None
        wanted = day_of(day) if day else london_day(seen.working_days_after_submission(working_days or 0))
        found = f"promised {said_day(promise.current)}, told {said_day(promise.holds)}" if promise else "nothing"
        return Looked(promise is not None and promise.current == wanted, found)

    words = f"{day}" if day else f"{working_days} working days after the submission"
    return _Holds(f"promised({words!r})", f"the person promised {words}", look)


def _clock(seen: Seen, wait: str) -> Clock | None:
    clocks = seen.status.clocks if seen.status else ()
    return next((clock for clock in clocks if wait in ("", clock.name, clock.wait.value)), None)


def clock_in_words(clock: Clock) -> str:
    """One clock, in a few words."""
    whose = f"{clock.owner} ({clock.person})" if clock.person else clock.owner
    words = f"{clock.name}: {whose}, due {said(clock.due)}, "
    if clock.is_paused:
        whys = ", ".join(pause.why for pause in clock.pauses if pause.until is None)
        return f"{words}PAUSED for {whys}"
    return f"{words}next {clock.steps[0].kind.value} {said(clock.steps[0].at)}"


def _clocks(seen: Seen) -> str:
    return listed([clock_in_words(clock) for clock in seen.status.clocks] if seen.status else [], "no clock")


def paused(wait: str = "", *, why: str = "") -> Expectation:
    """TIME-6: the clock of the plan's state, or of this wait, stands still. `why`: for what, such as `information`."""

    def look(seen: Seen) -> Looked:
        clock = _clock(seen, wait)
        for_this = clock is not None and any(p.until is None and p.why.startswith(why) for p in clock.pauses)
        return Looked(for_this, _clocks(seen))

    return _Holds(f"paused({wait!r})", f"the clock{f' of {wait}' if wait else ''} paused {why}".strip(), look)


def running(wait: str = "") -> Expectation:
    """TIME-6: the clock of the plan's state, or of this wait, runs."""

    def look(seen: Seen) -> Looked:
        clock = _clock(seen, wait)
        return Looked(clock is not None and not clock.is_paused, _clocks(seen))

    return _Holds(f"running({wait!r})", f"the clock{f' of {wait}' if wait else ''} running", look)


def due(owner: str, on: Day | Moment = "", *, wait: str = "", working_days: int | None = None) -> Expectation:
    """TIME-1: whose turn it is and by when, by the clock of the plan's state, or of this wait."""

    def look(seen: Seen) -> Looked:
        clock = _clock(seen, wait)
        if clock is None:
            return Looked(False, _clocks(seen))
        whose = clock.person == owner or plainly(owner) in (
            plainly(clock.owner),
            plainly(seen.scheme.title_of(clock.owner)),
        )
        return Looked(whose and _on(clock.due, on, working_days, seen), _clocks(seen))

    when = f" by {on}" if on else f" by {working_days} working days after the submission" if working_days else ""
    return _Holds(f"due({owner!r})", f"{wait or 'the plan'} waiting for {owner}{when}", look)


def _on(moment: datetime, on: Day | Moment, working_days: int | None, seen: Seen) -> bool:
    if working_days is not None:
        return moment == seen.working_days_after_submission(working_days)
    if not on:
        return True
    if has_time(on):
        return same_minute(moment, moment_of(on))  # pyright: ignore[reportArgumentType]  # has_time has just said so
    return london_day(moment) == day_of(on)


def interim(stage: str) -> Expectation:
    """TIME-4: how far interim support has got, as far as the plan knows."""
    Interim(stage)

    def look(seen: Seen) -> Looked:
        found = seen.status.interim.value if seen.status else "no plan"
        return Looked(found == stage, f"interim support {found}")

    return _Holds(f"interim({stage!r})", f"interim support {stage}", look)


def status(name: str) -> Expectation:
    """Where the plan stands."""
    Status(name)

    def look(seen: Seen) -> Looked:
        found = seen.status.status.value if seen.status else Status.REFUSED.value
        return Looked(found == name, f"the plan {found}")

    return _Holds(f"status({name!r})", f"the plan {name}", look)


def nothing_more() -> Expectation:
    """Nothing has happened except what meets the other expectations here: no step, notice, task or refusal."""
    return NothingMore()
