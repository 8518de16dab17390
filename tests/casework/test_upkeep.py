"""TIME-1, TIME-2: a plan in other hands, and its clocks planned again under another scheme or calendar."""

import pytest

from countersign.careplan.clocks import Because, Wait
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.working_time import in_london
from countersign.casework.happenings import Happening
from countersign.wording.letter_head import LetterHead
from tests.casework.cases import ready
from tests.casework.cases.upkeep import TO_NIA
from tests.support.builders import Json, register, scheme
from tests.support.casework import CaseUnderTest
from tests.support.offices import an_office

FROM_FRIDAY: Json = {"scheme.in_force_from": "2026-11-06"}


def head_of(case: CaseUnderTest, kind: str) -> LetterHead:
    """What the letter of a kind to the person starts from."""
    (key,) = (key for key in case.kept.notices if f"/{kind}/person" in key)
    return case.letter(key.partition("/")[2]).head


# Another practitioner


@pytest.mark.rule("TIME-2", "WHO-5")
def test_letters_give_the_practitioner_to_whom_it_was_reassigned_as_the_register_has_them(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("reassign", changes=TO_NIA)
    case.accept("decide", "clare-2-returned")
    head = head_of(case, "returned")

    assert (head.practitioner_name, head.practitioner_telephone) == ("Aled Vaughan", "01632 960115")


@pytest.mark.rule("TIME-2", "WHO-5")
def test_they_never_give_the_old_one_where_the_register_has_no_name_of_the_new_one(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("reassign", changes={"whose": "practitioner", "to": "bs-671"})
    case.accept("decide", "clare-2-returned")
    head = head_of(case, "returned")

    assert (head.practitioner_name, head.practitioner_telephone) == ("", "")
    assert head.sender.telephone, "it says whom to call all the same"


@pytest.mark.rule("WHO-5")
@pytest.mark.parametrize("field", ["name", "telephone"])
def test_nobody_says_in_a_message_how_letters_name_somebody_or_where_to_ring(case: CaseUnderTest, field: str) -> None:
    ready.submitted(case)
    answer = case.consider("reassign", changes=TO_NIA | {field: "Mallory, 0900 666 666"}).answer

    assert answer.code is Refusal.MALFORMED
    assert [reason.partition(":")[0] for reason in answer.reasons] == [field]


@pytest.mark.rule("WHO-5")
@pytest.mark.parametrize(
    ("line", "printed"),
    [
        pytest.param({}, ("Clare Whitfield", "01632 960142"), id="the register's, whatever the submission says"),
        pytest.param({"name": "", "telephone": ""}, ("", ""), id="none where the register has none"),
        pytest.param({"telephone": ""}, ("Clare Whitfield", ""), id="a name without a number"),
    ],
)
def test_letters_give_the_practitioner_of_a_submission_as_the_register_has_them(
    case: CaseUnderTest, line: Json, printed: tuple[str, str]
) -> None:
    known = register()
    lines = (held._replace(**line) if held.person == "sw-1042" else held for held in known.holdings)
    case.installation.put_in_force(known._replace(holdings=tuple(lines)))
    case.submit(changes={"plan.practitioner.name": "Mallory", "plan.practitioner.telephone": "0900 666 666"})
    head = head_of(case, "submitted")

    assert (head.practitioner_name, head.practitioner_telephone) == printed


@pytest.mark.rule("WHO-5", "REC-1")
def test_so_does_the_written_record(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.practitioner.name": "Mallory", "plan.practitioner.telephone": "0900 666 666"})
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    (key,) = (key for key in case.kept.notices if "/agreed/person" in key)
    with case.installation.files.open(case.plan_id) as file:
        said = b" ".join(page.content for page in file.enclosed(key) if page.media_type == "text/html").decode()

    assert "Clare Whitfield" in said
    assert not {"Mallory", "0900 666 666"} & {found for found in ("Mallory", "0900 666 666") if found in said}


@pytest.mark.rule("TELL-6", "TIME-2")
def test_whoever_it_was_reassigned_to_hears_of_its_outcome_and_is_asked_to_give_letters(case: CaseUnderTest) -> None:
    ready.submitted_in_braille(case)
    case.accept("reassign", changes=TO_NIA)
    brought = case.brings_about("decide", "clare-2-returned")

    assert brought.notices == (
        "outcome to sw-1115: queued",
        "returned to person: by_hand",
        "returned to person: queued",
    )
    assert brought.asked == ("give_by_hand: sw-1115",)


@pytest.mark.rule("TIME-2", "RET-5")
def test_it_lasts_until_the_plan_is_resubmitted_which_names_its_practitioner_itself(case: CaseUnderTest) -> None:
    ready.returned(case)
    case.accept("reassign", changes=TO_NIA)
    case.accept("resubmit", "clare-3-resubmission")
    state = case.kept.state

    assert state is not None
    assert (state.practitioner, [somebody.id for somebody in state.reassigned_to]) == ("", ["sw-1115"])
    assert case.brings_about("decide", "clare-4-agreed").notices == ("outcome to sw-1042: queued",)


@pytest.mark.rule("TIME-2", "ROUTE-9")
@pytest.mark.parametrize(
    ("handed_to", "code"),
    [
        pytest.param(("tm-201",), Refusal.OWN_PLAN, id="while they hold it"),
        pytest.param(("tm-201", "sw-1115"), None, id="once somebody else holds it"),
        pytest.param(("tm-201", "sw-1042"), None, id="once they handed it back"),
        pytest.param(("sw-1115", "tm-201"), Refusal.OWN_PLAN, id="while they hold it, after somebody else"),
    ],
)
def test_whoever_covers_for_its_practitioner_decides_it_once_they_handed_it_back(
    case: CaseUnderTest, handed_to: tuple[str, ...], code: Refusal | None
) -> None:
    ready.submitted(case)
    for person in handed_to:
        case.accept("reassign", changes={"whose": "practitioner", "to": person})

    assert case.consider("decide", "clare-4-agreed").answer.code is code


@pytest.mark.rule("RET-9", "ROUTE-9")
def test_whoever_resubmitted_it_while_they_covered_is_barred_for_good(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("decide", "clare-2-returned", {"sent_by.id": "sm-31"})
    case.accept("reassign", changes={"whose": "practitioner", "to": "tm-201"})
    case.accept("resubmit", "clare-3-resubmission", {"sent_by.id": "tm-201"})
    case.accept("reassign", changes=TO_NIA)

    assert case.consider("decide", "clare-4-agreed").answer.code is Refusal.OWN_PLAN


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize(
    ("supplied", "by", "code"),
    [
        pytest.param({}, "tm-201", Refusal.OWN_PLAN, id="while they covered"),
        pytest.param({"still_to_come": "The rest, on Friday."}, "tm-201", Refusal.OWN_PLAN, id="a part of it"),
        pytest.param({}, "sw-1115", None, id="somebody else supplied it"),
        pytest.param({"information": "TBC"}, "tm-201", None, id="what says nothing supplies nothing"),
        pytest.param({"request": "nothing-0001"}, "tm-201", None, id="an answer to nothing"),
    ],
)
def test_whoever_covered_and_supplied_information_is_barred_for_good(
    case: CaseUnderTest, supplied: Json, by: str, code: Refusal | None
) -> None:
    ready.submitted(case)
    asked = case.consider("request_information", changes={"sent_by.id": "sm-31"}).answer
    assert asked.accepted, asked
    case.accept("reassign", changes={"whose": "practitioner", "to": "tm-201"})
    case.consider("supply_information", changes={"sent_by.id": by, **supplied})
    case.accept("reassign", changes=TO_NIA)
    withdraws = {"sent_by.id": "sm-31", "request": "request-information-message-1"}
    case.consider("withdraw_request", changes=withdraws)

    assert case.consider("decide", "clare-4-agreed").answer.code is code


@pytest.mark.rule("ROUTE-9", "DEC-4")
def test_whoever_covered_and_withdrew_a_request_supplied_nothing(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("request_information", changes={"sent_by.id": "tm-201"})
    case.accept("reassign", changes={"whose": "practitioner", "to": "tm-201"})
    case.accept("withdraw_request", changes={"sent_by.id": "tm-201", "request": "request-information-message-1"})
    case.accept("reassign", changes=TO_NIA)

    assert case.consider("decide", "clare-4-agreed").answer.code is None


@pytest.mark.rule("ROUTE-9", "END")
def test_whoever_worked_on_it_while_they_covered_may_not_decide_it_so_they_may_withdraw_it(
    case: CaseUnderTest,
) -> None:
    """END bars whoever may decide a plan from withdrawing it. Whoever only held it may hand it back, and decide it."""
    ready.submitted(case)
    case.accept("request_information", changes={"sent_by.id": "sm-31"})
    case.accept("reassign", changes={"whose": "practitioner", "to": "tm-201"})
    withdraw = {"sent_by.id": "tm-201"}
    assert case.consider("withdraw", changes=withdraw).answer.code is Refusal.NO_AUTHORITY
    case.accept("supply_information", changes={"sent_by.id": "tm-201"})

    assert case.consider("withdraw", changes=withdraw).answer.accepted


# Another authoriser


@pytest.mark.rule("TIME-2")
def test_the_new_authoriser_is_reminded_by_name_and_the_role_is_one_person_up(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("reassign", changes={"to": "sm-31"})

    assert case.watch(lambda: case.take_step(Wait.DECISION.value)).notices == ("reminder to sm-31: queued",)
    assert case.watch(lambda: case.take_step(Wait.DECISION.value)).notices == ("escalation to tm-201: queued",)


@pytest.mark.rule("TIME-2", "RET-4")
def test_a_question_about_a_return_goes_to_the_new_authoriser_with_its_clock(case: CaseUnderTest) -> None:
    ready.asked_about_the_return(case)
    due = {clock.name: clock.due for clock in case.standing.clocks}
    case.accept("reassign", changes={"to": "sm-31"})

    assert {clock.name: clock.due for clock in case.standing.clocks} == due
    assert [clock.person for clock in case.standing.clocks if clock.wait is Wait.QUESTION] == ["sm-31"]


# Planned again


@pytest.mark.rule("TIME-1", "TIME-6")
def test_a_day_on_which_the_council_is_closed_moves_every_date_that_it_lies_before(case: CaseUnderTest) -> None:
    closed = {**FROM_FRIDAY, "office.closures": ["2026-11-16"]}
    case.office = an_office(scheme(closed))
    ready.submitted(case)
    case.at("2026-11-06 09:00")
    determined = case.accept("replan_clocks")

    assert {name: in_london(clock.due) for name, clock in case.clocks().items()} == {
        "decision": "Wed 18 Nov 2026 17:00",
        "sign_off": "Wed 16 Dec 2026 17:00",
    }
    assert {clock.edition for clock in case.standing.clocks} == {"procedure@2026-11-06"}
    promise = case.standing.promise
    assert (str(promise.held), str(promise.current), promise.because) == (
        "2026-11-17",
        "2026-11-18",
        (Because.PLANNED_AGAIN,),
    )
    assert len(determined.answer.said) == 2, "one sentence for each clock that changed"


@pytest.mark.rule("ROUTE-10", "TIME-1")
def test_where_the_edition_in_force_sends_it_elsewhere_it_goes_there_and_no_clock_starts_again(
    case: CaseUnderTest,
) -> None:
    case.office = an_office(scheme({**FROM_FRIDAY, "authority.0.agrees_up_to": "100.00"}))
    ready.submitted(case)
    began = {clock.name: clock.since for clock in case.standing.clocks}
    case.at("2026-11-06 09:00")
    brought = case.brings_about("replan_clocks")

    assert brought.record == (Happening.SENT_TO_ROLE, Happening.CLOCKS_PLANNED_AGAIN)
    assert brought.notices == ("awaiting_decision to sm-31: queued",)
    assert (brought.kept, brought.state) == (("route of 1: service_manager",), {"route_role": "service_manager"})
    assert {clock.name: clock.since for clock in case.standing.clocks} == began


@pytest.mark.rule("TIME-1")
def test_interim_support_is_planned_again_by_itself_where_the_plan_has_left(case: CaseUnderTest) -> None:
    ready.left_with_support_in_place(case)
    brought = case.watch(lambda: case.accept("replan_clocks", to=Workflow.INTERIM))

    assert (brought.record, brought.to_interim) == ((Happening.CLOCKS_PLANNED_AGAIN,), ())
