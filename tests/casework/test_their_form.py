"""TELL-4 · A letter in a form that people make: its draft, the standard form meanwhile, and when it counts as given."""

from dataclasses import replace

import pytest

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeStatus, is_meanwhile
from countersign.careplan.people import Contact, Format
from countersign.casework.changes import Changes
from countersign.casework.ports import Office
from countersign.casework.their_form import is_in_another_form
from countersign.testkit.examples import a_sender
from countersign.wording.letters import Letter
from tests.casework.cases import ready
from tests.casework.people import LONG_AGO, NEW_PLACE, Post, moved, outbox_of, send
from tests.casework.test_what_cannot_be_drawn import CHARACTERS, NAME, WithoutChinese
from tests.casework.test_who_is_told import agree, niece
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest
from tests.support.offices import EditionsByHand

pytestmark = pytest.mark.rule("TELL-4")

LETTER, MEANWHILE = "v1/submitted/person", "v1/submitted/person/meanwhile"


def reads(fmt: Format, **more: Json | int | str) -> Json:
    return {"plan.person.contact.format": fmt.value, **{f"plan.person.contact.{name}": it for name, it in more.items()}}


def names(case: CaseUnderTest, notice: str) -> list[str]:
    return [file.name for file in case.kept.enclosed[f"{case.plan_id}/{notice}"]]


def status(case: CaseUnderTest, notice: str) -> NoticeStatus:
    return case.kept.notices[f"{case.plan_id}/{notice}"].status


@pytest.mark.parametrize(
    ("fmt", "draft"),
    [
        (Format.EASY_READ, "letter-easy-read-draft.html"),
        (Format.BRAILLE, "letter-for-braille.txt"),
        (Format.AUDIO, "letter-reading-script.txt"),
        (Format.BSL, "letter-reading-script.txt"),
    ],
)
def test_whoever_makes_it_has_its_draft_with_the_task_and_the_standard_form_goes_meanwhile(
    case: CaseUnderTest, fmt: Format, draft: str
) -> None:
    case.submit(changes=reads(fmt))
    assert status(case, LETTER) is NoticeStatus.BY_HAND
    assert names(case, LETTER)[-1] == draft
    assert "from the draft that is with it" in case.kept.tasks[f"give:{LETTER}"].why
    assert case.kept.tasks[f"give:{LETTER}"].due_at > case.now

    goes = case.kept.notices[f"{case.plan_id}/{MEANWHILE}"]
    assert (goes.status, goes.format) == (NoticeStatus.QUEUED, Format.STANDARD)
    assert names(case, MEANWHILE) == ["letter.html", "letter.txt", "letter.pdf"]
    assert Letter.model_validate_json(goes.letter).head.made_in
    assert not Letter.model_validate_json(case.kept.notices[f"{case.plan_id}/{LETTER}"].letter).head.made_in


@pytest.mark.parametrize("fmt", [Format.STANDARD, Format.LARGE_PRINT, Format.PLAIN_TEXT, Format.NOT_STATED])
def test_what_is_made_here_goes_once_and_has_no_draft(case: CaseUnderTest, fmt: Format) -> None:
    case.submit(changes=reads(fmt))
    assert status(case, LETTER) is NoticeStatus.QUEUED
    assert not any(map(is_meanwhile, case.kept.notices))
    assert names(case, LETTER) == ["letter.html", "letter.txt", "letter.pdf"]


@pytest.mark.rule("REC-1", "REC-4")
def test_the_record_has_its_draft_and_what_goes_meanwhile_signs_nothing_off(case: CaseUnderTest) -> None:
    agree(case, ready.IN_BRAILLE)
    assert "record-for-braille.txt" in names(case, "v1/agreed/person")
    assert names(case, "v1/agreed/person/meanwhile") == [
        *("letter.html", "letter.txt", "letter.pdf", "record.html", "record.pdf")
    ]
    assert case.standing.status.value == "agreed", "nobody has given it in braille"
    assert status(case, "v1/agreed/person") is NoticeStatus.BY_HAND


def test_the_easy_read_draft_is_as_large_as_its_reader_needs(case: CaseUnderTest) -> None:
    case.submit(changes=reads(Format.EASY_READ, print_size=20))
    (draft,) = [file for file in case.kept.enclosed[f"{case.plan_id}/{LETTER}"] if file.name.endswith("draft.html")]
    assert draft.content.startswith(b"easy_read 20 ")
    assert Contact(format=Format.EASY_READ).print_size_made_here == 14
    assert Contact(format=Format.LARGE_PRINT).print_size_made_here == 18


@pytest.mark.parametrize(
    "changes",
    [{"plan.person.contact.address": []}, {"plan.person.contact.channel": "email", "plan.person.contact.email": None}],
    ids=["no address", "no e-mail address"],
)
def test_where_nothing_can_be_sent_nothing_goes_meanwhile(case: CaseUnderTest, changes: Json) -> None:
    case.submit(changes=ready.IN_BRAILLE | changes)
    assert status(case, LETTER) is NoticeStatus.BY_HAND
    assert not any(map(is_meanwhile, case.kept.notices))
    why = case.kept.tasks[f"give:{LETTER}"].why
    assert why.endswith(
        "and give it. The standard form does not go meanwhile: give it by hand: no address is recorded for the way it "
        "should be sent."
    )


@pytest.mark.rule("TELL-4", "REC-5")
def test_where_it_cannot_be_drawn_the_task_says_that_nothing_goes_meanwhile_and_why(case: CaseUnderTest) -> None:
    case.office = Office(EditionsByHand(), WithoutChinese(), a_sender())
    case.submit(changes=ready.IN_BRAILLE | {"plan.person.name": NAME})
    assert not any(map(is_meanwhile, case.kept.notices))
    why = case.kept.tasks[f"give:{LETTER}"].why
    assert why.startswith("The letter to the person that the plan has come: make it in braille, from the draft")
    assert (
        "The standard form does not go meanwhile: print letter.html where its letters can be drawn, and give it. "
        f"No font here has {CHARACTERS}." in why
    )


def test_each_who_is_told_has_their_own_form(case: CaseUnderTest) -> None:
    agree(case, niece() | ready.IN_BRAILLE)
    meanwhile = [key.split("/")[3] for key in case.kept.notices if is_meanwhile(key)]
    assert set(meanwhile) == {"person"}


@pytest.mark.rule("TELL-8")
def test_who_can_read_what_we_make_after_all_is_sent_that_and_no_second_letter(case: CaseUnderTest) -> None:
    case.submit(changes=ready.IN_BRAILLE)
    moved(case, **{"contact.format": "standard"})
    post = Post()
    send(case, post)
    assert LETTER in post.went
    assert status(case, MEANWHILE) is NoticeStatus.WITHHELD
    assert "letter-for-braille.txt" not in [name for name, _, _ in post.went[LETTER].files]


@pytest.mark.rule("TELL-8")
def test_what_goes_meanwhile_goes_where_they_are_now_and_is_no_draft(case: CaseUnderTest) -> None:
    case.submit(changes=ready.IN_BRAILLE)
    moved(case, **{"contact.format": "bsl"})
    post = Post()
    send(case, post)
    assert post.went[MEANWHILE].address == NEW_PLACE
    assert post.went[MEANWHILE].fmt == "standard"
    assert [name for name, _, _ in post.went[MEANWHILE].files] == ["letter.html", "letter.txt", "letter.pdf"]
    assert LETTER not in post.went
    assert names(case, LETTER)[-1] == "letter-reading-script.txt", "as they can read it now"
    assert not any(name.endswith("braille.txt") for name in names(case, LETTER)[-4:])


def test_what_could_not_be_sent_meanwhile_is_asked_of_nobody_twice(case: CaseUnderTest) -> None:
    case.submit(changes=ready.IN_BRAILLE)
    key = f"{case.plan_id}/{MEANWHILE}"
    tried = replace(case.kept.notices[key], waits_since=case.now - LONG_AGO)
    with case.installation.files.open(case.plan_id) as file:
        file.keep(Changes(notices={key: tried}))
    outbox_of(case, Post()).give_up_on_the_hopeless(case.situation(Workflow.PLAN))
    assert status(case, MEANWHILE) is NoticeStatus.WITHHELD
    assert list(case.open_tasks()) == [f"give:{LETTER}"]


@pytest.mark.rule("REC-1", "TELL-8")
def test_a_record_that_waits_is_made_anew_where_larger_print_is_needed(case: CaseUnderTest) -> None:
    agree(case, {"plan.person.contact.format": "large_print"})
    notice = case.kept.notices[f"{case.plan_id}/v1/agreed/person"]
    files = case.kept.enclosed[notice.key]
    larger = Contact(format=Format.LARGE_PRINT, print_size=28, address=notice.address)
    assert is_in_another_form(notice, files, larger)
    assert not is_in_another_form(notice, files, larger.model_copy(update={"print_size": None}))
    assert not is_in_another_form(notice, files[:3], larger), "a letter alone is made anew in any case"


@pytest.mark.rule("END")
def test_after_a_death_nothing_goes_meanwhile(case: CaseUnderTest) -> None:
    case.submit(changes=ready.IN_BRAILLE)
    case.accept("end", changes={"reason": "died", "ending": None})
    assert status(case, MEANWHILE) is NoticeStatus.WITHHELD
