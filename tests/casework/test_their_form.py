"""TELL-4 · A letter in a form that people make: its draft, the standard form meanwhile, and when it counts as given."""

from dataclasses import replace
from datetime import timedelta

import pytest

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeStatus, is_meanwhile
from countersign.careplan.people import Contact, Format
from countersign.careplan.ways import Heard, Receipt, sending_reference
from countersign.casework import following
from countersign.casework.changes import Changes
from countersign.casework.ports import Office
from countersign.casework.their_form import is_in_another_form
from countersign.casework.whom_and_where import NOT_IN_THEIR_FORM
from countersign.testkit.examples import a_sender
from countersign.wording.letters import Letter
from tests.casework.cases import ready
from tests.casework.people import LONG_AGO, NEW_PLACE, Post, agreed, moved, outbox_of, send
from tests.casework.test_what_cannot_be_drawn import CHARACTERS, NAME, WithoutChinese
from tests.casework.test_what_did_not_arrive import heard
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


RECORD = "v1/agreed/person"


def came_back(case: CaseUnderTest, number: int = 1) -> None:
    """The letter with the record has gone, and the post brings it back."""
    send(case, Post())
    heard(case, Receipt.RETURNED, RECORD, number)


def reads_now(case: CaseUnderTest, fmt: Format, **more: object) -> None:
    """From the next day on, at another address."""
    case.now += timedelta(days=1)
    moved(case, contact={"channel": "post", "format": fmt.value, "address": list(NEW_PLACE), **more})


def the_record(case: CaseUnderTest) -> list[tuple[str, str]]:
    """The forms of the record that the notice has now, and how large each is in print."""
    files = [file for file in case.kept.enclosed[f"{case.plan_id}/{RECORD}"] if file.name.startswith("record")]
    return [(file.name, file.content[:7].decode() if file.name.endswith("pdf") else "") for file in files]


def why(case: CaseUnderTest, name: str = f"give:{RECORD}") -> str:
    task = case.kept.tasks[name]
    return "" if task.done_at else task.why


@pytest.mark.rule("TELL-8", "REC-1")
@pytest.mark.parametrize(
    ("before", "now", "made"),
    [
        ({}, ("large_print", 20), [("record.html", ""), ("record.pdf", "%PDF 20")]),
        ({}, ("large_print", None), [("record.html", ""), ("record.pdf", "%PDF 18")]),
        ({}, ("plain_text", None), [("record.txt", "")]),
        (
            reads(Format.LARGE_PRINT, print_size=20),
            ("large_print", 28),
            [("record.html", ""), ("record.pdf", "%PDF 28")],
        ),
        (reads(Format.PLAIN_TEXT), ("standard", None), [("record.html", ""), ("record.pdf", "%PDF 18")]),
        (reads(Format.LARGE_PRINT), ("standard", None), [("record.html", ""), ("record.pdf", "%PDF 18")]),
    ],
    ids=["large print", "usual large print", "plain text", "larger print", "print", "smaller print"],
)
def test_a_record_that_came_back_goes_again_in_the_form_that_they_read_now(
    case: CaseUnderTest, before: Json, now: tuple[str, int | None], made: list[tuple[str, str]]
) -> None:
    """It was a person's to give meanwhile: what is with the letter is made anew as well, and then it goes by itself."""
    agreed(case, before)
    case.queue_the_record()
    came_back(case)
    assert "the post brought it back" in why(case)
    fmt, size = now
    reads_now(case, Format(fmt), **({"print_size": size} if size else {}))
    assert (status(case, RECORD), bool(why(case))) == (NoticeStatus.BY_HAND, True), "until it is made anew"
    case.queue_the_record()
    assert (status(case, RECORD), why(case)) == (NoticeStatus.QUEUED, "")
    assert the_record(case) == made
    again = Post()
    send(case, again)
    assert (again.went[RECORD].fmt, again.went[RECORD].address) == (fmt, NEW_PLACE)


@pytest.mark.rule("TELL-8")
def test_a_record_that_comes_back_once_they_read_another_form_is_made_anew_at_once(case: CaseUnderTest) -> None:
    agreed(case)
    case.give_the_record()
    reads_now(case, Format.LARGE_PRINT, print_size=24)
    case.installation.hear(
        case.plan_id,
        Heard(sending_reference(f"{case.plan_id}/{RECORD}", 1), Receipt.RETURNED, case.now, "poll", ""),
    )
    assert following.follow_up(case.installation.files, case.office, case.situation(Workflow.PLAN)).shares
    post = Post()
    send(case, post)
    assert RECORD not in post.went, "never in the form that they had before"
    case.share()
    assert the_record(case) == [("record.html", ""), ("record.pdf", "%PDF 24")]
    send(case, post)
    assert post.went[RECORD].fmt == "large_print"


@pytest.mark.rule("TELL-8")
@pytest.mark.parametrize("gone", [False, True], ids=["it waits", "it came back"])
def test_what_people_make_is_a_task_with_the_drafts_of_letter_and_record(case: CaseUnderTest, gone: bool) -> None:
    agreed(case)
    case.queue_the_record()
    if gone:
        came_back(case)
    reads_now(case, Format.BRAILLE)
    case.queue_the_record()
    assert status(case, RECORD) is NoticeStatus.BY_HAND
    assert {"record-for-braille.txt", "letter-for-braille.txt"} < set(names(case, RECORD))
    (task,) = [name for name in case.open_tasks() if name.startswith("give:") and name.endswith(RECORD)]
    assert "make it in braille, from the draft that is with it" in why(case, task)


@pytest.mark.rule("TELL-8", "TELL-5")
def test_where_nothing_is_made_any_more_the_task_says_that_it_is_in_the_form_of_before(case: CaseUnderTest) -> None:
    agreed(case)
    case.give_the_record()
    reads_now(case, Format.LARGE_PRINT)
    case.accept("end", changes={"reason": "ended", "why": "She goes to live with her sister, and needs no more help."})
    heard(case, Receipt.RETURNED, RECORD)
    assert status(case, RECORD) is NoticeStatus.BY_HAND
    assert NOT_IN_THEIR_FORM in why(case)
    post = Post()
    send(case, post)
    assert RECORD not in post.went


@pytest.mark.rule("TELL-5")
def test_what_comes_back_a_second_time_is_asked_of_somebody_again(case: CaseUnderTest) -> None:
    agreed(case)
    case.queue_the_record()
    came_back(case)
    reads_now(case, Format.STANDARD)
    came_back(case, number=2)
    assert status(case, RECORD) is NoticeStatus.BY_HAND
    assert "the post brought it back" in why(case, f"give:2:{RECORD}")
    reads_now(case, Format.STANDARD, address=["3 Dock Street", "Northbridge", "ZZ99 4AD"])
    assert (status(case, RECORD), why(case, f"give:2:{RECORD}")) == (NoticeStatus.QUEUED, "")
    came_back(case, number=3)
    case.accept("complete_task", changes={"task": f"give:3:{RECORD}"})
    assert status(case, RECORD) is NoticeStatus.SENT
