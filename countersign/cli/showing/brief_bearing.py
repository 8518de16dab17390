"""Shows an authoriser what else bears on the decision: marks, concerns, and what was asked for and is open."""

from rich.markup import escape

from countersign.careplan.amendments import Stage
from countersign.careplan.concerns import AtRisk, ConcernOutcome
from countersign.careplan.words import spelled_out
from countersign.cli.showing.brief_amendment import ASKED_BY
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import moment
from countersign.queries.bearing import BearingSeen
from countersign.queries.requests import OpenRequest

AT_RISK = {AtRisk.PERSON: "the person", AtRisk.ANOTHER_ADULT: "another adult", AtRisk.CHILD: "a child"}

_OUTCOMES = {
    ConcernOutcome.IN_FULL: "it is shared in full",
    ConcernOutcome.IN_PART: "it is shared in part",
    ConcernOutcome.DECLINED: "no copy is given",
}


def show_bearing(page: Page, bearing: BearingSeen, requests: tuple[OpenRequest, ...]) -> None:
    """TELL-8, SHARE-5, AMEND-1, DEC-4: nothing where there is nothing."""
    decided = (*bearing.decided, *bearing.lifted)
    if not (bearing.marks or bearing.concerns or decided or bearing.copies_asked or bearing.amendments or requests):
        return
    page.head("To bear in mind: marks that stand, what is open, and what was decided")
    for mark in bearing.marks:
        by = f"as version {mark.stated_by} states it" if mark.stated_by else "put since by a message"
        page.say(f"[bold]{escape(spelled_out(mark.kind).capitalize())}[/], about {escape(mark.about)}, {by}:", 2)
        page.quote(mark.in_words)
    for concern in bearing.concerns:
        page.say(
            f"[bold]A concern about the copy for {escape(concern.recipient)}[/], not decided yet (SHARE-5): risk to "
            f"{AT_RISK[concern.at_risk]}; raised {moment(concern.raised_at)} by:",
            2,
        )
        page.quote(concern.raised_by)
        page.say("In the words of whoever raised it:", 2)
        page.quote(concern.in_words)
    for decision in bearing.decided:
        page.say(
            f"[bold]A concern about the copy for {escape(decision.recipient)}[/] was decided (SHARE-5): "
            f"{_OUTCOMES[decision.outcome]}; by {escape(decision.by)}, {moment(decision.at)}.",
            2,
        )
    for mark in bearing.lifted:
        page.say(
            f"[bold]{escape(spelled_out(mark.kind).capitalize())}[/], about {escape(mark.about)}, was lifted (TELL-8) "
            f"by {escape(mark.by)}, {moment(mark.at)}.",
            2,
        )
    for asked in bearing.copies_asked:
        page.say(
            f"The person asked, {moment(asked.asked_at)}, that {escape(asked.recipient)} has a copy: it waits "
            "(SHARE-4).",
            2,
        )
    for amendment in bearing.amendments:
        waits = "an answer" if amendment.stage is Stage.ASKED else "the amended plan"
        page.say(
            f"Another change was asked for by {ASKED_BY[amendment.asked_by]}, {moment(amendment.asked_at)}; "
            f"it waits for {waits} (AMEND-1):",
            2,
        )
        page.quote(amendment.what)
    for request in requests:
        page.say(
            f"Information is still asked for, {escape(request.about)}, by {escape(request.asked_by)}, "
            f"{moment(request.asked_at)} (DEC-4):",
            2,
        )
        page.quote(request.words)
