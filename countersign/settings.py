"""Settings of this installation: the environment, read once, as one frozen and validated `Settings`.

Temporal's own library reads Temporal's own settings (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_TLS_*`,
`TEMPORAL_CONFIG_FILE`, `TEMPORAL_PROFILE`), in `countersign.temporal.connection`.
"""

import os
import re
from collections.abc import Mapping
from email.utils import getaddresses
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from countersign.carried import folder
from countersign.mailbox import is_one_mailbox

PREFIX = "COUNTERSIGN_"
STATE_FOLDER = Path(".countersign")
"""Where the embedded default keeps everything."""


_FONTS = frozenset({".ttf", ".otf", ".ttc", ".otc"})


class SettingsError(Exception):
    """The environment cannot be used. The text names each variable and what was expected."""


_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TLS_AT_ONCE = 465

DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"})


def is_loopback(host: str) -> bool:
    """Whether a name or an address is that of this machine itself, for which nothing leaves it."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def fault_of_database_url(url: str) -> str:
    """Why a URL is not that of a usable database, in words that go on after its name; empty if it is.

    They never repeat it, because it may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return "is not a URL such as postgresql+psycopg://user@host/name or sqlite:///folder/file.db"
    if parsed.drivername not in DRIVERS:
        return "must start with postgresql+psycopg:// or sqlite:///"
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        return "must name a file: a database in memory ends with its process"
    # Otherwise the rest of the password would be taken for the host, and an error would show it.
    if parsed.get_backend_name() == "postgresql" and url.count("@") > 1:
        return "has more than one @: write one within a password as %40"
    return ""


class Settings(BaseModel):
    """This installation. Each field is the environment variable of its name in capitals, after `COUNTERSIGN_`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: str = f"sqlite:///{STATE_FOLDER}/countersign.db"
    schemes: Path = folder("schemes")
    fonts: Path | None = None
    """A folder with fonts of the council's own, for what is printed in scripts that ours lack, such as Chinese."""
    sender: Path | None = None
    """The file that says from whom letters come (TELL-7). None: `sender.toml` in the folder of schemes."""
    outbox: Path = STATE_FOLDER / "outbox"
    smtp_host: str = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 1025
    mail_from: str = "plans@council.example"
    smtp_tls: Literal["", "starttls", "tls"] = ""
    """How the relay speaks TLS. Empty: from the first byte at port 465, else STARTTLS; on this machine none."""
    smtp_plain_to: str = ""
    """The name of the one relay, such as a mail catcher, to which e-mail may go unencrypted. Empty: there is none."""
    smtp_authorities: Path | None = None
    """The certificates of whoever vouches for the relay. None: those that this machine trusts."""
    smtp_login_file: Path | None = None
    """The relay's login: the user on the first line, the password on the second."""
    notify_key_file: Path | None = None
    """The API key of the council's service at GOV.UK Notify. None: nothing goes by Notify."""
    notify_url: str = "https://api.notifications.service.gov.uk"
    notify_email_template: str = ""
    """The template of e-mails at Notify: subject `((subject))`, body `((words))`."""
    notify_file_template: str = ""
    """The template of e-mails with links: also `((letter))`, `((enclosure))`; perhaps `((has_enclosure??..))`."""
    notify_text_template: str = ""
    """The template of text messages at Notify: `((words))`."""
    notify_postage: Literal["first", "second", "economy"] = "second"
    notify_a_minute: Annotated[int, Field(ge=1, le=3000)] = 600
    """How many may go by each way of Notify in a minute, by all workers: it takes 3,000 a minute of a whole service."""
    notify_callback_token_file: Path | None = None
    """The bearer token that Notify puts into the header of its callbacks."""
    task_queue: Annotated[str, Field(min_length=1, max_length=100)] = "plan-sign-off"
    health_file: Path | None = None
    metrics_address: Annotated[str, Field(pattern=r"^(|[^:\s]+:[0-9]{1,5})$")] = ""
    grace_seconds: Annotated[int, Field(ge=0, le=600)] = 30
    bring_back_seconds: Annotated[int, Field(ge=0, le=86_400)] = 300
    """How often a worker looks for plans whose workflow was ended, and starts it again. 0: never."""
    follow_seconds: Annotated[int, Field(ge=0, le=86_400)] = 60
    """How often one of the workers asks each way of sending what became of what went (TELL-5). 0: never."""
    staff_reference: Annotated[str, Field(max_length=200)] = ""
    """The form of references for staff: a regular expression for the whole reference. Empty: the usual form."""

    senders: Literal["", "open", "signed"] = ""
    """Whether anybody may send messages, or only case systems that sign them (WHO-4). Empty: `signed` with PostgreSQL,
    `open` with SQLite."""
    senders_file: Path | None = None
    """Which case systems there are, their keys, and what each may say for whom."""
    senders_open_to: Literal["", "anybody"] = ""
    """With PostgreSQL, `open` needs this second word: it is a decision, and no oversight."""
    signing_key_file: Path | None = None
    """The private key with which `starter.py` signs what it sends."""

    @property
    def smtp_security(self) -> Literal["tls", "starttls", "none"]:
        """TELL-5: how e-mail goes to the relay: by TLS, unless it is this machine, or was said to need none."""
        if self.smtp_tls:
            return self.smtp_tls
        if is_loopback(self.smtp_host) or self.smtp_host == self.smtp_plain_to:
            return "none"
        return "tls" if self.smtp_port == _TLS_AT_ONCE else "starttls"

    @property
    def sender_file(self) -> Path:
        """TELL-7: the file that says from whom letters come. Perhaps there is none."""
        return self.sender or self.schemes / "sender.toml"

    @property
    def asks_senders(self) -> bool:
        """WHO-4: whether a message has to be signed."""
        return self.senders == "signed" or (not self.senders and self._is_shared)

    @property
    def _is_shared(self) -> bool:
        return make_url(self.database_url).get_backend_name() == "postgresql"

    @property
    def database_shown(self) -> str:
        """The database's URL without its password."""
        return make_url(self.database_url).render_as_string(hide_password=True)

    def check_senders(self) -> None:
        """WHO-4: raises SettingsError where nobody could send anything, or anybody could by an oversight."""
        if self.asks_senders and self.senders_file is None:
            raise SettingsError(
                f"{PREFIX}SENDERS_FILE: is needed, since only signed messages are taken in: `starter.py keys new` "
                "makes the first pair of keys"
            )
        if self.senders == "open" and self._is_shared and self.senders_open_to != "anybody":
            raise SettingsError(
                f"{PREFIX}SENDERS: open lets anybody who reaches Temporal speak for any member of staff. With "
                f"PostgreSQL it needs {PREFIX}SENDERS_OPEN_TO=anybody beside it"
            )

    @field_validator("database_url")
    @classmethod
    def _a_database_we_know(cls, url: str) -> str:
        fault = fault_of_database_url(url)
        if fault:
            raise ValueError(fault)
        return url

    @field_validator("mail_from")
    @classmethod
    def _one_sender(cls, text: str) -> str:
        """One mailbox, with or without a name: a comma in a name that is not quoted would make it two."""
        parts = getaddresses([text])
        if len(parts) != 1 or not is_one_mailbox(parts[0][1]):
            raise ValueError(
                'must be one e-mail address, such as plans@council.example or "Plans, adults" <plans@council.example>'
            )
        return text

    @field_validator("notify_email_template", "notify_file_template", "notify_text_template")
    @classmethod
    def _an_id(cls, text: str) -> str:
        if not _UUID.fullmatch(text):
            raise ValueError("must be the id of a template, as Notify shows it")
        return text

    @field_validator("notify_url")
    @classmethod
    def _by_tls(cls, url: str) -> str:
        """What goes there, and the key by which it goes, is for nobody's eyes on the way."""
        parts = urlsplit(url)
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("must be a URL alone, such as https://notify.example")
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise ValueError("must begin with https://")
        return url

    @field_validator("staff_reference")
    @classmethod
    def _a_form(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error:
            raise ValueError("is not a regular expression, such as [a-z]{2}[0-9]{4}") from None
        return pattern

    @field_validator("schemes", "fonts")
    @classmethod
    def _a_folder(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_dir():
            raise ValueError("is not a folder")
        return path

    @field_validator("fonts")
    @classmethod
    def _with_a_font(cls, path: Path | None) -> Path | None:
        if path is not None and not any(file.suffix.lower() in _FONTS for file in path.rglob("*")):
            raise ValueError("is a folder without a font (.ttf, .otf, .ttc or .otc)")
        return path


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that `read_settings` reads as these settings: those that are not as they would be without."""
    given = settings.model_dump(mode="json", exclude_defaults=True)
    return {f"{PREFIX}{name.upper()}": str(value) for name, value in given.items()}


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Empty variables count as absent.

    Raises SettingsError naming every bad or unknown `COUNTERSIGN_` variable at once.
    """
    environment = os.environ if environment is None else environment
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and value
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        problems = [
            f"{PREFIX}{'_'.join(str(part) for part in each['loc']).upper()}: "
            + (
                "is not a setting of Countersign"
                if each["type"] == "extra_forbidden"
                else each["msg"].removeprefix("Value error, ")
            )
            for each in error.errors(include_url=False, include_input=False)
        ]
        raise SettingsError("; ".join(problems)) from None
