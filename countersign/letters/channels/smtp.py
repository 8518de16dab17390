"""E-mail through a council's own relay."""

import smtplib
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP

from countersign.letters.channels.transport import Item, NotSentError, Transport, Went


class Smtp(Transport):
    """E-mail through a council's own relay. A message cannot be called back once the relay has it."""

    repeatable = False

    def __init__(self, host: str, port: int, sender: str, *, seconds: float = 5.0) -> None:
        """`seconds`: how long to wait for the relay."""
        self._host, self._port, self._sender, self._seconds = host, port, sender, seconds

    def send(self, item: Item) -> Went:
        """Hand the message to the relay. Its Message-ID is made from the sending's reference."""
        message = EmailMessage(policy=SMTP)
        domain = self._sender.rpartition("@")[2]
        reference = f"<{item.reference}@{domain}>"
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
            relay.send_message(message)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            raise NotSentError(f"the mail relay refused it: {type(error).__name__}") from None
        except (OSError, smtplib.SMTPException) as error:
            # The connection broke while the relay was taking the message: nobody here can know whether it went.
            raise NotSentError(f"the mail relay broke off: {type(error).__name__}", certain=False) from None
        finally:
            # Nothing that goes wrong in taking leave can take back what the relay has.
            with suppress(OSError, smtplib.SMTPException):
                relay.quit()
            relay.close()
        return Went(reference)
