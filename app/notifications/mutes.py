"""No push and no mail of one class, for a while or for good; the bell and the list go on."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import Select, delete, select

from app import clock
from app.errors import Invalid
from app.extensions import db
from app.formats.wall_clock import DAY, instant
from app.models.classroom import Classroom
from app.models.preference import ClassMute
from app.models.upsert import insert_or
from app.models.user import User
from app.transaction import action

MORNING = 7 * 60


class Length(StrEnum):
    """How long a class is muted."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    WEEK = "week"
    ALWAYS = "always"


def end_of(length: Length, zone: str) -> datetime | None:
    """When a mute that begins now is over; None for never."""
    now = clock.now()
    if length is Length.TOMORROW:
        return instant(now.astimezone(ZoneInfo(zone)).date() + DAY, MORNING, zone)
    lengths = {Length.HOUR: timedelta(hours=1), Length.WEEK: timedelta(weeks=1)}
    return now + lengths[length] if length in lengths else None


@action
def mute(user: User, classroom: Classroom, until: datetime | None) -> None:
    """Hear nothing more of `classroom` until then, or for good. Raises Invalid for an instant that is over."""
    if until is not None and until <= clock.now():
        raise Invalid({"until": _("This is over already.")})
    values = {"until": until, "created_at": clock.now()}
    new = insert_or(ClassMute).values(user_id=user.id, classroom_id=classroom.id, **values)
    db.session.execute(new.on_conflict_do_update(index_elements=["user_id", "classroom_id"], set_=values))


@action
def unmute(user: User, classroom: Classroom) -> None:
    """Hear of `classroom` again. Twice is as once."""
    db.session.execute(delete(ClassMute).where(ClassMute.user_id == user.id, ClassMute.classroom_id == classroom.id))


def of(user: User, classroom: Classroom) -> ClassMute | None:
    """The mute that holds now, if any."""
    mine = select(ClassMute).where(ClassMute.user_id == user.id, ClassMute.classroom_id == classroom.id)
    return db.session.scalars(mine.where(ClassMute.holds(clock.now()))).first()


def mutes(user: User) -> Select[Classroom, datetime | None]:
    """The classes of `user` that he muted, by title, each with when that is over."""
    found = select(Classroom, ClassMute.until).join(ClassMute, ClassMute.classroom_id == Classroom.id)
    mine = ClassMute.user_id == user.id, ClassMute.holds(clock.now()), Classroom.inside(user)
    return found.where(*mine).order_by(Classroom.title, Classroom.id)
