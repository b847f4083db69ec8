"""Commands of `flask --app wsgi …`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every command."""
    # Imported here, since `make run` uses this package long before it needs the portal.
    from app.cli import doctor, seed, tokens, users, vapid

    for command in (doctor.command, seed.group, tokens.group, users.group, vapid.group):
        app.cli.add_command(command)
