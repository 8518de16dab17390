"""ROUTE-5, DP-6 · What an agreement waits for where there is a direct payment."""

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import KNOWN, Declared, Message, Workflow
from countersign.careplan.wire import Day, Flag, ItemId, Text


class ReportFirstPayment(Message):
    """ROUTE-5: the first payment has been received, and whether it is put into practice; then the plan is signed off.

    Where it is not working yet nothing is lost: the plan stays authorised to start, and its authoriser is told.
    """

    declared = Declared(
        name="report_first_payment",
        workflows=(Workflow.PLAN,),
        sent_by=KNOWN,
        states=frozenset({Status.AUTHORISED_TO_START}),
        not_now="The plan is {status}: it waits for no first payment.",
        when="while the plan is authorised to start (ROUTE-5)",
    )

    received_on: Day
    """The day on which the person received it."""

    put_into_practice: Flag
    """Whether it is put into practice: the arrangement works."""

    how_it_works: Text
    """How well it works, or what does not work yet."""


class MeetCondition(Message):
    """DP-6: what a condition of the direct payment asked for has been done; one that repeats gets its next date."""

    declared = Declared(
        name="meet_condition",
        workflows=(Workflow.PLAN,),
        sent_by=KNOWN,
        when="while the condition is open (DP-6)",
    )

    condition: ItemId

    what_was_done: Text
    """What was done about it."""
