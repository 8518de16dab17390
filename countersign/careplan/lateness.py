"""TIME-2, TIME-6 · How late a wait is by now. `careplan.missed` says whether it is late, and since when.

A clock that was late before it stands still stays late, and becomes no later while it is paused.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from countersign.careplan.clock_moves import running
from countersign.careplan.clocks import Pause
from countersign.careplan.working_time import Time


def late_for(since: datetime, pauses: Iterable[Pause], until: datetime, time: Time) -> timedelta:
    """For how long a wait has been late since the date it missed, counted in the clock's own time, less its pauses."""
    return running(since, sorted((pause.since, pause.until or until) for pause in pauses), until, time)
