"""TELL-5 · The outbox over Notify's own client: a letter goes once, or by the next way, or is a person's."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.ways import Asked, Stands, Way, sending_reference
from countersign.casework import following
from countersign.casework.in_memory import LimitsInMemory
from countersign.letters.channels.folder import Folder
from countersign.letters.channels.notify import NotifyLetter, NotifyText
from countersign.letters.channels.transport import Item, Transport, Went
from countersign.letters.documents import Documents
from countersign.letters.outbox import Outbox
from tests.casework.people import LETTER, moved, notice
from tests.casework.people import Post as Letterbox
from tests.letters.by_notify import Ways, notify, pdf, service, ways
from tests.support.builders import Json, register, scheme
from tests.support.casework import CaseUnderTest
from tests.support.installations import InMemory
from tests.support.notify import Fault, Service, Status
from tests.support.offices import an_office

__all__ = ["notify", "pdf", "service", "ways"]

QUEUED, SENT, BY_HAND = NoticeStatus.QUEUED, NoticeStatus.SENT, NoticeStatus.BY_HAND
DELIVERED = NoticeStatus.DELIVERED
FIND_OUT = "find out whether it arrived"
HERS = {"plan.person.contact.channel": "post"}


class KilledError(BaseException):
    """What a killed process would be like, seen from inside: nothing that handles errors handles it."""


class Dying(NotifyLetter):
    """It dies once Notify has the letter, before anybody has written that down."""

    dies = True

    def send(self, item: Item) -> Went:
        went = super().send(item)
        if self.dies:
            self.dies = False
            raise KilledError
        return went


class Post:
    """Clare's plan is submitted, and her letter goes by Notify, and else to the folder."""

    def __init__(self, ways: Ways, folder: Path, documents: Documents) -> None:
        self.case = CaseUnderTest(InMemory(register()))
        self.case.office = an_office(scheme({"sending.post": ["notify_letter", "folder"]}))._replace(press=documents)
        self.folder, self.letters, self.limits = folder, Dying(ways.account), LimitsInMemory()
        self.letters.dies = False
        self.text: NotifyText | None = None

    def submit(self, changes: Json | None = None) -> None:
        self.case.submit(changes={**HERS, **(changes or {})})

    def try_(self) -> None:
        """One attempt, by a worker that has just begun."""
        by_hand = Folder(self.folder)
        ways: dict[Way, Transport] = {Way.NOTIFY_LETTER: self.letters, Way.FOLDER: by_hand, Way.SMTP: by_hand}
        if self.text:
            ways[Way.NOTIFY_TEXT] = self.text
        outbox = Outbox(self.case.installation.files, self.case.office, ways, self.limits)
        situation = self.case.situation(Workflow.PLAN)
        outbox.send_what_waits(situation)
        outbox.give_up_on_the_hopeless(situation)

    def until_it_is_settled(self, hours: int = 30) -> None:
        """Try again whenever it is due, for so long."""
        end = self.case.now + timedelta(hours=hours)
        for _ in range(60):
            self.try_()
            due = notice(self.case, LETTER).next_try
            if notice(self.case, LETTER).status not in (QUEUED, NoticeStatus.SENDING) or self.case.now > end:
                return
            self.case.now = max(due or self.case.now, self.case.now + timedelta(seconds=30))
        raise AssertionError("it is tried for ever")

    def hear(self) -> None:
        """What Notify says is heard, and the plan's workflow looks."""
        asked = [
            Asked(sending.reference, sending.their_reference, sending.went_at)
            for sending in self.case.kept.sendings.values()
        ]
        for way in filter(None, (self.letters, self.text)):
            for heard in way.news(self.case.now - timedelta(days=1), asked):
                self.case.installation.hear(self.case.plan_id, heard)
        situation = self.case.situation(Workflow.PLAN)
        determined = following.follow_up(self.case.installation.files, self.case.office, situation)
        self.case._take_over(Workflow.PLAN, determined)  # pyright: ignore[reportPrivateUsage]  # as its own methods do

    @property
    def in_folder(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*/*") if path.name.startswith("v1.submitted.person"))

    def ended(self) -> tuple[NoticeStatus, Way | None, str]:
        """How the letter stands, by which way, and why a person has it."""
        now = notice(self.case, LETTER)
        why = [task.why for name, task in self.case.kept.tasks.items() if name == f"give:{LETTER}"]
        return now.status, now.way, why[0] if why else ""


@pytest.fixture
def post(ways: Ways, service: Service, tmp_path: Path, documents: Documents) -> Post:
    made = Post(ways, tmp_path, documents)
    service.now = lambda: made.case.now
    return made


def nothing(_: Service) -> None:
    """Everything is well."""


def fails_once(service: Service) -> None:
    service.goes_wrong.append(Fault.FAILS)


def takes_it_and_fails(service: Service) -> None:
    service.goes_wrong.append(Fault.TAKES_AND_FAILS)


def takes_it_and_breaks_off(service: Service) -> None:
    service.goes_wrong.append(Fault.TAKES_AND_BREAKS_OFF)


def is_away(service: Service) -> None:
    service.is_down = Fault.IS_AWAY


def has_another_key(service: Service) -> None:
    service.keys = {"another": "normal"}


def is_at_its_limit_of_the_day(service: Service) -> None:
    service.a_day = {"letter": 0, "email": 0, "sms": 0}


TROUBLES: list[tuple[Callable[[Service], None], NoticeStatus, Way, int, int]] = [
    # what is wrong, how it ends, by which way, letters at Notify, letters in the folder
    (nothing, SENT, Way.NOTIFY_LETTER, 1, 0),
    (fails_once, SENT, Way.NOTIFY_LETTER, 1, 0),
    (takes_it_and_fails, SENT, Way.NOTIFY_LETTER, 1, 0),
    (takes_it_and_breaks_off, SENT, Way.NOTIFY_LETTER, 1, 0),
    (is_away, SENT, Way.FOLDER, 0, 1),
    (has_another_key, SENT, Way.FOLDER, 0, 1),
    (is_at_its_limit_of_the_day, SENT, Way.FOLDER, 0, 1),
]


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("trouble", "status", "way", "theirs", "ours"), TROUBLES, ids=[row[0].__name__ for row in TROUBLES]
)
def test_whatever_fails_it_goes_once(
    post: Post,
    service: Service,
    trouble: Callable[[Service], None],
    status: NoticeStatus,
    way: Way,
    theirs: int,
    ours: int,
) -> None:
    trouble(service)
    post.submit()
    post.until_it_is_settled()
    assert post.ended() == (status, way, "")
    assert (len(service.of(sending_reference(f"{post.case.plan_id}/{LETTER}", 1))), len(post.in_folder)) == (
        theirs,
        ours,
    )


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize("how", ["it failed once it had it", "the worker was killed"])
@pytest.mark.parametrize("then", [is_away, has_another_key])
def test_what_notify_may_have_goes_by_no_other_way_while_it_cannot_be_asked(
    post: Post, service: Service, how: str, then: Callable[[Service], None]
) -> None:
    post.submit()
    if how == "the worker was killed":
        post.letters.dies = True
        with pytest.raises(KilledError):
            post.try_()
    else:
        takes_it_and_fails(service)
        post.try_()
    assert len(service.given) == 1
    then(service)
    post.case.now += timedelta(minutes=1)
    post.until_it_is_settled()
    status, _, why = post.ended()
    assert (status, len(post.in_folder)) == (BY_HAND, 0)
    assert FIND_OUT in why


@pytest.mark.rule("TELL-5")
def test_what_notify_had_when_the_worker_was_killed_is_found(post: Post, service: Service) -> None:
    post.submit()
    post.letters.dies = True
    with pytest.raises(KilledError):
        post.try_()
    post.until_it_is_settled()
    assert post.ended() == (SENT, Way.NOTIFY_LETTER, "")
    assert [given.id for given in service.given] == [notice(post.case, LETTER).reference]


@pytest.mark.rule("TELL-5")
def test_a_limit_of_a_minute_is_waited_for(post: Post, service: Service) -> None:
    service.a_minute = 0
    post.submit()
    post.try_()
    assert post.ended()[0] is QUEUED
    service.a_minute = 3000
    post.until_it_is_settled()
    assert post.ended() == (SENT, Way.NOTIFY_LETTER, "")


ABROAD = {"plan.person.contact.address": ["1 rue de la Paix", "75002 Paris", "France"]}


@pytest.mark.rule("TELL-5")
def test_what_notify_would_not_print_goes_by_the_next_way_at_once(post: Post, service: Service) -> None:
    post.submit(ABROAD)
    post.try_()
    post.try_()
    assert post.ended() == (SENT, Way.FOLDER, "")
    assert (service.given, len(post.in_folder)) == ([], 1)
    first = post.case.kept.sendings[sending_reference(f"{post.case.plan_id}/{LETTER}", 1)]
    assert (first.stands, first.why) == (Stands.REFUSED, "no-postcode")


@pytest.mark.rule("TELL-5")
def test_what_notify_refuses_hours_later_goes_by_the_next_way(post: Post, service: Service) -> None:
    service.areas = frozenset({"SW"})
    post.submit()
    post.until_it_is_settled()
    service.carry_on()
    post.hear()
    post.until_it_is_settled()
    assert post.ended() == (SENT, Way.FOLDER, "")
    assert post.in_folder == ["v1.submitted.person@2"]


@pytest.mark.rule("TELL-5")
def test_a_letter_is_followed_until_it_is_posted_and_comes_back(post: Post, service: Service) -> None:
    post.submit()
    post.until_it_is_settled()
    post.hear()
    assert post.ended()[0] is SENT, "nothing was heard yet"
    service.carry_on(3)
    post.hear()
    assert post.ended()[0] is DELIVERED
    post.case.now += timedelta(days=2)
    service.is_returned(sending_reference(f"{post.case.plan_id}/{LETTER}", 1))
    post.hear()
    status, _, why = post.ended()
    assert status is BY_HAND
    assert "the post brought it back" in why
    post.case.now += timedelta(days=1)
    moved(post.case, contact={"channel": "post", "address": ["2 Mill Lane", "Testbury", "ZZ99 4AB"]})
    post.until_it_is_settled()
    assert post.ended()[:2] == (SENT, Way.NOTIFY_LETTER)
    assert len(service.given) > 1


WITH_A_MOBILE = {"plan.person.contact.mobile": "07700 900123"}


def with_texts(post: Post, ways: Ways, *by: str) -> None:
    """Letters go by these ways, with a text message beside each."""
    own = {"sending.post": [*by], "sending.text_beside": True}
    post.case.office = an_office(scheme(own))._replace(press=post.case.office.press)
    post.text = ways.text


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize("fault", [None, Fault.FAILS, Fault.TAKES_AND_FAILS])
def test_a_text_message_says_once_that_a_letter_is_coming_and_no_letter_waits_for_it(
    post: Post, ways: Ways, service: Service, fault: Fault | None
) -> None:
    with_texts(post, ways, "notify_letter")
    post.submit(WITH_A_MOBILE)
    service.goes_wrong_with["sms"] = fault
    post.until_it_is_settled()
    post.try_()
    assert post.ended() == (SENT, Way.NOTIFY_LETTER, "")
    texts = [given for given in service.given if given.kind == "sms"]
    assert len(texts) == (fault is not Fault.FAILS)
    for text in texts:
        assert text.reference == f"{sending_reference(f'{post.case.plan_id}/{LETTER}', 1)}t"
        assert text.to == "07700 900123"
        assert "a letter is coming by post" in text.body
        assert "plan" not in text.body.lower()


@pytest.mark.rule("TELL-5")
def test_what_becomes_of_the_text_message_is_not_what_becomes_of_the_letter(
    post: Post, ways: Ways, service: Service
) -> None:
    with_texts(post, ways, "notify_letter", "folder")
    post.submit(WITH_A_MOBILE)
    post.until_it_is_settled()
    (text,) = [given for given in service.given if given.kind == "sms"]
    service.becomes(text.id, Status.PERMANENT_FAILURE)
    post.hear()
    assert post.ended() == (SENT, Way.NOTIFY_LETTER, "")
    assert post.case.kept.sendings[str(text.reference)].stands is Stands.FAILED


@pytest.mark.rule("TELL-5")
def test_one_letter_has_one_text_message_however_often_it_goes(post: Post, ways: Ways, service: Service) -> None:
    with_texts(post, ways, "notify_letter", "folder")
    post.submit(WITH_A_MOBILE)
    post.until_it_is_settled()
    (letter,) = [given for given in service.given if given.kind == "letter"]
    service.becomes(letter.id, Status.VALIDATION_FAILED)
    post.hear()
    post.until_it_is_settled()
    assert post.ended()[:2] == (SENT, Way.FOLDER)
    assert len([given for given in service.given if given.kind == "sms"]) == 1


@pytest.mark.rule("TELL-5")
def test_of_a_letter_that_did_not_go_no_text_message_says_that_it_is_coming(
    post: Post, ways: Ways, service: Service
) -> None:
    with_texts(post, ways, "notify_letter", "folder")
    abroad = {"plan.person.contact.address": ["1 Rue de la Paix", "75001 Paris", "France"]}
    post.submit(WITH_A_MOBILE | abroad)
    post.until_it_is_settled()
    texts = [sending for sending in post.case.kept.sendings.values() if sending.way is Way.NOTIFY_TEXT]
    assert [(sending.number, sending.stands) for sending in texts] == [(1, Stands.REFUSED), (2, Stands.WENT)]
    (given,) = [given for given in service.given if given.kind == "sms"]
    assert given.reference == texts[1].reference


def test_an_e_mail_with_a_link_has_words_and_a_subject_of_its_own(ways: Ways, service: Service) -> None:
    """Nothing of what the letter says, also where a locked screen shows the subject; and never "has not come"."""
    case = CaseUnderTest(InMemory(register()))
    case.office = an_office(scheme({"sending.email": ["notify_file"]}))
    case.submit(changes={"plan.person.contact.channel": "email", "plan.person.contact.email": "edie@example.org"})
    by: dict[Way, Transport] = {Way.NOTIFY_FILE: ways.file, Way.FOLDER: Letterbox(), Way.SMTP: Letterbox()}
    Outbox(case.installation.files, case.office, by).send_what_waits(case.situation(Workflow.PLAN))
    (given,) = [given for given in service.given if given.to == "edie@example.org"]
    assert given.subject == "Northbridge Council has written to you"
    assert "You can read the letter by the link below." in given.body
    assert "Your letter: http" in " ".join(given.body.split())
