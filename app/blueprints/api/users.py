"""Oneself: /users/me."""

from __future__ import annotations

from typing import Any

from app import transaction
from app.actions import profiles
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.users import UserPatch, UserSchema
from app.models.user import User
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("users", __name__, "Users", "The person whose token it is")

IDENTITY = ("name", "username", "language", "timezone")
PRIVACY = ("read_receipts", "show_online", "profile_visibility")


@blueprint.get("/users/me")
@requires(Can.SIGNED_IN)
@blueprint.response(200, UserSchema)
def show() -> User:
    """Who am I"""
    return viewer()


@blueprint.patch("/users/me")
@requires(Can.SIGNED_IN)
@blueprint.response(200, UserSchema)
@blueprint.arguments(UserPatch)
def update(given: dict[str, Any]) -> User:
    """Change my name, language, zone, theme or privacy"""
    _change(viewer(), given)
    return viewer()


@transaction.action
def _change(user: User, given: dict[str, Any]) -> None:
    """One transaction for all of it, so that a refused part leaves nothing changed."""
    if identity := _with(user, given, IDENTITY):
        profiles.change(user, actor=user, **identity)
    if privacy := _with(user, given, PRIVACY):
        profiles.change_privacy(user, actor=user, **privacy)
    if "theme" in given:
        profiles.change_theme(user, given["theme"], actor=user)


def _with(user: User, given: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """`given` filled up with what stands; nothing when none of it is given."""
    return {name: given.get(name, getattr(user, name)) for name in names} if given.keys() & set(names) else {}
