"""ROUTE-5, DP-6 · What an agreement waits for where there is a direct payment."""

from countersign.careplan.evidence import Said
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import ANSWERS_FOR_IT, Declared, Message, Relation, Workflow
from countersign.careplan.wire import Day, Flag, ItemId, Version


class ReportFirstPayment(Message):
    """ROUTE-5: the first payment has been received, and whether it is put into practice. Its authoriser is told.

    If it works, the authoriser approves the plan on this report (`approve_arrangement`). If it does not work yet, the
    plan stays authorised to start: it can be reported again, returned, or withdrawn, and what runs goes on. Of a plan
    that is in force already, one that does not work asks for an amendment.
    """

    declared = Declared(
        name="report_first_payment",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.PRACTITIONER, Relation.ARRANGER}),
        why_they="they arrange the payment, or see how it works (ROUTE-5)",
        states=frozenset({Status.AUTHORISED_TO_START, Status.SIGNED_OFF}),
        not_now="The plan is {status}: it waits for no first payment.",
        when="while the plan is authorised to start (ROUTE-5), or is in force with a direct payment (AMEND-1)",
    )

    received_on: Day
    """The day on which the person received it: from the day of the authorisation, or of the agreement of one in force,
    to the day of this report."""

    put_into_practice: Flag
    """Whether it is put into practice: the arrangement works."""

    how_it_works: Said
    """How well it works, or what does not work yet."""


class ApproveArrangement(Message):
    """ROUTE-5: the authoriser approves a plan that was authorised to start, on the report of how well it works."""

    declared = Declared(
        name="approve_arrangement",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.DECIDER}),
        why_they="it is the authoriser's agreement (ROUTE-5, ROUTE-10)",
        states=frozenset({Status.AUTHORISED_TO_START}),
        not_now="The plan is {status}: only one that may start already is approved on the report of how it works.",
        about="version",
        when=(
            "once it was reported that the first payment is put into practice (ROUTE-5). One that does not work is "
            "returned with `decide`"
        ),
    )

    version: Version
    """The version that was authorised to start."""

    on_what: Said
    """What in the report the approval is based on."""


class MeetCondition(Message):
    """DP-6: what a condition of the direct payment asked for has been done; one that repeats gets its next date."""

    declared = Declared(
        name="meet_condition",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT | {Relation.ARRANGER},
        why_they=(
            "the practitioner is asked for it, and the team that arranges payments has what was to be sent in (DP-6)"
        ),
        when="while the condition is open (DP-6)",
    )

    condition: ItemId

    what_was_done: Said
    """What was done about it."""
