"""No acknowledged write is lost (security.md R1): processes and whole portals are killed while classes are being made.

SOAK_ROUNDS says how often; twenty by default.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.support.portal import free_port
from tests.support.whole_portal import ROOT, WholePortal, clean_environment

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "20"))
WRITERS = 4
VICTIMS = ("web", "worker", "sender", "clock", "queue", "power")


class Writers:
    """Threads that make classes without a pause; `acknowledged` holds what the portal answered 201 to."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self.acknowledged: set[str] = set()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)]

    @contextmanager
    def writing(self) -> Iterator[None]:
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()

    def _write(self, writer: int) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            title = f"Class {writer}-{number}"
            if self._make(title) == 201:
                self.acknowledged.add(title)
            else:
                time.sleep(0.05)

    def _make(self, title: str) -> int:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        address = f"http://127.0.0.1:{self.port}/api/v1/classrooms"
        try:
            with urlopen(Request(address, json.dumps({"title": title}).encode(), headers), timeout=10) as answer:
                answer.read()
                return int(answer.status)
        except OSError:
            return 0


def command(folder: Path, *words: str, given: str = "") -> str:
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env=clean_environment(DATA_DIR=str(folder)),
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()


def started(folder: Path, port: int) -> WholePortal:
    portal = WholePortal(folder, port, through_make=False)
    portal.wait_until(lambda: portal.said("Classbell is ready at"), "ready", 90)
    return portal


def cut_power(portal: WholePortal) -> None:
    for pid in portal.all_pids():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:  # it went with another one
            continue
    portal.process.wait(10)


def strike(portal: WholePortal, victim: str) -> WholePortal:
    """Kill `victim` outright; the portal that runs afterwards."""
    if victim == "power":
        cut_power(portal)
        return started(portal.folder, portal.port)
    before = portal.pids(victim)
    os.kill(before[-1], signal.SIGKILL)
    portal.wait_until(lambda: len(portal.pids(victim)) > len(before), f"{victim} started again", 30)
    return portal


@pytest.mark.timeout(3600)
def test_every_class_that_was_acknowledged_is_there(tmp_path: Path) -> None:
    chance = random.Random(20261121)
    portal = started(tmp_path, free_port())
    command(
        tmp_path,
        "users",
        "create",
        "soak@school.example",
        "--role",
        "admin",
        "--password-stdin",
        given="long words 77\n",
    )
    token = command(tmp_path, "tokens", "create", "soak@school.example", "--scope", "write", "--name", "soak")
    writers = Writers(portal.port, token)
    try:
        with writers.writing():
            for _ in range(ROUNDS):
                time.sleep(chance.uniform(1.2, 4))
                portal = strike(portal, chance.choice(VICTIMS))
    finally:
        cut_power(portal)
    with closing(sqlite3.connect(tmp_path / "classbell.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = {row[0] for row in database.execute("SELECT title FROM classrooms")}
    assert len(writers.acknowledged) > ROUNDS
    assert writers.acknowledged <= kept
