"""The worked cases of the procedure, and what else becomes of a plan, told in the messages that a case system sends."""

from collections.abc import Iterable, Sequence

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.decision_parts import DecisionOutcome, Wanted
from countersign.careplan.interim import Interim
from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.submission import read_submission
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.store.tables import CopyRow, DecisionRow, InterimRow, PlanRow, PlanVersionRow, TaskRow
from tests.support.duty import duty_does, urgent_needs
from tests.support.servers import Desk, PlanUnderTest, one_of, until

A_DECISION_IS_OVERDUE = 3
"""Steps: the reminder, the next person up, and then it is overdue."""


async def told(plan: PlanUnderTest, *messages: tuple[str, str]) -> None:
    """Tell a story: each (name of the message, example) is accepted in its turn."""
    for name, example in messages:
        answer = await plan.ask(name, plan.message(example))
        assert answer.accepted, answer


def come_in_order(wanted: Iterable[str], happened: Sequence[str]) -> None:
    """Each of these is among what has happened, after the one before it."""
    rest = iter(happened)
    for happening in wanted:
        assert happening in rest, f"{happening!r} is not, in its place, in {happened}"


@pytest.mark.rule(
    "RET-6", "RET-1", "RET-2", "RET-3", "RET-5", "TELL-1", "TELL-2", "TELL-3", "REC-1", "REC-4", "DEC-1", "TELL-6"
)
async def test_clares_plan_is_returned_for_information_put_right_and_signed_off(any_desk: Desk) -> None:
    plan = any_desk.plan()
    assert (await plan.submit("clare-1-submission")).accepted
    await told(plan, ("decide", "clare-2-returned"))
    returned = await plan.status()
    assert returned.status is Status.RETURNED
    assert returned.owner == "practitioner"
    assert one_of(plan.rows(DecisionRow)).content["wanted"] == Wanted.INFORMATION
    letter = plan.letter("v1.returned.person")
    assert "You have done nothing wrong." in letter
    assert "keep you well or get you stronger" in letter
    assert "reablement" not in letter, "that is for her practitioner"
    await told(plan, ("resubmit", "clare-3-resubmission"), ("decide", "clare-4-agreed"))
    signed = await plan.until_is(Status.SIGNED_OFF)
    assert signed.version == 2
    assert signed.open_tasks == 0
    await plan.until_interim(Interim.NONE)
    assert plan.tasks() == {}, "whether there were urgent needs need not be answered any more"
    assert plan.letters() == [
        "v1.awaiting_decision.tm-201.clare-submission-1",
        "v1.interim_support.duty-1.needs_not_known.clare-returned-1",
        "v1.outcome.sw-1042.clare-returned-1",
        "v1.returned.person",
        "v1.submitted.person",
        "v2.agreed.person",
        "v2.awaiting_decision.tm-201.clare-resubmission-1",
        "v2.copy.C1.full",
        "v2.copy.P1.full",
        "v2.outcome.sw-1042.clare-agreed-1",
        "v2.resubmitted.person",
    ]
    happenings = (
        Happening.SUBMITTED,
        Happening.TOLD_DATE,
        Happening.RETURNED,
        Happening.TOLD_NOT_SIGNED_OFF,
        Happening.RESUBMITTED,
        Happening.TOLD_NEW_TIMEFRAME,
        Happening.AGREED,
        Happening.RECORD_MADE,
        Happening.RECORD_GIVEN,
    )
    come_in_order(happenings, plan.happenings())
    come_in_order([entry.what for entry in await plan.timeline()], plan.record())
    outcomes = {row.version: row.outcome for row in plan.rows(DecisionRow)}
    assert outcomes == {1: DecisionOutcome.RETURN, 2: DecisionOutcome.AGREE}
    assert [row.version for row in plan.rows(PlanVersionRow)] == [1, 2]
    assert one_of(plan.rows(PlanRow)).status is Status.SIGNED_OFF


@pytest.mark.rule("RET-7", "RET-1", "RET-3", "ROUTE-2", "DEC-9")
async def test_joes_plan_is_returned_as_disproportionate_and_comes_back_lower_by_no_lighter_route(
    any_desk: Desk,
) -> None:
    plan = any_desk.plan()
    await plan.submit("joe-1-submission")
    assert (await plan.status()).owner == "service_manager"
    await told(plan, ("decide", "joe-2-returned"))
    assert one_of(plan.rows(DecisionRow)).content["wanted"] == Wanted.REVISION
    await told(plan, ("resubmit", "joe-3-resubmission"))
    assert (await plan.status()).owner == "service_manager", "a team manager may agree £329.75, and not this cut"
    assert "You chose the stroke group" in plan.letter("v2.resubmitted.person")
    refused = await plan.ask("decide", plan.message("joe-4-agreed", {"sent_by.id": "tm-202"}, again="early"))
    assert refused.code is Refusal.NO_AUTHORITY
    await told(plan, ("decide", "joe-4-agreed"))
    assert (await plan.until_is(Status.SIGNED_OFF)).version == 2
    assert "v2.agreed.person" in plan.letters()


@pytest.mark.rule("RET-8", "RET-1", "DEC-1")
async def test_peters_direct_payment_is_unclear_then_agreed(any_desk: Desk) -> None:
    plan = any_desk.plan()
    await plan.submit("peter-1-submission")
    await told(plan, ("decide", "peter-2-returned"), ("resubmit", "peter-3-resubmission"))
    await told(plan, ("decide", "peter-4-agreed"))
    await plan.until_is(Status.SIGNED_OFF)
    folder = any_desk.settings.outbox / plan.plan_id / "v2.agreed.person"
    assert sorted(path.name for path in folder.iterdir()) == [
        "letter.txt",
        "manifest.json",
        "record.txt",
    ], "in plain text, as he reads"


@pytest.mark.rule("TELL-1", "SHARE-1", "SHARE-2")
async def test_a_plain_plan_is_agreed_and_the_representative_told(desk: Desk) -> None:
    plan = desk.plan()
    await plan.submit("plain-1-submission")
    await told(plan, ("decide", "plain-2-agreed"))
    await plan.until_is(Status.SIGNED_OFF)
    submission = plan.message("plain-1-submission")["plan"]
    for whom in ("person", "representative"):
        assert submission[whom]["name"] in plan.letter(f"v1.agreed.{whom}")
    copies = {row.recipient: row.scope for row in plan.rows(CopyRow)}
    assert copies == {"C1": "part:risks_and_contingency+services"}, "the provider has none: no consent is recorded"


@pytest.mark.rule("SUB-4", "SUB-3", "DEC-1", "ROUTE-2", "ROUTE-8", "ROUTE-10", "BUD-2")
async def test_a_plan_above_the_indicative_budget_is_agreed_by_the_lowest_role_that_may(desk: Desk) -> None:
    plan = desk.plan()
    await plan.submit("above-1-submission")
    assert (await plan.status()).owner == "service_manager"
    await told(plan, ("decide", "above-2-agreed"))
    await plan.until_is(Status.SIGNED_OFF)
    authority = one_of(plan.rows(DecisionRow)).authority
    assert (authority["role"], authority["limit"], authority["row"]) == ("service_manager", "1500.00", 2)
    assert authority["scheme"].startswith("procedure@")


@pytest.mark.rule("SUB-7", "SUB-6")
async def test_a_carers_own_plan_is_signed_off(desk: Desk) -> None:
    plan = desk.plan()
    await plan.submit("carer-1-submission")
    status = await plan.status()
    assert (status.kind, status.team) == ("carer", "community")
    await told(plan, ("decide", "carer-2-agreed"))
    await plan.until_is(Status.SIGNED_OFF)


@pytest.mark.rule("SUB-2")
async def test_an_incomplete_plan_is_refused_at_the_door_and_leaves_nothing_behind(any_desk: Desk) -> None:
    plan = any_desk.plan()
    answer = await plan.submit("refused-1-submission")
    assert answer.code is Refusal.INCOMPLETE
    read = read_submission(plan.message("refused-1-submission"))
    assert answer.reasons == tuple(str(problem) for problem in read.problems)
    assert len(answer.reasons) == 7
    outcome = await plan.outcome()
    assert outcome.status is Status.REFUSED
    assert outcome.answer == answer
    assert plan.letters() == []
    for table in (PlanRow, PlanVersionRow, TaskRow):
        assert plan.rows(table) == []
    assert plan.record() == []


@pytest.mark.rule("TIME-1", "TIME-2", "TIME-3")
async def test_a_plan_that_nobody_decides_climbs_its_ladder_and_is_decided_late(any_desk: Desk) -> None:
    plan = any_desk.plan()
    await plan.submit("undecided-1-submission")
    waiting = await plan.status()
    assert waiting.next_step is not None
    promised = waiting.due
    assert promised is not None
    assert waiting.next_step.kind is StepKind.REMIND
    assert waiting.interim is Interim.NONE

    reminded = await plan.to_next_step()
    assert reminded.next_step is not None
    assert reminded.next_step.kind is StepKind.ESCALATE
    assert any(name.startswith("v1.reminder.tm-207.") for name in plan.letters())

    climbed = await plan.to_next_step()
    assert climbed.next_step is not None
    assert (climbed.next_step.kind, climbed.next_step.at) == (StepKind.OVERDUE, promised)
    assert any(name.startswith("v1.escalation.sm-31.") for name in plan.letters())
    assert not any(name.startswith("v1.new_date") for name in plan.letters())
    assert f"{promised:%-d %B %Y}" in plan.letter("v1.submitted.person"), "the date that the person holds"

    await plan.to_next_step()
    overdue = await plan.until_interim(Interim.NEED_ASKED)
    assert overdue.due is not None
    assert overdue.due > promised, "the person holds a new date"
    (moved,) = [name for name in plan.letters() if name.startswith("v1.new_date.person")]
    assert f"{overdue.due:%-d %B %Y}" in plan.letter(moved)
    support = plan.interim
    await support.until_interim(Interim.NEED_ASKED)
    assert any(name.startswith("v1.interim_support.duty-1.") for name in plan.letters())
    assert list(plan.tasks().values()) == [TaskKind.INTERIM], "are there urgent needs now?"

    await duty_does(support, "answer_urgent_needs", urgent=True)
    await duty_does(support, "acknowledge_interim_support", "arrange_interim_support", "start_interim_support")
    await told(plan, ("decide", "undecided-2-agreed"))
    await plan.until_is(Status.SIGNED_OFF)
    signed = await plan.until_interim(Interim.IN_PLACE)
    assert (signed.status, signed.open_tasks) == (Status.SIGNED_OFF, 0), "what is in place goes on for now"
    started = {"outcome": "ends", "because": "signed_plan_services_started"}
    await duty_does(support, "review_interim_support", **started)
    await plan.until_interim(Interim.ENDED)
    assert plan.tasks() == {}


@pytest.mark.rule("TIME-2")
async def test_what_nobody_does_is_asked_for_again_and_again_and_never_falls_silent(plan: PlanUnderTest) -> None:
    await plan.submit("plain-1-submission")
    kinds: list[StepKind] = []
    for step in range(1, 7):
        status = await plan.to_next_step()
        assert status.next_step is not None
        kinds.append(status.next_step.kind)
        if step == A_DECISION_IS_OVERDUE:
            await plan.until_interim(Interim.NEED_ASKED)
    assert kinds == [StepKind.ESCALATE, *[StepKind.OVERDUE] * 5]
    assert sum(name.startswith("v1.new_date.person") for name in plan.letters()) == 4, "each time a new date is given"
    assert any(name.startswith("v1.escalation.hs-1.") for name in plan.letters())
    again = Happening.INTERIM_WANTED_AGAIN
    await until(lambda: plan.happenings().count(again) == 3, "each of the later ones told to it")
    assert list(plan.tasks().values()).count(TaskKind.INTERIM) == 1, "asked once, however often it is late"
    assert sum(name.startswith("v1.interim_support.") for name in plan.letters()) == 1


@pytest.mark.rule("TIME-1", "TIME-2", "TIME-3")
async def test_a_returned_plan_has_a_clock_of_its_own_that_is_the_practitioners(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await told(plan, ("decide", "clare-2-returned"))
    status = await plan.until_interim(Interim.NEED_ASKED)
    assert status.owner == "practitioner"
    support = plan.interim
    await support.until_interim(Interim.NEED_ASKED)
    await plan.to_next_step()
    assert any(name.startswith("v1.reminder.sw-1042.") for name in plan.letters())
    await plan.to_next_step()
    assert any(name.startswith("v1.escalation.tm-201.") for name in plan.letters()), "her line manager"
    assert list(plan.tasks().values()) == [TaskKind.INTERIM]
    await duty_does(support, "answer_urgent_needs", urgent=False)
    await plan.until_interim(Interim.NONE)
    assert plan.tasks() == {}


@pytest.mark.rule("TIME-3", "TIME-4")
@pytest.mark.parametrize("status", [Status.AWAITING_DECISION, Status.RETURNED, Status.AGREED, Status.SIGNED_OFF])
async def test_urgent_needs_are_taken_up_in_any_state_and_once(plan: PlanUnderTest, status: Status) -> None:
    """On a return the duty team is asked whether there are any; the report turns that question into a request."""
    in_braille = {"plan.person.contact.format": "braille"} if status is Status.AGREED else {}
    await plan.submit("clare-1-submission", in_braille)
    if status is Status.RETURNED:
        await told(plan, ("decide", "clare-2-returned"))
        await plan.until_interim(Interim.NEED_ASKED)
        await plan.interim.until_interim(Interim.NEED_ASKED)
    elif status is not Status.AWAITING_DECISION:
        await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))
    await plan.until_is(status)
    support = await urgent_needs(plan)
    await plan.send("report_urgent_needs", plan.message("message-report-urgent-needs", again="2"))
    await until(lambda: Happening.INTERIM_WANTED_AGAIN in plan.happenings(), "the second report on the record")
    after = await plan.status()
    assert (after.status, after.interim) == (status, Interim.ASKED_FOR)
    assert plan.happenings().count(Happening.URGENT_NEEDS_REPORTED) == 2
    row = one_of(plan.rows(InterimRow))
    assert (row.number, row.stage, row.urgent) == (1, Interim.ASKED_FOR, True)
    assert [clock.wait for clock in (await support.status()).clocks] == [Wait.ACKNOWLEDGED]
    assert list(plan.tasks().values()).count(TaskKind.INTERIM) == 1
