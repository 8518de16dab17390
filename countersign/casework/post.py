"""TELL-5 · By which way a notice goes, and what is left once one has failed. What came back is in `casework.following`.

A way that refused a notice is not tried again for it where it goes. Where post was returned, or an e-mail could not be
delivered, nothing more goes there by that channel until somebody has said that they are reached there. Then it goes by
the other channel, if they can be reached by it and said nothing against it; and else it is a person's.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from countersign.careplan.notices import PERSON, TO_STAFF
from countersign.careplan.people import Channel, Contact
from countersign.careplan.people_since import is_old_address
from countersign.careplan.ways import WAYS_OF, Stands, Way, place_of, sending_reference
from countersign.casework.case import Case
from countersign.casework.kept import Notice, Sending
from countersign.casework.notice_files import address_of, what_comes_with
from countersign.wording.addressees import Addressee

COULD_NOT = "it could not be sent"
CAME_BACK_BY_POST = (
    "the post brought it back: find out where they live now, say so (change_contact), or give it by hand"
)
NOT_DELIVERED = (
    "it could not be delivered to their e-mail address: find out the right one, say so (change_contact), or give it by "
    "hand"
)
FIND_OUT = "find out whether it arrived, and if not give it by hand"


class Goes(NamedTuple):
    """By which way a notice goes."""

    way: Way | None
    """None: no way is left."""

    at: datetime | None = None
    """When it may go by it, if not now: the way is paused."""

    may_wait: bool = False
    """Whether another way takes it, if this one is paused for longer than the scheme waits."""


def current(case: Case, notice: Notice) -> Sending | None:
    """The handing over of a notice that is under way, or was the last."""
    return case.sendings.named(sending_reference(notice.key, notice.number))


def goes_by(case: Case, notice: Notice, paused: Mapping[Way, datetime]) -> Goes:
    """By which way a notice goes now. `paused`: until when nothing goes by a way."""
    now, last = case.now, current(case, notice)
    if last is not None and last.stands is Stands.BEGUN and _goes_to(last, notice):
        return _by(last.way, paused, now)  # nobody knows whether it went: by this way that is found out
    left = ways_left(case, notice, notice.channel, notice.address)
    until = (notice.waits_since or now) + longest_wait(case)
    for way in left:
        if paused.get(way, now) <= (until if len(left) > 1 else now):
            return _by(way, paused, now)._replace(may_wait=len(left) > 1)
    soonest = min(left, key=lambda way: paused.get(way, now), default=None)
    return _by(soonest, paused, now) if soonest else Goes(None)


def _by(way: Way, paused: Mapping[Way, datetime], now: datetime) -> Goes:
    until = paused.get(way)
    return Goes(way, until if until is not None and until > now else None)


def longest_wait(case: Case) -> timedelta:
    """How long a limit of a way, or what fails for now, is waited for."""
    return timedelta(hours=case.scheme.sending.wait_at_most_hours)


def ways_left(case: Case, notice: Notice, channel: Channel, address: Collection[str]) -> tuple[Way, ...]:
    """The ways by which a notice may go somewhere, in the order in which they are tried."""
    place = place_of(channel, tuple(address))
    if _reaches_nobody(case, notice.recipient, place):
        return ()
    refused = {
        sending.way
        for sending in case.sendings.all
        if sending.notice == notice.key and sending.place == place and sending.stands in (Stands.REFUSED, Stands.FAILED)
    }
    # Nobody posts what has no address: a folder takes it, as what is for somebody of the house.
    may = case.scheme.sending.ways(channel) if address else (Way.FOLDER,)
    return tuple(way for way in may if way not in refused)


def as_it_goes(case: Case, notice: Notice, to: Addressee) -> Addressee:
    """TELL-5: where a letter goes: by the channel that they chose, or by the other once no way of that one is left."""
    chosen = to.contact
    if chosen.is_made_by_people or ways_left(case, notice, chosen.channel, address_of(chosen)):
        return to
    other = chosen.model_copy(update={"channel": _OTHER[chosen.channel]})
    if other.channel in chosen.not_by or not other.reachable() or _may_not_go_by(case, notice, other):
        return to
    by_post = other.channel is Channel.POST
    return to._replace(contact=other, recipient=to.recipient.model_copy(update={"by_post": by_post}))


def _may_not_go_by(case: Case, notice: Notice, other: Contact) -> bool:
    """Nothing is posted to an old address; and what comes with a letter is e-mailed only where that was chosen."""
    if not ways_left(case, notice, other.channel, address_of(other)):
        return True
    if other.channel is Channel.EMAIL:
        return bool(what_comes_with(case.file.enclosed(notice.key)))
    return notice.recipient == PERSON and is_old_address(case.course.state.people_since, case.version, case.today)


def why_no_way(case: Case, notice: Notice, contact: Contact) -> str:
    """TELL-5: why a person has to find out, or to give it, where no way is left, in a task's words; else empty."""
    address = address_of(contact)
    if notice.kind in TO_STAFF or ways_left(case, notice, contact.channel, address):
        return ""
    place = place_of(contact.channel, address)
    stood = {sending.stands for sending in case.sendings.all if sending.place == place}
    if contact.channel is Channel.EMAIL:
        is_the_address = Stands.RETURNED in stood or Stands.FAILED in stood or _address_refused(case, place)
        return NOT_DELIVERED if is_the_address else COULD_NOT
    return CAME_BACK_BY_POST if Stands.RETURNED in stood else COULD_NOT


def _address_refused(case: Case, place: str) -> bool:
    """Whether a mail relay said for good that it takes nothing for that address."""
    return any(
        sending.place == place
        and sending.stands is Stands.REFUSED
        and sending.why.startswith(("smtp-5", "address-not"))
        for sending in case.sendings.all
    )


def _goes_to(sending: Sending, notice: Notice) -> bool:
    """Whether a sending is to where the notice goes now."""
    return sending.place == place_of(notice.channel, notice.address)


def begun(case: Case, notice: Notice, way: Way) -> Sending:
    """The handing over of a notice that begins now: one that certainly did not go, or of which nobody knows, again."""
    last, place = current(case, notice), place_of(notice.channel, notice.address)
    costs = case.scheme.sending.costs.of(way)
    if last is not None and last.stands is Stands.LATER and last.went_at is None:
        return replace(last, way=way, place=place, stands=Stands.BEGUN, pence=costs)  # it has certainly not gone
    if last is not None and last.stands is Stands.BEGUN and (last.way, last.place) == (way, place):
        return last
    number = notice.number + (last is not None)
    reference = sending_reference(notice.key, number)
    return Sending(notice.key, number, way, reference, place, begun_at=case.now, pence=costs)


def _reaches_nobody(case: Case, recipient: str, place: str) -> bool:
    """Whether something did not arrive at a place, and nobody has said since that they are reached there."""
    since = case.course.state.people_since
    said = [one.said_at for one in since.contacts if one.about == recipient and one.said_at] if since else []
    return any(
        sending.place == place and not any(sending.stood_at and at > sending.stood_at for at in said)
        for sending in _not_arrived(case.sendings.all)
    )


def _not_arrived(sendings: Iterable[Sending]) -> Iterable[Sending]:
    return (
        sending
        for sending in sendings
        if sending.stands is Stands.RETURNED
        or (sending.stands is Stands.FAILED and sending.way in WAYS_OF[Channel.EMAIL])
    )


_OTHER = {Channel.POST: Channel.EMAIL, Channel.EMAIL: Channel.POST}
