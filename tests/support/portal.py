"""The whole portal as its own processes on a free port: what the live and the browser tests meet."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import Settings
from tests.support.database import test_database
from tests.support.queue_server import QueueServer, queue_server

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "web": ("-m", "gunicorn", "-c", "deploy/gunicorn_web.py", "wsgi:app"),
    "worker": ("worker.py", "worker"),
    "videos": ("worker.py", "worker", "--queue", "videos"),
    "sender": ("worker.py", "sender"),
    "clock": ("worker.py", "clock"),
}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_until(true: Callable[[], object], seconds: float = 30.0, every: float = 0.05) -> bool:
    """Look again and again until `true()` is, or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(every)
    return bool(true())


@dataclass
class Portal:
    """`app` is the portal in this process, on the same database; `url` is where the processes answer."""

    app: Flask
    queue: QueueServer
    environment: dict[str, str]
    url: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        """Start some processes, and wait for the pages if they are among them."""
        for name in names:
            log = (Path(self.environment["DATA_DIR"]) / f"{name}.log").open("ab")
            self.processes[name] = subprocess.Popen(
                [sys.executable, *COMMANDS[name]],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            log.close()
        if "web" in names and not wait_until(self._answers, 30):
            raise RuntimeError(self.log("web"))

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def log(self, name: str) -> str:
        path = Path(self.environment["DATA_DIR"]) / f"{name}.log"
        return path.read_text() if path.exists() else ""

    def kill(self, name: str) -> None:
        """Kill a process and its children outright, as a power cut would."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def stop(self, *names: str) -> None:
        for name in names or tuple(self.processes):
            process = self.processes.pop(name)
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


@contextmanager
def portal(**settings: str) -> Iterator[Portal]:
    """A portal on an empty, migrated database; nothing is started yet. `settings` are environment variables."""
    folder = Path(tempfile.mkdtemp(prefix="portal"))
    port = free_port()
    with queue_server() as queue, test_database(folder, f"portal{os.getpid()}") as database:
        environment = {
            **os.environ,
            "CLASSBELL_ENV": "test",
            "SECRET_KEY": "for live tests only, for live tests only, for live tests",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "REDIS_URL": queue.url,
            "BASE_URL": f"http://localhost:{port}",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            **settings,
        }
        app = create_app(Settings.from_environment(environment))
        app.config.update(TESTING=True, PASSWORD_COST={"time_cost": 1, "memory_cost": 8, "parallelism": 1})
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
        running = Portal(app, queue, environment, f"http://localhost:{port}")
        try:
            yield running
        finally:
            running.stop()
            with app.app_context():
                from app.extensions import db

                db.engine.dispose()
            shutil.rmtree(folder, ignore_errors=True)
