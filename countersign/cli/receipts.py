"""TELL-5 · What GOV.UK Notify calls back: taken from standard input, once its token is right, and kept."""

import hmac
import os
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from countersign.careplan.characters import is_text
from countersign.careplan.reading import NotReadError, read_json
from countersign.careplan.ways import Heard
from countersign.cli.shell import REFUSED, USAGE, Shell, pass_shell
from countersign.letters.channels.notify_receipts import heard_in_callback

AUTHORIZATION = "HTTP_AUTHORIZATION"
"""The variable in which a door hands on the header `Authorization`, as CGI (RFC 3875) has it. An argument could be seen
by whoever lists the processes."""

LARGEST = 20_000
"""In bytes: a callback has some five hundred."""

SHORTEST_TOKEN = 10
"""As Notify asks for."""


@click.command("receipt")
@click.option("--token-file", help="The token that Notify sends; else COUNTERSIGN_NOTIFY_CALLBACK_TOKEN_FILE.")
@pass_shell
def receipt(shell: Shell, token_file: str | None) -> None:
    """Take one callback of GOV.UK Notify from standard input: what became of a message, or that a letter came back.

    The header that it came with is in HTTP_AUTHORIZATION ("Bearer ..."). Exit codes for the door that hands it on: 0,
    it is kept, was known, or is about nothing of ours (answer 200); 3, not from Notify, or no callback (401, not
    tried again); 4, it could not be kept now (503: Notify tries again).
    """
    token = _token_in(shell, Path(token_file) if token_file else shell.settings().notify_callback_token_file)
    # A header may have any bytes: they are compared as they came.
    scheme, _, given = os.environ.get(AUTHORIZATION, "").encode("utf-8", "surrogateescape").partition(b" ")
    if scheme.lower() != b"bearer" or not hmac.compare_digest(given.strip(), token.encode()):
        shell.fail(REFUSED, f"{AUTHORIZATION}: it is not the token that Notify sends. Nothing was read.")
    content = sys.stdin.buffer.read(LARGEST + 1)
    try:
        heard = heard_in_callback(read_json(content, LARGEST), datetime.now(UTC))
    except NotReadError as error:
        shell.fail(REFUSED, f"standard input {error}")
    except ValueError as error:
        shell.fail(REFUSED, f"standard input is no callback of Notify's: {error}")
    taken = "nothing" if heard is None else _taken(shell, heard)
    shell.say({"taken": taken}, lambda: click.echo(_SAID[taken]))


_SAID = {
    "new": "Kept. Its plan looks at it.",
    "known": "It was known.",
    "unknown": "No sending of ours has that reference: nothing was kept.",
    "nothing": "It is about nothing of ours, or about something that is still under way: nothing was kept.",
}


def _taken(shell: Shell, heard: Heard) -> str:
    # Only a callback about something of ours needs the database.
    return import_module("countersign.cli.at_hand").receipt_taken(shell, heard)


def _token_in(shell: Shell, file: Path | None) -> str:
    if file is None:
        shell.fail(USAGE, "--token-file: is missing, and COUNTERSIGN_NOTIFY_CALLBACK_TOKEN_FILE is not set.")
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is no text in UTF-8"
        shell.fail(USAGE, f"the file of the token: {reason}")
    if len(token) < SHORTEST_TOKEN or not is_text(token):
        shell.fail(USAGE, f"the file of the token: must hold {SHORTEST_TOKEN} characters or more, as Notify asks for.")
    return token


COMMANDS: tuple[click.Command, ...] = (receipt,)
"""Every command of this room."""
