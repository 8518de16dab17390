"""The editions of a council's scheme under which the stories are played: small changes to the default scheme.

The default takes some steps every two hours, day and night. Most of these take them less often, so that a story gets
further.
"""

import json
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from countersign.careplan.scheme import Scheme, read_scheme
from tests.support.builders import Json, changed, scheme_json

LESS_OFTEN: Json = {
    "interim.urgent_needs.repeat_every": 72,
    "interim.acknowledged.repeat_every": 60,
    "interim.arranged.repeat_every": 72,
    "interim.in_place.repeat_every": 72,
}
SHORT: Json = {
    "clocks.sign_off.due_after": 6,
    "clocks.sign_off.repeat_every": 4,
    "clocks.sign_off.steps.0.after": 6,
    "clocks.awaiting_decision.due_after": 3,
    "clocks.awaiting_decision.repeat_every": 2,
    "clocks.awaiting_decision.steps.0.after": 1,
    "clocks.awaiting_decision.steps.1.after": 2,
    "clocks.awaiting_decision.steps.2.after": 3,
    "clocks.returned.due_after": 2,
    "clocks.returned.steps.0.after": 0,
    "clocks.returned.steps.1.after": 2,
}


def _steps(*steps: tuple[int, str]) -> list[Json]:
    return [{"after": after, "do": do, "source": "the proof"} for after, do in steps]


MANY: Json = {
    "clocks.awaiting_decision.steps": _steps(
        (2, "remind"), (4, "escalate"), (4, "escalate"), (6, "overdue"), (10, "escalate"), (12, "interim_decision")
    ),
    "clocks.sign_off.steps": _steps((8, "remind"), (9, "escalate"), (30, "interim_decision")),
    "clocks.information.steps": _steps((0, "remind"), (2, "remind")),
}


PANEL: Json = {
    "meeting.0.every_weeks": 1,
    "meeting.0.larger_than_usual_over": "350.00",
    "authority.1.agrees_up_to": "350.00",
    "authority.0.agrees_up_to": "300.00",
}
"""A plan that costs more than £350.00 a week goes to the panel, which meets every Wednesday."""
FIRST_PAYMENT: Json = {
    "clocks.first_payment.due_after": 6,
    "clocks.first_payment.steps.0.after": 3,
    "clocks.first_payment.steps.1.after": 6,
}


def figures(name: str, begins: date) -> Json:
    """The scheme of that edition, as data. `begins`: the day on which the story begins."""
    closures = [begins + timedelta(days=number) for number in range(2, 17)]
    changes: dict[str, Json] = {
        "as written": {},
        "short limits": {**LESS_OFTEN, **SHORT},
        "many steps": {**LESS_OFTEN, **MANY},
        "no quiet period": {**LESS_OFTEN, "promises.quiet_for": 0},
        "a long quiet period": {**LESS_OFTEN, "promises.quiet_for": 8},
        "closed for a fortnight": {**LESS_OFTEN, "office.closures": closures, "office.closes_at": time(16, 30)},
    }
    changes |= {"a panel": {**LESS_OFTEN, **PANEL}, "the first payment": {**LESS_OFTEN, **FIRST_PAYMENT}}
    number = list(changes).index(name)
    in_force = {"scheme.name": "procedure", "scheme.in_force_from": date(2023, 5, 23) + timedelta(days=number)}
    of = {"a panel": "panel_by_exception", "the first payment": "doncaster"}.get(name, "procedure")
    whole = changed(scheme_json(of), {**changes[name], **in_force})
    return {**whole, "scheme": {key: each for key, each in whole["scheme"].items() if key != "based_on"}}


@cache
def scheme_of(name: str, begins: date) -> Scheme:
    """The scheme of that edition, in the form that the rules read."""
    return read_scheme(figures(name, begins), "procedure.toml")


def put_in_force(name: str, begins: date, folder: Path) -> None:
    """Write that edition into the folder where the workers read it."""
    text = "\n".join(f"{key} = {toml(value)}" for key, value in figures(name, begins).items())
    (folder / "procedure.toml").write_text(text, encoding="utf-8")


def toml(value: Any) -> str:
    """A value in the form of TOML, on one line."""
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {toml(each)}" for key, each in cast("Json", value).items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(toml(each) for each in cast('list[Any]', value))}]"
    return value.isoformat() if isinstance(value, date | time) else json.dumps(value)
