"""Tells Temporal that an activity is alive that may take longer than others: printing."""

import contextvars
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

from temporalio import activity

EVERY = timedelta(seconds=2)


@contextmanager
def beating() -> Generator[None]:
    """Tell it again and again while the block runs. If the worker dies, another soon takes over."""
    done, context = threading.Event(), contextvars.copy_context()

    def beat() -> None:
        while not done.wait(EVERY.total_seconds()):
            context.run(activity.heartbeat)

    thread = threading.Thread(target=beat, name="beating", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
