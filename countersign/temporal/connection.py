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
from temporalio.client import Client, Interceptor, Plugin
from temporalio.common import RawValue
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter
from temporalio.envconfig import ClientConfig
from temporalio.runtime import Runtime
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
    "holidays",
    "jinja2",
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
        return await Client.connect(
            **config, data_converter=DATA_CONVERTER, runtime=runtime, interceptors=list(interceptors)
        )
    except RuntimeError as error:
        raise CannotConnect(
            f"No Temporal server answers at {address}. Start one with `make run`, or say where it is with "
            "TEMPORAL_ADDRESS or TEMPORAL_CONFIG_FILE."
        ) from error


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
