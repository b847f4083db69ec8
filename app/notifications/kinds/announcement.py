"""Somebody announces something: to the school, to a role, to a class or to some of its people."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from app.extensions import db
from app.models.announcement import Announcement as Told
from app.models.announcement import Audience, people
from app.models.event import Event
from app.models.notification import Priority
from app.models.user import Role
from app.notifications.kinds import Kind, shorten

NAME_LENGTH = 80


class Announcement(Kind):
    """For those it is for, until it is withdrawn or over. Never for its author, whoever published it."""

    name = "announcement"
    hears = ("announcement.published",)
    label = _l("Announcement")
    icon = "megaphone"
    variables = {"title": _l("Bring a leaf on Monday"), "author": "Tess Okonkwo", "classroom": _l("Biology 7b")}

    def audience(self, event: Event) -> Select[int]:
        facts = event.facts
        role = Role(facts["role"]) if facts["role"] else None
        return people(event.subject_id, Audience(facts["audience"]), role, event.classroom_id, facts["author_id"])

    def priority_of(self, event: Event) -> Priority:
        return Priority.HIGH if event.facts["urgent"] else self.priority

    def deadline(self, event: Event) -> datetime | None:
        over = event.facts["expires_at"]
        return datetime.fromisoformat(over) if over else None

    def title(self, event: Event) -> str:
        return shorten(str(event.facts["title"]))

    def body(self, event: Event) -> str:
        author = shorten(str(event.facts["author"]), NAME_LENGTH)
        if event.facts["classroom"] is None:
            return _("From %(author)s, for the school", author=author)
        classroom = shorten(str(event.facts["classroom"]), NAME_LENGTH)
        return _("From %(author)s, in %(classroom)s", author=author, classroom=classroom)

    def values(self, event: Event) -> dict[str, str]:
        values = super().values(event)
        return {**values, "classroom": values["classroom"] or _("the school")}

    def path(self, event: Event) -> str:
        return f"/announcements/{event.facts['announcement']}"

    def is_due(self, event: Event) -> bool:
        return db.session.scalar(Told.still_due(event.subject_id)) is not None


KIND = Announcement()
