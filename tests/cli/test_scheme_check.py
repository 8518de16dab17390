"""`starter.py scheme check`: everything that is wrong with a file is named at once, of whatever sort it is."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.test_scheme import SCHEMES, only
from tests.support.stack import DONE, HERE, USAGE, Commands


@pytest.mark.rule("ROUTE-1")
def test_what_is_wrong_in_form_in_its_name_and_in_its_words_is_named_at_once(alone: Commands, tmp_path: Path) -> None:
    mine = tmp_path / "northbridge.2026-01-01.toml"
    text = (SCHEMES / "procedure.toml").read_text(encoding="utf-8")
    of_the_duty_team = text.index("[duty]")
    words = text[:of_the_duty_team] + re.sub(r'source = "[^"]*"', 'source = "TBC"', text[of_the_duty_team:], count=1)
    mine.write_text(words.replace("at_least = 5", 'at_least = "some"'), encoding="utf-8")

    problems = only(alone("--json", "scheme", "check", str(mine)), mine.name)["problems"]

    assert [problem.partition(":")[0] for problem in problems] == [
        "consistency.at_least",
        "scheme.name",
        "scheme.in_force_from",
        "duty.source",
    ]


MINE = """[scheme]
name = "northbridge"
title = "Ours"
in_force_from = 2043-01-01
based_on = "procedure@2023-05-23"
source = "Our own standing orders of 2026"
"""


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            MINE.replace('"northbridge"', '"mine2"'),
            "scheme.name: must be 2 to 40 small letters or underscores, a letter first, such as team_manager, not "
            "'mine2'",
            id="a digit in its name",
        ),
        pytest.param(
            MINE.replace("procedure@2023-05-23", "procedure"),
            "there is no edition 'procedure' here",
            id="a base without a day",
        ),
        pytest.param(
            f"{MINE}[review]\nfirst_within_weeks = 6\n",
            "review: this table stands whole instead of that of procedure@2023-05-23, which does not fill it up: copy "
            "all of that table and change what is yours, or leave the table out",
            id="a part of a table",
        ),
        pytest.param(
            f"{MINE}[clocks.agreed]\ndue_after = 3\n",
            "clocks.agreed: this table stands whole instead of that of procedure@2023-05-23",
            id="a part of one clock",
        ),
    ],
)
def test_a_fault_is_said_in_words_that_its_writer_can_act_on(
    alone: Commands, tmp_path: Path, text: str, says: str
) -> None:
    mine = tmp_path / "northbridge.toml"
    mine.write_text(text, encoding="utf-8")
    said = alone("scheme", "check", str(mine))

    assert says in said.words
    assert "pattern" not in said.words
    assert said.code == USAGE


@pytest.mark.rule("ROUTE-1")
def test_a_key_that_its_base_lacks_too_is_only_said_to_be_missing(alone: Commands, tmp_path: Path) -> None:
    mine = tmp_path / "procedure.2043-01-01.toml"
    text = (SCHEMES / "procedure.toml").read_text(encoding="utf-8")
    mine.write_text(text.replace("2023-05-23", "2043-01-01").replace("quiet_for = 1\n", ""), encoding="utf-8")

    problems = only(alone("--json", "scheme", "check", str(mine)), mine.name)["problems"]

    assert problems == ["promises.quiet_for: is missing"]


def test_every_line_that_says_look_at_is_counted(alone: Commands) -> None:
    said = alone("scheme", "check").out

    count = sum(line.startswith("  look at") for line in said.splitlines())
    assert count >= 2
    assert f"{count} things to look at" in said


@pytest.mark.rule("ROUTE-1", "TELL-7")
def test_what_is_wrong_is_said_first_and_last_and_our_defaults_once(alone: Commands, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "letters/northbridge").mkdir(parents=True)
    shutil.copy(SCHEMES / "procedure.toml", mine)
    (mine / "northbridge.toml").write_text(MINE, encoding="utf-8")
    for name, text in (("agreed", "{% block"), ("submitted", "{% extends layout %}{{ nothing }}"), ("nosuch", "")):
        (mine / f"letters/northbridge/{name}.j2").write_text(text, encoding="utf-8")

    said = alone("scheme", "check", str(mine))

    lines = said.out.splitlines()
    assert lines[0].startswith("Cannot be used: letters/northbridge/"), "first which"
    first_wrong = next(number for number, line in enumerate(lines) if line.startswith("  wrong"))
    assert not any(line.startswith("  look at") for line in lines[first_wrong:]), "why last"
    assert said.out.count("our default, not the council's own") == 1
    for words in (
        "agreed.j2: cannot be used wrong line 1: is no template that can be read",
        "nosuch.j2: cannot be used wrong there is no letter of that name",
        "submitted.j2: cannot be used wrong line 1: ",
    ):
        assert words in said.words, "one file does not hide what is wrong with another"


@pytest.mark.rule("TELL-7")
def test_a_file_is_explained_with_the_sender_beside_it_or_the_folder_is_named(alone: Commands, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "northbridge.toml").write_text(MINE, encoding="utf-8")
    asked = ("scheme", "explain", str(mine / "northbridge.toml"))
    nowhere = {"COUNTERSIGN_SENDER": ""}
    assert f"There is no sender.toml in {mine} that can be read" in alone(*asked, env=nowhere).words
    shutil.copy(HERE / "examples/sender.toml", mine)
    assert "Letters come from Northbridge Council" in alone(*asked, env=nowhere).words


def test_a_file_outside_the_folder_of_schemes_is_explained_and_compared(alone: Commands, tmp_path: Path) -> None:
    mine = tmp_path / "northbridge.toml"
    mine.write_text(MINE, encoding="utf-8")

    explained = alone("scheme", "explain", str(mine))
    compared = alone("--json", "scheme", "compare", "procedure", str(mine))

    assert "This edition, northbridge@2043-01-01, is in force from Thursday 1 January 2043." in explained.words
    assert (compared.code, compared.json["editions"]) == (DONE, ["procedure@2023-05-23", "northbridge@2043-01-01"])


@pytest.mark.parametrize(
    ("text", "says"),
    [(None, "there is no such file"), ("= [", "is not TOML"), (MINE.replace("title", "titel"), "scheme.title")],
    ids=["no file", "no TOML", "a wrong key"],
)
def test_a_file_that_cannot_be_explained_is_said_to_be_wrong(
    alone: Commands, tmp_path: Path, text: str | None, says: str
) -> None:
    mine = tmp_path / "northbridge.toml"
    if text is not None:
        mine.write_text(text, encoding="utf-8")
    said = alone("scheme", "explain", str(mine))

    assert (said.code, says in said.words) == (USAGE, True)


@pytest.mark.rule("ROUTE-1")
def test_a_base_that_does_not_stand_beside_its_file_is_something_to_look_at(alone: Commands, tmp_path: Path) -> None:
    mine = tmp_path / "northbridge.toml"
    mine.write_text(MINE, encoding="utf-8")
    about = "scheme.based_on: procedure@2023-05-23 is not in this folder"

    def warned() -> list[bool]:
        said = alone("--json", "scheme", "check", str(mine))
        assert said.code == DONE
        return [warning.startswith(about) for warning in only(said, mine.name)["warnings"]]

    assert any(warned())
    (tmp_path / "procedure.toml").write_bytes((SCHEMES / "procedure.toml").read_bytes())
    assert not any(warned())


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("text", "about"),
    [
        pytest.param(
            MINE.replace("2023-05-23", "2020-01-01")
            + "[review]\nfirst_within_weeks = 6\nwithin_months = 12\non_request_within = 20\nremind_before = 15\n"
            + 'source = "Standards of 2027, part 4"\n[clocks.returned]\ndue_after = "soon"\n',
            ["scheme.based_on", "review.repeat_every", "clocks.returned.due_after"],
            id="a base that there is not, and a key that is missing",
        ),
        pytest.param(
            f'{MINE}[[authority]]\nrole = "team_manager"\ntitle = "Manager"\nsource = "Scheme, part 3"\nlimt = 5\n',
            ["authority[1].limt"],
            id="a row of a table that holds one",
        ),
    ],
)
def test_each_fault_is_named_once_whatever_else_is_wrong(
    alone: Commands, tmp_path: Path, text: str, about: list[str]
) -> None:
    mine = tmp_path / "northbridge.toml"
    mine.write_text(text, encoding="utf-8")

    problems = only(alone("--json", "scheme", "check", str(mine)), mine.name)["problems"]

    places = [problem.partition(":")[0] for problem in problems]
    assert set(about) <= set(places), problems
    assert {place.partition(".")[0].partition("[")[0] for place in places} <= {
        "scheme",
        "review",
        "clocks",
        "authority",
    }
    assert not any("Tuple" in problem for problem in problems)


@pytest.mark.rule("ROUTE-1")
def test_an_edition_that_there_is_not_is_answered_with_those_of_its_scheme(alone: Commands) -> None:
    said = alone("scheme", "explain", "procedure@2020-01-01")

    assert (said.code, "procedure@2023-05-23" in said.err) == (USAGE, True)


@pytest.mark.rule("TELL-7")
def test_a_command_says_what_a_template_may_use(alone: Commands) -> None:
    said = alone("scheme", "facts", "returned")
    assert said.code == DONE
    assert "facts.due_on (a day, or unknown) The day that the person is promised" in said.words
    assert "facts.wanted (information or revision, or unknown)" in said.words
    every = alone("scheme", "facts").words
    for name in (
        "voice.whose",
        "m.words(text)",
        "parts.missed(what, on)",
        "day_in_figures",
        "head.person_name",
        "below",
    ):
        assert name in every
    assert alone("scheme", "facts", "nothing").code == USAGE
