"""Every timeout, retry and bound of the workflows, in one place. The figures that a council sets are in its scheme.

An activity is tried again for as long as something that it needs is unavailable. If trying again cannot help, the
activity raises a non-retryable error, and the workflow makes it a person's task.

Recovery after a worker dies follows `start_to_close`, so each is close to what the activity needs.
"""

from datetime import timedelta

from temporalio.common import RetryPolicy

from countersign.careplan import bounds
from countersign.temporal import names

DETERMINE = timedelta(seconds=5)
"""Rules over one plan, and one transaction: milliseconds, unless the database is busy."""

PRINT = timedelta(minutes=20)
"""Making every form of the record and of the copies, and one transaction: some 50 ms. At the bounds there are 42
documents, and each may take what `careplan.bounds` gives to printing one."""

PRINT_BEATS = timedelta(seconds=10)
"""How long nothing may be heard of it: another takes over from a worker that died."""

DELIVER = timedelta(seconds=60)
"""Sending every queued notice of one plan, each with its own shorter limit."""

UNTIL_AVAILABLE = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=60))
"""Try again: a database that is away comes back, and the plan waits with its messages in order."""

FOR_SO_LONG = timedelta(hours=1)
"""An activity that has failed for so long becomes a person's task, and the next message is attended to."""

ASK_A_PERSON = timedelta(minutes=1)
"""How long asking a person is tried, before what failed is tried again instead."""

FIRST, SECOND, THIRD = names.FIRST, names.SECOND, names.THIRD
"""TIME-3: what goes first where much waits for a worker. What is new has the priority of its start."""

FOLLOWED_WITHIN = timedelta(minutes=2)
"""TIME-3: how long interim support may take to take up what the plan says. Then the duty team is asked in its place."""

DELIVER_AGAIN = timedelta(seconds=30)
"""The shortest pause between two tries to send notices of which none went. Each says when it is tried again
(`careplan.ways.PAUSES`); in the end `activities.notify` asks a person instead."""

LONGEST_MESSAGE = bounds.BYTES_AS_SENT
"""In bytes. Temporal would end a plan that gave an activity an argument of more than two million bytes."""

INBOX_MESSAGES = 2_000
"""How many messages wait in a run's memory before updates are answered `busy` and malformed signals are not kept."""

INBOX_BYTES = 8_000_000
"""The same, for their bytes together."""

INBOX_MALFORMED = 100
"""How many malformed signals are kept until they are considered. Others are counted."""

CARRIED_MESSAGES = 200
"""How many messages one run hands on to the next. If more wait, they wait in the database."""

CARRIED_BYTES = 500_000
"""The same, for their bytes together. Temporal would never start a run with more than two million."""

KEPT_AT_ONCE = 800_000
"""In bytes: how much one activity keeps in the database of what waits."""

AROUND_A_MESSAGE = 500
"""In bytes: what one message takes there besides its content."""

OPENED_AT_ONCE = 10
"""How many long messages are opened within one workflow task. Temporal fails a task that takes two seconds."""

A_MOMENT = timedelta(milliseconds=1)
"""Between two such tasks."""

ANSWERED_FIRST = 20
"""How many messages are still considered, once a run has grown long, before updates that wait are answered `busy`."""

TIMELINE_ENTRIES = 200
"""How many entries of the timeline a run carries over. The record has all of them."""

REFUSALS_SHOWN = 20
"""How many refused messages the status shows."""

AFTER_A_FAULT = timedelta(hours=1)
"""The pause after our own software failed on a step. A person can ask for an earlier try."""
