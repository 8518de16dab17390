"""The only place that connects to Temporal: it holds the converter, the sandbox and the search attributes.

Everything else connects through here, so that client, worker, replay and tests cannot differ.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, Interceptor, Plugin
from temporalio.common import RawValue
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter
from temporalio.envconfig import ClientConfig
from temporalio.runtime import Runtime
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from countersign.settings import STATE_FOLDER
from countersign.temporal.names import SEARCH_ATTRIBUTES


class _AsTheyCome(PydanticPayloadConverter):
    """Does not decode several arguments where one is expected. They arrive without types, as raw values.

    Decoding them could fail before any code of ours runs, and the plan that they were sent to would be stuck for good.
    """

    def from_payloads(self, payloads: Sequence[Payload], type_hints: list[type] | None = None) -> list[Any]:
        if type_hints is None and len(payloads) > 1:
            return [RawValue(payload) for payload in payloads]
        return super().from_payloads(payloads, type_hints)


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

    If neither says anything and this folder has an embedded default, connect to that. Raises CannotConnect.
    """
    is_said = any(os.environ.get(name) for name in ("TEMPORAL_ADDRESS", "TEMPORAL_CONFIG_FILE", "TEMPORAL_PROFILE"))
    source = profile_file() if not is_said and profile_file().exists() else None
    try:
        config = ClientConfig.load_client_connect_config(config_file=str(source) if source else None)
    except Exception as error:
        raise CannotConnect(f"Temporal's settings cannot be used: {error}") from error
    address = config.get("target_host") or "localhost:7233"
    config["target_host"] = address
    try:
        client = await Client.connect(
            **config, data_converter=DATA_CONVERTER, runtime=runtime, interceptors=list(interceptors)
        )
    except RuntimeError as error:
        raise CannotConnect(why_not(str(error), address)) from error
    await _can_be_used(client, address)
    return client


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
        "invalid peer certificate",
        "{address} shows a certificate that we do not trust: see TEMPORAL_TLS_SERVER_CA_CERT_PATH.",
    ),
    (
        "CertificateRequired",
        "{address} wants a certificate of ours: see TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.",
    ),
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
