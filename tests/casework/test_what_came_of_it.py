"""SHARE-4, SHARE-5, SHARE-9, TELL-8 · What the sender of a concern, a decision or a mark is answered."""

from collections.abc import Callable

import pytest

from tests.casework.cases import ready
from tests.casework.copies import DECLINED, RISK, in_force
from tests.support.builders import Json, example
from tests.support.casework import CaseUnderTest

NO_MORE: Json = {"sharing.scope": "none", "sharing.sections": [], "sharing.decided_on": "2026-11-06"}
LACKS: Json = NO_MORE | {"sharing.has_capacity": {"so": False, "in_words": "As the nurse found"}}

HAS_ONE = "They have a copy of version 1, sent on 2026-11-05"
BEST_INTERESTS = "the person lacks capacity and asked that it not be shared: a best-interests decision is needed"
STILL = f"{HAS_ONE}: they are not asked for it until that is answered."


def with_a_decided_concern(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("raise_concern")
    case.accept("decide_concern", changes=DECLINED)


def marked(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("record_safeguarding", changes={"mark.about": RISK["about"], "mark.kind": RISK["kind"]})


@pytest.mark.rule("SHARE-5", "SHARE-6", "SHARE-9", "TELL-8", "DEC-5")
@pytest.mark.parametrize(
    ("before", "name", "changes", "said"),
    [
        pytest.param(
            in_force,
            "raise_concern",
            {},
            ("C1: kept back.", "The line manager, tm-201, decides by 2026-11-11.", STILL),
            id="a concern about who has one",
        ),
        pytest.param(
            ready.submitted,
            "raise_concern",
            {},
            ("C1: kept back.", "The line manager, tm-201, decides by 2026-11-06."),
            id="a concern before anything went",
        ),
        pytest.param(
            in_force,
            "decide_concern after a concern",
            DECLINED,
            (
                "C1: no copy: a manager decided that no copy is given, recorded 6 November 2026. [SHARE-5]",
                f"{HAS_ONE}, and are asked to return or destroy it.",
            ),
            id="declined",
        ),
        pytest.param(
            in_force,
            "record_consent",
            NO_MORE,
            (
                "P1: no copy: the person asked that it not be shared, recorded 6 November 2026. [SHARE-3]",
                f"{HAS_ONE}, and are asked to return or destroy it.",
            ),
            id="withdrawn",
        ),
        pytest.param(
            in_force,
            "record_consent",
            LACKS,
            (
                f"P1: kept back: {BEST_INTERESTS}. [SHARE-3]",
                "The practitioner, sw-1042, answers by 2026-11-10.",
                STILL,
            ),
            id="another decision is needed",
        ),
        pytest.param(
            in_force,
            "record_safeguarding",
            {"mark.about": "C1", "mark.kind": "somebody_who_is_a_risk"},
            ("C1: kept back.", "The line manager, tm-201, decides by 2026-11-11.", STILL),
            id="a mark on who has one",
        ),
        pytest.param(
            in_force,
            "record_safeguarding",
            {"mark.about": "person", "mark.kind": "address_not_safe"},
            ("Nobody's copy is kept back or goes by it.",),
            id="a mark on the person",
        ),
        pytest.param(
            marked,
            "record_safeguarding",
            {"mark.about": "C1", "mark.kind": "somebody_who_is_a_risk", "mark.is_lifted": True, "sent_by.id": "tm-201"},
            ("C1: a copy in full.", f"{HAS_ONE}."),
            id="a mark is lifted",
        ),
    ],
)
def test_the_sender_learns_what_becomes_of_the_copy_and_who_answers_by_when(
    case: CaseUnderTest, before: Callable[[CaseUnderTest], None], name: str, changes: Json, said: tuple[str, ...]
) -> None:
    before(case)
    message, _, after = name.partition(" after a ")
    if after:
        case.accept("raise_concern")
    assert case.accept(message, changes=changes).answer.said == said


@pytest.mark.rule("SHARE-5", "SHARE-8")
@pytest.mark.parametrize("before", [marked, with_a_decided_concern])
def test_whoever_raises_a_concern_reads_nothing_of_what_others_said(
    case: CaseUnderTest, before: Callable[[CaseUnderTest], None]
) -> None:
    before(case)
    case.at("2026-11-06 11:00")
    said = " ".join(case.accept("raise_concern").answer.said)
    assert "mark" not in said
    assert "manager decided" not in said
    assert example("message-raise-concern")["concern"]["why"] not in said
