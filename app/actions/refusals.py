"""What was refused to somebody signed in: written down, told to admins once an hour (ACC5)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from app import audit, clock
from app.events import announce
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.event import Dispatch
from app.models.user import User
from app.transaction import action

EVENT = "permission.denied"
KIND = "permission_denied"
DOOR_KEPT = 200
AN_HOUR = timedelta(hours=1)
WRITTEN_AN_HOUR = 100


@action
def note(user_id: int, *, method: str, path: str) -> None:
    """Write down that this person was refused at a door. Nobody's password or text is in an address of ours.

    No more than `WRITTEN_AN_HOUR` of one person are: a program that tries every door must not fill the log.
    """
    person = db.session.get(User, user_id)
    if person is None or _written_lately(user_id) >= WRITTEN_AN_HOUR:
        return
    audit.record(EVENT, actor=person, after={"door": f"{method} {path}"[:DOOR_KEPT]})
    hour = f"{clock.now():%Y-%m-%dT%H}"
    told = select(Dispatch.id).where(Dispatch.key == f"{KIND}:{hour}")
    if db.session.scalar(told) is None:
        announce(EVENT, person, actor=None, key=hour, name=person.name)


def _written_lately(user_id: int) -> int:
    mine = AuditEntry.actor_id == user_id, AuditEntry.created_at > clock.now() - AN_HOUR
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.deed == EVENT, *mine)) or 0
