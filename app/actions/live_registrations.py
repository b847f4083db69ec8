"""Seats of a webinar: asked for, given, declined, given back (LIV4).

Whoever changes them holds the session's row first, so that any number who register at once get no more seats than there
are. The waiting list moves up in the order in which people asked.
"""

from __future__ import annotations

import logging
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from app import audit, clock, transaction
from app.actions import live_facts, live_hints, live_sessions
from app.actions.archived import refuse_archived
from app.errors import Conflict, NotFound
from app.extensions import db
from app.models.live import LiveSession, LiveState, Registration
from app.models.live_people import LiveParticipant, Seat
from app.models.live_registration import free_seats, in_order, takes_names
from app.models.user import User
from app.transaction import after_commit

SEATED = "live.registration_approved"
ASKED = (Seat.REQUESTED, Seat.WAITING)
AT_ONCE = 100

log = logging.getLogger(__name__)


class How(StrEnum):
    """How somebody came to a seat."""

    REGISTERED = "registered"
    APPROVED = "approved"
    MOVED_UP = "moved_up"


@transaction.action
def register(session: LiveSession, *, actor: User) -> LiveParticipant:
    """Put `actor` down: for a seat, the waiting list, or the host's decision. Twice is as once.

    Raises Conflict (it takes no names, is over, he is awaited anyway, or was declined), NotFound.
    """
    kept = _open_for_names(session)
    there = _of(kept, actor.id)
    if there is not None:
        if there.seat in (Seat.DECLINED, Seat.REMOVED):
            raise Conflict(_("The host has not kept a seat for you."))
        return there
    if db.session.scalar(select(LiveSession.id).where(LiveSession.id == kept.id, LiveSession.concerns(actor.id))):
        raise Conflict(_("You are expected there anyway. There is nothing to register for."))
    made = LiveParticipant(session_id=kept.id, user_id=actor.id, seat=_first_seat(kept), registered_at=clock.now())
    db.session.add(made)
    db.session.flush()
    if made.seat is Seat.GUEST:
        _welcome(kept, [actor.id], How.REGISTERED)
    return made


@transaction.action
def withdraw(session: LiveSession, *, actor: User) -> None:
    """Give one's seat, or place in the list, back; the next one moves up. Twice is as once.

    Raises Conflict (it is over, or he was invited with the class), NotFound.
    """
    kept = live_sessions.lock(session)
    there = _of(kept, actor.id)
    if there is None or there.seat in (Seat.DECLINED, Seat.REMOVED):
        return
    if not kept.is_open or there.seat is Seat.INVITED:
        raise Conflict(_("There is nothing to give back."))
    db.session.delete(there)
    db.session.flush()
    after_commit(live_hints.changed, kept.id, (actor.id,))
    _move_up(kept)


@transaction.action
def approve(session: LiveSession, person: User, *, actor: User) -> LiveParticipant:
    """Let `person` in who asked, or was declined before; without a free seat he waits for one. Twice is as once.

    Raises Conflict (over), NotFound (he never asked).
    """
    kept = _open_for_names(session)
    there = _asked(kept, person)
    if there.seat in (Seat.REQUESTED, Seat.DECLINED):
        _let_in(kept, [there], actor)
    return there


@transaction.action
def approve_all(session: LiveSession, *, actor: User) -> int:
    """Let everybody in who asked, in that order; who finds no seat waits. The number of those who asked."""
    kept = _open_for_names(session)
    people = list(db.session.scalars(in_order(kept.id, Seat.REQUESTED)))
    _let_in(kept, people, actor)
    return len(people)


@transaction.action
def decline(session: LiveSession, person: User, *, actor: User) -> LiveParticipant:
    """Keep `person` out who asks or waits, or take his seat again: the next one has it. Twice is as once.

    Raises Conflict (over), NotFound (he never asked).
    """
    kept = _open_for_names(session)
    there = _asked(kept, person)
    if there.seat is not Seat.DECLINED:
        there.seat, there.decided_at, there.decided_by_id = Seat.DECLINED, clock.now(), actor.id
        audit.record("live.registration_declined", actor=actor, subject=kept, after={"person": person.public_id})
        db.session.flush()
        after_commit(live_hints.changed, kept.id, (person.id,))
        _move_up(kept)
    return there


def move_up_due() -> int:
    """Give free seats to who waits for them, however they became free. The number of webinars with people waiting."""
    transaction.writes()
    waiting = select(LiveParticipant.session_id).where(LiveParticipant.seat == Seat.WAITING)
    open_now = LiveSession.state.in_((LiveState.SCHEDULED, LiveState.LIVE))
    asked = select(LiveSession).where(LiveSession.id.in_(waiting), open_now).order_by(LiveSession.id)
    found = list(db.session.scalars(asked.limit(AT_ONCE)))
    db.session.rollback()
    for session in found:
        try:
            move_up(session)
        except Exception:
            log.exception("nobody moved up in webinar %s", session.id)
    return len(found)


@transaction.action
def move_up(session: LiveSession) -> None:
    """Give free seats to who waits longest."""
    _move_up(live_sessions.lock(session))


def _open_for_names(session: LiveSession) -> LiveSession:
    kept = live_sessions.lock(session)
    refuse_archived(kept.classroom)
    if not kept.is_open:
        raise Conflict(_("This webinar is over or cancelled."))
    if not takes_names(kept):
        raise Conflict(_("Nobody has to register for this session."))
    return kept


def _of(session: LiveSession, user_id: int) -> LiveParticipant | None:
    return db.session.get(LiveParticipant, (session.id, user_id), populate_existing=True)


def _asked(session: LiveSession, person: User) -> LiveParticipant:
    there = _of(session, person.id)
    if there is None or there.seat in (Seat.INVITED, Seat.REMOVED):
        raise NotFound
    return there


def _first_seat(session: LiveSession) -> Seat:
    if session.registration is Registration.APPROVED:
        return Seat.REQUESTED
    return Seat.WAITING if free_seats(session) == 0 else Seat.GUEST


def _let_in(session: LiveSession, people: list[LiveParticipant], actor: User) -> None:
    """In order, as far as there are seats; the others wait. Those who wait already were there first."""
    _move_up(session)
    free = free_seats(session)
    seated = people if free is None else people[:free]
    now = clock.now()
    for each in people:
        each.seat = Seat.GUEST if each in seated else Seat.WAITING
        each.decided_at, each.decided_by_id = now, actor.id
    if people:
        audit.record("live.registration_approved", actor=actor, subject=session, after={"people": len(people)})
    db.session.flush()
    _welcome(session, [each.user_id for each in seated], How.APPROVED)


def _move_up(session: LiveSession) -> None:
    if not session.is_open:
        return
    free = free_seats(session)
    waiting = in_order(session.id, Seat.WAITING)
    moved = list(db.session.scalars(waiting if free is None else waiting.limit(free)))
    for each in moved:
        each.seat = Seat.GUEST
    db.session.flush()
    _welcome(session, [each.user_id for each in moved], How.MOVED_UP)


def _welcome(session: LiveSession, people: list[int], how: How) -> None:
    """They hear of it with a file for their calendars, and see the banner of one that is live already."""
    if people:
        live_facts.tell(SEATED, session, actor=None, user_ids=people, how=how.value)
        after_commit(live_hints.changed, session.id)
