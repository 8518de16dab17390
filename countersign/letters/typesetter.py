"""The program that sets records as PDF: a process of its own, which `countersign.letters.printing` starts and replaces.

It reads requests from its standard input and answers on its standard output, one after the other, until the input ends:
with its parent, however that ended. The system itself ends it at a document that takes too long or too much memory. It
imports nothing of ours, so that it starts at once and holds no secret.

    request   length (8 bytes), JSON: {"given": {...}, "at": "2026-11-20T12:00:00+00:00"}
    answer    SET, REFUSED or BROKEN (1 byte), whether it is the last (1 byte), length (8 bytes), the PDF if SET
"""

import json
import os
import queue
import resource
import signal
import struct
import sys
import threading
from contextlib import suppress
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import BinaryIO, Never, cast

import typst

SET, REFUSED, BROKEN = b"S", b"R", b"B"
"""The document as PDF; Typst refuses it, as where no font has a character; Typst itself fails on it."""

GIVEN = "sys.inputs.given"
"""Where a template has the words of a document."""

LENGTH = struct.Struct("!Q")
ANSWER = struct.Struct("!c?Q")


class Typesetter:
    """Sets one document after the other. Fonts are loaded once, and what documents have in common is laid out once.

    For that, all but the words of a document is the same for Typst each time: they come as one string within the
    template, and not as an input of the program, which all that Typst keeps would depend on.
    """

    def __init__(self, template: Path, fonts: list[str]) -> None:
        """`fonts`: folders. No other font serves: none of the system's, and none that comes with Typst."""
        loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts)
        self._compiler = typst.Compiler(template, root=template.parent, font_paths=loaded)
        self._before, self._after = template.read_text(encoding="utf-8").split(GIVEN)

    def answer(self, request: bytes) -> tuple[bytes, bytes]:
        """SET and a PDF (PDF/UA-1); or REFUSED or BROKEN, and nothing."""
        asked = json.loads(request)
        try:
            pdf = self._compiler.compile(
                f"{self._before}{as_string(asked['given'])}{self._after}".encode(),
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=datetime.fromisoformat(asked["at"]),
            )
        except typst.TypstError:
            return REFUSED, b""
        except MemoryError:
            os.abort()
        except BaseException:  # noqa: BLE001  # a panic in Rust is not an Exception
            return BROKEN, b""
        return SET, cast("bytes", pdf)


def as_string(given: object) -> str:
    """A value as JSON in a string of Typst: in ASCII, with the two characters that could end it or begin an escape."""
    words = json.dumps(given, ensure_ascii=True).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{words}"'


def _limit_memory(megabytes: int) -> None:
    """From here on the system gives no more. macOS knows the limit and does not keep it."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it would hold what is about a person
    with suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000, most))


def _limit_time(seconds: int) -> None:
    """From now on the system ends this process after so many seconds of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(used.ru_utime + used.ru_stime) + seconds, most))


def _megabytes_held() -> float:
    """The memory that this process holds now; 0 where the system does not say."""
    # Not `ru_maxrss`: that begins with what the parent held.
    try:
        resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return resident * resource.getpagesize() / 1_000_000


def _read(source: BinaryIO, requests: "queue.SimpleQueue[bytes]") -> Never:
    """Take in requests. When the input ends, end at once, even in the middle of a document: nobody waits for it."""
    while True:
        head = source.read(LENGTH.size)
        if len(head) < LENGTH.size:
            os._exit(0)
        (length,) = LENGTH.unpack(head)
        request = source.read(length)
        if len(request) < length:
            os._exit(0)
        requests.put(request)


def main(template: str, fonts: str, seconds: str, megabytes: str, documents: str) -> None:
    """Serve until the input ends, or until so many documents are set, or it holds half of its memory."""
    for name in (signal.SIGINT, signal.SIGTERM):  # whoever stops everything lets the worker finish its documents
        signal.signal(name, signal.SIG_IGN)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may be taken for an answer
    _limit_memory(int(megabytes))
    typesetter = Typesetter(Path(template), fonts.split(os.pathsep))
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, requests), daemon=True).start()
    count, is_last = 0, False
    while not is_last:
        request = requests.get()
        _limit_time(int(seconds))
        said, pdf = typesetter.answer(request)
        count += 1
        is_last = said == BROKEN or count >= int(documents) or _megabytes_held() > int(megabytes) / 2
        answers.write(ANSWER.pack(said, is_last, len(pdf)) + pdf)
        answers.flush()
    os._exit(0)  # the other thread still reads, and Python would wait for its lock


if __name__ == "__main__":
    main(*sys.argv[1:])
