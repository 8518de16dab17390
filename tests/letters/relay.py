"""A mail relay on a port of this machine: it takes messages, refuses them, or breaks off, as it is told."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

LONGEST = 10_000_000
"""Bytes of one message."""


class Relay:
    """What came. `refuses`: recipients that it does not take. `breaks_off`: at the end of a message, without a word.

    `seconds`: how long it takes over each answer. `leave`: what it answers to QUIT; nothing: it breaks off there.
    """

    def __init__(self) -> None:
        self.port = 0
        self.messages: list[EmailMessage] = []
        self.refuses: set[str] = set()
        self.breaks_off = False
        self.seconds = 0.0
        self.leave = "221 goodbye"

    def to(self, recipient: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == recipient]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            await asyncio.sleep(self.seconds)
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        await say("220 relay.example")
        while line := (await reader.readline()).decode().strip():
            command = line.upper()
            if command == "DATA":
                await say("354 go on")
                content = await reader.readuntil(b"\r\n.\r\n")
                if self.breaks_off:
                    break
                # A line that began with a dot was sent with two.
                whole = content.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
                self.messages.append(message_from_bytes(whole, policy=default))
                await say("250 taken")
            elif command.startswith("RCPT TO:") and line[8:].strip("<> ") in self.refuses:
                await say("550 nobody of that name")
            elif command == "QUIT":
                if self.leave:
                    await say(self.leave)
                break
            else:
                await say("250 well")
        writer.close()


@asynccontextmanager
async def running_relay() -> AsyncGenerator[Relay]:
    """A relay on a free port."""
    relay = Relay()
    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0, limit=LONGEST)
    relay.port = server.sockets[0].getsockname()[1]
    async with server:
        yield relay
