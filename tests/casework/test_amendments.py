"""AMEND-1..4 · Whole stories of amendments: from the request to the version that takes the place."""

import pytest

from countersign.careplan.amendments import Stage
from countersign.careplan.bounds import AMENDMENTS_OPEN, IN_WORDS, stated
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.kept import TaskKind
from countersign.wording.letters import Agreed, Returned
from countersign.wording.letters_about_amendments import Amended, AmendmentAnswered, AmendmentAsked, AmendmentWithdrawn
from countersign.wording.letters_about_copies import CopyOfPlan
from tests.casework.amended import (
    LESS,
    LIGHT,
    ON_RECORD,
    ON_THE_LIMBS,
    agree,
    amend,
    as_in_force,
    copies_of,
    letters,
    stages,
)
from tests.casework.cases import ready
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

MARKED: Json = {
    "plan.safeguarding": [
        {"kind": "somebody_who_is_a_risk", "about": "C1", "in_words": "What the nurse saw at the visit."}
    ]
}
"""A mark on her daughter."""


@pytest.mark.rule("AMEND-1", "AMEND-2", "AMEND-3", "REC-4")
def test_an_amendment_that_adds_a_service_is_signed_off_whole_and_takes_the_place(case: CaseUnderTest) -> None:
    ready.amended(case)

    assert (case.standing.status, case.standing.version, case.standing.in_force) == (Status.AWAITING_DECISION, 2, 1)
    assert {"decision", "sign_off", "review"} <= set(case.clocks())
    told = letters(case, "amended")[-1]
    assert isinstance(told, Amended)
    assert "“A bath on Sundays” is new: £12.80 a week." in told.changes
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
        assert (first.nothing_changes_yet, second.nothing_changes_yet) == (False, recipient == "P1"), (
            "who delivers care"
        )
    agreed = case.letter("v2/agreed/person").facts
    assert isinstance(agreed, Agreed)
    assert "“A bath on Sundays” is new: £12.80 a week." in agreed.changes
    assert set(case.clocks()) == {"review"}


@pytest.mark.rule("AMEND-2", "AMEND-3")
def test_of_an_amendment_of_wording_alone_nobody_waits_to_start_a_change(in_memory: CaseUnderTest) -> None:
    case = in_memory
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    amend(case, LIGHT)
    case.at("2026-11-30 10:00")
    agree(case)
    facts = case.letter("v2/copy/P1/full").facts
    assert isinstance(facts, CopyOfPlan)
    assert not facts.nothing_changes_yet


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
        ("“Home care”: 4.5 hours a week, and it was 5.25.",),
    )
    case.at("2026-11-30 10:00")
    agree(case)
    assert case.standing.in_force == 2
    agreed = case.letter("v2/agreed/person").facts
    assert isinstance(agreed, Agreed)
    assert (agreed.why_less, agreed.lowered) == (told.why_less, told.lowered)


@pytest.mark.rule("AMEND-1")
@pytest.mark.parametrize("asked_by", ["person", "representative"])
def test_however_many_wait_what_the_person_asks_is_taken(in_memory: CaseUnderTest, asked_by: str) -> None:
    ready.signed_off(in_memory)
    in_memory.at("2026-11-20 10:05")
    staff: Json = {"asked_by": "staff"}
    for _ in range(AMENDMENTS_OPEN):
        in_memory.accept("ask_for_amendment", changes=staff)
    answer = in_memory.consider("ask_for_amendment", changes=staff).answer
    assert (answer.code, answer.reasons[0].split(" ")[0]) == (Refusal.NOT_NOW, "20")
    in_memory.accept("ask_for_amendment", changes={"asked_by": asked_by})
    assert len(stages(in_memory)) == AMENDMENTS_OPEN + 1


def test_how_many_may_wait_at_once_is_stated_in_the_contract() -> None:
    assert stated()["amendments_open_at_once"] == AMENDMENTS_OPEN
    assert [sentence for sentence in IN_WORDS if f"While {AMENDMENTS_OPEN} requests for amendments wait" in sentence]


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


@pytest.mark.rule("AMEND-1", "AMEND-2", "AMEND-4")
@pytest.mark.parametrize("asked_by", ["person", "staff", "advocate"])
def test_the_answer_and_what_is_taken_back_say_who_asked_and_for_what(case: CaseUnderTest, asked_by: str) -> None:
    ready.signed_off(case)
    case.at("2026-11-20 10:05")
    case.accept("ask_for_amendment", changes={"asked_by": asked_by})
    if asked_by != "person":
        case.accept("record_amendment_view")
    case.at("2026-11-24 11:30")
    case.accept("answer_amendment")
    answered = letters(case, "amendment_answered")[-1]
    assert isinstance(answered, AmendmentAnswered)
    assert answered.asked_by == asked_by
    case.accept("withdraw_amendment", changes={"request": "ask-for-amendment-message-1"})
    taken_back = letters(case, "amendment_withdrawn")[-1]
    assert isinstance(taken_back, AmendmentWithdrawn)
    assert (taken_back.asked_by, taken_back.what) == (asked_by, answered.what)
    assert taken_back.what


@pytest.mark.rule("AMEND-2")
def test_an_amended_plan_that_is_taken_back_is_told_with_what_was_to_change(case: CaseUnderTest) -> None:
    ready.amended(case)
    assert case.kept.state is not None
    wanted = [request.what for request in case.kept.state.amendments]
    case.at("2026-11-27 09:00")
    case.accept("withdraw_amendment", changes={"request": None})
    taken_back = letters(case, "amendment_withdrawn")[-1]
    assert isinstance(taken_back, AmendmentWithdrawn)
    assert (taken_back.what.splitlines(), taken_back.asked_by) == (wanted, None)


CHARGE: Json = {"plan.person_pays": "90.00"}


@pytest.mark.rule("AMEND-2", "DEC-9", "TELL-2")
@pytest.mark.parametrize(
    ("changes", "still_pays", "lowered", "pays_more", "support_stays", "is_a_cut"),
    [
        (LIGHT, True, 0, 0, True, False),
        (LESS | ON_RECORD, True, 1, 0, False, True),
        (CHARGE | ON_RECORD, False, 0, 1, False, True),
    ],
    ids=["other words", "less support", "a higher charge"],
)
def test_every_letter_about_an_amended_plan_has_what_it_takes_from_one_comparison(
    case: CaseUnderTest,
    changes: Json,
    still_pays: bool,
    lowered: int,
    pays_more: int,
    support_stays: bool,
    is_a_cut: bool,
) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    amend(case, changes)
    told = letters(case, "amended")[-1]
    assert isinstance(told, Amended)
    assert (told.still_pays is not None) is still_pays
    assert (len(told.lowered), len(told.pays_more), told.support_stays) == (lowered, pays_more, support_stays)
    assert not set(told.changes) & {*told.lowered, *told.pays_more}
    case.at("2026-11-30 10:00")
    case.accept("decide", "clare-2-returned")
    returned = letters(case, "returned")[-1]
    assert isinstance(returned, Returned)
    assert (returned.is_amended, returned.is_a_cut) == (True, is_a_cut)
