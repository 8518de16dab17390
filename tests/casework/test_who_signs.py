"""TELL-2 · Whoever decided signs the letter that says so; every other letter is signed by the department."""

import pytest

from countersign.wording.letter_head import Signer
from countersign.wording.letters import Letter
from tests.casework.cases import ready
from tests.support.casework import CaseUnderTest

ROSALIND = Signer(name="Rosalind Hale", title="Team manager")
"""As the example register has her."""


def signers(case: CaseUnderTest, kind: str) -> list[Signer | None]:
    """Who signs each letter of a kind, in the order of their keys."""
    notices = sorted(case.kept.notices.items())
    return [Letter.model_validate_json(notice.letter).head.signer for _, notice in notices if notice.kind == kind]


@pytest.mark.rule("TELL-2")
def test_whoever_decides_about_a_plan_signs_its_return_and_its_agreement(case: CaseUnderTest) -> None:
    case.submit()
    case.accept("decide", "clare-2-returned")
    case.accept("resubmit", "clare-3-resubmission")
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()
    assert signers(case, "submitted") == signers(case, "resubmitted") == [None]
    assert signers(case, "returned") == signers(case, "agreed") == [ROSALIND]
    assert set(signers(case, "copy")) == {None}


@pytest.mark.rule("TELL-2", "AMEND-4")
@pytest.mark.parametrize(("by", "signs"), [("tm-201", ROSALIND), ("sw-1042", None)])
def test_whoever_answers_for_an_amendment_signs_unless_it_is_whom_to_ask(
    case: CaseUnderTest, by: str, signs: Signer | None
) -> None:
    ready.amendment_asked_by_her_daughter(case)
    case.at("2026-11-23 15:00")
    case.accept("record_amendment_view", changes={"wants_it.so": False})
    case.at("2026-11-24 11:30")
    case.accept("answer_amendment", changes={"agreed": False, "sent_by.id": by})
    assert signers(case, "amendment_asked") == [None]
    assert signers(case, "amendment_answered") == [signs]
