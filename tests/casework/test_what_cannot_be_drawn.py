"""REC-5 · What no font can draw holds what would be printed: a person is told which characters. Nothing else waits."""

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.people import Format
from countersign.casework.kept import TaskKind
from countersign.casework.ports import LetterFiles, Office, RecordFiles
from countersign.testkit.examples import a_sender
from countersign.wording.letters import Letter
from countersign.wording.written_record import WrittenRecord
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


class WithoutChinese(PressByHand):
    """A press whose fonts lack the name."""

    def letter(self, letter: Letter, fmt: Format) -> LetterFiles:
        made = super().letter(letter, fmt)
        return made._replace(pdf=b"") if self.undrawn(made.html) else made

    def record(self, record: WrittenRecord, fmt: Format) -> RecordFiles:
        made = super().record(record, fmt)
        return made._replace(pdf=b"") if self.undrawn(made.html) else made

    def undrawn(self, page: bytes) -> str:
        return CHARACTERS if NAME in page.decode() else ""


@pytest.fixture
def written(case: CaseUnderTest) -> CaseUnderTest:
    case.office = Office(EditionsByHand(), WithoutChinese(), a_sender())
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
