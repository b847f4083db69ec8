"""A bound on guessing somebody's password from a page that he left open (security.md T11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from app.web import limits
from app.web.forms import Form, attempt
from app.web.visitors import viewer

P = ParamSpec("P")
T = TypeVar("T")


def attempt_with_password(
    form: Form, password_field: str, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T | None:
    """Like `attempt`, where the password typed into `password_field` may be wrong only so often."""

    def bounded() -> T | None:
        tries = limits.Tries("own-password", account=viewer().public_id)
        tries.begin()
        result = attempt(form, verb, *args, **kwargs)
        if form[password_field].errors:
            tries.failed()
        else:
            tries.forget()
        return result

    return attempt(form, bounded)
