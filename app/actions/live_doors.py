"""The door of a session's room: who asks to come in, who waits, whom a host lets in or puts out.

`where` is the one answer to "may he be in there now": the page, the API and every event of a socket ask it.
"""

from __future__ import annotations

from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import Select, select, update
from sqlalchemy.orm import joinedload

from app import audit, clock, transaction
from app.errors import Conflict, Forbidden, NotFound
from app.extensions import db
from app.models.live import LiveSession, LiveState
from app.models.live_people import Entry, LiveEntry
from app.models.upsert import insert_new
from app.models.user import User

WAITING_AT_MOST = 500


class Door(StrEnum):
    """How the door stands for one person. ASK: he may ask to come in, and has not; the others but OPEN keep him out."""

    OPEN = "open"
    ASK = "ask"
    NOT_STARTED = "not_started"
    WAITING = "waiting"
    LOCKED = "locked"
    CONSENT = "consent"
    REMOVED = "removed"
    ENDED = "ended"


def where(session: LiveSession, entry: LiveEntry | None, *, leads: bool) -> Door:
    """How the door stands for somebody who may enter; `leads`: for a host."""
    if not session.is_open:
        return Door.ENDED
    if leads:
        return Door.OPEN if session.is_live else Door.NOT_STARTED
    if entry is not None and entry.state is Entry.REMOVED:
        return Door.REMOVED
    if session.may_record and (entry is None or entry.consented_at is None):
        return Door.CONSENT
    if entry is None:
        return Door.ASK
    if session.state is LiveState.SCHEDULED:
        return Door.NOT_STARTED
    if entry.state is Entry.WAITING:
        return Door.WAITING if session.waiting_room else Door.LOCKED
    return Door.OPEN


def entry_of(session: LiveSession, user: User) -> LiveEntry | None:
    """As it is now."""
    return db.session.get(LiveEntry, (session.id, user.id), populate_existing=True)


def ask(session: LiveSession, *, actor: User, leads: bool, consents: bool = False) -> Door:
    """Come to the door; `consents`: he read that the session may be recorded. Twice is as once, and writes nothing.

    Raises Forbidden (put out by a host), Conflict (over or cancelled).
    """
    entry = entry_of(session, actor)
    refuse(where(session, entry, leads=leads))
    if not leads and (entry is None or _lets_in(session, entry) or (consents and entry.consented_at is None)):
        entry = _asked(session, actor, consents)
    return where(session, entry, leads=leads)


def refuse(door: Door) -> None:
    """Raises Forbidden or Conflict where nobody comes in however long he waits."""
    if door is Door.REMOVED:
        raise Forbidden(_("A host of this session did not let you in. Speak to your teacher."))
    if door is Door.ENDED:
        raise Conflict(_("This session is over."))


def refuse_outside(session: LiveSession, *, actor: User, leads: bool) -> None:
    """For what those who are let in say among themselves. Raises Forbidden for whom hosts put out, and, while they let
    people in one by one, for whoever waits or has not asked."""
    entry = None if leads else entry_of(session, actor)
    if entry is not None and entry.state is Entry.REMOVED:
        refuse(Door.REMOVED)
    let_in = leads or (entry is not None and entry.state is Entry.ADMITTED)
    if session.is_live and not let_in and session.waiting_room:
        raise Forbidden(_("The host lets people in one by one. Please wait."))
    if session.is_live and not let_in and session.is_locked:
        raise Forbidden(_("This session is locked. A host can let you in."))


def _lets_in(session: LiveSession, entry: LiveEntry) -> bool:
    """He waits for nobody any more: hosts opened the room to all since he came."""
    return entry.state is Entry.WAITING and not session.waiting_room and not session.is_locked


@transaction.action
def _asked(session: LiveSession, actor: User, consents: bool) -> LiveEntry:
    now = clock.now()
    waits = session.waiting_room or session.is_locked
    state = Entry.WAITING if waits else Entry.ADMITTED
    row = {"session_id": session.id, "user_id": actor.id, "state": state, "asked_at": now}
    db.session.execute(insert_new(LiveEntry, ("session_id", "user_id")).values(row))
    held = _of(session).where(LiveEntry.user_id == actor.id).with_for_update(of=LiveEntry, key_share=True)
    entry = db.session.scalars(held.execution_options(populate_existing=True)).one()
    if _lets_in(session, entry):
        entry.state, entry.decided_at = Entry.ADMITTED, now
    if consents and entry.consented_at is None:
        entry.consented_at = now
    return entry


@transaction.action
def admit(session: LiveSession, person: User, *, actor: User) -> None:
    """Let somebody in who waits, or who was put out before. Twice is as once. Raises NotFound: he never asked."""
    entry = _decided(session, person)
    if entry is None:
        raise NotFound
    if entry.state is not Entry.ADMITTED:
        entry.state, entry.decided_at = Entry.ADMITTED, clock.now()
        audit.record("live.admitted", actor=actor, subject=session, after={"user": person.public_id})


@transaction.action
def admit_all(session: LiveSession, *, actor: User) -> int:
    """Let in everybody who waits. The number of them."""
    waiting = LiveEntry.session_id == session.id, LiveEntry.state == Entry.WAITING
    let_in = update(LiveEntry).where(*waiting).values(state=Entry.ADMITTED, decided_at=clock.now())
    found = len(db.session.scalars(let_in.returning(LiveEntry.user_id)).all())
    if found:
        audit.record("live.all_admitted", actor=actor, subject=session, after={"people": found})
    return found


@transaction.action
def remove(session: LiveSession, person: User, *, actor: User) -> None:
    """Put somebody out, or do not let him in: he may not come back unless a host admits him. Twice is as once.

    Raises Conflict for oneself and for the host, NotFound for somebody who is not awaited and never asked.
    """
    if person.id in (actor.id, session.host_id):
        raise Conflict(_("The host cannot be removed, nor can you remove yourself. End the session, or leave it."))
    awaited = select(LiveSession.id).where(LiveSession.id == session.id, LiveSession.concerns(person.id))
    if entry_of(session, person) is None and db.session.scalar(awaited) is None:
        raise NotFound
    now = clock.now()
    row = {"session_id": session.id, "user_id": person.id, "state": Entry.WAITING, "asked_at": now}
    db.session.execute(insert_new(LiveEntry, ("session_id", "user_id")).values(row))
    entry = _decided(session, person)
    if entry is not None and entry.state is not Entry.REMOVED:
        entry.state, entry.decided_at = Entry.REMOVED, now
        audit.record("live.removed", actor=actor, subject=session, after={"user": person.public_id})


def waiting(session: LiveSession) -> list[LiveEntry]:
    """Who waits to be let in, who came first first."""
    asked = _of(session).where(LiveEntry.state == Entry.WAITING).order_by(LiveEntry.asked_at, LiveEntry.user_id)
    return list(db.session.scalars(asked.limit(WAITING_AT_MOST)))


def put_out(session: LiveSession) -> list[LiveEntry]:
    """Whom hosts put out or did not let in, the last one first."""
    out = _of(session).where(LiveEntry.state == Entry.REMOVED).order_by(LiveEntry.decided_at.desc(), LiveEntry.user_id)
    return list(db.session.scalars(out.limit(WAITING_AT_MOST)))


def _of(session: LiveSession) -> Select[LiveEntry]:
    return select(LiveEntry).options(joinedload(LiveEntry.user)).where(LiveEntry.session_id == session.id)


def _decided(session: LiveSession, person: User) -> LiveEntry | None:
    held = _of(session).where(LiveEntry.user_id == person.id).with_for_update(of=LiveEntry, key_share=True)
    return db.session.scalars(held.execution_options(populate_existing=True)).first()
