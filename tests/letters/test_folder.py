"""TELL · The folder for post: each notice whole or not at all, and nothing of an interrupted one left lying."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from countersign.letters.channels.folder import Folder
from countersign.letters.channels.transport import Item, NotSentError

ITEM = Item(
    key="01f345ef-51b3-4bb3-abed-f1f8c0fc7c33/v1/agreed/person",
    address=("1 Mill Lane",),
    subject="Your plan has been agreed",
    fmt="standard",
    reference="cs-0-1",
    files=(("letter.txt", "text/plain", b"Good news."), ("record.txt", "text/plain", b"The record.")),
)


class KilledError(BaseException):
    """What a killed process would be like, seen from inside: nothing that handles errors handles it."""


def test_a_letter_lies_there_whole_and_alone(tmp_path: Path) -> None:
    place = Path(Folder(tmp_path).send(ITEM).reference)
    assert [path.name for path in place.parent.iterdir()] == ["v1.agreed.person"]
    assert sorted(path.name for path in place.iterdir()) == ["letter.txt", "manifest.json", "record.txt"]
    assert Folder(tmp_path).send(ITEM).reference == str(place), "sent again it is the same one"


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


ALIKE = (
    "info:2026-0001",
    "info-2026-0001",
    "info+2026-0001",
    "info~2026-0001",
    "info=2026-0001",
    "info.2026-0001",
    "info..2026-0001",
    "info-2026-0001/x",
    "info-2026-0001.x",
    "x" * 100,
    "x" * 101,
    "..",
    "",
)


@pytest.mark.rule("TELL-5")
def test_no_two_letters_have_one_folder(tmp_path: Path) -> None:
    items = [
        replace(ITEM, key=f"{ITEM.key}/{about}", files=(("letter.txt", "text/plain", about.encode()),))
        for about in ALIKE
    ]
    places = [Path(Folder(tmp_path).send(item).reference) for item in items]

    assert len({str(place).lower() for place in places}) == len(ALIKE)
    assert [(place / "letter.txt").read_text(encoding="utf-8") for place in places] == list(ALIKE)
    assert {place.parent.parent for place in places} == {tmp_path}, "and none lies elsewhere"
    assert [Folder(tmp_path).send(item).reference for item in items] == [str(place) for place in places]
    assert [place.name for place in places[:3]] == [
        "v1.agreed.person.info~2026-0001",
        "v1.agreed.person.info-2026-0001",
        "v1.agreed.person.info+2026-0001",
    ], "a plain name stays readable"


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param(None, id="without a manifest"),
        pytest.param(b"{", id="with a broken one"),
        pytest.param(b"[]", id="with one that is no object"),
        pytest.param(json.dumps({"key": "another"}).encode(), id="of another letter"),
    ],
)
def test_a_folder_that_is_not_its_own_is_no_letter_that_was_sent(tmp_path: Path, manifest: bytes | None) -> None:
    place = tmp_path / ITEM.key.partition("/")[0] / "v1.agreed.person"
    place.mkdir(parents=True)
    if manifest is not None:
        (place / "manifest.json").write_bytes(manifest)
    before = sorted(path.name for path in place.iterdir())
    with pytest.raises(NotSentError) as not_sent:
        Folder(tmp_path).send(ITEM)

    assert not_sent.value.certain
    assert sorted(path.name for path in place.iterdir()) == before, "nothing in it is touched"
    assert [path.name for path in place.parent.iterdir()] == [place.name], "nothing is left half written"


def test_the_manifest_says_whose_the_folder_is_and_what_is_in_it(tmp_path: Path) -> None:
    manifest = json.loads((Path(Folder(tmp_path).send(ITEM).reference) / "manifest.json").read_bytes())
    assert manifest["key"] == ITEM.key
    assert manifest["files"].keys() == {"letter.txt", "record.txt"}
