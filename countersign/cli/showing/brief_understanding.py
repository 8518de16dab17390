"""Shows an authoriser whether the person has substantial difficulty in understanding, and what is done about it."""

from rich.markup import escape

from countersign.careplan.understanding import AdvocateDuty
from countersign.careplan.words import spelled_out
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import day, moment
from countersign.queries.understanding import UnderstandingSeen

DUTY = {
    AdvocateDuty.NOT_STATED: "[yellow]Whether an independent advocate must be arranged is not known[/]",
    AdvocateDuty.NO_DIFFICULTY: "No independent advocate must be arranged",
    AdvocateDuty.SOMEBODY_IS_APPROPRIATE: "No independent advocate must be arranged",
    AdvocateDuty.ARRANGE: "[bold]An independent advocate must be arranged[/]",
}


def show_understanding(page: Page, seen: UnderstandingSeen) -> None:
    """REC-3: what is stated, whether an advocate must be arranged, and what support was given."""
    page.head("Understanding the plan (REC-3)")
    if seen.has_difficulty:
        which = ", ".join(spelled_out(difficulty) for difficulty in seen.difficulties)
        page.say(f"Substantial difficulty: {which}. {escape(seen.in_words)}", 2)
    elif seen.in_words:
        page.say(f"The plan says that there is no substantial difficulty: {escape(seen.in_words)}", 2)
    page.say(f"{DUTY[seen.duty]}: {escape(seen.why)}.", 2)
    if seen.has_difficulty is None:
        page.say("Find out, and have it recorded: `record_understanding`.", 2)
    if seen.due_at:
        page.say(f"[bold]Support is to be recorded[/] by {moment(seen.due_at)}.", 2)
    if seen.support:
        given = seen.support
        page.say(f"Support given on {day(given.given_on)}: {escape(given.what)}", 2)
        page.say(f"Advocate, {spelled_out(given.advocate)}: {escape(given.about_the_advocate)}", 2)
