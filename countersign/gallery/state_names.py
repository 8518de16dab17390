"""What a letter of the gallery is about, in words: for whoever signs it off, and never as the name of a field."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any, cast

from countersign.careplan.figures import day
from countersign.careplan.words import spelled_out
from countersign.wording.plain_words import counted

FEW = 2
"""How many values are named one by one."""

NOTHING_KNOWN = "with nothing in it that may be missing"

ASKED: Mapping[str, tuple[str, str]] = {
    "after_another": ("another change came before", "no other change came before"),
    "agreed": ("agreed", "not agreed"),
    "also_sent_on": ("with another copy sent before", "with one copy sent"),
    "amended_by": ("with a day for the changed plan", "without a day for the changed plan"),
    "another_goes": ("another copy goes", "no other copy goes"),
    "because": ("", "it has not ended"),
    "exceptional": ("", "no reason of this version"),
    "wanted": ("", "what it asks for is not said"),
    "by_the_person": ("the person asked", "somebody else asked"),
    "changes": ("something changes", "nothing changes"),
    "costs_more": ("it costs more", "it does not cost more"),
    "ends_from": ("with a day on which it ends", "without a day on which it ends"),
    "every_months": ("", "once"),
    "had_gone": ("a copy had gone", "no copy had gone"),
    "has_started": ("the plan has started", "the plan has not started"),
    "instead_of": ("with the day that they were told before", "without a day that they were told before"),
    "interim_in_place": ("with support for now", "without support for now"),
    "is_a_cut": ("something would be taken", "nothing would be taken"),
    "is_amended": ("an amended plan", "a first plan"),
    "is_part": ("a part of the plan", "the whole plan"),
    "is_provider": ("to a provider", "not to a provider"),
    "lies_ahead": ("the day is still to come", "the day has come"),
    "lowered": ("something is less", "nothing is less"),
    "newer_waits": ("the newer plan waits", "no newer plan waits"),
    "nothing_changes_yet": ("nothing changes yet", "it changes now"),
    "pays_more": ("the person pays more", "the person does not pay more"),
    "sections_left_out": ("with parts left out", "with no part left out"),
    "still_pays": ("with what the person goes on paying", "without what the person goes on paying"),
    "support_stays": ("the support stays", "the support changes"),
    "was_asked_for": ("the review was asked for", "nobody asked for the review"),
    "was_due_on": ("with the day before", "no day was promised before"),
    "was_in_hand": ("the change was being looked at", "the change was not looked at yet"),
    "was_missed": ("an earlier meeting was missed", "no earlier meeting was missed"),
    "why_it_costs_less": ("with why it costs less", "without why it costs less"),
    "why_less": ("with why it is less", "without why it is less"),
}
"""Of a fact: what its state is called where it is so or there, and where it is not."""

CALLED: Mapping[str, str] = {
    "asked_by": "asked by",
    "at_whose_request": "taken back by",
    "because": "why it ended:",
    "closed_because": "why it closed:",
    "exceptional": "why it goes there:",
    "meeting_kind": "at a",
    "moved_because": "why the date moved:",
    "of": "a review of the",
    "outcome": "the outcome is",
    "reasons": "how many reasons",
    "waiting_for": "the plan is",
    "wanted": "asks for",
    "was_due_on": "the day before was",
    "what": "the support",
}
"""Of a fact that has more than two states: what stands before its value."""


def state_name(fact: str, value: Any, others: int) -> str:
    """What a letter is about where a fact has a value: "the plan has started".

    `others`: how many other values of it are shown.
    """
    so, not_so = ASKED.get(fact, ("", ""))
    called = CALLED.get(fact, spelled_out(fact))
    if fact == "still_pays" and value and not any(value):
        return "the person goes on paying nothing"
    if not value:
        return not_so or f"{called} nothing"
    if so and (isinstance(value, bool) or others == 0 or not _is_told_apart(value)):
        return so
    return _COUNTED[fact](value) if fact in _COUNTED else f"{called} {_shown(value)}"


_COUNTED: Mapping[str, Callable[[Any], str]] = {
    "reasons": lambda reasons: counted(len(reasons), "reason"),
    "every_months": lambda months: f"every {counted(months, 'month')}",
}


def _is_told_apart(value: object) -> bool:
    """Whether two values of it have different names."""
    return isinstance(value, Enum | date | int)


def _shown(value: object) -> str:
    """A value, in a word or two."""
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        return " and ".join(map(_shown, items)) if len(items) <= FEW else "all that there is"
    return spelled_out(str(value))
