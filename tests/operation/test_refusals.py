"""What the portal refuses to start with: one clear line and exit status 78 (security.md T27)."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.whole_portal import ROOT, clean_environment

SAFE = {
    "CLASSBELL_ENV": "production",
    "SECRET_KEY": "x" * 40,
    "TRUSTED_HOSTS": "school.example",
    "BASE_URL": "https://school.example",
}
UNSAFE = [
    ("no secret", {"SECRET_KEY": ""}, "SECRET_KEY"),
    ("short secret", {"SECRET_KEY": "short"}, "SECRET_KEY"),
    ("debugger", {"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
    ("any host", {"TRUSTED_HOSTS": ""}, "TRUSTED_HOSTS"),
    ("plain http", {"BASE_URL": "http://school.example"}, "BASE_URL"),
    ("local address", {"BASE_URL": "https://localhost"}, "BASE_URL"),
    ("no address", {"BASE_URL": ""}, "BASE_URL"),
    ("push to loopback", {"PUSH_HOSTS": "http://127.0.0.1:9000"}, "PUSH_HOSTS"),
    ("unknown environment", {"CLASSBELL_ENV": "prod"}, "CLASSBELL_ENV"),
    ("port in words", {"PORT": "eighty"}, "PORT"),
]
RUN = ["-m", "app.cli.run"]
COMMANDS = {
    "make run": RUN,
    "gunicorn": ["-m", "gunicorn", "-c", "deploy/gunicorn_web.py", "wsgi:app"],
    "realtime": ["-m", "gunicorn", "-c", "deploy/gunicorn_realtime.py", "wsgi:app"],
    "clock": ["worker.py", "clock"],
}


def start(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=clean_environment(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(result: subprocess.CompletedProcess[str], word: str) -> None:
    assert result.returncode == 78, result.stderr
    assert word in result.stderr
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(("change", "word"), [row[1:] for row in UNSAFE], ids=[row[0] for row in UNSAFE])
def test_an_unsafe_production_start(tmp_path: Path, change: dict[str, str], word: str) -> None:
    refused(start(RUN, **(SAFE | {"DATA_DIR": str(tmp_path)} | change)), word)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_every_process_refuses_alike(tmp_path: Path, command: list[str]) -> None:
    refused(start(command, **(SAFE | {"DATA_DIR": str(tmp_path), "TRUSTED_HOSTS": ""})), "TRUSTED_HOSTS")


def test_the_secret_is_not_printed(tmp_path: Path) -> None:
    result = start(RUN, **(SAFE | {"DATA_DIR": str(tmp_path), "SECRET_KEY": "tooshortsecret"}))
    assert "tooshortsecret" not in result.stderr


def test_no_demo_school_in_production(tmp_path: Path) -> None:
    refused(start([*RUN, "--demo"], **SAFE, DATA_DIR=str(tmp_path)), "demo")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused(start(RUN, DATA_DIR=str(tmp_path), PORT=str(port)), f"Port {port}")


def test_a_port_that_cannot_be(tmp_path: Path) -> None:
    refused(start(RUN, DATA_DIR=str(tmp_path), PORT="70000"), "PORT")


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    refused(start(RUN, DATA_DIR=str(tmp_path / "file")), "data folder")
