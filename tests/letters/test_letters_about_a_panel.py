"""ROUTE-3, ROUTE-6 · The invitation to a panel or call: why the plan goes there, when, and how to take part."""

import re
from datetime import date
from typing import Any

import pytest

from countersign.careplan.authority import Exceptional, MeetingKind
from countersign.careplan.figures import time_of_day
from countersign.letters.documents import Documents
from countersign.letters.filters import WHY_TO_A_MEETING
from countersign.wording.letter_head import Recipient
from tests.letters.made import subject_in, text_of
from tests.support.letters import EVERYBODY, HOW_INVOLVED, INVITATION, but, person, somebody_else
from tests.support.reading import words_in_each_sentence

JARGON = re.compile(
    r"\b(quor\w+|exceptional|delegat\w+|authoris\w+|route\w*|escalat\w+|sitting|agenda)\b", re.IGNORECASE
)


def invitation(documents: Documents, recipient: Recipient | None = None, **changes: Any) -> str:
    return text_of(documents, but(INVITATION, **changes), recipient)


@pytest.mark.rule("ROUTE-3")
def test_every_reason_for_a_panel_has_its_own_words() -> None:
    assert frozenset(WHY_TO_A_MEETING) == frozenset(Exceptional)
    assert len(set(WHY_TO_A_MEETING.values())) == len(WHY_TO_A_MEETING)


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize("reason", sorted(Exceptional))
def test_the_person_is_told_the_computed_reason_and_no_other(documents: Documents, reason: Exceptional) -> None:
    text = invitation(documents, exceptional=(reason,))
    assert "\nWhy your plan goes to the panel\n" in text
    told = [words for words in WHY_TO_A_MEETING.values() if f"- {words}\n" in text]
    assert told == [WHY_TO_A_MEETING[reason]]


@pytest.mark.rule("ROUTE-3", "DEC-9")
def test_a_cut_that_goes_where_the_dearer_version_went_says_so(documents: Documents) -> None:
    assert "- An earlier plan, which cost more, went to the panel. So this one goes there too." in invitation(
        documents, exceptional=()
    )


@pytest.mark.rule("ROUTE-6", "ROUTE-7")
def test_an_invitation_says_when_how_to_take_part_and_that_nobody_there_changes_the_plan(documents: Documents) -> None:
    for recipient in EVERYBODY:
        text = invitation(documents, recipient)
        for words in (
            "Support planning panel: Wednesday 2 December 2026, at 2pm.",
            HOW_INVOLVED,
            "You do not have to take part. Would you like to come, or to join by telephone or video?",
            "Do you need an interpreter, an advocate, help to get there, or something else? Tell Clare Penrose as soon",
            "Nobody there can change the plan, or its budget.",
            "You have the right to complain.",
            "will go on while this is sorted out.",
        ):
            assert words in text, recipient.name
        assert max(words_in_each_sentence(text)) <= 25
        assert JARGON.findall(text) == []


@pytest.mark.rule("ROUTE-6", "TELL-1")
def test_whoever_is_told_in_the_persons_place_is_told_whom_the_schemes_words_speak_to(documents: Documents) -> None:
    says = f"In our words to Winifred Ashdown:\n\n    {HOW_INVOLVED}"
    assert says in invitation(documents, somebody_else())
    assert "our words" not in invitation(documents, person())


@pytest.mark.rule("ROUTE-12")
def test_an_invitation_says_by_when_to_answer_and_whom_to_ask_for_what_it_does_not_say(documents: Documents) -> None:
    by = "as soon as you can, and by Tuesday 1 December 2026 at the latest: call 01632 960104."
    assert by in invitation(documents)
    assert "as soon as you can: call 01632 960104." in invitation(documents, reply_by=None)
    ask = "To hear {} it is, ask Clare Penrose: call 01632 960104."
    assert ask.format("where") in invitation(documents, where="")
    assert ask.format("at what time") in invitation(documents, meeting_at="")
    assert ask.format("where and at what time") in invitation(documents, where="", meeting_at="")
    assert "To hear" not in invitation(documents)


@pytest.mark.rule("ROUTE-3", "TIME-2")
@pytest.mark.parametrize(
    ("kind", "sorry"),
    [
        (MeetingKind.PANEL, "We are sorry: our panel could not decide about your plan for care and support on the day"),
        (MeetingKind.CALL, "We are sorry: our conference call could not decide about your plan for care and support"),
    ],
)
def test_a_panel_or_call_that_did_not_decide_gives_a_new_date_and_is_not_met_with_silence(
    documents: Documents, kind: MeetingKind, sorry: str
) -> None:
    missed = invitation(documents, meeting_kind=kind, was_missed=True)
    assert subject_in(missed) == "A new date to talk about your plan"
    assert sorry in missed
    assert "Wednesday 2 December 2026, at 2pm." in missed
    assert "Somebody more senior may decide before that date. Then we will write to you at once." in missed
    first = invitation(documents, meeting_kind=kind)
    assert subject_in(first) == "You are invited: we will talk about your plan"
    assert "sorry" not in first
    assert "more senior" not in first


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
def test_whoever_was_invited_to_a_panel_that_was_moved_learns_which_it_was_and_the_new_date(
    documents: Documents,
) -> None:
    moved = invitation(documents, instead_of=date(2026, 11, 25))
    assert subject_in(moved) == "A new date to talk about your plan"
    assert "our panel of Wednesday 25 November 2026 will not talk about your plan for care and support" in moved
    assert "Wednesday 2 December 2026, at 2pm." in moved


@pytest.mark.rule("ROUTE-6", "TIME-6")
def test_a_panel_after_the_promised_day_says_which_day_that_was(documents: Documents) -> None:
    for recipient in EVERYBODY:
        late = invitation(documents, recipient, promised_before=date(2026, 11, 17))
        assert "We had said that we would decide by 17 November 2026. This panel is after that day" in late
        assert max(words_in_each_sentence(late)) <= 25
        assert "We had said" not in invitation(documents, recipient)


@pytest.mark.rule("ROUTE-12")
def test_an_invitation_says_where_how_to_join_who_is_there_how_long_and_what_can_be_arranged(
    documents: Documents,
) -> None:
    for recipient in EVERYBODY:
        text = invitation(documents, recipient)
        for words in (
            "At the council's main office. There is a lift.",
            "You can join by telephone or video: ask us, and we send you the number or the link.",
            "Three people: one leads the panel, one is a social worker, one looks after the council's money.",
            "It takes about 30 minutes.",
            "We can arrange an interpreter, or an advocate who speaks for you. We pay your fares.",
        ):
            assert words in text, recipient.name


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("00:15", "12:15am"),
        ("09:05", "9:05am"),
        ("10:00", "10am"),
        ("11:59", "11:59am"),
        ("12:00", "midday"),
        ("12:30", "12:30pm"),
        ("13:00", "1pm"),
        ("14:30", "2:30pm"),
    ],
)
def test_a_time_is_said_as_people_say_it(at: str, said: str) -> None:
    assert time_of_day(at) == said
