"""WHO-4: a case in an installation that asks for signatures: what is taken in, and what is kept of who sent it."""

import json
from datetime import timedelta

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.senders import Proof, ProofOfPerson, Sureness
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.casework.opening import opened
from countersign.casework.putting_again import Started, submit_again
from countersign.senders.gate import SendersGate
from tests.senders.signed import KID, OTHER_KEY, senders, signer
from tests.support.builders import Json, changed, example
from tests.support.casework import CaseUnderTest
from tests.support.installations import Installation
from tests.support.offices import an_office


@pytest.fixture
def case(installation: Installation) -> CaseUnderTest:
    """A plan of which nobody has heard yet, where messages have to be signed."""
    return CaseUnderTest(installation, an_office()._replace(gate=SendersGate(senders(), asks=True)))


def submission(case: CaseUnderTest) -> Json:
    """Clare's, about this plan and sent now."""
    return changed(example("clare-1-submission"), {"plan.plan_id": case.plan_id, "sent_at": case.now.isoformat()})


def submitted(case: CaseUnderTest) -> None:
    envelope = signer()(case.plan_id, "submit", submission(case))
    assert case.receive(json.dumps(envelope).encode()).answer.accepted


def put(case: CaseUnderTest, name: str, envelope: Json, message_id: str, *, by_signal: bool = False) -> Refusal | None:
    """Put what came before the rules. Returns the code of the refusal."""
    given = case.considering(name, envelope, by_signal=by_signal)
    return case.put(given.model_copy(update={"message_id": message_id})).answer.code


@pytest.mark.rule("WHO-4")
def test_a_submission_has_to_be_signed(case: CaseUnderTest) -> None:
    message = submission(case)
    unsigned = case.receive(json.dumps(message).encode())
    assert (unsigned.answer.code, unsigned.message_id) == (Refusal.NOT_VERIFIED, "")
    for wrong in (
        signer(key=OTHER_KEY)(case.plan_id, "submit", message),
        signer()(case.plan_id, "decide", message),
        signer(audience="countersign.another")(case.plan_id, "submit", message),
    ):
        assert case.receive(json.dumps(wrong).encode()).answer.code is Refusal.NOT_VERIFIED
    assert case.standing.status is Status.REFUSED
    assert not case.kept.versions, "nothing is kept"
    submitted(case)
    assert case.kept.messages[message["message_id"]].proof == Proof(
        how_sure=Sureness.SIGNED, system="case-system", kid=KID, signed_at=case.now.replace(microsecond=0)
    )


@pytest.mark.rule("WHO-4")
def test_what_proves_who_sent_it_is_kept_with_a_message(case: CaseUnderTest) -> None:
    submitted(case)
    message = case.message("decide", "clare-2-returned")
    named = message["message_id"]
    assert put(case, "decide", message, named, by_signal=True) is Refusal.NOT_VERIFIED
    assert TaskKind.BAD_MESSAGE in case.open_tasks().values(), "the sender of a signal has no answer: a person looks"
    assert put(case, "decide", signer(key=OTHER_KEY)(case.plan_id, "decide", message), named) is Refusal.NOT_VERIFIED
    assert named not in case.kept.messages, "whoever proves nothing uses up no id of another"
    assert case.standing.status is Status.AWAITING_DECISION

    assert put(case, "decide", signer()(case.plan_id, "decide", message), named) is None
    kept = case.kept.messages[named].proof
    assert kept is not None
    assert (kept.how_sure, kept.system, kept.kid, kept.person) == (Sureness.SIGNED, "case-system", KID, None)


@pytest.mark.rule("WHO-4", "DEC-5")
def test_a_message_that_is_signed_again_is_the_same_message(case: CaseUnderTest) -> None:
    submitted(case)
    message = case.message("decide", "clare-2-returned")
    assert put(case, "decide", signer()(case.plan_id, "decide", message), message["message_id"]) is None
    case.now += timedelta(minutes=9)
    again = {**message, "sent_at": case.now.isoformat()}
    given = case.considering("decide", signer()(case.plan_id, "decide", again))
    answer = case.put(given.model_copy(update={"message_id": message["message_id"]})).answer
    assert (answer.accepted, answer.duplicate) == (True, True)


@pytest.mark.rule("WHO-4", "WHO-2")
def test_what_is_signed_for_one_plan_is_nothing_to_another(case: CaseUnderTest) -> None:
    another = CaseUnderTest(case.installation, case.office)
    submitted(case)
    submitted(another)
    message = case.message("decide", "clare-2-returned")
    envelope = signer()(case.plan_id, "decide", message)
    assert put(another, "decide", envelope, message["message_id"]) is Refusal.WRONG_PLAN
    assert another.standing.status is Status.AWAITING_DECISION


@pytest.mark.rule("TIME-3", "WHO-1", "WHO-4")
def test_urgent_needs_that_nobody_proved_are_taken_and_it_is_said(case: CaseUnderTest) -> None:
    submitted(case)
    message = case.message("report_urgent_needs")
    assert put(case, "report_urgent_needs", message, message["message_id"]) is None
    kept = case.kept.messages[message["message_id"]].proof
    assert kept is not None
    assert kept.how_sure is Sureness.NOT_VERIFIED
    told = [entry.what for entry in case.kept.record.values() if entry.event == Happening.URGENT_NEEDS_REPORTED.value]
    assert "not verified" in told[0]


@pytest.mark.rule("WHO-4")
def test_a_message_that_waited_while_we_mended_our_software_is_as_old_as_when_it_came(case: CaseUnderTest) -> None:
    submitted(case)
    message = case.message("decide", "clare-2-returned")
    envelope = signer()(case.plan_id, "decide", message)
    came_at = case.now
    case.now += timedelta(days=9)
    given = case.considering("decide", envelope).model_copy(update={"message_id": message["message_id"]})
    assert case.put(given).answer.code is Refusal.NOT_VERIFIED, "signed more than seven days before it came"
    assert case.put(given.model_copy(update={"came_at": came_at})).answer.accepted


@pytest.mark.rule("TIME-1", "WHO-4")
def test_what_is_put_before_the_rules_again_is_as_old_as_when_it_came(case: CaseUnderTest) -> None:
    content = json.dumps(signer()(case.plan_id, "submit", submission(case))).encode()
    came_at, now = case.now, case.now + timedelta(days=9)
    files, office = case.installation.files, case.office
    late = submit_again(files, office, case.plan_id, Started(content, now), now)
    assert (late.code, "signed more than" in late.reasons[0]) == (Refusal.NOT_VERIFIED, True)
    assert submit_again(files, office, case.plan_id, Started(content, came_at), now).accepted


@pytest.mark.rule("WHO-4")
@pytest.mark.parametrize(("minutes", "accepted"), [(-1, True), (0, False)])
def test_no_signature_is_asked_of_what_came_before_any_was(case: CaseUnderTest, minutes: int, accepted: bool) -> None:
    asking = senders().model_copy(update={"asked_from": case.now})
    office = case.office._replace(gate=SendersGate(asking, asks=True))
    content = json.dumps(submission(case)).encode()
    started = Started(content, case.now + timedelta(minutes=minutes))
    assert submit_again(case.installation.files, office, case.plan_id, started, case.now).accepted is accepted


@pytest.mark.rule("WHO-4")
def test_there_is_room_for_what_proves_who_the_person_is(case: CaseUnderTest) -> None:
    person = ProofOfPerson(how="a later door", at=case.now)
    proof = Proof(how_sure=Sureness.SIGNED, system="case-system", kid=KID, person=person)
    assert Proof.model_validate_json(proof.model_dump_json()) == proof


@pytest.mark.rule("WHO-4")
def test_before_anybody_verifies_it_only_its_id_and_time_are_read() -> None:
    message = example("message-report-urgent-needs")
    read = opened(json.dumps(signer()(message["plan_id"], "report_urgent_needs", message)).encode())
    assert (read.message_id, read.problem) == (message["message_id"], "")
    assert read.sent_at is not None
    assert read.sent_at.isoformat() == message["sent_at"]
    assert set(read.message) == {"payload", "protected", "signature"}, "it goes on as it came"
    assert opened(b'{"payload": "?", "protected": 7, "signature": null}').message_id == ""
