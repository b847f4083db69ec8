"""`make run` keeps the whole portal: starts it, restarts what dies, leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.whole_portal import ROOT, WholePortal, clean_environment, running, starting

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]
PATIENCE = 40  # of a busy machine: what never stops still fails
NAMES = ("queue", "web", "worker", "videos", "sender", "clock")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholePortal]:
    with running(tmp_path_factory.mktemp("portal")) as started:
        started.wait_until(lambda: all(started.pids(name) for name in NAMES), "every process")
        yield started


def test_everything_comes_up_and_says_where(portal: WholePortal) -> None:
    assert portal.status("/readyz") == 200
    assert portal.said(f"Classbell is ready at http://localhost:{portal.port}")
    assert portal.said("/setup")


def test_requests_are_not_logged_one_by_one(portal: WholePortal) -> None:
    before = len(portal.lines)
    for _ in range(5):
        assert portal.status("/healthz") == 200
    assert not any("healthz" in line for line in portal.lines[before:])


def test_the_secret_is_made_once_and_kept_from_others(portal: WholePortal) -> None:
    secret = portal.folder / "secret_key"
    assert len(secret.read_text()) >= 32
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", NAMES)
def test_one_that_is_killed_comes_back(portal: WholePortal, name: str) -> None:
    portal.wait_until(lambda: portal.status("/readyz") == 200, "ready again")
    time.sleep(1.1)  # supervisor counts a shorter life as a failed start and waits before the next
    before = portal.pids(name)
    os.kill(before[-1], signal.SIGKILL)
    portal.wait_until(lambda: len(portal.pids(name)) > len(before), f"{name} started again", 15)
    portal.wait_until(lambda: portal.status("/readyz") == 200, "ready again", 20)


def test_a_second_one_on_the_same_folder_is_refused(portal: WholePortal) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "app.cli.run"],
        cwd=ROOT,
        env=clean_environment(DATA_DIR=str(portal.folder), PORT="1"),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 78
    assert "already runs" in second.stderr
    assert len(second.stderr.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_leaves_nothing(tmp_path: Path, number: int) -> None:
    with running(tmp_path / "data with % and spaces") as portal:
        portal.wait_until(lambda: all(portal.pids(name) for name in NAMES), "every process")
        began = time.monotonic()
        assert portal.stop(number) == 0
        assert time.monotonic() - began < 8
        assert portal.said("All stopped.")
        assert portal.all_pids() == set()
        assert not (portal.folder / "run" / "queue.sock").exists()


MOMENTS: dict[str, Callable[[WholePortal], object]] = {
    "preparing": lambda portal: portal.said("Bringing the database up to date"),
    "loading": lambda portal: portal.pids("web"),
    "answering": lambda portal: portal.status("/readyz") == 200,
    "starting the rest": lambda portal: portal.pids("clock"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_stopped_while_it_starts(tmp_path: Path, moment: str) -> None:
    with starting(tmp_path) as portal:
        portal.wait_until(lambda: MOMENTS[moment](portal), moment)
        assert portal.stop() == 0
        assert not portal.said("Traceback"), portal.lines
        assert portal.all_pids() == set()


def test_open_connections_do_not_hold_up_the_end(tmp_path: Path) -> None:
    with running(tmp_path / "data") as portal:
        with socket.create_connection(("127.0.0.1", portal.port)) as idle:
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert idle.recv(100)
            began = time.monotonic()
            assert portal.stop() == 0
            assert time.monotonic() - began < 8
        assert portal.all_pids() == set()


def test_killed_outright_it_takes_everything_along(tmp_path: Path) -> None:
    with running(tmp_path / "data") as portal:
        portal.wait_until(lambda: all(portal.pids(name) for name in NAMES), "every process")
        portal.process.kill()
        portal.process.wait(5)
        limit = time.monotonic() + 15
        while portal.all_pids() and time.monotonic() < limit:
            time.sleep(0.1)
        assert portal.all_pids() == set()


def test_a_folder_with_a_very_long_name(tmp_path: Path) -> None:
    with running(tmp_path / ("long" * 40)) as portal:
        assert portal.status("/readyz") == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_make_alone_is_stopped(tmp_path: Path, number: int) -> None:
    with running(tmp_path, through_make=True) as portal:
        portal.process.send_signal(number)
        portal.process.wait(PATIENCE)
        limit = time.monotonic() + PATIENCE
        while portal.all_pids() and time.monotonic() < limit:
            time.sleep(0.1)
        assert portal.all_pids() == set()
