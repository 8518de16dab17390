"""AMEND-1..4 · A plan with a version in force and one in hand: whole stories, and what a message means meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest

from countersign.careplan.amendments import Stage
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.leaving import WithdrawnFor
from countersign.casework.determinations import Determination
from countersign.casework.kept import TaskKind
from countersign.wording.letters import Agreed, Returned
from countersign.wording.letters_about_amendments import Amended, AmendmentAnswered, AmendmentAsked, AmendmentWithdrawn
from countersign.wording.letters_about_copies import CopyOfPlan
from tests.casework.cases import ready
from tests.support.builders import Json, changed
from tests.support.casework import CaseUnderTest

LIGHT: Json = {"plan.contingency_plan": "If a morning visit is missed, the agency rings Edie and Ruth within the hour."}
"""Other words, and nothing else."""

LESS: Json = {
    "plan.services.0.units_a_week": "4.50",
    "plan.services.0.weekly_cost": "115.20",
}
"""Home care of 4.5 hours a week in place of 5.25."""

ON_RECORD: Json = {
    "less_because": {
        "kind": "reduced_needs",
        "recorded_on": "2026-11-23",
        "what": "Your wrist has healed, and you wash your hair yourself again, as we saw on 23 November.",
    }
}

MARKED: Json = {
    "plan.safeguarding": [
        {"kind": "somebody_who_is_a_risk", "about": "C1", "in_words": "What the nurse saw at the visit."}
    ]
}
"""A mark on her daughter."""

ON_THE_LIMBS: Json = {"answers": []}
"""A light amendment is decided by the three limbs, without the eleven questions."""


def as_in_force(case: CaseUnderTest, changes: Json) -> Json:
    """The changes that make the example of an amended plan into the plan in force, with these changes."""
    plan = case.kept.versions[case.standing.in_force][1].model_dump(mode="json")
    return changed({"plan": plan}, changes)


def amend(case: CaseUnderTest, changes: Json) -> Determination:
    """The plan in force is amended by these changes, which are to be accepted."""
    return case.accept("submit_amendment", changes=as_in_force(case, changes))


def agree(case: CaseUnderTest, changes: Json | None = None) -> None:
    """The version in hand is agreed, and the person has its record."""
    case.accept("decide", "clare-4-agreed", changes)
    case.give_the_record()


def letters(case: CaseUnderTest, kind: str) -> list[Any]:
    """The facts of every letter of a kind to the person, in the order in which they came."""
    start = f"{case.plan_id}/"
    keys = [key.removeprefix(start) for key in case.kept.notices if f"/{kind}/person" in key]
    return [case.letter(key).facts for key in keys]


def copies_of(case: CaseUnderTest, version: int) -> list[str]:
    """Who was given a copy of a version."""
    return sorted(copy.recipient for copy in case.kept.copies.values() if copy.version == version)


def stages(case: CaseUnderTest) -> list[Stage]:
    """How far each request has got."""
    state = case.kept.state
    assert state is not None
    return [request.stage for request in state.amendments]


# Whole stories


@pytest.mark.rule("AMEND-1", "AMEND-2", "AMEND-3", "REC-4")
def test_an_amendment_that_adds_a_service_is_signed_off_whole_and_takes_the_place(case: CaseUnderTest) -> None:
    ready.amended(case)

    assert (case.standing.status, case.standing.version, case.standing.in_force) == (Status.AWAITING_DECISION, 2, 1)
    assert {"decision", "sign_off", "review"} <= set(case.clocks())
    told = letters(case, "amended")[-1]
    assert isinstance(told, Amended)
    assert "A bath on Sundays is new: £12.80 a week." in told.changes
    assert told.cost_changes == (
        "Each week the plan costs the council £12.80 more than before: £170.60, and it was £157.80.",
    )
    copies_before = copies_of(case, 1)
    assert copies_before == ["C1", "P1"]

    case.at("2026-11-30 10:00")
    assert case.consider("decide", "clare-4-agreed", ON_THE_LIMBS).answer.code is Refusal.INCOMPLETE, "it is not light"
    agree(case)

    assert (case.standing.status, case.standing.version, case.standing.in_force) == (Status.SIGNED_OFF, 2, 2)
    assert stages(case) == [Stage.SIGNED]
    assert copies_of(case, 2) == copies_before, "to the same people"
    for recipient in copies_before:
        first, second = (case.letter(f"v{version}/copy/{recipient}/full").facts for version in (1, 2))
        assert isinstance(first, CopyOfPlan)
        assert isinstance(second, CopyOfPlan)
        assert (first.instead_of, str(second.instead_of)) == (None, "2026-11-05")
    agreed = case.letter("v2/agreed/person").facts
    assert isinstance(agreed, Agreed)
    assert "A bath on Sundays is new: £12.80 a week." in agreed.changes
    assert set(case.clocks()) == {"review"}


@pytest.mark.rule("AMEND-2")
def test_an_amendment_of_wording_is_light_and_leaves_reviews_as_they_were(case: CaseUnderTest) -> None:
    ready.amendment_agreed(case)
    review = case.clock("review")
    case.at("2026-11-26 14:20")
    assert "light" in amend(case, LIGHT).answer.said[0]

    case.at("2026-11-30 10:00")
    agree(case, ON_THE_LIMBS)

    assert (case.standing.version, case.standing.in_force) == (2, 2)
    assert case.clock("review") == review
    decision = case.kept.decisions[2]
    assert (decision.is_light, decision.authority.role) == (True, "team_manager")
    letter = case.letter("v2/agreed/person").facts
    assert isinstance(letter, Agreed)
    assert (letter.changes, str(letter.review_by)) == (
        ("What to do if something goes wrong: this has changed.",),
        "2026-12-31",
    )


@pytest.mark.rule("AMEND-2", "TELL-8", "SHARE-8")
@pytest.mark.parametrize("besides", [{}, LIGHT], ids=["alone", "with another change"])
def test_no_letter_says_that_a_mark_or_a_decision_about_a_copy_has_changed(case: CaseUnderTest, besides: Json) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    amend(case, {**MARKED, "plan.sharing.0.until": "2027-11-20", **besides})
    case.at("2026-11-30 10:00")
    agree(case)

    says = ("What to do if something goes wrong: this has changed.",) if besides else ()
    amended, agreed = letters(case, "amended")[-1], case.letter("v2/agreed/person").facts
    assert isinstance(agreed, Agreed)
    assert (amended.changes, agreed.changes, agreed.is_amended) == (says, says, True)


@pytest.mark.rule("AMEND-2", "REV-4", "DEC-9")
def test_a_cut_without_reduced_needs_on_record_is_refused_in_a_sentence(case: CaseUnderTest) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    answer = case.consider("submit_amendment", changes=as_in_force(case, LESS)).answer

    assert answer.code is Refusal.INCOMPLETE
    (reason,) = answer.reasons
    assert reason == (
        "less_because: The amended plan gives less, or costs less: it costs the council £138.60 a week (before £157.80 "
        "a week); S1 units a week: 4.5 (before 5.25). Say which reduced needs or changed circumstances are on record, "
        "in words that the person can follow; without them the plan is not cut. [AMEND-2]"
    )
    assert (case.standing.status, case.standing.version) == (Status.SIGNED_OFF, 1)


@pytest.mark.rule("AMEND-2", "REV-4", "DEC-9")
def test_a_cut_with_reduced_needs_goes_the_whole_way_and_the_person_is_told_why(case: CaseUnderTest) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    assert "full" in amend(case, LESS | ON_RECORD).answer.said[0], "a cut is never light"

    told = letters(case, "amended")[-1]
    assert (told.why_less, told.lowered) == (
        ON_RECORD["less_because"]["what"],
        ("Home care: 4.5 hours a week, and it was 5.25.",),
    )
    case.at("2026-11-30 10:00")
    agree(case)
    assert case.standing.in_force == 2
    agreed = case.letter("v2/agreed/person").facts
    assert isinstance(agreed, Agreed)
    assert (agreed.why_less, agreed.lowered) == (told.why_less, told.lowered)


@pytest.mark.rule("AMEND-4", "AMEND-1")
def test_one_that_another_asks_for_waits_for_the_person_and_is_refused_with_the_right_to_complain(
    case: CaseUnderTest,
) -> None:
    ready.amendment_asked_by_her_daughter(case)
    asked = letters(case, "amendment_asked")[-1]
    assert isinstance(asked, AmendmentAsked)
    assert (asked.by_the_person, asked.asked_by, str(asked.answer_by)) == (False, "carer", "2026-12-04")
    case.at("2026-11-23 15:00")
    no: Json = {"agreed": False}
    assert case.consider("answer_amendment", changes=no).answer.code is Refusal.INCOMPLETE, "she is asked first"

    case.accept("record_amendment_view", changes={"wants_it.so": False})
    case.at("2026-11-24 11:30")
    case.accept("answer_amendment", changes=no)

    assert stages(case) == [Stage.NOT_AGREED]
    answered = letters(case, "amendment_answered")[-1]
    assert isinstance(answered, AmendmentAnswered)
    assert not answered.agreed
    assert answered.reasons.startswith("You told us")
    assert TaskKind.TELL_WHO_ASKED in case.open_tasks().values()
    assert TaskKind.AMENDMENT not in case.open_tasks().values()
    assert set(case.clocks()) == {"review"}
    assert case.consider("submit_amendment").answer.code is Refusal.NO_SUCH_AMENDMENT


@pytest.mark.rule("AMEND-3", "SHARE-6")
def test_a_provider_changed_after_signing_is_asked_about_and_the_one_before_is_put_to_the_practitioner(
    case: CaseUnderTest,
) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    another: Json = {
        "plan.providers.0.name": "Tyne Valley Carers",
        "plan.providers.0.contact.email": "post@tyne.example.org",
    }
    amend(case, another)
    assert any(name.startswith("sharing:P1:v2") for name in case.open_tasks())
    case.at("2026-11-30 10:00")
    agree(case, ON_THE_LIMBS)

    assert copies_of(case, 2) == ["C1"], "nobody decided about the new one"
    assert [name for name, kind in case.open_tasks().items() if kind is TaskKind.HELD_BEFORE] == [
        "held-before:P1:v1:v2"
    ]

    case.at("2026-12-01 09:00")
    decided: Json = {"sharing.recipient": "P1", "sharing.decided_on": "2026-12-01", "sent_by.id": "sw-1042"}
    case.accept("record_consent", changes=decided)
    case.share()
    assert copies_of(case, 2) == ["C1", "P1"]


@pytest.mark.rule("AMEND-3")
def test_the_person_asks_otherwise_and_her_daughter_has_the_first_version_alone(case: CaseUnderTest) -> None:
    ready.amended(case)
    case.at("2026-11-27 09:00")
    no: Json = {
        "sharing": {
            "recipient": "C1",
            "scope": "none",
            "basis": "consent",
            "decided_by": "the person",
            "decider": "person",
            "decided_on": "2026-11-27",
        },
        "sent_by.id": "sw-1042",
    }
    case.accept("record_consent", changes=no)
    case.at("2026-11-30 10:00")
    agree(case)
    assert (copies_of(case, 1), copies_of(case, 2)) == (["C1", "P1"], ["P1"])


# While two versions are there


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
    assert case.consider("submit_amendment", changes={"requests": [second]}).answer.code is Refusal.NOT_NOW
    assert f"amendment:{second}" not in case.clocks()

    case.at("2026-11-30 10:00")
    agree(case)
    assert stages(case) == [Stage.SIGNED, Stage.AGREED]
    assert f"amendment:{second}" in case.clocks(), "it is waited for from now on"


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
