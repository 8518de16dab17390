"""AMEND-1, AMEND-2 · A plan with a version in force and one in hand: what each message means meanwhile."""

from collections.abc import Callable

import pytest

from countersign.careplan.amendments import Stage
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.leaving import WithdrawnFor
from countersign.casework.kept import TaskKind
from countersign.wording.letters import PlanGiven, Returned
from countersign.wording.letters_about_amendments import AmendmentAnswered, AmendmentWithdrawn
from tests.casework.amended import (
    LESS,
    LIGHT,
    ON_RECORD,
    ON_THE_LIMBS,
    agree,
    amend,
    as_in_force,
    letters,
    stages,
)
from tests.casework.cases import ready
from tests.support.builders import Json, changed
from tests.support.casework import CaseUnderTest


@pytest.mark.rule("AMEND-2", "REV-2")
def test_the_version_in_force_is_reviewed_and_shared_while_another_is_in_hand(case: CaseUnderTest) -> None:
    ready.amended(case)
    promised = case.standing.promise.current
    case.at("2026-11-27 16:00")
    case.accept("record_review", changes={"held_on": "2026-11-27"})

    assert case.standing.promise.current == promised, "they hold the day of the decision"
    assert str(case.clock("review").due.date()) == "2027-11-26"
    assert next(iter(case.clocks())) == "decision"
    case.accept("ask_for_review")
    case.accept("report_urgent_needs")
    assert (case.standing.status, case.standing.in_force) == (Status.AWAITING_DECISION, 1)


@pytest.mark.rule("AMEND-2")
def test_a_light_one_that_is_referred_up_is_full_from_then_on(case: CaseUnderTest) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    amend(case, LIGHT)
    case.at("2026-11-27 10:00")
    case.accept("refer_up")
    answer = case.consider("decide", "clare-4-agreed", ON_THE_LIMBS | {"sent_by.id": "sm-31"}).answer
    assert answer.code is Refusal.INCOMPLETE


@pytest.mark.rule("AMEND-2")
def test_an_unchanged_plan_is_no_amendment(case: CaseUnderTest) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    answer = case.consider("submit_amendment", changes=as_in_force(case, {})).answer
    assert answer.code is Refusal.INCOMPLETE
    assert "there is nothing to sign off" in answer.reasons[0]


@pytest.mark.rule("AMEND-2", "RET-5")
def test_a_returned_amendment_says_that_the_plan_goes_on_and_comes_back_as_the_next_version(
    case: CaseUnderTest,
) -> None:
    ready.amended_and_returned(case)
    returned = letters(case, "returned")[-1]
    assert isinstance(returned, Returned)
    assert returned.is_amended
    assert (case.standing.status, case.standing.in_force) == (Status.RETURNED, 1)
    assert "review" in case.clocks()

    case.at("2026-12-01 10:00")
    case.accept("resubmit", "clare-3-resubmission", {"plan": case.kept.versions[2][1].model_dump(mode="json")})
    assert (case.standing.status, case.standing.version, case.standing.in_force) == (Status.AWAITING_DECISION, 3, 1)
    case.at("2026-12-02 10:00")
    agree(case)
    assert (case.standing.version, case.standing.in_force, stages(case)) == (3, 3, [Stage.SIGNED])


@pytest.mark.rule("AMEND-2", "REV-4")
def test_a_returned_amendment_that_comes_back_as_a_cut_says_what_is_on_record(case: CaseUnderTest) -> None:
    ready.amended_and_returned(case)
    plan = case.kept.versions[1][1].model_dump(mode="json")
    case.at("2026-12-01 10:00")
    cut = changed({"plan": plan}, LESS) | {"why_it_costs_less": "You wash your hair yourself again, so it takes less."}
    answer = case.consider("resubmit", "clare-3-resubmission", cut).answer
    assert [reason for reason in answer.reasons if reason.startswith("less_because")]
    case.accept("resubmit", "clare-3-resubmission", cut | ON_RECORD)


@pytest.mark.rule("AMEND-2", "REV-4")
def test_a_cut_in_two_steps_is_a_cut_and_each_has_grounds_younger_than_the_version_in_force(
    case: CaseUnderTest,
) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    no_figure: Json = {"plan.services.0.units_a_week": None, "plan.services.0.unit_cost": None}

    def refused(changes: Json, message: str = "submit_amendment") -> list[str]:
        answer = case.consider(message, changes=as_in_force(case, changes)).answer
        assert answer.code is Refusal.INCOMPLETE
        return [reason.partition(":")[0] for reason in answer.reasons]

    assert refused(no_figure) == ["less_because"]
    assert refused(no_figure | ON_RECORD | {"less_because.recorded_on": "2026-11-04"}) == ["less_because.recorded_on"]
    amend(case, no_figure | ON_RECORD | {"less_because.recorded_on": "2026-11-05"})
    case.at("2026-11-30 10:00")
    agree(case)

    case.accept("ask_for_amendment", changes={"message_id": "ask-for-less-2"})
    case.accept("answer_amendment", changes={"request": "ask-for-less-2"})
    fewer: Json = {
        "requests": ["ask-for-less-2"],
        "plan.services.0.units_a_week": "2.00",
        "plan.services.0.unit_cost": "67.20",
    }
    assert refused(fewer) == ["less_because"]
    assert refused(fewer | ON_RECORD) == ["less_because.recorded_on"], "known when version 2 was agreed"
    today: Json = {"less_because.recorded_on": "2026-11-30"}
    assert "full" in amend(case, fewer | ON_RECORD | today).answer.said[0]
    assert letters(case, "amended")[-1].lowered == ("“Home care”: 2 hours a week, and it was 5.25.",)
    assert case.standing.in_force == 2


@pytest.mark.parametrize("story", [ready.amended, ready.amended_and_returned], ids=["awaiting", "returned"])
@pytest.mark.rule("AMEND-2")
def test_withdrawn_leads_back_to_the_version_in_force_and_the_next_has_a_new_number(
    case: CaseUnderTest, story: Callable[[CaseUnderTest], None]
) -> None:
    story(case)
    case.at("2026-12-01 09:10")
    assert case.consider("withdraw").answer.code is Refusal.NOT_NOW
    case.accept("withdraw_amendment")

    assert (case.standing.status, case.standing.version, case.standing.in_force) == (Status.SIGNED_OFF, 1, 1)
    assert (set(case.clocks()), stages(case)) == ({"review"}, [Stage.TAKEN_BACK])
    assert str(case.standing.promise.current) == "2026-12-31"
    assert isinstance(letters(case, "amendment_withdrawn")[-1], AmendmentWithdrawn)

    case.accept("ask_for_amendment")
    second = case.latest("ask_for_amendment")
    case.accept("answer_amendment", changes={"request": second})
    amend(case, LIGHT | {"requests": [second]})
    assert (case.standing.version, case.standing.in_force) == (3, 1)
    agree(case, ON_THE_LIMBS)
    assert (case.standing.version, case.standing.in_force) == (3, 3)


@pytest.mark.rule("AMEND-2")
@pytest.mark.parametrize("who", list(WithdrawnFor))
@pytest.mark.parametrize("in_hand", [False, True])
def test_the_letter_about_one_that_is_taken_back_has_who_took_it_back(
    case: CaseUnderTest, who: WithdrawnFor, in_hand: bool
) -> None:
    (ready.amended if in_hand else ready.amendment_agreed)(case)
    request: Json = {} if in_hand else {"request": "ask-for-amendment-message-1"}
    case.accept("withdraw_amendment", changes={"at_whose_request": who.value, **request})
    assert letters(case, "amendment_withdrawn")[-1].at_whose_request is who


@pytest.mark.rule("AMEND-1", "TIME-1")
def test_a_second_amendment_is_answered_while_the_first_is_in_hand_and_waits_for_it(case: CaseUnderTest) -> None:
    ready.amended(case)
    case.accept("ask_for_amendment")
    second = case.latest("ask_for_amendment")
    assert f"amendment:{second}" in case.clocks()
    case.at("2026-11-27 10:00")
    said = case.accept("answer_amendment", changes={"request": second}).answer.said
    assert said == ("It waits for the version in hand; then the amended plan is due.",)
    first, told = letters(case, "amendment_answered")[:2]
    assert isinstance(first, AmendmentAnswered)
    assert isinstance(told, AmendmentAnswered)
    assert (first.after_another, told.after_another, told.amended_by) == (False, True, None)
    assert case.consider("submit_amendment", changes={"requests": [second]}).answer.code is Refusal.NOT_NOW
    assert f"amendment:{second}" not in case.clocks()

    case.at("2026-11-30 10:00")
    agree(case)
    assert stages(case) == [Stage.SIGNED, Stage.AGREED]
    assert f"amendment:{second}" in case.clocks(), "it is waited for from now on"
    (asked,) = (task for task in case.kept.tasks.values() if task.name.startswith(f"amendment:{second}:prepare"))
    assert asked.why.endswith("Tell the person by when it is ready: their letter gave no day.")


@pytest.mark.rule("AMEND-3", "REC-3")
def test_the_advocate_is_told_which_plan_an_amended_one_takes_the_place_of(in_memory: CaseUnderTest) -> None:
    case = in_memory
    ready.amended(case)
    named: Json = {"name": "Rhys Amadi", "contact": {"channel": "email", "email": "rhys@advocacy.example.org"}}
    case.accept("record_understanding", changes={"understanding": None, "support": None, "advocate": named})
    case.at("2026-11-30 10:00")
    agree(case)
    told = case.letter("v2/plan_given/advocate").facts
    assert isinstance(told, PlanGiven)
    assert (str(told.agreed_on), str(told.instead_of)) == ("2026-11-30", "2026-11-05")


@pytest.mark.rule("AMEND-1", "REC-4")
def test_one_that_is_asked_for_while_the_record_is_on_its_way_waits_until_it_is_given(case: CaseUnderTest) -> None:
    ready.agreed(case)
    case.accept("ask_for_amendment")
    case.accept("answer_amendment")
    assert case.consider("submit_amendment").answer.code is Refusal.NOT_NOW
    case.give_the_record()
    assert set(case.clocks()) == {"review", "amendment:ask-for-amendment-message-1"}
    case.at("2026-11-26 14:20")
    case.accept("submit_amendment")


@pytest.mark.rule("END", "AMEND-2")
@pytest.mark.parametrize("reason", ["died", "moved_away", "ended"])
def test_an_end_takes_both_versions(case: CaseUnderTest, reason: str) -> None:
    ready.amended(case)
    case.at("2026-11-27 10:00")
    more: Json = {"why": "She lives with her sister in Wales from now on."} if reason == "ended" else {"why": None}
    case.accept("end", changes={"reason": reason, **more} | ({"ending": None} if reason == "died" else {}))
    assert (case.standing.status, stages(case)) == (Status.ENDED, [Stage.PLAN_LEFT])
    assert TaskKind.AMENDMENT not in case.open_tasks().values()
    assert case.consider("withdraw_amendment").answer.code is Refusal.PLAN_CLOSED
    assert case.consider("ask_for_amendment").answer.code is Refusal.PLAN_CLOSED


@pytest.mark.rule("END", "AMEND-2")
def test_an_end_that_lies_ahead_leaves_the_version_in_force_so_until_its_day(case: CaseUnderTest) -> None:
    ready.amended(case)
    case.at("2026-11-27 10:00")
    case.accept("end", changes={"ending.from_day": "2026-12-10"})
    assert (case.standing.status, "ends" in case.clocks()) == (Status.AWAITING_DECISION, True)
    case.at("2026-11-30 10:00")
    agree(case)
    assert (case.standing.status, "ends" in case.clocks()) == (Status.SIGNED_OFF, True)
    case.take_step("ends")
    assert case.standing.status is Status.ENDED


@pytest.mark.rule("REV-2", "AMEND-1")
def test_a_review_that_wants_a_change_opens_one_that_is_agreed(case: CaseUnderTest) -> None:
    ready.review_reminded(case)
    case.at("2026-12-16 16:45")
    more: Json = {"held_on": "2026-12-15", "outcome": "amend", "what_changes": "A longer visit on Sundays, for a bath."}
    case.accept("record_review", changes=more)
    request = case.latest("record_review")
    assert (stages(case), f"amendment:{request}" in case.clocks()) == ([Stage.AGREED], True)
    amend(case, LIGHT | {"requests": [request]})
    assert case.standing.version == 2


@pytest.mark.rule("AMEND-1")
def test_a_request_is_taken_back_and_nothing_waits(case: CaseUnderTest) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-25 09:10")
    case.accept("withdraw_amendment", changes={"request": "ask-for-amendment-message-1"})
    assert (stages(case), set(case.clocks())) == ([Stage.TAKEN_BACK], {"review"})


@pytest.mark.rule("AMEND-1", "ROUTE-5")
def test_a_first_payment_of_a_plan_in_force_that_does_not_work_asks_for_an_amendment(case: CaseUnderTest) -> None:
    ready.paid(case)
    case.at("2026-12-16 16:45")
    by: Json = {"sent_by.id": "sw-1090", "received_on": "2026-12-15"}
    case.accept("report_first_payment", changes=by | {"put_into_practice": True})
    assert stages(case) == []
    case.accept("report_first_payment", changes=by | {"put_into_practice": False})
    request = case.latest("report_first_payment")
    assert (stages(case), f"amendment:{request}" in case.clocks()) == ([Stage.ASKED], True)
    case.accept("answer_amendment", changes={"request": request, "sent_by.id": "sw-1090"})
    assert stages(case) == [Stage.AGREED]


@pytest.mark.rule("AMEND-2", "ROUTE-5", "TELL-1")
def test_an_amendment_that_may_start_lists_its_changes_as_it_starts_and_as_it_is_signed_off(
    case: CaseUnderTest,
) -> None:
    ready.paid(case)
    case.at("2026-12-16 16:45")
    by: Json = {"sent_by.id": "sw-1090", "received_on": "2026-12-15"}
    case.accept("report_first_payment", changes=by | {"put_into_practice": False})
    request = case.latest("report_first_payment")
    case.accept("answer_amendment", changes={"request": request, "sent_by.id": "sw-1090"})
    sender: Json = {"sent_by": {"id": "sw-1090", "system": "case-system"}}
    amend(case, {**LIGHT, "plan.needs.0.description": "She needs help to shop.", "requests": [request], **sender})
    case.at("2026-12-18 14:20")
    case.accept("decide", "payment-2-agreed", {"sent_by.id": "tm-206"})
    case.accept("report_first_payment", changes=by | {"put_into_practice": True, "received_on": "2026-12-18"})
    case.accept("approve_arrangement", changes={"sent_by.id": "tm-206"})
    case.give_the_record()

    said = "What to do if something goes wrong: this has changed."
    for kind in ("authorised_to_start", "agreed"):
        told = letters(case, kind)[-1]
        assert told.is_amended, kind
        assert said in told.changes, kind


@pytest.mark.rule("ROUTE-5")
def test_a_plan_in_force_without_a_direct_payment_has_no_first_one(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    assert case.consider("report_first_payment").answer.code is Refusal.NOT_NOW
