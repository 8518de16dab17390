"""TELL-4 · Looks at pages in Chromium with axe, as wide as a desk's screen and as narrow as a telephone's.

Chromium is spoken to over two pipes (its DevTools Protocol), so nothing else has to be installed. axe-core comes from
whoever runs this: `make axe` fetches it. Where either is missing, the gallery says that nobody looked.
"""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

WIDTHS = (1280, 320)
"""In CSS pixels. At 320 a page of 1280 is seen enlarged to 400 % (WCAG 2.2, 1.4.10)."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_LOOK = """
(async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const faults = found.violations.map(one => one.id + ': ' + one.help + ' (' + one.nodes.length + ')');
  if (wide > 0) faults.push('it is ' + wide + ' pixels wider than the screen');
  return {faults, rules: found.passes.length};
})()
"""


class BrowserError(Exception):
    """Chromium did not start, or did not answer. The text says what to do."""


class Looked(NamedTuple):
    """What axe says of a page."""

    faults: tuple[str, ...]

    rules: int
    """How many of its rules the page keeps: none means that it looked at nothing."""


def chromium_here() -> str | None:
    """Where Chromium is; None if it is not on the path."""
    return next((where for name in NAMES if (where := shutil.which(name))), None)


class Browser:
    """One Chromium without a window. Each call waits for its answer."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, answers: int) -> None:
        """`to`, `answers`: the pipes, as numbers of files."""
        self._process, self._to, self._answers = process, to, os.fdopen(answers, "rb")
        self._sent = 0
        self._rest = b""
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        self._ask("Page.enable")
        # A letter allows no script; that of axe is ours.
        self._ask("Page.setBypassCSP", {"enabled": True})

    def look(self, page: Path, axe: str, width: int) -> Looked:
        """What axe finds on a page, and whether it is wider than the screen. `axe`: its source."""
        self._show(page, width)
        self._run(axe)
        found = self._run(_LOOK)
        return Looked(tuple(found["faults"]), int(found["rules"]))

    def _show(self, page: Path, width: int) -> None:
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", size)
        self._ask("Page.navigate", {"url": page.resolve().as_uri()})
        self._run(
            "new Promise(done => document.readyState == 'complete' ? done(1) : addEventListener('load', () => done(1)))"
        )

    def _run(self, script: str) -> Any:
        answer = self._ask("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True})
        if "exceptionDetails" in answer:
            raise BrowserError(f"a script failed on a page: {answer['exceptionDetails'].get('text', '')}")
        return answer["result"].get("value")

    def _ask(self, method: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        self._sent += 1
        session = {"sessionId": self._session} if hasattr(self, "_session") else {}
        request = {"id": self._sent, "method": method, "params": given or {}, **session}
        try:
            self._write(json.dumps(request).encode() + b"\0")
            answer = self._read()
            while answer.get("id") != self._sent:
                answer = self._read()
        except OSError:
            raise BrowserError(_GONE) from None
        if "error" in answer:
            raise BrowserError(f"Chromium refuses {method}: {answer['error'].get('message', '')}")
        return answer["result"]

    def _write(self, content: bytes) -> None:
        while content:
            content = content[os.write(self._to, content) :]

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = self._answers.read1(1 << 16)
            if not more:
                raise BrowserError(_GONE)
            self._rest += more
        answer, _, self._rest = self._rest.partition(b"\0")
        return json.loads(answer)


_GONE = "Chromium has ended: run it by hand to see why, or have axe left out (--no-axe)"


@contextmanager
def browser(program: str, home: Path) -> Generator[Browser]:
    """A Chromium that ends with the block. `home`: an empty folder for what it keeps. Raises BrowserError."""
    from_us, to_it = map(_high, os.pipe())
    from_it, to_us = map(_high, os.pipe())
    command = [
        *(program, "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
        *("--disable-extensions", "--disable-background-networking", f"--user-data-dir={home}"),
        # Chromium's own box does not work for root, as in many containers. The pages are ours and reach nothing.
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ]

    def as_three_and_four() -> None:
        os.dup2(from_us, 3)
        os.dup2(to_us, 4)

    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(3, 4),
            preexec_fn=as_three_and_four,  # noqa: PLW1509  # it names two files anew; the gallery has one thread
        )
    except OSError as error:
        raise BrowserError(f"{program} cannot be run: {error.strerror}") from None
    finally:
        os.close(from_us)
        os.close(to_us)
    try:
        yield Browser(process, to_it, from_it)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(to_it)


def _high(number: int) -> int:
    """The same file by a number that Chromium's two do not take."""
    high = fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(number)
    return high
