"""WHO-3: trust.md 13: whoever submits a plan as TM-201 does not decide it as tm-201, in whatever capitals."""

import random

import pytest

from countersign.careplan.messages.answers import Refusal
from tests.casework.cases import ready
from tests.support.builders import Json, register
from tests.support.casework import CaseUnderTest

CHANCE = random.Random(20261127)  # noqa: S311  # spellings, not secrets


def spelled(reference: str) -> str:
    """The same reference, in some capitals or other."""
    return "".join(CHANCE.choice((character.lower(), character.upper())) for character in reference)


def by(person: str, **changes: object) -> Json:
    return {"sent_by.id": person, **changes}


@pytest.mark.rule("WHO-3", "ROUTE-9")
@pytest.mark.parametrize(("submits", "decides"), [("TM-201", "tm-201"), ("tm-201", "TM-201"), ("tM-201", "Tm-201")])
def test_whoever_submits_a_plan_does_not_decide_it_in_other_capitals(
    case: CaseUnderTest, submits: str, decides: str
) -> None:
    case.submit(
        changes={"sent_by.id": submits, "plan.practitioner.id": submits, "plan.practitioner.line_manager": None}
    )

    assert case.consider("decide", "clare-4-agreed", by(decides)).answer.code is Refusal.OWN_PLAN
    assert case.kept.versions[1][0].submitted_by == submits, "it is kept as it was written"


@pytest.mark.rule("WHO-3")
@pytest.mark.parametrize("_", range(20))
def test_a_whole_story_goes_on_whoever_writes_which_reference_how(in_memory: CaseUnderTest, _: int) -> None:
    """Each relation is found: practitioner, asker, decider, line manager, who has it for a time, the duty team."""
    case = in_memory
    known = register()
    case.installation.put_in_force(
        known._replace(holdings=tuple(line._replace(person=spelled(line.person)) for line in known.holdings))
    )
    case.submit(
        changes={"sent_by.id": spelled("sw-1042"), "plan.practitioner.id": spelled("sw-1042")},
    )
    case.accept("request_information", changes=by(spelled("tm-201")))
    assert case.consider("decide", "clare-4-agreed", by(spelled("tm-201"))).answer.code is Refusal.INCOMPLETE
    case.accept("supply_information", changes=by(spelled("sw-1042"), request=case.latest("request_information")))
    case.accept("decide", "clare-2-returned", by(spelled("tm-201")))
    case.accept("ask_about_return", changes=by(spelled("tm-201")))
    question = case.latest("ask_about_return")
    own = case.consider("answer_about_return", changes=by(spelled("tm-201"), question=question)).answer
    assert own.reasons == ("sent_by.id: nobody answers their own question.",)
    case.accept("answer_about_return", changes=by(spelled("sm-31"), question=question))
    case.accept("reassign", changes=by(spelled("tm-201"), whose="practitioner", to=spelled("sw-1115")))
    case.tell_interim()
    case.accept("report_urgent_needs", changes=by(spelled("sw-1115")))
    case.tell_interim()
    case.accept("acknowledge_interim_support", changes=by(spelled("duty-1")))
    case.accept(
        "resubmit", "clare-3-resubmission", by(spelled("sw-1042"), **{"plan.practitioner.id": spelled("sw-1042")})
    )
    case.accept("decide", "clare-4-agreed", by(spelled("sm-31")))
    assert case.consider("end", changes=by(spelled("sm-31"), reason="ended", why="As she asked.")).answer.code is (
        Refusal.NO_AUTHORITY
    )


@pytest.mark.rule("WHO-3", "RET-9")
@pytest.mark.parametrize("decided", ["tm-201", "TM-201", "Tm-201"])
def test_whoever_decided_a_version_does_not_resubmit_it_in_other_capitals(case: CaseUnderTest, decided: str) -> None:
    ready.returned(case)
    refused = case.consider("resubmit", "clare-3-resubmission", by(decided)).answer

    assert refused.code is Refusal.NO_AUTHORITY
    assert "[RET-9]" in refused.reasons[0]
