"""Reads the files that a council writes: ordinary ones, and no more of one than may be in it.

A named pipe in a folder of schemes would be waited for without end, and a device never ends.
"""

import errno
import stat
from pathlib import Path


def content_of(path: Path, most: int | None = None) -> bytes:
    """What is in a file, of at most so many bytes and one more. Raises OSError, also where it is no ordinary file.

    `most`: without it, all of it.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is a folder, a pipe or a device, and no ordinary file", path.name)
    with path.open("rb") as file:
        return file.read() if most is None else file.read(most + 1)
