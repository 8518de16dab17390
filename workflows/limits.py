"""Every timeout, retry and bound of the workflows, in one place. The figures that a council sets are in its scheme.

An activity is tried again for as long as something that it needs is unavailable. If trying again cannot help, the
activity raises a non-retryable error, and the workflow makes it a person's task.

Recovery after a worker dies follows `start_to_close`, so each is close to what the activity needs.
"""

from datetime import timedelta

from temporalio.common import RetryPolicy

DETERMINE = timedelta(seconds=5)
"""Rules over one plan, and one transaction: milliseconds, unless the database is busy."""

SIGN_OFF = timedelta(seconds=10)
"""The same, and making the written record as PDF: some 50 ms."""

DELIVER = timedelta(seconds=60)
"""Sending every queued notice of one plan, each with its own shorter limit."""

UNTIL_AVAILABLE = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=60))
"""Retry for ever: a database that is away comes back, and the plan waits with its messages in order."""

DELIVER_AGAIN = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""Pauses between tries to send the notices that are left. In the end `activities.notify` asks a person instead."""

LONGEST_MESSAGE = 500_000
"""In bytes. Temporal would end a plan that gave an activity an argument of more than two million bytes."""

DEEPEST_MESSAGE = 50
"""How deeply lists and objects may be nested. Our own models need fewer than ten levels; decoders stop at 200."""

SEEN_MESSAGES = 1_000
"""How many message ids a run remembers and carries over. The database knows the older ones."""

TIMELINE_ENTRIES = 200
"""How many entries of the timeline a run carries over. The record has all of them."""

REFUSALS_SHOWN = 20
"""How many refused messages the status shows."""

AFTER_A_FAULT = timedelta(hours=1)
"""The pause after our own software failed on a step. A person can ask for an earlier try."""
