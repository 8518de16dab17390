"""REC-3 · Handles what is recorded of the person's understanding, and of the support that they were given."""

from countersign.careplan.findings import finding
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.understanding import RecordUnderstanding
from countersign.careplan.understanding import is_stated_whole, support_is_whole
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.people import name_the_advocate
from countersign.casework.handlers.registry import handles
from countersign.casework.understanding import state, stated_now, support


@handles(RecordUnderstanding)
def record_understanding(case: Case, message: RecordUnderstanding) -> Accepted | Refused:
    """REC-3: what is known of the person's understanding, their advocate, the support given. No other clock moves."""
    stated, given, advocate = message.understanding, message.support, message.advocate
    faults = [*is_stated_whole(stated, "understanding")]
    if stated is None and given is None and advocate is None:
        reason = (
            "say what is known, in `understanding`, what support was given, in `support`, or who the `advocate` is."
        )
        faults.append(finding("REC-3", False, reason, "understanding"))
    if given is not None:
        faults += support_is_whole(given, stated or stated_now(case), case.today)
    if advocate is not None and advocate.since and advocate.since > case.today:
        faults.append(finding("REC-3", False, "it is a day that has not come yet.", "advocate.since"))
    if faults:
        return Refused.because(Refusal.INCOMPLETE, faults)
    at = case.takes_effect(message, case.state_began)
    said = name_the_advocate(case, advocate, message) if advocate is not None else ()
    if stated is not None:
        state(case, stated, at, message)
    if given is not None:
        support(case, given, message)
    return Accepted(said)
