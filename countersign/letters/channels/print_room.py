"""TELL-5 · What a print room says of the letters that it took from the folder: one file for each thing that it says.

    {"reference": "cs-0123456789abcdef01234567-1", "what": "posted", "at": "2026-11-28T16:00:00+00:00"}

The reference stands in the letter's manifest. `what` is `posted`, `failed` (it was not posted, and will not be) or
`returned`; `at` and `why`, a code of theirs, may be left out. A file is called as they like, ends with `.json`, and
stays where it is; one that cannot be read is given the ending `.unreadable`, so that they see it.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from countersign.careplan.ways import REFERENCE, Heard, HeardBy, Receipt

RECEIPTS = "receipts"
"""The folder for them, within the folder for post. No plan's folder is called so."""

LARGEST = 10_000
"""In bytes."""

APART = timedelta(days=1)
"""How far the clock by which a file is stamped may be from ours."""

WRITING = timedelta(minutes=5)
"""How long a file may take to be written."""

_SAYS = {"posted": Receipt.DELIVERED, "failed": Receipt.FAILED, "returned": Receipt.RETURNED}
_CODE = re.compile("[A-Za-z0-9 _.-]{1,60}")

log = logging.getLogger(__name__)


def receipts_in(folder: Path, since: datetime, now: datetime) -> Iterator[Heard]:
    """What was said `since` then. What was said before may be said again."""
    unreadable = 0
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        with suppress(OSError):
            written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            if written < since - APART:
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
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    try:
        read: object = json.loads(content) if len(content) <= LARGEST else None
        said = cast("dict[str, Any]", read if isinstance(read, dict) else {})
        at = datetime.fromisoformat(str(said["at"])) if said.get("at") else now
    except (ValueError, RecursionError):
        return None
    what, why = _SAYS.get(str(said.get("what"))), str(said.get("why") or "")
    if what is None or not REFERENCE.fullmatch(str(said.get("reference"))) or (why and not _CODE.fullmatch(why)):
        return None
    when = min(at if at.tzinfo else at.replace(tzinfo=UTC), now)
    return Heard(str(said["reference"]), what, when, HeardBy.PRINT_ROOM, why)
