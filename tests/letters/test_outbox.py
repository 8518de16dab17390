"""TELL, SHARE · The outbox: what becomes of a notice at each try. Over files in memory, without a server."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NOTICE_STEPS, NoticeKind, NoticeStatus
from countersign.careplan.people import Format
from countersign.careplan.ways import Stands, Way, sending_reference
from countersign.casework.changes import Changes
from countersign.casework.in_memory import FileInMemory, FilesInMemory
from countersign.casework.kept import MAY_HAVE_GONE, Notice, Sending, TaskKind
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went
from countersign.letters.outbox import Outbox
from tests.letters.transports import Trouble
from tests.support.builders import Json, register
from tests.support.casework import CaseUnderTest
from tests.support.installations import InMemory

QUEUED, SENDING, SENT = NoticeStatus.QUEUED, NoticeStatus.SENDING, NoticeStatus.SENT
BY_HAND, WITHHELD = NoticeStatus.BY_HAND, NoticeStatus.WITHHELD

LETTER = "v1/submitted/person"
"""The notice of these tests, by its key without the plan. It goes by post."""


class KilledError(BaseException):
    """What a killed process would be like, seen from inside: nothing that handles errors handles it."""


class Taken(Transport):
    """A way of sending that takes everything."""

    repeatable = True
    quick = True

    def __init__(self) -> None:
        """Nothing has come yet."""
        self.items: list[Item] = []

    def send(self, item: Item) -> Went:
        """Take it."""
        self.items.append(item)
        return Went("taken")


class WatchedFile(FileInMemory):
    """A plan's file that notes each status which a notice is given, but for word of a task."""

    def __init__(self, files: FilesInMemory, plan_id: str, steps: list[tuple[NoticeStatus, NoticeStatus]]) -> None:
        """`steps`: the status before and after, in the order in which they are kept."""
        super().__init__(files, plan_id)
        self._steps = steps

    def keep(self, changes: Changes) -> None:
        """Keep everything that changed, and note what became of each notice."""
        for notice in changes.notices.values():
            if notice.kind is NoticeKind.TASK:
                continue
            before = self.notice(notice.key)
            assert before is not None, "nothing new is queued here, but for word of a task"
            self._steps.append((before.status, notice.status))
        super().keep(changes)


class WatchedFiles:
    """The files of an installation in memory, watched as `WatchedFile` has it."""

    def __init__(self, files: FilesInMemory) -> None:
        """Nothing was done with them yet."""
        self._files = files
        self.steps: list[tuple[NoticeStatus, NoticeStatus]] = []

    @contextmanager
    def open(self, plan_id: str) -> Generator[WatchedFile]:
        """A plan's file for one transaction."""
        with self._files.open(plan_id):
            yield WatchedFile(self._files, plan_id, self.steps)


class OutboxUnderTest:
    """Clare's plan was submitted, and everything sent but her letter; and the outbox that is to send it."""

    def __init__(
        self, by: Trouble, status: NoticeStatus = QUEUED, attempts: int = 0, changes: Json | None = None
    ) -> None:
        """`by`: the way of sending, for post and for e-mail. `status`, `attempts`: how far the letter has got.

        `changes`: of the submission.
        """
        installation = InMemory(register())
        self.case = CaseUnderTest(installation)
        self.case.submit(changes=changes)
        self.case.send_letters()
        del self.case.kept.sendings[sending_reference(self.notice().key, 1)]
        self.files = WatchedFiles(installation.files)
        self.outbox = Outbox(self.files, self.case.office, {Way.FOLDER: by, Way.SMTP: by})
        self.change(LETTER, status=status, attempts=attempts, sent_at=None, reference="")

    def notice(self, name: str = LETTER) -> Notice:
        """A notice as it is now."""
        return self.case.kept.notices[f"{self.case.plan_id}/{name}"]

    def sendings(self) -> list[Sending]:
        """Every handing over of her letter."""
        return [sending for sending in self.case.kept.sendings.values() if sending.notice == self.notice().key]

    def change(self, name: str, **changes: object) -> None:
        """Put a notice into a state that a test begins with."""
        notice = replace(self.notice(name), **changes)  # pyright: ignore[reportArgumentType]  # whatever a test says
        with self.case.installation.files.open(self.case.plan_id) as file:
            file.keep(Changes(notices={notice.key: notice}))

    def send(self) -> None:
        """Try everything that waits, once."""
        self.outbox.send_what_waits(self.case.situation(Workflow.PLAN))

    def give_up(self) -> None:
        """Make a task of what failed too often, or may have gone."""
        self.outbox.give_up_on_the_hopeless(self.case.situation(Workflow.PLAN))


def fails() -> Exception:
    return NotSentError("it is out of order")


def breaks_off() -> Exception:
    return NotSentError("it broke off", certain=False)


def meets_a_defect() -> Exception:
    return ValueError("a defect")


Happens = Callable[[], Exception] | None
"""What happens when a notice is sent; None where it goes."""


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("status", "repeatable", "happens", "becomes", "tries", "attempts"),
    [
        (QUEUED, True, None, [QUEUED, SENT], 1, 0),
        (QUEUED, True, fails, [QUEUED, QUEUED], 1, 1),
        (QUEUED, True, breaks_off, [QUEUED, QUEUED], 1, 1),
        (QUEUED, True, meets_a_defect, [QUEUED, QUEUED], 1, 1),
        (QUEUED, False, None, [SENDING, SENT], 1, 0),
        (QUEUED, False, fails, [SENDING, QUEUED], 1, 1),
        (QUEUED, False, breaks_off, [SENDING, SENDING], 1, 1),
        (QUEUED, False, meets_a_defect, [SENDING, SENDING], 1, 1),
        # An attempt before this one was cut short: it is tried again only where that does no harm.
        (SENDING, True, None, [SENDING, SENT], 1, 0),
        (SENDING, True, fails, [SENDING, QUEUED], 1, 1),
        (SENDING, True, breaks_off, [SENDING, QUEUED], 1, 1),
        (SENDING, True, meets_a_defect, [SENDING, QUEUED], 1, 1),
        (SENDING, False, None, [SENDING, SENDING], 0, 1),
        (SENDING, False, fails, [SENDING, SENDING], 0, 1),
    ],
)
def test_what_becomes_of_a_notice_at_a_try(
    status: NoticeStatus, repeatable: bool, happens: Happens, becomes: list[NoticeStatus], tries: int, attempts: int
) -> None:
    way = Trouble(Taken(), 0 if happens is None else 1, error=happens or fails, repeatable=repeatable)
    under_test = OutboxUnderTest(way, status)
    under_test.send()
    steps = under_test.files.steps
    assert steps == list(zip([status, *becomes], becomes, strict=False))
    assert set(steps) - {(QUEUED, QUEUED)} <= {(step.before, step.after) for step in NOTICE_STEPS}
    assert way.tried == [LETTER] * tries
    notice = under_test.notice()
    assert notice.attempts == attempts
    # What was cut short may have gone, and says so for as long as nobody knows.
    nobody_knows = happens in (breaks_off, meets_a_defect) or becomes[-1] is SENDING
    left = (under_test.case.now, "taken") if becomes[-1] is SENT else (None, MAY_HAVE_GONE if nobody_knows else "")
    assert (notice.sent_at, notice.reference) == left
    (sending,) = under_test.sendings()
    stands = Stands.WENT if becomes[-1] is SENT else Stands.BEGUN if nobody_knows else Stands.LATER
    assert (sending.reference, sending.way, sending.stands) == (sending_reference(notice.key, 1), Way.FOLDER, stands)


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("status", "attempts", "waits", "becomes"),
    [
        (QUEUED, 5, timedelta(hours=4) - timedelta(seconds=1), QUEUED),
        (QUEUED, 5, timedelta(hours=4), BY_HAND),
        # It is being sent, or a try was cut short of which nobody knows more.
        (SENDING, 0, None, SENDING),
        (SENDING, 1, None, BY_HAND),
    ],
)
def test_what_failed_for_too_long_or_may_have_gone_is_given_up(
    status: NoticeStatus, attempts: int, waits: timedelta | None, becomes: NoticeStatus
) -> None:
    under_test = OutboxUnderTest(Trouble(Taken()), status, attempts)
    under_test.change(LETTER, waits_since=under_test.case.now - waits if waits else None)
    under_test.files.steps.clear()
    under_test.give_up()
    assert under_test.notice().status is becomes
    is_given_up = becomes is BY_HAND
    assert under_test.files.steps == ([(status, BY_HAND)] if is_given_up else [])
    assert under_test.case.open_tasks() == ({f"give:{LETTER}": TaskKind.GIVE_BY_HAND} if is_given_up else {})


@pytest.mark.rule("TELL-5")
def test_a_try_that_was_cut_short_twice_is_a_persons_to_find_out_about() -> None:
    under_test = OutboxUnderTest(Trouble(Taken(), error=breaks_off, repeatable=False))
    under_test.send()
    under_test.give_up()
    under_test.send()
    (task,) = under_test.case.kept.tasks.values()
    assert "find out whether it arrived" in task.why
    under_test.case.accept("complete_task", changes={"task": task.name, "sent_by.id": "sw-1042"})
    assert under_test.notice().status is SENT
    assert under_test.notice().reference == f"by hand: {task.name}"
    assert under_test.files.steps == [(QUEUED, SENDING), (SENDING, SENDING), (SENDING, BY_HAND)]


def test_that_a_notice_went_is_kept_before_another_is_tried_where_it_cannot_be_called_back() -> None:
    way = Trouble(Taken(), what=lambda item: item.key.endswith(LETTER), error=KilledError, repeatable=False)
    under_test = OutboxUnderTest(way)
    (other,) = (name for name in sent_names(under_test) if name != LETTER)
    under_test.change(other, status=QUEUED, sent_at=None)
    with pytest.raises(KilledError):
        under_test.send()
    assert way.tried == [other, LETTER]
    assert (under_test.notice(other).status, under_test.notice().status) == (SENT, SENDING)
    under_test.send()
    assert way.tried == [other, LETTER], "nobody knows whether it went"


def sent_names(under_test: OutboxUnderTest) -> list[str]:
    """Every notice of the plan, by its key without the plan."""
    return [key.partition("/")[2] for key in under_test.case.kept.notices]


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize(
    ("fmt", "files"),
    [(Format.STANDARD, ["letter.html", "letter.txt", "letter.pdf"]), (Format.PLAIN_TEXT, ["letter.txt", "letter.pdf"])],
)
def test_who_reads_plain_text_is_sent_no_page(fmt: Format, files: list[str]) -> None:
    taken = Taken()
    under_test = OutboxUnderTest(Trouble(taken, 0), changes={"plan.person.contact.format": fmt.value})
    under_test.send()
    (item,) = taken.items
    assert (item.fmt, [name for name, _, _ in item.files]) == (fmt.value, files)


@pytest.mark.rule("SHARE-2")
@pytest.mark.parametrize("status", [QUEUED, SENDING])
def test_a_copy_that_may_not_go_any_more_is_withheld_and_goes_once_there_is_consent_again(status: NoticeStatus) -> None:
    taken = Taken()
    under_test = OutboxUnderTest(Trouble(taken, 0))
    case = under_test.case
    case.accept("decide", "clare-4-agreed", {"version": 1})
    case.queue_the_record()
    under_test.change("v1/copy/P1/full", status=status)
    case.accept("record_consent", changes=sharing("none"))
    assert under_test.notice("v1/copy/P1/full").status is WITHHELD
    under_test.send()
    outcome = f"v1/outcome/sw-1042/{case.latest('decide')}"
    went = [key for key in keys(taken) if not key.startswith("v1/task/")]
    assert sorted(went) == ["v1/agreed/person", "v1/copy/C1/full", outcome, LETTER]
    case.at("2026-11-04 10:00")
    case.accept("record_consent", changes=sharing("full") | {"sharing.decided_on": "2026-11-04"})
    case.queue_the_record()
    assert under_test.notice("v1/copy/P1/full/2026-11-04").status is QUEUED
    under_test.send()
    assert keys(taken)[-1] == "v1/copy/P1/full/2026-11-04"


def sharing(scope: str) -> Json:
    """What P1 is to have of the plan, as its practitioner records it."""
    return {"sent_by.id": "sw-1042", "sharing.recipient": "P1", "sharing.scope": scope, "sharing.sections": []}


def keys(taken: Taken) -> list[str]:
    """What went, by key without the plan."""
    return [item.key.partition("/")[2] for item in taken.items]
