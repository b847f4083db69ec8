"""Showing anew that one is who one is, before a deed that matters; and a second factor before anything, where asked.

@blueprint.post("/users/<id>/role")
@requires(Can.USER_MANAGE, User)
@proven()
def change_role(person): ...

Whoever has shown it in the last 15 minutes passes. Everybody else gets a page that asks for the code or the password
and holds what was typed; after the right answer the browser sends that form once more (307), under a new session id.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, transaction
from app.actions import passwords, second_factors, sessions
from app.models.school import FactorPolicy
from app.models.user import User
from app.web import kept, limits
from app.web.answers import problem
from app.web.language import school
from app.web.visitors import viewer

View = TypeVar("View", bound=Callable[..., Any])
PER_ACCOUNT = "20 per hour"
OPEN_BLUEPRINTS = ("accounts", "setup", "operation", "pages", "unsubscriptions", None)
OPEN_ENDPOINTS = ("push.received", "profile.theme")


def init_app(app: Flask) -> None:
    app.before_request(_enrol_first)


def proven(when: Callable[[], bool] = lambda: True) -> Callable[[View], View]:
    """Guard a view that changes something: below `requires`. With `when`, only for the requests that it is true of."""

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            here = viewer().session
            if here is None or here.is_proved(clock.now()) or not when():
                return view(*args, **kwargs)
            return _ask(viewer())

        return cast(View, guarded)

    return guard


def _ask(user: User) -> ResponseReturnValue:
    typed = request.form.get(kept.PROOF, "")
    if typed and is_shown(user, typed) and user.session:
        session["_user_id"] = sessions.prove(user.session)
        return redirect(request.full_path.rstrip("?"), 307)
    by_code = user.has_second_factor
    no = (
        _("This code is wrong, or was used already. Wait for the next one.")
        if by_code
        else _("This is not your password.")
    )
    wrong = no if kept.PROOF in request.form else ""
    return render_template("accounts/proof.html", kept=kept.fields(), wrong=wrong, by_code=by_code), 403


def is_shown(user: User, typed: str) -> bool:
    """Whether `typed` is a code of the second factor of `user`, or his password if he has none. Raises TooMany."""
    tries = limits.Tries("proof", account=user.public_id, per_account=PER_ACCOUNT)
    tries.begin()
    if user.has_second_factor:
        right = second_factors.spend(user.id, typed)
    else:
        stored = user.password_hash
        transaction.release()
        right = passwords.matches(stored, typed)
    tries.passed() if right else tries.failed()
    return right


def _enrol_first() -> ResponseReturnValue | None:
    """Whom the school asks for a second factor, and who has none, sets it up before anything else."""
    if _is_open(request.endpoint or "", request.blueprint):
        return None
    if not current_user.is_authenticated or not lacks(viewer()):
        return None
    if request.path.startswith("/api/") or request.headers.get("Sec-Fetch-Dest", "document") != "document":
        return problem(403, _("Set up your second factor first."), {})
    return redirect(url_for("profile.second_factor"), 303)


def _is_open(endpoint: str, blueprint: str | None) -> bool:
    if endpoint == "pages.home":
        return False
    own = blueprint == "profile" and "second_factor" in endpoint
    return own or blueprint in OPEN_BLUEPRINTS or endpoint in OPEN_ENDPOINTS


def lacks(user: User) -> bool:
    """Whether the school asks `user` for a second factor that he has not. A token's program is not asked."""
    if user.scopes is not None or user.has_second_factor or not FactorPolicy.STAFF.covers(user.role):
        return False
    here = school()
    return here is not None and here.second_factor.covers(user.role)
