"""WHO-4 · Keys of case systems: a new pair, and what the file of senders says."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from countersign.careplan.senders import SendersError
from countersign.careplan.working_time import london_day
from countersign.cli.shell import USAGE, Shell, pass_shell
from countersign.senders.keys import new_pair, senders_in, write_private

_SYSTEM = """# Which case systems may send messages, their keys, and what each may say for whom (docs/operations.md).
[[system]]
name = "{system}"
audience = "{audience}"
messages = ["*"]   # or the names of messages, such as ["submit", "decide"]
staff = ["*"]      # or references of staff, or patterns, such as ["sw-*", "tm-*"]

{key}"""


@click.group()
def keys() -> None:
    """The keys with which case systems sign what they send."""


@keys.command("new")
@click.argument("system")
@click.option(
    "--audience", required=True, help="What this installation is called in signatures, such as its host name."
)
@click.option("--private", required=True, help="Where to write the private key. Only its owner may read it.")
@click.option("--senders", help="Make this file of senders with the public key in it, if there is none yet.")
@click.option("--kid", help="The id of the key; left out, the system and the day.")
@pass_shell
def new(shell: Shell, system: str, audience: str, private: str, senders: str | None, kid: str | None) -> None:
    """Make a pair of keys for SYSTEM: what its messages give as `sent_by.system`.

    The private key goes to the case system. The public key goes into the file of senders; what is printed is pasted
    there, below the system. Nothing is ever written over.
    """
    today = london_day(datetime.now(UTC))
    pair = new_pair(kid or f"{system}-{today.isoformat()}", audience, today)
    file = Path(senders) if senders else None
    there = [f"{private} is there already: no key is written over."] if Path(private).exists() else []
    if file is not None and file.exists():
        there.append(f"{file} is there already: leave out --senders, and paste the key into it.")
    if there:
        shell.fail(USAGE, " ".join(there))
    written: list[Path] = []
    try:
        for path in (Path(private), *([file] if file else [])):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_private(Path(private), pair.private)
        written.append(Path(private))
        if file is not None:
            with file.open("x", encoding="utf-8") as opened:
                written.append(file)
                opened.write(_SYSTEM.format(system=system, audience=audience, key=pair.public))
            senders_in(file)
    except (OSError, SendersError) as error:
        # Half a pair is of no use, and would be in the way of the next attempt.
        for path in written:
            path.unlink(missing_ok=True)
        shell.fail(USAGE, f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error))
    made = {"private": private, "senders": senders or "", "public": pair.public}
    shell.say(made, lambda: click.echo(pair.public if file is None else f"{private} and {file} are made."))


@keys.command("check")
@click.argument("file", required=False)
@pass_shell
def check(shell: Shell, file: str | None) -> None:
    """Say what a file of senders says, or what is wrong with it; left out, the one of COUNTERSIGN_SENDERS_FILE."""
    path = Path(file) if file else shell.settings().senders_file
    if path is None:
        shell.fail(USAGE, "FILE is missing, and COUNTERSIGN_SENDERS_FILE is not set: name the file.")
    try:
        read = senders_in(path)
    except SendersError as error:
        shell.fail(USAGE, str(error))
    today = london_day(datetime.now(UTC))

    def for_people() -> None:
        for system in read.system:
            click.echo(
                f"{system.name}, for {system.audience}: {' '.join(system.messages)}; for {' '.join(system.staff)}"
            )
            for key in system.key:
                click.echo(
                    f"  {key.kid}: {_when(key.from_day, key.until)}{'' if key.in_force(today) else ' (not today)'}"
                )

    shell.say(read.model_dump(mode="json", by_alias=True), for_people)


def _when(from_day: date, until: date | None) -> str:
    return f"from {from_day.isoformat()}{f' to {until.isoformat()}' if until else ''}"


COMMANDS: tuple[click.Command, ...] = (keys,)
"""Every command of this room."""
