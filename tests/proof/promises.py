"""The promises, each with its own check: what must be true after every step of every story.

Each check reads what an ops person could read (the queries of both workflows, and the tables), and says in words what
is not as promised.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from countersign.careplan.clocks import WAIT_OF, Wait
from countersign.careplan.interim import OPEN, Interim
from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import CLOSED, Status
from countersign.careplan.notices import PERSON, REPRESENTATIVE, THE_PERSONS, UNSENT, NoticeKind, NoticeStatus
from countersign.careplan.promise import Promise
from countersign.careplan.working_time import london_day
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.casework.status import PlanStatus
from countersign.store.case_files import SqlFiles
from countersign.store.tables import MessageRow, NoticeRow, StepTakenRow
from tests.proof.installation import said
from tests.proof.seeing import OF_INTERIM, Seen
from tests.proof.steps import TOLD

A_MINUTE = timedelta(minutes=1)
HOLDS_A_DATE = frozenset({Status.AWAITING_DECISION, Status.RETURNED, Status.AUTHORISED_TO_START})
WITH_A_DATE = frozenset(
    {
        NoticeKind.SUBMITTED,
        NoticeKind.RETURNED,
        NoticeKind.RESUBMITTED,
        NoticeKind.NEW_DATE,
        NoticeKind.AUTHORISED,
    }
)
BY_NO_MESSAGE = frozenset({Wait.REVIEW, Wait.CONDITION, Wait.TIDY_UP})
"""Waits that begin without a message: when the record is given, or when a letter cannot be given."""
TOLD_NEW_DATE = "The person is told that the date is now "
"""The words before the day, on the record. Only the sentence says which day it is."""
WANTED = frozenset({Interim.ASKED_FOR, Interim.ACKNOWLEDGED, Interim.ARRANGED, Interim.IN_PLACE})


Broken = Iterator[str]


def nobody_waits_past_the_outer_limit_unseen(seen: Seen) -> Broken:
    """No plan waits past its scheme's outer limit unless a named person was asked for a decision."""
    if seen.plan is None or not seen.plan_runs or seen.row is None:
        return
    if seen.plan.status not in {*HOLDS_A_DATE, Status.AGREED}:
        return
    whole = next((clock for clock in seen.plan.clocks if clock.wait is Wait.SIGN_OFF), None)
    if whole is None:
        yield f"the plan is {seen.plan.status.value}, and the clock of the whole sign-off does not run"
        return
    if whole.is_paused:
        yield "the clock of the whole sign-off stands still"
    steps = seen.world.scheme.clocks.sign_off.steps
    limit = seen.world.days.after(seen.row.submitted_at, steps[-1].after)
    if whole.edition != seen.world.scheme.edition or seen.now <= seen.once_possible(limit) + A_MINUTE:
        return
    asked = [step for step in seen.steps_taken if step.kind == StepKind.INTERIM_DECISION and step.wait == Wait.SIGN_OFF]
    if not asked:
        yield f"the outer limit was {said(limit)}, and nobody was asked for an interim decision"
    elif not any(step.people for step in asked) and not any(_may_be_asked(seen, step.taken_at) for step in asked):
        return
    elif not any(step.people for step in asked) and not _duty_asked(seen):
        yield f"the outer limit was {said(limit)}; there was somebody on the register, and nobody was asked"


def _may_be_asked(seen: Seen, at: datetime) -> bool:
    left = [left for since, left in seen.world.register if since <= at][-1]
    return left != "nobody"


def _duty_asked(seen: Seen) -> bool:
    return any(notice.kind is NoticeKind.INTERIM_SUPPORT for notice in seen.notices)


def no_wait_lacks_owner_date_or_next_step(seen: Seen) -> Broken:
    """Every waiting state has an owner, a due date and a next step. While a clock stands still, another runs."""
    if seen.plan is not None and seen.plan_runs and (seen.plan.status in WAIT_OF or seen.left_to_do()):
        yield from _lacks("the plan", seen.plan, seen)
    if seen.interim is not None and seen.interim_runs and seen.interim.interim in OPEN:
        yield from _lacks("interim support", seen.interim, seen)
    for task in seen.tasks:
        if not task.owner_role:
            yield f"the task {task.name} has no owner"


def no_workflow_ends_before_its_work_does(seen: Seen) -> Broken:
    """Whatever is not finished has a running workflow."""
    lasting = [arrangement for arrangement in seen.arrangements if arrangement.ended_at is None]
    if seen.plan is not None and not seen.plan_runs:
        if seen.plan.status not in CLOSED:
            yield f"the plan is {seen.plan.status.value}, and its workflow does not run"
        if seen.left_to_do():
            yield f"the plan's workflow has ended with open tasks: {[task.name for task in seen.left_to_do()]}"
    if lasting and not seen.interim_runs:
        yield f"interim support is {lasting[0].stage}, and its workflow does not run"
    if not lasting and any(task.done_at is None and task.kind is TaskKind.INTERIM for task in seen.tasks):
        yield "a task of interim support is open, and there is no interim support any more"
    if not seen.interim_runs and not seen.plan_runs and any(notice.status in UNSENT for notice in seen.notices):
        yield "neither workflow runs, and there are letters that were never sent"


def _lacks(whose: str, status: PlanStatus, seen: Seen) -> Broken:
    if not status.clocks:
        yield f"{whose} waits without any clock ({status.status.value}, interim support {status.interim.value})"
        return
    if not status.owner or status.due is None:
        yield f"{whose} waits without an owner or a due date"
    if status.next_step is None:
        yield f"{whose} waits, and nothing comes next: {[clock.name for clock in status.clocks]} all stand still"
    elif status.next_step.at < seen.once_possible(seen.now) - A_MINUTE and not seen.world.cut_short:
        yield f"{whose}: {status.next_step.kind.value} of {said(status.next_step.at)} was not taken"
    names = {clock.name for clock in status.clocks}
    for clock in status.clocks:
        if not clock.owner:
            yield f"{whose}: the clock {clock.name} has no owner"
        for pause in clock.pauses:
            if pause.until is None and pause.why not in names:
                yield f"{whose}: the clock {clock.name} stands still for {pause.why}, which nobody waits for"


def interim_support_is_never_dropped(seen: Seen) -> Broken:
    """Interim support that was asked for ends by an accepted review and by nothing else."""
    reviews = {row.received_at for row in seen.messages if row.name == "review_interim_support" and _accepted(row)}
    for arrangement in seen.arrangements:
        name, ended_at = f"interim support {arrangement.number}", arrangement.ended_at
        if ended_at is None:
            continue
        if arrangement.urgent and ended_at not in reviews:
            yield f"{name} ended at {said(ended_at)} ({arrangement.ended_because}) by no review"
        if not arrangement.urgent and arrangement.stage not in {Interim.NONE, Interim.ENDED}:
            yield f"{name} ended in the stage {arrangement.stage}"


def interim_support_is_asked_for_where_it_is_needed(seen: Seen) -> Broken:
    """It is asked for after a report of urgent needs. If a decision is late, at least the question is asked."""
    if seen.world.outages and seen.now <= seen.world.outages[-1][1]:
        return
    for row in seen.messages:
        if row.name == "report_urgent_needs" and _accepted(row):
            answered = [
                arrangement
                for arrangement in seen.arrangements
                if arrangement.ended_at is None or arrangement.ended_at >= row.received_at
            ]
            if not any(arrangement.urgent or arrangement.ended_at is not None for arrangement in answered):
                yield f"urgent needs were reported at {said(row.received_at)}, and no interim support was asked for"
    for step in seen.steps_taken:
        if step.kind in {StepKind.OVERDUE, StepKind.INTERIM_DECISION}:
            answered = [
                arrangement
                for arrangement in seen.arrangements
                if arrangement.ended_at is None or arrangement.ended_at >= step.taken_at
            ]
            if not answered:
                yield f"{step.kind} at {said(step.taken_at)}, and nobody was asked whether there are urgent needs"


def at_most_one_arrangement_is_open(seen: Seen) -> Broken:
    """A plan has at most one open arrangement, however often interim support is asked for."""
    lasting = [arrangement.number for arrangement in seen.arrangements if arrangement.ended_at is None]
    if len(lasting) > 1:
        yield f"interim support {lasting} at once"
    if seen.interim is not None and seen.interim_runs and seen.interim.interim in OPEN:
        stages = [arrangement.stage for arrangement in seen.arrangements if arrangement.ended_at is None]
        if stages != [seen.interim.interim.value]:
            yield f"its workflow has interim support {seen.interim.interim.value}, the table {stages}"


def nobody_dead_is_written_to(seen: Seen) -> Broken:
    """After a report of a death nothing is queued for the person or their representative; the rest is withheld."""
    died = seen.has_died_at()
    if died is None:
        return
    for notice in seen.notices:
        if notice.recipient not in THE_PERSONS:
            continue
        if notice.queued_at > died:
            yield f"{_short(notice)} was queued at {said(notice.queued_at)}, after the death"
        if notice.status in {*UNSENT, NoticeStatus.BY_HAND}:
            yield f"{_short(notice)} still is {notice.status}, after the death"
        if notice.sent_at is not None and notice.sent_at > died:
            yield f"{_short(notice)} was sent at {said(notice.sent_at)}, after the death"


def every_letter_has_its_cause_and_goes_once(seen: Seen) -> Broken:
    """Every letter has its cause in a message, a step of a clock, the record or a copy, and was sent once."""
    causes = {row.message_id for row in seen.messages} | {step.cause for step in seen.steps_taken}
    prefix = len(seen.world.plan.plan_id) + 1
    causes |= {entry.key[prefix:].rpartition("/")[0] for entry in seen.record}
    # If a copy is allowed while the record is still to be given by hand, only the table of copies has its cause.
    copies = {copy.notice for copy in seen.copies}
    for notice in seen.notices:
        if notice.cause not in causes and notice.key not in copies:
            yield f"{_short(notice)} has the cause {notice.cause!r}, which nothing tells of"
    taken = seen.world.here.post.taken
    known = {notice.key for notice in seen.notices}
    for key, times in taken.items():
        if key.startswith(seen.world.plan.plan_id):
            if times > 1:
                yield f"{key} was sent {times} times"
            if key not in known:
                yield f"{key} was sent, and no notice is of that name"


def the_person_holds_one_current_date(seen: Seen) -> Broken:
    """The person holds the date of the last letter. If it has changed, they are told by the end of that day."""
    if seen.plan is None or not seen.plan_runs or seen.plan.status not in HOLDS_A_DATE or seen.has_died_at():
        return
    promise, main = seen.plan.promise, seen.plan.clocks[0]
    if main.wait is not WAIT_OF[seen.plan.status]:
        yield f"the first clock is {main.name}, not that of the state"
        return
    if promise.held is None:
        yield "the person holds no date"
        return
    if promise.current != london_day(main.due):
        yield f"the current date is {promise.current}, and the clock of the state is due {said(main.due)}"
    yield from _told_in_time(promise, main.edition, seen)
    yield from _as_they_were_told(promise.held, seen)


def _as_they_were_told(held: date, seen: Seen) -> Broken:
    """The last letters say that date: to the person, to their representative, or to both, as who is written to."""
    letters = [letter for letter in seen.notices if letter.recipient in THE_PERSONS and letter.kind in WITH_A_DATE]
    if not letters:
        yield f"the person is held to hold {held}, and no letter ever told anybody"
        return
    latest = max(letters, key=lambda letter: letter.queued_at)
    for last in (letter for letter in letters if letter.cause == latest.cause and letter.kind is latest.kind):
        if held < london_day(last.queued_at):
            yield f"the person holds {held}, which was over when {_short(last)} told of it"
        if f"{held:%-d %B %Y}" not in _text(seen, last):
            yield f"the person is held to hold {held}, and the last letter, {_short(last)}, does not say so"
    whom = {letter.recipient for letter in letters if letter.cause == latest.cause and letter.kind is latest.kind}
    wanted = {TOLD[0]: {PERSON}, TOLD[1]: set(THE_PERSONS), TOLD[2]: {REPRESENTATIVE}}[seen.world.story.told]
    if whom != wanted:
        yield f"the last letter with a date went to {sorted(whom)}, and {sorted(wanted)} are written to"


def _told_in_time(promise: Promise, edition: str, seen: Seen) -> Broken:
    """That day ends when the office closes; under another edition than the clock's, it may close at another time."""
    if promise.held is None or promise.held == promise.current:
        if promise.tell_at is not None:
            yield f"the person holds the current date, and is to be told at {said(promise.tell_at)}"
    elif promise.tell_at is None:
        yield f"the person holds {promise.held}, it is {promise.current} now, and nobody will tell them"
    elif edition == seen.world.scheme.edition and promise.tell_at > max(
        seen.world.days.closing(promise.held), seen.now
    ):
        yield f"the person holds {promise.held}, and is told otherwise only at {said(promise.tell_at)}"
    elif promise.tell_at < seen.now - A_MINUTE and not seen.world.cut_short:
        yield f"the person was to be told of a new date at {said(promise.tell_at)}, and was not"


def an_invitation_precedes_each_meeting(seen: Seen) -> Broken:
    """Whenever a plan is taken to a panel, the person is told its day once, before it is held."""
    for wait in seen.waits:
        if wait.name != Wait.MEETING.value:
            continue
        invitations = [notice for notice in seen.notices if notice.kind is NoticeKind.INVITATION]
        letters = [notice for notice in invitations if notice.key.endswith(f"/{wait.cause}")]
        died = seen.has_died_at()
        if len(letters) > len({letter.recipient for letter in letters}):
            yield f"the person was invited to the panel of {said(wait.since)} {len(letters)} times"
        elif not letters and died is None:
            yield f"the person was not invited to the panel of {said(wait.since)}"
        for letter in letters:
            if letter.queued_at >= wait.since:
                yield f"{_short(letter)} is of {said(letter.queued_at)}, and the panel was {said(wait.since)}"
            if f"{london_day(wait.since):%-d %B %Y}" not in _text(seen, letter):
                yield f"{_short(letter)} does not say that the panel is {said(wait.since)}"


def no_condition_is_forgotten(seen: Seen) -> Broken:
    """While a plan is signed off, each condition with a date has a wait, and whoever is to meet it is reminded."""
    if seen.plan is None or seen.plan.status is not Status.SIGNED_OFF or not seen.plan_runs:
        return
    decided = [decision for decision in seen.decisions if decision.version == seen.plan.version]
    dated = {
        condition["id"] for decision in decided for condition in decision.content["conditions"] if condition["first_on"]
    }
    due = {wait.name.partition(":")[2]: wait for wait in seen.waits if wait.name.startswith(Wait.CONDITION.value + ":")}
    lasting = {
        id_ for id_ in due if any(wait.name.endswith(f":{id_}") and wait.ended_at is None for wait in seen.waits)
    }
    if dated != lasting:
        yield f"the conditions {sorted(dated)} repeat, and {sorted(lasting)} are waited for"
    for wait in seen.waits:
        if not wait.name.startswith(Wait.CONDITION.value + ":") or wait.ended_at is not None:
            continue
        taken = [step for step in seen.steps_taken if step.wait == wait.name and step.taken_at >= wait.since]
        if not taken and seen.now > seen.once_possible(wait.first_due) + A_MINUTE:
            yield f"{wait.name} was due {said(wait.first_due)}, and nobody was reminded"


def no_date_is_over_when_it_is_told(seen: Seen) -> Broken:
    """A new date that the person is told is still to come."""
    for entry in seen.record:
        told = entry.what.removeprefix(TOLD_NEW_DATE)
        if entry.event is Happening.TOLD_NEW_DATE and told[:10] < london_day(entry.at).isoformat():
            yield f"told on {said(entry.at)} that the date is now {told[:10]}"


def every_step_is_taken_once_in_order_and_on_time(seen: Seen) -> Broken:
    """Each step is taken once, in order, and within a minute of its due moment, unless the database is away."""
    taken_so_often = Counter((step.wait, step.due_at, step.cause.rpartition("/")[2]) for step in seen.steps_taken)
    for key, times in taken_so_often.items():
        if times > 1:
            yield f"the step {key} was taken {times} times"
    reported = {row.message_id for row in seen.messages if row.name == "report_missed_meeting"}
    taken: dict[bool, list[tuple[datetime, StepTakenRow]]] = {True: [], False: []}
    for step in seen.steps_taken:
        of_interim = Wait(step.wait.partition(":")[0]) in OF_INTERIM
        known = _known_since(seen, step, of_interim)
        if known is None:
            yield f"{step.kind} of {step.wait} was taken, and nothing had it fall due {said(step.due_at)}"
            continue
        possible = seen.once_possible(max(step.due_at, known))
        if step.taken_at > possible + A_MINUTE:
            yield f"{step.kind} of {step.wait} fell due {said(step.due_at)} and was taken {said(step.taken_at)}"
        # Somebody may report that a panel will not decide the plan before its own clock finds out.
        if step.taken_at < step.due_at and step.cause not in reported:
            yield f"{step.kind} of {step.wait} was taken {said(step.taken_at)}, and falls due {said(step.due_at)}"
        for _, earlier in taken[of_interim]:
            in_order = earlier.cause in reported or step.cause in reported
            if (
                not in_order
                and step.due_at < earlier.due_at
                and known < earlier.taken_at
                and not _was_paused(seen, step, earlier)
            ):
                late, soon = f"{step.kind} of {step.wait}", f"{earlier.kind} of {earlier.wait}"
                yield f"{late} ({said(step.due_at)}) was taken after {soon} ({said(earlier.due_at)})"
        taken[of_interim].append((known, step))


def _known_since(seen: Seen, step: StepTakenRow, of_interim: bool) -> datetime | None:
    """Since when it was known that this step would fall due at that moment; None if it never was."""
    since: datetime | None = None
    for determined in seen.determined:
        if determined.cause == step.cause:
            break
        if determined.of_interim is of_interim and determined.clocks:
            due = any(clock.name == step.wait and clock.step_at == step.due_at for clock in determined.clocks)
            since = (since or determined.at) if due else None
    if since is None and Wait(step.wait.partition(":")[0]) in BY_NO_MESSAGE:
        begun = [row.since for row in seen.waits if row.name == step.wait and row.since <= step.taken_at]
        since = max(begun, default=None)
    return since


def _was_paused(seen: Seen, step: StepTakenRow, earlier: StepTakenRow) -> bool:
    later = (determined for determined in seen.determined if determined.at >= earlier.taken_at)
    return any(clock.name == step.wait and clock.is_paused for determined in later for clock in determined.clocks)


def the_table_of_waits_agrees(seen: Seen) -> Broken:
    """The table has an open wait for each clock, with the same dates, owner and pauses, and no other open wait."""
    rows = {(row.name, row.cause): row for row in seen.waits if row.ended_at is None}
    clocks = {(clock.name, clock.cause): clock for _, clock in seen.clocks()}
    if seen.plan is not None and not seen.plan_runs:
        rows = {key: row for key, row in rows.items() if row.name != Wait.TIDY_UP.value or key in clocks}
    if rows.keys() != clocks.keys():
        only_rows, only_clocks = sorted(rows.keys() - clocks.keys()), sorted(clocks.keys() - rows.keys())
        yield f"waits that are open in the table alone: {only_rows}; clocks that are not in it: {only_clocks}"
    for key in rows.keys() & clocks.keys():
        row, clock = rows[key], clocks[key]
        told = (row.due, row.owner, row.person, row.next_step_at, row.next_step, len(row.pauses), len(row.moves))
        coming = clock.steps[0]
        held = (clock.due, clock.owner, clock.person, clock.step_at, coming.kind.value, len(clock.pauses), clock.moved)
        if told != held:
            yield f"the wait {key} is {told} in the table, and its clock is {held}"


def both_workflows_know_how_far_support_has_got(seen: Seen) -> Broken:
    """The plan knows the stage of its interim support."""
    if seen.plan is None or seen.interim is None or not seen.plan_runs:
        return
    if seen.plan.interim is not seen.interim.interim:
        yield f"interim support is {seen.interim.interim.value}, and the plan has it as {seen.plan.interim.value}"


def nothing_of_ours_has_failed(seen: Seen) -> Broken:
    """No task says that our software failed."""
    for task in seen.tasks:
        if task.kind is TaskKind.FAULT:
            yield f"our software failed: {task.why}"


PROMISES: tuple[Callable[[Seen], Broken], ...] = (
    nobody_waits_past_the_outer_limit_unseen,
    no_wait_lacks_owner_date_or_next_step,
    no_workflow_ends_before_its_work_does,
    interim_support_is_never_dropped,
    interim_support_is_asked_for_where_it_is_needed,
    at_most_one_arrangement_is_open,
    both_workflows_know_how_far_support_has_got,
    nobody_dead_is_written_to,
    every_letter_has_its_cause_and_goes_once,
    the_person_holds_one_current_date,
    no_date_is_over_when_it_is_told,
    an_invitation_precedes_each_meeting,
    no_condition_is_forgotten,
    every_step_is_taken_once_in_order_and_on_time,
    the_table_of_waits_agrees,
    nothing_of_ours_has_failed,
)


def broken(seen: Seen) -> list[str]:
    """Everything that is not as promised."""
    return [f"{promise.__name__}: {each}" for promise in PROMISES for each in promise(seen)]


def _accepted(row: MessageRow) -> bool:
    return row.outcome == "accepted"


def _text(seen: Seen, notice: NoticeRow) -> str:
    with SqlFiles(seen.world.here.database).open(notice.plan_id) as file:
        enclosed = file.enclosed(notice.key)
    letter = next(document for document in enclosed if document.name == "letter.txt")
    return letter.content.decode().replace("\n", " ")


def _short(notice: NoticeRow) -> str:
    return notice.key.partition("/")[2]
