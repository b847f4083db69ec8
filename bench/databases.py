"""A benchmark that measured on SQLite, again on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from bench import figures


def on_postgresql(bench: str, name: str = "") -> int:
    """`python -m bench.<bench> --postgresql` in a process of its own: what it exits with.

    It measures on the server of TEST_DATABASE_URL, else on one that pg_virtualenv starts for it and stops again. Where
    there is neither, people are told that `name` (else `bench`) was not measured, and nothing has failed: 0.
    """
    command = [sys.executable, "-m", f"bench.{bench}", "--postgresql"]
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    if not shutil.which("pg_virtualenv"):
        figures.remark(f"{name or bench} on PostgreSQL NOT MEASURED: no TEST_DATABASE_URL and no pg_virtualenv")
        return 0
    environ = {**os.environ, "TEST_DATABASE_URL": "postgresql:///postgres"}  # libpq reads PGHOST and so on
    said = subprocess.run(
        ["pg_virtualenv", "-t", *command], env=environ, stdout=subprocess.PIPE, text=True, check=False
    )
    for line in said.stdout.splitlines():  # pg_virtualenv talks, too
        (sys.stdout if line.startswith("{") else sys.stderr).write(line + "\n")
    return said.returncode
