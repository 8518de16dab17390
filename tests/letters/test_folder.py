"""TELL · The folder for post: each notice whole or not at all, and nothing of an interrupted one left lying."""

import os
import shutil
from pathlib import Path

import pytest

from countersign.letters.channels.folder import Folder
from countersign.letters.channels.transport import Item

ITEM = Item(
    key="01f345ef-51b3-4bb3-abed-f1f8c0fc7c33/v1/agreed/person",
    address=("1 Mill Lane",),
    subject="Your plan has been agreed",
    fmt="standard",
    files=(("letter.txt", "text/plain", b"Good news."), ("record.txt", "text/plain", b"The record.")),
)


class KilledError(BaseException):
    """What a killed process would be like, seen from inside: nothing that handles errors handles it."""


def test_a_letter_lies_there_whole_and_alone(tmp_path: Path) -> None:
    place = Path(Folder(tmp_path).send(ITEM))
    assert [path.name for path in place.parent.iterdir()] == ["v1.agreed.person"]
    assert sorted(path.name for path in place.iterdir()) == ["letter.txt", "record.txt"]
    assert Folder(tmp_path).send(ITEM) == str(place), "sent again it is the same one"


def test_what_a_process_that_died_left_half_written_is_removed_by_the_next_attempt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise KilledError

    def does_nothing(*_: object, **__: object) -> None:
        """A process that has died tidies nothing up."""

    with monkeypatch.context() as dying:
        dying.setattr(shutil, "rmtree", does_nothing)
        dying.setattr(os, "replace", dies)
        with pytest.raises(KilledError):
            Folder(tmp_path).send(ITEM)
    of_the_plan = tmp_path / ITEM.key.partition("/")[0]
    (half,) = of_the_plan.iterdir()
    assert (half / "letter.txt").exists(), "part of a letter lies there"
    Folder(tmp_path).send(ITEM)
    assert [path.name for path in of_the_plan.iterdir()] == ["v1.agreed.person"]
