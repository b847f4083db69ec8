"""`flask users …`: accounts made by whoever runs the machine."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.actions import accounts, push_keys, schools, second_factors
from app.cli.refusals import in_one_line
from app.errors import NotFound
from app.extensions import db
from app.models.user import Role, User

group = AppGroup("users", help="Accounts of people.")


@group.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What the person may do.")
@click.option("--name", default="", help="Full name; the address up to its @ if left out.")
@click.option("--username", default="", help="Made of the address if left out.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
@in_one_line
def create(email: str, role: str, name: str, username: str, password_stdin: bool) -> None:
    """Make an account for EMAIL, which counts as confirmed. Prints the first password unless it was given."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    if password == "":
        raise click.ClickException("password: nothing came from standard input.")
    schools.ensure()
    push_keys.ensure()
    made = accounts.create_user(
        name=name or email.partition("@")[0],
        role=Role(role),
        actor=None,
        username=username,
        email=email,
        password=password,
        confirmed=True,
    )
    click.echo(f"{made.user.email} is {role}, username {made.user.username}.")
    if password is None:
        click.echo(f"First password: {made.password}")


@group.command("reset-factor")
@click.argument("email")
@in_one_line
def reset_factor(email: str) -> None:
    """Take the second factor from the person with EMAIL (or username): for an only admin who lost phone and codes."""
    person = db.session.scalars(User.by_login(email)).first()
    if person is None:
        raise NotFound(f"Nobody has the address or username {email}.")
    if not second_factors.reset(person, actor=None):
        raise click.ClickException(f"{person.username} has no second factor.")
    click.echo(f"{person.username} logs in with the password alone, and is signed out everywhere.")
