"""`flask tokens …`: API tokens made by whoever runs the machine."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.actions import tokens
from app.actions.tokens import DAYS, SCOPES
from app.cli.refusals import in_one_line
from app.errors import NotFound
from app.extensions import db
from app.models.user import User

group = AppGroup("tokens", help="API tokens of people.")


@group.command("create")
@click.argument("email")
@click.argument("more_scopes", nargs=-1, type=click.Choice(SCOPES), metavar="[SCOPE]...")
@click.option("--scope", "scopes", multiple=True, required=True, help="read, write or admin; several with commas.")
@click.option("--name", required=True, help="What the token is for.")
@click.option("--days", type=click.Choice([str(days) for days in (*DAYS, 0)]), default="365", show_default=True)
@in_one_line
def create(email: str, more_scopes: tuple[str, ...], scopes: tuple[str, ...], name: str, days: str) -> None:
    """Make an API token for the person with EMAIL (or username). Prints it, once; 0 days is until it is revoked."""
    wanted = {part.strip() for scope in scopes for part in scope.split(",") if part.strip()} | set(more_scopes)
    if unknown := sorted(wanted - set(SCOPES)):
        raise click.ClickException(f"scope: {unknown[0]} is not one of {', '.join(SCOPES)}.")
    user = db.session.scalars(User.by_login(email)).first()
    if user is None:
        raise NotFound(f"Nobody has the address or username {email}.")
    _token, secret = tokens.create(user, actor=None, name=name, scopes=wanted, days=int(days) or None)
    click.echo(secret)
