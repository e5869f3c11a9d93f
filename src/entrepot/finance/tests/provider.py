"""The simulated payment provider as a process of its own, and an address where its reports arrive."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from entrepot.finance.callbacks import SECRET_VARIABLE, callback_secret


@dataclass
class Reports:
    """What arrived, as (body, signature); `status` is what we answer."""

    arrived: list[tuple[bytes, str]] = field(default_factory=list)
    status: int = 204

    def wait_for(self, count: int, *, about: str) -> list[tuple[bytes, str]]:
        """At least so many reports about this charge."""
        deadline = time.monotonic() + 10
        while len(found := [one for one in list(self.arrived) if about.encode() in one[0]]) < count:
            assert time.monotonic() < deadline, f"{len(found)} of {count} reports about {about} arrived"
            time.sleep(0.02)
        return found


class Provider:
    """A running provider. `kill` ends it without a chance to tidy up; `start` begins again with the same book."""

    def __init__(self, folder: Path, callback_url: str, *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [
            sys.executable, "-m", "entrepot.finance.rails.simulated_acquirer", "--port", str(self.port),
            "--state", str(folder / "acquirer.sqlite"), "--callback-url", callback_url, *options,
        ]  # fmt: skip

    def start(self) -> None:
        environment = {**os.environ, SECRET_VARIABLE: callback_secret()}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        environment.pop("DATABASE_URL", None)
        self.process = subprocess.Popen(self._command, env=environment)
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, "the provider did not start"
                assert time.monotonic() < deadline, "the provider does not listen"
                time.sleep(0.05)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def receiving() -> Iterator[tuple[Reports, str]]:
    """A loopback server that writes reports down, and its address."""
    reports = Reports()

    class Receive(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reports.arrived.append((body, self.headers["Acquirer-Signature"]))
            self.send_response(reports.status)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receive)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield reports, f"http://127.0.0.1:{server.server_port}/reports"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def running(folder: Path, *options: str) -> Iterator[tuple[Provider, Reports]]:
    with receiving() as (reports, url):
        provider = Provider(folder, url, *options)
        provider.start()
        try:
            yield provider, reports
        finally:
            provider.kill()
