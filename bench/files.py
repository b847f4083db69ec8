"""Files going up and coming down, against nginx with the same bytes in the same run.

python -m bench.files     needs nginx (Debian: apt-get install nginx-light)
"""

from __future__ import annotations

import http.client
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from app.actions import files
from app.extensions import db
from app.models.user import User
from bench import figures
from bench.portal import portal
from bench.servers import PAGES, environment, free_port, gunicorn
from tests.support.people import make_classroom, make_session

BENCH = "files"
SIZE = 64_000_000
PIECE = 8_000_000
RANGE = 4_000_000
ROUNDS = 7


def main() -> int:
    """Measure; 0 also where nginx is missing, which is said."""
    if not shutil.which("nginx"):
        figures.remark(f"{BENCH}: NOT MEASURED: nginx is missing (Debian: apt-get install nginx-light)")
        return 0
    with portal() as app, tempfile.TemporaryDirectory(prefix="bench-nginx") as folder:
        ring = make_classroom()
        cookies, token = browser(app, ring.owner)
        data = os.urandom(SIZE)
        stored = files.create(ring, actor=ring.owner, stream=io.BytesIO(data), filename="bench.bin")
        address, place = f"/files/{stored.public_id}/download", f"/classrooms/{ring.public_id}/uploads"
        db.session.remove()
        (Path(folder) / "bench.bin").write_bytes(data)
        with gunicorn("wsgi:app", environment(app), *PAGES) as ours, nginx(Path(folder)) as bare:
            headers = {"Cookie": cookies, "X-CSRFToken": token, "Origin": ours}
            _down(ours + address, bare + "/bench.bin", headers)
            _up(ours + place, bare + "/taken/bench.bin", headers, data)
    return 0


def _down(ours: str, bare: str, headers: dict[str, str]) -> None:
    """The whole file, and many small ranges over one connection, as a player asks for them."""
    whole = in_turns([lambda: download(ours, headers), lambda: download(bare, {})])
    figures.against(BENCH, "download_megabytes_per_second", "MB/s", *whole, goal=2.0)
    parts = in_turns([lambda: ranges(ours, headers), lambda: ranges(bare, {})])
    figures.against(BENCH, "range_megabytes_per_second", "MB/s", *parts, goal=5.0)


def _up(ours: str, bare: str, headers: dict[str, str], data: bytes) -> None:
    """In pieces, each flushed to the disk, against one PUT that nginx keeps without flushing."""
    rates = in_turns([lambda: upload(ours, headers, data), lambda: put(bare, data)])
    figures.against(BENCH, "upload_megabytes_per_second", "MB/s", *rates, goal=6.0)


def in_turns(works: list[Callable[[], int]]) -> list[list[float]]:
    """Megabytes a second of each of `works`, round by round."""
    rates: list[list[float]] = [[] for _ in works]
    for number in range(ROUNDS + 1):
        for work, found in zip(works, rates, strict=True):
            began = time.perf_counter()
            size = work()
            if number:  # the first round only warms up
                found.append(size / 1_000_000 / (time.perf_counter() - began))
    return rates


def download(url: str, headers: dict[str, str]) -> int:
    connection, path = _connected(url)
    connection.request("GET", path, headers=headers)
    return _drained(connection, 200)


def ranges(url: str, headers: dict[str, str]) -> int:
    connection, path = _connected(url)
    total = 0
    for start in range(0, SIZE, RANGE):
        wanted = {**headers, "Range": f"bytes={start}-{start + RANGE - 1}"}
        connection.request("GET", path, headers=wanted)
        total += _drained(connection, 206)
    return total


def upload(url: str, headers: dict[str, str], data: bytes) -> int:
    """As the client of the tus protocol does; the file itself is made at the end, and is part of what is measured."""
    connection, path = _connected(url)
    tus = {**headers, "Tus-Resumable": "1.0.0"}
    connection.request("POST", path, headers={**tus, "Upload-Length": str(len(data)), "Content-Length": "0"})
    begun = connection.getresponse()
    begun.read()
    where = begun.headers["Location"]
    kind = {"Content-Type": "application/offset+octet-stream"}
    for start in range(0, len(data), PIECE):
        connection.request("PATCH", where, data[start : start + PIECE], {**tus, **kind, "Upload-Offset": str(start)})
        _drained(connection, 204)
    connection.request("POST", f"{where}/completion", headers={**headers, "Content-Length": "0"})
    _drained(connection, 200)
    return len(data)


def put(url: str, data: bytes) -> int:
    connection, path = _connected(url)
    connection.request("PUT", path, data)
    _drained(connection, 201, 204)
    return len(data)


def _connected(url: str) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(url)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120), parts.path


def _drained(connection: http.client.HTTPConnection, *fine: int) -> int:
    """Read an answer to its end; how many bytes it had. Raises RuntimeError for another status."""
    answer, size = connection.getresponse(), 0
    while piece := answer.read(1 << 20):
        size += len(piece)
    if answer.status not in fine:
        raise RuntimeError(f"answered {answer.status}")
    return size


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """The address of an nginx that serves and takes files in `folder`."""
    port = free_port()
    written = folder / "nginx.conf"
    temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in ("proxy", "fastcgi", "uwsgi", "scgi"))
    taken = "location /taken/ { dav_methods PUT; create_full_put_path on; }"
    written.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 2; events {{}}\n"
        f"http {{ access_log off; sendfile on; client_body_temp_path {folder}/body; client_max_body_size 200m;\n"
        f"{temporary} server {{ listen 127.0.0.1:{port}; root {folder}; {taken} }} }}\n"
    )
    folder.chmod(0o777)  # its workers run as somebody else
    server = subprocess.Popen(["nginx", "-c", str(written), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def browser(app: Flask, user: User) -> tuple[str, str]:
    """The cookie of a browser of `user`, and the token that its pages carry."""
    with app.test_request_context():
        token = generate_csrf()
        signed = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        kept = signed.dumps({"_user_id": make_session(user), "_fresh": True, **dict(session)})
    return f"{app.config['SESSION_COOKIE_NAME']}={kept}", token


if __name__ == "__main__":
    sys.exit(main())
