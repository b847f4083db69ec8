"""gunicorn beside a benchmark, on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from bench.portal import ROOT

PAGES = ("--config", "bench/gunicorn_pages.py")
SECONDS_TO_START = 60


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def environment(app: Flask, **more: str) -> dict[str, str]:
    """What makes a process of the portal use the data of `app`."""
    settings = app.config["SETTINGS"]
    return {
        **os.environ,
        "CLASSBELL_ENV": "development",
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "REDIS_URL": settings.queue_url,
        "BASE_URL": settings.base_url,
        "PYTHONPATH": str(ROOT),
        **more,
    }


@contextmanager
def gunicorn(application: str, environ: dict[str, str], *options: str, port: int | None = None) -> Iterator[str]:
    """The address of `application`, served with `options` until the end of the block."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    common = ("--bind", f"127.0.0.1:{port}", "--log-level", "error", "--no-control-socket")
    command = [sys.executable, "-m", "gunicorn", *common, *options, application]
    server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        _wait_until_ready(server, address)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_until_ready(server: subprocess.Popen[bytes], address: str) -> None:
    limit = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < limit and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nothing answers at {address}")
