"""Plays stories about copies until one is unlike the table: `python -m tests.proof.copies_until 1000`."""

import logging
import sys

from tests.proof.copies_amended import PlayingOn
from tests.proof.copies_seen import Tally
from tests.proof.copies_stories import all_stories
from tests.proof.generated import play_generated

AT_ONCE = 50


def main(most: int) -> None:
    """Say after how many it was seen."""
    logging.disable(logging.CRITICAL)
    tally = Tally()
    for start in range(most // AT_ONCE):
        try:
            play_generated(
                lambda story: PlayingOn(story, tally).play(),
                start=start,
                how_many=AT_ONCE,
                of=all_stories(),
                shorten=False,
            )
        except Exception as wrong:  # noqa: BLE001  # a fault of the software shows a break as well as the judge
            sys.stdout.write(f"seen after {tally.stories}\n{str(wrong).splitlines()[0][:200]}\n")
            return
    sys.stdout.write("not seen\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
