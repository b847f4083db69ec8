"""One plain line an event: what supervisor reports, in fewer words, and whatever the processes themselves say."""

from __future__ import annotations

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from app.clock import now

_SUPERVISOR = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?P<level>[A-Z]{4}) (?P<text>.*)$")
_SPAWNED = re.compile(r"^spawned: '(?P<name>[\w-]+)' with pid (?P<pid>\d+)$")
_ENDED = re.compile(r"^(?P<what>exited|stopped): (?P<name>[\w-]+) \((?P<how>.*?)(; (not )?expected)?\)$")
_GAVE_UP = re.compile(r"^gave up: (?P<name>[\w-]+) ")
_KILLED = re.compile(r"^killing '(?P<name>[\w-]+)' \((?P<pid>\d+)\) with SIGKILL$")
_COULD_NOT = re.compile(r"^(spawnerr|couldn't|can't|unknown error|too many)")
LOG_BYTES, LOG_FILES = 5_000_000, 3


class Console:
    """Prints to standard output and to the log file of the data folder, which keeps itself below 20 MB."""

    def __init__(self, log: Path) -> None:
        self._log = logging.Logger("classbell.console")
        self._file = RotatingFileHandler(log, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
        self._log.addHandler(self._file)
        self._seen: set[str] = set()
        self.given_up: set[str] = set()

    def close(self) -> None:
        self._file.close()

    def say(self, text: str, who: str = "classbell") -> None:
        """One event of the process `who`."""
        self._write(f"{now().astimezone():%H:%M:%S}  {who:<9}  {text}")

    def hear(self, line: str) -> None:
        """A line that came out of supervisor: its own report, or the words of a process, passed on as they are."""
        line = line.rstrip("\n")
        report = _SUPERVISOR.match(line)
        if report is None:
            if line.strip():
                self._write(line)
        else:
            self._report(report["text"])

    def _report(self, text: str) -> None:
        if found := _SPAWNED.match(text):
            again = "started again" if found["name"] in self._seen else "started"
            self._seen.add(found["name"])
            self.say(f"{again} (process {found['pid']})", found["name"])
        elif found := _ENDED.match(text):
            word = "stopped" if found["what"] == "stopped" else f"ended by itself: {found['how']}; starting it again"
            self.say(word, found["name"])
        elif found := _GAVE_UP.match(text):
            self.given_up.add(found["name"])
            self.say("ends again and again; giving up on it (its own log, if it has one, is in log/)", found["name"])
        elif found := _KILLED.match(text):
            self.say("did not stop in time and is ended", found["name"])
        elif _COULD_NOT.match(text):
            self.say(text)

    def _write(self, line: str) -> None:
        self._log.info(line)
        try:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        except OSError:  # nobody reads any more; the log file has it
            sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: SIM115
