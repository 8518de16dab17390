"""ROUTE-3, ROUTE-6, ROUTE-12: a sitting that is missed, called off or moved, an extra one, and the person invited anew.

Bron's plan waits for Shropshire's call on Wednesday 4 November 2026 at 10:00, for which cl-611 speaks.
"""

from datetime import date, timedelta

import pytest

from countersign.careplan.authority import Exceptional
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.working_time import in_london, london_day
from countersign.casework.happenings import Happening
from countersign.wording.letters import Invitation
from tests.casework.cases import ready
from tests.support.builders import Json, scheme
from tests.support.casework import CaseUnderTest
from tests.support.offices import an_office

ON_WEDNESDAY = {"held_on": "2026-11-04"}


def answered(case: CaseUnderTest, because: str, by: str) -> tuple[Refusal | None, str]:
    """The code and the first reason of the answer to a report about the call of that Wednesday."""
    answer = case.consider(
        "report_missed_meeting", changes={**ON_WEDNESDAY, "because": because, "sent_by.id": by}
    ).answer
    return answer.code, answer.reasons[0] if answer.reasons else ""


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("now", "because", "by", "code"),
    [
        pytest.param(
            "2026-11-03 16:00", "not_reached", "sw-1115", Refusal.NOT_NOW, id="the day before, its practitioner"
        ),
        pytest.param("2026-11-03 16:00", "not_held", "cl-611", Refusal.NOT_NOW, id="the day before, who speaks for it"),
        pytest.param("2026-11-04 08:00", "not_reached", "sw-1115", Refusal.NOT_NOW, id="on its day, before it begins"),
        pytest.param("2026-11-04 09:59", "not_quorate", "cl-611", Refusal.NOT_NOW, id="a minute before it begins"),
        pytest.param("2026-11-04 10:00", "not_held", "sw-1115", None, id="it should have begun"),
        pytest.param("2026-11-04 11:30", "not_reached", "sw-1115", None, id="after it began"),
        pytest.param("2026-11-02 11:00", "called_off", "sw-1115", Refusal.NO_AUTHORITY, id="called off by another"),
        pytest.param(
            "2026-11-02 11:00", "called_off", "hs-1", Refusal.NO_AUTHORITY, id="called off by a head of service"
        ),
        pytest.param("2026-11-02 11:00", "called_off", "cl-611", None, id="called off beforehand"),
        pytest.param("2026-11-04 09:59", "called_off", "cl-611", None, id="called off just before it begins"),
        pytest.param("2026-11-04 10:00", "called_off", "cl-611", Refusal.NOT_NOW, id="called off once it has begun"),
    ],
)
def test_a_call_is_missed_once_it_should_have_begun_and_called_off_only_before_by_whoever_speaks_for_it(
    case: CaseUnderTest, now: str, because: str, by: str, code: Refusal | None
) -> None:
    ready.waiting_for_a_call(case)
    case.at(now)

    assert answered(case, because, by)[0] is code


@pytest.mark.rule("ROUTE-3")
def test_whoever_is_too_early_learns_the_day_and_what_to_do(case: CaseUnderTest) -> None:
    ready.waiting_for_a_call(case)
    case.at("2026-11-03 16:00")

    assert answered(case, "not_reached", "sw-1115")[1] == (
        "held_on: The meeting begins on Wed 04 Nov 2026 10:00: until then it has missed nothing. If it will not be "
        "held, whoever speaks for it calls it off, or moves it. [ROUTE-3]"
    )


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
def test_at_a_call_that_was_called_off_nothing_can_be_decided(case: CaseUnderTest) -> None:
    """The person was told not to come. They are invited to the next one, and the next person up may decide."""
    ready.waiting_for_a_call(case)
    case.at("2026-11-02 11:00")
    called_off = {**ON_WEDNESDAY, "because": "called_off", "sent_by.id": "cl-611"}
    brought = case.brings_about("report_missed_meeting", changes=called_off)
    assert brought.notices == ("escalation to hs-1: queued", "invitation to person: queued")
    assert Happening.MEETING_MISSED in brought.record
    assert in_london(case.clock("meeting").since) == "Wed 11 Nov 2026 10:00"

    case.at("2026-11-04 12:00")
    decided = case.consider("decide", "call-2-agreed", {"sent_by.id": "cl-611", "meeting.held_on": "2026-11-04"})
    assert decided.answer.code is Refusal.NOT_QUORATE
    assert "The person was invited to that of 2026-11-11" in " ".join(decided.answer.reasons)


@pytest.mark.rule("ROUTE-3", "WHO-1")
def test_only_in_a_role_that_decides_at_the_meeting_does_somebody_speak_for_it(case: CaseUnderTest) -> None:
    """pc-621 chairs a panel of another scheme, and tm-201 decides alone."""
    ready.waiting_for_a_call(case)
    case.at("2026-11-02 11:00")
    for person in ("pc-621", "tm-201", "pl-601"):
        code, reason = answered(case, "called_off", person)
        assert code is Refusal.NO_AUTHORITY, person
        assert reason.startswith("sent_by.id: "), person


# Moved, and an extra one

BY_THE_CALL: Json = {"sent_by.id": "cl-611", "held_on": "2026-11-04"}


@pytest.mark.rule("ROUTE-3", "ROUTE-12", "WHO-1")
@pytest.mark.parametrize(
    ("now", "changes", "code"),
    [
        pytest.param("2026-11-02 11:00", {"to_day": "2026-11-06"}, None, id="two working days off"),
        pytest.param("2026-11-02 11:00", {"to_day": "2026-11-04", "to_time": "15:00"}, None, id="later that day"),
        pytest.param(
            "2026-11-02 11:00", {"to_day": "2026-11-03"}, Refusal.NOT_NOW, id="too soon for whoever is invited"
        ),
        pytest.param("2026-11-02 11:00", {"to_day": "2026-11-10"}, None, id="the day before the next call"),
        pytest.param("2026-11-02 11:00", {"to_day": "2026-11-12"}, Refusal.NOT_NOW, id="past the next call"),
        pytest.param("2026-11-02 11:00", {"to_day": "2026-11-07"}, Refusal.NOT_NOW, id="a Saturday"),
        pytest.param("2026-11-02 11:00", {"to_day": "2026-10-30"}, Refusal.NOT_NOW, id="a day that has gone"),
        pytest.param("2026-11-04 11:00", {"to_day": "2026-11-11"}, Refusal.NOT_NOW, id="once it has begun"),
        pytest.param(
            "2026-11-02 11:00", {"to_day": "2026-11-06", "held_on": "2026-11-11"}, Refusal.NOT_NOW, id="another call"
        ),
        pytest.param(
            "2026-11-02 11:00", {"to_day": "2026-11-06", "sent_by.id": "hs-1"}, Refusal.NO_AUTHORITY, id="by another"
        ),
        pytest.param(
            "2026-11-02 11:00", {"to_day": "2026-11-06", "is_extra": True}, Refusal.NOT_NOW, id="extra, later"
        ),
    ],
)
def test_a_call_is_moved_by_whoever_speaks_for_it_to_a_day_for_which_the_person_is_invited_in_time(
    case: CaseUnderTest, now: str, changes: Json, code: Refusal | None
) -> None:
    ready.waiting_for_a_call(case)
    case.at(now)

    determined = case.consider("move_meeting", changes={**BY_THE_CALL, "to_time": "14:00", **changes})
    assert determined.answer.code is code, determined.answer


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
def test_after_it_was_moved_it_decides_on_the_new_day_and_on_no_other(case: CaseUnderTest) -> None:
    ready.waiting_for_a_call(case)
    case.at("2026-11-02 11:00")
    case.accept("move_meeting", changes={**BY_THE_CALL, "to_day": "2026-11-06", "to_time": "14:00"})
    state = case.kept.state
    assert state is not None
    assert state.meetings_missed == 0, "nothing was missed: nobody above decides instead"

    case.at("2026-11-06 16:00")
    decided = {"sent_by.id": "cl-611", "meeting.held_on": "2026-11-04"}
    assert case.consider("decide", "call-2-agreed", decided).answer.code is Refusal.NOT_QUORATE
    case.accept("decide", "call-2-agreed", decided | {"meeting.held_on": "2026-11-06"})


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
def test_an_extra_call_is_held_before_the_one_that_the_plan_waits_for(case: CaseUnderTest) -> None:
    """Submitted on Thursday for the call of Wednesday 11 November; an extra one is held on Monday."""
    case.at("2026-11-05 10:40")
    assert case.submit("call-1-submission").answer.accepted
    extra = {"sent_by.id": "cl-611", "held_on": "2026-11-11", "to_day": "2026-11-09", "is_extra": True}
    brought = case.brings_about("move_meeting", changes=extra)

    assert brought.record == (Happening.EXTRA_MEETING, Happening.MEETING_SET, Happening.INVITED)
    assert in_london(case.clock("meeting").since) == "Mon 09 Nov 2026 14:00"


@pytest.mark.rule("ROUTE-12")
def test_the_invitation_says_where_how_to_join_who_is_there_how_long_and_what_can_be_arranged(
    case: CaseUnderTest,
) -> None:
    ready.waiting_for_a_call(case)
    call = scheme(name="shropshire").meeting[0]
    (key,) = (key for key in case.kept.notices if "/invitation/" in key)
    facts = case.letter(key.partition("/")[2]).facts
    assert isinstance(facts, Invitation)
    assert (facts.where, facts.how_to_join, facts.who_is_there, facts.lasts_minutes, facts.can_be_arranged) == (
        call.where,
        call.how_to_join,
        call.who_is_there,
        20,
        call.can_be_arranged,
    )
    assert facts.reply_by is not None
    assert timedelta(0) < facts.meeting_on - facts.reply_by <= timedelta(4), "the working day before"
    assert facts.instead_of is None


@pytest.mark.rule("ROUTE-3", "ROUTE-12")
def test_whoever_is_invited_anew_learns_which_day_it_is_instead_of(case: CaseUnderTest) -> None:
    ready.waiting_for_a_call(case)
    case.at("2026-11-02 11:00")
    case.accept("move_meeting", changes={**BY_THE_CALL, "to_day": "2026-11-06", "to_time": "14:00"})
    facts = [case.letter(key.partition("/")[2]).facts for key in case.kept.notices if "/invitation/" in key]
    told = {(facts.instead_of, facts.meeting_on) for facts in facts if isinstance(facts, Invitation)}
    assert told == {(None, date(2026, 11, 4)), (date(2026, 11, 4), date(2026, 11, 6))}


# Referred up, or there


def referred(case: CaseUnderTest, to: str, by: str) -> Refusal | None:
    return case.consider("refer_up", changes={"to": to, "sent_by.id": by}).answer.code


def waiting_for_one_person(case: CaseUnderTest, of: str) -> None:
    """Clare's plan, under another scheme."""
    case.at("2026-11-03 10:15")
    assert case.submit(changes={"plan.scheme": of}).answer.accepted


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("of", "to", "by", "role"),
    [
        pytest.param("panel_by_exception", "up", "tm-201", "service_manager", id="to the next person up"),
        pytest.param("panel_by_exception", "panel_or_call", "tm-201", "panel_chair", id="to the panel"),
        pytest.param("panel_by_exception", "panel_or_call", "sm-31", "panel_chair", id="to the panel, by a role above"),
        pytest.param("procedure", "up", "sm-31", "head_of_service", id="up from a role above the plan's own"),
    ],
)
def test_what_is_too_complex_is_referred_up_or_to_the_panel(
    case: CaseUnderTest, of: str, to: str, by: str, role: str
) -> None:
    waiting_for_one_person(case, of)

    assert referred(case, to, by) is None
    state = case.kept.state
    assert state is not None
    assert state.route_role == role
    assert case.clock("decision").owner == role
    assert state.exceptional == ((Exceptional.REFERRED,) if to == "panel_or_call" else ())


@pytest.mark.rule("ROUTE-3", "WHO-1", "ROUTE-9")
@pytest.mark.parametrize(
    ("of", "to", "by", "code"),
    [
        pytest.param("procedure", "up", "sw-1115", Refusal.NO_AUTHORITY, id="by nobody who may decide it"),
        pytest.param("procedure", "up", "sw-1042", Refusal.OWN_PLAN, id="by its practitioner"),
        pytest.param("procedure", "up", "hs-1", Refusal.NOT_NOW, id="from the top"),
        pytest.param("procedure", "panel_or_call", "tm-201", Refusal.NOT_NOW, id="to a panel that there is not"),
    ],
)
def test_it_is_referred_by_whoever_may_decide_it_and_to_somebody_above(
    case: CaseUnderTest, of: str, to: str, by: str, code: Refusal
) -> None:
    waiting_for_one_person(case, of)
    assert referred(case, to, by) is code


@pytest.mark.rule("ROUTE-3", "ROUTE-10")
def test_from_then_on_no_lower_role_decides_it_and_the_panel_does_with_the_person_invited(case: CaseUnderTest) -> None:
    waiting_for_one_person(case, "panel_by_exception")
    assert referred(case, "panel_or_call", "tm-201") is None

    (invitation,) = (key for key in case.kept.notices if "/invitation/" in key)
    facts = case.letter(invitation.partition("/")[2]).facts
    assert isinstance(facts, Invitation)
    assert facts.exceptional == (Exceptional.REFERRED,)
    assert case.consider("decide", "clare-4-agreed", {"sent_by.id": "tm-201"}).answer.code is Refusal.NO_AUTHORITY
    assert case.consider("decide", "clare-4-agreed", {"sent_by.id": "sm-31"}).answer.code is Refusal.NO_AUTHORITY


def promised_before(case: CaseUnderTest) -> list[date | None]:
    """The promised day that each invitation gives, because the panel or call is held after it; the latest last."""
    facts = [case.letter(key.partition("/")[2]).facts for key in case.kept.notices if "/invitation/" in key]
    return [fact.promised_before for fact in facts if isinstance(fact, Invitation)]


@pytest.mark.rule("ROUTE-3", "TIME-6", "TIME-2")
@pytest.mark.parametrize(
    ("at", "told"),
    [
        # Submitted on 3 November, promised by 24 November 2026. The panel meets on 18 November and 2 December.
        pytest.param("2026-11-04 10:00", None, id="in time for the panel before"),
        pytest.param("2026-11-20 10:00", date(2026, 11, 24), id="the panel is after it"),
    ],
)
def test_whoever_is_referred_to_a_panel_after_the_promised_day_is_told_so_and_the_decision_is_late_all_the_same(
    case: CaseUnderTest, at: str, told: date | None
) -> None:
    waiting_for_one_person(case, "panel_by_exception")
    due = case.clock("decision").due
    case.at(at)
    assert referred(case, "panel_or_call", "tm-201") is None

    assert promised_before(case) == [told]
    assert case.clock("decision").due == due
    assert str(london_day(due)) == "2026-11-24"


@pytest.mark.rule("ROUTE-3", "TIME-6")
def test_where_somebody_may_decide_before_the_next_call_nobody_is_told_that_it_takes_until_then(
    case: CaseUnderTest,
) -> None:
    ready.waiting_for_a_call(case)
    for day in ("2026-11-04", "2026-11-11"):
        case.at(f"{day} 11:30")
        case.accept("report_missed_meeting", changes={"held_on": day, "because": "not_reached", "sent_by.id": "cl-611"})

    assert in_london(case.clock("meeting").since) == "Wed 18 Nov 2026 10:00"
    assert str(london_day(case.clock("decision").due)) == "2026-11-16"
    assert promised_before(case) == [None, None, None]


@pytest.mark.rule("ROUTE-3", "RET-5")
def test_a_later_version_goes_to_where_it_was_referred(case: CaseUnderTest) -> None:
    ready.submitted(case)
    assert referred(case, "up", "tm-201") is None
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned", {"sent_by.id": "sm-31"})
    case.at("2026-11-10 09:00")
    case.accept("resubmit", "clare-3-resubmission")

    state = case.kept.state
    assert state is not None
    assert state.route_role == "service_manager"


@pytest.mark.rule("ROUTE-3", "ROUTE-10")
def test_a_new_edition_of_the_scheme_does_not_undo_it(case: CaseUnderTest) -> None:
    case.office = an_office(scheme({"scheme.in_force_from": "2026-11-09", "authority.0.agrees_up_to": "400.00"}))
    ready.submitted(case)
    assert referred(case, "up", "tm-201") is None
    case.take_step("decision")

    state = case.kept.state
    assert state is not None
    assert state.route_role == "service_manager"
