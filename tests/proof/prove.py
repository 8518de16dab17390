"""Plays stories that were never played before, for as long as one likes: `make prove STORIES=500`.

Prints what was run. On a broken promise: the shortest story that breaks it, with both timelines, and exit code 1.
"""

import argparse
import logging
import secrets
import sys
import tempfile
import time
from pathlib import Path

from store.migrate import migrate
from tests.proof.generated import play_generated
from tests.proof.office import Office
from tests.proof.playing import BrokenPromiseError

AT_ONCE = 20
"""Stories that grow out of one start."""


def main() -> int:
    """Returns the exit code."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stories", type=int, default=200)
    arguments.add_argument(
        "--start", type=int, default=secrets.randbelow(10**9), help="another run's, to have it again"
    )
    wanted = arguments.parse_args()
    logging.disable(logging.CRITICAL)  # what the stories do to an installation on purpose is not worth a line
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="countersign-proof-") as folder:
        database = f"sqlite:///{folder}/countersign.db"
        migrate(database)
        office = Office(database, Path(folder))
        start = wanted.start
        try:
            while office.tally.stories < wanted.stories:
                play_generated(office.play, start=start, how_many=min(AT_ONCE, wanted.stories - office.tally.stories))
                start += 1
                _say(f"{office.tally}, {time.monotonic() - began:.0f} s")
        except BrokenPromiseError as broken:
            _say(f"{broken}\n\nFound from start {start}, after {office.tally}")
            return 1
        finally:
            office.close()
    _say(f"Every promise was kept. From start {wanted.start}, in {time.monotonic() - began:.0f} s:")
    _say(office.tally.whole())
    return 0


def _say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
