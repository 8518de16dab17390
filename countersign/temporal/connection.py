"""The only place that connects to Temporal: it holds the converter, the sandbox and the search attributes.

Everything else connects through here, so that client, worker, replay and tests cannot differ.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, Interceptor, Plugin
from temporalio.common import RawValue
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.runtime import Runtime
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from countersign.settings import STATE_FOLDER, SettingsError
from countersign.temporal.names import SEARCH_ATTRIBUTES


class _AsTheyCome(PydanticPayloadConverter):
    """Does not decode several arguments where one is expected. They arrive without types, as raw values.

    Decoding them could fail before any code of ours runs, and the plan that they were sent to would be stuck for good.
    Where what came does not have the form that it should have, the error does not repeat it.
    """

    def from_payloads(self, payloads: Sequence[Payload], type_hints: list[type] | None = None) -> list[Any]:
        if type_hints is None and len(payloads) > 1:
            return [RawValue(payload) for payload in payloads]
        try:
            return super().from_payloads(payloads, type_hints)
        except ValidationError as error:
            # Its text repeats what did not fit, which may be about a person, and goes to logs and into the history.
            raise ValueError(f"{error.error_count()} values do not have the form of {error.title}") from None


DEFAULT_NAMESPACE = "default"

DATA_CONVERTER = DataConverter(payload_converter_class=_AsTheyCome)

PASSED_THROUGH = (
    "activities",
    "countersign",
    "workflows.limits",
    "alembic",
    "email_validator",
    "holidays",
    "idna",
    "jinja2",
    "rfc8785",
    "sqlalchemy",
    "typst",
)
"""Modules that are loaded once, not once for each run. A plan then takes 15 times less work, 26 times less memory."""


class CannotConnect(Exception):  # noqa: N818  # reads as what happened
    """Temporal cannot be reached, or its settings cannot be used. The text says what to do."""


def sandbox() -> SandboxedWorkflowRunner:
    """The runner of every workflow, in the worker, in replay and in tests."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))


def profile_file() -> Path:
    """The file into which the embedded default writes its address, in the form of Temporal's own profile files."""
    return STATE_FOLDER / "temporal.toml"


async def connect_to(
    address: str,
    *,
    namespace: str = DEFAULT_NAMESPACE,
    plugins: Sequence[Plugin] = (),
    interceptors: Sequence[Interceptor] = (),
) -> Client:
    """Connect to a server whose address is known, such as one that was just started here. Raises RuntimeError."""
    return await Client.connect(
        address, namespace=namespace, data_converter=DATA_CONVERTER, plugins=plugins, interceptors=interceptors
    )


async def connect(*, runtime: Runtime | None = None, interceptors: tuple[Interceptor, ...] = ()) -> Client:
    """Connect as the environment and Temporal's profile file say.

    If neither says anything and this folder has an embedded default, connect to that. Raises CannotConnect, or
    SettingsError where what they say cannot be.
    """
    is_said = any(os.environ.get(name) for name in ("TEMPORAL_ADDRESS", "TEMPORAL_CONFIG_FILE", "TEMPORAL_PROFILE"))
    source = profile_file() if not is_said and profile_file().exists() else None
    config = _settings_in(source)
    address = config.get("target_host") or "localhost:7233"
    if not _ADDRESS.fullmatch(address):
        raise SettingsError("TEMPORAL_ADDRESS: must be a machine and a port, such as temporal.council.example:7233")
    config["target_host"] = address
    try:
        client = await Client.connect(
            **config, data_converter=DATA_CONVERTER, runtime=runtime, interceptors=list(interceptors)
        )
    except ValueError:
        # It says what it was given; all that it can refuse but an address is one half of a pair.
        pair = "TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH go together, and each is a PEM file"
        raise SettingsError(f"Temporal's settings cannot be used: {pair}") from None
    except RuntimeError as error:
        raise CannotConnect(why_not(str(error), address)) from None
    await _can_be_used(client, address)
    return client


_ADDRESS = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")


def _settings_in(source: Path | None) -> ClientConnectConfig:
    """Temporal's settings. Raises SettingsError, which repeats nothing of a file: it may hold a key."""
    named = os.environ.get("TEMPORAL_CONFIG_FILE")
    if named and not Path(named).is_file():
        raise SettingsError(f"TEMPORAL_CONFIG_FILE: there is no file {named}")
    try:
        return ClientConfig.load_client_connect_config(config_file=str(source) if source else None)
    except OSError as error:
        raise SettingsError(f"Temporal's settings name {error.filename}: {error.strerror}") from None
    except Exception as error:  # noqa: BLE001  # the library raises what its other language gave it
        said = str(error)
        if said.startswith("Profile "):
            raise SettingsError("TEMPORAL_PROFILE: the profile file has no profile of that name") from None
        line = re.search(r"line [0-9]+", said)
        where = f" at {line[0]}" if line else ""
        raise SettingsError(
            f"Temporal's profile file is not as it should be{where}: see TEMPORAL_CONFIG_FILE"
        ) from None


async def _can_be_used(client: Client, address: str) -> None:
    """Raises CannotConnect where there is no such namespace, or nobody lets us in.

    Whoever may not look at the namespace may still work in it: anything else is said where it happens.
    """
    try:
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except RPCError as error:
        said = {
            RPCStatusCode.NOT_FOUND: (
                f"Temporal at {address} has no namespace {client.namespace}: say which one with TEMPORAL_NAMESPACE, or "
                "have it made."
            ),
            RPCStatusCode.UNAUTHENTICATED: (
                f"Temporal at {address} does not take our credentials: see TEMPORAL_API_KEY and TEMPORAL_TLS_*."
            ),
        }
        if error.status in said:
            raise CannotConnect(said[error.status]) from error


WHY_NOT: tuple[tuple[str, str], ...] = (
    (
        "InvalidContentType",
        "{address} answers without TLS, and we were told to use it: see TEMPORAL_TLS and TEMPORAL_API_KEY.",
    ),
    (
        "NotValidForName",
        "{address} shows a certificate of another name: see TEMPORAL_TLS_SERVER_NAME.",
    ),
    (
        "InvalidCertificate",
        "{address} shows a certificate that we do not trust: see TEMPORAL_TLS_SERVER_CA_CERT_PATH.",
    ),
    (
        "invalid peer certificate",
        "{address} shows a certificate that we do not trust: see TEMPORAL_TLS_SERVER_CA_CERT_PATH.",
    ),
    (
        "CertificateRequired",
        "{address} wants a certificate of ours: see TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.",
    ),
    (
        "close_notify",
        "{address} ended the TLS connection. It may want a certificate of ours: see TEMPORAL_TLS_CLIENT_CERT_PATH.",
    ),
    ("PrivateKeyParseError", "Our private key for {address} cannot be read: see TEMPORAL_TLS_CLIENT_KEY_PATH."),
    (
        "tcp connect error",
        "No Temporal server answers at {address}. Start one with `make run`, or see TEMPORAL_ADDRESS.",
    ),
    ("dns error", "There is no machine of the name in {address}: see TEMPORAL_ADDRESS."),
)
"""What stands in an error of the connection, and what it means for whoever runs this."""


def why_not(error: str, address: str) -> str:
    """Why nobody answers at an address, in words for whoever runs this. `error`: the library's own text."""
    for sign, words in WHY_NOT:
        if sign in error:
            return words.format(address=address)
    return (
        f"{address} does not answer as Temporal does. If it wants TLS, set TEMPORAL_TLS=true; or say where Temporal is "
        "with TEMPORAL_ADDRESS or TEMPORAL_CONFIG_FILE."
    )


WHY_REFUSED = {
    RPCStatusCode.PERMISSION_DENIED: "does not let us do that: ask whoever runs it",
    RPCStatusCode.UNAUTHENTICATED: "does not take our credentials: see TEMPORAL_API_KEY and TEMPORAL_TLS_*",
    RPCStatusCode.INVALID_ARGUMENT: (
        "cannot do what was asked: are our search attributes registered (`starter.py register-search-attributes`)?"
    ),
    RPCStatusCode.DEADLINE_EXCEEDED: "did not answer in time: try again",
    RPCStatusCode.CANCELLED: "did not answer in time: try again",
    RPCStatusCode.UNAVAILABLE: "does not answer: is it running?",
    RPCStatusCode.RESOURCE_EXHAUSTED: "is too busy: try again later",
}


def why_refused(status: RPCStatusCode) -> str:
    """Why the server did not do something, in words for whoever runs this. What it says itself may repeat data."""
    return f"Temporal {WHY_REFUSED.get(status, f'did not do it ({status.name.lower()})')}."


async def register_search_attributes(client: Client) -> tuple[str, ...]:
    """Register our search attributes in this namespace. Returns those that were new. Running it again is harmless."""
    existing = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    missing = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type.value)
        for key in SEARCH_ATTRIBUTES
        if key.name not in existing.custom_attributes
    }
    if missing:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )
    return tuple(missing)
