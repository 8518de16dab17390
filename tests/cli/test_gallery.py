"""`starter.py gallery`: what it shows, what it refuses, and how it ends."""

import json
import re
import shutil
from pathlib import Path
from unittest import mock

import pytest

from countersign.cli.gallery import KINDS
from countersign.gallery import run
from countersign.gallery.looks import Looks, looks
from countersign.gallery.pieces import Piece
from countersign.gallery.seen import tags
from tests.support.stack import DONE, FAILED, HERE, REFUSED, USAGE, Commands

ONE = ("--only", "plan_given", "--no-axe", "--accepted", "accepted.json")


@pytest.mark.rule("TELL-4")
def test_every_form_is_linked_and_what_was_found_stands_beside_it(alone: Commands) -> None:
    said = alone("gallery", "out", *ONE)
    assert said.code == DONE
    assert "letters, plan given: 2 made, nothing wrong" in said.err
    assert "2 shown, nothing wrong; 2 never accepted." in said.words
    page = (alone.folder / "out/index.html").read_text(encoding="utf-8")
    links = re.findall(r'<td class="forms"[^>]*>(.*?)</td>', page, re.DOTALL)[0]
    files = re.findall('href="([^"]*)"', links)
    assert len(files) == 5
    assert all((alone.folder / "out" / file).stat().st_size for file in files)
    assert "words and structure: right<br>accessibility: not run" in page
    assert "not run: --no-axe" in page
    assert tags(page.encode()).count("h1") == 1


def test_what_is_accepted_is_said_the_next_time_with_what_has_changed(
    alone: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert alone("gallery", "out", *ONE, "--accept", "Dawn Whitlock").code == DONE
    kept = (alone.folder / "accepted.json").read_text(encoding="utf-8")
    assert '"by": "Dawn Whitlock"' in kept
    again = alone("gallery", "out", *ONE)
    assert "2 as accepted" in again.words
    original = run.pieces

    def others(*given: object) -> list[Piece]:
        return [
            piece._replace(
                forms={**piece.forms, "text": piece.forms["text"] + b"More.\n"}, model=(*piece.model, "More.")
            )
            for piece in original(*given)  # pyright: ignore[reportArgumentType]
        ]

    monkeypatch.setattr(run, "pieces", others)
    monkeypatch.setattr(run, "looks", lambda _piece, _access: Looks(9.0, 1, (), (), None))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    changed = alone("gallery", "out", *ONE)
    assert "changed letters · plan given · advocate · everything: text" in changed.words
    page = (alone.folder / "out/index.html").read_text(encoding="utf-8")
    assert "<li>More.</li>" in page
    assert "<summary>1 new paragraph</summary>" in page
    assert "thead th { border-bottom-width: 2px; overflow-wrap: normal; }" in page, "no heading breaks within a word"
    assert "since Dawn Whitlock" in page


def test_nothing_is_accepted_while_anything_is_wrong(alone: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(piece: Piece, access: tuple[str, ...] | None) -> Looks:
        return looks(piece, access)._replace(words=("text: missing: “a word”",))

    monkeypatch.setattr(run, "looks", wrong)
    said = alone("gallery", "out", *ONE, "--accept", "Dawn Whitlock")
    assert said.code == REFUSED
    assert "Not accepted: first put right what is wrong." in said.words
    assert "missing: “a word”" in said.words
    assert not (alone.folder / "accepted.json").exists()


def test_whoever_stops_it_has_the_page_of_what_was_made_and_nothing_is_accepted(
    alone: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = iter([True])

    def stops(piece: Piece, access: tuple[str, ...] | None) -> Looks:
        if next(first, False):
            return looks(piece, access)
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "looks", stops)
    said = alone("gallery", "out", *ONE, "--accept", "Dawn Whitlock")
    assert said.code == FAILED
    assert "It was stopped." in said.words
    assert "Not whole" in (alone.folder / "out/index.html").read_text(encoding="utf-8")
    assert not (alone.folder / "accepted.json").exists()


def test_the_documentation_says_how_many_kinds_there_are() -> None:
    for page in ("docs/operations.md", "README.md"):
        assert f"ll {len(KINDS)} kinds" in (HERE / page).read_text(encoding="utf-8"), page


def test_how_far_a_kind_has_got_is_told(alone: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "EVERY", 0)
    assert "letters, plan given: 1 made so far" in alone("gallery", "out", *ONE).err


def test_what_is_accepted_stands_beside_the_schemes_and_a_part_does_not_accept_the_look(
    alone: Commands, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    shutil.copy(HERE / "schemes/procedure.toml", mine)
    only = ("--only", "reminder", "--no-axe", "--accept", "Dawn Whitlock")
    said = alone("gallery", "out", *only, env={"COUNTERSIGN_SCHEMES": str(mine)})
    assert said.code == DONE, said.words
    assert "How all of it looks was not accepted: that is done with all kinds at once" in said.words
    assert json.loads((mine / "gallery-accepted.json").read_text(encoding="utf-8"))["look"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--accept", " "), "needs the name of whoever signs them off"),
        (("--accept", ""), "needs the name of whoever signs them off"),
        (("--accept", "TBC"), "needs the name of whoever signs them off"),
        (("--accept", "12"), "needs the name of whoever signs them off"),
        (("--only", "nothing"), "Invalid value for '--only'"),
        (("--axe", "none.js"), "cannot be read as axe.min.js"),
        (("--accepted", "bad.json"), "is no file of what was accepted"),
    ],
)
def test_what_cannot_be_done_is_said(alone: Commands, words: tuple[str, ...], says: str) -> None:
    (alone.folder / "bad.json").write_text("[]", encoding="utf-8")
    given = ["--only", "plan_given", *(() if "--axe" in words else ("--no-axe",)), *words]
    with mock.patch("countersign.cli.gallery.chromium_here", return_value="/usr/bin/chromium"):
        said = alone("gallery", "out", *given)
    assert said.code == (USAGE if says else DONE)
    assert says in said.words + " ".join(said.err.split())


@pytest.mark.parametrize(
    ("chromium", "axe", "says"),
    [
        (None, True, "not run: Chromium is not on the path"),
        ("/usr/bin/chromium", False, "not run: axe-core is not there (`make axe` fetches it)"),
    ],
)
def test_that_nobody_looked_with_axe_is_said(alone: Commands, chromium: str | None, *, axe: bool, says: str) -> None:
    if axe:
        file = alone.folder / ".countersign/axe/node_modules/axe-core/axe.min.js"
        file.parent.mkdir(parents=True)
        file.write_text("", encoding="utf-8")
    with mock.patch("countersign.cli.gallery.chromium_here", return_value=chromium):
        said = alone("--json", "gallery", "out", "--only", "plan_given")
    assert json.loads(said.out)["accessibility"] == says


@pytest.mark.rule("TELL-7")
def test_the_councils_own_words_are_shown_too(alone: Commands, tmp_path: Path) -> None:
    schemes = tmp_path / "schemes"
    shutil.copytree(HERE / "schemes", schemes)
    own = schemes / "letters/procedure/plan_given.j2"
    own.parent.mkdir(parents=True)
    own.write_text(
        '{% extends "letters/plan_given.j2" %}{% block subject %}They have their plan{% endblock %}', encoding="utf-8"
    )
    said = alone("--json", "gallery", "out", *ONE, env={"COUNTERSIGN_SCHEMES": str(schemes)})
    assert list(json.loads(said.out)["changes"]) == [
        f"{words} · plan given · advocate · {state}"
        for words in ("letters", "procedure's own words")
        for state in ("everything", "with nothing in it that may be missing")
    ]
    assert "They have their plan" in (alone.folder / "out/index.html").read_text(encoding="utf-8")
