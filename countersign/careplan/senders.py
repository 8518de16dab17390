"""WHO-4 · Which case systems there are, by which keys they are known, and what each may say for whom.

The council says so in a file of its own (`COUNTERSIGN_SENDERS_FILE`), outside the folder of schemes: whoever may change
what a role may agree is not by that whoever may speak for a case system. Source: ours: the articles and the procedure
take it that the council knows who decided.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated, NamedTuple, Self, cast

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.same_staff import as_compared
from countersign.careplan.submission import problems_of_form
from countersign.careplan.wire import Incoming, Stored
from countersign.careplan.working_time import london_day

EVERYTHING = "*"

AHEAD = timedelta(minutes=5)
"""How far the clock of a case system may be ahead of ours."""

APART = timedelta(minutes=5)
"""How much later than its signature a message may say that it was sent."""

SystemName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")]
"""What `sent_by.system` of a message says."""

Kid = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]

PublicKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""An Ed25519 public key: 32 bytes in base64url, the `x` of its JWK (RFC 8037)."""

Audience = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{1,99}$")]
"""What an installation is called in signatures that are meant for it."""


class Sureness(StrEnum):
    """How sure it is that a case system sent a message."""

    SIGNED = "signed"
    """It was signed by a key of the system, which was in force, and says only what the system may say."""

    NOT_VERIFIED = "not_verified"
    """Nothing proves who sent it. It was taken all the same, because it reports urgent needs (TIME-3)."""

    NOT_ASKED = "not_asked"
    """This installation asks nobody for a signature (`COUNTERSIGN_SENDERS=open`)."""


class ProofOfPerson(Stored):
    """How the person who speaks proved who they are. Nothing gives one yet: a later door will."""

    how: str

    at: datetime


class Proof(Stored):
    """WHO-4: what is known of who sent a message. It is kept with the message."""

    how_sure: Sureness

    system: str = ""
    """The case system that proved who it is; empty if none did."""

    kid: str = ""
    """The id of the key with which it did."""

    signed_at: datetime | None = None

    person: ProofOfPerson | None = None


class SenderKey(Incoming):
    """A public key of a case system, and the days on which it signs, both counted."""

    model_config = ConfigDict(populate_by_name=True)

    kid: Kid

    public: PublicKey

    from_day: Annotated[date, Field(alias="from")]

    until: date | None = None
    """None: until somebody says otherwise."""

    def in_force(self, on: date) -> bool:
        """Whether it signs on a day."""
        return self.from_day <= on and (self.until is None or on <= self.until)

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.until is not None and self.until < self.from_day:
            raise ValueError("until: is before the key's first day")
        return self


class CaseSystem(Incoming):
    """A case system that may send messages."""

    name: SystemName

    audience: Audience
    """What it calls this installation."""

    messages: tuple[Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z_]{1,39})$")], ...]
    """The names of the messages that it may send, `submit` among them; `*` for every message."""

    staff: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._*?-]{1,64}$")], ...]
    """For whom it may speak: references of staff, or patterns such as `sw-*`."""

    key: Annotated[tuple[SenderKey, ...], Field(min_length=1)]

    def may_send(self, name: str) -> bool:
        """Whether it may send messages of that name."""
        return EVERYTHING in self.messages or name in self.messages

    def speaks_for(self, staff: str) -> bool:
        """Whether it may speak for somebody. References compare without regard to capitals (WHO-3)."""
        return any(fnmatchcase(as_compared(staff), as_compared(pattern)) for pattern in self.staff)


class Senders(Incoming):
    """The file of senders."""

    oldest_hours: Annotated[int, Field(ge=1, le=24 * 60)] = 7 * 24
    """How long after it was signed a message is still taken in: no less than workers may be away."""

    asked_from: AwareDatetime | None = None
    """From when this installation has asked for signatures: what Temporal took in before is not refused for having none
    when it is put before the rules again. None: from the first."""

    system: Annotated[tuple[CaseSystem, ...], Field(min_length=1)]

    def asks_at(self, moment: datetime) -> bool:
        """Whether what came at a moment had to be signed."""
        return self.asked_from is None or moment >= self.asked_from

    def found(self, kid: str) -> "tuple[CaseSystem, SenderKey] | None":
        """The system and the key of that id; None if there is none."""
        return next(((system, key) for system in self.system for key in system.key if key.kid == kid), None)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = Counter(system.name for system in self.system)
        kids = Counter(key.kid for system in self.system for key in system.key)
        publics = Counter(key.public for system in self.system for key in system.key)
        for what, counted in (("system", names), ("kid", kids), ("public", publics)):
            twice = sorted(name for name, times in counted.items() if times > 1)
            if twice:
                raise ValueError(f"{what}: stands there twice: {', '.join(twice)}")
        return self


class SendersError(ValueError):
    """The file of senders cannot be used. The text names every place, and no value."""


def read_senders(raw: object, called: str) -> Senders:
    """The file of senders, from its parsed TOML. `called`: the name of the file. Raises SendersError."""
    try:
        return Senders.model_validate(raw)
    except ValidationError as error:
        problems = "; ".join(str(problem) for problem in problems_of_form(error))
        raise SendersError(f"{called}: {problems}") from None


class Header(Incoming):
    """The protected header of a signed message."""

    alg: str

    kid: str

    typ: str

    plan_id: str
    """The plan that the message is about."""

    message: str
    """Its name."""

    aud: str
    """The installation that it is for."""

    iat: Annotated[int, Field(ge=0, le=253402300799, strict=True)]
    """When it was signed, in seconds since 1970 (RFC 7519)."""

    @property
    def signed_at(self) -> datetime:
        """When it was signed."""
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self.iat)


class Arrived(NamedTuple):
    """Where and as what a signed message arrived, and what it says of itself."""

    name: str

    plan_id: str
    """The plan whose workflow it came to."""

    message: object
    """The message in the envelope."""

    now: datetime


def may_say(senders: Senders, system: CaseSystem, key: SenderKey, header: Header, arrived: Arrived) -> Refused | None:
    """WHO-4: why a message whose signature holds is not taken in; None if the system may say this, here and now.

    Every reason is named. What is wrong with the form of the message itself is left to whoever reads it.
    """
    if header.plan_id.lower() != arrived.plan_id.lower():
        reason = f"plan_id: it is signed for another plan than {arrived.plan_id}. [WHO-2]"
        return Refused(Refusal.WRONG_PLAN, (reason,))
    wrong = (*_of_the_header(senders, system, key, header, arrived), *_of_the_message(header, arrived.message))
    if wrong:
        return Refused(Refusal.NOT_VERIFIED, tuple(f"{reason} [WHO-4]" for reason in wrong))
    beyond = _beyond_what_it_may_say(system, arrived)
    if beyond:
        return Refused(Refusal.NO_AUTHORITY, tuple(f"{reason} [WHO-4]" for reason in beyond))
    return None


def _of_the_header(
    senders: Senders, system: CaseSystem, key: SenderKey, header: Header, arrived: Arrived
) -> tuple[str, ...]:
    wrong: list[str] = []
    if header.message != arrived.name:
        wrong.append("message: it is signed as a message of another name.")
    if header.aud != system.audience:
        wrong.append("aud: it is signed for another installation.")
    if not key.in_force(london_day(header.signed_at)):
        wrong.append("kid: the key was not in force on the day on which it was signed.")
    if header.signed_at > arrived.now + AHEAD:
        wrong.append("iat: it is signed at a time that has not come: the clock of the case system is ahead.")
    if header.signed_at < arrived.now - timedelta(hours=senders.oldest_hours):
        wrong.append(f"iat: it was signed more than {senders.oldest_hours} hours ago: sign it again, and send it.")
    return tuple(wrong)


def _of_the_message(header: Header, message: object) -> tuple[str, ...]:
    """What the message says otherwise than the header does. What it does not say readably is no matter here."""
    wrong: list[str] = []
    named, sent_at = _said(message, "plan_id"), _moment(_said(message, "sent_at"))
    if not isinstance(named, str):
        named = _said(_said(message, "plan"), "plan_id")
    if isinstance(named, str) and named.strip().lower() != header.plan_id.lower():
        wrong.append("plan_id: the header names another plan than the message.")
    if sent_at is not None and sent_at - header.signed_at > APART:
        # Earlier it may be: it may have waited in the case system, which signs it as it goes.
        wrong.append("sent_at: is later than the time at which it was signed.")
    return tuple(wrong)


def _beyond_what_it_may_say(system: CaseSystem, arrived: Arrived) -> tuple[str, ...]:
    beyond: list[str] = []
    sent_by = _said(arrived.message, "sent_by")
    if not system.may_send(arrived.name):
        beyond.append(f"sent_by.system: {system.name} may not send '{arrived.name}'.")
    if _said(sent_by, "system") != system.name:
        beyond.append(f"sent_by.system: it is signed by {system.name}, and says that another system sent it.")
    staff = _said(sent_by, "id")
    if isinstance(staff, str) and not system.speaks_for(staff):
        beyond.append(f"sent_by.id: {system.name} may not speak for them.")
    return tuple(beyond)


def _said(value: object, field: str) -> object:
    """A field of a JSON object; None of anything else."""
    return cast("dict[str, object]", value).get(field) if isinstance(value, dict) else None


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
