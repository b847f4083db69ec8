"""What an event says: written once for each language, shared by all its notifications."""

from __future__ import annotations

from flask_babel import force_locale
from sqlalchemy import ColumnElement, case, func, select

from app.config import LANGUAGES
from app.extensions import db
from app.models.event import Event, EventText
from app.models.notification import Channel
from app.models.upsert import insert_new
from app.models.user import User
from app.notifications.kinds import Kind, shorten

FALLBACK = "en"
TITLE_KEPT = 255
BODY_KEPT = 1000


def write(event: Event, kind: Kind) -> None:
    """Write the texts of `event` that are not there yet."""
    there = select(EventText.id).where(EventText.event_id == event.id, EventText.kind == kind.name).limit(1)
    if db.session.scalar(there) is not None:
        return
    rows = [row for language in LANGUAGES for row in _in(language, event, kind)]
    db.session.execute(insert_new(EventText, ("event_id", "kind", "language", "channel")).values(rows))


def _in(language: str, event: Event, kind: Kind) -> list[dict[str, object]]:
    with force_locale(language):
        said = {
            "event_id": event.id,
            "kind": kind.name,
            "language": language,
            "template_version": 1,
            "title": shorten(kind.title(event), TITLE_KEPT),
            "body": shorten(kind.body(event), BODY_KEPT),
            "path": kind.path(event),
        }
    return [{**said, "channel": channel.value} for channel in sorted(kind.channels | {Channel.BELL})]


def in_language_of(event: Event, kind: Kind) -> ColumnElement[int]:
    """The id of the bell's text in the language of `User`, as a scalar for INSERT … SELECT."""
    written = select(EventText.language, EventText.id).where(
        EventText.event_id == event.id, EventText.kind == kind.name, EventText.channel == Channel.BELL
    )
    ids: dict[str, int] = {language: text_id for language, text_id in db.session.execute(written)}  # noqa: C416
    fallback = ids.get(FALLBACK) or next(iter(ids.values()))
    return case(ids, value=func.coalesce(User.language, FALLBACK), else_=fallback)
