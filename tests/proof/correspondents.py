"""What is written in a story: the test kit's message, right for the plan as it stands, and what is changed in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import uuid4

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import MESSAGES
from countersign.careplan.register import Holding
from countersign.store.register_file import read_register
from countersign.store.tables import PlanRow, QuestionRow, TaskRow, WaitRow
from countersign.testkit.examples import EXAMPLES, Json
from countersign.testkit.letterbook import THIRD_LIMB, Letterbook
from tests.support.builders import SURE

_EVERYBODY = read_register((EXAMPLES / "register.csv").read_text(encoding="utf-8"), "register.csv")
_IS_LEFT: dict[str, Callable[[str], bool]] = {
    "everybody": lambda _: True,
    "nobody": lambda _: False,
    "only the duty team": lambda role: role == "duty_team",
    "only the head of service": lambda role: role == "head_of_service",
    "everybody but the duty team": lambda role: role != "duty_team",
}


def register_of(left: str) -> tuple[Holding, ...]:
    """The register with only these left in it."""
    return tuple(line for line in _EVERYBODY if _IS_LEFT[left](line.role))


@dataclass(frozen=True)
class Now:
    """What those who write know of a plan. `kind`: which kind of a message is meant."""

    letters: Letterbook
    at: datetime
    kind: str = ""

    @cached_property
    def status(self) -> Status:
        """How far the plan has got."""
        return next((Status(row.status) for row in self.letters.plan.rows(PlanRow)), Status.RECEIVED)

    @cached_property
    def questions(self) -> dict[str, str]:
        """The id of the latest question of each kind that is open."""
        rows = self.letters.plan.rows(QuestionRow)
        return {row.kind: row.question for row in rows if row.answered_at is None}

    @cached_property
    def waits(self) -> list[WaitRow]:
        """What the plan waits for."""
        return [row for row in self.letters.plan.rows(WaitRow) if row.ended_at is None]

    @cached_property
    def task(self) -> str:
        """Something that somebody was asked to do."""
        rows = self.letters.plan.rows(TaskRow)
        return next((row.name for row in rows if row.done_at is None and row.kind != "interim"), "")

    @cached_property
    def condition(self) -> str:
        """A condition that is still to be met."""
        names = (row.name for row in self.waits)
        return next((name.partition(":")[2] for name in names if name.startswith(Wait.CONDITION)), "")

    def meeting(self) -> datetime | None:
        """The panel that the plan waits for."""
        return next((row.since for row in self.waits if row.name == Wait.MEETING), None)


def written(name: str, by: str, now: Now) -> Json:
    """A message of this name and kind, from whoever `by` says."""
    known = name if name in MESSAGES else "replan_clocks"
    given = ("returned" if now.kind == "return" else "agreed") if name == "decide" else None
    message = now.letters.message(known, given, {}, at=now.at, by=_sender(known, by, now))
    return message | CHANGES.get(name, _nothing)(message, now)


def _sender(name: str, by: str, now: Now) -> str:
    """Whose reference stands under a message."""
    others = {
        "the practitioner": str(now.letters.submitted["sent_by"]["id"]),
        "the head of service": "hs-1",
        "the duty worker": "duty-1",
        "another worker": "sw-1115",
        "a stranger": "zz-999",
    }
    if by in others:
        return others[by]
    if now.kind == "by another authoriser":
        return "hs-1"
    try:
        return now.letters.usual_sender("decide" if by == "the authoriser" else name, now.at)
    except ValueError:
        return "hs-1"  # the register has nobody who would send it


def _nothing(_message: Json, _now: Now) -> Json:
    return {}


def _decide(message: Json, now: Now) -> Json:
    changes: dict[str, Json] = {
        "incomplete": {"answers": message["answers"][:-1]},
        "without the panel": {"meeting": None},
    }
    pays_directly = message["outcome"] == "agree" and message["limbs"][THIRD_LIMB]
    return {**changes.get(now.kind, {}), **(_of_a_direct_payment(now) if pays_directly else {})}


def _of_a_direct_payment(now: Now) -> Json:
    """What an agreement says of one: what was made of a concern, what is barred, and a condition that repeats soon."""
    statement = {
        "id": "D1",
        "kind": "information_at_stated_times",
        "what": "Please send us the payroll agency's statement.",
        "first_on": (now.at + timedelta(days=12)).date().isoformat(),
        "every_months": 1,
    }
    barred = {
        "id": "D2",
        "kind": "named_person_may_not_provide_care",
        "what": "Not by the neighbour.",
        "name": "Norman Next-Door",
    }
    unclear = now.letters.in_hand()["direct_payment"]["under_a_requirement"] == "not_stated"
    considered = [{"rule": "DP-4", "what": SURE}] if unclear and now.kind != "nothing considered" else []
    return {"conditions": [statement, barred], "considered": considered}


def _resubmit(message: Json, now: Now) -> Json:
    less = _costing_less(message["plan"])
    if not now.kind or less == message["plan"]:
        return {}
    why = "A neighbour now comes in on most days, as you wished." if now.kind == "for less" else ""
    return {"plan": less, "why_it_costs_less": why}


def _costing_less(plan: Json) -> Json:
    """The same with one unit of the dearest line that is counted in units; the same where that is so already."""
    fresh = json.loads(json.dumps(plan))
    paid = [line for line in fresh["services"] if line["managed_by"] in ("council", "direct_payment")]
    counted = [line for line in paid if line.get("units_a_week") and not line.get("personal_assistants")]
    if counted:
        dearest = max(counted, key=lambda line: Decimal(line["weekly_cost"]))
        dearest |= {"units_a_week": "1", "weekly_cost": dearest["unit_cost"]}
    return fresh


def _days_later(said: str, days: int) -> str:
    return (date.fromisoformat(said) + timedelta(days=days)).isoformat()


CHANGES: dict[str, Callable[[Json, Now], Json]] = {
    "decide": _decide,
    "resubmit": _resubmit,
    "end": lambda _, now: {
        "reason": now.kind,
        "why": "The person has asked us to stop." if now.kind in ("superseded", "ended") else None,
        "superseded_by": str(uuid4()) if now.kind == "superseded" else None,
    },
    "complete_task": lambda _, now: {"task": now.task or "none"},
    "supply_information": lambda _, now: {
        "request": now.questions.get(Wait.INFORMATION, "none-0000"),
        "still_to_come": "What the second agency asks, by Friday." if now.kind == "in part" else "",
    },
    "withdraw_request": lambda _, now: {"request": now.questions.get(Wait.INFORMATION, "none-0000")},
    "report_missed_meeting": lambda message, now: {
        "held_on": _days_later(message["held_on"], 1 if now.kind == "of another day" else 0)
    },
    "report_first_payment": lambda message, now: {
        "put_into_practice": now.kind != "not working",
        "received_on": _days_later(message["received_on"], 9 if now.kind == "of a day to come" else 0),
    },
    "record_review": lambda message, now: {
        "reviews": ["plan", "direct_payment"] if now.kind == "of both" else ["plan"],
        "outcome": "amend" if now.kind == "to be amended" else "nothing_changes",
        "what_changes": "The morning call comes sooner." if now.kind == "to be amended" else None,
        "held_on": _days_later(message["held_on"], 9 if now.kind == "of a day to come" else 0),
    },
    "meet_condition": lambda _, now: {"condition": now.condition or "D1"},
    "ask_about_return": lambda _, now: {"to": now.kind},
    "answer_about_return": lambda _, now: {"question": now.questions.get(Wait.QUESTION, "none-0000")},
    "reassign": lambda _, now: {"whose": now.kind, "to": "sw-1115" if now.kind == "practitioner" else "sm-31"},
    "answer_urgent_needs": lambda _, now: {"urgent": now.kind == "yes"},
    "review_interim_support": lambda _, now: (
        {"outcome": "continues"} if now.kind == "continues" else {"outcome": "ends", "because": now.kind}
    ),
}
"""What of each message is as its kind is, or is about what is open now."""

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
        "approve_arrangement",
        "report_first_payment:not working",
        "decide:return",
        "report_first_payment:works",
        "approve_arrangement",
        "report_urgent_needs",
    ),
    Status.SIGNED_OFF: (
        "record_consent",
        "record_review",
        "ask_for_review",
        "decline_review",
        "record_review:of both",
        "end:ended",
    ),
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
    fits_status, meeting = _FITS_STATUS.get(now.status, ()), now.meeting()
    if now.status is Status.AWAITING_DECISION and meeting:
        fits_status = _BEFORE_THE_PANEL if meeting > now.at else _AT_THE_PANEL
    fit = (
        *_FITS_STAGE.get(stage, ()),
        *(answer for kind in now.questions for answer in _ANSWERS[kind]),
        *(("meet_condition",) if now.condition else ()),
        *fits_status,
        *(("complete_task",) if now.task else ()),
    )
    return fit[int(number) % len(fit)] if fit else "report_urgent_needs"
