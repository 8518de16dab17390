"""TELL-1, REC-1, REC-4 · Where somebody acts for the person: who has the letters, and who has the written record."""

from typing import Any

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeStatus
from tests.casework.cases import ready
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

BOTH = ["person", "representative"]


def niece(fmt: str = "plain_text") -> Json:
    contact = {"channel": "email", "format": fmt, "email": "imogen.vale@example.org"}
    return {"plan.representative": {"name": "Imogen Vale", "relationship": "niece", "contact": contact}}


def choice(who: str) -> Json:
    words: dict[str, Any] = {
        "why": "She asked that her letters go there.",
        "decided_by": "the person",
        "decided_on": "2026-11-02",
    }
    return {"plan.written_to": words | {"who": who}}


def who_has(case: CaseUnderTest, kind: str) -> list[str]:
    return sorted(key.split("/")[3] for key in case.kept.notices if f"/{kind}/" in key)


def agree(case: CaseUnderTest, changes: Json) -> None:
    case.submit(changes=changes)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()


@pytest.mark.rule("TELL-1", "REC-1")
@pytest.mark.parametrize(
    ("changes", "letters", "record"),
    [
        pytest.param({}, ["person"], ["person"], id="nobody acts for her"),
        pytest.param(niece(), BOTH, BOTH, id="somebody does, and nothing is chosen"),
        pytest.param(niece() | choice("person"), ["person"], ["person"], id="only the person"),
        pytest.param(niece() | choice("representative"), ["representative"], BOTH, id="only the representative"),
    ],
)
def test_the_person_always_has_the_record_and_letters_go_to_whom_was_chosen(
    case: CaseUnderTest, changes: Json, letters: list[str], record: list[str]
) -> None:
    agree(case, changes)

    assert who_has(case, "submitted") == letters
    assert who_has(case, "agreed") == record
    assert case.standing.status is Status.SIGNED_OFF


@pytest.mark.rule("REC-1", "TELL-4")
def test_each_has_the_record_in_their_own_format(case: CaseUnderTest) -> None:
    agree(case, niece() | {"plan.person.contact.format": "large_print"})
    names = {
        key.split("/")[3]: {part.name for part in files if part.name.startswith("record")}
        for key, files in case.kept.enclosed.items()
        if "/agreed/" in key
    }
    assert names == {"person": {"record.html", "record.pdf"}, "representative": {"record.txt"}}
    formats = {key.split("/")[3]: notice.format for key, notice in case.kept.notices.items() if "/agreed/" in key}
    assert formats == {"person": "large_print", "representative": "plain_text"}
    assert case.letter("v1/agreed/person").head.recipient.about_self
    assert not case.letter("v1/agreed/representative").head.recipient.about_self


@pytest.mark.rule("REC-1", "TELL-4")
@pytest.mark.parametrize(
    ("theirs", "sizes"),
    [
        pytest.param({"format": "large_print", "print_size": 28}, [b"24", b"28"], id="each as large as they need"),
        pytest.param({"format": "large_print"}, [b"18", b"24"], id="nobody said how large"),
        pytest.param({"format": "standard", "print_size": 28}, [b"18", b"24"], id="no large print is wanted"),
    ],
)
def test_each_has_the_record_in_print_as_large_as_they_need(
    case: CaseUnderTest, theirs: Json, sizes: list[bytes]
) -> None:
    acts = niece()
    acts["plan.representative"]["contact"] |= theirs
    agree(case, acts | {"plan.person.contact.format": "large_print", "plan.person.contact.print_size": 24})
    enclosed = [files for key, files in case.kept.enclosed.items() if "/agreed/" in key]
    prints = [part.content.split()[1] for files in enclosed for part in files if part.name == "record.pdf"]
    assert sorted(prints) == sizes


@pytest.mark.rule("REC-1", "REC-4")
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param(niece() | ready.IN_BRAILLE, Status.AGREED, id="the person waits for braille"),
        pytest.param(niece("braille"), Status.SIGNED_OFF, id="the representative does"),
        pytest.param(
            niece() | choice("representative") | ready.IN_BRAILLE, Status.AGREED, id="letters go to the representative"
        ),
    ],
)
def test_sign_off_waits_for_the_persons_record_and_for_no_other(
    case: CaseUnderTest, changes: Json, status: Status
) -> None:
    agree(case, changes)
    assert case.standing.status is status

    whose = "person" if status is Status.AGREED else "representative"
    waits = {key.split("/")[3] for key, notice in case.kept.notices.items() if notice.status is NoticeStatus.BY_HAND}
    assert waits == {whose}
    assert f"give:v1/agreed/{whose}" in case.open_tasks()


@pytest.mark.rule("END", "TELL-1")
def test_after_a_death_nothing_more_goes_to_the_person_or_to_their_representative(case: CaseUnderTest) -> None:
    case.submit(changes=niece())
    case.accept("end", changes={"reason": "died"})

    assert {
        key.split("/")[3]: notice.status for key, notice in case.kept.notices.items() if "/submitted/" in key
    } == dict.fromkeys(BOTH, NoticeStatus.WITHHELD)
    assert who_has(case, "closed") == []
