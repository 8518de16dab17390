"""WHO-2: every message names its plan, and a decision the content of the version that its authoriser saw."""

import hashlib
from collections.abc import Callable
from typing import cast

import pytest
import rfc8785

from countersign.careplan.content import VECTOR, VECTOR_CANONICAL, VECTOR_SHA256, content_sha256
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.casework import taking_up
from countersign.casework.changes import Changes
from countersign.casework.considering import CARRY_A_PLAN
from countersign.casework.differences import Execution, Seen, Side, differences
from countersign.casework.kept import TaskKind
from tests.casework.cases import ready
from tests.support.builders import Json, changed, example_of, plan, plan_json, without
from tests.support.casework import CaseUnderTest
from tests.support.installations import Installation

ANOTHER = "11111111-1111-4111-8111-111111111111"
A_HASH = "0" * 64


def test_the_test_vector_of_the_contract() -> None:
    assert rfc8785.dumps(VECTOR).decode() == VECTOR_CANONICAL  # type: ignore[arg-type]
    assert hashlib.sha256(VECTOR_CANONICAL.encode()).hexdigest() == VECTOR_SHA256


def _backwards(value: Json) -> Json:
    return {
        key: _backwards(cast("Json", inner)) if isinstance(inner, dict) else inner
        for key, inner in reversed(value.items())
    }


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        pytest.param({"indicative_budget": 412.5}, False, id="another budget"),
        pytest.param(
            {"contingency_plan": "Ring the duty team, by day or by night, and ask."}, False, id="another word"
        ),
        pytest.param({}, True, id="nothing"),
    ],
)
@pytest.mark.rule("WHO-2")
def test_the_hash_is_of_the_content_and_of_nothing_else(changes: Json, is_same: bool) -> None:
    assert (content_sha256(plan(**changes)) == content_sha256(plan())) is is_same


@pytest.mark.rule("WHO-2")
def test_the_hash_is_the_same_in_whatever_way_the_plan_was_written() -> None:
    written = plan_json()
    cost = written["services"][0]["weekly_cost"]
    as_a_number = changed(written, {"services.0.weekly_cost": float(cost)})
    every = {content_sha256(type(plan()).model_validate(raw)) for raw in (written, as_a_number, _backwards(written))}
    assert every == {content_sha256(plan())}


@pytest.mark.rule("WHO-2")
def test_the_very_bytes_of_another_plans_decision_decide_nothing(installation: Installation) -> None:
    first, second = CaseUnderTest(installation), CaseUnderTest(installation)
    first.submit()
    second.submit()
    sent = first.message("decide", "clare-4-agreed")
    assert first.put(first.considering("decide", sent)).answer.accepted

    answer = second.put(second.considering("decide", sent, by_signal=True)).answer

    assert answer.code is Refusal.WRONG_PLAN
    assert answer.reasons == (f"plan_id: the message is about another plan than {second.plan_id}. [WHO-2]",)
    assert second.standing.status is Status.AWAITING_DECISION
    assert not second.kept.decisions
    assert TaskKind.BAD_MESSAGE in second.open_tasks().values(), "the sender of a signal has no answer: a person looks"
    own = second.message("decide", "clare-4-agreed", {"message_id": sent["message_id"]})
    assert second.put(second.considering("decide", own)).answer.accepted, "its id was not used up"


@pytest.mark.rule("WHO-2")
@pytest.mark.parametrize("name", [name for name in MESSAGES if name not in CARRY_A_PLAN])
def test_every_message_about_another_plan_is_refused(name: str, installation: Installation) -> None:
    case = CaseUnderTest(installation)
    case.submit()
    for message in (
        {**example_of(name), "plan_id": ANOTHER},
        {**example_of(name), "plan_id": ANOTHER.upper(), "sent_by": "not even of the form of the contract"},
    ):
        determined = case.put(case.considering(name, message))
        assert determined.answer.code is Refusal.WRONG_PLAN, "before anything else looks at it"
    unnamed = case.put(case.considering(name, without(example_of(name), "plan_id")))
    assert (unnamed.answer.code, unnamed.answer.reasons) == (Refusal.MALFORMED, ("plan_id: is missing",))


@pytest.mark.rule("WHO-2")
@pytest.mark.parametrize("workflow", list(Workflow))
def test_the_plan_may_be_named_in_capitals(workflow: Workflow, installation: Installation) -> None:
    case = CaseUnderTest(
        installation, plan_id="00000000-abcd-4000-8000-" + ("1" if workflow is Workflow.PLAN else "2") * 12
    )
    case.submit()
    message = case.message("report_urgent_needs", changes={"plan_id": case.plan_id.upper()})
    assert case.put(case.considering("report_urgent_needs", message, to=workflow)).answer.accepted


@pytest.mark.rule("WHO-2")
def test_a_resubmission_names_its_plan_by_the_plan_that_it_carries(installation: Installation) -> None:
    case = CaseUnderTest(installation)
    case.submit()
    case.accept("decide", "clare-2-returned")
    sent = case.consider("resubmit", "clare-3-resubmission", {"plan.plan_id": ANOTHER}).answer
    assert (sent.code, sent.reasons[0].partition(":")[0]) == (Refusal.WRONG_PLAN, "plan.plan_id")
    assert case.consider("resubmit", "clare-3-resubmission").answer.accepted


@pytest.mark.rule("WHO-2", "DEC-5")
def test_a_decision_names_the_content_that_is_in_hand(installation: Installation) -> None:
    case = CaseUnderTest(installation)
    first = case.submit().answer.content_sha256
    assert first == case.standing.content_sha256 == case.kept.versions[1][0].content_sha256 != ""

    one_letter = first[:-1] + ("0" if first[-1] != "0" else "1")
    for wrong in (A_HASH, one_letter):
        answer = case.consider("decide", "clare-2-returned", {"content_sha256": wrong}).answer
        assert answer.code is Refusal.STALE_VERSION
        (reason,) = answer.reasons
        assert reason == (
            "content_sha256: this is not the hash of version 1 as it is kept: read that version again, and decide what "
            "is in it. [WHO-2]"
        )
        assert answer.content_sha256 == first, "so that its sender can see which it is"
    assert case.consider("decide", "clare-2-returned", {"content_sha256": "?"}).answer.code is Refusal.MALFORMED
    case.accept("decide", "clare-2-returned", {"content_sha256": first})

    second = case.accept("resubmit", "clare-3-resubmission").answer.content_sha256
    assert second == case.standing.content_sha256 == case.kept.versions[2][0].content_sha256 != first
    stale = case.consider("decide", "clare-4-agreed", {"version": 2, "content_sha256": first}).answer
    assert stale.code is Refusal.STALE_VERSION
    assert case.consider("decide", "clare-4-agreed").answer.accepted


@pytest.mark.rule("WHO-2")
def test_the_hash_that_is_kept_is_of_what_is_kept(installation: Installation) -> None:
    case = CaseUnderTest(installation)
    answer = case.submit().answer
    with installation.files.open(case.plan_id) as file:
        assert content_sha256(file.version(1)) == answer.content_sha256


@pytest.mark.rule("WHO-2")
def test_a_run_that_does_not_know_the_hash_looks_it_up(installation: Installation) -> None:
    case = CaseUnderTest(installation)
    known = case.submit().answer.content_sha256
    case.standings[Workflow.PLAN] = case.standing.model_copy(update={"content_sha256": ""})
    assert case.consider("decide", "clare-2-returned", {"content_sha256": A_HASH}).answer.code is Refusal.STALE_VERSION
    assert case.standing.content_sha256 == known


@pytest.mark.rule("WHO-2")
def test_interim_support_shows_no_hash_that_may_be_out_of_date(installation: Installation) -> None:
    case = CaseUnderTest(installation)
    case.submit()
    case.accept("report_urgent_needs")
    case.tell_interim()
    answer = case.accept("acknowledge_interim_support").answer
    assert (answer.version, answer.content_sha256) == (1, "")


@pytest.mark.rule("WHO-2", "AMEND-2")
@pytest.mark.parametrize(
    "story",
    [
        pytest.param(ready.amended, id="one that waits to be decided"),
        pytest.param(ready.amended_and_returned, id="one that was returned"),
    ],
)
def test_once_an_amendment_is_taken_back_the_hash_is_of_the_version_in_force(
    case: CaseUnderTest, story: Callable[[CaseUnderTest], None]
) -> None:
    story(case)
    case.at("2026-12-01 09:10")
    answer = case.accept("withdraw_amendment").answer

    kept = case.kept.versions[1][0].content_sha256
    assert (answer.version, answer.content_sha256, case.standing.content_sha256) == (1, kept, kept)
    case.accept("ask_for_amendment")
    assert case.standing.content_sha256 == kept, "and whatever comes after"


@pytest.mark.rule("WHO-2")
def test_a_hash_that_was_kept_wrong_is_seen_beside_the_version_and_mended(case: CaseUnderTest) -> None:
    case.submit()
    wrong = case.standing.model_copy(update={"content_sha256": A_HASH})
    with case.installation.files.open(case.plan_id) as file:
        file.keep(Changes(standing=(Workflow.PLAN, wrong)))
    case.standings[Workflow.PLAN] = wrong

    side = taking_up.take_up(case.installation.files, case.situation(Workflow.PLAN))

    kept = case.kept.versions[1][0].content_sha256
    assert side.standing.content_sha256 == kept
    seen = Seen(Execution.RUNS, status=case.status(), timeline=side.entries)
    says = Side(case.plan_id, Workflow.PLAN, side.model_copy(update={"to_deliver": 0}), side.entries, seen)
    assert "the content of the version" in " ".join(difference.what for difference in differences(says))
