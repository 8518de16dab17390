"""REC-3 · Handles what is recorded of the person's understanding, and of the support that they were given."""

from countersign.careplan.findings import finding
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.understanding import RecordUnderstanding
from countersign.careplan.understanding import is_stated_whole, support_is_whole
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.registry import handles
from countersign.casework.understanding import state, stated_now, support


@handles(RecordUnderstanding)
def record_understanding(case: Case, message: RecordUnderstanding) -> Accepted | Refused:
    """REC-3: what is known by now of the person's understanding, or the support given. No other clock moves."""
    stated, given = message.understanding, message.support
    faults = [*is_stated_whole(stated, "understanding")]
    if stated is None and given is None:
        reason = "say what is known, in `understanding`, or what support was given, in `support`."
        faults.append(finding("REC-3", False, reason, "understanding"))
    if given is not None:
        faults += support_is_whole(given, stated or stated_now(case), case.today)
    if faults:
        return Refused.because(Refusal.INCOMPLETE, faults)
    at = case.takes_effect(message, case.state_began)
    if stated is not None:
        state(case, stated, at, message)
    if given is not None:
        support(case, given, message)
    return Accepted()
