"""A folder that a print room or another system empties."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from countersign.letters.channels.transport import Item, NotSentError


class Folder:
    """A folder that a print room or another system empties. Each notice is one folder in it, written whole or not."""

    repeatable = True

    def __init__(self, folder: Path) -> None:
        """`folder`: where to write. It is made if it is missing."""
        self._folder = folder

    def send(self, item: Item) -> str:
        """Write the files to `<folder>/<plan>/<version>.<kind>.<recipient>/`, in one step. Returns that path.

        If an earlier attempt died half-way, its half-written files are removed, because they are part of a letter.
        """
        plan, *rest = item.key.split("/")
        place = self._folder / plan / ".".join(rest).replace(":", "-").replace("+", "-")
        if place.exists():
            return str(place)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished = f".{hashlib.sha256(place.name.encode()).hexdigest()[:16]}."
            building = Path(tempfile.mkdtemp(prefix=unfinished, dir=place.parent))
            try:
                for name, _, content in item.files:
                    (building / name).write_bytes(content)
                building.chmod(0o750)
                os.replace(building, place)  # noqa: PTH105  # this name says that it is one step
            finally:
                for left in place.parent.glob(f"{unfinished}*"):
                    shutil.rmtree(left, ignore_errors=True)
        except OSError as error:
            if place.exists():
                return str(place)
            raise NotSentError(f"the folder for post cannot be written: {error.strerror}") from None
        return str(place)
