"""What the tests of the written record are made from: `countersign.gallery.sample_plans`."""

from countersign.gallery.sample_plans import (
    AGREED_ON,
    ALTERNATIVES,
    CONDITIONS,
    EMPLOYER_COSTS,
    GARDENING,
    OTHERWISE,
    PLAN,
    PLAN_ID,
    RECORDS,
    REVIEW_BY,
    WAGES,
    WHEN,
    payment_plan,
    payment_record,
    plan,
    record_of,
)

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
    "payment_plan",
    "payment_record",
    "plan",
    "record_of",
]
