"""`flask seed …`: schools to look at."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.actions import setup
from app.cli import demo
from app.cli.refusals import in_one_line
from app.config import settings

group = AppGroup("seed", help="Made-up schools, never in production.")


@group.command("demo")
@in_one_line
def make_demo() -> None:
    """Fill an empty portal with the demo school: people, classes, lessons and what happened in six weeks."""
    if settings().production:
        raise click.ClickException("The demo school is never made in production.")
    if demo.is_there():
        click.echo("The demo school is here already.")
        return
    if not setup.is_open():
        raise click.ClickException(
            "There are people here already. The demo school needs an empty data folder: set another DATA_DIR."
        )
    demo.make()
    click.echo("The demo school is made. Everybody's password is classbell-demo.")
