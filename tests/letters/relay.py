"""A mail relay on a port of this machine: it takes messages, refuses them, or breaks off, as it is told."""

import asyncio
import base64
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

LONGEST = 10_000_000
"""Bytes of one message."""


class Relay:
    """What came. `refuses`: recipients that it does not take. `breaks_off`: at the end of a message, without a word.

    `seconds`: how long it takes over each answer; `over`: over that to one command. `leave`: what it answers to QUIT;
    nothing: it breaks off there. `says`: what it answers to a command otherwise; nothing: it breaks off there. `tls`:
    how it speaks TLS, once it is asked to with STARTTLS. `login`: who may send; None: whoever comes.
    """

    def __init__(self) -> None:
        self.port = 0
        self.messages: list[EmailMessage] = []
        self.refuses: set[str] = set()
        self.breaks_off = False
        self.seconds = 0.0
        self.over: dict[str, float] = {}
        self.leave = "221 goodbye"
        self.says: dict[str, str] = {}
        self.takes: tuple[str, ...] = ("SIZE", "SMTPUTF8")
        self.tls: ssl.SSLContext | None = None
        self.login: tuple[str, str] | None = None
        self.heard: list[str] = []
        """Every command, without what follows it."""

        self.recipients: list[str] = []
        self.was_encrypted: list[bool] = []
        """Of each message."""

    def to(self, recipient: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == recipient]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:  # noqa: C901, PLR0912 - a list
        is_encrypted, is_known = writer.get_extra_info("ssl_object") is not None, self.login is None

        async def say(line: str, command: str = "") -> None:
            await asyncio.sleep(self.over.get(command, self.seconds))
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        await say("220 relay.example")
        while line := (await reader.readline()).decode().strip():
            command = line.upper()
            name = command.split(maxsplit=1)[0].removesuffix(":")
            self.heard.append(name)
            if name in self.says:
                if not self.says[name]:
                    break
                await say(self.says[name], name)
            elif name == "EHLO":
                extensions = [*self.takes, *(["STARTTLS"] if self.tls and not is_encrypted else [])]
                extensions += ["AUTH PLAIN"] if self.login else []
                await say("\r\n".join([f"250-{extension}" for extension in extensions] + ["250 relay.example"]), name)
            elif name == "STARTTLS":
                await say("220 go on", name)
                await writer.start_tls(self.tls)  # pyright: ignore[reportArgumentType]
                is_encrypted = True
            elif name == "AUTH":
                _, user, password = base64.b64decode(line.split()[-1]).decode().split("\0")
                is_known = (user, password) == self.login
                await say("235 you are" if is_known else "535 who?", name)
            elif name == "MAIL" and not is_known:
                await say("530 who?", name)
            elif command == "DATA":
                await say("354 go on", name)
                content = await reader.readuntil(b"\r\n.\r\n")
                if self.breaks_off:
                    break
                # A line that began with a dot was sent with two.
                whole = content.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
                self.messages.append(message_from_bytes(whole, policy=default))
                self.was_encrypted.append(is_encrypted)
                await say(self.says.get(".", "250 taken"), ".")
            elif command.startswith("RCPT TO:") and line[8:].strip("<> ") in self.refuses:
                await say("550 nobody of that name", name)
            elif command == "QUIT":
                if self.leave:
                    await say(self.leave, name)
                break
            else:
                if name == "RCPT":
                    self.recipients.append(line[8:].strip("<> "))
                await say("250 well", name)
        writer.close()


@asynccontextmanager
async def running_relay(*, tls: ssl.SSLContext | None = None) -> AsyncGenerator[Relay]:
    """A relay on a free port. `tls`: how it speaks TLS from the first byte on; None: it does not."""
    relay = Relay()
    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0, limit=LONGEST, ssl=tls)
    relay.port = server.sockets[0].getsockname()[1]
    async with server:
        yield relay
