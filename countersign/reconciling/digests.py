"""TELL-6 · Sends the digests of a working day, where a scheme wants them: by the worker that follows what was sent.

A row is kept before each goes, so that nobody has one twice. A worker that was down sends them when it is back the same
day. Those of a day before are never sent: what still waits is in today's.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Protocol

from countersign.careplan.digests import Handed, Mail, digest_day, digest_key
from countersign.careplan.scheme import Scheme
from countersign.careplan.ways import Way, sending_reference
from countersign.careplan.working_time import london_day
from countersign.casework.ports import Editions, UnknownSchemeError, WayLimits
from countersign.queries.digests import Digest, digests
from countersign.store.database import Database
from countersign.store.digests import KeptDigests

LONGEST = 60
"""In seconds: after that no other one is begun, and the ways are asked for news before the rest go."""

log = logging.getLogger("countersign.digests")


class SendsMail(Protocol):
    """What is asked of the ways of sending: `countersign.sending.Mails`."""

    def is_repeatable(self, way: Way) -> bool:
        """Whether what is sent twice arrives once."""
        ...

    def a_minute(self, way: Way) -> int:
        """How many may go a minute; 0: as many as there are."""
        ...

    def send(self, way: Way, mail: Mail) -> Handed:
        """Hand one over."""
        ...


class Digests:
    """Sends what is due."""

    def __init__(
        self,
        database: Database,
        editions: Editions,
        mails: SendsMail,
        limits: WayLimits,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`limits`: of all workers. `now`: the installation's clock."""
        self._database = database
        self._editions = editions
        self._mails = mails
        self._limits = limits
        self._now = now

    def send(self, longest: float = LONGEST) -> int:
        """Send the digests of every scheme whose time has come, as far as there is time. Returns how many went."""
        until, went = time.monotonic() + longest, 0
        for name in self._editions.names():
            try:
                scheme = self._editions.in_force(name, london_day(self._now()))
            except UnknownSchemeError:
                continue  # no edition of it is in force yet
            day = digest_day(scheme.staff, self._editions.days(scheme), self._now())
            if day is not None:
                went += self._of(scheme, day, until)
        return went

    def _of(self, scheme: Scheme, day: date, until: float) -> int:
        name, way = scheme.scheme.name, scheme.sending.email[0]
        kept = KeptDigests(self._database, name, day)
        if kept.are_over or self._limits.paused().get(way, self._now()) > self._now():
            return 0
        with self._database.transaction() as session:
            theirs = digests(session, self._editions, name, self._now())
        went, all_over = 0, True
        for digest in theirs:
            if time.monotonic() >= until:
                return went  # the rest have their turn at the next look
            handed = self._hand_over(kept, way, digest, digest_key(day, name, digest.person))
            went += handed is Handed.WENT
            all_over = all_over and handed is not Handed.LATER
        if all_over:
            kept.over(self._now())
        return went

    def _hand_over(self, kept: KeptDigests, way: Way, digest: Digest, key: str) -> Handed | None:
        """What became of it; None where it went before, or another worker has it."""
        now, most = self._now(), self._mails.a_minute(way)
        reference = sending_reference(key, 1)
        if not kept.begin(digest.person, reference, now, repeatable=self._mails.is_repeatable(way)):
            return None
        if most and not self._limits.may_go(way, now, most):
            handed = Handed.LATER
        else:
            handed = self._mails.send(way, Mail(key, reference, digest.email, digest.subject, digest.text))
        kept.stands(digest.person, handed, self._now())
        return handed
