"""What a worker does again and again beside its plans."""

import asyncio
import contextlib


async def stopped(stop: asyncio.Event, within: float) -> bool:
    """Wait for at most so many seconds. Returns whether the worker was told to stop."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), within)
    return stop.is_set()
