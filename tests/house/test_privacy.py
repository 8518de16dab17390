"""No personal data in ids, search attributes, logs, file names or failures: seeded with a marker, and looked for.

Every free text and every name of a plan, and of each message about it, holds the marker. Then everything is searched
that somebody may see who has no business with the person: what Temporal shows, what is logged, what files are called,
what staff are sent, what the record calls a happening.
"""

import logging
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from google.protobuf.json_format import MessageToJson
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import TO_STAFF
from countersign.careplan.working_time import london_day
from countersign.casework import considering
from countersign.casework.kept import TaskKind
from countersign.store.tables import (
    InterimRow,
    MessageRow,
    NoticeRow,
    QuestionRow,
    RecordRow,
    StepTakenRow,
    TaskRow,
    WaitRow,
)
from tests.support.builders import Json
from tests.support.servers import Desk, PlanUnderTest

MARKER = "Zzqmarker"

CODES = frozenset(
    {
        "plan_id kind team scheme id line_manager area needs managed_by provider channel format scope basis recipient",
        "sections lives_with_the_person message_id system sent_at decided_on date_of_birth question reply ground limb",
        "criterion wanted outcome version answers_version task indicative_budget person_pays weekly_cost one_off_cost",
        "unit_cost units_a_week confirmed eligible because_of_risk decider to whose request starts_on because",
        "setting indicative_budget_told_on relation paid_for arrives_on leaves_on under_a_requirement effect wages",
        "has_capacity_to_manage payment_criterion compared_with held_on received_on first_on condition rule line",
        "from_day last_day becomes content_sha256 about days assessed_on",
    }
)
"""Fields that hold a code, a reference, a date or an amount: there is nowhere in them for a name."""

NOT_MARKED = frozenset(word for line in CODES for word in line.split())


def marked(value: Any, name: str = "") -> Any:
    """The same message, with the marker in every text that somebody wrote."""
    if isinstance(value, dict):
        # `how` is a code there, and words elsewhere
        codes = {"how", "why_not"} if name == "charging" else set[str]()
        return {key: inner if key in codes else marked(inner, key) for key, inner in cast("Json", value).items()}
    if isinstance(value, list):
        return [marked(inner, name) for inner in cast("list[Any]", value)]
    if name == "billed":  # it goes on after "We"
        return f"{value} {MARKER}"
    if not isinstance(value, str) or name in NOT_MARKED or (name == "reason" and len(value) < 4):
        return value
    return f"{MARKER.lower()}@example.org" if name == "email" else f"{MARKER} {value}"


def hides_the_marker(text: str) -> bool:
    return MARKER.lower() in text.lower()


def around_the_marker(text: str) -> str:
    """Where in a text the marker stands, for whoever must find out how it came there."""
    at = text.lower().index(MARKER.lower())
    return text[max(0, at - 80) : at + 60]


def test_the_search_can_find_what_it_looks_for() -> None:
    seeded = marked(
        {"person": {"name": "A", "contact": {"email": "a@example.org"}}, "needs": ["N1"], "team": "community"}
    )
    assert seeded == {
        "person": {"name": "Zzqmarker A", "contact": {"email": "zzqmarker@example.org"}},
        "needs": ["N1"],
        "team": "community",
    }
    assert hides_the_marker(str(seeded))
    assert not hides_the_marker("v1.returned.person")


CONTENT_COMES_IN = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
        EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    }
)
"""Where a message's content enters, and goes to the activity that considers it."""


def without_content(event: HistoryEvent) -> str:
    """What an event shows besides the input by which a message's content came in."""
    if event.event_type in CONTENT_COMES_IN:
        event.workflow_execution_started_event_attributes.ClearField("input")
        event.workflow_execution_signaled_event_attributes.ClearField("input")
        event.activity_task_scheduled_event_attributes.ClearField("input")
        event.workflow_execution_update_accepted_event_attributes.accepted_request.input.ClearField("args")
    return _as_text(event)


def _as_text(event: HistoryEvent) -> str:
    """An event with its payloads in the clear: as JSON they would be in base 64, and hide everything."""
    found: list[str] = [MessageToJson(event)]
    waiting: list[Any] = [event]
    while waiting:
        message = waiting.pop()
        if isinstance(message, Payload):
            found.append(message.data.decode(errors="replace"))
            continue
        for descriptor, value in message.ListFields():
            if descriptor.message_type is None:
                continue
            if descriptor.message_type.GetOptions().map_entry:
                waiting += [inner for inner in value.values() if hasattr(inner, "ListFields")]
            elif hasattr(value, "ListFields"):
                waiting.append(value)
            else:
                waiting += list(value)
    return "\n".join(found)


async def everything_happens(plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clare's story, and everything that can go wrong besides, with the marker in all of it."""
    refused = await plan.submit(
        marked(plan.message("refused-1-submission", {"plan.plan_id": plan.plan_id})) | {f"{MARKER} Jones": "unknown"}
    )
    assert refused.code is Refusal.MALFORMED
    assert not hides_the_marker(refused.model_dump_json())
    submission = marked(plan.message("clare-1-submission"))
    submission["plan"]["urgent_needs"] = {"so": True, "in_words": f"{MARKER} cannot be left alone"}
    mark = {"kind": "ask_before_copies", "about": "person", "in_words": f"{MARKER} opens the post"}
    submission["plan"]["safeguarding"] = [mark]
    submission["plan"]["advocate"] = {"name": f"{MARKER} Amadi", "contact": {"address": [f"{MARKER} Lane"]}}
    assert (await plan.submit(submission)).accepted

    stranger = marked(plan.message("clare-2-returned", {"sent_by.id": "nobody-1"}, again="stranger"))
    malformed = marked(
        plan.message("clare-2-returned", {"version": f"{MARKER} one", "regard": MARKER}, again="malformed")
    )
    for message in (stranger, malformed, malformed, malformed | {f"{MARKER} Jones": 1}, [MARKER], MARKER):
        assert not hides_the_marker((await plan.ask("decide", message)).model_dump_json())
        await plan.send("decide", message)
    await plan.send(f"{MARKER}_name", {"message_id": MARKER})
    await plan.send("decide", {"message_id": f"{MARKER} is not an id"})
    await plan.send("decide")
    await plan.send("decide", malformed, MARKER)
    await plan.send_raw("decide", Payload(data=MARKER.encode()))

    def fails(*_: object) -> None:
        raise ValueError(f"{MARKER} in an exception of ours")

    def broken_handler(*_: object) -> object:
        return fails

    with monkeypatch.context() as broken:
        broken.setattr(considering, "handler_of", broken_handler)
        urgent = marked(plan.message("message-report-urgent-needs"))
        assert (await plan.ask("report_urgent_needs", urgent)).code is Refusal.FAULT
    fault = next(name for name, kind in plan.tasks().items() if kind == TaskKind.FAULT)
    done = marked(plan.message("message-complete-task", {"task": fault, "sent_by.id": "tm-201"}, again="mended"))
    assert (await plan.ask("complete_task", done)).accepted

    await asked_and_answered(plan, "request_information", "supply_information", "tm-201", "sw-1042")
    await accepted(plan, "decide", "clare-2-returned")
    await asked_and_answered(plan, "ask_about_return", "answer_about_return", "sw-1042", "tm-201")
    reassigned = {"whose": "practitioner", "to": "sw-1115", "sent_by.id": "tm-201"}
    await accepted(plan, "reassign", "message-reassign", reassigned)
    await accepted(plan, "replan_clocks", "message-replan-clocks")
    await plan.until_interim(Interim.ASKED_FOR)
    for name in ("acknowledge", "arrange", "start", "review"):
        await accepted(plan.interim, f"{name}_interim_support", f"message-{name}-interim-support")
    await accepted(plan, "resubmit", "clare-3-resubmission")
    await accepted(plan, "decide", "clare-4-agreed")
    await plan.until_is(Status.SIGNED_OFF)
    consent = marked(plan.message("message-record-consent", {"sent_by.id": "sw-1042", "sharing.recipient": "C1"}))
    await plan.ask("record_consent", consent)
    today = {"sent_by.id": "sw-1042", "decided_on": london_day(datetime.now(UTC)).isoformat()}
    await accepted(plan, "change_representative", "message-change-representative", today)
    await accepted(plan, "change_contact", "message-change-contact", today)
    said = {"ending.the_rest.in_words": "Her sister looks after it."}
    await accepted(plan, "end", "message-end", {"sent_by.id": "sw-1042", **said})
    ends = {"outcome": "ends", "because": "no_longer_needed", "message_id": "review-interim-message-2"}
    await accepted(plan.interim, "review_interim_support", "message-review-interim-support", ends)
    assert await plan.interim.handle.result() == Interim.ENDED
    await plan.until_is(Status.ENDED)


async def accepted(plan: PlanUnderTest, name: str, example: str, changes: Json | None = None) -> None:
    """One message, marked in all that somebody wrote, is accepted; its answer says nothing of that."""
    codes = {"reason": "moved_away"} if name == "end" else {}
    answer = await plan.ask(name, marked(plan.message(example, changes)) | codes)
    assert answer.accepted, answer
    assert not hides_the_marker(answer.model_dump_json())


async def asked_and_answered(plan: PlanUnderTest, ask: str, answer: str, asker: str, answerer: str) -> None:
    """A question, and its answer, both marked."""
    question = marked(plan.message(f"message-{ask.replace('_', '-')}", {"sent_by.id": asker, "version": 1}))
    if "question" in question:
        question["question"] = f"{MARKER} {question['question']}"
    assert (await plan.ask(ask, question)).accepted
    of = {"request" if answer == "supply_information" else "question": question["message_id"]}
    await accepted(plan, answer, f"message-{answer.replace('_', '-')}", {"sent_by.id": answerer, **of})


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    # As the worker logs. Temporal's own library prints whole payloads at DEBUG, so the worker never asks it to.
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger="countersign")
    return caplog


async def test_nothing_personal_is_where_it_has_no_business(
    desk: Desk, everything_logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = desk.plan()

    await everything_happens(plan, monkeypatch)

    seen: dict[str, str] = {
        "the log": everything_logged.text,
        "names in the outbox": "".join(str(path) for path in desk.settings.outbox.rglob("*")),
        "what the record calls things": "".join(f"{row.key} {row.what} {row.actor}" for row in plan.rows(RecordRow)),
        "tasks": "".join(f"{row.name} {row.why}" for row in plan.rows(TaskRow)),
        "messages as they were answered": "".join(
            f"{row.message_id} {row.name} {row.sent_by} {row.determination}" for row in plan.rows(MessageRow)
        ),
        "notices": "".join(f"{row.key} {row.subject} {row.reference}" for row in plan.rows(NoticeRow)),
        "letters to staff": "".join(
            plan.letter(name) + plan.letter(name, "letter.html")
            for name in plan.letters()
            if name.split(".")[1] in TO_STAFF
        ),
        "who was waited for": "".join(
            f"{row.name} {row.cause} {row.owner} {row.person} {row.pauses} {row.moves} {row.ended_by}"
            for row in plan.rows(WaitRow)
        ),
        "steps": "".join(f"{row.cause} {row.told} {row.people} {row.empty}" for row in plan.rows(StepTakenRow)),
        "what interim support was for": "".join(
            f"{row.stage} {row.because} {row.ended_because} {row.ended_by}" for row in plan.rows(InterimRow)
        ),
    }
    for workflow in (plan, plan.interim):
        of = workflow.workflow_id
        seen[f"the id {of}"] = of
        seen[f"search attributes of {of}"] = str(await workflow.search_attributes())
        seen[f"the status of {of}"] = (await workflow.status()).model_dump_json()
        seen[f"the timeline of {of}"] = "".join(entry.model_dump_json() for entry in await workflow.timeline())
        runs = [run async for run in desk.client.list_workflows(f"WorkflowId = '{of}'")]
        assert len(runs) > 1, "it went on as a new run"
        for run in runs:
            history = await desk.client.get_workflow_handle(of, run_id=run.run_id).fetch_history()
            for event in history.events:
                seen[f"event {event.event_id} of {of} in run {run.run_id}"] = without_content(event)

    assert {where: around_the_marker(text) for where, text in seen.items() if hides_the_marker(text)} == {}
    # And it was there to be found: the person's own letter is where it belongs.
    for letter in ("v1.submitted.person", "v1.returned.person", "v2.closed.person"):
        assert hides_the_marker(plan.letter(letter)), letter
    assert all(hides_the_marker(row.words) and hides_the_marker(row.answer) for row in plan.rows(QuestionRow))
