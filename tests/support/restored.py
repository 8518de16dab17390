"""An installation whose two sides can each be backed up and restored: Temporal's server with its file, our database.

A side is copied while nothing runs, as a backup of that moment. Post goes to a folder, and e-mail to a mailbox that
keeps each line: neither is restored, because what was sent was sent.
"""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

import worker
from countersign.careplan.ways import Way
from countersign.embedded.server import running_server
from countersign.letters.channels.once import PLACE, Once
from countersign.store.database import Database, open_engine
from countersign.temporal.connection import connect_to
from tests.faults.dying import Mailbox
from tests.support.databases import back_up, copy_sqlite, restore
from tests.support.servers import Desk, installed


class Restorable:
    """Both sides, in one folder. They run only within `running`."""

    def __init__(self, folder: Path, url: str) -> None:
        """`url`: our database, a migrated one."""
        self._folder, self._url = folder, url
        self._temporal = folder / "temporal.db"
        self._desk: Desk | None = None
        self.mailbox = folder / "mailbox"
        self._mail = Once(Mailbox(self.mailbox), folder / "outbox" / PLACE)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Desk]:
        """Start Temporal and a worker; stop both at the end."""
        log = self._folder / "temporal.log"
        async with running_server(self._temporal, log, port=0, ui_port=0, virtual_time=True) as server:
            environment = WorkflowEnvironment.from_client(await connect_to(server.address))
            if self._desk is None:
                self._desk = installed(environment, self._url, self._folder, {Way.SMTP: self._mail})
                self._desk.database.close()
            desk = self._desk
            desk.server = environment
            desk.database = Database(open_engine(self._url, pool_size=worker.ACTIVITIES_AT_ONCE))
            await desk.open()
            try:
                yield desk
            finally:
                await desk.shut()
                desk.database.close()

    def back_up(self, name: str) -> None:
        """Keep both sides as they are, under a name."""
        copy_sqlite(self._temporal, self._temporal.with_suffix(f".{name}"))
        back_up(self._url, name)

    def restore_temporal(self, name: str) -> None:
        """Put Temporal back to a backup."""
        copy_sqlite(self._temporal.with_suffix(f".{name}"), self._temporal)

    def restore_ours(self, name: str) -> None:
        """Put our database back to a backup."""
        restore(self._url, name)

    def mails(self) -> Counter[str]:
        """How often each e-mail went, by its notice."""
        return Counter(self.mailbox.read_text(encoding="utf-8").splitlines())
