"""REC-1, TELL-7 · Makes the written record and letters as PDF (PDF/UA-1), with Typst. The same model, the same bytes.

Typst runs in a few processes that stand ready (`countersign.letters.typesetter`), and not in the worker: a document
that takes too long or too much memory ends one of them, and nothing else. Another is started when it is next needed.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, cast

from countersign.careplan import bounds
from countersign.letters import typesetter
from countersign.letters.composed import Composed
from countersign.letters.faces import TURNED, Faces, is_turned, named
from countersign.letters.filters import TEMPLATES
from countersign.letters.letter_in_print import in_print
from countersign.letters.runs import KEPT, kept
from countersign.wording.isolates import without_isolates
from countersign.wording.letter_head import LetterHead
from countersign.wording.written_record import WrittenRecord

RECORD, LETTER = "record.typ", "letter.typ"

STANDARD_PRINT = 12
"""In points: the print of a letter or record that is not in large print."""

LONGEST_KEPT, LONGEST_KEPT_LARGE = 44, 27
"""How many characters may stay together in a record, as an address: in large print a longer one breaks."""

AT_ONCE = 2
"""How many documents one worker sets at once, each in a process of its own."""

log = logging.getLogger(__name__)


class CannotPrintError(Exception):
    """A document needs more than printing may take, or Typst fails on it. The text says which, and nothing of it."""


class UndrawnError(CannotPrintError):
    """REC-5: nothing here can draw some characters of a document. The text names them as Unicode does."""


class NotPrintedError(Exception):
    """Typst refuses whatever is done: a fault of ours, as in the template."""


class PrinterGoneError(OSError):
    """What prints was ended from outside, or did not answer. A later try may print the same document."""


@dataclass(frozen=True)
class Limits:
    """What printing one document may take, and when a process that prints is replaced."""

    seconds: int = bounds.PRINT_SECONDS

    patience: float = bounds.PRINT_PATIENCE

    megabytes: int = bounds.PRINT_MEGABYTES

    documents: int = bounds.PRINTED_BY_ONE


class Printer:
    """Makes records and letters as PDF. Many threads may use it at once; a fork of this process has its own processes.

    A letter never waits for a record: each has processes of its own.
    """

    def __init__(self, limits: Limits | None = None, faces: Faces | None = None) -> None:
        """Nothing is started yet. `faces`: what it prints in."""
        self.faces = faces or Faces()
        self._limits = limits or Limits()
        self._presses = {template: _Press() for template in (RECORD, LETTER)}
        self._close = weakref.finalize(self, _end_all, *(press.ready for press in self._presses.values()))

    def pdf(self, record: WrittenRecord, *, size: int) -> bytes:
        """The record as PDF. `size`: of its print, in points.

        Raises UndrawnError or another CannotPrintError, NotPrintedError, or PrinterGoneError.
        """
        return self._printed(
            RECORD,
            # The plan's id is drawn nowhere, and is a long word: with it each record had the rules for such words.
            {"record": record.model_dump(mode="json", exclude={"plan_id"})},
            {"size": size, "title": record.title, "author": record.council},
            record.agreed_on,
            longest_kept=LONGEST_KEPT if size == STANDARD_PRINT else LONGEST_KEPT_LARGE,
        )

    def letter(self, letter: Composed, head: LetterHead, *, size: int) -> bytes:
        """A letter as PDF, with the address in the window. `size`: of its print, in points.

        Raises UndrawnError or another CannotPrintError, or PrinterGoneError.
        """
        words, links = in_print(letter, head)
        of_the_file = {"title": letter.title, "author": head.sender.council, "plan": head.plan_id}
        other = {"size": size, "links": list(links), **of_the_file}
        try:
            return self._printed(LETTER, {"letter": words}, other, head.letter_date)
        except NotPrintedError:
            # A person can print the page. One such letter may not hold up what brought it about.
            raise CannotPrintError("Typst refuses it, as where an address is too long for the window") from None

    def _printed(
        self,
        template: str,
        words: dict[str, Any],
        other: dict[str, Any],
        on: date,
        longest_kept: int = 0,
    ) -> bytes:
        """A document as PDF. `words`: what it says; `other`: what is not drawn, as by what a reader lists the file.

        `longest_kept`: of how many characters a run in a text is that stays together; 0 where the words are in runs.
        """
        texts: set[str] = set()
        each_text(words, lambda text: texts.add(text) or text)
        undrawn = self.faces.undrawn(texts)
        if undrawn:
            raise UndrawnError(named(undrawn))
        # Each text once: most labels stand many times, and some lines of the plan on its first page too.
        ready = {text: self.faces.ready(text) for text in texts}
        marked = {text: self._kept(text, longest_kept) for text in texts} if longest_kept else ready
        # Without any mark all is in the first face: then the template leaves out what would look for them.
        is_plain = all(text == made for text, made in ready.items())
        faces = [face.family for face in (self.faces.all[:1] if is_plain else self.faces.all)]
        said, pdf = self._set(
            template, {**each_text(words, marked.__getitem__), **each_text(other, without_isolates), "faces": faces}, on
        )
        if said == typesetter.SET:
            return pdf
        if said == typesetter.REFUSED and is_plain:
            raise NotPrintedError
        # Typst itself fails on some rare mixtures of letters and marks, or a font lacks what its own map promises.
        raise CannotPrintError("Typst fails on it, as where an address is too long for the window")

    def _kept(self, text: str, longest: int) -> str:
        """A text made ready, with what stays together marked: a number keeps its order in words from right to left."""
        made = kept(text, longest, self.faces.ready)
        return f"{TURNED}{made}" if KEPT in made and is_turned(text) else made

    def close(self) -> None:
        """End the processes that stand ready. What is needed later is started anew."""
        _end_all(*(press.ready for press in self._presses.values()))

    def _set(self, template: str, given: object, on: date) -> tuple[bytes, bytes]:
        """What the typesetter says of one document, and the PDF if it was set."""
        request = request_of(given, on)
        press = self._presses[template]
        with press.turn:
            process = self._one_ready(template)
            said, pdf = process.ask(request)
            if said == GONE and process.code != OVER_TIME:
                # Perhaps it was killed, or what it had set before took the memory: once more, with a new one.
                process = self._begun(template)
                said, pdf = process.ask(request)
            if process.is_ready():
                press.ready.append(process)
        if said == GONE and process.code in _TOO_MUCH:
            raise CannotPrintError(_TOO_MUCH[process.code])
        if said == GONE:
            raise PrinterGoneError
        return said, pdf

    def _one_ready(self, template: str) -> "_Process":
        with suppress(IndexError):
            while True:
                process = self._presses[template].ready.pop()
                if process.is_ready():
                    return process
        return self._begun(template)

    def _begun(self, template: str) -> "_Process":
        return _Process(self._limits, template, self.faces.folders)


def request_of(given: object, on: date) -> bytes:
    """What the typesetter is asked: what it is given for a document, and the day that the document is of."""
    # Midday, so that readers in nearby time zones see the same date.
    at = datetime.combine(on, time(12), UTC)
    return json.dumps({"given": given, "at": at.isoformat()}).encode()


class _Press:
    """The processes of one template: how many print at once, and those that stand ready."""

    def __init__(self) -> None:
        self.turn = threading.BoundedSemaphore(AT_ONCE)
        self.ready: list[_Process] = []


GONE = b""
"""Instead of an answer: the process has ended."""

OVER_TIME, OVER_MEMORY = -signal.SIGXCPU, -signal.SIGABRT
"""How the system ends a process that passes a limit: by a signal of its own, or since Rust gives up without memory."""

_TOO_MUCH = {OVER_TIME: "more time than printing may take", OVER_MEMORY: "more memory than printing may take"}


class _Process:
    """A process that prints. One thread uses it at a time."""

    def __init__(self, limits: Limits, template: str, fonts: Sequence[Path]) -> None:
        folders = os.pathsep.join(map(str, fonts))
        given = (TEMPLATES / template, folders, limits.seconds, limits.megabytes, limits.documents)
        command = [sys.executable, "-P", typesetter.__file__, *map(str, given)]
        own = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_ITS_BUSINESS)}
        # One thread for one document: several wait for one another longer than they work.
        own["RAYON_NUM_THREADS"] = "1"
        self._process = subprocess.Popen(
            command, env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._patience = limits.patience
        self._owner = os.getpid()

    @property
    def code(self) -> int | None:
        """How it ended: an exit code, or less than 0 for a signal."""
        return self._process.returncode

    def is_ready(self) -> bool:
        """Whether it stands, and is a child of this very process, which may be a fork of the one that started it."""
        return self._owner == os.getpid() and self._process.poll() is None

    def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Its answer, and the PDF if there is one. GONE if it ended instead, or was ended for being too slow."""
        # Its time is of the processor, since a busy machine is not the document's fault. This is for one that hangs.
        clock = threading.Timer(self._patience, self._process.kill)
        clock.daemon = True
        clock.start()
        try:
            said, is_last, pdf = self._exchange(request)
            if is_last:
                self._wait()
        except (OSError, EOFError):
            self._wait()
            log.warning("a process that prints has ended: %s", _TOO_MUCH.get(self.code or 0, f"exit code {self.code}"))
            return GONE, b""
        except BaseException:  # whoever waited does so no more, and its answer must not be taken for the next one's
            self.end()
            raise
        finally:
            clock.cancel()
        return said, pdf

    def end(self) -> None:
        """End it at once, whatever it does."""
        if self._owner == os.getpid():
            self._process.kill()
            self._wait()

    def _exchange(self, request: bytes) -> tuple[bytes, bool, bytes]:
        to, answers = self._process.stdin, self._process.stdout
        if to is None or answers is None:
            raise EOFError
        to.write(typesetter.LENGTH.pack(len(request)) + request)
        to.flush()
        head = answers.read(typesetter.ANSWER.size)
        if len(head) < typesetter.ANSWER.size:
            raise EOFError
        said, is_last, length = typesetter.ANSWER.unpack(head)
        pdf = answers.read(length)
        if len(pdf) < length:
            raise EOFError
        return said, is_last, pdf

    def _wait(self) -> None:
        """Wait until it has ended, as it is about to. Then nothing of it is left."""
        try:
            self._process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


_ENDS_WITHIN = 10.0
"""In seconds: how long the end of a process is waited for that is about to end."""

_NOT_ITS_BUSINESS = ("COUNTERSIGN_", "TEMPORAL_")
"""Settings of the worker, with its passwords: what prints a sender's words does not have them."""


def _end_all(*standing: list[_Process]) -> None:
    for ready in standing:
        while ready:
            ready.pop().end()


def each_text(value: object, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    """A JSON value with `change` made to every text in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each_text(held, change) for key, held in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [each_text(held, change) for held in cast("list[object]", value)]
    return value
