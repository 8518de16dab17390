"""An installation, its server, and the event loop of both, because hypothesis's tests have no event loop."""

import asyncio
from pathlib import Path

from tests.proof.installation import Installation
from tests.proof.playing import Tally, play
from tests.proof.seeing import Seen
from tests.proof.steps import Story
from tests.support.servers import a_server


class Office:
    """Plays stories, one after another."""

    def __init__(self, url: str, folder: Path) -> None:
        self._runner = asyncio.Runner()
        self._server = a_server()
        self.here = Installation.made(self._runner.run(self._server.__aenter__()), url, folder)
        self.tally = Tally()

    def play(self, story: Story) -> Seen:
        """Play one story and return what can be seen at its end. Raises BrokenPromiseError."""
        return self._runner.run(play(self.here, story, self.tally))

    def close(self) -> None:
        """Stop everything."""
        self._runner.run(self.here.close())
        self._runner.run(self._server.__aexit__(None, None, None))
        self._runner.close()
