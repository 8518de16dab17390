"""TELL-5, TELL-6 · The scheme's data about sending: by which ways, how long is waited, the cost; and when digests go.

Source: the rulebook, TELL-5. Every figure is the council's own: no source gives one.
"""

from collections.abc import Iterator, Sequence
from datetime import time
from typing import Annotated, cast

from pydantic import Field, StrictBool, field_validator, model_validator

from countersign.careplan.faults import none_of
from countersign.careplan.people import Channel
from countersign.careplan.ways import WAYS_OF, Way
from countersign.careplan.wire import Incoming, Text

_LONGEST = 40
"""In characters: no way has a longer name."""

Pence = Annotated[int, Field(ge=0, le=100_000, strict=True)]


class Costs(Incoming):
    """What one by each way costs the council, in pence; a way that is left out costs nothing."""

    folder: Pence = 0
    smtp: Pence = 0
    notify_letter: Pence = 0
    notify_email: Pence = 0
    notify_file: Pence = 0
    notify_text: Pence = 0
    source: Text

    def of(self, way: Way) -> int:
        """What one by a way costs, in pence."""
        return getattr(self, way.value)


class StaffPolicy(Incoming):
    """TELL-6: what members of staff have besides what they are told at once."""

    digest_at: time
    """When each has their digest on a working day, London time."""

    source: Text

    @field_validator("digest_at")
    @classmethod
    def _is_of_london(cls, at: time) -> time:
        if at.tzinfo is not None:
            raise ValueError("is a time of the day in London, such as 08:30:00, without an offset")
        return at


class SendingPolicy(Incoming):
    """By which ways notices go, in the order in which they are tried."""

    post: tuple[Way, ...] = Field(min_length=1)
    """For whoever is written to by post: `folder`, `notify_letter`."""

    email: tuple[Way, ...] = Field(min_length=1)
    """For whoever is written to by e-mail: `smtp`, `notify_email`, `notify_file`."""

    text_beside: StrictBool
    """Whether a text message says that a letter is coming, where a mobile number is known."""

    wait_at_most_hours: Annotated[int, Field(ge=1, le=72, strict=True)]
    """How long a limit of a way, or what fails for now, is waited for before the next way, or a person, has it."""

    gone_after_days: Annotated[int, Field(ge=1, le=90, strict=True)]
    """After so many days what went, and of which nothing more was heard, counts as followed to its end."""

    costs: Costs

    source: Text

    @field_validator("post", "email", mode="before")
    @classmethod
    def _are_few(cls, given: object) -> object:
        """Said once: otherwise every one of thousands would be named, and repeated however long it is."""
        ways = cast("Sequence[object]", given if isinstance(given, (list, tuple)) else ())
        if len(ways) > len(Way) or any(len(str(way)) > _LONGEST for way in ways):
            raise ValueError(f"must be a few of {', '.join(way.value for way in Way)}")
        return cast("object", given)

    @model_validator(mode="after")
    def _each_by_its_own(self) -> "SendingPolicy":
        none_of(self._wrong_ways())
        return self

    def _wrong_ways(self) -> Iterator[str]:
        for channel in Channel:
            ways = self.ways(channel)
            wrong = [way.value for way in ways if way not in WAYS_OF[channel]]
            if wrong:
                may = ", ".join(sorted(way.value for way in WAYS_OF[channel]))
                yield f"{channel.value}: goes by {may}; not by {', '.join(wrong)}"
            if len(set(ways)) < len(ways):
                yield f"{channel.value}: each way stands once only"

    def ways(self, channel: Channel) -> tuple[Way, ...]:
        """The ways of a channel, in the order in which they are tried."""
        return self.post if channel is Channel.POST else self.email

    @property
    def named(self) -> frozenset[Way]:
        """Every way that the scheme names: the installation has to have each."""
        return frozenset({*self.post, *self.email, *((Way.NOTIFY_TEXT,) if self.text_beside else ())})
