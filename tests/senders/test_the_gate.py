"""WHO-4: what is signed is verified, by the file of senders; and what each refusal of a signature is."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from joserfc.jwk import OKPKey

from countersign.careplan.contract import SENT
from countersign.careplan.envelope import as_payload, is_envelope, protected_of
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.senders import Arrived, Senders, Sureness
from countersign.casework.who_sends import Admitted, AnybodyMaySend
from countersign.senders.gate import SendersGate
from countersign.senders.header import REGISTRY
from tests.senders.signed import FILE, KEY, KID, OTHER_KEY, senders, signer
from tests.support.builders import Json, changed, example, without

DECISION = example("plain-2-agreed")
PLAN = DECISION["plan_id"]
SENT_AT = datetime.fromisoformat(DECISION["sent_at"])
ANOTHER_PLAN = "11111111-1111-4111-8111-111111111111"


def opened(
    came: Any,
    *,
    name: str = "decide",
    plan_id: str = PLAN,
    now: datetime = SENT_AT,
    of: Senders | None = None,
    asks: bool = True,
) -> Admitted:
    return SendersGate(of or senders(), asks=asks).admitted(Arrived(name, plan_id, came, now))


def signed(message: Json = DECISION, name: str = "decide", plan_id: str = PLAN, **by: Any) -> Json:
    return signer(**by)(plan_id, name, message)


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.mark.rule("WHO-4")
def test_what_its_case_system_signed_is_taken_in_and_who_it_was_is_known() -> None:
    result = opened(signed())
    assert (result.refused, result.problem, result.message) == (None, "", DECISION)
    proof = result.proof
    assert (proof.how_sure, proof.system, proof.kid) == (Sureness.SIGNED, "case-system", KID)
    assert (proof.signed_at, proof.person) == (SENT_AT.replace(microsecond=0), None)


@pytest.mark.rule("WHO-4")
def test_the_older_name_of_the_algorithm_is_read_too() -> None:
    assert with_header({"alg": "EdDSA"}).proof.how_sure is Sureness.SIGNED


def with_header(changes: Json, *taken_out: str) -> Admitted:
    """A message that is rightly signed, with another protected header."""
    header = without({**protected_of(signed()), **changes}, *taken_out)
    content = f"{base64url(json.dumps(header).encode())}.{base64url(as_payload(DECISION))}"
    key = OKPKey.import_key(KEY)
    signature = REGISTRY.get_alg("Ed25519").sign(content.encode(), key)
    protected, payload = content.split(".")
    return opened({"protected": protected, "payload": payload, "signature": base64url(signature)})


EARLIER_KEY = {"system.0.key.0.until": "2026-11-01"}
LATER_KEY = {"system.0.key.0.from": "2027-01-01"}


def _with_payload(envelope: Json, **changes: Any) -> Json:
    """The envelope with something else in it, and the signature of what was in it."""
    return {**envelope, "payload": base64url(as_payload({**DECISION, **changes}))}


REFUSALS: dict[str, tuple[Callable[[], Admitted], Refusal, tuple[str, ...]]] = {
    "unsigned": (lambda: opened(DECISION), Refusal.NOT_VERIFIED, ("The message is not signed",)),
    "by a key that nobody has": (lambda: opened(signed(kid="nobody")), Refusal.NOT_VERIFIED, ("kid",)),
    "by another key": (lambda: opened(signed(key=OTHER_KEY)), Refusal.NOT_VERIFIED, ("signature",)),
    "by a key that ran out": (lambda: opened(signed(), of=senders(EARLIER_KEY)), Refusal.NOT_VERIFIED, ("kid",)),
    "by a key that begins later": (lambda: opened(signed(), of=senders(LATER_KEY)), Refusal.NOT_VERIFIED, ("kid",)),
    "for another plan": (lambda: opened(signed(), plan_id=ANOTHER_PLAN), Refusal.WRONG_PLAN, ("plan_id",)),
    "the header of another plan, around this one's": (
        lambda: opened(signed(plan_id=ANOTHER_PLAN), plan_id=ANOTHER_PLAN),
        Refusal.NOT_VERIFIED,
        ("plan_id",),
    ),
    "under another name": (lambda: opened(signed(name="withdraw")), Refusal.NOT_VERIFIED, ("message",)),
    "for another installation": (lambda: opened(signed(audience="countersign.x")), Refusal.NOT_VERIFIED, ("aud",)),
    "long ago": (lambda: opened(signed(), now=SENT_AT + timedelta(hours=169)), Refusal.NOT_VERIFIED, ("iat",)),
    "at a time that has not come": (
        lambda: opened(signed(), now=SENT_AT - timedelta(minutes=6)),
        Refusal.NOT_VERIFIED,
        ("iat",),
    ),
    "before it was sent": (
        lambda: with_header({"iat": int((SENT_AT - timedelta(minutes=6)).timestamp())}),
        Refusal.NOT_VERIFIED,
        ("sent_at",),
    ),
    "replayed under another id": (
        lambda: opened(_with_payload(signed(), message_id="another-message-2")),
        Refusal.NOT_VERIFIED,
        ("signature",),
    ),
    "with another word in it": (
        lambda: opened(_with_payload(signed(), outcome="return")),
        Refusal.NOT_VERIFIED,
        ("signature",),
    ),
    "alg: none": (lambda: with_header({"alg": "none"}), Refusal.NOT_VERIFIED, ("alg",)),
    "alg: none, and no signature": (
        lambda: opened({**signed(), "protected": base64url(b'{"alg":"none"}'), "signature": ""}),
        Refusal.NOT_VERIFIED,
        ("alg",),
    ),
    "alg: HS256, with the public key as the secret": (
        lambda: with_header({"alg": "HS256"}),
        Refusal.NOT_VERIFIED,
        ("alg",),
    ),
    "with a key of its own in the header": (
        lambda: with_header({"jwk": {"kty": "OKP"}}),
        Refusal.NOT_VERIFIED,
        ("protected.jwk",),
    ),
    "with something critical in the header": (
        lambda: with_header({"crit": ["b64"], "b64": False}),
        Refusal.NOT_VERIFIED,
        ("protected.crit", "protected.b64"),
    ),
    "of another type": (lambda: with_header({"typ": "JWT"}), Refusal.NOT_VERIFIED, ("typ",)),
    "without its time": (lambda: with_header({}, "iat"), Refusal.NOT_VERIFIED, ("protected.iat",)),
    "at a time that is no number": (lambda: with_header({"iat": "1"}), Refusal.NOT_VERIFIED, ("protected.iat",)),
    "with a header that is not protected": (
        lambda: opened({**signed(), "header": {"kid": KID}}),
        Refusal.NOT_VERIFIED,
        ("the envelope",),
    ),
    "with no header that is protected": (
        lambda: opened({**without(signed(), "protected"), "header": protected_of(signed())}),
        Refusal.NOT_VERIFIED,
        ("the envelope",),
    ),
    "by several (general JSON)": (
        lambda: opened({"payload": signed()["payload"], "signatures": [signed()]}),
        Refusal.NOT_VERIFIED,
        ("the envelope",),
    ),
    "with a header that is no JSON": (
        lambda: opened({**signed(), "protected": base64url(b"{")}),
        Refusal.NOT_VERIFIED,
        ("protected",),
    ),
    "with a header that says a thing twice": (
        lambda: opened({**signed(), "protected": base64url(b'{"alg":"Ed25519","alg":"none"}')}),
        Refusal.NOT_VERIFIED,
        ("protected",),
    ),
    "with a signature that is no base64url": (
        lambda: opened({**signed(), "signature": "?"}),
        Refusal.NOT_VERIFIED,
        ("signature",),
    ),
    "with half a signature": (
        lambda: opened({**signed(), "signature": signed()["signature"][:43]}),
        Refusal.NOT_VERIFIED,
        ("signature",),
    ),
    "a message that the system may not send": (
        lambda: opened(signed(), of=senders({"system.0.messages": ["submit", "withdraw"]})),
        Refusal.NO_AUTHORITY,
        ("sent_by.system",),
    ),
    "for somebody for whom it may not speak": (
        lambda: opened(signed(), of=senders({"system.0.staff": ["sw-*", "duty-?"]})),
        Refusal.NO_AUTHORITY,
        ("sent_by.id",),
    ),
    "in the name of another system": (
        lambda: opened(signed(changed(DECISION, {"sent_by.system": "portal"}))),
        Refusal.NO_AUTHORITY,
        ("sent_by.system",),
    ),
}
"""What is refused: what comes, the code, and what each reason is about."""


@pytest.mark.rule("WHO-4")
@pytest.mark.parametrize("which", REFUSALS)
def test_what_is_not_rightly_signed_is_refused(which: str) -> None:
    come, code, about = REFUSALS[which]
    result = come()
    assert result.refused is not None
    assert result.refused.code is code
    reasons = result.refused.reasons
    assert tuple(reason.partition(":")[0] for reason in reasons) == about
    assert all(reason.endswith(("[WHO-4]", "[WHO-2]")) for reason in reasons)
    assert result.proof.how_sure is Sureness.NOT_VERIFIED
    assert (result.proof.system, result.proof.kid) == ("", ""), "nothing is believed of what does not hold"


@pytest.mark.rule("WHO-4")
def test_the_edges_of_time() -> None:
    for ago, is_taken in ((timedelta(hours=168), True), (timedelta(hours=168, seconds=1), False)):
        assert (opened(signed(), now=SENT_AT + ago).refused is None) is is_taken
    for ahead, is_taken in ((timedelta(minutes=5), True), (timedelta(minutes=5, seconds=1), False)):
        assert (opened(signed(), now=SENT_AT - ahead).refused is None) is is_taken


@pytest.mark.rule("WHO-4")
@pytest.mark.parametrize(
    ("key", "is_taken"),
    [
        ({"from": "2026-11-11", "until": "2026-11-11"}, True),
        ({"from": "2026-11-11"}, True),
        ({"from": "2026-11-12"}, False),
        ({"from": "2026-01-01", "until": "2026-11-10"}, False),
    ],
)
def test_a_key_signs_from_its_first_day_to_its_last(key: Json, is_taken: bool) -> None:
    assert SENT_AT.date().isoformat() == "2026-11-11"
    whole = {**FILE["system"][0]["key"][0], **key}
    assert (opened(signed(), of=senders({"system.0.key": [whole]})).refused is None) is is_taken


@pytest.mark.rule("WHO-4")
def test_a_system_may_have_several_keys_at_once() -> None:
    key = FILE["system"][0]["key"][0]
    both = senders({"system.0.key": [key, {**key, "kid": "tests-2", "public": OTHER_KEY["x"]}]})
    assert opened(signed(), of=both).proof.kid == KID
    assert opened(signed(key=OTHER_KEY, kid="tests-2"), of=both).proof.kid == "tests-2"
    assert opened(signed(key=OTHER_KEY), of=both).refused is not None, "each key under its own id"


@pytest.mark.rule("WHO-4", "WHO-3")
@pytest.mark.parametrize(
    ("staff", "is_taken"),
    [
        (["tm-204"], True),
        (["TM-204"], True),
        (["tm-20?"], True),
        (["tm-2"], False),
        (["sw-*", "TM-*"], True),
        ([], False),
    ],
)
def test_for_whom_a_system_speaks_is_a_list_or_a_pattern(staff: list[str], is_taken: bool) -> None:
    assert DECISION["sent_by"]["id"] == "tm-204"
    assert (opened(signed(), of=senders({"system.0.staff": staff})).refused is None) is is_taken


URGENT = {**example("message-report-urgent-needs"), "plan_id": PLAN, "sent_at": DECISION["sent_at"]}


@pytest.mark.rule("TIME-3", "WHO-1", "WHO-4")
@pytest.mark.parametrize(
    "came",
    [
        pytest.param(URGENT, id="unsigned"),
        pytest.param(signed(URGENT, "report_urgent_needs", kid="nobody"), id="by a key that nobody has"),
        pytest.param(signed(URGENT, "report_urgent_needs", key=OTHER_KEY), id="by another key"),
        pytest.param(signed(URGENT, "decide"), id="under another name"),
        pytest.param(signed(changed(URGENT, {"sent_by.system": "portal"}), "report_urgent_needs"), id="of another"),
        pytest.param({**signed(URGENT), "header": {}}, id="with a header that is not protected"),
    ],
)
def test_urgent_needs_are_taken_from_anybody_and_marked(came: Json) -> None:
    result = opened(came, name="report_urgent_needs")
    assert (result.refused, result.problem, result.proof.how_sure) == (None, "", Sureness.NOT_VERIFIED)
    assert result.message["what"] == URGENT["what"]


@pytest.mark.rule("TIME-3", "WHO-4")
def test_urgent_needs_that_are_rightly_signed_are_known_to_be() -> None:
    came = signed(URGENT, "report_urgent_needs")
    assert opened(came, name="report_urgent_needs").proof.how_sure is Sureness.SIGNED


@pytest.mark.rule("WHO-4")
def test_an_open_installation_takes_what_is_unsigned_and_verifies_what_is_signed() -> None:
    unsigned = opened(DECISION, asks=False)
    assert (unsigned.refused, unsigned.proof.how_sure) == (None, Sureness.NOT_ASKED)
    kept = opened(signed(), asks=False)
    assert (kept.refused, kept.proof.how_sure, kept.proof.kid) == (None, Sureness.SIGNED, KID)
    wrong = opened(signed(key=OTHER_KEY), asks=False)
    assert wrong.refused is not None, "what is signed wrongly is not better than what is not signed"
    assert wrong.refused.code is Refusal.NOT_VERIFIED


@pytest.mark.rule("WHO-4")
@pytest.mark.parametrize("gate", [SendersGate(None, asks=False), AnybodyMaySend()], ids=["no file", "nobody is asked"])
def test_where_there_is_no_file_the_message_is_taken_out_and_nothing_is_believed(gate: Any) -> None:
    result = gate.admitted(Arrived("decide", PLAN, signed(), SENT_AT))
    assert (result.message, result.refused, result.proof.how_sure) == (DECISION, None, Sureness.NOT_ASKED)


@pytest.mark.rule("WHO-4")
def test_an_installation_that_asks_and_has_no_file_takes_nothing() -> None:
    for came in (DECISION, signed()):
        result = SendersGate(None, asks=True).admitted(Arrived("decide", PLAN, came, SENT_AT))
        assert result.refused is not None


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("?", id="no base64url"),
        pytest.param("e30=", id="with padding"),
        pytest.param(base64url(b"\xff\xfe\x00\x01"), id="no text"),
        pytest.param(base64url(b'{"plan_id": 1, "plan_id": 2}'), id="says a thing twice"),
        pytest.param(base64url(b"[" * 100_000), id="nested for ever"),
        pytest.param(7, id="a number"),
        pytest.param(None, id="nothing"),
    ],
)
@pytest.mark.parametrize("name", ["decide", "report_urgent_needs"])
def test_an_envelope_that_cannot_be_read_is_refused_and_never_raises(payload: Any, name: str) -> None:
    for asks in (True, False):
        result = opened({**signed(), "payload": payload}, name=name, asks=asks)
        assert result.message is None
        assert result.refused is not None or result.problem


def test_no_message_has_a_field_that_is_one_of_an_envelope() -> None:
    for name, model in SENT.items():
        assert not is_envelope(dict.fromkeys(model.model_fields)), name


@pytest.mark.parametrize("value", [None, 7, "text", [], {}, {"message_id": "1"}, DECISION])
def test_what_is_no_envelope_is_left_as_it_came(value: Any) -> None:
    assert not is_envelope(value)
    assert opened(value, asks=False).message == value
