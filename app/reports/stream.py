"""The stream of a class: everything new in it, in order, each thing once (CLS11).

What happened is read off the events; what somebody sees of it is asked of the things themselves, so that the stream
never shows what their own pages hide (security.md T2). A feature joins by a line in `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased, defer, joinedload

from app import clock
from app.extensions import db
from app.models.announcement import Announcement
from app.models.classroom import Classroom
from app.models.event import Event
from app.models.file import Resource
from app.models.lesson import Lesson
from app.models.notification import Notification
from app.models.quiz import Quiz
from app.models.user import User


@dataclass(frozen=True)
class Source:
    """A thing of which a class hears: the event, its rows, those that a person sees now, its words and its address.

    `unneeded` are columns too long for a list.
    """

    event_type: str
    model: Any
    shown: Callable[[User], ColumnElement[bool]]
    label: LazyString
    icon: str
    address: Callable[[Any], str]
    note: Callable[[Any], str] = lambda _thing: ""
    unneeded: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of the stream; `is_new` is whether the reader's bell still holds it unread."""

    public_id: str
    type: str
    label: LazyString
    icon: str
    title: str
    note: str
    path: str
    by: str | None
    at: datetime
    is_new: bool


def _standing(user: User) -> ColumnElement[bool]:
    now = clock.now()
    return and_(Announcement.standing(now), Announcement.id.in_(_ids(Announcement.visible_to(user, now), Announcement)))


def _ids(found: Select[Any], model: Any) -> Select[int]:
    return found.with_only_columns(model.id)


SOURCES = (
    Source(
        "lesson.published",
        Lesson,
        lambda user: and_(Lesson.counts(), Lesson.shown_to(user)),
        _l("Lesson"),
        "book",
        lambda lesson: f"/lessons/{lesson.public_id}",
        unneeded=(Lesson.body, Lesson.body_html),
    ),
    Source(
        "quiz.published",
        Quiz,
        lambda user: and_(Quiz.published_at.is_not(None), Quiz.shown_to(user)),
        _l("Quiz"),
        "question-circle",
        lambda quiz: f"/quizzes/{quiz.public_id}",
        unneeded=(Quiz.intro,),
    ),
    Source(
        "announcement.published",
        Announcement,
        _standing,
        _l("Announcement"),
        "megaphone",
        lambda announcement: f"/announcements/{announcement.public_id}",
        lambda announcement: announcement.excerpt,
    ),
    Source(
        "resource.shared",
        Resource,
        lambda user: Resource.deleted_at.is_(None),
        _l("Resource"),
        "paperclip",
        lambda resource: f"/classrooms/{resource.classroom.public_id}/resources",
    ),
)
_sources = {source.event_type: source for source in SOURCES}


def of(classroom: Classroom, user: User, *, pinned: bool = True) -> Select[Event]:
    """What is new in `classroom` and may be seen by `user`, who is known to be inside; the newest first.

    With `pinned` off, announcements that stand on top anyway are left out.
    """
    later = aliased(Event)
    again = select(later.id).where(
        later.subject_type == Event.subject_type,
        later.subject_id == Event.subject_id,
        later.type == Event.type,
        later.id > Event.id,
    )
    seen = or_(*(_seen(each, classroom, user, pinned) for each in SOURCES))
    found = select(Event).options(joinedload(Event.actor)).where(Event.classroom_id == classroom.id, seen)
    return found.where(~again.exists()).order_by(Event.id.desc())


def _seen(source: Source, classroom: Classroom, user: User, pinned: bool) -> ColumnElement[bool]:
    """In a WITH of its own: conditions within conditions are more than SQLite's parser has room for (100 levels)."""
    mine = select(source.model.id).where(source.model.classroom_id == classroom.id, source.shown(user))
    if source.model is Announcement and not pinned:
        mine = mine.where(Announcement.pinned.is_(False))
    return and_(Event.type == source.event_type, Event.subject_id.in_(select(mine.cte().c.id)))


def entries(events: Iterable[Event], user: User) -> list[Entry]:
    """The lines for a page of events: one query for each kind of thing in it, and one for what is unread."""
    events = list(events)
    things = {source.event_type: _things(source, events) for source in SOURCES}
    unread = _unread(events, user)
    return [
        _entry(_sources[event.type], event, things[event.type][event.subject_id], event.id in unread)
        for event in events
        if event.subject_id in things[event.type]
    ]


def _things(source: Source, events: list[Event]) -> dict[int, Any]:
    ids = [event.subject_id for event in events if event.type == source.event_type]
    if not ids:
        return {}
    found = select(source.model).options(joinedload(source.model.classroom), *map(defer, source.unneeded))
    return {thing.id: thing for thing in db.session.scalars(found.where(source.model.id.in_(ids)))}


def _unread(events: list[Event], user: User) -> set[int]:
    mine = select(Notification.event_id).where(
        Notification.user_id == user.id,
        Notification.read_at.is_(None),
        Notification.archived_at.is_(None),
        Notification.event_id.in_([event.id for event in events]),
    )
    return set(db.session.scalars(mine)) if events else set()


def _entry(source: Source, event: Event, thing: Any, is_new: bool) -> Entry:
    return Entry(
        public_id=event.public_id,
        type=event.type,
        label=source.label,
        icon=source.icon,
        title=thing.title,
        note=source.note(thing),
        path=source.address(thing),
        by=event.actor.name if event.actor else None,
        at=event.created_at,
        is_new=is_new,
    )
