"""A bound on guessing somebody's password from a page that he left open (security.md T11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from app.web import limits
from app.web.forms import Form, attempt
from app.web.visitors import viewer

P = ParamSpec("P")


def attempt_with_password(
    form: Form, password_field: str, verb: Callable[P, object], *args: P.args, **kwargs: P.kwargs
) -> None:
    """Like `attempt`, where the password typed into `password_field` may be wrong only so often. Raises TooMany."""
    tries = limits.Tries("own-password", account=viewer().public_id)
    tries.begin()
    attempt(form, verb, *args, **kwargs)
    if form[password_field].errors:
        tries.failed()
    else:
        tries.passed()
