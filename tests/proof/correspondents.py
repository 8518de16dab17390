"""Who writes what in a story: the content of every message, and who is right to send it, as things are then."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from uuid import uuid4

from careplan.clocks import Wait
from careplan.deciding import DecisionOutcome
from careplan.interim import Interim
from careplan.lifecycle import Status
from store.register import RegisterLine, read_register
from store.tables import PlanRow, QuestionRow, TaskRow
from testkit.examples import EXAMPLES, Json
from tests.careplan.builders import decide_json
from tests.servers import PlanUnderTest

_REGISTER = (EXAMPLES / "register.csv").read_text(encoding="utf-8")
_EVERYBODY = read_register(_REGISTER, "register.csv")
_ROLES = frozenset(row["role"] for row in csv.DictReader(StringIO(_REGISTER)))
_WHOSE = {
    "everybody": _ROLES,
    "nobody": frozenset[str](),
    "only the duty team": frozenset({"duty_team"}),
    "only the head of service": frozenset({"head_of_service"}),
    "everybody but the duty team": _ROLES - {"duty_team"},
}
_WORDS = "What the duty worker wrote."


def register_of(left: str) -> tuple[RegisterLine, ...]:
    """The register with only these left in it."""
    return tuple(line for line in _EVERYBODY if line.role in _WHOSE[left])


@dataclass(frozen=True)
class Now:
    """What those who write know of a plan. `kind`: which kind of a message is meant."""

    kind: str
    at: datetime
    submission: Json
    row: PlanRow | None
    questions: tuple[QuestionRow, ...]
    tasks: tuple[str, ...]

    @property
    def version(self) -> int:
        return self.row.version if self.row else 1

    @property
    def practitioner(self) -> str:
        return (self.row.practitioner if self.row else "") or str(self.submission["sent_by"]["id"])

    @property
    def manager(self) -> str:
        team = self.submission["plan"]["team"]
        return next(one.person for one in _EVERYBODY if one.role == "team_manager" and one.team == team)

    @property
    def authoriser(self) -> str:
        higher = {"service_manager": "sm-31", "head_of_service": "hs-1"}
        return higher.get(self.row.route_role if self.row else "", self.manager)

    @property
    def answers(self) -> str:
        """Who is right to answer the question that is open."""
        return self.manager if any(one.asked_of == "line_manager" for one in self.questions) else self.authoriser

    def open(self, wait: Wait) -> str:
        """The id of the question of this kind that is open."""
        return next((one.question for one in self.questions if one.kind == wait.value), "proof-0000")


def seen_of(plan: PlanUnderTest, kind: str, at: datetime, submission: Json) -> Now:
    """What is known of a plan now."""
    tasks = tuple(one.name for one in plan.rows(TaskRow) if one.done_at is None and one.kind != "interim")
    questions = tuple(one for one in plan.rows(QuestionRow) if one.answered_at is None)
    return Now(kind, at, submission, next(iter(plan.rows(PlanRow)), None), questions, tasks)


def sender(by: str, right: str, now: Now) -> str:
    """Whose reference stands under a message."""
    return {
        "the right one": right,
        "the practitioner": str(now.submission["sent_by"]["id"]),
        "the authoriser": now.authoriser,
        "the head of service": "hs-1",
        "the duty worker": "duty-1",
        "another worker": "sw-1115",
        "a stranger": "zz-999",
    }[by]


def _decide(now: Now) -> Json:
    outcome = DecisionOutcome.RETURN if now.kind == "return" else DecisionOutcome.AGREE
    content = decide_json(outcome, (now.kind != "return", True, None))
    answers = content["answers"][:-1] if now.kind == "incomplete" else content["answers"]
    left_out = ("message_id", "sent_at", "sent_by")
    return {key: value for key, value in content.items() if key not in left_out} | {
        "version": now.version,
        "answers": answers,
    }


def _resubmit(now: Now) -> Json:
    return {
        "answers_version": now.version,
        "plan": now.submission["plan"],
        "responses": [{"reason": "R1", "what_was_done": "Talked it over again, noted in the file."}],
        "revisiting_agreed": "On a visit, with the person.",
    }


def _end(now: Now) -> Json:
    return {"reason": now.kind, **({"superseded_by": str(uuid4())} if now.kind == "superseded" else {})}


def _consent(now: Now) -> Json:
    decided = {"decided_by": "the person", "decided_on": now.at.date().isoformat()}
    return {"sharing": {"recipient": "P1", "scope": "full", "basis": "consent", **decided}}


def _review(now: Now) -> Json:
    if now.kind == "continues":
        return {"what": _WORDS, "outcome": "continues"}
    return {"what": _WORDS, "outcome": "ends", "because": now.kind}


def _arrange(now: Now) -> Json:
    return {"what": _WORDS, "starts_on": (now.at + timedelta(days=1)).date().isoformat()}


def _by_practitioner(now: Now) -> str:
    return now.practitioner


def _by_authoriser(now: Now) -> str:
    return now.authoriser


def _by_duty(_: Now) -> str:
    return "duty-1"


CONTENT: dict[str, tuple[Callable[[Now], Json], Callable[[Now], str]]] = {
    "decide": (_decide, _by_authoriser),
    "resubmit": (_resubmit, _by_practitioner),
    "withdraw": (lambda _: {"at_whose_request": "the person", "reason": "They wish to wait."}, _by_practitioner),
    "end": (_end, _by_practitioner),
    "report_urgent_needs": (
        lambda _: {"what": "Nobody can come tomorrow.", "reported_by": "a neighbour"},
        _by_practitioner,
    ),
    "record_consent": (_consent, _by_practitioner),
    "complete_task": (
        lambda now: {"task": next(iter(now.tasks), "none"), "what_was_done": "It was done."},
        _by_practitioner,
    ),
    "request_information": (lambda now: {"version": now.version, "what": "What does it cost?"}, _by_authoriser),
    "supply_information": (
        lambda now: {"request": now.open(Wait.INFORMATION), "information": "It is free."},
        _by_practitioner,
    ),
    "ask_about_return": (
        lambda now: {"version": now.version, "to": now.kind, "question": "What is meant by the first reason?"},
        _by_practitioner,
    ),
    "answer_about_return": (
        lambda now: {"question": now.open(Wait.QUESTION), "answer": "The night cover is meant."},
        lambda now: now.answers,
    ),
    "reassign": (
        lambda now: {
            "whose": now.kind,
            "to": "sw-1115" if now.kind == "practitioner" else "sm-31",
            "reason": "They are away for a month.",
        },
        _by_practitioner,
    ),
    "replan_clocks": (lambda _: {"why": "The scheme has changed."}, _by_authoriser),
    "answer_urgent_needs": (lambda now: {"urgent": now.kind == "yes", "what": _WORDS}, _by_duty),
    "acknowledge_interim_support": (lambda _: {}, _by_duty),
    "arrange_interim_support": (_arrange, _by_duty),
    "start_interim_support": (lambda _: {"what": _WORDS}, _by_duty),
    "review_interim_support": (_review, _by_duty),
    "no_such_message": (lambda _: {}, _by_duty),
}
"""Of each message: what it says, and who is right to say it."""

_FITS_STATUS: dict[Status, tuple[str, ...]] = {
    Status.AWAITING_DECISION: (
        "decide:return",
        "decide:agree",
        "request_information",
        "report_urgent_needs",
        "reassign:authoriser",
    ),
    Status.RETURNED: ("resubmit", "ask_about_return:authoriser", "resubmit", "ask_about_return:line_manager"),
    Status.SIGNED_OFF: ("record_consent", "end:ended"),
}
_FITS_STAGE: dict[Interim, tuple[str, ...]] = {
    Interim.NEED_ASKED: ("answer_urgent_needs:yes", "answer_urgent_needs:no"),
    Interim.ASKED_FOR: ("acknowledge_interim_support", "arrange_interim_support"),
    Interim.ACKNOWLEDGED: ("arrange_interim_support",),
    Interim.ARRANGED: ("start_interim_support",),
    Interim.IN_PLACE: ("review_interim_support:continues", "review_interim_support:no_longer_needed"),
}


def what_fits(number: str, now: Now, stage: Interim) -> str:
    """A message that means something now: the one of that number, counting round, among all that do."""
    status = Status(now.row.status) if now.row else Status.RECEIVED
    answers = {Wait.INFORMATION.value: "supply_information", Wait.QUESTION.value: "answer_about_return"}
    fit = (
        *_FITS_STAGE.get(stage, ()),
        *(answers[one.kind] for one in now.questions),
        *_FITS_STATUS.get(status, ()),
        *(("complete_task",) if now.tasks else ()),
    )
    return fit[int(number) % len(fit)] if fit else "report_urgent_needs"
