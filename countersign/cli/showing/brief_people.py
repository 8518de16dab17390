"""Shows an authoriser who is written to now, and how."""

from rich.markup import escape

from countersign.careplan.notices import THE_PERSONS
from countersign.careplan.words import spelled_out
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import day
from countersign.queries.people import ReachedSeen
from countersign.wording.plain_words import language_in_words


def show_people(page: Page, people: tuple[ReachedSeen, ...]) -> None:
    """TELL-8: how each is reached now, since when, and where a person has to see to it."""
    page.head("Who is written to, and how (TELL-8)")
    for one in people:
        how = f"by {spelled_out(one.channel)}, {spelled_out(one.format)}"
        if one.language:
            how += f", in English, and in {escape(language_in_words(one.language))} where the council has it"
        since = f", as said on {day(one.said_on)}" if one.said_on else ""
        not_told = one.whom in THE_PERSONS and not one.is_told
        told = "; letters about the plan do not go to them" if not_told else ""
        by_hand = "" if one.is_reached else "; [yellow]nothing can be sent there: a person gives it[/]"
        page.say(f"{escape(one.whom)}: {how}{since}{told}{by_hand}.", 2)
