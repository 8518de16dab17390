"""ROUTE-1 · A council's scheme: who may agree what, and every clock, as data with a source for every figure.

A scheme is written in TOML (`schemes/`). `countersign.schemes.reader` reads the files. This module says what a scheme
looks like, and what is wrong with one, in words that name the table and key and say what was expected. Every `source`
says where the figures beside it come from.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, time
from decimal import Decimal
from itertools import chain
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from countersign.careplan.amendments import AmendmentPolicy
from countersign.careplan.authority import Authority, Meeting, RoleName
from countersign.careplan.employment import EmployerRates, MinimumWage, minimum_wage, rates_out_of_date
from countersign.careplan.faults import FaultsError, as_far_as_known, none_of
from countersign.careplan.form_in_words import form_in_words
from countersign.careplan.further_evidence import FurtherEvidencePolicy
from countersign.careplan.ladders import Clocks, Count, InterimClocks, TopOfLadder
from countersign.careplan.sending import SendingPolicy, StaffPolicy
from countersign.careplan.teams import ALL_TEAMS_IN_A_WORD, SchemeTeam
from countersign.careplan.wire import EDITION, NAME, Incoming, ShortText, Text
from countersign.careplan.words import spelled_out


class Review(Incoming):
    """REV-1, REV-2: when a plan in force is reviewed."""

    first_within_weeks: Annotated[int, Field(ge=1, le=52, strict=True)]
    """How many weeks after it was agreed a plan is looked at for the first time."""

    within_months: Annotated[int, Field(ge=1, le=12, strict=True)]
    """How many months at most lie between one review and the next."""

    on_request_within: Annotated[int, Field(ge=1, le=250, strict=True)]
    """How many working days after somebody asked for a review it is held, or they are told why not."""

    remind_before: Annotated[int, Field(ge=1, le=100, strict=True)]
    """How many working days before the day the practitioner is reminded, and the person is told that it is coming."""

    repeat_every: Annotated[int, Field(ge=1, le=250, strict=True)]
    """How many working days lie between one reminder and the next once a review is late."""

    source: Text

    @model_validator(mode="after")
    def _reminds_after_it_began(self) -> "Review":
        if self.remind_before >= 5 * self.first_within_weeks:
            raise ValueError("remind_before must be less than first_within_weeks, which has 5 working days a week")
        return self


class Duty(Incoming):
    """TIME-4: a team that is asked to arrange something, such as interim support."""

    role: RoleName
    title: ShortText
    source: Text


class Promises(Incoming):
    """TIME-6: changes of the promised date within `quiet_for` working days make one letter."""

    quiet_for: Count
    source: Text


class Tasks(Incoming):
    """How many working days a member of staff has for a task that no other clock covers."""

    within: Count
    source: Text


class SignOffPolicy(Incoming):
    """ROUTE-5: when a plan is signed off."""

    after: Literal["record_given", "first_payment"]
    """Once the person was given the record; or, for a plan with a direct payment, after the first payment."""

    arranged_by: Duty | None = None
    """The team that is asked at once to arrange the payment. A scheme names it for `first_payment`, and only then."""

    source: Text

    @model_validator(mode="after")
    def _somebody_arranges_it(self) -> "SignOffPolicy":
        if (self.after == "first_payment") != (self.arranged_by is not None):
            raise ValueError("arranged_by names the team that arranges the payment, for first_payment and only then")
        return self


class UnderstandingPolicy(Incoming):
    """REC-3: what follows where the person has substantial difficulty in understanding the plan."""

    sign_off_waits: bool
    """Whether a plan is signed off only once support was recorded. Then each plan says whether any is needed."""

    source: Text


class DirectPaymentPolicy(Incoming):
    """DP-3, DP-6, DP-9: figures about direct payments, and how they are paid."""

    near_the_edge: Count
    """A finding puts stays in a care home to the authoriser if they lie within so many days of a four-week limit."""

    remind_before: Count
    """How many working days before a condition is due its reminder comes."""

    repeat_every: Annotated[int, Field(ge=1, le=250, strict=True)]
    """How many working days lie between one reminder and the next, until the condition is met."""

    paid: Literal["gross", "net"]
    """DP-9: whether the whole amount is paid, or the person's contribution comes off first."""

    source: Text


class Consistency(Incoming):
    """DEC-7: with which signed plans a budget is compared."""

    at_least: Annotated[int, Field(ge=2, le=500, strict=True)]
    """How many signed plans are enough to compare with."""

    within_months: Annotated[int, Field(ge=1, le=240, strict=True)]
    """How many months back plans signed since then count."""

    source: Text


class SharingPolicy(Incoming):
    """SHARE-1: whether a carer has a full copy by default, or a copy only on request."""

    carers: Literal["full", "on_request"]
    source: Text


class CopiesBack(Incoming):
    """SHARE-9: how long the holder of a copy that may not be shared any more has to return or destroy it."""

    within: Annotated[int, Field(ge=1, le=60, strict=True)]
    """So many working days, from when they are asked."""

    source: Text


class Office(Incoming):
    """The council's office hours, London time, and the days on which it is closed."""

    opens_at: time
    closes_at: time

    closures: tuple[date, ...] = ()
    """The days besides bank holidays and weekends on which the council is closed."""

    oldest_message: Count
    """How many working days old a message may say that it is: an older one counts from when it came."""

    source: Text

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "Office":
        if self.opens_at >= self.closes_at:
            raise ValueError("the office must open before it closes")
        return self


class SchemeHead(Incoming):
    """Which scheme this is, and from when it is in force."""

    name: Annotated[str, Field(pattern=NAME)]
    title: ShortText

    in_force_from: date
    """The first day on which this edition is in force."""

    based_on: Annotated[str, Field(pattern=EDITION)] | None = Field(
        default=None,
        description="The edition whose tables stand where this file has none, such as procedure@2023-05-23.",
    )

    source: Text


class Scheme(Incoming):
    """A council's whole scheme: one edition."""

    scheme: SchemeHead

    authority: tuple[Authority, ...] = Field(min_length=1)
    """The roles that may agree plans, the lowest first."""

    meeting: tuple[Meeting, ...] = ()
    """The panels and calls."""

    team: tuple[SchemeTeam, ...] = Field(min_length=1)
    """The teams that may submit under this scheme (SUB-6, SUB-7)."""

    further_evidence: FurtherEvidencePolicy
    sign_off: SignOffPolicy
    understanding: UnderstandingPolicy
    amendments: AmendmentPolicy
    direct_payments: DirectPaymentPolicy

    employer_rates: tuple[EmployerRates, ...] = Field(min_length=1)
    """What it costs to be an employer, the earliest rates first."""

    consistency: Consistency
    clocks: Clocks
    review: Review

    duty: Duty
    """The team that arranges interim support."""

    interim: InterimClocks

    top_of_interim: TopOfLadder
    """How the top is told of interim support that still waits."""

    promises: Promises
    tasks: Tasks
    sharing: SharingPolicy
    copies_back: CopiesBack
    sending: SendingPolicy

    staff: StaffPolicy | None = None
    """TELL-6: when staff have a digest; None: never."""

    office: Office

    @model_validator(mode="after")
    def _holds_together(self) -> "Scheme":
        none_of(chain.from_iterable(self.across_tables()))
        return self

    def across_tables(self) -> tuple[Iterator[str], ...]:
        """What is wrong between one table and another, or between the rows of one."""
        return (
            self._rows_and_teams(),
            self._meetings_and_their_rows(),
            self._a_panel_is_the_exception(),
            self._meets_before_a_decision_is_due(),
            self._rates_in_order(),
            self._whom_else_to_tell(),
            self._who_agrees_a_light_amendment(),
        )

    def _rows_and_teams(self) -> Iterator[str]:
        roles = [row.role for row in self.authority]
        if len(set(roles)) != len(roles):
            yield "authority: each role stands in one row only"
        names = [team.name for team in self.team]
        if len(set(names)) != len(names):
            yield "team: each name stands once only"
        if ALL_TEAMS_IN_A_WORD in names:
            yield f"team: no team is called {ALL_TEAMS_IN_A_WORD}: on the register it means every team"

    def _meetings_and_their_rows(self) -> Iterator[str]:
        names = [meeting.name for meeting in self.meeting]
        if len(set(names)) != len(names):
            yield "meeting: each name stands once only"
        sits = [row.in_meeting for row in self.authority if row.in_meeting is not None]
        if sorted(sits) != sorted(names):
            yield "meeting: each has one row of authority that is in_meeting of that name, and no row more"
        if names and self.authority[-1].in_meeting:
            yield "authority: above a meeting stands a row that decides what the meeting did not, or missed"
        if not names and any(row.once_missed for row in self.authority):
            yield "authority: once_missed means nothing without a meeting"

    def _a_panel_is_the_exception(self) -> Iterator[str]:
        alone = {kind for row in self.authority if not (row.in_meeting or row.once_missed) for kind in row.kinds}
        only_there = {kind for row in self.authority for kind in row.kinds} - alone
        if only_there:
            yield (
                "authority: a panel is the exception, so some role decides without one for each kind "
                f"({', '.join(sorted(only_there))}) [ROUTE-3]"
            )

    def _meets_before_a_decision_is_due(self) -> Iterator[str]:
        for meeting in self.meeting:
            longest = meeting.closes_before + 5 * meeting.every_weeks + self.clocks.meeting.due_after
            if longest > self.clocks.awaiting_decision.due_after:
                yield (
                    f"meeting {meeting.name}: a plan may wait {longest} working days for it and for its decision, and "
                    f"clocks.awaiting_decision promises one in {self.clocks.awaiting_decision.due_after}"
                )

    def _rates_in_order(self) -> Iterator[str]:
        days = [rates.in_force_from for rates in self.employer_rates]
        if days != sorted(set(days)):
            yield "employer_rates: must stand in the order of their dates, each once"

    def _whom_else_to_tell(self) -> Iterator[str]:
        known = {*(row.role for row in self.authority), self.duty.role, "practitioner", "line_manager"}
        unknown = sorted(set(self.top_of_interim.also) - known)
        if unknown:
            yield f"top_of_interim: also names a role that the scheme does not have ({', '.join(unknown)})"

    def _who_agrees_a_light_amendment(self) -> Iterator[str]:
        role = self.amendments.light_agreed_by
        row = next((row for row in self.authority if row.role == role), None)
        if role is None:
            return
        if row is None:
            yield f"amendments: light_agreed_by names a role that the scheme does not have ({role})"
        elif row.in_meeting or row.once_missed:
            yield f"amendments: light_agreed_by names a role that decides alone; {role} does not"

    @property
    def agrees_light_amendments(self) -> str:
        """AMEND-2: the lowest role that may agree a light amendment; empty if nobody decides alone."""
        alone = (row.role for row in self.authority if not (row.in_meeting or row.once_missed))
        return self.amendments.light_agreed_by or next(alone, "")

    @property
    def edition(self) -> str:
        """The edition, as it is stored with a decision (ROUTE-10): the name, and the day from which it is in force."""
        return f"{self.scheme.name}@{self.scheme.in_force_from.isoformat()}"

    def title_of(self, role: str) -> str:
        """What people call a role; the role's name in words if the scheme does not have the role."""
        return self.titles.get(role, spelled_out(role))

    @property
    def titles(self) -> dict[str, str]:
        """What people call each role of the scheme, by the role."""
        titles = {row.role: row.title for row in self.authority} | {self.duty.role: self.duty.title}
        arranges = self.sign_off.arranged_by
        titles |= {arranges.role: arranges.title} if arranges else {}
        return titles

    def team_title(self, name: str) -> str:
        """What people call a team; the team's name in words if the scheme does not have the team."""
        return next((team.title for team in self.team if team.name == name), spelled_out(name))

    def roles_from(self, role: str) -> tuple[str, ...]:
        """The roles above `role`, lowest first; none if the scheme does not have the role."""
        roles = [row.role for row in self.authority]
        return tuple(roles[roles.index(role) + 1 :]) if role in roles else ()

    def meeting_of(self, role: str) -> Meeting | None:
        """ROUTE-3: the panel or call at which a role decides; None if it decides alone."""
        name = next((row.in_meeting for row in self.authority if row.role == role), None)
        return next((meeting for meeting in self.meeting if meeting.name == name), None)

    def rates(self, on: date) -> EmployerRates:
        """DP-7: the rates in force on a day; before that, the first rates that the scheme has."""
        in_force = [rates for rates in self.employer_rates if rates.in_force_from <= on]
        return in_force[-1] if in_force else self.employer_rates[0]

    def minimum_wage(self, on: date) -> MinimumWage:
        """DP-7: the minimum wage of a day."""
        return minimum_wage(self.employer_rates, on)

    def rates_out_of_date(self, on: date) -> str:
        """DP-7: a sentence where the latest rates at hand are of an earlier tax year than a day; empty otherwise."""
        return rates_out_of_date(self.employer_rates, on)


class SchemeError(Exception):
    """A scheme that cannot be used. The text names the file, each place in it, and what was expected there."""

    def __init__(self, file: str, problems: list[str]) -> None:
        """Keep the problems as a list as well, for whoever prints them."""
        super().__init__(f"{file}: " + "; ".join(problems))
        self.file = file
        self.problems = problems


BY_PART = ("clocks", "interim")
"""The tables of which a scheme may have some parts, and take the others from the edition that it is based on."""


def completed(data: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """ROUTE-1: a scheme's document; a table that it lacks comes from the edition that it is based on."""
    document = {**base, **data}
    for table in BY_PART:
        own_table, base_table = data.get(table), base.get(table)
        if isinstance(own_table, Mapping) and isinstance(base_table, Mapping):
            document[table] = {**base_table, **own_table}
    return document


def as_far_as_right(data: Mapping[str, Any]) -> Scheme:
    """The tables of a document whose form is right, as a scheme. Whoever reads another one gets AttributeError."""
    tables: dict[str, Any] = {}
    for name, field in Scheme.model_fields.items():
        if name in data:
            with suppress(ValidationError):
                tables[name] = TypeAdapter[Any](field.rebuild_annotation()).validate_python(data[name])
    scheme = Scheme.model_construct(**tables)
    for name in Scheme.model_fields.keys() & data.keys() - tables.keys() & vars(scheme).keys():
        object.__delattr__(scheme, name)  # what stands instead of a table that was left out
    return scheme


def read_scheme(data: Mapping[str, Any], file: str) -> Scheme:
    """Read a parsed TOML document as a scheme. `file` is its name in errors.

    Raises SchemeError, which names every wrong key at once; and what is wrong between the tables that are right.
    """
    try:
        return Scheme.model_validate(data)
    except ValidationError as error:
        problems: list[str] = []
        every = error.errors(include_url=False, include_input=True)
        for details in every:
            loc = details["loc"]
            if details["type"] == "too_short" and any(
                other["loc"][: len(loc)] == loc and len(other["loc"]) > len(loc) for other in every
            ):
                continue  # only because what is wrong was not counted
            place = ""
            for part in loc:
                place += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if place else str(part)
            words = form_in_words(details["type"], details["msg"], details.get("ctx", {}))
            fault = {"extra_forbidden": "is not a key of a scheme"}.get(
                details["type"], re.sub(r"<\w+\.\w+: ('\w+')>", r"\1", words)
            )
            several = details.get("ctx", {}).get("error")
            if isinstance(several, FaultsError):
                problems += [f"{place or 'scheme'}: {reason}" for reason in several.reasons]
                continue
            # A scheme holds no personal data, so the error may show the wrong value to whoever must mend it.
            value = details["input"]
            shown = f", not {value!r}" if value != "" and isinstance(value, str | int | float | Decimal) else ""
            problems.append(f"{place or 'scheme'}: {fault}{shown}")
        if any(details["loc"] for details in error.errors(include_url=False)):
            # Its form is wrong somewhere, so nothing was checked across tables yet.
            problems += [f"scheme: {fault}" for fault in as_far_as_known(as_far_as_right(data).across_tables())]
        raise SchemeError(file, problems) from None
