"""Bring the data folder up to this version: migrations, keys for push, the demo school. Run by app/cli/run.py."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from app.cli import schema
from app.cli.places import Places
from app.cli.start import ROOT
from app.config import Settings

Say = Callable[[str], None]


class Failed(Exception):
    """A step of the preparation failed; the message holds its last words."""


def prepare(settings: Settings, places: Places, say: Say, *, demo: bool) -> None:
    """Run the steps that are still to be done. Raises Failed."""
    migrations = ROOT / "migrations" / "versions"
    marker = places.run / "prepared"
    if not marker.exists() or schema.stored(settings.database_url) != schema.newest(migrations):
        say("Bringing the database up to date …")
        _python("-c", "from app.cli.prepare import bring_up_to_date; bring_up_to_date()")
        marker.touch()
    seeded = places.run / "demo-school"
    if demo and not seeded.exists():
        say("Filling in the demo school …")
        _python("-m", "flask", "--app", "wsgi", "seed", "demo")
        seeded.touch()


def bring_up_to_date() -> None:
    """Run the migrations, and make the keys that sign push messages where there are none."""
    from flask_migrate import upgrade

    from app import create_app
    from app.actions import push_keys

    with create_app().app_context():
        upgrade(directory=str(ROOT / "migrations"))
        push_keys.ensure()


def _python(*words: str) -> None:
    result = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if result.returncode:
        raise Failed("\n".join(result.stdout.strip().splitlines()[-12:]) or f"{' '.join(words)} failed.")
