"""Who writes what in a story: the content of every message, and who is right to send it, as things are then."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from uuid import uuid4

from countersign.careplan.clocks import Wait
from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.register import Holding
from countersign.careplan.working_time import london_day
from countersign.store.register_file import read_register
from countersign.store.tables import PlanRow, PlanVersionRow, QuestionRow, TaskRow, WaitRow
from countersign.testkit.examples import EXAMPLES, Json, example
from tests.support.builders import SURE, decide_json
from tests.support.servers import PlanUnderTest

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


def register_of(left: str) -> tuple[Holding, ...]:
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
    waits: tuple[WaitRow, ...]
    plan: Json

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
        higher = {"service_manager": "sm-31", "head_of_service": "hs-1", "panel_chair": "pc-621"}
        return higher.get(self.row.route_role if self.row else "", self.manager)

    @property
    def answers(self) -> str:
        """Who is right to answer the question that is open."""
        return self.manager if any(one.asked_of == "line_manager" for one in self.questions) else self.authoriser

    @property
    def asked(self) -> str:
        """Who asked for the information that is wanted."""
        return next((one.asked_by for one in self.questions if one.kind == Wait.INFORMATION.value), self.authoriser)

    @property
    def pays_directly(self) -> bool:
        """Whether a direct payment is left, once what is barred is managed otherwise."""
        otherwise = {one["line"] for one in self.otherwise}
        lines = self.plan["services"]
        return any(one["managed_by"] == "direct_payment" and one["id"] not in otherwise for one in lines)

    @property
    def otherwise(self) -> list[Json]:
        """The lines that the law bars, as the example's own decision has them."""
        decided = example("barred-2-agreed")
        barred = self.submission["message_id"].startswith("barred")
        return decided["managed_otherwise"] if barred else []

    def next_meeting(self) -> datetime | None:
        """The panel that the plan waits for now."""
        return next((one.since for one in self.waits if one.name == Wait.MEETING and one.ended_at is None), None)

    def last_meeting(self) -> datetime | None:
        """The latest panel to which the person was invited, and which is over."""
        return max((one.since for one in self.waits if one.name == Wait.MEETING and one.since <= self.at), default=None)

    def condition(self) -> str | None:
        """A condition that is still to be met."""
        waits = (one.name for one in self.waits if one.ended_at is None)
        return next((name.partition(":")[2] for name in waits if name.startswith(Wait.CONDITION)), None)

    def open(self, wait: Wait) -> str:
        """The id of the question of this kind that is open."""
        return next((one.question for one in self.questions if one.kind == wait.value), "proof-0000")


def seen_of(plan: PlanUnderTest, kind: str, at: datetime, submission: Json) -> Now:
    """What is known of a plan now."""
    tasks = tuple(one.name for one in plan.rows(TaskRow) if one.done_at is None and one.kind != "interim")
    questions = tuple(one for one in plan.rows(QuestionRow) if one.answered_at is None)
    row = next(iter(plan.rows(PlanRow)), None)
    versions = {one.version: one.content for one in plan.rows(PlanVersionRow)}
    in_hand = json.loads(versions[row.version]) if row and row.version in versions else submission["plan"]
    return Now(kind, at, submission, row, questions, tasks, tuple(plan.rows(WaitRow)), in_hand)


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
    content = decide_json(outcome, (now.kind != "return", True, True if _limb_is_asked(now) else None))
    answers = content["answers"][:-1] if now.kind == "incomplete" else content["answers"]
    left_out = ("message_id", "sent_at", "sent_by")
    return {key: value for key, value in content.items() if key not in left_out} | {
        "version": now.version,
        "answers": answers,
        **(_of_a_direct_payment(now) if outcome is DecisionOutcome.AGREE else {}),
        **_at_the_panel(now),
    }


def _limb_is_asked(now: Now) -> bool:
    by_direct_payment = any(one["managed_by"] == "direct_payment" for one in now.plan["services"])
    return by_direct_payment if now.kind == "return" else now.pays_directly


def _of_a_direct_payment(now: Now) -> Json:
    """What an agreement says of one: what was made of each concern, what is barred, and a condition that repeats."""
    if not now.pays_directly and not now.otherwise:
        return {}
    statement = {
        "id": "D1",
        "kind": "information_at_stated_times",
        "what": "Please send us the payroll agency's statement.",
        "first_on": (now.at + timedelta(days=12)).date().isoformat(),
        "every_months": 1,
    }
    unclear = now.plan["direct_payment"]["under_a_requirement"] == "not_stated"
    barred = {"id": "D2", "kind": "named_person_may_not_provide_care", "what": "Not by the neighbour."}
    return {
        "managed_otherwise": now.otherwise,
        "conditions": [statement, barred] if now.pays_directly else [],
        "considered": [{"rule": "DP-4", "what": SURE}] if unclear and now.kind != "nothing considered" else [],
    }


def _at_the_panel(now: Now) -> Json:
    """Who was there, where it is the panel that decides, and one that was held."""
    held = now.last_meeting()
    if now.row is None or not now.row.meeting or held is None or now.kind == "without the panel":
        return {}
    members = [("pc-621", "social work"), ("fin-631", "finance"), ("ea-651", "assessment of deafblind people")]
    return {
        "meeting": {
            "held_on": london_day(held).isoformat(),
            "members": [{"id": one, "skills": [skill]} for one, skill in members],
            "expert": "ea-651",
            "how_the_person_took_part": "They came with their sister, and stayed until we had agreed.",
        }
    }


def _resubmit(now: Now) -> Json:
    plan = now.plan
    less = _costing_less(plan) if now.kind in ("for less", "for less, unexplained") else plan
    why = now.kind == "for less" and less != plan
    return {
        "answers_version": now.version,
        "plan": less,
        "responses": [{"reason": "R1", "what_was_done": "Talked it over again, noted in the file."}],
        "revisiting_agreed": "On a visit, with the person.",
        **({"why_it_costs_less": "A neighbour now comes in on most days, as you wished."} if why else {}),
    }


def _costing_less(plan: Json) -> Json:
    """The same with one unit of the dearest line that is counted in units; the same where that is so already."""
    fresh = json.loads(json.dumps(plan))
    paid = [one for one in fresh["services"] if one["managed_by"] in ("council", "direct_payment")]
    counted = [one for one in paid if one.get("units_a_week") and not one.get("personal_assistants")]
    if counted:
        dearest = max(counted, key=lambda one: Decimal(one["weekly_cost"]))
        dearest |= {"units_a_week": "1", "weekly_cost": dearest["unit_cost"]}
    return fresh


def _supply(now: Now) -> Json:
    rest = {"still_to_come": "What the second agency asks, by Friday."} if now.kind == "in part" else {}
    return {"request": now.open(Wait.INFORMATION), "information": "It is free.", **rest}


def _missed(now: Now) -> Json:
    meeting = now.next_meeting() or now.at
    on = meeting + timedelta(days=1 if now.kind == "of another day" else 0)
    return {"held_on": london_day(on).isoformat(), "because": "not_quorate", "why": "The finance officer was ill."}


def _first_payment(now: Now) -> Json:
    works = now.kind != "not working"
    on = now.at + timedelta(days=9 if now.kind == "of a day to come" else 0)
    return {"received_on": on.date().isoformat(), "put_into_practice": works, "how_it_works": "As the person says."}


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
    "supply_information": (_supply, _by_practitioner),
    "withdraw_request": (
        lambda now: {"request": now.open(Wait.INFORMATION), "reason": "It is in the file after all."},
        lambda now: "hs-1" if now.kind == "by another authoriser" else now.asked,
    ),
    "report_missed_meeting": (_missed, _by_authoriser),
    "report_first_payment": (_first_payment, _by_practitioner),
    "meet_condition": (
        lambda now: {"condition": now.condition() or "D1", "what_was_done": "The statement came."},
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
        "decide:agree",
        "decide:return",
        "decide:agree",
        "request_information",
        "decide:agree",
        "report_urgent_needs",
        "reassign:authoriser",
    ),
    Status.RETURNED: (
        "resubmit",
        "resubmit:for less",
        "ask_about_return:authoriser",
        "resubmit",
        "resubmit:for less",
        "ask_about_return:line_manager",
    ),
    Status.AUTHORISED_TO_START: (
        "report_first_payment:works",
        "report_first_payment:not working",
        "report_first_payment:works",
        "report_urgent_needs",
    ),
    Status.SIGNED_OFF: ("record_consent", "end:ended"),
}
_BEFORE_THE_PANEL = ("request_information", "report_missed_meeting", "report_missed_meeting:of another day")
_AT_THE_PANEL = ("decide:agree", "decide:return", "decide:agree", "report_missed_meeting")
_ANSWERS = {
    Wait.INFORMATION.value: (
        "supply_information",
        "withdraw_request",
        "supply_information:in part",
        "withdraw_request:by another authoriser",
    ),
    Wait.QUESTION.value: ("answer_about_return",),
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
    in_hand = now.next_meeting() if status is Status.AWAITING_DECISION else None
    to_come = in_hand is not None and now.last_meeting() is None
    fits_status = (_BEFORE_THE_PANEL if to_come else _AT_THE_PANEL) if in_hand else _FITS_STATUS.get(status, ())
    fit = (
        *_FITS_STAGE.get(stage, ()),
        *(answer for one in now.questions for answer in _ANSWERS[one.kind]),
        *(("meet_condition",) if now.condition() else ()),
        *fits_status,
        *(("complete_task",) if now.tasks else ()),
    )
    return fit[int(number) % len(fit)] if fit else "report_urgent_needs"
