"""TELL, SHARE · Sends each queued notice once, by the ways of its channel in turn. What cannot be sent is a person's.

A notice is queued in the transaction that causes it, so none is lost and each has a cause. It is sent afterwards.
Sending can fail, be tried again, or be cut short by a crash; nothing is sent twice. Each handing over is kept before it
begins, so that whatever is heard of it finds it.
"""

import hashlib
import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from countersign.careplan.notices import TO_STAFF, NoticeEvent, NoticeKind, NoticeStatus, after
from countersign.careplan.people import Channel, Format
from countersign.careplan.sender import Sender
from countersign.careplan.ways import Stands, Way, end_of_minute, next_try
from countersign.casework.case import Accepted, Case
from countersign.casework.causes import Cause
from countersign.casework.changes import Changes
from countersign.casework.determinations import Determination, Situation
from countersign.casework.in_memory import LimitsInMemory
from countersign.casework.keeping import keep
from countersign.casework.kept import MAY_HAVE_GONE, Notice, Sending
from countersign.casework.ports import CaseFile, Files, Office, WayLimits
from countersign.casework.post import COULD_NOT, FIND_OUT, begun, current, goes_by, longest_wait
from countersign.casework.sharing import ask_about_sharing
from countersign.casework.whom_and_where import NOT_IN_THEIR_FORM, reached_now, read_again
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went
from countersign.wording.in_brief import in_brief
from countersign.wording.letters import Letter

LONGEST = 5
"""In seconds: after that no other notice is begun, and messages are attended to before the rest are sent. Within
`workflows.limits.DELIVER` the last one can still end, even by a relay that takes just less than its time over each of
the eight answers that it gives to one."""

WITHOUT_ITS_LETTER = "letter-not-sent"
"""Why a text message did not go that is sent once its letter has gone."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """One notice that is about to be sent."""

    notice: Notice

    sending: Sending

    item: Item

    interrupted: bool
    """Whether an earlier attempt to send it was cut short."""

    text: Sending | None = None
    """The text message that goes beside it; None where none is to go."""


class Outbox:
    """Sends the notices of one workflow of a plan at a time, so that no two senders take the same notice."""

    def __init__(
        self, files: Files, office: Office, transports: Mapping[Way, Transport], limits: WayLimits | None = None
    ) -> None:
        """`transports`: one for each way that a scheme names. `limits`: of all workers; None: of this one alone."""
        self._files = files
        self._office = office
        self._transports = transports
        self._limits = limits or LimitsInMemory()

    def send_what_is_quick(self, situation: Situation) -> None:
        """Send every queued notice that goes to a folder of this installation: milliseconds each, and harmless twice.

        It is all that may be sent within the time limit of a determination.
        """
        taken = self._take(situation)
        staff = [going for going in taken if going.notice.kind in TO_STAFF]
        for number, taken_with_it in enumerate(going for going in taken if going not in staff):
            # TELL-8, SHARE-6: whom, where and whether is read again as each goes, not when a batch begins.
            going = self._as_it_is(situation, taken_with_it.notice.key) if number else taken_with_it
            if going is not None:
                self._keep(situation.plan_id, self._try(going, situation.now))
        self._keep(situation.plan_id, *(self._try(going, situation.now) for going in staff))

    def send_what_waits(self, situation: Situation, longest: float = LONGEST) -> None:
        """Try to send every queued notice, once, as far as there is time: no new one begins after `longest` seconds.

        One that cannot be called back is marked as being sent, sent, and kept as sent, before the next is looked at:
        whatever breaks off leaves one of which nobody knows whether it arrived, and no more.
        """
        self.send_what_is_quick(situation)
        until, tried = time.monotonic() + longest, set[str]()
        while time.monotonic() < until:
            going = self._take_one(situation, tried, self._limits.paused())
            if going is None:
                break
            tried.add(going.notice.key)
            self._keep(situation.plan_id, self._try(going, situation.now))
        self._count_what_waits_for_a_form(situation)

    def give_up_on_the_hopeless(self, situation: Situation) -> Determination:
        """TELL-5: after a try, go on to the next way from one that has failed for too long; and make a person's task of
        each notice that has no way left, or that may have gone.
        """  # noqa: D205  # one sentence
        paused = self._limits.paused()
        with self._files.open(situation.plan_id) as file:
            case = Case(file, self._office, situation, Cause.delivery(situation.now))
            for notice in file.unsent(situation.workflow):
                self._give_up_if_hopeless(case, notice, paused)
            determined = case.close(Accepted())
            keep(case)
            return determined

    def _give_up_if_hopeless(self, case: Case, notice: Notice, paused: Mapping[Way, datetime]) -> None:
        last = current(case, notice)
        if notice.status is NoticeStatus.SENDING and notice.attempts > 0:
            case.letters.give_up(notice, FIND_OUT)
            return
        tried_at, since = max(notice.next_try or case.now, case.now), notice.waits_since
        is_too_long = since is not None and tried_at - since >= longest_wait(case)
        is_paused = last is not None and paused.get(last.way, case.now) > case.now
        if is_too_long and last is not None and last.stands is Stands.BEGUN:
            case.letters.give_up(notice, FIND_OUT)
            return
        if is_too_long and last is not None and last.stands is Stands.LATER and not is_paused:
            case.sendings.set(replace(last, stands=Stands.REFUSED, stood_at=case.now))
            notice = replace(notice, next_try=None, waits_since=None, attempts=0)
            case.letters.set(notice)
            read_again(case, (notice,))  # perhaps it goes by the other channel, or a person is asked
            notice = case.letters.notice(notice.key) or notice
        is_without_a_way = goes_by(case, notice, {}).way is None
        is_never_made = is_too_long and notice.key in read_again(case, (notice,)).to_be_made
        is_never_begun = is_too_long and last is None
        if notice.status is NoticeStatus.QUEUED and (is_without_a_way or is_never_made or is_never_begun):
            case.letters.give_up(notice, NOT_IN_THEIR_FORM if is_never_made else COULD_NOT)

    def _try(self, waiting: Waiting, now: datetime) -> Waiting:
        """Try to send one notice. Returns it as it is afterwards."""
        way = waiting.sending.way
        transport = self._transports[way]
        if waiting.interrupted and not transport.repeatable:
            return _failed(waiting, NoticeEvent.BROKE_OFF, now)
        if transport.a_minute and not self._limits.may_go(way, now, transport.a_minute):
            return _without_its_text(_not_begun(waiting, end_of_minute(now), "rate"), now)
        try:
            went = transport.send(waiting.item)
        except NotSentError as error:
            log.warning("notice not sent by %s: %s", way.value, error)
            return _without_its_text(self._not_sent(waiting, error, now), now)
        except Exception as error:  # noqa: BLE001  # an error with one notice must not stop the others, nor the plan
            log.error("a fault of ours while sending a notice: %s", type(error).__name__)  # noqa: TRY400  # no values
            failed = _failed(waiting, NoticeEvent.FAILED if transport.repeatable else NoticeEvent.BROKE_OFF, now)
            return _without_its_text(failed, now)
        return self._with_its_text(_went(waiting, went, now), now)

    def _not_sent(self, waiting: Waiting, error: NotSentError, now: datetime) -> Waiting:
        way = waiting.sending.way
        # An earlier try may have sent it, and this one could not ask: what was unknown stays so.
        stays_unknown = error.not_asked and waiting.interrupted
        if error.until is not None:
            self._limits.pause(way, error.until, error.code or "limit")
            waits = _not_begun(waiting, None, error.code or "limit")
            return replace(waits, sending=waiting.sending) if stays_unknown else waits
        if error.for_good:
            return _refused(waiting, error.code, now)
        if error.certain and not stays_unknown:
            return _later(waiting, error.code, now)
        repeatable = self._transports[way].repeatable
        return _failed(waiting, NoticeEvent.FAILED if repeatable else NoticeEvent.BROKE_OFF, now)

    def _with_its_text(self, went: Waiting, now: datetime) -> Waiting:
        """A text message that a letter is coming. Whatever becomes of it, the letter went: it is tried once."""
        if went.text is None:
            return went
        way, item = went.text.way, replace(went.item, reference=went.text.reference)
        try:
            texted = self._transports[way].send(item)
        except NotSentError as error:
            log.warning("text message not sent: %s", error)
            return replace(went, text=replace(went.text, stands=Stands.REFUSED, stood_at=now, why=error.code[:60]))
        except Exception as error:  # noqa: BLE001  # as above
            log.error("a fault of ours while sending a text message: %s", type(error).__name__)  # noqa: TRY400
            return went
        theirs = texted.reference
        return replace(went, text=replace(went.text, stands=Stands.WENT, went_at=now, their_reference=theirs))

    def _keep(self, plan_id: str, *tried: Waiting) -> None:
        if tried:
            with self._files.open(plan_id) as file:
                file.keep(
                    Changes(
                        notices={each.notice.key: each.notice for each in tried},
                        sendings={
                            sending.reference: sending
                            for each in tried
                            for sending in (each.sending, each.text)
                            if sending
                        },
                    )
                )

    # What goes, and by which way

    def _take(self, situation: Situation) -> list[Waiting]:
        """The notices that may go now and that are quick to send, each with its handing over begun."""
        with self._files.open(situation.plan_id) as file:
            return self._going(file, situation, {})

    def _take_one(self, situation: Situation, tried: Collection[str], paused: Mapping[Way, datetime]) -> Waiting | None:
        """The next notice, whichever way it goes, with its handing over begun; None if every one was tried."""
        with self._files.open(situation.plan_id) as file:
            return next(iter(self._going(file, situation, paused, but=tried, one=True)), None)

    def _as_it_is(self, situation: Situation, key: str) -> Waiting | None:
        """A notice at this very moment, if it may go."""
        with self._files.open(situation.plan_id) as file:
            return next(iter(self._going(file, situation, {}, only=key)), None)

    def _going(
        self,
        file: CaseFile,
        situation: Situation,
        paused: Mapping[Way, datetime],
        *,
        but: Collection[str] = (),
        only: str = "",
        one: bool = False,
    ) -> list[Waiting]:
        """The notices that may go now and are quick to send. Of the first, and those to staff, it is begun.

        `but`: none of these. `only`: this one alone. `one`: the first, whether or not it is quick. What has to wait for
        a way that is paused says until when.
        """
        unsent = self._may_go(file, situation)
        notices = [notice for notice in unsent if notice.key not in but and only in ("", notice.key)]
        if not notices:
            return []
        case = Case(file, self._office, situation, Cause.reading_again(situation.now, "ways"))
        going: list[Waiting] = []
        waits, is_first = Changes(), True
        for notice in notices:
            if notice.next_try is not None and notice.next_try > situation.now:
                continue
            goes = goes_by(case, notice, paused)
            if goes.way is None:
                continue
            if goes.at is not None:
                since = (notice.waits_since or situation.now) if goes.may_wait else None
                waits.notices[notice.key] = replace(notice, next_try=goes.at, waits_since=since)
                continue
            waiting = self._waiting(case, notice, goes.way)
            by = self._transports[goes.way]
            if not one and (waiting.text or not (by.quick and by.repeatable)):
                continue
            going.append(waiting)
            # The others are begun when it is their turn: perhaps they then go elsewhere, or not at all.
            if is_first or notice.kind in TO_STAFF:
                waits.notices[notice.key] = waiting.notice
                waits.sendings |= {each.reference: each for each in (waiting.sending, waiting.text) if each}
            is_first = is_first and notice.kind in TO_STAFF
            if one:
                break
        file.keep(waits)
        return going

    def _waiting(self, case: Case, notice: Notice, way: Way) -> Waiting:
        last, sending = current(case, notice), begun(case, notice, way)
        was_begun = last is not None and last.stands is Stands.BEGUN and last.reference == sending.reference
        was, taken = notice.status, replace(notice, way=way, number=sending.number)
        if not self._transports[way].repeatable:
            taken = replace(taken, status=after(was, NoticeEvent.TAKEN))
        mobile = "" if _is_texted(case, notice) else _mobile(case, notice)
        text = None
        if mobile and Way.NOTIFY_TEXT in self._transports:
            costs = case.scheme.sending.costs.of(Way.NOTIFY_TEXT)
            text = replace(
                sending, way=Way.NOTIFY_TEXT, reference=f"{sending.reference}t", their_reference="", pence=costs
            )
        item = _item(case.file, taken, sending, mobile, self._office.sender)
        return Waiting(taken, sending, item, interrupted=was is NoticeStatus.SENDING or was_begun, text=text)

    def _may_go(self, file: CaseFile, situation: Situation) -> list[Notice]:
        """TELL-8, SHARE-6: the queued notices that may go now, each where it goes now; see `casework.whom_and_where`.

        What is held back is recorded, and where something has to be asked of the practitioner it is.
        """
        unsent = file.unsent(situation.workflow)
        case = Case(file, self._office, situation, Cause.reading_again(situation.now, _names(unsent)))
        stay = read_again(case, unsent).stay
        changed = case.changes.notices
        if changed:
            if any(changed[key].kind is NoticeKind.COPY for key in stay & changed.keys()):
                ask_about_sharing(case)
            keep(case)
            unsent = file.unsent(situation.workflow)
        return [notice for notice in unsent if notice.key not in stay]

    def _count_what_waits_for_a_form(self, situation: Situation) -> None:
        """TELL-4, TELL-8: what nobody has made in the format that is wanted now is a person's, after so long."""
        with self._files.open(situation.plan_id) as file:
            unsent = file.unsent(situation.workflow)
            if not unsent:
                return
            case = Case(file, self._office, situation, Cause.reading_again(situation.now, f"{_names(unsent)}/forms"))
            waits = read_again(case, unsent).to_be_made
            tried = [
                _tried(notice, NoticeEvent.FAILED, situation.now)
                for notice in unsent
                if notice.key in waits and (notice.next_try is None or notice.next_try <= situation.now)
            ]
            if tried:
                file.keep(Changes(notices={notice.key: notice for notice in tried}))


def _names(unsent: Collection[Notice]) -> str:
    """What stands for these notices in a cause: the same for the same ones, so that one attempt keeps nothing twice."""
    return hashlib.sha256("\n".join(notice.key for notice in unsent).encode()).hexdigest()[:12]


def _item(file: CaseFile, notice: Notice, sending: Sending, mobile: str, sender: Sender) -> Item:
    files = tuple((part.name, part.media_type, part.content) for part in file.enclosed(notice.key))
    pdf = next((content for name, _, content in files if name == "letter.pdf"), None)
    if notice.format is Format.PLAIN_TEXT:
        files = tuple(part for part in files if not part[0].endswith(".html")) or files
    subject, brief = notice.subject, ""
    if notice.letter and (sending.way is Way.NOTIFY_FILE or mobile):
        said = in_brief(Letter.model_validate_json(notice.letter))
        # Beside a link the subject says no more than the words: a locked screen shows it.
        subject, brief = (subject, said.text_message) if mobile else (said.subject, said.with_a_link)
    return Item(
        key=notice.key,
        address=notice.address,
        subject=subject,
        fmt=notice.format.value,
        files=files,
        reference=sending.reference,
        number=sending.number,
        mobile=mobile,
        brief=brief,
        pdf=pdf,
        council=sender.council,
        answers_to=sender.email,
    )


def _is_texted(case: Case, notice: Notice) -> bool:
    """Whether a text message about a letter went, or was tried: one letter has one, however often it goes again."""
    return any(
        sending.notice == notice.key and sending.way is Way.NOTIFY_TEXT and (sending.went_at or sending.why)
        for sending in case.sendings.all
        if sending.why != WITHOUT_ITS_LETTER
    )


def _mobile(case: Case, notice: Notice) -> str:
    """Where a text message says that a letter is coming; empty where none is to."""
    if not case.scheme.sending.text_beside or notice.kind in TO_STAFF or notice.channel is not Channel.POST:
        return ""
    to = reached_now(case, notice)
    return (to.contact.mobile or "") if to else ""


def _went(waiting: Waiting, went: Went, now: datetime) -> Waiting:
    notice, sending = waiting.notice, waiting.sending
    status = after(notice.status, NoticeEvent.WENT)
    # Of what failed for now once it had gone, it is known since when it is tried again.
    since = notice.waits_since if sending.number > 1 else None
    sent = replace(notice, status=status, sent_at=now, reference=went.reference, next_try=None, waits_since=since)
    theirs, pages = went.reference, went.pages
    gone = replace(sending, stands=Stands.WENT, went_at=now, their_reference=theirs, pages=pages, why="")
    return replace(waiting, notice=sent, sending=gone)


def _without_its_text(waiting: Waiting, now: datetime) -> Waiting:
    """The letter did not go, so no text message said that it is coming."""
    if waiting.text is None:
        return waiting
    text = replace(waiting.text, stands=Stands.REFUSED, stood_at=now, why=WITHOUT_ITS_LETTER)
    return replace(waiting, text=text)


def _not_begun(waiting: Waiting, until: datetime | None, code: str) -> Waiting:
    """A limit of the way: it has certainly not gone, and that was no attempt."""
    queued = after(waiting.notice.status, NoticeEvent.FAILED)
    sending = replace(waiting.sending, stands=Stands.LATER, why=code[:60])
    return replace(waiting, notice=replace(waiting.notice, status=queued, next_try=until), sending=sending)


def _refused(waiting: Waiting, code: str, now: datetime) -> Waiting:
    """It will never go by this way: the next one has it."""
    queued = after(waiting.notice.status, NoticeEvent.FAILED)
    notice = replace(waiting.notice, status=queued, attempts=0, next_try=None, waits_since=None, reference="")
    return replace(
        waiting,
        notice=notice,
        sending=replace(waiting.sending, stands=Stands.REFUSED, stood_at=now, why=(code or "refused")[:60]),
    )


def _later(waiting: Waiting, code: str, now: datetime) -> Waiting:
    """It has certainly not gone, and may go later by the same way."""
    notice = replace(_tried(waiting.notice, NoticeEvent.FAILED, now), reference="")
    return replace(waiting, notice=notice, sending=replace(waiting.sending, stands=Stands.LATER, why=code[:60]))


def _failed(waiting: Waiting, event: NoticeEvent, now: datetime) -> Waiting:
    """Nobody knows whether it went: the next attempt finds it by its reference, or a person does."""
    return replace(waiting, notice=replace(_tried(waiting.notice, event, now), reference=MAY_HAVE_GONE))


def _tried(notice: Notice, event: NoticeEvent, now: datetime) -> Notice:
    attempts = notice.attempts + 1
    return replace(
        notice,
        status=after(notice.status, event),
        attempts=attempts,
        next_try=next_try(attempts, now),
        waits_since=notice.waits_since or now,
    )
