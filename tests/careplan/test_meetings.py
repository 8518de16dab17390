"""ROUTE-3, ROUTE-6, ROUTE-9, ROUTE-11 · When a panel or call meets next, and whether what was held may decide."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.authority import Meeting
from countersign.careplan.decision_parts import MeetingRecord
from countersign.careplan.findings import Finding
from countersign.careplan.meetings import may_decide, next_sitting
from countersign.careplan.plan import Plan
from countersign.careplan.working_time import working_days
from tests.support.builders import Json, days, is_bank_holiday, plan, scheme
from tests.support.times import london, moments

CALL = scheme(name="shropshire").meeting[0]
PANEL = scheme(name="panel_by_exception").meeting[0]


def meeting(like: Meeting = CALL, **parts: Any) -> Meeting:
    return Meeting.model_validate({**like.model_dump(), **parts})


def sits(held: Meeting, after: str, closures: tuple[date, ...] = ()) -> str:
    """The next sitting for which a plan that comes then is in time, London time."""
    calendar = working_days(scheme({"office.closures": closures}), is_bank_holiday)
    sitting = next_sitting(held, london(after), calendar)
    assert sitting.meeting == held.name
    assert sitting.at.tzinfo is UTC
    return sitting.at.astimezone(london(after).tzinfo).strftime("%Y-%m-%d %H:%M")


@pytest.mark.rule("ROUTE-3", "ROUTE-4")
@pytest.mark.parametrize(
    ("comes", "sitting"),
    [
        # Shropshire's call: Wednesdays at 10:00, papers by the close (17:00) of the Monday before
        pytest.param("2026-11-16 09:30", "2026-11-18 10:00", id="Monday morning"),
        pytest.param("2026-11-16 17:00", "2026-11-18 10:00", id="Monday as the office closes"),
        pytest.param("2026-11-16 17:01", "2026-11-25 10:00", id="a minute later"),
        pytest.param("2026-11-18 09:59", "2026-11-25 10:00", id="just before the call"),
        pytest.param("2026-11-18 10:01", "2026-11-25 10:00", id="just after it"),
        pytest.param("2026-11-21 12:00", "2026-11-25 10:00", id="Saturday"),
        pytest.param("2026-11-23 16:59", "2026-11-25 10:00", id="the next Monday"),
    ],
)
def test_a_plan_goes_to_the_first_call_for_which_its_papers_are_in_time(comes: str, sitting: str) -> None:
    assert sits(CALL, comes) == sitting


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("papers_by", "comes", "sitting"),
    [
        pytest.param(0, "2026-11-18 10:00", "2026-11-18 10:00", id="none: until it begins"),
        pytest.param(0, "2026-11-18 10:01", "2026-11-25 10:00", id="none: a minute after it began"),
        pytest.param(1, "2026-11-17 17:00", "2026-11-18 10:00", id="one: until the day before closes"),
        pytest.param(1, "2026-11-17 17:01", "2026-11-25 10:00", id="one: a minute later"),
        pytest.param(5, "2026-11-18 17:00", "2026-11-25 10:00", id="five: a week before"),
        pytest.param(5, "2026-11-18 17:01", "2026-12-02 10:00", id="five: a minute later"),
    ],
)
def test_papers_are_in_by_the_close_of_so_many_working_days_before(papers_by: int, comes: str, sitting: str) -> None:
    assert sits(meeting(papers_by=papers_by, invited_before=0), comes) == sitting


@pytest.mark.rule("ROUTE-12")
@pytest.mark.parametrize(
    ("invited_before", "comes", "sitting"),
    [
        # Wednesdays at 10:00, papers by the close of the Monday before
        pytest.param(0, "2026-11-16 17:00", "2026-11-18 10:00", id="no notice: the papers decide"),
        pytest.param(2, "2026-11-16 17:00", "2026-11-18 10:00", id="two days, as for the papers"),
        pytest.param(3, "2026-11-13 17:00", "2026-11-18 10:00", id="three: by Friday's close"),
        pytest.param(3, "2026-11-13 17:01", "2026-11-25 10:00", id="three: a minute later, the next that allows it"),
        pytest.param(5, "2026-11-11 17:00", "2026-11-18 10:00", id="five: a week before"),
        pytest.param(5, "2026-11-16 09:00", "2026-11-25 10:00", id="five: in time with its papers, not for the person"),
    ],
)
def test_an_invitation_comes_so_many_working_days_before_or_the_plan_goes_to_the_next(
    invited_before: int, comes: str, sitting: str
) -> None:
    assert sits(meeting(invited_before=invited_before), comes) == sitting


@pytest.mark.rule("ROUTE-12", "ROUTE-3")
def test_the_notice_counts_from_when_the_person_is_invited_and_not_from_the_sitting_that_was_missed() -> None:
    """Called off on Monday at noon; the call of Wednesday week is in time for both."""
    called_off, now = london("2026-11-18 10:01"), london("2026-11-16 12:00")
    found = next_sitting(meeting(invited_before=5), called_off, days(), now)
    assert str(found.on) == "2026-11-25"


@pytest.mark.rule("ROUTE-3", "TIME-1")
@pytest.mark.parametrize(
    ("comes", "sitting"),
    [
        # the same call on Mondays, papers by the close of the second working day before. Days off: Good Friday, 3 April
        # 2026, and Easter Monday, the 6th; Monday 4 May; Christmas, and Monday 28 December instead of Saturday the 26th
        pytest.param("2026-03-26 17:00", "2026-03-30 10:00", id="an ordinary week: Thursday's close"),
        pytest.param("2026-04-01 17:00", "2026-04-07 10:00", id="Easter: held on Tuesday, papers by Wednesday"),
        pytest.param("2026-04-01 17:01", "2026-04-13 10:00", id="Easter: a minute later"),
        pytest.param("2026-04-30 17:00", "2026-05-05 10:00", id="May Day: held on Tuesday, papers by Thursday"),
        pytest.param("2026-12-23 17:00", "2026-12-29 10:00", id="Christmas: held on Tuesday, papers by Wednesday"),
        pytest.param("2026-12-23 17:01", "2027-01-04 10:00", id="Christmas: a minute later"),
    ],
)
def test_a_call_that_falls_on_a_bank_holiday_is_held_on_the_next_working_day(comes: str, sitting: str) -> None:
    assert sits(meeting(first_on=date(2026, 1, 5)), comes) == sitting


@pytest.mark.rule("ROUTE-3", "TIME-1")
def test_a_closure_of_the_council_moves_a_call_like_a_bank_holiday() -> None:
    closed = (date(2026, 11, 18), date(2026, 11, 19))
    assert sits(CALL, "2026-11-18 17:00", closed) == "2026-11-25 10:00"
    assert sits(CALL, "2026-11-16 17:00", closed) == "2026-11-20 10:00"
    assert sits(CALL, "2026-11-17 17:00", closed) == "2026-11-25 10:00"


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("comes", "sitting"),
    [
        # a panel on every other Wednesday from 24 May 2023 at 14:00, papers by the close of the Friday before
        pytest.param("2023-01-02 09:00", "2023-05-24 14:00", id="before the first"),
        pytest.param("2023-05-19 17:00", "2023-05-24 14:00", id="in time for the first"),
        pytest.param("2023-05-19 17:01", "2023-06-07 14:00", id="too late for the first: two weeks on"),
        pytest.param("2026-11-13 17:00", "2026-11-18 14:00", id="three years on: in time"),
        pytest.param("2026-11-13 17:01", "2026-12-02 14:00", id="three years on: too late, by a minute"),
    ],
)
def test_a_fortnightly_panel_keeps_its_fortnight(comes: str, sitting: str) -> None:
    assert sits(PANEL, comes) == sitting


@pytest.mark.rule("ROUTE-3", "TIME-1")
@pytest.mark.parametrize(
    ("comes", "moment"),
    [
        pytest.param("2026-10-19 09:00", datetime(2026, 10, 21, 9, 0, tzinfo=UTC), id="summer time"),
        pytest.param("2026-10-26 09:00", datetime(2026, 10, 28, 10, 0, tzinfo=UTC), id="the week after it ends"),
        pytest.param("2026-03-23 09:00", datetime(2026, 3, 25, 10, 0, tzinfo=UTC), id="the week before it begins"),
        pytest.param("2026-03-30 09:00", datetime(2026, 4, 1, 9, 0, tzinfo=UTC), id="the week after it begins"),
    ],
)
def test_ten_in_the_morning_is_ten_in_london_in_summer_and_in_winter(comes: str, moment: datetime) -> None:
    found = next_sitting(CALL, london(comes), days())
    assert found.at == moment
    assert found.on == moment.date()


@pytest.mark.rule("ROUTE-3")
@settings(max_examples=150, deadline=None)
@given(
    comes=moments,
    every_weeks=st.integers(1, 4),
    papers_by=st.integers(0, 6),
    invited_before=st.integers(0, 6),
    weekday=st.integers(0, 6),
    at=st.sampled_from([time(9), time(14), time(16, 30)]),
)
def test_whenever_a_plan_comes_it_is_in_time_for_its_sitting_and_for_none_before(
    comes: datetime, every_weeks: int, papers_by: int, invited_before: int, weekday: int, at: time
) -> None:
    first = date(2024, 1, 1) + timedelta(days=weekday)
    one = meeting(first_on=first, every_weeks=every_weeks, papers_by=papers_by, invited_before=invited_before, at=at)
    before = max(papers_by, invited_before)
    calendar = days()

    def closes(held: date) -> datetime:
        day = held
        for _ in range(before):
            day = calendar.last_working_day(day - timedelta(days=1))
        moment = london(f"{day} {at:%H:%M}") if before == 0 else calendar.closing(day)
        return moment.astimezone(UTC)

    # Worked out the slow way: every sitting there is, from the first.
    step = timedelta(weeks=every_weeks)
    sittings = [calendar.next_working_day(first + step * number) for number in range(60 * 52 // every_weeks // 10)]
    in_time = [held for held in sittings if closes(held) >= comes]
    found = next_sitting(one, comes, calendar)
    assert found.on == in_time[0]
    assert found.at == london(f"{in_time[0]} {at:%H:%M}")
    assert found.at >= comes


# What was held


PRACTITIONERS = frozenset({"sw-1042", "plan-77"})
ASSESSED = plan(expert_assessor={"id": "db-9", "expertise": "Deafblindness"})
WHOLE: Json = {
    "held_on": "2026-11-18",
    "members": [
        {"id": "pc-1", "skills": ["Social work"]},
        {"id": "fin-2", "skills": ["finance"]},
        {"id": "ot-3"},
    ],
    "how_the_person_took_part": "She came with her advocate, and spoke first.",
}


def found_about(
    changes: Json, about: Plan | None = None, held: Meeting = PANEL, sender: str = "pc-1", today: str = "2026-11-18"
) -> tuple[Finding, ...]:
    """What keeps a meeting from deciding, its record changed like this."""
    record = MeetingRecord.model_validate({**WHOLE, **changes})
    findings = may_decide(record, held, about or plan(), PRACTITIONERS, sender, date.fromisoformat(today))
    assert not any(found.met for found in findings)
    return findings


def faults_of(changes: Json, about: Plan | None = None, **parts: Any) -> list[tuple[str, str]]:
    """The same: the rule and the place of each fault."""
    return [(found.rule, found.where) for found in found_about(changes, about, **parts)]


def said_about(changes: Json, about: Plan | None = None, **parts: Any) -> list[str]:
    """The same, in words."""
    return [found.reason for found in found_about(changes, about, **parts)]


def members(*people: str) -> Json:
    """These members, the first of whom brings all the skills that the panel needs."""
    skills = {people[0]: ["social work", "finance"]}
    return {"members": [{"id": person, "skills": skills.get(person, [])} for person in people]}


@pytest.mark.rule("ROUTE-3", "ROUTE-9", "ROUTE-11")
def test_a_panel_with_its_quorum_and_its_skills_may_decide() -> None:
    assert found_about({}) == ()


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("today", "may"), [("2026-11-17", False), ("2026-11-18", True), ("2026-12-01", True)], ids=["eve", "day", "later"]
)
def test_what_a_meeting_decides_it_decides_once_it_has_been_held(today: str, may: bool) -> None:
    assert faults_of({}, today=today) == ([] if may else [("ROUTE-3", "meeting.held_on")])
    assert said_about({}, today=today) == ([] if may else ["The meeting has not been held yet."])


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("people", "faults"),
    [
        pytest.param(["pc-1", "fin-2", "ot-3"], [], id="three: a quorum"),
        pytest.param(["pc-1", "fin-2", "ot-3", "sw-4"], [], id="four"),
        pytest.param(["pc-1", "fin-2"], ["Support planning panel needs 3 members, and had 2."], id="two: none"),
        pytest.param(
            ["pc-1", "fin-2", "fin-2"],
            ["Each member is named once.", "Support planning panel needs 3 members, and had 2."],
            id="two, of whom one is named twice",
        ),
    ],
)
def test_a_quorum_is_so_many_different_people(people: list[str], faults: list[str]) -> None:
    assert faults_of(members(*people)) == [("ROUTE-3", "meeting.members")] * len(faults)
    assert said_about(members(*people)) == faults


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("skills", "lacks"),
    [
        ([["social work", "finance"], ["chess"], ["chess"]], []),
        ([["social work"], ["finance"], ["chess"]], []),
        ([["SOCIAL WORK"], ["Finance"], ["chess"]], []),
        ([["social work"], ["chess"], ["chess"]], ["finance"]),
        ([["chess"], ["chess"], ["chess"]], ["social work", "finance"]),
        ([["social worker"], ["finances"], ["chess"]], ["social work", "finance"]),
    ],
    ids=["one has both", "two have one each", "in capitals", "no finance", "neither", "words that are only like them"],
)
def test_the_members_bring_every_skill_between_them(skills: list[list[str]], lacks: list[str]) -> None:
    people = [{"id": f"pc-{number}", "skills": brought} for number, brought in enumerate(skills, start=1)]
    assert faults_of({"members": people}) == [("ROUTE-3", "meeting.members")] * len(lacks)
    assert said_about({"members": people}) == [
        f"Support planning panel needs a member with the skill '{skill}'." for skill in lacks
    ]


@pytest.mark.rule("ROUTE-3")
def test_a_call_that_asks_for_no_skills_needs_none() -> None:
    two: Json = {"members": [{"id": "pc-1"}, {"id": "fin-2"}]}
    assert found_about(two, held=CALL) == ()
    alone: Json = {"members": two["members"][:1]}
    assert faults_of(alone, held=CALL) == [("ROUTE-3", "meeting.members")]
    assert said_about(alone, held=CALL) == ["Weekly conference call needs 2 members, and had 1."]


@pytest.mark.rule("ROUTE-10", "ROUTE-3")
@pytest.mark.parametrize(
    ("sender", "was_there"), [("fin-2", True), ("hos-7", False)], ids=["a member", "somebody who was not there"]
)
def test_whoever_reports_the_decision_was_there(sender: str, was_there: bool) -> None:
    assert faults_of({}, sender=sender) == ([] if was_there else [("ROUTE-10", "meeting.members")])
    assert said_about({}, sender=sender) == ([] if was_there else ["hos-7 reports the decision, and was not a member."])


@pytest.mark.rule("ROUTE-9")
@pytest.mark.parametrize("own", sorted(PRACTITIONERS))
def test_whoever_submitted_or_planned_it_is_no_member_when_it_is_decided(own: str) -> None:
    there = members("pc-1", "fin-2", "ot-3", own)
    assert faults_of(there) == [("ROUTE-9", "meeting.members")]
    assert said_about(there) == [
        f"{own} submitted, planned or worked on this plan, or is its practitioner now, so is not a member."
    ]


WANTED = "meeting.expert"
"""The place of the fault that nobody of the assessor's expertise is among the members and named as expert."""

ITS_EXPERTISE = "meeting.like_expertise"
"""The place of the fault that nothing says what the expert's like expertise is."""


@pytest.mark.rule("ROUTE-11")
@pytest.mark.parametrize(
    ("involved", "people", "record", "faults"),
    [
        pytest.param(False, ["pc-1"], {}, [], id="no expert assessor was involved"),
        pytest.param(True, ["pc-1"], {}, [WANTED], id="nobody is named"),
        pytest.param(True, ["pc-1", "db-9"], {}, [WANTED], id="the assessor is there, and not named as expert"),
        pytest.param(True, ["pc-1"], {"expert": "db-9"}, [WANTED], id="the assessor is named, and was not there"),
        pytest.param(True, ["pc-1", "db-9"], {"expert": "db-9"}, [], id="the assessor is there, and named"),
        pytest.param(
            True,
            ["pc-1", "db-8"],
            {"expert": "db-8"},
            [ITS_EXPERTISE],
            id="somebody else, without a word why",
        ),
        pytest.param(
            True,
            ["pc-1", "db-8"],
            {"expert": "db-8", "like_expertise": "   "},
            [ITS_EXPERTISE],
            id="somebody else, with blanks",
        ),
        pytest.param(
            True,
            ["pc-1", "db-8"],
            {"expert": "db-8", "like_expertise": "A deafblind assessor in the next county for ten years."},
            [],
            id="somebody of like expertise",
        ),
        pytest.param(
            True,
            ["pc-1"],
            {"expert": "db-8", "like_expertise": "A deafblind assessor in the next county for ten years."},
            [WANTED],
            id="somebody of like expertise who was not there",
        ),
    ],
)
def test_an_expert_assessor_or_one_of_like_expertise_is_of_the_panel(
    involved: bool, people: list[str], record: Json, faults: list[str]
) -> None:
    about = ASSESSED if involved else plan()
    held = {**members(*people, "fin-2", "ot-3"), **record}
    assert faults_of(held, about) == [("ROUTE-11", place) for place in faults]


@pytest.mark.rule("ROUTE-11")
def test_what_is_wanted_of_an_expert_is_said_in_words() -> None:
    assert said_about({}, ASSESSED) == [
        (
            "An expert assessor was involved (db-9, Deafblindness): they, or somebody of like expertise, must be named "
            "among the members, and as expert."
        )
    ]
    another = {**members("pc-1", "db-8", "fin-2"), "expert": "db-8"}
    assert said_about(another, ASSESSED) == ["db-8 was not the assessor: say what their like expertise is."]


@pytest.mark.rule("ROUTE-3", "ROUTE-9", "ROUTE-10", "ROUTE-11")
def test_everything_wrong_with_a_meeting_is_named_at_once() -> None:
    assert faults_of({"members": [{"id": "sw-1042"}]}, ASSESSED, today="2026-11-17") == [
        ("ROUTE-3", "meeting.held_on"),
        *[("ROUTE-3", "meeting.members")] * 3,
        ("ROUTE-10", "meeting.members"),
        ("ROUTE-9", "meeting.members"),
        ("ROUTE-11", "meeting.expert"),
    ]


@pytest.mark.rule("ROUTE-6")
@pytest.mark.parametrize("words", ["", "   ", None])
def test_a_record_says_how_the_person_took_part(words: str | None) -> None:
    with pytest.raises(ValueError, match="how_the_person_took_part"):
        MeetingRecord.model_validate({**WHOLE, "how_the_person_took_part": words})
