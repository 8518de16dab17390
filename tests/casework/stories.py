"""Stories that nobody has thought of: one plan to which anything happens, the same for the same seed.

A story does what a case system, a duty team, a clock and a failing worker might do, in any order; much is refused.
It is told to several cases at once, which are to answer alike.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from countersign.careplan.amendments import WAITS, Stage
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.declaring import Relation, Workflow
from countersign.careplan.working_time import london_day
from countersign.casework.determinations import Determination
from tests.casework.cases import ACCEPTED, REFUSED, ready
from tests.support.builders import Json, changed, example
from tests.support.casework import CaseUnderTest

Act = Callable[[CaseUnderTest], Determination | list[Determination] | None]
"""One thing that happens, to one case. Told to every case, it is the same thing."""


AT_ANY_TIME = frozenset(
    {
        "change_contact",
        "change_representative",
        "raise_concern",
        "record_consent",
        "record_safeguarding",
        "record_understanding",
        "request_copy",
    }
)
"""Messages that mean something at any time, and bring a plan no further: too many leave no room for the others."""


ANSWERS: dict[str, tuple[str, int, int]] = {
    "supply_information": ("information", 20, 5),
    "withdraw_request": ("information", 20, 5),
    "answer_about_return": ("question", 20, 5),
    "meet_condition": ("condition", 20, 5),
    "report_missed_meeting": ("meeting", 20, 5),
    "move_meeting": ("meeting", 20, 5),
    "approve_arrangement": ("first_payment", 20, 5),
    "decide_concern": ("concern", 20, 5),
    "decline_review": ("review_asked", 20, 5),
    "answer_amendment": (Stage.ASKED, 200, 8),
    "record_amendment_view": (Stage.ASKED, 200, 8),
    "submit_amendment": (Stage.AGREED, 200, 8),
}
"""What answers something that waits: what that is, a clock or a request that has got so far, and how likely it is then,
before it was accepted once, and afterwards."""

HOW_LIKELY = {
    "end": (1, 1),
    "withdraw": (1, 1),
    "report_urgent_needs": (1, 1),
    "ask_about_return": (80, 8),
    "ask_for_amendment": (80, 8),
}
"""What is sent seldom because it hinders the others, or often because much comes of it."""


class Story(NamedTuple):
    """A plan, and who looks after it."""

    given: str
    """Its submission, an example."""

    practitioner: str

    decides: str

    agreed: str
    """An example of the decision that agrees it."""

    returned: str = ""
    """One of a decision that returns it; none: it is agreed at once."""

    resubmitted: str = ""
    """An example of its resubmission; none: as it was."""

    changes: Json = {}  # noqa: RUF012  # a tuple's default, never changed


STORIES = (
    Story("clare-1-submission", "sw-1042", "tm-201", "clare-4-agreed", "clare-2-returned"),
    Story("payment-1-submission", "sw-1090", "tm-206", "payment-2-agreed"),
    Story("call-1-submission", "sw-1115", "cl-611", "call-2-agreed"),
    Story("clare-1-submission", "sw-1042", "tm-201", "clare-4-agreed", "clare-2-returned", changes=ready.IN_BRAILLE),
    Story("joe-1-submission", "sw-1057", "sm-31", "joe-4-agreed", "joe-2-returned", "joe-3-resubmission"),
)


class Teller:
    """Makes up what happens next, from what has happened so far."""

    def __init__(self, seed: int) -> None:
        """`seed`: the same one tells the same story."""
        self._random = random.Random(seed)  # noqa: S311  # nobody's secret
        self._story = STORIES[seed % len(STORIES)]

    def begins(self) -> Act:
        """The plan is submitted."""
        story = self._story
        return lambda case: case.submit(story.given, story.changes)

    def goes_on(self, case: CaseUnderTest) -> Act:
        """Anything that could happen to the plan now."""
        is_agreed = case.standing.status is Status.AGREED
        what = {
            self._message: 50,
            self._step: 16,
            self._again: 6,
            self._news: 50 if case.to_interim else 0,
            self._letters: 4,
            self._record: 30 if is_agreed else 8,
            self._new_date: 4,
            self._fault: 2,
            self._time_passes: 4,
        }
        (make,) = self._random.choices(list(what), list(what.values()))
        return make(case)

    # Messages

    def _message(self, case: CaseUnderTest) -> Act:
        """A message that means something now, for the most part; sometimes any."""
        likely = [name for name in MESSAGES if _means_something(case, name)]
        known = likely if self._random.random() < 0.9 else list(MESSAGES)
        (name,) = self._random.choices(known, [_how_likely(case, name) for name in known])
        changes = self._said(case, name) | self._by_somebody(case, name)
        given = {"resubmit": self._story.resubmitted or "clare-3-resubmission", "decide": self._story.agreed}.get(
            name, ""
        )
        is_first = case.standing.version == 1
        if name == "decide" and self._story.returned and self._random.random() < (0.7 if is_first else 0.1):
            given, changes = self._story.returned, {"sent_by.id": changes["sent_by.id"]}
        by_signal = self._random.random() < 0.3
        to = self._random.choice(MESSAGES[name].declared.workflows)
        return lambda case: case.put(
            case.considering(name, case.message(name, given, changes), to=to, by_signal=by_signal)
        )

    def _said(self, case: CaseUnderTest, name: str) -> Json:
        """What it says, as in one of the cases of such a message."""
        known = [*ACCEPTED[name], *REFUSED.get(name, ())]
        said = {path: value for path, value in self._random.choice(known).changes.items() if path != "sent_by.id"}
        request = self._one_of(case.ids.get("request_information", []))
        instead: dict[str, Json] = {
            "decide": self._at_the_meeting(case),
            "resubmit": self._resubmitted(case),
            "supply_information": said | {"request": request},
            "withdraw_request": said | {"request": request},
            "answer_about_return": said | {"question": self._one_of(case.ids.get("ask_about_return", []))},
            "complete_task": said | {"task": self._one_of(sorted(case.open_tasks()))},
            "report_first_payment": said | {"received_on": london_day(case.now).isoformat()},
            "change_contact": said | self._lately(case),
            "change_representative": said | self._lately(case),
            "report_missed_meeting": said | self._missed(case),
            "record_review": said | {"held_on": london_day(case.now).isoformat()},
            "request_copy": said | {"request.asked_on": london_day(case.now).isoformat()},
            "decide_concern": said | {"decided.recipient": self._under_a_concern(case)},
            "record_amendment_view": said | {"request": self._request(case, Stage.ASKED)},
            "answer_amendment": said | {"request": self._request(case, Stage.ASKED)},
            "submit_amendment": self._amended(case),
            "withdraw_amendment": {"request": self._random.choice([None, self._request(case, *WAITS)])},
            "move_meeting": said | {"held_on": self._meets_on(case) or "2026-11-04", "to_day": _in_a_week(case)},
        }
        return instead.get(name, said)

    def _by_somebody(self, case: CaseUnderTest, name: str) -> Json:
        """Who sends it, and when: somebody of this plan for the most part, and now."""
        declared = MESSAGES[name].declared
        decides = bool(declared.sent_by & {Relation.DECIDER, Relation.ROLE, Relation.SPEAKER})
        decides = (decides or name == "report_missed_meeting") and name not in AT_ANY_TIME
        usual = self._story.decides if decides else self._story.practitioner
        if declared.goes_to is Workflow.INTERIM:
            usual = "duty-1"
        sender = self._random.choices([usual, "sw-9999", "hs-1", self._story.practitioner], [85, 5, 5, 5])[0]
        hours = self._random.choice([0, 0, 0, 1, 30])
        return {"sent_by.id": sender, "sent_at": (case.now - timedelta(hours=hours)).isoformat()}

    def _at_the_meeting(self, case: CaseUnderTest) -> Json:
        held_on = self._meets_on(case)
        return {"meeting.held_on": held_on} if held_on and self._story.agreed.startswith("call") else {}

    def _missed(self, case: CaseUnderTest) -> Json:
        """Missed once it should have begun, called off before."""
        state = case.kept.state
        day = self._meets_on(case)
        is_to_come = bool(state and state.meeting_at and case.now < state.meeting_at)
        return {"held_on": day or "2026-11-04", **({"because": "called_off"} if is_to_come else {})}

    def _lately(self, case: CaseUnderTest) -> Json:
        """Decided today, or a few days ago."""
        return {"decided_on": (london_day(case.now) - timedelta(days=self._random.choice([0, 0, 0, 4]))).isoformat()}

    def _meets_on(self, case: CaseUnderTest) -> str:
        state = case.kept.state
        return london_day(state.meeting_at).isoformat() if state and state.meeting_at else ""

    def _resubmitted(self, case: CaseUnderTest) -> Json:
        """The plan as its story has it then, or as it was."""
        if self._story.resubmitted:
            return {}
        submitted = changed(example(self._story.given), self._story.changes)["plan"]
        return {"plan": {**submitted, "plan_id": case.plan_id}}

    def _amended(self, case: CaseUnderTest) -> Json:
        """The plan in hand with other words; sometimes as it is, which is no amendment."""
        plan = case.kept.versions[case.standing.version][1].model_dump(mode="json")
        otherwise = [f"Her neighbour rings the agency, and it comes by {hour}." for hour in ("nine", "ten", "noon")]
        words = self._random.choice([plan["contingency_plan"], *otherwise])
        return {"plan": plan | {"contingency_plan": words}, "requests": [self._request(case, Stage.AGREED)]}

    def _under_a_concern(self, case: CaseUnderTest) -> str:
        """Whoever's copy a line manager is to decide about; her daughter where there is none."""
        waits = [name.partition(":")[2] for name in case.clocks() if name.startswith("concern:")]
        return self._random.choice(waits or ["C1"])

    def _request(self, case: CaseUnderTest, *stages: Stage) -> str:
        """A request for an amendment that has got so far, for the most part."""
        known = case.kept.state.amendments if case.kept.state else ()
        return self._one_of([request.id for request in known if request.stage in stages])

    def _one_of(self, known: list[str]) -> str:
        return self._random.choice([*known, *known[-3:] * 3, "nothing-0001"])

    # What else may happen

    def _step(self, case: CaseUnderTest) -> Act:
        """The next step of the clock of one workflow that is due first; some time passes where none runs."""
        workflow = self._random.choice(list(Workflow))
        running = [clock for clock in case.clocks(workflow).values() if not clock.is_paused]
        if not running:
            return self._time_passes(case)
        clock = min(running, key=lambda clock: clock.steps[0].at)
        at = max(case.now, clock.steps[0].at)
        return lambda case: case.take_step(clock.name, at)

    def _again(self, case: CaseUnderTest) -> Act:
        """A message comes again, at once or later."""
        if not case.sent:
            return self._message(case)
        number = self._random.randrange(len(case.sent))
        return lambda case: case.put_again(number)

    def _news(self, _case: CaseUnderTest) -> Act:
        return lambda case: case.tell_interim()

    def _letters(self, _case: CaseUnderTest) -> Act:
        return lambda case: case.send_letters()

    def _record(self, case: CaseUnderTest) -> Act:
        if case.standing.status is Status.AGREED:
            return lambda case: case.give_the_record()
        if case.standing.status is Status.SIGNED_OFF:
            return lambda case: case.share()
        return self._message(case)

    def _new_date(self, case: CaseUnderTest) -> Act:
        tell_at = case.standing.promise.tell_at
        if tell_at is None or tell_at < case.now:
            return self._time_passes(case)
        return lambda case: case.tell_new_date()

    def _fault(self, _case: CaseUnderTest) -> Act:
        return lambda case: case.keep_fault("take_step", "ZeroDivisionError")

    def _time_passes(self, _case: CaseUnderTest) -> Act:
        hours = timedelta(hours=self._random.randrange(1, 40))
        return lambda case: setattr(case, "now", case.now + hours)


def _in_a_week(case: CaseUnderTest) -> str:
    """The same day of the week, a week from now; Monday, at a weekend."""
    day = london_day(case.now) + timedelta(days=7)
    return (day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)).isoformat()


def _means_something(case: CaseUnderTest, name: str) -> bool:
    declared, standing = MESSAGES[name].declared, case.standing
    if declared.goes_to is Workflow.INTERIM:
        return standing.interim in declared.stages
    amended = standing.in_force not in (0, standing.version)
    return declared.not_in_this_state(standing.status, standing.version, None, in_force=amended) is None


def _how_likely(case: CaseUnderTest, name: str) -> int:
    """Compared with other messages: what was not accepted yet is sent often, what hinders others seldom."""
    is_new = all((message.name, message.outcome) != (name, "accepted") for message in case.kept.messages.values())
    waits = {clock.wait.value for clock in case.standing.clocks}
    waits |= {request.stage for request in case.kept.state.amendments} if case.kept.state else set()
    if name in ANSWERS:
        answered, first, again = ANSWERS[name]
        return (first if is_new else again) if answered in waits else 1
    if name in ("decide", "resubmit"):
        return 80 if case.standing.status in (Status.AWAITING_DECISION, Status.RETURNED) else 4
    first, again = HOW_LIKELY.get(name, (4, 1) if name in AT_ANY_TIME else (12, 4))
    return first if is_new else again
