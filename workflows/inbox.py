"""Reads whatever comes in, as far as it can be read, and never raises.

If a handler raised on something that a foreign system sent, the plan would be stuck for good. Only JSON is taken in, in
one encoding, read here and by nothing that could be configured: whatever else comes is malformed like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from temporalio.common import RawValue

from countersign.careplan.bounds import MESSAGE_BYTES
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Answer
from countersign.careplan.messages.declaring import Workflow
from countersign.casework.kept import WaitingMessage, Waits
from countersign.casework.opening import Opened, hash_of, opened
from workflows import limits

JSON = b"json/plain"
"""The only encoding that is taken in: Temporal's name for a JSON value."""


@dataclass
class Arrival:
    """One message that has come in. It is opened when its turn comes: a flood takes no more than its bytes."""

    name: str
    """As it was sent."""

    by_signal: bool
    """Whether it came as a signal, whose sender gets no answer."""

    content: bytes = b""
    """The bytes that came, if they may be JSON."""

    sha256: str = ""
    """The hash of the bytes that came."""

    problem: str = ""
    """Why it cannot be read, as far as that is known before it is opened."""

    answer: Answer | None = field(default=None, compare=False)
    """Set once it has been considered."""

    _opened: Opened | None = field(default=None, compare=False)

    @property
    def opened(self) -> Opened:
        """What is in it, as far as it can be read."""
        if self._opened is None:
            self._opened = Opened(problem=self.problem) if self.problem else opened(self.content)
        return self._opened

    @property
    def is_opened(self) -> bool:
        """Whether it was opened."""
        return self._opened is not None

    @property
    def size(self) -> int:
        """How many bytes of it are kept in memory."""
        return len(self.content)

    @property
    def shown_name(self) -> str:
        """The name to show. A name that we do not know is a sender's own words, so it is not repeated."""
        return self.name if self.name in MESSAGES else "unknown"

    @property
    def is_malformed(self) -> bool:
        """Whether it can be seen from outside that it can only be refused."""
        return bool(self.problem) or self.name not in MESSAGES

    def outside(self, workflow: Workflow, number: int, now: datetime) -> WaitingMessage:
        """The message as it waits outside the workflow."""
        text, problem = "", self.problem
        try:
            text = self.content.decode("utf-8")
        except UnicodeDecodeError:
            problem = "is not UTF-8 text"
        if "\0" in text:  # PostgreSQL cannot keep it, and no JSON has it
            text, problem = "", "is not JSON"
        return WaitingMessage(
            workflow=workflow,
            number=number,
            state=Waits.WAITING,
            name=self.shown_name,
            sha256=self.sha256,
            problem=problem,
            by_signal=self.by_signal,
            content=text,
            came_at=now,
        )


def arrived(name: str, args: Sequence[RawValue], *, by_signal: bool) -> Arrival:
    """Take in whatever came. Never raises."""
    sha256 = hash_of(name, (arg.payload.data for arg in args))
    arrival = Arrival(name=name, by_signal=by_signal, sha256=sha256)
    if len(args) != 1:
        arrival.problem = f"carries {len(args)} arguments: exactly one JSON object is wanted"
    elif len(args[0].payload.data) > limits.LONGEST_MESSAGE:
        arrival.problem = f"is longer than {limits.LONGEST_MESSAGE:,} bytes"
    elif args[0].payload.metadata.get("encoding") != JSON:
        arrival.problem = f"is not JSON: the only encoding that is taken in is {JSON.decode()}"
    else:
        arrival.content = args[0].payload.data
    return arrival


def taken_up(kept: WaitingMessage) -> Arrival:
    """A message that the last run handed on, as an arrival to consider."""
    return Arrival(
        name=kept.name, by_signal=True, content=kept.content.encode(), sha256=kept.sha256, problem=kept.problem
    )


def content_of(raw: RawValue) -> bytes:
    """The bytes of what a run was started with, if they may be JSON; none otherwise."""
    return raw.payload.data if raw.payload.metadata.get("encoding") == JSON else b""


class Inbox:
    """What came and was not considered yet, in the server's order.

    Past its bounds malformed signals are counted and not kept, and nothing that is answered is taken in. A well-formed
    signal is never left out: its sender would not hear of it.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._arrivals: list[Arrival] = []
        self._malformed = self._urgent = 0
        self.size = 0
        self.not_kept = 0
        """How many malformed signals came past the bounds, and were not counted yet."""

    def __len__(self) -> int:
        return len(self._arrivals)

    def take_in(self, arrival: Arrival) -> bool:
        """Take a message in. Returns False if it was not."""
        is_full = len(self._arrivals) >= limits.INBOX_MESSAGES or self.size >= limits.INBOX_BYTES
        if arrival.is_malformed and arrival.by_signal and (is_full or self._malformed >= limits.INBOX_MALFORMED):
            self.not_kept += 1
            return False
        if is_full and not arrival.by_signal:
            return False
        self._put(arrival)
        return True

    def _put(self, arrival: Arrival, at: int | None = None) -> None:
        self._arrivals.insert(len(self._arrivals) if at is None else at, arrival)
        self.size += arrival.size
        self._malformed += arrival.is_malformed
        self._urgent += arrival.name in OVERTAKE

    def put_back(self, arrival: Arrival, *, first: bool) -> None:
        """Put a message back that could not be considered: before all others, or behind them."""
        self._put(arrival, 0 if first else None)

    def next(self) -> Arrival | None:
        """The next message to consider: urgent needs before everything else. None if there is none."""
        if self._urgent:
            return next(arrival for arrival in self._arrivals if arrival.name in OVERTAKE)
        return self._arrivals[0] if self._arrivals else None

    def has_urgent(self) -> bool:
        """Whether urgent needs wait."""
        return self._urgent > 0

    def remove(self, arrival: Arrival) -> None:
        """Take out one message."""
        at = next(at for at, other in enumerate(self._arrivals) if other is arrival)
        del self._arrivals[at]
        self.size -= arrival.size
        self._malformed -= arrival.is_malformed
        self._urgent -= arrival.name in OVERTAKE

    def all(self) -> tuple[Arrival, ...]:
        """Every message, in order."""
        return tuple(self._arrivals)

    def lighten(self, most: int) -> bool:
        """Let go of the content of messages that are longer than any may be. Returns whether there may be more.

        `most`: how many are opened at most, because opening one takes time.
        """
        long = [arrival for arrival in self._arrivals if arrival.size > MESSAGE_BYTES and not arrival.is_opened]
        for arrival in long[:most]:
            if arrival.opened.problem and not arrival.problem:
                self.size -= arrival.size
                arrival.content, arrival.problem = b"", arrival.opened.problem
                self._malformed += arrival.name in MESSAGES
        return len(long) > most

    def updates(self) -> tuple[Arrival, ...]:
        """Those whose senders wait for an answer."""
        return tuple(arrival for arrival in self._arrivals if not arrival.by_signal)


OVERTAKE = frozenset(name for name, message in MESSAGES.items() if message.declared.overtakes)
"""TIME-3: messages that start interim support at once: before all other messages, and even if a step fell due first."""
