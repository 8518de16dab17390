"""TELL-5 · What a print room says of the letters that it took from the folder: one file for each thing that it says.

    {"reference": "cs-0123456789abcdef01234567-1", "what": "posted", "at": "2026-11-28T16:00:00+00:00"}

The reference stands in the letter's manifest. `what` is `posted`, `failed` (it was not posted, and will not be) or
`returned`; `at` and `why`, a code of theirs, may be left out. A file is called as they like, ends with `.json`, and
stays where it is; one that cannot be read is given the ending `.unreadable`, so that they see it.
"""

import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from countersign.careplan.reading import NotReadError, read_json
from countersign.careplan.ways import REFERENCE, Heard, HeardBy, Receipt, Way

RECEIPTS = "receipts"
"""The folder for them, within the folder for post. No plan's folder is called so."""

LARGEST = 10_000
"""In bytes."""

APART = timedelta(days=1)
"""How far the clock by which a file is stamped may be from ours."""

WRITING = timedelta(minutes=5)
"""How long a file may take to be written."""

_SAYS = {"posted": Receipt.DELIVERED, "failed": Receipt.FAILED, "returned": Receipt.RETURNED}
_TAKEN_FROM_HERE = frozenset({Way.FOLDER, Way.SMTP})
"""By which ways something comes to lie in the folder: e-mail does where the installation has no relay."""
_CODE = re.compile("[A-Za-z0-9_.-]{1,60}")
IN_WORDS = "in-words"
"""What is kept of a reason that is no code: its words may be about somebody."""

log = logging.getLogger(__name__)


def receipts_in(folder: Path, since: datetime, now: datetime) -> Iterator[Heard]:
    """What was said `since` then. What was said before may be said again."""
    unreadable = 0
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.suffix.lower() != ".json":
            continue
        with suppress(OSError):
            stamps = file.lstat()
            written = datetime.fromtimestamp(stamps.st_mtime, UTC)
            # A file that was written long ago and moved here just now has come just now.
            if max(written, datetime.fromtimestamp(stamps.st_ctime, UTC)) < since - APART:
                continue
            heard = _heard(file, now)
            if heard is not None:
                yield heard
            elif written < now - WRITING or written > now + APART:
                file.rename(file.with_name(f"{file.name}.unreadable"))
                unreadable += 1
    if unreadable:
        log.warning("%d receipt(s) of the print room cannot be read: see *.unreadable in the folder", unreadable)


def _heard(file: Path, now: datetime) -> Heard | None:
    try:
        read = read_json(_content(file), LARGEST)
        said = cast("dict[str, Any]", read if isinstance(read, dict) else {})
        at = datetime.fromisoformat(str(said["at"])) if said.get("at") else now
    except ValueError:
        return None
    what, why = _SAYS.get(str(said.get("what"))), str(said.get("why") or "")
    if what is None or not REFERENCE.fullmatch(str(said.get("reference"))):
        return None
    why = why if not why or _CODE.fullmatch(why) else IN_WORDS
    when = min(at if at.tzinfo else at.replace(tzinfo=UTC), now)
    return Heard(str(said["reference"]), what, when, HeardBy.PRINT_ROOM, why, ways=_TAKEN_FROM_HERE)


def _content(file: Path) -> bytes:
    """What is in a file. Raises NotReadError for what is none: whoever opened a pipe would wait for its writer."""
    opened = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(opened, "rb") as content:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise NotReadError("is no file")
        return content.read(LARGEST + 1)
