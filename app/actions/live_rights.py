"""Who of many may be in the room of a session now: the rules of `permissions/live_rules.py` for all of them at once.

Sockets ask it at every event and every second, so it is a few selects however many are asked about.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.actions.live_doors import Door, where
from app.extensions import db
from app.models.classroom import STAFF, Membership, MemberState, State
from app.models.live import LiveSession
from app.models.live_people import LiveEntry
from app.models.user import Role, Status, User

AT_ONCE = 500


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a session: `inside` its class; `door` None where he may not even ask."""

    user_id: int
    leads: bool
    inside: bool
    door: Door | None

    @property
    def is_in(self) -> bool:
        return self.door is Door.OPEN


def of(session: LiveSession, user_ids: Collection[int]) -> dict[int, Standing]:
    """Everybody of `user_ids`, as the database says now."""
    wanted = sorted(set(user_ids))
    found: dict[int, Standing] = {}
    for first in range(0, len(wanted), AT_ONCE):
        found |= _some(session, wanted[first : first + AT_ONCE])
    return found


def _some(session: LiveSession, ids: list[int]) -> dict[int, Standing]:
    active = select(User.id, User.role).where(User.id.in_(ids), User.status == Status.ACTIVE)
    roles = {row.id: row.role for row in db.session.execute(active)}
    mine = Membership.classroom_id == session.classroom_id, Membership.state == MemberState.ACTIVE
    members = select(Membership.user_id, Membership.role).where(*mine, Membership.user_id.in_(ids))
    inside = {row.user_id: row.role for row in db.session.execute(members)}
    people = session.people().subquery()
    awaited = set(db.session.scalars(select(people.c[0]).where(people.c[0].in_(ids))))
    asked = select(LiveEntry).where(LiveEntry.session_id == session.id, LiveEntry.user_id.in_(ids))
    entries = {each.user_id: each for each in db.session.scalars(asked.execution_options(populate_existing=True))}
    put_away = session.classroom.state is State.ARCHIVED

    def standing(user_id: int) -> Standing:
        staff = roles.get(user_id) is Role.ADMIN or inside.get(user_id) in STAFF
        leads = user_id in roles and not put_away and staff
        may = user_id in roles and not put_away and (leads or user_id in awaited)
        door = where(session, entries.get(user_id), leads=leads) if may else None
        return Standing(user_id, leads, user_id in inside, door)

    return {user_id: standing(user_id) for user_id in ids}


def current(session_id: int) -> LiveSession | None:
    """The session with its class, as they are now."""
    wanted = LiveSession.loaded().where(LiveSession.id == session_id).execution_options(populate_existing=True)
    return db.session.scalars(wanted).first()
