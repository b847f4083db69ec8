"""When somebody wants to be reminded of live sessions; without a word of his own, as the teacher of each says."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.errors import Invalid
from app.extensions import db
from app.models.calendar_feed import ReminderChoice
from app.models.live import BEFORE
from app.models.upsert import insert_or
from app.models.user import User
from app.transaction import action

MINUTES = tuple(int(before.total_seconds()) // 60 for before in BEFORE)


def of(user: User) -> list[int] | None:
    """The minutes before each session that he chose; None where he leaves it to its teacher."""
    bits = db.session.scalar(select(ReminderChoice.reminders).where(ReminderChoice.user_id == user.id))
    return None if bits is None else [minutes for bit, minutes in enumerate(MINUTES) if bits >> bit & 1]


@action
def choose(user: User, minutes: Collection[int]) -> None:
    """These, of MINUTES, for all sessions; none at all for no reminder. Raises Invalid (minutes)."""
    if not set(minutes) <= set(MINUTES):
        raise Invalid({"minutes": _("Choose among: %(minutes)s.", minutes=", ".join(map(str, MINUTES)))})
    bits = sum(1 << bit for bit, each in enumerate(MINUTES) if each in minutes)
    new = insert_or(ReminderChoice).values(user_id=user.id, reminders=bits)
    db.session.execute(new.on_conflict_do_update(index_elements=["user_id"], set_={"reminders": bits}))


@action
def leave_to_teachers(user: User) -> None:
    """As the teacher of each session says, from now on."""
    db.session.execute(delete(ReminderChoice).where(ReminderChoice.user_id == user.id))
