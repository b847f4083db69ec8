"""`flask vapid …`: the school's keys for Web Push."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.actions import push_keys
from app.cli.refusals import in_one_line

group = AppGroup("vapid", help="Keys that push services know the school by.")


@group.command("rotate")
@in_one_line
def rotate() -> None:
    """Make a new key. Devices move to it when they next open a page; until then the old one serves them."""
    key = push_keys.rotate()
    click.echo(f"The new key is number {key.id}: {key.public_key}")
