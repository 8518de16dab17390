"""TELL-6 · Staff are told at once of every outcome, question, condition and task, each once, by the register."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import TO_STAFF, NoticeKind, NoticeStatus
from countersign.careplan.people import Channel
from countersign.careplan.register import Register
from countersign.careplan.ways import Way
from countersign.casework.case import Case
from countersign.casework.causes import Cause
from countersign.casework.changes import Changes
from countersign.casework.happenings import Actor
from countersign.casework.keeping import keep
from countersign.casework.kept import Notice, Task, TaskKind
from countersign.casework.tasks_in_words import ASKS
from countersign.letters.channels.transport import Item, Transport, Went
from countersign.letters.outbox import Outbox
from tests.casework.cases import ACCEPTED, ready
from tests.casework.cases.table import Accepted
from tests.house import laws
from tests.support.builders import register
from tests.support.casework import CaseUnderTest

EVERY_CASE = [
    pytest.param(name, accepted, id=f"{name}: {accepted.what}")
    for name, cases in ACCEPTED.items()
    for accepted in cases
]


def told(case: CaseUnderTest, before: set[str]) -> list[tuple[Notice, dict[str, str]]]:
    """Each notice to staff that is new, and what it says."""
    new = [notice for key, notice in case.kept.notices.items() if key not in before and notice.kind in TO_STAFF]
    with case.installation.files.open(case.plan_id) as file:
        return [(notice, json.loads(file.enclosed(notice.key)[0].content)) for notice in new]


def said(case: CaseUnderTest, act: Callable[[], object]) -> list[tuple[str, str, str, str | None]]:
    """Of each notice to staff that something brings about: its kind, its recipient, its task and its day."""
    before = set(case.kept.notices)
    act()
    return sorted(
        (notice.kind.value, notice.recipient, words["task"], words["due_on"]) for notice, words in told(case, before)
    )


def determined(case: CaseUnderTest, act: Callable[[Case], None]) -> None:
    """Something of our own that acts on the case, and is kept."""
    with case.installation.files.open(case.plan_id) as file:
        about = Case(file, case.office, case.situation(Workflow.PLAN), Cause.sharing(case.now))
        act(about)
        keep(about)


def owners(task: Task, staff: Register, case: CaseUnderTest) -> set[str]:
    """Who is asked, by the register alone."""
    today, team = case.now.date(), case.kept.versions[max(case.kept.versions)][1].team
    return {task.owner} if task.owner else {there.person for there in staff.holders(task.owner_role, team, today)}


@pytest.mark.rule("TELL-6", "TIME-1")
@pytest.mark.parametrize(("name", "accepted"), EVERY_CASE)
def test_whoever_is_asked_to_do_something_is_told_of_it_once_in_one_message(
    in_memory: CaseUnderTest, name: str, accepted: Accepted
) -> None:
    case = in_memory
    accepted.ready(case)
    case.at(accepted.at)
    notices, tasks = set(case.kept.notices), set(case.kept.tasks)
    case.accept(name, accepted.given, accepted.changes)

    new = [task for key, task in case.kept.tasks.items() if key not in tasks and task.done_at is None]
    messages = told(case, notices)
    for task in new:
        for person in owners(task, register(), case):
            theirs = [words["task"] for notice, words in messages if notice.recipient == person]
            assert sum(ASKS[task.kind] in words for words in theirs) == 1, (task.kind, person)
    alone = Counter(notice.recipient for notice, _ in messages if notice.kind is NoticeKind.TASK)
    beside = {notice.recipient for notice, _ in messages if notice.kind is not NoticeKind.TASK}
    assert set(alone.values()) <= {1}, "one message says all of them"
    assert not beside & set(alone), "who is told something by the same cause reads of it there"


def message(name: str, given: str = "") -> Callable[[CaseUnderTest], object]:
    """A message that is accepted."""
    return lambda case: case.accept(name, given)


def step(wait: Wait) -> Callable[[CaseUnderTest], object]:
    """The next step of a clock."""
    return lambda case: case.take_step(next(name for name in case.clocks() if name.startswith(wait.value)))


OUTCOME, QUESTION, REMINDER = "outcome", "question", "reminder"


@pytest.mark.rule("TELL-6")
@pytest.mark.parametrize(
    ("before", "act", "told_of_it"),
    [
        pytest.param(ready.submitted, message("decide", "clare-4-agreed"), OUTCOME, id="agreed"),
        pytest.param(ready.submitted, message("decide", "clare-2-returned"), OUTCOME, id="returned"),
        pytest.param(ready.to_be_paid_directly, ready.authorised_to_start, OUTCOME, id="may start, with conditions"),
        pytest.param(ready.submitted, message("request_information"), QUESTION, id="information is wanted"),
        pytest.param(ready.submitted, message("withdraw"), OUTCOME, id="withdrawn"),
        pytest.param(ready.signed_off, message("end"), OUTCOME, id="ended"),
        pytest.param(
            ready.paid_on_condition_of_one_thing,
            step(Wait.CONDITION),
            REMINDER,
            id="a condition is due",
        ),
        pytest.param(ready.signed_off, step(Wait.REVIEW), REMINDER, id="a review is due"),
    ],
)
def test_the_practitioner_is_told_at_once_and_once(
    in_memory: CaseUnderTest, before: Callable[[CaseUnderTest], None], act: Callable[[CaseUnderTest], object],
    told_of_it: str,
) -> None:  # fmt: skip
    case = in_memory
    before(case)
    notices = set(case.kept.notices)
    act(case)
    theirs = [notice.kind.value for notice, _ in told(case, notices) if notice.recipient == case.practitioner]
    assert theirs == [told_of_it]


# What is said


@pytest.mark.rule("TELL-6")
def test_it_says_what_is_asked_and_by_when_and_names_nobody(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.at("2026-11-05 11:00")
    mark = {"mark.kind": "address_not_safe", "mark.about": "person"}
    words = said(case, lambda: case.accept("record_safeguarding", changes=mark))
    assert words == [
        ("task", "sw-1042", "A task for you: give somebody a letter that we could not make or send.", "2026-11-09")
    ]


@pytest.mark.rule("TELL-6")
def test_several_are_one_message_with_how_many_and_the_first_day(case: CaseUnderTest) -> None:
    ready.submitted(case)

    def ask(about: Case) -> None:
        for number, (kind, days) in enumerate([(TaskKind.SPEAK, 3), (TaskKind.REVIEW, 2), (TaskKind.SPEAK, 5)]):
            due, owner = case.now + timedelta(days=days), "sw-1042" if number == 1 else "SW-1042"
            about.tasks.ask(f"task-{number}", kind, "Zzmarker", role="", owner=owner, due_at=due)

    words = said(case, lambda: determined(case, ask))
    assert words == [
        (
            "task",
            "sw-1042",
            "3 tasks for you: review the plan; speak to somebody instead of writing (2).",
            "2026-11-05",
        )
    ]


@pytest.mark.rule("TELL-6")
def test_each_kind_of_task_has_words_of_its_own_which_are_not_those_of_the_task() -> None:
    assert set(ASKS) == set(TaskKind)
    assert len(set(ASKS.values())) == len(ASKS)


@pytest.mark.rule("TELL-6", "TIME-4")
def test_everybody_who_holds_the_role_is_told_and_whoever_is_away_is_not(case: CaseUnderTest) -> None:
    ready.asked_for(case)
    staff = register()
    duty = next(line for line in staff.holdings if line.person == "duty-1")
    more = (duty._replace(person="duty-2"), duty._replace(person="duty-3", ends=duty.starts))
    case.installation.put_in_force(staff._replace(holdings=(*staff.holdings, *more)))
    words = said(case, lambda: case.accept("acknowledge_interim_support"))
    assert [(kind, person) for kind, person, *_ in words] == [("task", "duty-1"), ("task", "duty-2")]


# Who hears nothing


@pytest.mark.rule("TELL-6")
def test_a_task_that_nobody_holds_stands_and_nobody_is_told(case: CaseUnderTest) -> None:
    ready.submitted(case)
    staff = register()
    others = tuple(line for line in staff.holdings if line.role != "operations")
    case.installation.put_in_force(staff._replace(holdings=others))
    assert said(case, lambda: case.keep_fault("decide", "ZeroDivisionError")) == []
    assert list(case.open_tasks().values()) == [TaskKind.FAULT]


@pytest.mark.rule("TELL-6")
def test_a_task_that_is_settled_as_it_is_raised_and_one_that_is_known_tell_nobody(case: CaseUnderTest) -> None:
    ready.submitted_in_braille(case)
    (known,) = case.kept.tasks

    def ask(about: Case) -> None:
        about.tasks.ask("settled", TaskKind.SPEAK, "Speak.", role="", owner="sw-1042")
        about.tasks.settle("It is over.", TaskKind.SPEAK)
        about.tasks.ask(known, TaskKind.GIVE_BY_HAND, "Give it.", role="", owner="sw-1042")

    assert said(case, lambda: determined(case, ask)) == []
    assert case.kept.tasks["settled"].done_by == Actor.SYSTEM


@pytest.mark.rule("TELL-5", "TELL-6")
def test_word_of_a_task_that_cannot_go_brings_about_no_other_task(case: CaseUnderTest) -> None:
    ready.submitted_in_braille(case)
    case.send_letters()
    key = next(key for key, notice in case.kept.notices.items() if notice.kind is NoticeKind.TASK)
    failed = replace(case.kept.notices[key], status=NoticeStatus.SENDING, attempts=1)
    with case.installation.files.open(case.plan_id) as file:
        file.keep(Changes(notices={key: failed}))
    outbox = Outbox(case.installation.files, case.office, {Way.FOLDER: Post(), Way.SMTP: Post()})
    tasks = set(case.kept.tasks)
    assert said(case, lambda: outbox.give_up_on_the_hopeless(case.situation(Workflow.PLAN))) == []
    assert set(case.kept.tasks) == tasks, "the task itself stands"
    assert case.kept.notices[key].status is NoticeStatus.WITHHELD


class FailsForStaff:
    """A press that can make no notice to staff."""

    def __init__(self, case: CaseUnderTest) -> None:
        self._press = case.office.press

    def __getattr__(self, name: str) -> object:
        if name == "staff_notice":
            raise ZeroDivisionError("Zzmarker")
        return getattr(self._press, name)


@pytest.mark.rule("TELL-6", "TIME-1")
def test_a_fault_in_what_tells_people_is_kept_all_the_same(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.office = case.office._replace(press=FailsForStaff(case))  # pyright: ignore[reportArgumentType]  # on purpose
    assert said(case, lambda: case.keep_fault("decide", "ZeroDivisionError")) == []
    assert list(case.open_tasks().values()) == [TaskKind.FAULT]


def test_nothing_else_keeps_the_changes_of_a_case() -> None:
    """So that no task is raised of which nobody hears."""
    keeps = re.compile(r"\.keep\([a-z_.]*\.changes\)")
    files = laws.modules("countersign", "activities", "workflows")
    assert [laws.called(path) for path in files if keeps.search(path.read_text(encoding="utf-8"))] == [
        "countersign/casework/keeping.py"
    ]


# Where it goes: as the register has it when it goes


class Post(Transport):
    """Takes everything."""

    repeatable = quick = True

    def __init__(self) -> None:
        self.went: list[tuple[str, tuple[str, ...]]] = []

    def send(self, item: Item) -> Went:
        self.went.append((item.key.split("/")[2], item.address))
        return Went("taken")


def _with_email(person: str, email: str) -> Register:
    staff = register()
    return staff._replace(
        holdings=tuple(
            line._replace(email=email if line.person == person else f"{line.person}@council.example")
            for line in staff.holdings
        )
    )


@pytest.mark.rule("TELL-6", "TELL-8")
@pytest.mark.parametrize(
    ("then", "by", "address"),
    [
        pytest.param(_with_email("sw-1042", "new@council.example"), "email", ("new@council.example",), id="changed"),
        pytest.param(_with_email("sw-1042", ""), "post", (), id="without an e-mail: the folder"),
        pytest.param(
            (gone := _with_email("tm-201", "tm-201@council.example"))._replace(
                holdings=tuple(line for line in gone.holdings if line.person != "sw-1042")
            ),
            "post",
            (),
            id="no longer on the register: the folder",
        ),
    ],
)
def test_it_goes_where_the_register_has_them_as_it_goes(
    case: CaseUnderTest, then: Register, by: str, address: tuple[str, ...]
) -> None:
    case.installation.put_in_force(_with_email("sw-1042", "old@council.example"))
    ready.submitted_in_braille(case)
    (notice,) = (notice for notice in case.kept.notices.values() if notice.kind is NoticeKind.TASK)
    assert notice.address == ("old@council.example",)
    case.installation.put_in_force(then)
    case.at("2026-11-03 10:16")
    post, relay = Post(), Post()
    Outbox(case.installation.files, case.office, {Way.FOLDER: post, Way.SMTP: relay}).send_what_waits(
        case.situation(Workflow.PLAN)
    )
    went = {Channel.POST: post, Channel.EMAIL: relay}
    assert ("task", address) in went[Channel(by)].went
    assert [kind for channel in went.values() for kind, _ in channel.went].count("task") == 1
