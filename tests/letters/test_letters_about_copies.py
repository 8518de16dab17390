"""SHARE-5, SHARE-8 · The letter about a copy that the person wanted, and that is given in part or not at all."""

from datetime import date

import pytest

from countersign.letters.documents import Documents
from tests.letters.made import text_of
from tests.support.letters import COPY, COPY_DECIDED, COPY_TO_RETURN, but, somebody_else


def said(documents: Documents, *, is_part: bool = False, to_another: bool = False) -> str:
    recipient = somebody_else() if to_another else None
    return " ".join(text_of(documents, but(COPY_DECIDED, is_part=is_part), recipient).split())


@pytest.mark.rule("SHARE-5")
def test_it_says_what_was_decided_and_that_their_own_record_is_theirs_to_pass_on(documents: Documents) -> None:
    text = said(documents)
    assert "we have decided not to give it." in text
    assert "Clare Penrose will be in touch to explain it, by 27 November 2026." in text
    assert "Your written record of the plan is yours." in text
    assert "give them a copy of it yourself" in text
    assert "You have the right to complain." in text
    assert "You can ask us again at any time." in text
    assert "We can give them a part of your plan, but not all of it." in said(documents, is_part=True)


@pytest.mark.rule("SHARE-5")
def test_a_representative_reads_it_of_the_person(documents: Documents) -> None:
    text = said(documents, to_another=True)
    assert "belongs to the person" in text
    assert "Your written record" not in text


@pytest.mark.rule("SHARE-8")
@pytest.mark.parametrize("is_part", [False, True])
@pytest.mark.parametrize("to_another", [False, True])
def test_it_gives_no_reason_and_no_name(documents: Documents, is_part: bool, to_another: bool) -> None:
    text = said(documents, is_part=is_part, to_another=to_another).partition("If you are not happy")[0].lower()
    for word in ("risk", "concern", "safeguard", "harm", "abuse", "manager", "asked-"):
        assert word not in text, word


@pytest.mark.rule("AMEND-3")
def test_a_copy_of_a_later_version_takes_the_place_of_the_one_that_they_have(documents: Documents) -> None:
    text = " ".join(text_of(documents, but(COPY, instead_of=date(2026, 11, 5)), somebody_else()).split())
    takes = "This takes the place of the copy that we sent you on 5 November 2026."
    assert f"{takes} Please use this one, and destroy the old one." in text
    assert "takes the place" not in text_of(documents, COPY, somebody_else())


@pytest.mark.rule("SHARE-9")
@pytest.mark.parametrize(
    ("at_head", "asks"),
    [
        ({}, "ring 01632 960104 to say so"),
        ({"practitioner_telephone": ""}, "ring 01632 960000 to say so"),
        ({"practitioner_telephone": "", "council_telephone": ""}, "tell us"),
    ],
)
def test_whoever_returns_a_copy_is_told_by_when_and_whom_to_ring(
    documents: Documents, at_head: dict[str, str], asks: str
) -> None:
    text = " ".join(text_of(documents, COPY_TO_RETURN, somebody_else(), **at_head).split())
    assert f"Please do this by 27 November 2026, and {asks}. Thank you." in text


@pytest.mark.rule("SHARE-9")
@pytest.mark.parametrize(
    ("days", "says"),
    [
        ((), ""),
        ((5,), "what we sent you before on 5 November 2026, if you still have it."),
        ((5, 9), "what we sent you before on 5 November 2026 and on 9 November 2026, if"),
        ((5, 9, 12), "before on 5 November 2026, on 9 November 2026 and on 12 November 2026, if"),
    ],
)
def test_every_copy_that_they_may_still_have_is_named_by_its_day(
    documents: Documents, days: tuple[int, ...], says: str
) -> None:
    others = tuple(date(2026, 11, number) for number in days)
    text = " ".join(text_of(documents, but(COPY_TO_RETURN, also_sent_on=others), somebody_else()).split())
    assert says in text
    assert ("sent you before" in text) is bool(days)


@pytest.mark.rule("SHARE-1", "SHARE-4")
def test_whoever_has_a_copy_reads_what_it_is_for_be_it_a_friend_or_a_provider(documents: Documents) -> None:
    text = " ".join(text_of(documents, COPY, somebody_else()).split())
    assert "Use it only to help Winifred Ashdown, or to give the care and support that is yours to give." in text
    without = " ".join(text_of(documents, COPY, somebody_else(), person_name="").split())
    assert "Use it only to help the person, or to give" in without


@pytest.mark.rule("SHARE-5", "TELL-1")
def test_the_person_reads_that_they_wanted_it_and_their_representative_that_we_were_asked(documents: Documents) -> None:
    assert "You wanted us to give somebody a copy of your plan" in said(documents)
    assert "We were asked to give somebody a copy of Winifred Ashdown’s plan" in said(documents, to_another=True)
