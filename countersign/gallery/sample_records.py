"""Written records to look at: of one full plan, and of one by direct payment, whole and in part. All invented."""

from typing import Any

from countersign.careplan.consent import Section
from countersign.careplan.decision_parts import Condition, LineOtherwise
from countersign.careplan.direct_payment import as_decided
from countersign.careplan.plan import Plan
from countersign.careplan.reading_out import reference_of
from countersign.careplan.sender import Sender
from countersign.gallery.sample_plans import (
    AGREED_ON,
    CONDITIONS,
    OTHERWISE,
    PLAN,
    REVIEW_BY,
    a_sender,
    payment_plan,
    plan,
)
from countersign.wording.as_decided import AsDecided, HoldsACopy
from countersign.wording.written_record import WrittenRecord, written_record


def record_of(
    a_plan: Plan,
    sections: tuple[Section, ...] | None = None,
    otherwise: tuple[LineOtherwise, ...] = (),
    conditions: tuple[Condition, ...] = (),
    *,
    is_net: bool = True,
    practitioner: tuple[str, str] = ("Clare Penrose", "01632 960104"),
    says_what_is_missing: bool = True,
    is_the_persons: bool = False,
    copies: tuple[HoldsACopy, ...] = (),
    sender: Sender | None = None,
) -> WrittenRecord:
    """The record of a plan, whole or in part, as it was decided. `sender`: that of the examples, if no other."""
    decided = AsDecided(
        version=2,
        reference=reference_of(a_plan.plan_id),
        agreed_on=AGREED_ON,
        agreed_by="Service manager",
        sender=sender or a_sender(),
        practitioner=practitioner,
        review_by=REVIEW_BY,
        is_net=is_net,
        otherwise=otherwise,
        conditions=conditions,
        copies=copies,
    )
    return written_record(
        as_decided(a_plan, otherwise),
        decided,
        sections=sections,
        says_what_is_missing=says_what_is_missing,
        is_the_persons=is_the_persons,
    )


def payment_record(sections: tuple[Section, ...] | None = None, **changes: Any) -> WrittenRecord:
    """The record of that plan as it was decided: with conditions, and one line managed otherwise."""
    return record_of(payment_plan(**changes), sections, OTHERWISE, CONDITIONS)


WHEN: dict[str, Any] = {"starts_on": "2026-12-01", "days": ["monday", "thursday"], "times": ["8:00 to 8:45"]}


def records_from(sender: Sender) -> dict[str, WrittenRecord]:
    """A record of each sort, by its name. `sender`: whose they are."""
    return {
        "a plan": record_of(plan(), sender=sender),
        "a direct payment": record_of(payment_plan(), None, OTHERWISE, CONDITIONS, sender=sender),
        "the person's own": record_of(
            plan(how_to_talk="Say who you are.", services=[line | WHEN for line in PLAN["services"]]),
            is_the_persons=True,
            copies=(HoldsACopy("Lantern Home Care", is_part=True),),
            sender=sender,
        ),
        "a part copy": record_of(plan(), (Section.NEEDS, Section.SERVICES), sender=sender),
    }
