"""What a communications officer has accepted, and what is said to have changed since."""

from datetime import date
from pathlib import Path

import pytest

from countersign.gallery.accepted import (
    CHANGED,
    NEW,
    SAME,
    Accepted,
    AcceptedError,
    accept,
    changes,
    hashes,
    read_accepted,
    written,
)
from countersign.gallery.pieces import LARGE_PAGE, PAGE, TEXT, Piece

FIRST, LATER = date(2026, 11, 28), date(2027, 1, 4)


def a_piece(*paragraphs: str, state: str = "everything", style: str = "") -> Piece:
    words = " ".join(paragraphs)
    forms = {PAGE: f"<style>{style}</style>{words}".encode(), LARGE_PAGE: words.encode(), TEXT: words.encode()}
    return Piece("letters", "returned", "person", state, "A title", forms, paragraphs)


def accepted(*pieces: Piece, before: Accepted | None = None, by: str = "Dawn", on: date = FIRST) -> Accepted:
    all_of = [(piece, hashes(piece)) for piece in pieces]
    return accept(before or Accepted(), all_of, "0" * 12, by=by, on=on, whole=True)


def state_of(piece: Piece, was: Accepted) -> str:
    return changes(piece, hashes(piece), was).state


@pytest.mark.parametrize(
    ("now", "state", "forms", "new"),
    [
        (a_piece("One thing.", "Another."), SAME, (), ()),
        (a_piece("One thing.", "Another.", style="p { color: red }"), SAME, (), ()),
        (a_piece("One thing.", "A third."), CHANGED, (PAGE, LARGE_PAGE, TEXT), ("A third.",)),
        (a_piece("Another.", "One thing."), CHANGED, (PAGE, LARGE_PAGE, TEXT), ()),
        (a_piece("One thing.", "Another.", state="has started: yes"), NEW, (), ()),
    ],
    ids=["the same", "another style", "another paragraph", "another order", "another state"],
)
def test_what_has_changed_is_said_with_each_new_paragraph(
    now: Piece, state: str, forms: tuple[str, ...], new: tuple[str, ...]
) -> None:
    was = accepted(a_piece("One thing.", "Another."))
    found = changes(now, hashes(now), was)
    assert (found.state, found.forms, found.paragraphs) == (state, forms, new)
    assert (found.was.by if found.was else "") == ("" if state == NEW else "Dawn")


def test_what_did_not_change_keeps_who_accepted_it_and_when() -> None:
    same, other = a_piece("One thing."), a_piece("Another.", state="has started: yes")
    first = accepted(same, other)
    changed = other._replace(forms={**other.forms, TEXT: b"Else."})
    later = accepted(same, changed, before=first, by="Ewan", on=LATER)
    assert [(held.by, held.on) for held in later.pieces.values()] == [("Dawn", FIRST), ("Ewan", LATER)]
    assert state_of(changed, later) == SAME


def test_what_is_accepted_of_one_kind_leaves_the_others_as_they_were() -> None:
    first = accepted(a_piece("One thing."), a_piece("Another.", state="b"))
    one = a_piece("A third.")
    later = accept(first, [(one, hashes(one))], "0" * 12, by="Ewan", on=LATER, whole=False)
    assert state_of(a_piece("Another.", state="b"), later) == SAME
    assert state_of(one, later) == SAME
    assert list(accepted(one, before=first).pieces) == [one.name], "what is no longer there goes, where all is shown"


def test_the_file_is_read_as_it_was_written_a_line_for_each(tmp_path: Path) -> None:
    was = accepted(a_piece("One “thing”."), a_piece("Another.", state="b"))
    file = tmp_path / "accepted.json"
    file.write_text(written(was), encoding="utf-8")
    assert read_accepted(file) == was
    assert sum("letters · returned" in line for line in written(was).splitlines()) == 2
    assert read_accepted(tmp_path / "none.json") == Accepted()
    empty = tmp_path / "empty.json"
    empty.write_text(written(Accepted()), encoding="utf-8")
    assert read_accepted(empty) == Accepted()


@pytest.mark.parametrize("text", ["", "[]", '{"pieces": {"a": {"by": ""}}}', '{"look": "x"}'])
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "accepted.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AcceptedError, match="is no file of what was accepted"):
        read_accepted(file)
