"""Commands of `flask --app wsgi …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Register every command."""
    # Imported here, since `make run` uses this package long before it needs the portal.
    from app.cli import backups, doctor, seed, tokens, users, vapid

    groups = (seed.group, tokens.group, users.group, vapid.group)
    for command in (backups.backup, backups.restore, doctor.command, *groups):
        app.cli.add_command(command)
