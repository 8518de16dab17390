"""Editions with one fault, of which a council's scheme may have none; and what is wrong with any edition.

A scheme with a fault is refused before it is used. The judge names each fault, by the words of the rulebook.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.proof.councils import REASONS, Edition, Row, Sits, editions

KINDS = ("adult", "carer")

FAULTS = (
    "nobody may agree a carer's plan",
    "nobody may agree anything",
    "carers' plans go to the panel alone",
    "a role stands twice",
    "a panel has no row",
    "a row is of no panel",
    "the panel is the top",
    "a row decides at the panel, and once it was missed",
    "once missed, and no panel",
    "larger than usual, and no figure",
    "a figure, and not larger than usual",
    "a panel says nothing of how the person is involved",
)


def against_edition(edition: Edition) -> Iterator[str]:
    """ROUTE-1, ROUTE-3, ROUTE-6, DEC-1: every reason why a scheme may not be used."""
    for kind in KINDS:
        rows = [row for row in edition.rows if kind in row.kinds]
        if not any(row.says != "nothing" for row in rows):
            yield f"nobody may agree {kind}"
        elif not any(not row.meeting and not row.once_missed for row in rows):
            yield f"only a panel may agree {kind}"
    yield from _panels_and_rows(edition)
    for sits in edition.meetings:
        if (REASONS[0] in sits.considers) is not bool(sits.larger):
            yield "what is larger than usual has a figure, and nothing else has"
        if not sits.involves:
            yield "the panel does not say how the person is involved"


def _panels_and_rows(edition: Edition) -> Iterator[str]:
    if max(Counter(row.role for row in edition.rows).values()) > 1:
        yield "two rows have one role"
    names = [sits.name for sits in edition.meetings]
    if sorted(row.meeting for row in edition.rows if row.meeting) != sorted(names):
        yield "each panel has one row, and each row at a panel has a panel"
    if names and edition.rows[-1].meeting:
        yield "nobody stands above the panel"
    if any(row.meeting and row.once_missed for row in edition.rows):
        yield "a row decides at the panel, and once it was missed"
    if any(row.once_missed for row in edition.rows) and not names:
        yield "there is no panel to miss"


@st.composite
def any_editions(draw: DrawFn) -> Edition:
    """An edition: one of two as it may be, and the others with one fault."""
    edition = draw(editions(date(2024, 1, 1)))
    return edition if draw(st.booleans()) else with_a_fault(edition, draw(st.sampled_from(FAULTS)))


def with_a_fault(edition: Edition, fault: str) -> Edition:  # noqa: C901, PLR0911  # a table of what can be wrong
    """The same with a fault: with a panel put in where the fault is one of panels."""
    sits = edition.meetings[0] if edition.meetings else Sits("panel", REASONS[1:2], "", 0, None, 1, (), 2)
    rows = [row for row in edition.rows if not row.meeting]
    chair = Row("panel_chair", "any amount", 0, None, KINDS, meeting=sits.name)
    with_panel = replace(edition, rows=(rows[0], chair, *rows[1:]), meetings=(sits,))
    first, panel, *above = with_panel.rows
    match fault:
        case "nobody may agree a carer's plan":
            return replace(edition, rows=tuple(replace(row, kinds=("adult",)) for row in edition.rows))
        case "nobody may agree anything":
            return replace(edition, rows=tuple(replace(row, says="nothing") for row in edition.rows))
        case "carers' plans go to the panel alone":
            others = tuple(replace(row, kinds=("adult",)) for row in (first, *above))
            return replace(with_panel, rows=(others[0], panel, *others[1:]))
        case "a role stands twice":
            return replace(edition, rows=(edition.rows[0], *edition.rows))
        case "a panel has no row":
            return replace(with_panel, rows=(first, *above))
        case "a row is of no panel":
            return replace(with_panel, meetings=())
        case "the panel is the top":
            return replace(with_panel, rows=(first, *above, panel))
        case "a row decides at the panel, and once it was missed":
            return replace(with_panel, rows=(first, replace(panel, once_missed=True), *above))
        case "once missed, and no panel":
            return replace(edition, rows=(*rows, replace(rows[-1], role="last", once_missed=True)), meetings=())
        case "larger than usual, and no figure":
            no_figure = replace(sits, considers=REASONS[:1], larger="", once_over=None)
            return replace(with_panel, meetings=(no_figure,))
        case "a figure, and not larger than usual":
            return replace(with_panel, meetings=(replace(sits, considers=REASONS[1:], larger="over"),))
        case _:
            return replace(with_panel, meetings=(replace(sits, involves=""),))
