"""The command line: one message in, one answer out; and what an ops person looks at.

An ops person and the script of a case system use it. A message is one JSON object, from a file or, as `-`, from
standard input. Output is for people, or with `--json` for machines. Exit codes: 0 done, 2 usage, 3 refused, 4 failed.
"""

import sys
from typing import NoReturn

import click

from countersign.cli.lazy import LazyGroup
from countersign.cli.shell import DONE, FAILED, Shell
from countersign.fault import end_at_once, in_short


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
@click.option("--wait", default=30.0, show_default=True, help="Seconds to wait for an answer.")
@click.pass_context
def cli(context: click.Context, *, as_json: bool, wait: float) -> None:
    """Sign-off of care and support plans: send a message, get an answer."""
    context.obj = Shell(as_json=as_json, wait=wait)


def main() -> NoReturn:
    """Run the command and end at once with its exit code."""
    try:
        cli()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else FAILED
    except Exception as error:  # noqa: BLE001  # the text of none may be shown: it may be about a person
        sys.stderr.write(f"Failed: a fault of ours, {in_short(error)}\n")
        code = FAILED
    else:
        code = DONE
    end_at_once(code)


if __name__ == "__main__":
    main()
