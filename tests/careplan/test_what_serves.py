"""DEC-1, DEC-2, SUB-1, SUB-4: every question of the decision has its words, and something that serves it."""

import pytest

from countersign.careplan.decision_parts import Limb, Question
from countersign.careplan.further_evidence import FURTHER_EVIDENCE
from countersign.careplan.plan import Plan
from countersign.careplan.readiness import STATEMENTS
from countersign.careplan.what_serves import (
    FURTHER_EVIDENCE_FOR,
    LIMB_WORDS,
    PARTS_FOR,
    QUESTION_WORDS,
    STATEMENTS_FOR,
    STATEMENTS_FOR_A_DIRECT_PAYMENT,
)


@pytest.mark.rule("DEC-1", "DEC-2")
def test_every_question_and_every_limb_has_words_of_its_own() -> None:
    assert list(QUESTION_WORDS) == list(Question)
    assert list(LIMB_WORDS) == list(Limb)
    assert len({*QUESTION_WORDS.values(), *LIMB_WORDS.values()}) == len(Question) + len(Limb)


@pytest.mark.rule("DEC-2", "SUB-1", "SUB-4")
def test_each_statement_and_each_further_evidence_serves_a_question_and_each_question_is_served() -> None:
    assert set(STATEMENTS_FOR) == set(Question)
    assert all(STATEMENTS_FOR.values())
    assert {name for names in STATEMENTS_FOR.values() for name in names} == set(STATEMENTS)
    assert {name for names in FURTHER_EVIDENCE_FOR.values() for name in names} == set(FURTHER_EVIDENCE)
    assert {name for names in PARTS_FOR.values() for name in names} <= set(Plan.model_fields)
    assert set(STATEMENTS_FOR_A_DIRECT_PAYMENT) <= set(STATEMENTS)
