"""TELL-5 · A print room's receipts: a file for each, read where it lies, and what cannot be read is shown to them."""

import json
import logging
import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from countersign.careplan.ways import Heard, HeardBy, Receipt, Way, sending_reference
from countersign.letters.channels.folder import Folder
from tests.letters.test_folder import ITEM

OURS = sending_reference(ITEM.key, 1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
GOOD = {"reference": OURS, "what": "posted", "at": "2026-11-02T16:00:00+00:00"}


def said(folder: Path, what: object, name: str = "1.json", *, minutes_ago: float = 10) -> Path:
    place = folder / "receipts"
    place.mkdir(exist_ok=True)
    content = what if isinstance(what, bytes) else json.dumps(what).encode()
    (place / name).write_bytes(content)
    written = datetime.now(UTC).timestamp() - minutes_ago * 60
    os.utime(place / name, (written, written))
    return place / name


def heard(folder: Path, since: datetime = LONG_AGO) -> list[Heard]:
    found: Iterable[Heard] = Folder(folder).news(since, ())
    return list(found)


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("what", "is_what"), [("posted", Receipt.DELIVERED), ("failed", Receipt.FAILED), ("returned", Receipt.RETURNED)]
)
def test_what_the_print_room_says_is_heard_under_the_reference_of_the_manifest(
    tmp_path: Path, what: str, is_what: Receipt
) -> None:
    place = Path(Folder(tmp_path).send(replace(ITEM, reference=OURS)).reference)
    reference = json.loads((place / "manifest.json").read_bytes())["reference"]
    said(tmp_path, {"reference": reference, "what": what, "at": "2020-01-02T03:04:05", "why": "gone-away"})
    at = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    ways = frozenset({Way.FOLDER, Way.SMTP})
    assert heard(tmp_path) == [Heard(OURS, is_what, at, HeardBy.PRINT_ROOM, "gone-away", ways=ways)]


@pytest.mark.rule("TELL-5")
def test_a_reason_in_words_is_no_reason_to_lose_a_failure_and_its_words_are_not_kept(tmp_path: Path) -> None:
    said(tmp_path, {**GOOD, "what": "failed", "why": "Edie Marlow, 7 Mill Lane, does not live there"})
    ((_, what, _, _, why, *_),) = heard(tmp_path)
    assert (what, why) == (Receipt.FAILED, "in-words")


@pytest.mark.rule("TELL-5")
def test_a_receipt_that_was_written_long_ago_and_moved_here_now_is_heard(tmp_path: Path) -> None:
    said(tmp_path, GOOD, minutes_ago=3 * 24 * 60)
    assert heard(tmp_path, datetime.now(UTC)) != []


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize("what", ["a pipe", "a folder", "a link to a file", "a link to nothing"])
def test_what_is_no_file_hides_no_other_and_nobody_waits_for_it(tmp_path: Path, what: str) -> None:
    good = said(tmp_path, GOOD, "2.JSON")
    place = good.with_name("1.json")
    if what == "a pipe":
        os.mkfifo(place)
    elif what == "a folder":
        place.mkdir()
    else:
        elsewhere = tmp_path / "elsewhere"
        if what == "a link to a file":
            elsewhere.write_text(json.dumps({**GOOD, "what": "returned"}))
        place.symlink_to(elsewhere)
    assert [receipt.what for receipt in heard(tmp_path)] == [Receipt.DELIVERED]


def test_without_receipts_nothing_is_heard(tmp_path: Path) -> None:
    assert heard(tmp_path) == []
    assert heard(tmp_path / "nowhere") == []


def test_a_receipt_stays_where_it_is_and_may_be_heard_again(tmp_path: Path) -> None:
    file = said(tmp_path, GOOD)
    assert heard(tmp_path) == heard(tmp_path) != []
    assert file.exists()
    assert heard(tmp_path, datetime.now(UTC)) != [], "their clock may be behind"
    assert heard(tmp_path, datetime.now(UTC) + timedelta(days=2)) == []


UNREADABLE = [
    b"{",
    b"[]",
    b"\xff",
    b"[" * 9_000,
    b'{"reference": "x"}' + b" " * 10_000,
    {**GOOD, "what": "lost"},
    {**GOOD, "reference": "7 Mill Lane"},
    {**GOOD, "at": "yesterday"},
    b'{"reference": "' + OURS.encode() + b'", "what": "posted", "what": "returned"}',
    {**GOOD, "what": ["posted"]},
]


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize("what", UNREADABLE, ids=range(len(UNREADABLE)))
def test_one_that_cannot_be_read_is_renamed_and_hides_no_other(
    tmp_path: Path, what: object, caplog: pytest.LogCaptureFixture
) -> None:
    file = said(tmp_path, what, "edie-marlow.json")
    said(tmp_path, GOOD, "2.json")
    with caplog.at_level(logging.WARNING):
        assert [receipt.reference for receipt in heard(tmp_path)] == [OURS]
        assert len(heard(tmp_path)) == 1
    assert not file.exists()
    assert file.with_name("edie-marlow.json.unreadable").exists()
    (record,) = caplog.records
    assert "1 receipt(s)" in record.getMessage()
    assert "edie" not in caplog.text


def test_one_that_is_still_being_written_is_left_alone(tmp_path: Path) -> None:
    file = said(tmp_path, b'{"reference": ', minutes_ago=1)
    assert heard(tmp_path) == []
    assert file.exists()
    said(tmp_path, GOOD)
    assert len(heard(tmp_path)) == 1


def test_a_time_that_is_still_to_come_is_now(tmp_path: Path) -> None:
    said(tmp_path, {**GOOD, "at": "2999-01-01T00:00:00Z"})
    (receipt,) = heard(tmp_path)
    assert receipt.at <= datetime.now(UTC)
