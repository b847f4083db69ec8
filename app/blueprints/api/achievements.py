"""What I reached: /achievements. Nobody reads anybody else's."""

from __future__ import annotations

from typing import Any

from app.actions import achievements
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.recognition import AchievementList
from app.models.recognition import Achievement
from app.permissions import Can, requires
from app.recognition.registry import MILESTONES
from app.web.visitors import viewer

blueprint = Resource("achievements", __name__, "Achievements", "What I reached")


@blueprint.get("/achievements")
@requires(Can.SIGNED_IN)
@blueprint.response(200, AchievementList)
@blueprint.query(ListQuery)
def index(query: dict[str, Any]) -> Slice:
    """My achievements, the one given last first"""
    known = achievements.shown_to(viewer()).where(Achievement.name.in_(MILESTONES))
    found = slice_of(known, Achievement.id, newest_first=True, **query)
    titles = achievements.titles_of(found["items"])
    return {**found, "items": [_item(each, titles) for each in found["items"]]}


def _item(each: Achievement, titles: dict[str, str]) -> dict[str, Any]:
    milestone = MILESTONES[each.name]
    return {
        "id": each.public_id,
        "name": each.name,
        "label": str(milestone.label),
        "description": str(milestone.description),
        "about": titles.get(each.about),
        "classroom_id": each.classroom.public_id if each.classroom else None,
        "awarded_at": each.awarded_at,
    }
