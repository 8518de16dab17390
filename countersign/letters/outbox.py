"""TELL, SHARE · Sends each queued notice once. A notice that cannot be sent becomes a person's task.

A notice is queued in the transaction that causes it, so none is lost and each has a cause. It is sent afterwards.
Sending can fail, be tried again, or be cut short by a crash; nothing is sent twice.
"""

import hashlib
import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from countersign.careplan.notices import TO_STAFF, NoticeEvent, NoticeKind, NoticeStatus, after
from countersign.careplan.people import Format
from countersign.casework.case import Accepted, Case
from countersign.casework.causes import Cause
from countersign.casework.changes import Changes
from countersign.casework.determinations import Determination, Situation
from countersign.casework.kept import Notice
from countersign.casework.ports import CaseFile, Files, Office
from countersign.casework.sharing import ask_about_sharing
from countersign.casework.whom_and_where import read_again
from countersign.letters.channels.transport import Item, NotSentError, Transport

MOST_ATTEMPTS = 5
"""After this many failures (about a quarter of an hour, by `workflows.limits`) a person has to give the notice."""

LONGEST = 5
"""In seconds: after that no other notice is begun, and messages are attended to before the rest are sent. Within
`workflows.limits.DELIVER` the last one can still end, even by a relay that takes just less than its time over each of
the eight answers that it gives to one."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """One notice that is about to be sent."""

    notice: Notice

    item: Item

    interrupted: bool
    """Whether an earlier attempt to send it was cut short."""


class Outbox:
    """Sends the notices of one workflow of a plan at a time, so that no two senders take the same notice."""

    def __init__(self, files: Files, office: Office, transports: Mapping[str, Transport]) -> None:
        """`transports`: one for each channel, "post" and "email"."""
        self._files = files
        self._office = office
        self._transports = transports

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
            going = self._take_one(situation, tried)
            if going is None:
                break
            tried.add(going.notice.key)
            self._keep(situation.plan_id, self._try(going, situation.now))
        self._count_what_waits_for_a_form(situation)

    def give_up_on_the_hopeless(self, situation: Situation) -> Determination:
        """TELL-5: after a try, make a person's task of each notice that failed too often, or that may have gone."""
        with self._files.open(situation.plan_id) as file:
            case = Case(file, self._office, situation, Cause.delivery(situation.now))
            for notice in file.unsent(situation.workflow):
                interrupted = notice.status is NoticeStatus.SENDING and notice.attempts > 0
                if notice.attempts >= MOST_ATTEMPTS or interrupted:
                    unclear = "find out whether it arrived, and if not give it by hand"
                    case.letters.give_up(notice, unclear if interrupted else "it could not be sent")
            determined = case.close(Accepted())
            file.keep(case.changes)
            return determined

    def _try(self, waiting: Waiting, now: datetime) -> Notice:
        """Try to send one notice. Returns the notice as it is afterwards."""
        notice, transport = waiting.notice, self._transports[waiting.notice.channel]
        if waiting.interrupted and not transport.repeatable:
            return _failed(notice, NoticeEvent.BROKE_OFF)
        try:
            reference = transport.send(waiting.item)
        except NotSentError as error:
            log.warning("notice not sent: %s", error)
            return _failed(notice, NoticeEvent.FAILED if error.certain else NoticeEvent.BROKE_OFF)
        except Exception as error:  # noqa: BLE001  # an error with one notice must not stop the others, nor the plan
            log.error("a fault of ours while sending a notice: %s", type(error).__name__)  # noqa: TRY400  # no values
            return _failed(notice, NoticeEvent.FAILED if transport.repeatable else NoticeEvent.BROKE_OFF)
        went = after(notice.status, NoticeEvent.WENT)
        return replace(notice, status=went, sent_at=now, reference=reference)

    def _keep(self, plan_id: str, *notices: Notice) -> None:
        if notices:
            with self._files.open(plan_id) as file:
                file.keep(Changes(notices={notice.key: notice for notice in notices}))

    def _take(self, situation: Situation) -> list[Waiting]:
        """The notices that may go now and that can be sent twice without harm."""
        with self._files.open(situation.plan_id) as file:
            return [
                Waiting(notice, _item(file, notice), interrupted=False)
                for notice in self._may_go(file, situation)
                if self._transports[notice.channel].repeatable
            ]

    def _take_one(self, situation: Situation, tried: Collection[str]) -> Waiting | None:
        """The next notice that cannot be sent twice, marked as being sent; None if every one was tried."""
        with self._files.open(situation.plan_id) as file:
            for notice in self._may_go(file, situation):
                if notice.key in tried or self._transports[notice.channel].repeatable:
                    continue
                taken = replace(notice, status=after(notice.status, NoticeEvent.TAKEN))
                file.keep(Changes(notices={notice.key: taken}))
                return Waiting(taken, _item(file, taken), interrupted=notice.status is NoticeStatus.SENDING)
        return None

    def _as_it_is(self, situation: Situation, key: str) -> Waiting | None:
        """A notice at this very moment, if it may go."""
        with self._files.open(situation.plan_id) as file:
            there = (notice for notice in self._may_go(file, situation) if notice.key == key)
            return next((Waiting(notice, _item(file, notice), interrupted=False) for notice in there), None)

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
            file.keep(case.changes)
            unsent = file.unsent(situation.workflow)
        return [notice for notice in unsent if notice.key not in stay]

    def _count_what_waits_for_a_form(self, situation: Situation) -> None:
        """TELL-4, TELL-8: what nobody has made in the format that is wanted now is a person's, after so many tries."""
        with self._files.open(situation.plan_id) as file:
            unsent = file.unsent(situation.workflow)
            if not unsent:
                return
            case = Case(file, self._office, situation, Cause.reading_again(situation.now, f"{_names(unsent)}/forms"))
            waits = read_again(case, unsent).to_be_made
            tried = [_failed(notice, NoticeEvent.FAILED) for notice in unsent if notice.key in waits]
            if tried:
                file.keep(Changes(notices={notice.key: notice for notice in tried}))


def _names(unsent: Collection[Notice]) -> str:
    """What stands for these notices in a cause: the same for the same ones, so that one attempt keeps nothing twice."""
    return hashlib.sha256("\n".join(notice.key for notice in unsent).encode()).hexdigest()[:12]


def _item(file: CaseFile, notice: Notice) -> Item:
    files = tuple((part.name, part.media_type, part.content) for part in file.enclosed(notice.key))
    if notice.format is Format.PLAIN_TEXT:
        files = tuple(part for part in files if not part[0].endswith(".html")) or files
    return Item(notice.key, notice.address, notice.subject, notice.format.value, files)


def _failed(notice: Notice, event: NoticeEvent) -> Notice:
    return replace(notice, status=after(notice.status, event), attempts=notice.attempts + 1)
