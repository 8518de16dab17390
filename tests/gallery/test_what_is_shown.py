"""The gallery has every letter and record, in every voice and form, and each once."""

import re
from collections import Counter

import pytest

from countersign.careplan.notices import TO_STAFF, TO_THE_PERSON, NoticeKind
from countersign.careplan.words import spelled_out
from countersign.gallery.pieces import DECIDED, FORMS, LARGE, PRINT, WHOLE, Piece, pieces
from countersign.gallery.sample_plans import a_sender
from countersign.gallery.samples import LETTERS
from countersign.gallery.states import states
from countersign.letters.documents import Documents
from countersign.wording.facts import Facts


@pytest.fixture(scope="module")
def shown(documents: Documents) -> list[Piece]:
    return list(pieces(documents, a_sender()))


@pytest.mark.rule("TELL-4", "REC-1")
def test_every_kind_is_there_in_every_voice_and_form(shown: list[Piece]) -> None:
    voices = {kind: {piece.voice for piece in shown if piece.kind == spelled_out(kind)} for kind in NoticeKind}
    assert {voice for kind in TO_STAFF for voice in voices[kind]} == {"staff"}
    assert all(voices[kind] == {"person", "representative"} for kind in TO_THE_PERSON)
    assert voices[NoticeKind.COPY] == {"carer", "provider", "asked for"}
    assert voices[NoticeKind.PLAN_GIVEN] == {"advocate"}
    assert {piece.state for piece in shown if piece.kind == "record"} >= {"a plan", "the person's own", "a part copy"}
    for piece in shown:
        never = {PRINT, LARGE} if piece.voice == "staff" else set[str]()
        assert piece.forms.keys() == FORMS.keys() - never, piece.name


def test_every_state_is_shown_once_and_has_a_name_and_a_place_of_its_own(shown: list[Piece]) -> None:
    for counted in (Counter(piece.name for piece in shown), Counter(piece.path.lower() for piece in shown)):
        assert [name for name, times in counted.items() if times > 1] == []
    states = {piece.state for piece in shown if piece.kind == "returned" and piece.voice == "person"}
    assert states >= {WHOLE, "asks for information", "the plan has started", "1 reason", "decided by a panel"}


@pytest.mark.parametrize("facts", LETTERS, ids=lambda facts: facts.kind.value)
def test_every_state_is_called_by_words_and_never_by_a_field_and_its_value(facts: Facts) -> None:
    names = [*states(facts)]
    assert [name for name in names if re.search(r"_|: (yes|no|none|some|\d+)$|^\w+ nothing$", name)] == []
    assert len(names) == len(set(names))


@pytest.mark.rule("TELL-2")
def test_only_a_decision_is_signed_by_somebody(shown: list[Piece]) -> None:
    signed = {piece.kind for piece in shown if b"Samira Okafor" in piece.forms["text"] and piece.state == WHOLE}
    assert signed == {spelled_out(kind) for kind in DECIDED}


def test_one_kind_can_be_shown_alone(documents: Documents) -> None:
    assert {piece.kind for piece in pieces(documents, a_sender(), "plan_given")} == {"plan given"}
    assert {piece.kind for piece in pieces(documents, a_sender(), "record")} == {"record"}
    assert {piece.kind for piece in pieces(documents, a_sender(), "reminder")} == {"reminder"}
