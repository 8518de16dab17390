"""The checkers behind the laws of the production shape. Each takes what a compose file says, and names each breach."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

Service = Mapping[str, Any]
Services = Mapping[str, Service]

SECRET_NAME = re.compile(r"PASSWORD|PASSWD|PWD|SECRET|TOKEN|API_KEY|PRIVATE", re.IGNORECASE)
FROM_OUTSIDE = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")
"""A value that comes from the environment, and without which nothing starts."""

PASSWORD_IN_URL = re.compile(r"://[^:/@\s]+:((?:\$\{[^}]*\}|[^@\s])+)@")

MARGIN = 10
"""Seconds between the end of a worker's grace and the moment it would be killed."""


def environment_of(service: Service) -> dict[str, str]:
    """A service's environment as name → value, whichever way it is written."""
    given: Any = service.get("environment", {})
    if isinstance(given, list):
        pairs = [each.partition("=") for each in cast("list[str]", given)]
        return {name: value for name, _, value in pairs}
    return {str(name): str(value) for name, value in cast("dict[str, Any]", given).items()}


def seconds(duration: str) -> int:
    """`45s`, `1m30s` or `2h` in seconds."""
    units = {"h": 3600, "m": 60, "s": 1}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([hms])", duration))


def secrets_written_out(services: Services) -> list[str]:
    """Secrets that do not come from the environment, or without which something would start all the same."""
    faults: list[str] = []
    for name, service in services.items():
        for variable, value in environment_of(service).items():
            if SECRET_NAME.search(variable) and not FROM_OUTSIDE.fullmatch(value):
                faults.append(f"{name}: {variable} is written out, or may be left out")
            faults += [
                f"{name}: {variable} holds a password"
                for password in PASSWORD_IN_URL.findall(value)
                if not FROM_OUTSIDE.fullmatch(password)
            ]
    return faults


def published(services: Services) -> list[tuple[str, str]]:
    """Every service that can be reached from outside, and by what."""
    ports = [(name, str(port)) for name, service in services.items() for port in service.get("ports", ())]
    return ports + [(name, "the host's network") for name, service in services.items() if "network_mode" in service]


def unpinned(services: Services) -> list[str]:
    """Images without a tag, or with one that moves."""
    faults: list[str] = []
    for name, service in services.items():
        image = re.sub(r"\$\{[A-Z_]+:-([^}]+)\}", r"\1", str(service.get("image", "")))
        tag = image.rpartition("/")[2].partition(":")[2]
        if not tag or tag == "latest" or "$" in tag:
            faults.append(f"{name}: {image or 'no image'}")
    return faults


def long_running(services: Services) -> dict[str, Service]:
    """The services that stay up, as their restart policy says."""
    return {name: service for name, service in services.items() if service.get("restart") == "unless-stopped"}


def one_shots(services: Services) -> dict[str, Service]:
    """The services that do one thing and end."""
    return {name: service for name, service in services.items() if service.get("restart") == "no"}


def neither(services: Services) -> list[str]:
    """Services that do not say whether they stay up or end."""
    return [name for name in services if name not in {**long_running(services), **one_shots(services)}]


def without_healthcheck(services: Services) -> list[str]:
    """Services that stay up, but nobody could tell whether they are well."""
    return [name for name, service in long_running(services).items() if not service.get("healthcheck", {}).get("test")]


def _awaited(services: Services) -> Iterator[tuple[str, str, str]]:
    for name, service in services.items():
        awaited: Any = service.get("depends_on", [])
        # The short form, a list, says nothing about how.
        how = cast("dict[str, dict[str, str]]", awaited) if isinstance(awaited, dict) else {}
        for other in cast("list[str]", awaited):
            yield name, other, how.get(other, {}).get("condition", "service_started")


def waits_wrongly(services: Services) -> list[str]:
    """Services that start when what they need has started, rather than when it is ready or done."""
    faults: list[str] = []
    for name, other, condition in _awaited(services):
        needed = "service_completed_successfully" if other in one_shots(services) else "service_healthy"
        if other not in services:
            faults.append(f"{name} waits for {other}, which is not there")
        elif condition != needed:
            faults.append(f"{name} waits for {other} as {condition}, not {needed}")
    return faults


def nobody_awaits(services: Services) -> list[str]:
    """One-shot services whose failure would stop nothing."""
    awaited = {other for _, other, _ in _awaited(services)}
    return [name for name in one_shots(services) if name not in awaited]


def stops_too_soon(services: Services) -> list[str]:
    """Workers that would be killed before their own grace is over."""
    faults: list[str] = []
    for name, service in long_running(services).items():
        grace = environment_of(service).get("COUNTERSIGN_GRACE_SECONDS")
        allowed = seconds(str(service.get("stop_grace_period", "10s")))
        if grace is not None and allowed < int(grace) + MARGIN:
            faults.append(f"{name} is killed after {allowed} s, but needs {grace} s and {MARGIN} s more")
    return faults


def too_powerful(service: Service) -> list[str]:
    """What a container of ours may do without needing to."""
    faults: list[str] = []
    if str(service.get("user", "0")).split(":")[0] in {"0", "root"}:
        faults.append("runs as root")
    if service.get("read_only") is not True:
        faults.append("may write to its own file system")
    if service.get("cap_drop") != ["ALL"]:
        faults.append("keeps capabilities")
    if "no-new-privileges:true" not in service.get("security_opt", ()):
        faults.append("may gain privileges")
    if service.get("privileged"):
        faults.append("is privileged")
    return faults
