"""The whole examples that README.md and docs/operations.md show are ones that the software takes."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.leaving import End
from tests.support.stack import DONE, EXAMPLES, HERE, Commands, example

OPERATIONS = (HERE / "docs" / "operations.md").read_text(encoding="utf-8")
TYPED = re.compile(r"starter\.py ([a-z-]+) --now (?:([0-9a-f-]{36}) )?examples/([\w-]+)\.json")


def block(language: str) -> str:
    """The one block of this language on the page."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", OPERATIONS, re.DOTALL)
    return found


@pytest.mark.rule("END")
def test_the_message_that_ends_a_plan_on_a_later_day_is_whole() -> None:
    message = End.model_validate(json.loads(block("json")))

    assert message.ending is not None
    assert message.ending.from_day > message.sent_at.date()
    assert message.ending.from_day == date(2027, 1, 4)
    assert message.why is not None


@pytest.mark.rule("ROUTE-1")
def test_the_scheme_that_is_shown_can_be_used(alone: Commands, tmp_path: Path) -> None:
    mine = tmp_path / "northbridge.toml"
    mine.write_text(block("toml"), encoding="utf-8")
    said = alone("scheme", "check", str(mine))

    assert said.code == DONE, said.words


def test_the_walk_in_the_readme_goes_from_a_submission_over_a_return_and_an_amendment_to_an_agreement() -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    walk = re.findall(r"starter\.py [a-z-]+ --now (?:\$PLAN )?examples/(clare-[\w-]+)\.json", text)

    assert walk == [path.stem for path in sorted(EXAMPLES.glob("clare-[1-8]-*.json"))]


@pytest.mark.rule("WHO-2")
@pytest.mark.parametrize("page", ["README.md", "examples/README.md", "docs/operations.md"])
def test_every_message_that_a_page_sends_fits_the_plan_that_it_sends_it_to(page: str) -> None:
    text = (HERE / page).read_text(encoding="utf-8")
    named = re.search(r"^ *PLAN=([0-9a-f-]{36})$", text, re.MULTILINE)
    sent = TYPED.findall(text.replace("$PLAN", named[1]) if named else text)
    assert sent or page != "README.md"
    submitted = {example(name)["plan"]["plan_id"] for command, _, name in sent if command == "submit"}

    for command, plan, name in sent:
        if command != "submit":
            assert command.replace("-", "_") in MESSAGES
            assert plan in submitted, f"{name}: no command before submits that plan"
            message = example(name)
            assert message.get("plan", message)["plan_id"] == plan, name
    assert all((EXAMPLES / f"{name}.json").is_file() for _, _, name in sent)
