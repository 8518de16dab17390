"""E-mail through a council's own relay: by TLS, to exactly one recipient, for certain or with its doubt said."""

import re
import smtplib
import ssl
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, NamedTuple

from countersign.careplan.people import Format
from countersign.letters.channels.enclosures import LETTER, enclosed, in_one_form, only_where_chosen
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went
from countersign.mailbox import is_one_mailbox

IMPLICIT_TLS = 465
"""The port on which a relay speaks TLS from the first byte."""

SECONDS = 5.0
"""How long a relay may take over each answer before it has the message."""

IN_ALL = 10.0
"""How long all those answers may take, but for the last that is waited for."""

LONGER = 20.0
"""How long it may take to say that it has the message: then it has it, and slow is no fault (RFC 5321, 4.5.3.2.6, has
ten minutes; `workflows.limits.DELIVER` has one, and all of this is within it)."""

LEAVING = 1.0
"""How long it may take to say goodbye."""

Security = Literal["tls", "starttls", "none"]


class Login(NamedTuple):
    """Who sends, to a relay that asks. It is never shown."""

    user: str

    password: str

    def __repr__(self) -> str:
        return "Login(...)"


def login_in(file: Path) -> Login:
    """The login in a file: the user on its first line, the password on its second. Raises ValueError without them."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except UnicodeError:
        raise ValueError("is no text in UTF-8") from None
    if len(lines) != len(Login._fields) or not all(lines):
        raise ValueError("must have two lines: the user and the password")
    return Login(*lines)


class Smtp(Transport):
    """E-mail through a council's own relay. A message cannot be called back once the relay has it."""

    repeatable = False

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        *,
        security: Security = "none",
        login: Login | None = None,
        authorities: Path | None = None,
        seconds: float = SECONDS,
        longer: float = LONGER,
    ) -> None:
        """`security`: `starttls` and `tls` ask for a certificate that fits `host`, by `authorities` or the system's.

        `seconds`: how long to wait for each answer. `longer`: for the last one. Raises ValueError for authorities that
        cannot be read.
        """
        self._host, self._port, self._sender = host, port, sender
        self._address = parseaddr(sender)[1]
        self._security, self._login = security, login
        self._seconds, self._longer = seconds, longer
        self._tls: ssl.SSLContext | None = None
        if security != "none":
            try:
                self._tls = ssl.create_default_context(cafile=str(authorities) if authorities else None)
            except OSError:
                raise ValueError("is no file with certificates (PEM)") from None

    def send(self, item: Item) -> Went:
        """Hand the message to the relay. Its Message-ID, made from the sending's reference, is theirs.

        Raises NotSentError: not certain only where the relay may have the whole message.
        """
        recipient = _recipient(item)
        only_where_chosen(item)
        message = self._message(item, recipient)
        with self._relay() as relay:
            with _before_it_has_it("the message"):
                _taken(relay.mail(self._address, _options(relay, recipient)), "the sender")
                _taken(relay.rcpt(recipient), "the recipient")
                _taken(relay.docmd("DATA"), "the message", wanted=_GO_ON)
            self._give(relay, message.as_bytes())
        return Went(str(message["Message-ID"]))

    def _message(self, item: Item, recipient: str) -> EmailMessage:
        # Every relay takes seven bits; letters outside ASCII in an address need one that takes more.
        message = EmailMessage(policy=SMTP.clone(cte_type="7bit", utf8=not recipient.isascii()))
        message["From"], message["To"], message["Subject"] = self._from(item), recipient, item.subject
        message["Date"] = datetime.now(UTC)
        message["Auto-Submitted"] = "auto-generated"  # so that nobody's "I am away" answers it (RFC 3834)
        if item.answers_to:
            message["Reply-To"] = item.answers_to
        message["Message-ID"] = f"<{item.reference}@{self._address.rpartition('@')[2]}>"
        letter = {paper.name: paper for paper in enclosed(item, letter=True)[LETTER].values()}
        message.set_content(letter["letter.txt"].content.decode())
        if item.fmt != Format.PLAIN_TEXT:
            message.add_alternative(letter["letter.html"].content.decode(), subtype="html")
        for forms in enclosed(item).values():
            paper = in_one_form(forms, item.fmt)
            if paper is not None:
                main, _, sub = paper.media_type.partition("/")
                message.add_attachment(paper.content, maintype=main, subtype=sub, filename=paper.name)
        return message

    def _from(self, item: Item) -> str | Address:
        """As the settings have it; with the council's name where they have no name."""
        if parseaddr(self._sender)[0] or not item.council:
            return self._sender
        return Address(item.council, addr_spec=self._address)

    @contextmanager
    def _relay(self) -> Generator[smtplib.SMTP]:
        """The relay, ready to take a message. Nothing that goes wrong in taking leave can take back what it has."""
        with _before_it_has_it("us"):
            relay = self._connected()
        try:
            yield relay
        finally:
            with suppress(OSError, smtplib.SMTPException):
                _wait(relay, LEAVING)
                relay.quit()
            relay.close()

    def _connected(self) -> smtplib.SMTP:
        until = time.monotonic() + IN_ALL
        if self._security == "tls":
            relay: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=self._seconds, context=self._tls)
        else:
            relay = smtplib.SMTP(self._host, self._port, timeout=self._seconds)
        try:
            relay.ehlo_or_helo_if_needed()
            if self._security == "starttls":
                if not relay.has_extn("starttls"):
                    raise _NO_TLS  # noqa: TRY301 - the connection ends, whatever is raised
                _in_time(until)
                relay.starttls(context=self._tls)
                relay.ehlo()
            _in_time(until)
            if self._login:
                relay.login(*self._login)
                _in_time(until)
        except BaseException:
            relay.close()
            raise
        return relay

    def _give(self, relay: smtplib.SMTP, content: bytes) -> None:
        """The message itself. From its first byte on nobody but the relay knows whether it has the whole."""
        try:
            _wait(relay, self._longer)
            relay.send(_LEADING_DOT.sub(b"..", content) + b".\r\n")
            code, _ = relay.getreply()
        except (OSError, smtplib.SMTPException) as error:
            said = f"the mail relay broke off: {type(error).__name__}"
            raise NotSentError(said, certain=False, code="broke-off") from None
        _taken((code, b""), "the message")


_NO_TLS = NotSentError("the mail relay offers no TLS (STARTTLS)", code="no-tls")
_GO_ON, _DONE, _PASSED_ON = 354, 250, 251
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_FOR_GOOD = 5
"""The first figure of an answer that will not change (RFC 5321, 4.2.1)."""


def _recipient(item: Item) -> str:
    """Exactly one mailbox."""
    if len(item.address) != 1 or not is_one_mailbox(item.address[0]):
        raise NotSentError("it has not exactly one e-mail address", for_good=True, code="not-one-recipient")
    return item.address[0]


def _options(relay: smtplib.SMTP, recipient: str) -> tuple[str, ...]:
    if recipient.isascii():
        return ()
    if not relay.has_extn("smtputf8"):
        raise NotSentError("the mail relay takes no such address", for_good=True, code="address-not-taken")
    return ("SMTPUTF8",)


def _wait(relay: smtplib.SMTP, seconds: float) -> None:
    if relay.sock is not None:
        relay.sock.settimeout(seconds)


def _in_time(until: float) -> None:
    if time.monotonic() > until:
        raise NotSentError("the mail relay is slow", code="slow")


@contextmanager
def _before_it_has_it(what: str) -> Generator[None]:
    """Until the relay has asked for the message it has certainly not gone, and slow is only late."""
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise NotSentError("the mail relay's certificate does not fit its name", code="certificate") from None
    except smtplib.SMTPResponseException as error:
        said = f"the mail relay refused {what} ({error.smtp_code})"
        raise NotSentError(said, code=f"smtp-{error.smtp_code}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotSentError(f"the mail relay does not answer: {type(error).__name__}", code="no-answer") from None


def _taken(reply: tuple[int, bytes], what: str, *, wanted: int = _DONE) -> None:
    """Raises NotSentError unless the relay took it. Its words are not repeated: they may hold an address."""
    code, _ = reply
    if code in (wanted, _PASSED_ON):
        return
    # A recipient or a message that is refused for good stays refused; the sender is ours, and can be put right.
    for_good = code // 100 == _FOR_GOOD and what != "the sender"
    raise NotSentError(f"the mail relay refused {what} ({code})", for_good=for_good, code=f"smtp-{code}")
