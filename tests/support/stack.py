"""A stack of its own for a test: `make run` itself, in an empty folder; and the command line beside it.

A command is run in this process, through click: a process of its own for each costs more than what it does. That one
ends with the same exit codes and output when a person types it is proved once (`as_typed`).
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any, NamedTuple, cast

from click.testing import CliRunner

from countersign.careplan.content import content_sha256
from countersign.careplan.plan import Plan
from starter import cli

HERE = Path(__file__).resolve().parents[2]
EXAMPLES = HERE / "examples"
SENDER = str(EXAMPLES / "sender.toml")
"""TELL-7: from whom letters come in these tests, a made-up council."""
LONGEST = 60

DONE, USAGE, REFUSED, FAILED = 0, 2, 3, 4
"""How a command ends: what a script may build on."""


def environment(**more: str) -> dict[str, str]:
    """This process's environment without any setting of ours or Temporal's, so that a test meets the defaults."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COUNTERSIGN_", "TEMPORAL_"))}
    return kept | {"PYTHONPATH": str(HERE), "COLUMNS": "200", "COUNTERSIGN_SENDER": SENDER} | more


class Said(NamedTuple):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON that it printed."""
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """All that it said to a person, as one line: where lines break is for the eye."""
        return " ".join(f"{self.out} {self.err}".split())


class Commands:
    """The command line, in one folder."""

    def __init__(self, folder: Path) -> None:
        """`folder`: where the stack's state is."""
        self.folder = folder

    def __call__(self, *words: str, given: str | None = None, env: Mapping[str, str] | None = None) -> Said:
        """Give one command of `starter.py`, in this process."""
        ours = (name for name in os.environ if name.startswith(("COUNTERSIGN_", "TEMPORAL_")))
        with chdir(self.folder):
            done = CliRunner().invoke(
                cli,
                words,
                input=given,
                env={**dict.fromkeys(ours), "COLUMNS": "200", "COUNTERSIGN_SENDER": SENDER, **(env or {})},
                prog_name="starter.py",
            )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    def as_typed(self, *words: str, given: str | None = None, env: Mapping[str, str] | None = None) -> Said:
        """Type one command of `starter.py`: a process of its own."""
        done = subprocess.run(
            [sys.executable, str(HERE / "starter.py"), *words],
            cwd=self.folder,
            env=environment(**(env or {})),
            input=given,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)


class Running:
    """`make run`, started in a folder."""

    def __init__(self, folder: Path, **more: str) -> None:
        """Start it, and wait until it says that it runs. `more`: variables of its environment."""
        self.said: list[str] = []
        self._ready = threading.Event()
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-m", "countersign.embedded.run"],
            cwd=folder,
            env=environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._ready.wait(LONGEST), self.said

    def _read(self) -> None:
        for line in cast("Any", self._process.stdout):
            self.said.append(line)
            if "Ctrl-C stops it" in line:
                self._ready.set()
        self._ready.set()

    def stop(self) -> int:
        """Ctrl-C. Returns its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        code = self._process.wait(LONGEST)
        self._reader.join(LONGEST)
        return code


def about(plan: str, message: dict[str, Any], submitted: dict[str, Any] | None = None) -> dict[str, Any]:
    """WHO-2: the message, about this plan; a decision about the content that was submitted: the plan as it was sent."""
    named = {**message, "plan_id": plan}
    if submitted is not None and "content_sha256" in message:
        named["content_sha256"] = content_sha256(Plan.model_validate(submitted))
    return named


def example(name: str) -> dict[str, Any]:
    """One of the examples."""
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def plan_of(name: str) -> str:
    """The plan id of a submission example."""
    return example(name)["plan"]["plan_id"]
