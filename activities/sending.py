"""What an activity does at its end: sends at once what was queued, and counts what is left to do."""

from temporalio import activity

from countersign.casework import determining
from countersign.casework.determinations import Determination, Situation
from countersign.casework.ports import Files
from countersign.letters.outbox import Outbox
from countersign.temporal.guard import is_unavailable


def sent(files: Files, outbox: Outbox, situation: Situation, determined: Determination) -> Determination:
    """Send at once what a determination queued: a round trip saved for every plan. Returns it with what is left.

    What was determined stands, whatever happens here. What could not be sent, `activities.notify` takes up.
    """
    try:
        outbox.send_what_waits(situation.plan_id, situation.workflow, situation.now)
    except Exception as error:
        if is_unavailable(error):
            raise
        # `deliver` will meet the same fault, and have a person asked.
        activity.logger.error("a fault of ours while sending: %s", type(error).__name__)
    return determining.counted(files, situation, determined)
