"""ROUTE-1 · One row of a scheme's table of authority, in words."""

from countersign.careplan.authority import Authority
from countersign.careplan.figures import pounds
from countersign.careplan.plan import PlanKind


def row_in_words(row: Authority) -> str:
    """What a role may agree, such as "under £1,000 a week, nothing one-off, carer plans only"."""
    one_off = ""
    if not row.agrees_any_amount:
        one_off = f", {pounds(row.one_off_up_to)} one-off" if row.one_off_up_to else ", nothing one-off"
    where = f", at the {row.in_meeting.replace('_', ' ')}" if row.in_meeting else ""
    where += ", once a panel or call missed it" if row.once_missed else ""
    kinds = "" if len(row.kinds) == len(PlanKind) else f", {' and '.join(kind.value for kind in row.kinds)} plans only"
    return f"{row.limit_in_words}{one_off}{where}{kinds}"
