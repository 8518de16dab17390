"""REC-5 · What no font can draw holds what would be printed: a person is told which characters. Nothing else waits."""

from datetime import timedelta

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.people import LARGE_PRINT, Format
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.casework.notice_files import NOT_IN_PRINT
from countersign.casework.ports import LetterFiles, Office, RecordFiles
from countersign.testkit.examples import a_sender
from countersign.wording.letters import Letter
from countersign.wording.written_record import WrittenRecord
from tests.casework.people import BY_HAND, LETTER, QUEUED, Post, happened, moved, send
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest
from tests.support.offices import EditionsByHand, PressByHand

NAME, CHARACTERS = "王", "CJK UNIFIED IDEOGRAPH-738B"

POST: Json = {
    "plan.person.contact.channel": "post",
    "plan.person.contact.address": ["7 Marker Lane", "Testbury", "TE5 7XX"],
}
EMAIL: Json = {"plan.person.contact.channel": "email", "plan.person.contact.email": "edie@example.org"}
PLAIN_TEXT: Json = {"plan.person.contact.format": "plain_text"}


OUR_WORDS: Json = {
    "contact.channel": "post",
    "contact.format": "standard",
    "contact.address": ["11 Mill Lane", "Northbridge", "ZZ99 4AB"],
}


class WithoutChinese(PressByHand):
    """A press whose fonts lack the name, until somebody adds one; and whose letters have no room for some address."""

    def __init__(self, *, too_long: str = "") -> None:
        """`too_long`: a part of an address for which the window has no room."""
        self.has_chinese = False
        self.too_long = too_long

    def letter(self, letter: Letter, fmt: Format) -> LetterFiles:
        made = super().letter(letter, fmt)
        no_room = self.too_long and self.too_long in made.html.decode()
        return made._replace(pdf=b"") if no_room or self.undrawn(made.html) else made

    def record(self, record: WrittenRecord, fmt: Format, print_size: int = LARGE_PRINT) -> RecordFiles:
        made = super().record(record, fmt, print_size)
        return made._replace(pdf=b"") if self.undrawn(made.html) else made

    def undrawn(self, page: bytes) -> str:
        return CHARACTERS if NAME in page.decode() and not self.has_chinese else ""


@pytest.fixture
def press() -> WithoutChinese:
    return WithoutChinese()


@pytest.fixture
def written(case: CaseUnderTest, press: WithoutChinese) -> CaseUnderTest:
    case.office = Office(EditionsByHand(), press, a_sender())
    return case


def tasks(case: CaseUnderTest) -> dict[str, str]:
    return {name: task.why for name, task in case.kept.tasks.items() if task.kind is TaskKind.GIVE_BY_HAND}


def status(case: CaseUnderTest, key: str) -> NoticeStatus:
    return case.kept.notices[f"{case.plan_id}/{key}"].status


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize(
    ("how", "waits"), [(POST, True), (EMAIL, False), (POST | PLAIN_TEXT, True)], ids=["post", "e-mail", "plain text"]
)
def test_a_letter_that_somebody_would_print_waits_and_one_by_e_mail_goes(
    written: CaseUnderTest, how: Json, waits: bool
) -> None:
    written.submit(changes=how | {"plan.person.name": NAME})
    assert status(written, "v1/submitted/person") is (NoticeStatus.BY_HAND if waits else NoticeStatus.QUEUED)
    asked = tasks(written).get("give:v1/submitted/person", "")
    assert bool(asked) is waits
    if waits:
        assert "letter.html" in asked
        assert CHARACTERS in asked
        assert NAME not in asked


@pytest.mark.rule("REC-5", "REC-4")
@pytest.mark.parametrize(
    ("how", "page"),
    [(POST, "record.html"), (EMAIL, "record.html"), (POST | PLAIN_TEXT, "record.txt"), (EMAIL | PLAIN_TEXT, "")],
    ids=["post", "e-mail", "plain text by post", "plain text by e-mail"],
)
def test_a_record_that_cannot_be_drawn_is_given_by_hand_and_then_the_plan_is_signed_off(
    written: CaseUnderTest, how: Json, page: str
) -> None:
    written.submit(changes=how | {"plan.preferences": NAME})
    written.accept("decide", "clare-4-agreed", {"version": 1})
    written.queue_the_record()
    assert status(written, "v1/agreed/person") is (NoticeStatus.BY_HAND if page else NoticeStatus.QUEUED)
    asked = tasks(written).get("give:v1/agreed/person", "")
    assert bool(asked) is bool(page)
    assert page in asked
    assert (CHARACTERS in asked) is bool(page)
    if page:
        written.accept("complete_task", changes={"task": "give:v1/agreed/person"})
    written.give_the_record()
    assert written.standing.status is Status.SIGNED_OFF


@pytest.mark.rule("REC-5")
def test_a_plan_that_can_be_drawn_waits_for_nobody(written: CaseUnderTest) -> None:
    written.submit(changes=POST)
    assert tasks(written) == {}


# TELL-8: what was somebody's to give, when something is said of whom and where


@pytest.mark.rule("REC-5", "TELL-8")
def test_what_cannot_be_drawn_stays_with_a_person_wherever_it_is_posted_until_a_font_has_it(
    written: CaseUnderTest, press: WithoutChinese
) -> None:
    written.submit(changes=POST | {"plan.person.name": NAME})
    moved(written, **OUR_WORDS)
    assert status(written, LETTER) is BY_HAND, "it goes elsewhere, and still cannot be drawn"
    said_again(written)
    assert status(written, LETTER) is BY_HAND
    assert happened(written).count(Happening.ADDRESSED_AGAIN) == 1, "nothing is made again for nothing"
    assert f"give:{LETTER}" in written.open_tasks()
    press.has_chinese = True
    said_again(written)
    assert (status(written, LETTER), written.open_tasks()) == (QUEUED, {})
    post = Post()
    send(written, post)
    assert [name for name, _, _ in post.went[LETTER].files] == ["letter.html", "letter.txt", "letter.pdf"]


@pytest.mark.rule("REC-5", "TELL-8")
def test_what_cannot_be_drawn_goes_by_e_mail_after_all(written: CaseUnderTest) -> None:
    written.submit(changes=POST | {"plan.person.name": NAME})
    moved(written, contact={"channel": "email", "format": "standard", "email": "edie@example.org"})
    assert (status(written, LETTER), written.open_tasks()) == (QUEUED, {})
    post = Post()
    send(written, post)
    assert post.went[LETTER].address == ("edie@example.org",)


@pytest.mark.rule("REC-5", "TELL-8")
@pytest.mark.parametrize("reads_it", ["outbox", "message"])
def test_a_letter_that_is_posted_after_all_and_cannot_be_drawn_becomes_a_persons(
    written: CaseUnderTest, reads_it: str
) -> None:
    written.submit(changes=EMAIL | {"plan.person.name": NAME})
    assert status(written, LETTER) is QUEUED
    moved(written, **OUR_WORDS)
    post = Post()
    if reads_it == "outbox":
        send(written, post)
    assert (status(written, LETTER), LETTER in post.went) == (BY_HAND, False)
    assert CHARACTERS in tasks(written)[f"give:{LETTER}"]


@pytest.mark.rule("REC-5", "TELL-8", "REC-4")
def test_a_record_in_plain_text_that_is_posted_stays_with_a_person(
    written: CaseUnderTest, press: WithoutChinese
) -> None:
    written.submit(changes=POST | PLAIN_TEXT | {"plan.preferences": NAME})
    written.accept("decide", "clare-4-agreed", {"version": 1})
    written.queue_the_record()
    key = "v1/agreed/person"
    for _ in range(2):
        moved(written, **OUR_WORDS | {"contact.format": "plain_text"})
        assert status(written, key) is BY_HAND
    press.has_chinese = True
    said_again(written)
    assert status(written, key) is QUEUED


@pytest.mark.rule("REC-5", "TELL-8", "REC-4")
def test_a_record_that_is_made_in_another_form_and_cannot_be_drawn_becomes_a_persons(written: CaseUnderTest) -> None:
    written.submit(changes=EMAIL | PLAIN_TEXT | {"plan.preferences": NAME})
    written.accept("decide", "clare-4-agreed", {"version": 1})
    written.queue_the_record()
    key = "v1/agreed/person"
    moved(written, contact={"channel": "email", "format": "standard", "email": "edie@example.org"})
    assert status(written, key) is QUEUED, "it waits for its form"
    written.queue_the_record()
    assert status(written, key) is BY_HAND
    assert "record.html" in tasks(written)[f"give:{key}"]


@pytest.mark.rule("TELL-7", "TELL-8")
def test_a_letter_for_which_the_window_has_no_room_is_a_persons_until_it_goes_elsewhere(case: CaseUnderTest) -> None:
    case.office = Office(EditionsByHand(), WithoutChinese(too_long="Mill Lane"), a_sender())
    case.submit(changes=POST)
    moved(case, **OUR_WORDS)
    assert status(case, LETTER) is BY_HAND
    assert tasks(case)[f"give:{LETTER}"].endswith(f"{NOT_IN_PRINT['letter']}.")
    said_again(case)
    assert status(case, LETTER) is BY_HAND
    elsewhere: Json = OUR_WORDS | {"contact.address": ["2 Ash Close", "Northbridge", "ZZ99 4AE"]}
    moved(case, **elsewhere)
    assert (status(case, LETTER), case.open_tasks()) == (QUEUED, {})


def said_again(case: CaseUnderTest) -> None:
    """Something is said that has nothing to do with it, so that all that waits is read again."""
    case.now += timedelta(minutes=5)
    moved(case, "P1", contact={"channel": "email", "format": "standard", "email": f"p1.{case.now:%M}@example.org"})
