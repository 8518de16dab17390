"""ROUTE-1..6, TIME-1 · A scheme in plain sentences, for whoever has to agree to it: a practitioner, a councillor.

Every sentence is made from the scheme's own data, and comes with its place in the scheme and its source. No sentence
says what the data does not say, and no sentence is written for one council.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from countersign.careplan.authority import WHY_THERE, Authority, Exceptional, Meeting, MeetingKind
from countersign.careplan.budget import NOTHING
from countersign.careplan.employment import EmployerRates, MinimumWage
from countersign.careplan.ladders import CountedIn
from countersign.careplan.meetings import next_sitting
from countersign.careplan.plan import PlanKind
from countersign.careplan.scheme import BY_PART, Scheme
from countersign.careplan.sender import Sender
from countersign.careplan.wire import Stored
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import LONDON, WorkingDays
from countersign.wording.bands import Axis, Band, amounts, bands, figures, in_words, routed
from countersign.wording.clocks_in_words import clocks_in_words, counted, interim_in_words
from countersign.wording.sender_in_sentences import sender_in_sentences
from countersign.wording.sending_in_sentences import how_it_goes, when_digests_go
from countersign.wording.soundness import OURS, sourced


class Part(StrEnum):
    """The parts of the explanation, in their order."""

    SCHEME = "The scheme"
    SUBMITTING = "Who may submit, and what is further asked"
    WHO = "Who decides"
    MEETINGS = "Panels and calls"
    SIGN_OFF = "When a plan is signed off"
    CLOCKS = "By when, and what happens until then"
    INTERIM = "Interim support"
    PAYMENTS = "Direct payments, and what employing somebody costs"
    OTHER = "Copies, comparing, and the office"
    SENDER = "Who letters come from, beside the schemes"
    BASE = "Taken over from the edition that it is based on"
    OURS = "Figures that are our default, and not the council's own"


class Sentence(Stored):
    """One thing that a scheme says, in a sentence or a few."""

    part: Part
    """The part of the explanation to which it belongs."""

    text: str

    where: str
    """Its place in the scheme's file."""

    source: str = ""
    """What it rests on."""

    @property
    def is_ours(self) -> bool:
        """Whether all or part of what the sentence says is our default."""
        return OURS in self.source.casefold()

    @property
    def short_source(self) -> str:
        """The source in a word or two: "article", "procedure", "our default"."""
        source = self.source.partition(":")[0].partition(";")[0].partition(",")[0].strip()
        return f"{source}; in part our default" if self.is_ours and OURS not in source.casefold() else source


def explained(
    scheme: Scheme,
    days: WorkingDays,
    on: date,
    own: Mapping[str, Any] | None = None,
    sender: Sender | None = None,
    sender_folder: str = "",
) -> tuple[Sentence, ...]:
    """A scheme in sentences, on a day. `own`: what its own file says. `sender_folder`: where a sender was sought."""
    sentences = [
        *_the_scheme(scheme),
        *_submitting(scheme),
        *_who_decides(scheme),
        *(sentence for meeting in scheme.meeting for sentence in _meets(meeting, scheme, days, on)),
        *_signed_off(scheme),
        *(
            Sentence(part=Part.CLOCKS, text=text, where=where, source=source)
            for where, text, source in clocks_in_words(scheme)
        ),
        *(
            Sentence(part=Part.INTERIM, text=text, where=where, source=source)
            for where, text, source in interim_in_words(scheme)
        ),
        *_payments(scheme, on),
        *_other(scheme),
        *(
            Sentence(part=Part.SENDER, text=text, where=where, source=source)
            for where, text, source in sender_in_sentences(sender, sender_folder)
        ),
    ]
    base = scheme.scheme.based_on
    if base is not None and own is not None:
        tables = ", ".join(taken_over(own))
        text = f"{tables}: as in {base}." if tables else f"Nothing is taken over from {base}."
        sentences.append(Sentence(part=Part.BASE, text=text, where="scheme.based_on"))
    ours = ", ".join(dict.fromkeys(part.where.partition(".steps")[0] for part in sourced(scheme) if part.is_ours))
    text = f"All or in part: {ours}." if ours else "None: every figure has a source of its own."
    sentences.append(Sentence(part=Part.OURS, text=text, where=""))
    return tuple(sentences)


def taken_over(own: Mapping[str, Any]) -> tuple[str, ...]:
    """The tables, or parts of tables, that a scheme takes from the edition that it is based on."""
    tables: list[str] = []
    for table, field in Scheme.model_fields.items():
        if table not in own:
            tables += [table] if field.is_required() or table in BY_PART else []
        elif table in BY_PART:
            parts: Any = field.annotation
            tables += [f"{table}.{part}" for part in parts.model_fields if part not in own[table]]
    return tuple(tables)


def _day(on: date) -> str:
    return f"{on.strftime('%A')} {on.day} {on.strftime('%B %Y')}"


def _hour(at: time) -> str:
    return at.strftime("%H:%M")


def _and(words: list[str], conjunction: str = "and") -> str:
    return f" {conjunction} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _the_scheme(scheme: Scheme) -> Iterator[Sentence]:
    head = scheme.scheme
    text = f"{head.title}. This edition, {scheme.edition}, is in force from {_day(head.in_force_from)}."
    yield Sentence(part=Part.SCHEME, text=text, where="scheme", source=head.source)


def _submitting(scheme: Scheme) -> Iterator[Sentence]:
    text = f"Plans come from these teams: {'; '.join(team.title for team in scheme.team)}."
    source = "; ".join(dict.fromkeys(team.source for team in scheme.team))
    yield Sentence(part=Part.SUBMITTING, text=text, where="team", source=source)
    policy = scheme.further_evidence
    text = (
        "A plan that costs more than the indicative budget, a week or once, shows four things more: a strengths-based "
        "approach, the options explored, the rationale, and what was explored to prevent, reduce or delay needs. They "
        f"are asked for at {_above(policy.weekly_above)} a week, and at {_above(policy.one_off_above)} once. A line "
        "counts as it would be managed otherwise too, where that costs more."
    )
    yield Sentence(part=Part.SUBMITTING, text=text, where="further_evidence", source=policy.source)


def _above(amount: Decimal) -> str:
    return f"more than £{amount:,.2f} above it" if amount else "any amount above it"


# Who decides

_OF = {PlanKind.ADULT: "adults' plans", PlanKind.CARER: "carers' own plans"}
_A = {PlanKind.ADULT: "an adult's plan", PlanKind.CARER: "a carer's own plan"}


def _who_decides(scheme: Scheme) -> Iterator[Sentence]:
    for row in scheme.authority:
        where = f"authority[{row.role}]"
        yield Sentence(part=Part.WHO, text=_may_agree(row, scheme), where=where, source=row.source)
    groups: dict[tuple[tuple[Band, ...], ...], list[PlanKind]] = {}
    for kind in PlanKind:
        by_amount = tuple(bands(scheme, kind, axis) for axis in Axis)
        groups.setdefault((*by_amount, *(bands(scheme, kind, why=why) for why in _STATED_REASONS)), []).append(kind)
    for (weekly, one_off, *by_reason), kinds in groups.items():
        whose = _and([_A[kind] for kind in kinds], "or")
        yield from _where_it_goes(weekly, f"{whose[:1].upper()}{whose[1:]} that costs", scheme)
        yield from _where_it_goes(one_off, "One that costs next to nothing a week and", scheme)
        for why, among in zip(_STATED_REASONS, by_reason, strict=True):
            yield from _whatever_it_costs(why, among, weekly, whose, scheme)


_STATED_REASONS = (Exceptional.VERY_COMPLEX, Exceptional.DISTINCTIVE)
"""The reasons for a panel or call that a practitioner states; the third is worked out from the cost."""


def _may_agree(row: Authority, scheme: Scheme) -> str:
    one_off = ""
    if not row.agrees_any_amount:
        one_off = " and nothing once" if row.one_off_up_to is None else f" and up to £{row.one_off_up_to:,.2f} once"
    condition = ""
    if row.in_meeting:
        meeting = scheme.meeting_of(row.role)
        condition = f", in the {meeting.kind.value} itself" if meeting else ""
    elif row.once_missed:
        titles = _and([meeting.title for meeting in scheme.meeting], "or")
        condition = f", but only what the {titles} has missed"
    elif scheme.meeting:
        condition = ", alone"
    whose = _and([_OF[kind] for kind in PlanKind if kind in row.kinds])
    return f"The {row.title} may agree {whose} of {row.limit_in_words}{one_off}{condition}."


def _where_it_goes(among: tuple[Band, ...], whose: str, scheme: Scheme) -> Iterator[Sentence]:
    """A sentence for each band, which says what happens at exactly the figure where the next band begins."""
    for band, following in zip(among, (*among[1:], None), strict=True):
        text = f"{whose} {in_words(band, scheme)} {_goes(band)}"
        if following is None:
            text += "."
        elif band.most in figures(scheme):
            text += f", £{band.most:,.2f} exactly included."
        else:
            text += f". £{following.least:,.2f} exactly {_goes(following)}."
        yield Sentence(part=Part.WHO, text=text, where=_row_of(band, scheme), source=_source_of(band, scheme))


def _goes(band: Band) -> str:
    return f"goes to the {band.title}" if band.role else "can be agreed by nobody"


def _row_of(band: Band, scheme: Scheme) -> str:
    return f"authority[{band.role}]" if band.role in {row.role for row in scheme.authority} else "authority"


def _source_of(band: Band, scheme: Scheme) -> str:
    return next((row.source for row in scheme.authority if row.role == band.role), "")


def _whatever_it_costs(
    why: Exceptional, among: tuple[Band, ...], plain: tuple[Band, ...], whose: str, scheme: Scheme
) -> Iterator[Sentence]:
    reason = spelled_out(why)
    if among == plain:
        text = f"Where {whose} goes does not depend on whether it is {reason}."
        source = "; ".join(dict.fromkeys(meeting.source for meeting in scheme.meeting))
        yield Sentence(part=Part.WHO, text=text, where="meeting", source=source)
        return
    yield from _where_it_goes(among, f"{whose[:1].upper()}{whose[1:]} that is {reason} and costs", scheme)


# Panels and calls


def _meets(meeting: Meeting, scheme: Scheme, days: WorkingDays, on: date) -> Iterator[Sentence]:
    title, kind = meeting.title, "panel" if meeting.kind is MeetingKind.PANEL else "call"

    def says(text: str) -> Sentence:
        return Sentence(part=Part.MEETINGS, text=text, where=f"meeting[{meeting.name}]", source=meeting.source)

    how_often = "every week" if meeting.every_weeks == 1 else f"every {meeting.every_weeks} weeks"
    yield says(
        f"The {title} is a {kind}. It meets {how_often} on a {meeting.first_on.strftime('%A')} at {_hour(meeting.at)}, "
        f"counted from {_day(meeting.first_on)}; where that is a day off, on the next working day."
    )
    first = next_sitting(meeting, datetime.combine(on, time(9), LONDON), days)
    second = next_sitting(meeting, first.at + timedelta(minutes=1), days)
    in_time = (
        "A plan is in time for it until it begins"
        if meeting.papers_by == 0
        else f"A plan is in time for it until the office closes {counted(meeting.papers_by, CountedIn.WORKING_DAYS)} "
        "before"
    )
    yield says(
        f"{in_time}: one that came on the morning of {_day(on)} goes to that of {_day(first.on)}, and one that came "
        f"when that had met, to that of {_day(second.on)}."
    )
    yield says(f"A plan goes there only because {_and(_reasons(meeting, scheme), 'or')}. The person is told which.")
    if Exceptional.VERY_COMPLEX in meeting.considers:
        yield says("Whoever is to decide a plan may also refer it there as too complex, with a reason.")
    skills = f", who between them bring the skills {_and(list(meeting.skills))}" if meeting.skills else ""
    yield says(
        f"It decides with {meeting.quorum} member{'' if meeting.quorum == 1 else 's'} or more{skills}. Where an expert "
        "assessor was involved, that person or somebody of like expertise is one of them."
    )
    yield says(f"The person is invited beforehand, in these words: “{meeting.how_the_person_is_involved}”")
    yield says(
        f"The invitation is sent {counted(meeting.invited_before, CountedIn.WORKING_DAYS)} before at the latest; "
        "otherwise the plan goes to the next sitting that allows it. It says that a plan takes "
        f"{meeting.lasts_minutes} minutes, and: “{meeting.where} {meeting.how_to_join} {meeting.who_is_there} "
        f"{meeting.can_be_arranged}”"
    )
    ladder = scheme.clocks.meeting
    row = next(row for row in scheme.authority if row.in_meeting == meeting.name)
    above = [scheme.title_of(role) for role in scheme.roles_from(row.role) if scheme.meeting_of(role) is None]
    missed = counted(ladder.steps[-1].after, ladder.counted_in)
    yield Sentence(
        part=Part.MEETINGS,
        text=f"What it has not decided {missed} after it met counts as missed, as does what was reported so before. "
        f"Then the plan goes to the {_and(above, 'or')}, who may decide it alone, and to the next {kind}, to which the "
        "person is invited again.",
        where="clocks.meeting",
        source=ladder.source,
    )


def _reasons(meeting: Meeting, scheme: Scheme) -> list[str]:
    """ROUTE-3: the reasons for which a plan goes to a panel or call, with the scheme's figures."""
    larger: list[str] = []
    if meeting.larger_than_usual_over is not None:
        larger.append(f"over £{meeting.larger_than_usual_over:,.2f} a week")
    if meeting.larger_than_usual_from is not None:
        larger.append(f"£{meeting.larger_than_usual_from:,.2f} a week or more")
    if meeting.one_off_over is not None:
        larger.append(f"over £{meeting.one_off_over:,.2f} once")
    figures_of = {Exceptional.LARGER_THAN_USUAL: f" ({_and(larger, 'or')})" if larger else ""}
    reasons = [reason for reason in WHY_THERE if reason in meeting.considers or _happens(reason, meeting, scheme)]
    return [f"{WHY_THERE[reason]}{figures_of.get(reason, '')}" for reason in reasons]


def _happens(reason: Exceptional, meeting: Meeting, scheme: Scheme) -> bool:
    """Whether what a plan costs can send it there for this reason, by the figures of the scheme."""
    costs = [pair for amount in amounts(scheme) for pair in ((amount, NOTHING), (NOTHING, amount))]
    return any(
        destination.meeting == meeting.name and reason in destination.exceptional
        for kind in PlanKind
        for destination in (routed(scheme, kind, weekly, one_off) for weekly, one_off in costs)
    )


# When a plan is signed off, and the rest


def _signed_off(scheme: Scheme) -> Iterator[Sentence]:
    policy = scheme.sign_off
    if policy.arranged_by is None:
        text = "A plan that was agreed is signed off once the person has been given the written record."
    else:
        text = (
            "A plan with a direct payment that was agreed is authorised to start. It is signed off once the first "
            "payment has been received and put into practice, whoever may decide it has approved it on the report of "
            "how it works, and the person has been given the written record. If it does not work, it is returned and "
            "put right, or withdrawn; what runs goes on. One without a direct payment is signed off once the record "
            "was given."
        )
    yield Sentence(part=Part.SIGN_OFF, text=text, where="sign_off", source=policy.source)
    waits = scheme.understanding.sign_off_waits
    text = (
        "Where the person has substantial difficulty in understanding the plan, it is signed off "
        f"{'only once' if waits else 'whether or not'} somebody has recorded what support was given; until then that "
        f"has a clock of its own.{' Each plan says whether any is needed.' if waits else ''}"
    )
    yield Sentence(part=Part.SIGN_OFF, text=text, where="understanding", source=scheme.understanding.source)
    yield _amended(scheme)
    if policy.arranged_by is not None:
        text = f"The {policy.arranged_by.title} is asked at once to arrange the payment."
        yield Sentence(part=Part.SIGN_OFF, text=text, where="sign_off.arranged_by", source=policy.arranged_by.source)


def _amended(scheme: Scheme) -> Sentence:
    policy = scheme.amendments
    kinds = ", ".join(spelled_out(kind) for kind in policy.light) or "none"
    title = scheme.title_of(scheme.agrees_light_amendments)
    text = (
        f"An amendment of a plan in force is signed off by what changed alone, by the {title} or a role above, where "
        f"it takes nothing from the person, every change is of a light kind ({kinds}), and the cost rises by no more "
        f"than £{policy.weekly_up_to:,.2f} a week and £{policy.one_off_up_to:,.2f} once. Any other goes through the "
        "whole process."
    )
    return Sentence(part=Part.SIGN_OFF, text=text, where="amendments", source=policy.source)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _number(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _sick_pay(rates: EmployerRates) -> str:
    most = f"£{rates.sick_pay_a_week:,.2f} a week"
    share = f", or {_percent(rates.sick_pay_share)} of the pay if that is less" if rates.sick_pay_share < 1 else ""
    least = f", for whoever earns £{rates.sick_pay_from:,.2f} or more" if rates.sick_pay_from else ""
    return f"{most}{share}{least}"


_GROSS_OR_NET = {
    "gross": "the whole amount is paid, and the person pays their contribution to the council",
    "net": "the person's contribution comes off first",
}


def _for_the_young(lowest: MinimumWage) -> str:
    """DP-7: the minimum wage of whoever is younger, where the scheme has it."""
    rates = ((lowest.of_18_to_20, "for those of 18 to 20"), (lowest.under_18, "for those under 18 and apprentices"))
    parts = [f"£{rate:,.2f} {whose}" for rate, whose in rates if rate is not None]
    return f" ({' and '.join(parts)})" if parts else ""


def _payments(scheme: Scheme, on: date) -> Iterator[Sentence]:
    policy, rates, lowest = scheme.direct_payments, scheme.rates(on), scheme.minimum_wage(on)
    old = scheme.rates_out_of_date(on)
    day = counted(policy.remind_before, CountedIn.WORKING_DAYS)
    text = (
        f"Stays in a care home within {policy.near_the_edge} day{'' if policy.near_the_edge == 1 else 's'} of the "
        f"four-week limits are put to whoever decides. Of a condition on a direct payment there is a reminder {day} "
        f"before it is due, and from then on every {counted(policy.repeat_every, CountedIn.WORKING_DAYS)} until it is "
        f"met. A direct payment is paid {policy.paid}: {_GROSS_OR_NET[policy.paid]}."
    )
    yield Sentence(part=Part.PAYMENTS, text=text, where="direct_payments", source=policy.source)
    since = f"from {_day(rates.in_force_from)}"
    text = (
        f"The rates for employers on {_day(on)} are those {since}: National Insurance "
        f"{_percent(rates.national_insurance)} of each employee's pay above £{rates.national_insurance_above:,.2f} a "
        f"week, of which the Employment Allowance pays £{rates.employment_allowance:,.2f} a year; pension "
        f"{_percent(rates.pension)} of pay between £{rates.pension_above:,.2f} and £{rates.pension_up_to:,.2f} a week, "
        f"for whoever earns more than £{rates.pension_from:,.2f}; holiday {_percent(rates.holiday)} of the "
        f"wages where every week is covered; insurance £{rates.insurance_a_year:,.2f} a year; payroll "
        f"£{rates.payroll_a_week:,.2f} a week; training £{rates.training_a_year:,.2f} a year; recruitment and checks "
        f"£{rates.recruitment_a_year:,.2f} a year; redundancy {_percent(rates.redundancy)} of the wages; sick pay "
        f"{_sick_pay(rates)}, for {_number(rates.sick_weeks_a_year)} weeks a year. The minimum wage is "
        f"£{lowest.an_hour:,.2f} an hour{_for_the_young(lowest)}, from {_day(lowest.since)}."
        f"{' ' if old else ''}{old}{'.' if old else ''}"
    )
    number = scheme.employer_rates.index(rates) + 1
    yield Sentence(part=Part.PAYMENTS, text=text, where=f"employer_rates[{number}]", source=rates.source)


def _other(scheme: Scheme) -> Iterator[Sentence]:
    def says(where: str, text: str, source: str) -> Sentence:
        return Sentence(part=Part.OTHER, text=text, where=where, source=source)

    how = "in full, unless the person asked otherwise" if scheme.sharing.carers == "full" else "when they ask for one"
    yield says("sharing", f"A carer has a copy of the plan {how}.", scheme.sharing.source)
    within = counted(scheme.copies_back.within, CountedIn.WORKING_DAYS)
    text = f"Whoever is asked to return or destroy a copy, because it may not be shared any more, has {within} for it."
    yield says("copies_back", text, scheme.copies_back.source)
    yield says("sending", how_it_goes(scheme.sending), scheme.sending.source)
    if scheme.staff is not None:
        yield says("staff", when_digests_go(scheme.staff), scheme.staff.source)
    compare = scheme.consistency
    text = (
        "A budget is shown beside those of signed plans with similar needs of the last "
        f"{compare.within_months} months, if there are at least {compare.at_least}."
    )
    yield says("consistency", text, compare.source)
    quiet = counted(scheme.promises.quiet_for, CountedIn.WORKING_DAYS)
    yield says("promises", f"Changes of the promised date within {quiet} make one letter.", scheme.promises.source)
    within = counted(scheme.tasks.within, CountedIn.WORKING_DAYS)
    yield says("tasks", f"A task that no other clock covers is to be done within {within}.", scheme.tasks.source)
    office = scheme.office
    closed = f", and not {_and([_day(day) for day in office.closures])}" if office.closures else ""
    text = (
        f"A working day is from {_hour(office.opens_at)} to {_hour(office.closes_at)}, Monday to Friday; not England's "
        f"bank holidays{closed}. A message that says it is older than "
        f"{counted(office.oldest_message, CountedIn.WORKING_DAYS)} counts from when it came."
    )
    yield says("office", text, office.source)
