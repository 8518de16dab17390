"""Schemes and plans for the scenarios: folders in which a council has changed its figures, and plans of any cost."""

import shutil
from pathlib import Path
from typing import Any

from tests.support.builders import SCHEMES


def with_edition(folder: Path, name: str, from_day: str, *changes: tuple[str, str]) -> Path:
    """A folder with every scheme, and one more edition of one: each `(was, now)` of its text is changed once."""
    schemes = folder / "editions"
    shutil.copytree(SCHEMES, schemes, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (SCHEMES / f"{name}.toml").read_text(encoding="utf-8")
    came = next(line for line in text.splitlines() if line.startswith("in_force_from"))
    for was, now in ((came, f"in_force_from = {from_day}"), *changes):
        assert was in text
        text = text.replace(was, now, 1)
    (schemes / f"{name}.{from_day}.toml").write_text(text, encoding="utf-8")
    return schemes


def costing(weekly: str, **parts: Any) -> dict[str, Any]:
    """Changes to the undecided plan: one line that costs so much a week. `parts`: other parts of the plan."""
    line = {"id": "S1", "service": "Home care", "description": "Support at home.", "managed_by": "council"}
    return {
        "plan.services": [{**line, "needs": ["N1", "N2", "N3"], "weekly_cost": weekly}],
        "plan.indicative_budget": "2000.00",
        "plan.indicative_one_off": "50000.00",
        "plan.person_pays": "0.00",
        **{f"plan.{name}": value for name, value in parts.items()},
    }
