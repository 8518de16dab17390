"""TELL-1, TELL-8 · What a brief shows of whom is written to now, and how: in codes, without a name or an address."""

from datetime import date

from countersign.careplan.notices import ADVOCATE, PERSON, REPRESENTATIVE, NoticeKind
from countersign.careplan.people import Channel, Format
from countersign.careplan.people_since import PeopleSince, as_they_are_now, is_old_address, party_of
from countersign.careplan.plan import Plan
from countersign.careplan.same_recipient import holders_in
from countersign.careplan.who_is_told import is_safe_to_write_to, who_is_told
from countersign.queries.view import View


class ReachedSeen(View):
    """How one is written to now."""

    whom: str
    """`person`, `representative`, `advocate`, or a reference of the plan such as C1 or P1."""

    is_told: bool
    """TELL-1: of the person and their representative: whether letters about the plan go to them today."""

    channel: Channel

    format: Format

    language: str | None
    """TELL-4: in which language they read best, by its code; None where that is English, or was not stated."""

    is_reached: bool
    """Whether we can send them anything: there is an address, not the one they moved from, and no mark names it."""

    said_on: date | None
    """The day on which that was said after the version was submitted; none: it is as the version has it."""


def reached_seen(plan: Plan, since: PeopleSince | None, version: int, on: date) -> tuple[ReachedSeen, ...]:
    """Everybody whom the plan knows by now: the person, who acts for them, the advocate, carers, providers."""
    now = as_they_are_now(plan, since, version)
    told = who_is_told(now, NoticeKind.NEW_DATE, on)
    said = {one.about: one.decided_on for one in (since.contacts if since else ()) if one.version == version}
    if since and since.representative:
        said.setdefault(REPRESENTATIVE, since.representative.decided_on)
    if since and since.advocate:
        said.setdefault(ADVOCATE, since.advocate.decided_on)
    seen: list[ReachedSeen] = []
    for whom in dict.fromkeys((PERSON, REPRESENTATIVE, *holders_in(now))):
        party = party_of(now, whom)
        if party is None:
            continue
        moved = whom == PERSON and party.contact.channel is Channel.POST and is_old_address(since, version, on)
        seen.append(
            ReachedSeen(
                whom=whom,
                is_told=whom in told,
                channel=party.contact.channel,
                format=party.contact.format,
                language=party.contact.language,
                is_reached=party.contact.reachable() and not moved and is_safe_to_write_to(now, whom, on),
                said_on=said.get(whom),
            )
        )
    return tuple(seen)
