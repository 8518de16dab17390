"""SHARE-1..6 · The table of copies: every combination, held against a second statement of the rules."""

import itertools

import pytest

from countersign.careplan.circumstances import SafeguardingKind
from countersign.careplan.sources import RULES
from countersign.careplan.who_gets_a_copy import (
    TABLE,
    Asks,
    Capacity,
    Concern,
    Decided,
    Default,
    Gets,
    Given,
    Who,
    who_gets,
)

EVERY = [
    Given(*given) for given in itertools.product(Who, Decided, Capacity, (None, *SafeguardingKind), Default, Concern)
]
"""A request (SHARE-4) is a value of `Decided`."""


def naive(given: Given) -> Gets:  # noqa: C901, PLR0911  # one rule after another, as the procedure has them
    """What the rulebook says, said once more, without a table: from what gives least to what gives most."""
    words = given.decided.value
    says_no = given.decided in {Decided.CONSENT_NONE, Decided.BEST_INTERESTS_NONE}
    usual = given.who in {Who.CARER, Who.DELIVERS_CARE}
    if given.who is Who.PERSON:
        return Gets.HELD if given.mark is SafeguardingKind.ADDRESS_NOT_SAFE else Gets.FULL
    if given.who is Who.RECEIVED_FOR:
        return Gets.NONE
    if given.who is Who.REPRESENTATIVE:
        return Gets.HELD if given.mark else Gets.FULL
    if given.decided in {Decided.NOT_WHOLE, Decided.OF_SOMEBODY_ELSE}:
        return Gets.HELD
    if given.decided is Decided.ENDED:
        return Gets.HELD if usual else Gets.NONE
    if given.decided is Decided.NOTHING:
        if given.who is Who.DELIVERS_CARE:
            return Gets.HELD
        if given.who is Who.CARER and given.default is Default.FULL:
            return with_concern(given, Gets.FULL)
        return Gets.NONE
    fits = given.capacity is (Capacity.LACKS if "best interests" in words else Capacity.HAS)
    if says_no:
        return Gets.NONE if fits or not usual else Gets.HELD
    if not fits:
        return Gets.HELD
    return with_concern(given, Gets.PART if words.endswith("part") else Gets.FULL)


def with_concern(given: Given, would_get: Gets) -> Gets:
    """SHARE-5: what becomes of a copy that would go: nothing goes while a manager is to decide, then what they say."""
    if given.mark or given.concern is Concern.OPEN:
        return Gets.HELD
    least = {Concern.DECLINED: Gets.NONE, Concern.IN_PART: Gets.PART}
    return least.get(given.concern, would_get)


def test_every_combination_is_as_the_rules_say() -> None:
    assert len(EVERY) == 8 * 12 * 3 * 4 * 2 * 5
    differ = [
        (given, who_gets(given).gets, naive(given)) for given in EVERY if who_gets(given).gets is not naive(given)
    ]
    assert differ == []


def test_every_row_is_there_for_some_combination_and_comes_first_for_it() -> None:
    first = {next(number for number, row in enumerate(TABLE) if row.fits(given)) for given in EVERY}
    assert first == set(range(len(TABLE)))


@pytest.mark.rule("SHARE-1", "SHARE-2", "SHARE-6")
def test_whatever_is_held_is_asked_about_and_nothing_else_is() -> None:
    for given in EVERY:
        answer = who_gets(given)
        assert (answer.asks is not None) == (answer.gets is Gets.HELD), given
        assert answer.asks is not Asks.LOOK, "that is asked of a part copy's text, not by the table"
        assert answer.rule in RULES
        assert answer.why


@pytest.mark.rule("SHARE-1", "SHARE-2")
def test_nothing_goes_where_capacity_is_not_stated_or_a_mark_names_the_recipient() -> None:
    by_decision = [given for given in EVERY if given.who not in {Who.PERSON, Who.RECEIVED_FOR, Who.REPRESENTATIVE}]
    goes = [given for given in by_decision if who_gets(given).gets in {Gets.FULL, Gets.PART}]
    assert {given.mark for given in goes} == {None}
    assert {given.concern for given in goes} == {Concern.NONE, Concern.IN_FULL, Concern.IN_PART}
    not_stated = [given for given in goes if given.capacity is Capacity.NOT_STATED]
    assert {(given.who, given.decided, given.default) for given in not_stated} == {
        (Who.CARER, Decided.NOTHING, Default.FULL)
    }


@pytest.mark.rule("SHARE-5")
def test_no_concern_and_no_mark_ever_gives_more_than_there_would_be_without_it() -> None:
    order = [Gets.HELD, Gets.NONE, Gets.PART, Gets.FULL]
    for given in EVERY:
        without = who_gets(given._replace(mark=None, concern=Concern.NONE)).gets
        now = who_gets(given).gets
        assert order.index(now) <= order.index(without) or without is Gets.HELD is now, given


@pytest.mark.rule("SHARE-4", "SHARE-5", "SHARE-8")
def test_the_reason_of_a_copy_that_goes_speaks_of_no_concern_and_no_risk() -> None:
    """The letter that goes with a copy gives it."""
    whys = {who_gets(given).why for given in EVERY if who_gets(given).gets in {Gets.FULL, Gets.PART}}
    assert not [why for why in whys if any(word in why for word in ("concern", "risk", "manager", "safeguarding"))]


@pytest.mark.rule("SHARE-1", "SHARE-4", "SHARE-5")
@pytest.mark.parametrize(
    ("given", "gets", "asks"),
    [
        pytest.param(
            Given(Who.CARER, Decided.CONSENT_NONE, Capacity.LACKS, None, Default.FULL),
            Gets.HELD,
            Asks.BEST_INTERESTS,
            id="a carer whom a person without capacity asked to leave out",
        ),
        pytest.param(
            Given(Who.CARER, Decided.CONSENT_NONE, Capacity.HAS, None, Default.FULL),
            Gets.NONE,
            None,
            id="a carer whom a person with capacity asked to leave out",
        ),
        pytest.param(
            Given(Who.CARER, Decided.NOTHING, Capacity.NOT_STATED, SafeguardingKind.ASK_BEFORE_COPIES, Default.FULL),
            Gets.HELD,
            Asks.CONCERN,
            id="a carer whom a mark names, by default",
        ),
        pytest.param(
            Given(Who.DELIVERS_CARE, Decided.NOTHING, Capacity.NOT_STATED, None, Default.FULL),
            Gets.HELD,
            Asks.WHAT_THEY_WANT,
            id="a provider of care without any decision",
        ),
        pytest.param(
            Given(Who.ANOTHER, Decided.NOTHING, Capacity.NOT_STATED, None, Default.FULL),
            Gets.NONE,
            None,
            id="anybody else without any decision",
        ),
        pytest.param(
            Given(Who.ANOTHER, Decided.ASKED_FULL, Capacity.HAS, None, Default.FULL),
            Gets.FULL,
            None,
            id="anybody whom the person asks for",
        ),
        pytest.param(
            Given(Who.ANOTHER, Decided.ASKED_FULL, Capacity.LACKS, None, Default.FULL),
            Gets.HELD,
            Asks.BEST_INTERESTS,
            id="anybody whom a person without capacity asks for",
        ),
        pytest.param(
            Given(Who.ANOTHER, Decided.BEST_INTERESTS_NONE, Capacity.LACKS, None, Default.FULL),
            Gets.NONE,
            None,
            id="the same, where it is not in their best interests",
        ),
        pytest.param(
            Given(Who.ANOTHER, Decided.ASKED_FULL, Capacity.HAS, None, Default.FULL, Concern.OPEN),
            Gets.HELD,
            Asks.CONCERN,
            id="anybody about whom somebody is concerned",
        ),
        pytest.param(
            Given(Who.ANOTHER, Decided.ASKED_FULL, Capacity.HAS, None, Default.FULL, Concern.DECLINED),
            Gets.NONE,
            None,
            id="the same, declined",
        ),
        pytest.param(
            Given(Who.CARER, Decided.NOTHING, Capacity.NOT_STATED, None, Default.FULL, Concern.IN_PART),
            Gets.PART,
            None,
            id="a carer by default, of whom a manager lets a part go",
        ),
    ],
)
def test_what_the_rulebook_names(given: Given, gets: Gets, asks: Asks | None) -> None:
    answer = who_gets(given)
    assert (answer.gets, answer.asks) == (gets, asks)
