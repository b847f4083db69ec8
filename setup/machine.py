"""The machine around us: saying things, running programs, asking apt where it may be asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


class Missing(Exception):
    """Something the machine lacks and we may not install; the message says what to do."""


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(command: list[str | Path], *, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    """Run `command` quietly. Raises Missing with its last words when it fails."""
    words = [str(part) for part in command]
    result = subprocess.run(
        words,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if result.returncode:
        tail = "\n".join(result.stdout.strip().splitlines()[-15:])
        raise Missing(f"{' '.join(words[:6])} … ended with {result.returncode}:\n{tail}")


def apt_install(package: str, why: str) -> None:
    """Install a Debian package as root or by `sudo -n`. Raises Missing with the command to type elsewhere."""
    prefix = _root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        raise Missing(f"{why} Install it (Debian, Ubuntu: sudo apt-get install {package}) and try again.")
    say(f"Installing {package} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    install: list[str | Path] = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", package]
    try:
        run(install, env=env)
    except Missing:
        run([*prefix, "apt-get", "update"], env=env)
        run(install, env=env)


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], **quiet).returncode == 0:
        return ["sudo", "-n"]
    return None
