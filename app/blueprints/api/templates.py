"""The school's own words for notifications: part of /notifications."""

from __future__ import annotations

from typing import Any

from app.blueprints.api.notifications import blueprint
from app.blueprints.api.schemas.templates import TemplateList, TemplatePut, TemplateSchema
from app.models.template import NotificationTemplate
from app.notifications import templates
from app.notifications.policies import decidable
from app.notifications.templates import Spot
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.get("/notifications/templates")
@requires(Can.SCHOOL_MANAGE)
@blueprint.response(200, TemplateList)
def list_templates() -> dict[str, Any]:
    """The school's own words, wherever it has some (admins)"""
    own = [(kind, each) for kind in decidable() for each in templates.all_of(kind).values()]
    return {"templates": [_shown(Spot(kind, each.channel, each.language), each) for kind, each in own]}


@blueprint.get("/notifications/templates/<kind>/<channel>/<language>")
@requires(Can.SCHOOL_MANAGE)
@blueprint.response(200, TemplateSchema)
def show_template(kind: str, channel: str, language: str) -> dict[str, Any]:
    """What one type says on one channel in one language (admins)"""
    return _of(Spot.at(kind, channel, language))


@blueprint.put("/notifications/templates/<kind>/<channel>/<language>")
@requires(Can.SCHOOL_MANAGE)
@blueprint.response(200, TemplateSchema)
@blueprint.arguments(TemplatePut)
def replace_template(given: dict[str, Any], kind: str, channel: str, language: str) -> dict[str, Any]:
    """Say it in words of the school's own, from the next event on (admins)"""
    spot = Spot.at(kind, channel, language)
    templates.save(spot, actor=viewer(), **given)
    return _of(spot)


@blueprint.delete("/notifications/templates/<kind>/<channel>/<language>")
@requires(Can.SCHOOL_MANAGE)
@blueprint.response(204)
def reset_template(kind: str, channel: str, language: str) -> None:
    """Say it in Classbell's words again (admins)"""
    templates.reset(Spot.at(kind, channel, language), actor=viewer())


def _of(spot: Spot) -> dict[str, Any]:
    return _shown(spot, templates.all_of(spot.kind).get((spot.channel, spot.language)))


def _shown(spot: Spot, own: NotificationTemplate | None) -> dict[str, Any]:
    usual = templates.example(spot.kind, spot.language)
    return {
        "type": spot.kind.name,
        "channel": spot.channel,
        "language": spot.language,
        "title": own.title if own else None,
        "body": own.body if own else None,
        "version": own.version if own else templates.OURS,
        "usual": {"title": usual.title, "body": usual.body},
        "variables": list(spot.kind.variables),
    }
