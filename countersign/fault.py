"""What is said of an error that nobody foresaw: its type and where it was raised, and never its text.

The text of an exception may be about a person, or hold a password.
"""

import os
import sys
import traceback
from typing import NoReturn

FRAMES = 6
"""How many places are named, the innermost first."""


def in_short(error: BaseException) -> str:
    """Its type and its places, such as `KeyError at rows.py:40 < case_files.py:212`."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"


def end_at_once(code: int) -> NoReturn:
    """End this process with an exit code, when everything is done.

    Temporal's library has threads of its own. When Python ends in the usual way, it sometimes aborts in one of them
    after everything is done (seen once in a dozen runs), and a script would take that for a failure.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
