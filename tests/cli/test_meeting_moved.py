"""`starter.py meeting move`: a sitting of a panel or call is moved, for every plan that waits for it."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.cli.test_meeting import CALL_LEAD, submitted
from tests.support.builders import days
from tests.support.stack import DONE, REFUSED, Commands, example


def to_move(held_on: str, to_day: str, to_time: str = "15:00") -> str:
    message = {**example("message-move-meeting"), "sent_by": CALL_LEAD, "message_id": f"moved-{uuid4()}"}
    return json.dumps({**message, "held_on": held_on, "to_day": to_day, "to_time": to_time})


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
def test_moving_a_call_moves_every_plan_that_waits_for_it_and_a_dry_run_none(starter: Commands) -> None:
    plans = {submitted(starter), submitted(starter)}
    where = ("meeting", "move", "shropshire", "weekly_call", "-")
    first = datetime.fromisoformat(_waits_for(starter, plans)).date()
    message = to_move(str(first), str(days().next_working_day(first + timedelta(days=1))))

    dry = starter("--json", *where, "--dry-run", given=message)
    assert dry.code == DONE
    assert plans <= {plan["plan"] for plan in dry.json["plans"]}
    assert dry.json["summary"].keys() == {"would be moved"}
    assert datetime.fromisoformat(_waits_for(starter, plans)).date() == first

    moved = starter("--json", *where, given=message)
    assert (moved.code, moved.json["summary"].keys()) == (DONE, {"accepted"})
    assert plans <= {plan["plan"] for plan in moved.json["plans"]}
    assert datetime.fromisoformat(_waits_for(starter, plans)).date() > first

    again = starter(*where, given=message)
    assert again.code == DONE
    assert f"No plan waits for the Weekly conference call of {first:%a %d %b %Y}." in again.words


def _waits_for(starter: Commands, plans: set[str]) -> str:
    """The one moment at which the call of these plans begins."""
    first = starter("--json", "meeting", "list", "shropshire", "weekly_call").json
    of_days = [first, *(_on(starter, day) for day in first["later"])]
    (at,) = {waiting["meeting_at"] for sitting in of_days for waiting in sitting["plans"] if waiting["plan"] in plans}
    return at


def _on(starter: Commands, day: str) -> dict[str, Any]:
    return starter("--json", "meeting", "list", "shropshire", "weekly_call", "--on", day).json


@pytest.mark.rule("ROUTE-3", "ROUTE-12")
@pytest.mark.parametrize(
    ("to_day", "to_time", "code", "said"),
    [
        pytest.param("2099-01-06", "15:00", "not_now", "it is moved to before that, or called off", id="too late"),
        pytest.param("2099-01-06", "3pm", "malformed", "to_time", id="its form"),
    ],
)
def test_what_speaks_against_the_new_day_is_said_and_nothing_is_sent(
    starter: Commands, to_day: str, to_time: str, code: str, said: str
) -> None:
    plan = submitted(starter)
    first = datetime.fromisoformat(_waits_for(starter, {plan})).date()
    message = to_move(str(first), to_day, to_time)
    refused = starter("--json", "meeting", "move", "shropshire", "weekly_call", "-", given=message)

    assert (refused.code, refused.json["code"]) == (REFUSED, code)
    assert said in " ".join(refused.json["reasons"])
    assert datetime.fromisoformat(_waits_for(starter, {plan})).date() == first
