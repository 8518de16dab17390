"""AMEND-2, DEC-9 · What the letters say where an amended plan gives less, charges more, or only costs less."""

import itertools
from typing import Any

import pytest

from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.wording.facts import Facts
from tests.letters.made import page_of, text_of
from tests.support.letters import (
    AGREED,
    AMENDED,
    AUTHORISED_TO_START,
    PAYS_MORE,
    RETURNED,
    but,
    head,
    letter,
    somebody_else,
)

VOICES = (None, somebody_else())
NONE: dict[str, Any] = {"lowered": (), "pays_more": (), "why_less": "", "support_stays": False}
WHY = {"why_less": AMENDED.why_less}
CAUSES: dict[str, dict[str, Any]] = {
    "less support": {"lowered": AMENDED.lowered} | WHY,
    "a higher charge": {"pays_more": PAYS_MORE} | WHY,
    "both": {"lowered": AMENDED.lowered, "pays_more": PAYS_MORE} | WHY,
    "a lower price": WHY | {"support_stays": True},
    "other support that costs less": WHY,
}
SAYS = {
    "less support": (
        "Some of your support is less than before. Below is what, and why. If it is not enough, tell us at once.",
        "What is less than before",
        "Why it is less",
    ),
    "a higher charge": (
        "You are asked to pay more than before. Below is how much, and why.",
        "If you cannot pay this, tell us at once: we will look at it again.",
        "Why you pay more",
    ),
    "both": ("Some of your support is less", "You are asked to pay more", "What you pay"),
    "a lower price": ("It costs the council less. Your support stays the same.", "Why it costs less"),
    "other support that costs less": (
        "It costs the council less. Below is what changes, and why. If it is not enough, tell us at once.",
        "Why it costs less",
    ),
}
SAYS_TO_ANOTHER = {
    "less support": ("Some of Winifred Ashdown’s support is less than before.",),
    "a higher charge": ("Winifred Ashdown is asked to pay more than before.", "Why Winifred Ashdown pays more"),
    "both": ("What Winifred Ashdown pays",),
    "a lower price": ("Winifred Ashdown’s support stays the same.",),
    "other support that costs less": ("It costs the council less. Below is what changes",),
}
NOT_SAID = {
    "less support": ("pay more", "costs less", "costs the council less"),
    "a higher charge": ("is less", "not enough", "costs less", "costs the council less"),
    "both": ("costs less", "costs the council less"),
    "a lower price": ("is less", "pay more", "not enough"),
    "other support that costs less": ("is less than", "pay more", "stays the same"),
}


def one_line(text: str) -> str:
    return " ".join(text.split())


def both(documents: Documents, facts: Facts, recipient: Any = None) -> tuple[str, str]:
    """The text and the page, each on one line."""
    return one_line(text_of(documents, facts, recipient)), one_line(page_of(documents, facts, recipient).decode())


@pytest.mark.rule("AMEND-2", "DEC-9", "REV-4")
@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("agreement", [AGREED, AUTHORISED_TO_START], ids=["agreed", "may start"])
def test_each_cause_is_told_as_it_is_and_no_other(documents: Documents, agreement: Facts, cause: str) -> None:
    facts = but(agreement, is_amended=True, changes=AMENDED.changes, **(NONE | CAUSES[cause]))
    for made in both(documents, facts):
        assert [says for says in SAYS[cause] if says not in made] == []
        assert [says for says in (*NOT_SAID[cause], "Good news") if says in made] == []
    for made in both(documents, facts, somebody_else()):
        assert [says for says in SAYS_TO_ANOTHER[cause] if says not in made] == []


@pytest.mark.rule("AMEND-2", "DEC-9")
@pytest.mark.parametrize(
    ("cause", "asks", "not_asked"),
    [
        ("less support", "Do you think that it will not be enough?", "can pay"),
        ("a higher charge", "Is it more than {who} can pay? Please tell Clare Penrose now", "not be enough"),
        ("both", "Do you think that it will not be enough?", "Your support stays"),
        ("a lower price", "support stays the same.", "not be enough"),
        ("other support that costs less", "Do you think that it will not be enough?", "stays the same"),
    ],
)
def test_before_the_decision_they_are_asked_about_what_it_is(
    documents: Documents, cause: str, asks: str, not_asked: str
) -> None:
    facts = but(AMENDED, **(NONE | CAUSES[cause]))
    for recipient, who in zip(VOICES, ("you", "Winifred Ashdown"), strict=True):
        for made in both(documents, facts, recipient):
            assert asks.format(who=who) in made
            assert not_asked not in made


@pytest.mark.rule("AMEND-2", "BUD-1")
@pytest.mark.parametrize(
    ("still_pays", "says", "to_another"),
    [
        (("46.25", "0"), "What you pay stays £46.25 a week.", "What Winifred Ashdown pays stays £46.25 a week."),
        (("46.25", "9"), "What you pay stays £46.25 a week, and £9.00 once.", "£9.00 once."),
        (("0", "0"), "You still pay nothing for it.", "Winifred Ashdown still pays nothing for it."),
        (None, "", ""),
    ],
)
def test_beside_what_the_council_pays_stands_what_they_go_on_paying(
    documents: Documents, still_pays: tuple[str, str] | None, says: str, to_another: str
) -> None:
    facts = but(AMENDED, still_pays=still_pays, **NONE)
    for recipient, expected in zip(VOICES, (says, to_another), strict=True):
        for made in both(documents, facts, recipient):
            assert expected in made
            assert (" stays £" in made or " still pay" in made) is (still_pays is not None)


@pytest.mark.rule("AMEND-2")
@pytest.mark.parametrize("recipient", VOICES, ids=["person", "another"])
def test_other_words_are_no_good_news_and_need_no_day(documents: Documents, recipient: Any) -> None:
    words = but(AGREED, is_amended=True, changes=("Preferences: this has changed.",), **NONE)
    for made in both(documents, but(words, support_stays=True), recipient):
        assert "These changes count from now." in made
        assert "support stays as it is." in made
        assert "You find all of it in the written record." in made
        assert "Good news" not in made
        assert "when each change starts" not in made
    for made in both(documents, words, recipient):
        assert "Good news" in made
        assert "when each change starts" in made


@pytest.mark.rule("AMEND-2")
def test_where_all_that_changes_is_less_no_heading_stands_over_nothing(documents: Documents) -> None:
    less = NONE | CAUSES["less support"]
    for facts in (
        but(AGREED, is_amended=True, changes=(), **less),
        but(AMENDED, changes=(), cost_changes=(), **less),
    ):
        for recipient in VOICES:
            for made in both(documents, facts, recipient):
                assert "What has changed" not in made
                assert "What is to change" not in made
                assert "stay as they are" not in made


@pytest.mark.rule("AMEND-2", "TELL-2", "ROUTE-5")
@pytest.mark.parametrize(
    ("is_amended", "has_started", "is_a_cut", "says"),
    [
        (True, False, False, "We are sorry: we could not agree the changes"),
        (True, False, True, "We have not agreed the changes to"),
        (True, True, False, "We are sorry: the changes to"),
        (False, False, False, "We are sorry: we could not agree"),
        (False, True, False, "Why we cannot sign it off yet"),
    ],
)
def test_a_cut_that_is_not_agreed_is_nothing_to_be_sorry_for(
    documents: Documents, is_amended: bool, has_started: bool, is_a_cut: bool, says: str
) -> None:
    facts = but(RETURNED, is_amended=is_amended, has_started=has_started, is_a_cut=is_a_cut, missed_on=None)
    for recipient in VOICES:
        for made in both(documents, facts, recipient):
            assert says in made
            assert ("We are sorry" in made) is not is_a_cut
            assert ("with all its support" in made) is (is_amended and not has_started)
            assert ("now goes on, also what has started." in made) is (is_amended and has_started)


@pytest.mark.rule("AMEND-2")
def test_an_agreement_after_a_start_has_the_same_words(documents: Documents) -> None:
    for is_amended, recipient in itertools.product((False, True), VOICES):
        facts = but(AGREED, is_amended=is_amended, has_started=True, support_stays=True, changes=())
        made = documents.letter(letter(facts, head(recipient)), Format.STANDARD)
        assert ("up to date" in made.subject) is is_amended
        assert "plan for care and support is now signed off." in one_line(made.text.decode())
