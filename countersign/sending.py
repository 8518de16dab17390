"""TELL-5, TELL-6 · Every way of sending that an installation has, by its settings; and digests by one of them."""

import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path

from countersign.careplan.digests import Handed, Mail
from countersign.careplan.people import Format
from countersign.careplan.sender import Sender
from countersign.careplan.ways import Way
from countersign.letters.channels.folder import Folder
from countersign.letters.channels.notify import Account, NotifyEmail, NotifyFile, NotifyLetter, NotifyText
from countersign.letters.channels.once import PLACE, Once
from countersign.letters.channels.smtp import Login, Smtp, login_in
from countersign.letters.channels.transport import Item, NotSentError, Transport
from countersign.settings import PREFIX, Settings, SettingsError, is_loopback

log = logging.getLogger(__name__)


def ways_of(settings: Settings) -> dict[Way, Transport]:
    """TELL-5: every way of sending that this installation has. Without a relay, e-mail is put into the folder as well.

    Raises SettingsError, with every file that cannot be used. Nothing of what is in one is shown.
    """
    faults: list[str] = []
    folder = Folder(settings.outbox)
    _check_files(settings, faults)
    ways: dict[Way, Transport] = {Way.FOLDER: folder, Way.SMTP: _relay(settings, faults) or folder}
    account = _account(settings, faults)
    if faults:
        raise SettingsError("; ".join(faults))
    if account is None:
        return ways
    a_minute = settings.notify_a_minute
    ways[Way.NOTIFY_LETTER] = NotifyLetter(account, postage=settings.notify_postage, a_minute=a_minute)
    if settings.notify_email_template:
        ways[Way.NOTIFY_EMAIL] = NotifyEmail(account, settings.notify_email_template, a_minute=a_minute)
    if settings.notify_file_template:
        ways[Way.NOTIFY_FILE] = NotifyFile(account, settings.notify_file_template, a_minute=a_minute)
    if settings.notify_text_template:
        ways[Way.NOTIFY_TEXT] = NotifyText(account, settings.notify_text_template, a_minute=a_minute)
    return ways


NEEDS: Mapping[Way, tuple[str, ...]] = {
    Way.FOLDER: (f"{PREFIX}OUTBOX",),
    Way.SMTP: (f"{PREFIX}SMTP_HOST",),
    Way.NOTIFY_LETTER: (f"{PREFIX}NOTIFY_KEY_FILE",),
    Way.NOTIFY_EMAIL: (f"{PREFIX}NOTIFY_KEY_FILE", f"{PREFIX}NOTIFY_EMAIL_TEMPLATE"),
    Way.NOTIFY_FILE: (f"{PREFIX}NOTIFY_KEY_FILE", f"{PREFIX}NOTIFY_FILE_TEMPLATE"),
    Way.NOTIFY_TEXT: (f"{PREFIX}NOTIFY_KEY_FILE", f"{PREFIX}NOTIFY_TEXT_TEMPLATE"),
}
"""The settings that each way needs."""


def _check_files(settings: Settings, faults: list[str]) -> None:
    """The folder for post can be written, and what a callback is held against can be read."""
    try:
        settings.outbox.mkdir(parents=True, exist_ok=True)
        if not os.access(settings.outbox, os.W_OK | os.X_OK):
            faults.append(f"{PREFIX}OUTBOX: the folder cannot be written")
    except OSError as error:
        faults.append(f"{PREFIX}OUTBOX: the folder cannot be made: {error.strerror}")
    token = settings.notify_callback_token_file
    if token is not None and not os.access(token, os.R_OK):
        faults.append(f"{PREFIX}NOTIFY_CALLBACK_TOKEN_FILE: cannot be read")


class Mails:
    """TELL-6: hands digests over by the ways of an installation."""

    def __init__(self, ways: Mapping[Way, Transport], sender: Sender) -> None:
        """Take every way of the installation. `sender`: from whom it sends."""
        self._ways, self._sender = ways, sender

    def is_repeatable(self, way: Way) -> bool:
        """Whether what is sent twice by a way arrives once."""
        return self._ways[way].repeatable

    def a_minute(self, way: Way) -> int:
        """How many may go a minute; 0: as many as there are."""
        return self._ways[way].a_minute

    def send(self, way: Way, mail: Mail) -> Handed:
        """Hand one over, in plain text. An error that nobody foresaw leaves open whether it went."""
        files = (("letter.txt", "text/plain", mail.text.encode()),)
        fmt = Format.PLAIN_TEXT.value
        item = Item(
            key=mail.key,
            address=(mail.address,),
            subject=mail.subject,
            fmt=fmt,
            files=files,
            reference=mail.reference,
            council=self._sender.council,
            answers_to=self._sender.email,
        )
        try:
            self._ways[way].send(item)
        except NotSentError as error:
            log.warning("digest not sent by %s: %s", way.value, error)
            if not error.certain or error.not_asked:
                return Handed.BEGUN
            return Handed.REFUSED if error.for_good else Handed.LATER
        except Exception as error:  # noqa: BLE001  # an error with one must not stop the others
            log.error("a fault of ours while sending a digest: %s", type(error).__name__)  # noqa: TRY400  # no values
            return Handed.BEGUN
        return Handed.WENT


def _relay(settings: Settings, faults: list[str]) -> Transport | None:
    if not settings.smtp_host:
        log.warning("%sSMTP_HOST is not set: e-mail is put into the folder for post, and is sent to nobody.", PREFIX)
        return None
    if settings.smtp_security == "none" and not is_loopback(settings.smtp_host):
        log.warning("%sSMTP_PLAIN_TO: e-mail goes unencrypted to %s.", PREFIX, settings.smtp_host)
    login: Login | None = None
    if settings.smtp_login_file:
        try:
            login = login_in(settings.smtp_login_file)
        except ValueError as error:
            faults.append(f"{PREFIX}SMTP_LOGIN_FILE: {error}")
    try:
        relay = Smtp(
            settings.smtp_host,
            settings.smtp_port,
            settings.mail_from,
            security=settings.smtp_security,
            login=login,
            authorities=settings.smtp_authorities,
        )
    except ValueError as error:
        faults.append(f"{PREFIX}SMTP_AUTHORITIES: {error}")
        return None
    return Once(relay, settings.outbox / PLACE)


def _account(settings: Settings, faults: list[str]) -> Account | None:
    if settings.notify_key_file is None:
        return None
    try:
        return Account(_key_in(settings.notify_key_file), settings.notify_url)
    except ValueError as error:
        faults.append(f"{PREFIX}NOTIFY_KEY_FILE: {error}")
        return None


_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(f"[^\\s]{{1,200}}-{_UUID}-{_UUID}")


def _key_in(file: Path) -> str:
    """A key as Notify's page shows it: its name, the service, and the secret."""
    try:
        key = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except UnicodeError:
        raise ValueError("is no text in UTF-8") from None
    if not _KEY.fullmatch(key):
        raise ValueError("must hold an API key as Notify shows it: its name, and two ids, with hyphens between")
    return key
