"""The last step of an activity: it sends the notices that were queued, and counts what is left to do."""

from temporalio import activity

from countersign.casework import determining
from countersign.casework.determinations import Determination, Situation
from countersign.casework.ports import Files
from countersign.letters.outbox import Outbox
from countersign.temporal.guard import is_unavailable


def sent(files: Files, outbox: Outbox, situation: Situation, determined: Determination) -> Determination:
    """Send the queued notices that are quick to send, which saves a round trip. Returns it with what is left to do.

    Whatever goes by a relay waits for `activities.notify`: a relay that is slow must not outlast a determination.

    The determination stands, whatever happens here. If a notice cannot be sent, `activities.notify` tries again.
    """
    try:
        outbox.send_what_is_quick(situation.model_copy(update={"standing": determined.standing}))
    except Exception as error:
        if is_unavailable(error):
            raise
        # `deliver` will meet the same fault, and a person is asked then.
        activity.logger.error("a fault of ours while sending: %s", type(error).__name__)
    return determining.counted(files, situation, determined)
