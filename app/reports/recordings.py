"""Which recordings somebody may see, and in which classes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select

from app.extensions import db
from app.models.base import contains
from app.models.classroom import Classroom
from app.models.live import LiveSession
from app.models.recording import Recording
from app.models.user import User

MOST_CLASSES = 200


def found(
    user: User,
    *,
    text: str = "",
    classroom: str = "",
    first: datetime | None = None,
    last: datetime | None = None,
) -> Select[Recording]:
    """Those that `user` may see, of sessions from `first` up to `last`, the latest first. `classroom`: a public id."""
    wanted = Recording.visible_to(user)
    if text:
        wanted = wanted.where(or_(contains(Recording.title, text), contains(LiveSession.title, text)))
    if classroom:
        wanted = wanted.where(Classroom.public_id == classroom)
    if first is not None:
        wanted = wanted.where(LiveSession.starts_at >= first)
    if last is not None:
        wanted = wanted.where(LiveSession.starts_at < last)
    return wanted.order_by(LiveSession.starts_at.desc(), Recording.id.desc())


def of(session: LiveSession, user: User) -> list[Recording]:
    """Those of one session that `user` may see, in the order in which they were made."""
    mine = Recording.visible_to(user).where(Recording.session_id == session.id)
    return list(db.session.scalars(mine.order_by(Recording.id)))


def classes(user: User) -> list[tuple[str, str]]:
    """Public ids and titles of the classes that have recordings for `user`, by title."""
    shown = select(Classroom.public_id, Classroom.title).join(LiveSession, LiveSession.classroom_id == Classroom.id)
    mine = shown.join(Recording, Recording.session_id == LiveSession.id).where(Recording.shown_to(user))
    rows = db.session.execute(mine.distinct().order_by(Classroom.title, Classroom.public_id).limit(MOST_CLASSES))
    return [(public_id, title) for public_id, title in rows]
