"""TELL-2, REC-1, SHARE-9 · Whose words the record has, and what only the person's own has."""

import json
from typing import Any

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.people import Format
from countersign.careplan.reading_out import reference_of
from countersign.testkit.examples import a_sender
from countersign.wording.as_decided import HoldsACopy
from countersign.wording.document import Choice, Facts, Heading, Room, Words
from countersign.wording.written_record import WrittenRecord
from tests.letters.conftest import RecordIn
from tests.support.reading import holes
from tests.support.records import PLAN, PLAN_ID, RECORDS, plan, record_of


def words_of(record: WrittenRecord) -> str:
    return json.dumps(record.model_dump(mode="json"), ensure_ascii=False)


# Whose words


SAID_SO = "Some of this is in your practitioner's words about you, and not yet in words to you."


def to_the_person(parts: list[dict[str, Any]], but: int | None = None) -> list[dict[str, Any]]:
    """Needs or outcomes that all have words to the person, but for one of them."""
    return [part | ({} if at == but else {"to_the_person": f"You and {part['id']}x."}) for at, part in enumerate(parts)]


@pytest.mark.rule("TELL-2", "REC-2")
@pytest.mark.parametrize(
    ("needs", "outcomes", "is_said"),
    [
        (to_the_person(PLAN["needs"]), to_the_person(PLAN["outcomes"]), False),
        (to_the_person(PLAN["needs"], but=0), to_the_person(PLAN["outcomes"]), True),
        (to_the_person(PLAN["needs"]), to_the_person(PLAN["outcomes"], but=3), True),
        (PLAN["needs"], PLAN["outcomes"], True),
    ],
    ids=["all to the person", "but a need", "but an outcome", "none"],
)
def test_the_record_says_whose_words_it_has(
    needs: list[dict[str, Any]], outcomes: list[dict[str, Any]], is_said: bool
) -> None:
    assert (SAID_SO in words_of(record_of(plan(needs=needs, outcomes=outcomes)))) is is_said


@pytest.mark.rule("TELL-2")
def test_nobody_but_the_person_is_asked_whether_they_would_say_it_in_another_way() -> None:
    asked = "Tell us if you would say it in another way."
    assert f"{SAID_SO} {asked}" in words_of(record_of(plan(), is_the_persons=True))
    assert asked not in words_of(record_of(plan()))


@pytest.mark.rule("TELL-2")
def test_words_to_the_person_stand_in_place_of_the_practitioners_own() -> None:
    said = words_of(record_of(plan(needs=to_the_person(PLAN["needs"]), outcomes=to_the_person(PLAN["outcomes"]))))
    for part in (*PLAN["needs"], *PLAN["outcomes"]):
        assert f"You and {part['id']}x." in said
        assert part["description"].splitlines()[0] not in said


@pytest.mark.rule("SHARE-7", "TELL-2")
def test_a_copy_without_the_outcomes_does_not_speak_of_their_words() -> None:
    about = plan(needs=to_the_person(PLAN["needs"]))
    assert SAID_SO not in words_of(record_of(about, (Section.NEEDS,)))
    assert SAID_SO in words_of(record_of(about, (Section.NEEDS, Section.OUTCOMES)))


@pytest.mark.rule("REC-2")
def test_how_to_talk_with_the_person_stands_beside_what_matters_to_them() -> None:
    about = plan(how_to_talk="Say who you are when you come in.")
    (part,) = (part for part in record_of(about).parts if part.heading == "About you")
    assert part.blocks == (
        Heading(text="What matters to you"),
        Words(text="Female carers, please. Tea before anything else."),
        Heading(text="How to talk with you"),
        Words(text="Say who you are when you come in."),
    )
    without = record_of(plan(preferences="", how_to_talk=" "))
    assert "About you" not in [part.heading for part in without.parts]


# What the person's own record has besides


OWN = ("Who has a copy of your plan", "Tell us what you think")


def headings_of(record: WrittenRecord) -> list[str]:
    parts = [part for part in (record.first, *record.parts, record.to_send_back) if part is not None]
    return [part.heading for part in parts]


@pytest.mark.rule("REC-1", "SHARE-9")
@pytest.mark.parametrize("sections", [None, (Section.NEEDS, Section.SERVICES)], ids=["whole", "part"])
def test_a_copy_for_somebody_else_has_no_page_to_send_back_and_names_nobody_who_has_one(
    sections: tuple[Section, ...] | None,
) -> None:
    copies = (HoldsACopy("Lantern Home Care", is_part=False), HoldsACopy("Hazel Zwickau", is_part=True))
    theirs = record_of(plan(), sections, copies=copies)
    assert not set(OWN) & set(headings_of(theirs))
    assert theirs.to_send_back is None
    assert "Zwickau" not in words_of(theirs)
    assert "“You” means Winifred Ashdown." in words_of(theirs)
    own = record_of(plan(), copies=copies, is_the_persons=True)
    assert set(OWN) <= set(headings_of(own))
    assert "Winnie, this is your plan as it was agreed on 21 November 2026." in words_of(own)


@pytest.mark.rule("SHARE-9")
@pytest.mark.parametrize(
    ("copies", "says"),
    [
        ((), "We have given nobody else a copy."),
        ((HoldsACopy("Lantern Home Care", is_part=False),), "Lantern Home Care: all of it"),
        ((HoldsACopy("Hazel Zwickau", is_part=True),), "Hazel Zwickau: a part of it"),
    ],
)
def test_the_person_reads_who_has_a_copy_and_how_to_stop_it(copies: tuple[HoldsACopy, ...], says: str) -> None:
    record = record_of(plan(), copies=copies, is_the_persons=True)
    (part,) = (part for part in record.parts if part.heading == OWN[0])
    said = json.dumps(part.model_dump(mode="json"), ensure_ascii=False)
    assert says in said
    assert "or not to give one any more. Tell your practitioner: you need give no reason." in said


@pytest.mark.rule("REC-1", "REC-3")
def test_the_page_to_send_back_asks_whether_it_is_right_understood_and_whole_and_says_where_to() -> None:
    page = record_of(plan(), is_the_persons=True).to_send_back
    assert page is not None
    assert [block.question for block in page.blocks if isinstance(block, Choice)] == [
        "Is the plan right?",
        "Do you understand it?",
        "Is something missing?",
    ]
    assert [block.label for block in page.blocks if isinstance(block, Room)] == [
        "What is not right:",
        "What is missing:",
        "Your name:",
        "The date:",
    ]
    said = " ".join(block.text for block in page.blocks if isinstance(block, Words))
    sender = a_sender()
    assert "You need not fill this in, and nothing depends on it." in said
    assert f"reference {reference_of(PLAN_ID)}, version 2." in said
    for where in (*sender.address, sender.telephone, sender.text_message, sender.email):
        assert where in said


@pytest.mark.rule("REC-1")
def test_the_record_says_whom_to_ask_what_is_held_and_where_to_complain_of_that() -> None:
    said, sender = words_of(record_of(plan())), a_sender()
    assert f"Write to {sender.data_protection.email}." in said
    assert sender.information_commissioner.telephone in said


@pytest.mark.rule("REC-2")
@pytest.mark.parametrize("name", RECORDS)
def test_no_record_has_an_empty_part_a_hole_or_a_label_without_words(name: str, record_in: RecordIn) -> None:
    record = RECORDS[name]
    for part in (part for part in (record.first, *record.parts, record.to_send_back) if part is not None):
        assert part.heading.strip()
        assert part.blocks
        for block in part.blocks:
            assert all(json.loads(block.model_dump_json(exclude={"numbers", "total"})).values()), block
            if isinstance(block, Facts):
                assert all(row.label and row.values and all(row.values) for row in block.rows)
    files = record_in(name, Format.STANDARD)
    assert holes(files.text, files.html) == []
