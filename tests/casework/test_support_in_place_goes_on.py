"""TIME-5: whatever is said of a plan, in whatever state, support that is in place goes on.

Every message to a plan, and every step of its clocks, is tried in every state of the plan and at every stage of its
interim support; what the plan then says is told to interim support. Only the review that ends it ends it. No message
is a dispute or a complaint, and none is needed: what the person disagrees with stands in a version (`agreement`), and a
complaint is made to the council elsewhere, so there is nothing by which either could reach interim support.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from countersign.careplan.interim import OPEN, Interim, PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import INTERIM_MESSAGES, MESSAGES, PLAN_MESSAGES
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.messages.interim import InterimEndsBecause
from countersign.casework.determinations import PlanSays, Standing
from countersign.casework.in_memory import Kept
from tests.casework.cases import ACCEPTED, ready
from tests.casework.cases.table import Accepted, Ready
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest
from tests.support.installations import InMemory

STAGES = tuple(stage for stage in Interim if stage in OPEN)
LINES = 4
"""How many lines Clare's plan has."""

WANTED = (Interim.ASKED_FOR, Interim.ACKNOWLEDGED, Interim.ARRANGED, Interim.IN_PLACE)

ON_THE_WAY = {
    Interim.ACKNOWLEDGED: ("acknowledge_interim_support",),
    Interim.ARRANGED: ("acknowledge_interim_support", "arrange_interim_support"),
    Interim.IN_PLACE: ("start_interim_support",),
}
"""What the duty team has said by each stage, once it was asked."""


def _returned_and_paid(case: CaseUnderTest) -> None:
    """ROUTE-5: it started, it does not work, and it was returned: the person may withdraw what runs."""
    ready.reported_as_not_working(case)


def _moved_away(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.at("2026-11-04 10:00")
    case.accept("end", changes={"reason": "moved_away"})


STATES: dict[str, tuple[Ready, Status]] = {
    "awaiting a decision": (ready.submitted, Status.AWAITING_DECISION),
    "waiting for information": (ready.asked, Status.AWAITING_DECISION),
    "waiting for a call": (ready.waiting_for_a_call, Status.AWAITING_DECISION),
    "returned": (ready.returned, Status.RETURNED),
    "returned, and asked about": (ready.asked_about_the_return, Status.RETURNED),
    "authorised to start": (ready.authorised_to_start, Status.AUTHORISED_TO_START),
    "started, and not working": (_returned_and_paid, Status.AUTHORISED_TO_START),
    "agreed": (ready.agreed, Status.AGREED),
    "signed off": (ready.signed_off, Status.SIGNED_OFF),
    "signed off, ending in December": (ready.ending_in_december, Status.SIGNED_OFF),
    "paid, in force": (ready.paid, Status.SIGNED_OFF),
    "withdrawn": (ready.withdrawn, Status.WITHDRAWN),
    "ended by a death": (ready.died, Status.ENDED),
    "ended by a move": (_moved_away, Status.ENDED),
}


@dataclass
class AsItWas:
    """Everything of a case at one moment, to go back to: nothing that is kept in memory ever changes in place."""

    kept: Kept
    standings: dict[Workflow, Standing]
    now: datetime
    to_interim: list[PlanSays]
    ids: dict[str, list[str]]

    @classmethod
    def of(cls, case: CaseUnderTest) -> "AsItWas":
        return cls(case.kept, dict(case.standings), case.now, list(case.to_interim), deepcopy(case.ids))

    def bring_back(self, case: CaseUnderTest) -> None:
        assert isinstance(case.installation, InMemory)
        case.installation.files.kept[case.plan_id] = replace(self.kept)
        case.standings, case.now, case.to_interim = dict(self.standings), self.now, list(self.to_interim)
        case.ids = deepcopy(self.ids)


def bring_support_to(case: CaseUnderTest, stage: Interim) -> None:
    """Interim support of a plan, in whatever state that is, gets as far as this stage."""
    case.tell_interim()
    event = PlanEvent.NEEDS_NOT_KNOWN if stage is Interim.NEED_ASKED else PlanEvent.NEEDS_KNOWN
    case.follow_plan(PlanSays(event=event, because="the test says so", cause="test-1", since=case.now))
    for name in ON_THE_WAY.get(stage, ()):
        case.accept(name)
    assert case.standing.interim is stage


def at_every_stage(case: CaseUnderTest, stages: tuple[Interim, ...] = STAGES) -> Iterator[Interim]:
    """The same plan, with its interim support at each stage in turn."""
    before = AsItWas.of(case)
    for stage in stages:
        before.bring_back(case)
        bring_support_to(case, stage)
        yield stage


def goes_on(case: CaseUnderTest, stage: Interim, act: Callable[[], object]) -> None:
    """Whatever this act makes the plan say, support that was wanted is where it was, and its own clock runs."""
    act()
    case.tell_interim()
    now, arrangement = case.standing.interim, case.kept.arrangements[max(case.kept.arrangements)]
    if stage is Interim.NEED_ASKED:  # nothing was in place yet
        assert now in (Interim.NEED_ASKED, Interim.ASKED_FOR, Interim.NONE)
        return
    assert (now, arrangement.ended_at, arrangement.ended_because) == (stage, None, "")
    assert len(case.clocks(Workflow.INTERIM)) == 1


VARIANTS = [(name, accepted) for name in PLAN_MESSAGES for accepted in ACCEPTED[name]]


@pytest.mark.rule("TIME-5")
@pytest.mark.parametrize(
    ("name", "accepted"), VARIANTS, ids=[f"{name}: {accepted.what}" for name, accepted in VARIANTS]
)
def test_no_message_that_a_plan_accepts_ends_its_interim_support(
    in_memory: CaseUnderTest, name: str, accepted: Accepted
) -> None:
    case = in_memory
    accepted.ready(case)
    has_support = case.standing.interim in OPEN
    for stage in (case.standing.interim,) if has_support else at_every_stage(case):
        case.at(accepted.at)
        goes_on(case, stage, lambda: case.accept(name, accepted.given, accepted.changes))


@pytest.mark.rule("TIME-5")
@pytest.mark.parametrize(("bring", "status"), STATES.values(), ids=STATES)
def test_no_message_to_a_plan_in_any_state_ends_its_interim_support(
    in_memory: CaseUnderTest, bring: Ready, status: Status
) -> None:
    case = in_memory
    bring(case)
    assert case.standing.status is status
    for stage in at_every_stage(case, WANTED):
        there = AsItWas.of(case)
        for name, accepted in VARIANTS:
            there.bring_back(case)
            sent: Json = {"version": case.standing.version} if name == "decide" else {}
            goes_on(
                case,
                stage,
                lambda name=name, accepted=accepted, sent=sent: case.consider(
                    name, accepted.given, dict(accepted.changes) | sent
                ),
            )


@pytest.mark.rule("TIME-5", "TIME-2")
@pytest.mark.parametrize(("bring", "status"), STATES.values(), ids=STATES)
def test_no_step_of_any_clock_ends_it(in_memory: CaseUnderTest, bring: Ready, status: Status) -> None:
    case = in_memory
    bring(case)
    assert case.standing.status is status
    for stage in at_every_stage(case, WANTED):
        there = AsItWas.of(case)
        for workflow in Workflow:
            for clock in there.standings[workflow].clocks:
                if not clock.is_paused:
                    there.bring_back(case)
                    goes_on(case, stage, lambda name=clock.name: take_steps(case, name))


def take_steps(case: CaseUnderTest, name: str) -> None:
    """Three steps of a clock, for as long as it runs."""
    for _ in range(3):
        if any(name in case.clocks(workflow) for workflow in Workflow):
            case.take_step(name)


@pytest.mark.rule("TIME-5", "TIME-4")
def test_of_the_messages_to_it_only_the_review_that_ends_it_does(in_memory: CaseUnderTest) -> None:
    case = in_memory
    ready.submitted(case)
    for stage in at_every_stage(case, WANTED):
        there = AsItWas.of(case)
        for name in INTERIM_MESSAGES:
            for accepted in ACCEPTED[name]:
                if accepted.changes.get("outcome") == "ends":
                    continue
                there.bring_back(case)
                case.consider(name, accepted.given, accepted.changes)
                assert case.standing.interim in OPEN, (stage, name, accepted.what)


ENDS: dict[str, set[InterimEndsBecause]] = {
    state: {InterimEndsBecause.NO_LONGER_NEEDED, InterimEndsBecause.PERSON_DIED}
    | ({InterimEndsBecause.SIGNED_PLAN_SERVICES_STARTED} if status is Status.SIGNED_OFF else set())
    for state, (_, status) in STATES.items()
}


@pytest.mark.rule("TIME-5", "TIME-4")
@pytest.mark.parametrize("state", STATES)
def test_it_ends_only_as_the_signed_plans_services_start_or_as_it_is_no_longer_needed(
    in_memory: CaseUnderTest, state: str
) -> None:
    case = in_memory
    STATES[state][0](case)
    bring_support_to(case, Interim.IN_PLACE)
    there = AsItWas.of(case)
    ended: set[InterimEndsBecause] = set()
    for because in InterimEndsBecause:
        there.bring_back(case)
        case.consider("review_interim_support", changes={"outcome": "ends", "because": because.value})
        if case.standing.interim is Interim.ENDED:
            ended.add(because)
    assert ended == ENDS[state]


@pytest.mark.rule("TIME-5", "TIME-4")
@pytest.mark.parametrize(
    ("starts_on", "code"),
    [
        pytest.param("2026-11-10", Refusal.INCOMPLETE, id="tomorrow"),
        pytest.param("2026-11-09", None, id="today"),
        pytest.param(None, None, id="on a day that is not stated"),
    ],
)
def test_services_that_start_later_have_not_started(
    case: CaseUnderTest, starts_on: str | None, code: Refusal | None
) -> None:
    case.at("2026-11-03 10:15")
    case.submit(changes={f"plan.services.{number}.starts_on": starts_on for number in range(LINES)})
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    bring_support_to(case, Interim.IN_PLACE)
    case.at("2026-11-09 10:00")
    ends: Json = {"outcome": "ends", "because": "signed_plan_services_started"}
    determined = case.consider("review_interim_support", changes=ends)

    assert determined.answer.code is code
    assert case.standing.interim is (Interim.IN_PLACE if code else Interim.ENDED)


@pytest.mark.rule("TIME-5")
def test_a_dispute_is_what_a_version_says_of_it_and_ends_nothing(in_memory: CaseUnderTest) -> None:
    """DEC-3: a plan with which the person disagrees is submitted, and comes back, as any other."""
    case = in_memory
    disagrees = {"so": False, "in_words": "She wants the calls an hour earlier, whatever it costs.", "on": "2026-11-03"}
    case.at("2026-11-03 10:15")
    case.submit(changes={"plan.agreement": disagrees})
    bring_support_to(case, Interim.IN_PLACE)
    case.at("2026-11-05 14:40")
    goes_on(case, Interim.IN_PLACE, lambda: case.accept("decide", "clare-2-returned"))
    case.at("2026-11-06 09:00")
    goes_on(
        case,
        Interim.IN_PLACE,
        lambda: case.accept("resubmit", "clare-3-resubmission", {"plan.agreement": disagrees}),
    )


@pytest.mark.rule("TIME-5")
def test_no_message_is_a_dispute_or_a_complaint() -> None:
    """So neither can reach interim support. If one is added, the tests above try it too."""
    assert [name for name in MESSAGES if any(word in name for word in ("dispute", "complain", "appeal"))] == []
