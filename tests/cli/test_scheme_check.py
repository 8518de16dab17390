"""`starter.py scheme check`: everything that is wrong with a file is named at once, of whatever sort it is."""

import re
from pathlib import Path

import pytest

from tests.cli.test_scheme import SCHEMES, only
from tests.support.stack import Commands


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
