"""Shows an authoriser what an amended plan changes, beside what was agreed."""

from rich.markup import escape

from countersign.careplan.amendments import AmendedFor
from countersign.careplan.what_changed import Level
from countersign.careplan.words import spelled_out
from countersign.cli.showing.page import Page
from countersign.queries.amendments import AmendmentSeen, ChangeSeen, RequestSeen

LEVELS = {
    Level.LIGHT: "It is light: only what stands here is to be agreed. Everything else stays as it was agreed.",
    Level.FULL: "It goes through the whole process: the whole plan stands below.",
}

ASKED_BY = {
    AmendedFor.PERSON: "the person",
    AmendedFor.REPRESENTATIVE: "their representative",
    AmendedFor.ADVOCATE: "their advocate",
    AmendedFor.CARER: "a carer",
    AmendedFor.FAMILY_OR_FRIEND: "family or a friend",
    AmendedFor.PROVIDER: "a provider",
    AmendedFor.STAFF: "staff",
    AmendedFor.REVIEW: "a review that came to it",
    AmendedFor.FIRST_PAYMENT: "a report that the first payment does not work",
}


def show_amendment(page: Page, seen: AmendmentSeen | None) -> None:
    """AMEND-2: each change, what it costs, what it takes, and who asked for it and why."""
    if seen is None:
        return
    page.head(f"What it changes of version {seen.in_force}, which is in force until then (AMEND-2)")
    page.say(LEVELS[seen.level], 2)
    for change in seen.changes:
        _change(page, change)
    for sentence in seen.cost_changes:
        page.say(escape(sentence), 2)
    if seen.takes:
        page.say(f"[bold yellow]It gives less, or costs less[/]: {escape('; '.join(seen.takes))}.", 2)
        page.say("What is on record for that, as the person is told it:", 2)
        page.quote(seen.why_less)
    for request in seen.requests:
        _request(page, request)


def _change(page: Page, change: ChangeSeen) -> None:
    page.say(f"[bold]{escape(change.what)}[/]", 2)
    for part in change.parts:
        if part.field:
            page.say(f"{escape(spelled_out(part.field))}:", 4)
        if part.before:
            page.quote(f"Before: {part.before}")
        if part.now:
            page.quote(f"Now: {part.now}")


def _request(page: Page, request: RequestSeen) -> None:
    page.say(f"Asked for by {ASKED_BY[request.asked_by]}:", 2)
    page.quote(request.what)
    if request.person_wants_it is not None:
        page.say(f"The person {'wants it' if request.person_wants_it else 'does not want it'}:", 2)
        page.quote(request.view)
    for heading, words in (("For it", request.evidence_for), ("Against it", request.evidence_against)):
        if words:
            page.say(f"{heading}:", 2)
            page.quote(words)
