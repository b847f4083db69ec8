"""What was refused to somebody signed in: written down each time, told to admins once an hour (ACC5)."""

from __future__ import annotations

from sqlalchemy import select

from app import audit, clock
from app.events import announce
from app.extensions import db
from app.models.event import Dispatch
from app.models.user import User
from app.transaction import action

EVENT = "permission.denied"
KIND = "permission_denied"
DOOR_KEPT = 200


@action
def note(user_id: int, *, method: str, path: str) -> None:
    """Write down that this person was refused at a door. Nobody's password or text is in an address of ours."""
    person = db.session.get(User, user_id)
    if person is None:
        return
    audit.record(EVENT, actor=person, after={"door": f"{method} {path}"[:DOOR_KEPT]})
    hour = f"{clock.now():%Y-%m-%dT%H}"
    told = select(Dispatch.id).where(Dispatch.key == f"{KIND}:{hour}")
    if db.session.scalar(told) is None:
        announce(EVENT, person, actor=None, key=hour, name=person.name)
