"""A test kit for delayed sign-off: whole plans on a real Temporal server, with virtual time. See docs/testing.md."""

from countersign.testkit.expectations import (
    due,
    escalation_to,
    interim,
    interim_decision_asked_of,
    letter_to_person,
    no_letter_to_person,
    noted,
    nothing_more,
    notice_to,
    paused,
    promised,
    refused,
    reminder_to,
    running,
    status,
    task,
)
from countersign.testkit.letterbook import at_meeting
from countersign.testkit.scenario import Scenario

__all__ = [
    "Scenario",
    "at_meeting",
    "due",
    "escalation_to",
    "interim",
    "interim_decision_asked_of",
    "letter_to_person",
    "no_letter_to_person",
    "noted",
    "nothing_more",
    "notice_to",
    "paused",
    "promised",
    "refused",
    "reminder_to",
    "running",
    "status",
    "task",
]
