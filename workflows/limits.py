"""Every timeout, retry and bound of the workflow, in one place. What a council sets is in its scheme instead.

An activity is tried again for as long as what it needs is unavailable. What trying again cannot mend, an activity
raises as non-retryable, and the workflow makes it a person's task.

Recovery after a worker dies follows `start_to_close`, so each is close to what the activity needs.
"""

from datetime import timedelta

from temporalio.common import RetryPolicy

DETERMINE = timedelta(seconds=5)
"""Rules over one plan, and one transaction: milliseconds, unless the database is busy."""

SIGN_OFF = timedelta(seconds=10)
"""The same, and the written record as PDF: some 50 ms."""

DELIVER = timedelta(seconds=60)
"""Every notice of one plan that waits, each with its own shorter limit."""

UNTIL_AVAILABLE = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=60))
"""For ever: a database that is away comes back, and the plan waits with its messages in order."""

DELIVER_AGAIN = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""After a try to deliver that left something: until the next. `activities.notify` ends it, with a person's task."""

LONGEST_MESSAGE = 500_000
"""Bytes. Temporal would end a plan that handed anything longer than two million on to an activity."""

DEEPEST_MESSAGE = 50
"""How deeply lists and objects may lie within each other: our own models need fewer than ten, decoders stop at 200."""

SEEN_MESSAGES = 1_000
"""How many message ids a run remembers and carries over. Older ones are still known to the database."""

TIMELINE_ENTRIES = 200
"""How much of the timeline a run carries. All of it is in the record."""

REFUSALS_SHOWN = 20
"""How many refused messages the status shows."""

AFTER_A_FAULT = timedelta(hours=1)
"""After our own software failed on a step: until the step is tried again, unless a person asks for it sooner."""
