"""TELL-4, REC-1 · `gallery`: every letter and record on one page, looked at, for whoever signs them off."""

import re
from datetime import UTC, datetime
from pathlib import Path

import click

from countersign.careplan.evidence import says_something
from countersign.careplan.notices import NoticeKind
from countersign.careplan.scheme import SchemeError
from countersign.careplan.working_time import london_day
from countersign.cli.shell import DONE, FAILED, REFUSED, USAGE, Shell, pass_shell
from countersign.cli.showing.gallery import show_gallery
from countersign.cli.templates import sender_or_made_up
from countersign.gallery.accepted import AcceptedError, read_accepted
from countersign.gallery.browser import BrowserError, chromium_here
from countersign.gallery.pieces import RECORD
from countersign.gallery.run import Asked, gallery
from countersign.office import documents_of
from countersign.settings import STATE_FOLDER

FOLDER = Path("build/gallery")
ACCEPTED = "gallery-accepted.json"
"""What was accepted: each council's own, beside its schemes."""
AXE = STATE_FOLDER / "axe/node_modules/axe-core/axe.min.js"
"""Where `make axe` puts it."""

KINDS = [RECORD, *(kind.value for kind in NoticeKind)]

_A_NAME = re.compile(r"[^\W\d_].*[^\W\d_]\.?")


@click.command("gallery")
@click.argument("folder", type=click.Path(path_type=Path), default=FOLDER)
@click.option("--only", type=click.Choice(KINDS), default=None, metavar="KIND", help="Of one kind, such as returned.")
@click.option("--accept", "accept_by", default=None, metavar="NAME", help="Sign off what is shown, in this name.")
@click.option(
    "--accepted",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help=f"What was accepted; without it, {ACCEPTED} beside the schemes.",
)
@click.option("--axe", type=click.Path(path_type=Path), default=None, metavar="FILE", help="axe.min.js, if elsewhere.")
@click.option("--no-axe", is_flag=True, help="Do not check accessibility, which takes longest.")
@pass_shell
def show(
    shell: Shell,
    folder: Path,
    only: str | None,
    accept_by: str | None,
    accepted: Path | None,
    axe: Path | None,
    *,
    no_axe: bool,
) -> None:
    """Make every letter and record in every form, voice and state, look at each, and show them on one page.

    FOLDER: where they go; without it, build/gallery. Samples are in the words of this installation's council where it
    has any, and from its sender; else from a made-up one. Exit code 3: something is wrong, and nothing is accepted.

    All kinds take a minute or two; with axe the first time some ten, later less: what it found of a page is kept. On a
    busy machine it is several times as long. Begin with one kind: --only returned. Ctrl-C leaves a page of what was
    made until then. How all of it looks, its style sheet and its print, is signed off only with all kinds at once.
    """
    name = " ".join((accept_by or "").split())
    if accept_by is not None and not (says_something(name) and _A_NAME.fullmatch(name)):
        shell.fail(USAGE, "--accept needs the name of whoever signs them off, such as --accept 'Dawn Whitlock'.")
    settings = shell.settings()
    try:
        accepted = accepted or settings.schemes / ACCEPTED
        was = read_accepted(accepted)
        sender = sender_or_made_up(settings)
        documents = documents_of(settings)
    except (AcceptedError, SchemeError) as error:
        shell.fail(USAGE, str(error))
    program, source, not_run = _axe(shell, axe, off=no_axe)
    if only is None:
        shell.errors.print(f"{len(KINDS)} kinds, in some minutes. Ctrl-C leaves what is made until then.", style="dim")
    asked = Asked(folder, only or "", source, program, not_run, london_day(datetime.now(UTC)), name)
    try:
        made = gallery(documents, sender, was, asked, lambda line: shell.errors.print(line, style="dim"))
        if made.accepted:
            _replace(accepted, made.accepted)
    except BrowserError as error:
        shell.fail(FAILED, str(error))
    except OSError as error:
        shell.fail(FAILED, f"{error.filename or folder}: {error.strerror}")
    finally:
        documents.close()
    shell.say(
        {
            "page": str(made.page),
            "shown": len(made.shown),
            "wrong": made.faults,
            "accessibility": not_run or "looked at",
            "changes": {row.piece.name: row.changes.state for row in made.shown},
            "accepted": bool(made.accepted),
            "stopped": made.stopped,
        },
        lambda: show_gallery(shell.console, made, not_run=not_run, accept_by=name, only=only or "", file=accepted),
    )
    if made.stopped:
        shell.fail(FAILED, "It was stopped. The page has what was made until then, and nothing was accepted.")
    raise SystemExit(REFUSED if made.faults else DONE)


def _axe(shell: Shell, axe: Path | None, *, off: bool) -> tuple[str, str, str]:
    """Chromium, the source of axe, and why it does not look; empty where it does."""
    if off:
        return "", "", "not run: --no-axe"
    program, where = chromium_here(), axe or AXE
    if axe is None and not where.is_file():
        return "", "", "not run: axe-core is not there (`make axe` fetches it)"
    if program is None:
        return "", "", "not run: Chromium is not on the path"
    try:
        return program, where.read_text(encoding="utf-8"), ""
    except (OSError, UnicodeDecodeError):
        shell.fail(USAGE, f"--axe: {where} cannot be read as axe.min.js.")


def _replace(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    new = file.with_name(f"{file.name}.new")
    file.parent.mkdir(parents=True, exist_ok=True)
    new.write_text(text, encoding="utf-8")
    new.replace(file)


COMMANDS: tuple[click.Command, ...] = (show,)
"""Every command of this room."""
