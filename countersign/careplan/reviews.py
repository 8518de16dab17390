"""REV-1, TIME-6 · By which day a plan in force is reviewed: one day, which is due and which the person is promised.

Source: Care Act 2014 s.27; the figure is the scheme's.
"""

from datetime import date, datetime

from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import WorkingDays, add_months, london_day


def review_by(agreed_at: datetime, scheme: Scheme, days: WorkingDays) -> date:
    """The day by which a plan is reviewed. It never falls on a day off: then it is the last working day before."""
    return days.last_working_day(add_months(london_day(agreed_at), scheme.review.within_months))
