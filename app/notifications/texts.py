"""What an event says: written once for each language, shared by all its notifications."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased

from app.config import LANGUAGES
from app.extensions import db
from app.models.delivery import Delivery
from app.models.event import Event, EventText
from app.models.notification import Channel, Notification
from app.models.upsert import insert_new
from app.models.user import User
from app.notifications import templates
from app.notifications.kinds import Kind, shorten
from app.notifications.templates import Templates
from app.spoken import speaking

FALLBACK = "en"
TITLE_KEPT = 255
BODY_KEPT = 1000


def write(event: Event, kind: Kind) -> dict[str, int]:
    """Write the texts of `event` if they are not there yet; the ids of the bell's, by language."""
    there = _written(event, kind)
    if there:
        return there
    own = templates.all_of(kind)
    rows = [row for language in LANGUAGES for row in _in(language, event, kind, own)]
    db.session.execute(insert_new(EventText, ("event_id", "kind", "language", "channel")).values(rows))
    return _written(event, kind)


def _written(event: Event, kind: Kind) -> dict[str, int]:
    found = select(EventText.language, EventText.id).where(
        EventText.event_id == event.id, EventText.kind == kind.name, EventText.channel == Channel.BELL
    )
    return {language: text_id for language, text_id in db.session.execute(found)}  # noqa: C416


def _in(language: str, event: Event, kind: Kind, own: Templates) -> list[dict[str, object]]:
    """A row for each channel: in the school's own words where it has some."""
    with speaking(language):
        path = kind.path(event)
        said = {
            channel: templates.words(kind, event, own.get((channel, language)))
            for channel in sorted(kind.channels | {Channel.BELL})
        }
    return [
        {
            "event_id": event.id,
            "kind": kind.name,
            "language": language,
            "channel": channel.value,
            "template_version": words.version,
            "title": shorten(words.title, TITLE_KEPT),
            "body": shorten(words.body, BODY_KEPT),
            "path": path,
        }
        for channel, words in said.items()
    ]


def in_language_of_user(ids: dict[str, int]) -> ColumnElement[int]:
    """The one of the texts `ids` that is in the language of `User`, as a scalar for INSERT … SELECT."""
    fallback = ids.get(FALLBACK) or next(iter(ids.values()))
    return case(ids, value=func.coalesce(User.language, FALLBACK), else_=fallback)


def said(deliveries: Iterable[Delivery]) -> dict[int, EventText]:
    """What each of `deliveries` says on its own channel, by its id; the bell's words where it has none of its own."""
    bell, own = EventText, aliased(EventText)
    waiting = {delivery.id: delivery.notification.text for delivery in deliveries}
    same = and_(
        own.event_id == bell.event_id,
        own.kind == bell.kind,
        own.language == bell.language,
        own.channel == Delivery.channel,
    )
    chosen = (
        select(Delivery.id, own)
        .join(Notification, Notification.id == Delivery.notification_id)
        .join(bell, bell.id == Notification.text_id)
        .join(own, same)
        .where(Delivery.id.in_(waiting))
    )
    return waiting | {number: text for number, text in db.session.execute(chosen)}  # noqa: C416
