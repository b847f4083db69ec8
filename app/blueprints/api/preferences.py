"""On which channels one wants to be reached, and notices that admins write: parts of /notifications."""

from __future__ import annotations

from typing import Any

from app.blueprints.api.notifications import blueprint
from app.blueprints.api.schemas import notifications as schemas
from app.models.user import User
from app.notifications import by_hand, preferences
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.get("/notifications/settings")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.PreferencesSchema)
def show_preferences() -> User:
    """On which channels I am reached"""
    return viewer()


@blueprint.put("/notifications/settings")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.PreferencesSchema)
@blueprint.arguments(schemas.PreferencesPut)
def replace_preferences(given: dict[str, Any]) -> User:
    """Choose on which channels I am reached"""
    preferences.choose(viewer(), **given)
    return viewer()


@blueprint.post("/notifications")
@requires(Can.NOTIFICATION_SEND)
@blueprint.response(202, schemas.SentSchema)
@blueprint.arguments(schemas.NotificationPost)
def create(given: dict[str, Any]) -> dict[str, Any]:
    """Write a notice by hand (admins)"""
    ids = given.pop("user_ids", None) or [given.pop("user_id")]
    given.pop("type")
    event = by_hand.send(ids, actor=viewer(), **given)
    return {"id": event.public_id, "recipients": len(event.facts["users"])}
