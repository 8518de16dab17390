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

from countersign.store.database import Database, open_engine
from countersign.store.migrate import migrate
from tests.proof.copies_amended import PlayingOn
from tests.proof.copies_seen import Tally, UnlikeTheTableError
from tests.proof.copies_stories import all_stories as of_copies
from tests.proof.deciding import Chamber, DiffersError
from tests.proof.generated import play_generated
from tests.proof.moves import stories as whose_decision
from tests.proof.office import Office
from tests.proof.other_stories import money_stories, return_stories
from tests.proof.playing import BrokenPromiseError

AT_ONCE = 20
"""How many stories grow out of one start."""
DECISIONS = 10
"""How many stories judged from the rulebook, and how many about copies, are played for each other story.

They need no server and are quick.
"""
JUDGED = {"whose decision it is": whose_decision, "money": money_stories, "returns": return_stories}
"""What those are about. They take turns."""


def main() -> int:
    """The command. Returns the exit code."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stories", type=int, default=200)
    arguments.add_argument(
        "--start", type=int, default=secrets.randbelow(10**9), help="another run's, to have it again"
    )
    wanted = arguments.parse_args()
    logging.disable(logging.CRITICAL)  # the stories disturb an installation on purpose, so its log is not worth reading
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="countersign-proof-") as folder:
        database = f"sqlite:///{folder}/countersign.db"
        migrate(database)
        if not _decisions(database, Path(folder), DECISIONS * wanted.stories, wanted.start):
            return 1
        if not _copies(DECISIONS * wanted.stories, wanted.start):
            return 1
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


def _decisions(database: str, folder: Path, how_many: int, start: int) -> bool:
    """Play a number of stories judged from the rulebook. Returns whether the product followed it in all."""
    chamber, began = Chamber(Database(open_engine(database)), folder / "councils"), time.monotonic()
    try:
        for number, first in enumerate(range(0, how_many, AT_ONCE)):
            kind = list(JUDGED.values())[number % len(JUDGED)]
            play_generated(chamber.play, start=start + first, how_many=AT_ONCE, of=kind())
    except DiffersError as differs:
        _say(f"{differs}\n\nFound from start {start}, with others before it")
        return False
    finally:
        chamber.database.close()
    about = ", ".join(JUDGED)
    _say(f"{how_many} stories about {about} were as the rulebook has it, {time.monotonic() - began:.0f} s")
    return True


def _copies(how_many: int, start: int) -> bool:
    """Play a number of stories about copies, in memory. Returns whether the table allowed all that was done."""
    tally, began = Tally(), time.monotonic()
    try:
        for first in range(0, how_many, AT_ONCE):
            play_generated(
                lambda story: PlayingOn(story, tally).play(), start=start + first, how_many=AT_ONCE, of=of_copies()
            )
    except UnlikeTheTableError as unlike:
        _say(f"{unlike}\n\nFound from start {start}, with others before it")
        return False
    _say(f"About copies, {tally}: as the table has it, {time.monotonic() - began:.0f} s")
    return True


def _say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
