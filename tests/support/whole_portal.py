"""The whole portal as `make run` starts and keeps it, in a data folder and on a port of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.support.portal import free_port

ROOT = Path(__file__).resolve().parents[2]
STARTED = re.compile(r"^\S+ +(?P<name>\w+) +started(?P<again> again)? \(process (?P<pid>\d+)\)$")


def _hear_interrupts() -> None:
    """Also where the tests were started in the background, which leaves SIGINT ignored to all that they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class WholePortal:
    """A running portal; `lines` is what it printed."""

    def __init__(self, folder: Path, port: int, through_make: bool) -> None:
        self.folder, self.port = folder, port
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            ["make", "run"] if through_make else [sys.executable, "-m", "app.cli.run"],
            cwd=ROOT,
            env=clean_environment(DATA_DIR=str(folder), PORT=str(port)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        with self.process:
            for line in self.process.stdout or ():
                self.lines.append(line.rstrip())

    def said(self, words: str) -> bool:
        return any(words in line for line in self.lines)

    def pids(self, name: str) -> list[int]:
        """The process ids that `name` has had, oldest first."""
        found = [STARTED.match(line) for line in self.lines]
        return [int(match["pid"]) for match in found if match and match["name"] == name]

    def status(self, path: str) -> int:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def wait_until(self, holds: Callable[[], object], what: str, seconds: float = 60) -> None:
        limit = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > limit or self.process.poll() is not None:
                raise AssertionError(f"{what} did not happen:\n" + "\n".join(self.lines[-60:]))
            time.sleep(0.05)

    def all_pids(self) -> set[int]:
        """Every living process that has this portal's data folder in its environment (Linux)."""
        found = set()
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if f"DATA_DIR={self.folder}".encode() in path.read_bytes().split(b"\0"):
                    found.add(int(path.parent.name))
            except OSError:  # ended meanwhile, or not ours
                continue
        return found

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ask it to stop, wait until it has; its exit status."""
        self.process.send_signal(number)
        self._listening.join(20)
        return self.process.wait(5)


@contextmanager
def running(folder: Path, through_make: bool = False) -> Iterator[WholePortal]:
    """A portal that is ready; ended afterwards, however the test went."""
    with starting(folder, through_make) as portal:
        portal.wait_until(lambda: portal.said("Classbell is ready at"), "ready", 90)
        yield portal


@contextmanager
def starting(folder: Path, through_make: bool = False) -> Iterator[WholePortal]:
    """A portal that is on its way; ended afterwards, however the test went."""
    portal = WholePortal(folder, free_port(), through_make)
    try:
        yield portal
    finally:
        if portal.process.poll() is None:
            portal.stop(signal.SIGTERM)
        for pid in portal.all_pids():
            os.kill(pid, signal.SIGKILL)


def clean_environment(**given: str) -> dict[str, str]:
    """This process's environment without anything that configures a portal."""
    names = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in names if name in os.environ} | given
