"""What docker-compose.yml promises: no secret in it, nothing published but the UI, a graceful stop, a sure start.

There is no Docker engine here, so these laws read the file; they do not run it.
"""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from countersign.settings import Settings
from tests.house import laws, production

COMPOSE_TEXT = (laws.ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if str(service.get("image", "")).startswith("countersign:")]
SCRIPTS = sorted((laws.ROOT / "deploy").rglob("*.sh"))
DOCKERFILE = (laws.ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_no_secret_is_written_in_the_file() -> None:
    assert production.secrets_written_out(SERVICES) == []


@pytest.mark.parametrize(
    "environment",
    [
        {"POSTGRES_PASSWORD": "temporal"},
        {"POSTGRES_PWD": "${TEMPORAL_DB_PASSWORD}"},
        {"SQL_PASSWORD": "${TEMPORAL_DB_PASSWORD:-temporal}"},
        ["API_TOKEN=abc"],
        {"COUNTERSIGN_DATABASE_URL": "postgresql+psycopg://countersign:secret@database/countersign"},
        {"COUNTERSIGN_DATABASE_URL": "postgresql+psycopg://countersign:${DATABASE_PASSWORD:-x}@database/countersign"},
    ],
)
def test_a_secret_in_the_file_is_caught(environment: object) -> None:
    assert len(production.secrets_written_out({"one": {"environment": environment}})) == 1


def test_a_secret_from_the_environment_that_must_be_there_is_none_in_the_file() -> None:
    environment = {"PGPASSWORD": "${A_PASSWORD:?set it}", "URL": "postgresql://me:${A_PASSWORD:?set it}@host/name"}
    assert production.secrets_written_out({"one": {"environment": environment}}) == []


def test_nothing_but_the_ui_is_published_and_that_to_this_machine_only() -> None:
    found = production.published(SERVICES)
    assert [name for name, _ in found] == ["temporal-ui"]
    assert all(port.startswith("127.0.0.1:") for _, port in found)


def test_the_ui_can_only_look() -> None:
    assert production.environment_of(SERVICES["temporal-ui"])["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"


def test_every_other_network_has_no_way_out() -> None:
    networks: dict[str, dict[str, Any]] = COMPOSE["networks"]
    open_networks = [name for name, network in networks.items() if not network.get("internal")]
    assert open_networks == ["front"]
    assert [name for name, service in SERVICES.items() if "front" in service["networks"]] == ["temporal-ui"]


def test_the_ui_and_the_mail_catcher_cannot_reach_either_database() -> None:
    holding = {name for name in SERVICES if set(SERVICES[name]["networks"]) & {"records", "temporal-database"}}
    assert holding == {"postgresql", "temporal-schema", "temporal", "database", "countersign-setup", "worker"}


def test_every_image_is_pinned_to_a_tag() -> None:
    assert production.unpinned(SERVICES) == []


@pytest.mark.parametrize("image", ["postgres", "postgres:latest", "host:5000/postgres", "", "x:${TAG}", "x:${TAG:?y}"])
def test_an_image_that_may_move_is_caught(image: str) -> None:
    assert len(production.unpinned({"one": {"image": image}})) == 1
    assert production.unpinned({"one": {"image": "countersign:${TAG:-0.1.0}"}, "two": {"image": "a/b:1.2"}}) == []


def test_every_service_stays_up_or_ends_and_what_stays_up_can_be_asked_how_it_is() -> None:
    assert production.neither(SERVICES) == []
    assert production.without_healthcheck(SERVICES) == []


def test_a_service_without_policy_or_healthcheck_is_caught() -> None:
    services: dict[str, dict[str, Any]] = {"one": {}, "two": {"restart": "unless-stopped"}}
    assert production.neither(services) == ["one"]
    assert production.without_healthcheck(services) == ["two"]


def test_everything_starts_when_what_it_needs_is_ready_or_done() -> None:
    assert production.waits_wrongly(SERVICES) == []
    assert production.nobody_awaits(SERVICES) == []


def test_a_wrong_wait_is_caught() -> None:
    services: dict[str, dict[str, Any]] = {
        "setup": {"restart": "no"},
        "server": {"restart": "unless-stopped", "depends_on": ["setup"]},
        "worker": {"restart": "unless-stopped", "depends_on": {"server": {"condition": "service_started"}, "x": {}}},
        "unheeded": {"restart": "no"},
    }
    assert len(production.waits_wrongly(services)) == 3
    assert production.nobody_awaits(services) == ["unheeded"]


def test_a_worker_has_time_to_finish_what_it_began() -> None:
    assert production.stops_too_soon(SERVICES) == []
    assert "COUNTERSIGN_GRACE_SECONDS" in production.environment_of(SERVICES["worker"])


def test_a_worker_that_would_be_killed_is_caught() -> None:
    worker = {"restart": "unless-stopped", "environment": {"COUNTERSIGN_GRACE_SECONDS": "30"}}
    assert len(production.stops_too_soon({"worker": worker})) == 1
    assert len(production.stops_too_soon({"worker": {**worker, "stop_grace_period": "39s"}})) == 1
    assert production.stops_too_soon({"worker": {**worker, "stop_grace_period": "40s"}}) == []
    assert production.seconds("1h2m3s") == 3723


def test_two_workers_run() -> None:
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


@pytest.mark.parametrize("name", OURS)
def test_our_containers_have_no_more_power_than_they_need(name: str) -> None:
    assert production.too_powerful(SERVICES[name]) == []


def test_a_container_with_too_much_power_is_caught() -> None:
    assert len(production.too_powerful({"privileged": True})) == 5


def test_the_workers_and_the_set_up_are_ours() -> None:
    assert OURS == ["countersign-setup", "worker"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_are_given_settings_that_there_are(name: str) -> None:
    given = {each for each in production.environment_of(SERVICES[name]) if each.startswith("COUNTERSIGN_")}
    assert given <= {f"COUNTERSIGN_{field.upper()}" for field in Settings.model_fields}


def test_the_example_environment_lists_what_must_be_set_and_sets_no_secret() -> None:
    example = (laws.ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    needed = set(re.findall(r"\$\{([A-Z_]+):\?", COMPOSE_TEXT))
    may_be_set = set(re.findall(r"\$\{([A-Z_]+):-", COMPOSE_TEXT)) | {"COMPOSE_PROJECT_NAME"}
    set_here = dict(re.findall(r"^([A-Z_]+)=(.*)$", example, flags=re.MULTILINE))
    assert {name for name, value in set_here.items() if not value} == needed
    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", example, flags=re.MULTILINE)) == needed | may_be_set


def test_every_file_that_is_mounted_is_there() -> None:
    mounted = re.findall(r"^\s*(?:- |volumes: \[\")(\./[^:\"]+):", COMPOSE_TEXT, flags=re.MULTILINE)
    assert mounted
    assert [path for path in mounted if not (laws.ROOT / path).exists()] == []


NOT_IN_THE_IMAGE = {
    "examples": "nothing reads them in production",
    "countersign/embedded": "it starts the whole stack on one machine, for a look at it and for the tests",
    "countersign/testkit": "it is for the tests of ours and of a vendor's",
}


def test_the_image_holds_everything_that_runs_in_production() -> None:
    project = tomllib.loads((laws.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    needed = set(project["targets"]["wheel"]["only-include"]) - set(NOT_IN_THE_IMAGE)
    copied = {word for line in DOCKERFILE.splitlines() if line.startswith("COPY ") for word in line.split()[1:-1]}
    lines = (laws.ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert needed - copied == set()
    assert needed - {line.removeprefix("!") for line in lines if line.startswith("!")} == set()
    assert {name for name in NOT_IN_THE_IMAGE if "/" in name} - set(lines) == set()


def test_nothing_that_is_left_out_of_the_image_is_imported_by_what_runs_there() -> None:
    left_out = [name.replace("/", ".") for name in NOT_IN_THE_IMAGE if "/" in name]
    faults = [
        f"{laws.called(path)}: {fault}"
        for path in laws.modules("countersign", "activities", "workflows", "worker.py", "starter.py")
        if not laws.called(path).startswith(tuple(NOT_IN_THE_IMAGE))
        for fault in laws.imports_of(path.read_text(encoding="utf-8"), *left_out)
    ]
    assert faults == []


def test_the_image_does_not_run_as_root_and_leaves_no_installer() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0|root)\S+", last_stage, flags=re.MULTILINE)
    assert "pip uninstall --yes pip" in last_stage
    assert "apt-get" not in DOCKERFILE


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_script_can_be_read_by_a_plain_shell(path: Path) -> None:
    assert "set -eu" in path.read_text(encoding="utf-8")
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not here to read its own file")
def test_docker_compose_itself_can_read_the_file_but_not_without_the_secrets(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("", encoding="utf-8")
    needed = dict.fromkeys(re.findall(r"\$\{([A-Z_]+):\?", COMPOSE_TEXT), "./x1")
    file, empty = str(laws.ROOT / "docker-compose.yml"), str(tmp_path / "empty")
    command = ["docker-compose", "--file", file, "--env-file", empty, "config", "--quiet"]
    path = {"PATH": os.environ["PATH"]}
    given = subprocess.run(command, env=path | needed, capture_output=True, text=True, check=False)
    assert given.returncode == 0, given.stderr
    for missing in needed:
        rest = {name: value for name, value in needed.items() if name != missing}
        refused = subprocess.run(command, env=path | rest, capture_output=True, text=True, check=False)
        assert refused.returncode != 0, missing
