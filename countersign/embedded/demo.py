"""`make demo`: real plans on a real server, with the same messages that a case system would send.

Each story says what is sent and how it must end. The demo succeeds only if every story ends that way.
"""

import asyncio
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from temporalio.testing import TimeSkipper

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Answer
from countersign.careplan.messages.copies import DecideConcern, RaiseConcern
from countersign.careplan.notices import PERSON, TOLD, NoticeKind
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import london_day
from countersign.carried import folder
from countersign.casework.status import PlanStatus
from countersign.cli.showing.page import Page, Screen
from countersign.cli.showing.plans import for_people, moment, show_answer
from countersign.client.plans import Plans
from countersign.embedded.stack import FAILED, Stack, ends, not_taken, running_stack, sole_user
from countersign.embedded.workflow_clock import AS_STARTED, ONE_SKIP, Clock
from countersign.queries.letters import LetterSent, letters_of
from countersign.settings import STATE_FOLDER
from countersign.store.database import Database
from countersign.temporal import names

FOLDER = STATE_FOLDER / "demo"
EXAMPLES = folder("examples")
SHORT_OF = timedelta(seconds=0.15)
"""A plan's clock is moved to just before a moment, by this much, and the rest passes by itself. If it were moved right
up to the moment, the server would go on to the next due event while the plan is still busy with this one."""

CONCERN, DECIDED = RaiseConcern.declared.name, DecideConcern.declared.name
RETURNED_AND_AGREED = ("decide:returned", "resubmit:resubmission", "decide:agreed")
"""The steps of Joe and Peter: each a message and the last word of its example's file name."""


@dataclass(frozen=True)
class Story:
    """One plan of the demo."""

    case: str
    """The beginning of the names of its example files."""

    about: str
    """One line about it."""

    steps: tuple[str, ...]
    """Messages, each with the last words of its example's file name; or by its name alone, of the example that stands
    alone. `wait`: let time pass until the next step of its
    clock. `meeting`: let time pass until the panel or call that the plan waits for. `record`: until the person has been
    given the written record."""

    ends: str
    """The plan's state at the end."""

    letters: frozenset[str]
    """The kinds of letter that must have been sent."""

    interim: Interim = Interim.NONE
    """How far interim support must have got in the end."""


STORIES = (
    Story(
        "clare",
        "Clare: returned, put right (RET-6), a copy held back (SHARE-5), agreed; amended: one more service (AMEND-2)",
        (
            "decide:returned",
            "resubmit:resubmission",
            CONCERN,
            "decide:agreed",
            "record",
            DECIDED,
            "ask_for_amendment:amendment-asked",
            "answer_amendment:amendment-answered",
            "submit_amendment:amended",
            "decide:amendment-agreed",
        ),
        "signed_off",
        frozenset({"submitted", "returned", "resubmitted", "agreed", "copy", "amendment_answered", "amended"}),
    ),
    Story(
        "joe",
        "Joe: returned as disproportionate, a health service found, agreed (RET-7); an amendment not agreed (AMEND-4)",
        (
            *RETURNED_AND_AGREED,
            "record",
            "ask_for_amendment:amendment-asked",
            "answer_amendment:amendment-answered",
        ),
        "signed_off",
        frozenset({"submitted", "returned", "resubmitted", "agreed", "copy", "amendment_answered"}),
    ),
    Story(
        "peter",
        "Peter: a direct payment to the person's mother made clear, agreed (RET-8)",
        RETURNED_AND_AGREED,
        "signed_off",
        frozenset({"submitted", "returned", "resubmitted", "agreed"}),
    ),
    Story(
        "plain",
        "A plain agreement; in force, the person is told of the review, and it is held: nothing changes (REV-2)",
        ("decide:agreed", "record", "wait", "record_review:reviewed"),
        "signed_off",
        frozenset({"submitted", "agreed", "copy", "review_coming", "reviewed"}),
    ),
    Story(
        "above",
        "Above the indicative budget, with the further evidence (SUB-4)",
        ("decide:agreed",),
        "signed_off",
        frozenset({"submitted", "agreed"}),
    ),
    Story(
        "call",
        "A weekly call: £1,172.50 a week is too much for the practice; the person joins, it agrees (ROUTE-4, ROUTE-6)",
        ("meeting", "decide:agreed"),
        "signed_off",
        frozenset({"submitted", "invitation", "agreed", "copy"}),
    ),
    Story(
        "payment",
        "A plan may start at once, and is signed off when the first payment works, on the report of that (ROUTE-5)",
        ("decide:agreed", "report_first_payment:first-payment", "approve_arrangement:approved"),
        "signed_off",
        frozenset({"submitted", "authorised_to_start", "agreed"}),
    ),
    Story(
        "panel",
        "A panel by exception: a distinctive plan, with the expert who assessed her among the members (ROUTE-11)",
        ("meeting", "decide:agreed"),
        "signed_off",
        frozenset({"submitted", "invitation", "agreed", "copy"}),
    ),
    Story(
        "barred",
        "A direct payment may pay his wife only if necessary: that line goes otherwise, the rest is agreed (DP-2)",
        ("decide:agreed",),
        "signed_off",
        frozenset({"submitted", "agreed", "copy"}),
    ),
    Story("refused", "Refused at the door, every problem named at once (SUB-2)", (), "refused", frozenset()),
    Story(
        "undecided",
        "Nobody decides: reminder, next level, duty team asked about urgent needs, then decided (TIME-2, TIME-3)",
        ("wait", "wait", "wait", "decide:agreed"),
        "signed_off",
        frozenset({"submitted", "new_date", "agreed"}),
    ),
)


@dataclass
class Told:
    """What happened to one plan, and what went wrong."""

    story: Story
    plan_id: str
    ended: str = ""
    at: str = ""
    letters: list[LetterSent] = field(default_factory=list[LetterSent])
    wrong: list[str] = field(default_factory=list[str])


class Teller:
    """Plays one story and shows it as it happens."""

    def __init__(self, stack: Stack, console: Console) -> None:
        """Each plan has a virtual clock of its own: moving one does not move the others."""
        self._stack = stack
        self._console = console
        self._page = Page(console)
        self._skips = TimeSkipper(stack.client, config=ONE_SKIP)
        self._plans = Plans(TimeSkipper(stack.client, config=AS_STARTED).client, through_the_plan=True)
        self._shown = {"plan": 0, "interim": 0}

    async def tell(self, story: Story) -> Told:
        """Play the story to its end. The result says in words what went wrong."""
        submission = _example(f"{story.case}-1-submission", datetime.now(UTC))
        told = Told(story, submission["plan"]["plan_id"])
        self._page.say("")
        self._page.say(f"[bold]{story.about}[/]")
        self._page.say(f"[dim]plan {told.plan_id}[/]", 2)
        self._shown = {"plan": 0, "interim": 0}
        answer = await self._plans.submit(submission)
        if story.ends == "refused":
            await self._refused(told, submission, answer)
            return told
        self._expect(told, "submission", answer)
        await self._show_news(told.plan_id)
        number, held_on = 1, None
        for step in story.steps:
            if step == "wait":
                await self._wait(told.plan_id)
            elif step == "record":
                await self._until(told.plan_id, lambda now: now.status is Status.SIGNED_OFF)
            elif step == "meeting":
                held_on = await self._until_the_meeting(told.plan_id)
            else:
                name, _, what = step.partition(":")
                number += 1 if what else 0
                example = f"{story.case}-{number}-{what}" if what else f"message-{name.replace('_', '-')}"
                message = _example(example, await self._now(told.plan_id), held_on)
                self._expect(told, what or name, await self._plans.ask(told.plan_id, name, message))
            await self._show_news(told.plan_id)
        await self._finish(told)
        return told

    def _expect(self, told: Told, what: str, answer: Answer) -> None:
        if not answer.accepted:
            told.wrong.append(f"{what} was refused: {'; '.join(answer.reasons) or answer.code}")

    async def _refused(self, told: Told, submission: Mapping[str, Any], answer: Answer) -> None:
        """Check that a workflow which a case system starts itself refuses the plan as the command line does."""
        show_answer(self._console, answer)
        handle = await self._stack.client.start_workflow(
            names.WORKFLOW, submission, id=names.workflow_id(told.plan_id), task_queue=names.TASK_QUEUE
        )
        outcome: dict[str, Any] = await handle.result()
        same = tuple(outcome["answer"]["reasons"]) == answer.reasons and answer.reasons != ()
        self._page.say(f"Started directly, the workflow answers the same: {'yes' if same else 'NO'}", 2)
        if not same or answer.accepted or outcome["status"] != "refused":
            told.wrong.append("the workflow did not refuse it as the door did")
        told.ended = outcome["status"]
        told.at = moment((await handle.describe()).close_time)
        told.letters = _letters(self._stack.database, told.plan_id)
        if told.letters:
            told.wrong.append("a refused plan was written about")

    async def _wait(self, plan_id: str) -> None:
        """Let the plan's own time pass until its next step."""
        status = await self._plans.status(plan_id)
        if status.next_step is None:
            return
        self._page.say(f"[dim]… {moment(status.next_step.at)}[/]", 2)
        await self._clock(plan_id).to(status.next_step.at - SHORT_OF)
        await self._until(plan_id, lambda later: later.next_step != status.next_step)

    async def _until_the_meeting(self, plan_id: str) -> date | None:
        """Let the plan's own time pass until an hour after its panel or call began. Returns the day of the meeting."""
        while True:
            status = await self._plans.status(plan_id)
            began = next((clock.since for clock in status.clocks if clock.wait is Wait.MEETING), None)
            if began is None:
                return None
            over = began + timedelta(hours=1)
            if status.next_step is None or status.next_step.at > over:
                break
            await self._wait(plan_id)
            await self._show_news(plan_id)
        self._page.say(f"[dim]… {moment(began)}[/]", 2)
        await self._clock(plan_id).to(over)
        return london_day(began)

    async def _now(self, plan_id: str) -> datetime:
        """The time by the plan's own clock. A message about the plan is sent at that time."""
        return (await self._clock(plan_id).look()).now

    def _clock(self, plan_id: str) -> Clock:
        return Clock(self._skips, names.workflow_id(plan_id))

    async def _until(self, plan_id: str, so: Callable[[PlanStatus], bool]) -> PlanStatus:
        """Ask for the status until `so` is true of it, or 20 seconds have passed. Returns the last status."""
        until = time.monotonic() + 20
        while True:
            status = await self._plans.status(plan_id)
            if so(status) or time.monotonic() > until:
                return status
            await asyncio.sleep(0.02)

    async def _finish(self, told: Told) -> None:
        story = told.story
        status = await self._until(
            told.plan_id,
            lambda now: (now.status.value, now.interim, now.waiting_notices) == (story.ends, story.interim, 0),
        )
        await self._show_news(told.plan_id)
        entries = await self._plans.timeline(told.plan_id)
        told.ended, told.at = status.status.value, moment(entries[-1].at)
        told.letters = _letters(self._stack.database, told.plan_id)
        sent = {letter.kind for letter in told.letters if letter.status in TOLD}
        told.wrong += [f"no {spelled_out(kind)} letter was sent" for kind in sorted(story.letters - sent)]
        if told.ended != story.ends:
            told.wrong.append(f"it is {spelled_out(told.ended)}, not {spelled_out(story.ends)}")
        if status.interim is not story.interim:
            told.wrong.append(
                f"interim support is {spelled_out(status.interim.value)}, not {spelled_out(story.interim.value)}"
            )
        if not _has_a_record(told):
            told.wrong.append("the written record is not with the letter")

    async def _show_news(self, plan_id: str) -> None:
        """Show what has happened since the last time to the plan and to its interim support."""
        of_plan, of_interim = await self._plans.timeline(plan_id), await self._plans.interim_timeline(plan_id)
        news = [("", entry) for entry in of_plan[self._shown["plan"] :]]
        news += [("Interim support · ", entry) for entry in of_interim[self._shown["interim"] :]]
        for of, entry in sorted(news, key=lambda line: line[1].at):
            what = f"[cyan]{of}[/]{escape(for_people(entry.what))}"
            self._page.say(f"{moment(entry.at)}  {what} [dim]\\[{escape(entry.rule)}][/]", 2)
        self._shown = {"plan": len(of_plan), "interim": len(of_interim)}


def _example(name: str, sent_at: datetime, held_on: date | None = None) -> dict[str, Any]:
    """An example, changed as if it were sent now, because clocks count from when a message was sent.

    A payment is received and a review is held today, and a condition is first due as many days from now. `held_on`: the
    day on which the panel or call met.
    """
    message = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    for day in {"received_on", "held_on"} & message.keys():
        message[day] = london_day(sent_at).isoformat()
    moved_by = london_day(sent_at) - date.fromisoformat(message["sent_at"][:10])
    for condition in message.get("conditions", ()):
        condition["first_on"] = (date.fromisoformat(condition["first_on"]) + moved_by).isoformat()
    if held_on is not None and message.get("meeting"):
        message["meeting"]["held_on"] = held_on.isoformat()
    return {**message, "sent_at": sent_at.isoformat()}


def _letters(database: Database, plan_id: str) -> list[LetterSent]:
    with database.transaction() as session:
        return letters_of(session, plan_id, datetime.now(UTC))


def _has_a_record(told: Told) -> bool:
    """Whether the record is with the letter: as HTML and PDF, or as text for a person who asked for plain text."""
    agreed = (letter for letter in told.letters if letter.kind is NoticeKind.AGREED)
    places = [Path(letter.where) for letter in agreed if letter.where]
    return any(
        (place / "record.txt").is_file() or ((place / "record.html").is_file() and (place / "record.pdf").is_file())
        for place in places
    )


def _show_end(console: Console, tellings: list[Told], seconds: float) -> None:
    page = Page(console)
    page.head("What happened to each plan, and where its letters, record and copies lie")
    for told in tellings:
        person = [spelled_out(letter.kind) for letter in told.letters if letter.recipient == PERSON]
        copies = [letter.recipient for letter in told.letters if letter.kind is NoticeKind.COPY]
        ended = (
            spelled_out(told.ended) if not told.wrong else f"[bold red]not as expected[/] ({spelled_out(told.ended)})"
        )
        page.say(f"[bold]{told.story.case}[/]: {ended}, {told.at}", 2)
        page.say(f"letters to the person: {', '.join(person) or 'none'}; copies to {', '.join(copies) or 'nobody'}", 4)
        page.plain(str(FOLDER / "outbox" / told.plan_id) if told.letters else "nothing was sent", indent=4)
    page.say(
        "One folder for each notice: letter.html and letter.txt, and where it is posted letter.pdf, to print, and "
        "manifest.json; the written record with them as record.html and record.pdf, or as record.txt for whoever reads "
        "plain text."
    )
    for told in tellings:
        for wrong in told.wrong:
            page.say(f"[bold red]{told.story.case}[/]: {escape(wrong)}")
    good = sum(not told.wrong for told in tellings)
    page.say("")
    page.say(f"{good} of {len(tellings)} plans ended as expected, in {seconds:.0f} seconds.")


async def demo(console: Console) -> int:
    """Play every story. Returns the exit code: 0 only if each plan ended as it should."""
    began = time.monotonic()
    page = Page(console)
    page.say("Starting a Temporal server, our database and a worker…")
    ignored = not_taken(os.environ)
    if ignored:
        page.say(f"The demo has everything of its own, and uses none of {escape(', '.join(ignored))}")
    async with running_stack(FOLDER, virtual_time=True) as stack:
        page.say(f"Running on {stack.server.address}; Temporal's own pages are at")
        page.plain(str(stack.server.ui))
        tellings = [await Teller(stack, console).tell(story) for story in STORIES]
        _show_end(console, tellings, time.monotonic() - began)
    return 0 if not any(told.wrong for told in tellings) else FAILED


def main() -> int:
    """The command. Returns its exit code."""
    console = Screen(soft_wrap=True, width=None if sys.stdout.isatty() else 160)

    def act() -> int:
        with sole_user(STATE_FOLDER / "demo-lock"):
            shutil.rmtree(FOLDER, ignore_errors=True)
            FOLDER.mkdir(parents=True)
            return asyncio.run(demo(console))

    return ends(act, console)


if __name__ == "__main__":
    sys.exit(main())
