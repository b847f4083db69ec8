"""`make run`: the whole portal from one command, kept by supervisor until Ctrl-C.

    python -m app.cli.run [--demo]

Ends with 0 after being asked to stop, 78 where settings, port or data folder do not allow a start, 1 where a
process that the portal needs cannot be kept alive.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from http.client import HTTPException
from pathlib import Path
from types import FrameType
from typing import IO, Any
from xmlrpc.client import Fault, ServerProxy  # nosec B411

from supervisor.xmlrpc import SupervisorTransport

from app.cli import parent, prepare, processes, queue_server, readiness
from app.cli.console import Console
from app.cli.places import Places
from app.cli.start import ROOT, environment, refuse, settings_or_exit
from app.cli.tied import tie
from app.config import Settings

DEMO_FOLDER = "instance-demo"
# A demo school never goes where .env keeps the real one; only the environment itself may say otherwise.
NOT_FROM_FILE_IN_DEMO = ("DATA_DIR", "DATABASE_URL", "REDIS_URL", "STORAGE_URL")
SECONDS_TO_START = 90


def main() -> int:
    if parent.started_us():
        tie()
    demo = "--demo" in sys.argv[1:]
    settings, places = configure(demo=demo)
    lock = only_one(places)
    check_port(settings)
    groups = choose_processes(settings, places)
    with lock, closing(Console(places.log / "classbell.log")) as console:
        try:
            prepare.prepare(settings, places, console.say, demo=demo)
        except prepare.Failed as failure:
            sys.stderr.write(f"Classbell could not be prepared:\n{failure}\n")
            return 1
        except KeyboardInterrupt:
            return 0
        return Portal(settings, places, console, groups).run()


def configure(*, demo: bool) -> tuple[Settings, Places]:
    """The settings and places of this start; children read the same from the environment."""
    if demo:
        given = {name: os.environ.get(name, "") for name in NOT_FROM_FILE_IN_DEMO}
        os.environ.update(given | {"DATA_DIR": given["DATA_DIR"] or DEMO_FOLDER})
    os.environ.update(environment())
    folder = Path(os.environ.get("DATA_DIR") or "instance").resolve()
    try:
        places = Places.of(folder)
    except OSError as error:
        refuse(f"The data folder {folder} cannot be written to: {error.strerror}. Set DATA_DIR to one that can.")
    settings = settings_or_exit()
    if demo and settings.production:
        refuse("The demo school is never made in production. Unset CLASSBELL_ENV, or use make run.")
    os.environ["DATA_DIR"] = str(settings.data_dir)
    return settings, places


def only_one(places: Places) -> IO[str]:
    """The lock of the data folder, held as long as the file that comes back is open."""
    lock = (places.run / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        refuse(f"it already runs with the data folder {places.data}. Stop that one, or set another DATA_DIR.")
    return lock


def check_port(settings: Settings) -> None:
    host = settings.host.strip("[]")
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, settings.port))
    except OverflowError:
        refuse(f"PORT is {settings.port}; it must be between 1 and 65535.")
    except OSError as error:
        refuse(
            f"Port {settings.port} on {settings.host} is not free ({error.strerror}). "
            f"Stop the program that uses it, or choose another: PORT={settings.port + 1} make run"
        )


def choose_processes(settings: Settings, places: Places) -> dict[str, list[processes.Process]]:
    """The groups to keep; with a queue server of our own unless REDIS_URL names one."""
    groups = {"portal": processes.portal(settings)}
    if settings.redis_url:
        return groups
    program = queue_server.program()
    if program is None:
        refuse(
            "There is no queue server for this machine. Install one (apt-get install redis-server) or set REDIS_URL."
        )
    os.environ["REDIS_URL"] = f"unix://{places.queue_socket}"
    return {"queue": [processes.queue(program, places)], **groups}


class Portal:
    """One run of all processes under supervisor."""

    def __init__(
        self, settings: Settings, places: Places, console: Console, groups: dict[str, list[processes.Process]]
    ) -> None:
        self.settings, self.places, self.console = settings, places, console
        self._file = places.run / "supervisord.conf"
        self._file.write_text(processes.supervisor_settings(groups, places))
        self._stopping = threading.Event()
        self._failed = False

    def run(self) -> int:
        """Start everything, keep it until asked to stop. Returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        tied = (sys.executable, "-I", "-S", str(Path(__file__).with_name("tied.py")))
        self._supervisor = subprocess.Popen(
            [*tied, sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(self._file)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self._announce, daemon=True).start()
        threading.Thread(target=parent.watch, args=(self._stop_on_request,), daemon=True).start()
        for line in self._supervisor.stdout or ():
            self.console.hear(line)
        return self._ended(self._supervisor.wait())

    def _ended(self, status: int) -> int:
        if self._stopping.is_set() and not self._failed:
            self.console.say("All stopped.")
            return 0
        if not self._failed:
            self.console.say(f"The keeper of the processes ended by itself ({status}).")
        return 1

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_on_request()

    def _stop_on_request(self) -> None:
        if not self._stopping.is_set():
            self._stop("Stopping …")

    def _stop(self, why: str) -> None:
        self._stopping.set()
        self.console.say(why)
        with suppress(ProcessLookupError):
            self._supervisor.send_signal(signal.SIGTERM)

    def _announce(self) -> None:
        if not self._wait_until_ready():
            return self._give_up()
        try:
            self._start_waiting()
        except (Fault, OSError, HTTPException):
            if not self._stopping.is_set():  # asked to while it still started
                raise
        return None if self._stopping.is_set() else self._say_where()

    def _say_where(self) -> None:
        address = self.settings.base_url
        first_run = readiness.status(self.settings, "/setup") == 200
        self.console.say(f"Classbell is ready at {address}" + f" — first time? open {address}/setup" * first_run)

    def _wait_until_ready(self) -> bool:
        limit = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < limit and not self._stopping.is_set() and "web" not in self.console.given_up:
            if readiness.status(self.settings, "/readyz") == 200:
                return True
            time.sleep(0.05)
        return False

    def _give_up(self) -> None:
        if self._stopping.is_set():
            return
        self._failed = True
        self._stop(f"The pages do not answer at port {self.settings.port}; the lines above say why. Stopping …")

    def _start_waiting(self) -> None:
        supervisor: Any = ServerProxy("http://127.0.0.1", transport=self._transport())
        for process in supervisor.supervisor.getAllProcessInfo():
            if process["statename"] == "STOPPED":
                with suppress(Fault):  # started by now
                    supervisor.supervisor.startProcess(f"{process['group']}:{process['name']}", False)

    def _transport(self) -> SupervisorTransport:
        return SupervisorTransport(None, None, f"unix://{self.places.supervisor_socket}")


if __name__ == "__main__":
    sys.exit(main())
