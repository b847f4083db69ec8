"""How commands fail: one line on standard error, exit code 1."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec

import click
from sqlalchemy.exc import SQLAlchemyError

from app.errors import ClassbellError, Invalid
from app.spoken import speaking

P = ParamSpec("P")


def in_one_line(command: Callable[P, None]) -> Callable[P, None]:
    """Run `command` in English, and turn what it refuses into one line."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with speaking("en"):
                command(*args, **kwargs)
        except Invalid as refusal:
            raise click.ClickException("; ".join(_said(refusal))) from None
        except ClassbellError as refusal:
            raise click.ClickException(refusal.message or type(refusal).__name__) from None
        except SQLAlchemyError as problem:
            first = str(getattr(problem, "orig", problem)).splitlines()[0]
            raise click.ClickException(f"The database cannot do this: {first}") from None
        except OSError as problem:
            where = f"{problem.filename}: " if problem.filename else ""
            raise click.ClickException(f"{where}{problem.strerror or problem}.") from None

    return wrapped


def _said(refusal: Invalid) -> list[str]:
    return [f"{field}: {message}" for field, message in refusal.fields.items()] or [refusal.message]
