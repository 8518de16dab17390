"""A mail relay with troubles: it refuses, hangs, breaks off or is slow, at any word of a conversation.

It counts what it has taken. A message that it took before it broke off has arrived, though nobody was told.
"""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from typing import NamedTuple

LONGEST = 10_000_000
"""Bytes of one message."""
HANGS_FOR = 6.5
"""Seconds. Whoever sends waits for five."""
SLOW = (0.1, 0.6)
"""Seconds before each answer."""
POINTS = ("greeting", "ehlo", "mail", "rcpt", "data", "content", "quit")
KINDS = ("refuses", "hangs", "breaks off", "slow")


class Trouble(NamedTuple):
    """What is wrong with one conversation, and at which of its words. `keeps`: whether it takes the message first."""

    kind: str = ""
    point: str = ""
    keeps: bool = False


class TroubledRelay:
    """A relay of this machine. `trouble`: makes the trouble of the next conversation."""

    def __init__(self) -> None:
        self.trouble: Callable[[], Trouble] = Trouble
        self._server: asyncio.Server | None = None
        self.port = 0
        self.arrived: Counter[str] = Counter()
        """How often each message came, by its id."""
        self.recipients: dict[str, str] = {}
        """Whom each was sent to, by its id."""
        self.troubles: Counter[str] = Counter()

    async def open(self) -> None:
        """Listen, on the same port as before if there was one."""
        if self._server is not None:
            return
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=LONGEST)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Stop listening: nobody answers."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await _Conversation(self, reader, writer, self.trouble()).whole()
        writer.close()

    def take(self, content: bytes, recipient: str) -> None:
        """Keep a message."""
        # A line that began with a dot was sent with two.
        message = message_from_bytes(content.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."), policy=default)
        self.arrived[message["Message-ID"]] += 1
        self.recipients[message["Message-ID"]] = recipient


class _Conversation:
    def __init__(
        self, relay: TroubledRelay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, trouble: Trouble
    ) -> None:
        self._relay, self._reader, self._writer, self._trouble = relay, reader, writer, trouble
        self._recipient = ""

    async def whole(self) -> None:
        going = await self._says("greeting", "220 relay.example")
        while going and (line := (await self._reader.readline()).decode().strip()):
            command = line.upper()
            if command.startswith("RCPT TO:"):
                self._recipient = line[8:].strip("<> ")
                going = await self._says("rcpt", "250 well")
            elif command == "DATA":
                going = await self._says("data", "354 go on") and await self._content()
            elif command == "QUIT":
                await self._says("quit", "221 goodbye")
                going = False
            else:
                going = await self._says(command.partition(" ")[0].lower(), "250 well")

    async def _content(self) -> bool:
        if self._trouble.point == "data" and self._trouble.kind == "refuses":
            return True
        content = await self._reader.readuntil(b"\r\n.\r\n")
        fails = self._trouble.point == "content" and self._trouble.kind in ("refuses", "hangs", "breaks off")
        if not fails or (self._trouble.keeps and self._trouble.kind != "refuses"):
            self._relay.take(content, self._recipient)
        return await self._says("content", "250 taken")

    async def _says(self, point: str, line: str) -> bool:
        """Answer, as far as the trouble lets it. Returns whether the conversation goes on."""
        kind = self._trouble.kind if self._trouble.point == point or self._trouble.kind == "slow" else ""
        if kind:
            self._relay.troubles[kind if kind == "slow" else f"{kind} at {point}"] += 1
        if kind == "slow":
            await asyncio.sleep(random.uniform(*SLOW))  # noqa: S311  # nobody's secret
        elif kind == "refuses":
            line = "421 go away" if point in ("greeting", "quit") else "451 not now"
        elif kind == "hangs":
            await asyncio.sleep(HANGS_FOR)
            return False
        elif kind == "breaks off":
            return False
        self._writer.write(f"{line}\r\n".encode())
        await self._writer.drain()
        return not (kind == "refuses" and point in ("greeting", "quit"))
