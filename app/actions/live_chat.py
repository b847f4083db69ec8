"""The chat of a live session, open before it, while it goes on, and after it, to whoever may enter (LIV9).

What is written is plain text. Who is in the room hears of it after the commit, whatever door it came through.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import audit, clock, transaction
from app.actions import live_roster
from app.actions.archived import refuse_archived
from app.errors import Conflict, Invalid, TooMany
from app.extensions import db
from app.models import limits
from app.models.classroom import STAFF, Membership, MemberState
from app.models.live import LiveSession, LiveState
from app.models.live_people import LiveMessage
from app.models.privacy import shown_to
from app.models.upsert import insert_new
from app.models.user import User
from app.transaction import after_commit

PAGE = 50
OFTEN, WITHIN = 20, timedelta(seconds=10)
CLIENT_ID = re.compile("[0-9a-f]{32}")


@transaction.action
def say(session: LiveSession, *, actor: User, client_id: str, body: str) -> LiveMessage:
    """What `actor` wrote; the same `client_id` again is the same message.

    Raises Invalid (body, client_id), Conflict (cancelled, archived), TooMany.
    """
    words = body.replace("\x00", "").strip()
    if not words or len(words) > limits.LIVE_MESSAGE:
        most = limits.LIVE_MESSAGE
        raise Invalid({"body": _("Write something, at most %(most)s characters.", most=most)})
    if not CLIENT_ID.fullmatch(client_id):
        raise Invalid({"client_id": _("Load this page again, it is not complete.")})
    refuse_archived(session.classroom)
    if session.state is LiveState.CANCELLED:
        raise Conflict(_("This session is cancelled."))
    _refuse_flood(session, actor)
    row = {"session_id": session.id, "author_id": actor.id, "client_id": client_id, "body": words}
    new = insert_new(LiveMessage, ("client_id",)).values(**row, written_at=clock.now())
    made = db.session.scalar(new.returning(LiveMessage.id))
    message = db.session.scalars(_loaded().where(LiveMessage.client_id == client_id)).one()
    if (message.session_id, message.author_id) != (session.id, actor.id):
        raise Invalid({"client_id": _("Load this page again, it is not complete.")})
    if made is not None:
        after_commit(_tell, message.id)
    return message


@transaction.action
def unsay(message: LiveMessage, *, actor: User) -> None:
    """Take it away for everybody. Twice is as once."""
    if message.deleted_at is None:
        message.deleted_at = clock.now()
        audit.record("live.message_deleted", actor=actor, subject=message)
        after_commit(live_roster.tell, message.session_id, "room_unsaid", {"id": message.public_id})


def page_of(session: LiveSession, before: str = "") -> tuple[list[LiveMessage], bool]:
    """The latest messages, oldest first, or the latest before that public id; and whether there are earlier ones."""
    kept = _loaded().where(LiveMessage.session_id == session.id, LiveMessage.deleted_at.is_(None))
    if before:
        there = select(LiveMessage.id).where(LiveMessage.public_id == before, LiveMessage.session_id == session.id)
        kept = kept.where(LiveMessage.id < there.scalar_subquery())
    found = list(db.session.scalars(kept.order_by(LiveMessage.id.desc()).limit(PAGE + 1)))
    return found[:PAGE][::-1], len(found) > PAGE


def named(messages: list[LiveMessage], reader: User) -> set[int]:
    """Ids of the authors whose names `reader` may see."""
    authors = {each.author_id for each in messages if each.author_id is not None}
    return set(db.session.scalars(select(User.id).where(User.id.in_(authors), shown_to(reader)))) if authors else set()


def words_of(message: LiveMessage, *, with_name: bool) -> dict[str, Any]:
    """A message as pages and programs read it."""
    author = message.author
    return {
        "id": message.public_id,
        "user": author.public_id if author else None,
        "name": author.name if author and with_name else "",
        "body": message.body,
        "written_at": int(message.written_at.timestamp() * 1000),
    }


def _loaded() -> Any:
    return select(LiveMessage).options(joinedload(LiveMessage.author))


def _refuse_flood(session: LiveSession, actor: User) -> None:
    lately = LiveMessage.session_id == session.id, LiveMessage.written_at > clock.now() - WITHIN
    written = db.session.scalar(select(func.count()).where(*lately, LiveMessage.author_id == actor.id)) or 0
    if written >= OFTEN:
        raise TooMany(_("You write very fast. Wait a moment."), retry_after=int(WITHIN.total_seconds()))


def _tell(message_id: int) -> None:
    """To each audience of the room, with the name where the author lets it be seen."""
    message = db.session.scalars(_loaded().where(LiveMessage.id == message_id)).first()
    if message is None or message.author is None:
        return
    leads = _leads(message)
    for audience in live_roster.AUDIENCES:
        known = leads or audience in live_roster.SHOWN[message.author.profile_visibility.value]
        live_roster.tell(message.session_id, "room_chat", words_of(message, with_name=known), audience)


def _leads(message: LiveMessage) -> bool:
    """Its author is the host or of the staff, whose names nobody has to guess."""
    session = db.session.get(LiveSession, message.session_id)
    if session is None or session.host_id == message.author_id:
        return session is not None
    mine = Membership.user_id == message.author_id, Membership.state == MemberState.ACTIVE
    staff = select(Membership.id).where(Membership.classroom_id == session.classroom_id, *mine)
    return db.session.scalar(staff.where(Membership.role.in_(STAFF)).limit(1)) is not None
