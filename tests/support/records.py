"""What the tests of the written record are made from: `countersign.gallery.sample_plans` and `sample_records`."""

from countersign.gallery.sample_plans import (
    AGREED_ON,
    ALTERNATIVES,
    CONDITIONS,
    EMPLOYER_COSTS,
    GARDENING,
    OTHERWISE,
    PLAN,
    PLAN_ID,
    REVIEW_BY,
    WAGES,
    a_sender,
    payment_plan,
    plan,
)
from countersign.gallery.sample_records import (
    WHEN,
    payment_record,
    record_of,
    records_from,
)
from countersign.wording.written_record import WrittenRecord

__all__ = [
    "AGREED_ON",
    "ALTERNATIVES",
    "CONDITIONS",
    "EMPLOYER_COSTS",
    "GARDENING",
    "OTHERWISE",
    "PLAN",
    "PLAN_ID",
    "RECORDS",
    "REVIEW_BY",
    "WAGES",
    "WHEN",
    "a_sender",
    "payment_plan",
    "payment_record",
    "plan",
    "record_of",
    "records_from",
]

RECORDS: dict[str, WrittenRecord] = records_from(a_sender())
"""The records that tests look at in every form."""
