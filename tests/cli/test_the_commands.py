"""Every command stands in one room, is reached by its name, and says what it does."""

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import countersign.cli
from countersign.cli.lazy import MESSAGES, ROOM_OF, commands_of
from starter import cli
from tests.support.stack import DONE, USAGE, Commands

FOLDER = Path(countersign.cli.__file__).parent


def rooms() -> list[str]:
    """Every module of the command line that has commands."""
    return [path.stem for path in sorted(FOLDER.glob("*.py")) if _has_commands(path)]


def _has_commands(path: Path) -> bool:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assigned = (statement.target for statement in body if isinstance(statement, ast.AnnAssign))
    return any(isinstance(target, ast.Name) and target.id == "COMMANDS" for target in assigned)


ALL = {str(command.name): command for room in rooms() for command in commands_of(room)}
CONTEXT = click.Context(cli)


def every_way(words: tuple[str, ...], command: click.Command) -> Iterator[tuple[str, ...]]:
    """The words of a command and of each below it."""
    yield words
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            yield from every_way((*words, name), below)


def test_the_rooms_of_commands_are_exactly_those_of_the_rooms() -> None:
    stands_in = {str(command.name): room for room in rooms() for command in commands_of(room)}

    assert {name: room for name, room in stands_in.items() if room != MESSAGES} == ROOM_OF
    assert MESSAGES in stands_in.values()
    assert len(stands_in) == sum(len(commands_of(room)) for room in rooms()), "one name stands for two commands"


def test_the_command_line_lists_each_command_once_and_in_order() -> None:
    assert cli.list_commands(CONTEXT) == sorted(ALL)


@pytest.mark.parametrize("name", sorted(ALL))
def test_each_command_is_reached_by_its_name(name: str) -> None:
    assert cli.get_command(CONTEXT, name) is ALL[name]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("statsu", "No such command 'statsu'. Did you mean 'status'?", id="like one of a room"),
        pytest.param("withdrew", "No such command 'withdrew'. Did you mean 'withdraw'?", id="like a message"),
        pytest.param("xyzzy", "No such command 'xyzzy'.", id="like none"),
    ],
)
def test_a_command_that_is_none_is_a_mistake_of_usage_that_names_those_that_are_like_it(
    alone: Commands, typed: str, says: str
) -> None:
    said = alone(typed)

    assert cli.get_command(CONTEXT, typed) is None
    assert said.code == USAGE
    assert said.err.endswith(f"Error: {says}\n")


@pytest.mark.parametrize(
    "words", [words for name, command in sorted(ALL.items()) for words in every_way((name,), command)], ids=" ".join
)
def test_each_command_says_what_it_does(alone: Commands, words: tuple[str, ...]) -> None:
    said = alone(*words, "--help")

    usage, _, text = said.out.partition("\n\n")
    assert (said.code, said.err) == (DONE, "")
    assert usage.startswith(f"Usage: starter.py {' '.join(words)}")
    assert len(text.partition("\n\n")[0].split()) >= 3, "it does not say what it does"


def test_the_command_line_says_what_every_command_does(alone: Commands) -> None:
    said = alone("--help")

    described = {line.split()[0] for line in said.out.partition("Commands:")[2].splitlines() if len(line.split()) > 1}
    assert described >= set(ALL)
    assert "..." not in said.out.partition("Commands:")[2], "a summary is cut"


@pytest.mark.parametrize(
    "words",
    [("--help",), ("list", "--help"), ("status", "none"), ("list", "--status", "none"), ("check", "none.json")],
    ids=" ".join,
)
def test_what_click_writes_fits_on_eighty_columns(alone: Commands, words: tuple[str, ...]) -> None:
    said = alone(*words)

    assert [line for line in (said.out + said.err).splitlines() if len(line) > 80] == []


def test_a_file_that_is_not_there_is_no_mistake_of_usage(alone: Commands) -> None:
    said = alone("check", "none.json")

    assert (said.code, said.err) == (USAGE, "Not done: none.json: No such file or directory\n")
