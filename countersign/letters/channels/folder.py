"""A folder that a print room or another system empties."""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from countersign.careplan.ways import Asked, Heard
from countersign.letters.channels.print_room import RECEIPTS, receipts_in
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went

MANIFEST = "manifest.json"
"""The file that says whose a folder is, by which reference, in which format, and the hash of each of its files."""

_PLAIN = re.compile(r"[A-Za-z0-9_:+-]{1,100}")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST = 200


class Folder(Transport):
    """A folder that a print room or another system empties. Each notice is one folder in it, written whole or not."""

    repeatable = True
    quick = True

    def __init__(self, folder: Path) -> None:
        """`folder`: where to write. It is made if it is missing."""
        self._folder = folder

    def send(self, item: Item) -> Went:
        """Write the files to `<folder>/<plan>/<version>.<kind>.<recipient>/`, in one step. That path is the reference.

        A later sending of the same notice has its number behind an at sign, which is in no other name. Two notices
        never have one folder: what cannot stand in a name is told apart by a hash. A folder that is there
        already is this notice, sent before, only if its manifest says so. If an earlier attempt died half-way, its
        half-written files are removed, because they are part of a letter.
        """
        plan, *rest = item.key.split("/")
        place = self._folder / named([plan]) / (named(rest) + (f"@{item.number}" if item.number > 1 else ""))
        if place.exists():
            return self._sent_before(place, item)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished = f".{hashlib.sha256(item.key.encode()).hexdigest()[:16]}."
            building = Path(tempfile.mkdtemp(prefix=unfinished, dir=place.parent))
            try:
                for name, _, content in item.files:
                    (building / name).write_bytes(content)
                (building / MANIFEST).write_bytes(_manifest(item))
                building.chmod(0o750)
                os.replace(building, place)  # noqa: PTH105  # this name says that it is one step
            finally:
                for left in place.parent.glob(f"{unfinished}*"):
                    shutil.rmtree(left, ignore_errors=True)
        except OSError as error:
            if place.exists():
                return self._sent_before(place, item)
            said = f"the folder for post cannot be written: {error.strerror}"
            raise NotSentError(said, code="folder-not-written") from None
        return Went(str(place))

    def news(self, since: datetime, asked: Collection[Asked]) -> Iterable[Heard]:
        """What the print room said since then of what it found here, of whatever was asked."""
        del asked
        return receipts_in(self._folder / RECEIPTS, since, datetime.now(UTC))

    def _sent_before(self, place: Path, item: Item) -> Went:
        """The path of a notice that was sent before. Raises NotSentError if the folder is not its own."""
        try:
            manifest: object = json.loads((place / MANIFEST).read_bytes())
        except (OSError, ValueError):
            manifest = None
        if isinstance(manifest, dict) and cast("dict[str, object]", manifest).get("key") == item.key:
            return Went(str(place))
        raise NotSentError("the folder for post has another folder where this letter belongs: move that one away")


def named(parts: Sequence[str]) -> str:
    """The name of a folder for the parts of a key: as they are, if they can stand in a name, and else with a hash.

    No name that has a hash is a name without one, because only the former has an equals sign.
    """
    # No part of a plain name has a full stop or a tilde of its own. Some file systems keep the colon for themselves.
    plain = ".".join(parts).replace(":", "~")
    if parts and all(_PLAIN.fullmatch(part) for part in parts) and len(plain) <= _LONGEST:
        return plain
    digest = hashlib.sha256("/".join(parts).encode()).hexdigest()[:32]
    readable = ".".join(_NOT_PLAIN.sub("-", part) for part in parts)[:100]
    return f"{readable}={digest}"


def _manifest(item: Item) -> bytes:
    """What is in it, and what a receipt for it has to say; see `countersign.letters.channels.print_room`."""
    files = {name: hashlib.sha256(content).hexdigest() for name, _, content in item.files}
    said = {"key": item.key, "reference": item.reference, "format": item.fmt, "files": files}
    return json.dumps(said, indent=2).encode()
