"""Notifications that are there already, changed or taken away by an admin."""

from __future__ import annotations

from sqlalchemy import and_, or_, update

from app import audit
from app.extensions import db
from app.models.event import EventText
from app.models.notification import Notification
from app.models.user import User
from app.notifications import reading
from app.transaction import action


@action
def reword(note: Notification, *, actor: User, title: str, body: str) -> None:
    """Say it differently, to all who were told the same: in its language, and wherever the words were alike."""
    before = {"title": note.title, "body": note.body}
    after = {"title": title, "body": body}
    if before == after:
        return
    text = note.text
    alike = and_(EventText.title == text.title, EventText.body == text.body)
    same = EventText.event_id == text.event_id, EventText.kind == text.kind
    db.session.execute(update(EventText).where(*same, or_(EventText.language == text.language, alike)).values(after))
    audit.record("notification.reworded", actor=actor, subject=note.event, before=before, after=after)


@action
def remove(note: Notification, *, actor: User) -> None:
    """Take it off the list of its person; what has not been sent of it is not."""
    person = db.session.get_one(User, note.user_id)
    if reading.archive(person, [note.id]):
        gone = {"title": note.title, "name": person.name}
        audit.record("notification.removed", actor=actor, subject=note, before=gone)
