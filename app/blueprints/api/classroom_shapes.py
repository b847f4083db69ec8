"""Classrooms as the API shows them: the viewer's own place in each is asked for once a list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models.classroom import TEACHING, Classroom, Membership
from app.models.user import User

SHOWN = (
    "title",
    "subject",
    "description",
    "colour",
    "emoji",
    "state",
    "join_policy",
    "teacher_name",
    "published_at",
    "created_at",
    "updated_at",
)


def as_cards(classrooms: list[Classroom], user: User) -> list[dict[str, Any]]:
    """`classrooms` as `user` may see them."""
    ids = [classroom.id for classroom in classrooms]
    mine = select(Membership).where(Membership.user_id == user.id, Membership.classroom_id.in_(ids))
    places = {place.classroom_id: place for place in db.session.scalars(mine)}
    return [_card(classroom, places.get(classroom.id), user) for classroom in classrooms]


def _card(classroom: Classroom, place: Membership | None, user: User) -> dict[str, Any]:
    role = place.role if place and place.is_active else None
    teaches = user.is_admin or role in TEACHING
    return {
        "id": classroom.public_id,
        **{name: getattr(classroom, name) for name in SHOWN},
        "my_role": place.role if place else None,
        "my_state": place.state if place else None,
        "join_code": classroom.join_code if teaches else None,
        "code_expires_at": classroom.code_expires_at if teaches else None,
    }
