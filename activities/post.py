"""The ways out: a folder for what is printed and posted, and SMTP for e-mail.

A transport says whether sending the same notice again is harmless. Where it is not, a notice whose sending was
interrupted is never sent again by the software: a person is asked whether it arrived.
"""

import hashlib
import os
import shutil
import smtplib
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Item:
    """One notice ready to go. `files`: (name, media type, content), the letter first. `fmt`: the recipient's format."""

    key: str
    address: tuple[str, ...]
    subject: str
    fmt: str
    files: tuple[tuple[str, str, bytes], ...]


class NotSentError(Exception):
    """The transport could not take it now. The text holds no address and no content.

    `certain`: it is known not to have gone, so trying again is harmless.
    """

    def __init__(self, why: str, *, certain: bool = True) -> None:
        """Say why in words for operations."""
        super().__init__(why)
        self.certain = certain


class Transport(Protocol):
    """One way of sending."""

    repeatable: bool
    """Whether sending the same item twice arrives once."""

    def send(self, item: Item) -> str:
        """Send it. Returns a reference to find it by. Raises NotSentError."""
        ...


class Folder:
    """A folder that a print room or another system empties: one folder for each notice, whole or not at all."""

    repeatable = True

    def __init__(self, folder: Path) -> None:
        """`folder` is made if it is missing."""
        self._folder = folder

    def send(self, item: Item) -> str:
        """Write the files to `<folder>/<plan>/<version>.<kind>.<recipient>/`, in one step. Returns that path.

        What an earlier attempt left half-written, because its process died, is removed: it is somebody's letter.
        """
        plan, *rest = item.key.split("/")
        place = self._folder / plan / ".".join(rest).replace(":", "-").replace("+", "-")
        if place.exists():
            return str(place)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished = f".{hashlib.sha256(place.name.encode()).hexdigest()[:16]}."
            building = Path(tempfile.mkdtemp(prefix=unfinished, dir=place.parent))
            try:
                for name, _, content in item.files:
                    (building / name).write_bytes(content)
                building.chmod(0o750)
                os.replace(building, place)  # noqa: PTH105  # says that it is one step
            finally:
                for left in place.parent.glob(f"{unfinished}*"):
                    shutil.rmtree(left, ignore_errors=True)
        except OSError as error:
            if place.exists():
                return str(place)
            raise NotSentError(f"the folder for post cannot be written: {error.strerror}") from None
        return str(place)


class Smtp:
    """E-mail through a council's own relay. A message that was handed over cannot be called back."""

    repeatable = False

    def __init__(self, host: str, port: int, sender: str, *, seconds: float = 5.0) -> None:
        """`seconds`: how long to wait for the relay."""
        self._host, self._port, self._sender, self._seconds = host, port, sender, seconds

    def send(self, item: Item) -> str:
        """Hand the message to the relay. Returns its Message-ID, which is made from the notice's key."""
        message = EmailMessage(policy=SMTP)
        domain = self._sender.rpartition("@")[2]
        # A hash, since some relays cannot do with a Message-ID that is longer than a line.
        reference = f"<{hashlib.sha256(item.key.encode()).hexdigest()[:32]}@{domain}>"
        message["From"], message["To"], message["Subject"] = self._sender, item.address[0], item.subject
        message["Message-ID"] = reference
        bodies = {name: content for name, _, content in item.files if name.startswith("letter.")}
        message.set_content(bodies["letter.txt"].decode())
        if item.fmt != "plain_text":
            message.add_alternative(bodies["letter.html"].decode(), subtype="html")
        for name, media_type, content in item.files:
            if name not in bodies:
                main, _, sub = media_type.partition("/")
                message.add_attachment(content, maintype=main, subtype=sub, filename=name)
        try:
            relay = smtplib.SMTP(self._host, self._port, timeout=self._seconds)
        except (OSError, smtplib.SMTPException) as error:
            raise NotSentError(f"the mail relay does not answer: {type(error).__name__}") from None
        try:
            with relay:
                relay.send_message(message)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            raise NotSentError(f"the mail relay refused it: {type(error).__name__}") from None
        except (OSError, smtplib.SMTPException) as error:
            # It broke off while the message was being handed over: nobody here can know whether it went.
            raise NotSentError(f"the mail relay broke off: {type(error).__name__}", certain=False) from None
        return reference
