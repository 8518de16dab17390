"""What a plan says of money beside its lines: what was indicated, what the person pays, and on what that rests.

Amounts are in pence, in pairs: a week and once. They lie at what the lines cost, a penny below it, or a penny above.
"""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from countersign.testkit.examples import Json
from tests.proof.councils import pounds
from tests.support.builders import SURE

Pair = tuple[int, int]
"""An amount a week, and an amount once."""

FOUR = ("strengths_based_approach", "options_explored", "rationale", "prevent_reduce_delay")
"""SUB-4: the four further pieces of evidence."""
SAYS_NOTHING = ("", "TBC", "No.", "As above", "Confirmed", "n/a")
"""SUB-1: words that are no evidence: the rulebook's own examples, and no words at all."""

CHARGED: dict[str, Json | None] = {
    "nobody says": None,
    "assessed": {"how": "assessed"},
    "not charged": {"how": "not_charged", "why_not": "aftercare"},
    "in full": {"how": "pays_in_full"},
    "not charged, and nobody says why": {"how": "not_charged"},
    "assessed, and why they are not charged": {"how": "assessed", "why_not": "free_by_law"},
}
"""BUD-1: on what the person's amounts rest."""


@dataclass(frozen=True)
class Purse:
    """What a plan says of money beside its lines. `empty`: which of the four say nothing, each with its words."""

    indicative: Pair = (100000, 0)
    pays: Pair = (0, 0)
    charged: str = "nobody says"
    empty: tuple[tuple[str, str], ...] = ()


A_PURSE = Purse()


def purse_json(purse: Purse) -> Json:
    """The same, by the paths of a plan."""
    return {
        "indicative_budget": pounds(purse.indicative[0]),
        "indicative_one_off": pounds(purse.indicative[1]),
        "person_pays": pounds(purse.pays[0]),
        "person_pays_once": pounds(purse.pays[1]),
        "charging": CHARGED[purse.charged],
        "over_indicative": {**dict.fromkeys(FOUR, SURE), **dict(purse.empty)},
    }


@st.composite
def purses(draw: DrawFn, cost: Pair, dearest: Pair, above: Pair) -> Purse:
    """Any purse, mostly with one thing at its edge. `cost`: what the lines cost. `dearest`: the most they may cost.

    `above`: what the scheme lets pass above what was indicated.
    """
    edges = ("the evidence", "the evidence", "what the person pays", "who is charged", "who is charged", "none")
    edge = draw(st.sampled_from(edges))
    near = tuple(
        [
            max(0, figure - passed + penny)
            for figure in (cost[axis], dearest[axis])
            for passed in (0, above[axis])
            for penny in (-1, 0, 0, 1)
        ]
        for axis in (0, 1)
    )
    indicative = draw(st.sampled_from(near[0])), draw(st.sampled_from(near[1]))
    empty: tuple[tuple[str, str], ...] = ()
    if edge == "the evidence":
        fields = draw(st.lists(st.sampled_from(FOUR), min_size=1, max_size=4, unique=True))
        empty = tuple((field, draw(st.sampled_from(SAYS_NOTHING))) for field in sorted(fields))
    usual = ("nobody says", "nobody says", "assessed", "not charged", "in full")
    charged = draw(st.sampled_from(tuple(CHARGED)[2:] if edge == "who is charged" else usual))
    more = 1 if edge == "what the person pays" else 0
    pays = tuple(
        draw(st.sampled_from(sorted({0, min(1, figure), max(0, figure - 1), figure, figure + more}))) for figure in cost
    )
    if edge == "who is charged":
        pays = draw(st.sampled_from((pays, (pays[0], 0), (0, pays[1]), (0, 0))))
    elif charged in ("not charged", "in full"):
        pays = (0, 0) if charged == "not charged" else cost
    return Purse(indicative, (pays[0], pays[1]), charged, empty)
