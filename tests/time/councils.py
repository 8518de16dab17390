"""Councils for the scenarios: the default scheme with days on which it is closed, and registers that change.

Every date is of 2043, whose calendar is that of 2026 but for Easter: a plan's clock goes forward only, so a scenario
that is to begin on a given day begins on one that is still to come for a long time.
"""

from pathlib import Path

from countersign.testkit.examples import EXAMPLES
from tests.support.builders import SCHEMES

_WHO_MAY_DO_WHAT = 6
"""How many columns of the register these scenarios need: the others say who the practitioners are."""

REGISTER = "".join(
    f"{','.join(line.split(',')[:_WHO_MAY_DO_WHAT])}\n"
    for line in (EXAMPLES / "register.csv").read_text(encoding="utf-8").splitlines()
)


def closed_on(folder: Path, *days: str) -> Path:
    """A folder with the default scheme, of a council that is closed on these days besides."""
    text = (SCHEMES / "procedure.toml").read_text(encoding="utf-8")
    assert text.count("closures = []") == 1
    schemes = folder / f"closed-{len(days)}"
    schemes.mkdir(exist_ok=True)
    closed = text.replace("closures = []", f"closures = [{', '.join(days)}]")
    (schemes / "procedure.toml").write_text(closed, encoding="utf-8")
    return schemes


def acting(*lines: str) -> str:
    """The register with people who act for others besides, or with limits of their own: lines of all nine columns."""
    header, *others = REGISTER.strip().splitlines()
    wider = [f"{header},agrees_up_to,one_off_up_to,acting_for", *(f"{line},,," for line in others)]
    return "\n".join((*wider, *lines))


def without(*people: str) -> str:
    """The register after these people have left."""
    return "\n".join(line for line in REGISTER.splitlines() if line.partition(",")[0] not in people)


def also(*lines: str) -> str:
    """The register with these lines besides."""
    return "\n".join((REGISTER.strip(), *lines))
