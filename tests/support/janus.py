"""A real Janus for the tests: a media server on loopback that lets in by signed tokens alone.

Its media goes over whatever address the machine has, since libnice refuses one that has only loopback.
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.portal import free_port

PROGRAM = "/usr/bin/janus"
TOKEN_SECRET, ADMIN_KEY = "signs tokens in tests", "makes rooms in tests"
WANTED = "libjanus_videoroom.so"
TRANSPORTS = ("libjanus_http.so", "libjanus_websockets.so")


@dataclass
class Janus:
    """`control` is for the portal, `websocket` for browsers."""

    folder: Path
    ports: tuple[int, int]
    process: subprocess.Popen[bytes] | None = None

    @property
    def control(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}/janus"

    @property
    def websocket(self) -> str:
        return f"ws://127.0.0.1:{self.ports[1]}"

    @property
    def settings(self) -> dict[str, str]:
        """What the portal is told of it in its environment."""
        return {
            "VIDEO_SFU_URL": self.control,
            "VIDEO_SFU_WEBSOCKET": self.websocket,
            "VIDEO_SFU_TOKEN_SECRET": TOKEN_SECRET,
            "VIDEO_SFU_ADMIN_KEY": ADMIN_KEY,
        }

    def start(self) -> None:
        """Start it, or start it again: its rooms are gone then, as after a crash."""
        for name, text in configuration(self.folder, *self.ports).items():
            (self.folder / name).write_text(text)
        with (self.folder / "janus.log").open("ab") as log:
            words = [PROGRAM, "-F", str(self.folder), "-C", str(self.folder / "janus.jcfg")]
            self.process = subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            if all(_listens(port) for port in self.ports):
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "janus.log").read_text())

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.process = None


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        asking.settimeout(0.5)
        return asking.connect_ex(("127.0.0.1", port)) == 0


def configuration(folder: Path, http: int, websocket: int) -> dict[str, str]:
    """Its files: one plugin, two transports, nothing that listens anywhere but on loopback."""
    home = next(Path("/usr/lib").glob("*/janus"))
    others = {path.name for path in (home / "plugins").glob("*.so")} - {WANTED}
    unused = {path.name for path in (home / "transports").glob("*.so")} - set(TRANSPORTS)
    places = "\n".join(f'  {kind}_folder = "{home / kind}"' for kind in ("plugins", "transports", "events", "loggers"))
    main = f"""general: {{
  configs_folder = "{folder}"
{places}
  log_to_stdout = true
  debug_level = 3
  token_auth = true
  token_auth_secret = "{TOKEN_SECRET}"
  session_timeout = 20
}}
nat: {{ full_trickle = true }}
plugins: {{ disable = "{",".join(sorted(others))}" }}
transports: {{ disable = "{",".join(sorted(unused))}" }}
"""
    listens = f'json = "compact" http = true port = {http} ip = "127.0.0.1" base_path = "/janus" https = false'
    sockets = f'json = "compact" ws = true ws_port = {websocket} ws_ip = "127.0.0.1" wss = false'
    return {
        "janus.jcfg": main,
        "janus.transport.http.jcfg": f"general: {{ {listens} }}\nadmin: {{ admin_http = false }}\n",
        "janus.transport.websockets.jcfg": f"general: {{ {sockets} }}\nadmin: {{ admin_ws = false }}\n",
        "janus.plugin.videoroom.jcfg": f'general: {{ admin_key = "{ADMIN_KEY}" string_ids = true }}\n',
    }


@contextmanager
def janus() -> Iterator[Janus]:
    folder = Path(tempfile.mkdtemp(prefix="janus"))
    server = Janus(folder, (free_port(), free_port()))
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
