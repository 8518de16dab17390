"""SHARE-5, SHARE-8 · The letter about a copy that the person wanted, and that is given in part or not at all."""

from datetime import date

import pytest

from countersign.careplan.people import ReachesUsBy
from countersign.letters.documents import Documents
from tests.letters.made import in_both_forms, text_of
from tests.support.letters import COPY, COPY_DECIDED, COPY_TO_RETURN, but, somebody_else


def said(
    documents: Documents, *, is_part: bool = False, to_another: bool = False, had_gone: bool = False, **at_head: str
) -> str:
    recipient = somebody_else() if to_another else None
    facts = but(COPY_DECIDED, is_part=is_part, had_gone=had_gone)
    return " ".join(text_of(documents, facts, recipient, signer=None, **at_head).split())


@pytest.mark.rule("SHARE-5")
def test_it_says_what_was_decided_and_that_their_own_record_is_theirs_to_pass_on(documents: Documents) -> None:
    text = said(documents)
    assert "we have decided not to give it." in text
    in_touch = "Clare Penrose will be in touch within a few days to explain it."
    assert f"{in_touch} If you have not heard by 27 November 2026, call 01632 960104." in text
    no_number = said(documents, practitioner_telephone="")
    assert "If you have not heard by 27 November 2026, call 01632 960100." in no_number
    assert "Your written record of the plan is yours." in text
    assert "give them a copy of it yourself" in text
    assert "You have the right to complain." in text
    assert "You can ask us again at any time." in text
    assert "We can give them a part of your plan, but not all of it." in said(documents, is_part=True)


@pytest.mark.rule("SHARE-5", "SHARE-9")
@pytest.mark.parametrize(
    ("to_another", "is_part", "decided"),
    [
        (False, False, "they may not keep it, and have asked for it back."),
        (False, True, "they may keep only a part of it, and have asked for the rest back."),
        (True, False, "they may not keep it, and have asked for it back."),
        (True, True, "they may keep only a part of it, and have asked for the rest back."),
    ],
)
def test_of_a_copy_that_had_gone_it_says_that_it_was_asked_back(
    documents: Documents, to_another: bool, is_part: bool, decided: str
) -> None:
    text = said(documents, to_another=to_another, is_part=is_part, had_gone=True)
    wanted = "We were asked" if to_another else "You wanted us"
    whose = "Winifred Ashdown’s" if to_another else "your"
    gave = f"{wanted} to give somebody a copy of {whose} plan for care and support, and we gave it."
    assert f"{gave} We are sorry: we have now decided that {decided}" in text
    assert "decided not to give" not in text
    assert "We can give them" not in text


@pytest.mark.rule("SHARE-5")
def test_a_representative_reads_it_of_the_person(documents: Documents) -> None:
    text = said(documents, to_another=True)
    assert "The written record of the plan is Winifred Ashdown’s own. They can show it" in text
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
    ("first", "at_head", "asks"),
    [
        ("telephone", {}, "call 01632 960104 to say so"),
        ("telephone", {"practitioner_telephone": ""}, "call 01632 960100 to say so"),
        ("email", {}, "send an e-mail to social.care@northbridge.example to say so"),
    ],
)
def test_whoever_returns_a_copy_is_told_by_when_and_how_to_say_so(
    documents: Documents, first: str, at_head: dict[str, str], asks: str
) -> None:
    holder = somebody_else().model_copy(update={"reaches_us_by": ReachesUsBy(first)})
    text = " ".join(text_of(documents, COPY_TO_RETURN, holder, **at_head).split())
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
    provides = "Use it only for the care and support that you give."
    text = " ".join(text_of(documents, COPY, somebody_else()).split())
    assert "Use it only to help Winifred Ashdown." in text
    assert provides not in text
    without = " ".join(text_of(documents, COPY, somebody_else(), person_name="").split())
    assert "Use it only to help the person." in without
    assert provides in " ".join(text_of(documents, but(COPY, is_provider=True), somebody_else()).split())


@pytest.mark.rule("SHARE-5", "TELL-1")
def test_the_person_reads_that_they_wanted_it_and_their_representative_that_we_were_asked(documents: Documents) -> None:
    assert "You wanted us to give somebody a copy of your plan" in said(documents)
    assert "We were asked to give somebody a copy of Winifred Ashdown’s plan" in said(documents, to_another=True)


@pytest.mark.rule("SHARE-9")
@pytest.mark.parametrize("another_goes", [False, True])
def test_who_gets_a_part_in_its_place_is_not_told_that_nothing_is_shared(
    documents: Documents, another_goes: bool
) -> None:
    text = " ".join(text_of(documents, but(COPY_TO_RETURN, another_goes=another_goes), somebody_else()).split())
    instead = "We are sending you another copy in its place. Please use that one."
    assert (instead in text) is another_goes
    assert ("Send the old copy back to us, or destroy it." in text) is another_goes
    assert ("Do the same with every copy that you made of the old one." in text) is another_goes
    assert "this one" not in text
    assert ("We may no longer share it with you." in text) is not another_goes
    assert ("Do not use it or pass it on." in text) is not another_goes


@pytest.mark.rule("AMEND-3", "SHARE-3")
def test_whoever_delivers_care_changes_nothing_before_the_day_is_agreed(documents: Documents) -> None:
    until = "the day on which each change starts. Until then the support goes on as before."
    said = " ".join(text_of(documents, but(COPY, nothing_changes_yet=True), somebody_else()).split())
    assert f"Please change nothing yet: Clare Penrose will agree with you and Winifred Ashdown {until}" in said
    bare = but(COPY, nothing_changes_yet=True)
    nameless = " ".join(text_of(documents, bare, somebody_else(), person_name="", practitioner_name="").split())
    assert f"the social care practitioner will agree with you and the person {until}" in nameless
    assert "change nothing yet" not in text_of(documents, COPY, somebody_else())


@pytest.mark.rule("SHARE-9")
@pytest.mark.parametrize("is_provider", [False, True])
def test_a_holder_reads_what_stays_as_it_is_and_a_provider_how_to_keep_a_record(
    documents: Documents, is_provider: bool
) -> None:
    back = but(COPY_TO_RETURN, is_provider=is_provider)
    replaced = but(COPY, is_provider=is_provider, instead_of=date(2026, 11, 5))
    keep = "If the law makes you keep it as a record, keep it apart and do not use it."
    for text in in_both_forms(documents, back, somebody_else()):
        assert "This does not change the help that you give, or what we have agreed with you about it." in text
        assert "This letter cannot say more. If you would like to talk about it, call 01632 960104." in text
        ring_first = "If you need to know something from it to give care safely, ask us first."
        assert (f"{keep} {ring_first}" in text) is is_provider
    for text in in_both_forms(documents, replaced, somebody_else()):
        assert (keep in text) is is_provider


@pytest.mark.rule("SHARE-7")
def test_a_copy_says_by_name_who_can_stop_it(documents: Documents) -> None:
    for text in in_both_forms(documents, COPY, somebody_else()):
        assert "Winifred Ashdown can ask us at any time to stop sharing the plan with you." in text
        assert "The person" not in text
