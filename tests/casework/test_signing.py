"""REC-1, REC-4, TELL-1, SHARE-1..3: after agreement the record and the copies are given, and the plan is signed off."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.consistency import profile
from countersign.careplan.figures import day as in_words
from countersign.careplan.interim import PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeEvent, NoticeStatus, after
from countersign.careplan.working_time import london_day
from countersign.casework.changes import Changes
from countersign.casework.happenings import Happening
from countersign.casework.kept import CopyGiven, Notice, SignedBudget
from countersign.casework.ports import CaseFile
from countersign.wording.letters import Agreed, AuthorisedToStart, Letter
from countersign.wording.letters_about_copies import CopyOfPlan
from tests.casework.cases import ready
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest
from tests.support.consequences import Brought

REVIEW = "review: practitioner, due Thu 31 Dec 2026 17:00, remind Tue 08 Dec 2026 17:00"
"""Eight weeks after the agreement; fifteen working days before, the practitioner is reminded."""

GIVEN = (Happening.RECORD_MADE, Happening.RECORD_GIVEN, Happening.COPIES_DECIDED)

LATER: Json = {"sharing.decided_on": "2026-11-09"}
NONE_FOR_THE_PROVIDER: Json = {"sharing.scope": "none", "sharing.sections": []}
ALL_FOR_THE_PROVIDER: Json = {"sharing.scope": "full", "sharing.sections": []}
SERVICES_FOR_THE_PROVIDER: Json = {"sharing.sections": ["services"]}


def letters_of_copies(case: CaseUnderTest) -> dict[str, NoticeStatus]:
    """Each copy: whose and how much, and how far it has got."""
    return {key.partition("/copy/")[2]: notice.status for key, notice in case.kept.notices.items() if "/copy/" in key}


def facts_of(letter: Letter) -> Agreed | CopyOfPlan:
    assert isinstance(letter.facts, Agreed | CopyOfPlan)
    return letter.facts


@pytest.mark.rule("REC-1", "REC-4", "TELL-1", "SHARE-1", "SHARE-2")
def test_once_the_person_has_the_record_the_plan_is_signed_off(case: CaseUnderTest) -> None:
    ready.agreed(case)
    brought = case.watch(case.give_the_record)

    assert (
        brought._asdict()
        == (
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=GIVEN,
                notices=(
                    "agreed to person: sent",
                    "awaiting_decision to tm-201: sent",
                    "copy to C1: sent",
                    "copy to P1: sent",
                    "outcome to sw-1042: sent",
                    "submitted to person: sent",
                ),
                kept=("copy: C1 full", "copy: P1 full", "signed budget"),
                state={"in_force": 1},
                to_interim=(PlanEvent.SIGNED_OFF,),
                promised="2026-12-31",
            )
        )._asdict()
    )


@pytest.mark.rule("REC-1", "REC-4", "DP-6")
def test_the_conditions_of_a_direct_payment_begin_once_it_is_signed_off(case: CaseUnderTest) -> None:
    ready.paid(case)

    assert {name: clock.owner for name, clock in case.clocks().items()} == {
        "review": "practitioner",
        "payment_review": "practitioner",
        "condition:D1": "practitioner",
    }
    facts = facts_of(case.letter("v1/agreed/person"))
    assert isinstance(facts, Agreed)
    assert facts.has_started, "the letter that it may start went before"


@pytest.mark.rule("REC-1", "TELL-5")
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(ready.IN_BRAILLE, id="a format that is made elsewhere"),
        pytest.param({"plan.person.contact.address": []}, id="no address"),
    ],
)
def test_a_record_that_is_given_by_hand_is_waited_for(case: CaseUnderTest, changes: Json) -> None:
    case.submit(changes=changes)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    agreed = case.watch(case.give_the_record)

    assert (agreed.status, agreed.to_interim) == (Status.AGREED, ())
    assert agreed.record == (Happening.ASKED_TO_GIVE_BY_HAND, Happening.RECORD_MADE)
    assert agreed.asked == ("give_by_hand: sw-1042",)
    assert letters_of_copies(case) == {"C1/full": NoticeStatus.SENT, "P1/full": NoticeStatus.SENT}
    case.at("2026-11-06 10:00")
    given = case.watch(lambda: case.accept("complete_task", changes={"task": "give:v1/agreed/person"}))
    assert (given.status, given.notices) == (Status.AGREED, ("agreed to person: sent",))
    signed = case.watch(case.give_the_record)
    assert (signed.status, signed.record) == (Status.SIGNED_OFF, GIVEN[1:])


@pytest.mark.rule("REC-4")
def test_doing_it_again_changes_nothing(case: CaseUnderTest) -> None:
    ready.agreed(case)
    before = dict(case.standings)
    first = case.give_the_record()
    kept = case.kept
    case.standings = before
    again = case.give_the_record()

    assert again == first
    assert case.kept == kept


@pytest.mark.rule("END")
def test_nothing_is_given_after_a_death_of_which_the_duty_team_knows_first(case: CaseUnderTest) -> None:
    ready.in_place(case)
    case.at("2026-11-09 10:00")
    case.accept("decide", "clare-4-agreed")
    case.accept("review_interim_support", changes={"outcome": "ends", "because": "person_died"})
    brought = case.watch(case.give_the_record)

    assert (brought.status, brought.record, brought.kept) == (Status.AGREED, (), ())


@pytest.mark.rule("DEC-7")
def test_what_others_are_compared_with_is_figures_and_codes(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    signed = case.kept.signed

    assert signed == SignedBudget(
        version=1,
        kind="adult",
        setting="own_home",
        needs=profile(case.kept.versions[1][1].needs),
        weekly=Decimal("157.80"),
        signed_on=date(2026, 11, 5),
    )


# Copies


@pytest.mark.rule("SHARE-1", "SHARE-7")
def test_a_part_copy_has_the_sections_that_were_chosen_and_its_letter_names_the_others(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("record_consent", changes=SERVICES_FOR_THE_PROVIDER)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()

    assert letters_of_copies(case) == {"C1/full": NoticeStatus.SENT, "P1/part:services": NoticeStatus.SENT}
    assert case.kept.copies[1, "P1", "part:services"] == CopyGiven(
        version=1,
        recipient="P1",
        scope="part:services",
        sections=("services",),
        basis=case.kept.copies[1, "P1", "part:services"].basis,
        rule="SHARE-3",
        decided_at=case.now,
        notice=f"{case.plan_id}/v1/copy/P1/part:services",
    )
    facts = facts_of(case.letter("v1/copy/P1/part:services"))
    assert isinstance(facts, CopyOfPlan)
    assert set(facts.sections_left_out) == set(Section) - {Section.SERVICES}


@pytest.mark.rule("SHARE-2", "SHARE-3")
def test_consent_after_the_plan_was_signed_off_gives_the_copy_once(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("record_consent", changes=NONE_FOR_THE_PROVIDER)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert letters_of_copies(case) == {"C1/full": NoticeStatus.SENT}
    case.at("2026-11-09 10:00")
    case.accept("record_consent", changes=ALL_FOR_THE_PROVIDER)
    assert case.watch(case.share).kept == (), "the refusal of the same day wins"
    case.accept("record_consent", changes=ALL_FOR_THE_PROVIDER | LATER)

    assert case.watch(case.share).kept == ("copy: P1 full",)
    case.accept("record_consent", changes=ALL_FOR_THE_PROVIDER | LATER)
    assert case.watch(case.share).kept == ()


@pytest.mark.rule("SHARE-2")
def test_more_consent_later_gives_a_fuller_copy_too(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("record_consent", changes=SERVICES_FOR_THE_PROVIDER)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.at("2026-11-09 10:00")
    case.accept("record_consent", changes=ALL_FOR_THE_PROVIDER | LATER)
    case.share()

    assert set(letters_of_copies(case)) == {"C1/full", "P1/part:services", "P1/full"}


@pytest.mark.rule("SHARE-2", "SHARE-6")
def test_the_last_of_several_decisions_counts_and_each_is_kept(case: CaseUnderTest) -> None:
    ready.submitted(case)
    for changes in (NONE_FOR_THE_PROVIDER, ALL_FOR_THE_PROVIDER, NONE_FOR_THE_PROVIDER):
        case.accept("record_consent", changes=changes)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()

    assert [consent.decision.scope.value for consent in case.kept.consents.values()] == ["none", "full", "none"]
    assert set(letters_of_copies(case)) == {"C1/full"}


@pytest.mark.rule("SHARE-2", "SHARE-6")
def test_a_copy_that_was_withheld_was_not_given_and_may_go_once_there_is_consent_again(case: CaseUnderTest) -> None:
    """Consent was withdrawn before the copy went: see `countersign.letters.outbox`."""
    ready.agreed(case)
    case.share()
    key = f"{case.plan_id}/v1/copy/P1/full"
    with case.installation.files.open(case.plan_id) as file:
        notice = case_notice(file, key)
        file.keep(Changes(notices={key: replace(notice, status=after(notice.status, NoticeEvent.HELD_BACK))}))
    with case.installation.files.open(case.plan_id) as file:
        assert [copy.recipient for copy in file.copies()] == ["C1"]
    case.at("2026-11-09 10:00")
    brought = case.watch(case.share)

    assert brought.notices == ("copy to P1: queued",)
    assert case.kept.notices[key].cause.startswith("sign-off/v1/"), "it goes because of what happened now"


def case_notice(file: CaseFile, key: str) -> Notice:
    notice = file.notice(key)
    assert notice is not None
    return notice


@pytest.mark.rule("DP-6", "ROUTE-5", "TIME-1")
@pytest.mark.parametrize(
    ("first_on", "said"),
    [
        pytest.param("2027-03-01", "1 March 2027", id="a Monday"),
        pytest.param("2027-02-28", "26 February 2027", id="a Sunday: the Friday before"),
    ],
)
def test_every_letter_gives_the_day_by_which_a_condition_is_due_by_its_clock(
    case: CaseUnderTest, first_on: str, said: str
) -> None:
    ready.authorised_to_start(case, {"conditions.0.first_on": first_on, "conditions.0.every_months": None})
    case.at("2026-11-11 16:10")
    case.accept("report_first_payment", changes={"sent_by.id": "sw-1090", "received_on": "2026-11-10"})
    case.accept("approve_arrangement", changes={"sent_by.id": "tm-206"})
    case.give_the_record()

    facts = [case.letter(key.partition("/")[2]).facts for key in case.kept.notices if "/person" in key]
    told = [fact.conditions for fact in facts if isinstance(fact, Agreed | AuthorisedToStart)]
    assert [words.rpartition(" By ")[2] for (words,) in told] == [f"{said}.", f"{said}."]
    paid = [fact.payment for fact in facts if isinstance(fact, Agreed | AuthorisedToStart)]
    assert paid[0] is not None
    assert paid[0].weekly > 0
    assert paid[0] == paid[1], "both letters give the same payment"
    assert in_words(london_day(case.clock("condition:D1").due)) == said
