"""TELL-2, TELL-7 · Every notice, in every voice: whom “you” means, who is “I”, and what each reader can use.

Each letter with everything by which its words differ, to each of those who can have it; and each notice to staff.
"""

import re
from collections.abc import Iterator

import pytest

from countersign.careplan.notices import TO_HOLDERS_OF_COPIES, TO_STAFF, TO_THE_ADVOCATE, TO_THE_PERSON, NoticeKind
from countersign.careplan.people import Format, ReachesUsBy
from countersign.careplan.to_the_person import says_i
from countersign.letters.documents import Documents
from countersign.wording.facts import Facts
from countersign.wording.letter_head import Reader, Recipient
from countersign.wording.letters import Invitation
from tests.letters.made import subject_in, text_of
from tests.support.letters import (
    AGREED,
    COPY,
    INVITATION,
    LETTERS,
    SIGNER,
    STAFF_NOTICES,
    TO_THEM,
    but,
    person,
    somebody_else,
    ways,
)

READERS = {
    **dict.fromkeys(TO_THE_PERSON, (Reader.PERSON, Reader.REPRESENTATIVE)),
    **dict.fromkeys(TO_HOLDERS_OF_COPIES, (Reader.CARER, Reader.PROVIDER, Reader.ADVOCATE, Reader.ASKED_FOR)),
    **dict.fromkeys(TO_THE_ADVOCATE, (Reader.ADVOCATE,)),
}
"""Who can have a notice of each kind."""

each_letter = pytest.mark.parametrize("facts", LETTERS, ids=[facts.kind.value for facts in LETTERS])

CALLED = re.compile(r"\b(?:call you|ring|telephone|phone)\b|\bcall 0|\bplease call\b", re.IGNORECASE)
"""Words that tell somebody to use a telephone."""


def recipient(reader: Reader, **changes: object) -> Recipient:
    """Whoever reads a letter."""
    whom = person() if reader is Reader.PERSON else somebody_else()
    return whom.model_copy(update={"reader": reader, **changes})


def kind_of(facts: Facts) -> NoticeKind:
    """The kind of a letter, by what it says."""
    return NoticeKind(facts.model_dump()["kind"])


def letters(documents: Documents, facts: Facts, **at_head: object) -> Iterator[tuple[Reader, Facts, str]]:
    """A letter in each of its ways, to each of its readers: from the greeting to the signature."""
    for reader in READERS[kind_of(facts)]:
        for way in ways(facts):
            text = text_of(documents, way, recipient(reader), **at_head)
            yield reader, way, body_of(without_quotes(text))


def body_of(text: str) -> str:
    """What a letter says itself: what stands in every letter is tried once, not in each."""
    return " ".join(text.split("\nDear ", maxsplit=1)[1].split("Yours sincerely,", maxsplit=1)[0].split())


def without_quotes(text: str) -> str:
    """A letter without the words that are set apart, because they are to somebody else than its reader."""
    return re.sub(r"(?m)^    .*$", "", text)


def test_every_kind_of_notice_is_tried() -> None:
    assert {facts.kind for facts in LETTERS} == set(READERS) == set(NoticeKind) - TO_STAFF
    assert {notice.kind for notice in STAFF_NOTICES} == set(TO_STAFF)


@pytest.mark.rule("TELL-1", "TELL-2", "TELL-7")
@each_letter
def test_you_is_the_reader_and_nobody_is_i_where_nobody_signs_by_name(documents: Documents, facts: Facts) -> None:
    about, nobody = "Winifred Ashdown", {"signer": None, "practitioner_name": "", "practitioner_telephone": ""}
    for reader, way, body in letters(documents, facts, **nobody):
        assert not says_i(body), (reader, way)
        assert not re.search(r"\bcard\b|your practitioner", body), "nobody is sent to a number that they do not have"
        if reader is Reader.PERSON:
            assert about not in body, way
            assert not re.search(r"\bthe person\b", body), way
        else:
            assert not re.search(r"\b[Yy]our (?:plan|needs|budget|direct payment|care)\b", body), (reader, way)
            assert about in body, (reader, way)


@pytest.mark.rule("TELL-2", "TELL-7")
@each_letter
def test_whoever_signs_is_not_spoken_of_and_nobody_is_sent_to_a_telephone_who_cannot_use_one(
    documents: Documents, facts: Facts
) -> None:
    """What the scheme itself says of a panel is the council's to write; it names other ways beside."""
    for reader in READERS[kind_of(facts)]:
        for way in ways(facts):
            if isinstance(way, Invitation):
                way = but(INVITATION, how_to_join="", how_involved="", meeting_kind="panel")  # noqa: PLW2901
            text = text_of(documents, way, recipient(reader, reaches_us_by=ReachesUsBy.EMAIL), signer=SIGNER)
            body, standing = body_of(text), text.partition("If you have a question")[2]
            assert SIGNER.name not in body, (reader, way)
            assert not re.search(r"\b(?:me|my|mine|myself)\b", body), (reader, way)
            assert not CALLED.search(body.replace("by telephone or video", "")), (reader, way)
            assert standing.index("E-mail") < standing.index("01632 960104")


@pytest.mark.rule("DP-6")
def test_a_direct_payment_is_explained_only_to_whoever_has_one(documents: Documents) -> None:
    without = but(AGREED, payment=None, payment_review_by=None, conditions=(), managed_otherwise=())
    for reader in READERS[AGREED.kind]:
        assert "direct payment" not in body_of(text_of(documents, without, recipient(reader)))
        assert "A direct payment is money" in body_of(text_of(documents, AGREED, recipient(reader)))


@pytest.mark.rule("SHARE-7", "TELL-2")
def test_a_part_is_called_a_part_and_a_daughter_is_thanked_where_an_agency_is_told(documents: Documents) -> None:
    for is_part in (False, True):
        facts = but(COPY, is_part=is_part, sections_left_out=COPY.sections_left_out if is_part else ())
        to = {reader: text_of(documents, facts, recipient(reader)) for reader in READERS[COPY.kind]}
        called = "Part of a care and support plan" if is_part else "A copy of a care and support plan"
        assert {subject_in(text) for text in to.values()} == {called}
        thanked = {reader for reader, text in to.items() if "Thank you for all that you do" in text}
        assert thanked == {Reader.CARER}
        own = {reader for reader, text in to.items() if "the care and support that you give" in text}
        assert own == {Reader.PROVIDER}


@pytest.mark.rule("ROUTE-12")
def test_an_invitation_says_all_that_somebody_needs_to_come(documents: Documents) -> None:
    for reader in READERS[INVITATION.kind]:
        body = body_of(text_of(documents, INVITATION, recipient(reader)))
        says = (
            "Wednesday 2 December 2026, at 2pm",
            INVITATION.where,
            INVITATION.how_to_join,
            INVITATION.who_is_there,
            "It takes about 30 minutes.",
            INVITATION.can_be_arranged,
            "Tell Clare Penrose as soon as you can, and by Tuesday 1 December 2026 at the latest: call 01632 960104.",
        )
        assert [words for words in says if words not in body] == [], reader


@pytest.mark.rule("TELL-2")
def test_what_somebody_said_stands_in_quotation_marks(documents: Documents) -> None:
    for facts in TO_THEM:
        if "what" in type(facts).model_fields and facts.kind.value.startswith("amendment"):
            said = but(facts, what="I would like “my” bath on Sundays.")
            body = body_of(text_of(documents, said, signer=None))
            assert "“I would like ‘my’ bath on Sundays.”" in body
            assert not says_i(body)


@pytest.mark.rule("TELL-6", "TELL-2")
@pytest.mark.parametrize("kind", sorted(TO_STAFF))
def test_a_notice_to_staff_asks_for_one_thing_and_speaks_as_nobody(documents: Documents, kind: NoticeKind) -> None:
    notice = next(notice for notice in STAFF_NOTICES if notice.kind is kind)
    text = documents.staff_notice(notice, Format.STANDARD).text.decode()
    assert not says_i(text)
    assert text.count("Please") == 1
