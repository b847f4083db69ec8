"""The settings file for supervisor, and what the console makes of supervisor's reports."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import closing
from pathlib import Path

import pytest

from app.cli import processes, queue_server
from app.cli.console import Console
from app.cli.places import Places
from app.config import Settings


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.of(tmp_path / "50% of a school")


def read(places: Places) -> ConfigParser:
    settings = Settings("test", "secret", places.data, "sqlite://", "http://localhost", queue_workers=3)
    groups = {"queue": [processes.queue("/bin/server", places)], "portal": processes.portal(settings)}
    parser = ConfigParser(interpolation=None, inline_comment_prefixes=(" ;",))
    parser.read_string(processes.supervisor_settings(groups, places))
    return parser


def test_the_queue_server_is_ended_last(places: Places) -> None:
    parser = read(places)
    assert int(parser["group:queue"]["priority"]) < int(parser["group:portal"]["priority"])


def test_every_process_is_tied_to_its_keeper(places: Places) -> None:
    parser = read(places)
    programs = [name for name in parser.sections() if name.startswith("program:")]
    assert {name.partition(":")[2] for name in programs} == {"queue", "web", "worker", "videos", "sender", "clock"}
    assert all("tied.py" in shlex.split(parser[name]["command"])[3] for name in programs)


def test_a_per_cent_sign_in_a_path_is_doubled(places: Places) -> None:
    command = shlex.split(read(places)["program:queue"]["command"])
    assert f"{places.queue}".replace("%", "%%") in command


def test_as_many_workers_as_the_settings_say(places: Places) -> None:
    assert read(places)["program:worker"]["numprocs"] == "3"


def test_the_queue_server_listens_on_its_socket_only(places: Places) -> None:
    command = queue_server.command("server", places)
    assert command[command.index("--port") + 1] == "0"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--appendonly") + 1] == "yes"


def test_long_folders_have_their_sockets_elsewhere(tmp_path: Path) -> None:
    places = Places.of(tmp_path / ("long" * 40))
    assert len(str(places.queue_socket)) < 100
    assert Places.of(places.data).sockets == places.sockets
    places.sockets.rmdir()


REPORTS = [
    ("spawned: 'web' with pid 12", "started (process 12)"),
    ("exited: web (terminated by SIGKILL; not expected)", "ended by itself: terminated by SIGKILL"),
    ("stopped: web (exit status 0)", "stopped"),
    ("gave up: web entered FATAL state, too many start retries too quickly", "giving up"),
    ("killing 'web' (12) with SIGKILL", "did not stop in time"),
]


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with closing(Console(tmp_path / "log")) as console:
        yield console


@pytest.mark.parametrize(("report", "words"), REPORTS)
def test_reports_are_said_in_plain_words(
    console: Console, tmp_path: Path, capsys: pytest.CaptureFixture[str], report: str, words: str
) -> None:
    console.hear(f"2026-11-21 04:15:41,123 INFO {report}\n")
    assert words in capsys.readouterr().out
    assert words in (tmp_path / "log").read_text()


def test_supervisors_own_chatter_is_left_out(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    console.hear("2026-11-21 04:15:41,123 CRIT Supervisor is running as root.\n")
    assert capsys.readouterr().out == ""


def test_words_of_a_process_pass_as_they_are(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    console.hear("Traceback (most recent call last):\n")
    assert capsys.readouterr().out == "Traceback (most recent call last):\n"
