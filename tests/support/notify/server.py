"""Notify's API on a port of this machine, in a thread of its own."""

import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from tests.support.notify.errors import NOT_FOUND, NotifyError, bad_request
from tests.support.notify.given import Fault
from tests.support.notify.service import Service
from tests.support.notify.tokens import key_of

_UNFORESEEN = NotifyError(500, ("Exception", "Internal server error"))
_LARGEST = 20_000_000


class Notify:
    """A server that runs: where it is, and the service that it has."""

    def __init__(self, url: str, service: Service) -> None:
        self.url, self.service = url, service


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, service: Service) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service = service


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Nothing is printed."""

    @property
    def _service(self) -> Service:
        return cast("_Server", self.server).service

    def _answer(self) -> None:
        service = self._service
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _LARGEST))
        # Two may ask at once: only one of them meets a fault that is to be met once.
        with service.lock:
            fault = service.is_down
            if fault is None and self.command == "POST" and service.goes_wrong:
                fault = service.goes_wrong.popleft()
            if fault is None and self.command == "POST":
                fault = service.goes_wrong_with.get(self.path.rpartition("/")[2])
        if fault is Fault.HANGS:
            time.sleep(service.seconds_it_hangs)
            self._break_off()
            return
        if fault in (Fault.FAILS, Fault.IS_AWAY):
            self._say(_UNFORESEEN.status if fault is Fault.FAILS else 503, _UNFORESEEN.as_json())
            return
        try:
            key = key_of(
                self.headers.get("Authorization"), service.id, service.keys, service.clock_of_tokens().timestamp()
            )
            service.asked.append(f"{self.command} {self.path}")
            status, said = (201 if self.command == "POST" else 200), self._done(body, key)
        except NotifyError as error:
            status, said = error.status, error.as_json()
        if fault is Fault.TAKES_AND_BREAKS_OFF:
            self._break_off()
        elif fault is Fault.TAKES_AND_FAILS:
            self._say(_UNFORESEEN.status, _UNFORESEEN.as_json())
        else:
            self._say(status, said)

    def _done(self, body: bytes, key: str) -> dict[str, Any]:
        address = urlsplit(self.path)
        match self.command, *address.path.strip("/").split("/"):
            case "POST", "v2", "notifications", ("email" | "sms" | "letter") as kind:
                return self._service.take(kind, self._json(body), key)
            case "GET", "v2", "notifications":
                return self._service.several(parse_qs(address.query), key)
            case "GET", "v2", "notifications", notification_id:
                return self._service.one(notification_id)
            case _:
                raise NOT_FOUND

    def _json(self, body: bytes) -> object:
        try:
            return json.loads(body)
        except ValueError:
            raise bad_request("Invalid JSON supplied in POST data") from None

    def _say(self, status: int, said: dict[str, Any]) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _break_off(self) -> None:
        self.close_connection = True


@contextmanager
def running_notify(service: Service | None = None) -> Generator[Notify]:
    """A server on a free port, with a new service or the one that is given."""
    served = service or Service()
    server = _Server(served)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        served.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield Notify(served.url, served)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
